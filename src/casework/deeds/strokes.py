"""A head without an account signs what an officer wrote, by a one-time code: one list, one stroke (B-15)."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from casework.access import ACTING, acting_unit, concerned, holds, may_act_for, person_of, same_hand
from casework.asking.stroking import Entry, Request, firm, signable, signed_digest
from casework.case import Case
from casework.deeds import answer
from casework.deeds.doors import Asked
from casework.desk import Desk
from casework.presents.stroke import Awaited, Stroke
from casework.problems import Denied, Gone, Hidden, Shut, Spot, Wrong
from casework.said import unprinted
from pledge.ink import InkRefused, judge
from storage.tickets import Ticket
from wizard.address import Address

KIND = "stroke"
TERM = 7 * 86_400.0  # seconds in which a code can be used
MOST = 50  # applications under one stroke
NAME = 20  # characters
AGAIN = "请经办人再发一个码，再扫一次"


def hold(desk: Desk, case: Case) -> None:
    """Refuse to pass an application whose unit wrote something else under its head's stroke.

    Raises:
        Shut: the head has to sign again, or the name is typed instead.
    """
    here = signable(case)
    for stroke in case.application.state.strokes:
        if stroke.section in here and not firm(desk, case, stroke):
            label = case.scheme.sections[stroke.section].label
            raise Shut(
                "stroke_stale", f"{stroke.name}签字以后，{label}或者申报内容改过。请再请负责人签一次，或者去掉手写签名"
            )


def ask(desk: Desk, unit: str, cases: Sequence[Case], values: Mapping[str, Any]) -> str:
    """Give a code by which a unit's head signs what the unit wrote on these applications.

    Args:
        desk: where the deed is written down.
        unit: id of the unit.
        cases: applications that wait for it.
        values: what is written on each of them first, by address, as far as its step fills it.

    Returns:
        The code.

    Raises:
        Hidden: the unit, or one of the applications, is not this person's.
        Denied: one of them is the person's own.
        Shut: one of them waits elsewhere, or nothing there is signed.
        Wrong: none or too many, what is written is not signed, or what is to be signed is not written yet; names every
            place.
    """
    may_act_for(person_of(desk), unit, desk.act.today)
    if not 0 < len(cases) <= MOST:
        raise Wrong("stroke_many", f"一次最多请负责人签 {MOST} 位，请分几次")
    entries: list[Entry] = []
    signed: set[str] = set()
    for case in cases:
        if concerned(desk, case):
            raise Denied("own_application", "这是您自己的申报，要由别的审核人员来办")
        if acting_unit(desk, case) != unit:
            raise Shut("not_this_step", f"{case.applicant_name}的申报现在不在您的单位。请刷新再选")
        signed |= set(signable(case))
        entries += _written(desk, case, values)
    if not entries:
        raise Shut("nothing_to_sign", "这一步没有要负责人签字的意见")
    if any(address.partition(".")[0] not in signed for address in values):
        raise Wrong("stroke_section", "填的里面有不用负责人签字的内容，没有保存。请刷新再填一次")
    request = Request(unit, person_of(desk).id, desk.act.at.isoformat(timespec="seconds"), entries)
    token = desk.ticket(KIND, msgspec.to_builtins(request), TERM)
    known = desk.house.tickets.id_of(token)
    for case in cases:
        asked = {
            e.section: msgspec.to_builtins(Awaited(known, request.by, request.at, desk.act.epoch + TERM, e.of))
            for e in entries
            if e.application == case.base.id
        }
        desk.record(case.head, "stroke_asked", {"sections": asked})
    return token


def _written(desk: Desk, case: Case, values: Mapping[str, Any]) -> list[Entry]:
    """Write what is to be signed on one application and return what a stroke would be under."""
    found: list[Entry] = []
    for section in signable(case):
        name = case.scheme.sections[section].sign or ""
        given = {Address.parse(a): v for a, v in values.items() if a.startswith(f"{section}.")}
        answer.save_all(desk, case, {a: v for a, v in given.items() if a.field != name})
        lacking = [
            a for a in case.journey.missing(section, None) if a.section == section and a.field not in (None, name)
        ]
        if lacking:
            labels = "、".join(case.scheme.field(section, a.field or "").label for a in lacking)
            spots = [Spot("missing", f"{labels}没填", section, None, a.field) for a in lacking]
            where = f"{case.applicant_name}：{case.scheme.sections[section].label}"
            raise Wrong("stroke_unwritten", f"{where}的{labels}还没填。填好再请负责人签字", spots=spots)
        found.append(Entry(case.base.id, section, signed_digest(desk, case, section)))
    return found


def request_of(ticket: Ticket | None, again: bool = False) -> Request:
    """Return what a code asks for.

    Args:
        ticket: as it was found, None where there is none or its time is over.
        again: one that was used is meant too, for a call that may be repeated.

    Raises:
        Gone: there is none, it has run out, or it was used.
    """
    if ticket is None or ticket.kind != KIND:
        raise Gone("ticket_gone", f"这个码过期了。{AGAIN}")
    if ticket.used is not None and not again:
        raise Gone("stroke_used", "这个码已经签过字了，您不用再做什么。还有要签的，请经办人再发一个码")
    return msgspec.convert(ticket.body, Request)


def describe(token: str) -> Asked:
    """Say what a code would do, and where that is done.

    Args:
        token: the code.
    """
    page = f"pages/stroke/stroke?t={token}"
    return Asked(KIND, "请您签字", "先看名单和意见，再签一次名", "去签字", page=page)


def look(desk: Desk, ticket: Ticket, request: Request, cases: Sequence[Case]) -> Request:
    """Let through who may sign by a code, and keep it for who opened it first: a forwarded one opens nothing.

    Args:
        desk: who looks, and where the first look is written down.
        ticket: the code.
        request: what it asks for.
        cases: its applications.

    Raises:
        Denied: it is the officer's own code, or about somebody's own application.
        Gone: somebody else has opened it, what it asks for has changed, or who gave it may no longer.
    """
    who = desk.act.contact or f"person:{desk.act.person}"
    giver: Any = desk.head(f"person:{request.by}").present
    if desk.me is not None and same_hand(desk.me, giver):
        raise Denied("stroke_own_code", "这个码是给负责人签字的。请他用自己的微信扫，或者把链接发给他")
    if any(concerned(desk, case) for case in cases):
        raise Denied("own_application", "里面有您自己的申报，要回避。请单位另一位负责人来签")
    if request.opener not in {"", who}:
        raise Gone("stroke_elsewhere", f"这个码已经在另一部手机上打开了，一个码只给一位负责人。{AGAIN}")
    if not holds(giver, request.unit, ACTING, desk.act.today):
        raise Gone("ticket_gone", f"发这个码的人已经不办这个单位的事，码作废了。{AGAIN}")
    by = {case.base.id: case for case in cases}
    for entry in request.entries:
        case = by[entry.application]
        waiting = case.application.state.awaited.get(entry.section)
        if entry.section not in signable(case) or waiting is None or waiting.ticket != ticket.id:
            raise Gone("stroke_stale", f"{case.applicant_name}的申报已经办过了，或者换了新的码。{AGAIN}")
        if signed_digest(desk, case, entry.section) != entry.of:
            raise Gone("stroke_stale", f"{case.applicant_name}的申报或者意见刚改过，和这个码不一样了。{AGAIN}")
    if request.opener:
        return request
    opened = msgspec.structs.replace(request, opener=who)
    desk.add("used", (f"{ticket.id} opened", desk.act.person or "", desk.act.epoch))  # of two at once one comes through
    desk.put("ticket", desk.house.tickets.rewritten(ticket, msgspec.to_builtins(opened)))
    return opened


def inked(strokes: Any, width: float, height: float) -> None:
    """Refuse ink that is no signature.

    Raises:
        Wrong: says what to do.
    """
    try:
        doubts = judge(strokes, width, height)
    except InkRefused as error:
        raise Wrong("ink", error.text) from None
    if doubts:
        raise Wrong("ink", doubts[0].text)


def sign(
    desk: Desk, token: str, request: Request, cases: Sequence[Case], name: str, files: Mapping[str, tuple[str, int]]
) -> int:
    """Put a head's one stroke under everything that a code asks for.

    Args:
        desk: where the deed is written down; `look` has let through.
        token: the code, which is used up.
        request: what it asks for.
        cases: its applications.
        name: of who signs, as typed.
        files: id of an application → digest and size of the picture among its files.

    Returns:
        How many applications were signed.

    Raises:
        Wrong: no name, or one that cannot be printed.
    """
    name = " ".join(name.split())
    if not 1 < len(name) <= NAME:
        raise Wrong("stroke_name", f"请写您的姓名，最多 {NAME} 个字")
    if why := unprinted(name):
        raise Wrong("character", why)
    desk.use_ticket(token, KIND)
    at = desk.act.at.isoformat(timespec="seconds")
    by = {case.base.id: case for case in cases}
    for id, (file, size) in files.items():
        desk.own_file(by[id].head, file, "image/png", size)
    for entry in request.entries:
        case = by[entry.application]
        address = str(Address(entry.section, None, case.scheme.sections[entry.section].sign))
        stroke = Stroke(entry.section, address, name, files[entry.application][0], entry.of, at, request.by, request.at)
        desk.record(case.head, "stroked", {"stroke": msgspec.to_builtins(stroke)})
    return len(cases)


def drop(desk: Desk, case: Case, section: str) -> None:
    """Take a stroke off again; the name stays as typed.

    Raises:
        Hidden: the section bears none, or is not this person's.
        Shut: the application is no longer at the unit.
    """
    if acting_unit(desk, case) is None or section not in signable(case) or concerned(desk, case):
        raise Shut("not_this_step", "这一栏现在不由您的单位填写。请刷新，看现在在哪一步")
    if not any(s.section == section for s in case.application.state.strokes):
        raise Hidden("stroke_absent", "这一栏没有手写签名，可能已经去掉了。请刷新再看")
    desk.record(case.head, "stroke_dropped", {"section": section})


def streams_of(request: Request) -> list[str]:
    """Return the streams of a code's applications and of who gave it.

    Args:
        request: what it asks for.
    """
    return list(dict.fromkeys([*(f"application:{e.application}" for e in request.entries), f"person:{request.by}"]))
