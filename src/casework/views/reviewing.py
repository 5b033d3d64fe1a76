"""What a reviewer sees of one application: its sections, its marks, what changed, what can be done."""

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from casework import words
from casework.access import acting_unit, concerned, noted_later, placed
from casework.asking.offering import noting, offered, unit_of, unsent
from casework.asking.places import place, shown
from casework.asking.titles import title_of
from casework.case import Case
from casework.desk import Desk
from casework.handed import present
from casework.presents.application import Mark
from casework.publicity_noted import needed, publicities, records
from casework.views.changes import OTHER, Changed, both, changes, within
from casework.views.check import Link, progress_view
from casework.views.far import status_of
from casework.views.fields import DocumentView, MarkView, document_of, mark_view
from casework.views.home import Deed, deed_view
from casework.views.publicity import advice, doubt
from casework.views.strokes import SignedSection, signed_sections
from casework.views.ways import section_way
from pledge.binding import short_code
from review.guard import find
from review.refused import Refused
from review.state import waiting
from review.status import Status
from schemes import Field, Scheme, Section, Step
from wizard.address import Address
from wizard.states import FieldState

PHRASES = {
    "evidence": ("缺盖章", "看不清，请重拍", "放错了材料", "缺页"),
    "portrait": ("看不清，请重拍", "不是白底"),
    "period": ("和材料不一致", "时间有重叠", "中间有空档，请说明"),
    "text": ("和材料不一致", "写得太笼统，请写具体", "有错别字"),
    "": ("请补充", "和材料不一致", "这一条不算，请换一条"),
    "return": ("材料基本齐全，改好再交", "请尽快改好交回", "有不清楚的，打我们人事科电话"),
}


SIGNED = {"pledge", "printed"}  # kinds that are made anew for whatever content there is


class ReadSection(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one section in a reviewer's list."""

    id: str
    label: str
    status: str
    page: str
    seen: bool = False
    marks: int = 0
    rows: Sequence[str] = ()
    ours: bool = False  # written by a unit on the way: nothing to mark, not counted
    before: bool = False  # the unit had opened it before it came back: only what changed is new to it
    correctable: bool = False  # the unit that has it may correct small errors here
    voidable: bool = False  # and strike rows
    unopened: Sequence[str] = ()  # addresses of documents that nobody of the unit has opened: a doubt


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
    again: bool = False  # the unit knows it from before its newest return: it is shown what came of that
    whole: bool = False  # the step is passed only once every section was opened
    marks: Sequence[MarkView] = ()
    offers: Sequence[Deed] = ()
    fill: Sequence[str] = ()
    needed: Sequence[str] = ()  # of `fill`, what a deed cannot do without
    chain: Sequence[Link] = ()
    round: int = 0
    code: str = ""
    changed: Sequence[str] = ()
    others: Sequence[Changed] = ()
    records: Sequence[str] = ()  # of `fill`, where the unit notes what came of a publicity
    submitted: str = ""
    banner: str = ""
    follows: Mapping[str, str] = {}  # deed -> what follows from it
    after: str = ""  # who has it once this step is passed
    doubt: str = ""  # a publicity without its result, said before it is passed or sent up
    strokes: Sequence[SignedSection] = ()  # of `fill`, what the unit's head may sign, and how that stands


def review_view(desk: Desk, case: Case) -> ReviewView:
    """Describe one application to the reviewer who opened it."""
    state = case.application.state
    unit = acting_unit(desk, case)
    seen, before = set(state.seen.get(unit or unit_of(desk, case) or "", [])), state.before.get(unit or "")
    mine = noting(desk, case) or unit_of(desk, case) or ""
    goes = unsent(case, mine)
    sections = [_read(case, s.id, seen, before or (), goes) for s in case.journey.sections()]
    if unit is not None and not concerned(desk, case):
        unopened = _unopened(case, seen)
        sections = [_open(case.scheme.sections[s.id], s, unopened) for s in sections]
    read = [s for s in sections if s.seen]
    here = waiting(state.standing) if unit else None
    step = case.scheme.steps[here.step] if here else None
    wanted = needed(step) if step else set[str]()
    fill = [s for s in step.fill if case.journey.section(s).shown] if step else []
    marks = [m for m in state.marks if m.sent or m.unit == mine]  # what another unit has noted is its own
    last = state.submissions[-1] if state.submissions else None
    handed = len(state.submissions) > 1 and state.standing.status is not Status.RETURNED
    again = handed and before is not None
    changed = changed_since_return(case) if again else []
    signed = _made_anew(case, lambda field: field.kind in SIGNED) if again else []
    return ReviewView(
        application=case.base.id, base=case.base.path, seq=case.head.at[0],
        name=case.applicant_name, title=title_of(case),
        unit_name=case.unit_name, status=state.standing.status.value,
        status_text=words.STATUS[state.standing.status], readonly=noting(desk, case) is None,
        sections=[*sections, *_units_own(case)], seen=len(read),
        total=len(sections), unseen=[s.label for s in sections if not s.seen],
        again=again and bool(case.application.sent_back()),
        whole=step is not None and step.kind == "review" and step.read == "all",
        marks=[_marked(case, m, handed, again, stays=not m.sent and m not in goes) for m in marks],
        offers=[deed_view(case, o) for o in offered(desk, case)],
        fill=fill, needed=[s for s in fill if s in wanted],
        chain=progress_view(desk, case).chain, round=state.standing.round,
        code=short_code(last.digest) if last else "",
        changed=[*(c.address for c in changed), *(str(s.address) for s in signed)],
        others=_unmarked(case, changed), records=_records(desk, case, step),
        submitted=f"第 {len(state.submissions)} 次提交，{words.moment(last.at, desk.act.now)}" if last else "",
        banner=_banner(case) if unit is None else "", follows=_follows(desk, case), after=_after(case) if unit else "",
        doubt=_doubt(case, unit) if unit else "", strokes=signed_sections(desk, case) if unit else (),
    )  # fmt: skip


def _records(desk: Desk, case: Case, step: Step | None) -> list[str]:
    """Return where who looks notes what came of a publicity: at the step, or after it."""
    here = records(case.scheme, step) if step else []
    return list(dict.fromkeys([*here, *noted_later(desk, case)]))


def changed_since_return(case: Case) -> list[Changed]:
    """Return every place of the form that is not as it was before the newest return (B-03)."""
    was = case.application.version(-2)
    if was is None:
        return []
    copies = _made_anew(case, lambda field: field.copy_of is not None)
    return changes(case, was, present(case)) + [_brought(case, copy) for copy in copies]


def _brought(case: Case, copy: FieldState) -> Changed:
    """Return a signed copy that was brought anew, beside the one that was handed in before."""
    at, was = str(copy.address), case.application.state.submissions[-2].copies.get(str(copy.address))
    files = [document_of(case, copy.address, digest) if digest else None for digest in (was, copy.value["file"])]
    return Changed(at, place(case, copy.address), OTHER, shown(case, copy.field, copy.value), *files)


def _made_anew(case: Case, meant: Callable[[Field], bool]) -> list[FieldState]:
    """Return what was signed or copied anew since the return: made for a content, it is no part of it."""
    base, found = case.application.state.returned_seq, list[FieldState]()
    for section in case.journey.sections():
        for row in (None,) if case.scheme.sections[section.id].rows is None else section.rows:
            states = case.journey.fields(section.id, row)
            found += [s for s in states if meant(s.field) and case.seq(s.address) > base]
    return found


def _unmarked(case: Case, changed: list[Changed]) -> list[Changed]:
    """Return what changed without a remark: forced by another change, in a row that is new or went, or elsewhere."""
    marks = [m.address for m in case.application.sent_back()]
    return [c for c in changed if not any(c.address == m or c.address.startswith(m + ".") for m in marks)]


def _marked(case: Case, mark: Mark, handed: bool, again: bool, *, stays: bool) -> MarkView:
    """Describe a remark; once it was handed in again, one of that return also by what became of it.

    Args:
        case: an application.
        mark: the remark.
        handed: whether what was sent back has come again.
        again: whether who looks knows what stood there before, and is shown both.
        stays: whether it goes with no return of who looks.
    """
    view = msgspec.structs.replace(mark_view(case, mark), stays=stays)
    if mark.sent and mark not in case.application.sent_back():
        return msgspec.structs.replace(view, state="earlier")
    if not handed or not mark.sent:
        return view
    became = "done" if case.application.mended(mark) else "explained" if mark.explanation else "open"
    if not again:
        return msgspec.structs.replace(view, state=became)
    address = Address.parse(mark.address)
    now = ""
    if address.field is not None and placed(case, address):
        state = case.journey.state(address)
        now = shown(case, state.field, state.value)
    old, was, here = view.old, case.application.version(-2), case.application.version()
    files: dict[str, DocumentView | None] = {}
    if was is not None and here is not None:
        if address.field is None:
            old, now = within(case, address, was, here)
            now = now or old
        else:
            files = dict(zip(("was_file", "now_file"), both(case, address, was, here), strict=True))
    return msgspec.structs.replace(view, now=now, old=old, state=became, **files)


def _open(declared: Section, section: ReadSection, unopened: Collection[Address]) -> ReadSection:
    """Describe a section to the unit that has the application: what it may do there (CQ-19) and has not opened."""
    here = [str(address) for address in unopened if address.section == section.id]
    return msgspec.structs.replace(section, correctable=declared.correctable, voidable=declared.void, unopened=here)


def _unopened(case: Case, seen: Collection[str]) -> list[Address]:
    """Return where a document stands that nobody of the unit has opened in this round; struck rows need no look."""
    answers = case.present.filled.answers
    documents = [a for a, v in answers.items() if isinstance(v, dict) and "pages" in v and str(a) not in seen]
    standing = [a for a in documents if (a.section, a.row) not in answers.voids]
    return [a for a in standing if case.journey.section(a.section).shown and case.journey.visible(a)]


def _units_own(case: Case) -> list[ReadSection]:
    """Return what units on the way have written: opinions, publicity, certificate."""
    found = [s for s in case.journey.sections(None) if case.scheme.sections[s.id].by != "applicant" and s.started]
    return [msgspec.structs.replace(_read(case, s.id, {s.id}), ours=True) for s in found]


def _banner(case: Case) -> str:
    step = waiting(case.application.state.standing)
    return f"这一份现在在{step.unit.name}，您只能看" if step else ""


def _after(case: Case) -> str:
    """Return where it goes once this step is passed; of a unit that keeps it, which step of its own is next."""
    standing = case.application.state.standing
    here, course = waiting(standing), standing.course
    if here is None or course is None or standing.at is None or standing.at + 1 >= len(course.steps):
        return ""
    after = course.steps[standing.at + 1]
    return f"本单位，接着“{after.label}”" if after.unit.id == here.unit.id else after.unit.name


def _doubt(case: Case, unit: str) -> str:
    """Say that a publicity has no result yet, or was short; nothing here waits for one."""
    found = publicities(case.scheme, case.application.state.standing, case.present.filled.answers)
    held = [name for name, section in case.scheme.sections.items() if section.publicity]
    facts = [doubt(found, unit, case.journey.context.world.now), *advice(case, held)]
    said = "；".join(filter(None, facts))
    return f"请再看一眼：{said}。没错就不用管" if said else ""


def _follows(desk: Desk, case: Case) -> dict[str, str]:
    """Say what a return and a rejection lead to here, before somebody does either."""
    standing, unit = case.application.state.standing, unit_of(desk, case)
    found = {"accept": "只登记受理，申报人在进度里看得到。评审完了，再通过或不通过"}
    for name in ("return", "reject"):
        try:
            deed = find(case.scheme, standing, name, unit, case.journey.context).deed
        except Refused:
            continue
        count, _, kind = (deed.within or "").partition(" ")
        term = f"{count} 个工作日内交回，" if kind == "workdays" else f"{count} 天内交回，" if count else ""
        onward = "交回后直接到本单位" if deed.resume == "here" else "交回后从第一级重新审"
        if name == "return" or deed.to == "applicant":
            found[name] = f"直接退到申报人，{term}{onward}。全部记录在案"
        else:
            found[name] = "按规定，申报人今年不能再报" if deed.bars == "year" else "申报到此为止"
    return found


def _read(
    case: Case, section: str, seen: Collection[str], before: Collection[str] = (), goes: Sequence[Mark] = ()
) -> ReadSection:
    status, _ = status_of(case, case.journey.section(section))
    marks = [m for m in goes if m.address.partition(".")[0] == section]
    return ReadSection(
        section, case.scheme.sections[section].label, status, section_way(case, section, "").page, section in seen,
        len(marks), case.journey.section(section).rows, before=section in before,
    )  # fmt: skip


def phrases(scheme: Scheme, kind: str) -> list[str]:
    """Return ready phrases for a remark on a field of this kind: the region's own where it has some.

    Args:
        scheme: whose texts `phrases_evidence`, `phrases_period` … hold phrases with ；between them.
        kind: of the field; empty for a row or a section, `return` for the words that go with a return.
    """
    kind = kind if kind in PHRASES else "text"
    own = scheme.texts.get(f"phrases_{kind}".rstrip("_"))
    return own.split("；") if own else list(PHRASES[kind])
