"""A unit's list on its way up: who goes and who keeps it back, and what helps against that (CQ-23)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from casework import ids
from casework.access import may_act_for
from casework.deeds import forward
from casework.desk import Desk
from casework.ids import Base
from casework.presents.application import Application
from casework.problems import hidden
from casework.ranking import doubted
from casework.views.deadlines import forward_by
from casework.views.forwarding import ForwardView, Going, away, became, blocking
from review.lists import forward_blockers
from review.state import Standing
from review.status import Status
from schemes import Scheme
from storage.reads import Card
from web.calls import Call, Route

PART = 500  # applications that are looked at at once
DEEDS = {"remind": forward.urge, "end": forward.end}


class Helped(msgspec.Struct, frozen=True):
    """Says what was done about somebody who keeps a list back."""

    said: str


async def _mine(call: Call) -> str:
    unit = call.parts["id"]
    may_act_for(await call.house.person(call.act), unit, call.act.today, "这个列表")
    return unit


NOTHING = ForwardView("", "", "", ok=True, goes=(), rejected=(), ended=(), blockers=())
"""What a unit has that sends nothing up."""


async def show(call: Call) -> ForwardView:
    """Describe the list that a unit sends up: under the plan that is asked for, else under the newest that has one."""
    unit, house = await _mine(call), call.house
    plans = await house.reads.plans_of(unit)
    named = {p: body.state.label for p in plans if (body := await house.body("plan", p)) is not None}
    wanted = call.query("plan")
    found: tuple[str, ForwardView] | None = None
    for plan in [wanted] if wanted in named else named:
        view = await _list(call, unit, plan, named[plan])
        found = found or (view and (plan, view))
        if view is not None and (view.goes or view.blockers):
            found = plan, view
            break
    if found is None:
        return NOTHING
    plan, view = found
    return msgspec.structs.replace(view, other=[(p, label) for p, label in named.items() if p != plan])


class _Line(NamedTuple):
    """Is one person of a unit's lists, without the answers."""

    card: Card
    scheme: Scheme
    present: Application
    became: Going | None

    @property
    def standing(self) -> Standing:
        """Return where the application stands."""
        return self.present.state.standing


async def _list(call: Call, unit: str, plan: str, label: str) -> ForwardView | None:
    cards = await call.house.reads.whole_list(unit, plan)
    lines = [line for n in range(0, len(cards), PART) for line in await _part(call, unit, cards[n : n + PART])]
    steps = [
        step for line in lines for course in [line.standing.course] if course
        for step in course.steps if step.kind == "forward" and step.unit.id == unit
    ]  # fmt: skip
    if not steps:
        return None
    blockers = forward_blockers([line.standing for line in lines], unit)
    kept = [blocking(lines[b.index].card, lines[b.index].standing, b, call.act.now) for b in blockers]
    held = {b.index for b in blockers}

    def those(*statuses: Status) -> list[Going]:
        rest = [line for n, line in enumerate(lines) if n not in held and line.standing.status in statuses]
        return [line.became for line in rest if line.became is not None]

    goes = those(Status.SUBMITTED, Status.APPROVED)
    until = await _until(call, unit, lines[0].card.application) if goes or kept else ""
    return ForwardView(
        f"batches/{unit}.{plan}", steps[0].label, label, not kept, goes, those(Status.REJECTED),
        those(Status.WITHDRAWN), kept, calendar=until, doubts=doubted((line.scheme, line.present) for line in lines),
        away=away((line.standing for n, line in enumerate(lines) if n not in held), unit),
    )  # fmt: skip


async def _part(call: Call, unit: str, cards: Sequence[Card]) -> list[_Line]:
    """Look at some of a unit's lists: where each stands, and what becomes of it."""

    async def see(desk: Desk) -> list[_Line]:
        found: list[_Line] = []
        for card in cards:
            present = desk.head(ids.application(card.application)).present
            if isinstance(present, Application):
                scheme = await desk.house.shelf.get(present.state.scheme)
                then = became(card, scheme, present, unit, desk.act.now)
                found.append(_Line(card, scheme, present, then))
        return found

    return await call.house.read(call.act, [ids.application(card.application) for card in cards], see)


async def _until(call: Call, unit: str, application: str) -> str:
    """Return until when the list can go up, of which this application is one."""
    base = Base("application", application)

    async def see(desk: Desk) -> str:
        return forward_by(desk, await desk.case(base), unit)

    return await call.house.read(call.act, await call.house.streams(base, call.act), see)


async def help(call: Call) -> Helped:
    """Remind whoever keeps the list back, or end a return whose term is over."""
    unit, deed, name = await _mine(call), call.parts["deed"], call.parts["application"]
    if deed not in DEEDS or await call.house.reads.task(name, unit) is None:
        raise hidden("这一份")
    base = Base("application", name)

    async def make(desk: Desk) -> Helped:
        return Helped(DEEDS[deed](desk, await desk.case(base), unit))

    asked: list[Any] = [deed, unit, name]
    return await call.house.write(call.act, await call.house.streams(base, call.act), asked, make, Helped)


ROUTES = (
    Route("GET", "units/<id>/forward", show, "a unit's list before it goes up", ForwardView),
    Route("POST", "units/<id>/forward/<application>/deeds/<deed>", help, "remind or end who keeps it back", Helped),
)
