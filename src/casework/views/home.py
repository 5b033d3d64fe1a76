"""The first page of an application: what is left, what comes next, what must be done."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from casework import words
from casework.access import OPEN
from casework.asking.accounts import frozen
from casework.asking.lacking import blocking
from casework.asking.offering import offered
from casework.asking.titles import title_of
from casework.case import Case
from casework.desk import Desk
from casework.issued import issued
from casework.time_left import end, left, term
from casework.views.awaiting import awaited, waiting_note
from casework.views.deadlines import Deadline, calendar
from casework.views.far import far, marks_open, status_of
from casework.views.sections import Note
from casework.views.ways import Way, page, page_of, section_way
from review.state import Offer, final, sent_back
from review.status import Status
from schemes.kinds import FILES
from wizard.address import Address


class Task(msgspec.Struct, frozen=True):
    """Is one section in the list of what is to be filled."""

    id: str
    label: str
    status: str
    word: str
    page: str


class TaskGroup(msgspec.Struct, frozen=True):
    """Gathers sections under a heading."""

    label: str
    done: int
    total: int
    sections: Sequence[Task]


class Fix(msgspec.Struct, frozen=True):
    """Says that the application came back and what with."""

    count: int
    left: int
    opinion: str
    until: str
    by: str
    page: str


class Deed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is something the person could do now.

    `opinion` tells that words go with it; `reason`, where it is not empty, why the same person has to write one.
    """

    deed: str
    label: str
    ok: bool
    say: str = ""
    page: str = ""
    danger: bool = False
    opinion: bool = False
    reason: str = ""


class Home(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes an application at a glance."""

    id: str
    base: str
    seq: int
    title: str
    subtitle: str
    person: str
    plan: str
    status: str
    status_text: str
    done: int
    total: int
    groups: Sequence[TaskGroup]
    spare: int = 0  # further sections that may stay empty, and do
    deadline: str = ""
    left: str = ""  # how long that is
    sentence: str = ""
    next: Way | None = None
    last: Task | None = None
    fix: Fix | None = None
    deeds: Sequence[Deed] = ()
    notes: Sequence[Note] = ()
    calendar: Sequence[Deadline] = ()  # what is still to be done before it is handed in, each with its last day


def home_view(desk: Desk, case: Case) -> Home:
    """Describe an application.

    Args:
        desk: who looks, and when.
        case: the application.
    """
    state = case.application.state
    standing = state.standing
    now = desk.act.now
    sections = case.journey.sections()
    tasks = {s.id: task(case, s.id) for s in sections}
    count = far(t.status for t in tasks.values())
    until = end(case)
    fix = fix_of(case, now) if standing.status is Status.RETURNED else None
    return Home(
        id=case.base.id, base=case.base.path, seq=case.head.at[0], title=title_of(case),
        subtitle=case.plan_label, person=case.applicant_name,
        plan=state.plan, status=standing.status.value, status_text=words.STATUS[standing.status],
        done=count.done, total=count.total, spare=count.spare, groups=_groups(case, tasks),
        deadline=words.until(until, now),
        left=left(case, until, now) if until else "", sentence=told(desk, case),
        next=next_way(desk, case), last=_last(case, count.total - count.done), fix=fix,
        deeds=[deed_view(case, o) for o in offered(desk, case)],
        notes=[*_notes(case, filled=count.done == count.total), *filter(None, [waiting_note(desk, case)])],
        calendar=calendar(desk, case),
    )  # fmt: skip


def told(desk: Desk, case: Case) -> str:
    """Say where an application is; of one that waits for its publicity, that.

    Args:
        desk: who looks, and when.
        case: the application.
    """
    found = awaited(desk, case) if case.application.state.standing.status is Status.DRAFT else None
    asked = case.application.state.standing.asked is not None
    return found.text if found is not None and asked else sentence(case, desk.act.now)


def registration_view(case: Case) -> Home:
    """Describe what a person has said of themselves, as the home page of the registration.

    Args:
        case: the person.
    """
    state = case.present.state
    tasks = {s.id: task(case, s.id) for s in case.journey.sections()}
    count = far(t.status for t in tasks.values())
    left = case.journey.next()
    label = case.scheme.sections[left.section].label if left else ""
    return Home(
        id=case.base.id, base=case.base.path, seq=case.head.at[0], title="登记资料",
        subtitle=case.unit.state.name if case.unit else "", person=state.name, plan="", status=state.account,
        status_text=words.ACCOUNT[state.account], done=count.done, total=count.total, spare=count.spare,
        groups=_groups(case, tasks),
        next=Way(f"接着填：{label}", _among(case, left)) if left else None, notes=_notes(case),
    )  # fmt: skip


def task(case: Case, section: str) -> Task:
    """Describe one section in the list."""
    status, word = status_of(case, case.journey.section(section))
    gate = case.journey.section(section).gate
    return Task(
        section,
        case.scheme.sections[section].label,
        "locked" if gate else status,
        gate or word,
        section_way(case, section, "").page,
    )


def _groups(case: Case, tasks: dict[str, Task]) -> list[TaskGroup]:
    found: list[TaskGroup] = []
    for label, ids in groupby(tasks, key=lambda s: case.scheme.sections[s].group or "申报信息"):
        rows = [tasks[s] for s in ids]
        count = far(t.status for t in rows)
        found.append(TaskGroup(label, count.done, count.total, rows))
    return found


def next_way(desk: Desk, case: Case) -> Way | None:
    """Return where the person goes on, None where others have to do something first."""
    if case.application.state.standing.status not in OPEN:
        return Way("看今年能报的", "pages/plans/plans") if final(case.application.state.standing) else None
    if case.application.state.standing.status is Status.RETURNED:
        left = marks_open(case)
        if left:
            address = Address.parse(left[0].address)
            return Way(f"改第 {left[0].n} 处", page_of(case, address))
    if (waits := awaited(desk, case)) is not None and waits.ask:
        return Way("核对，请单位公示", page("check", case))
    address = case.journey.next()
    if address is None:
        spots = blocking(case)
        if spots and spots[0].section:
            return Way("改第 1 处", page_of(case, Address(spots[0].section, spots[0].row, spots[0].field)))
        return Way("核对、签名、提交", page("check", case))
    label = case.scheme.sections[address.section].label
    rows = case.scheme.sections[address.section].rows
    if rows is not None:
        have = case.journey.section(address.section).rows
        n = have.index(address.row) + 1 if address.row in have else len(have) + 1
        label += f" 第 {n} 条"
    return Way(f"接着填：{label}", _among(case, address))


def _among(case: Case, address: Address) -> str:
    """Return the page on which a question stands among its neighbours: for a file, not the camera."""
    field = case.scheme.sections[address.section].fields.get(address.field or "")
    if field is None or field.kind not in FILES:
        return page_of(case, address)
    name = "section" if address.row is None else "row-edit"
    return page(name, case, section=address.section, row=address.row or "", field=str(address))


def _last(case: Case, left: int) -> Task:
    word = f"还差 {left} 栏" if left else "可以了"
    return Task("check", "核对、签名、提交", "locked" if left else "ready", word, page("check", case))


def fix_of(case: Case, now: str) -> Fix:
    """Describe the return that the person has to answer."""
    standing = case.application.state.standing
    last = sent_back(standing)
    assert last is not None, "it was returned by somebody"
    node = case.view.units.nodes.get(last.unit)
    return Fix(
        count=len(case.application.sent_back()), left=len(marks_open(case)), opinion=words.opinion(last),
        until=words.until(standing.due or "", now), by=node.ref.name if node else "", page=page("fix", case),
    )  # fmt: skip


def sentence(case: Case, now: str) -> str:
    """Say in one sentence where the application is and whether the person must act (X-12)."""
    standing = case.application.state.standing
    match standing.status:
        case Status.DRAFT:
            return "还没有交。填好、核对、签名后就能交"
        case Status.RETURNED:
            fix = fix_of(case, now)
            many = f"有 {fix.count} 处要改，其他不用动" if fix.count else "请按意见改"
            return "。".join(filter(None, (f"{fix.by}退回了您的申报，{many}", term(case, now))))
        case Status.SUBMITTED:
            step = standing.course.steps[standing.at or 0] if standing.course else None
            days = words.days_since(standing.since, now) if standing.since else 0
            name = case.view.units.called(step.unit) if step else ""
            if step is not None and case.view.units.stopped(step.unit.id):
                above = case.view.units.parent(step.unit.id)
                who = f"，可以问{above.name}" if above is not None else ""
                return f"{name}停用了，申报停在它那里，填的都在。恢复了接着审{who}"
            waited = f"已等 {days} 天" if days else "今天到的"
            kind = step.kind if step else "review"
            rest = "" if kind == "fee" else "。您现在不用做什么"
            return f"{name}{words.DOING[kind][0]}，{waited}{rest}"
        case Status.REJECTED:
            why = standing.verdicts[-1].opinion if standing.lapsed is None else "到期没有交回"
            barred = "按规定今年不能再报。" if standing.bars else ""
            return f"审核不通过：{why}。{barred}有疑问请联系单位人事科"
        case Status.APPROVED:
            return "评审通过了，都办完了。恭喜您" if final(standing) else "评审通过了，等发证。您现在不用做什么"
        case Status.WITHDRAWN:
            match standing.lapsed:
                case None:
                    return "已经撤回，内容都留着，只能看"
                case Status.DRAFT:
                    return "到期没有交，自动结束了，内容都留着"
                case _:
                    return "到期没有交回，自动结束了，内容都留着"
        case Status.CERTIFIED:
            number = certificate_number(case)
            return f"已经发证，证书编号 {number}。恭喜您" if number else "已经发证。恭喜您"


def certificate_number(case: Case) -> str:
    """Return the number of the certificate as the office has entered it, empty where there is none."""
    return next((text for field, text in issued(case.scheme, case.answer) if field.kind == "text"), "")


ENDS = {"withdraw": "撤回以后只能看，单位不再审", "delete": "填的内容和材料都删掉，以后找不回来"}
"""What comes of a deed by which applicants end an application, where the region says nothing of it."""


def deed_view(case: Case, offer: Offer) -> Deed:
    """Describe something that could be done; of what ends an application also what comes of it."""
    declared = case.scheme.deeds.get(offer.deed)
    ends = declared.say if declared is not None and declared.when is None else None
    after = (ends or ENDS[offer.deed]) if offer.ok and offer.deed in ENDS else ""
    pages = {
        "ready": "check", "submit": "check", "return": "return", "approve": "approve", "record": "publicity",
        "forward": "forward",
    }  # fmt: skip
    where = page(pages[offer.deed], case) if offer.deed in pages else ""
    danger = offer.deed in {"return", "reject", "delete", "withdraw"}
    return Deed(offer.deed, offer.label, offer.ok, offer.say or after, where, danger, offer.opinion, offer.reason)


def _notes(case: Case, *, filled: bool = False) -> list[Note]:
    if case.assistant:
        return [Note("know", f"您在帮{case.applicant_name}填。证件照片看不到，签名和提交由本人来办")]
    waits = case.base.kind == "person" or case.application.state.standing.status in OPEN
    note = account_note(case, filled=filled) if waits else None
    return [note] if note else []


def account_note(case: Case, *, filled: bool = False) -> Note | None:
    """Say what an account still lacks before anything can be handed in, None where nothing.

    Args:
        case: the registration, or an application.
        filled: everything else is done, and there is nothing left but to wait.
    """
    if case.owner is None:
        return None
    employer, state = case.unit.state.name if case.unit else "单位", case.owner.state
    match state.account:
        case "waiting" if filled:
            number = _phone(case)
            way = f"可以打{employer}人事科电话催一下{number}" if number else f"可以去{employer}人事科问一声"
            return Note("look", f"{employer}还没确认您的账号，确认后才能交。一确认就通知您，您再来交。等急了{way}")
        case "waiting":
            return Note("know", f"{employer}正在确认您的账号，现在就能填，确认后才能交")
        case "refused":
            text = f"{employer}没有确认您的账号：{state.opinion}。改好可以再送"
            return Note("look", text, "pages/register/register")
        case "new" | "released":
            return Note("look", "还没有选单位。选好单位，确认后才能交", "pages/register/register")
        case "frozen":
            return Note("look", frozen(case.owner, case.view.units) + _phone(case))
        case "confirmed":
            return None


def calls(case: Case) -> list[str]:
    """Return how the unit's personnel office is reached, nothing where the unit has not said it."""
    phones = {(s, n) for s, d in case.scheme.sections.items() for n, f in d.fields.items() if f.kind == "phone"}
    answers = case.unit.filled.answers.items() if case.unit else ()
    return [v for a, v in answers if (a.section, a.field) in phones and isinstance(v, str)][:1]


def _phone(case: Case) -> str:
    return "".join(f"：{number}" for number in calls(case))
