"""Opens a database for Tortoise, which owns models, migrations and every list, and brings its schema up to date."""

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext, set_global_context
from tortoise.migrations.executor import MigrationExecutor
from tortoise.models import Model
from tortoise.queryset import QuerySet

from storage.errors import Misconfigured

APP = "storage"
CLOSE = 1.0  # seconds for closing what may wait for an answer of the database
LOCK = 0x7A68697069  # the advisory lock under which one process at a time changes the schema
Dialect = Literal["sqlite", "postgres"]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Place:
    """Says where a database is.

    Args:
        dialect: which kind it is.
        url: for asyncpg; empty on SQLite.
        path: the file; empty on PostgreSQL.
    """

    dialect: Dialect
    url: str
    path: str


def place_of(url: str) -> Place:
    """Read `DATABASE_URL`.

    Args:
        url: `sqlite:///absolute/path`, `sqlite://relative/path` or `postgres://user:password@host:port/name`.

    Raises:
        Misconfigured: it is neither.
    """
    scheme, _, rest = url.partition("://")
    match scheme:
        case "sqlite" if rest and rest != ":memory:":
            return Place("sqlite", "", rest)
        case "postgres" | "postgresql" | "asyncpg" if rest:
            return Place("postgres", "postgres://" + rest, "")
        case _:
            raise Misconfigured("DATABASE_URL", "写成 sqlite:///路径/文件 或 postgres://用户:密码@主机:端口/库名")


def _config(place: Place) -> dict[str, Any]:
    if place.dialect == "sqlite":
        pragmas = {"busy_timeout": 5000, "synchronous": "FULL", "secure_delete": "ON"}
        connection: dict[str, Any] = {
            "engine": "tortoise.backends.sqlite",
            "credentials": {"file_path": place.path, **pragmas},
        }
    else:
        connection = expand_db_url(place.url)
        connection["credentials"] |= {"minsize": 1, "maxsize": 5}
    app = {
        "models": ["storage.models", "storage.projected"],
        "migrations": "storage.migrations",
        "default_connection": "default",
    }
    return {"connections": {"default": connection}, "apps": {APP: app}, "use_tz": False, "timezone": "Asia/Shanghai"}


def migration_settings(place: Place) -> dict[str, dict[str, Any]]:
    """Return what Tortoise's migrations want to know."""
    return {APP: _config(place)["apps"][APP]}


class Database:
    """Is one database as Tortoise sees it. One dialect at a time in a process: the models are bound to it.

    Args:
        place: where it is.
    """

    _opened: ClassVar[list["Database"]] = []  # Tortoise asks the first one which dialect it speaks, from any task

    def __init__(self, place: Place) -> None:
        self.place = place
        self.context = TortoiseContext()

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Prepare connections; they are made when they are first needed.

        Args:
            url: as `place_of` reads it.

        Raises:
            Misconfigured: the address is of no known kind.
        """
        self = cls(place_of(url))
        if self.place.dialect == "sqlite":
            Path(self.place.path).parent.mkdir(parents=True, exist_ok=True)
        EXECUTOR_CACHE.clear()  # it keeps statements of the other dialect under the same names
        with self.context:
            await self.context.init(config=_config(self.place))
        cls._opened.append(self)
        if cls._opened[0] is self:
            set_global_context(self.context)
        return self

    async def close(self) -> None:
        """Close all connections."""
        first = self._opened[0] is self
        self._opened.remove(self)
        with contextlib.suppress(TimeoutError):  # then they are cut off
            async with asyncio.timeout(CLOSE):
                await self.context.close_connections()
        if first and self._opened:
            set_global_context(self._opened[0].context)

    @property
    def client(self) -> BaseDBAsyncClient:
        """Return the connection that Tortoise's queries are sent on."""
        return self.context.db()

    def rows(self, model: type[M]) -> QuerySet[M]:
        """Return all rows of a model, for narrowing down, bound to this database."""
        return model.all().using_db(self.client)

    async def fetch(self, sql: str, *values: object) -> Sequence[dict[str, Any]]:
        """Run one statement that Tortoise cannot build and return its rows.

        Args:
            sql: with `?1`, `?2` … for values, on both databases.
            values: for these places.
        """
        if self.place.dialect == "postgres":
            sql = sql.replace("?", "$")
        return await self.client.execute_query_dict(sql, list(values))

    async def migrate(self) -> None:
        """Bring the schema up to date; several processes may call this at the same time.

        Tortoise records a migration after the transaction that applies it, so each is run under a lock.
        """
        with self.context:
            async with _alone(self.place):
                executor = MigrationExecutor(self.client, migration_settings(self.place))
                await executor.migrate()

    async def make_from_models(self) -> None:
        """Make the tables of an empty database straight from the models, to hold migrations against them."""
        with self.context:
            await self.context.generate_schemas(safe=False)

    async def pending(self) -> list[str]:
        """Return the names of migrations that the database still lacks."""
        with self.context:
            executor = MigrationExecutor(self.client, migration_settings(self.place))
            return [step.migration.name for step in await executor.plan()]


@contextlib.asynccontextmanager
async def _alone(place: Place) -> AsyncGenerator[None]:
    """Hold the lock under which one process at a time changes the schema."""
    if place.dialect == "sqlite":
        with Path(place.path + ".migrating").open("w") as file:  # noqa: ASYNC230  an empty file
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield
        return
    connection = await asyncpg.connect(place.url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        yield
    finally:
        await connection.close()
