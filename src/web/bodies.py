"""Requests whose body is measured by its route's own limit before a byte of it is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import CoroutineType
from typing import Any

from sanic import Request
from sanic.exceptions import PayloadTooLarge

SMALL = 262_144  # bytes of a body that anybody may send; what may be larger is taken only from somebody with a session
Admit = Callable[[Request], Awaitable[object]]


class Measured(Request):
    """Is a request that knows how much its route takes: `ctx_limit` of the route, `SMALL` where it has none.

    A route with a larger limit has `ctx_admit`, which proves who asks before the body is read.
    """

    def receive_body(self) -> CoroutineType[Any, Any, None]:
        """Return what reads the body, unless it is announced as larger than its route takes.

        What is announced is answered at once and then thrown away as it comes, so that the answer arrives; what comes
        in pieces ends the connection when it is too much.

        Raises:
            PayloadTooLarge: it is over the limit.
        """
        stream: Any = self.stream  # no coroutine of its own: a message of the chat costs one comparison more
        limit: int = getattr(self.route.ctx, "limit", SMALL) if self.route else SMALL
        if stream.request_bytes > limit:
            raise PayloadTooLarge("body")
        stream.request_max_size = limit
        return super().receive_body() if limit <= SMALL else self._admitted()

    async def _admitted(self) -> None:
        assert self.route is not None
        admit: Admit = self.route.ctx.admit
        await admit(self)
        await super().receive_body()
