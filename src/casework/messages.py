"""Who is told of which change, in the words of the region (X-14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from casework import words
from casework.asking.lacking import blocking
from casework.case import Case
from casework.facts import application as known_of
from casework.presents.application import OPEN
from casework.presents.person import Person
from casework.time_left import left, plan_end
from notify.windows import Act
from review.effects import Event
from review.route import StepAt
from review.status import Status
from schemes import Message, Scheme
from schemes.words import split
from wechat.messages import Click, Follow, Image, Link, Location, Scan, Scanned, Text, Video, Voice
from wizard.address import Address

if TYPE_CHECKING:
    from casework.desk import Desk

JobKind = Literal["push", "report", "evidence", "fetch", "verdict", "greet", "forget", "carry"]
"""What a deed may leave for the worker."""

PAGES = {
    "fix": "pages/fix/fix",
    "progress": "pages/progress/progress",
    "home": "pages/home/home",
    "check": "pages/check/check",
}


FILL, READY = "填好就能交", "现在可以交了"


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one push before its channel is chosen.

    Args:
        who: `person:<id>`, or `unit:<id>` for all officers of a unit.
        stream: what it is about.
        event: which change.
        message: id of the region's message, empty for the product's own text.
        scheme: digest of the scheme that has the message.
        facts: what its placeholders stand for.
        page: where a tap leads.
        text: the product's own text.
        own: the answer to the receiver's own act.
        seq: place of the action that it tells of; a push that a later status overtook is dropped.
        unit: who calls the person when nothing gets through; the employer where empty.
    """

    who: str
    stream: str
    event: str
    message: str = ""
    scheme: str = ""
    facts: dict[str, str] = {}
    page: str = ""
    text: str = ""
    own: bool = False
    seq: int = 0
    unit: str = ""


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
    "publicity_moved": "公示时间改了",
    "publicity_ended": "公示结束",
    "publicity_kept": "不用重新公示",
    "certificate_issued": "证书已发",
    "confirmed": "账号已确认",
    "refused": "账号没有确认",
    "released": "账号转出了",
    "frozen": "账号停用了",
    "thawed": "账号恢复了",
    "amended": "登记资料改了",
    "rebinding": "有人在找回您的账号",
    "rebound": "账号找回来了",
    "helped": "有人帮您填",  # by an assistant; messages that still wait to be sent carry the name
    "replied": "您反映的事有答复了",
    "claimed": "有两个账号用一个证件号",
    "raised": "有人反映了事情",
    "handed_over": "经办人有变动",
    "unit_changed": "单位资料有变动",
    "work_waiting": "有申报等着审",
    "corrected": "审核时有更正",
    "struck": "有内容打了删除标记",
    "term_near": "快到期了",
    "extended": "时间延长了",
    "ended": "申报到期结束了",
    "withdrawn": "申报人撤回了申报",
}
"""What a message is about, in a few words."""


def about(event: str, of_application: bool) -> str:
    """Say in a few words what a message is about; empty where nothing is known of its event.

    Args:
        event: which change.
        of_application: it tells of an application, not of an account.
    """
    return "有账号等着确认" if event == "work_waiting" and not of_application else ABOUT.get(event, "")


OWN = {"submitted", "resubmitted"}
USUAL = {
    ("ended", "applicant"): "{plan.label}：您的申报到期没有交，已经结束。您填的都在。有疑问请联系单位人事科",
    ("ended", "unit"): "{applicant.name}的申报到期没有交回，已经结束。要让他接着改，打开可以延长期限",
    ("withdrawn", "unit"): "{applicant.name}撤回了申报，您单位不用再审",
    ("publicity_moved", "applicant"): "公示的时间改了，点开看。公示过的内容先不要改，公示完再签名、提交",
    ("publicity_kept", "applicant"): "单位看过您公示以后改的内容，不用重新公示。现在可以签名、提交了",
}
"""What is told of an end or of a publicity, and to whom, where the region has no words of its own: nothing
ends in silence (X-14)."""


def audience(desk: Desk, case: Case, event: Event, said: dict[str, Any]) -> Iterator[Told]:
    """Yield the pushes of one event, by the region's messages.

    Args:
        desk: who acts and when.
        case: the application that changed.
        event: what happened.
        said: `opinion`, `marks`.
    """
    for name, message in case.scheme.messages.items():
        if message.on != event.name or (message.when and not meant(case, name)):
            continue
        facts = facts_of(desk, case, event, said, message)
        for who in _receivers(case, event, message):
            page, applicant = _page(case, event, message, who), who.startswith("person:")
            yield Told(
                who, case.base.stream, event.name, name, case.scheme.digest, facts, page,
                own=event.name in OWN and applicant, seq=case.head.at[0],
                unit=case.unit.id if case.unit is not None and applicant else "",
            )  # fmt: skip
    spoken = {m.to for m in case.scheme.messages.values() if m.on == event.name}
    for (on, to), text in USUAL.items():
        if on == event.name and to not in spoken:
            filled = text.replace("{applicant.name}", case.applicant_name).replace("{plan.label}", case.plan_label)
            receivers = [f"person:{case.application.state.person}"] if to == "applicant" else _units(event)
            for who in receivers:
                page = f"{PAGES['progress']}?base={case.base.path}" if to == "applicant" else _review(case)
                yield Told(who, case.base.stream, on, text=filled, page=page, seq=case.head.at[0])


def meant(case: Case, name: str) -> bool:
    """Tell whether a message's condition holds for the application as the deed has just left it.

    Args:
        case: as it was opened for the deed.
        name: of the message.
    """
    context, node = case.journey.context, case.scheme.node("messages", name, "when")
    now = {f"application.{k}": v for k, v in known_of(case.application).items()}
    before = {k: context.get(k) for k in now}
    try:
        for k, v in now.items():
            context.set(k, v)
        return node is not None and context.run(node) is True
    finally:
        for k, v in before.items():
            context.set(k, v)


def _receivers(case: Case, event: Event, message: Message) -> list[str]:
    match message.to:
        case "applicant":
            return [f"person:{case.application.state.person}"]
        case "next_unit" | "unit":
            return _units(event)
        case "office":
            return [f"unit:{s.unit.id}" for s in _steps(case) if s.kind == "committee"][:1]
        case other:
            raise ValueError(other)


def _units(event: Event) -> list[str]:
    return [f"unit:{u}" for u in event.to_units]


def _review(case: Case) -> str:
    return f"pages/review-read/review-read?base={case.base.path}"


def _steps(case: Case) -> Any:
    course = case.application.state.standing.course
    return course.steps if course else ()


def _page(case: Case, event: Event, message: Message, who: str) -> str:
    if who.startswith("unit:") and event.step is not None and event.step.kind == "publicity":
        return "pages/publicity/publicity"
    if who.startswith("unit:"):
        return _review(case)
    return f"{PAGES.get(message.page or 'progress', PAGES['progress'])}?base={case.base.path}"


def facts_of(desk: Desk, case: Case, event: Event, said: dict[str, Any], message: Message) -> dict[str, str]:
    """Return what the placeholders of a region's messages stand for.

    Args:
        desk: who acts and when.
        case: the application that changed.
        event: what happened.
        said: `opinion`, `marks`.
        message: whose placeholders are meant; only the answers it names are opened.
    """
    standing, now = case.application.state.standing, desk.act.now
    step, verdict = event.step, standing.verdicts[-1] if standing.verdicts else None
    unit = case.unit_name
    term = standing.due or plan_end(case)
    begins, ends = _publicity(case, step, now)
    known = {
        "applicant.name": case.applicant_name,
        "unit.name": unit,
        "plan.label": case.plan_label,
        "region.label": case.scheme.region.label,
        "form.label": next((f.label for f in case.scheme.forms.values() if f.per == "application"), ""),
        "by.name": step.unit.name if step else unit,
        "by.label": case.scheme.units[step.unit.kind].label if step else "",
        "step.label": step.label if step else "",
        "opinion": str(said.get("opinion") or ""),
        "reason": str(said.get("opinion") or (verdict.reason if verdict else "")),
        "marks": str(said.get("marks") or 0),
        "until": words.until(term, now) if term else "",
        "until.day": words.last_day(term) if term else "",
        "days": str(words.days_left(term, now)) if term else "",
        "left": left(case, term, now) if term else "",
        "publicity.from": begins,
        "publicity.to": ends,
        "at": words.moment(now, now),
        "next": _next(event, standing.status, case),
    }
    for path in placeholders(message):
        if path not in known and "." in path:
            known[path] = answer_text(case, path)
    return known


PUBLICITY_NEXT = {
    "publicity_started": "公示过的内容先不要改，公示完再签名、提交",
    "publicity_moved": "公示过的内容先不要改，公示完再签名、提交",
    "publicity_ended": "现在可以签名、提交了",
    "publicity_kept": "现在可以签名、提交了",
}
"""What comes next for whoever has not handed in yet, when a publicity before that begins, ends or may stand."""
ENDED = {"publicity_ended", "publicity_kept"}


def _next(event: Event, status: Status, case: Case) -> str:
    """Say what the person is to do now."""
    if status in OPEN and event.name in ENDED and not blocking(case):
        return "现在可以提交了"
    if status in OPEN and event.name in PUBLICITY_NEXT:
        return PUBLICITY_NEXT[event.name]
    return {Status.DRAFT: FILL, Status.RETURNED: "改好就能交"}.get(status, "您现在不用做什么")


def _publicity(case: Case, step: StepAt | None, now: str) -> tuple[str, str]:
    """Return from when to when something is or was made public: as its unit filled in, else the step's own term."""
    standing = case.application.state.standing
    for section in case.scheme.steps[step.step].fill if step else ():
        for name, field in case.scheme.sections[section].fields.items():
            value = case.answer(Address(section, None, name)) if field.kind == "period" else None
            if isinstance(value, dict):
                return words.moment(value.get("from") or "", now), words.moment(value.get("to") or "", now)
    return words.moment(standing.since or "", now)[:6], words.until(standing.due, now) if standing.due else ""


ACCOUNT: dict[str, tuple[str, str]] = {
    "confirmed": ("plans", "{unit}确认了您的账号，填好就能交"),
    "refused": ("plans", "{unit}没有确认您的账号：{opinion}。改好可以再送"),
    "released": ("register", "{unit}把您的账号转出了：{opinion}。您填的都在；请选新的单位，它确认后接着办"),
    "frozen": ("mine", "{unit}停用了您的账号：{opinion}。您填的都在，现在能看，不能交。有疑问请联系{unit}"),
    "thawed": ("mine", "{unit}恢复了您的账号，可以接着办了"),
}
"""What is told of a decision on an account where the region has no words of its own: the page, and the words."""


def of_account(scheme: Scheme | None, person: Person, event: str, unit: str, opinion: str, now: str) -> Told:
    """Return the message about a decision on an account: the region's own, else the product's.

    Args:
        scheme: of the region, None where the person has none.
        person: whom it concerns.
        event: what was decided, as `ACCOUNT`.
        unit: name of the unit that decided.
        opinion: its words.
        now: the present.
    """
    messages = scheme.messages.items() if scheme else ()
    name = next((n for n, m in messages if m.on == event and m.to == "applicant" and not m.when), None)
    if name is None or scheme is None:
        page, text = ACCOUNT[event]
        return plain(person.id, event, text.format(unit=unit, opinion=opinion), f"pages/{page}/{page}")
    facts = {"applicant.name": person.state.name, "unit.name": unit, "by.name": unit, "opinion": opinion}
    facts |= {"at": words.moment(now, now), "region.label": scheme.region.label, "reason": opinion, "next": FILL}
    page = "pages/plans/plans" if event == "confirmed" else "pages/register/register"
    return Told(f"person:{person.id}", f"person:{person.id}", event, name, scheme.digest, facts, page)


def placeholders(message: Message) -> set[str]:
    """Return the paths that a message names in its texts."""
    texts = [message.text, *message.subscribe.values(), *message.template.values()]
    return {part.name for text in texts for part in split(text) if not isinstance(part, str)}


def answer_text(case: Case, path: str) -> str:
    """Return an answer as people read it, empty where the path names none."""
    from casework.asking.places import shown

    address = Address.parse(path)
    section = case.scheme.sections.get(address.section)
    if section is None or address.field not in section.fields:
        return ""
    return shown(case, section.fields[address.field], case.answer(address))


def plain(person: str, event: str, text: str, page: str = "") -> Told:
    """Return a push in the product's own words, for changes that no region's message covers.

    Args:
        person: id of the receiver.
        event: which change.
        text: the words.
        page: where a tap leads.
    """
    return Told(f"person:{person}", f"person:{person}", event, page=page, text=text)


HEARD: dict[type, Act] = {
    Text: "message", Image: "message", Voice: "message", Video: "message", Location: "message", Link: "message",
    Click: "click", Scanned: "click", Scan: "scan", Follow: "follow",
}  # fmt: skip
"""Which window a message of a person opens, by its type (wechat: 客服消息); a text that was tapped is a `tap`."""
