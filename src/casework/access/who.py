"""Who acts, in which roles, and whose case it is."""

from casework.case import Case
from casework.desk import Desk
from casework.presents.application import Application
from casework.presents.person import Person, Role
from casework.problems import Denied, unknown

ACTING: set[Role] = {"officer", "office"}


READING: set[Role] = {*ACTING, "expert"}


def person_of(desk: Desk) -> Person:
    """Return the person who acts.

    Raises:
        Unknown: nobody is logged in, or nobody knows yet who it is.
    """
    if (me := desk.me) is None:
        raise unknown(desk.act.contact)
    return me


def holds(person: Person, unit: str, roles: set[Role], today: str) -> bool:
    """Tell whether a person holds one of the roles in a unit today."""
    return bool(person.roles(unit, today) & roles)


def own(desk: Desk, case: Case) -> bool:
    """Tell whether the person who acts is the one whose case it is."""
    me, owner = desk.me, case.owner
    return owner is not None and me is not None and owner.id == me.id


def same_human(one: Person, other: Person) -> bool:
    """Tell whether two accounts are one human's: the same account, or the same ID number (X-18, X-20).

    It takes away and never gives: a number that somebody has only claimed opens nothing of its holder's, and one that
    was given up by typing another still counts.

    Args:
        one, other: accounts, of whatever WeChat.
    """
    return one.id == other.id or not one.numbers.isdisjoint(other.numbers)


def may_decide_on(desk: Desk, *people: Person, otherwise: Denied) -> None:
    """Let through who decides on somebody else: nobody decides on themselves, by whatever account (X-18, X-20).

    Args:
        desk: who acts.
        people: whom the decision concerns.
        otherwise: what somebody reads who would decide on themselves.

    Raises:
        Denied: one of them is the human who acts.
    """
    me = person_of(desk)
    if any(same_human(me, person) for person in people):
        raise otherwise


def concerned(desk: Desk, case: Case) -> bool:
    """Tell whether who acts may not decide on a case: it is their own, by whatever account, or they helped (X-20)."""
    if case.owner is None or desk.me is None:
        return False
    return same_human(desk.me, case.owner) or helped(desk.me, case)


def helped(person: Person, case: Case) -> bool:
    """Tell whether somebody helps or has helped to fill an application."""
    return isinstance(case.present, Application) and person.id in case.present.state.assistants


def kept_off(desk: Desk, case: Case) -> Denied:
    """Return what somebody reads who would decide on what concerns them."""
    if desk.me is not None and helped(desk.me, case) and (case.owner is None or not same_human(desk.me, case.owner)):
        return Denied("own_application", "您帮填过这一份，要由别的审核人员来办")
    return Denied("own_application", "这是您自己的申报，要由别的审核人员来办")
