"""What the journal promises, on both databases."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs
from structlog.testing import capture_logs

from storage import (
    START,
    Add,
    Committed,
    Drop,
    Entry,
    Moved,
    OtherBody,
    Push,
    Put,
    Refused,
    Repeated,
    Storage,
    Unavailable,
    Wipe,
)  # fmt: skip


def unit(id: str, name: str = "x") -> tuple[object, ...]:
    return (id, name, "hospital", "", "r", 1, "approved", "")


def person(id: str, id_hash: str | None) -> tuple[object, ...]:
    return (id, "n", id_hash, "", "", "", "u", "confirmed", 1.0)


def plain(key: str, *changes, body: bytes = b"body", **more) -> Entry:
    return Entry(key, body, f"reply to {key}".encode(), changes=changes, **more)


async def both(storage: Storage, *entries: Entry):
    """Commit entries in one batch; what is raised stands in the place of a verdict."""
    return await asyncio.gather(*(storage.journal.commit(e) for e in entries), return_exceptions=True)


# ── keys ─────────────────────────────────────────────────────────────────────
async def test_key__twice_in_a_batch__is_written_once(storage: Storage, chain, look) -> None:
    note = chain("note:1")
    first, second = await both(
        storage, note.entry("k"), Entry("k", b"body", b"other reply", [chain("note:2").append()])
    )
    assert first == Committed(b"reply to k")
    assert second == Repeated(b"reply to k")
    assert await look.rows("head", "stream", "seq") == [("note:1", 1)]


async def test_key__across_batches__gets_the_stored_reply(storage: Storage, chain, look) -> None:
    note = chain("note:1")
    await storage.journal.commit(note.entry("k"))
    assert await storage.journal.commit(Entry("k", b"body", b"x", [note.append()])) == Repeated(b"reply to k")
    assert await look.count("action") == 1


async def test_key__with_another_body__is_refused_in_the_batch_and_later(storage: Storage, look) -> None:
    first, second = await both(storage, plain("k", body=b"one"), plain("k", body=b"two"))
    assert isinstance(first, Committed)
    assert isinstance(second, OtherBody)
    with pytest.raises(OtherBody):
        await storage.journal.commit(plain("k", body=b"three"))
    assert await look.count("inbox") == 1


# ── places ───────────────────────────────────────────────────────────────────
async def test_stream__twice_in_a_batch__second_counts_if_it_follows(storage: Storage, chain, look) -> None:
    note = chain("note:1")
    verdicts = await both(storage, note.entry("k1"), note.entry("k2", b"{}", b"{}"), note.entry("k3"))
    assert [type(v) for v in verdicts] == [Committed] * 3
    assert await look.rows("action", "stream", "seq") == [("note:1", n) for n in (1, 2, 3, 4)]
    assert await look.rows("head", "seq") == [(4,)]


async def test_stream__twice_in_a_batch_from_one_place__second_is_moved(storage: Storage, chain, look) -> None:
    note = chain("note:1")
    await storage.journal.commit(note.entry("k0"))
    one, two = note.append(b"1", keep=False), note.append(b"2", keep=False)
    first, second = await both(storage, Entry("k1", b"", b"", [one]), Entry("k2", b"", b"", [two]))
    assert isinstance(first, Committed)
    assert second == Moved("note:1", 2)
    assert await look.count("action") == 2


@pytest.mark.parametrize("where", ["behind", "ahead", "same seq, other digest", "unknown"])
async def test_place__that_is_not_the_present__is_moved(storage: Storage, chain, look, where: str) -> None:
    """Trap 5: seq and digest, ahead as well as behind, because a restore leaves memory ahead."""
    note = chain("note:1")
    if where != "unknown":
        for n in range(3):
            await storage.journal.commit(note.entry(f"k{n}"))
    place = {
        "behind": START, "ahead": (9, b"digest"), "same seq, other digest": (3, b"other"), "unknown": (1, b"digest"),
    }[where]  # fmt: skip
    verdict = await storage.journal.commit(Entry("k", b"", b"", [note.append(before=place)]))
    assert verdict == Moved("note:1", 0 if where == "unknown" else 3)
    assert await look.count("inbox") == (0 if where == "unknown" else 3)


async def test_batch__of_a_wrong_belief_a_known_key_and_right_ones__each_gets_its_own(
    storage: Storage, chain, look
) -> None:
    """What the first of a batch believes of a stream or a key counts for nothing where the database says otherwise."""
    note, other = chain("note:1"), chain("note:2")
    await storage.journal.commit(note.entry("k1"))
    wrong = Entry("k2", b"body", b"", [note.append(before=(7, b"elsewhere"), keep=False)])
    unread = Entry("k3", b"body", b"", [other.append(keep=False)], reads={"note:1": 7})
    verdicts = await both(
        storage, wrong, unread, note.entry("k4"), Entry("k1", b"body", b"new"), other.entry("k5"), plain("k6")
    )
    assert verdicts[:2] == [Moved("note:1", 1), Moved("note:1", 1)]
    assert [type(v) for v in verdicts[2:]] == [Committed, Repeated, Committed, Committed]
    assert verdicts[3].reply == b"reply to k1"
    assert await look.rows("head", "stream", "seq") == [("note:1", 2), ("note:2", 1)]
    assert await look.rows("inbox", "key") == [("k1",), ("k4",), ("k5",), ("k6",)]


async def test_batch__first_refused_that_also_believed_a_place_wrongly__the_right_one_is_committed(
    storage: Storage, chain, look
) -> None:
    """No statement is run that could find the first one's belief wrong, so the second must not be judged by it."""
    note = chain("note:1")
    wrong = Entry("k1", b"", b"", [note.append(before=(7, b"elsewhere"), keep=False)], reads={"note:2": 9})
    first, second = await both(storage, wrong, note.entry("k2"))
    assert [type(first), type(second)] == [Moved, Committed]
    assert await look.rows("inbox", "key") == [("k2",)]


async def test_entry__over_two_streams_of_which_one_moved__writes_neither(storage: Storage, chain, look) -> None:
    one, two = chain("note:1"), chain("note:2")
    await storage.journal.commit(one.entry("k1"))
    entry = Entry("k2", b"", b"", [two.append(), one.append(before=START)])
    assert await storage.journal.commit(entry) == Moved("note:1", 1)
    assert await look.rows("head", "stream") == [("note:1",)]


async def test_entries__over_streams_in_crossed_order__all_go_through(storage: Storage, chain, look) -> None:
    for n in range(10):
        one, two = chain(f"a:{n}"), chain(f"b:{n}")
        first = Entry(f"k{n}", b"", b"", [one.append(), two.append()])
        second = Entry(f"l{n}", b"", b"", [two.append(), one.append()])
        assert [type(v) for v in await both(storage, first, second)] == [Committed] * 2
    assert await look.count("action") == 40


async def test_read_stream__moved_in_the_same_batch__moves_who_rests_on_it(storage: Storage, chain, look) -> None:
    read, note = chain("person:1"), chain("note:1")
    await storage.journal.commit(read.entry("k0"))
    change = read.entry("k1")
    rests = Entry("k2", b"", b"", [note.append()], reads={"person:1": 1})
    first, second = await both(storage, change, rests)
    assert isinstance(first, Committed)
    assert second == Moved("person:1", 2)


@pytest.mark.parametrize(("seq", "fits"), [(1, True), (0, False), (2, False)])
async def test_read_stream__is_compared_by_its_seq(storage: Storage, chain, seq: int, fits: bool) -> None:
    await storage.journal.commit(chain("person:1").entry("k0"))
    verdict = await storage.journal.commit(Entry("k", b"", b"", [chain("note:1").append()], reads={"person:1": seq}))
    assert isinstance(verdict, Committed if fits else Moved)


async def test_state_and_key__that_an_entry_leaves_alone__stay(storage: Storage, chain, look) -> None:
    note = chain("note:1")
    await storage.journal.commit(note.entry("k1"))
    await storage.journal.commit(Entry("k2", b"", b"", [structs.replace(note.append(), key=None, state=None)]))
    assert [(bytes(k), bytes(s)) for k, s in await look.rows("head", "key", "state")] == [(b"key", b"state")]
    await storage.journal.commit(Entry("k3", b"", b"", [structs.replace(note.append(), key=b"", state=b"")]))
    assert [(bytes(k), bytes(s)) for k, s in await look.rows("head", "key", "state")] == [(b"", b"")]


async def test_state_and_key__over_a_batch__the_last_given_counts(storage: Storage, chain, look) -> None:
    note = chain("note:1")
    first = Entry("k1", b"", b"", [note.append()])
    second = Entry("k2", b"", b"", [structs.replace(note.append(), state=b"newer")])
    third = Entry("k3", b"", b"", [structs.replace(note.append(), state=None)])
    await both(storage, first, second, third)
    assert [(bytes(k), bytes(s)) for k, s in await look.rows("head", "key", "state")] == [(b"key", b"newer")]
    fourth = Entry("k4", b"", b"", [structs.replace(note.append(), state=b"newest")])
    fifth = Entry("k5", b"", b"", [structs.replace(note.append(), state=None)])
    await both(storage, fourth, fifth)
    assert [(n, bytes(s)) for n, s in await look.rows("head", "seq", "state")] == [(5, b"newest")]


# ── rows ─────────────────────────────────────────────────────────────────────
async def test_row__put_and_dropped_in_a_batch__the_last_counts(storage: Storage, look) -> None:
    """Trap 4: `ON CONFLICT DO UPDATE` may not touch a row twice."""
    await both(
        storage, plain("k1", Put("unit", unit("u1", "first"))), plain("k2", Put("unit", unit("u1", "second"))),
        plain("k3", Put("unit", unit("u2"))), plain("k4", Drop("unit", ("u2",))),
        plain("k5", Drop("unit", ("u3",))), plain("k6", Put("unit", unit("u3", "third"))),
    )  # fmt: skip
    assert await look.rows("unit", "id", "name") == [("u1", "second"), ("u3", "third")]
    await both(storage, plain("k7", Put("unit", unit("u1", "again"))), plain("k8", Drop("unit", ("u3",))))
    assert await look.rows("unit", "id", "name") == [("u1", "again")]


async def test_add__of_a_row_that_is_there__refuses_only_that_entry(storage: Storage, look) -> None:
    await storage.journal.commit(plain("k0", Add("live", ("p1", "plan", "a1"))))
    verdicts = await both(
        storage, plain("k1", Add("live", ("p2", "plan", "a2"))), plain("k2", Add("live", ("p1", "plan", "a3"))),
        plain("k3", Add("live", ("p3", "plan", "a4"))),
    )  # fmt: skip
    assert [type(v) for v in verdicts] == [Committed, Refused, Committed]
    assert verdicts[1].table == "live"
    assert await look.rows("live", "application") == [("a1",), ("a2",), ("a4",)]
    assert await look.count("inbox") == 3


async def test_add__twice_in_a_batch__one_of_them_is_refused(storage: Storage, look) -> None:
    verdicts = await both(storage, *(plain(f"k{n}", Add("used", ("t1", f"p{n}", 1.0))) for n in range(8)))
    assert [type(v) for v in verdicts] == [Committed] + [Refused] * 7
    assert await look.rows("used", "person") == [("p0",)]


async def test_add_drop_add__of_one_row_in_a_batch__go_in_their_order(storage: Storage, look) -> None:
    verdicts = await both(
        storage, plain("k1", Add("live", ("p", "plan", "a1"))), plain("k2", Drop("live", ("p", "plan"))),
        plain("k3", Add("live", ("p", "plan", "a2"))), plain("k4", Put("live", ("p", "plan", "a3"))),
        plain("k5", Add("live", ("p", "plan", "a4"))),
    )  # fmt: skip
    assert [type(v) for v in verdicts] == [Committed] * 4 + [Refused]
    assert await look.rows("live", "application") == [("a3",)]


async def test_drop_and_add__of_one_row_in_one_entry__replaces_it(storage: Storage, look) -> None:
    await storage.journal.commit(plain("k1", Add("live", ("p", "plan", "a1"))))
    await storage.journal.commit(plain("k2", Drop("live", ("p", "plan")), Add("live", ("p", "plan", "a2"))))
    assert await look.rows("live", "application") == [("a2",)]


async def test_unique_column__held_by_another__refuses_only_that_entry(storage: Storage, look) -> None:
    """An ID number is unique among confirmed people; unconfirmed ones have none in this column."""
    verdicts = await both(
        storage, plain("k1", Put("person", person("p1", "h"))), plain("k2", Put("person", person("p2", "h"))),
        plain("k3", Put("person", person("p3", None))), plain("k4", Put("person", person("p4", None))),
    )  # fmt: skip
    assert [type(v) for v in verdicts] == [Committed, Refused, Committed, Committed]
    assert verdicts[1].table == "person"
    await both(storage, plain("k5", Put("person", person("p1", None))), plain("k6", Put("person", person("p2", "h"))))
    assert await look.rows("person", "id", "id_hash") in (
        [("p1", None), ("p2", "h"), ("p3", None), ("p4", None)],
        [("p2", "h"), ("p1", None), ("p3", None), ("p4", None)],
    )


@pytest.mark.parametrize(
    "poison", ["\0", "a\0b", "\ud800", 2**80, {"a": 1}, None, 1.5, b"bytes", True], ids=lambda v: repr(v)[:12]
)
async def test_poison__in_a_text__refuses_only_that_entry(storage: Storage, look, poison: object) -> None:
    """Trap 10: SQLite would store what PostgreSQL refuses; one check before the journal."""
    bad = plain("k2", Put("unit", ("u2", poison, "hospital", "", "r", 1, "approved", "")))
    verdicts = await both(storage, plain("k1", Put("unit", unit("u1"))), bad, plain("k3", Put("unit", unit("u3"))))
    assert [type(v) for v in verdicts] == [Committed, Refused, Committed]
    assert await look.rows("unit", "id") == [("u1",), ("u3",)]


@pytest.mark.parametrize("poison", [2**31, -(2**31) - 1, 1.5, "1", True, None])
async def test_poison__in_a_number__refuses_only_that_entry(storage: Storage, look, poison: object) -> None:
    bad = plain("k2", Put("unit", ("u2", "x", "hospital", "", "r", poison, "approved", "")))
    verdicts = await both(storage, plain("k1", Put("unit", unit("u1"))), bad)
    assert [type(v) for v in verdicts] == [Committed, Refused]
    assert await look.rows("unit", "id") == [("u1",)]


@pytest.mark.parametrize(
    "entry",
    [
        Entry("a\0b", b"", b""),
        Entry("k", b"", b"", changes=[Drop("unit", ("\0",))]),
        Entry("k", b"", b"", changes=[Drop("unit", ("u1", "u2"))]),
        Entry("k", b"", b"", changes=[Put("unit", ("u1",))]),
        Entry("k", b"", b"", changes=[Wipe("answer", "\ud800")]),
        Entry("k", b"", b"", pushes=[Push("push", "\0", "note:1", 0.0, b"")]),
        Entry("k", b"", b"", pushes=[Push("push", "p", "note:1", None, b"")]),  # type: ignore[arg-type]  the column takes none
    ],
)
async def test_poison__in_other_places__is_refused(storage: Storage, look, entry: Entry) -> None:
    with pytest.raises(Refused):
        await storage.journal.commit(entry)
    assert await look.count("inbox") == 0


async def test_refusal__tells_no_value_of_the_row(storage: Storage) -> None:
    """Trap 9: a database's error quotes the row."""
    await storage.journal.commit(plain("k1", Put("person", person("p1", "geheim"))))
    with pytest.raises(Refused) as refused:
        await storage.journal.commit(plain("k2", Put("person", person("p2", "geheim"))))
    assert "geheim" not in repr(refused.value) + str(refused.value)


async def test_wipe__removes_a_streams_rows_and_no_others(storage: Storage, look) -> None:
    rows = [("note:1", "a", 1, b"x"), ("note:1", "b", 1, b"x"), ("note:2", "a", 1, b"x")]
    await storage.journal.commit(plain("k1", *(Put("answer", r) for r in rows)))
    later = plain("k3", Put("answer", ("note:1", "c", 2, b"x")))
    await both(storage, plain("k2", Put("answer", ("note:1", "d", 1, b"x")), Wipe("answer", "note:1")), later)
    assert await look.rows("answer", "stream", "address") == [("note:1", "c"), ("note:2", "a")]


async def test_pushes__are_kept_in_their_order_and_counted(storage: Storage, look) -> None:
    pushes = [Push("push", "p1", "note:1", 5.0, b"one"), Push("push", "p1", "note:1", 5.0, b"two")]
    first, _ = await both(storage, plain("k1", pushes=pushes), plain("k2", pushes=pushes[:1]))
    assert first == Committed(b"reply to k1", pushed=2)
    found = await look.fetch("SELECT id, state, tries, result FROM outbox ORDER BY seq")
    assert [tuple(r.values()) for r in found] == [
        ("k1#0", "waiting", 0, ""), ("k1#1", "waiting", 0, ""), ("k2#0", "waiting", 0, ""),
    ]  # fmt: skip


class Endless(tuple[int, bytes]):
    """A place that cannot be laid out."""

    def __iter__(self) -> Iterator[Any]:
        raise LookupError


@pytest.mark.parametrize("place", [None, Endless((1, b"x"))], ids=["no place", "no such place"])
async def test_entry__that_we_cannot_lay_out__is_logged_and_refuses_nobody_else(
    storage: Storage, look, chain, place: Any
) -> None:
    """A fault of ours is told as one on both databases, at once: whoever did the deed has done nothing wrong."""
    bad = chain("note:1").entry("k2")
    bad.appends[0].after = place
    with capture_logs() as logs:
        verdicts = await both(storage, plain("k1"), bad, plain("k3"))
    assert [type(v) for v in verdicts] == [Committed, Unavailable, Committed]
    (log,) = [line for line in logs if line["event"] == "journal cannot write"]
    assert log["place"].startswith(("sheet.py:", "test_journal.py:"))
    assert await look.rows("inbox", "key") == [("k1",), ("k3",)]


# ── callers ──────────────────────────────────────────────────────────────────
async def test_callers__600_of_which_450_are_cancelled__all_are_written(storage: Storage, chain, look) -> None:
    """Trap 1 of Tortoise and trap 6: a cancelled caller neither hangs the database nor ends the writer."""
    tasks = [asyncio.create_task(storage.journal.commit(chain(f"note:{n}").entry(f"k{n}"))) for n in range(600)]
    await asyncio.sleep(0)
    for n, task in enumerate(tasks):
        if n % 4:
            task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(d, Committed) for d in done) == 150
    assert sum(isinstance(d, asyncio.CancelledError) for d in done) == 450
    assert isinstance(await storage.journal.commit(chain("note:last").entry("last")), Committed)
    assert await look.count("head") == 601


async def test_callers__of_one_turn__are_one_batch(storage: Storage, chain) -> None:
    """Trap 1: handed over once a loop turn."""
    await both(storage, *(chain(f"note:{n}").entry(f"k{n}") for n in range(100)))
    assert storage.journal.stats["batches"] == 1
    assert storage.journal.stats["entries"] == 100


async def test_callers__one_after_the_other_in_a_busy_loop__do_not_keep_the_first_waiting(
    storage: Storage, chain
) -> None:
    """Entries are gathered while each turn of the loop brings another, but not for as long as it does."""
    turns: list[asyncio.Task[object]] = []
    while not turns or not turns[0].done():
        turns.append(asyncio.ensure_future(storage.journal.commit(chain(f"note:{len(turns)}").entry(f"k{len(turns)}"))))
        await asyncio.sleep(0)
        time.sleep(0.01)  # noqa: ASYNC251  what a busy loop is
        assert len(turns) < 60
    assert all(isinstance(verdict, Committed) for verdict in await asyncio.gather(*turns))


async def test_callers__more_than_one_transaction_takes__all_are_written(storage: Storage, chain, look) -> None:
    await both(storage, *(chain(f"note:{n}").entry(f"k{n}") for n in range(1500)))
    assert await look.count("head") == 1500


async def test_journal__closed__answers_unavailable(storage: Storage, chain, look) -> None:
    waiting = [asyncio.create_task(storage.journal.commit(chain(f"note:{n}").entry(f"k{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    await storage.journal.close()
    assert all(isinstance(v, Committed) for v in await asyncio.gather(*waiting))
    with pytest.raises(Unavailable):
        await storage.journal.commit(plain("k"))
    assert await look.count("head") == 20
