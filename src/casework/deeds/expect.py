"""Whom a unit expects: a list of names and ID numbers, by which people are confirmed on their own (CQ-03)."""

from collections.abc import Sequence
from typing import Any

from casework import ids
from casework.access import may_manage, same_human
from casework.case import Case
from casework.deeds import account, people
from casework.desk import Desk
from casework.known import Known
from casework.presents.person import Person
from casework.problems import Hidden
from casework.roll import Listed
from casework.words import masked_id

Entry = tuple[str, str, str]  # keyed hash of the ID number, name, the number as lists show it


def expect(desk: Desk, head: Any, people: Sequence[Listed]) -> None:
    """Keep whom a unit expects; who is on its list already has the name that was said last.

    Args:
        desk: where the deed is written down.
        head: the unit's.
        people: of a list that was read.

    Raises:
        Hidden: the unit is not this person's to manage.
    """
    unit = head.present.id
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    lookup = desk.house.secrets.lookup
    entries: list[Entry] = [(lookup(p.number), p.name, masked_id(p.number)) for p in people]
    if entries:
        desk.record(head, "expected", {"people": entries, "gone": []})


def forget(desk: Desk, head: Any, hash: str, *, known: bool) -> None:
    """Take somebody off the list; an account that was confirmed by it stays confirmed.

    Args:
        desk: where the deed is written down.
        head: the unit's.
        hash: keyed hash of the ID number.
        known: whether the unit has listed it.

    Raises:
        Hidden: the unit is not this person's to manage, or has not listed this one.
    """
    unit = head.present.id
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    if not known:
        raise Hidden("not_found", "名单里没有这个人，可能已经去掉了。请刷新再看")
    desk.record(head, "expected", {"people": [], "gone": [hash]})


async def expected(desk: Desk, case: Case) -> bool:
    """Tell whether somebody who waits for a unit's word stands on its list, name and number alike, as nobody else.

    Only once all is said that the unit's word makes fast, and not where they have listed themselves (X-20).

    Args:
        desk: who asks; it holds who listed them.
        case: the registration of who waits.
    """
    person: Person = case.present
    state, reads = person.state, desk.house.reads
    if state.account != "waiting" or not state.id_number or desk.house.units.stopped(state.employer):
        return False
    if (section := people.place_of_unit(case)) and not case.journey.complete(section):
        return False
    hash = desk.house.secrets.lookup(state.id_number)
    found = await reads.expected(state.employer, hash)
    if [e.name for e in found] != [state.name]:
        return False
    if by := found[0].by:
        lister = desk.work.heads.get(ids.person(by))
        if lister is None or same_human(lister.present, person):
            return False
    holder = await reads.person_of_id(hash)
    return holder is None or holder.id == person.id


async def listers(house: Known, person: Person) -> list[str]:
    """Return the streams of who has listed somebody at their unit, which confirming them by the list rests on.

    Args:
        house: what deeds work with.
        person: who waits.
    """
    hash = house.secrets.lookup(person.state.id_number)
    return [ids.person(e.by) for e in await house.reads.expected(person.state.employer, hash) if e.by]


def admit(desk: Desk, head: Any) -> None:
    """Confirm somebody whom the unit has listed."""
    unit = head.present.state.employer
    desk.record(head, "account", {"account": "confirmed", "opinion": "", "unit": unit, "listed": True})
    desk.tell_person(head.present, account.EVENTS["confirm"], unit=unit)
