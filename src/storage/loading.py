"""Reads what the journal's side needs and Tortoise is too slow for: cold heads, places, and stored replies.

Cold heads that are asked for in one turn of the loop are read together, state and answers in **one** statement: old
answers beside a new place would be a lost update that nobody notices.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from storage.database import Place
from storage.entries import At
from storage.errors import Unavailable
from storage.postgres import CONNECT, LOST, SETTINGS, let_go
from storage.sqlite import connect

HEADS = """
SELECT stream, kind, seq, digest, key, state FROM head WHERE stream {among}
UNION ALL SELECT stream, address, seq, value, NULL, NULL FROM answer WHERE stream {among}
"""
PLACES = "SELECT stream, seq, digest FROM head WHERE stream {among}"
KEYS = "SELECT stream, key FROM head WHERE stream {among}"
REPLIES = "SELECT key, body, reply FROM inbox WHERE key {among}"
PATIENCE = 4.0  # seconds for one read

Row = Sequence[Any]


@dataclass(slots=True)
class Loaded:
    """Is what the database keeps of one stream's present, still sealed.

    Args:
        kind: kind of stream.
        at: its place.
        key: wrapped, empty once destroyed.
        state: sealed, empty where none is kept.
        answers: address, seq and sealed value.
    """

    kind: str
    at: At
    key: bytes
    state: bytes
    answers: list[tuple[str, int, bytes]] = field(default_factory=list)


class Loader:
    """Reads for the journal's side on a connection of its own; see `SqliteLoader` and `PostgresLoader`."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._next: asyncio.Future[dict[str, Loaded]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.loads = 0

    async def close(self) -> None:
        """Close the connection."""
        raise NotImplementedError

    async def fetch(self, sql: str, values: list[str]) -> Sequence[Row]:
        """Run one statement over a list of names.

        Args:
            sql: with `{among}` where the list belongs.
            values: the names.

        Raises:
            Unavailable: the database did not answer in time.
        """
        raise NotImplementedError

    async def heads(self, streams: Iterable[str]) -> dict[str, Loaded]:
        """Return what is kept of streams; one that does not exist is absent.

        Args:
            streams: their names.

        Raises:
            Unavailable: the database did not answer in time.
        """
        self._asked.update(streams)
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            task = asyncio.create_task(self._load())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(self._next)

    async def _load(self) -> None:
        await asyncio.sleep(0)  # everything that this turn of the loop asks for
        asked, done = self._asked, self._next
        self._asked, self._next = set(), None
        assert done is not None
        try:
            rows = await self.fetch(HEADS, list(asked))
            found = {r[0]: Loaded(r[1], (r[2], r[3]), r[4], r[5]) for r in rows if r[4] is not None}
            for stream, address, seq, value, key, _ in rows:
                if key is None and stream in found:
                    found[stream].answers.append((address, seq, value))
            self.loads += len(asked)
            done.set_result(found)
        except Exception as error:  # noqa: BLE001  it belongs to those who wait
            done.set_exception(error)
            done.exception()  # they may all be gone

    async def places(self, streams: Iterable[str]) -> dict[str, At]:
        """Return where streams are."""
        return {s: (seq, digest) for s, seq, digest in await self.fetch(PLACES, list(streams))}

    async def keys(self, streams: Iterable[str]) -> dict[str, bytes]:
        """Return the wrapped keys of streams."""
        return {row[0]: row[1] for row in await self.fetch(KEYS, list(streams))}

    async def reply(self, key: str) -> tuple[bytes, bytes] | None:
        """Return digest of what was asked under a key and its sealed reply, None where it is unknown."""
        rows = await self.fetch(REPLIES, [key])
        return (rows[0][1], rows[0][2]) if rows else None


class SqliteLoader(Loader):
    """Reads on a thread of its own; a reader never waits for the writer.

    Args:
        path: the file, migrated.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self._thread = ThreadPoolExecutor(1, "loader")
        self._db: sqlite3.Connection | None = None

    async def close(self) -> None:
        """Close the connection."""

        def end() -> None:
            if self._db is not None:
                self._db.close()

        await asyncio.get_running_loop().run_in_executor(self._thread, end)
        self._thread.shutdown()

    async def fetch(self, sql: str, values: list[str]) -> Sequence[Row]:
        """Run one statement over a list of names."""
        run = asyncio.get_running_loop().run_in_executor(self._thread, self._fetch, sql, values)
        try:
            return await asyncio.wait_for(run, PATIENCE)
        except (sqlite3.Error, TimeoutError) as error:
            raise Unavailable(type(error).__name__) from None

    def _fetch(self, sql: str, values: list[str]) -> Sequence[Row]:
        if self._db is None:
            self._db = connect(self.path)
        return self._db.execute(
            sql.format(among="IN (SELECT value FROM json_each(?1))"), (json.dumps(values),)
        ).fetchall()


class PostgresLoader(Loader):
    """Reads on a connection of its own, with the journal's settings for plans.

    Args:
        url: the database, migrated.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self._lock = asyncio.Lock()
        self._db: Any = None  # asyncpg.Connection, typed in part

    async def close(self) -> None:
        """Close the connection."""
        if self._db is not None:
            await let_go(self._db)

    async def fetch(self, sql: str, values: list[str]) -> Sequence[Row]:
        """Run one statement over a list of names; a connection that broke is made anew once."""
        text = sql.format(among="= ANY($1::text[])")
        async with self._lock:
            for last in (False, True):
                try:
                    if self._db is None or self._db.is_closed():
                        self._db = await asyncpg.connect(
                            self.url, timeout=CONNECT, command_timeout=PATIENCE / 2, server_settings=dict(SETTINGS)
                        )
                    return await self._db.fetch(text, values)
                except BaseException as error:
                    if isinstance(error, Exception) and not isinstance(error, LOST) and not self._broken():
                        raise
                    if self._db is not None:  # cancelled in the middle or lost: nobody knows what it still sends
                        self._db.terminate()
                        self._db = None
                    if not isinstance(error, Exception):
                        raise
                    if last:
                        raise Unavailable(type(error).__name__) from None
        raise AssertionError

    def _broken(self) -> bool:
        return self._db is None or self._db.is_closed()


def loader_for(place: Place) -> Loader:
    """Return the loader of a database."""
    return SqliteLoader(place.path) if place.dialect == "sqlite" else PostgresLoader(place.url)
