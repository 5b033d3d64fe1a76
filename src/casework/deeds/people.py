"""Registration of a person: who somebody says to be, by which WeChat, and where they ask to belong (CQ-02, XA-01)."""

from typing import Any

from casework import ids
from casework.asking import accounts, consents
from casework.case import Case
from casework.deeds import consent
from casework.desk import Desk
from casework.identity import id_number_of, name_of
from casework.messages import Told
from casework.presents.person import Person
from casework.problems import Denied, Hidden, Shut
from casework.words import masked_phone
from schemes import Scheme
from wizard.address import Address

COMPLETED = "completed"  # of a registration whose unit was asked before; nobody reads it


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
    consent.hold(consents.lacking(desk, scheme, ("register",)))
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
        raise Shut("account_frozen", accounts.frozen(head.present, desk.house.units))
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


def place_of_unit(case: Case) -> str:
    """Return the section in which a person's region asks for the unit, empty where it asks nowhere.

    Args:
        case: a person.
    """
    for name, section in case.scheme.sections.items():
        if section.of == "person" and any(field.kind == "unit" for field in section.fields.values()):
            return name
    return ""


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
