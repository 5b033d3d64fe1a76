"""Puts the present of a journey into states and sentences: fields, rows, what is missing, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from schemes.compiled import Scheme
from schemes.expressions import Node
from schemes.model import Field
from schemes.words import facts, say
from wizard.address import Address
from wizard.judging import says
from wizard.live import Live
from wizard.showing import show
from wizard.states import FieldState, Problem
from wizard.wiring import FieldWire, RuleWire, SectionWire, Wiring

TITLE_FIELDS = 2


class Teller:
    """Describes what `Live` holds; of its own it keeps sentences, with the facts that filled their blanks."""

    def __init__(self, scheme: Scheme, wiring: Wiring, live: Live) -> None:
        self._scheme, self._wiring, self._live = scheme, wiring, live
        self._said: dict[str, tuple[list[Any], str]] = {}
        self._named: dict[str, tuple[list[Any] | None, Field]] = {}

    def words(self, text: str) -> str:
        """Return a sentence of the scheme with its blanks filled."""
        if text not in self._scheme.words:
            return text
        context = self._live.context
        if (names := facts(self._scheme, text)) is None:
            return say(self._scheme, context, text)
        present = [context.get(name) for name in names]
        kept = self._said.get(text)
        if kept is None or kept[0] != present:
            kept = self._said[text] = present, say(self._scheme, context, text)
        return kept[1]

    def named(self, wire: FieldWire) -> Field:
        """Return a field with the blanks in its words filled, such as the year in a label."""
        if not wire.worded:
            return wire.field
        context = self._live.context
        present = context.held(wire.blanks) if wire.blanks is not None else None
        last = wire.last if wire.of_plan else self._named.get(wire.path)
        if last is None or present is None or last[0] != present:
            said = {name: say(self._scheme, context, getattr(wire.field, name)) for name in wire.worded}
            last = present, msgspec.structs.replace(wire.field, **said)
            if wire.of_plan:
                wire.last = last
            else:
                self._named[wire.path] = last
        return last[1]

    # ── fields ───────────────────────────────────────────────────────────────
    def field(self, wire: FieldWire, address: Address, stale: bool) -> FieldState:
        """Return the whole state of one field."""
        live, section = self._live, address.section
        field = self.named(wire) if wire.worded else wire.field
        if wire.plain:
            shown, computed, value = True, False, live.answers.get(address)
        else:
            shown = section not in live.closed and (wire.when is None or live.visible(wire, address))
            computed = not wire.stored and live.computed(wire, address)
            value = live.effective(wire, address)
        least, most, count = field.min, field.max, field.count
        if wire.limits:
            least, most, count = live.bounds(wire, address)
        preset, recommend = None, None
        suggest: list[str] = []
        options: list[dict[str, Any]] = []
        if wire.offers:
            if wire.preset is not None and not computed:
                preset = self._preset(wire.preset, address)
            if wire.suggest is not None:
                suggest = self._suggest(wire.suggest, address)
            if wire.recommend is not None:
                recommend = self._recommend(wire, wire.recommend, field, address)
            options = self.options(wire, address)
        return FieldState(  # more than 15 names would be passed as a dictionary
            address,
            field,
            value,
            shown,
            required=field.required is True if wire.required is None else live.demanded(wire, address),
            missing=stale or address in live.missing[section],
            derived=computed,
            preset=preset,
            suggest=suggest,
            options=options,
            recommend=recommend,
            stale=stale,
            problems=self._problems_at(address) if live.faults[section] or live.broken.get(section) else [],
            min=least,
            max=most,
            count=count if isinstance(count, int) and count > 0 else 1,
            parts=self._parts(wire, address) if wire.parts else [],
        )

    def _parts(self, wire: FieldWire, address: Address) -> list[str]:
        """Return the pages that a document must hold now."""
        section, row = address.section, address.row
        return [name for name, node in wire.parts if node is None or self._live.run(node, section, row) is True]

    def offered(self, wire: FieldWire, address: Address) -> tuple[Any, ...]:
        """Return value, whether it is demanded, and what is offered instead: preset, recommendation, suggestions."""
        live = self._live
        stands = live.effective(wire, address), live.demanded(wire, address)
        if not wire.offers:
            return stands
        preset = wire.preset
        return (
            *stands,
            None if preset is None or live.computed(wire, address) else self._preset(preset, address),
            None if wire.recommend is None else self._recommend(wire, wire.recommend, self.named(wire), address),
            [] if wire.suggest is None else self._suggest(wire.suggest, address),
        )

    def _preset(self, node: Node, address: Address) -> Any:
        found = self._live.run(node, address.section, address.row)
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        return None if found in ("", []) else found

    def _suggest(self, node: Node, address: Address) -> list[str]:
        found = self._live.run(node, address.section, address.row)
        many: list[Any] = found if isinstance(found, list) else [] if found is None else [found]
        return list(dict.fromkeys([text for text in many if isinstance(text, str) and text]))

    def _recommend(self, wire: FieldWire, node: Node, named: Field, address: Address) -> tuple[str, str] | None:
        found = self._live.run(node, address.section, address.row)
        return (found, named.why or "") if isinstance(found, str) and found in wire.records else None

    def options(self, wire: FieldWire, address: Address) -> list[dict[str, Any]]:
        """Return what may be chosen: entries of the list that are no mere headings, under the parent answered above."""
        if wire.field.kind == "row":
            return self.row_options(wire)
        found = wire.choices
        parent = None if wire.under is None else self._live.parent(wire, address)
        if parent is not None:
            found = [record for record in found if record.get("parent", parent) == parent]
        if wire.allow is None:
            return found
        return [{**record, "ok": self._live.may(wire, address, record["code"])} for record in found]

    def row_options(self, wire: FieldWire) -> list[dict[str, Any]]:
        """Return the rows that a field of kind `row` picks from; empty for other kinds."""
        section = wire.field.of or ""
        if wire.field.kind != "row" or section not in self._live.rows:
            return []
        rows = [row for row in self._live.rows[section] if not self._live.records[section][row]["void"]]
        return [{"code": row, "label": self.row_title(section, row), "ok": True} for row in rows]

    # ── rows ─────────────────────────────────────────────────────────────────
    def row_title(self, section: str, row: str) -> str:
        """Return what a row is called: its first two answers, or its name and number while it is empty."""
        wire = self._wiring.sections[section]
        parts: list[str] = []
        for one in wire.fields.values():
            value = self._live.effective(one, Address(section, row, one.id))
            if value is not None and one.field.kind not in ("evidence", "portrait", "pledge", "printed", "row", "note"):
                parts.append(show(self._scheme, one.field, value))
            if len(parts) == TITLE_FIELDS:
                break
        rows = wire.section.rows
        return " ".join(parts) or f"{rows.name if rows else ''} {self._number(section, row)}".strip()

    def _number(self, section: str, row: str) -> int:
        rows = self._live.rows[section]
        return rows.index(row) + 1 if row in rows else len(rows) + 1

    def place(self, address: Address) -> str:
        """Return the name of a place: 工作经历第 3 条, 基本信息."""
        wire = self._wiring.sections[address.section]
        label = self.words(wire.section.label)
        return label if address.row is None else f"{label}第 {self._number(address.section, address.row)} 条"

    # ── missing and wrong ────────────────────────────────────────────────────
    def lack(self, address: Address, stale: bool) -> Problem:
        """Return what is missing at an address, as a problem."""
        wire = self._wiring.sections[address.section]
        one = wire.fields.get(address.field or "")
        code = "missing"
        if one is not None:
            field = self.named(one)
            code, what = ("stale", _stale_words(field)) if stale else ("missing", _missing_words(field))
        elif address.row is not None:
            code = "void"
            what = self._scheme.texts.get("marked_row") or "单位划掉了这一条，请重新填写"
        else:
            what = self._few(wire)
        return self._problem(code, address, what)

    def _few(self, wire: SectionWire) -> str:
        least = self._live.row_limit(wire, "min") or 0
        have = sum(1 for record in self._live.records[wire.id].values() if not record["void"])
        return f"至少 {least} 条，还差 {least - have} 条"

    def problems(self, section: str) -> list[Problem]:
        """Return what is wrong in one section, in order of its rows and fields; "" is the application as a whole."""
        live = self._live
        faults, broken = live.faults.get(section), live.broken.get(section)
        if not (faults or broken) or section in live.closed:
            return []
        return self._told(section, faults or {}, broken or ())

    def _problems_at(self, address: Address) -> list[Problem]:
        """Return those that stand at one field."""
        live, section = self._live, address.section
        if section in live.closed:
            return []
        code, rules = live.faults[section].get(address), self._wiring.sections[section].rules
        at = address.row, address.field
        broken = [(name, row) for name, row in live.broken.get(section, ()) if (row, rules[name].rule.at) == at]
        return self._told(section, {} if code is None else {address: code}, broken)

    def _told(
        self, section: str, faults: Mapping[Address, str], broken: Iterable[tuple[str, str | None]]
    ) -> list[Problem]:
        """Return faults and rules that are not met as problems, in order."""
        wire = self._wiring.sections[section] if section else self._wiring.whole
        found: list[Problem] = []
        for address, code in faults.items():
            found.append(self._problem(code, address, self._fault_words(address, code)))
        for name, row in broken:
            found.append(self._rule_problem(wire.rules[name], section, row))
        return self._in_order(wire, found) if len(found) > 1 else found

    def _in_order(self, wire: SectionWire, found: list[Problem]) -> list[Problem]:
        order, fields, section = list(wire.rules), list(wire.fields), wire.id

        def turn(problem: Problem) -> tuple[int, int, int]:
            row = -1 if problem.row is None else self._number(section, problem.row)
            field = fields.index(problem.field) if problem.field in fields else len(fields)
            return row, field, order.index(problem.code) if problem.code in order else -1

        return sorted(found, key=turn)

    def _fault_words(self, address: Address, code: str) -> str:
        wire = self._wiring.sections[address.section]
        one = wire.fields.get(address.field or "")
        if one is None:
            return f"最多 {self._live.row_limit(wire, 'max')} 条，请删去多的"
        if one.field.kind == "row":
            return f"{one.field.label}选的那一条已经不在了，请重新选"
        value = self._live.effective(one, address)
        low, high, _ = self._live.bounds(one, address)
        field = self.named(one)
        return f"{field.label}，{says(code, field, value, low, high, one.records)}"

    def _rule_problem(self, wire: RuleWire, section: str, row: str | None) -> Problem:
        rule = wire.rule
        if row is not None:
            self._live.context.set("row", self._live.records[section].get(row))
        words = self.words(rule.say)
        level = "warn" if rule.level == "warn" else "stop"
        if not section:
            return Problem(wire.id, None, None, None, words, level, words)
        text = f"{self.place(Address(section, row))}：{words}"
        return Problem(wire.id, section, row, rule.at, text, level, words)

    def _problem(self, code: str, address: Address, words: str) -> Problem:
        text = f"{self.place(address)}：{words}"
        return Problem(code, address.section, address.row, address.field, text, "stop", words)


def _missing_words(field: Field) -> str:
    if field.kind in ("evidence", "portrait"):
        return f"缺{field.label}"
    if field.kind == "pledge":
        return f"{field.label}还没签名"
    if field.kind == "printed":
        return f"{field.label}还没生成"
    return f"{field.label}没填，没有就填“{field.none}”" if field.none else f"{field.label}没填"


def _stale_words(field: Field) -> str:
    if field.kind == "pledge":
        return f"内容变了，{field.label}要重新签名"
    if field.kind == "printed":
        return f"内容变了，{field.label}要重新生成"
    return f"内容变了，{field.label}要重新打印、签字盖章再交"
