"""Jobs: claimed once, in order for each receiver, and what becomes of them."""

import asyncio

import pytest

from storage import Entry, Heads, Outbox, Push, Storage, Work, perform
from storage.outbox import Ended
from storage.owned import seal

NOW = 1_000_000.0


@pytest.fixture
def outbox(storage: Storage) -> Outbox:
    return Outbox(storage.database, storage.opener)


async def leave(storage: Storage, *pushes: tuple[str, str, float]) -> None:
    """Leave jobs: kind, who, due; their body says where they stand in this call."""
    made = [
        Push(kind, who, "note:1", due, seal(None, storage.secrets.chest, f"{n}".encode(), b"push"))
        for n, (kind, who, due) in enumerate(pushes)
    ]
    await storage.journal.commit(Entry(f"k{storage.journal.stats['entries']}", b"", b"", pushes=made))


async def test_jobs__claimed_by_ten_workers__each_goes_to_one(storage: Storage, outbox: Outbox) -> None:
    """Trap 5 of Tortoise: the claim is one statement that compares and sets."""
    await leave(storage, *(("push", f"p{n}", NOW) for n in range(200)))
    claimed = await asyncio.gather(*(outbox.claim(NOW, 60, 30) for _ in range(10)))
    ids = [job.id for jobs in claimed for job in jobs]
    while more := await outbox.claim(NOW, 60, 30):
        ids += [job.id for job in more]
    assert len(ids) == len(set(ids)) == 200
    assert await outbox.counts() == {"claimed": 200}


async def test_jobs__of_one_receiver__go_one_after_another(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("push", "p1", NOW), ("push", "p1", NOW), ("push", "p2", NOW), ("term", "p1", NOW))
    first = await outbox.claim(NOW, 60, 10)
    assert [j.body for j in first] == [b"0", b"2", b"3"]
    assert await outbox.claim(NOW, 60, 10) == []
    assert await outbox.retry(first[0], NOW + 10, "busy")
    assert await outbox.claim(NOW + 5, 60, 10) == [], "a later one does not overtake one that is tried again"
    again = (await outbox.claim(NOW + 10, 60, 10))[0]
    assert (again.body, again.tries, again.result) == (b"0", 2, "busy")
    assert await outbox.finish(again, Ended("delivered"))
    assert [j.body for j in await outbox.claim(NOW + 11, 60, 10)] == [b"1"]


async def test_jobs__without_a_receiver__have_no_order(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, *(("evidence", "", NOW) for _ in range(3)))
    assert len(await outbox.claim(NOW, 60, 10)) == 3


async def test_job__of_next_month__holds_nobody_up(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("push", "p1", NOW + 1000), ("push", "p1", NOW))
    assert [j.body for j in await outbox.claim(NOW, 60, 10)] == [b"1"]


async def test_job__not_yet_due__is_not_handed_out(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("term", "p1", NOW + 10))
    assert await outbox.claim(NOW + 9.9, 60, 10) == []
    assert len(await outbox.claim(NOW + 10, 60, 10)) == 1


async def test_jobs__by_kind__are_handed_out_to_who_asks_for_them(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("push", "p1", NOW), ("evidence", "", NOW), ("term", "", NOW))
    assert [j.kind for j in await outbox.claim(NOW, 60, 10, ["evidence", "term"])] == ["evidence", "term"]
    assert [j.kind for j in await outbox.claim(NOW, 60, 1)] == ["push"]


async def test_lease__ended__gives_the_job_to_another_and_the_first_is_told(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("push", "p1", NOW))
    (slow,) = await outbox.claim(NOW, 60, 10)
    (quick,) = await outbox.claim(NOW + 61, 60, 10)
    assert quick.id == slow.id
    assert not await outbox.finish(slow, Ended("delivered"))
    assert not await outbox.retry(slow, NOW + 100)
    assert await outbox.finish(quick, Ended("refused", "43101"))
    assert not await outbox.finish(quick, Ended("delivered"))
    assert await outbox.counts() == {"refused": 1}


async def test_job__that_ended__keeps_its_result_and_loses_its_body(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("push", "p1", NOW), ("push", "p2", NOW), ("push", "p3", NOW))
    for job, state in zip(await outbox.claim(NOW, 60, 10), ("delivered", "refused", "dropped"), strict=True):
        await outbox.finish(job, Ended(state, "why"))
    rows = await storage.database.fetch("SELECT state, result, body FROM outbox ORDER BY seq")
    assert [(r["state"], r["result"], bytes(r["body"])) for r in rows] == [
        (s, f"{s}: why", b"") for s in ("delivered", "refused", "dropped")
    ]
    assert await outbox.claim(NOW + 1000, 60, 10) == []


async def test_job__of_an_erased_stream__comes_without_a_body(storage: Storage, heads: Heads, outbox: Outbox) -> None:
    async def push(work: Work) -> bytes:
        work.act(work.heads["note:1"], "wrote", {"name": "a", "text": "x"})
        work.push("push", "p1", "note:1", NOW, b"private")
        work.push("push", "p2", "note:other", NOW, b"not its own")
        return b""

    async def erase(work: Work) -> bytes:
        work.erase(work.heads["note:1"], "gone", {})
        return b""

    await perform(storage.journal, heads, ["note:1"], "k1", b"", push)
    (first, second) = await outbox.claim(NOW, 1, 10)
    assert (first.body, second.body) == (b"private", b"not its own")
    await perform(storage.journal, heads, ["note:1"], "k2", b"", erase)
    (first, second) = await outbox.claim(NOW + 2, 1, 10)
    assert (first.body, second.body) == (None, b"not its own")


async def test_oldest__tells_how_long_something_waits(storage: Storage, outbox: Outbox) -> None:
    assert await outbox.oldest(NOW) == 0
    await leave(storage, ("push", "p1", NOW - 30), ("push", "p2", NOW - 5), ("term", "p3", NOW + 100))
    assert await outbox.oldest(NOW) == 30


async def test_job__renewed__is_kept_and_one_that_is_not_goes_to_another(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, ("push", "p1", NOW), ("evidence", "p2", NOW))
    one, two = await outbox.claim(NOW, 20, 10)
    longer = await outbox.renew(one, NOW + 40)
    assert longer is not None
    (taken,) = await outbox.claim(NOW + 21, 20, 10)
    assert taken.id == two.id, "the one that was renewed is still somebody's"
    assert await outbox.renew(two, NOW + 60) is None
    assert not await outbox.finish(one, Ended("delivered")), "with the old lease it is not ended"
    assert await outbox.finish(longer, Ended("delivered"))
