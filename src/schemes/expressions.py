"""Conditions at work: the facts they may read, the compiled expression, and the context that runs it.

An expression never sees a clock, a database or a request: everything it reads was put into the context before.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from itertools import repeat
from operator import is_
from typing import TYPE_CHECKING, Any, Literal, Protocol

import cel
import msgspec

if TYPE_CHECKING:
    from schemes.compiled import Scheme

NodeKind = Literal[
    "when", "required", "value", "preset", "suggest", "allow", "recommend", "min", "max", "count", "part",
    "check", "seed", "where", "summary", "deed", "step", "route", "form", "official", "message", "word",
]  # fmt: skip


logging.getLogger("cel").setLevel(logging.CRITICAL + 1)  # it would log what a function could not use: answers of people

MOST_PREPARED = 64  # environments of one expression: sets of its variables that were answered together
MOST_SEEDS = 512  # results of one expression that reads nothing but the id of a row
UNCHANGING = frozenset({str, int, float, bool})
NONES = repeat(None)


class Open(LookupError):
    """Raised by a function of an expression where what it needs is not answered; anything else it raises is a fault."""


class UnitRef(msgspec.Struct, frozen=True):
    """Points at one unit of the tree; `level` is 0 at the top."""

    id: str
    kind: str
    name: str
    level: int


class Tree(Protocol):
    """Answers where an employer stands among the units; "above" is always strictly above the employer."""

    def above(self, kind: str) -> bool:
        """Tell whether an approved unit of this kind stands strictly above the employer."""
        ...

    def nearest(self, kind: str, start: str | None = None) -> UnitRef | None:
        """Return the nearest unit of this kind strictly above the employer, or above the unit with id `start`."""
        ...

    def has_child(self, kind: str, at: UnitRef | None) -> bool:
        """Tell whether `at` has an approved child of this kind; false when `at` is None."""
        ...

    def child(self, kind: str, at: UnitRef) -> UnitRef | None:
        """Return the approved child of this kind of `at`."""
        ...

    def only(self, kind: str) -> UnitRef | None:
        """Return the one unit of this kind."""
        ...

    def every(self, kind: str) -> list[UnitRef]:
        """Return each unit of this kind on the way up, nearest first."""
        ...


class World(msgspec.Struct, frozen=True):
    """The facts from outside an application that its expressions may read.

    `now` is the server's begin time of the act as "2026-11-30 16:59"; today is its first ten characters. The maps are
    the names `plan.`, `applicant.`, `unit.`, `application.` and `batch.`; a missing key or None means open. `workdays`
    counts the working days from one date to another, both included, by the year's list. `longer` tells until when units
    that were given more time may pass their steps, by unit; no expression reads it.
    """

    now: str
    plan: dict[str, Any]
    applicant: dict[str, Any]
    unit: dict[str, Any]
    application: dict[str, Any]
    batch: dict[str, Any]
    tree: Tree
    workdays: Callable[[str, str], int]
    longer: Mapping[str, str] = {}


class Slot(msgspec.Struct, frozen=True, gc=False):
    """One variable of a compiled expression.

    `name` is its identifier there, `key` what it is in the context ("basic.degree", "papers", "today"; a field's name
    when `of_row`), `presence` true when the variable only tells whether there is an answer (`has(basic.degree)`),
    `columns` the fields of the rows that the expression reads, None when it is no list of rows. Of a period, `part` is
    the one that the variable is ("to"), or that it tells to be there when `asked`.
    """

    name: str
    key: str
    of_row: bool
    presence: bool
    columns: tuple[str, ...] | None
    part: str = ""
    asked: bool = False

    def taken(self, period: Any) -> Any:
        """Return of a period what the variable is; None where there is none."""
        if not isinstance(period, dict):
            return None
        return self.part in period if self.asked else period.get(self.part)  # pyright: ignore[reportUnknownMemberType]


class _Prepared:
    """Is an environment for one set of answered variables, with those of the last run that cannot change themselves.

    What came out of them is kept where it is `known`.
    """

    __slots__ = ("environment", "found", "known", "result")

    def __init__(self, node: Node, opened: tuple[bool, ...]) -> None:
        self.environment, self.found = cel.Context(), list[Any]()
        self.known, self.result = False, None
        for word, function in node.functions.items():
            self.environment.add_function(word, function)
        for slot, is_open in zip(node.slots, opened, strict=True):
            if slot.presence:
                self.environment.add_variable(slot.name, not is_open)


class _Bench(threading.local):
    """Keeps a node's prepared environments, one set a thread, because those of the library are not thread-safe.

    `seeds` are what came out of reading nothing but the id of a row, by that id.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[bool, ...], _Prepared] = {}
        self.seeds: dict[Any, Any] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One compiled expression and what it reads.

    Args:
        at: where it is written, such as ("sections", "basic", "fields", "degree_proof", "required").
        kind: what its result decides.
        text: the expression as written.
        reads: paths such as "basic.degree", "papers[].date", "row's" own as "work[].period", "plan.year".
        section: the section it belongs to, "" when none.
        field: the field, rule, step, deed, route, form or message it belongs to, "" when the section itself.
        per_row: it reads `row.` and is asked for each row.
        order: its place among all nodes; a node never depends on a later one through `value` or `when`.
        repeats: it is the name of another answer or of a fact, and nothing is worked out.
        functions: those that it calls, by name.
        asks: one of them looks at more than its arguments, so that the result does not depend on the variables alone.
        only: the one variable that it is, whose value is the result; None where something is worked out.
        parted: it reads the beginning or the end of a period.
        of_seed: it reads nothing but the id of a row, as of one that the scheme names: the same for every application.
        direct: where it is a single question about the rows of a section, what answers it in the running context.

    """

    at: tuple[str, ...]
    kind: NodeKind
    text: str
    reads: frozenset[str]
    section: str
    field: str
    per_row: bool
    order: int
    repeats: bool
    program: cel.Program
    slots: tuple[Slot, ...]
    functions: Mapping[str, Callable[..., Any]]
    asks: bool
    only: Slot | None
    parted: bool
    of_seed: bool
    direct: Callable[[], Any] | None
    bench: _Bench = member(default_factory=_Bench)


class _Desk(threading.local):
    """Names the context that is running, for the functions that ask the outside (`above`, `complete`, `until`)."""

    context: Context | None = None


DESK = _Desk()


class Context:
    """Holds the answers and facts of one application and runs expressions over them; open is None.

    `values` are answers and facts by name, to be read only; `row` is the row that `row.` means.

    Nothing is kept per application but the values themselves: each expression has a prepared environment of just the
    variables it reads, shared by all applications, and a run replaces only those that differ.
    """

    __slots__ = ("_world", "complete", "row", "scheme", "values")

    def __init__(
        self,
        scheme: Scheme,
        world: World,
        *,
        complete: Callable[[str], bool] | None = None,
    ) -> None:
        """Begin with the facts of `world` and no answers.

        Args:
            scheme: the scheme whose nodes will run.
            world: facts from outside.
            complete: answers `complete(section)`; without it that function is open.

        """
        self.scheme = scheme
        self.complete = complete
        self.values: dict[str, Any] = {}
        self.row: Mapping[str, Any] = {}
        self._world = world
        self.look(world)

    @property
    def world(self) -> World:
        """The facts from outside as last looked at."""
        return self._world

    def look(self, world: World) -> None:
        """Replace all facts from outside, leaving the answers as they are."""
        self._world = world
        values = self.values
        for root in OUTSIDE:
            prefix = root + "."
            for key in [key for key in values if key.startswith(prefix)]:
                del values[key]
            for name, value in getattr(world, root).items():
                if value is not None:
                    values[prefix + name] = value
        values["now"] = world.now
        values["today"] = world.now[:10]

    def tick(self, now: str) -> None:
        """Let the clock go on, leaving every other fact and the answers as they are.

        Args:
            now: as `World.now`.
        """
        self._world = msgspec.structs.replace(self._world, now=now)
        self.values["now"] = now
        self.values["today"] = now[:10]

    def set(self, name: str, value: Any) -> None:
        """Replace one name; None makes it open.

        Args:
            name: "basic.degree" (an answer of a section without rows, or a fact such as "application.status"),
                "papers" (all rows of a section: a list of maps with `id`, `void`, `reviewed` and the answers that are
                there), "row" (the row that `row.` means, a map, or None), or "value" (the option `allow` tries).
            value: in canonical form; a hidden answer is set as None.

        """
        if name == "row":
            self.row = value or {}
            return
        name = self.scheme.aliases.get(name, name)
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value

    def put(self, name: str, value: Any) -> bool:
        """Replace an answer, of two names by that of `Scheme.aliases`; tell whether it is the same as before.

        Args:
            name: as for `set`, but neither "row" nor an alias.
            value: as for `set`.
        """
        values = self.values
        same = values.get(name) == value
        if value is not None:
            values[name] = value
        elif not same:
            del values[name]
        return same

    def get(self, name: str) -> Any:
        """Return what `set` last gave for a name, or None."""
        return self.row if name == "row" else self.values.get(self.scheme.aliases.get(name, name))

    def held(self, names: tuple[str, ...]) -> list[Any]:
        """Return what several names hold, of facts that have two names the one that `Scheme.aliases` gives."""
        values = self.values
        return [values.get(name) for name in names]

    def run(self, node: Node) -> Any:
        """Evaluate an expression; None when it is open, that is, when what decides it is not answered."""
        if (ask := node.direct) is not None:
            DESK.context = self
            try:
                return ask()
            except Exception:  # noqa: BLE001  open, as below
                return None
            finally:
                DESK.context = None
        if node.of_seed and (name := self.row.get("id")) is not None:
            return self._run_of_seed(node, name)
        return self._run(node)

    def _run_of_seed(self, node: Node, name: str) -> Any:
        """Evaluate an expression that reads nothing but the id of a row, once for all applications."""
        seeds = node.bench.seeds
        if name in seeds:
            return seeds[name]
        result = self._run(node)
        if result is None or type(result) in UNCHANGING:
            if len(seeds) >= MOST_SEEDS:  # rows that people add have ids without end
                seeds.clear()
            seeds[name] = result
        return result

    def _run(self, node: Node) -> Any:
        values, row, only = self.values, self.row, node.only
        if only is not None:
            value = (row if only.of_row else values).get(only.key)
            if value is None or type(value) in UNCHANGING:
                return value
        found = [(row if slot.of_row else values).get(slot.key) for slot in node.slots]
        if node.parted:
            found = [slot.taken(value) if slot.part else value for slot, value in zip(node.slots, found, strict=True)]
        opened = tuple(map(is_, found, NONES))
        prepared = node.bench.kept.get(opened)
        if prepared is None:
            if len(node.bench.kept) >= MOST_PREPARED:
                node.bench.kept.clear()
            prepared = node.bench.kept[opened] = _Prepared(node, opened)
        elif prepared.known and all(map(is_, found, prepared.found)):
            return prepared.result
        environment, same, steady = prepared.environment, prepared.known, True
        for slot, value, before in zip(node.slots, found, prepared.found or NONES, strict=False):
            kind = type(value)
            if value is None:
                continue
            if kind not in UNCHANGING:
                steady = same = False
            elif type(before) is kind and before == value:
                continue
            if not slot.presence:
                environment.add_variable(slot.name, value if slot.columns is None else _read_of(value, slot.columns))
                same = False
        prepared.found = found if steady else []  # what can change itself is not kept
        if same:
            return prepared.result
        if node.asks:
            DESK.context = self
        try:
            result = node.program.execute(environment)
        except Exception:  # noqa: BLE001  the library reports an unanswered name by many kinds of error; all mean open,
            result = None  # and what is no open answer but a fault of a function has been logged where it was raised
        if node.asks:
            DESK.context = None
            return result
        prepared.result = result  # a list of suggestions is only read
        prepared.known = steady and (result is None or type(result) in UNCHANGING or node.kind == "suggest")
        return result


def _read_of(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return of each row what an expression reads."""
    return [{column: row[column] for column in columns if column in row} for row in rows]


OUTSIDE = ("plan", "applicant", "unit", "application", "batch")
