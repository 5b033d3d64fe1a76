"""Documents made by the worker: a job may be done twice, be cut off, or meet a slot that has changed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from casework.jobs import evidence
from casework.jobs.evidence import OVERTAKEN
from evidence.process import Bench
from storage.outbox import Ended, Job
from zhiping.worker import LEASE

from ..casework.pictures import sheet
from ..casework.stage import Caller, Served, good
from .phones import opened

SLOT = "basic.training_proof"
MADE = Ended("delivered", "made")


class Gate(Bench):
    """Opens pictures when it is told to, so that a test can do something in the middle."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.reached, self.go = bench, asyncio.Event(), asyncio.Event()
        self.asked: list[str] = []

    async def run(self, name: Any, *args: Any) -> Any:
        self.asked.append(name)
        self.reached.set()
        await self.go.wait()
        return await self.bench.run(name, *args)


@pytest.fixture
async def gate(server: Served) -> AsyncIterator[Gate]:
    found = Gate(server.house.bench)
    server.house.bench = found
    yield found
    server.house.bench = found.bench


async def photographed(at: Served, pages: int = 1) -> tuple[Caller, str]:
    """Somebody who has put pictures into an empty slot that nobody has looked at yet."""
    assert at.known is not None
    caller, slot = at.caller("he"), f"{at.known.empty}/evidence/{SLOT}"
    for n in range(pages):
        good(await caller.upload(f"{slot}/pages", sheet(900, 1200 + n)))
    return caller, slot


async def claimed(at: Served) -> list[Job]:
    return await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8, ("evidence",))


async def files(at: Served) -> list[str]:
    assert at.known is not None
    stream = at.known.empty.replace("applications/", "application:")
    rows = await at.house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1 ORDER BY digest", stream)
    return [r["digest"] for r in rows]


async def test_evidence__made_twice__is_recorded_once(server: Served) -> None:
    caller, slot = await photographed(server, 2)
    first, *_ = await claimed(server)
    assert await server.worker.work(first) == MADE
    made, kept = good(await caller.get(slot)), await files(server)
    assert (made["state"], made["document"]["pages"], len(made["pages"])) == ("ready", 2, 2)
    assert await server.worker.work(first) in (MADE, Ended("delivered", "nothing to do"))
    assert good(await caller.get(slot)) == made
    assert await files(server) == kept


async def test_evidence__worker_died_over_it__is_made_by_another(server: Served, gate: Gate) -> None:
    caller, slot = await photographed(server)
    (job,) = await claimed(server)
    doing = asyncio.ensure_future(server.worker.do(job))
    await gate.reached.wait()
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
    gate.go.set()
    assert await claimed(server) == [], "it is still somebody's"
    assert good(await caller.get(slot))["state"] == "working"
    server.house.clock.move(server.house.clock.offset + LEASE + 1)
    async with opened(server) as other:
        assert sum(await asyncio.gather(server.worker.once(), other.once())) == 1
    made = good(await caller.get(slot))
    assert (made["state"], made["document"]["pages"]) == ("ready", 1)


@pytest.mark.parametrize("what", ["another page", "turned", "taken out", "emptied"])
async def test_evidence__slot_changed_meanwhile__shows_what_is_there_now(server: Served, gate: Gate, what: str) -> None:
    """What was made of the slot as it was is never shown as what it is."""
    caller, slot = await photographed(server, 2)
    first, *rest = await claimed(server)
    doing = asyncio.ensure_future(server.worker.do(first))
    await gate.reached.wait()
    page = good(await caller.get(slot))["pages"][0]["id"]
    match what:
        case "another page":
            good(await caller.upload(f"{slot}/pages", sheet(900, 1000)))
        case "turned":
            good(await caller.post(f"{slot}/pages/{page}/turn", {"degrees": 90}))
        case "taken out":
            good(await caller.delete(f"{slot}/pages/{page}"))
        case _:
            good(await caller.delete(slot))
    gate.go.set()
    await doing
    now = good(await caller.get(slot))
    assert now["state"] == ("empty" if what == "emptied" else "working")
    assert "document" not in now
    for job in rest:
        await server.worker.do(job)
    await server.work()
    now = good(await caller.get(slot))
    pages = {"another page": 3, "turned": 2, "taken out": 1, "emptied": 0}[what]
    assert len(now["pages"]) == pages
    assert now.get("document", {"pages": 0})["pages"] == pages
    if what == "turned":
        assert (now["pages"][0]["width"], now["pages"][0]["height"]) > (now["pages"][1]["width"], 0)


async def test_evidence__workers_at_the_same_slot__make_one_document(server: Served) -> None:
    caller, slot = await photographed(server, 3)
    async with opened(server) as other:
        while sum(await asyncio.gather(server.worker.once(), other.once())):
            pass
    made = good(await caller.get(slot))
    assert (made["state"], made["document"]["pages"]) == ("ready", 3)
    ends = await server.house.storage.database.fetch("SELECT state FROM outbox WHERE kind = 'evidence'")
    assert {r["state"] for r in ends} == {"delivered"}


async def test_evidence__changed_again_and_again__is_bound_once(server: Served, gate: Gate) -> None:
    """Every move leaves a job; those that find the slot made look at no page and keep no file."""
    caller, slot = await photographed(server, 3)
    gate.go.set()
    await server.work()
    kept = await files(server)
    gate.asked.clear()
    for _ in range(10):
        page = good(await caller.get(slot))["pages"][0]["id"]
        good(await caller.put(f"{slot}/pages/{page}/place", {"place": 2}))
    assert await server.work() == 10
    assert gate.asked == ["bind"]
    assert len(await files(server)) <= len(kept) + 1
    assert good(await caller.get(slot))["state"] == "ready"


async def test_evidence__that_takes_longer_than_a_job_may__is_made_page_by_page(
    server: Served, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is cut off or dies in the middle begins with the first page that is not kept, not anew."""
    monkeypatch.setattr(evidence, "SPELL", 0.0)
    caller, slot = await photographed(server, 3)
    gate.go.set()
    first, *_ = await claimed(server)
    for made in (1, 2, 3):
        assert await server.worker.work(first) is None
        states = [p["state"] for p in good(await caller.get(slot))["pages"]]
        assert [s == "waiting" for s in states] == [n >= made for n in range(3)]
    assert good(await caller.get(slot))["state"] == "working"
    assert await server.worker.work(first) == MADE
    assert gate.asked == ["page"] * 3 + ["bind"]
    made = good(await caller.get(slot))
    assert (made["state"], made["document"]["pages"]) == ("ready", 3)


async def test_evidence__changed_while_a_page_is_made__goes_no_further_with_what_was(
    server: Served, gate: Gate
) -> None:
    caller, slot = await photographed(server, 3)
    first, *_ = await claimed(server)
    doing = asyncio.ensure_future(server.worker.work(first))
    await gate.reached.wait()
    page = good(await caller.get(slot))["pages"][2]["id"]
    good(await caller.post(f"{slot}/pages/{page}/turn", {"degrees": 90}))
    gate.go.set()
    assert await doing == OVERTAKEN
    assert gate.asked == ["page"]


async def test_evidence__only_page_replaced_by_another_meanwhile__shows_the_other(server: Served, gate: Gate) -> None:
    """A slot that was emptied counts its versions anew: what is made of the old page is not taken for the new one."""
    caller, slot = await photographed(server)
    (first,) = await claimed(server)
    doing = asyncio.ensure_future(server.worker.work(first))
    await gate.reached.wait()
    page = good(await caller.get(slot))["pages"][0]["id"]
    good(await caller.delete(f"{slot}/pages/{page}"))
    good(await caller.upload(f"{slot}/pages", sheet(1200, 900)))
    gate.go.set()
    assert await doing == OVERTAKEN
    await server.worker.outbox.finish(first, Ended("delivered"))
    await server.work()
    (shown,) = good(await caller.get(slot))["pages"]
    assert shown["id"] != page
    assert shown["width"] > shown["height"]
