"""What stands against closing a unit beyond its own lists, and what has to follow it."""

import msgspec

from casework import ids
from casework.deeds import units
from casework.desk import Desk
from casework.presents.application import Application
from web.calls import Call

PART = 500  # applications that are looked at at once


async def ahead(call: Call, id: str) -> int:
    """Return how many applications under way will come to a unit: their routes were laid when they were handed in."""
    tree, house = await call.house.tree(), call.house
    above = tree.parent(id)
    around = [above.id, *(u.id for u in tree.below(above.id))] if above is not None else [id]
    names, found = await house.reads.running_of(around), 0

    async def see(desk: Desk) -> int:
        presents = [desk.head(stream).present for stream in desk.work.heads if stream.startswith("application:")]
        courses = [p.state.standing.course for p in presents if isinstance(p, Application)]
        return sum(course is not None and any(s.unit.id == id for s in course.steps) for course in courses)

    for n in range(0, len(names), PART):
        found += await house.read(call.act, [ids.application(name) for name in names[n : n + PART]], see)
    return found


async def let_go(call: Call, id: str) -> None:
    """Release those who came to belong to a unit in the moment in which it was closed, and tell them."""
    for one in await call.house.reads.people(id, "all"):
        stream = ids.person(one.id)

        async def make(desk: Desk, stream: str = stream) -> bool:
            units.let_go(desk, desk.head(stream), id)
            return True

        act = msgspec.structs.replace(call.act, key=f"{call.act.key}|{one.id}", seq=None)
        await call.house.write(act, [stream], ["unit gone", id], make, bool)
