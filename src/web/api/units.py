"""Units: finding one, its people and their accounts, who acts for it and by which invitation."""

from collections.abc import Mapping
from typing import Any

import msgspec

from casework import ids
from casework.access import may_manage
from casework.deeds import account, doors
from casework.desk import Desk
from casework.presents.person import Role
from casework.problems import Shut, hidden
from casework.views.me import Named, Waiting, waiting_view
from web.api.tickets import PAGE, Ticket, as_ticket
from web.calls import Call, Route


class Invite(msgspec.Struct, forbid_unknown_fields=True):
    """Asks for an invitation."""

    role: Role


class Opinion(msgspec.Struct, forbid_unknown_fields=True):
    """Carries a unit's word."""

    opinion: str = ""


async def units(call: Call) -> list[Named]:
    """Find units by a few characters of their names."""
    scheme = await call.house.default_region()
    found = await call.house.employers(scheme, call.query("q"))
    return [Named(u.id, u.name) for u in found]


async def invite(call: Call) -> Ticket:
    """Make an invitation to act for a unit."""
    unit, role = call.parts["id"], call.body.role
    await call.house.tree()

    async def make(desk: Desk) -> str:
        return doors.invite(desk, unit, role)

    token = await call.house.write(call.act, call.mine(), [unit, role], make, str)
    return await as_ticket(call, token, PAGE, doors.INVITE)


async def _manages(call: Call, unit: str) -> None:
    """Let through an officer of the unit or of one above it."""
    await call.house.tree()

    async def see(desk: Desk) -> bool:
        may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
        return True

    await call.house.read(call.act, call.mine(), see)


async def people(call: Call) -> list[Waiting]:
    """List the accounts of a unit, those that wait first; `q` is a name, an ID number or its last four, or a phone."""
    unit = call.parts["id"]
    await _manages(call, unit)
    house = call.house
    search, number = house.searched(call.query("q"))
    rows = await house.reads.people(unit, call.query("list", "waiting"), search=search, number=number)

    async def see(desk: Desk) -> list[Waiting]:  # two people of one name are told apart by their masked numbers
        return [waiting_view(desk.head(ids.person(r.id)).present, house.iso(r.updated)) for r in rows]

    return await house.read(call.act, [ids.person(r.id) for r in rows], see)


async def decide(call: Call) -> Waiting:
    """Confirm, refuse, release, freeze or thaw an account."""
    who, deed = call.parts["id"], call.parts["deed"]
    if deed not in account.ACCOUNT:
        raise hidden()
    await call.house.tree()

    async def make(desk: Desk) -> Waiting:
        head = desk.head(ids.person(who))
        if not head.at[0]:
            raise account.absent()
        account.decide(desk, head, deed, call.body.opinion)
        return waiting_view(head.present)

    streams = [*call.mine(), ids.person(who)]
    try:
        return await call.house.write(call.act, streams, [deed, call.body.opinion], make, Waiting)
    except Shut as error:
        if error.code != "taken":
            raise
    await _claimed(call, who)
    raise Shut("id_taken", "这个身份证号已经有人用了，两边的单位都通知了。请核对身份证原件；对的话，请对方单位先转出")


async def _claimed(call: Call, who: str) -> None:
    """Tell the units of both who claim one ID number, once a day."""
    house = call.house
    claimant = await house.person_by_id(who)
    holder = await house.reads.person_of_id(house.secrets.lookup(claimant.state.id_number))
    if holder is None:
        return

    async def make(desk: Desk) -> bool:
        account.claimed(desk, claimant, holder)
        return True

    key = f"claim|{who}|{holder.id}|{call.act.today}"
    await house.write(msgspec.structs.replace(call.act, key=key), call.mine(), ["claim", who, holder.id], make, bool)


class Member(msgspec.Struct, frozen=True):
    """Is somebody who acts for a unit."""

    id: str
    name: str
    role: str
    role_text: str
    since: str


async def members(call: Call) -> list[Member]:
    """List who acts for a unit now."""
    unit = call.parts["id"]
    await _manages(call, unit)
    rows = await call.house.reads.members(unit, call.act.today)
    names = {r.person: (await call.house.person_by_id(r.person)).state.name for r in rows}
    texts: Mapping[str, str] = {**doors.ROLE_NAMES}
    return [Member(r.person, names[r.person], r.role, texts.get(r.role, ""), r.since) for r in rows]


async def dismiss(call: Call) -> list[Member]:
    """End everything that somebody may do for a unit."""
    unit, who = call.parts["id"], call.parts["person"]
    await call.house.tree()

    async def make(desk: Desk) -> bool:
        account.dismiss(desk, desk.head(ids.person(who)), unit)
        return True

    await call.house.write(call.act, [*call.mine(), ids.person(who)], ["dismiss", unit, who], make, bool)
    return await members(call)


ROUTES: tuple[Any, ...] = (
    Route("GET", "units", units, "find units by name", list[Named]),
    Route("POST", "units/<id>/invitations", invite, "invite somebody to act for a unit", Ticket, Invite),
    Route("GET", "units/<id>/people", people, "accounts of a unit", list[Waiting]),
    Route(
        "POST", "people/<id>/deeds/<deed>", decide, "confirm, refuse, release, freeze or thaw an account", Waiting,
        Opinion,
    ),
    Route("GET", "units/<id>/members", members, "who acts for a unit", list[Member]),
    Route("DELETE", "units/<id>/members/<person>", dismiss, "end what somebody may do for a unit", list[Member]),
)  # fmt: skip
