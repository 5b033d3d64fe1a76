"""Reading and remarking: what a reviewer opened, marked, struck or corrected, and the applicant's answer to it."""

from typing import Any

import msgspec

from casework.access import acting_unit, may_act, own
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import Mark
from casework.problems import Denied, Hidden, Shut, Wrong
from review.status import Status
from wizard.address import Address
from wizard.showing import show

LONGEST = 200


def _unit(desk: Desk, case: Case) -> str:
    unit = acting_unit(desk, case)
    if unit is None:
        raise Shut("not_this_step", "这一份现在不在您的单位。可以看，不能标")
    may_act(desk, case, unit)
    return unit


def mark(desk: Desk, case: Case, text_address: str, text: str, page: int | None) -> Mark:
    """Put a numbered remark on an answer, a row, or a page of a document.

    Args:
        desk: where the deed is written down.
        case: an application at the person's own step.
        text_address: what is meant.
        text: what is wrong, at most 200 characters.
        page: counted from 1, for documents.

    Raises:
        Hidden: there is nothing at this address.
        Shut, Denied: not this person's to mark now.
        Wrong: no text, or too much of it.
    """
    unit = _unit(desk, case)
    text = " ".join(text.split())
    if not text:
        raise Wrong("mark_empty", "请写一句要改什么，或者点一句常用的话")
    if len(text) > LONGEST:
        raise Wrong("mark_long", f"多了 {len(text) - LONGEST} 个字，最多 {LONGEST} 字。请写短一点")
    try:
        address = Address.parse(text_address)
        old = _shown(case, address)
    except (ValueError, KeyError):
        raise Hidden("not_found", "没有找到要标的地方，可能已经改了。请刷新再看") from None
    state = case.application.state
    new = Mark(
        n=max((m.n for m in state.marks), default=0) + 1, address=str(address), text=text, unit=unit,
        person=desk.act.person or "", at=desk.act.at.isoformat(timespec="seconds"), round=state.standing.round,
        page=page, old=old,
    )  # fmt: skip
    desk.record(case.head, "marked", {"mark": msgspec.to_builtins(new)})
    return new


def _shown(case: Case, address: Address) -> str:
    section = case.scheme.sections[address.section]
    if address.row is not None and address.row not in case.journey.section(address.section).rows:
        raise KeyError(address.row)
    if address.field is None:
        return section.label
    field = section.fields[address.field]
    value = case.answer(address)
    return "" if value is None else show(case.scheme, field, value)


def unmark(desk: Desk, case: Case, n: int) -> None:
    """Take back a remark that was not sent yet.

    Raises:
        Hidden: there is none with this number.
        Shut: it was sent with a return.
    """
    _unit(desk, case)
    found = next((m for m in case.application.state.marks if m.n == n), None)
    if found is None:
        raise Hidden("mark_absent", "没有找到这一处标记，可能已经去掉了")
    if found.sent:
        raise Shut("mark_sent", "这一处已经退回给申报人，不能再去掉")
    desk.record(case.head, "unmarked", {"n": n})


def explain(desk: Desk, case: Case, n: int, text: str) -> None:
    """Answer a remark where nothing is to be changed (counts as answered).

    Raises:
        Denied: not the applicant's own.
        Hidden: there is no such remark.
        Shut: the application is not returned.
        Wrong: no text, or too much of it.
    """
    if not own(desk, case):
        raise Denied("not_yours", "说明只能由本人写")
    if case.application.state.standing.status is not Status.RETURNED:
        raise Shut("not_returned", "这一份现在不用改，也不用写说明")
    if not any(m.n == n and m.sent for m in case.application.state.marks):
        raise Hidden("mark_absent", "没有找到这一处。请看一眼退回的内容")
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Wrong("explanation", f"请写一句说明，最多 {LONGEST} 字")
    desk.record(case.head, "explained", {"n": n, "text": text})


def see(desk: Desk, case: Case, address: str) -> None:
    """Note that a reviewer opened a section or a document (invariant: reads are recorded)."""
    unit = acting_unit(desk, case)
    if unit is None:
        return
    if address not in case.application.state.seen.get(unit, []):
        desk.record(case.head, "seen", {"unit": unit, "a": address})


def strike(desk: Desk, case: Case, section: str, row: str, on: bool) -> None:
    """Strike a row, or take that back: it is to be filled anew, neither printed nor seen by experts (CQ-19).

    Raises:
        Hidden: there is no such row.
        Denied: the region lets nobody strike rows here.
    """
    _unit(desk, case)
    declared = case.scheme.sections.get(section)
    if declared is None or row not in case.journey.section(section).rows:
        raise Hidden("row_absent", "没有找到这一条。请刷新再看")
    if not declared.void:
        raise Denied("not_void", "这一栏不能作删除标记。请标出来退回")
    desk.record(case.head, "struck", {"row": f"{section}.{row}", "on": on})


def correct(desk: Desk, case: Case, address: Address, value: Any) -> None:
    """Lay a small correction over the signed version; the applicant is told, the pledge stands (CQ-19).

    Raises:
        Denied: the region lets nobody correct here.
    """
    _unit(desk, case)
    section = case.scheme.sections.get(address.section)
    if section is None or address.field not in section.fields:
        raise Hidden("not_found", "没有找到这一项。请刷新再看")
    if not section.correctable or section.fields[address.field].kind in {"evidence", "pledge", "portrait"}:
        raise Denied("not_correctable", "这一项不能由审核人员改。请标出来退回")
    desk.record(case.head, "corrected", {"a": str(address), "v": value})
