"""What holds at this moment for each field and section, given what was computed so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemes.compiled import Scheme
from schemes.expressions import Context, Node, Open, World
from wizard.address import Address
from wizard.answers import NOTHING, Answers
from wizard.wiring import FieldWire, SectionWire, Wiring, number_of_rows

Frozen = Mapping[str, Any]  # address → value that was computed when the answers were handed in


class Present:
    """Holds the present of one journey and answers questions about it; `Live` keeps it up to date.

    `closed` are hidden sections, `shown` the fields whose own condition is true, `rows` and `records` the rows of a
    section in order and as expressions see them. `missing` and `faults` are kept for each section; `broken` holds the
    rules that are not met, as (rule, row), of the sections where there are any.
    """

    def __init__(
        self, scheme: Scheme, wiring: Wiring, answers: Answers, world: World, frozen: Frozen | None = None
    ) -> None:
        self.scheme, self.wiring, self.answers, self.frozen = scheme, wiring, answers, frozen
        self.context = Context(scheme, world, complete=self.complete)
        self.version = 0
        self.closed = {name for name, wire in wiring.sections.items() if wire.when is not None}
        self.seeds: dict[str, list[str]] = {}
        self.rows: dict[str, list[str]] = {name: [] for name in wiring.row_sections}
        self.records: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in wiring.row_sections}
        self.missing: dict[str, set[Address]] = {name: set() for name in wiring.sections}
        self.faults: dict[str, dict[Address, str]] = {name: {} for name in wiring.sections}
        self.broken: dict[str, set[tuple[str, str | None]]] = {}
        self.shown: set[Address] = set()
        self.required: set[Address] = set()
        self.derived: dict[Address, Any] = {}
        self.limits: dict[tuple[Address, str], Any] = {}

    def visible(self, wire: FieldWire, address: Address) -> bool:
        """Tell whether a field is shown: its section is, and its own condition is true."""
        if address.section in self.closed:
            return False
        node = wire.when
        return node is None or (address if node.per_row else wire.address) in self.shown

    def effective(self, wire: FieldWire, address: Address) -> Any:
        """Return the answer as everything else sees it: computed or stored, None while hidden."""
        if wire.plain:
            return self.answers.get(address)
        if (wire.when is not None or address.section in self.closed) and not self.visible(wire, address):
            return None
        if wire.stored:
            return self.answers.get(address)
        if (node := wire.value) is not None:
            return self.derived.get(address if node.per_row else wire.address)
        if self.computed(wire, address):
            return self.name_of_seed(wire.section, address.row or "")
        return self.answers.get(address)

    def computed(self, wire: FieldWire, address: Address) -> bool:
        """Tell whether this answer is computed and never asked; so is the name of a seeded row, its field `item`."""
        if wire.stored:
            return False
        return wire.value is not None or address.row in self.seeds.get(address.section, ())

    def let_facts_stand(self) -> None:
        """Keep what is known from outside where a section that the system fills holds no answer of its own."""
        world = self.context.world
        for wire in self.wiring.sections.values():
            if wire.section.by == "system" and wire.section.of != "application" and not wire.rows:
                for one in wire.fields.values():
                    root, _, name = one.key.partition(".")
                    if self.effective(one, one.address) is None:
                        self.context.set(one.key, getattr(world, root).get(name))

    def as_handed_in(self, wire: FieldWire, address: Address, value: Any) -> Any:
        """Return what a computed answer is: now, or what it was when the applicant handed the answers in.

        Args:
            wire: the field.
            address: its address; without a row where one result stands in every row.
            value: what it would be now.
        """
        single = address.row is not None or not wire.section.rows
        if self.frozen is None or wire.section.section.by != "applicant" or not single:
            return value
        return self.frozen.get(str(address))

    def demanded(self, wire: FieldWire, address: Address) -> bool:
        """Tell whether an answer is required of this field when it is shown."""
        node = wire.required
        if node is None:
            return wire.field.required is True
        return (address if node.per_row else wire.address) in self.required

    def bounds(self, wire: FieldWire, address: Address) -> tuple[Any, Any, Any]:
        """Return the limits of an answer in force: `min`, `max` and `count`."""
        field, limits = wire.field, wire.limits
        least = self._limit(wire, limits["min"], address, "min") if "min" in limits else field.min
        most = self._limit(wire, limits["max"], address, "max") if "max" in limits else field.max
        count = self._limit(wire, limits["count"], address, "count") if "count" in limits else field.count
        return least, most, count

    def _limit(self, wire: FieldWire, node: Node, address: Address, name: str) -> Any:
        return self.limits.get((address if node.per_row else wire.address, name))

    def parent(self, wire: FieldWire, address: Address) -> Any:
        """Return what the parent of this field's options is answered with."""
        match wire.under:
            case None:
                return None
            case Address(section, row, name):
                above = Address(section, row if row is None else address.row, name)
                found = self.wiring.sections[section].fields.get(name or "")
                return self.effective(found, above) if found is not None else None
            case path:
                return self.context.get(path)

    def may(self, wire: FieldWire, address: Address, value: Any) -> bool:
        """Tell whether `allow` lets this value pass; open lets it pass."""
        if wire.allow is None:
            return True
        self.context.set("value", value)
        passes = self.run(wire.allow, address.section, address.row) is not False
        self.context.set("value", None)
        return passes

    def run(self, node: Node, section: str, row: str | None) -> Any:
        """Evaluate an expression, for one row of a section where it is asked per row."""
        if row is not None and node.per_row:
            self.context.row = self.records[section].get(row, NOTHING)
        return self.context.run(node)

    def complete(self, section: str) -> bool:
        """Tell whether nothing is missing or wrong in a section; a hidden one is complete.

        Raises:
            Open: the section is not one of this journey's.

        """
        if section in self.closed:
            return True
        if section not in self.wiring.sections:
            raise Open(section)
        if self.missing[section] or self.faults[section]:
            return False
        broken, rules = self.broken.get(section), self.wiring.sections[section].rules
        return not broken or not any(rules[name].rule.level == "stop" for name, _ in broken)

    def row_limit(self, wire: SectionWire, name: str) -> int | None:
        """Return the least ("min") or most ("max") rows of a section at present."""
        if name in wire.fixed:
            return wire.fixed[name]
        return number_of_rows(self.limits.get((Address(wire.id), name)))

    def name_of_seed(self, wire: SectionWire, row: str) -> str:
        """Return what a seeded row is called: the label of the list entry whose code it is, or the seed itself."""
        seed = wire.section.rows.seed if wire.section.rows is not None else None
        for name, records in self.scheme.lists.items():
            if row in records and f'"{name}"' in (seed or ""):
                return str(records[row]["label"])
        return row
