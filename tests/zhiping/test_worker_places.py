"""What is slow for one person holds up neither another kind of work nor another person's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from storage import Entry, Push
from storage.outbox import Ended, Job, Outbox
from storage.owned import seal
from zhiping import worker
from zhiping.knock import Door
from zhiping.worker import LEASE, PLACES

from ..casework.pictures import sheet
from ..casework.stage import Platform, Served, good
from .phones import reached

PATIENCE = 20.0  # seconds in which a free place must have been taken


class Held(worker.Worker):
    """Does pushes as ever; holds pictures and fetches until it is told to let one of them go."""

    def __init__(self, at: Served) -> None:
        super().__init__(at.house, at.worker.outbox, at.worker.links)
        self.begun, self.ended = asyncio.Queue[Job](), asyncio.Queue[Job]()
        self.let_go = asyncio.Semaphore(0)

    async def work(self, job: Job) -> Any:
        """Hold what may be slow."""
        if job.kind == "push":
            return await super().work(job)
        self.begun.put_nowait(job)
        await self.let_go.acquire()
        return Ended("delivered", "made")

    async def do(self, job: Job) -> None:
        """Do it, and tell."""
        await super().do(job)
        self.ended.put_nowait(job)


@asynccontextmanager
async def at_work(at: Served) -> AsyncGenerator[Held]:
    """Such a worker, until everything is let go."""
    held, stop = Held(at), asyncio.Event()
    door = Door(replace(at.settings, data_dir=f"{at.settings.data_dir}/door"))
    working = asyncio.create_task(held.go_on(door, stop))
    try:
        async with asyncio.timeout(PATIENCE):
            yield held
    finally:
        stop.set()
        for _ in range(1000):
            held.let_go.release()
        await working
        door.close()


async def leave(at: Served, kind: str, *whose: str) -> None:
    """Leave a job of a kind for each of these."""
    body = seal(None, at.house.secrets.chest, b"{}", b"push")
    pushes = [Push(kind, who, f"contact:{who}", at.house.clock.time(), body) for who in whose]
    await at.house.storage.journal.commit(Entry(f"{kind} {whose}", b"", b"", pushes=pushes))


@pytest.mark.parametrize("slow", ["evidence", "fetch"])
async def test_push__while_every_picture_is_slow__goes_out_at_once(
    server: Served, platform: Platform, slow: str
) -> None:
    zhou = await reached(server, platform, "zhou")
    most = PLACES[slow]
    await leave(server, slow, *(f"p{n}" for n in range(most + 2)))
    async with at_work(server) as held:
        for _ in range(most):
            await held.begun.get()
        await zhou.tell()
        assert (await held.ended.get()).kind == "push"
        assert zhou.shown() == ["template"]
        assert held.begun.empty(), "no more of a kind than it has places"


async def test_push__while_the_platform_is_slow_to_take_the_menu__goes_out_at_once(
    server: Served, platform: Platform
) -> None:
    zhou = await reached(server, platform, "zhou")
    platform.world.kept.menu = None
    zhou.weather(("menu/create", "slow", -1, 1))
    await zhou.tell()
    stop, door = asyncio.Event(), Door(replace(server.settings, data_dir=f"{server.settings.data_dir}/door"))
    working = asyncio.create_task(worker.at_work(server.house, server.settings, door, stop))
    try:
        async with asyncio.timeout(PATIENCE):
            while not all(j["state"] == "delivered" for j in await zhou.jobs()):  # noqa: ASYNC110  a row, no event
                await asyncio.sleep(0.02)
            assert platform.world.kept.menu is None
            while platform.world.kept.menu is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await working
        door.close()


async def test_places__of_one_kind_taken__leave_those_of_the_others(server: Served) -> None:
    for kind in ("evidence", "fetch", "verdict"):
        await leave(server, kind, *(f"p{n}" for n in range(20)))
    async with at_work(server) as held:
        begun = Counter([(await held.begun.get()).kind for _ in range(24)])
        assert begun == {"evidence": PLACES["evidence"], "fetch": PLACES["fetch"], "verdict": PLACES[""]}


async def test_place__that_comes_free__is_taken_though_nobody_knocks_and_the_others_go_on(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "IDLE", 10 * PATIENCE)
    most = PLACES["evidence"]
    await leave(server, "evidence", *(f"p{n}" for n in range(most)), "late")
    async with at_work(server) as held:
        for _ in range(most):
            await held.begun.get()
        held.let_go.release()
        assert (await held.begun.get()).who == "late"


async def test_pictures__of_one_person__are_made_one_after_another(server: Served) -> None:
    """Whatever somebody fills, and however often pages are turned, it takes one place."""
    assert server.known is not None
    caller = server.caller("he")
    for slot in ("basic.training_proof", "basic.schooling_proof"):
        good(await caller.upload(f"{server.known.empty}/evidence/{slot}/pages", sheet()))
    rows = await server.house.storage.database.fetch(
        "SELECT who FROM outbox WHERE kind = 'evidence' AND state = 'waiting'"
    )
    assert [r["who"] for r in rows] == [f"person:{caller.id}"] * 2


class Renewed(Outbox):
    """Tells when somebody has renewed a lease."""

    renewed: asyncio.Queue[Job | None]

    async def renew(self, job: Job, until: float) -> Job | None:
        longer = await super().renew(job, until)
        self.renewed.put_nowait(longer)
        return longer


@pytest.mark.parametrize("kind", ["evidence", "fetch", "verdict"])
async def test_job__that_takes_long__stays_with_its_worker_as_long_as_it_lives(
    server: Served, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(worker, "LEASE", 3.0)
    await leave(server, kind, "p1")
    outbox = Renewed(server.house.storage.database, server.house.storage.opener)
    outbox.renewed = asyncio.Queue()
    server.worker.outbox = outbox
    async with at_work(server) as held:
        job, longer = await held.begun.get(), await outbox.renewed.get()
        assert longer is not None
        assert longer.lease > job.lease


@pytest.mark.parametrize("kind", ["evidence", "fetch", "verdict"])
async def test_job__whose_worker_died__goes_to_another_in_half_a_minute(server: Served, kind: str) -> None:
    await leave(server, kind, "p1")
    began = server.house.clock.time()
    died = Held(server)
    (doing,) = await died.begin()
    job = await died.begun.get()
    doing.cancel()
    assert job.lease <= began + 30
    server.house.clock.move(server.house.clock.offset + LEASE + 1)
    async with at_work(server) as held:
        assert (await held.begun.get()).id == job.id


async def test_worker__told_to_stop_while_a_job_never_ends__leaves_it_to_another(server: Served) -> None:
    held, stop = Held(server), asyncio.Event()
    door = Door(replace(server.settings, data_dir=f"{server.settings.data_dir}/stopped"))
    working = asyncio.create_task(held.go_on(door, stop, last=0.1))
    await leave(server, "fetch", "left-alone")
    async with asyncio.timeout(PATIENCE):
        job = await held.begun.get()
        stop.set()
        await working
    door.close()
    row = await server.house.storage.database.fetch("SELECT state FROM outbox WHERE id = ?1", job.id)
    assert [r["state"] for r in row] == ["claimed"], "it is done when its lease is over"
