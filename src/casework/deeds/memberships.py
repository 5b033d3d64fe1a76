"""What a person may do for a unit: given, changed, stopped, ended (X-15, X-22)."""

from datetime import timedelta
from typing import Any

import msgspec

from casework.desk import Desk
from casework.presents.person import Membership, Person, Role


def join(desk: Desk, head: Any, unit: str, role: Role, by: str, since: str = "") -> None:
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


def lasting(person: Person, unit: str, today: str) -> list[Membership]:
    """Return what a person may do for a unit today or later, for any where none is named."""
    return [m for m in person.state.memberships if unit in {"", m.unit} and (not m.until or m.until >= today)]


def change(desk: Desk, head: Any, old: Membership, **changed: str) -> None:
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
            change(desk, head, m, until=before)


def stop(desk: Desk, head: Any, unit: str, why: str) -> None:
    """Keep what a person may do for a unit from giving anything, or give that back; what was frozen by itself stays."""
    for m in head.present.state.memberships:
        if m.unit == unit and (m.stopped == "account" if not why else not m.frozen):
            change(desk, head, m, frozen=why, stopped="account" if why else "")
