"""A unit's list on its way up: who goes and who keeps it back, and what helps against that (CQ-23)."""

from typing import Any

import msgspec

from casework.access import may_act_for
from casework.deeds import forward
from casework.desk import Desk
from casework.ids import Base
from casework.problems import hidden
from casework.ranking import doubted
from casework.views.deadlines import forward_by
from casework.views.forwarding import ForwardView, Going, became, blocking
from review.lists import forward_blockers
from review.status import Status
from web.calls import Call, Route

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
    found: list[tuple[str, ForwardView]] = []
    for plan in [wanted] if wanted in named else named:
        if (view := await _list(call, unit, plan, named[plan])) is not None:
            found.append((plan, view))
    pressing = [(p, v) for p, v in found if v.goes or v.blockers] or found
    if not pressing:
        return NOTHING
    plan, view = pressing[0]
    return msgspec.structs.replace(view, other=[(p, label) for p, label in named.items() if p != plan])


async def _list(call: Call, unit: str, plan: str, label: str) -> ForwardView | None:
    house = call.house
    cards = await house.reads.whole_list(unit, plan)
    streams = [s for c in cards for s in await house.streams(Base("application", c.application), call.act)]

    async def see(desk: Desk) -> ForwardView | None:
        cases = [await desk.case(Base("application", c.application)) for c in cards]
        steps = [
            step for case in cases for course in [case.application.state.standing.course] if course
            for step in course.steps if step.kind == "forward" and step.unit.id == unit
        ]  # fmt: skip
        if not steps:
            return None
        standings = [case.application.state.standing for case in cases]
        blockers = forward_blockers(standings, unit)
        kept = [blocking(desk, cards[b.index], standings[b.index], b) for b in blockers]
        held = {b.index for b in blockers}
        rest = [
            (case, became(card, case, unit))
            for n, (card, case) in enumerate(zip(cards, cases, strict=True))
            if n not in held
        ]

        def those(*statuses: Status) -> list[Going]:
            return [g for case, g in rest if g is not None and case.application.state.standing.status in statuses]

        goes = those(Status.SUBMITTED, Status.APPROVED)
        until = forward_by(desk, cases[0], unit)
        return ForwardView(
            f"batches/{unit}.{plan}", steps[0].label, label, not kept, goes, those(Status.REJECTED),
            those(Status.WITHDRAWN), kept, calendar=until if goes or kept else "",
            doubts=doubted((c.scheme, c.application) for c in cases),
        )  # fmt: skip

    return await house.read(call.act, [*call.mine(), *streams], see)


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
