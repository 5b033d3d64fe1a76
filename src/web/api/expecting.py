"""A unit's list of the people whom it expects, and small corrections of what people have registered."""

from typing import Any

import msgspec

from casework import ids, meanwhile
from casework.case import Case
from casework.deeds import account, amend, expect
from casework.deeds.late import Late
from casework.desk import Desk
from casework.identity import id_number_of
from casework.ids import Base
from casework.problems import Problem, Shut, Wrong
from casework.roll import read
from casework.views.expected import BadLine, Expected, Taken, expected_view
from casework.views.me import waiting_view
from casework.views.registration import Registration, registration_of
from web.api.accounts import tell_both_units
from web.api.officers import managed
from web.calls import Call, Route


class Pasted(msgspec.Struct, forbid_unknown_fields=True):
    """Is a list as it was pasted, or the text of a table's file."""

    text: str


class Amend(msgspec.Struct, forbid_unknown_fields=True):
    """Puts one thing of a registration right: `name`, `id_number`, or the address of an answer."""

    place: str
    text: str | None = None
    value: Any = None
    opinion: str = ""


class Amended(msgspec.Struct):
    """Says what was put right, and how the registration is now."""

    said: str
    registration: Registration


async def take(call: Call) -> Taken:
    """Take a list: good lines are kept, bad ones named; who waits and stands on it is confirmed at once."""
    unit, house = call.parts["id"], call.house
    await managed(call, unit)
    listed, bad = read(call.body.text, call.act.today)

    async def make(desk: Desk) -> int:
        expect.expect(desk, desk.head(ids.unit(unit)), listed)
        return len(listed)

    kept = await house.write(call.act, [ids.unit(unit), *call.mine()], ["expect", call.body.text], make, int)
    here = {hash: id for hash, id, state in await house.reads.registered(unit) if state == "waiting"}
    waiting = [here[hash] for hash in dict.fromkeys(house.secrets.lookup(p.number) for p in listed) if hash in here]
    confirmed = sum([await _admit(call, id) for id in waiting])
    parts = [f"收下 {kept} 人"] + [f"其中 {confirmed} 人正等确认，已经确认了"] * bool(confirmed)
    parts += [f"{len(bad)} 行没有收，请改好再贴，收下的不用重贴"] * bool(bad)
    return Taken(kept, confirmed, "；".join(parts), [BadLine(b.line, b.name, b.why) for b in bad])


async def _admit(call: Call, who: str) -> bool:
    """Confirm somebody who waits and stands on the list now; tell whether it was done."""

    async def make(desk: Desk) -> bool:
        head = desk.head(ids.person(who))
        if not await expect.expected(desk, await desk.case(Base("person", who))):
            return False
        account.decide(desk, head, "confirm", "")
        return True

    act = msgspec.structs.replace(call.act, key=f"{call.act.key}|{who}", seq=None)
    try:
        return await call.house.write(act, [ids.person(who), *call.mine()], ["listed", who], make, bool)
    except Problem:
        return False


async def look(call: Call) -> Expected:
    """Show whom the unit expects."""
    unit = call.parts["id"]
    await managed(call, unit)
    return await _listed(call, unit)


async def drop(call: Call) -> Expected:
    """Take somebody off the list."""
    unit, ref = call.parts["id"], call.parts["ref"]
    await call.house.tree()
    known = bool(await call.house.reads.expected(unit, ref))

    async def make(desk: Desk) -> bool:
        expect.forget(desk, desk.head(ids.unit(unit)), ref, known=known)
        return True

    await call.house.write(call.act, [ids.unit(unit), *call.mine()], ["forget", ref], make, bool)
    return await _listed(call, unit)


async def _listed(call: Call, unit: str) -> Expected:
    reads = call.house.reads
    return expected_view(await reads.expected(unit), await reads.registered(unit), call.query("q"))


async def registration(call: Call) -> Registration:
    """Show what somebody of the unit has registered."""
    await call.house.tree()

    async def see(desk: Desk) -> Registration:
        head = desk.head(ids.person(call.parts["id"]))
        if not account.known(head):
            raise account.absent()
        account.manages(desk, head.present)
        case = await desk.case(Base("person", call.parts["id"]))
        return registration_of(case, waiting_view(head.present, seq=head.at[0]))

    return await call.house.read(call.act, [*call.mine(), ids.person(call.parts["id"])], see)


async def correct(call: Call) -> Amended:
    """Put something of a registration right; the person is told."""
    who, body = call.parts["id"], call.body
    await call.house.tree()

    async def make(desk: Desk) -> Amended:
        head = desk.head(ids.person(who))
        if not account.known(head):
            raise account.absent()
        account.manages(desk, head.present)
        case: Case = await desk.case(Base("person", who))
        said = await amend.amend(desk, case, body.place, body.text, body.value, body.opinion)
        return Amended(
            said, registration_of(await desk.case(Base("person", who)), waiting_view(head.present, seq=head.at[0]))
        )

    streams = [ids.person(who), *call.mine()]
    try:
        return await call.house.write(call.act, streams, ["amend", msgspec.to_builtins(body)], make, Amended)
    except Late as late:
        raise await meanwhile.told(call.house, call.act, late) from None
    except Shut as error:
        if error.code != "taken":
            raise
    await tell_both_units(call, who, id_number_of(body.text or "", call.act.today))
    raise Wrong("id_taken", "这个身份证号已经确认给另一个人了，没有改。两边的单位都通知了，请核对身份证原件")


ROUTES: tuple[Any, ...] = (
    Route("POST", "units/<id>/expected", take, "take a list of people whom the unit expects", Taken, Pasted),
    Route("GET", "units/<id>/expected", look, "whom the unit expects", Expected),
    Route("DELETE", "units/<id>/expected/<ref>", drop, "take somebody off that list", Expected),
    Route("GET", "people/<id>/registration", registration, "what somebody of the unit has registered", Registration),
    Route(
        "POST", "people/<id>/corrections", correct, "put something of a registration right", Amended, Amend,
    ),
)  # fmt: skip
