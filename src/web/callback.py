"""The platform's callback: verification by GET, messages by POST; a reply within the platform's patience."""

import secrets
import time
from typing import Any, Protocol
from urllib.parse import unquote_plus

import structlog
from sanic import Request, Sanic

from casework.problems import Problem
from storage import Unavailable
from web.metrics import TURNS
from web.patience import Patience
from web.replies import Reply, kind
from web.trace import places
from wechat import Forbidden, Incoming, TooLarge, Unreadable, Wire
from wechat.wire import LIMIT

LOG = structlog.get_logger("callback")
PATH = "/wechat/callback"
PLAIN = "text/plain; charset=utf-8"
PATIENCE = 4.0  # seconds; the platform hangs up at 5 and sends the same again


class Bot(Protocol):
    """Answers the official account's messages; the room of the conversation has it."""

    async def receive(self, incoming: Incoming) -> str | None:
        """Return the text of the passive reply, None where nothing is to be said."""
        ...

    async def start_again(self, incoming: Incoming, number: str) -> str:
        """Return what is said instead where answering ended in a fault that nobody foresaw."""
        ...


OUTCOMES = {
    o: TURNS.labels(o) for o in ("answered", "acknowledged", "fault", "late", "forbidden", "large", "unreadable")
}


def mount(app: Sanic[Any, Any], bot: Bot, wire: Wire) -> None:
    """Add `/wechat/callback`.

    Args:
        app: the application.
        bot: answers messages.
        wire: proves who sent them.
    """
    patience = Patience(lambda: PATIENCE)

    @app.get(PATH)
    async def _echo(request: Request) -> Reply:
        try:
            return Reply(wire.echo(query(request)).encode(), 200, kind(PLAIN))
        except Forbidden:
            return Reply(b"", 403)

    @app.post(PATH, ctx_limit=LIMIT)
    async def _message(request: Request) -> Reply:
        began, fault = time.perf_counter(), False
        try:
            incoming = wire.open(query(request), request.body)
            # A deed may be stopped at any place: its entry is committed or not, and the repetition is told which.
            with patience:
                try:
                    words = await bot.receive(incoming)
                except (Problem, Unavailable, TimeoutError):
                    raise
                except Exception as error:  # noqa: BLE001  whatever it is, the same fault must not come with every message
                    fault, words = True, await bot.start_again(incoming, _logged(error))
            body, media = wire.close(incoming, words)
            outcome = "fault" if fault else "answered" if words else "acknowledged"
            reply = Reply(body, 200, kind(media))
        except Forbidden:
            reply, outcome = Reply(b"", 403), "forbidden"
        except TooLarge:
            reply, outcome = Reply(b"", 413), "large"
        except Unreadable:
            LOG.warning("message not understood", bytes=len(request.body))  # of the platform's own, and now gone
            reply, outcome = Reply(b"success", 200, kind(PLAIN)), "unreadable"
        except (Problem, Unavailable, TimeoutError) as error:
            LOG.warning("not answered", kind=type(error).__name__, code=getattr(error, "code", ""))
            reply, outcome = Reply(b"", 503), "late"
        OUTCOMES[outcome].observe(time.perf_counter() - began)
        return reply


def _logged(error: Exception) -> str:
    """Log a fault that nobody foresaw; return the number that finds it."""
    number = secrets.token_hex(4)
    LOG.error("unforeseen", trace=number, kind=type(error).__name__, places=places(error))
    return number


def large() -> Reply:
    """Return the answer to a body over the limit, which was not read."""
    OUTCOMES["large"].observe(0)
    return Reply(b"", 413)


def query(request: Request) -> dict[str, str]:
    """Return the query's parameters, each once: the first of a name counts."""
    text = request.query_string
    found: dict[str, str] = {}
    for part in reversed(text.split("&", 20)[:20]):
        name, _, value = part.partition("=")
        found[name] = value
    if "%" in text or "+" in text:
        return {name: unquote_plus(value) for name, value in found.items()}
    return found
