"""Where a person stands in a scheme: scheme × answers × facts → what is shown, missing, wrong, and asked next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemes.expressions import Node
from schemes.model import Field
from wizard.address import Address
from wizard.changing import Changing
from wizard.contents import content
from wizard.moving import moved_by
from wizard.ordering import asked, first, holds, in_order, shown, tidied, turn
from wizard.showing import show
from wizard.states import FieldState, Problem, RowState, SectionState
from wizard.wiring import SectionWire


class Journey(Changing):
    """Answers every question about one application (or person, unit, batch, plan), and takes its changes."""

    # ── sections and rows ────────────────────────────────────────────────────
    def sections(self, by: str | None = "applicant") -> list[SectionState]:
        """Return the shown sections in order, those that one party fills or (None) all."""
        found = [wire for wire in self._wiring.sections.values() if by is None or wire.section.by == by]
        return [self.section(wire.id) for wire in found if wire.id not in self._live.closed]

    def section(self, section: str) -> SectionState:
        """Return where one section stands.

        Raises:
            KeyError: this journey has no such section.

        """
        wire, live = self._wiring.sections[section], self._live
        gate, stale = self._gate_before(wire), self._bindings.stale_in(section)
        least, most = self.row_limits(section) if wire.rows else (0, None)
        return SectionState(
            id=section,
            label=self._tell.words(wire.section.label),
            group=wire.section.group,
            by=wire.section.by,
            shown=section not in live.closed,
            gate=self._tell.words(gate.section.gate or "") if gate is not None else None,
            gate_section=gate.id if gate is not None else None,
            complete=not stale and live.complete(section),
            missing=len(live.missing[section]) + len(stale),
            problems=len(self.troubles(section)),
            started=self.started(section),
            rows=list(live.rows[section]) if wire.rows else [],
            min=least,
            max=most,
        )

    def label(self, section: str, field: str | None = None) -> str:
        """Return what a section is called, or one of its questions: the year in it is the plan's."""
        declared = self._wiring.sections[section].section
        return self._tell.words(declared.label if field is None else declared.fields[field].label)

    def help(self, section: str) -> str:
        """Return what stands above a section's questions, empty where nothing does."""
        return self._tell.words(self._wiring.sections[section].section.help or "")

    def row_ids(self, section: str) -> list[str]:
        """Return the rows of a section in order; empty for one that has none."""
        return self._live.rows.get(section, [])

    def row_limits(self, section: str) -> tuple[int, int | None]:
        """Return how many rows a section must have now, and how many it may have; None for any number.

        Raises:
            KeyError: no such section with rows.

        """
        wire = self._rows_of(section)
        return self._live.row_limit(wire, "min") or 0, self._live.row_limit(wire, "max")

    def shows(self, section: str) -> bool:
        """Tell whether a section is shown."""
        return section not in self._live.closed

    def started(self, section: str) -> bool:
        """Tell whether anything was answered in a section, or a row added."""
        answers = self._live.answers
        if not self._wiring.sections[section].rows:
            return bool(answers.record(section))
        rows = self._live.rows[section]
        return bool(answers.rows(section)) or any(answers.record(section, row) for row in (rows or [None]))

    def rows(self, section: str) -> list[RowState]:
        """Return the rows of a section in order.

        Raises:
            KeyError: no such section with rows.

        """
        self._rows_of(section)
        lacking: dict[str | None, int] = {}
        for address in [*self._live.missing[section], *self._bindings.stale_in(section)]:
            lacking[address.row] = lacking.get(address.row, 0) + 1
        troubled = [row for _, row in self.troubles(section)]
        return [
            RowState(
                row=row,
                n=n,
                title=self._tell.row_title(section, row),
                missing=lacking.get(row, 0),
                problems=troubled.count(row),
                void=bool(self._live.records[section][row]["void"]),
                seeded=row in self._live.seeds.get(section, ()),
            )
            for n, row in enumerate(self._live.rows[section], 1)
        ]

    def summary(self, section: str) -> list[tuple[str, Any]]:
        """Return what the section's `summary` says of its rows, as (word, result); an open one is left out."""
        rows = self._rows_of(section).section.rows
        names = rows.summary if rows is not None else {}
        nodes = [(word, self.scheme.node("sections", section, "rows", "summary", word)) for word in names]
        found = [(word, self.context.run(node)) for word, node in nodes if node is not None]
        return [(word, value) for word, value in found if value is not None]

    def tidied(self, section: str) -> list[str]:
        """Return the added rows in the order that the section's `sort` offers (CQ-11).

        Raises:
            KeyError: no such section with rows.
        """
        return tidied(self._live, self._rows_of(section))

    def candidates(self, section: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return which rows of an archive may be picked into this section (`take_from`, `where`).

        Args:
            section: the section that takes.
            rows: records of the archive with `id`, `reviewed` and their answers.

        Raises:
            KeyError: no such section with rows.

        """
        self._rows_of(section)
        where = self.scheme.node("sections", section, "rows", "where")
        plain = {"void": False, "reviewed": False}
        return [row for row in rows if where is None or holds(self._live, where, {**plain, **row})]

    def kept(self, section: str, where: Node) -> list[str]:
        """Return the rows of a section for which an expression is true, in order, as a printed block asks for them.

        Raises:
            KeyError: no such section with rows.

        """
        self._rows_of(section)
        return [row for row in self._live.rows[section] if holds(self._live, where, self._live.records[section][row])]

    # ── fields ───────────────────────────────────────────────────────────────
    def fields(self, section: str, row: str | None = None) -> list[FieldState]:
        """Return the shown fields of a section, or of one row, in order.

        Raises:
            KeyError: no such section, or no such row in it.

        """
        return [self.state(address) for address in shown(self._live, self._wiring.sections[section], row)]

    def given(self, section: str, row: str | None = None, *, computed: bool = True) -> list[tuple[Field, Any]]:
        """Return the answers in the shown fields of a section, or of one row, in order, with the field as worded now.

        Args:
            section: id of the section.
            row: id of the row in a section of rows.
            computed: what nobody answers comes as well.

        Raises:
            KeyError: no such section, or no such row in it.

        """
        live, wire = self._live, self._wiring.sections[section]
        if wire.rows and row not in live.records[section]:
            raise KeyError(str(Address(section, row)))
        found: list[tuple[Field, Any]] = []
        for one in wire.fields.values():
            value = live.effective(one, address := one.at(row))
            if value is not None and (computed or one.stored or not live.computed(one, address)):
                found.append((self._tell.named(one) if one.worded else one.field, value))
        return found

    def lacks(self, address: Address) -> bool:
        """Tell whether an answer is missing at an address, or was given for a content that has changed since.

        Raises:
            KeyError: this journey has no such section.

        """
        return address in self._live.missing[address.section] or address in self._bindings.stale()

    def lacking(self, section: str, row: str) -> int:
        """Return how many answers are missing in a row, or were given for a content that has changed since.

        Raises:
            KeyError: this journey has no such section.

        """
        found = self._live.missing[section]
        if stale := self._bindings.stale_in(section):
            found = found | stale
        return sum([one.row == row and one.field is not None for one in found])

    def state(self, address: Address) -> FieldState:
        """Return everything about one field.

        Raises:
            KeyError: this journey has no such field or row.

        """
        live, last = self._live, self._last
        if last is not None and self._last_at == live.version and last.address == address:
            return last
        wire = self._wiring.sections[address.section].fields[address.field or ""]
        if address.row not in live.records[address.section] if wire.section.rows else address.row is not None:
            raise KeyError(str(address))
        self._last = found = self._tell.field(wire, address, wire.bound and address in self._bindings.stale())
        self._last_at = live.version
        return found

    def outlook(self, about: Address) -> dict[Address, tuple[Any, ...]]:
        """Return how those shown fields look that one answer may change, or that have a problem, in order.

        Two of these, before and after the answer, tell which fields of its section or row it changed; a whole state of
        each would cost more than storing the answer.

        Args:
            about: the answer.

        Raises:
            KeyError: this journey has no such field.

        """
        live, section, row = self._live, about.section, about.row
        wires = moved_by(self.scheme, self._wiring.of, section, about.field or "")
        wrong: Mapping[Address | None, int] = {}
        if problems := self._tell.problems(section):
            wrong, every = Counter([one.address for one in problems]), self._wiring.sections[section].fields.values()
            wires = [one for one in every if one in wires or one.at(row) in wrong]
        places = [(one, one.at(row)) for one in wires]
        return {at: (*self._tell.offered(one, at), wrong.get(at, 0)) for one, at in places if live.visible(one, at)}

    def visible(self, address: Address) -> bool:
        """Tell whether a field is shown.

        Raises:
            KeyError: this journey has no such field.

        """
        return self._live.visible(self._wiring.field(address), address)

    def show(self, address: Address) -> str:
        """Return the present answer for people, "" when there is none.

        Raises:
            KeyError: this journey has no such field.

        """
        wire = self._wiring.field(address)
        return show(self.scheme, wire.field, self._live.effective(wire, address), self._tell.row_options(wire))

    def preset(self, section: str, row: str | None = None) -> dict[Address, Any]:
        """Return the values offered for fields of a section or a new row that have no answer yet."""
        states = self.fields(section, row)
        return {one.address: one.preset for one in states if one.value is None and one.preset is not None}

    # ── missing, wrong, next ─────────────────────────────────────────────────
    def missing(self, section: str | None = None, by: str | None = "applicant") -> list[Address]:
        """Return what still has to be answered, in order: fields, struck rows, sections with too few rows."""
        if section is not None:
            return self._missing_in(self._wiring.sections[section]) if self.shows(section) else []
        return [address for wire in self._chosen(by) for address in self._missing_in(wire)]

    def problems(self, section: str | None = None, by: str | None = "applicant") -> list[Problem]:
        """Return what is wrong, in order, the application as a whole last; hidden answers have no problems (X-04)."""
        if section is not None:
            return self._tell.problems(section)
        found = [problem for wire in self._chosen(by) for problem in self._tell.problems(wire.id)]
        return found + self._tell.problems("")

    def troubles(self, section: str) -> list[tuple[str, str | None]]:
        """Return code and row of each problem of a section: enough to tell whether an answer has brought up another.

        Raises:
            KeyError: this journey has no such section.

        """
        live = self._live
        faults, broken = live.faults[section], live.broken.get(section)
        if not (faults or broken) or section in live.closed:
            return []
        return [*((code, at.row) for at, code in faults.items()), *(broken or ())]

    def lack(self, address: Address) -> Problem:
        """Return what is missing at an address as a problem with its sentence."""
        return self._tell.lack(address, address in self._bindings.stale())

    def complete(self, section: str | None = None, by: str | None = "applicant") -> bool:
        """Tell whether nothing is missing or wrong in a section, or in all that one party fills."""
        if section is not None:
            return self._live.complete(section) and not self._bindings.stale_in(section)
        whole = self._wiring.whole.rules
        if any(whole[name].rule.level == "stop" for name, _ in self._live.broken.get("", ())):
            return False
        return all(self.complete(wire.id) for wire in self._chosen(by))

    def next(self, after: Address | None = None, by: str | None = "applicant") -> Address | None:
        """Return the next thing to ask, in order from `after` and round again; None when nothing is missing.

        A section that has too few rows gives its own address without row and field, a struck row its own. While a
        gate is not complete, only what comes up to it is asked; a gate with nothing missing gives its first problem.
        """
        wires = self._chosen(by)
        gate = next((wire for wire in self._gates() if wire in wires and not self.complete(wire.id)), None)
        if gate is not None:
            wires = wires[: wires.index(gate) + 1]
        start = self._wiring.sections.get(after.section) if after is not None else None
        if start is not None:
            found = self._first([wire for wire in wires if wire.place >= start.place], after)
            if found is not None:
                return found
        found = self._first(wires, None)
        if found is None and gate is not None:
            return next((problem.address for problem in self._tell.problems(gate.id) if problem.level == "stop"), None)
        return found

    def _first(self, wires: list[SectionWire], after: Address | None) -> Address | None:
        missing, stale = self._live.missing, self._bindings.stale()
        for wire in wires:
            lacking = missing[wire.id]
            if stale:
                lacking = lacking | self._bindings.stale_in(wire.id)
            if lacking:
                behind = after if after is not None and after.section == wire.id else None
                if (found := first(self._live, wire, lacking, behind)) is not None:
                    return found
        return None

    def walk(self, after: Address | None, back: bool = False, by: str | None = "applicant") -> Address | None:
        """Return the shown question after (or before) an address, answered or not; None at the end."""
        wires = self._chosen(by)
        if after is not None:
            place = self._wiring.sections[after.section].place
            wires = [wire for wire in wires if (wire.place <= place if back else wire.place >= place)]
        for wire in reversed(wires) if back else wires:
            found = asked(self._live, wire)
            if after is not None and wire.id == after.section:
                here = turn(self._live, after)
                found = [
                    one for one in found if (turn(self._live, one) < here if back else turn(self._live, one) > here)
                ]
            if found:
                return found[-1 if back else 0]
        return None

    def _chosen(self, by: str | None) -> list[SectionWire]:
        closed = self._live.closed
        every = self._wiring.sections.values()
        return [wire for wire in every if (by is None or wire.section.by == by) and wire.id not in closed]

    def _missing_in(self, wire: SectionWire) -> list[Address]:
        return in_order(self._live, self._live.missing[wire.id] | self._bindings.stale_in(wire.id))

    def _gates(self) -> Iterator[SectionWire]:
        return (wire for wire in self._wiring.gates if wire.id not in self._live.closed)

    def _gate_before(self, wire: SectionWire) -> SectionWire | None:
        for gate in self._gates():
            if gate.place >= wire.place:
                return None
            if not self.complete(gate.id):
                return gate
        return None

    def content(self, sections: Iterable[str] | None = None, paths: frozenset[str] | None = None) -> bytes:
        """Return the canonical JSON of what is stored and shown, never of what is computed.

        Files stand as their digests; signatures and generated prints are left out, because they are made for this
        content. A struck row stays in: a reviewer's mark is laid over what was signed and does not change it.

        Args:
            sections: ids of the sections it covers; None for all that the applicant fills.
            paths: "basic.degree", "papers[].date": only these fields, of whatever section; None for all.

        """
        if sections is None:
            return content(self._live, self._chosen("applicant"), paths)
        wanted = set(sections)
        return content(self._live, [wire for wire in self._chosen(None) if wire.id in wanted], paths)
