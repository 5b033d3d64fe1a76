"""Units: finding one, registering one's own, and what the unit above sees of those beneath it and does with them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from casework import ids
from casework.access import ACTING, may_rule, registered_by
from casework.asking.registrable import STANDING
from casework.case import Case
from casework.deeds import registering
from casework.deeds import units as deeds
from casework.desk import Desk
from casework.ids import Base
from casework.known import in_order
from casework.presents.unit import Body
from casework.problems import Raced, Shut, hidden
from casework.views import registering as entry
from casework.views import units as views
from casework.views.fields import Option
from casework.views.me import Named
from casework.views.registering import Registering
from casework.views.units import Around, Attendance, Officer, UnitTree, UnitView
from casework.words import ACCOUNT, masked_id, masked_phone
from schemes import Scheme
from web.api import closing
from web.api.more_time import run_by
from web.api.officers import managed
from web.calls import Call, Route

PAGE, MOST = 50, 100_000
ROLES = sorted(ACTING)
FEW = 20  # units that a search for the one above shows


class Placed(msgspec.Struct, forbid_unknown_fields=True):
    """Chooses the kind of a unit that is registered and the unit above it."""

    kind: str
    parent: str


class Word(msgspec.Struct, forbid_unknown_fields=True):
    """Carries why something is done to a unit, where that has to be said."""

    opinion: str = ""


class Child(msgspec.Struct, forbid_unknown_fields=True):
    """Opens a unit beneath one's own."""

    kind: str
    name: str


class Found(msgspec.Struct, frozen=True):
    """Is somebody whose account belongs to a unit beneath one's own."""

    id: str
    name: str
    unit: str
    unit_name: str
    state_text: str
    id_number: str


async def units(call: Call) -> list[Named]:
    """Find units that have applicants by a few characters of their names."""
    scheme = await call.house.default_region()
    found = await call.house.employers(scheme, call.query("q"))
    return [Named(u.id, u.name) for u in found]


# ── registering ──────────────────────────────────────────────────────────────
async def parents(call: Call) -> list[Option]:
    """Find units that may stand above one of a kind; where there is but one it is found without a word."""
    house, kind = call.house, call.query("kind")
    tree, scheme = await house.tree(), await house.default_region()
    parts = call.query("q").split()
    named = [n for n in tree.nodes.values() if all(in_order(p, n.ref.name) for p in parts)]
    found = entry.parents_view(scheme, kind, named)
    return found[:FEW] if parts or len([f for f in found if f.ok]) == 1 else []


async def _mine(call: Call) -> str:
    """Return the id of the unit that who asks registers, empty where it is none."""
    if not call.act.person:
        return ""
    id = (await call.house.person(call.act)).state.registering
    body = await call.house.body("unit", id) if id else None
    return id if body is not None and registered_by(body, call.act.person) else ""


async def own(call: Call) -> Registering:
    """Show one's own registration of a unit, and which kinds can be registered."""
    id, scheme = await _mine(call), await call.house.default_region()
    await call.house.tree()

    async def see(desk: Desk) -> Registering:
        case = await desk.case(Base("unit", id)) if id else None
        return entry.registering_view(desk, scheme, case)

    return await call.house.read(call.act, [*call.mine(), *([ids.unit(id)] if id else [])], see)


async def put_place(call: Call) -> Registering:
    """Begin to register a unit, or choose its kind and the unit above it anew."""
    body, scheme = call.body, await call.house.default_region()
    id = await _mine(call) or ids.new_id("u")
    await call.house.tree()

    async def make(desk: Desk) -> Registering:
        registering.place(desk, desk.head(ids.unit(id)), body.kind, body.parent, scheme)
        return entry.registering_view(desk, scheme, await desk.case(Base("unit", id)))

    return await call.house.write(call.act, [*call.mine(), ids.unit(id)], msgspec.to_builtins(body), make, Registering)


async def register(call: Call) -> Registering:
    """Hand one's registration in, take it back to change it, or give it up."""
    house, deed = call.house, call.parts["deed"]
    if deed not in OWN:
        raise hidden()
    if (before := await house.answered(call.act, ["registering", deed], Registering)) is not None:
        return before  # what was given up is nobody's by now
    if not (id := await _mine(call)):
        raise hidden("这个单位")
    kept, scheme = await house.body("unit", id), await house.default_region()
    above = ids.unit(kept.state.parent) if kept else ""
    await house.tree()

    async def make(desk: Desk) -> Registering:
        case = await desk.case(Base("unit", id))
        match deed:
            case "hand_in":
                registering.hand_in(desk, case, _held(desk, case), await house.reads.units())
            case "take_back":
                registering.take_back(desk, case.head)
            case _:
                registering.give_up(desk, case.head)
        return entry.registering_view(desk, scheme, case, OWN[deed])

    return await house.write(call.act, [*call.mine(), ids.unit(id), above], ["registering", deed], make, Registering)


OWN = {
    "hand_in": "已交给上级单位审核。现在只能看；有结果就通知您", "take_back": "拿回来了，改好再交",
    "give_up": "不注册了。以后可以重新来",
}  # fmt: skip


def _held(desk: Desk, case: Case) -> Any:
    """Return the head of the unit above, which was looked up before it was held."""
    head = desk.work.heads.get(ids.unit(case.present.state.parent))
    if head is None:
        raise Raced("moved", "刚才换过上级单位，请看一眼再交")
    return head


# ── what stands beneath a unit ───────────────────────────────────────────────
async def beneath(call: Call) -> UnitTree:
    """List the units beneath one: all, those that wait, where nobody logs in, frozen ones; `q` is part of a name."""
    house, unit, now = call.house, call.parts["id"], call.act.now
    await managed(call, unit)
    tree, scheme = await house.tree(), await _scheme_of(call, unit)
    show = call.query("show", "all")
    parts, after = call.query("q").split(), call.number("after", 0, MOST)
    nodes = [(d, n) for d, n in views.in_tree(tree, unit) if all(in_order(p, n.ref.name) for p in parts)]
    there = await _attendance(call, [n.ref.id for _, n in nodes])
    listed = {
        s: [(d, n) for d, n in nodes if views.fits(s, n, there.get(n.ref.id, Attendance()), now)] for s in views.SHOWN
    }
    rows = listed.get(show, [])[after : after + PAGE]
    waiting = await house.reads.accounts_waiting([n.ref.id for _, n in rows])
    flat = bool(parts) or show != "all"
    lines = [
        views.line(
            tree, scheme, 0 if flat else d, n, there.get(n.ref.id, Attendance()), waiting.get(n.ref.id, 0), now
        )
        for d, n in rows
    ]  # fmt: skip
    node = tree.nodes[unit]
    return UnitTree(
        unit=unit, unit_name=node.ref.name, counts={s: len(found) for s, found in listed.items()}, lines=lines,
        more=len(listed.get(show, [])) > after + PAGE, stopped=views.stopped_text(tree, unit),
        opens=views.opens(scheme, tree, unit) if node.account == "approved" else (),
    )  # fmt: skip


async def people_beneath(call: Call) -> list[Found]:
    """Find somebody in a unit or beneath it: up to 50, from `after` on (manual 2.3.2).

    `q` is a name, an ID number or its last four, or a phone.
    """
    house, unit = call.house, call.parts["id"]
    await managed(call, unit)
    tree = await house.tree()
    search, number = house.searched(call.query("q"))
    if not search and not number:
        return []
    below = [unit, *(u.id for u in tree.below(unit))]
    rows = await house.reads.people_of(
        below, search=search, number=number, limit=PAGE, after=call.number("after", 0, MOST)
    )

    async def see(desk: Desk) -> list[Found]:
        return [
            Found(
                r.id, r.name, r.employer, tree.nodes[r.employer].ref.name, ACCOUNT[r.state],
                masked_id(desk.head(ids.person(r.id)).present.state.id_number),
            )
            for r in rows
        ]  # fmt: skip

    return await house.read(call.act, [ids.person(r.id) for r in rows], see)


async def _attendance(call: Call, units: Sequence[str]) -> dict[str, Attendance]:
    rows = await call.house.reads.officers(units, ROLES)
    last = await call.house.reads.last_here_of(sorted({r.person for r in rows}))
    return views.attendance(rows, last, call.act.today)


async def _scheme_of(call: Call, unit: str) -> Scheme:
    """Return the scheme that a unit keeps."""
    body = await call.house.body("unit", unit)
    if body is None:
        raise hidden("这个单位")
    return await call.house.shelf.get(body.state.scheme)


# ── one unit ─────────────────────────────────────────────────────────────────
async def unit(call: Call) -> UnitView:
    """Show a unit with its data and officers."""
    return await _shown(call, call.parts["id"])


async def _shown(call: Call, id: str, said: str = "") -> UnitView:
    await managed(call, id)
    around = await _around(call, id)

    async def see(desk: Desk) -> UnitView:
        return views.unit_view(desk, await desk.case(Base("unit", id)), around, said)

    return await call.house.read(call.act, [*call.mine(), ids.unit(id)], see)


async def _around(call: Call, id: str) -> Around:
    """Return what other streams and lists say of a unit."""
    house = call.house
    there = (await _attendance(call, [id])).get(id, Attendance())
    last = await house.reads.last_here_of([m.person for m in there.officers])
    officers: list[Officer] = []
    for m in there.officers:
        name = (await house.person_by_id(m.person)).state.name
        seen = views.seen_text(last.get(m.person, 0.0), call.act.now)
        if m.person not in {o.id for o in officers}:
            officers.append(Officer(m.person, name, m.role, m.since, seen))
    people, pending = await house.reads.headcount(id), (await house.reads.counts(id)).get("pending", 0)
    against, extends = await _against(call, id), bool(await run_by(call))
    return Around(there, officers, await _registrar(call, id), people, pending, against, extends)


async def _against(call: Call, id: str) -> str:
    """Return why a unit cannot be closed, empty where it can; no stream is held for it."""
    tree, reads = await call.house.tree(), call.house.reads
    children = [n for n in tree.children.get(id, []) if n.account in STANDING]
    return deeds.unfinished(len(children), await reads.headcount(id), await reads.running(id))


async def _registrar(call: Call, id: str) -> str:
    """Return name and masked phone of who registers a unit that waits, empty where nobody does."""
    body = await call.house.body("unit", id)
    if body is None or not body.state.registrar:
        return ""
    who = (await call.house.person_by_id(body.state.registrar)).state
    return f"{who.name} {masked_phone(who.phone)}".strip()


async def decide(call: Call) -> UnitView:
    """Approve, refuse, freeze, thaw or close a unit beneath one's own, or ask its officers to look."""
    house, id, deed, opinion = call.house, call.parts["id"], call.parts["deed"], call.body.opinion
    if deed not in SAID:
        raise hidden()
    await house.tree()
    kept = await house.body("unit", id)
    registrar = kept.state.registrar if kept is not None else ""
    rows = await house.reads.officers([id], sorted(deeds.ROLES)) if deed == "close" else []
    members = sorted({r.person for r in rows})
    there = (await _attendance(call, [id])).get(id, Attendance()) if deed == "remind" else Attendance()
    ahead = await closing.ahead(call, id) if deed == "close" and id in house.units.nodes else 0

    async def make(desk: Desk) -> bool:
        head = desk.head(ids.unit(id))
        if not isinstance(head.present, Body) or not head.at[0]:
            raise hidden("这个单位")
        may_rule(desk, id)
        if deed == "remind":
            deeds.remind(desk, head, attended=bool(there.officers))
            return True
        if deed == "close" and (against := await _against(call, id) or deeds.unfinished(0, 0, ahead)):
            raise Shut("unit_has", against)
        if deed == "approve":
            await _one_human(call, desk, registrar)
        who = desk.head(ids.person(registrar)) if registrar else None
        deeds.decide(desk, head, deed, opinion, who, [desk.head(ids.person(p)) for p in members])
        return True

    streams = [*call.mine(), ids.unit(id), *([ids.person(registrar)] if registrar else []), *map(ids.person, members)]
    await house.write(call.act, streams, [deed, id, opinion], make, bool)
    if deed == "close":
        await closing.let_go(call, id)
    return await _shown(call, id, SAID[deed])


SAID = {
    "approve": "审核通过了，已通知注册的人", "refuse": "没有通过，已把意见告诉注册的人",
    "freeze": "停用了，已通知它的经办人", "thaw": "恢复了，已通知它的经办人", "close": "注销了",
    "remind": "催过了，它的经办人会收到",
}  # fmt: skip


async def _one_human(call: Call, desk: Desk, registrar: str) -> None:
    """Refuse to let somebody act whose ID number is confirmed for another account (X-18)."""
    number = desk.head(ids.person(registrar)).present.state.id_number if registrar else ""
    holder = await call.house.reads.person_of_id(call.house.secrets.lookup(number)) if number else None
    if holder is not None and holder.id != registrar:
        raise Shut("id_taken", "注册人的身份证号已经确认给另一个微信。请不通过，让他用那个微信注册")


async def add(call: Call) -> UnitView:
    """Open a unit directly beneath one's own, of a kind that the unit above opens."""
    above, body = call.parts["id"], call.body
    await managed(call, above)
    id, scheme = ids.new_id("u"), await _scheme_of(call, above)

    async def make(desk: Desk) -> str:
        beside = await call.house.reads.units()
        deeds.add(desk, desk.head(ids.unit(id)), desk.head(ids.unit(above)), body.kind, body.name, scheme, beside)
        return id

    streams = [*call.mine(), ids.unit(above), ids.unit(id)]
    made = await call.house.write(call.act, streams, [above, msgspec.to_builtins(body)], make, str)
    return await _shown(call, made, "添加好了。给它一个邀请码，它的经办人扫一下就能用")


ROUTES: tuple[Any, ...] = (
    Route("GET", "units", units, "find units by name", list[Named]),
    Route("GET", "units/parents", parents, "find the unit above one that is registered", list[Option]),
    Route("GET", "me/unit", own, "one's own registration of a unit, and which kinds there are", Registering),
    Route("PUT", "me/unit", put_place, "begin to register a unit, or place it anew", Registering, Placed),
    Route("POST", "me/unit/deeds/<deed>", register, "hand in, take back or give up one's registration", Registering),
    Route("GET", "units/<id>", unit, "a unit with its data and officers", UnitView),
    Route("GET", "units/<id>/below", beneath, "the units beneath one", UnitTree),
    Route("GET", "units/<id>/below/people", people_beneath, "find somebody in a unit or beneath it", list[Found]),
    Route(
        "POST", "units/<id>/deeds/<deed>", decide, "approve, refuse, freeze, thaw, close or remind a unit beneath",
        UnitView, Word,
    ),
    Route("POST", "units/<id>/children", add, "open a unit beneath one's own", UnitView, Child),
)  # fmt: skip
