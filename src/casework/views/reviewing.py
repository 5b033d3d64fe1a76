"""What a reviewer sees: the unit's lists, one application to read, its marks and what can be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from casework.access import acting_unit
from casework.case import Case
from casework.deeds.move import offered, title_of
from casework.desk import Desk
from casework.presents.person import Person
from casework.views import words
from casework.views.check import Link, progress_view
from casework.views.fields import MarkView, mark_view
from casework.views.home import Deed, deed_view
from casework.views.sections import page, section_way, status_of
from pledge.binding import short_code
from storage import ZONE
from storage.reads import CallKept, Card

PHRASES = {
    "evidence": ("缺单位鲜章", "看不清，请重拍", "缺“与原件相符”和签字", "放错了材料", "缺页"),
    "portrait": ("看不清，请重拍", "不是白底"),
    "period": ("和印证材料不一致", "时间有重叠", "中间有空档，请说明"),
    "text": ("和印证材料不一致", "写得太笼统，请写具体", "有错别字"),
    "": ("请补充", "和印证材料不一致", "这一条不算，请换一条"),
}


class QueueCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one application in a unit's list."""

    application: str
    name: str
    title: str
    since: str
    waited: int
    page: str
    unit_name: str = ""
    special: Sequence[str] = ()


class Ring(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is somebody whom no message reached, so that the unit calls."""

    person: str
    name: str
    phone: str
    about: str
    since: str
    application: str = ""


ABOUT = {
    "submitted": "申报已交",
    "resubmitted": "申报已重新交",
    "returned": "申报被退回，要改",
    "approved_step": "申报通过了一步",
    "approved": "评审通过",
    "rejected": "审核不通过",
    "undone": "审核结果撤回了",
    "forwarded": "申报已上报",
    "publicity_started": "开始公示",
    "publicity_ended": "公示结束",
    "certificate_issued": "证书已发",
    "confirmed": "账号已确认",
    "refused": "账号没有确认",
    "work_waiting": "有申报等着审",
    "corrected": "审核时有更正",
    "term_near": "快到期了",
    "extended": "时间延长了",
}


class Forwarding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says whether the unit's list can go up, and who keeps it back."""

    ok: bool
    ready: int
    base: str = ""
    deed: str = "forward"
    label: str = "提交上一级"
    why: Sequence[str] = ()


class Queue(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes a unit's lists."""

    unit: str
    unit_name: str
    list: str
    lists: Mapping[str, int]
    cards: Sequence[QueueCard]
    more: bool = False
    forward: Forwarding | None = None


class ReadSection(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one section in a reviewer's list."""

    id: str
    label: str
    status: str
    page: str
    seen: bool = False
    marks: int = 0
    rows: Sequence[str] = ()


class ReviewView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes one application to a reviewer."""

    application: str
    base: str
    seq: int
    name: str
    title: str
    unit_name: str
    status: str
    status_text: str
    readonly: bool
    sections: Sequence[ReadSection]
    seen: int
    total: int
    unseen: Sequence[str] = ()
    marks: Sequence[MarkView] = ()
    offers: Sequence[Deed] = ()
    fill: Sequence[str] = ()
    needed: Sequence[str] = ()  # of `fill`, what a deed cannot do without
    chain: Sequence[Link] = ()
    round: int = 0
    code: str = ""
    changed: Sequence[str] = ()


def review_view(desk: Desk, case: Case) -> ReviewView:
    """Describe one application to the reviewer who opened it."""
    state = case.application.state
    unit = acting_unit(desk, case)
    seen = set(state.seen.get(unit or "", []))
    sections = [_read(case, s.id, seen) for s in case.journey.sections()]
    read = [s for s in sections if s.seen]
    here = (
        state.standing.course.steps[state.standing.at]
        if unit and state.standing.course and state.standing.at is not None
        else None
    )
    step = case.scheme.steps[here.step] if here else None
    wanted = {s for deed in step.deeds.values() if deed for s in deed.needs} if step else set[str]()
    marks = [m for m in state.marks if m.round == state.standing.round or m.sent]
    last = state.submissions[-1] if state.submissions else None
    return ReviewView(
        application=case.base.id, base=case.base.path, seq=case.head.at[0],
        name=case.owner.state.name if case.owner else "", title=title_of(case),
        unit_name=case.unit.state.name if case.unit else "", status=state.standing.status.value,
        status_text=words.STATUS[state.standing.status], readonly=unit is None, sections=sections, seen=len(read),
        total=len(sections), unseen=[s.label for s in sections if not s.seen],
        marks=[mark_view(case, m) for m in marks],
        offers=[deed_view(case, o) for o in offered(desk, case)],
        fill=step.fill if step else [], needed=[s for s in step.fill if s in wanted] if step else [],
        chain=progress_view(desk, case).chain, round=state.standing.round,
        code=short_code(last.digest) if last else "", changed=changed_since_return(case),
    )  # fmt: skip


def changed_since_return(case: Case) -> list[str]:
    """Return the addresses that changed since the newest return, in the order of the sections (B-03)."""
    base = case.application.state.returned_seq
    if not base:
        return []
    found = [a for a, seq in case.present.filled.seqs.items() if seq > base and not a.endswith(("~", "#")) and "." in a]
    order = list(case.scheme.sections)
    return sorted(found, key=lambda a: order.index(a.partition(".")[0]))


def _read(case: Case, section: str, seen: set[str]) -> ReadSection:
    status, _ = status_of(case, case.journey.section(section))
    marks = [m for m in case.application.state.marks if m.address.partition(".")[0] == section and not m.sent]
    return ReadSection(
        section, case.scheme.sections[section].label, status, section_way(case, section, "").page, section in seen,
        len(marks), case.journey.section(section).rows,
    )  # fmt: skip


def card(row: Card, now: str) -> QueueCard:
    """Describe one application in a list.

    Args:
        row: as the list keeps it.
        now: the present.
    """
    at = datetime.fromtimestamp(row.since, ZONE).isoformat(timespec="minutes")
    page = f"pages/review-read/review-read?base=applications/{row.application}"
    waited = words.days_left(now, at)
    return QueueCard(row.application, row.name, row.title, words.moment(at, now), waited, page, row.unit_name)


def ring(row: CallKept, person: Person, now: str) -> Ring:
    """Describe somebody to be called.

    Args:
        row: as the list keeps it.
        person: who is to be called.
        now: the present.
    """
    at = datetime.fromtimestamp(row.since, ZONE).isoformat(timespec="minutes")
    about = ABOUT.get(row.reason.partition("：")[0], "有一条通知没有送到")
    phone = words.masked_phone(person.state.phone)
    return Ring(row.person, person.state.name, phone, about, words.moment(at, now), row.application)


def phrases(kind: str) -> list[str]:
    """Return ready phrases for a remark on a field of this kind.

    Args:
        kind: of the field; empty for a row or a section.
    """
    return list(PHRASES.get(kind, PHRASES["text"]))


__all__ = ["Queue", "ReviewView", "card", "page", "phrases", "review_view"]
