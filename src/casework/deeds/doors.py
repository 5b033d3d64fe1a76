"""Ways in: log-in by phone, a desktop let in by scanning, two accounts joined, invitations; all by one-time tickets."""

from collections.abc import Sequence
from typing import Any

import msgspec

from casework import committees, ids
from casework.access import ACTING, holds, may_manage, person_of, same_hand
from casework.asking.staffing import ROLE_NAMES
from casework.deeds import memberships, officers, people
from casework.desk import Desk
from casework.presents.person import Person, Role
from casework.problems import Denied, Gone, Shut, Wrong, hidden, used_up
from casework.words import masked_name, moment
from storage import PersonKept, Wipe

PHONE_DAYS, DESKTOP_HOURS = 30, 12
LOGIN, JOIN, INVITE = 120.0, 600.0, 7 * 86_400.0  # seconds a ticket can be used
PROMISES: dict[Role, str] = {
    "officer": "同意后，您能看到并办理这个单位的申报",
    "office": "同意后，您能看到并办理这个单位的申报",
    "expert": "同意后，您能看到这个单位的申报，不能办理",
}


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says what a ticket would do, before anybody agrees to it."""

    kind: str
    text: str
    detail: str = ""
    agree: str = "同意"
    who: str = ""
    page: str = ""
    asks: str = ""  # what is to be typed besides: `id_number`


def log_in(desk: Desk, contact: Any, token: str, surface: str) -> float:
    """Open a session for a contact that the platform vouched for.

    Args:
        desk: where the deed is written down.
        contact: the contact's head.
        token: 256 random bits; only its keyed hash is kept.
        surface: `mini_program` or `desktop`.

    Returns:
        When it ends, epoch seconds.
    """
    now = desk.act.epoch
    ends = now + PHONE_DAYS * 86_400
    desk.put(
        "session", (desk.house.token_hash(token), contact.present.state.person, contact.stream, surface, ends, now, now)
    )
    desk.record(contact, "logged_in", {})
    return ends


def ask_desktop(desk: Desk, token: str, browser: str, place: str) -> str:
    """Return a ticket by which a phone may let this desktop in.

    Args:
        desk: where the deed is written down.
        token: becomes the desktop's session once a phone has agreed.
        browser, place: what the page on the phone names.
    """
    body = {"token": desk.house.token_hash(token), "browser": browser, "place": place, "at": desk.act.now}
    return desk.ticket("login", body, LOGIN)


def let_in(desk: Desk, ticket: str) -> None:
    """Agree on the phone that a desktop is logged in as this person.

    Raises:
        Gone: the ticket was used or has run out.
        Unknown: nobody is logged in on the phone.
    """
    me = person_of(desk)
    body = desk.use_ticket(ticket, "login")
    now = desk.act.epoch
    ends = now + DESKTOP_HOURS * 3600
    desk.put("session", (body["token"], me.id, desk.act.contact or "", "desktop", ends, now, now))


def log_out(desk: Desk) -> None:
    """End the session that asks."""
    if desk.act.session:
        desk.drop("session", (desk.act.session,))


def join(desk: Desk, body: dict[str, Any], chat: Any, me: Any) -> None:
    """Tie the chat that a ticket was given to, to the person who agrees.

    Args:
        desk: where the deed is written down.
        body: of the ticket, already used.
        chat: head of the official account's contact.
        me: head of the person.

    Raises:
        Gone: the chat has left the account since.
        Denied: the chat belongs to somebody else, or the person already has another chat.
    """
    if chat.stream != body["contact"] or not chat.present.state.following:
        raise used_up()
    others = [c for c in me.present.state.contacts if c.split(":")[1] == "oa" and c != chat.stream]
    if others:
        raise Denied("chat_other", "您已经连着另一个公众号聊天。请回到原来的聊天，或请单位先解除")
    people.belong(desk, chat, me)


def leave(desk: Desk, chat: Any, created: int) -> None:
    """End a chat whose owner has left the account: profile, credits, cursor and the link to the person are gone.

    Whoever follows again begins anew and is found again only by joining (the platform's page on 关注/取消关注事件: what
    was kept of the follower is to be deleted).

    Args:
        desk: where the deed is written down.
        chat: head of the official account's contact.
        created: the platform's time of the event; what was sent before it and comes later is not listened to.
    """
    desk.record(chat, "unfollowed", {"created": created})
    desk.change(Wipe("blob", chat.stream))  # photos that had no place yet; what nobody owns is swept
    if (me := desk.me) is not None and chat.stream in me.state.contacts:
        desk.record(desk.head(ids.person(me.id)), "parted", {"contact": chat.stream})


def invite(desk: Desk, unit: str, role: Role, since: str = "", until: str = "") -> str:
    """Return a ticket that makes whoever uses it act for a unit (X-15), at once or from a day on (X-22).

    Args:
        desk: where the deed is written down.
        unit: id of the unit.
        role: what it gives.
        since: the first day, ISO 8601; empty for the day on which it is accepted.
        until: the last day of who invites, where this is a hand-over; it holds once the other has accepted.

    Raises:
        Hidden: the unit is not this person's to manage.
        Denied: who invites has no office there to hand over.
        Wrong: there is no such role, or not in such a unit, or no such day.
    """
    if desk.act.surface != "operator":
        may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    if role not in PROMISES:
        raise Wrong("role", "没有这种角色。请选经办人、评审办或专家；帮填的人由申报人自己请")
    if role == "office" and not _forms_committee(desk, unit):
        raise Wrong("role_elsewhere", "这里不组建评委会，没有评审办。请选经办人或专家")
    since, until = (officers.day_of(day, desk.act.today) for day in (since, until))
    officers.hand_over(desk, unit, since, until)
    by, at = desk.act.person or "", desk.act.at.isoformat()
    return desk.ticket(
        "invite", {"unit": unit, "role": role, "by": by, "since": since, "until": until, "at": at}, INVITE
    )


def _forms_committee(desk: Desk, unit: str) -> bool:
    node = desk.house.units.nodes.get(unit)
    return node is not None and any(node.ref.kind in committees.kinds(s) for s in desk.house.shelf.current.values())


def accept(desk: Desk, ticket: str, me: Any, inviter: Any, holder: PersonKept | None, staff: Sequence[Person]) -> str:
    """Use an invitation. It is worth what its inviter is: whoever may no longer invite has no open invitations either.

    Args:
        desk: where the deed is written down; it holds the unit's tree and the inviter.
        ticket: as scanned.
        me: head of the person who accepts.
        inviter: head of the person who made it, None for the operator.
        holder: who is confirmed with the ID number that the person has said.
        staff: everybody who acts for the unit or will.

    Returns:
        The unit's id.

    Raises:
        Gone: used or run out, its inviter acts for the unit no longer, or the unit has ended the person's office since.
        Shut: the person has not said who it is, was frozen by the unit, or has this role there already.
        Denied: another account has the ID number confirmed or acts for the unit: one human acts by one (X-18, X-20).
    """
    state = me.present.state
    if not state.name:
        raise Shut("not_identified", "请先验证手机号、填姓名和身份证号，再接受邀请")
    if holder is not None and holder.id != me.present.id:
        raise Denied("id_taken", "这个身份证号已经确认给另一个微信。请用那个微信接受邀请；不是您的，请找单位人事科核对")
    body = desk.use_ticket(ticket, "invite")  # only what is written in the end uses it up
    unit: str = body["unit"]
    if body["role"] in me.present.roles(unit, desk.act.today):
        name = ROLE_NAMES[body["role"]]
        raise Shut("member_already", f"您已经是这个单位的{name}，不用再同意。码还能用，请让同事自己扫")
    if state.account == "frozen" and state.employer == unit:
        raise Shut("account_frozen", "您的账号由单位停用了。请联系单位人事科")
    if halted := [m.frozen for m in memberships.lasting(me.present, unit, desk.act.today) if m.frozen]:
        why = f"您替这个单位办事的权限停着：{halted[0]}。恢复了就能接着办，不用再邀请。请联系停用的单位"
        raise Shut("office_frozen", why)
    if any(other.id != me.present.id and same_hand(me.present, other) for other in staff):
        say = "您已经用另一个微信替这个单位办事，请用那个微信。那个微信不用了的，请单位帮您找回账号"
        raise Denied("member_elsewhere", say)
    units = (unit, *(u.id for u in desk.house.units.path(unit)))
    if inviter is not None and not any(holds(inviter.present, u, ACTING, desk.act.today) for u in units):
        raise Gone("ticket_gone", "发这个邀请的人已经不办这个单位的事，邀请作废了。请单位再发一个，再扫一次")
    ended = [m.over for m in state.memberships if m.unit == unit and m.until and m.until < desk.act.today]
    if any(body.get("at", "") <= over for over in ended):
        raise Gone("ticket_gone", "这个码是您上次办到期以前做的，不能用了。还要您来办的话，请单位再做一个")
    memberships.join(desk, me, unit, body["role"], body["by"], body.get("since", ""))
    if inviter is not None and body.get("until"):
        officers.taken_over(desk, me.present, inviter, unit, body["role"], body["until"])
    return unit


def lead_to_pledge(desk: Desk, ticket: str) -> None:
    """Use a code that leads from a desktop to the pledge on the phone.

    Args:
        desk: where the deed is written down.
        ticket: as scanned.

    Raises:
        Gone: used or run out.
        Hidden: it was given to somebody else, whose pledge nobody else reads.
    """
    body = desk.use_ticket(ticket, "sign")
    if body["person"] != person_of(desk).id:
        raise hidden("这一份")


def describe(desk: Desk, kind: str, body: dict[str, Any]) -> Asked:
    """Say what a ticket would do."""
    match kind:
        case "invite":
            name = desk.house.units.name(body["unit"], "一个单位")
            role: Role = body["role"]
            later = body.get("since", "")
            begins = f"从{moment(later, desk.act.now)}起。" if later > desk.act.today else ""
            return Asked(kind, f"{name}请您做{ROLE_NAMES[role]}", begins + PROMISES.get(role, ""), "同意，加入")
        case "join":
            masked = masked_name(desk.me.state.name if desk.me else "")
            return Asked(
                kind,
                f"把公众号聊天和{masked or '您'}的账号连起来",
                "只有您自己刚才在公众号里点开的，才同意。别人转给您的，不要同意",
                "是我点的，连起来",
                masked,
            )
        case "login":
            return Asked(
                kind,
                "在电脑上登录",
                f"{body['browser']}，{body['place']}，{body['at']}。不是您自己在用电脑，不要同意",
                "是我，登录",
            )
        case "sign":
            if body["person"] != person_of(desk).id:
                raise hidden("这一份")
            return Asked(
                kind,
                "在手机上签承诺",
                "签的是电脑上刚才看的这一份",
                "去签名",
                page=f"pages/pledge/pledge?base={body['base']}",
            )
        case other:
            raise ValueError(other)


def inviter_of(body: dict[str, Any]) -> str:
    """Return the id of the person who made an invitation, empty for the operator."""
    return str(body["by"])


def stream_of(body: dict[str, Any]) -> str:
    """Return the chat that a joining ticket was given to."""
    return str(body["contact"])
