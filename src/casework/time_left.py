"""Until when an application is to be handed in, and how long that is: said the same way in chat, pushes and pages."""

from casework.case import Case
from casework.views import words
from review.status import Status


def end(case: Case) -> str:
    """Return until when the person may hand in: after a return its own term, else the plan's; empty without either."""
    standing = case.application.state.standing
    if standing.status is Status.RETURNED and standing.due:
        return standing.due
    return case.plan.state.closes if case.plan else ""


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
