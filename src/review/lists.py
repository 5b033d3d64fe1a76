"""A unit's own lists (待审 · 通过 · 退回 · 不通过) and what keeps it from forwarding them.

A list holds the unit's own verdicts, not the status of the application as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from review.standing import Standing, asked_again, final, live, on_the_way, publicity_before, waiting
from review.status import Status
from schemes.kinds import UNDOING

List = Literal["pending", "approved", "returned", "rejected", "coming", "ended"]
PublicityGroup = Literal["asked", "posting", "posted"]  # pages in use know the last two under these words
"""How far a unit is with a publicity before submission: asked for it (once more, after a change), holding it, its
result noted."""


class Blocker(msgspec.Struct, frozen=True):
    """Names one application that keeps a unit's list from being forwarded.

    Args:
        index: its place among the standings given.
        code: "pending", "returned" or "coming".
        text: Chinese: what is to be done about it.

    """

    index: int
    code: Literal["pending", "returned", "coming"]
    text: str


def listed(standing: Standing, unit: str) -> List | None:
    """Return the list of a unit on which an application stands, or None when it is on none.

    What only waits to be forwarded is on the list of the approved. What came back in an earlier round and has not
    reached the unit again is on the list of the returned. What the unit will have to forward and has not reached it
    yet is coming, or has ended on its way there: a unit of the first level forwards for all below it (CQ-23). A unit
    of a chain that the application has left, with its person's employer, has it on no list.
    """
    if unit not in on_the_way(standing):
        return None
    step = waiting(standing)
    if step is not None and step.unit.id == unit:
        return "approved" if step.kind == "forward" else "pending"
    own = [verdict for verdict in live(standing) if verdict.unit == unit]
    if own:
        match own[-1].deed:
            case "return":
                return "returned"
            case "reject":
                return "rejected"
            case _:
                return "approved"
    passed = (v for v in standing.verdicts if v.unit == unit and v.round < standing.round and v.deed not in UNDOING)
    if any(not verdict.before for verdict in passed):
        return "returned"
    if not forwards(standing, unit):
        return None
    return "coming" if standing.status in (Status.SUBMITTED, Status.RETURNED) else "ended"


def forwards(standing: Standing, unit: str) -> bool:
    """Tell whether an application goes up with a unit's list, or would have: its chain still leads there (CQ-23)."""
    steps = standing.course.steps if standing.course and standing.status is not Status.DRAFT else ()
    return any(step.kind == "forward" and step.unit.id == unit for step in steps[standing.at or 0 :])


def publicity_group(standing: Standing, unit: str) -> PublicityGroup | None:
    """Return how far a unit is with its publicity before submission, None where it was not asked or all has ended."""
    if standing.asked is None or final(standing):
        return None
    mine = [step for step in standing.asked.steps if step.unit.id == unit]
    found = [publicity_before(standing, step) for step in mine]
    if not found:
        return None
    if any(one.begun is None for one in found) or any(asked_again(standing, step) for step in mine):
        return "asked"
    return "posting" if any(one.ended is None for one in found) else "posted"


def tally(standings: Iterable[Standing], unit: str) -> dict[str, int]:
    """Count a unit's list as expressions read it under `batch.`: total, pending, approved, returned, rejected.

    Whatever lies with the applicant counts as returned, whoever sent it back; what has not reached the unit yet is
    pending; what was withdrawn counts nowhere.
    """
    places = (_place(standing, unit) for standing in standings)
    counts = Counter("pending" if place == "coming" else place for place in places if place not in (None, "ended"))
    return {"total": counts.total(), **{name: counts[name] for name in ("pending", "approved", "returned", "rejected")}}


def forward_blockers(standings: Sequence[Standing], unit: str) -> list[Blocker]:
    """Return each application that must be decided before a unit may forward its list (CQ-23)."""
    found: list[Blocker] = []
    for index, standing in enumerate(standings):
        match _place(standing, unit):
            case "pending":
                found.append(Blocker(index, "pending", "还没审完。审过再上报"))
            case "returned" if standing.status is Status.RETURNED:
                found.append(Blocker(index, "returned", "退回后还没交回来。催一下，或等期限到了再上报"))
            case "returned":
                found.append(Blocker(index, "returned", "交回来了，正在前面的单位审。等到本单位审完再上报"))
            case "coming":
                found.append(Blocker(index, "coming", "还在下面的单位审。等审到本单位、审完再上报"))
            case "approved" | "rejected" | "ended" | None:
                pass
    return found


def _place(standing: Standing, unit: str) -> List | None:
    if standing.status is Status.WITHDRAWN:
        return None
    place = listed(standing, unit)
    return "returned" if place is not None and standing.status is Status.RETURNED else place
