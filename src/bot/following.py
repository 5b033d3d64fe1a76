"""What follows from an answer: values worked out, answers that a region derives, doubts; and the words for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from bot.render import label_of, linked, say, told
from casework.case import Case
from casework.deeds import answer
from casework.problems import Problem
from casework.views.gaps import empty_months, gap_rules
from schemes import Scheme
from wizard.address import Address
from wizard.states import FieldState
from wizard.states import Problem as Trouble

if TYPE_CHECKING:
    from bot.turn import Turn


@lru_cache(maxsize=4096)
def followers(scheme: Scheme, section: str, field: str) -> tuple[str, ...]:
    """Return the fields of the same section whose value or preset the region works out of this answer, in order."""
    declared = scheme.sections[section]
    path = f"{section}[].{field}" if declared.rows is not None else f"{section}.{field}"
    found: list[str] = []
    for name in declared.fields:
        for what in ("value", "preset"):
            node = scheme.node("sections", section, "fields", name, what)
            if node is not None and path in node.reads and (what == "value" or not node.repeats):
                found.append(name)
    return tuple(found)


class Before(msgspec.Struct, frozen=True, eq=False):
    """Remembers how things stood before an answer, to tell afterwards what has changed.

    Args:
        case: what is filled.
        state: the question whose answer is about to be stored.
        troubles: what there was to be said of its section: code and row of each.
        states: of the answers that the region works out of this one.
    """

    case: Case
    state: FieldState
    troubles: list[tuple[str, str | None]]
    states: Sequence[FieldState]

    def notes(self, turn: Turn) -> list[str]:
        """Return what is to be said besides the echo; what follows from the answer is stored by this."""
        found, gap = self.announced(turn) if self.states else [], ""
        if self.state.field.kind == "period" and (gap := gap_note(self.case, self.state.address)):
            found.append(gap)
        now = self.case.journey.troubles(self.state.address.section)
        return found + self.doubts(gap) if now and now != self.troubles else found

    def announced(self, turn: Turn) -> list[str]:
        """Store what the region derives from the answer, and say what was worked out (T1)."""
        found: list[str] = []
        for old in self.states:
            now = self.case.journey.state(old.address)
            if now.derived:
                if now.value is not None and now.value != old.value and now.field.kind != "yes_no":
                    found.append(f"由它得出{label_of(now.field)}：{told(self.case, now.field, now.value)}")
                continue
            wanted = now.shown and now.preset is not None and now.preset != now.value
            if not wanted or now.value not in (None, old.preset):
                continue  # what the person chose otherwise stays
            further = before(self.case, now)
            try:
                stored = answer.save(turn.desk, self.case, now.address, value=now.preset)
            except Problem:
                continue
            label = label_of(now.field)
            found.append(f"由它得出{label}：{stored.text}。不对的话，{say(f'改{label}', f'改{label[:7]}')}")
            found += further.announced(turn)
        return found

    def doubts(self, gap: str) -> list[str]:
        """Return soft doubts and faults that this answer has brought up.

        Args:
            gap: what was said already of what lies empty between two periods.
        """
        found: list[str] = []
        section = self.state.address.section
        for trouble in self.case.journey.problems(section):
            if (trouble.code, trouble.row) in self.troubles or trouble.code == "missing":
                continue
            if gap and trouble.code in gap_rules(self.case.scheme, section):
                continue
            found.append(doubt(trouble, self.case))
        return found


def before(case: Case, state: FieldState) -> Before:
    """Note how things stand before an answer is stored.

    Args:
        case: what is filled.
        state: the question.
    """
    journey, address = case.journey, state.address
    names = followers(case.scheme, address.section, address.field or "")
    states = [journey.state(address.beside(name)) for name in names] if names else ()
    return Before(case, state, journey.troubles(address.section), states)


def doubt(trouble: Trouble, case: Case) -> str:
    """Return the words for something that does not fit, softly where nothing must be done."""
    says = (trouble.say or trouble.text).rstrip("。")
    if trouble.level == "warn":
        again = "" if "再看一眼" in says else "请再看一眼："
        return linked(f"{says}。" if "不用管" in says else f"{again}{says}。没错就不用管")
    address = trouble.address
    change = ""
    if address is not None and address.field and case.answer(address) is not None:
        label = label_of(case.scheme.field(address.section, address.field))
        change = say(f"改{label}", f"改{label[:7]}")
    return f"还要改一下：{says}。{change}"


def gap_note(case: Case, address: Address) -> str:
    """Return what lies empty before or after a period that was just stored, empty where nothing does (T2)."""
    if address.row is None or not gap_rules(case.scheme, address.section):
        return ""
    rows = case.journey.row_ids(address.section)
    n = rows.index(address.row)
    for first in (n - 1, n):
        if not 0 <= first < len(rows) - 1:
            continue
        early = case.answer(Address(address.section, rows[first], address.field))
        late = case.answer(Address(address.section, rows[first + 1], address.field))
        months = empty_months(early, late)
        if months > 0:
            until = f"{early['to'][:4]}年{early['to'][5:7]}月"
            return f"第 {first + 1} 条到 {until}，中间空了 {months} 个月。漏了可以后补，没有就不用管。"
    return ""
