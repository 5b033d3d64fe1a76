"""Requests whose body is measured by its route's own limit before a byte of it is kept."""

from __future__ import annotations

import asyncio
from types import CoroutineType
from typing import Any

from sanic import Request
from sanic.exceptions import PayloadTooLarge

from casework.problems import Down
from web.limits import address, network
from web.room import Load, Room

SMALL = 262_144  # bytes of a body that anybody may send; what may be larger is taken only from somebody with a session
STILL = 15.0  # seconds without a byte; a phone that changes from one net to another takes ten
STOOD = "传到一半停住了，还没保存。请再传一次"
SLOW = "传得太慢，后面还有人在等，这一份还没保存。请换个信号好的地方，过一分钟再传一次"
SLOWEST = 8_000  # bytes a second, over the whole of a body: the worst net in which a photo has a chance (EDGE)


class Measured(Request):
    """Is a request that knows how much its route takes: `ctx_limit` of the route, `SMALL` where it has none.

    A body of a route with a larger limit stays where it is until it is asked for with `arrive`.
    """

    taken: tuple[Room, Load] | None = None
    """Where the body counts."""
    came: float = 0.0
    """When its head was there, in seconds since 1970 by the product's clock."""

    def receive_body(self) -> CoroutineType[Any, Any, None]:
        """Return what reads the body, unless it is announced as larger than its route takes.

        What is announced is answered at once and then thrown away as it comes, so that the answer arrives; what comes
        in pieces ends the connection when it is too much.

        Raises:
            PayloadTooLarge: it is over the limit.
        """
        self.came = self.app.ctx.clock.time()
        stream: Any = self.stream
        limit: int = getattr(self.route.ctx, "limit", SMALL) if self.route else SMALL
        if stream.request_bytes > limit:
            raise PayloadTooLarge("body")
        stream.request_max_size = limit
        if limit > SMALL:
            return self._later()
        return self._read() if 0 < stream.request_bytes <= len(stream.recv_buffer) else self._counted()

    async def _later(self) -> None:
        """Leave the body where it is."""

    async def _read(self) -> None:
        """Read a body that came with its head, as nearly all do."""
        stream: Any = self.stream
        self.body = await stream.read()
        while stream.request_bytes_left:
            self.body += await stream.read()
        stream.request_body = None  # nothing is left of it

    async def _counted(self) -> None:
        """Read a body of somebody who may be nobody: it counts for the address that it comes from until it is there."""
        try:
            await self.arrive(self.app.ctx.hall, network(address(self)))
        finally:
            self.leave()

    def leave(self) -> None:
        """Give back the room that the body had, when the request ends; a second time does nothing."""
        taken, self.taken = self.taken, None
        if taken:
            room, place = taken
            room.leave(place)

    async def arrive(self, room: Room, who: str) -> None:
        """Read the body, when there is room for it.

        Args:
            room: where it is counted.
            who: for whom.

        Raises:
            Crowded, Down: there was no room in time, or the body stands still.
            PayloadTooLarge: it came in pieces and is over the limit.
        """
        stream: Any = self.stream
        if not stream.request_body:
            return
        size = stream.request_max_size if stream.request_body == "chunked" else stream.request_bytes
        parts: list[bytes] = []
        try:
            place = await room.enter(who, size)
            self.taken = room, place
            async with asyncio.timeout(STILL + size / SLOWEST) as place.limit:
                while stream.request_body:
                    async with asyncio.timeout(STILL):
                        parts.append(await stream.read() or b"")
                    place.come += len(parts[-1])
        except TimeoutError:
            stream.keep_alive, stream.request_body = False, None  # the rest is not waited for
            raise Down("body_slow", SLOW if self.taken and self.taken[1].cut else STOOD) from None
        finally:
            if self.taken:
                self.taken[1].limit = None
        self.body = b"".join(parts)
