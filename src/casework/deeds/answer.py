"""Saving, clearing and finding again what somebody fills in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from casework.access import may_empty, may_fill, own
from casework.asking.places import FILED
from casework.asking.registrable import NAME
from casework.case import Case
from casework.deeds import people, units
from casework.desk import Desk
from casework.identity import unit_named
from casework.ids import row_id
from casework.presents.application import Application
from casework.presents.person import Person
from casework.problems import Hidden, Raced, Shut, Spot, Wrong, hidden
from casework.said import unprinted
from casework.views.fields import field_view
from wizard.address import ROW_NAME, Address
from wizard.parsing import check, parse
from wizard.states import FieldState, Parsed, Problem
from wizard.states import Wrong as Unfit

NOT_ASKED = "这一项现在不用填。请回到上一页看看还差什么"


class Stored(Parsed, frozen=True):
    """Is an answer of a unit as it was stored, with what was wrong with those that were taken away because of it."""

    taken: Sequence[Problem] = ()


def save(
    desk: Desk, case: Case, address: Address, *, text: str | None = None, value: Any = None, numbered: bool = True,
    known: FieldState | None = None,
) -> Parsed:  # fmt: skip
    """Store one answer, typed or chosen.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        address: which answer.
        text: as typed by a person; or
        value: as chosen on a page.
        numbered: a bare number may mean one of the choices that were offered, as in chat.
        known: how the question stands, where that was looked at already and nothing was recorded since.

    Returns:
        What was stored and how it reads; `Stored` where another answer was taken away because of it.

    Raises:
        Wrong: it cannot be an answer, or a unit's rule is against it; nothing is stored.
        Raced: the answer has another place than the one the person saw.
        Shut, Hidden: it cannot be filled now, or is not asked.
    """
    parsed = _store(desk, case, address, text=text, value=value, numbered=numbered, known=known)
    if case.scheme.sections[address.section].by != "applicant" and (taken := _keep_rules(desk, case, [address])):
        return Stored(parsed.value, parsed.text, taken)
    return parsed


def save_all(desk: Desk, case: Case, values: Mapping[Address, Any], *, allowed: bool = False) -> list[Problem]:
    """Store what a unit fills at once; its rules are asked when all of it stands.

    Args:
        desk: where the deed is written down.
        case: an application at the unit's step.
        values: each as typed where it is a text, else as chosen.
        allowed: the deed itself has asked whether the unit may write there now.

    Returns:
        What was wrong with answers that were taken away because of these.

    Raises:
        Wrong, Shut, Hidden: as `save`.
    """
    for address, value in values.items():
        typed = value if isinstance(value, str) else None
        _store(desk.unconditional(), case, address, text=typed, value=value, numbered=False, allowed=allowed)
    return _keep_rules(desk, case, values)


def _store(
    desk: Desk, case: Case, address: Address, *, text: str | None = None, value: Any = None, numbered: bool = True,
    known: FieldState | None = None, allowed: bool = False,
) -> Parsed:  # fmt: skip
    if not allowed:
        may_fill(desk, case, address)
    state = known if known is not None and known.shown else asked(case, address)
    field = state.field
    if state.derived or field.kind in FILED:
        raise Shut("not_asked", NOT_ASKED)
    if desk.act.seq is not None:
        unmoved(desk, case, address)
    today = case.journey.context.world.now[:10]
    if text is not None:
        parsed = parse(field, text, state, today, numbered=numbered)
    elif value is not None:
        parsed = check(field, value, state, today)
    else:
        raise Wrong("empty", "没有收到内容，还没保存。请再填一次")
    if isinstance(parsed, Unfit):
        raise Wrong(parsed.code, parsed.text, spots=[_spot(address, parsed)])
    if field.kind == "unit" and not desk.house.takes_applicants(parsed.value):
        raise Wrong("unit", "没有找到这个单位，还没保存。发单位名称里的几个字，再选一次")
    if case.base.kind == "unit" and address.field == NAME:
        unit_named(parsed.value)
    by_unit = case.scheme.sections[address.section].by != "applicant"
    if by_unit and isinstance(parsed.value, str) and (why := unprinted(parsed.value)):
        raise Wrong("character", why, spots=[Spot("character", why, address.section, address.row, address.field)])
    present = case.present
    answers = present.filled.answers
    if answers.get(address) != parsed.value:
        desk.record(case.head, "answered", {"a": str(address), "v": parsed.value})
    if isinstance(present, Person):
        people.registered(desk, case, address.section, address.field or "")
    elif case.base.kind == "unit":
        units.named(desk, case, address)
    if answers.voids and (address.section, address.row or "") in answers.voids and (own(desk, case) or case.assistant):
        desk.record(case.head, "struck", {"row": f"{address.section}.{address.row}", "on": False})  # filled anew
    return parsed


def _keep_rules(desk: Desk, case: Case, written: Collection[Address]) -> list[Problem]:
    """Hold what a unit writes in an application against the rules of its sections.

    An applicant may fill in any order, because what stops is looked at before handing in; what a unit writes holds at
    once, so its rules do too. The answer that a rule names is refused; where another one was written and it stands
    already, it is taken away.

    Args:
        desk: where the deed is written down.
        case: where the unit has just written.
        written: at which addresses.

    Returns:
        What was wrong with each answer that was taken away.

    Raises:
        Wrong: rules that stop are not met; names each of their places.
    """
    taken: list[Problem] = []
    for section in dict.fromkeys(address.section for address in written):
        declared = case.scheme.sections[section]
        if not isinstance(case.present, Application) or declared.by == "applicant":
            continue
        while broken := [p for p in case.journey.problems(section) if p.code in declared.rules and p.level == "stop"]:
            refused = [p for p in broken if p.address in written or _standing(case, p) is None]
            if refused:
                spots = [Spot(p.code, p.say, p.section, p.row, p.field) for p in refused]
                raise Wrong("rule", f"还没保存。{refused[0].say}", spots=spots)
            desk.record(case.head, "answered", {"a": str(broken[0].address), "v": None})
            taken.append(broken[0])
    return taken


def _standing(case: Case, problem: Problem) -> Any:
    """Return what stands where a problem does, None where nothing does or it concerns more than one answer."""
    address = problem.address
    return None if address is None or address.field is None else case.answer(address)


def taken_away(case: Case, taken: Sequence[Problem]) -> str:
    """Say which answers were taken away because of another, and why; empty where none were.

    Args:
        case: where they stood.
        taken: what was wrong with them.
    """
    named = [(case.scheme.field(p.section or "", p.field or "").label, p.say) for p in taken]
    return "；".join(f"“{label}”清空了：{say}" for label, say in named)


def asked(case: Case, address: Address) -> FieldState:
    """Return how a question stands.

    Args:
        case: whose question it is.
        address: of an answer, where `may_fill` has let through.

    Raises:
        Hidden: the address names no question.
        Shut: it is not asked now, because a condition has closed it.
    """
    if address.field is None:
        raise hidden("这一项")
    state = case.journey.state(address)
    if not state.shown:
        raise Shut("not_asked", NOT_ASKED)
    return state


def drop(desk: Desk, case: Case, address: Address) -> None:
    """Take an answer away; it stays in the history.

    Raises:
        Shut, Hidden, Raced: as `save`.
    """
    may_fill(desk, case, address)
    if address.field is None:
        raise hidden("这一项")
    if case.scheme.field(address.section, address.field).kind in FILED or case.journey.state(address).derived:
        raise Shut("not_asked", NOT_ASKED)
    unmoved(desk, case, address)
    if case.answer(address) is not None:
        desk.record(case.head, "answered", {"a": str(address), "v": None})
        if case.scheme.sections[address.section].by != "applicant":
            _keep_rules(desk, case, [address])


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
    if seen is None:
        return
    now = case.present.filled.seqs.get(str(address), 0)
    if seen == now:
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
    rows, most = _rows(desk, case, section)
    if row is not None and row in rows:
        return row
    if most is not None and len(rows) >= most:
        raise Shut("rows_full", f"已满 {most} 条。要再加，请先删掉一条或合并两条")
    aside = case.present.filled.aside  # a row that was dropped can be found again, so its name is taken
    if row is None or not ROW_NAME.fullmatch(row) or f"{section}.{row}" in aside:
        row = row_id()
    desk.record(case.head, "row_added", {"section": section, "row": row})
    written = {Address(section, row, name): value for name, value in values.items()}
    for address, value in written.items():
        _store(desk.unconditional(), case, address, value=value)
    _keep_rules(desk, case, written)
    return row


def drop_row(desk: Desk, case: Case, section: str, row: str) -> None:
    """Put a row aside; `restore_row` brings it back.

    Raises:
        Hidden: there is no such row.
        Shut: the section is closed.
    """
    _rows(desk, case, section, row)
    may_empty(desk, case, section, row)
    desk.record(case.head, "row_dropped", {"section": section, "row": row})


def restore_row(desk: Desk, case: Case, section: str, row: str) -> None:
    """Bring back a row that was put aside, with its answers, to its place.

    Raises:
        Hidden: nothing was put aside under this id.
        Shut: the section is closed or full.
    """
    rows, most = _rows(desk, case, section)
    may_empty(desk, case, section, row)
    kept = case.present.filled.aside.get(f"{section}.{row}")
    if kept is None:
        raise Hidden("row_absent", "没有找到删掉的这一条，可能已经恢复了。请看一眼列表")
    if most is not None and len(rows) >= most:
        raise Shut("rows_full", f"已满 {most} 条，放不回去。请先删掉一条")
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
    last = len(_rows(desk, case, section, row)[0]) - 1
    desk.record(case.head, "row_moved", {"section": section, "row": row, "place": max(0, min(place, last))})


def tidy(desk: Desk, case: Case, section: str) -> None:
    """Put the rows of a section into the order that its region offers (CQ-11).

    Raises:
        Hidden: it has no rows.
        Shut: it cannot be filled now, or a return has opened only a part of it.
    """
    _rows(desk, case, section)
    _whole(desk, case, section)
    for place, row in enumerate(case.journey.tidied(section)):
        if case.present.filled.answers.rows(section)[place] != row:
            desk.record(case.head, "row_moved", {"section": section, "row": row, "place": place})


def clear(desk: Desk, case: Case, section: str) -> None:
    """Empty a section; what stood there is put aside and can be found again."""
    _whole(desk, case, section)
    may_empty(desk, case, section)
    desk.record(case.head, "section_cleared", {"section": section})


def _whole(desk: Desk, case: Case, section: str) -> None:
    """Refuse to change a whole section of which a return has opened only a part."""
    may_fill(desk, case, Address(section, None, None))
    locks = case.application.state.standing.locks if isinstance(case.present, Application) else None
    if locks is not None and section not in locks:
        raise Shut("unmarked", "单位只标了几处要改，这一栏别处不用动。请只改标出来的地方")


def recover(desk: Desk, case: Case, section: str) -> None:
    """Fill a section again with what was cleared, where nothing new stands.

    Raises:
        Hidden: nothing was cleared here.
    """
    _whole(desk, case, section)
    may_empty(desk, case, section)
    if section not in case.present.filled.aside:
        raise Hidden("nothing_aside", "这一栏没有清空过的内容。您现在填的都在")
    desk.record(case.head, "section_recovered", {"section": section})


def _rows(desk: Desk, case: Case, section: str, row: str | None = None) -> tuple[list[str], int | None]:
    """Return the rows of a section and how many it may have at most, where they may be changed now.

    Raises:
        Hidden: it has no rows, or not this one.
        Shut: it cannot be filled now.
        Raced: its rows have changed since the person saw them.
    """
    declared = case.scheme.sections.get(section)
    if declared is None or declared.rows is None:
        raise hidden("这一栏")
    whole = Address(section)
    may_fill(desk, case, whole)
    rows, most = case.journey.row_ids(section), case.journey.row_limits(section)[1]
    if row is not None:
        if row not in rows:
            raise Hidden("row_absent", "没有找到这一条，可能已经删掉了。请看一眼列表")
        may_fill(desk, case, Address(section, row))
    unmoved(desk, case, whole)
    return rows, most


def _spot(address: Address, wrong: Unfit) -> Spot:
    return Spot(wrong.code, wrong.text, address.section, address.row, address.field, tuple(wrong.instead))
