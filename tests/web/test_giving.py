"""Files on their way out: who asks for many or does not read them holds little, and keeps nobody else from reading."""

import asyncio
import contextlib
import io
import socket
from collections.abc import AsyncGenerator

import pytest
from PIL import Image

from web import giving, room
from web.room import Room

from ..casework.stage import Caller, Served, good
from .test_evidence import SLOT
from .test_large_bodies import head, status
from .test_room import until

READS_LITTLE = 4096  # bytes that the reader's side takes in by itself


@pytest.fixture
async def document(server: Served) -> tuple[Caller, str, int]:
    """A document of some megabytes: more than a connection holds that nobody reads; its address and its bytes."""
    assert server.known is not None
    caller, path, made = server.caller("he"), f"{server.known.empty}/evidence/{SLOT}", io.BytesIO()
    pages = [Image.effect_noise((1600, 2200), 100) for _ in range(3)]
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], quality=95)
    good(await caller.upload(f"{path}/pages", made.getvalue(), "a.pdf", "application/pdf"))
    await server.work()
    shown = good(await caller.post(f"{path}/keep"))["kept"]
    assert shown["size"] > 5_000_000
    return caller, f"/api/v1/{shown['url'].removeprefix('/api/v1/')}", shown["size"]


@contextlib.asynccontextmanager
async def asking(at: Served, caller: Caller, path: str) -> AsyncGenerator[asyncio.StreamReader]:
    """A connection that asks for a file and takes in nothing of it by itself."""
    host, _, port = at.url.removeprefix("http://").partition(":")
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READS_LITTLE)
    end.setblocking(False)
    await asyncio.get_running_loop().sock_connect(end, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=end, limit=READS_LITTLE)
    writer.write(head(path, *(f"{k}: {v}" for k, v in caller.headers(writes=False).items()), method="GET"))
    yield reader
    writer.transport.abort()


async def test_file__asked_for_and_not_read__counts_until_it_is_let_go(
    server: Served, document: tuple[Caller, str, int]
) -> None:
    caller, path, size = document
    way: Room = server.app.ctx.giving
    way.of_one, way.wait = 2 * size, 0.2
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(asking(server, caller, path))
        await until(lambda: way.held == {caller.id: 2 * size})
        async with asking(server, caller, path) as third:
            assert await status(third) == 429
        good(await caller.get("me"))
    await until(lambda: not way.total)


async def test_file__read_slowly__comes_whole(server: Served, document: tuple[Caller, str, int]) -> None:
    caller, path, size = document
    async with asking(server, caller, path) as reader:
        top = await reader.readuntil(b"\r\n\r\n")
        assert f"content-length: {size}\r\n".encode() in top.lower()
        found = b""
        while len(found) < size:
            found += await reader.read(READS_LITTLE)
    assert found == (await caller.get(path.removeprefix("/api/v1/"))).content
    assert found.startswith(b"%PDF-")
    assert not server.app.ctx.giving.total


async def test_file__of_which_nothing_is_taken__is_cut(
    server: Served, document: tuple[Caller, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, path, size = document
    monkeypatch.setattr(giving, "STILL", 0.2)
    way: Room = server.app.ctx.giving
    async with asking(server, caller, path) as reader:
        await until(lambda: way.total == size)
        await until(lambda: not way.total)
        with contextlib.suppress(ConnectionError):
            assert len(await reader.read()) < size


async def test_file__held_for_long_while_another_waits__makes_room(
    server: Served, document: tuple[Caller, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, path, size = document
    monkeypatch.setattr(room, "LONG", 0.1)
    monkeypatch.setattr(room, "EARLY", 0.1)
    way: Room = server.app.ctx.giving
    way.altogether = size + 10_000
    async with asking(server, caller, path):
        await until(lambda: way.total == size)
        assert server.known is not None
        zhou = server.caller("zhou")
        url = good(await zhou.get(f"{server.known.full}/evidence/{SLOT}"))["kept"]["url"]
        assert (await zhou.get(url)).content.startswith(b"%PDF-"), "who came later has read it meanwhile"
        await until(lambda: not way.total)
