"""The accounts of a unit's people: lists, and what the unit decides on each."""

from typing import Any

import msgspec

from casework import ids
from casework.deeds import account, claims
from casework.desk import Desk
from casework.problems import Shut, hidden
from casework.views.me import Waiting, waiting_view
from web.api.officers import managed
from web.calls import Call, Route

PAGE, MOST = 100, 100_000


class Opinion(msgspec.Struct, forbid_unknown_fields=True):
    """Carries a unit's word."""

    opinion: str = ""


async def people(call: Call) -> list[Waiting]:
    """List the accounts of a unit, those that wait first: up to 100, from `after` on.

    `q` is a name, an ID number or its last four, or a phone.
    """
    unit = call.parts["id"]
    await managed(call, unit)
    house = call.house
    search, number = house.searched(call.query("q"))
    after = call.number("after", 0, MOST)
    rows = await house.reads.people(
        unit, call.query("list", "waiting"), PAGE, search=search, number=number, after=after
    )

    async def see(desk: Desk) -> list[Waiting]:  # two people of one name are told apart by their masked numbers
        heads = [(desk.head(ids.person(r.id)), house.iso(r.updated)) for r in rows]
        return [waiting_view(head.present, at, head.at[0]) for head, at in heads]

    return await house.read(call.act, [ids.person(r.id) for r in rows], see)


async def decide(call: Call) -> Waiting:
    """Confirm, refuse, release, freeze or thaw an account."""
    who, deed = call.parts["id"], call.parts["deed"]
    if deed not in account.ACCOUNT:
        raise hidden()
    await call.house.tree()

    async def make(desk: Desk) -> Waiting:
        head = desk.head(ids.person(who))
        if not account.known(head):
            raise account.absent()
        account.decide(desk, head, deed, call.body.opinion, [desk.head(a) for a in going])
        return waiting_view(head.present, seq=head.at[0])

    going = [ids.application(id) for id in await call.house.going(who)] if deed == "release" else []
    streams = [ids.person(who), *call.mine(), *going]
    try:
        return await call.house.write(call.act, streams, [deed, call.body.opinion], make, Waiting)
    except Shut as error:
        if error.code != "taken":
            raise
    await tell_both_units(call, who, (await call.house.person_by_id(who)).state.id_number)
    raise Shut("id_taken", "这个身份证号已经有人用了，两边的单位都通知了。请核对身份证原件；对的话，请对方单位先转出")


async def tell_both_units(call: Call, who: str, number: str) -> None:
    """Tell the units of both who claim one ID number, once a day.

    Args:
        call: what has found it out.
        who: id of who claims the number.
        number: as it is kept; it need not be the one that stands for the claimant.
    """
    house = call.house
    claimant = await house.person_by_id(who)
    holder = await house.reads.person_of_id(house.secrets.lookup(number))
    if holder is None:
        return

    async def make(desk: Desk) -> bool:
        claims.tell_both(desk, claimant, holder)
        return True

    key = f"claim|{who}|{holder.id}|{call.act.today}"
    await house.write(msgspec.structs.replace(call.act, key=key), call.mine(), ["claim", who, holder.id], make, bool)


ROUTES: tuple[Any, ...] = (
    Route("GET", "units/<id>/people", people, "accounts of a unit", list[Waiting]),
    Route(
        "POST", "people/<id>/deeds/<deed>", decide, "confirm, refuse, release, freeze or thaw an account", Waiting,
        Opinion,
    ),
)  # fmt: skip
