"""Pushes as jobs: their order, a worker that dies, hangs or comes late, two at once, and what nobody understands."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from casework.jobs.push import NOBODY
from casework.messages import Told
from storage import Entry, Push
from storage.outbox import Ended, Job
from storage.owned import seal
from zhiping import worker
from zhiping.worker import LEASE, TRIES

from ..casework import way
from ..casework.stage import Served
from .phones import Reached, called, opened, reached, tell, worked_off

CALLED = "refused: on the unit's list to call"


async def test_pushes__of_one_person__go_in_their_order_and_wait_for_the_first(zhou: Reached) -> None:
    """A push that is tried again holds up the later ones of the same person, and nobody else's."""
    he = await reached(zhou.at, zhou.platform, "he")
    zhou.weather(("template", "busy", -1, 3))
    await zhou.tell("submitted")
    await zhou.tell("returned")
    await he.tell("submitted", own=True)  # over another channel, which works
    await zhou.at.work()
    assert (zhou.shown(), he.shown()) == ([], ["text"])
    await worked_off(zhou.at)
    assert [m.rows[1][1] for m in zhou.user.messages[-2:]] == ["申报已交，等单位审核", "退回，有2处要改，12月4日前交"]


async def test_push__that_a_later_status_overtook__is_dropped(zhou: Reached) -> None:
    base = await way.returned(zhou.at)
    stream = f"application:{base.partition('/')[2]}"
    await worked_off(zhou.at)
    found = [j for j in await zhou.jobs() if j["stream"] == stream]
    assert [j["state"] for j in found] == ["dropped", "delivered"]
    assert zhou.shown() == ["template"]


async def test_worker__died_with_a_job__another_one_takes_it_over_once(zhou: Reached) -> None:
    """The lease of what a dead worker held ends; what it had sent and noted down is not sent again."""
    at = zhou.at
    await zhou.tell("submitted", own=True)
    (job,) = await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)
    assert str(await at.worker.work(job)).startswith("delivered: custom")  # and here it dies
    assert zhou.shown() == ["text"]
    assert await at.worker.once() == 0, "it is still somebody's"
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    async with opened(at) as other:
        assert sorted(await asyncio.gather(at.worker.once(), other.once())) == [0, 1]
    assert zhou.shown() == ["text"]
    (row,) = await zhou.jobs()
    assert (row["state"], row["result"], row["tries"]) == ("delivered", "delivered: custom", 2)
    assert not await at.worker.outbox.finish(job, Ended("refused")), "the first one may not end it any more"


class Slow(worker.Worker):
    """Works on nothing until it is let go."""

    go: asyncio.Event

    async def work(self, job: Job) -> Any:
        """Wait, then do it."""
        await self.go.wait()
        return await super().work(job)


async def test_worker__slow_with_a_push__keeps_it_as_long_as_it_lives_and_no_longer(
    zhou: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, clock = zhou.at, zhou.at.house.clock
    monkeypatch.setattr(worker, "LEASE", 1.5)
    slow = Slow(at.house, at.worker.outbox, at.worker.links)
    slow.go = asyncio.Event()
    await zhou.tell()
    working, began = asyncio.create_task(slow.once()), clock.time()
    while clock.time() < began + 2.0:
        await asyncio.sleep(0.1)
        assert await at.worker.once() == 0, "it is still somebody's, long after its first lease"
    slow.go.set()
    assert await working == 1
    assert zhou.shown() == ["template"]
    assert [j["state"] for j in await zhou.jobs()] == ["delivered"]


async def test_worker__held_up_until_another_one_had_its_push__leaves_it(
    zhou: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both would send it: the platform keeps a template message once, and a customer-service message twice."""
    at = zhou.at
    monkeypatch.setattr(worker, "LEASE", 0.6)
    slow = Slow(at.house, at.worker.outbox, at.worker.links)
    slow.go = asyncio.Event()
    await zhou.tell("submitted", own=True)
    (working,) = await slow.begin()
    at.house.clock.move(at.house.clock.offset + 10)
    assert await at.worker.once() == 1
    await asyncio.wait_for(working, 10)
    assert zhou.shown() == ["text"]


async def test_worker__died_with_a_push__another_one_has_it_in_half_a_minute(zhou: Reached) -> None:
    at = zhou.at
    await zhou.tell()
    await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)  # and here it dies
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    assert LEASE < 30
    await worked_off(at)
    assert zhou.shown() == ["template"]


async def test_worker__died_after_it_had_somebody_called__another_one_ends_the_push(zhou: Reached) -> None:
    """Fewer channels are left to try then; that was a call under a used key, and all later pushes waited behind it."""
    at = zhou.at
    await zhou.tell()
    zhou.weather(("template", "refuse", 43004, 1))
    (job,) = await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)
    assert str(await at.worker.work(job)) == CALLED  # and here it dies
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    await worked_off(at)
    (row,) = await zhou.jobs()
    assert (row["result"], row["tries"]) == (CALLED, 2)
    assert [r["name"] for r in await called(at)] == ["周岚"]


async def test_worker__died_before_it_noted_down__the_platform_s_key_keeps_it_once(zhou: Reached) -> None:
    """A template message carries the job's own key, under which the platform sends it once in ten minutes."""
    at = zhou.at
    await zhou.tell()
    (job,) = await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)
    await at.worker.work(job)
    noted = await at.house.storage.database.fetch("DELETE FROM inbox WHERE key LIKE 'job|test|%|sent' RETURNING key")
    assert len(noted) == 1
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    await worked_off(at)
    assert zhou.shown() == ["template"]
    assert [j["state"] for j in await zhou.jobs()] == ["delivered"]


async def test_workers__two_at_once__tell_everybody_once(zhou: Reached) -> None:
    at = zhou.at
    he = await reached(at, zhou.platform, "he")
    for event in ("submitted", "returned", "resubmitted", "returned"):
        await zhou.tell(event)
        await he.tell(event)
    async with opened(at) as other:
        while sum(await asyncio.gather(at.worker.once(), other.once())):
            pass
    for person in (zhou, he):
        assert person.shown() == ["template"] * 4
        assert [j["tries"] for j in await person.jobs()] == [1] * 4


async def test_job__that_always_fails__is_given_up_and_somebody_is_called(zhou: Reached) -> None:
    """A fault of our own ends too: after some tries the job is refused, and the unit calls."""
    await zhou.tell(scheme="no such version")
    assert await worked_off(zhou.at) <= TRIES
    (job,) = await zhou.jobs()
    assert (job["state"], job["tries"]) == ("refused", TRIES)
    assert [r["name"] for r in await called(zhou.at)] == ["周岚"]


async def left(at: Served, kind: str, who: str) -> None:
    """Leave a job whose body nobody understands, as one of another version may be."""
    body = seal(None, at.house.secrets.chest, b"{}", b"push")
    push = Push(kind, who, "person:x", at.house.clock.time(), body)
    await at.house.storage.journal.commit(Entry(f"{kind} of a later version", b"", b"", pushes=[push]))


async def test_push__that_nobody_understands__ends_as_told_to_nobody_and_lets_the_next_one_through(
    zhou: Reached,
) -> None:
    await left(zhou.at, "push", zhou.who)
    await zhou.tell()
    await worked_off(zhou.at)
    ends = [(j["state"], j["result"]) for j in await zhou.jobs()]
    assert ends[0] == ("refused", str(NOBODY)), "so that /metrics counts it"
    assert zhou.shown() == ["template"]


async def test_push__to_a_unit__given_up__is_counted_as_told_to_nobody(server: Served) -> None:
    class Faulty(worker.Worker):
        async def work(self, job: Job) -> Any:
            """Run into a fault of ours each time."""
            raise LookupError

    await tell(server, Told("unit:u-hospital", "unit:u-hospital", "work_waiting", text="有一份要审"))
    await worked_off(server, worker=Faulty(server.house, server.worker.outbox, server.worker.links))
    sql = "SELECT result FROM outbox WHERE who = 'unit:u-hospital' AND state = 'refused'"
    assert [r["result"] for r in await server.house.storage.database.fetch(sql)] == [str(NOBODY)]


async def test_job__that_took_long_and_failed__has_its_pause_from_then_on(zhou: Reached) -> None:
    clock = zhou.at.house.clock

    class Long(worker.Worker):
        async def work(self, job: Job) -> Any:
            """Take longer than the first pauses."""
            clock.move(clock.offset + 100)
            raise TimeoutError

    await zhou.tell()
    assert await Long(zhou.at.house, zhou.at.worker.outbox, zhou.at.worker.links).once() == 1
    assert await zhou.at.worker.once() == 0


async def test_job__of_an_unknown_kind__ends(server: Served) -> None:
    await left(server, "dance", "")
    assert await worked_off(server, "dance") <= TRIES
    rows = await server.house.storage.database.fetch("SELECT state, result FROM outbox WHERE kind = 'dance'")
    assert [tuple(r.values()) for r in rows] == [("refused", "refused: ValueError")]
