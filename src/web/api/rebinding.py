"""Another WeChat for the same person: the unit's code, and the ID number that goes with it (CQ-02)."""

from typing import Any

import msgspec

from casework import entrance, ids
from casework.deeds import rebind
from casework.desk import Desk
from casework.problems import Gone, Shut, hidden, used_up
from casework.views.me import Me, me_view
from web.api.tickets import PAGE, Ticket, as_ticket
from web.calls import Call, Route


class Claim(msgspec.Struct, forbid_unknown_fields=True):
    """Says who one is."""

    id_number: str


async def code(call: Call) -> Ticket:
    """Give a code by which a person of the unit takes up the account with another WeChat."""
    who = call.parts["id"]
    await call.house.tree()

    async def make(desk: Desk) -> str:
        return rebind.code(desk, desk.head(ids.person(who)))

    token = await call.house.write(call.act, [ids.person(who), *call.mine()], ["rebind", who], make, str)
    return await as_ticket(call, token, PAGE, rebind.TERM)


async def take_up(call: Call) -> Me:
    """Take up one's account with this WeChat; a wrong ID number uses the code up."""
    house, token, number = call.house, call.parts["ticket"], call.body.id_number
    if not call.act.contact:
        raise hidden()
    kind, body = await entrance.ticket(house, token, call.act)
    if kind != "rebind":
        raise used_up()
    await house.tree()
    person = await house.person_by_id(body["person"])
    mine = call.act.person or person.id
    shell = await house.person_by_id(mine) if mine != person.id else None
    streams = list(dict.fromkeys([*rebind.streams_of(body, person, shell), call.act.contact]))

    async def make(desk: Desk) -> Me | None:
        head = desk.head(ids.person(person.id))
        if head.present.state.contacts != person.state.contacts:
            raise used_up()  # another code was quicker
        if rebind.differs(desk, head, body, number):
            rebind.refuse(desk, token, head)
            return None
        await rebind.accept(
            desk, token, head, desk.head(ids.person(body["by"])), desk.head(call.act.contact or ""),
            desk.head(ids.person(mine)) if shell is not None else None, [desk.head(c) for c in person.state.contacts],
            [desk.head(c) for c in (shell.state.contacts if shell is not None else ())],
        )  # fmt: skip
        desk.me = head.present
        return await me_view(desk)

    try:
        done = await house.write(call.act, streams, ["rebound", token, number], make, Me | None)  # type: ignore[arg-type]
    except Shut as error:
        if error.code == "taken":
            raise used_up() from None
        raise
    if done is None:
        raise Gone("id_differs", rebind.DIFFERS)
    entrance.forget_all(house, person.id, *([shell.id] if shell is not None else []))
    entrance.forget(house, call.act.session)
    return done


ROUTES: tuple[Any, ...] = (
    Route("POST", "people/<id>/rebinding", code, "a code that gives an account to another WeChat", Ticket),
    Route("POST", "tickets/<ticket>/rebinding", take_up, "take up one's account with this WeChat", Me, Claim),
)
