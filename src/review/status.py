"""The closed set of statuses and the one table of which deed leads to which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """Names where an application is as a whole; which unit holds it is told by its step."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    CERTIFIED = "certified"


S = Status

FINAL: frozenset[Status] = frozenset({S.REJECTED, S.WITHDRAWN, S.CERTIFIED})
"""Statuses that need no way out. `approved` is an end as well where the chain has no step after the committee."""

# An approval, a record, a payment … leads on: still under way, or past the last committee, or at the end.
_ONWARD = frozenset({S.SUBMITTED, S.APPROVED})

TABLE: Mapping[str, frozenset[Status]] = {
    "submit": _ONWARD,
    "unlock": frozenset({S.DRAFT}),
    "withdraw": frozenset({S.WITHDRAWN}),
    "delete": frozenset({S.WITHDRAWN}),
    "approve": _ONWARD,
    "return": frozenset({S.RETURNED}),
    "reject": frozenset({S.REJECTED, S.RETURNED}),
    "undo_approve": _ONWARD,
    "undo_reject": _ONWARD,
    "record": _ONWARD | {S.DRAFT, S.RETURNED},
    "forward": _ONWARD | {S.REJECTED},
    "pay": _ONWARD,
    "arrange": _ONWARD,
    "accept": _ONWARD,
    "issue": frozenset({S.CERTIFIED}),
    "overdue": frozenset({S.WITHDRAWN}),
    "extended": frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED}),
}
"""Deed → the statuses it may lead to.

`record` before submission leaves the status as it is; `forward` on a rejected application only closes its undo;
`delete` erases, so its status is never stored; `extended` gives back what the term took away.
"""

FROM: Mapping[str, frozenset[Status]] = {
    "submit": frozenset({S.DRAFT, S.RETURNED}),
    "unlock": frozenset({S.SUBMITTED}),
    "withdraw": frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED}),
    "delete": frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED}),
    "approve": _ONWARD,
    "return": _ONWARD,
    "reject": _ONWARD,
    "undo_approve": _ONWARD,
    "undo_reject": frozenset({S.REJECTED, S.RETURNED}),
    "record": _ONWARD | {S.DRAFT, S.RETURNED},
    "forward": _ONWARD | {S.REJECTED},
    "pay": _ONWARD,
    "arrange": _ONWARD,
    "accept": _ONWARD,
    "issue": _ONWARD,
    "overdue": frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED}),
    "extended": frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED, S.WITHDRAWN}),
}
"""Deed → the statuses in which it may be done."""

APPLICANT = frozenset({"submit", "unlock", "withdraw", "delete"})
"""Deeds of the person who applies; every other one but `overdue` (time's own) is a unit's."""

UNDO = frozenset({"undo_approve", "undo_reject"})
"""Deeds that take a verdict back."""
