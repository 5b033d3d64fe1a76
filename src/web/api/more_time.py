"""More time under a plan, for a unit or for one of its people, by the plan's office (X-01)."""

from typing import Any, Literal

import msgspec

from casework import ids
from casework.deeds import more_time
from casework.desk import Desk
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import hidden
from casework.views.more_time import MoreTime, more_time_view
from schemes import Scheme
from web.calls import Call, Route


class Extension(msgspec.Struct, forbid_unknown_fields=True):
    """Gives more time: under which plan, for what, until which day, why, and to whom where it is one person."""

    plan: str
    what: Literal["fill", "list"]
    until: str
    reason: str
    person: str = ""


async def run_by(call: Call) -> list[tuple[Body, Scheme]]:
    """Return the plans that go on and whose office who asks acts for, each with its scheme."""
    house, found = call.house, list[tuple[Body, Scheme]]()
    me, tree = await house.person(call.act), await house.tree()
    if not any("office" in me.roles(m.unit, call.act.today) for m in me.state.memberships):
        return found
    for plan in await house.plans():
        scheme = await house.shelf.get(plan.state.scheme)
        if plan.state.state == "open" and more_time.runs(me, scheme, plan.state, tree, call.act.today):
            found.append((plan, scheme))
    return found


async def _whose(call: Call, person: str) -> tuple[str, Person | None]:
    """Return the name of the unit, and its person who is meant.

    Raises:
        Hidden: who asks runs no plan, or there is no such unit or person.
    """
    unit = call.parts["id"]
    node = (await call.house.tree()).nodes.get(unit)
    if node is None or node.account not in {"approved", "frozen"} or not await run_by(call):
        raise hidden("这个单位")
    if not person:
        return node.ref.name, None
    present = await call.house.present(ids.person(person)) if "\0" not in person else None
    if not isinstance(present, Person) or present.state.employer != unit:
        raise hidden("这个人")
    return node.ref.name, present


async def show(call: Call) -> MoreTime:
    """Show until when a unit or one of its people may hand in, and the unit send its list up."""
    return await _shown(call, call.query("person"))


async def _shown(call: Call, person: str, said: str = "") -> MoreTime:
    name, who = await _whose(call, person)
    return more_time_view(call.parts["id"], name, who, await run_by(call), call.act.now, said)


async def give(call: Call) -> MoreTime:
    """Give a unit, or one of its people, more time."""
    house, unit, body = call.house, call.parts["id"], call.body
    await _whose(call, body.person)
    found = next((one for one in await run_by(call) if one[0].id == body.plan), None)
    if found is None or (body.person and body.what == "list"):
        raise hidden("这个计划")
    begun = await house.reads.unfinished(unit, body.plan) if body.what == "fill" else []
    if body.person:
        mine = [r for r in await house.reads.applications(body.person) if r.plan == body.plan]
        begun = [(r.id, body.person) for r in mine]
    streams = [ids.plan(body.plan), *call.mine(), *([ids.person(body.person)] if body.person else [])]
    streams += [s for id, person in begun for s in (ids.application(id), ids.person(person))]

    async def make(desk: Desk) -> str:
        who = desk.head(ids.person(body.person)) if body.person else None
        return await more_time.give(
            desk, desk.head(ids.plan(body.plan)), found[1], unit, body.what, body.until, body.reason, who,
            [id for id, _ in begun],
        )  # fmt: skip

    asked: list[Any] = ["more time", unit, msgspec.to_builtins(body)]
    said = await house.write(call.act, list(dict.fromkeys(streams)), asked, make, str)
    return await _shown(call, body.person, said)


AT = "units/<id>/more-time"
ROUTES: tuple[Any, ...] = (
    Route("GET", AT, show, "until when a unit or one of its people may hand in", MoreTime),
    Route("POST", AT, give, "give a unit or one of its people more time", MoreTime, Extension),
)
