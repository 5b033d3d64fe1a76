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

# Under way: before the last committee, or past it with a step still to come.
_ON = frozenset({S.SUBMITTED, S.APPROVED})
_OPEN = frozenset({S.DRAFT, S.RETURNED})

TABLE: Mapping[str, frozenset[Status]] = {
    "ready": _OPEN,
    "submit": _ON,
    "unlock": frozenset({S.DRAFT}),
    "withdraw": frozenset({S.WITHDRAWN}),
    "delete": frozenset({S.WITHDRAWN}),
    "approve": _ON,
    "return": frozenset({S.RETURNED}),
    "reject": frozenset({S.REJECTED, S.RETURNED}),
    "undo_approve": _ON,
    "undo_reject": _ON,
    "begin": _OPEN,
    "record": _ON | _OPEN,
    "keep": _OPEN,
    "undo_record": _OPEN,
    "forward": _ON | {S.REJECTED},
    "pay": _ON,
    "arrange": _ON,
    "accept": _ON,
    "issue": frozenset({S.CERTIFIED}),
    "correct": _ON,
    "void": _ON,
    "overdue": _ON | {S.WITHDRAWN, S.REJECTED},
    "extend": _ON | _OPEN,
}
"""Deed → the statuses it may lead to.

`ready`, and what a unit does before submission, leave the status as it is; `forward` on a rejected application only
closes its undo; `delete` erases, so its status is never stored; `extend` gives back what the term took away.
"""

FROM: Mapping[str, frozenset[Status]] = {
    "ready": _OPEN,
    "submit": _OPEN,
    "unlock": frozenset({S.SUBMITTED}),
    "withdraw": _OPEN | {S.SUBMITTED},
    "delete": _OPEN | {S.SUBMITTED},
    "approve": _ON,
    "return": _ON,
    "reject": _ON,
    "undo_approve": _ON,
    "undo_reject": frozenset({S.REJECTED, S.RETURNED}),
    "begin": _OPEN,
    "record": _ON | _OPEN,
    "keep": _OPEN,
    "undo_record": _OPEN,
    "forward": _ON | {S.REJECTED},
    "pay": _ON,
    "arrange": _ON,
    "accept": _ON,
    "issue": _ON,
    "correct": _ON,
    "void": _ON,
    "overdue": _ON | _OPEN,
    "extend": _ON | _OPEN | {S.WITHDRAWN, S.REJECTED},
}
"""Deed → the statuses in which it may be done."""
