"""A unit's list before it goes up: who goes, who was rejected, who has ended, who keeps it back (CQ-23)."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from casework import words
from casework.asking.offering import at_forward
from casework.presents.application import Application
from casework.publicity_noted import publicities
from casework.views.publicity import doubt
from review.lists import Blocker, forwards
from review.state import Standing, waiting
from review.status import Status
from review.workdays import over
from schemes import Scheme
from storage.reads import Card


class Going(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one person of the list.

    Args:
        application, name, title, unit_name: whose.
        page: where it is read; empty where the unit may not read it yet.
        what: what is to be done before the list goes up, or what became of it.
        can: what the unit can do about it: remind, end.
    """

    application: str
    name: str
    title: str
    unit_name: str = ""
    page: str = ""
    what: str = ""
    can: Sequence[str] = ()


class ForwardView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes a unit's list under one plan.

    Args:
        base: of the list; the deed is `forward` there.
        label: what the deed is called.
        plan: label of the plan.
        ok: nobody keeps it back.
        goes, rejected, ended, blockers: who is in it.
        other: further plans under which the unit has a list, by id and label.
        calendar: the last day on which it can go up.
        doubts: what is wrong with the rankings within a specialty.
        away: where those are who passed here, and come back before they go up.
    """

    base: str
    label: str
    plan: str
    ok: bool
    goes: Sequence[Going]
    rejected: Sequence[Going]
    ended: Sequence[Going]
    blockers: Sequence[Going]
    other: Sequence[tuple[str, str]] = ()
    calendar: str = ""
    doubts: Sequence[str] = ()
    away: str = ""


def away(standings: Iterable[Standing], unit: str) -> str:
    """Say where those are who have passed a unit and come back to it before they go up; empty where nobody is away.

    Args:
        standings: where each of the list stands that keeps it from nothing.
        unit: id of the unit.
    """
    steps = [s for one in standings if forwards(one, unit) and (s := waiting(one)) and s.unit.id != unit]
    counted = Counter(step.unit.name for step in steps)
    return "，".join([*(f"{many} 人在{name}" for name, many in counted.items()), *(["回来再上报"] if counted else [])])


REACHED = {"pending", "approved", "returned", "rejected"}  # lists of applications that the unit may read


def going(card: Card, what: str = "", can: Sequence[str] = ()) -> Going:
    """Describe one person of the list.

    Args:
        card: as the list keeps it.
        what: is said of it.
        can: what the unit can do about it.
    """
    page = f"pages/review-read/review-read?base=applications/{card.application}" if card.list in REACHED else ""
    return Going(card.application, card.name, card.title, card.unit_name, page, what, can)


def blocking(card: Card, standing: Standing, blocker: Blocker, now: str) -> Going:
    """Describe who keeps the list back: where it is, until when, and what helps.

    Args:
        card: as the list keeps it.
        standing: where the application stands.
        blocker: why it keeps the list back.
        now: the present, ISO 8601.
    """
    if standing.status is Status.RETURNED:
        return _returned(card, standing, now)
    step = waiting(standing)
    if blocker.code == "pending" or step is None:
        return going(card, "还没审，点开来审")
    days = words.days_since(standing.since, now) if standing.since else 0
    waited = f"，已等 {days} 天" if days else ""
    return going(card, f"在{step.unit.name}，还没审完{waited}", ("remind",))


def _returned(card: Card, standing: Standing, now: str) -> Going:
    due = standing.due
    if due is None:
        return going(card, "退回了，还没交回来", ("remind",))
    if over(due, now):
        return going(card, f"退回了，{words.until(due, now)} 到期没有交回，可以办结", ("end",))
    return going(card, f"退回了，{words.until(due, now)} 前交回，到期自动办结", ("remind",))


def became(card: Card, scheme: Scheme, present: Application, unit: str, now: str) -> Going | None:
    """Describe somebody who keeps nobody back: who goes, was rejected or has ended; None for who went up before.

    Args:
        card: as the list keeps it.
        scheme: of the application.
        present: the application.
        unit: id of the unit.
        now: the present, ISO 8601.
    """
    standing = present.state.standing
    if at_forward(standing, unit):
        return going(card, doubt(publicities(scheme, standing, present.filled.answers), unit, now))
    if standing.status is Status.REJECTED:
        by = standing.verdicts[-1].unit_name if standing.lapsed is None and standing.verdicts else ""
        return going(card, f"{by}审核不通过" if by else "审核不通过")
    if standing.status is Status.WITHDRAWN:
        return going(card, "本人撤回" if standing.lapsed is None else "到期没有交回，自动结束")
    return None
