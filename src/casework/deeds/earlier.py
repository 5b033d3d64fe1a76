"""Taking the answers of an ended application into the next, section by section, when the person says so (B-05)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from casework.access import may_fill, own
from casework.asking import consents
from casework.case import Case
from casework.deeds import answer, consent
from casework.desk import Desk
from casework.problems import Problem, Shut, hidden
from casework.views.earlier import Cell, Earlier, Row
from schemes.kinds import FILES
from wizard import files
from wizard.address import Address
from wizard.parsing import prefix_of
from wizard.states import FieldState
from wizard.states import Wrong as Unfit

MEDIA = frozenset({"image/jpeg", "image/png", "application/pdf"})


class Taken(msgspec.Struct, omit_defaults=True):
    """Is what came of it: how many answers, rows and documents were taken, and what could not be, with the reason."""

    answers: int = 0
    rows: int = 0
    documents: int = 0
    lost: list[str] = []


def offered(case: Case) -> dict[str, str]:
    """Return the ended application whose answers are offered: its `id` and its plan's `label`; empty for none."""
    return case.application.state.earlier if case.base.kind == "application" else {}


def take(desk: Desk, case: Case, section: str, earlier: Earlier, brought: Mapping[str, str]) -> Taken:
    """Fill a section with what stood in it then; what stands here stays, and what no longer passes is named.

    Years follow their year: what was the fifth then may be the fourth now, and a year that counts no longer is left.

    Args:
        desk: where the deed is written down.
        case: the application that is filled.
        section: id of the section.
        earlier: what stood there.
        brought: its documents, copied here already: digest of then → digest here.

    Raises:
        Hidden: it is not this person's, or not the application that is offered.
        Shut: the section is closed, or has rows already.
    """
    may_fill(desk, case, Address(section))
    if not own(desk, case) or earlier.person != case.application.state.person:
        raise hidden("上一份")
    if offered(case).get("id") != earlier.id or section not in earlier.sections:
        raise hidden("上一份")
    declared, taken = case.scheme.sections[section], Taken()
    rows = earlier.sections[section]
    if declared.rows is None:
        _fill(desk, case, section, None, rows[0], brought, taken)
        return taken
    if case.present.filled.answers.rows(section):
        raise Shut("rows_there", "这一栏已经有了。要照上一份的填，请先清空这一栏")
    for row in rows:
        id = row.row
        if row.own or id not in case.journey.row_ids(section):
            try:
                id = answer.add_row(desk.unconditional(), case, section, None, {})
            except Problem as error:
                taken.lost.append(f"{_called(row)}：{error.detail}")
                continue
            taken.rows += 1
        _fill(desk, case, section, id, row, brought, taken)
    return taken


def _called(row: Row) -> str:
    return next((c.text for c in row.cells if c.text), "一条")[:20]


def _fill(
    desk: Desk, case: Case, section: str, row: str | None, old: Row, brought: Mapping[str, str], taken: Taken
) -> None:
    """Fill one row, question after question, because an answer may open the next one."""
    left = {c.field for c in old.cells}
    for name in case.scheme.sections[section].fields:
        state = case.journey.state(Address(section, row, name))
        cell = _same(state, old.cells)
        if cell is None:
            continue
        left.discard(cell.field)
        if not state.shown or state.derived or state.value is not None:
            continue
        try:
            if cell.kind in FILES:
                _document(desk, case, state, cell, brought)
                taken.documents += 1
            else:
                answer.save(desk.unconditional(), case, state.address, value=cell.value)
                taken.answers += 1
        except Problem as error:
            taken.lost.append(f"{state.field.short or state.field.label}：{error.detail.removeprefix('还没保存。')}")
    for cell in old.cells:
        if cell.field in left and not cell.name:  # a year that counts no longer is nobody's loss
            taken.lost.append(f"{cell.label}：今年不问这一项")


def _same(state: FieldState, cells: list[Cell]) -> Cell | None:
    """Return the answer of then that belongs to a question: of the same year where it has one, else of its name."""
    field, name = state.field, state.address.field or ""
    if (year := prefix_of(field))[:4].isdecimal():
        stem = name.rstrip("0123456789")
        return next((c for c in cells if c.name == year and c.field.rstrip("0123456789") == stem), None)
    return next((c for c in cells if c.field == name and c.kind == field.kind), None)


def _document(desk: Desk, case: Case, state: FieldState, cell: Cell, brought: Mapping[str, str]) -> None:
    """Make a copied document the answer.

    Raises:
        Shut: it could not be copied, is not within what this slot allows, or wants a consent first.
    """
    file = brought.get(cell.value["file"])
    if file is None:
        raise Shut("file_absent", "原来的材料读不出来，请重新拍")
    consent.hold(consents.before_picture(desk, case, state.address))
    value: dict[str, Any] = {k: cell.value[k] for k in ("pages", "size", "media") if k in cell.value}
    value |= {"file": file, "of": desk.bound(case, state.address)}
    found = files.checked(state.field, value, state, set(MEDIA))
    if isinstance(found, Unfit):
        raise Shut(found.code, found.text)
    desk.own_file(case.head, file, value.get("media", "application/pdf"), value.get("size", 0))
    desk.record(case.head, "answered", {"a": str(state.address), "v": value})
