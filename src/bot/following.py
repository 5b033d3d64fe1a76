"""What follows from an answer: values worked out, answers that a region derives, doubts; and the words for them."""

from functools import lru_cache

from bot.render import label_of, say, told
from bot.turn import Turn
from casework.case import Case
from casework.deeds import answer
from casework.problems import Problem
from casework.views.gaps import empty_months, gap_rules
from schemes import Scheme
from wizard.address import Address
from wizard.states import Problem as Trouble


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


class Before:
    """Remembers how things stood before an answer, to tell afterwards what has changed.

    Args:
        case: what is filled.
        address: the answer that is about to be stored.
    """

    def __init__(self, case: Case, address: Address) -> None:
        self.case, self.address = case, address
        self.troubles = case.journey.problems(address.section)
        names = followers(case.scheme, address.section, address.field or "")
        self.states = [case.journey.state(address.beside(name)) for name in names] if names else []

    def notes(self, turn: Turn) -> list[str]:
        """Return what is to be said besides the echo; what follows from the answer is stored by this."""
        found = self.announced(turn) if self.states else []
        now = self.case.journey.problems(self.address.section)
        return found + self.doubts(now) if now or self.address.row is not None else found

    def announced(self, turn: Turn) -> list[str]:
        """Store what the region derives from the answer, and say what was worked out (T1)."""
        found: list[str] = []
        for before in self.states:
            now = self.case.journey.state(before.address)
            if now.derived:
                if now.value is not None and now.value != before.value and now.field.kind != "yes_no":
                    found.append(f"由它得出{label_of(now.field)}：{told(self.case, now.field, now.value)}")
                continue
            wanted = now.shown and now.preset is not None and now.preset != now.value
            if not wanted or now.value not in (None, before.preset):
                continue  # what the person chose otherwise stays
            further = Before(self.case, now.address)
            try:
                stored = answer.save(turn.desk, self.case, now.address, value=now.preset)
            except Problem:
                continue
            label = label_of(now.field)
            found.append(f"由它得出{label}：{stored.text}。不对的话，{say(f'改{label}', f'改{label[:7]}')}")
            found += further.announced(turn)
        return found

    def doubts(self, now: list[Trouble]) -> list[str]:
        """Return soft doubts and faults that this answer has brought up.

        Args:
            now: what there is to be said of the section.
        """
        gap = gap_note(self.case, self.address)
        found = [gap] if gap else []
        known = {(p.code, p.row) for p in self.troubles}
        for trouble in now:
            if (trouble.code, trouble.row) in known or trouble.code == "missing":
                continue
            if gap and trouble.code in gap_rules(self.case.scheme, self.address.section):
                continue
            found.append(doubt(trouble, self.case))
        return found


def doubt(trouble: Trouble, case: Case) -> str:
    """Return the words for something that does not fit, softly where nothing must be done."""
    says = (trouble.say or trouble.text).rstrip("。")
    if trouble.level == "warn":
        again = "" if "再看一眼" in says else "请再看一眼："
        return f"{says}。" if "不用管" in says else f"{again}{says}。没错就不用管"
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
    if case.scheme.field(address.section, address.field or "").kind != "period":
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
