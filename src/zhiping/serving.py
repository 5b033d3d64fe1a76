"""The web process: one event loop, Sanic on one port, everything opened before the first request."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import structlog
import uvloop

from web.app import create_app
from zhiping import knock, memory
from zhiping.compose import bot_of, open_house, wire_of
from zhiping.readiness import ready
from zhiping.settings import Settings, Unfit

LOG = structlog.get_logger("serve")
GRACE = 8.0  # seconds for requests in flight when it is time to stop: whoever stops a service kills it after 10


async def run(settings: Settings, *, migrate: bool = False) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight are answered first.

    Args:
        settings: of the installation.
        migrate: bring the schema up to date first.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        knocker = knock.Knocker(settings)
        house = await stack.enter_async_context(open_house(settings, wake=knocker.knock, migrate=migrate))
        app = create_app(
            house, bot_of(house, settings), wire_of(settings, house), Path(settings.pages), settings.mp_app_id,
            frame=settings.sandbox_url, proxies=settings.trusted_proxies,
            clock_secret=settings.clock_secret if settings.development else "", ready=lambda: ready(house),
        )  # fmt: skip
        server: Any = await app.create_server(sock=_socket(settings), return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        serving = asyncio.ensure_future(server.serve_forever()) if hasattr(server, "serve_forever") else None
        await server.after_start()
        memory.settle()
        LOG.info("serving", address=f"{settings.host}:{settings.port}")
        await stop.wait()
        server.close()
        await server.before_stop()
        await drained(server.connections, GRACE)
        if serving is not None:
            serving.cancel()
        await server.after_stop()


async def drained(connections: set[Any], seconds: float) -> None:
    """Return when every request in flight was answered; what takes longer is cut off.

    Args:
        connections: of the server, which takes no new ones.
        seconds: the longest time.
    """
    end = time.monotonic() + seconds
    while connections and time.monotonic() < end:
        for connection in list(connections):
            connection.close_if_idle()
        await asyncio.sleep(0.05)
    for connection in list(connections):
        LOG.warning("cut off")
        connection.abort()


def _socket(settings: Settings) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # several processes share the port; the kernel spreads
    found.bind((settings.host, settings.port))
    found.listen(512)
    return found


def serve(settings: Settings, *, migrate: bool = False) -> None:
    """Run the web process.

    Args:
        settings: of the installation.
        migrate: bring the schema up to date first.

    Raises:
        Unfit: in production there are no pages to serve.
    """
    pages = Path(settings.pages).absolute()
    if not settings.development and not (pages / "index.html").is_file():
        build = "cd mini_program && npm ci && npm run build:h5"
        raise Unfit([f"ZHIPING_PAGES：{pages} 里没有页面。先构建：{build}"])
    memory.give_back()
    uvloop.run(run(settings, migrate=migrate))
