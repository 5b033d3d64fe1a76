"""Large bodies on their way: counted from their announcement to the end of their request, of one person and of all."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from casework.deeds import evidence
from web import bodies
from web import room as rooms
from web.room import ALTOGETHER, OF_ONE, Room

from ..casework.stage import Caller, Served, good
from .test_large_bodies import ANSWER_WITHIN as WITHIN
from .test_large_bodies import connected, head, status

FILE = 26_000_000  # bytes announced of each body that is held back
SLOT = "evidence/basic.id_proof/pages"
PHOTO = b"\xff\xd8\xff" + secrets.token_bytes(100_000)  # of a size that counts
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def announced(caller: Caller, base: str, size: int = FILE, more: dict[str, str] | None = None) -> bytes:
    """The head of an upload, and the first of its bytes."""
    fields = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(size)} | (more or {})
    fields |= caller.headers(writes=True)
    return head(f"/api/v1/{base}/{SLOT}", *(f"{k}: {v}" for k, v in fields.items() if v)) + b"--b\r\n"


@contextlib.asynccontextmanager
async def held_back(at: Served, who: str, base: str, many: int) -> AsyncGenerator[list[Line]]:
    """Connections over which somebody announces files that never come."""
    async with contextlib.AsyncExitStack() as stack:
        lines: list[Line] = []
        for _ in range(many):
            lines.append(await stack.enter_async_context(connected(at)))
            lines[-1][1].write(announced(at.caller(who), base))
        yield lines


async def until(right: Callable[[], bool]) -> None:
    """Wait for what the product does by itself."""
    async with asyncio.timeout(WITHIN):
        while not right():  # noqa: ASYNC110  there is no event: what is waited for is the product's own business
            await asyncio.sleep(0.01)


async def refusal(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    """Read one refusal: its status and its problem."""
    async with asyncio.timeout(WITHIN):
        top = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(top.partition("content-length: ")[2].partition("\r\n")[0])
        assert "content-type: application/problem+json\r\n" in top
        return int(top.split()[1]), json.loads(await reader.readexactly(length))


async def test_bodies__held_back_by_one_person__leave_room_for_another_and_are_given_back_at_a_hang_up(
    server: Served,
) -> None:
    assert server.known is not None
    room: Room = server.app.ctx.room
    room.wait = 0.2
    he, zhou, base = server.caller("he"), server.caller("zhou"), server.known.empty
    most = OF_ONE // FILE
    async with held_back(server, "he", base, most) as lines:
        await until(lambda: room.held == {he.id: most * FILE})
        async with held_back(server, "he", base, 20 - most) as more:
            for reader, _ in more:
                code, problem = await refusal(reader)
                assert (code, problem["code"]) == (429, "bodies_many")
                assert "再传一次" in problem["detail"]
            assert room.total == most * FILE
            good(await zhou.upload(f"{server.known.full}/{SLOT}", PHOTO))
        assert room.held == {he.id: most * FILE}
        lines[0][1].transport.abort()
        await until(lambda: room.total == (most - 1) * FILE)
    await until(lambda: not room.held and not room.total)


async def test_body__that_waits_for_room__is_read_when_there_is_some(server: Served) -> None:
    assert server.known is not None
    room: Room = server.app.ctx.room
    base, he = server.known.empty, server.caller("he")
    async with held_back(server, "he", base, OF_ONE // FILE) as lines:
        await until(lambda: room.total == OF_ONE // FILE * FILE)
        async with connected(server) as (reader, writer):
            writer.write(announced(he, base))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.read(1), 0.1)
            lines[0][1].transport.abort()
            writer.write(b"x" * (FILE - 5))
            assert await status(reader) == 400, "it came whole, and holds no file"
        await until(lambda: room.total == (len(lines) - 1) * FILE)


async def test_body__where_all_together_have_too_much__is_asked_to_come_again(server: Served) -> None:
    assert server.known is not None
    room: Room = server.app.ctx.room
    room.wait = 0.05
    others = [f"p{n}" for n in range(ALTOGETHER // OF_ONE)]
    taken = [await room.enter(other, OF_ONE) for other in others]
    async with connected(server) as (reader, writer):
        writer.write(announced(server.caller("he"), server.known.empty, 90_000))
        code, problem = await refusal(reader)
        assert (code, problem["code"]) == (503, "bodies_full")
        assert "再传一次" in problem["detail"]
    he = server.caller("he")
    await he.save(server.known.empty, "cover.specialty", "内科")  # what is little needs no room
    room.leave(taken[0])
    good(await he.upload(f"{server.known.empty}/{SLOT}", PHOTO))


@pytest.mark.parametrize("way", ["whole", "pieces"])
async def test_body__that_stands_still__is_cut_and_its_room_given_back(
    server: Served, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    assert server.known is not None
    room: Room = server.app.ctx.room
    monkeypatch.setattr(bodies, "STILL", 0.2)
    more = {"Content-Length": "", "Transfer-Encoding": "chunked"} if way == "pieces" else {}
    async with connected(server) as (reader, writer):
        writer.write(announced(server.caller("he"), server.known.empty, more=more).removesuffix(b"--b\r\n"))
        writer.write(b"5\r\n--b\r\n\r\n" if way == "pieces" else b"--b\r\n")
        await until(lambda: room.total >= FILE)
        code, problem = await refusal(reader)
        assert (code, problem["code"]) == (503, "body_slow")
        assert await reader.read() == b"", "nothing more is read from there"
    await until(lambda: not room.held and not room.total)


async def test_bodies__of_six_who_send_next_to_nothing__make_room_for_one_that_waits(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server.known is not None
    room: Room = server.app.ctx.room
    monkeypatch.setattr(rooms, "EARLY", 0.1)
    he, zhou = server.caller("he"), server.caller("zhou")
    room.altogether = 4 * FILE
    others = [await room.enter(f"p{n}", FILE) for n in range(3)]
    for other in others:
        other.come = FILE  # there, and only being worked on
    async with held_back(server, "he", server.known.empty, 1) as lines:
        reader, writer = lines[0]
        await until(lambda: room.total == room.altogether)
        for _ in range(3):  # a byte now and then
            writer.write(b"x")
            await asyncio.sleep(0.05)
        good(await zhou.upload(f"{server.known.full}/{SLOT}", PHOTO))
        code, problem = await refusal(reader)
        assert (code, problem["code"]) == (503, "body_slow")
        assert "换个信号好的地方" in problem["detail"]
    room.wait = 0.2
    async with held_back(server, "he", server.known.empty, 1) as lines:
        code, problem = await refusal(lines[0][0])
        assert (code, problem["code"]) == (503, "bodies_full"), "no place anew for who was just cut"
    assert room.total == len(others) * FILE
    for other in others:
        room.leave(other)
    good(await he.upload(f"{server.known.empty}/{SLOT}", PHOTO))


async def test_body__that_comes_at_a_pace__goes_on_while_another_waits(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server.known is not None
    room: Room = server.app.ctx.room
    monkeypatch.setattr(rooms, "EARLY", 0.1)
    room.altogether, room.wait = FILE, 0.5
    async with held_back(server, "he", server.known.empty, 1) as lines:
        lines[0][1].write(b"x" * (FILE // 2))
        await until(lambda: room.total == FILE)
        zhou = await server.caller("zhou").upload(f"{server.known.full}/{SLOT}", PHOTO)
        assert (zhou.status_code, zhou.json()["code"]) == (503, "bodies_full")
        lines[0][1].write(b"x" * (FILE - FILE // 2 - 5))
        assert await status(lines[0][0]) == 400, "it came whole, and holds no file"


async def test_body__for_what_is_not_there__is_answered_before_it_comes(server: Served) -> None:
    room: Room = server.app.ctx.room
    async with held_back(server, "he", "applications/a-none", 4) as lines:
        for reader, _ in lines:
            assert (await refusal(reader))[0] == 404
            assert not room.total


async def test_body__for_a_slot_that_is_full__is_refused_before_it_comes_and_nothing_is_stored(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server.known is not None
    monkeypatch.setattr(evidence, "PAGES", 1)
    he, base = server.caller("he"), server.known.empty
    good(await he.upload(f"{base}/{SLOT}", PHOTO))
    files = await server.house.storage.database.fetch("SELECT digest FROM blob")
    async with held_back(server, "he", base, 1) as lines:
        code, problem = await refusal(lines[0][0])
        assert (code, problem["code"]) == (409, "slot_full")
    assert await server.house.storage.database.fetch("SELECT digest FROM blob") == files


async def test_body__little_and_held_back_by_nobody__counts_and_is_cut(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "STILL", 0.2)
    hall: Room = server.app.ctx.hall
    async with connected(server) as (reader, writer):
        writer.write(head("/api/v1/sessions", "Content-Length: 1000", "Idempotency-Key: k") + b"{")
        await until(lambda: hall.total == 1000)
        code, problem = await refusal(reader)
        assert (code, problem["code"]) == (503, "body_slow")
    await until(lambda: not hall.total)


async def test_body__of_nobody_who_holds_it_back__counts_for_its_address_until_it_is_there(server: Served) -> None:
    hall: Room = server.app.ctx.hall
    hall.wait = 0.05
    async with contextlib.AsyncExitStack() as stack:
        size = 200_000
        for _ in range(hall.of_one // size):
            _, writer = await stack.enter_async_context(connected(server))
            writer.write(head("/api/v1/sessions", f"Content-Length: {size}", "Idempotency-Key: k") + b"{")
        await until(lambda: hall.total == hall.of_one // size * size)
        reader, writer = await stack.enter_async_context(connected(server))
        writer.write(head("/api/v1/sessions", f"Content-Length: {size}", "Idempotency-Key: k") + b"{")
        assert (await refusal(reader))[0] == 429
        reader, writer = await stack.enter_async_context(connected(server))
        writer.write(head("/api/v1/sessions", "Content-Length: 2", "Idempotency-Key: k") + b"{}")
        assert (await refusal(reader))[0] == 422, "what comes whole with its head is not counted"
    await until(lambda: not hall.total)
