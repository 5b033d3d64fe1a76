"""Who was given more time under which plans, as the office that gives it sees it (X-01)."""

from collections.abc import Sequence

import msgspec

from casework import words
from casework.presents.person import Person
from casework.presents.unit import Body
from schemes import Scheme


class Given(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is for what more time can be given, and what was.

    Args:
        what: `fill` or `list`.
        label: as it is chosen.
        until: the present end; empty where only the plan's papers say it.
        given: when it was given and why.
    """

    what: str
    label: str
    until: str = ""
    given: str = ""


class PlanTime(msgspec.Struct, frozen=True):
    """Is one plan of the office."""

    plan: str
    label: str
    kinds: Sequence[Given]


class MoreTime(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says for whom, and under which plans."""

    unit: str
    name: str
    plans: Sequence[PlanTime]
    person: str = ""
    said: str = ""


def more_time_view(
    unit: str, name: str, who: Person | None, plans: Sequence[tuple[Body, Scheme]], now: str, said: str = ""
) -> MoreTime:
    """Describe it.

    Args:
        unit, name: the unit.
        who: one of its people, None for all of them.
        plans: that the office runs, each with its scheme.
        now: the present.
        said: what was just done.
    """
    found = [PlanTime(p.id, p.state.label, _kinds(p, scheme, unit, who, now)) for p, scheme in plans]
    return MoreTime(unit, who.state.name if who else name, found, who.id if who else "", said)


def _kinds(plan: Body, scheme: Scheme, unit: str, who: Person | None, now: str) -> list[Given]:
    end = plan.state.ends(who.id if who else "", unit)
    found = [Given("fill", "填报、提交", words.until(end, now), _given(plan, f"fill:{who.id if who else unit}", now))]
    if who is None and any(step.closes for step in scheme.steps.values()):
        given = plan.state.longer.get(f"list:{unit}")
        until = words.until(given.until, now) if given else ""
        found.append(Given("list", "单位上报", until, _given(plan, f"list:{unit}", now)))
    return found


def _given(plan: Body, key: str, now: str) -> str:
    one = plan.state.longer.get(key)
    return f"{words.moment(one.at, now)}延长过：{one.reason}" if one else ""
