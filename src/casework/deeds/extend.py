"""Giving somebody more time: the unit that sent an application back sets a later end of its own term."""

from datetime import date

from casework.access import may_act
from casework.asking.offering import set_by
from casework.case import Case
from casework.desk import Desk
from casework.problems import Hidden, Shut, Wrong
from review.workdays import term

USUAL = "10 days"  # where the region names no term for a return
LONGEST = 366  # days that one extension may give
UNTIL = "延长到哪一天，请写成 2026-12-20 这样，在一年以内"


def until(desk: Desk, case: Case, day: str) -> str:
    """Return the new end of the term that a return has set.

    Args:
        desk: who acts, and when.
        case: an application that was sent back, or that its term ended.
        day: ISO 8601, the last day; where empty, the region's own term for a return begins anew.

    Raises:
        Hidden: the application is not this person's to extend: another unit set the term.
        Denied: it is the person's own.
        Shut: the applicant has begun another one since.
        Wrong: it is no day within a year from now.
    """
    verdict = set_by(case.application.state.standing)
    if verdict is None:
        raise Hidden("no_term", "这一份没有单位定的期限，不用延长。请刷新再看")
    may_act(desk, case, verdict.unit)
    if case.anew:
        raise Shut("began_anew", "申报人已经重新开始了一份，原来的不用延长")
    now = desk.act.at.isoformat(timespec="seconds")
    if not day:
        deed = case.scheme.deeds_at[verdict.name].get(verdict.deed)
        return term((deed.within if deed else None) or USUAL, now, desk.house.holidays)
    try:
        days = (date.fromisoformat(day) - desk.act.at.date()).days
    except ValueError:
        raise Wrong("until", UNTIL) from None
    if not 1 <= days <= LONGEST:
        raise Wrong("until", UNTIL)
    return term(f"{days} days", now, {})
