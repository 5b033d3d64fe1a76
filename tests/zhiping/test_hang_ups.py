"""600 clients that hang up: nothing hangs, nothing is missing, and asking again is answered (trap 1 of Tortoise)."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
from urllib.parse import urlencode, urlsplit

import pytest

from ..bot.chatting import Chat
from ..casework.stage import Served, good

MANY = 600
AT_ONCE = 60
RESET = struct.pack("ii", 1, 0)  # close without a farewell


async def hang_up(at: Served, request: bytes, patience: float) -> None:
    """Send a request and be gone before the answer, most of the time."""
    parts = urlsplit(at.url)
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(request)
    await writer.drain()
    await asyncio.sleep(patience)
    line: socket.socket = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Write a request as it goes over the line."""
    lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *(f"{k}: {v}" for k, v in headers.items()), "", ""]).encode() + body


@pytest.fixture(params=["server", "postgres_server"])
def at(request: pytest.FixtureRequest) -> Served:
    """The running product, once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(request.param)


async def test_clients__600_that_hang_up__leave_everybody_served(at: Served) -> None:
    assert at.known is not None
    chance = random.Random(7)
    he, base = at.caller("he"), at.known.empty
    chats = [Chat(at) for _ in range(MANY // 2)]
    pushes = [chat.sealed("<MsgType>text</MsgType><Content>你好</Content>") for chat in chats]
    asked: list[bytes] = []
    for query, body in pushes:
        asked.append(request("POST", f"/wechat/callback?{urlencode(query)}", body.encode(), {}))
    for n in range(MANY // 4):
        body, headers = json.dumps({"text": f"内科{n}"}).encode(), he.headers(key=f"key {n}", writes=True)
        asked.append(request("PUT", f"/api/v1/{base}/answers/cover.specialty", body, headers))
        asked.append(request("GET", f"/api/v1/{base}/sections/cover", b"", he.headers(writes=False)))
    chance.shuffle(asked)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(data: bytes) -> None:
        async with gate:
            await hang_up(at, data, chance.choice((0.0, 0.001, 0.005, 0.02)))

    await asyncio.gather(*(one(data) for data in asked))
    async with asyncio.timeout(10):
        assert good(await he.get(f"{base}/sections/cover"))
        assert good(await he.put(f"{base}/answers/cover.specialty", {"text": "外科"}, key="the last one"))

    first = [await chat.deliver(*push) for chat, push in zip(chats, pushes, strict=True)]
    assert {s.status for s in first} == {200}
    assert len({s.text for s in first}) == 1
    streams = [at.house.contact_stream("oa", chat.openid) for chat in chats]
    places = {r["stream"]: r["seq"] for r in await at.house.storage.database.fetch("SELECT stream, seq FROM head")}
    assert {places[s] for s in streams} == {3}, "each was met, follows, and said one thing"
    for n in range(MANY // 4):
        saved = good(await he.put(f"{base}/answers/cover.specialty", {"text": f"内科{n}"}, key=f"key {n}"))
        assert saved["value"] == f"内科{n}"
