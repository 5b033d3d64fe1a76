"""The Sanic application: every route, one way in, one way out."""

import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import structlog
from sanic import Request, Sanic
from sanic.exceptions import MethodNotAllowed, NotFound, PayloadTooLarge, SanicException, ServiceUnavailable
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse, file, html, raw, redirect

from casework.house import House
from casework.problems import Down, Hidden, Problem, unkept, unread
from storage import Unavailable
from web import callback, clock, giving, openapi, verify
from web.api import ROUTES
from web.bodies import SMALL, Measured
from web.callback import Bot
from web.calls import Bad, Large, Route, Unmeant, take
from web.limits import Limit
from web.metrics import scrape, seconds_of, times_of
from web.replies import answer, problem
from web.room import ALTOGETHER, GOING, OF_ADDRESS, OF_ONE, OF_STRANGERS, Room
from web.trace import places
from wechat import Wire

LOG = structlog.get_logger("web")
READS = {"GET", "HEAD"}
LARGEST = 32_000_000  # bytes of any request; each route has a limit of its own below it
PAGES_CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {frame}"
)


class Silent(ErrorHandler):
    """Writes no log of its own: Sanic's line has the whole address, and with it who writes and what opens a session."""

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Say nothing; what nobody foresaw is logged where it is answered."""


def create_app(
    house: House,
    bot: Bot,
    wire: Wire,
    pages: Path,
    app_id: str,
    *,
    frame: str = "",
    clock_secret: str = "",
    proxies: int = 0,
    name: str = "zhiping",
    ready: Callable[[], Awaitable[dict[str, bool]]],
) -> Sanic[Any, Any]:
    """Return the application, not yet running.

    Args:
        house: what deeds work with.
        bot: answers the official account.
        wire: opens and closes the platform's messages.
        pages: folder with the built pages.
        app_id: of the mini-program.
        frame: origin that may hold the pages in a frame, empty for none.
        proxies: how many stand before the product and add the caller's address.
        clock_secret: lets the stand-in move the clock, empty for never.
        name: of the Sanic application, one each in a process.
        ready: what readiness depends on, by name.
    """
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False, request_class=Measured, error_handler=Silent())
    app.config.REQUEST_MAX_SIZE = LARGEST
    app.config.REQUEST_TIMEOUT = 60
    app.config.RESPONSE_TIMEOUT = 60
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.MOTD = False
    app.config.PROXIES_COUNT = proxies or None
    app.config.AUTO_EXTEND = False
    app.config.ACCESS_LOG = False

    app.ctx.clock = house.clock
    app.ctx.logins = Limit(burst=60, per_minute=30)  # a hospital's desktops may share one address
    app.ctx.sessions = Limit(burst=120, per_minute=60)  # and so may its phones, of which there are more
    app.ctx.numbers = Limit(burst=12, per_minute=0.1)  # of one WeChat: enough for mistyping, too few for trying numbers
    app.ctx.room = Room(OF_ONE, ALTOGETHER)
    app.ctx.hall = Room(OF_ADDRESS, OF_STRANGERS)
    app.ctx.giving = Room(giving.OF_ONE, giving.ALTOGETHER, GOING)

    for route in ROUTES:
        app.add_route(
            handler(house, route), f"/api/v1/{route.path}", methods=[route.method], name=route_name(route),
            unquote=True, error_format="json",  # without it Sanic parses the handler's source to guess one
            ctx_limit=route.limit,
        )  # fmt: skip
    callback.mount(app, bot, wire)
    verify.mount(app, house)
    openapi.mount(app, ROUTES)
    if clock_secret:
        clock.mount(app, house.clock, clock_secret)

    surface = {"parent_origin": frame or None, "app_id": app_id}

    @app.get("/api/v1/surface")
    async def _surface(_: Request) -> HTTPResponse:
        return answer(surface)

    @app.get("/health/live")
    async def _live(_: Request) -> HTTPResponse:
        return answer({"status": "ok"})

    @app.get("/health/ready")
    async def _ready(_: Request) -> HTTPResponse:
        parts = await ready()
        return answer(
            {"status": "ok" if all(parts.values()) else "down", "parts": parts}, 200 if all(parts.values()) else 503
        )

    @app.get("/metrics")
    async def _metrics(_: Request) -> HTTPResponse:
        data, kind = await scrape(house)
        return raw(data, content_type=kind, headers={"x-content-type-options": "nosniff"})

    @app.get("/")
    async def _root(_: Request) -> HTTPResponse:
        return redirect("/m/")

    serve_pages(app, pages, PAGES_CSP.format(frame=frame or "'none'"))

    app.error_handler.add(Exception, failed)
    return app


def route_name(route: Route) -> str:
    """Return a name for a route that Sanic takes."""
    return f"{route.method}_{route.path}".lower().translate(str.maketrans(dict.fromkeys("/<>-.", "_")))


def handler(house: House, route: Route) -> Callable[..., Coroutine[Any, Any, HTTPResponse | None]]:
    """Return the function that Sanic calls for a route."""
    label = f"{route.method} {route.path}"

    async def handle(request: Measured, **parts: str) -> HTTPResponse | None:
        began = time.perf_counter()
        try:
            call = await take(request, route, house, parts)
            result = await route.handler(call)
            reply = result if isinstance(result, HTTPResponse) else answer(result)
        except Problem as error:
            reply = problem(error)
        except Exception as error:  # noqa: BLE001  the last door: whatever it is, a person gets a sentence
            reply = failed(request, error)
        times_of(label, reply.status).inc()
        seconds_of(label).observe(time.perf_counter() - began)
        return None if request.responded else reply  # a file has gone by itself

    async def leaving(request: Measured, **parts: str) -> HTTPResponse | None:
        try:
            return await handle(request, **parts)
        finally:
            request.leave()

    return leaving if route.limit > SMALL else handle


def failed(request: Request, error: Exception) -> HTTPResponse:
    """Return an answer for what nobody foresaw; the log has kind and place under the same number, never its words."""
    match error:
        case NotFound():
            return problem(Hidden("no_such_page", "没有这个地址。请回到首页"))
        case MethodNotAllowed():
            return problem(Unmeant("method", "这个地址不能这样用。请刷新页面再做一次"))
        case Problem():
            return problem(error)
        case Unavailable():
            LOG.warning("not read", kind=error.reason, places=places(error))
            return problem(_down(request))
        case ServiceUnavailable():  # Sanic's own patience with an answer that nobody takes, or that takes too long
            LOG.warning("not answered in time", path=_route_of(request))
            return problem(_down(request))
        case PayloadTooLarge() if request.path == callback.PATH:
            return callback.large()
        case PayloadTooLarge():
            return problem(Large("body_large", "发来的内容太大了，没有保存。请分几次来，或把照片改小"))
        case SanicException() if error.status_code < 500:
            return problem(Bad("request", "请求读不懂。请刷新页面再做一次"))
        case _:
            pass
    trace = secrets.token_hex(4)
    frames = places(error)
    LOG.error("unforeseen", trace=trace, kind=type(error).__name__, path=_route_of(request), places=frames)
    what = "没读出来，您填的都还在" if request.method in READS else "这一步没有办成，您填的都还在"
    return problem(Down("fault", f"{what}。再试一次（编号 {trace}，找人工时报给他）"), trace)


def _down(request: Request) -> Down:
    """Return what is said where nothing could be read, or kept."""
    return unread() if request.method in READS else unkept()


def _route_of(request: Request) -> str:
    return str(getattr(request, "uri_template", "") or "")


def page_of(root: Path, path: str) -> Path | None:
    """Return a file of a folder, None where there is none, the path leads out of it, or no file can have that name.

    Args:
        root: the folder, resolved.
        path: as asked for.
    """
    try:
        target = (root / path).resolve()
        return target if target.is_relative_to(root) and target.is_file() else None
    except (OSError, ValueError):  # a name too long, or with a zero byte
        return None


def serve_pages(app: Sanic[Any, Any], pages: Path, policy: str) -> None:
    """Serve the built pages under `/m/`: what is named by its content is kept by browsers, the index is not.

    Args:
        app: the application.
        pages: folder with `index.html` and `assets/`.
        policy: Content-Security-Policy of the index.
    """
    root = pages.resolve()
    secure = {"content-security-policy": policy, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}

    @app.get("/m")
    async def _bare(_: Request) -> HTTPResponse:
        return redirect("/m/")

    @app.get("/m/<path:path>")
    async def _page(_: Request, path: str) -> HTTPResponse:
        target = page_of(root, path or "index.html")
        if target is None:
            if path:
                return problem(Hidden("no_such_page", "没有这个地址。请回到首页"))
            return html(
                "<!doctype html><meta charset=utf-8><p>页面还没有构建。运行 scripts/run 会自动构建。</p>", status=503
            )
        cached = "public, max-age=31536000, immutable" if target.is_relative_to(root / "assets") else "no-cache"
        return await file(target, headers=secure | {"cache-control": cached})
