"""Terms: whoever has to act is told in time; what nobody acted on ends; what ended long ago goes (X-19)."""

from datetime import datetime, timedelta

from casework import ids
from casework.actor import Act
from casework.bases import base_of_stream
from casework.deeds import move, removal, retention
from casework.desk import Desk
from casework.house import House
from casework.ids import Base
from casework.problems import Problem
from review.effects import Event
from review.status import Status

NEAR = timedelta(days=3)
YEAR = timedelta(days=365)


async def warn(house: House, application: str) -> bool:
    """Tell the applicant that a return must be answered soon; once for each end of a term.

    Args:
        house: what deeds work with.
        application: its id.

    Returns:
        Whether the term is near.
    """
    base, now = Base("application", application), house.clock.now()
    standing = (await house.present(base.stream)).state.standing
    if standing.due is None or standing.status is not Status.RETURNED:
        return False
    if not now < datetime.fromisoformat(standing.due) <= now + NEAR:
        return False
    act = Act(key=f"job|near {application} {standing.due}", epoch=now.timestamp(), surface="system")
    asked = ["near", standing.due]
    if await house.answered(act, asked, bool):
        return True  # it stays near for days, and is looked at again and again

    async def make(desk: Desk) -> bool:
        case = await desk.case(base)
        desk.announce(case, [Event("term_near", None, [])])
        return True

    return await house.write(act, await house.streams(base, act), asked, make, bool)


async def expired(house: House, stream: str, key: str) -> str:
    """End what a term has run out on (a return that nobody answered, a draft after closing).

    Args:
        house: what deeds work with.
        stream: the application's.
        key: of the job.
    """
    base = base_of_stream(stream)
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system")

    async def make(desk: Desk) -> str:
        case = await desk.case(base)
        try:
            move.lapse(desk, case)
        except Problem as error:
            return error.code
        return "ended"

    return await house.write(act, await house.streams(base, act), ["term"], make, str)


async def outlived(house: House, application: str, key: str) -> str:
    """Destroy an application that its region keeps no longer (X-19).

    Args:
        house: what deeds work with.
        application: its id.
        key: of the job.
    """
    base = Base("application", application)
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system")

    async def make(desk: Desk) -> str:
        return "gone" if retention.outlive(desk, await desk.case(base)) else "kept"

    return await house.write(act, await house.streams(base, act), ["retention"], make, str)


async def unused(house: House, person: str, last: float, key: str) -> str:
    """Destroy an account that nobody has used for its region's term and that nothing binds (X-19).

    Args:
        house: what deeds work with.
        person: id.
        last: when it was last used, epoch seconds.
        key: of the job.
    """
    found = await house.known_person(person)
    if found is None or (scheme := house.shelf.current.get(found.state.region)) is None:
        return "kept"
    await house.tree()
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system")
    stream, contacts = ids.person(person), found.state.contacts

    async def make(desk: Desk) -> str:
        heads = [desk.head(c) for c in contacts]
        gone = await removal.outlive(desk, desk.head(stream), heads, scheme, house.iso(last))
        return "gone" if gone else "kept"

    return await house.write(act, [stream, *contacts], ["retention"], make, str)


async def long_unused(house: House) -> list[tuple[str, float]]:
    """Return the ids of accounts so long unused that some region may keep them no longer, and since when."""
    terms = [s.region.retention for s in house.shelf.current.values() if s.region.retention is not None]
    if not terms:
        return []
    return await house.reads.unused((house.clock.now() - YEAR * min(map(retention.years, terms))).timestamp())


async def long_ended(house: House) -> list[str]:
    """Return the ids of applications that came to their end so long ago that their region may keep them no longer."""
    now, found = house.clock.now(), list[str]()
    for region, scheme in house.shelf.current.items():
        if scheme.region.retention is not None:
            shortest = now - YEAR * retention.years(scheme.region.retention)
            found += await house.reads.ended(region, shortest.timestamp())
    return found
