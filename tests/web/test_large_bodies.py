"""A body that is too large, or of somebody whom nobody knows, is answered before it is kept in memory."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from web.callback import OUTCOMES

from ..casework.stage import Served

ANSWER_WITHIN = 5.0  # seconds; the rest of the body never comes


@contextlib.asynccontextmanager
async def connected(at: Served) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """One connection to the product, spoken by hand."""
    host, _, port = at.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    yield reader, writer
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def head(path: str, *fields: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *fields, "", ""]).encode()


async def status(reader: asyncio.StreamReader) -> int:
    """Read one whole answer and return its status."""
    async with asyncio.timeout(ANSWER_WITHIN):
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(answer.partition("content-length: ")[2].partition("\r\n")[0] or 0)
        await reader.readexactly(length)
    return int(answer.split()[1])


def large() -> float:
    """How many pushes were refused as too large."""
    turns: Any = OUTCOMES["large"]
    return next(s.value for m in turns.collect() for s in m.samples if s.name.endswith("_count"))


async def test_callback__announced_as_larger_than_any_push__is_refused_before_the_body_comes(server: Served) -> None:
    before = large()
    async with connected(server) as (reader, writer):
        writer.write(head("/wechat/callback?signature=x", "Content-Length: 31000000") + b"a" * 1000)
        assert await status(reader) == 413
    assert large() == before + 1


async def test_callback__in_pieces_without_end__is_refused_at_its_limit(server: Served) -> None:
    async with connected(server) as (reader, writer):
        writer.write(head("/wechat/callback?signature=x", "Transfer-Encoding: chunked"))
        for _ in range(5):
            writer.write(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")
        assert await status(reader) == 413
        assert await reader.read() == b"", "nothing more is read from there"


@pytest.mark.parametrize("path", ["me/identity", "sessions", "surface"])
async def test_call__announced_as_larger_than_its_route_takes__is_refused_before_the_body_comes(
    server: Served, path: str
) -> None:
    async with connected(server) as (reader, writer):
        writer.write(head(f"/api/v1/{path}", "Content-Length: 262145"))
        assert await status(reader) == (405 if path == "surface" else 413)


async def test_file__of_somebody_without_a_session__is_refused_before_it_comes(server: Served) -> None:
    assert server.known is not None
    path = f"/api/v1/{server.known.full}/evidence/basic.id_proof/pages"
    fields = ("Content-Length: 19000000", "Content-Type: multipart/form-data; boundary=b", "Idempotency-Key: k")
    for token in ("", "\xff" * 30, secrets.token_urlsafe(32)):
        async with connected(server) as (reader, writer):
            writer.write(head(path, *fields, *([f"Authorization: Bearer {token}"] if token else [])))
            assert await status(reader) == 401


async def test_connection__after_a_body_that_was_too_large__is_read_to_its_end_and_used_again(server: Served) -> None:
    body = b"a" * 300_000
    async with connected(server) as (reader, writer):
        writer.write(head("/api/v1/sessions", f"Content-Length: {len(body)}") + body)
        assert await status(reader) == 413
        writer.write(head("/health/live", method="GET"))
        assert await status(reader) == 200
