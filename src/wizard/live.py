"""Keeps what follows from the answers up to date, change by change.

A change asks again only what reads it, in order, and goes on from whatever that shows, hides or computes; the result is
the same as computing everything anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from heapq import heappop, heappush
from typing import Any

from schemes.compiled import Scheme
from schemes.expressions import World
from schemes.kinds import MEGABYTE
from wizard.address import Address, valid_row
from wizard.answers import Answers
from wizard.judging import fault
from wizard.present import Frozen, Present
from wizard.showing import fact
from wizard.wiring import Cell, FieldWire, RuleWire, SectionWire, Wiring

WHOLE = ("",)  # stands for the row of what is not computed per row
ROUNDS = 8  # of sections whose completeness depends on one another


class Live(Present):
    """Keeps a present up to date."""

    def __init__(
        self, scheme: Scheme, wiring: Wiring, answers: Answers, world: World, frozen: Frozen | None = None
    ) -> None:
        super().__init__(scheme, wiring, answers, world, frozen)
        self._changed: set[Address] = set()
        self._sizes: dict[Address, int] = {}
        self._bytes = 0
        self._queue: list[tuple[int, str]] = []
        self._waiting: set[tuple[int, str]] = set()
        self._whole: dict[str, bool] = {}
        self._asks_complete = [
            path for path in wiring.readers if path.startswith("complete(") and path[9:-1] in wiring.sections
        ]
        for wire in wiring.sections.values():
            if wire.rows:
                self._gather(wire)
                self._membership(wire)
            else:
                self._settle_all(wire)
        self._weigh()
        for cell in wiring.cells:
            self._schedule(cell, None, None)
        self._whole = {path: self.complete(path[9:-1]) for path in self._asks_complete}
        self.finish()

    # ── changes ──────────────────────────────────────────────────────────────
    def answered(self, wire: FieldWire, address: Address) -> set[Address]:
        """Follow a change of one stored answer; return what else changed."""
        self.version += 1
        if wire.section.rows and address.row not in self.records[wire.section.id]:
            return set()
        self._settle(wire, address)
        return self.finish(address) if self._queue or self._asks_complete else set()

    def regathered(self, section: str) -> set[Address]:
        """Follow a change of a section's rows or of their order."""
        self.version += 1
        self._gather(self.wiring.sections[section])
        return self.finish()

    def remarked(self, section: str, row: str) -> set[Address]:
        """Follow a row being struck, restored or reviewed."""
        self.version += 1
        wire = self.wiring.sections[section]
        record = self.records[section].get(row)
        if record is None:
            return set()
        void = (section, row) in self.answers.voids
        record["void"], record["reviewed"] = void, (section, row) in self.answers.reviewed
        place = Address(section, row)
        if void and section not in self.closed:
            self.missing[section].add(place)
        else:
            self.missing[section].discard(place)
        for one in wire.fields.values():
            self._settle(one, one.at(row))
        for cell in wire.row_cells:
            self._schedule(cell, wire, row)
        self._membership(wire)
        self._changed.add(place)
        return self.finish()

    def finish(self, besides: Address | None = None) -> set[Address]:
        """Compute what is waiting, and return what changed besides the address given."""
        queue, waiting = self._queue, self._waiting
        for _ in range(ROUNDS):
            while queue:
                turn = heappop(queue)
                waiting.discard(turn)
                self._compute(self.wiring.cells[turn[0]], turn[1] or None)
            if not self._asks_complete or not self._complete_changed():
                break
        else:
            queue.clear()
        waiting.clear()  # empty but for endless rounds; what it has grown to goes
        changed, self._changed = self._changed, set()
        changed.discard(besides)  # pyright: ignore[reportArgumentType]
        return changed

    # ── upkeep ───────────────────────────────────────────────────────────────
    def _settle(self, wire: FieldWire, address: Address) -> None:
        """Bring everything about one answer up to date, and let those that read it be asked again."""
        section = address.section
        value = self.effective(wire, address)
        if wire.weighs:
            self._measure(address, value)
        seen = fact(wire.field.kind, value) if wire.filed else value
        if wire.section.rows:
            record = self.records[section].get(address.row or "")
            if record is None:
                return
            if not wire.needed:
                same = True
            elif seen is None:
                same = record.pop(wire.id, None) is None
            else:
                same = record.get(wire.id) == seen
                record[wire.id] = seen
            struck = record["void"]
        else:
            same = self.context.put(wire.key, seen)
            struck = False
        if value is None:
            self._want(wire, address, value, struck)
            if wire.judged:
                self.faults[section].pop(address, None)
        else:
            self.missing[section].discard(address)
            if wire.judged:
                self._judge(wire, address, value, struck)
        if not same:
            for cell in wire.readers:
                self._schedule(cell, wire.section, address.row)

    def _want(self, wire: FieldWire, address: Address, value: Any, struck: Any) -> None:
        """Note whether the answer is missing."""
        wanted = value is None and wire.asked and not struck
        if wanted and self.visible(wire, address) and self.demanded(wire, address):
            self.missing[address.section].add(address)
        else:
            self.missing[address.section].discard(address)

    def _judge(self, wire: FieldWire, address: Address, value: Any, struck: Any) -> None:
        """Note whether a stored answer still stands."""
        faults = self.faults[address.section]
        if value is None or struck or (not wire.stored and self.computed(wire, address)):
            faults.pop(address, None)
            return
        field = wire.field
        if field.kind == "row":
            found = None if value in self.records.get(field.of or "", {}) else "choice"
        else:
            low, high, _ = self.bounds(wire, address) if wire.limits else (field.min, field.max, None)
            parent = None if wire.under is None else self.parent(wire, address)
            allow = None if wire.allow is None else partial(self.may, wire, address)
            found = fault(field, value, low, high, wire.records, parent, allow)
        if found is None:
            faults.pop(address, None)
        else:
            faults[address] = found

    def _settle_all(self, wire: SectionWire) -> None:
        rows: list[str] | list[None] = self.rows[wire.id] if wire.rows else [None]
        for row in rows:
            for one in wire.fields.values():
                self._settle(one, one.at(row))

    def _measure(self, address: Address, value: Any) -> None:
        size = value.get("size", 0) if isinstance(value, dict) else 0  # pyright: ignore[reportUnknownMemberType]
        before = self._sizes.pop(address, 0)
        if size:
            self._sizes[address] = size
        if size != before:
            self._bytes += size - before
            self._weigh()
            for cell in self.wiring.readers.get("application.evidence_mb", ()):
                self._schedule(cell, None, None)

    def _weigh(self) -> None:
        """Tell the expressions how many megabytes of files there are, unless the world says so itself."""
        if self.wiring.of == "application" and "evidence_mb" not in self.context.world.application:
            self.context.set("application.evidence_mb", self._bytes / MEGABYTE)

    def _gather(self, wire: SectionWire) -> None:
        """Make the rows of a section those that are seeded and added now."""
        name = wire.id
        added = self.answers.rows(name)
        seeds = self.seeds.get(name, [])
        own = wire.section.rows is not None and wire.section.rows.own
        rows = [*seeds, *(row for row in added if own and row not in seeds)]
        if rows == self.rows[name]:
            return
        records = self.records[name]
        for row in [row for row in self.rows[name] if row not in rows]:
            self._forget(wire, row)
        fresh = [row for row in rows if row not in records]
        for row in fresh:
            void, reviewed = (name, row) in self.answers.voids, (name, row) in self.answers.reviewed
            records[row] = {"id": row, "void": void, "reviewed": reviewed}
            if void and name not in self.closed:
                self.missing[name].add(Address(name, row))
        self.rows[name] = rows
        for n, row in enumerate(rows, 1):
            records[row]["n"] = n
        for row in fresh:
            self._changed.add(Address(name, row))
            for cell in wire.row_cells:
                self._schedule(cell, wire, row)
            for one in wire.fields.values():
                self._settle(one, one.at(row))
        for cell in wire.place_readers:
            self._schedule(cell, None, None)
        self._membership(wire)

    def _forget(self, wire: SectionWire, row: str) -> None:
        """Take a row out of everything that is kept about rows; its stored answers stay where they are."""
        name = wire.id
        self.records[name].pop(row, None)
        self._changed.add(Address(name, row))
        self.missing[name].discard(Address(name, row))
        for one in wire.fields.values():
            address = one.at(row)
            self._measure(address, None)
            self.missing[name].discard(address)
            self.faults[name].pop(address, None)
            self.shown.discard(address)
            self.required.discard(address)
            self.derived.pop(address, None)
            for limit in one.limits:
                self.limits.pop((address, limit), None)
        if broken := self.broken.get(name):
            broken -= {(rule, row) for rule in wire.rules}

    def _membership(self, wire: SectionWire) -> None:
        """Hand the rows that count to the expressions, and note whether they are too few or too many."""
        name = wire.id
        records = self.records[name]
        counted = [records[row] for row in self.rows[name] if not records[row]["void"]]
        self.context.set(name, None if name in self.closed else counted)
        place = Address(name)
        least, most = self.row_limit(wire, "min") or 0, self.row_limit(wire, "max")
        few = name not in self.closed and len(counted) < least
        many = name not in self.closed and most is not None and len(counted) > most
        (self.missing[name].add if few else self.missing[name].discard)(place)
        if many:
            self.faults[name][place] = "too_many"
        else:
            self.faults[name].pop(place, None)
        for cell in wire.whole_readers:
            self._schedule(cell, None, None)

    def _schedule(self, cell: Cell, source: SectionWire | None, row: str | None) -> None:
        """Let a cell be computed: for the row that changed, or for all rows of its section when all may differ."""
        if not cell.per_row:
            rows: Sequence[str] = WHOLE
        elif source is cell.section and row is not None and not cell.whole:
            rows = (row,)
        else:
            rows = self.rows[cell.section.id]
        for one in rows:
            turn = (cell.place, one)
            if turn not in self._waiting:
                self._waiting.add(turn)
                heappush(self._queue, turn)

    # ── computing one cell ───────────────────────────────────────────────────
    def _compute(self, cell: Cell, row: str | None) -> None:
        wire, name = cell.section, cell.section.id
        if row is not None and row not in self.records[name]:
            return
        if cell.rule is not None:
            self._compute_rule(cell, cell.rule, row)
            return
        if cell.field is not None:
            self._compute_field(cell, cell.field, row)
            return
        match cell.kind:
            case "section":
                self._compute_section(cell, wire)
            case "seed":
                found: Any = self.context.run(cell.node) if cell.node is not None else None
                names: list[Any] = found if isinstance(found, list) else []
                seeds = [one for one in dict.fromkeys(names) if isinstance(one, str) and valid_row(one)]
                if seeds != self.seeds.get(name, []):
                    self.seeds[name] = seeds
                    self._changed.add(Address(name))
                    self._gather(wire)
            case "rows":
                value = self.context.run(cell.node) if cell.node is not None else None
                if self.limits.get((Address(name), cell.name)) != value:
                    self.limits[Address(name), cell.name] = value
                    self._changed.add(Address(name))
                    self._membership(wire)
            case "rule" | "when" | "value" | "required" | "limit" | "judge":
                raise ValueError(cell.kind)  # those are of a rule or of a field

    def _compute_section(self, cell: Cell, wire: SectionWire) -> None:
        closed = cell.node is not None and self.context.run(cell.node) is not True
        if closed == (wire.id in self.closed):
            return
        (self.closed.add if closed else self.closed.discard)(wire.id)
        self._changed.add(Address(wire.id))
        if wire.rows:
            for row in self.rows[wire.id]:
                struck = self.records[wire.id][row]["void"] and not closed
                (self.missing[wire.id].add if struck else self.missing[wire.id].discard)(Address(wire.id, row))
            self._membership(wire)
        self._settle_all(wire)

    def _compute_rule(self, cell: Cell, rule: RuleWire, row: str | None) -> None:
        name = cell.section.id
        if rule.check is None:
            return
        met = row is not None and bool(self.records[name][row]["void"])
        if not met and rule.when is not None:
            met = self.run(rule.when, name, row) is not True
        met = met or self.run(rule.check, name, row) is not False
        key, broken = (rule.id, row), self.broken.get(name)
        if met != (broken is not None and key in broken):
            return
        if broken is None:
            self.broken[name] = {key}
        elif met:
            broken.remove(key)
        else:
            broken.add(key)
        if name:
            self._changed.add(Address(name, row, rule.rule.at))

    def _compute_field(self, cell: Cell, wire: FieldWire, row: str | None) -> None:
        section, key = cell.section.id, wire.at(row)
        value = self.run(cell.node, section, row) if cell.node is not None and cell.kind != "judge" else None
        match cell.kind:
            case "when":
                if (value is True) == (key in self.shown):
                    return
                (self.shown.add if value is True else self.shown.discard)(key)
            case "value":
                value = self.as_handed_in(wire, key, value)
                if isinstance(value, float) and value.is_integer():
                    value = int(value)
                if (key in self.derived) == (value is not None) and self.derived.get(key) == value:
                    return
                if value is None:
                    del self.derived[key]
                else:
                    self.derived[key] = value
            case "required":
                if (value is True) == (key in self.required):
                    return
                (self.required.add if value is True else self.required.discard)(key)
            case "limit":
                if self.limits.get((key, cell.name)) == value:
                    return
                self.limits[key, cell.name] = value
            case _:
                pass
        addresses = [wire.at(one) for one in self.rows[section]] if wire.section.rows and not row else [key]
        self._changed.update(addresses)
        for address in addresses:
            if cell.kind in ("when", "value"):
                self._settle(wire, address)
                continue
            record = self.records[section][address.row] if address.row is not None else None
            struck = record is not None and record["void"]
            effective = self.effective(wire, address)
            self._want(wire, address, effective, struck)
            if wire.judged:
                self._judge(wire, address, effective, struck)

    def _complete_changed(self) -> bool:
        """Schedule those that ask whether a section is complete where that has changed."""
        for path in self._asks_complete:
            if self._whole.get(path) != (now := self.complete(path[9:-1])):
                self._whole[path] = now
                for cell in self.wiring.readers[path]:
                    self._schedule(cell, None, None)
        return bool(self._queue)
