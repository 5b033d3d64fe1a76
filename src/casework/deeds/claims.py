"""Claims on an ID number that somebody else has registered: raised, and settled with the card in hand (X-18, X-24)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from casework import ids
from casework.access import may_decide_on
from casework.deeds import account, matters
from casework.desk import Desk
from casework.messages import Told, plain
from casework.presents.matter import Matter, Reply
from casework.presents.person import Person
from casework.problems import Denied, Hidden, Shut, Wrong
from casework.said import OPINION, said
from storage import PersonKept


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
    matter = matters.made(desk, "claim", text, unit or own_unit, [own_unit] if own_unit else [], [], holder.id)
    desk.record(head, "raised", {"matter": msgspec.to_builtins(matter)})
    tell_both(desk, person, holder)
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


def tell_both(desk: Desk, person: Person, holder: PersonKept) -> None:
    """Tell both units that two people claim one ID number (X-18).

    Args:
        desk: where the deed is written down.
        person: who claims it.
        holder: who is confirmed with it.
    """
    own, other = person.state.employer, holder.employer
    texts = {
        own: "有人登记的身份证号，已经由别的单位确认过。请核对身份证原件",
        other: f"{holder.name}的身份证号，又有人在别的单位登记。请核对；要转走的，请在“人员”里转出",
    }
    if own == other:
        texts = {own: f"{holder.name}的身份证号，您单位又有一个人登记。请核对身份证原件"}
    for unit, text in texts.items():
        if unit:
            page = f"pages/people/people?unit={unit}"
            desk.tell(Told(f"unit:{unit}", ids.person(holder.id), "claimed", text=text, page=page))
