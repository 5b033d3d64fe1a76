"""Puts the stand-in together and starts it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from . import (
    clock,
    codes,
    control,
    customer,
    library,
    login,
    media,
    menu,
    pictures,
    pushing,
    roll,
    subscriptions,
    template_messages,
    tokens,
    upkeep,
    users,
)
from .gate import Gate
from .settings import Settings
from .steering import WORLD, Handler, guard
from .world import World

PAGE = Path(__file__).parent / "page"
HOSTS = ("127.0.0.1", "localhost")
MOST = 24 * 1024 * 1024


@web.middleware
async def own_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer only to names of this machine, so that no foreign page reaches it under a name of its own."""
    if request.host.rpartition(":")[0] not in HOSTS and request.host not in HOSTS:
        return web.Response(status=421, text="only on this machine")
    return await handler(request)


def create_app(settings: Settings, *, verify: bool = True) -> web.Application:
    """Build the server.

    Args:
        settings: what it is started with.
        verify: proves the callback address once the server listens.

    """
    world = World(settings)
    app = web.Application(middlewares=[own_host, guard], client_max_size=MOST)
    app[WORLD] = world
    apis = (
        *tokens.APIS, *customer.APIS, *template_messages.APIS, *library.APIS, *media.APIS, *codes.APIS, *login.APIS,
        *users.APIS, *menu.APIS, *upkeep.APIS,
    )  # fmt: skip
    gate = Gate(world, apis)
    for routes in (subscriptions.ROUTES, pictures.ROUTES, control.ROUTES):
        app.add_routes(routes)
    app.router.add_get("/", _page)
    app.router.add_get("/cgi-bin/showqrcode", _show_qrcode)
    app.router.add_get("/mmbiz_jpg/{media}/0", _picture_address)
    app.router.add_static("/page/", PAGE)
    for prefix in ("cgi-bin", "wxa", "wxaapi", "sns"):
        app.router.add_route("*", f"/{prefix}/{{rest:.*}}", gate.handle)

    async def life(_: web.Application) -> AsyncIterator[None]:
        first = asyncio.get_running_loop().create_task(_start(world)) if verify else None
        yield
        if first:
            first.cancel()
        await world.close()

    app.cleanup_ctx.append(life)
    return app


async def _start(world: World) -> None:
    """Draw the camera roll, and try the callback address until the product is up, for half a minute."""
    await asyncio.to_thread(roll.prepare, world.folder)
    for tries in range(15):
        if await pushing.verify(world, "warn" if tries < 14 else "error"):
            if world.kept.offset:
                await clock.tell(world, world.kept.offset)
            return
        await asyncio.sleep(2)


async def _page(request: web.Request) -> web.Response:
    product = request.app[WORLD].settings.product_url
    policy = f"default-src 'self'; img-src 'self' blob: data:; style-src 'self'; frame-src {product}; base-uri 'none'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    text = (PAGE / "index.html").read_text("utf-8")
    return web.Response(text=text, content_type="text/html", headers=headers)


async def _show_qrcode(request: web.Request) -> web.Response:
    """Draw the QR code of a ticket, as mp.weixin.qq.com does."""
    world = request.app[WORLD]
    scene = world.kept.scenes.get(request.query.get("ticket", ""))
    if scene is None or scene.until <= world.now():
        world.log("产品→平台", "showqrcode：票据不存在或已过期", "error", api="/cgi-bin/showqrcode")
        return web.Response(status=404)
    return web.Response(body=codes.picture(scene.url), content_type="image/png")


async def _picture_address(request: web.Request) -> web.Response:
    """Serve PicUrl, and says so: a product has to take pictures by MediaId."""
    world, name = request.app[WORLD], request.match_info["media"]
    world.log("产品→平台", "图片是从 PicUrl 取的，不是按 MediaId", "warn")
    if name not in world.kept.media:
        return web.Response(status=404)
    return web.Response(body=(world.folder / "media" / name).read_bytes(), content_type="image/jpeg")


async def serve(settings: Settings) -> None:
    """Run the server on 127.0.0.1 until it is told to stop by SIGINT or SIGTERM."""
    runner = web.AppRunner(create_app(settings), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(name, stop.set)
    try:
        await stop.wait()
    finally:
        await runner.cleanup()
