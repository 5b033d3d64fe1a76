"""Files on their way out: for a person one at a time is fetched; it counts while it is held, and goes in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

import structlog
from sanic.response import HTTPResponse

from casework.problems import Problem
from web.calls import Call
from web.room import Load, Room

PIECE = 65_536  # bytes handed to the connection at once; more is not taken in before most of it has left
STILL = 30.0  # seconds in which somebody who reads takes a piece even over the worst net
OF_ONE = 32_000_000  # bytes that one person may be about to read: three of the largest documents
ALTOGETHER = 128_000_000  # bytes that all may
MADE = 4_000_000  # bytes for which a file counts that is made while it is read: one person has a few on their way
LOG = structlog.get_logger("web")

_TURNS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # person → one file at a time is made ready


async def give(call: Call, made: Callable[[], Awaitable[tuple[bytes, str]]], headers: dict[str, str]) -> HTTPResponse:
    """Answer with a file, as fast as it is read and no faster.

    Whoever asks for many files waits for each before the next is even fetched, and whoever does not read what was asked
    for is cut off: otherwise one phone with a few hundred connections fills the memory.

    Args:
        call: who asks.
        made: fetches or draws the file; its bytes and its media type.
        headers: of the answer.

    Returns:
        The answer, which has been sent.

    Raises:
        Crowded: the person lets too much wait.
        Down: all together do.
    """
    who = call.act.person or ""
    room: Room = call.request.app.ctx.giving
    async with _TURNS.setdefault(who, asyncio.Lock()):
        data, media = await made()
        place = await room.enter(who, len(data))
    try:
        return await _send(call.request, place, data, media, headers)
    finally:
        room.leave(place)


async def _send(request: Any, place: Load, data: bytes, media: str, headers: dict[str, str]) -> HTTPResponse:
    known = headers | {"content-length": str(len(data))}
    response = await request.respond(HTTPResponse(status=200, headers=known, content_type=media))
    pieces = memoryview(data)
    try:
        async with asyncio.timeout(None) as place.limit:
            for start in range(0, len(data) or 1, PIECE):
                async with asyncio.timeout(STILL):
                    await response.send(bytes(pieces[start : start + PIECE]), end_stream=start + PIECE >= len(data))
                place.come = start + PIECE
    except TimeoutError:
        request.transport.abort()  # who takes nothing for so long has gone, or holds on to it on purpose
    finally:
        place.limit = None
    return response


async def give_pieces(call: Call, pieces: AsyncIterator[bytes], headers: dict[str, str], media: str) -> HTTPResponse:
    """Answer with a file that is made while it is read, so that nobody knows how long it becomes.

    What cannot be begun is refused as any call is; where it cannot go on, the connection breaks off, so that nobody
    takes a part for the whole.

    Args:
        call: who asks.
        pieces: of the file, in their order.
        headers: of the answer.
        media: what it is.

    Raises:
        Crowded, Down: as `give`.
    """
    who = call.act.person or ""
    room: Room = call.request.app.ctx.giving
    async with _TURNS.setdefault(who, asyncio.Lock()):
        first = await anext(pieces, b"")
        place = await room.enter(who, MADE)
    try:
        return await _pass_on(call.request, place, first, pieces, headers, media)
    finally:
        room.leave(place)


async def _pass_on(
    request: Any, place: Load, first: bytes, pieces: AsyncIterator[bytes], headers: dict[str, str], media: str
) -> HTTPResponse:
    response = await request.respond(HTTPResponse(status=200, headers=headers, content_type=media))
    try:
        async with asyncio.timeout(None) as place.limit:
            async with asyncio.timeout(STILL):
                await response.send(first)
            async for piece in pieces:
                async with asyncio.timeout(STILL):
                    await response.send(piece)
                place.come += len(piece)
            await response.eof()
    except (TimeoutError, Problem) as error:
        LOG.warning("file broken off", code=getattr(error, "code", "still"))
        request.transport.abort()
    finally:
        place.limit = None
    return response
