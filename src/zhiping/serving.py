"""The web process: one event loop, Sanic on one port, everything opened before the first request."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import structlog
import uvloop

from casework.house import House
from storage import Entry
from web.app import create_app
from zhiping import knock, memory
from zhiping.compose import bot_of, open_house, wire_of
from zhiping.settings import Settings

LOG = structlog.get_logger("serve")
LOOK = 2.0  # seconds that each part of readiness may take
PAGES = Path("mini_program/dist/build/h5")


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
            house, bot_of(house, settings), wire_of(settings, house), PAGES, settings.mp_app_id,
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
        if serving is not None:
            serving.cancel()
        await server.after_stop()


def _socket(settings: Settings) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # several processes share the port; the kernel spreads
    found.bind((settings.host, settings.port))
    found.listen(512)
    return found


async def ready(house: House) -> dict[str, bool]:
    """Return what readiness depends on: that the database can be read, and written without a long wait."""

    async def good(look: Awaitable[object]) -> bool:
        try:
            await asyncio.wait_for(look, LOOK)
        except Exception:  # noqa: BLE001  whatever it is, this part is not ready
            return False
        return True

    # the same entry again and again: the journal finds its key, and after the first time nothing is written
    writes = house.storage.journal.commit(Entry("ready", b"", b""), LOOK)
    return {"database": await good(house.reads.version("")), "journal": await good(writes)}


def serve(settings: Settings, *, migrate: bool = False) -> None:
    """Run the web process.

    Args:
        settings: of the installation.
        migrate: bring the schema up to date first.
    """
    uvloop.run(run(settings, migrate=migrate))
