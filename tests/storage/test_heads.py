"""Memory of presents: read together, lent one at a time, never wrong."""

import asyncio

import pytest

from storage import Heads, Storage, Unavailable, Unreadable, Work, perform


def both(n: int):
    """Return a deed that writes one number under two names."""

    async def make(work: Work) -> bytes:
        head = work.heads["note:1"]
        for name in ("a", "b"):
            for address in work.act(head, "wrote", {"name": name, "text": str(n)}):
                work.answer(head, address, head.at[0], str(n))
        return b""

    return make


async def test_cold_heads__of_one_turn__are_read_together(storage: Storage, heads: Heads, monkeypatch) -> None:
    """Trap 3: one connection, one statement."""
    asked: list[list[str]] = []
    fetch = storage.loader.fetch

    async def note(sql: str, values: list[str]):
        asked.append(sorted(values))
        return await fetch(sql, values)

    monkeypatch.setattr(storage.loader, "fetch", note)

    async def hold(n: int) -> None:
        async with heads.hold(f"note:{n}", f"pad:{n}"):
            pass

    await asyncio.gather(*(hold(n) for n in range(50)))
    assert len(asked) == 1
    assert len(asked[0]) == 100
    assert heads.stats["loads"] == 100
    await asyncio.gather(*(hold(n) for n in range(50)))
    assert len(asked) == 1


async def test_cold_head__read_beside_a_writer__has_state_and_answers_of_one_moment(
    storage: Storage, heads: Heads
) -> None:
    """Trap 3: old answers beside a new place would be a lost update that nobody notices."""
    readers = storage.heads(heads.folds)

    async def write() -> None:
        for n in range(150):
            await perform(storage.journal, heads, ["note:1"], f"k{n}", b"", both(n))

    writer, looks = asyncio.create_task(write()), 0
    while not writer.done():
        readers.forget("note:1")
        async with readers.hold("note:1") as held:
            present, seq = held["note:1"].present, held["note:1"].at[0]
            assert present.count == seq
            assert present.texts.get("a") == present.texts.get("b")
            assert max(present.seqs.values(), default=0) == seq
        looks += 1
    await writer
    assert looks > 3


async def test_holder__cancelled_while_it_waits__gives_its_turn_on(heads: Heads) -> None:
    order: list[str] = []

    async def hold(name: str) -> None:
        async with heads.hold("note:1"):
            order.append(name)

    async with heads.hold("note:1"):
        tasks = [asyncio.create_task(hold(n)) for n in ("first", "second", "third")]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["first", "third"]


async def test_holder__cancelled_just_as_its_turn_comes__gives_it_on(heads: Heads) -> None:
    async with heads.hold("note:1"):
        first = asyncio.create_task(heads.hold("note:1").__aenter__())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    async with asyncio.timeout(2), heads.hold("note:1"):
        pass


async def test_deed__cancelled_while_it_commits__is_kept_and_memory_stays_right(storage: Storage, heads: Heads) -> None:
    for n in range(20):
        task = asyncio.create_task(perform(storage.journal, heads, ["note:1"], f"k{n}", b"", both(n)))
        for _ in range(n % 5):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await perform(storage.journal, heads, ["note:1"], "last", b"", both(99))
    async with heads.hold("note:1", fresh=True) as held:
        present, seq = held["note:1"].present, held["note:1"].at[0]
        assert present.texts == {"a": "99", "b": "99"}
        assert present.count == seq
    rows = await storage.database.fetch("SELECT count(*) AS n FROM action")
    assert rows[0]["n"] == seq


async def test_journal__unavailable__memory_is_not_believed(storage: Storage, heads: Heads) -> None:
    await perform(storage.journal, heads, ["note:1"], "k1", b"", both(1))
    await storage.journal.close()
    with pytest.raises(Unavailable):
        await perform(storage.journal, heads, ["note:1"], "k2", b"", both(2))
    async with heads.hold("note:1") as held:
        assert held["note:1"].present.texts == {"a": "1", "b": "1"}
        assert held["note:1"].at[0] == 2


async def test_stream__of_a_kind_that_nobody_folds__is_a_fault_of_the_program(heads: Heads) -> None:
    with pytest.raises(KeyError):
        async with heads.hold("riddle:1"):
            pass
    async with asyncio.timeout(2), heads.hold("note:1"):
        pass


async def test_head__put_in_the_place_of_another__does_not_open(storage: Storage, heads: Heads) -> None:
    await perform(storage.journal, heads, ["note:1"], "k1", b"", both(1))
    await storage.database.fetch("UPDATE head SET stream = 'note:2' WHERE stream = 'note:1'")
    heads.forget("note:1")
    with pytest.raises(Unreadable):
        async with heads.hold("note:2"):
            pass
