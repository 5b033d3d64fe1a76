"""Sending a unit's whole list up, in one entry: everybody who passed goes, or nobody does (CQ-23)."""

from typing import Any

import msgspec

from casework import ids
from casework.access import ACTING, holds, may_act, person_of
from casework.asking.offering import at_forward
from casework.case import Case
from casework.deeds import move, remind
from casework.desk import Desk
from casework.problems import Shut, barred
from review.lists import Blocker, forward_blockers, forwards, listed
from review.state import waiting
from review.status import Status
from storage.reads import Card


class Sent(msgspec.Struct, frozen=True):
    """Says what went up."""

    said: str
    count: int


def settles(case: Case, unit: str) -> bool:
    """Tell whether an application was rejected on its way to a list that now goes up: that can no longer be undone.

    Whoever rejected it, the unit itself or one before it (CQ-20).
    """
    standing = case.application.state.standing
    return standing.status is Status.REJECTED and not standing.forwarded and forwards(standing, unit)


async def forward(desk: Desk, unit: str, plan: str, cards: list[Card], reason: str = "") -> Sent:
    """Send everybody up who passed.

    Args:
        desk: where the deed is written down; it holds every application of the list and its owner.
        unit: id of the unit.
        plan: id of the plan.
        cards: the unit's lists under the plan, as they were read before.
        reason: why the same person sends up what they passed for another unit.

    Raises:
        Hidden: the unit is not this person's.
        Shut: somebody is still pending or returned, or nobody is there; names them.
    """
    me = person_of(desk)
    if not holds(me, unit, ACTING, desk.act.today):
        raise barred("这个列表")
    cases = [await desk.case(ids.Base("application", c.application)) for c in cards]
    blockers = forward_blockers([c.application.state.standing for c in cases], unit)
    if blockers:
        raise Shut("list_open", "；".join(said(cards, blockers)))
    ready = [c for c in cases if at_forward(c.application.state.standing, unit)]
    if not ready:
        raise Shut("list_empty", "现在没有要上报的人。审核通过的会出现在这里")
    going = [*ready, *(c for c in cases if settles(c, unit))]
    others = await move.other_accounts(desk, *going)
    for case in going:
        move.move(desk, case, "forward", unit=unit, reason=reason, others=others)
    batch = desk.head(ids.batch(unit, plan))
    region = ready[0].application.state
    names: dict[str, Any] = {
        "unit": unit, "plan": plan, "region": region.region, "scheme": region.scheme,
        "forwarded": desk.act.at.isoformat(timespec="seconds"), "by": me.id,
        "applications": sorted({*batch.present.state.applications, *(c.base.id for c in ready)}),
    }  # fmt: skip
    desk.record(batch, "set", {"set": names})
    return Sent(f"已提交上一级，{len(ready)} 人", len(ready))


def said(cards: list[Card], blockers: list[Blocker]) -> list[str]:
    """Return who keeps a list back and what to do about each."""
    return [f"{cards[b.index].name}：{b.text}" for b in blockers[:10]]


def urge(desk: Desk, case: Case, unit: str) -> str:
    """Tell whoever keeps a unit's list back that it waits, once a day: the applicant, or the unit that reviews it.

    Args:
        desk: where the deed is written down.
        case: an application on the unit's lists, or one that will come to them.
        unit: id of the unit whose list waits.

    Returns:
        Who was told.

    Raises:
        Hidden, Denied: the list is not this person's, or the application is.
        Shut: it waits for nobody else, or somebody was told today.
    """
    _listed(desk, case, unit)
    step = waiting(case.application.state.standing)
    if step is None or step.unit.id == unit:
        remind.remind(desk, case, unit)
        return "已提醒申报人"
    remind.urge(desk, case, step, unit)
    return f"已提醒{step.unit.name}"


def _listed(desk: Desk, case: Case, unit: str) -> None:
    """Let through who may act for a unit that has the application on one of its lists, or will have."""
    may_act(desk, case, unit)
    if listed(case.application.state.standing, unit) is None:
        raise barred("这一份")


def end(desk: Desk, case: Case, unit: str) -> str:
    """End a return whose term is over at once, so that who gave up keeps nobody back.

    Raises:
        Hidden, Denied: the list is not this person's, or the application is.
        Shut: the term still runs; says until when.
    """
    _listed(desk, case, unit)
    move.lapse(desk, case)
    return "已按到期没有交回办结，申报人的内容都留着"
