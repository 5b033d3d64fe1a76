"""Giving more time under a plan: by its office, to one person or a whole unit, before the closing or after (X-01)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from casework import committees, ids, words
from casework.access import may_decide_on, person_of
from casework.access.units import stopped
from casework.deeds import move
from casework.deeds.extend import LONGEST, UNTIL
from casework.desk import Desk
from casework.ids import Base
from casework.messages import Told, plain
from casework.presents.person import Person
from casework.presents.unit import Longer, PlanState
from casework.problems import Denied, Shut, Wrong, hidden
from casework.said import OPINION, said
from casework.tree import Units
from review.standing import Standing
from review.status import FINAL, Status
from review.workdays import parse, term
from schemes import Scheme

What = Literal["fill", "list"]
"""For what more time is given: for filling and handing in, or for sending the unit's list up."""


def runs(me: Person, scheme: Scheme, plan: PlanState, units: Units, today: str) -> str:
    """Return the office of a plan for which somebody acts, empty where for none.

    Args:
        me: who acts.
        scheme: that the plan names.
        plan: the plan.
        units: all units.
        today: ISO day.
    """
    offices = sorted(committees.of_plan(scheme, plan, units))
    return next((unit for unit in offices if "office" in me.roles(unit, today)), "")


async def give(
    desk: Desk, plan: Any, scheme: Scheme, unit: str, what: What, day: str, reason: str, who: Any,
    applications: Sequence[str],
) -> str:  # fmt: skip
    """Give more time to a unit, or to one of its people.

    Args:
        desk: where the deed is written down; it holds the applications and their owners.
        plan: head of the plan.
        scheme: that the plan names.
        unit: id of the unit.
        what: for what.
        day: ISO 8601, the last day.
        reason: why; it is recorded.
        who: head of the person, None for the whole unit.
        applications: ids of what its people have begun under the plan and not handed in, or what time has ended.

    Returns:
        What was done, for who did it.

    Raises:
        Hidden: the plan is run by no office of who acts.
        Denied: it is for who acts.
        Shut: the plan is over, or the office is frozen.
        Wrong: no reason, or no day later than the present end within a year.
    """
    me, state = person_of(desk), plan.present.state
    office = runs(me, scheme, state, desk.house.units, desk.act.today)
    if not office:
        raise hidden("这个单位")
    if desk.house.units.stopped(office):
        raise stopped(desk, office)
    if who is not None:
        may_decide_on(
            desk, who.present, otherwise=Denied("own_application", "这是您自己的申报，要由评审办的另一位来延长")
        )
    if who is None and what == "fill" and me.state.employer == unit:
        raise Denied("own_unit", "您自己也在这个单位，要由评审办的另一位来给整个单位延长")
    if state.state == "closed":
        raise Shut("plan_closed", "这一年的申报已经结束，不能再延长")
    words_of = said(reason, OPINION, "reason_long")
    if not words_of:
        raise Wrong("reason_missing", "请写一句为什么延长，会记录下来")
    key = f"{what}:{who.present.id if who is not None else unit}"
    until = _until(desk, day, _now(state, key, who, unit, what))
    given = Longer(until, words_of, office, me.id, desk.act.at.isoformat(timespec="seconds"))
    desk.record(plan, "set", {"set": {"longer": msgspec.to_builtins({**state.longer, key: given})}})
    end = words.until(until, desk.act.now)
    if what == "list":
        text = f"{state.label}：上报时间延长到 {end}。原因：{words_of}"
        desk.tell(Told(f"unit:{unit}", ids.unit(unit), "extended", text=text, page="pages/forward/forward"))
        return f"已延长到 {end}，通知了单位"
    told = [a for a in applications if await _lengthen(desk, a, office, until, words_of, one=who is not None)]
    if who is not None and not told:
        text = f"{state.label}：您的申报时间延长到 {end}，可以开始填、可以交"
        desk.tell(plain(who.present.id, "extended", text, "pages/plans/plans"))
    return f"已延长到 {end}，通知了 {len(told) or int(who is not None)} 位申报人"


def _now(state: PlanState, key: str, who: Any, unit: str, what: What) -> str:
    """Return the present end, which a new one has to be later than; empty where the plan's answers say it."""
    if what == "list":
        return state.longer[key].until if key in state.longer else ""
    return state.ends(who.present.id if who is not None else "", unit)


def _until(desk: Desk, day: str, now: str) -> str:
    try:
        days = (date.fromisoformat(day) - desk.act.at.date()).days
    except ValueError:
        raise Wrong("until", UNTIL) from None
    if not 1 <= days <= LONGEST:
        raise Wrong("until", UNTIL)
    until = term(f"{days} days", desk.act.at.isoformat(), {})
    if now and parse(until) <= parse(now):
        raise Wrong("until_earlier", f"现在就能到 {words.until(now, desk.act.now)}，请写晚一点的日子")
    return until


def _open(standing: Standing, *, one: bool) -> bool:
    """Tell whether more time helps: a draft, or for one person also what was returned; be it that time has ended it."""
    status = standing.lapsed if standing.status in FINAL else standing.status
    return status is Status.DRAFT or (one and status is Status.RETURNED)


async def _lengthen(desk: Desk, application: str, office: str, until: str, reason: str, *, one: bool) -> bool:
    case = await desk.case(Base("application", application))
    standing = case.application.state.standing
    later = standing.due is not None and parse(standing.due) >= parse(until)
    if case.anew or (later and standing.lapsed is None) or not _open(standing, one=one):
        return False
    move.lengthen(desk, case, office, until, reason)
    return True
