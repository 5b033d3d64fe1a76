"""The platform's callback: verification by GET, messages by POST; a reply within the platform's patience."""

import asyncio
import time
from typing import Any, Protocol
from urllib.parse import unquote_plus

import structlog
from sanic import Request, Sanic
from sanic.response import HTTPResponse, raw, text

from casework.problems import Problem
from storage import Unavailable
from web.metrics import TURN_SECONDS, TURNS
from wechat import Forbidden, Incoming, TooLarge, Unreadable, Wire
from wechat.wire import LIMIT

LOG = structlog.get_logger("callback")
PATH = "/wechat/callback"
PATIENCE = 4.0  # seconds; the platform hangs up at 5 and sends the same again


class Bot(Protocol):
    """Answers the official account's messages; the room of the conversation has it."""

    async def receive(self, incoming: Incoming) -> str | None:
        """Return the text of the passive reply, None where nothing is to be said."""
        ...


OUTCOMES = {o: TURNS.labels(o) for o in ("answered", "acknowledged", "late", "forbidden", "large", "unreadable")}


def mount(app: Sanic[Any, Any], bot: Bot, wire: Wire) -> None:
    """Add `/wechat/callback`.

    Args:
        app: the application.
        bot: answers messages.
        wire: proves who sent them.
    """

    @app.get(PATH)
    async def _echo(request: Request) -> HTTPResponse:
        try:
            return text(wire.echo(query(request)))
        except Forbidden:
            return raw(b"", status=403)

    @app.post(PATH, ctx_limit=LIMIT)
    async def _message(request: Request) -> HTTPResponse:
        began = time.perf_counter()
        reply, outcome = await receive(request, bot, wire)
        OUTCOMES[outcome].inc()
        TURN_SECONDS.observe(time.perf_counter() - began)
        return reply


def large() -> HTTPResponse:
    """Return the answer to a body over the limit, which was not read."""
    OUTCOMES["large"].inc()
    return raw(b"", status=413)


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
        # A deed may be stopped at any place: its entry is committed or not, and the repetition is told which.
        async with asyncio.timeout(PATIENCE):
            words = await bot.receive(incoming)
    except (Problem, Unavailable, TimeoutError) as error:
        LOG.warning("not answered", kind=type(error).__name__, code=getattr(error, "code", ""))
        return raw(b"", status=503), "late"
    body, media = wire.close(incoming, words)
    return raw(body, content_type=media), "answered" if words else "acknowledged"


def query(request: Request) -> dict[str, str]:
    """Return the query's parameters, each once."""
    found: dict[str, str] = {}
    for part in request.query_string.split("&")[:20]:
        name, _, value = part.partition("=")
        found.setdefault(name, unquote_plus(value) if "%" in value or "+" in value else value)
    return found
