"""A scheme seen from the answers: for every field what decides about it, for every path who must be asked again.

Made once for a scheme and shared by all its journeys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from functools import lru_cache
from typing import Any, Literal

from schemes.compiled import Scheme
from schemes.expressions import Node
from schemes.model import Field, Rule, Section
from schemes.words import facts
from wizard.address import Address
from wizard.allowed import FILES
from wizard.showing import choices_of, records_of

SEEDED = "item"  # the field that says what a seeded row is about
WORDED = ("label", "ask", "hint", "help", "example", "short", "text", "why", "wrong")
CellKind = Literal["section", "seed", "when", "value", "required", "limit", "judge", "rule", "rows"]
_STAGE: dict[CellKind, int] = {
    "section": 0,
    "seed": 0,
    "when": 0,
    "value": 0,
    "required": 1,
    "limit": 1,
    "rows": 1,
    "judge": 2,
    "rule": 2,
}


@dataclass(slots=True, eq=False)
class Cell:
    """One thing to compute again when what it reads changes; `place` is its turn, per row when `per_row`.

    `whole` tells that it also reads all rows of its own section.
    """

    kind: CellKind
    section: SectionWire
    reads: frozenset[str]
    per_row: bool = False
    whole: bool = False
    field: FieldWire | None = None
    rule: RuleWire | None = None
    node: Node | None = None
    name: str = ""
    place: int = 0


@dataclass(slots=True, eq=False)
class RuleWire:
    """One rule with its compiled conditions."""

    id: str
    rule: Rule
    check: Node | None
    when: Node | None


@dataclass(slots=True, eq=False)
class FieldWire:
    """One field with its compiled expressions and the cells that read it; `key` is its name in the context.

    `worded` are the names of its words that have blanks, `blanks` what fills them, as names in the context, None where
    more than single values do. `of_plan` tells that these are facts of the plan alone, which fills them alike for all
    its applications; `last` is then what filled them last, and the field so filled: nothing of a person is kept here.
    `stored` tells that its answer is never computed, `filed` that it is a file or a signature, `offers` that something
    is offered (a preset, options, the parts of a document), `bound` that it is made for the content. `plain` tells that
    its answer is what is stored, whatever else is answered: nothing computes or hides it; `due`, of a plain one, that
    it must be answered; `steady` that whether an answer stands depends on the answer alone. `records` are the entries
    of its list by code, `choices` those that may be chosen. `address` is the one without a row, of which all journeys
    have the same object.
    """

    id: str
    place: int
    section: SectionWire
    field: Field
    path: str
    key: str
    when: Node | None
    required: Node | None
    value: Node | None
    preset: Node | None
    suggest: Node | None
    allow: Node | None
    recommend: Node | None
    limits: Mapping[str, Node]
    parts: tuple[tuple[str, Node | None], ...]
    under: Address | str | None
    asked: bool
    worded: tuple[str, ...] = ()
    blanks: tuple[str, ...] | None = ()
    of_plan: bool = False
    stored: bool = True
    filed: bool = False
    offers: bool = False
    bound: bool = False
    needed: bool = False
    judged: bool = False
    plain: bool = False
    due: bool = False
    steady: bool = False
    weighs: bool = False
    readers: tuple[Cell, ...] = ()
    last: tuple[list[Any] | None, Field] | None = None
    records: Mapping[str, Mapping[str, Any]] = member(default_factory=dict[str, Mapping[str, Any]])
    choices: list[dict[str, Any]] = member(default_factory=list[dict[str, Any]])
    address: Address = member(init=False)

    def __post_init__(self) -> None:
        """Note where it stands."""
        self.address = Address(self.section.id, None, self.id)

    def at(self, row: str | None) -> Address:
        """Return where it stands in a row, or in its section where that has none."""
        return self.address if row is None else Address(self.section.id, row, self.id)


@dataclass(slots=True, eq=False)
class SectionWire:
    """One section of a journey with its fields in order; `fixed` are the limits of its rows that are no conditions."""

    id: str
    place: int
    section: Section
    when: Node | None
    seed: Node | None
    fields: dict[str, FieldWire] = member(default_factory=dict[str, FieldWire])
    rules: dict[str, RuleWire] = member(default_factory=dict[str, RuleWire])
    limits: dict[str, Node] = member(default_factory=dict[str, Node])
    fixed: dict[str, int | None] = member(default_factory=dict[str, int | None])
    row_cells: tuple[Cell, ...] = ()
    whole_readers: tuple[Cell, ...] = ()
    place_readers: tuple[Cell, ...] = ()
    rows: bool = member(init=False)

    def __post_init__(self) -> None:
        """Note whether the section is a list of records."""
        self.rows = self.section.rows is not None


@dataclass(slots=True, eq=False)
class Wiring:
    """All sections of one `of`, and every path with its readers."""

    of: str
    sections: dict[str, SectionWire]
    whole: SectionWire
    cells: tuple[Cell, ...]
    readers: Mapping[str, tuple[Cell, ...]]
    bound: tuple[FieldWire, ...]
    row_sections: frozenset[str]
    gates: tuple[SectionWire, ...]

    def field(self, address: Address) -> FieldWire:
        """Return the field at an address.

        Raises:
            KeyError: this journey has no such field, or the address has a row too many or too few.

        """
        wire = self.sections[address.section].fields[address.field or ""]
        if (address.row is None) == wire.section.rows:
            raise KeyError(str(address))
        return wire


def number_of_rows(limit: Any) -> int | None:
    """Return a least or most number of rows as a whole number; None where it is none."""
    if isinstance(limit, float) and limit.is_integer():
        limit = int(limit)
    return limit if isinstance(limit, int) and not isinstance(limit, bool) else None


@lru_cache(maxsize=256)
def wiring(scheme: Scheme, of: str) -> Wiring:
    """Return the wiring of the sections about one thing: "application", "person", "unit", "batch" or "plan"."""
    sections: dict[str, SectionWire] = {}
    for place, (name, section) in enumerate(scheme.sections.items()):
        if section.of == of:
            sections[name] = _section(scheme, name, place, section)
    whole = SectionWire("", len(scheme.sections), Section(label=""), None, None)
    if of == "application":
        whole.rules = {name: _rule(scheme, ("rules", name), name, rule) for name, rule in scheme.rules.items()}
    cells = [cell for wire in [*sections.values(), whole] for cell in _cells(wire)]
    cells.sort(key=lambda cell: (_STAGE[cell.kind], cell.node.order if cell.node is not None else 1 << 30))
    readers: dict[str, list[Cell]] = {}
    for place, cell in enumerate(cells):
        cell.place = place
        for path in cell.reads:
            readers.setdefault(path, []).append(cell)
    for wire in sections.values():
        wire.row_cells = tuple(cell for cell in cells if cell.section is wire and cell.per_row)
        wire.whole_readers = tuple(readers.get(f"{wire.id}[]", ()))
        wire.place_readers = tuple(readers.get(f"{wire.id}[].n", ()))
        for one in wire.fields.values():
            one.readers = tuple(readers.get(one.path, ()))
            one.needed = one.path in scheme.readers or bool(one.readers)
    every = [one for wire in sections.values() for one in wire.fields.values()]
    return Wiring(
        of,
        sections,
        whole,
        tuple(cells),
        {path: tuple(found) for path, found in readers.items()},
        tuple(one for one in every if one.bound),
        frozenset(wire.id for wire in sections.values() if wire.rows),
        tuple(wire for wire in sections.values() if wire.section.gate and wire.section.by == "applicant"),
    )


def _section(scheme: Scheme, name: str, place: int, section: Section) -> SectionWire:
    at = ("sections", name)
    wire = SectionWire(name, place, section, scheme.node(*at, "when"), scheme.node(*at, "rows", "seed"))
    if section.rows is not None:
        for word in ("min", "max"):
            node = scheme.node(*at, "rows", word)
            if node is None:
                wire.fixed[word] = number_of_rows(getattr(section.rows, word))
            else:
                wire.limits[word] = node
    for number, (key, one) in enumerate(section.fields.items()):
        wire.fields[key] = _field(scheme, wire, (*at, "fields", key), number, key, one)
    wire.rules = {key: _rule(scheme, (*at, "rules", key), key, rule) for key, rule in section.rules.items()}
    return wire


def _field(scheme: Scheme, wire: SectionWire, at: tuple[str, ...], place: int, key: str, one: Field) -> FieldWire:
    def node(word: str) -> Node | None:
        return scheme.node(*at, word)

    path = f"{wire.id}[].{key}" if wire.rows else f"{wire.id}.{key}"
    limits = {word: found for word in ("min", "max", "count") if (found := node(word)) is not None}
    names = one.parts or ()
    parts = tuple((part, scheme.node(*at, "parts", part)) for part in names)
    allow = node("allow")
    judged = bool(limits) or allow is not None or one.kind in ("choice", "choices", "row")
    judged = judged or one.min is not None or one.max is not None or one.pattern is not None
    made = FieldWire(
        key, place, wire, one, path, scheme.aliases.get(path, path),
        node("when"), node("required"), node("value"), node("preset"), node("suggest"), allow, node("recommend"),
        limits, parts, _under(scheme, wire, one), one.value is None and one.kind != "note", judged=judged,
    )  # fmt: skip
    made.worded = tuple(name for name in WORDED if getattr(one, name) in scheme.words)
    made.blanks = _blanks(scheme, [getattr(one, name) for name in made.worded])
    made.of_plan = made.blanks is not None and all(name.startswith("plan.") for name in made.blanks)
    made.stored = one.value is None and not (key == SEEDED and wire.seed is not None)
    made.plain = made.stored and made.when is None and wire.when is None
    made.due = made.plain and made.asked and made.required is None and one.required is True
    made.steady = not limits and allow is None and made.under is None and one.kind != "row"
    offers = (made.preset, made.suggest, made.recommend, one.list)
    made.offers = bool(parts) or one.kind == "row" or any(offer is not None for offer in offers)
    made.bound = bool(one.copy_of or one.binds) or one.kind == "printed"
    made.filed = one.kind in FILES
    if one.list is not None:
        made.records, made.choices = records_of(scheme, one), choices_of(scheme, one)
    made.weighs = made.filed and wire.section.of == "application"
    return made


def _blanks(scheme: Scheme, texts: list[str]) -> tuple[str, ...] | None:
    """Return what fills the blanks of these texts; None where it is more than single values."""
    found: set[str] = set()
    for text in texts:
        names = facts(scheme, text)
        if names is None:
            return None
        found.update(scheme.aliases.get(name, name) for name in names)
    return tuple(sorted(found))


def _under(scheme: Scheme, wire: SectionWire, one: Field) -> Address | str | None:
    """Return where the parent of an option is answered: in the same row, in a section, or among the facts outside."""
    if one.under is None:
        return None
    root, _, name = one.under.partition(".")
    if wire.rows and root.removesuffix("[]") in ("row", wire.id):
        return Address(wire.id, "", name)
    section = scheme.sections.get(root)
    if section is not None and section.of == wire.section.of:
        return Address(root, None, name)
    return scheme.aliases.get(one.under, one.under)


def _rule(scheme: Scheme, at: tuple[str, ...], name: str, rule: Rule) -> RuleWire:
    return RuleWire(name, rule, scheme.node(*at, "check"), scheme.node(*at, "when"))


def _cells(wire: SectionWire) -> Iterator[Cell]:
    """Yield what is computed for one section."""

    def cell(kind: CellKind, node: Node | None, **more: Any) -> Cell:
        reads = node.reads if node is not None else frozenset[str]()
        return Cell(kind, wire, reads, node is not None and node.per_row, f"{wire.id}[]" in reads, node=node, **more)

    if wire.when is not None:
        yield cell("section", wire.when)
    if wire.seed is not None:
        yield cell("seed", wire.seed)
    for name, node in wire.limits.items():
        yield cell("rows", node, name=name)
    for one in wire.fields.values():
        if one.when is not None:
            yield cell("when", one.when, field=one)
        if one.value is not None:
            yield cell("value", one.value, field=one)
        if one.required is not None:
            yield cell("required", one.required, field=one)
        for name, node in one.limits.items():
            yield cell("limit", node, field=one, name=name)
        if one.allow is not None:
            yield cell("judge", one.allow, field=one)
        if one.under is not None:
            yield _under_cell(wire, one)
        if one.field.kind == "row" and one.field.of:
            yield Cell("judge", wire, frozenset({f"{one.field.of}[]"}), wire.rows, False, field=one)
    for rule in wire.rules.values():
        if rule.check is None:
            continue
        nodes = [rule.check] if rule.when is None else [rule.when, rule.check]
        reads = frozenset[str]().union(*(node.reads for node in nodes))
        per_row = any(node.per_row for node in nodes)
        yield Cell("rule", wire, reads, per_row, f"{wire.id}[]" in reads, rule=rule, node=rule.check)


def _under_cell(wire: SectionWire, one: FieldWire) -> Cell:
    match one.under:
        case Address(section, None, name):
            return Cell("judge", wire, frozenset({f"{section}.{name}"}), wire.rows, False, field=one)
        case Address(section, _, name):
            return Cell("judge", wire, frozenset({f"{section}[].{name}"}), True, False, field=one)
        case path:
            return Cell("judge", wire, frozenset({str(path)}), wire.rows, False, field=one)
