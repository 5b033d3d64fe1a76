"""Who may look at the lists of a unit, act for it and manage it."""

from collections.abc import Sequence

from casework.access.who import ACTING, READING, holds, person_of
from casework.desk import Desk
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import Shut, barred, hidden


def may_manage(desk: Desk, unit: str, units_above: Sequence[str], *, look: bool = False) -> None:
    """Let through an officer of the unit itself or of one above it.

    Args:
        desk: who acts.
        unit: id of the unit.
        units_above: ids of the units above it.
        look: nothing is changed, which the officers of a frozen unit may still do.

    Raises:
        Hidden: it is not this person's.
        Shut: the unit for which the person acts is frozen.
    """
    me = person_of(desk)
    mine = [u for u in (unit, *units_above) if holds(me, u, ACTING, desk.act.today)]
    if not mine:
        raise barred("这个单位")
    if not look and all(desk.house.units.stopped(u) for u in mine):
        raise stopped(desk, unit)


def may_rule(desk: Desk, unit: str) -> None:
    """Let through who decides on a unit: an officer of one above it, and not its own (CQ-01, CQ-03).

    Args:
        desk: who acts.
        unit: id of the unit.

    Raises:
        Hidden: it is beneath none of the person's units.
    """
    me = person_of(desk)
    if not any(holds(me, u.id, ACTING, desk.act.today) for u in desk.house.units.path(unit)):
        raise barred("这个单位")


def registers(desk: Desk, body: Body) -> bool:
    """Tell whether a unit is not approved yet and the person who acts is the one who registers it.

    Args:
        desk: who acts.
        body: the unit.
    """
    return desk.me is not None and registered_by(body, desk.me.id)


def registered_by(body: Body, person: str) -> bool:
    """Tell whether a unit is not approved yet and somebody is the one who registers it.

    Args:
        body: the unit.
        person: id of the person.
    """
    return body.state.registrar == person and body.state.account in {"draft", "waiting", "refused"}


def stopped(desk: Desk, unit: str) -> Shut:
    """Return what an officer reads whose unit was frozen and who would change something.

    Args:
        desk: who acts.
        unit: id of the unit.
    """
    above = desk.house.units.parent(unit)
    return Shut(
        "unit_frozen", f"您的单位停用了，现在只能看，不能办。要恢复，请联系{above.name if above else '上级单位'}"
    )


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
