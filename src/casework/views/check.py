"""Before and after handing in: what is wrong, what is signed, where it stands, what is to be mended."""

from collections.abc import Sequence

import msgspec

from casework import words
from casework.asking import consents
from casework.asking.lacking import blocking
from casework.asking.offering import offered
from casework.asking.places import shown
from casework.asking.titles import title_of
from casework.case import Case
from casework.desk import Desk
from casework.issued import issued, issuer, prints_certificate
from casework.paper import code_of
from casework.presents.application import OPEN, Mark
from casework.problems import Spot
from casework.publicity_before import held_publicities
from casework.time_left import term
from casework.views.answered import Answered, Line, answered
from casework.views.awaiting import Awaited, awaited
from casework.views.far import marks_open
from casework.views.fields import MarkView, became, mark_view
from casework.views.forms import FormLink, form_links
from casework.views.home import Deed, account_note, deed_view, told
from casework.views.notices import NoticeView, asked
from casework.views.sections import Note, of_whole
from casework.views.ways import Way, page, page_of
from pledge.binding import short_code
from review.route import StepAt
from review.standing import accepted
from review.state import Offer, Verdict, final, live, offers, sent_back, waiting
from review.status import Status
from schemes.kinds import LABELS, UNDOING
from wizard.address import Address
from wizard.states import Problem


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes the last look before handing in."""

    base: str
    seq: int
    blocking: Sequence[Spot]
    doubts: Sequence[Spot]
    forms: Sequence[FormLink]
    sections: Sequence[Answered]
    next: Way | None = None
    submit: Deed | None = None
    ready: Deed | None = None  # asking the unit for the publicity that comes before
    to: str = ""
    account: Note | None = None  # why nothing can be handed in yet, though everything is filled
    say: str = ""  # what is to be done now, where nothing is left to mend: ask for publicity, wait, sign, hand in
    notices: Sequence[NoticeView] = ()  # what is to be agreed to before `ready` where it is offered, else `submit`


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one station of the chain."""

    label: str
    unit: str
    state: str  # done now later returned
    when: str = ""
    opinion: str = ""
    waited: int = 0
    deed: str = ""
    word: str = ""  # what the unit does now; what the region calls a deed that stopped it or took a step back


class Certificate(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is the certificate as something to keep: what stands on it, and where anybody can check it."""

    title: str
    lines: Sequence[Line]
    code: str
    verify: str
    form: FormLink | None = None


class Progress(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes where an application stands."""

    base: str
    sentence: str
    must_act: bool
    chain: Sequence[Link]
    rounds: Sequence[Link] = ()
    actions: Sequence[Deed] = ()
    submitted: str = ""
    before: Sequence[Link] = ()  # publicities before it is handed in
    certificate: Certificate | None = None
    over: bool = False  # nothing more is to come: nobody is offered to be told of it


class MarkCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one place that was marked, with what stood there and stands there now."""

    mark: MarkView
    page: str
    state: str  # open done explained
    new: str = ""


class FixView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes what is to be mended after a return."""

    base: str
    by: str
    opinion: str
    until: str
    marks: Sequence[MarkCard]
    rest_locked: bool
    left: int
    next: Way | None = None
    also: Sequence[Spot] = ()
    term: str = ""  # until when and how many days that is, as it is said everywhere


def spots(case: Case) -> list[Spot]:
    """Return what stands against handing in, each with the page where it is mended."""
    found: list[Spot] = []
    for spot in blocking(case):
        where = page_of(case, Address(spot.section, spot.row, spot.field)) if spot.section else ""
        found.append(msgspec.structs.replace(spot, page=where))
    return found


def _spot(case: Case, p: Problem) -> Spot:
    where = page_of(case, Address(p.section, p.row, p.field)) if p.section else ""
    return Spot(p.code, p.text, p.section, p.row, p.field, (), p.level, where)


def _not_yet(case: Case) -> list[Spot]:
    """Return what a region's summary of rows still looks for: a doubt, since it may be right so."""
    found: list[Spot] = []
    for section in case.journey.sections():
        declared = case.scheme.sections[section.id]
        said = case.journey.summary(section.id) if declared.rows is not None and section.rows else []
        if lacks := [word.rpartition("：")[2] for word, value in said if value is False]:
            text = f"{declared.label}里还看不出{'、'.join(lacks)}。没有就不用管"
            found.append(Spot("summary", text, section.id, None, None, (), "warn", page_of(case, Address(section.id))))
    return found


def unanswered(case: Case) -> str:
    """Say how many places of a return were neither changed nor explained: a doubt; empty where there are none."""
    sent, left = len(case.application.sent_back()), len(marks_open(case))
    which = f"标的 {sent} 处里有 {left} 处" if left < sent else f"标的 {sent} 处{'都' if sent > 1 else ''}"
    returned = case.application.state.standing.status is Status.RETURNED
    return f"{which}没有动，也没写说明。不改也能交，单位可能再退回" if returned and left else ""


def _doubts(case: Case) -> list[Spot]:
    """Return what is to be looked at once more and stops nothing."""
    found = [_spot(case, p) for p in case.journey.problems() if p.level == "warn"] + _not_yet(case)
    if text := unanswered(case):
        found.insert(0, Spot("unanswered", text, level="warn", page=page("fix", case)))
    return found


def _unsigned(case: Case, wrong: Sequence[Spot]) -> list[Spot]:
    """Return what of all that stands against handing in is only a signature that is not there yet."""
    return [s for s in wrong if s.section and s.field and case.scheme.field(s.section, s.field).kind == "pledge"]


def check_view(desk: Desk, case: Case) -> Check:
    """Describe the last look before handing in."""
    wrong = spots(case)
    mine = {o.deed: o for o in offered(desk, case)}
    submit, waits = mine.get("submit"), awaited(desk, case)
    ready = mine.get("ready") if waits is not None and waits.ask else None
    employer = case.unit_name or "单位"
    unsigned = _unsigned(case, wrong)
    places = len(wrong) - len(unsigned)
    first = Way("改第 1 处" + (f"，共 {places} 处" if places > 1 else ""), wrong[0].page or "") if places else None
    account = account_note(case, filled=True) if submit else None
    sign = Way("去签名，签好再交", page("pledge", case)) if unsigned and waits is None else None
    rest = Way("先到这里，回我的申报", page("home", case)) if waits is not None or account else None
    way = first or sign or rest
    return Check(
        base=case.base.path, seq=case.head.at[0], blocking=wrong, doubts=_doubts(case), forms=form_links(desk, case),
        sections=[answered(case, s.id) for s in case.journey.sections()], next=way,
        submit=deed_view(case, submit) if submit else None, to=employer, account=account,
        say=_now(submit, waits, unsigned=bool(unsigned), account=account is not None) if submit and not places else "",
        ready=deed_view(case, ready) if ready else None,
        notices=asked(desk, consents.before_deed(desk, case, "ready" if ready else "submit")) if submit else (),
    )  # fmt: skip


def _now(submit: Offer, waits: Awaited | None, *, unsigned: bool, account: bool) -> str:
    """Say in one sentence what is to be done now that nothing is left to fill: ask, wait, sign or hand in."""
    if account:  # what the account waits for is said by its own note
        return "" if waits is not None or not unsigned else "填好了，没有要改的。现在去签名，确认账号以后再交"
    if waits is not None:
        return waits.text if waits.text.startswith("填好了") else f"填好了。{waits.text}"
    if unsigned:
        return "填好了，没有要改的。现在去签名，签好就能交"
    return "填好了，没有要改的。现在可以交了" if submit.ok else f"填好了。{submit.say}"


def progress_view(desk: Desk, case: Case) -> Progress:
    """Describe where an application stands: the whole chain and every opinion given (X-12)."""
    standing = case.application.state.standing
    now = desk.act.now
    chain: list[Link] = []
    steps = standing.course.steps if standing.course else ()
    here, held = waiting(standing), awaited(desk, case)
    for n, step in enumerate(steps):
        waits = here is not None and n == standing.at
        link = _link(case, n, step, waits, now)
        if link.state == "done" and not link.opinion:
            link = msgspec.structs.replace(link, opinion=_signed(case, step.step) or _issued(case, step))
        chain.append(link)
    earlier = [_past(case, v, now) for v in standing.verdicts if v.deed in {"return", "reject", *UNDOING}]
    submitted = case.application.state.submissions
    return Progress(
        base=case.base.path, sentence=told(desk, case), chain=chain, rounds=earlier, before=_before(desk, case),
        must_act=standing.status in OPEN and (held is None or held.act),
        actions=[deed_view(case, o) for o in offered(desk, case)],
        submitted=words.moment(submitted[-1].at, now) if submitted else "",
        certificate=_certificate(desk, case), over=final(standing) and not _undoable(case),
    )  # fmt: skip


def _before(desk: Desk, case: Case) -> list[Link]:
    """Describe the publicities before handing in as stations of the chain."""
    found: list[Link] = []
    for one in held_publicities(desk, case):
        begun, ended, unit = one.publicity.begun, one.publicity.ended, one.step.unit.name
        if ended is not None:
            at, word = words.moment(ended.at, desk.act.now), "公示以后改过" if one.stale else "公示过了"
            found.append(Link(one.step.label, unit, "now" if one.stale else "done", at, deed="record", word=word))
        elif begun is not None or one.asked:
            found.append(Link(one.step.label, unit, "now", word="公示中" if begun is not None else "等公示"))
        else:
            found.append(Link(one.step.label, unit, "later"))
    return found


def _undoable(case: Case) -> bool:
    """Tell whether the unit that rejected an application can still take that back, so that something may come."""
    standing = case.application.state.standing
    if standing.status is not Status.REJECTED or not (stands := live(standing)):
        return False
    theirs = offers(case.scheme, standing, case.journey.context, stands[-1].unit, case.journey.complete)
    return any(o.deed == "undo_reject" and o.ok for o in theirs)


def _link(case: Case, n: int, step: StepAt, now_here: bool, now: str) -> Link:
    standing = case.application.state.standing
    past = [
        v
        for v in standing.verdicts
        if v.step == n and v.round == standing.round and not v.undone and not v.before and v.unit == step.unit.id
    ]
    unit = case.view.units.called(step.unit)
    if now_here:
        days = words.days_since(standing.since, now) if standing.since else 0
        word = "已受理" if accepted(standing) else words.DOING[step.kind][1]
        return Link(step.label, unit, "now", waited=days, word=word)
    if not past:
        return Link(step.label, unit, "later")
    last = past[-1]
    if last.deed in {"return", "reject"}:
        return msgspec.structs.replace(_past(case, last, now), label=step.label, unit=unit)
    return Link(step.label, unit, "done", words.moment(last.at, now), last.opinion, deed=last.deed)


def _signed(case: Case, step: str) -> str:
    """Return the opinion that a unit signed on the form at its step, empty where it writes none there."""
    for section in case.scheme.steps[step].fill:
        declared = case.scheme.sections[section]
        for name, field in declared.fields.items() if declared.sign else ():
            if field.kind == "long_text" and (value := case.answer(Address(section, None, name))):
                return shown(case, field, value)
    return ""


def _issued(case: Case, step: StepAt) -> str:
    """Return what the step that issues the certificate has written: its number and date; empty for any other step."""
    if step.kind != "certificate":
        return ""
    return "\n".join(f"{field.label}：{text}" for field, text in issued(case.scheme, case.answer))


def _certificate(desk: Desk, case: Case) -> Certificate | None:
    """Describe the certificate once it is issued: what stands on it, its code, and the form that prints it."""
    standing = case.application.state.standing
    if standing.status is not Status.CERTIFIED:
        return None
    code, known = code_of(desk, case), [("姓名", case.applicant_name), ("评审", case.plan_label)]
    known += [("工作单位", case.unit_name), ("发证单位", issuer(standing))]
    lines = [Line(label, text) for label, text in known if text]
    written = [Line(field.label, text) for field, text in issued(case.scheme, case.answer)]
    paper = next((link for link in form_links(desk, case) if prints_certificate(case.scheme, link.id)), None)
    return Certificate(
        title=title_of(case), lines=[*lines, *written], code=short_code(code),
        verify=f"{desk.house.public_url}/verify/{code}", form=paper,
    )  # fmt: skip


def _past(case: Case, v: Verdict, now: str) -> Link:
    """Describe what sent an application back, ended it, or took a step back, in the region's word for that."""
    deed = case.scheme.deeds_at[v.name].get(v.deed) if v.name in case.scheme.deeds_at else None
    word = (deed.label if deed else None) or LABELS[v.deed]
    return Link(v.label, v.unit_name, "returned", words.moment(v.at, now), words.opinion(v), deed=v.deed, word=word)


def fix_view(desk: Desk, case: Case) -> FixView:
    """Describe what is to be mended: only what was marked, in the reviewer's order (B-03)."""
    state = case.application.state
    now = desk.act.now
    last, sent, left = sent_back(state.standing), case.application.sent_back(), marks_open(case)
    assert last is not None, "nothing is mended but what was sent back"
    cards = [_mark_card(case, m) for m in sent]
    marked = {m.address for m in sent}
    wrong = spots(case)
    also = [s for s in wrong if _address(s) not in marked]
    if left:
        way = Way(f"改第 {left[0].n} 处", page_of(case, Address.parse(left[0].address)))
    elif wrong and wrong == _unsigned(case, wrong):  # what was mended was just seen, place by place
        way = Way("签名、核对、提交", page("pledge", case))
    else:
        way = Way("核对、签名、提交", page("check", case))
    return FixView(
        base=case.base.path, by=last.unit_name, opinion=words.opinion(last), marks=cards,
        until=words.until(state.standing.due or "", now),
        rest_locked=state.standing.locks is not None, left=len(left), next=way, also=also,
        term=term(case, now),
    )  # fmt: skip


def _address(spot: Spot) -> str:
    return ".".join(p for p in (spot.section, spot.row, spot.field) if p)


def _mark_card(case: Case, mark: Mark) -> MarkCard:
    address, state = Address.parse(mark.address), became(case, mark)
    view, new = mark_view(case, mark), ""
    if address.field is None:
        view, new = of_whole(case, view)
    elif state == "done":
        new = shown(case, case.scheme.field(address.section, address.field), case.answer(address))
    at = f"&page={mark.page}" if mark.page else ""
    return MarkCard(view, page_of(case, address) + at, state, new)
