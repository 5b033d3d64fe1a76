"""Keeps what follows from the answers up to date, change by change.

A change asks again only what reads it, in order, and goes on from whatever that shows, hides or computes; the result is
the same as computing everything anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

WHOLE = (None,)  # stands for the row of what is not computed per row
ROUNDS = 8  # of sections whose completeness depends on one another


class Live(Present):
    """Keeps a present up to date."""

    def __init__(
        self, scheme: Scheme, wiring: Wiring, answers: Answers, world: World, frozen: Frozen | None = None
    ) -> None:
        super().__init__(scheme, wiring, answers, world, frozen)
        self._changed: set[Address] = set()
        self._sizes, self._bytes, self._begun = dict[Address, int](), 0, False  # not begun: nothing is queued
        self._queue: list[tuple[int, str | None]] = []
        self._waiting: set[tuple[int, str | None]] = set()
        self._whole: dict[str, bool] = {}
        self._asks_complete = [p for p in wiring.readers if p.startswith("complete(") and p[9:-1] in wiring.sections]
        for wire in wiring.sections.values():
            if wire.rows:
                self._gather(wire)
                self._membership(wire)
            else:
                self._settle_all(wire, None)
        self.let_facts_stand()
        self._weigh()
        self._begun = True
        self._schedule(wiring.cells)
        self._whole = {path: self.complete(path[9:-1]) for path in self._asks_complete}
        self.finish()

    # ── changes ──────────────────────────────────────────────────────────────
    def answered(self, wire: FieldWire, address: Address, value: Any) -> set[Address]:
        """Follow a change of one stored answer, which is `value` now; return what else changed."""
        self.version += 1
        if address.row is not None and address.row not in self.records[address.section]:
            return set()
        self._settle(wire, address, value if wire.plain else self.effective(wire, address))
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
        self._settle_all(wire, row)
        self._schedule(wire.row_cells, wire, row)
        self._membership(wire)
        self._changed.add(place)
        return self.finish()

    def finish(self, besides: Address | None = None) -> set[Address]:
        """Compute what is waiting, and return what changed besides the address given."""
        queue, waiting, cells = self._queue, self._waiting, self.wiring.cells
        for _ in range(ROUNDS):
            while queue:
                turn = heappop(queue)
                waiting.discard(turn)
                cell, row = cells[turn[0]], turn[1]
                if row is not None and row not in self.records[cell.section.id]:
                    continue
                if cell.rule is not None:
                    self._compute_rule(cell.rule, cell.section.id, row)
                elif cell.field is not None:
                    self._compute_field(cell, cell.field, row)
                else:
                    self._compute_section(cell, cell.section)
            if not self._asks_complete or not self._complete_changed():
                break
        else:
            queue.clear()
        waiting.clear()  # empty but for endless rounds; what it has grown to goes
        changed, self._changed = self._changed, set()
        changed.discard(besides)  # pyright: ignore[reportArgumentType]
        return changed

    # ── upkeep ───────────────────────────────────────────────────────────────
    def _settle(self, wire: FieldWire, address: Address, value: Any) -> None:
        """Bring everything about one answer up to date, and let those that read it be asked again.

        Args:
            wire: the field.
            address: its address.
            value: the answer as everything else sees it, as `effective` gives it.
        """
        section = address.section
        if wire.weighs:
            self._measure(address, value)
        seen = fact(wire.field.kind, value) if wire.filed else value
        if address.row is not None:
            record = self.records[section].get(address.row)
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
            if wire.judged and (faults := self.faults[section]):
                faults.pop(address, None)
        else:
            self.missing[section].discard(address)
            if wire.judged:
                self._judge(wire, address, value, struck)
        if not same and wire.readers:
            self._schedule(wire.readers, wire.section, address.row)

    def _want(self, wire: FieldWire, address: Address, value: Any, struck: Any) -> None:
        """Note whether the answer is missing."""
        wanted = value is None and wire.asked and not struck
        if wanted and (wire.due or (self.visible(wire, address) and self.demanded(wire, address))):
            self.missing[address.section].add(address)
        else:
            self.missing[address.section].discard(address)

    def _judge(self, wire: FieldWire, address: Address, value: Any, struck: Any) -> None:
        """Note whether a stored answer still stands."""
        field = wire.field
        if value is None or struck or (not wire.stored and self.computed(wire, address)):
            found = None
        elif wire.steady:
            found = fault(field, value, field.min, field.max, wire.records)
        elif field.kind == "row":
            found = None if value in self.records.get(field.of or "", {}) else "choice"
        else:
            low, high, _ = self.bounds(wire, address) if wire.limits else (field.min, field.max, None)
            parent = None if wire.under is None else self.parent(wire, address)
            allow = None if wire.allow is None else partial(self.may, wire, address)
            found = fault(field, value, low, high, wire.records, parent, allow)
        if found is not None:
            self.faults[address.section][address] = found
        elif faults := self.faults[address.section]:
            faults.pop(address, None)

    def _settle_all(self, wire: SectionWire, row: str | None) -> None:
        stored = self.answers.record(wire.id, row)
        for one in wire.fields.values():
            address = one.at(row)
            self._settle(one, address, stored.get(one.id) if one.plain else self.effective(one, address))

    def _measure(self, address: Address, value: Any) -> None:
        size = value.get("size", 0) if isinstance(value, dict) else 0  # pyright: ignore[reportUnknownMemberType]
        before = self._sizes.pop(address, 0)
        if size:
            self._sizes[address] = size
        if size != before:
            self._bytes += size - before
            self._weigh()
            self._schedule(self.wiring.readers.get("application.evidence_mb", ()))

    def _weigh(self) -> None:
        """Tell the expressions how many megabytes of files there are, unless the world says so itself."""
        if self.wiring.of == "application" and "evidence_mb" not in self.context.world.application:
            self.context.set("application.evidence_mb", self._bytes / MEGABYTE)

    def _gather(self, wire: SectionWire) -> None:
        """Make the rows of a section those that are seeded and added now."""
        name, seeds = wire.id, self.seeds.get(wire.id, [])
        own = wire.section.rows is not None and wire.section.rows.own
        added = self.answers.rows(name) if own else []
        rows = [*seeds, *(row for row in added if row not in seeds)] if seeds else added
        before, records = self.rows[name], self.records[name]
        if rows == before:
            return
        for row in before:
            if row not in rows:
                self._forget(wire, row)
        self.rows[name] = rows
        fresh = [row for row in rows if row not in records]
        for row in fresh:
            void, reviewed = (name, row) in self.answers.voids, (name, row) in self.answers.reviewed
            records[row] = {"id": row, "void": void, "reviewed": reviewed}
        for n, row in enumerate(rows, 1):
            records[row]["n"] = n
        for row in fresh:
            self._begin(wire, row)
        if wire.place_readers:
            self._schedule(wire.place_readers)
        self._membership(wire)

    def _begin(self, wire: SectionWire, row: str) -> None:
        """Follow a row that is new; of what is not answered in it nothing depends yet."""
        name, place, void = wire.id, Address(wire.id, row), self.records[wire.id][row]["void"]
        if void and name not in self.closed:
            self.missing[name].add(place)
        self._changed.add(place)
        self._schedule(wire.row_cells, wire, row)
        if self.answers.record(name, row):
            self._settle_all(wire, row)
            return
        for one in wire.fields.values():
            address = one.at(row)
            if one.stored:
                self._want(one, address, None, void)
            else:
                self._settle(one, address, self.effective(one, address))

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
        name, records, closed = wire.id, self.records[wire.id], wire.id in self.closed
        counted = [records[row] for row in self.rows[name] if not records[row]["void"]]
        self.context.set(name, None if closed else counted)
        place, many = Address(name), len(counted)
        if not closed and many < (self.row_limit(wire, "min") or 0):
            self.missing[name].add(place)
        else:
            self.missing[name].discard(place)
        most = self.row_limit(wire, "max")
        if not closed and most is not None and many > most:
            self.faults[name][place] = "too_many"
        else:
            self.faults[name].pop(place, None)
        self._schedule(wire.whole_readers)

    def _schedule(self, cells: Iterable[Cell], source: SectionWire | None = None, row: str | None = None) -> None:
        """Let cells be computed: for the row that changed, or for all rows of their section when all may differ."""
        queue, waiting = self._queue, self._waiting
        for cell in cells if self._begun else ():  # while beginning, all are queued at the end
            if not cell.per_row:
                rows: Sequence[str | None] = WHOLE
            elif source is cell.section and row is not None and not cell.whole:
                rows = (row,)
            else:
                rows = self.rows[cell.section.id]
            for one in rows:
                turn = (cell.place, one)
                if turn not in waiting:
                    waiting.add(turn)
                    heappush(queue, turn)

    # ── computing one cell ───────────────────────────────────────────────────
    def _compute_section(self, cell: Cell, wire: SectionWire) -> None:
        name, found = wire.id, self.context.run(cell.node) if cell.node is not None else None
        match cell.kind:
            case "section":
                self._show(wire, found is True)
            case "seed":
                names: list[Any] = found if isinstance(found, list) else []
                seeds = [one for one in dict.fromkeys(names) if isinstance(one, str) and valid_row(one)]
                if seeds != self.seeds.get(name, []):
                    self.seeds[name] = seeds
                    self._changed.add(Address(name))
                    self._gather(wire)
            case "rows":
                if self.limits.get((Address(name), cell.name)) != found:
                    self.limits[Address(name), cell.name] = found
                    self._changed.add(Address(name))
                    self._membership(wire)
            case "rule" | "when" | "value" | "required" | "limit" | "judge":
                raise ValueError(cell.kind)  # those are of a rule or of a field

    def _show(self, wire: SectionWire, opened: bool) -> None:
        """Show or hide a section."""
        name = wire.id
        if opened == (name not in self.closed):
            return
        (self.closed.discard if opened else self.closed.add)(name)
        self._changed.add(Address(name))
        if wire.rows:
            for row in self.rows[name]:
                struck = self.records[name][row]["void"] and opened
                (self.missing[name].add if struck else self.missing[name].discard)(Address(name, row))
            self._membership(wire)
        for row in self.rows[name] if wire.rows else WHOLE:
            self._settle_all(wire, row)

    def _compute_rule(self, rule: RuleWire, name: str, row: str | None) -> None:
        context, met = self.context, False
        if row is not None:
            context.row = record = self.records[name][row]
            met = record["void"]
        met = met or (rule.when is not None and context.run(rule.when) is not True)
        met = met or rule.check is None or context.run(rule.check) is not False
        broken = self.broken.get(name)
        if met and not broken:
            return
        key = (rule.id, row)
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
                self._settle(wire, address, self.effective(wire, address))
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
                self._schedule(self.wiring.readers[path])
        return bool(self._queue)
