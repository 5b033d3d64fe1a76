"""What ended long ago goes for good: an application is kept for its region's term, and then destroyed (X-19)."""

import msgspec

from casework.case import Case
from casework.desk import Desk
from review.standing import final
from review.workdays import over, term


def years(text: str) -> int:
    """Return how many years a term such as "10 years" has."""
    return int(text.split()[0])


def outlive(desk: Desk, case: Case) -> bool:
    """Destroy an application whose term of keeping is over; tell whether it was.

    The term runs from the end of the application, and is that of the region as the application began with it.

    Args:
        desk: where the deed is written down.
        case: the application.
    """
    standing, kept = case.application.state.standing, case.scheme.region.retention
    if kept is None or not final(standing) or standing.since is None:
        return False
    if not over(term(kept, standing.since, {}), desk.act.now):
        return False
    last = {"deed": "outlived", "standing": msgspec.to_builtins(standing), "sent": [], "clears": [], "listed": {}}
    desk.erase(case, last)
    return True
