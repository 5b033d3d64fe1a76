"""Disputes of a verdict, complaints, claims on an ID number: raised by people, answered by units (X-24)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from casework import committees, ids
from casework.access import may_act_for, may_decide_on, own, person_of
from casework.access.units import stopped
from casework.case import Case
from casework.deeds import account
from casework.desk import Desk
from casework.messages import Told, plain
from casework.presents.matter import Matter, Reply
from casework.presents.person import Person
from casework.problems import Denied, Hidden, Shut, Wrong
from casework.said import OPINION, said
from casework.views.words import moment, until
from review.standing import Verdict
from review.status import Status
from review.workdays import over, term
from storage import PersonKept

PHOTOS = 6  # pictures that may go with a dispute
BROUGHT = 4 * PHOTOS  # pictures that may be brought for one until it is sent
OPEN_AT_ONCE = 5  # complaints of one person that wait for an answer
PAGE = "pages/matters/matters?unit="
MINE = "pages/complaint/complaint"


class Term(msgspec.Struct, frozen=True):
    """Says whether a verdict can be disputed: which, until when, why not where it cannot, and its number."""

    verdict: Verdict | None
    until: str
    why: str
    number: str


# ── disputes ─────────────────────────────────────────────────────────────────
def disputable(desk: Desk, case: Case) -> Term:
    """Tell whether the applicant may answer the rejection now.

    Args:
        desk: who looks, and when.
        case: an application.
    """
    state = case.application.state
    standing = state.standing
    rejections = [(n, v) for n, v in enumerate(standing.verdicts) if v.deed == "reject" and not v.undone]
    if standing.status is not Status.REJECTED or standing.lapsed is not None or not rejections:
        return Term(None, "", "这一份没有被审核不通过，不用提异议", "")
    number, verdict = rejections[-1]
    declared = case.scheme.deeds_at[verdict.name].get("reject") if verdict.name in case.scheme.deeds_at else None
    declared = declared or case.scheme.deeds.get("reject")
    if declared is None or declared.dispute is None:
        return Term(None, "", "这个地区没有规定异议的期限。有疑问请联系单位人事科", "")
    end = term(declared.dispute, verdict.at, desk.house.holidays)
    if before := [m for m in state.matters if m.about == str(number)]:
        why = (
            "异议已经提过了，等答复。答复了会通知您"
            if before[-1].reply is None
            else "异议已经答复了，见下面。还有疑问请联系答复的单位"
        )
        return Term(verdict, end, why, str(number))
    if over(end, desk.act.at.isoformat()):
        return Term(
            verdict, end, f"异议要在 {until(end, desk.act.now)} 前提，已经过了。有疑问请联系单位人事科", str(number)
        )
    return Term(verdict, end, "", str(number))


def may_dispute(desk: Desk, case: Case) -> Term:
    """Let through who may answer a rejection now.

    Raises:
        Denied: it is somebody else's application.
        Shut: there is nothing to dispute, or no longer.
    """
    if not own(desk, case):
        raise Denied("not_yours", "异议只能由申报人本人提")
    found = disputable(desk, case)
    if found.verdict is None or found.why:
        raise Shut("not_disputable", found.why)
    return found


def may_show(desk: Desk, case: Case) -> None:
    """Let through who may bring one more picture for a dispute.

    Raises:
        Denied, Shut: as `may_dispute`; or many were brought and not used.
    """
    may_dispute(desk, case)
    state = case.application.state
    if len({*state.exhibits} - {p for m in state.matters for p in m.photos}) >= BROUGHT:
        raise Shut("photos_many", f"放过 {BROUGHT} 张照片了，不能再放。请从放好的里选，或者写在说明里")


def exhibit(desk: Desk, case: Case, file: str, size: int) -> None:
    """Keep a picture that is to go with a dispute.

    Args:
        desk: where the deed is written down.
        case: an application.
        file: digest of the sealed bytes.
        size: of the bytes.

    Raises:
        Denied, Shut: as `may_show`.
    """
    may_show(desk, case)
    desk.own_file(case.head, file, "image/jpeg", size)
    if file not in case.application.state.exhibits:
        desk.record(case.head, "exhibited", {"file": file})


def dispute(desk: Desk, case: Case, text: str, photos: Sequence[str]) -> Matter:
    """Answer a rejection: the unit above the one that gave it replies, and that one reads it.

    Args:
        desk: where the deed is written down.
        case: an application.
        text: the statement.
        photos: digests of pictures that were brought for it.

    Raises:
        Denied: it is somebody else's application.
        Shut: there is nothing to dispute, or no longer.
        Wrong: no statement, or too much of it; more pictures than go along, or one that was not kept.
    """
    found = may_dispute(desk, case)
    if len(photos) > PHOTOS:
        raise Wrong("photos_many", f"照片最多 {PHOTOS} 张，还没提交。请去掉几张再提")
    if not {*photos} <= {*case.application.state.exhibits}:
        raise Wrong("photo_gone", "有照片没有收到，还没提交。请把照片重新选一次")
    assert found.verdict is not None, "there is one that can be disputed"
    by = found.verdict.unit
    answers = _above(desk, by) or by
    matter = _matter(desk, "dispute", text, answers, [by], photos, found.number)
    desk.record(case.head, "raised", {"matter": msgspec.to_builtins(matter)})
    name, rejecting = case.applicant_name, desk.house.units.name(by)
    words = f"{name}对{rejecting}的“不通过”提出异议。请看说明，核实后答复"
    _tell_unit(desk, answers, case.head.stream, words)
    if by != answers:
        words = f"{name}对“不通过”提出异议，由{desk.house.units.name(answers)}答复。它支持异议的，请撤回不通过"
        _tell_unit(desk, by, case.head.stream, words)
    return matter


# ── complaints ───────────────────────────────────────────────────────────────
def complain(desk: Desk, head: Any, text: str) -> Matter:
    """Write to the unit above one's own, or to the office where there is none; one's own unit does not read it.

    Args:
        desk: where the deed is written down.
        head: of who writes.
        text: what was written.

    Raises:
        Shut: too many wait for an answer, or nobody could answer.
        Wrong: nothing was written, or too much.
    """
    person: Person = head.present
    if sum(m.kind == "complaint" and m.reply is None for m in person.state.matters) >= OPEN_AT_ONCE:
        raise Shut("complaints_wait", f"您有 {OPEN_AT_ONCE} 条还在等答复，答复以后再写。急事请打电话")
    unit = receiver(desk, person)
    if not unit:
        raise Shut("nobody_answers", "现在没有单位能答复。请打单位人事科的电话")
    matter = _matter(desk, "complaint", text, unit, [], [], "")
    desk.record(head, "raised", {"matter": msgspec.to_builtins(matter)})
    _tell_unit(desk, unit, head.stream, "有人写了投诉或建议，请看后答复")
    return matter


def receiver(desk: Desk, person: Person) -> str:
    """Return the id of the unit that answers somebody's complaints: one above their own, else their region's office.

    No unit does to which they belong or for which they act, and none that is frozen; empty where nobody could.

    Args:
        desk: who asks.
        person: who writes.
    """
    units = desk.house.units
    own_units = [u for u in (person.state.employer, *(m.unit for m in person.acting(desk.act.today))) if u]
    scheme = desk.house.shelf.current.get(person.state.region)
    kinds = committees.kinds(scheme) if scheme is not None else ()
    offices = [n.ref.id for n in units.nodes.values() if n.account == "approved" and n.ref.kind in kinds]
    above = [u.id for unit in own_units[:1] for u in units.path(unit)]
    return next((u for u in (*above, *offices) if u not in own_units and not units.stopped(u)), "")


# ── claims ───────────────────────────────────────────────────────────────────
def claim(desk: Desk, head: Any, holder: PersonKept | None, text: str) -> Matter:
    """Say that one's ID number was registered by somebody else: the unit that confirmed it looks at the card.

    Args:
        desk: where the deed is written down.
        head: of who claims it.
        holder: who is confirmed with it.
        text: what was written.

    Raises:
        Shut: nobody else holds the number, or it was claimed already.
        Wrong: nothing was written, or too much.
    """
    person: Person = head.present
    if holder is None or holder.id == person.id:
        raise Shut("not_taken", "您的身份证号没有被别人登记，不用申请核实")
    if any(m.kind == "claim" and m.about == holder.id and m.reply is None for m in person.state.matters):
        raise Shut("claimed", "已经请单位核实了，请带身份证原件去单位。核实好了会通知您")
    unit, own_unit = holder.employer, person.state.employer
    matter = _matter(desk, "claim", text, unit or own_unit, [own_unit] if own_unit else [], [], holder.id)
    desk.record(head, "raised", {"matter": msgspec.to_builtins(matter)})
    account.claimed(desk, person, holder)
    return matter


def settle(
    desk: Desk, claimant: Any, holder: Any, *, yields: bool, seen: bool, text: str, applications: Sequence[Any]
) -> None:
    """Decide, after the ID card was seen, whose an ID number is that two have registered (X-18, X-24).

    Args:
        desk: where the deed is written down.
        claimant, holder: heads of both.
        yields: it is the claimant's, and the account that holds it lets it go; else it stays.
        seen: the card was seen.
        text: what was found; both read it.
        applications: heads of the holder's applications, where the number is given up.

    Raises:
        Hidden: neither of them belongs to a unit of who acts.
        Denied: the unit that confirmed the number decides, or the one above it; or it is about who acts.
        Wrong: the card was not seen, or nothing was written.
    """
    one, other = claimant.present, holder.present
    denied = Denied("own_number", "这个号码和您自己有关，要由另一位经办人或者上级单位来核实")
    may_decide_on(desk, one, other, otherwise=denied)
    if not text.strip():
        raise Wrong("opinion_missing", "请写一句核对的结果，两边都会看到")
    if not seen:
        raise Wrong("not_seen", "请先看身份证原件，看过了再打勾")
    try:
        unit = account.manages(desk, other)
    except Hidden:
        account.manages(desk, one)
        raise Denied("holder_decides", "这个号码由确认过它的单位来核实，已经通知那个单位了") from None
    words = said(text, OPINION, "opinion_long")
    if yields:
        account.decide(desk, holder, "release", words, applications)
    reply = Reply(words, unit, desk.act.at.isoformat(timespec="seconds"))
    for m in one.state.matters:
        if m.kind == "claim" and m.about == other.id and m.reply is None:
            desk.record(claimant, "replied", {"id": m.id, "reply": msgspec.to_builtins(reply)})
    name = desk.house.units.name(unit)
    result = "这个号码是您的，您单位可以确认了" if yields else "这个号码是原来登记的人的"
    page = "pages/register/register"
    desk.tell(plain(one.id, "replied", f"{name}核对过身份证原件：{words}。{result}", page))
    if not yields:
        desk.tell(plain(other.id, "replied", f"{name}核对过身份证原件：{words}。您的账号不变", "pages/mine/mine"))
    if one.state.employer and one.state.employer != other.state.employer:
        result = "可以确认他了" if yields else "请不要确认，请他核对自己的号码"
        text = f"{one.state.name}的身份证号，{name}核对过了：{words}。{result}"
        page = f"pages/people/people?unit={one.state.employer}"
        desk.tell(Told(f"unit:{one.state.employer}", ids.person(one.id), "claimed", text=text, page=page))


# ── answering ────────────────────────────────────────────────────────────────
def reply(
    desk: Desk, head: Any, id: str, unit: str, text: str, writer: Person | None, grants: bool | None = None
) -> Matter:
    """Answer a dispute or a complaint; a claim on an ID number is settled, with the card in hand.

    Args:
        desk: where the deed is written down.
        head: of the stream in which it was raised.
        id: of the matter.
        unit: for which the person who acts answers.
        text: the answer with its reason.
        writer: who has raised it, None where the account is gone: all of it was answered before.
        grants: of a dispute, whether its rejection is to be taken back; needed there, nothing elsewhere.

    Raises:
        Hidden: it is not this unit's.
        Denied: another unit answers it, or it is one's own.
        Shut: it was answered, it is a claim, or the unit is frozen.
        Wrong: nothing was written, or too much; or it is not said what becomes of a dispute.
    """
    me = person_of(desk)
    may_act_for(me, unit, desk.act.today)
    if desk.house.units.stopped(unit):
        raise stopped(desk, unit)
    present = head.present
    found = next((m for m in present.state.matters if m.id == id and unit in m.units), None)
    if found is None or writer is None:
        raise Hidden("not_found", "没有找到这一条，可能已经办过了。请刷新再看")
    may_decide_on(desk, writer, otherwise=Denied("own_matter", "这是您自己提的，要由别的经办人答复"))
    if found.kind == "claim":
        raise Shut("claim", "身份证号的事要看过原件再定。请在“看身份证原件，核实”里办")
    if found.unit != unit:
        raise Denied("answered_above", f"这一条由{desk.house.units.name(found.unit)}答复，您的单位可以看")
    if found.reply is not None:
        raise Shut("replied", f"{found.reply.by or '同事'}已经答复过了。请刷新看一眼")
    words = said(text, OPINION, "opinion_long")
    if not words:
        raise Wrong("opinion_missing", "请写答复和理由，本人会看到")
    if found.kind == "dispute" and grants is None:
        raise Wrong("verdict_missing", "请选支持异议，还是维持不通过")
    granted = found.kind == "dispute" and bool(grants)
    answer = Reply(words, unit, desk.act.at.isoformat(timespec="seconds"), granted, me.state.name)
    desk.record(head, "replied", {"id": id, "reply": msgspec.to_builtins(answer)})
    what = "异议" if found.kind == "dispute" else "投诉和建议"
    page = f"pages/progress/progress?base=applications/{present.id}" if found.kind == "dispute" else MINE
    verdict = "" if found.kind != "dispute" else "支持您的异议，请单位撤回不通过。" if granted else "维持不通过。"
    told = f"{desk.house.units.name(unit)}答复了您{moment(found.at[:10], desk.act.now)}的{what}：{verdict}{words}"
    desk.tell(plain(writer.id, "replied", told, page))
    for other in found.sees:
        if other != unit:
            due = "支持异议，请您单位撤回不通过。" if granted else ""
            _tell_unit(desk, other, head.stream, f"{desk.house.units.name(unit)}答复了一条{what}：{due}{words}")
    return found


def may_see(desk: Desk, unit: str) -> None:
    """Let through who acts for a unit to what it is to answer and may follow.

    Raises:
        Hidden: it is not this person's.
    """
    may_act_for(person_of(desk), unit, desk.act.today)


def _matter(
    desk: Desk, kind: Any, text: str, unit: str, sees: Sequence[str], photos: Sequence[str], about: str
) -> Matter:
    words = said(text, OPINION, "text_long")
    if not words:
        raise Wrong("text_missing", "请写清是什么事、什么时候、希望怎么办")
    at = desk.act.at.isoformat(timespec="seconds")
    others = [u for u in sees if u != unit]
    return Matter(ids.new_id("m"), kind, words, at, unit, others, list(photos), about)


def _above(desk: Desk, unit: str) -> str:
    return next((u.id for u in desk.house.units.path(unit)), "")


def _tell_unit(desk: Desk, unit: str, stream: str, text: str) -> None:
    desk.tell(Told(f"unit:{unit}", stream, "raised", text=text, page=f"{PAGE}{unit}"))
