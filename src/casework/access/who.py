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
    """Tell whether who decides is, by another account, whom it concerns: the same account or ID number (X-18, X-20).

    It takes away and never gives: a number that somebody has only claimed opens nothing of its holder's. Of who decides
    every number counts that the account ever had. Of whom it concerns only the one that stands and those that a unit
    has confirmed: whoever types an officer's number and then another keeps that officer from nothing.

    Args:
        one: who decides, of whatever WeChat.
        other: whom it concerns.
    """
    return one.id == other.id or not one.numbers.isdisjoint(other.known_numbers)


def same_hand(one: Person, other: Person) -> bool:
    """Tell whether two who decide are one human: the same account, or any ID number that both ever had (X-20, X-22).

    Between officers every number counts on either side: nobody becomes another hand by typing another number.
    """
    return one.id == other.id or not one.numbers.isdisjoint(other.numbers)


LIKE = "登记的身份证号和您的一样，要由另一位经办人或者上级单位来办。不是您的账号，请让本人把号码改对"


def may_decide_on(desk: Desk, *people: Person, otherwise: Denied) -> None:
    """Let through who decides on somebody else: nobody decides on themselves, by whatever account (X-18, X-20).

    Args:
        desk: who acts.
        people: whom the decision concerns.
        otherwise: what somebody reads who would decide on their own account; of another account with their number they
            read that, and who can decide.

    Raises:
        Denied: one of them is the human who acts.
    """
    me = person_of(desk)
    if same := [person for person in people if same_human(me, person)]:
        raise otherwise if any(person.id == me.id for person in same) else Denied(otherwise.code, LIKE)


def concerned(desk: Desk, case: Case) -> bool:
    """Tell whether who acts may not decide on a case: it is their own, by whatever account, or they helped (X-20)."""
    if case.owner is None or desk.me is None:
        return False
    return same_human(desk.me, case.owner) or helped(desk.me, case)


def helped(person: Person, case: Case) -> bool:
    """Tell whether somebody helps or has helped to fill an application, by whatever account."""
    if not isinstance(case.present, Application):
        return False
    return person.id in case.present.state.assistants or any(same_human(person, one) for one in case.assistants)


def kept_off(desk: Desk, case: Case) -> Denied:
    """Return what somebody reads who would decide on what concerns them."""
    if desk.me is not None and helped(desk.me, case) and (case.owner is None or not same_human(desk.me, case.owner)):
        if desk.me.id not in case.application.state.assistants:
            return Denied("own_application", "帮填过这一份的人，登记的身份证号和您的一样，要由别的审核人员来办")
        return Denied("own_application", "您帮填过这一份，要由别的审核人员来办")
    return Denied("own_application", "这是您自己的申报，要由别的审核人员来办")
