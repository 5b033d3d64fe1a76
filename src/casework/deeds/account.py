"""People and their accounts: who somebody is, where they belong, and the unit's word on it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from casework import ids
from casework.access import ACTING, holds, may_decide_on, may_manage, person_of
from casework.case import Case
from casework.deeds import consent
from casework.desk import Desk
from casework.identity import id_number_of, name_of
from casework.messages import Told
from casework.presents.person import Membership, Person, Role
from casework.problems import Denied, Hidden, Raced, Shut, Wrong
from casework.said import REMARK, said
from casework.tree import Units
from casework.views.words import masked_phone
from review.state import final, waiting
from review.status import Status
from schemes import Scheme
from storage import PersonKept
from wizard.address import Address

COMPLETED = "completed"  # of a registration whose unit was asked before; nobody reads it
WAITING = "单位还没有确认您的账号，确认后才能交，确认了会通知您。您填的都在，也可以先去人事科问一声"


def create(desk: Desk, head: Any, region: str, scheme: str) -> None:
    """Begin the stream of a person for the contact that acts; from now on it is this person who does."""
    desk.record(head, "created", {"at": desk.act.at.isoformat(timespec="seconds"), "region": region, "scheme": scheme})
    desk.me = head.present


def verify_phone(desk: Desk, head: Any, phone: str) -> None:
    """Keep the phone number that the platform vouched for (TJ-01, XA-01).

    Args:
        desk: where the deed is written down.
        head: the person's.
        phone: as the platform gave it, digits only.
    """
    desk.record(head, "phone_verified", {"phone": phone})


def identify(desk: Desk, head: Any, scheme: Scheme, name: str, id_number: str) -> None:
    """Keep who the person says to be; the unit's confirmation makes it so (X-18).

    Args:
        desk: where the deed is written down.
        head: the person's.
        scheme: of the region in which the person registers.
        name: as typed.
        id_number: as typed; a lower-case x becomes X.

    Raises:
        Shut: the account is confirmed, so that only the unit can change it, or the rules are not agreed to (X-21).
        Wrong: not a name, or not an ID number.
    """
    person: Person = head.present
    if person.state.account in {"confirmed", "frozen"}:
        raise Shut("account_confirmed", "单位已经确认过您的姓名和身份证号。写错了请找单位人事科改")
    data = {"name": name_of(name), "id_number": id_number_of(id_number, desk.act.today), "id_type": "居民身份证"}
    consent.hold(consent.lacking(desk, scheme, ("register",)))
    desk.record(head, "identified", data)


def employ(desk: Desk, head: Any, unit: str) -> None:
    """Ask to belong to a unit; its officers are told (CQ-03, XA-01).

    Args:
        desk: where the deed is written down.
        head: the person's.
        unit: id of an approved unit that has applicants.

    Raises:
        Hidden: there is no such unit.
        Shut: the person belongs to one that confirmed it, or has not said who it is.
    """
    state = head.present.state
    if not desk.house.takes_applicants(unit):
        raise Hidden("unit_absent", "没有找到这个单位。换几个字再找，或请单位先开通账号")
    if state.account == "frozen":
        raise Shut("account_frozen", frozen(head.present, desk.house.units))
    if state.account == "confirmed" and state.employer != unit:
        raise Shut("account_confirmed", "您现在的单位已经确认过您。要换单位，请先请它把您转出")
    if not state.name:
        raise Shut("not_identified", "请先验证手机号、填姓名和身份证号，再选单位")
    if state.employer != unit or state.account not in {"waiting", "confirmed"}:
        desk.record(head, "employed", {"unit": unit})
        _ask(desk, head.present, unit)


def _ask(desk: Desk, person: Person, unit: str) -> None:
    """Tell the officers of a unit who waits for their word; a tap leads to the account."""
    phone = masked_phone(person.state.phone)
    text = f"{person.state.name}{f'（{phone}）' if phone else ''}等您的单位确认账号。是本单位的人，点开确认"
    page = f"pages/people/people?unit={unit}&person={person.id}"
    desk.tell(Told(f"unit:{unit}", ids.person(person.id), "work_waiting", text=text, page=page))


def registered(desk: Desk, case: Case, section: str, changed: str) -> None:
    """Ask the unit that a registration names for its confirmation, as soon as the section that names it is complete.

    Args:
        desk: where the deed is written down.
        case: a person, with what was just answered.
        section: where something was answered.
        changed: which question; empty where who the person is was told anew.

    Raises:
        Shut: the person belongs to another unit that confirmed it.
    """
    state, declared = case.present.state, case.scheme.sections[section]
    name = next((n for n, field in declared.fields.items() if field.kind == "unit"), None)
    if name is None or not state.name or not case.journey.complete(section):
        return
    unit = case.answer(Address(section, None, name))
    if unit and (changed == name or state.account in {"new", "refused"}):
        employ(desk, case.head, unit)
    elif unit and state.account == "waiting":  # the unit knows; it may have listed who waits, and bothers nobody again
        desk.tell(Told(f"unit:{unit}", case.head.stream, COMPLETED))


def frozen(person: Person, units: Units) -> str:
    """Say that an account is frozen: by whom, why, what can still be done, whom to ask (CQ-03).

    Args:
        person: whose account it is.
        units: the tree.
    """
    name = units.name(person.state.decided or person.state.employer)
    why = f"：{person.state.opinion}" if person.state.opinion else ""
    return f"{name}停用了您的账号{why}。填的都在，能看能改，暂时不能交。请联系{name}人事科"


def unconfirmed(case: Case) -> Shut | None:
    """Return why the account of an applicant keeps an application from being handed in, None where it does not."""
    account = case.owner.state.account if case.owner is not None else "new"
    if account == "confirmed":
        return None
    if account == "frozen" and case.owner is not None:
        return Shut("account_frozen", frozen(case.owner, case.view.units))
    return Shut("account_waiting", WAITING)


def place_of_unit(case: Case) -> str:
    """Return the section in which a person's region asks for the unit, empty where it asks nowhere.

    Args:
        case: a person.
    """
    for name, section in case.scheme.sections.items():
        if section.of == "person" and any(field.kind == "unit" for field in section.fields.values()):
            return name
    return ""


def absent(*, final: bool = False) -> Hidden:
    """Return the one answer for somebody who is not there and for somebody of another unit.

    Args:
        final: who asks has no business there, whatever the same call was answered before.
    """
    return Hidden("not_found", "没有找到这个人，可能已经转到别的单位。请刷新名单再看", final=final)


def known(head: Any) -> bool:
    """Tell whether there is somebody in a stream that a unit asks for: it has begun, and the account is not gone."""
    return bool(head.at[0]) and head.present is not None


def decide(desk: Desk, head: Any, deed: str, opinion: str, applications: Sequence[Any] = ()) -> None:
    """Confirm, refuse, release, freeze or thaw an account (CQ-03, X-15, X-18).

    Whoever is frozen acts for the unit no longer, until thawed; whoever is released, for good. Drafts stay with the
    person in every case: in the next unit they go on, and their way is found anew.

    Args:
        desk: where the deed is written down.
        head: the stream of the person concerned.
        deed: `confirm`, `refuse`, `release`, `freeze` or `thaw`.
        opinion: why; needed for all but confirm and thaw.
        applications: heads of the person's applications, for a release; the decision rests on where they stand.

    Raises:
        Hidden: the person does not belong to a unit of who acts.
        Denied: one's own account, or another with one's own ID number.
        Shut: the account is not in a state for this, or an application lies with a unit.
        Raced: what is confirmed is not what was seen.
        Wrong: no opinion.
    """
    person: Person = head.present
    employer = person.state.employer
    by = manages(desk, person)
    may_decide_on(desk, person, otherwise=Denied("own_account", "自己的账号要由单位的另一位经办人来办"))
    account, before = ACCOUNT[deed]
    opinion = said(opinion, REMARK, "opinion_long")
    if person.state.account not in before:
        raise Shut("account_state", _decided(desk, person))
    if deed == "confirm" and desk.act.seq not in {None, head.at[0]}:
        raise Raced("version_moved", "他刚刚改过登记的内容。请刷新看一眼，再确认")
    if deed not in {"confirm", "thaw"} and not opinion:
        raise Wrong("opinion_missing", "请写一句原因，本人会看到")
    for application in applications:
        desk.work.read(application)
        _lies_nowhere(person, application.present)
    desk.record(
        head, "account", {"account": account, "opinion": opinion, "unit": by, "name": person_of(desk).state.name}
    )
    match deed:
        case "release":
            end(desk, head, employer)
            for application in applications:
                _leave(desk, application)
        case "freeze":
            _stop(desk, head, employer, opinion)
        case "thaw":
            _stop(desk, head, employer, "")
        case _:
            pass
    desk.tell_person(person, EVENTS[deed], opinion=opinion, unit=by if account == "frozen" else employer)


DONE = {"confirmed": "确认", "refused": "退回", "frozen": "停用", "released": "转出"}


def _decided(desk: Desk, person: Person) -> str:
    """Say who has decided on an account and what, or that it stands otherwise by now."""
    state = person.state
    if not state.decider or state.account not in DONE:
        return "这个账号的状态刚刚变了。请刷新名单再看"
    return (
        f"{desk.house.units.name(state.decided)}的{state.decider}已经把这个账号{DONE[state.account]}了。请刷新名单再看"
    )


def manages(desk: Desk, person: Person) -> str:
    """Return for which unit who acts decides on a person's account: the employer or one above it.

    Raises:
        Hidden: neither is a unit of who acts.
    """
    employer = person.state.employer
    if not employer:
        raise absent()
    above = [u.id for u in desk.house.units.path(employer)]
    try:
        may_manage(desk, employer, above)
    except Hidden as barred:
        raise absent(final=barred.final) from None
    me, today = person_of(desk), desk.act.today
    return next(u for u in (employer, *above) if holds(me, u, ACTING, today))


def _leave(desk: Desk, application: Any) -> None:
    """Let what was asked of the unit that somebody leaves be asked no longer: it has the publicity on no list."""
    if application.present is not None and application.present.state.standing.asked is not None:
        desk.record(application, "left", {})


def _lies_nowhere(person: Person, application: Any) -> None:
    """Refuse to release somebody whose application a unit has: it must come back first, and then goes along."""
    standing = application.state.standing if application is not None else None
    if standing is None or standing.status not in {Status.SUBMITTED, Status.APPROVED} or final(standing):
        return
    step = waiting(standing)
    where = f"在{step.unit.name}" if step is not None else "已经通过"
    raise Shut(
        "handed_in",
        f"{person.state.name}的申报{where}，还没有办完。请先退回给本人，再转出；退回后填的都在，跟着本人到新单位",
    )


ACCOUNT: dict[str, tuple[str, set[str]]] = {
    "confirm": ("confirmed", {"waiting", "refused"}),
    "refuse": ("refused", {"waiting"}),
    "release": ("released", {"waiting", "confirmed", "refused", "frozen"}),
    "freeze": ("frozen", {"confirmed"}),
    "thaw": ("confirmed", {"frozen"}),
}
EVENTS = {
    "confirm": "confirmed", "refuse": "refused", "release": "released", "freeze": "frozen", "thaw": "thawed",
}  # fmt: skip
"""What the person is told about each of these."""


def dismiss(desk: Desk, head: Any, unit: str) -> None:
    """End everything that a person may do for a unit, at once (X-15).

    Args:
        desk: where the deed is written down.
        head: the stream of the person concerned.
        unit: id of the unit.

    Raises:
        Hidden: the unit is not this person's to manage, or nobody of this name acts for it.
        Denied: one's own membership.
    """
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    if not known(head) or not lasting(head.present, unit, desk.act.today):
        raise Hidden("not_found", "没有找到这个人，可能已经去掉了。请刷新名单再看")
    may_decide_on(desk, head.present, otherwise=Denied("own_membership", "自己的权限要由另一位经办人去掉"))
    end(desk, head, unit)


def lasting(person: Person, unit: str, today: str) -> list[Membership]:
    """Return what a person may do for a unit today or later, for any where none is named."""
    return [m for m in person.state.memberships if unit in {"", m.unit} and (not m.until or m.until >= today)]


def change_membership(desk: Desk, head: Any, old: Membership, **changed: str) -> None:
    """Record that something of a membership is otherwise from now on.

    Args:
        desk: where the deed is written down.
        head: the person's.
        old: as it was.
        changed: attributes of `Membership`.
    """
    new = msgspec.structs.replace(old, **changed)
    if new != old:
        new = msgspec.structs.replace(new, at=desk.act.at.isoformat())
        desk.record(head, "member", {"membership": msgspec.to_builtins(new)})


def end(desk: Desk, head: Any, unit: str) -> None:
    """End every membership of a person in a unit as of yesterday, so that it gives nothing from now on."""
    before = (desk.act.at - timedelta(days=1)).strftime("%Y-%m-%d")
    for m in head.present.state.memberships:
        if m.unit == unit and (not m.until or m.until > before):
            change_membership(desk, head, m, until=before)


def _stop(desk: Desk, head: Any, unit: str, why: str) -> None:
    """Keep what a person may do for a unit from giving anything, or give that back; what was frozen by itself stays."""
    for m in head.present.state.memberships:
        if m.unit == unit and (m.stopped == "account" if not why else not m.frozen):
            change_membership(desk, head, m, frozen=why, stopped="account" if why else "")


def claimed(desk: Desk, person: Person, holder: PersonKept) -> None:
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


def join_unit(desk: Desk, head: Any, unit: str, role: Role, by: str, since: str = "") -> None:
    """Make a person act for a unit, by an invitation that was accepted (X-15, X-22).

    Args:
        desk: where the deed is written down.
        head: the person's.
        unit: id of the unit.
        role: what the person may do there.
        by: who invited; empty for the operator.
        since: from which day on, where it is a later one than today.
    """
    membership = Membership(unit=unit, role=role, since=max(since, desk.act.today), by=by)
    desk.record(head, "member", {"membership": msgspec.to_builtins(membership)})


def belong(desk: Desk, contact: Any, head: Any, union: str = "") -> None:
    """Tie a contact to a person: the same human by another account of the platform.

    Args:
        desk: where the deed is written down.
        contact: the contact's head.
        head: the person's head.
        union: unionid, where the platform gives one.

    Raises:
        Denied: the contact belongs to somebody else.
    """
    if contact.present.state.person not in {"", ids.bare(head.stream)}:
        raise Denied("contact_taken", "这个微信是另一位老师在用。请本人用自己的微信扫码")
    if not contact.present.state.person:
        desk.record(contact, "belongs", {"person": ids.bare(head.stream), "union": union})
    if contact.stream not in head.present.state.contacts:
        desk.record(head, "joined", {"contact": contact.stream})
    if head.present.state.left and contact.stream.split(":")[1] == "oa":  # what the chat of the WeChat before kept
        body = {"from": head.present.state.left, "person": head.present.id}
        desk.push("carry", who=contact.stream, stream=contact.stream, body=body)
