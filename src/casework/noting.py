"""Where a unit notes what came of its publicity: at its own step, and afterwards until the list has gone up.

A manual may let a unit note it among those that it has passed already (Chongqing 2.4.2, 3.4.2: 公示结果录入).
"""

from review.standing import Standing, live
from review.status import Status
from schemes import Scheme, Step


def needed(step: Step) -> set[str]:
    """Return the sections without which some deed of a step cannot be done."""
    return {s for deed in step.deeds.values() if deed for s in deed.needs}


def records(scheme: Scheme, step: Step) -> list[str]:
    """Return the sections in which a unit notes what came of a publicity.

    At a step of publicity that is all it fills, at another what the region calls so.

    Args:
        scheme: of the application.
        step: at which it is.
    """
    return [s for s in step.fill if step.kind == "publicity" or scheme.sections[s].publicity]


def still(scheme: Scheme, standing: Standing, unit: str) -> list[str]:
    """Return the sections in which a unit may still note it after it has passed its own step.

    Args:
        scheme: of the application.
        standing: where it stands.
        unit: id of the unit.
    """
    if standing.status is not Status.SUBMITTED or standing.forwarded:
        return []
    passed = [v.name for v in live(standing) if v.unit == unit and v.deed == "approve"]
    found = [s for name in passed for s in records(scheme, scheme.steps[name])]
    return list(dict.fromkeys(found))
