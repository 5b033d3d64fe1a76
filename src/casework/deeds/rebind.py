"""Somebody who has lost their WeChat gets the account back: by a code of the unit and the ID number (CQ-02).

There are no passwords that could be reset; what a reset is elsewhere is here another WeChat for the same person. The
code is given only by who manages every unit that the person belongs to or acts for, lasts ten minutes, is used once and
is no longer good once another was given. The old WeChat, the new one and the unit are told.
"""

import hmac
import secrets
from collections.abc import Sequence
from typing import Any

from casework import ids
from casework.access import ACTING, holds, may_decide_on, person_of
from casework.deeds import account, memberships, people
from casework.deeds.doors import Asked
from casework.desk import Desk
from casework.identity import id_number_of
from casework.messages import Told, plain
from casework.presents.person import Person
from casework.problems import Denied, Gone, Shut, used_up
from casework.words import masked_name

TERM = 600.0  # seconds for which a code is good
HELD = {"waiting", "confirmed", "refused", "frozen"}
DIFFERS = "身份证号和要找回的账号对不上，这个码作废了。请到单位当面核对，再做一个新的码"
PAGE = "pages/people/people?unit={}&person={}"


def places(person: Person, today: str) -> list[str]:
    """Return the units that answer for a person: the employer, and those for which the person acts today or later."""
    employer = [person.state.employer] if person.state.account in HELD and person.state.employer else []
    offices = [m.unit for m in memberships.lasting(person, "", today)]
    return list(dict.fromkeys([*employer, *offices]))


def managed(desk: Desk, by: Person, person: Person) -> str | None:
    """Return the first of the units that answer for a person where somebody manages all of them, else None.

    Officers of a frozen unit manage nobody.
    """
    units, found, today = desk.house.units, places(person, desk.act.today), desk.act.today

    def manages(unit: str) -> bool:
        return holds(by, unit, ACTING, today) and not units.stopped(unit)

    own = [any(map(manages, (p, *(a.id for a in units.path(p))))) for p in found]
    if found and any(own) and not all(own):
        raise Denied("rebind_above", "他还替别的单位办事，要由管得到这些单位的上级单位来帮他找回")
    return found[0] if found and all(own) else None


def code(desk: Desk, head: Any) -> str:
    """Return a code by which a person takes up the account with another WeChat.

    Args:
        desk: where the deed is written down.
        head: the person's.

    Raises:
        Hidden: the person belongs to no unit of who acts.
        Denied: one's own account, or one that acts for a unit beyond.
        Shut: the person has not said who it is.
    """
    person, me = head.present, person_of(desk)
    unit = managed(desk, me, person) if account.known(head) else None
    if unit is None:
        raise account.absent()
    denied = Denied("own_account", "自己的账号要由单位的另一位经办人或上级单位来帮您找回")
    may_decide_on(desk, person, otherwise=denied)
    if (by := person.state.corrected) and holds(me, by, ACTING, desk.act.today):
        # the number alone opens the account: who has written it must not be who gives the code
        raise Denied(
            "number_corrected", "他的身份证号是您单位改的。请上级单位来帮他找回，或者请本人先自己填一次身份证号"
        )
    if not person.state.id_number:
        raise Shut("not_identified", "这个账号还没填身份证号，没有可以找回的。请他用新的微信重新登记")
    nonce = secrets.token_hex(8)
    desk.record(head, "rebinding", {"nonce": nonce, "unit": unit})
    name = desk.house.units.name(unit)
    warning = f"{name}的{me.state.name}正在帮您换微信找回账号。不是您要换的，请马上联系{name}"
    desk.tell(plain(person.id, "rebinding", warning, "pages/mine/mine"))
    return desk.ticket("rebind", {"person": person.id, "by": me.id, "unit": unit, "nonce": nonce}, TERM)


def describe(person: Person) -> Asked:
    """Say what a code would do."""
    text = f"用这个微信找回{masked_name(person.state.name)}的账号"
    detail = "原来的微信会退出，不能再用这个账号；填过的、拍过的都在。请填您的身份证号"
    return Asked("rebind", text, detail, "找回我的账号", asks="id_number")


def differs(desk: Desk, head: Any, body: dict[str, Any], number: str) -> bool:
    """Tell whether somebody types another ID number than that of the person.

    Args:
        desk: who types, and when.
        head: the person's.
        body: of the code.
        number: as typed.

    Raises:
        Gone: a later code was given, which this one must not use up.
        Wrong: it is no ID number, and nothing was tried.
    """
    if head.present.state.rebinding != body["nonce"]:
        raise used_up()
    typed = id_number_of(number, desk.act.today)
    return not hmac.compare_digest(typed.encode(), head.present.state.id_number.encode())


def refuse(desk: Desk, ticket: str, head: Any) -> None:
    """Let a code be used up by who did not know the ID number, and tell the unit."""
    body = desk.use_ticket(ticket, "rebind")
    desk.record(head, "rebinding", {"nonce": "", "unit": body["unit"]})
    text = f"有人扫了帮{head.present.state.name}找回账号的码，身份证号没对上，码作废了。请当面核对后再做"
    desk.tell(Told(f"unit:{body['unit']}", head.stream, "rebinding", text=text, page=_page(body, head)))


async def accept(
    desk: Desk, ticket: str, head: Any, by: Any, contact: Any, shell: Any, olds: Sequence[Any], news: Sequence[Any]
) -> None:
    """Give a person's account to the WeChat that has scanned the code and knows the ID number, and to it alone.

    Args:
        desk: where the deed is written down.
        ticket: as scanned.
        head: the person's.
        by: head of who gave the code.
        contact: head of the WeChat's contact that acts.
        shell: head of what this WeChat has registered in the meantime, None where nothing.
        olds: heads of the contacts that the person has had.
        news: heads of the contacts of `shell`.

    Raises:
        Gone: the code was used, has run out, or its giver may not give one any more.
        Denied: this WeChat is somebody else's.
        Shut: it is the person's already.
    """
    body = desk.use_ticket(ticket, "rebind")
    person: Person = head.present
    if managed(desk, by.present, person) is None:
        raise Gone("ticket_gone", "做这个码的人已经不管这个账号了，码作废了。请单位再做一个")
    if contact.present.state.person == person.id:
        raise Shut("already_yours", "这个微信已经是这个账号的，不用找回。直接用就行")
    if shell is not None:
        await _empty(desk, shell.present, person)
    old_sessions = [*await desk.house.reads.sessions(person.id)]
    desk.record(head, "rebound", {"chat": next((c.stream for c in olds if _chat(c)), "")})
    for old in olds:
        desk.record(old, "belongs", {"person": ""})
        desk.record(head, "parted", {"contact": old.stream})
    if olds:
        told = next(filter(_chat, olds), olds[-1]).stream
        text = "您的账号已经换到另一个微信上，这个微信不能再用它。不是您本人换的，请马上联系单位人事科"
        desk.tell(Told(told, told, "parted", text=text))
    for new in {c.stream: c for c in (*news, contact)}.values():
        if shell is not None and new.stream in shell.present.state.contacts:
            desk.record(shell, "parted", {"contact": new.stream})
            desk.record(new, "belongs", {"person": person.id})
        people.belong(desk, new, head)
    if shell is not None:
        old_sessions += [s for s in await desk.house.reads.sessions(shell.present.id) if s.id != desk.act.session]
        if shell.present.state.employer:
            why = {"account": "released", "opinion": "本人已经找回原来的账号", "unit": body["unit"]}
            desk.record(shell, "account", why)
    for session in old_sessions:
        desk.drop("session", (session.id,))
    desk.rename_sessions(contact.stream, person.id)
    name = desk.house.units.name(body["unit"])
    page = _page(body, head)
    told = f"{person.state.name}换了微信，账号找回来了。是{by.present.state.name}做的码"
    desk.tell(Told(f"unit:{body['unit']}", head.stream, "rebound", text=told, page=page))
    desk.tell(plain(person.id, "rebound", f"账号找回来了，填过的都在。是{name}帮您换到这个微信的", "pages/mine/mine"))


async def _empty(desk: Desk, shell: Person, person: Person) -> None:
    """Refuse a WeChat that somebody else uses; what its owner only began to register in the meantime does not count."""
    state = shell.state
    same = state.id_number in {"", person.state.id_number} and not (shell.numbers - person.numbers)
    used = state.account in {"confirmed", "frozen"} or memberships.lasting(shell, "", desk.act.today)
    if not same or used or await desk.house.reads.applications(shell.id):
        raise Denied("contact_taken", "这个微信已经是另一个账号的，不能再绑这一个。请用没有登记过的微信扫码")


def _chat(contact: Any) -> bool:
    return contact.stream.split(":")[1] == "oa"


def _page(body: dict[str, Any], head: Any) -> str:
    return PAGE.format(body["unit"], head.present.id)


def streams_of(body: dict[str, Any], person: Person, shell: Person | None) -> list[str]:
    """Return the streams that taking up an account holds, the person's first.

    Args:
        body: of the ticket.
        person: whose account it is.
        shell: what the WeChat that scans has registered, None where nothing.
    """
    mine = [ids.person(shell.id), *shell.state.contacts] if shell is not None else []
    return [ids.person(person.id), ids.person(body["by"]), *person.state.contacts, *mine]
