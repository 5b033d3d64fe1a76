"""The journal on PostgreSQL: `asyncpg` with array parameters, one statement for the reads, one for all writes."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from storage.entries import At
from storage.errors import Refused, Unavailable
from storage.journal import LIMIT, Job, Journal, asked, decide
from storage.sheet import Sheet, lay_out
from storage.tables import TABLES, Table

CONNECT: Final = 2  # seconds for making a connection
CLOSE: Final = 1.0  # seconds for closing one: a database that is well needs some milliseconds
COMMAND: Final = 8.0  # seconds for one statement before the connection is given up
AGAIN: Final = 0.1  # seconds between attempts to reach the database
TAKEN: Final = 5  # how often a key or place that another process took first is decided anew

# Plans are made while tables are empty and then kept, with sequential scans: none of these ever pays here.
SETTINGS: Final[Mapping[str, str]] = {
    "enable_seqscan": "off",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "application_name": "zhiping journal",
}
# A lost connection is reported as any of these families.
LOST: Final = (
    OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError, asyncpg.InvalidAuthorizationSpecificationError, asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError, asyncpg.InternalServerError,
)  # fmt: skip
# Faults of the entry itself.
OWN: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError, UnicodeError)
FIXED: Final = {"inbox", "action", "head"}

READ = """
WITH h AS MATERIALIZED (SELECT stream, seq, digest FROM head WHERE stream = ANY($1::text[]) ORDER BY stream FOR UPDATE)
SELECT true, stream, seq, digest, NULL::bytea FROM h
UNION ALL SELECT false, key, NULL, body, reply FROM inbox WHERE key = ANY($2::text[])
"""
MOVE: Final = ("text", "int8", "bytea", "int8", "bytea", "bytea", "bytea")


async def let_go(connection: Any) -> None:
    """Close a connection, whatever state it is in.

    Args:
        connection: of asyncpg.
    """
    try:
        await connection.close(timeout=CLOSE)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        connection.terminate()


class Conflict(Exception):
    """Tells that another process took a key or a place between the read and the write: decide anew."""


class PostgresJournal(Journal):
    """Writes in a task of its own, which nobody cancels, on a connection of its own.

    Args:
        url: the database, migrated.
        patience: seconds that a caller waits unless it says otherwise.
        now: the one clock, epoch seconds.
    """

    def __init__(self, url: str, patience: float = 4.0, now: Callable[[], float] = time.time) -> None:
        super().__init__(patience, now)
        self.url = url
        self._queue: asyncio.Queue[list[Job] | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._db: Any = None  # asyncpg.Connection, typed in part
        self._statements: dict[tuple[object, ...], PreparedStatement] = {}

    async def open(self) -> "PostgresJournal":
        """Start the task."""
        self.closed = False
        self._task = asyncio.create_task(self._work(), name="journal")
        return self

    async def close(self) -> None:
        """Write what was handed over, then stop; what a database that answers nothing holds was promised to nobody."""
        if self.closed:
            return
        self.closed = True
        self._hand_turn(len(self._turn))
        self._queue.put_nowait(None)
        assert self._task is not None
        if not (await asyncio.wait({self._task}, timeout=CLOSE))[0]:
            if self._db is not None:
                self._db.terminate()
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=CLOSE)
        if self._timer is not None:
            self._timer.cancel()

    def _hand(self, turn: list[Job]) -> None:
        self._queue.put_nowait(turn)

    async def _work(self) -> None:
        going = True
        while going and (batch := await self._queue.get()) is not None:
            while len(batch) < LIMIT and not self._queue.empty():
                if (more := self._queue.get_nowait()) is None:
                    going = False
                    break
                batch += more
            await self._write(batch)
        if self._db is not None:
            await let_go(self._db)

    async def _write(self, batch: list[Job]) -> None:
        """Write a batch until every job of it has its verdict or has lost its patience."""
        taken, said = 0, False
        while batch := [j for j in batch if not j.expired]:
            rest: list[Job] = []
            try:
                rest = await self._transact(batch)
                self.stats["batches"] += 1
                taken = 0
            except Exception as error:  # noqa: BLE001  every one is sorted here; none may end the writer
                if isinstance(error, asyncpg.TransactionRollbackError):  # a deadlock: decide anew
                    self.stats["again"] += 1
                    await asyncio.sleep(AGAIN)
                    continue
                if isinstance(error, Conflict) and taken < TAKEN:
                    taken += 1
                    self.stats["again"] += 1
                    continue
                if self._lost(error):
                    said = self._could_not(error, said)
                    await self._drop_connection()
                    if self.closed:
                        self._fail(batch, Unavailable(type(error).__name__))
                        return
                    await asyncio.sleep(AGAIN)
                    continue
                if len(batch) > 1:  # halved until the one that is at fault stands alone
                    self.stats["halved"] += 1
                    await self._write(batch[: len(batch) // 2])
                    await self._write(batch[len(batch) // 2 :])
                    return
                if isinstance(error, Conflict):  # others were faster each time: nothing is wrong with the entry
                    self._fail(batch, Unavailable("conflict"))
                    return
                batch[0].verdict = refused(error) if isinstance(error, OWN) else self._ours(error, said)
            self._tell(batch[: len(batch) - len(rest)])
            batch = rest

    def _fail(self, batch: Sequence[Job], error: Unavailable) -> None:
        for job in batch:
            job.verdict = error
        self._tell(batch)

    def _lost(self, error: Exception) -> bool:
        return isinstance(error, LOST) or self._db is None or self._db.is_closed()

    async def _drop_connection(self) -> None:
        self.stats["lost"] += 1
        if self._db is not None:
            self._db.terminate()
        self._db = None

    async def _transact(self, batch: list[Job]) -> list[Job]:
        """Decide and write in one transaction; return the jobs that must wait for the next."""
        if self._db is None or self._db.is_closed():
            self._statements.clear()
            self._db = await asyncpg.connect(
                self.url, timeout=CONNECT, command_timeout=COMMAND, server_settings=dict(SETTINGS)
            )
        streams, keys = asked(batch)
        count = 0
        try:
            async with self._db.transaction():
                at: dict[str, At] = {}
                known: dict[str, tuple[bytes, bytes]] = {}
                for is_head, name, seq, digest, reply in await self._db.fetch(READ, streams, keys):
                    if is_head:
                        at[name] = (seq, digest)
                    else:
                        known[name] = (digest, reply)
                entries, rest = decide(batch, at, known)
                if entries:
                    count = len(entries)
                    await self._store(lay_out(entries, self.now(), self._seq))
        except asyncpg.UniqueViolationError as error:
            if getattr(error, "table_name", None) in FIXED:
                raise Conflict from None
            raise
        self.stats["entries"] += count
        return rest

    async def _store(self, s: Sheet) -> None:
        # The parts of one statement do not see each other's rows, so what must come before or after stands alone.
        for name, keys in s.drop.items():
            await self._db.execute(DELETE[name], *zip(*keys, strict=True))
        shape = (bool(s.begin), bool(s.move), bool(s.outbox), tuple(sorted(s.put)), tuple(sorted(s.add)))
        if (statement := self._statements.get(shape)) is None:
            statement = self._statements[shape] = await self._db.prepare(statement_of(*shape))
        parts: list[tuple[Sequence[Any], int]] = [(s.inbox, 4), (s.action, 6)]
        parts += [(s.begin, 6)] * bool(s.begin) + [(s.move, len(MOVE))] * bool(s.move)
        parts += [(s.outbox, len(TABLES["outbox"].columns))] * bool(s.outbox)
        parts += [(s.put[n], len(TABLES[n].columns)) for n in sorted(s.put)]
        parts += [(s.add[n], len(TABLES[n].columns)) for n in sorted(s.add)]
        columns: list[Sequence[Any]] = []
        for rows, width in parts:
            columns += zip(*rows, strict=True) if rows else [()] * width
        if await statement.fetchval(*columns) != len(s.move):
            raise Conflict
        for (name, column), rows in s.wipe.items():
            sql = f'DELETE FROM "{name}" WHERE "{column}" = ANY($1::text[])'  # noqa: S608
            await self._db.execute(sql, [r[0] for r in rows])


def _delete(t: Table) -> str:
    names = ", ".join(f'"{c}"' for c in t.key_names())
    arrays = ", ".join(f"${n}::{t.types[k]}[]" for n, k in enumerate(t.key, 1))
    where = " AND ".join(f't."{c}" = u."{c}"' for c in t.key_names())
    return f'DELETE FROM "{t.name}" t USING unnest({arrays}) AS u ({names}) WHERE {where}'  # noqa: S608


DELETE: Final = {t.name: _delete(t) for t in TABLES.values()}


def statement_of(begin: bool, move: bool, outbox: bool, put: tuple[str, ...], add: tuple[str, ...]) -> str:
    """Build the one statement that writes a batch: a part for each table, arrays as parameters.

    Args:
        begin: whether there are new heads.
        move: whether there are heads that go on.
        outbox: whether there are jobs.
        put: names of tables with rows to write.
        add: names of tables with rows to insert.
    """
    number = 0

    def unnest(types: Sequence[str]) -> str:
        nonlocal number
        first, number = number + 1, number + len(types)
        return "unnest(" + ", ".join(f"${n}::{t}[]" for n, t in enumerate(types, first)) + ")"

    def insert(t: Table) -> str:
        columns = ", ".join(f'"{c}"' for c in t.columns)
        return f'INSERT INTO "{t.name}" ({columns}) SELECT * FROM {unnest(t.types)}'  # noqa: S608

    parts = [f"i AS ({insert(TABLES['inbox'])})", f"a AS ({insert(TABLES['action'])})"]
    if begin:
        parts.append(f"b AS ({insert(TABLES['head'])})")
    if move:
        parts.append(
            "m AS (UPDATE head SET seq = u.seq, digest = u.digest, key = coalesce(u.key, head.key), "  # noqa: S608
            f"state = coalesce(u.state, head.state) FROM {unnest(MOVE)} "
            "AS u (stream, old, prev, seq, digest, state, key) "
            "WHERE head.stream = u.stream AND head.seq = u.old AND head.digest = u.prev RETURNING 1)"
        )
    if outbox:
        parts.append(f"o AS ({insert(TABLES['outbox'])})")
    for name in put:
        t = TABLES[name]
        keys = ", ".join(f'"{c}"' for c in t.key_names())
        rest = [c for c in t.columns if c not in t.key_names()]
        then = "DO UPDATE SET " + ", ".join(f'"{c}" = excluded."{c}"' for c in rest) if rest else "DO NOTHING"
        parts.append(f"put_{name} AS ({insert(t)} ON CONFLICT ({keys}) {then})")
    parts += [f"add_{name} AS ({insert(TABLES[name])})" for name in add]
    count = "(SELECT count(*) FROM m)" if move else "0::int8"
    return "WITH " + ",\n".join(parts) + f"\nSELECT {count}"


def refused(error: Exception) -> Refused:
    """Return the refusal for an error, with the table that it names and nothing else of its text."""
    table = getattr(error, "table_name", None)
    return Refused(table if table in TABLES else None, type(error).__name__)
