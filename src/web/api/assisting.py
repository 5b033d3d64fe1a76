"""Who helps to fill an application, what was changed by whom, who has opened it."""

from typing import Any

import msgspec

from casework.access import own
from casework.case import Case
from casework.deeds import assist
from casework.desk import Desk
from casework.presents.person import Person
from casework.views.history import (
    AssistantView,
    Entry,
    Reader,
    actors,
    assistants_view,
    history_view,
    readers_view,
)  # fmt: skip
from web.api.bases import about
from web.api.tickets import PAGE, Ticket, as_ticket
from web.calls import Call, Route


class Ask(msgspec.Struct, forbid_unknown_fields=True):
    """Asks somebody to help; what they do is recorded under this name."""

    name: str


async def invite(call: Call) -> Ticket:
    """Give a code by which somebody helps to fill this application."""

    async def make(desk: Desk, case: Case) -> str:
        return assist.invite(desk, case, call.body.name)

    token = await call.house.perform(call.act, about(call), ["assist", call.body.name], make, str)
    return await as_ticket(call, token, PAGE, assist.TERM)


async def assistants(call: Call) -> list[AssistantView]:
    """List who helps or helped."""

    async def see(desk: Desk, case: Case) -> list[AssistantView]:
        return [] if case.expert else assistants_view(case, desk.act.now)

    return await call.house.look(call.act, about(call), see, "")


async def leave(call: Call) -> list[AssistantView]:
    """Let an assistant go, at once."""
    who = call.parts["person"]

    async def make(desk: Desk, case: Case) -> list[AssistantView]:
        assist.leave(desk, case, who)
        return assistants_view(case, desk.act.now)

    return await call.house.perform(call.act, about(call), ["leave", who], make, list[AssistantView])


async def history(call: Call) -> list[Entry]:
    """List what was changed; to a unit what was changed since it was first handed in."""
    base, house = about(call), call.house

    async def may(desk: Desk, case: Case) -> list[str] | None:
        return None if case.expert else [case.application.state.person, *case.application.state.assistants]

    known = await house.look(call.act, base, may, "")
    if known is None:
        return []
    recorded = await house.recorded(base.stream)
    people = await _people(call, actors(recorded, known))

    async def see(desk: Desk, case: Case) -> list[Entry]:
        return history_view(case, recorded, people, desk.act.now, whole=own(desk, case) or case.assistant)

    return await house.look(call.act, base, see, "history")


async def readers(call: Call) -> list[Reader]:
    """List who has opened it."""
    base, house = about(call), call.house

    async def may(desk: Desk, case: Case) -> bool:
        return not case.expert and not case.assistant

    if not await house.look(call.act, base, may, ""):
        return []
    reads = await house.reads.readers(base.id)
    people = await _people(call, dict.fromkeys(r.person for r in reads))

    async def see(desk: Desk, case: Case) -> list[Reader]:
        return readers_view(case, reads, people, desk.act.now)

    return await house.look(call.act, base, see, "")


async def _people(call: Call, found: Any) -> dict[str, Person]:
    people = {id: await call.house.known_person(id) for id in found}
    return {id: person for id, person in people.items() if person is not None}


BASE = "<kind>/<id>"
ROUTES: tuple[Any, ...] = (
    # these addresses and the code `helpers_full` keep the word under which pages in use know them
    Route("POST", f"{BASE}/helpers", invite, "invite somebody to help with filling", Ticket, Ask),
    Route("GET", f"{BASE}/helpers", assistants, "who helps or helped with filling", list[AssistantView]),
    Route("DELETE", f"{BASE}/helpers/<person>", leave, "let an assistant go", list[AssistantView]),
    Route("GET", f"{BASE}/history", history, "what was changed, by whom", list[Entry]),
    Route("GET", f"{BASE}/readers", readers, "who has opened an application", list[Reader]),
)
