"""What stood in an application that has ended, section by section, as it can be taken again (B-05)."""

from typing import Any

import msgspec

from casework.asking.places import shown
from casework.case import Case
from schemes.kinds import FILES
from wizard.parsing import prefix_of

LEFT_OUT = frozenset({"pledge", "printed", "note", "row"})  # signed, printed or pointing within the other application
LINES = 6  # answers that are read back before they are taken


class Cell(msgspec.Struct, frozen=True):
    """Is one answer of then: `name` is what tells its year apart from those beside it, empty where it has none."""

    field: str
    label: str
    kind: str
    value: Any
    text: str
    name: str = ""


class Row(msgspec.Struct, frozen=True):
    """Is one row of then, or (without an id) a section without rows."""

    row: str | None
    own: bool
    cells: list[Cell]


class Earlier(msgspec.Struct, frozen=True):
    """Is what stood in an ended application, section by section.

    Args:
        id: of the application.
        person: whose it is.
        label: of its plan.
        year: of its plan, 0 where that is gone.
        sections: what was filled, in order.
    """

    id: str
    person: str
    label: str
    year: int
    sections: dict[str, list[Row]]

    def lines(self, section: str) -> list[str]:
        """Return a section read back in a few lines; of rows one each."""
        found: list[str] = []
        for row in self.sections.get(section, []):
            told = [c for c in row.cells if c.text]
            if row.row is None:
                found += [f"{c.label}　{c.text}" for c in told]
            elif told:
                found.append("｜".join(c.text for c in told[:3]))
        rest = len(found) - LINES
        return [*found[:LINES], *([f"还有 {rest} 项"] if rest > 0 else [])]

    def files(self, section: str) -> dict[str, str]:
        """Return the documents of a section: digest → what it is."""
        cells = [c for row in self.sections.get(section, []) for c in row.cells if c.kind in FILES]
        return {c.value["file"]: c.value.get("media", "application/pdf") for c in cells}


def earlier_of(case: Case) -> Earlier:
    """Return what stands in an application, as the next one may take it."""
    plan = case.plan.state if case.plan is not None else None
    found = {s.id: _rows(case, s.id) for s in case.journey.sections()}
    return Earlier(
        case.base.id, case.application.state.person, plan.label if plan else "", plan.year if plan else 0,
        {section: rows for section, rows in found.items() if rows},
    )  # fmt: skip


def _rows(case: Case, section: str) -> list[Row]:
    declared, own = case.scheme.sections[section], case.present.filled.answers.rows(section)
    voids = case.present.filled.answers.voids
    rows = case.journey.row_ids(section) if declared.rows is not None else [None]
    found = [Row(r, r in own, _cells(case, section, r)) for r in rows if (section, r or "") not in voids]
    return [row for row in found if row.cells]


def _cells(case: Case, section: str, row: str | None) -> list[Cell]:
    """Return the answers of one row that may be taken again."""
    cells: list[Cell] = []
    for state in case.journey.fields(section, row):
        field = state.field
        if state.derived or state.value is None or field.kind in LEFT_OUT or field.copy_of is not None:
            continue
        hidden = field.sensitive or field.kind in {"id_number", "phone", *FILES}
        text = "" if hidden else shown(case, field, state.value)
        name = prefix if (prefix := prefix_of(field))[:4].isdecimal() else ""
        label = field.short or field.label
        cells.append(Cell(state.address.field or "", label, field.kind, state.value, text, name))
    return cells
