"""Reading and remarking: what a reviewer opened, marked, struck or corrected, and the applicant's answer to it."""

from typing import Any

import msgspec

from casework.access import acting_unit, concerned, current, may_act, own, person_of, placed
from casework.access.units import stopped
from casework.asking.offering import noting, unit_of
from casework.asking.places import FILED, changeable, place, shown
from casework.case import Case
from casework.deeds.late import nobody_faster
from casework.desk import Desk
from casework.messages import plain
from casework.presents.application import Mark
from casework.problems import Denied, Hidden, Shut, Wrong
from casework.said import REMARK, said
from review.status import Status
from wizard.address import Address
from wizard.parsing import check, parse
from wizard.states import Wrong as Unfit

NOT_THERE = (
    "这一项是由别的内容得出的，申报人在这里改不了。请标在那一项上；"
    "姓名、证件号码登记错了，请在“人员单位”里转出账号，写明原因"
)
ABSENT = "没有找到要标的地方，可能已经改了。请刷新再看"


def _unit(desk: Desk, case: Case, unit: str | None = None) -> str:
    unit = unit or acting_unit(desk, case)
    if unit is None and (mine := unit_of(desk, case)) is not None and desk.house.units.stopped(mine):
        raise stopped(desk, mine)
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
        Shut, Denied: not this person's to mark now, or nothing that the applicant could change there.
        Wrong: no text, or too much of it.
    """
    unit = _unit(desk, case, noting(desk, case))
    text = said(" ".join(text.split()), REMARK, "mark_long")
    if not text:
        raise Wrong("mark_empty", "请写一句要改什么，或者点一句常用的话")
    try:
        address = Address.parse(text_address)
    except ValueError:
        raise Hidden("not_found", ABSENT) from None
    if not placed(case, address) or case.scheme.sections[address.section].by != "applicant":
        raise Hidden("not_found", ABSENT)
    if address.field and not changeable(case, case.journey.state(address)):
        raise Shut("mark_computed", NOT_THERE)
    old = _shown(case, address)
    if page is not None and not 1 <= page <= _pages(case, address):
        raise Hidden("page_absent", "没有找到要标的这一页。请刷新再看")
    state = case.application.state
    new = Mark(
        n=max((m.n for m in state.marks), default=0) + 1, address=str(address), text=text, unit=unit,
        person=desk.act.person or "", at=desk.act.at.isoformat(timespec="seconds"), round=state.standing.round,
        page=page, leaf=_leaf(case, address, page), old=old,
    )  # fmt: skip
    desk.record(case.head, "marked", {"mark": msgspec.to_builtins(new)})
    return new


def _shown(case: Case, address: Address) -> str:
    """Return what stands at an address; of a whole row or section the version that was handed in tells it."""
    if address.field is None:
        return ""
    return shown(case, case.scheme.field(address.section, address.field), case.journey.state(address).value)


def _pages(case: Case, address: Address) -> int:
    value = case.answer(address)
    return value.get("pages", 0) if isinstance(value, dict) else 0


def _leaf(case: Case, address: Address, page: int | None) -> str:
    """Return what tells a page of the document that was handed in again, empty where nothing does."""
    value = case.answer(address) if page is not None else None
    told = value.get("leaves", []) if isinstance(value, dict) else []
    return told[page - 1] if page is not None and page <= len(told) else ""


def unmark(desk: Desk, case: Case, n: int) -> None:
    """Take back a remark of one's unit that was not sent yet.

    Raises:
        Hidden: there is none with this number.
        Denied: another unit has put it.
        Shut: it was sent with a return.
    """
    unit = _unit(desk, case, noting(desk, case))
    found = next((m for m in case.application.state.marks if m.n == n), None)
    if found is None:
        raise Hidden("mark_absent", "没有找到这一处标记，可能已经去掉了")
    if found.sent:
        raise Shut("mark_sent", "这一处已经退回给申报人，不能再去掉")
    if found.unit != unit:
        raise Denied("mark_elsewhere", f"这一处是{desk.house.units.name(found.unit)}记的，只有它能去掉")
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
    text = said(text, REMARK, "explanation")
    if not text:
        raise Wrong("explanation", f"请写一句说明，最多 {REMARK} 字")
    desk.record(case.head, "explained", {"n": n, "text": text})


def see(desk: Desk, case: Case, address: str) -> None:
    """Note that somebody opened another's section, document or view (invariant: reads are recorded).

    Args:
        desk: who looks.
        case: an application.
        address: of a section or of a document; anything else, such as `check`, names a view of the whole and counts
            for none of the sections that a step asks to be read.
    """
    me = person_of(desk)
    if own(desk, case):
        return
    id = f"{case.base.id} {me.id} {address} {desk.act.now}"
    desk.put("read", (id, me.id, case.base.id, address, desk.act.epoch))
    unit = None if concerned(desk, case) else acting_unit(desk, case)
    if unit is None or address.partition(".")[0] not in case.scheme.sections:
        return
    if address not in case.application.state.seen.get(unit, []):
        desk.record(case.head, "seen", {"unit": unit, "a": address})


async def strike(desk: Desk, case: Case, section: str, row: str, on: bool) -> None:
    """Strike a row, or take that back: it is to be filled anew, neither printed nor seen by experts (CQ-19).

    Raises:
        Hidden: there is no such row.
        Denied: the region lets nobody strike rows here.
        Late: somebody has changed it since the person looked.
    """
    _unit(desk, case)
    if not placed(case, Address(section, row, None)):
        raise Hidden("row_absent", "没有找到这一条。请刷新再看")
    if not case.scheme.sections[section].void:
        raise Denied("not_void", "这一栏不能作删除标记。请标出来退回")
    name = f"{section}.{row}"
    await nobody_faster(desk, case.head, name)
    if (name in case.application.state.voids) == on:
        return
    desk.record(case.head, "struck", {"row": name, "on": on})


async def correct(desk: Desk, case: Case, address: Address, text: str | None, value: Any) -> None:
    """Lay a small correction over the signed version; the applicant is told, the pledge stands (CQ-19).

    Args:
        desk: where the deed is written down.
        case: an application at the person's own step.
        address: of an answer.
        text: the right answer as typed; or
        value: as chosen on a page.

    Raises:
        Hidden: there is no such answer.
        Denied: the region lets nobody correct here.
        Shut: it is computed out of other answers.
        Late: somebody has changed it since the person looked.
        Wrong: it cannot be an answer.
    """
    _unit(desk, case)
    if not placed(case, address) or address.field is None:
        raise Hidden("not_found", "没有找到这一项。请刷新再看")
    section, state = case.scheme.sections[address.section], case.journey.state(address)
    if not section.correctable or not state.shown or state.field.kind in FILED:
        raise Denied("not_correctable", "这一项不能由审核人员改。请标出来退回")
    if state.derived:
        raise Shut("mark_computed", NOT_THERE)
    await nobody_faster(desk, case.head, str(address))
    if text is None and value is None:
        raise Wrong("empty", "没有收到内容，还没保存。请再填一次")
    if text is not None:
        read = parse(state.field, text, state, desk.act.today, numbered=False)
    else:
        read = check(state.field, value, state, desk.act.today)
    if isinstance(read, Unfit):
        raise Wrong(read.code, read.text)
    laid = case.application.state.corrections
    if read.value == state.value:  # what was signed stands again
        if str(address) in laid:
            desk.record(case.head, "corrected", {"a": str(address), "v": None})
            _tell(desk, case, f"{place(case, address)}的更正撤回了，还是您填的：{shown(case, state.field, read.value)}")
        return
    if laid.get(str(address)) == read.value:
        return
    desk.record(case.head, "corrected", {"a": str(address), "v": read.value})
    was, now = (shown(case, state.field, v) for v in (state.value, read.value))
    _tell(desk, case, f"{place(case, address)}从“{was or '没填'}”更正为：{now}。您签的承诺不变")


def _tell(desk: Desk, case: Case, text: str) -> None:
    """Tell the applicant what the unit laid over the signed version."""
    step = current(case.application.state.standing)
    who = step.unit.name if step else "单位"
    page = f"pages/progress/progress?base={case.base.path}"
    desk.tell(plain(case.application.state.person, "corrected", f"{who}把{text}", page))
