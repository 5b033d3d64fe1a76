"""Fetching what somebody filled in an application that has ended, and copying its documents into the next (B-05)."""

from collections.abc import Mapping

from casework import ids
from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.ids import Base
from casework.problems import Hidden, Spoilt
from casework.views.earlier import Earlier, earlier_of


async def load(house: House, act: Act, application: str) -> Earlier:
    """Read what stood in an ended application, for its own person.

    Nothing else may be held meanwhile.

    Args:
        house: what deeds work with.
        act: who and when.
        application: its id.

    Raises:
        Hidden: it is gone, or another's.
    """

    async def see(desk: Desk) -> Earlier:
        found = earlier_of(await desk.case(Base("application", application)))
        if found.person != act.person:
            raise Hidden("earlier_absent", "没有能照着填的上一份。请自己填")
        return found

    return await house.read_as_system(act, Base("application", application), see)


async def carried(house: House, earlier: Earlier, section: str, to: str) -> Mapping[str, str]:
    """Copy the documents of a section into another application; return their digests there by those of then.

    What cannot be read any longer is left out. Nothing else may be held meanwhile.

    Args:
        house: what deeds work with.
        earlier: where they stand.
        section: id of the section.
        to: id of the application that takes them.
    """
    found: dict[str, str] = {}
    for file in earlier.files(section):
        try:
            data = await house.fetch(ids.application(earlier.id), file)
        except (Hidden, Spoilt):
            continue
        found[file] = await house.store(ids.application(to), data)
    return found
