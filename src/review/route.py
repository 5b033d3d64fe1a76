"""Which chain an application takes: the first route whose condition holds, and the units that act on it.

Both are decided when the application is submitted and kept with it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from schemes.expressions import Context, Node, Tree, UnitRef
from schemes.places import Place, parse_place
from schemes.scheme import Scheme


class NoRoute(Exception):
    """Says that nobody could act on this application; `text` is for the person who would submit it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class StepAt(msgspec.Struct, frozen=True):
    """Names one step of a chain with the unit that acts there; `step` is its id in the scheme."""

    step: str
    kind: str
    label: str
    unit: UnitRef


class Course(msgspec.Struct, frozen=True):
    """Keeps a computed chain: the route's id, what is open before submission, and the steps after it in order."""

    route: str
    before: tuple[StepAt, ...]
    steps: tuple[StepAt, ...]


def course(scheme: Scheme, context: Context, tree: Tree) -> Course:
    """Compute the chain of one application.

    Args:
        scheme: the scheme that the application keeps.
        context: its answers and the facts from outside; `unit` is the employer with `id`, `kind` and `name`.
        tree: the units as they stand now.

    Returns:
        the first route whose `when` is true, with the steps whose `when` is true.

    Raises:
        NoRoute: no route fits, or a step has no unit.

    """
    for name, route in scheme.routes.items():
        if not _holds(context, scheme.node("routes", name, "when"), route.when):
            continue
        before = tuple(_steps(scheme, context, tree, route.before))
        steps = tuple(_steps(scheme, context, tree, route.steps))
        if not steps:
            raise NoRoute("no_steps", f"“{route.label}”没有一步轮得到您，交不了。请告诉单位人事科，由评审办核对流程")
        return Course(name, before, steps)
    raise NoRoute("no_route", "按您填的单位和身份，找不到对应的审核流程。请核对这两处，都对就问单位人事科")


def _steps(scheme: Scheme, context: Context, tree: Tree, names: list[str]) -> Iterator[StepAt]:
    for name in names:
        step = scheme.steps[name]
        if not _holds(context, scheme.node("steps", name, "when"), step.when):
            continue
        units = _units(scheme, context, tree, parse_place(step.at))
        if units is None:
            raise NoRoute("no_unit", f"“{step.label}”还没有单位来办，交不了。请告诉单位人事科，由上级单位开通后再交")
        for unit in units:
            yield StepAt(name, step.kind, step.label, unit)


def _holds(context: Context, node: Node | None, text: str | None) -> bool:
    if text is None:
        return True
    return node is not None and context.run(node) is True


def _units(scheme: Scheme, context: Context, tree: Tree, place: Place) -> list[UnitRef] | None:
    """Return the units that act at a place; [] for `every` without any, None where the one is missing."""
    if place.selector == "every":
        return tree.every(place.kinds[0])
    unit = _unit(scheme, context, tree, place)
    return None if unit is None else [unit]


def _unit(scheme: Scheme, context: Context, tree: Tree, place: Place) -> UnitRef | None:
    match place.selector:
        case "employer":
            return _employer(scheme, context)
        case "nearest" | "every":
            found = [unit for kind in place.kinds if (unit := tree.nearest(kind)) is not None]
            return max(found, key=lambda unit: unit.level, default=None)
        case "child":
            assert place.inside is not None, "a child is of some unit"
            above = _unit(scheme, context, tree, place.inside)
            return None if above is None else tree.child(place.kinds[0], above)
        case "plan":
            return _planned(scheme, context, tree, place.kinds[0])
        case "only":
            return tree.only(place.kinds[0])


def _employer(scheme: Scheme, context: Context) -> UnitRef | None:
    """Return the applicant's own unit from the facts."""
    unit = context.world.unit
    kind = unit.get("kind")
    if not unit.get("id") or kind not in scheme.units:
        return None
    return UnitRef(str(unit["id"]), str(kind), str(unit.get("name", "")), scheme.units[str(kind)].level)


def _planned(scheme: Scheme, context: Context, tree: Tree, kind: str) -> UnitRef | None:
    """Return the unit of a kind that the plan names, as {id, name} or an id alone; else the only one there is."""
    named = context.world.plan.get(kind)
    declared = scheme.units[kind]
    if named is None:
        return tree.only(kind)
    if isinstance(named, dict):
        return UnitRef(str(named["id"]), kind, str(named.get("name", declared.label)), declared.level)
    alone = tree.only(kind)
    return alone if alone and alone.id == named else UnitRef(str(named), kind, declared.label, declared.level)
