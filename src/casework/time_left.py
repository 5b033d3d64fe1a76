"""Until when an application is to be handed in, and how long that is: said the same way in chat, pushes and pages."""

from casework import words
from casework.case import Case
from review.status import Status


def end(case: Case) -> str:
    """Return until when the person may hand in: the term that was set, before a return else the plan's; or empty."""
    standing = case.application.state.standing
    match standing.status:
        case Status.DRAFT:
            return standing.due or plan_end(case)
        case Status.RETURNED:
            return standing.due or ""
        case Status.SUBMITTED | Status.APPROVED | Status.REJECTED | Status.WITHDRAWN | Status.CERTIFIED:
            return ""


def plan_end(case: Case) -> str:
    """Return until when the plan lets its applicant hand in, with what they or their unit were given; or empty."""
    if case.plan is None:
        return ""
    return case.plan.state.ends(case.owner.id, case.owner.state.employer) if case.owner else case.plan.state.closes


def left(case: Case, until: str, now: str) -> str:
    """Return how long there is time, in working days where the region counts the term of a return in those.

    Args:
        case: the application.
        until: the end of the time.
        now: the present.
    """
    standing, working = case.application.state.standing, 0
    counted = any("workday" in (deed.within or "") for deed in case.scheme.deeds.values())
    if counted and standing.status is Status.RETURNED and until == standing.due:
        count, today = case.journey.context.world.workdays, now[:10]
        working = count(today, words.last(until).isoformat()) - count(today, today)
    return words.left(until, now, working)


def term(case: Case, now: str) -> str:
    """Return until when something that was returned is to be handed in again: `12月4日 24:00 前交回，还有 10 个工作日`.

    Args:
        case: the application.
        now: the present.

    Returns:
        Empty where the return has no term.
    """
    due = case.application.state.standing.due
    return f"{words.until(due, now)} 前交回，{left(case, due, now)}" if due else ""


def said(case: Case, now: str) -> str:
    """Return until when the person may hand in and how long that is; empty where that has no end, or is over.

    Args:
        case: the application.
        now: the present.
    """
    returned, until = case.application.state.standing.status is Status.RETURNED, end(case)
    return term(case, now) if returned else words.closing(until, now) if until else ""
