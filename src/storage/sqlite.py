"""The journal on SQLite: plain `sqlite3` on a thread of its own, one synced transaction a batch."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from itertools import chain
from typing import Final

import msgspec

from storage.entries import At
from storage.errors import Refused, Unavailable
from storage.journal import LIMIT, Job, Journal, asked, decide, rested
from storage.sheet import Move, Rows, Sheet, lay_out
from storage.tables import TABLES, Table

LOG: Final = 80_000_000  # bytes that stay of the log once it was folded in; a reader may have made it grow
BUSY: Final = 0.25  # seconds that one attempt waits for another process's lock
AGAIN: Final = 0.02  # seconds between attempts
MANY: Final = 32  # rows that one statement inserts; each one gives the interpreter's lock away and waits for it again

# Faults of the entry itself; every other one of these is the database's, and nobody's fault.
OWN: Final = (
    sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError,
    OverflowError, UnicodeError,
)  # fmt: skip
AWAY: Final = (sqlite3.Error, OSError, MemoryError)

# Joined, because `IN` makes a table of its own for the list.
READ_HEADS = (
    "SELECT h.stream, h.seq, h.digest FROM json_each(?) AS asked CROSS JOIN head AS h ON h.stream = asked.value"
)
READ_KEYS = "SELECT i.key, i.body, i.reply FROM json_each(?) AS asked CROSS JOIN inbox AS i ON i.key = asked.value"
# A head that goes on, with what its row says anew besides its place: nothing, its state, its state and its key.
MOVES = [
    f"UPDATE head SET seq = ?4, digest = ?5{kept} WHERE stream = ?1 AND seq = ?2 AND digest = ?3"  # noqa: S608
    for kept in ("", ", state = ?6", ", state = coalesce(?6, state), key = ?7")
]

# What `sqlite3` finds no adapter for costs it a search and an error that it swallows, every time that it is bound.
sqlite3.register_adapter(bytes, bytes.__bytes__)


def listed(names: list[str]) -> str:
    """Return names as the one text that `json_each` takes apart again."""
    return msgspec.json.encode(names).decode()


def connect(path: str) -> sqlite3.Connection:
    """Open a connection that keeps what it commits.

    Args:
        path: the file.
    """
    db = sqlite3.connect(path, isolation_level=None, timeout=BUSY, cached_statements=256)
    for pragma in (
        "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "wal_autocheckpoint = 16000",
        f"journal_size_limit = {LOG}", "cache_size = -16384", "foreign_keys = ON",
        "temp_store = MEMORY",  # what a statement would undo; a file made and deleted for it was a third of all writes
    ):  # fmt: skip
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


def _insert(db: sqlite3.Connection, name: str, rows: Rows, then: str = "") -> None:
    """Insert rows of a table.

    Args:
        db: in a transaction.
        name: of the table.
        rows: whole ones.
        then: what becomes of one that is there.
    """
    into, row = INTO[name]
    for n in range(0, len(rows), MANY):
        part = rows[n : n + MANY]
        db.execute(f"{into} VALUES {', '.join([row] * len(part))} {then}", list(chain.from_iterable(part)))


def _into(t: Table) -> tuple[str, str]:
    columns = ", ".join(f'"{c}"' for c in t.columns)
    # Whoever breaks a constraint undoes the whole transaction, so no statement has to be able to undo itself.
    return f'INSERT OR ROLLBACK INTO "{t.name}" ({columns})', f"({', '.join('?' * len(t.columns))})"


def _over(t: Table) -> str:
    rest = [c for c in t.columns if c not in t.key_names()]
    keys = ", ".join(f'"{c}"' for c in t.key_names())
    then = "DO UPDATE SET " + ", ".join(f'"{c}" = excluded."{c}"' for c in rest) if rest else "DO NOTHING"
    return f"ON CONFLICT ({keys}) {then}"


def _delete(t: Table) -> str:
    return f'DELETE FROM "{t.name}" WHERE ' + " AND ".join(f'"{c}" = ?' for c in t.key_names())  # noqa: S608


INTO: Final = {t.name: _into(t) for t in TABLES.values()}
OVER: Final = {t.name: _over(t) for t in TABLES.values()}
DELETE: Final = {t.name: _delete(t) for t in TABLES.values()}


class SqliteJournal(Journal):
    """Writes on a thread of its own, which nobody can cancel.

    Args:
        path: the file, migrated.
        patience: seconds that a caller waits unless it says otherwise.
        now: the one clock, epoch seconds.
    """

    def __init__(self, path: str, patience: float = 4.0, now: Callable[[], float] = time.time) -> None:
        super().__init__(patience, now)
        self.path = path
        self._queue: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._db: sqlite3.Connection | None = None

    async def open(self) -> "SqliteJournal":
        """Start the thread."""
        self.closed = False
        self._thread.start()
        return self

    async def close(self) -> None:
        """Write what was handed over, then stop."""
        if self.closed:
            return
        self.closed = True
        self._hand_turn(len(self._turn))
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        if self._timer is not None:
            self._timer.cancel()

    def _hand(self, turn: list[Job]) -> None:
        self._queue.put(turn)

    def _work(self) -> None:
        going = True
        while going and (batch := self._queue.get()) is not None:
            while len(batch) < LIMIT and not self._queue.empty():
                if (more := self._queue.get()) is None:
                    going = False
                    break
                batch += more
            self._write(batch)
        if self._db is not None:
            self._db.close()

    def _write(self, batch: list[Job]) -> None:
        """Write a batch until every job of it has its verdict or has lost its patience."""
        said = False
        while batch := [j for j in batch if not j.expired]:
            rest: list[Job] = []
            try:
                rest = self._transact(batch)
                self.stats["batches"] += 1
            except Exception as error:  # noqa: BLE001  every one is sorted here; none may end the writer
                self._undo()
                if isinstance(error, AWAY) and not isinstance(error, OWN):  # locked, full: told by patience
                    said = self._could_not(error, said)
                    if self.closed:  # nobody will wait longer
                        for job in batch:
                            job.verdict = Unavailable(type(error).__name__)
                        self._answer(batch)
                        return
                    time.sleep(AGAIN)
                    continue
                if len(batch) > 1:  # halved until the one that is at fault stands alone
                    self.stats["halved"] += 1
                    self._write(batch[: len(batch) // 2])
                    self._write(batch[len(batch) // 2 :])
                    return
                batch[0].verdict = refused(error) if isinstance(error, OWN) else self._ours(error, said)
            self._answer(batch[: len(batch) - len(rest)])
            batch = rest

    def _answer(self, jobs: list[Job]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be gone when a process ends
            self._loop.call_soon_threadsafe(self._tell, jobs)

    def _undo(self) -> None:
        try:
            if self._db is not None and self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):
                assert self._db is not None
                self._db.close()
            self._db = None

    def _transact(self, batch: list[Job]) -> list[Job]:
        """Decide and write in one transaction; return the jobs that must wait for the next.

        At first every key is taken for new and every stream for being where its entry goes on from. Where that is not
        so no row can be written twice and no head is found, and all of it is decided anew by what is there.
        """
        if self._db is None:
            self._db = connect(self.path)
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        entries, rest = decide(batch, _places(db, rested(batch)), {}, unknown=None)
        sheet = lay_out(entries, self.now(), self._seq)
        if len(entries) + len(rest) < len(batch) or not _stored(db, sheet):
            if db.in_transaction:
                db.execute("ROLLBACK")
            db.execute("BEGIN IMMEDIATE")
            streams, keys = asked(batch)
            known = {k: (b, r) for k, b, r in db.execute(READ_KEYS, (listed(keys),))}
            entries, rest = decide(batch, _places(db, streams), known)
            sheet = lay_out(entries, self.now(), self._seq)
            _store(db, sheet)
        db.execute("COMMIT")
        self.stats["entries"] += len(entries)
        if sheet.wipe:  # what was erased must not linger in the log file
            with contextlib.suppress(sqlite3.Error):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return rest


def _stored(db: sqlite3.Connection, sheet: Sheet) -> bool:
    """Write a sheet; tell whether every key was new and every stream where it was believed."""
    try:
        _store(db, sheet)
    except sqlite3.IntegrityError:
        return False
    return True


def _store(db: sqlite3.Connection, s: Sheet) -> None:
    # Heads first: where one is elsewhere, nothing else was written in vain.
    for sql, rows in zip(MOVES, _by_width(s.move), strict=True):
        if rows and db.executemany(sql, rows).rowcount != len(rows):
            raise sqlite3.IntegrityError("a stream is elsewhere")
    _insert(db, "inbox", s.inbox)
    _insert(db, "action", s.action)
    _insert(db, "head", s.begin)
    for name, rows in s.drop.items():
        db.executemany(DELETE[name], rows)
    for name, rows in s.put.items():
        _insert(db, name, rows, OVER[name])
    for name, rows in s.add.items():
        _insert(db, name, rows)
    _insert(db, "outbox", s.outbox)
    for (name, column), rows in s.wipe.items():
        db.executemany(f'DELETE FROM "{name}" WHERE "{column}" = ?', rows)  # noqa: S608


def _places(db: sqlite3.Connection, streams: list[str]) -> dict[str, At]:
    """Return where streams are, of those that are there."""
    return {s: (n, d) for s, n, d in db.execute(READ_HEADS, (listed(streams),))} if streams else {}


def _by_width(moves: list[Move]) -> tuple[Rows, Rows, Rows]:
    """Return heads that go on, apart by what they say anew, as `MOVES` wants them."""
    place, state, whole = Rows(), Rows(), Rows()
    for row in moves:
        if row[6] is not None:
            whole.append(row)
        elif row[5] is not None:
            state.append(row[:6])
        else:
            place.append(row[:5])
    return place, state, whole


def refused(error: Exception) -> Refused:
    """Return the refusal for an error, with the table that it names and nothing else of its text."""
    _, _, named = str(error).rpartition("constraint failed: ")
    table = named.partition(".")[0]
    return Refused(table if table in TABLES else None, type(error).__name__)
