"""Which units run a plan: those to which the committee's steps of its scheme belong."""

from casework.presents.unit import PlanState
from casework.tree import Units
from schemes import Scheme
from schemes.places import kinds_in, parse_place


def kinds(scheme: Scheme) -> frozenset[str]:
    """Return the kinds of unit that form a committee in a region.

    Args:
        scheme: of the region.
    """
    steps = [s for s in scheme.steps.values() if s.kind == "committee"]
    return frozenset(kind for s in steps for kind in kinds_in(parse_place(s.at)))


def of_plan(scheme: Scheme, plan: PlanState, units: Units) -> frozenset[str]:
    """Return the ids of the units whose offices run a plan: those that it names, else the only one of the kind.

    Args:
        scheme: that the plan names.
        plan: the plan.
        units: all units.
    """
    view = units.seen_from("")
    found = (plan.units.get(kind) or getattr(view.only(kind), "id", "") for kind in kinds(scheme))
    return frozenset(id for id in found if id)
