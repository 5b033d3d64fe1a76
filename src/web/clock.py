"""Moving the clock, in development only: the stand-in's 快进 moves product and platform alike."""

import hmac
from typing import Any

import msgspec
from sanic import Request, Sanic
from sanic.response import HTTPResponse, raw

from storage import Clock
from web.replies import answer


def mount(app: Sanic[Any, Any], clock: Clock, secret: str) -> None:
    """Add `/development/clock`.

    Args:
        app: the application.
        clock: the product's.
        secret: shared with the stand-in.
    """

    @app.post("/development/clock")
    async def _move(request: Request) -> HTTPResponse:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {secret}".encode()):
            return raw(b"", status=403)
        try:
            offset = float(msgspec.json.decode(request.body)["offset"])
        except (msgspec.DecodeError, KeyError, TypeError, ValueError):
            return raw(b"", status=400)
        clock.move(offset)
        return answer({"now": clock.now().isoformat(timespec="seconds")})
