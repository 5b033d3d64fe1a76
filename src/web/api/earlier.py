"""What somebody filled in an application that has ended: looked at and taken, section by section (B-05)."""

from collections.abc import Sequence

import msgspec

from casework import earlier as past
from casework.access import own, placed
from casework.case import Case
from casework.deeds import earlier
from casework.desk import Desk
from casework.problems import hidden
from casework.views.sections import SectionView, section_view
from web.api.bases import base_of
from web.calls import Call, Route
from wizard.address import Address


class EarlierView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is what a section held then: `label` is the plan's; empty where there is nothing to be taken."""

    label: str = ""
    lines: Sequence[str] = ()
    rows: int = 0
    documents: int = 0


class TakenView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is the section as it is now, what was taken, and what could not be, each with its reason."""

    section: SectionView
    answers: int = 0
    rows: int = 0
    documents: int = 0
    lost: Sequence[str] = ()


async def offered(call: Call) -> str:
    """Return the ended application whose answers may be taken here, empty where none may.

    Raises:
        Hidden: the application is not this person's to see, or has no such section.
    """

    async def look(desk: Desk, case: Case) -> str:
        if case.base.kind != "application" or not placed(case, Address(call.parts["section"])):
            raise hidden("这一栏")
        return earlier.offered(case).get("id", "") if own(desk, case) else ""

    return await call.house.look(call.act, base_of(call), look, "")


async def shown(call: Call) -> EarlierView:
    """Show what a section held in the person's newest ended application of the region."""
    if not (id := await offered(call)):
        return EarlierView()
    found, section = await past.load(call.house, call.act, id), call.parts["section"]
    rows = found.sections.get(section, [])
    if not rows:
        return EarlierView()
    many = len([r for r in rows if r.row is not None])
    return EarlierView(found.label, found.lines(section), many, len(found.files(section)))


async def take(call: Call) -> TakenView:
    """Fill a section with what it held then."""
    if (before := await call.house.answered(call.act, call.asked(), TakenView)) is not None:
        return before  # its documents were copied then
    section, id = call.parts["section"], await offered(call)
    found = await past.load(call.house, call.act, id) if id else None
    brought = await past.carried(call.house, found, section, call.parts["id"]) if found is not None else {}

    async def make(desk: Desk, case: Case) -> TakenView:
        if found is None:
            raise hidden("上一份")
        taken = earlier.take(desk, case, section, found, brought)
        return TakenView(section_view(case, section), taken.answers, taken.rows, taken.documents, taken.lost)

    return await call.house.perform(call.act, base_of(call), call.asked(), make, TakenView)


AT = "<kind>/<id>/sections/<section>/earlier"
ROUTES = (
    Route("GET", AT, shown, "what a section held in the newest ended application", EarlierView),
    Route("POST", AT, take, "fill a section with what it held then", TakenView),
)
