"""Complaints and suggestions: somebody writes to the unit above their own, which does not read it (X-24)."""

from typing import Any

import msgspec

from casework import committees
from casework.deeds import matters
from casework.desk import Desk
from casework.presents.matter import Matter
from casework.presents.person import Person
from casework.problems import Shut

OPEN_AT_ONCE = 5  # complaints of one person that wait for an answer


def complain(desk: Desk, head: Any, text: str) -> Matter:
    """Write to the unit above one's own, or to the office where there is none; one's own unit does not read it.

    Args:
        desk: where the deed is written down.
        head: of who writes.
        text: what was written.

    Raises:
        Shut: too many wait for an answer, or nobody could answer.
        Wrong: nothing was written, or too much.
    """
    person: Person = head.present
    if sum(m.kind == "complaint" and m.reply is None for m in person.state.matters) >= OPEN_AT_ONCE:
        raise Shut("complaints_wait", f"您有 {OPEN_AT_ONCE} 条还在等答复，答复以后再写。急事请打电话")
    unit = receiver(desk, person)
    if not unit:
        raise Shut("nobody_answers", "现在没有单位能答复。请打单位人事科的电话")
    matter = matters.made(desk, "complaint", text, unit, [], [], "")
    desk.record(head, "raised", {"matter": msgspec.to_builtins(matter)})
    matters.tell_unit(desk, unit, head.stream, "有人写了投诉或建议，请看后答复")
    return matter


def receiver(desk: Desk, person: Person) -> str:
    """Return the id of the unit that answers somebody's complaints: one above their own, else their region's office.

    No unit does to which they belong or for which they act, and none that is frozen; empty where nobody could.

    Args:
        desk: who asks.
        person: who writes.
    """
    units = desk.house.units
    own_units = [u for u in (person.state.employer, *(m.unit for m in person.acting(desk.act.today))) if u]
    scheme = desk.house.shelf.current.get(person.state.region)
    kinds = committees.kinds(scheme) if scheme is not None else ()
    offices = [n.ref.id for n in units.nodes.values() if n.account == "approved" and n.ref.kind in kinds]
    above = [u.id for unit in own_units[:1] for u in units.path(unit)]
    return next((u for u in (*above, *offices) if u not in own_units and not units.stopped(u)), "")
