"""History only grows, and the present follows from it (invariant 3)."""

import asyncio
import base64
import time
from collections.abc import Iterable
from typing import Any

import pytest

from storage import Change, Committed, Entry, Head, Heads, Keys, Put, Storage, Vault, Work, perform
from storage.audit import check_chain, replay, verify
from storage.rebuilding import Difference, rebuild


def write(name: str, text: str):
    async def make(work: Work) -> bytes:
        for head in work.heads.values():
            for address in work.act(head, "wrote", {"name": name, "text": text}):
                work.answer(head, address, head.at[0], text)
            for change in rows(head, "wrote", work.at):
                work.change(change)
        return b""

    return make


def rows(head: Head, kind: str, at: float) -> Iterable[Change]:
    """The projection of a note: a unit named by its newest text."""
    texts = head.present.texts
    yield Put("unit", (head.stream, texts.get("a", ""), "note", "", "r", head.present.count, "", str(at)))


def cell(head: Head, address: str) -> tuple[int, Any | None]:
    return head.present.seqs.get(address, 0), head.present.texts.get(address)


async def story(storage: Storage, heads: Heads) -> None:
    """Write 3 streams of 4 actions and erase a fourth."""
    for n in range(4):
        for stream in ("note:1", "note:2", "pad:3", "note:4"):
            deed = write("a" if n % 2 else "b", f"text {n}")
            await perform(storage.journal, heads, [stream], f"{stream}.{n}", b"", deed, at=1000.0 + n)

    async def erase(work: Work) -> bytes:
        work.erase(work.heads["note:4"], "gone", {})
        work.drop("unit", ("note:4",))
        return b""

    await perform(storage.journal, heads, ["note:4"], "erase", b"", erase)


async def test_chains__untouched__verify_with_keys_and_without(storage: Storage, heads: Heads) -> None:
    """Trap 7: digests are over the sealed bytes, so a chain whose key is gone can still be verified."""
    await story(storage, heads)
    for vault in (storage.vault, None):
        report = await verify(storage.database, vault)
        assert (report.streams, report.actions, report.erased, report.findings) == (4, 17, 1, [])
    assert (await verify(storage.database)).root == report.root


ALTERED = [
    ("UPDATE action SET payload = ?1 WHERE stream = 'note:2' AND seq = 2", b"x", {("note:2", 2, "digest")}),
    ("UPDATE action SET kind = 'took' WHERE stream = 'note:2' AND seq = 2", None, {("note:2", 2, "digest")}),
    ("UPDATE action SET at = 1.0 WHERE stream = 'note:2' AND seq = 2", None, {("note:2", 2, "digest")}),
    ("UPDATE action SET digest = ?1 WHERE stream = 'note:2' AND seq = 2", b"\x01" * 33,
     {("note:2", 2, "digest"), ("note:2", 3, "digest")}),
    ("UPDATE action SET digest = ?1 WHERE stream = 'note:2' AND seq = 2", b"\x09" * 33,
     {("note:2", 2, "digest"), ("note:2", 3, "digest")}),
    ("UPDATE action SET seq = 9 WHERE stream = 'note:2' AND seq = 4", None,
     {("note:2", n, "gap") for n in (4, 5, 6, 7, 8)} | {("note:2", 0, "head")}),
    ("DELETE FROM action WHERE stream = 'note:2' AND seq = 2", None, {("note:2", 2, "gap")}),
    ("DELETE FROM action WHERE stream = 'note:2' AND seq = 1", None, {("note:2", 1, "gap")}),
    ("DELETE FROM action WHERE stream = 'note:2' AND seq = 4", None, {("note:2", 0, "head")}),
    ("DELETE FROM action WHERE stream = 'note:2'", None, {("note:2", 0, "empty")}),
    ("DELETE FROM head WHERE stream = 'note:2'", None, {("note:2", 0, "orphan")}),
    ("UPDATE head SET seq = 3 WHERE stream = 'note:2'", None, {("note:2", 0, "head")}),
    ("UPDATE head SET digest = ?1 WHERE stream = 'note:2'", b"\x01" * 33, {("note:2", 0, "head")}),
    ("UPDATE action SET payload = ?1 WHERE stream = 'note:4' AND seq = 2", b"x", {("note:4", 2, "digest")}),
    ("DELETE FROM action WHERE stream = 'note:4' AND seq = 5", None, {("note:4", 0, "head")}),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "value", "wrong"), ALTERED, ids=[a[0][:60] for a in ALTERED])
async def test_chain__altered__says_where(
    storage: Storage, heads: Heads, sql: str, value: Any, wrong: set[Any]
) -> None:
    """No key is needed to notice any of these, nor for a stream that was erased."""
    await story(storage, heads)
    await storage.database.fetch(sql, *([] if value is None else [value]))
    report = await verify(storage.database)
    assert {(f.stream, f.seq, f.code) for f in report.findings} == wrong
    assert all(str(f).startswith(f"{f.stream} #{f.seq} [{f.code}] ") for f in report.findings)


@pytest.mark.parametrize(
    ("sql", "code"),
    [("UPDATE head SET state = ?1 WHERE stream = 'note:2'", "state"),
     ("UPDATE answer SET value = ?1 WHERE stream = 'note:2' AND address = 'a'", "answer"),
     ("UPDATE head SET key = ?1 WHERE stream = 'note:2'", "key")],
)  # fmt: skip
async def test_present__altered__is_noticed_with_the_key(storage: Storage, heads: Heads, sql: str, code: str) -> None:
    await story(storage, heads)
    await storage.database.fetch(sql, b"\x01" + b"x" * 50)
    assert [f.code for f in (await verify(storage.database, storage.vault)).findings] == [code]
    assert (await verify(storage.database)).findings == []


async def test_chain__written_anew_by_somebody_without_the_key__does_not_open(
    storage: Storage, heads: Heads, chain
) -> None:
    await story(storage, heads)
    forged = chain("note:2")
    append = forged.append(b'{"name":"a","text":"forged"}')
    await storage.database.fetch("DELETE FROM action WHERE stream = 'note:2'")
    for row in append.rows:
        sql = "INSERT INTO action (stream, seq, kind, at, payload, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        await storage.database.fetch(sql, *row)
    await storage.database.fetch("UPDATE head SET seq = ?1, digest = ?2 WHERE stream = 'note:2'", *append.after)
    assert (await verify(storage.database)).findings == []
    assert [f.code for f in (await verify(storage.database, storage.vault)).findings] == ["sealed"]


async def test_ends__cut_off_everywhere__show_in_the_root(storage: Storage, heads: Heads) -> None:
    """Cutting off the end and mending the head leaves a chain that fits; only a root kept elsewhere tells."""
    await story(storage, heads)
    before = await verify(storage.database)
    rows = await storage.database.fetch("SELECT digest FROM action WHERE stream = 'note:1' AND seq = 3")
    await storage.database.fetch("DELETE FROM action WHERE stream = 'note:1' AND seq = 4")
    sql = "UPDATE head SET seq = 3, digest = ?1 WHERE stream = 'note:1'"
    await storage.database.fetch(sql, bytes(rows[0]["digest"]))
    after = await verify(storage.database)
    assert after.findings == []
    assert after.root != before.root


async def test_chain__verified_beside_writers__is_not_blamed_for_growing(storage: Storage, heads: Heads) -> None:
    async def writer(w: int) -> None:
        for n in range(60):
            await perform(storage.journal, heads, [f"note:{w}"], f"{w}.{n}", b"", write("a", str(n)))

    writers = [asyncio.create_task(writer(w)) for w in range(4)]
    looks = 0
    while not all(w.done() for w in writers):
        assert (await verify(storage.database, storage.vault)).findings == []
        looks += 1
    assert looks
    assert (await verify(storage.database, storage.vault)).actions == 240


def test_chain__of_nothing__is_empty() -> None:
    assert [f.code for f in check_chain("note:1", [], (0, b""))] == ["empty"]


async def test_replay__gives_what_was_recorded(storage: Storage, heads: Heads) -> None:
    await story(storage, heads)
    box = (await heads.boxes(["note:1"]))["note:1"]
    assert box is not None
    found = [a async for a in replay(storage.database, box, "note:1")]
    assert found[1] == (2, "wrote", 1001.0, {"name": "a", "text": "text 1"})
    assert [a[0] for a in found] == [1, 2, 3, 4]


# ── rebuilding ───────────────────────────────────────────────────────────────
async def again(storage: Storage, note_folds: Any, mend: bool = False):
    return await rebuild(storage, note_folds, rows, cell, ["unit"], mend)


async def test_rebuild__of_what_is_right__finds_no_difference(storage: Storage, heads: Heads, note_folds) -> None:
    await story(storage, heads)
    done = await again(storage, note_folds)
    assert (done.streams, done.erased, done.unreadable, done.differences) == (3, 1, [], [])


SPOILED = [
    ("DELETE FROM answer WHERE stream = 'note:1' AND address = 'a'", [],
     Difference("answer", ("note:1", "a"), "missing")),
    ("UPDATE answer SET address = 'z' WHERE stream = 'note:1' AND address = 'a'", [],
     Difference("answer", ("note:1", "z"), "extra")),
    ("UPDATE answer SET seq = 1 WHERE stream = 'note:1' AND address = 'a'", [],
     Difference("answer", ("note:1", "a"), "other")),
    ("UPDATE answer SET value = ?1 WHERE stream = 'note:1' AND address = 'a'", [b"x"],
     Difference("answer", ("note:1", "a"), "other")),
    ("UPDATE head SET state = ?1 WHERE stream = 'note:1'", [b"x"], Difference("head", ("note:1",), "other")),
    ("UPDATE head SET state = ?1 WHERE stream = 'note:1'", [b""], Difference("head", ("note:1",), "other")),
    ("DELETE FROM unit WHERE id = 'note:1'", [], Difference("unit", ("note:1",), "missing")),
    ("UPDATE unit SET name = 'other' WHERE id = 'note:1'", [], Difference("unit", ("note:1",), "other")),
    ("UPDATE unit SET id = 'note:9' WHERE id = 'note:1'", [], Difference("unit", ("note:9",), "extra")),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "values", "found"), SPOILED, ids=[s[0][:50] for s in SPOILED])
async def test_rebuild__of_what_was_spoiled__names_and_mends_it(
    storage: Storage, heads: Heads, note_folds, sql: str, values: list[bytes], found: Difference
) -> None:
    await story(storage, heads)
    await storage.database.fetch(sql, *values)
    heads.forget("note:1")
    looked = await again(storage, note_folds)
    assert found in looked.differences
    assert found in (await again(storage, note_folds)).differences, "looking changes nothing"
    await again(storage, note_folds, mend=True)
    assert (await again(storage, note_folds)).differences == []
    async with heads.hold("note:1") as held:
        assert held["note:1"].present.texts == {"a": "text 3", "b": "text 2"}
        assert held["note:1"].present.count == 4
    assert (await verify(storage.database, storage.vault)).findings == []


async def test_rebuild__without_the_key_or_with_an_altered_action__leaves_the_stream_alone(
    storage: Storage, heads: Heads, note_folds
) -> None:
    await story(storage, heads)
    await storage.database.fetch("UPDATE action SET payload = ?1 WHERE stream = 'note:2' AND seq = 2", b"x")
    await storage.database.fetch("UPDATE head SET key = ?1 WHERE stream = 'note:1'", b"\x01\x01x")
    done = await again(storage, note_folds)
    assert done.unreadable == ["note:1", "note:2"]
    assert done.streams == 1


async def test_rebuild__mends_without_moving_a_stream(storage: Storage, heads: Heads, note_folds) -> None:
    """Memory of running processes stays right: the places do not change."""
    await story(storage, heads)
    await storage.database.fetch("DELETE FROM answer")
    await again(storage, note_folds, mend=True)
    await perform(storage.journal, heads, ["note:1"], "later", b"", write("a", "later"), at=2000.0)
    assert (await again(storage, note_folds)).differences == []


async def test_rebuild__of_a_stream_that_moves_meanwhile__is_told_as_not_mended(
    storage: Storage, heads: Heads, note_folds, chain
) -> None:
    await story(storage, heads)
    await storage.database.fetch("DELETE FROM answer WHERE stream = 'note:1'")
    (row,) = await storage.database.fetch("SELECT seq, digest FROM head WHERE stream = 'note:1'")
    moved: list[Any] = []

    def meanwhile(head: Any, address: str) -> Any:
        """Write to the stream while it is being looked at."""
        if head.stream == "note:1" and not moved:
            append = chain("note:1").append(before=(row["seq"], bytes(row["digest"])))
            entry = Entry("meanwhile", b"", b"", [append])
            moved.append(storage.journal.hand(entry, time.monotonic() + 9))
        return cell(head, address)

    done = await rebuild(storage, note_folds, rows, meanwhile, ["unit"], True)
    assert isinstance(await moved[0], Committed)
    lost = [Difference("answer", ("note:1", a), "missing") for a in ("a", "b")]
    assert sorted(done.left, key=str) == sorted(done.differences, key=str) == lost
    assert await storage.database.fetch("SELECT address FROM answer WHERE stream = 'note:1'") == []


async def test_verify__with_another_operators_keys__says_so(storage: Storage, heads: Heads) -> None:
    await story(storage, heads)
    other = Keys.from_setting("other:" + base64.b64encode(bytes(range(50, 82))).decode())
    codes = [f.code for f in (await verify(storage.database, Vault(other, storage.vault.suite))).findings]
    assert codes == ["key"] * 3


async def test_rebuild__of_a_table_that_nothing_projects__is_emptied(
    storage: Storage, heads: Heads, note_folds
) -> None:
    await storage.journal.commit(Entry("k", b"", b"", changes=[Put("unit", ("u", "", "", "", "", 0, "", ""))]))
    await again(storage, note_folds, mend=True)
    assert await storage.database.fetch("SELECT id FROM unit") == []


async def hush(work: Work) -> bytes:
    for head in work.heads.values():
        work.note(head)
    return b""


async def test_place__moved_on_without_an_action__is_right_only_where_it_may(storage: Storage, heads: Heads) -> None:
    """What is no history leaves none: no row, the chain's end is the last action's, and the next one links to it."""
    await perform(storage.journal, heads, ["note:1"], "first", b"", write("a", "one"))
    for n in range(3):
        await perform(storage.journal, heads, ["note:1"], f"hush {n}", b"", hush)
    await perform(storage.journal, heads, ["note:1"], "second", b"", write("a", "two"))
    await perform(storage.journal, heads, ["note:1"], "hush at the end", b"", hush)
    (head,) = await storage.database.fetch("SELECT seq FROM head")
    assert head["seq"] == 6
    assert (await verify(storage.database, storage.vault, {"note"})).findings == []
    found = [(f.seq, f.code) for f in (await verify(storage.database)).findings]
    assert found == [(2, "gap"), (3, "gap"), (4, "gap"), (0, "head")]
    await storage.database.fetch("DELETE FROM action WHERE seq = 1")
    assert [f.code for f in (await verify(storage.database, None, {"note"})).findings] == ["digest"]
    await storage.database.fetch("DELETE FROM action WHERE seq = 5")
    assert [f.code for f in (await verify(storage.database, None, {"note"})).findings] == ["empty"]


async def test_place__behind_its_last_action__is_wrong_everywhere(storage: Storage, heads: Heads) -> None:
    for n in range(2):
        await perform(storage.journal, heads, ["note:1"], f"{n}", b"", write("a", f"{n}"))
    await storage.database.fetch("UPDATE head SET seq = 1")
    assert [f.code for f in (await verify(storage.database, None, {"note"})).findings] == ["head"]


async def test_place__moved_on_by_another_process__is_told(
    storage: Storage, heads: Heads, note_folds: dict[str, Any]
) -> None:
    """A turn that changed only the state is seen by whoever believed the state before it."""
    elsewhere = storage.heads(note_folds)
    await perform(storage.journal, heads, ["note:1"], "first", b"", write("a", "one"))
    async with elsewhere.hold("note:1") as held:
        assert held["note:1"].at[0] == 1
    await perform(storage.journal, heads, ["note:1"], "hush", b"", hush)
    seen: list[int] = []

    async def look(work: Work) -> bytes:
        seen.append(work.heads["note:1"].at[0])
        return await hush(work)

    await perform(storage.journal, elsewhere, ["note:1"], "hush elsewhere", b"", look)
    assert seen == [1, 2]


async def test_place__of_a_stream_without_actions__cannot_be_moved(storage: Storage, heads: Heads) -> None:
    with pytest.raises(ValueError, match="before its first action"):
        await perform(storage.journal, heads, ["note:1"], "hush", b"", hush)
