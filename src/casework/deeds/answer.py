"""Saving, clearing and finding again what somebody fills in."""

from typing import Any

from casework.access import may_fill, own
from casework.case import Case
from casework.desk import Desk
from casework.ids import row_id
from casework.problems import Hidden, Raced, Shut, Spot, Wrong
from casework.views.fields import field_view
from wizard.address import ROW_NAME, Address
from wizard.parsing import check, parse
from wizard.states import Parsed
from wizard.states import Wrong as Unfit

UPLOADED = {"evidence", "portrait", "pledge", "printed"}


def save(
    desk: Desk, case: Case, address: Address, *, text: str | None = None, value: Any = None, numbered: bool = True
) -> Parsed:
    """Store one answer, typed or chosen.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        address: which answer.
        text: as typed by a person; or
        value: as chosen on a page.
        numbered: a bare number may mean one of the choices that were offered, as in chat.

    Returns:
        What was stored and how it reads.

    Raises:
        Wrong: it cannot be an answer; nothing is stored.
        Raced: the answer has another place than the one the person saw.
        Shut, Hidden: it cannot be filled now, or is not asked.
    """
    may_fill(desk, case, address)
    state = case.journey.state(address)
    field = state.field
    if not state.shown or state.derived or field.kind in {"note", *UPLOADED}:
        raise Shut("not_asked", "这一项现在不用填。请回到上一页看看还差什么")
    unmoved(desk, case, address)
    if text is not None:
        parsed = parse(field, text, state, desk.act.today, numbered=numbered)
    else:
        parsed = check(field, value, state, desk.act.today)
    if isinstance(parsed, Unfit):
        raise Wrong(parsed.code, parsed.text, spots=[_spot(address, parsed)])
    if case.answer(address) != parsed.value:
        desk.record(case.head, "answered", {"a": str(address), "v": parsed.value})
    if (address.section, address.row) in case.present.filled.answers.voids and own(desk, case):
        desk.record(case.head, "struck", {"row": f"{address.section}.{address.row}", "on": False})  # filled anew
    return parsed


def drop(desk: Desk, case: Case, address: Address) -> None:
    """Take an answer away; it stays in the history.

    Raises:
        Shut, Hidden, Raced: as `save`.
    """
    may_fill(desk, case, address)
    unmoved(desk, case, address)
    if case.answer(address) is not None:
        desk.record(case.head, "answered", {"a": str(address), "v": None})


def unmoved(desk: Desk, case: Case, address: Address) -> None:
    """Refuse where the person saw another place of this address than the present one.

    Args:
        desk: knows what the person saw; None means that nothing was said.
        case: what is filled.
        address: an answer, or a section for deeds on its rows.

    Raises:
        Raced: with the present view of the field.
    """
    seen = desk.act.seq
    text = str(address) if address.field or address.row else address.section
    now = case.present.filled.seqs.get(text, 0)
    if seen is None or seen == now:
        return
    current = field_view(case, case.journey.state(address)) if address.field else None
    raise Raced(
        "answer_moved", "这一项两边不一样，另一边刚刚也改过。请选用哪个；没选的留在修改记录里",
        current={"field": current, "seq": now},
    )  # fmt: skip


def add_row(desk: Desk, case: Case, section: str, row: str | None, values: dict[str, Any]) -> str:
    """Add a row at the end of a section.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        section: a section with rows.
        row: an id that the page has already given, so that a repeated call adds nothing.
        values: answers to begin with, by field.

    Returns:
        The row's id.

    Raises:
        Shut: the section is full or closed.
        Wrong: a value cannot be stored.
    """
    may_fill(desk, case, Address(section, None, None))
    state = case.journey.section(section)
    if row is not None and row in state.rows:
        return row
    if state.max is not None and len(state.rows) >= state.max:
        raise Shut("rows_full", f"已满 {state.max} 条。要再加，请先删掉一条或合并两条")
    if row is None or not ROW_NAME.fullmatch(row):
        row = row_id()
    desk.record(case.head, "row_added", {"section": section, "row": row})
    for name, value in values.items():
        address = Address(section, row, name)
        parsed = check(case.journey.state(address).field, value, case.journey.state(address))
        if isinstance(parsed, Unfit):
            raise Wrong(parsed.code, parsed.text, spots=[_spot(address, parsed)])
        desk.record(case.head, "answered", {"a": str(address), "v": parsed.value})
    return row


def drop_row(desk: Desk, case: Case, section: str, row: str) -> None:
    """Put a row aside; `restore_row` brings it back.

    Raises:
        Hidden: there is no such row.
        Shut: the section is closed.
    """
    may_fill(desk, case, Address(section, row, None))
    _there(case, section, row)
    desk.record(case.head, "row_dropped", {"section": section, "row": row})


def restore_row(desk: Desk, case: Case, section: str, row: str) -> None:
    """Bring back a row that was put aside, with its answers, to its place.

    Raises:
        Hidden: nothing was put aside under this id.
        Shut: the section is closed or full.
    """
    may_fill(desk, case, Address(section, None, None))
    kept = case.present.filled.aside.get(f"{section}.{row}")
    if kept is None:
        raise Hidden("row_absent", "没有找到删掉的这一条，可能已经恢复了。请看一眼列表")
    state = case.journey.section(section)
    if state.max is not None and len(state.rows) >= state.max:
        raise Shut("rows_full", f"已满 {state.max} 条，放不回去。请先删掉一条")
    data = {"section": section, "row": row, "place": kept["place"], "values": kept["values"]}
    desk.record(case.head, "row_added", data)


def move_row(desk: Desk, case: Case, section: str, row: str, place: int) -> None:
    """Move a row to another place.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        section: a section with rows.
        row: its id.
        place: counted from 0; beyond the end means the end.
    """
    may_fill(desk, case, Address(section, row, None))
    _there(case, section, row)
    last = len(case.journey.section(section).rows) - 1
    desk.record(case.head, "row_moved", {"section": section, "row": row, "place": max(0, min(place, last))})


def clear(desk: Desk, case: Case, section: str) -> None:
    """Empty a section; what stood there is put aside and can be found again."""
    may_fill(desk, case, Address(section, None, None))
    desk.record(case.head, "section_cleared", {"section": section})


def recover(desk: Desk, case: Case, section: str) -> None:
    """Fill a section again with what was cleared, where nothing new stands.

    Raises:
        Hidden: nothing was cleared here.
    """
    may_fill(desk, case, Address(section, None, None))
    if section not in case.present.filled.aside:
        raise Hidden("nothing_aside", "这一栏没有清空过的内容。您现在填的都在")
    desk.record(case.head, "section_recovered", {"section": section})


def _there(case: Case, section: str, row: str) -> None:
    if row not in case.journey.section(section).rows:
        raise Hidden("row_absent", "没有找到这一条，可能已经删掉了。请看一眼列表")


def _spot(address: Address, wrong: Unfit) -> Spot:
    return Spot(wrong.code, wrong.text, address.section, address.row, address.field, tuple(wrong.instead))
