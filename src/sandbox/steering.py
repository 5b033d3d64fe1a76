"""What every control route shares: the present, JSON in and out, the guard at the door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import msgspec
from aiohttp import web

from .deeds import NotNow
from .kept import Person
from .world import NotHere, World

WORLD: web.AppKey[World] = web.AppKey("world", World)
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(value: Any, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def trouble(code: str, text: str, status: int = 409) -> web.Response:
    """Answer that something cannot be done, with a stable code and a sentence."""
    return answer({"code": code, "text": text}, status)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only this machine's own pages steer, and turns refusals into sentences."""
    if not request.path.startswith("/control/"):
        return await handler(request)
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (f"http://{request.host}",):
        return trouble("origin", "只有沙箱手机自己的页面能用", 403)
    if request.method == "POST" and request.content_type not in ("application/json", "application/octet-stream"):
        return trouble("content_type", "要 application/json", 415)
    try:
        return await handler(request)
    except NotHere as error:
        return trouble("not_here", str(error), 404)
    except NotNow as error:
        return trouble(error.code, str(error))
    except (msgspec.ValidationError, msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        return trouble("body", f"请求的内容不对：{error}", 400)


async def body(request: web.Request) -> dict[str, Any]:
    """Read a JSON object; nothing at all counts as an empty one."""
    raw = await request.read()
    return msgspec.json.decode(raw, type=dict[str, Any]) if raw else {}


def whose(request: web.Request) -> Person:
    """Give the person in the address."""
    return request.app[WORLD].person(request.match_info["person"])


def word(given: dict[str, Any], name: str) -> str:
    """Give a text of the body.

    Raises:
        ValueError: it is absent or no text.

    """
    if not isinstance(given.get(name), str):
        raise ValueError(f"缺少 {name}")
    return given[name]
