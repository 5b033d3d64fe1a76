"""Giving up one's account: what that does, and doing it (X-19)."""

from typing import Any

from casework import entrance, ids
from casework.access import person_of
from casework.case import Case
from casework.deeds import removal
from casework.desk import Desk
from casework.ids import Base
from casework.problems import Shut
from casework.views.removal import Removal, Removed, handed_in, removal_view, removed_view
from web.calls import Call, Route


async def look(call: Call) -> Removal:
    """Say whether one's account can be given up, what goes with it and what stays."""
    house = call.house
    await house.tree()
    ended = [r.id for r in await house.reads.applications(call.act.person)] if call.act.person else []

    async def see(desk: Desk) -> Removal:
        if why := await removal.bound(desk, person_of(desk)):
            return removal_view(why, ())
        return removal_view("", await _cases(desk, ended))

    return await house.read(call.act, [*map(ids.application, ended), *call.mine()], see)


async def remove(call: Call) -> Removed:
    """Give up one's account for good."""
    house = call.house
    await house.tree()
    me = await house.person(call.act)
    ended = [r.id for r in await house.reads.applications(me.id)]

    async def make(desk: Desk) -> Removed:
        person = person_of(desk)
        if why := await removal.bound(desk, person):
            raise Shut("account_bound", why)
        cases = await _cases(desk, ended)
        await removal.remove(desk, desk.head(ids.person(me.id)), [desk.head(c) for c in me.state.contacts], cases)
        return removed_view(handed_in(cases))

    streams = [ids.person(me.id), *me.state.contacts, *map(ids.application, ended)]
    done = await house.write(call.act, streams, "remove", make, Removed)
    entrance.forget_all(house, me.id)
    return done


async def _cases(desk: Desk, applications: list[str]) -> list[Case]:
    return [await desk.case(Base("application", id)) for id in applications]


ROUTES: tuple[Any, ...] = (
    Route("GET", "me/removal", look, "what giving up one's account would do", Removal),
    Route("DELETE", "me", remove, "give up one's account for good", Removed),
)
