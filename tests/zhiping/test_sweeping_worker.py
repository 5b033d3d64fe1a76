"""What the worker sweeps goes on although one part of it, or one application, cannot be done now."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from casework.house import House
from storage import Blobs, Entry, Put
from zhiping.knock import Door
from zhiping.worker import DAY

from ..casework import way
from ..casework.stage import Served, free_port
from .phones import Reached, reached

BROKEN = (
    "a-broken",
    "p-nobody",
    "n-associate",
    "chongqing",
    "某人",
    "u-hospital",
    "云溪区人民医院",
    "",
    "",
    "returned",
)


@pytest.fixture
def bucket_away(server: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The product with its files in a bucket that does not answer."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    server.house.blobs = Blobs.open(f"s3://away?endpoint=http://127.0.0.1:{free_port()}")
    return server


async def status(house: House, base: str) -> str:
    found = await house.reads.application(base.partition("/")[2])
    assert found is not None
    return found.status


async def out_of_time(at: Served) -> str:
    """An application whose term is over, behind one that cannot be opened; return its base."""
    base = await way.returned(at)
    house = at.house
    row = (*BROKEN, 1.0, 1.0, 1.0)
    await house.storage.journal.commit(Entry("broken", b"", b"", changes=[Put("application", row)]))
    at.move_clock(year=2027, month=3)
    return base


async def test_sweep__one_application_cannot_be_opened__ends_the_others(server: Served) -> None:
    base = await out_of_time(server)
    await server.worker.sweep()
    assert await status(server.house, base) == "withdrawn"


async def test_sweep__files_are_away__still_ends_terms_and_removes_what_is_over(bucket_away: Served) -> None:
    base, house = await out_of_time(bucket_away), bucket_away.house
    await house.storage.journal.commit(Entry("old", b"", b""))
    await house.storage.database.fetch("UPDATE inbox SET at = ?1 WHERE key = 'old'", house.clock.time() - 31 * DAY)
    await bucket_away.worker.sweep()
    assert await status(house, base) == "withdrawn"
    assert not await house.storage.database.fetch("SELECT key FROM inbox WHERE key = 'old'")


async def test_worker__files_are_away_while_it_sweeps__does_its_jobs(bucket_away: Served) -> None:
    """A worker that sweeps a bucket which does not answer tells people all the same."""
    at = bucket_away
    zhou: Reached = await reached(at, at.platform, "zhou")
    await zhou.tell()
    stop, door = asyncio.Event(), Door(replace(at.settings, data_dir=f"{at.settings.data_dir}/door"))
    working = asyncio.create_task(at.worker.go_on(door, stop))
    try:
        async with asyncio.timeout(20):
            while not all(j["state"] == "delivered" for j in await zhou.jobs()):  # noqa: ASYNC110  a row, no event
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await working
        door.close()
    assert [j["state"] for j in await zhou.jobs()] == ["delivered"]
