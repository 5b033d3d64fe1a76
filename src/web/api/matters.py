"""Disputes of a rejection, complaints, claims on an ID number: raised by people, answered by units (X-24)."""

import hashlib
from typing import Any

import msgspec

from casework import ids
from casework.access import person_of
from casework.case import Case
from casework.deeds import account, claims, complaints, disputes, matters
from casework.desk import Desk
from casework.ids import Base
from casework.presents.matter import Matter
from casework.problems import Hidden, Wrong
from casework.views.matters import ClaimView, Disputes, MatterView, claim_view, disputes_view, matter_view
from evidence.kinds import Unusable, sniff
from storage.kept import MatterKept
from web.api.bases import about
from web.api.evidence import LARGEST
from web.api.officers import managed
from web.calls import Bad, Call, Large, Route
from web.limits import seldom
from web.parts import file_of

PAGE, MOST = 50, 100_000


class Statement(msgspec.Struct, forbid_unknown_fields=True):
    """Is what somebody has to say, with the pictures that were brought for it."""

    text: str
    photos: list[str] = []


class Words(msgspec.Struct, forbid_unknown_fields=True):
    """Carries one text."""

    text: str


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """Answers something; `grants` says of a dispute whether the rejection is to be taken back."""

    text: str
    grants: bool | None = None


class Settled(msgspec.Struct, forbid_unknown_fields=True):
    """Decides whose an ID number is: `yields` gives it to who claims it; `seen`, that the ID card was looked at."""

    yields: bool
    seen: bool
    text: str


class Exhibit(msgspec.Struct):
    """Names a picture that was kept."""

    digest: str


async def disputed(call: Call) -> Disputes:
    """Say whether a rejection can be disputed, and what was."""

    async def see(desk: Desk, case: Case) -> Disputes:
        return disputes_view(desk, case, disputes.PHOTOS)

    return await call.house.look(call.act, about(call), see, "")


async def dispute(call: Call) -> Disputes:
    """Answer a rejection."""
    base, body = about(call), call.body
    await call.house.tree()

    async def make(desk: Desk, case: Case) -> Disputes:
        disputes.dispute(desk, case, body.text, body.photos)
        case.own = True
        return disputes_view(desk, case, disputes.PHOTOS)

    return await call.house.perform(call.act, base, ["dispute", msgspec.to_builtins(body)], make, Disputes)


async def exhibit(call: Call) -> Exhibit:
    """Keep a picture that is to go with a dispute."""
    base = about(call)

    async def allowed(desk: Desk, case: Case) -> bool:
        disputes.may_show(desk, case)
        return True

    await call.house.allowed(call.act, base, allowed)
    call = await call.arrived()
    data = file_of(call.request)
    if data is None:
        raise Bad("file_missing", "没有收到照片。请重新选一次")
    if len(data) > LARGEST:
        raise Large("file_large", f"{len(data) // 1_000_000} MB，超过 {LARGEST // 1_000_000} MB。请把照片改小一点再传")
    try:
        sniff(data)
        made = await call.house.bench.run("page", data, 0)
    except Unusable as error:
        raise Wrong(error.code, error.text) from None
    file, digest = await call.house.store(base.stream, made.jpeg), hashlib.sha256(data).hexdigest()

    async def make(desk: Desk, case: Case) -> Exhibit:
        disputes.exhibit(desk, case, file, len(made.jpeg))
        return Exhibit(file)

    return await call.house.perform(call.act, base, ["exhibit", digest], make, Exhibit)


async def complain(call: Call) -> list[MatterView]:
    """Write to the unit above, or to the office."""
    await call.house.tree()

    async def make(desk: Desk) -> list[MatterView]:
        head = desk.head(ids.person(person_of(desk).id))
        complaints.complain(desk, head, call.body.text)
        return _own(desk)

    return await call.house.write(call.act, call.mine(), ["complain", call.body.text], make, list[MatterView])


async def mine(call: Call) -> list[MatterView]:
    """List what one has raised, and the answers."""
    await call.house.tree()

    async def see(desk: Desk) -> list[MatterView]:
        person_of(desk)
        return _own(desk)

    return await call.house.read(call.act, call.mine(), see)


def _own(desk: Desk) -> list[MatterView]:
    found = reversed(person_of(desk).state.matters)
    return [matter_view(m, desk.house.units, desk.act.now) for m in found]


async def claim(call: Call) -> list[MatterView]:
    """Say that one's ID number was registered by somebody else."""
    house, asked = call.house, ["claim", call.body.text]
    if (before := await house.answered(call.act, asked, list[MatterView])) is not None:
        return before
    seldom(call.request, call.act)
    await house.tree()

    async def make(desk: Desk) -> list[MatterView]:
        head = desk.head(ids.person(person_of(desk).id))
        number = head.present.state.id_number
        holder = await house.reads.person_of_id(house.secrets.lookup(number)) if number else None
        claims.claim(desk, head, holder, call.body.text)
        return _own(desk)

    return await house.write(call.act, call.mine(), asked, make, list[MatterView])


async def listed(call: Call) -> list[MatterView]:
    """List what a unit is to answer and may follow, what is open first: up to 50, from `after` on."""
    unit, house = call.parts["id"], call.house
    await house.tree()

    async def may(desk: Desk) -> bool:
        matters.may_see(desk, unit)
        return True

    await house.read(call.act, call.mine(), may)
    found: list[MatterView] = []
    after = call.number("after", 0, MOST)
    for kept in await house.reads.matters(unit, state=call.query("state"), after=after, limit=PAGE):
        present = await house.present(_stream(kept))
        matter = next((m for m in present.state.matters if m.id == kept.id), None) if present is not None else None
        if matter is not None:
            who = await house.known_person(kept.person)
            base = Base("application", kept.application).path if kept.application else ""
            found.append(matter_view(matter, house.units, call.act.now, base=base, unit=unit, who=who))
    return found


def _stream(kept: MatterKept) -> str:
    return ids.application(kept.application) if kept.application else ids.person(kept.person)


async def reply(call: Call) -> MatterView:
    """Answer what somebody has raised."""
    unit, id, house = call.parts["id"], call.parts["matter"], call.house
    await house.tree()
    kept = await house.reads.matter(unit, id)
    stream = _stream(kept) if kept is not None else ids.unit(unit)
    wrote = [ids.person(kept.person)] if kept is not None else []
    streams = list(dict.fromkeys([stream, *wrote, *call.mine()]))

    async def make(desk: Desk) -> MatterView:
        if kept is None:
            matters.may_see(desk, unit)
            raise Hidden("not_found", "没有找到这一条，可能已经办过了。请刷新再看")
        head, writer = desk.head(stream), desk.head(ids.person(kept.person)).present
        matters.reply(desk, head, id, unit, call.body.text, writer, call.body.grants)
        found: Matter = next(m for m in head.present.state.matters if m.id == id)
        base = Base("application", kept.application).path if kept.application else ""
        return matter_view(found, desk.house.units, desk.act.now, base=base, unit=unit)

    return await house.write(call.act, streams, ["reply", id, call.body.text, call.body.grants], make, MatterView)


async def claimed(call: Call) -> list[ClaimView]:
    """List the ID numbers of a unit's people that two have registered."""
    unit = call.parts["id"]
    await managed(call, unit)
    return await _claims(call, unit)


async def _claims(call: Call, unit: str) -> list[ClaimView]:
    house = call.house
    names = {id: n.ref.name for id, n in house.units.nodes.items()}
    found: list[ClaimView] = []
    for holder, claimant in await house.reads.claims([unit]):
        one, other = await house.person_by_id(holder), await house.person_by_id(claimant)
        found.append(claim_view(one, other, names, decides=one.state.employer == unit))
    return found


async def settle(call: Call) -> list[ClaimView]:
    """Decide, with the ID card seen, whose an ID number is."""
    unit, who, body, house = call.parts["id"], call.parts["person"], call.body, call.house
    await house.tree()
    pairs = {claimant: holder for holder, claimant in await house.reads.claims([unit])}
    holder = pairs.get(who, "")
    going = [ids.application(id) for id in await house.going(holder)] if holder and body.yields else []

    async def make(desk: Desk) -> bool:
        if not holder:
            raise account.absent()
        heads = [desk.head(a) for a in going]
        one, other = desk.head(ids.person(who)), desk.head(ids.person(holder))
        claims.settle(desk, one, other, yields=body.yields, seen=body.seen, text=body.text, applications=heads)
        return True

    streams = [ids.person(who), *([ids.person(holder)] if holder else []), *call.mine(), *going]
    await house.write(call.act, streams, ["settle", who, msgspec.to_builtins(body)], make, bool)
    return await _claims(call, unit)


BASE = "<kind>/<id>"
ROUTES: tuple[Any, ...] = (
    Route("GET", f"{BASE}/disputes", disputed, "whether a rejection can be disputed, and what was", Disputes),
    Route("POST", f"{BASE}/disputes", dispute, "dispute a rejection", Disputes, Statement),
    Route(
        "POST", f"{BASE}/disputes/photos", exhibit, "a picture for a dispute (multipart `file`)", Exhibit,
        limit=LARGEST + 4096, files=True,
    ),
    Route("GET", "me/matters", mine, "what one has raised, and the answers", list[MatterView]),
    Route("POST", "me/complaints", complain, "complain, or suggest something", list[MatterView], Words),
    Route("POST", "me/claims", claim, "say that somebody else registered one's ID number", list[MatterView], Words),
    Route("GET", "units/<id>/matters", listed, "what a unit is to answer", list[MatterView]),
    Route("POST", "units/<id>/matters/<matter>", reply, "answer something", MatterView, Answer),
    Route("GET", "units/<id>/claims", claimed, "ID numbers that two have registered", list[ClaimView]),
    Route("POST", "units/<id>/claims/<person>", settle, "decide whose an ID number is", list[ClaimView], Settled),
)  # fmt: skip
