"""A head signs by a one-time code, without an account: giving the code, opening it, signing (B-15)."""

import asyncio
from typing import Any

import msgspec

from casework import ids
from casework.access import may_act_for
from casework.asking.stroking import Request
from casework.case import Case
from casework.deeds import strokes
from casework.desk import Desk
from casework.ids import Base
from casework.problems import Shut, Wrong, hidden
from casework.views.reviewing import ReviewView, review_view
from casework.views.strokes import StrokeView, stroke_view
from pledge.ink import InkRefused, draw
from storage.tickets import Ticket as Kept
from web.api.tickets import Ticket, as_ticket
from web.calls import Call, Route
from wizard.address import Address

PAGE = "pages/stroke/stroke"


class Asking(msgspec.Struct, forbid_unknown_fields=True):
    """Asks for a stroke on some applications, after writing on each what is to be signed."""

    applications: list[str]
    values: dict[str, Any] = {}


class Inking(msgspec.Struct, forbid_unknown_fields=True):
    """Signs: the name as typed, and the ink as points in the pad's pixels."""

    name: str
    width: float
    height: float
    strokes: list[list[tuple[float, float]]]


async def ask(call: Call) -> Ticket:
    """Give a code for a head."""
    unit, body, house = call.parts["id"], call.body, call.house
    may_act_for(await house.person(call.act), unit, call.act.today)
    try:
        for text in body.values:
            Address.parse(text)
    except ValueError:
        raise hidden("这一项") from None
    bases = [Base("application", id) for id in dict.fromkeys(body.applications)]
    streams = [s for base in bases[: strokes.MOST + 1] for s in await house.streams(base, call.act)]

    async def make(desk: Desk) -> str:
        cases = [await desk.case(base) for base in bases[: strokes.MOST + 1]]
        return strokes.ask(desk, unit, cases, body.values)

    token = await house.write(call.act, list(dict.fromkeys([*streams, *call.mine()])), call.asked(), make, str)
    return await as_ticket(call, token, PAGE, strokes.TERM)


async def found(call: Call, again: bool) -> tuple[Kept | None, Request]:
    """Return a code and what it asks for; nothing of it is given away before `strokes.look` has let through.

    Args:
        call: names the code.
        again: one that was used is meant too.
    """
    kept = await call.house.tickets.peek(call.parts["ticket"], used_too=True)
    return kept, strokes.request_of(kept, again)


async def opened(call: Call) -> StrokeView:
    """Show a head what is to be signed; whoever opens a code first keeps it, be it by an instant."""
    try:
        return await _open(call)
    except Shut:  # another phone was opening it at the same time: whose it is stands there now
        return await _open(call)


async def _open(call: Call) -> StrokeView:
    kept, request = await found(call, again=False)
    streams = await _streams(call, request)

    async def make(desk: Desk) -> StrokeView:
        assert kept is not None
        cases = await _cases(desk, request)
        return stroke_view(desk, strokes.look(desk, kept, request, cases), cases, kept.expires)

    return await call.house.write(call.act, streams, call.asked(), make, StrokeView)


async def sign(call: Call) -> StrokeView:
    """Take a head's stroke."""
    kept, request = await found(call, again=True)
    body, house, streams = call.body, call.house, await _streams(call, request)
    if (before := await house.answered(call.act, call.asked(), StrokeView)) is not None:
        return before
    kept, request = await found(call, again=False)
    strokes.inked(body.strokes, body.width, body.height)
    try:
        picture = await asyncio.to_thread(draw, body.strokes, body.width, body.height)
    except InkRefused as error:
        raise Wrong("ink", error.text) from None
    applications = dict.fromkeys(e.application for e in request.entries)
    files = {id: (await house.store(ids.application(id), picture), len(picture)) for id in applications}

    async def make(desk: Desk) -> StrokeView:
        assert kept is not None
        cases = await _cases(desk, request)
        now = strokes.look(desk, kept, request, cases)
        shown = stroke_view(desk, now, cases, kept.expires)
        count = strokes.sign(desk, call.parts["ticket"], now, cases, body.name, files)
        return msgspec.structs.replace(shown, signed=f"签好了，{count} 位。您不用再做什么")

    return await house.write(call.act, streams, call.asked(), make, StrokeView)


async def _streams(call: Call, request: Request) -> list[str]:
    found = [*strokes.streams_of(request), *call.mine()]
    for entry in request.entries:
        found += await call.house.streams(Base("application", entry.application), call.act)
    return list(dict.fromkeys(found))


async def _cases(desk: Desk, request: Request) -> list[Case]:
    await desk.house.tree()
    return [await desk.case(Base("application", id)) for id in dict.fromkeys(e.application for e in request.entries)]


async def drop(call: Call) -> ReviewView:
    """Take a head's stroke off again."""

    async def make(desk: Desk, case: Case) -> ReviewView:
        strokes.drop(desk, case, call.parts["section"])
        return review_view(desk, case)

    return await call.house.perform(call.act, Base("application", call.parts["id"]), call.asked(), make, ReviewView)


ROUTES: tuple[Any, ...] = (
    Route("POST", "units/<id>/strokes", ask, "a code by which a unit's head signs", Ticket, Asking),
    Route("POST", "strokes/<ticket>/open", opened, "what a code asks to be signed; kept for who opens it", StrokeView),
    Route("POST", "strokes/<ticket>", sign, "sign by a code", StrokeView, Inking, limit=1_000_000),
    Route("DELETE", "review/<id>/strokes/<section>", drop, "take a head's stroke off", ReviewView),
)
