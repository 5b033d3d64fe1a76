"""The journal, only writer of what deeds do: entries that wait are committed together, each gets its own verdict.

This module holds what both databases share: the hand-over, patience, and the decision. It knows no cryptography:
entries come sealed and chained.
"""

import asyncio
import collections
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog
from prometheus_client import Counter

from storage.entries import START, Add, At, Committed, Drop, Entry, Moved, Put, Repeated, Verdict, Wipe
from storage.errors import OtherBody, Refused, StorageError, Unavailable
from storage.tables import TABLES, clean, fits

LOG = structlog.get_logger("journal")
FAILED = Counter("zhiping_journal_failed", "rounds of the only writer in which nothing could be written", ["error"])
ENOUGH: Final = 64  # entries that are handed over at once, whatever else may still come
SOON: Final = 0.025  # seconds after which the first of them is handed over, whatever else may still come
LOOK: Final = 0.05  # seconds between two looks for callers whose patience has ended
LIMIT: Final = 512  # entries in one transaction


class Job(msgspec.Struct, eq=False):
    """Is one entry on its way.

    Args:
        entry: that is to be written.
        done: what the caller waits for.
        until: how long, on the monotonic clock.
        verdict: what became of it.
        expired: whether the caller was told that nothing is known; an entry not yet begun is not written then.
    """

    entry: Entry
    done: "asyncio.Future[Verdict]"
    until: float
    verdict: Verdict | StorageError | None = None
    expired: bool = False


class Journal:
    """Takes entries and answers each; see `SqliteJournal` and `PostgresJournal`.

    Args:
        patience: seconds that a caller waits unless it says otherwise.
        now: the one clock, epoch seconds.
    """

    def __init__(self, patience: float = 4.0, now: Callable[[], float] = time.time) -> None:
        self.patience, self.now = patience, now
        self.stats: collections.Counter[str] = collections.Counter()
        self.closed = True
        self._turn: list[Job] = []
        self._waiting: set[Job] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._stamp = 0
        self._soon = 0.0

    async def commit(self, entry: Entry, patience: float | None = None) -> Verdict:
        """Write an entry and return what became of it. Cancelling the caller does not take the entry back.

        Args:
            entry: sealed and chained.
            patience: seconds after which the caller no longer waits.

        Raises:
            Unavailable: patience ended, the journal is closed, or it is at fault; whether the entry is kept, its key
                will tell.
            Refused: it breaks a constraint or holds what cannot be stored; nothing of it was written.
            OtherBody: its key was used for another content.
        """
        return await self.hand(entry, time.monotonic() + (self.patience if patience is None else patience))

    def hand(self, entry: Entry, until: float) -> "asyncio.Future[Verdict]":
        """Hand an entry over and return what tells its verdict, or raises, as `commit`.

        Args:
            entry: sealed and chained.
            until: when the caller no longer waits, on the monotonic clock.
        """
        if self.closed:
            raise Unavailable("closed")
        check(entry)
        job = Job(entry, self._loop.create_future(), until)
        if not self._turn:
            self._soon = self._loop.time() + SOON
            self._loop.call_soon(self._hand_turn, 0)
        self._turn.append(job)
        return job.done

    async def close(self) -> None:
        """Write what was handed over, then stop. Later entries are `Unavailable`."""
        raise NotImplementedError

    def _hand(self, turn: list[Job]) -> None:
        """Give the writer what came together."""
        raise NotImplementedError

    def _hand_turn(self, seen: int) -> None:
        """Give the writer what has come, once a turn of the loop brings nothing more, it is enough, or time.

        Who works while the writer does has to share the core and the interpreter with it, and makes small batches.

        Args:
            seen: how many entries the last turn of the loop left.
        """
        if seen < len(self._turn) < ENOUGH and self._loop.time() < self._soon:
            self._loop.call_soon(self._hand_turn, len(self._turn))
            return
        turn, self._turn = self._turn, []
        if not turn:  # the journal was closed meanwhile, and took what there was
            return
        self._waiting.update(turn)
        if self._timer is None:
            self._timer = self._loop.call_later(LOOK, self._look)
        self._hand(turn)

    def _look(self) -> None:
        """Tell callers whose patience has ended, whatever the writer is stuck in."""
        now = time.monotonic()
        for job in [j for j in self._waiting if now > j.until]:
            job.expired = True
            self._waiting.discard(job)
            self.stats["expired"] += 1
            if not job.done.done():
                job.done.set_exception(Unavailable("patience"))
        self._timer = self._loop.call_later(LOOK, self._look) if self._waiting else None

    def _tell(self, jobs: Sequence[Job]) -> None:
        self._waiting.difference_update(jobs)
        for job in jobs:
            done, verdict = job.done, job.verdict
            if done.done():  # the caller no longer waits: a result for a cancelled future would end the writer
                continue
            if isinstance(verdict, StorageError):
                done.set_exception(verdict)
            elif verdict is not None:
                done.set_result(verdict)

    def _could_not(self, error: Exception, said: bool) -> bool:
        """Count a round in which nothing was written, and say it once a batch: what kind of error, never its text.

        Args:
            error: of the database, or of ours.
            said: whether it was said of this batch.

        Returns:
            That it was said.
        """
        self.stats["failed"] += 1
        FAILED.labels(type(error).__name__).inc()
        if not said:
            code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
            LOG.error("journal cannot write", error=type(error).__name__, code=code, place=place_of(error))
        return True

    def _ours(self, error: Exception, said: bool) -> Unavailable:
        """Log a fault of ours in laying out an entry; return what its author is told, who can do nothing about it.

        Args:
            error, said: as `_could_not`.
        """
        self._could_not(error, said)
        return Unavailable(type(error).__name__)

    def _seq(self) -> int:
        """Return a number for the order of jobs: microseconds, growing with every call."""
        self._stamp = max(self._stamp + 1, int(self.now() * 1e6))
        return self._stamp


def place_of(error: Exception) -> str:
    """Return file and line where an error arose, without a word of what was being written.

    Args:
        error: as caught.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""


def check(entry: Entry) -> None:
    """Refuse what one of the two databases would store and the other not.

    Args:
        entry: as a deed made it.

    Raises:
        Refused: a value of the entry cannot be stored.
        ValueError: the entry contradicts itself, which is a fault of the program.
    """
    texts = [entry.key]
    for append in entry.appends:
        texts += append.stream, append.kind
        for row in append.rows:
            texts.append(row[2])
    for change in entry.changes:
        table = TABLES[change.table]
        if type(change) is Put or type(change) is Add:
            texts += table.check(change.row)
        elif type(change) is Drop:
            table.check_key(change.key)
        elif change.column in table.columns:
            texts.append(change.value)
        else:
            raise Refused(table.name, "value")
    for push in entry.pushes:
        if not fits(push.due, "float8"):
            raise Refused("outbox", "value")
        texts += push.kind, push.who, push.stream
    if not clean("".join(texts)):
        raise Refused(None, "value")


def decide(
    jobs: list[Job], at: dict[str, At], known: dict[str, tuple[bytes, bytes]], unknown: At | None = START
) -> tuple[list[Entry], list[Job]]:
    """Give every job its verdict in the order of arrival.

    Args:
        jobs: what is to be written in one transaction.
        at: the place of each stream that is there; grows with what is accepted.
        known: key to digest of what was asked and reply, of those that are there; grows likewise.
        unknown: where a stream is that goes on and that `at` does not name; None for where its entry believes it.

    Returns:
        The entries to write, and the jobs that must wait for the next transaction: rows are written table by table, so
        a row that one entry adds cannot be put or dropped by a later one in the same transaction, and what is wiped is
        wiped last.
    """
    accepted: list[Entry] = []
    added: set[tuple[str, tuple[object, ...]]] = set()
    for n, job in enumerate(jobs):
        entry = job.entry
        if (old := known.get(entry.key)) is not None:
            job.verdict = Repeated(old[1]) if old[0] == entry.body else OtherBody()
            continue
        if (moved := _moved(entry, at, unknown)) is not None:
            job.verdict = moved
            continue
        if added and any(_touched(c) in added for c in entry.changes):
            return accepted, jobs[n:]
        job.verdict = Committed(entry.reply, len(entry.pushes))
        known[entry.key] = (entry.body, entry.reply)
        for append in entry.appends:
            at[append.stream] = append.after
        accepted.append(entry)
        wiped = False
        for change in entry.changes:
            if type(change) is Add:
                added.add((change.table, TABLES[change.table].key_of(change.row)))
            elif type(change) is Wipe:
                wiped = True
        if wiped:
            return accepted, jobs[n + 1 :]
    return accepted, []


def _moved(entry: Entry, at: dict[str, At], unknown: At | None) -> Moved | None:
    """Return which stream is not where the entry believed it: behind, or ahead as after a restore."""
    for append in entry.appends:
        if (here := at.get(append.stream, unknown)) is not None and here != append.before:
            return Moved(append.stream, here[0])
    if entry.reads:
        for stream, seq in entry.reads.items():
            if (here := at.get(stream, START))[0] != seq:
                return Moved(stream, here[0])
    return None


def _touched(change: object) -> tuple[str, tuple[object, ...]] | None:
    match change:
        case Put():
            return change.table, TABLES[change.table].key_of(change.row)
        case Drop():
            return change.table, change.key
        case _:
            return None


def rested(jobs: Iterable[Job]) -> list[str]:
    """Return the streams that jobs rest on without writing to them."""
    return list({stream for job in jobs for stream in job.entry.reads or ()})


def asked(jobs: Iterable[Job]) -> tuple[list[str], list[str]]:
    """Return the streams (sorted, so that every process locks in one order) and the keys that jobs are about."""
    streams: set[str] = set()
    keys: set[str] = set()
    for job in jobs:
        entry = job.entry
        keys.add(entry.key)
        for append in entry.appends:
            streams.add(append.stream)
        if entry.reads:
            streams.update(entry.reads)
    return sorted(streams), list(keys)
