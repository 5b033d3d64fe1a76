"""What happens when processes die, databases stop, freeze, fill up or are locked."""

import asyncio
import contextlib
import json
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from prometheus_client import REGISTRY

from storage import Committed, Database, Entry, Put, Repeated, Storage, Unavailable, Work, open_storage, perform
from storage.audit import verify
from storage.sqlite import connect

LOADS = str(Path(__file__).parent / "loads.py")


async def program(mode: str, url: str, argument: str = "", stderr: int | None = None) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, LOADS, mode, url, argument, stdout=asyncio.subprocess.PIPE, stderr=stderr
    )


async def until(met: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that nothing announces."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.01)


def rounds_failed(error: str) -> float:
    """How often `/metrics` says that the writer could write nothing."""
    return REGISTRY.get_sample_value("zhiping_journal_failed_total", {"error": error}) or 0.0


def plain(key: str) -> Entry:
    return Entry(key, b"", b"reply", changes=[Put("unit", (key, "x", "hospital", "", "r", 1, "approved", ""))])


# ── kill -9 ──────────────────────────────────────────────────────────────────
async def killed(url: str, kills: int) -> None:
    said: set[str] = set()
    for round in range(kills):
        process = await program("load", url, f"r{round}")
        assert process.stdout is not None
        for _ in range(60 + 37 * round):
            said.add((await process.stdout.readline()).decode().strip())
        process.send_signal(signal.SIGKILL)
        said |= {line.decode().strip() for line in (await process.stdout.read()).split(b"\n")[:-1]}
        await process.wait()
    database = await Database.open(url)
    try:
        kept = {r["key"] for r in await database.fetch("SELECT key FROM inbox")}
        assert said - kept == set()
        assert len(said) >= kills * 60
        assert {r["id"] for r in await database.fetch("SELECT id FROM unit")} == kept
        assert {r["id"] for r in await database.fetch("SELECT id FROM outbox")} == {f"{k}#0" for k in kept}
        actions = await database.fetch("SELECT stream, count(*) AS n FROM action GROUP BY stream")
        wanted: dict[str, int] = {}
        for key in kept:
            seed, w, n = key.split(".")
            for stream in (f"count:{seed}.{w}", f"count:{seed}.{w}.b"):
                wanted[stream] = max(wanted.get(stream, 0), int(n))
        assert {r["stream"]: r["n"] for r in actions} == wanted
        assert (await verify(database)).findings == []
    finally:
        await database.close()


async def test_process__killed_under_load__loses_nothing_it_said_was_saved(database_url: str) -> None:
    """Invariant 1. None acknowledged is lost, none is half written."""
    await killed(database_url, 5)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_process__killed_forty_times__loses_nothing_it_said_was_saved(database_url: str) -> None:
    await killed(database_url, 40)


# ── several processes ────────────────────────────────────────────────────────
async def test_processes__with_the_same_keys__all_get_the_first_one_s_reply(database_url: str) -> None:
    """Trap 2 of Tortoise besides: 120 read-modify-writes by three processes, none fails with a locked database."""
    processes = [await program("share", database_url, seed) for seed in ("a", "b", "c")]
    outputs = [(await p.communicate())[0].decode().split("\n")[:-1] for p in processes]
    assert [p.returncode for p in processes] == [0, 0, 0]
    assert sorted(outputs[0]) == sorted(outputs[1]) == sorted(outputs[2])
    assert len(set(outputs[0])) == 150
    database = await Database.open(database_url)
    try:
        rows = await database.fetch("SELECT stream, count(*) AS n FROM action GROUP BY stream")
        counts = {r["stream"]: r["n"] for r in rows}
        assert counts.pop("count:together") == 120
        assert set(counts.values()) == {1}
        assert len(counts) == 150
        assert (await verify(database)).findings == []
    finally:
        await database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_processes__that_start_together__migrate_once(kind: str, tmp_path: Path, request) -> None:
    url = f"sqlite://{tmp_path / 'new.sqlite3'}" if kind == "sqlite" else request.getfixturevalue("postgres").create()
    processes = [await program("migrate", url) for _ in range(2)]
    assert [await p.wait() for p in processes] == [0, 0]
    database = await Database.open(url)
    try:
        assert await database.pending() == []
        assert len(await database.fetch("SELECT name FROM secret")) == 2
    finally:
        await database.close()


# ── SQLite ───────────────────────────────────────────────────────────────────
@pytest.fixture
async def sqlite_storage(sqlite_url: str, storage_keys) -> AsyncIterator[Storage]:
    opened = await open_storage(sqlite_url, storage_keys, patience=10)
    yield opened
    await opened.close()


async def test_sqlite__locked_by_another_process__is_unavailable_and_goes_on(sqlite_storage: Storage) -> None:
    journal = sqlite_storage.journal
    await journal.commit(plain("k1"))
    other = sqlite3.connect(sqlite_storage.database.place.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begin = time.monotonic()
    with pytest.raises(Unavailable):
        await journal.commit(plain("k2"), patience=0.6)
    assert 0.5 < time.monotonic() - begin < 2
    waiting = asyncio.create_task(journal.commit(plain("k3")))
    failed = rounds_failed("OperationalError")
    await until(lambda: rounds_failed("OperationalError") > failed)
    other.execute("ROLLBACK")
    assert await waiting == Committed(b"reply")
    other.close()
    kept = await sqlite_storage.database.fetch("SELECT key FROM inbox ORDER BY key")
    assert [r["key"] for r in kept] == ["k1", "k3"]


async def test_sqlite__disk_full__is_unavailable_and_goes_on(sqlite_url: str) -> None:
    """The file may not grow any more (RLIMIT_FSIZE): the write fails as on a full disk."""
    path = sqlite_url.partition("://")[2]
    process = await program("full", sqlite_url, path, asyncio.subprocess.PIPE)
    output, log = await process.communicate()
    assert process.returncode == 0
    (line,) = [json.loads(line) for line in log.splitlines()]
    assert line.pop("place").startswith("sqlite.py:")
    assert line.pop("code") in {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR"}
    assert line == {"event": "journal cannot write", "error": "OperationalError"}, "once, and nothing of its text"
    said = [line.split() for line in output.decode().split("\n")[:-1]]
    outcomes = [outcome for _, outcome in said]
    assert outcomes.count("Unavailable") == 1
    after = outcomes[outcomes.index("Unavailable") + 1 :]
    assert after[0] in {"Committed", "Repeated"}
    assert after[1] == "Committed"
    database = await Database.open(sqlite_url)
    try:
        kept = {r["key"] for r in await database.fetch("SELECT key FROM inbox")}
        assert kept == {key for key, _ in said}
        assert (await verify(database)).findings == []
    finally:
        await database.close()


async def test_sqlite__syncs_every_commit_and_erases_what_it_deletes(sqlite_storage: Storage) -> None:
    from storage.sqlite import connect

    db = connect(sqlite_storage.database.place.path)
    found = {p: db.execute(f"PRAGMA {p}").fetchone()[0] for p in ("journal_mode", "synchronous", "secure_delete")}
    db.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


# ── PostgreSQL ───────────────────────────────────────────────────────────────
@pytest.fixture
async def mortal(mortal_postgres, storage_keys) -> AsyncIterator[Storage]:
    opened = await open_storage(mortal_postgres.create(), storage_keys, patience=10, migrate=True)
    yield opened
    await opened.close()


async def test_postgres__stopped_for_a_while__is_unavailable_and_goes_on(mortal: Storage, mortal_postgres) -> None:
    """Trap 11: a lost connection is reported as any of several families of error."""
    journal = mortal.journal
    await journal.commit(plain("k1"))
    heads = mortal.heads({})
    mortal_postgres.stop()
    try:
        with pytest.raises(Unavailable):
            await journal.commit(plain("k2"), patience=0.5)
        with pytest.raises(Unavailable):
            await heads.loader.heads(["note:1"])
        waiting = asyncio.create_task(journal.commit(plain("k3")))
        lost = journal.stats["lost"]
        await until(lambda: journal.stats["lost"] > lost)
    finally:
        mortal_postgres.start()
    assert await waiting == Committed(b"reply")
    assert await journal.commit(plain("k2")) in (Committed(b"reply"), Repeated(b"reply"))
    assert await heads.loader.heads(["note:1"]) == {}
    assert len(await mortal.database.fetch("SELECT key FROM inbox")) == 3


async def test_postgres__frozen__keeps_nobody_longer_than_its_patience(mortal: Storage, mortal_postgres) -> None:
    journal = mortal.journal
    await journal.commit(plain("k1"))
    mortal_postgres.signal(signal.SIGSTOP)
    try:
        begin = time.monotonic()
        with pytest.raises(Unavailable):
            await journal.commit(plain("k2"), patience=0.5)
        assert time.monotonic() - begin < 2
    finally:
        mortal_postgres.signal(signal.SIGCONT)
    assert await journal.commit(plain("k3")) == Committed(b"reply")
    assert await journal.commit(plain("k2")) in (Committed(b"reply"), Repeated(b"reply"))
    assert len(await mortal.database.fetch("SELECT id FROM unit")) == 3


class Cut:
    """Stands between us and PostgreSQL and cuts the line after a word was passed on, before its answer comes back."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.to, self.path = parts.hostname, parts.port, parts.path
        self.word: bytes | None = None
        self.cuts = 0

    async def __aenter__(self) -> "Cut":
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()

    @property
    def url(self) -> str:
        return f"postgres://zhiping@127.0.0.1:{self.server.sockets[0].getsockname()[1]}{self.path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection(self.host, self.to)
        quiet = False

        async def back() -> None:
            while data := await there_reader.read(65536):
                if quiet:
                    break
                writer.write(data)
                await writer.drain()
            writer.close()

        task = asyncio.create_task(back())
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                quiet = self.word is not None and self.word in data
                there.write(data)
                await there.drain()
                if quiet:
                    self.word, self.cuts = None, self.cuts + 1
                    break
        if not quiet:
            there.close()
        await task
        there.close()


async def test_postgres__line_cut_after_commit__own_entry_comes_back_as_repeated(
    postgres_url: str, storage_keys, note_folds
) -> None:
    """Trap 12: same reply, and the head in memory is dropped."""
    async with Cut(postgres_url) as line:
        storage = await open_storage(line.url, storage_keys, patience=10)
        heads = storage.heads(note_folds)

        async def write(work: Work) -> bytes:
            head = work.heads["note:1"]
            work.act(head, "wrote", {"name": "a", "text": f"text {head.at[0] + 1}"})
            return f"reply {head.at[0]}".encode()

        assert await perform(storage.journal, heads, ["note:1"], "k1", b"", write) == Committed(b"reply 1")
        line.word = b"COMMIT"
        assert await perform(storage.journal, heads, ["note:1"], "k2", b"", write) == Repeated(b"reply 2")
        assert line.cuts == 1
        assert await perform(storage.journal, heads, ["note:1"], "k3", b"", write) == Committed(b"reply 3")
        line.word = b"BEGIN"
        assert await perform(storage.journal, heads, ["note:1"], "k4", b"", write) == Committed(b"reply 4")
        assert line.cuts == 2
        assert (await verify(storage.database)).findings == []
        await storage.close()


async def test_postgres__plans__never_scan_a_table(postgres_url: str, storage_keys, chain) -> None:
    """Trap 2: plans made on empty tables are kept, so scans are switched off on the journal's own connections."""
    storage = await open_storage(postgres_url, storage_keys)
    for n in range(30):
        await asyncio.gather(*(storage.journal.commit(chain(f"note:{n}.{m}").entry(f"k{n}.{m}")) for m in range(10)))
        await storage.loader.heads([f"note:{n}.{m}" for m in range(10)])
        await storage.loader.reply(f"k{n}.1")
    await storage.journal.close()
    await storage.loader.close()
    await storage.database.fetch("SELECT pg_stat_force_next_flush()")
    sql = """SELECT relname, seq_scan, idx_scan FROM pg_stat_user_tables
        WHERE relname IN ('inbox', 'action', 'head', 'answer')"""
    found: dict[str, tuple[int, int]] = {}
    for _ in range(100):
        found = {r["relname"]: (r["seq_scan"], r["idx_scan"]) for r in await storage.database.fetch(sql)}
        if found["head"][1] >= 60:
            break
        await asyncio.sleep(0.05)  # the server hands its statistics over when it likes
    assert found["head"][1] >= 60
    assert {name: scans for name, (scans, _) in found.items()} == {"inbox": 0, "action": 0, "head": 0, "answer": 0}
    await storage.database.close()


async def test_postgres__deadlock_with_another__is_decided_anew(postgres_url: str, storage_keys, chain) -> None:
    import asyncpg

    storage = await open_storage(postgres_url, storage_keys, patience=15)
    one, two = chain("a:1"), chain("b:1")
    await storage.journal.commit(Entry("k1", b"", b"", [one.append(), two.append()]))
    other = await asyncpg.connect(postgres_url)
    transaction = other.transaction()
    await transaction.start()
    await other.execute("SELECT 1 FROM head WHERE stream = 'b:1' FOR UPDATE")
    waiting = asyncio.create_task(storage.journal.commit(Entry("k2", b"", b"", [one.append(), two.append()])))
    sql = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'zhiping journal'"
    )
    watch = await asyncpg.connect(postgres_url)
    while not await watch.fetchval(sql):  # noqa: ASYNC110  nothing announces that somebody waits for a lock
        await asyncio.sleep(0.01)
    with contextlib.suppress(asyncpg.DeadlockDetectedError):
        await other.execute("SELECT 1 FROM head WHERE stream = 'a:1' FOR UPDATE")
    await transaction.rollback()
    assert await waiting == Committed(b"")
    await other.close()
    await watch.close()
    assert len(await storage.database.fetch("SELECT seq FROM action")) == 4
    await storage.close()


def test_sqlite__log_that_a_long_reader_made_grow__shrinks_when_it_was_folded_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.LOG", 100_000)
    path = tmp_path / "x.sqlite3"
    log, db, reader = tmp_path / "x.sqlite3-wal", connect(str(path)), connect(str(path))
    db.execute("CREATE TABLE t (a BLOB)")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM t").fetchall()
    db.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    db.execute("PRAGMA wal_checkpoint").fetchall()
    db.execute("INSERT INTO t VALUES (1)")
    assert log.stat().st_size > 1_000_000, "the reader still needs what was there before"
    reader.execute("ROLLBACK")
    db.execute("PRAGMA wal_checkpoint").fetchall()
    db.execute("INSERT INTO t VALUES (1)")
    assert log.stat().st_size <= 100_000
    reader.close()
    db.close()
