"""Somebody who waits for a unit's word and whom the unit has listed is confirmed before anybody is asked (CQ-03)."""

from casework import ids
from casework.actor import Act
from casework.deeds import expect
from casework.desk import Desk
from casework.house import House
from casework.problems import Shut


async def admitted(house: House, stream: str, key: str) -> bool:
    """Confirm somebody who waits and whom the unit has listed, before anybody is asked; tell whether it was so.

    Args:
        house: what deeds work with.
        stream: of the person who waits.
        key: of the job.
    """
    await house.tree()
    act = Act(key=f"job|{key}|admit", epoch=house.clock.time(), surface="system")

    async def make(desk: Desk) -> bool:
        head = desk.head(stream)
        if not await expect.expected(desk, await desk.case(ids.Base("person", ids.bare(stream)))):
            return False
        expect.admit(desk, head)
        return True

    try:
        listers = await expect.listers(house, await house.person_by_id(ids.bare(stream)))
        streams = list(dict.fromkeys([stream, *listers]))
        return await house.write(act, streams, ["admit", stream], make, bool)
    except Shut:  # somebody else was confirmed with the same number just now: the unit decides
        return False
