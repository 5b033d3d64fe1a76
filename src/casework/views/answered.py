"""What was answered, read back section by section before it is handed in."""

from collections.abc import Sequence

import msgspec

from casework import words
from casework.asking.places import shown
from casework.case import Case
from casework.views.ways import section_way
from wizard.prompts import asked_of, years_of


class Line(msgspec.Struct, frozen=True):
    """Is one answer as it is read back."""

    label: str
    text: str


class YearsLine(msgspec.Struct, frozen=True):
    """Is one row of a table of years as it is read back: what was counted, and what stands in each column."""

    title: str
    cells: Sequence[str]


class YearsTable(msgspec.Struct, frozen=True):
    """Is a table of years as it is read back."""

    columns: Sequence[str]
    rows: Sequence[YearsLine]


class Answered(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one section as it is read back; `none` is said where nothing stands there."""

    label: str
    page: str
    lines: Sequence[Line] = ()
    table: YearsTable | None = None
    none: str = ""


def answered(case: Case, section: str) -> Answered:
    """Read a section back as it was answered.

    Args:
        case: whose section it is.
        section: its id; it must be shown.
    """
    declared = case.scheme.sections[section]
    label, page, state = declared.label, section_way(case, section, "").page, case.journey.section(section)
    if state.rows and years_of(case.scheme, section):
        return Answered(label, page, table=_years(case, section))
    lines = _lines(case, section)
    return Answered(label, page, lines, none="" if lines else "还没填" if state.missing else "没有")


def _years(case: Case, section: str) -> YearsTable:
    """Read a table of years back: a row for each thing that was counted, a column for each year (CQ-12).

    What is ticked beside them stands as it is offered until somebody says otherwise.
    """
    also = [name for name, field in asked_of(case.scheme, section) if field.kind == "yes_no"]
    columns, found = [*years_of(case.scheme, section), *also], list[YearsLine]()
    heads: dict[str, str] = {}
    for row in case.journey.rows(section):
        asked = {s.address.field or "": s for s in case.journey.fields(section, row.row) if s.field.kind != "note"}
        stands = {name: s.preset if s.value is None and name in also else s.value for name, s in asked.items()}
        texts = {name: shown(case, s.field, stands[name]) for name, s in asked.items()}
        heads |= {name: s.field.short or s.field.label for name, s in asked.items()}
        names = [text for name, text in texts.items() if name not in columns and text]
        found.append(YearsLine(names[0] if names else row.title, [texts.get(name, "") for name in columns]))
    return YearsTable([heads.get(name, "") for name in columns], found)


def _lines(case: Case, section: str) -> list[Line]:
    """Read the answers of a section back one by one; how something is to be filled is no answer."""
    lines: list[Line] = []
    declared = case.scheme.sections[section]
    for n, row in enumerate(case.journey.section(section).rows if declared.rows else [None], 1):
        for state in case.journey.fields(section, row):
            if state.field.kind == "note" or (case.veiled and state.field.sensitive):
                continue
            if text := shown(case, state.field, state.value):
                label = f"第 {n} 条 {state.field.label}" if row else state.field.label
                lines.append(Line(label, words.masked_id(text) if state.field.kind == "id_number" else text))
    return lines
