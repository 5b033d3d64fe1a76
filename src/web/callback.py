"""The platform's callback: verification by GET, messages by POST; a reply within the platform's patience."""

import asyncio
import time
from typing import Any, Protocol

import structlog
from sanic import Request, Sanic
from sanic.response import HTTPResponse, raw, text

from casework.problems import Problem
from web.metrics import TURN_SECONDS, TURNS
from wechat import Forbidden, Incoming, TooLarge, Unreadable, Wire

LOG = structlog.get_logger("callback")
GOING: set[asyncio.Task[str | None]] = set()  # what is being answered; a task that nobody holds may be collected
PATIENCE = 4.0  # seconds; the platform hangs up at 5 and sends the same again


class Bot(Protocol):
    """Answers the official account's messages; the room of the conversation has it."""

    async def receive(self, incoming: Incoming) -> str | None:
        """Return the text of the passive reply, None where nothing is to be said."""
        ...


def mount(app: Sanic[Any, Any], bot: Bot, wire: Wire) -> None:
    """Add `/wechat/callback`.

    Args:
        app: the application.
        bot: answers messages.
        wire: proves who sent them.
    """

    @app.get("/wechat/callback")
    async def _echo(request: Request) -> HTTPResponse:
        try:
            return text(wire.echo(query(request)))
        except Forbidden:
            return raw(b"", status=403)

    @app.post("/wechat/callback")
    async def _message(request: Request) -> HTTPResponse:
        began = time.perf_counter()
        reply, outcome = await receive(request, bot, wire)
        TURNS.labels(outcome).inc()
        TURN_SECONDS.observe(time.perf_counter() - began)
        return reply


async def receive(request: Request, bot: Bot, wire: Wire) -> tuple[HTTPResponse, str]:
    """Answer one message; say besides what became of it, for the counters."""
    try:
        incoming = wire.open(query(request), request.body)
    except Forbidden:
        return raw(b"", status=403), "forbidden"
    except TooLarge:
        return raw(b"", status=413), "large"
    except Unreadable:
        return text("success"), "unreadable"
    try:
        # The deed goes on when the wait is over: its entry is committed or not, and the repetition is told which.
        task = asyncio.ensure_future(bot.receive(incoming))
        GOING.add(task)
        task.add_done_callback(GOING.discard)
        words = await asyncio.wait_for(asyncio.shield(task), PATIENCE)
    except (Problem, TimeoutError) as error:
        LOG.warning("not answered", kind=type(error).__name__, code=getattr(error, "code", ""))
        return raw(b"", status=503), "late"
    body, media = wire.close(incoming, words)
    return raw(body, content_type=media), "answered" if words else "acknowledged"


def query(request: Request) -> dict[str, str]:
    """Return the query's parameters, each once."""
    return {name: values[0] for name, values in request.args.items() if values}
