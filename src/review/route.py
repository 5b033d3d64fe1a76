"""Which chain an application takes: the first route whose condition holds, and the units that act on it.

Both are decided when the application is submitted and kept with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from schemes.expressions import Context, Node, Tree, UnitRef
from schemes.scheme import Scheme


class NoRoute(Exception):  # noqa: N818 - an answer to a person, not a failure
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
        context: its answers and the facts from outside; `unit` is the employer with `id`, `kind`, `name`, `level`.
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
        units = _Selector(scheme, context, tree, step.at).units()
        if units is None:
            raise NoRoute("no_unit", f"“{step.label}”还没有单位来办，交不了。请告诉单位人事科，由上级单位开通后再交")
        for unit in units:
            yield StepAt(name, step.kind, step.label, unit)


def _holds(context: Context, node: Node | None, text: str | None) -> bool:
    if text is None:
        return True
    return node is not None and context.run(node) is True


_TOKEN = re.compile(r"\s*(?:([A-Za-z_]\w*)|([(),]))")


class _Selector:
    """Reads one `at` and finds its units: a word, or a word with selectors in brackets."""

    def __init__(self, scheme: Scheme, context: Context, tree: Tree, text: str) -> None:
        self.scheme = scheme
        self.context = context
        self.tree = tree
        self.text = text
        self.tokens = ["".join(found) for found in _TOKEN.findall(text)]

    def units(self) -> list[UnitRef] | None:
        """Return the units that act, nearest first; [] for `every` without any, None where the one is missing."""
        match self.tokens:
            case ["every", "(", kind, ")"]:
                return self.tree.every(kind)
            case _:
                unit = self.unit()
                if self.tokens:
                    raise self.unreadable()
                return None if unit is None else [unit]

    def unit(self) -> UnitRef | None:
        """Take one selector from the tokens and return its unit."""
        word = self.take()
        arguments = self.arguments() if self.tokens[:1] == ["("] else None
        match word, arguments:
            case "employer", None:
                return self.employer()
            case "nearest", [_, *_]:
                return self.nearest(arguments)
            case "child", [str(kind), at]:
                above = self.one(at)
                return None if above is None else self.tree.child(kind, above)
            case "plan", [str(kind)]:
                return self.planned(kind)
            case kind, None:
                return self.tree.only(kind)
            case _:
                raise self.unreadable()

    def arguments(self) -> list[Any]:
        """Take what stands in brackets: kinds as text, `employer` and inner selectors as the unit they find."""
        found: list[Any] = []
        self.take("(")
        while True:
            inner = self.tokens[1:2] == ["("] or self.tokens[:1] == ["employer"]
            found.append(_Found(self.unit()) if inner else self.take())
            if self.take() == ")":
                return found

    def one(self, argument: Any) -> UnitRef | None:
        """Return the unit that an argument names: found already, or the only one of a kind."""
        return argument.unit if isinstance(argument, _Found) else self.tree.only(argument)

    def nearest(self, arguments: list[Any]) -> UnitRef | None:
        """Return the nearest unit of any of the kinds, strictly above the employer or above a given unit."""
        start = None
        for argument in arguments:
            if isinstance(argument, _Found):
                if argument.unit is None:
                    return None
                start = argument.unit.id
        kinds = [argument for argument in arguments if isinstance(argument, str)]
        found = [unit for kind in kinds if (unit := self.tree.nearest(kind, start)) is not None]
        return max(found, key=lambda unit: unit.level, default=None)

    def employer(self) -> UnitRef | None:
        """Return the applicant's own unit from the facts."""
        unit = self.context.world.unit
        if not unit.get("id"):
            return None
        kind = str(unit.get("kind", ""))
        level = unit.get("level")
        if level is None:
            level = self.scheme.units[kind].level
        return UnitRef(str(unit["id"]), kind, str(unit.get("name", "")), int(level))

    def planned(self, kind: str) -> UnitRef | None:
        """Return the unit of a kind that the plan names, as {id, name} or an id alone; else the only one there is."""
        named = self.context.world.plan.get(kind)
        declared = self.scheme.units[kind]
        if named is None:
            return self.tree.only(kind)
        if isinstance(named, dict):
            return UnitRef(str(named["id"]), kind, str(named.get("name", declared.label)), declared.level)
        return UnitRef(str(named), kind, declared.label, declared.level)

    def take(self, wanted: str | None = None) -> str:
        """Take the next token."""
        if not self.tokens or (wanted is not None and self.tokens[0] != wanted):
            raise self.unreadable()
        return self.tokens.pop(0)

    def unreadable(self) -> NoRoute:
        """Say that `at` cannot be read; loading a region finds this before anybody submits."""
        return NoRoute("bad_step", f"流程里的“{self.text}”读不懂，交不了。请告诉单位人事科，由评审办改正")


class _Found(msgspec.Struct, frozen=True):
    """Wraps a unit found inside brackets, so that it is not taken for a kind."""

    unit: UnitRef | None
