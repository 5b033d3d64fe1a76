"""A unit's officers: invited, listed with their days, handed over, frozen, let go."""

from typing import Any

import msgspec

from casework import ids
from casework.access import may_manage
from casework.deeds import account, doors, officers
from casework.desk import Desk
from casework.presents.person import Person, Role
from casework.problems import Hidden
from casework.views.officers import Member
from casework.views.officers import members as described
from web.api.tickets import PAGE, Ticket, as_ticket
from web.calls import Call, Route


class Invite(msgspec.Struct, forbid_unknown_fields=True):
    """Asks for an invitation; `since` is the first day, `until` the last of who invites and hands over."""

    role: Role
    since: str = ""
    until: str = ""


class Office(msgspec.Struct, forbid_unknown_fields=True):
    """Says until which day somebody acts, empty for no end, or that they do not act at present, and why."""

    until: str | None = None
    freeze: bool | None = None
    opinion: str = ""


async def invite(call: Call) -> Ticket:
    """Make an invitation to act for a unit."""
    unit, asked = call.parts["id"], call.body
    await call.house.tree()

    async def make(desk: Desk) -> str:
        return doors.invite(desk, unit, asked.role, asked.since, asked.until)

    token = await call.house.write(call.act, call.mine(), [unit, msgspec.to_builtins(asked)], make, str)
    return await as_ticket(call, token, PAGE, doors.INVITE)


async def managed(call: Call, unit: str) -> None:
    """Let through an officer of the unit or of one above it."""
    await call.house.tree()

    async def see(desk: Desk) -> bool:
        may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)], look=True)
        return True

    await call.house.read(call.act, call.mine(), see)


async def members(call: Call) -> list[Member]:
    """List who acts for a unit, or will."""
    unit = call.parts["id"]
    await managed(call, unit)
    return await listed(call, unit)


async def listed(call: Call, unit: str) -> list[Member]:
    """Return who acts for a unit, for whoever may know it."""
    house = call.house
    people = dict.fromkeys(m.person for m in await house.reads.staff(unit, call.act.today))
    staff: dict[str, Person] = {id: await house.person_by_id(id) for id in people}
    seen = {id: await house.reads.last_here(id) for id in people}
    return list(described(staff, seen, unit, call.act.now))


async def change(call: Call) -> list[Member]:
    """Say until when somebody acts for a unit, freeze that, or give it back."""
    unit, who, body = call.parts["id"], call.parts["person"], call.body
    await call.house.tree()
    staff = [ids.person(m.person) for m in await call.house.reads.staff(unit, call.act.today)]

    async def make(desk: Desk) -> bool:
        head = desk.head(ids.person(who))
        if not account.known(head):
            raise Hidden("not_found", "没有找到这个人，可能已经去掉了。请刷新名单再看")
        people = [desk.head(s).present for s in staff]
        if body.freeze:
            officers.stays_staffed(desk, head.present, unit, people)
        if body.freeze is not None:
            officers.freeze(desk, head, unit, body.opinion, on=body.freeze)
        else:
            officers.end(desk, head, unit, body.until or "", people)
        return True

    streams = [*call.mine(), ids.person(who), *staff]
    await call.house.write(call.act, streams, ["office", unit, who, msgspec.to_builtins(body)], make, bool)
    return await listed(call, unit)


async def dismiss(call: Call) -> list[Member]:
    """End everything that somebody may do for a unit."""
    unit, who = call.parts["id"], call.parts["person"]
    await call.house.tree()
    staff = [ids.person(m.person) for m in await call.house.reads.staff(unit, call.act.today)]

    async def make(desk: Desk) -> bool:
        head = desk.head(ids.person(who))
        if account.known(head):
            officers.stays_staffed(desk, head.present, unit, [desk.head(s).present for s in staff])
        officers.dismiss(desk, head, unit)
        officers.dismissed(desk, head.present, unit)
        return True

    streams = list(dict.fromkeys([*call.mine(), ids.person(who), *staff]))
    await call.house.write(call.act, streams, ["dismiss", unit, who], make, bool)
    return await listed(call, unit)


ROUTES: tuple[Any, ...] = (
    Route("POST", "units/<id>/invitations", invite, "invite somebody to act for a unit", Ticket, Invite),
    Route("GET", "units/<id>/members", members, "who acts for a unit", list[Member]),
    Route(
        "PUT", "units/<id>/members/<person>", change, "say until when somebody acts for a unit, or freeze that",
        list[Member], Office,
    ),
    Route("DELETE", "units/<id>/members/<person>", dismiss, "end what somebody may do for a unit", list[Member]),
)  # fmt: skip
