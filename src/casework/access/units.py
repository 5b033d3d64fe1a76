"""Who may look at the lists of a unit, act for it and manage it."""

from casework.access.who import ACTING, READING, holds, person_of
from casework.desk import Desk
from casework.presents.person import Person
from casework.problems import barred, hidden


def may_manage(desk: Desk, unit: str, units_above: list[str]) -> None:
    """Let through an officer of the unit itself or of one above it.

    Args:
        desk: who acts.
        unit: id of the unit.
        units_above: ids of the units above it.

    Raises:
        Hidden: it is not this person's.
    """
    me = person_of(desk)
    if not any(holds(me, u, ACTING, desk.act.today) for u in (unit, *units_above)):
        raise barred("这个单位")


def may_list(me: Person, unit: str, today: str) -> None:
    """Let through who may look at a unit's lists.

    Args:
        me: who looks.
        unit: id of the unit.
        today: ISO day.

    Raises:
        Hidden: the lists are not this person's to see.
    """
    if not holds(me, unit, READING, today):
        raise hidden("这个列表")


def may_act_for(me: Person, unit: str, today: str, what: str = "这个单位") -> None:
    """Let through who acts for the unit itself, be it about no single application.

    Args:
        me: who acts.
        unit: id of the unit.
        today: ISO day.
        what: was asked for, as it is said to somebody who may not.

    Raises:
        Hidden: it is not this person's.
    """
    if not holds(me, unit, ACTING, today):
        raise hidden(what)
