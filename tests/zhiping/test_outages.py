"""The database is away for a while: it is said, nothing is half done, and what was sent meanwhile is done once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casework.house import House
from evidence.process import Bench
from zhiping.compose import open_store
from zhiping.knock import Door
from zhiping.readiness import EVERY, ready

from ..bot.chatting import Chat
from ..casework.beginning import copied
from ..casework.stage import Known, Platform, Served, opened, refused, served, settings_for
from ..conftest import Postgres

PATIENCE = 7.0  # seconds: the platform hangs up after 5, and this machine may be busy


async def health(at: Served) -> tuple[int, dict[str, bool]]:
    """What a load balancer is told."""
    reply = await at.http.get("/health/ready")
    return reply.status_code, reply.json()["parts"]


async def place(house: House, stream: str) -> int:
    """Where a stream stands: a turn of the conversation moves it on by one."""
    rows = await house.storage.database.fetch("SELECT seq FROM head WHERE stream = ?1", stream)
    return rows[0]["seq"]


class Outage:
    """Is one message that comes while the database is away, and everything that is asked meanwhile."""

    def __init__(self, at: Served) -> None:
        self.at, self.chat = at, Chat(at)
        self.stream = at.house.contact_stream("oa", self.chat.openid)

    async def before(self) -> None:
        assert (await self.chat.say("你好")).raw
        assert await health(self.at) == (200, {"database": True, "journal": True})
        self.place = await place(self.at.house, self.stream)
        self.push = self.chat.sealed("<MsgType>text</MsgType><Content>帮助</Content>")

    async def during(self) -> tuple[Any, tuple[int, dict[str, bool]]]:
        """Deliver the message as the platform does, and look at the health beside it."""

        async def deliver() -> Any:
            began = time.monotonic()
            said = await self.chat.deliver(*self.push)
            assert time.monotonic() - began < PATIENCE
            return said

        live = await self.at.http.get("/health/live")
        assert live.status_code == 200, "a process that only waits is not to be restarted"
        said, state = await asyncio.gather(deliver(), health(self.at))
        assert (said.status, said.raw) == (503, "")
        return said, state

    async def after(self) -> None:
        """The platform's retry under the same MsgId, and once more: one turn, the same words."""
        await until(lambda: self.ready_again())
        first = await self.chat.deliver(*self.push)
        assert first.status == 200
        assert first.raw
        assert await self.chat.deliver(*self.push) == first
        assert await place(self.at.house, self.stream) == self.place + 1

    async def ready_again(self) -> bool:
        return (await health(self.at))[0] == 200


async def until(met: Callable[[], Any], seconds: float = 15) -> None:
    """Wait for something that nothing announces."""
    end = time.monotonic() + seconds
    while not await met():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def running(house: House, settings: Any, platform: Platform, known: Known | None) -> AsyncGenerator[Served]:
    async with served(house, settings, platform, known, ready=lambda: ready(house)) as at:
        yield at


# ── SQLite, locked by another process ────────────────────────────────────────
async def test_sqlite__locked__is_not_ready_and_the_retry_completes(
    prepared: Known, tmp_path: Path, platform: Platform, bench: Bench
) -> None:
    known = copied(prepared, tmp_path)
    settings = settings_for(known.database, known.files, tmp_path, platform.url)
    async with opened(settings, bench) as house, running(house, settings, platform, known) as at:
        outage = Outage(at)
        await outage.before()
        other = sqlite3.connect(known.database.removeprefix("sqlite://"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        he = at.caller("he")
        put = he.put(f"{known.empty}/answers/cover.specialty", {"text": "内科"}, key="k1")
        (_, state), answer = await asyncio.gather(outage.during(), put)
        assert state == (503, {"database": True, "journal": False})
        refused(answer, 503, "not_kept")
        assert (await he.get(known.empty)).status_code == 200, "what is there can be read"
        other.execute("ROLLBACK")
        other.close()
        await outage.after()
        again = await he.put(f"{known.empty}/answers/cover.specialty", {"text": "内科"}, key="k1")
        assert (again.status_code, again.json()["value"]) == (200, "内科")


async def test_sqlite__that_takes_no_row_any_longer__is_not_ready_within_a_minute(
    prepared: Known, tmp_path: Path, platform: Platform, bench: Bench
) -> None:
    """As on a full disk: everything can be read, and what was written before is found again."""
    known = copied(prepared, tmp_path)
    settings = settings_for(known.database, known.files, tmp_path, platform.url)
    async with opened(settings, bench) as house, running(house, settings, platform, known) as at:
        assert (await health(at))[0] == 200
        assert (await health(at))[0] == 200, "the same minute again"
        with contextlib.closing(sqlite3.connect(known.database.removeprefix("sqlite://"), isolation_level=None)) as db:
            db.execute("CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(FAIL, 'full'); END")
            house.clock.move(house.clock.offset + EVERY)
            assert await health(at) == (503, {"database": True, "journal": False})
            db.execute("DROP TRIGGER full")
        await until(lambda: is_well(at))


async def is_well(at: Served) -> bool:
    return (await health(at))[0] == 200


# ── PostgreSQL, stopped and started ──────────────────────────────────────────
@pytest.fixture
async def on_postgres(
    mortal_postgres: Postgres, tmp_path: Path, platform: Platform, bench: Bench
) -> AsyncIterator[Served]:
    """The product over a PostgreSQL that may be stopped."""
    settings = settings_for(mortal_postgres.create(), tmp_path / "files", tmp_path, platform.url)
    await (await open_store(settings, migrate=True)).close()
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(opened(settings, bench))
        yield await stack.enter_async_context(running(house, settings, platform, None))


async def test_postgres__stopped__is_not_ready_and_the_retry_completes(
    on_postgres: Served, mortal_postgres: Postgres
) -> None:
    outage = Outage(on_postgres)
    await outage.before()
    caller = await on_postgres.log_in(on_postgres.platform.user("离线"))
    mortal_postgres.stop()
    try:
        stranger = on_postgres.caller()
        stranger.token = "a" * 43
        for who, path in ((caller, "me"), (caller, "plans"), (caller, f"tickets/{'a' * 32}"), (stranger, "me")):
            refused(await who.get(path), 503, "not_read")
        paper = await on_postgres.http.get("/verify/abc")
        assert (paper.status_code, "请过一会儿再扫一次" in paper.text) == (503, True), "who scans a paper reads a page"
        _, state = await outage.during()
        assert state == (503, {"database": False, "journal": False})
    finally:
        mortal_postgres.start()
    await outage.after()
    assert await on_postgres.worker.once() == 0


async def test_postgres__that_answers_nothing__is_not_ready_at_once_and_holds_up_nobody_who_stops(
    on_postgres: Served, mortal_postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hung disk or a lost route: connections stay open and nothing comes over them."""
    monkeypatch.setattr("web.verify.LOOK", 0.5)
    at, stop = on_postgres, asyncio.Event()
    settings = replace(at.settings, data_dir=str(tmp_path / "second"))
    second = AsyncExitStack()
    other, door = await second.enter_async_context(opened(settings, at.house.bench)), Door(settings)
    assert (await ready(other))["journal"]
    mortal_postgres.signal(signal.SIGSTOP)
    try:
        async with in_seconds(2.4):
            assert await health(at) == (503, {"database": False, "journal": False})
        async with in_seconds(1.5):
            assert (await at.http.get("/verify/abc")).status_code == 503
        working = asyncio.create_task(at.worker.go_on(door, stop, last=0.5))
        await asyncio.sleep(0)
        stop.set()
        async with in_seconds(2.5):
            await working
        async with in_seconds(3):
            await second.aclose()
    finally:
        mortal_postgres.signal(signal.SIGCONT)
        door.close()
    await until(lambda: ready_again(at))


async def ready_again(at: Served) -> bool:
    return (await health(at))[0] == 200


@asynccontextmanager
async def in_seconds(most: float) -> AsyncGenerator[None]:
    """Fail where what is done takes longer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < most
