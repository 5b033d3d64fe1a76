"""A deed from paper to disk and back, on both databases."""

import asyncio

import pytest

from storage import Committed, Head, Heads, Moved, OtherBody, Outbox, Repeated, Storage, Unreadable, Wipe, Work, perform


def write(name: str, text: str, *streams: str):
    """Return a deed that writes a text into the streams that it holds."""

    async def make(work: Work) -> bytes:
        for stream in streams or work.heads:
            head = work.heads[stream]
            for address in work.act(head, "wrote", {"name": name, "text": text}):
                work.answer(head, address, head.at[0], head.present.texts[address])
        return f"saved {text}".encode()

    return make


async def say(storage: Storage, heads: Heads, key: str, text: str, *streams: str, body: bytes = b"b"):
    return await perform(storage.journal, heads, streams, key, body, write("a", text))


async def test_deed__committed__is_there_for_a_cold_head(storage: Storage, heads: Heads) -> None:
    verdict = await say(storage, heads, "k1", "hello", "note:1", "pad:1")
    assert verdict == Committed(b"saved hello")
    await say(storage, heads, "k2", "again", "note:1")
    heads.forget("note:1", "pad:1")
    async with heads.hold("note:1", "pad:1") as held:
        assert held["note:1"].present.texts == {"a": "again"}
        assert held["note:1"].present.seqs == {"a": 2}
        assert held["note:1"].present.count == 2
        assert held["note:1"].at[0] == 2
        assert held["pad:1"].present.texts == {"a": "hello"}


async def test_deed__same_key_again__gets_the_stored_reply(storage: Storage, heads: Heads) -> None:
    await say(storage, heads, "k1", "hello", "note:1")
    assert await say(storage, heads, "k1", "other words", "note:1") == Repeated(b"saved hello")
    async with heads.hold("note:1") as held:
        assert held["note:1"].present.texts == {"a": "hello"}
        assert held["note:1"].at[0] == 1


async def test_deed__same_key_with_another_body__is_refused(storage: Storage, heads: Heads) -> None:
    await say(storage, heads, "k1", "hello", "note:1", body=b"one")
    with pytest.raises(OtherBody):
        await say(storage, heads, "k1", "hello", "note:1", body=b"two")


async def test_deed__refuses_the_second_time__the_stored_reply_comes_first(storage: Storage, heads: Heads) -> None:
    async def once(work: Work) -> bytes:
        head = work.heads["note:1"]
        if head.at[0]:
            raise PermissionError
        work.act(head, "wrote", {"name": "a", "text": "x"})
        return b"done"

    assert await perform(storage.journal, heads, ["note:1"], "k", b"b", once) == Committed(b"done")
    assert await perform(storage.journal, heads, ["note:1"], "k", b"b", once) == Repeated(b"done")
    with pytest.raises(PermissionError):
        await perform(storage.journal, heads, ["note:1"], "k2", b"b", once)
    with pytest.raises(OtherBody):
        await perform(storage.journal, heads, ["note:1"], "k", b"c", once)


async def test_deed__raises_after_it_acted__nothing_of_it_is_seen(storage: Storage, heads: Heads) -> None:
    async def fails(work: Work) -> bytes:
        work.act(work.heads["note:1"], "wrote", {"name": "a", "text": "never"})
        raise RuntimeError

    await say(storage, heads, "k1", "hello", "note:1")
    with pytest.raises(RuntimeError):
        await perform(storage.journal, heads, ["note:1"], "k2", b"b", fails)
    async with heads.hold("note:1") as held:
        assert held["note:1"].present.texts == {"a": "hello"}
        assert held["note:1"].at[0] == 1


async def test_stale_head__of_another_process__is_moved_and_asked_again(storage: Storage, heads: Heads) -> None:
    """Trap 5 and invariant 3: memory is only proposed."""
    theirs = storage.heads({**heads.folds})
    await say(storage, heads, "k1", "mine", "note:1")
    await say(storage, theirs, "k2", "theirs", "note:1")
    assert isinstance(await say(storage, heads, "k3", "mine again", "note:1"), Committed)
    async with theirs.hold("note:1", fresh=True) as held:
        assert held["note:1"].present.texts == {"a": "mine again"}
        assert held["note:1"].at[0] == 3


async def test_deed__that_read_a_stream__is_moved_when_that_has_changed(storage: Storage, heads: Heads) -> None:
    theirs = storage.heads({**heads.folds})
    await say(storage, heads, "k1", "person", "note:p")
    seen: list[str] = []

    async def rests_on(work: Work) -> bytes:
        head = work.heads["note:p"]
        work.read(head)
        seen.append(head.present.texts["a"])
        if len(seen) == 1:
            await say(storage, theirs, "k2", "changed", "note:p")
        work.act(work.heads["note:1"], "wrote", {"name": "a", "text": seen[-1]})
        return b""

    await perform(storage.journal, heads, ["note:1", "note:p"], "k3", b"b", rests_on)
    assert seen == ["person", "changed"]


async def test_stream__moves_every_time__gives_up_after_three_retries(storage: Storage, heads: Heads) -> None:
    """Trap 14: streams that many write stay out; what meets one gets `Moved`, not an endless loop."""
    theirs = storage.heads({**heads.folds})
    asked = 0

    async def late(work: Work) -> bytes:
        nonlocal asked
        asked += 1
        await say(storage, theirs, f"t{asked}", "busy", "note:1")
        return await write("a", "late")(work)

    verdict = await perform(storage.journal, heads, ["note:1"], "k", b"b", late)
    assert isinstance(verdict, Moved)
    assert verdict.reply is None
    assert asked == 4


async def test_holders__of_the_same_streams__go_one_after_another(storage: Storage, heads: Heads) -> None:
    async def add_one(work: Work) -> bytes:
        head = work.heads["note:1"]
        n = int(head.present.texts.get("n", "0"))
        await asyncio.sleep(0)
        for address in work.act(head, "wrote", {"name": "n", "text": str(n + 1)}):
            work.answer(head, address, head.at[0], head.present.texts[address])
        return b""

    both = [["note:1", "note:2"], ["note:2", "note:1"]]
    await asyncio.gather(*(perform(storage.journal, heads, both[n % 2], f"k{n}", b"b", add_one) for n in range(60)))
    heads.forget("note:1")
    async with heads.hold("note:1") as held:
        assert held["note:1"].present.texts["n"] == "60"


async def test_head__evicted_from_memory__is_read_again(storage: Storage, heads: Heads) -> None:
    small = storage.heads(heads.folds, size=3)
    for n in range(10):
        await say(storage, small, f"k{n}", f"text {n}", f"note:{n}")
    for n in range(10):
        async with small.hold(f"note:{n}") as held:
            assert held[f"note:{n}"].present.texts == {"a": f"text {n}"}


async def test_erased_stream__keeps_its_chain_and_loses_its_content(storage: Storage, heads: Heads) -> None:
    """Invariant 9: gone after deletion, with the replies that spoke of it."""
    await say(storage, heads, "k1", "private", "note:1", "pad:1")

    async def erase(work: Work) -> bytes:
        work.erase(work.heads["note:1"], "gone", {"why": "asked"})
        return b"erased"

    erased = await perform(storage.journal, heads, ["note:1", "pad:1"], "k2", b"b", erase)
    assert erased == Committed(b"erased")
    heads.forget("note:1", "pad:1")
    async with heads.hold("note:1", "pad:1") as held:
        assert held["note:1"].erased
        assert held["note:1"].at[0] == 2
        assert held["note:1"].present is None
        assert held["pad:1"].present.texts == {"a": "private"}
    assert await say(storage, heads, "k1", "private", "note:1", "pad:1") == Repeated(None)
    assert await perform(storage.journal, heads, ["note:1", "pad:1"], "k2", b"b", erase) == Repeated(b"erased")
    with pytest.raises(Unreadable):
        await say(storage, heads, "k3", "more", "note:1")
    rows = await storage.database.fetch("SELECT count(*) AS n FROM answer WHERE stream = 'note:1'")
    assert rows[0]["n"] == 0


async def test_stream__held_but_never_begun__seals_nothing_that_lasts(storage: Storage, heads: Heads) -> None:
    """Its key is only in memory: a reply or a job sealed with it could never be opened again."""

    async def elsewhere(work: Work) -> bytes:
        work.push("push", "p1", "note:never", 0.0, b"job")
        return await write("a", "x", "note:1")(work)

    streams = ["note:never", "note:1"]
    await perform(storage.journal, heads, streams, "k1", b"b", elsewhere)
    heads.forget(*streams)
    assert await perform(storage.journal, heads, streams, "k1", b"b", elsewhere) == Repeated(b"saved x")
    (job,) = await Outbox(storage.database, storage.opener).claim(1.0, 60, 10)
    assert job.body == b"job"


async def test_answer__without_an_action__is_a_fault_of_the_program(storage: Storage, heads: Heads) -> None:
    async def only_answer(work: Work) -> bytes:
        work.answer(work.heads["note:1"], "a", 1, "x")
        return b""

    with pytest.raises(ValueError, match="without an action"):
        await perform(storage.journal, heads, ["note:1"], "k1", b"b", only_answer)


async def test_nothing_written__holds_a_plain_text(storage: Storage, heads: Heads) -> None:
    """Trap 8: replies, jobs and answers are sealed too."""

    async def push(work: Work) -> bytes:
        work.push("push", "p1", "note:1", 0.0, "秘密 in a job".encode())
        return await write("a", "秘密 in an answer")(work)

    await perform(storage.journal, heads, ["note:1"], "k1", b"b", push)
    for table in ("inbox", "action", "head", "answer", "outbox"):
        for row in await storage.database.fetch(f'SELECT * FROM "{table}"'):
            assert not any("秘密".encode() in bytes(v) for v in row.values() if isinstance(v, bytes | memoryview))
            assert not any("秘密" in v for v in row.values() if isinstance(v, str))


async def test_wipe__of_a_table_without_streams__is_a_fault_of_the_program(storage: Storage, heads: Heads) -> None:
    async def wipe(work: Work) -> bytes:
        work.change(Wipe("plan", "note:1"))
        return b""

    with pytest.raises(Exception, match="plan"):
        await perform(storage.journal, heads, ["note:1"], "k1", b"b", wipe)


def test_head__unknown_to_the_work__is_a_fault_of_the_program() -> None:
    head = Head("note:1", "note", (0, b""), b"", None, None, None)  # type: ignore[arg-type]  it is not looked into
    with pytest.raises(KeyError):
        Work({}, "k", 0.0, None).act(head, "wrote", {})  # type: ignore[arg-type]  nothing is sealed
