"""Units: finding one, its people and their accounts, who acts for it and by which invitation."""

from typing import Any

import msgspec

from casework import ids
from casework.access import may_manage
from casework.deeds import account, doors
from casework.desk import Desk
from casework.presents.person import Role
from casework.problems import Shut, Wrong, hidden
from casework.views.me import Named, Waiting, waiting_view
from web.api.tickets import Ticket, as_ticket
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

    async def make(desk: Desk) -> str:
        return doors.invite(desk, unit, role)

    token = await call.house.write(call.act, call.mine(), [unit, role], make, str)
    return await as_ticket(call, token, "pages/ticket/ticket", doors.INVITE)


async def people(call: Call) -> list[Waiting]:
    """List the accounts of a unit, those that wait first."""
    unit = call.parts["id"]
    await call.house.tree()

    async def see(desk: Desk) -> bool:
        may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
        return True

    await call.house.read(call.act, call.mine(), see)
    house = call.house
    rows = await house.reads.people(unit, call.query("list", "waiting"))
    # Who is to be confirmed must be recognised: masked numbers, and since when.
    whole = {r.id: await house.person_by_id(r.id) for r in rows if r.state == "waiting"}
    return [waiting_view(whole.get(r.id, r), house.iso(r.updated)) for r in rows]


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

    try:
        return await call.house.write(
            call.act, [*call.mine(), ids.person(who)], [deed, call.body.opinion], make, Waiting
        )
    except Wrong:
        raise
    except Shut as error:
        if error.code == "taken":
            raise Shut(
                "id_taken", "这个身份证号已经有人用了。请核对身份证原件；对的话，请对方单位先转出旧账号"
            ) from None
        raise


ROUTES: tuple[Any, ...] = (
    Route("GET", "units", units, "find units by name", list[Named]),
    Route("POST", "units/<id>/invitations", invite, "invite somebody to act for a unit", Ticket, Invite),
    Route("GET", "units/<id>/people", people, "accounts of a unit", list[Waiting]),
    Route(
        "POST", "people/<id>/deeds/<deed>", decide, "confirm, refuse, release, freeze or thaw an account", Waiting,
        Opinion,
    ),
)  # fmt: skip
