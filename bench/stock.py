"""Fills a store with many applications of 20 answers, as rows that storage itself would have written.

    ZHIPING_…=… python bench/stock.py --applications 100000

One application and one person already there are the pattern: their actions are opened, and sealed and chained anew for
every copy under names and keys of its own, so that each can be loaded, verified and rebuilt. Only the way into the
tables is another one: in bulk, without waiting for the disk, synced once at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT / "src")  # in the place of this folder, whose files have names of rooms

import asyncpg  # noqa: E402

from casework import ids  # noqa: E402
from storage import START, Storage, place_of  # noqa: E402
from storage.tables import TABLES  # noqa: E402
from zhiping.compose import open_store  # noqa: E402
from zhiping.settings import read  # noqa: E402

ANSWERS = 20
CHUNK = 2_000  # applications written at once
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Pattern:
    """Is one stream to copy: its actions, its state and its answers, opened; and its rows in the lists.

    Args:
        kind: of stream.
        id: of the original, replaced in everything.
        actions: kind and payload.
        state: as kept.
        answers: address, seq, value.
        rows: of the tables that lists read.
    """

    kind: str
    id: str
    actions: list[tuple[str, bytes]]
    state: bytes
    answers: list[tuple[str, int, bytes]]
    rows: dict[str, tuple[Any, ...]]


class Source:
    """Reads patterns out of a store, over one small interface for both databases."""

    def __init__(self, store: Storage, url: str) -> None:
        self.store, self.url = store, url

    async def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a query written with `$1`."""
        place = place_of(self.url)
        if place.dialect == "sqlite":
            with sqlite3.connect(f"file:{place.path}?mode=ro", uri=True) as db:
                return db.execute(sql.replace("$", "?"), values).fetchall()
        db = await asyncpg.connect(place.url)
        try:
            return [tuple(row) for row in await db.fetch(sql, *values)]
        finally:
            await db.close()

    async def pattern(self, kind: str, id: str, tables: dict[str, str], answers: int) -> Pattern:
        """Open one stream.

        Args:
            kind: of the stream.
            id: of what it is about.
            tables: lists in which it has a row, with the column that names it.
            answers: how many of its answers are taken, with all its other actions before them.
        """
        stream = f"{kind}:{id}"
        [(key, state)] = await self.query("SELECT key, state FROM head WHERE stream = $1", stream)
        box = self.store.vault.open(stream, bytes(key))
        assert box is not None
        actions: list[tuple[str, bytes]] = []
        cells = await self.query("SELECT address, seq, value FROM answer WHERE stream = $1 ORDER BY seq", stream)
        kept = [(a, seq, box.open_answer(a, seq, bytes(v))) for a, seq, v in cells][:answers]
        last = max((seq for _, seq, _ in kept), default=10**9)
        for seq, what, at, sealed in await self.query(
            "SELECT seq, kind, at, payload FROM action WHERE stream = $1 AND seq <= $2 ORDER BY seq", stream, last
        ):
            actions.append((what, box.open_action(seq, what, at, bytes(sealed))))
        rows = {}
        for name, column in tables.items():
            columns = ", ".join(f'"{c}"' for c in TABLES[name].columns)
            [rows[name]] = await self.query(f'SELECT {columns} FROM "{name}" WHERE "{column}" = $1', id)
        return Pattern(kind, id, actions, box.open_state(bytes(state)), kept, rows)


def copies(store: Storage, application: Pattern, person: Pattern, count: int) -> Iterator[Rows]:
    """Yield the rows of copies, chunk by chunk, in the order of their names."""
    names = sorted(ids.new_id("a") for _ in range(count))
    now = time.time()
    for first in range(0, count, CHUNK):
        rows: Rows = {name: [] for name in ("inbox", "action", "head", "answer", *application.rows, *person.rows)}
        for number, name in enumerate(names[first : first + CHUNK], first):
            owner = "p" + name[1:]
            renamed = {application.id: name, person.id: owner}
            for pattern, id in ((person, owner), (application, name)):
                copy(store, pattern, id, renamed, number, now, rows)
            rows["inbox"].append((f"stock|{name}", b"\0" * 32, b"", now))
        yield rows


def copy(
    store: Storage, pattern: Pattern, id: str, renamed: dict[str, str], number: int, now: float, rows: Rows
) -> None:
    """Add the rows of one stream."""
    stream, at = f"{pattern.kind}:{id}", START
    box, key = store.vault.new(stream)

    def named(text: bytes) -> bytes:
        for old, new in renamed.items():
            text = text.replace(old.encode(), new.encode())
        return text

    for kind, payload in pattern.actions:
        row, at = box.action(at, kind, now, named(payload))
        rows["action"].append(row)
    state = box.seal_state(named(pattern.state))
    rows["head"].append((stream, pattern.kind, *at, key, state))
    rows["answer"] += [(stream, a, seq, box.seal_answer(a, seq, value)) for a, seq, value in pattern.answers]
    for name, row in pattern.rows.items():
        rows[name].append(tuple(renamed.get(v, _own(v, number)) if isinstance(v, str) else v for v in row))


def _own(value: str, number: int) -> str:
    """Return a keyed hash that nobody else has in the place of a pattern's."""
    return f"{value[:-12]}{number:012d}" if len(value) == 66 and value.startswith("0") else value


def into_sqlite(path: str, chunks: Iterator[Rows]) -> None:
    """Write into SQLite."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -1000000", "wal_autocheckpoint = 100000"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    for rows in chunks:
        db.execute("BEGIN IMMEDIATE")
        for name, listed in rows.items():
            columns = ", ".join(f'"{c}"' for c in TABLES[name].columns)
            marks = ", ".join("?" * len(TABLES[name].columns))
            db.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', listed)
        db.execute("COMMIT")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()


async def into_postgres(url: str, chunks: Iterator[Rows]) -> None:
    """Write into PostgreSQL, and leave nothing for its housekeeping to do while something is measured."""
    db = await asyncpg.connect(url)
    await db.execute("SET synchronous_commit = off")
    for rows in chunks:
        async with db.transaction():
            for name, listed in rows.items():
                await db.copy_records_to_table(name, records=listed, columns=list(TABLES[name].columns))
    await db.execute("VACUUM ANALYZE")
    await db.execute("CHECKPOINT")
    await db.close()


async def run(applications: int) -> None:
    """Fill the store of the environment."""
    settings = read()
    store = await open_store(settings)
    try:
        source = Source(store, settings.database_url)
        [(id, owner)] = await source.query("SELECT id, person FROM application ORDER BY updated LIMIT 1")
        application = await source.pattern(
            "application", id, {"application": "id", "live": "application"}, ANSWERS
        )  # fmt: skip
        person = await source.pattern("person", owner, {"person": "id"}, 10_000)
        assert len(application.answers) == ANSWERS
        chunks = copies(store, application, person, applications)
        place = place_of(settings.database_url)
        if place.dialect == "sqlite":
            into_sqlite(place.path, chunks)
        else:
            await into_postgres(place.url, chunks)
    finally:
        await store.close()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=100_000)
    asyncio.run(run(parser.parse_args().applications))


if __name__ == "__main__":
    main()
