"""What a unit's applications were returned for again and again (B-14)."""

from collections.abc import Sequence

from casework import ids
from casework.access import may_act_for
from casework.desk import Desk
from casework.presents.application import Application
from casework.views.reasons import ReasonsView, given, recurring
from web.calls import Call, Route

PART = 500  # applications that are looked at at once


async def show(call: Call) -> ReasonsView:
    """List what came back among a unit's applications: under the plan that is asked for, else under the newest."""
    unit, house = call.parts["id"], call.house
    may_act_for(await house.person(call.act), unit, call.act.today, "这个列表")
    plans = await house.reads.plans_of(unit)
    named = {p: body.state.label for p in plans if (body := await house.body("plan", p)) is not None}
    if not named:
        return ReasonsView()
    plan = wanted if (wanted := call.query("plan")) in named else next(iter(named))
    names = [card.application for card in await house.reads.whole_list(unit, plan)]
    every = [one for n in range(0, len(names), PART) for one in await _part(call, names[n : n + PART])]
    other = [(p, label) for p, label in named.items() if p != plan]
    return ReasonsView(named[plan], len(every), recurring(every), other)


async def _part(call: Call, names: Sequence[str]) -> list[list[tuple[str, str]]]:
    async def see(desk: Desk) -> list[list[tuple[str, str]]]:
        found: list[list[tuple[str, str]]] = []
        for name in names:
            present = desk.head(ids.application(name)).present
            if isinstance(present, Application):
                found.append(given(await desk.house.shelf.get(present.state.scheme), present))
        return found

    return await call.house.read(call.act, [ids.application(name) for name in names], see)


ROUTES = (Route("GET", "units/<id>/reasons", show, "what a unit's applications were often returned for", ReasonsView),)
