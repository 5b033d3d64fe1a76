"""A section as a page draws it: groups of fields, or rows as cards, and where to go next."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

from casework import words
from casework.access import CLOSED, OPEN, opened_within
from casework.asking.places import shown
from casework.case import Case
from casework.handed import present
from casework.presents.application import Application
from casework.problems import Spot
from casework.publicity_before import prints
from casework.views.changes import within
from casework.views.far import status_of
from casework.views.fields import FieldView, MarkView, field_view, mark_view
from casework.views.gaps import gaps
from casework.views.ways import Way, beside, page, page_of
from casework.views.years import TableRow, table_row
from review.standing import publicity_before
from review.status import Status
from schemes import Field
from wizard.address import Address
from wizard.prompts import years_of
from wizard.states import FieldState, SectionState

BLANK = "+"  # the id of a row that is not there yet, which no row can have


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is a short remark of the product: something to know, to look at, or a reviewer's."""

    kind: str  # know look zhu
    text: str
    page: str = ""


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """Gathers related fields under a heading."""

    fields: Sequence[FieldView]
    label: str = ""


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one row in the list of rows."""

    row: str
    n: int
    title: str
    page: str
    status: str  # done missing problems void
    word: str
    lines: Sequence[str] = ()
    void: bool = False
    locked: bool = False
    gap_after: str = ""


class Aside(msgspec.Struct, frozen=True):
    """Is a row that was struck and can be brought back."""

    row: str
    title: str


class RowsView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is the list of rows of a section; `blank` is what a row asks before it has any answer, its id being `BLANK`."""

    name: str
    count: int
    seq: int
    can_add: bool
    cards: Sequence[Card]
    min: int = 0
    max: int | None = None
    why_not: str = ""
    aside: Sequence[Aside] = ()
    add: str = ""
    blank: Sequence[Group] = ()
    untidy: bool = False  # the region offers another order than the one they stand in
    table: Sequence[TableRow] = ()  # where they ask the same of several years: all of them, to be filled on one page


class SectionView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes one screen of the wizard."""

    base: str
    section: str
    label: str
    seq: int
    status: str
    word: str
    group: str = ""
    row: str = ""
    readonly: bool = False
    why_readonly: str = ""
    help: str = ""
    gate: str = ""
    problems: Sequence[Spot] = ()
    notes: Sequence[Note] = ()
    groups: Sequence[Group] = ()
    rows: RowsView | None = None
    next: Way | None = None
    prev: Way | None = None
    partly: bool = False  # a return opened only places of it: it cannot be cleared as a whole
    cleared: bool = False  # what stood here was cleared and can be found again
    mark: MarkView | None = None  # a remark of the present return on the whole row or section
    earlier: str = ""  # the plan of an ended application whose answers can be looked at and taken, while nothing stands


def section_view(case: Case, section: str, row: str | None = None) -> SectionView:
    """Describe a section, or one row of it.

    Args:
        case: whose section it is.
        section: its id; it must be shown.
        row: the row's id, None for the section itself.

    Raises:
        KeyError: there is no such row.
    """
    declared = case.scheme.sections[section]
    state = case.journey.section(section)
    status, word = status_of(case, state)
    readonly, why = _readonly(case, section)
    as_list = declared.rows is not None and row is None
    if row is not None and row not in case.rows(section):
        raise KeyError(row)
    ways = beside(case, section, row)
    label = declared.label if row is None else f"{declared.label} 第 {state.rows.index(row) + 1} 条"
    return SectionView(
        base=case.base.path, section=section, label=label, seq=case.head.at[0], status=status, word=word,
        group=declared.group or "", row=row or "", readonly=readonly, why_readonly=why,
        help="" if readonly else "\n".join(filter(None, (publicity_words(case, section), case.journey.help(section)))),
        gate=state.gate or "",
        problems=[_stop(p, case) for p in case.journey.problems(section) if p.row == row or as_list],
        groups=[] if as_list else _groups(case, section, row), rows=_rows(case, state) if as_list else None,
        next=ways[1], prev=ways[0], cleared=section in case.present.filled.aside and not readonly,
        partly=_partly(case, section), mark=_mark(case, Address(section, row)),
        earlier=offered_from(case, section) if row is None and not readonly else "",
    )  # fmt: skip


def publicity_words(case: Case, section: str) -> str:
    """Say before anything is changed that it was made public; empty where it was not."""
    standing = case.application.state.standing if isinstance(case.present, Application) else None
    if standing is None or standing.asked is None or case.scheme.sections[section].by != "applicant":
        return ""
    begun = [step for step in standing.asked.steps if publicity_before(standing, step).begun is not None]
    return f"公示过的内容，改了要请{begun[0].unit.name}重新公示" if begun and prints(case, Address(section)) else ""


def offered_from(case: Case, section: str) -> str:
    """Return the plan of the ended application that is offered at a section; empty for none, or where it is begun."""
    if not isinstance(case.present, Application) or not case.own or case.journey.started(section):
        return ""
    state = case.application.state
    open_ = state.standing.status is Status.DRAFT and case.scheme.sections[section].by == "applicant"
    return state.earlier.get("label", "") if open_ else ""


def _mark(case: Case, address: Address) -> MarkView | None:
    """Return the remark with which a whole row or section came back to who fills it, None where there is none."""
    if not isinstance(case.present, Application) or case.application.state.standing.status is not Status.RETURNED:
        return None
    found = [m for m in case.application.sent_back() if m.address == str(address)]
    return of_whole(case, mark_view(case, found[-1]))[0] if found else None


def of_whole(case: Case, mark: MarkView) -> tuple[MarkView, str]:
    """Return a remark on a whole row or section with what stood there when it came back, and what stands there now."""
    address, was = Address.parse(mark.address), case.application.version()
    if was is None:
        return mark, ""
    old, new = within(case, address, was, present(case, [address.section]))
    return msgspec.structs.replace(mark, old=old), new


def _partly(case: Case, section: str) -> bool:
    """Tell whether a return has opened places of a section and not the whole of it."""
    locks = case.application.state.standing.locks if isinstance(case.present, Application) else None
    return locks is not None and section not in locks


def _stop(p: Any, case: Case) -> Spot:
    where = page_of(case, Address(p.section, p.row, p.field)) if p.section else ""
    return Spot(p.code, p.text, p.section, p.row, p.field, (), p.level, where)


def _readonly(case: Case, section: str) -> tuple[bool, str]:
    if not isinstance(case.present, Application) or section in case.fills:
        return False, ""
    standing = case.application.state.standing
    if case.scheme.sections[section].by != "applicant":
        return True, "这一栏由审核的单位填写，这里只能看"
    if standing.status not in OPEN:
        return True, CLOSED[standing.status]
    if standing.status is Status.RETURNED and not opened_within(case, Address(section)):
        return True, "单位只标了几处要改，这一栏不用动"
    return False, ""


def _groups(case: Case, section: str, row: str | None) -> list[Group]:
    states = [s for s in case.journey.fields(section, row) if not (case.veiled and s.field.sensitive)]
    views = [field_view(case, s) for s in states]
    return [Group(list(fields), label) for label, fields in groupby(views, key=lambda v: v.group)]


def _rows(case: Case, state: SectionState) -> RowsView:
    declared = case.scheme.sections[state.id].rows
    assert declared is not None
    full = state.max is not None and len(state.rows) >= state.max
    rows = case.rows(state.id)
    asked = {row: case.journey.fields(state.id, row) for row in state.rows}
    cards = [_card(case, state.id, n, row, asked[row]) for n, row in enumerate(state.rows, 1) if row in rows]
    own = not full and declared.own
    return RowsView(
        name=declared.name, count=len(rows), seq=case.present.filled.seqs.get(state.id, 0),
        can_add=own, cards=_with_gaps(case, state, cards), min=state.min, max=state.max,
        why_not=f"已满 {state.max} 条" if full else "",
        aside=() if _readonly(case, state.id)[0] else _aside(case, state), add=page("row-edit", case, section=state.id),
        blank=_blank(case, state.id) if own and not _readonly(case, state.id)[0] else (),
        untidy=case.journey.tidied(state.id) != case.present.filled.answers.rows(state.id),
        table=_table(case, state.id, asked),
    )  # fmt: skip


def _table(case: Case, section: str, asked: Mapping[str, Sequence[FieldState]]) -> Sequence[TableRow]:
    if not years_of(case.scheme, section):
        return ()
    rows = case.journey.rows(section)
    return [table_row(case, row, asked[row.row], _mark(case, Address(section, row.row))) for row in rows]


def _aside(case: Case, state: SectionState) -> list[Aside]:
    """List the rows that were put aside, the newest first; only whoever fills can bring one back, and is shown them."""
    found: list[Aside] = []
    for text, kept in reversed(case.present.filled.aside.items()):
        section, _, row = text.partition(".")
        if section == state.id and row and row not in state.rows:
            fields = case.scheme.sections[section].fields
            texts = [_listed(case, f, kept["values"][k]) for k, f in fields.items() if k in kept["values"]]
            found.append(Aside(row, "，".join(texts[:2])))
    return found


def _blank(case: Case, section: str) -> list[Group]:
    """Describe what a new row asks, so that a phone can begin one without a net.

    The row stands in the journey for just that look: a journey of its own would cost four such pages.
    """
    with case.journey.trying(section, BLANK):
        return _groups(case, section, BLANK)


def _card(case: Case, section: str, n: int, row: str, states: Sequence[FieldState]) -> Card:
    texts = [_listed(case, s.field, s.value) for s in states if s.field.kind not in {"note"}]
    full = [t for t in texts if t]
    missing = [s for s in states if s.missing]
    problems = [p for s in states for p in s.problems if p.level == "stop" and p.code != "missing"]
    void = (section, row) in case.present.filled.answers.voids
    status, word = "done", "已完成"
    if void:
        status, word = "void", "请重填"
    elif problems:
        status, word = "problems", f"{len(problems)} 处要改"
    elif missing:
        status, word = "missing", f"还差 {len(missing)} 项"
    return Card(
        row=row, n=n, title=full[0] if full else f"第 {n} 条", lines=full[1:], void=void, status=status, word=word,
        page=page("row-edit", case, section=section, row=row),
        locked=_readonly(case, section)[0] or locked_row(case, section, row),
    )  # fmt: skip


def _listed(case: Case, field: Field, value: Any) -> str:
    """Return an answer as it stands in a list of rows: months short, 是 and 否 and bare numbers with what they tell."""
    if field.kind in {"month", "date", "period"} and value is not None and value != field.none:
        return words.listed(value)
    text = shown(case, field, value)
    named = field.kind == "yes_no" or (field.kind != "year" and text.isdecimal())
    return f"{field.label}：{text}" if named and text else text


def locked_row(case: Case, section: str, row: str) -> bool:
    """Tell whether a return keeps this row closed."""
    if not isinstance(case.present, Application):
        return False
    return case.application.state.standing.status is Status.RETURNED and not opened_within(case, Address(section, row))


def _with_gaps(case: Case, state: SectionState, cards: list[Card]) -> list[Card]:
    """Say between two cards what lies empty between their periods, where the region minds that (SH-07)."""
    between = gaps(case, state.id, [card.row for card in cards])
    return [msgspec.structs.replace(card, gap_after=between.get(card.row, "")) for card in cards]
