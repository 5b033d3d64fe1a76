"""Puts storage together at start and takes it apart at the end."""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg
from tortoise.exceptions import BaseORMException

from storage.clock import Clock
from storage.database import Database, place_of
from storage.errors import Misconfigured
from storage.heads import SIZE, Folds, Heads
from storage.journal import Journal
from storage.keys import Keeper
from storage.loading import Loader, loader_for
from storage.owned import Opener
from storage.postgres import PostgresJournal
from storage.sealing import SUITES
from storage.secrets import Secrets, Vault
from storage.sqlite import SqliteJournal

PATIENCE = 4.0  # seconds that a caller waits for the journal
ABSENT: Final = (OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException)


async def open_journal(url: str, patience: float = PATIENCE, clock: Clock | None = None) -> Journal:
    """Open the journal of a migrated database.

    Args:
        url: as `DATABASE_URL`.
        patience: seconds that a caller waits unless it says otherwise.
        clock: the one clock.
    """
    place, now = place_of(url), (clock or Clock()).time
    if place.dialect == "sqlite":
        return await SqliteJournal(place.path, patience, now).open()
    return await PostgresJournal(place.url, patience, now).open()


@dataclass(frozen=True, slots=True)
class Storage:
    """Holds everything that is opened for one database.

    Args:
        database: Tortoise's side.
        journal: the only writer.
        loader: reads for the journal's side.
        vault: keys of streams.
        secrets: the house's own keys.
        opener: opens what goes with a stream.
        clock: the one clock.
    """

    database: Database
    journal: Journal
    loader: Loader
    vault: Vault
    secrets: Secrets
    opener: Opener
    clock: Clock

    def heads(self, folds: Mapping[str, Folds], size: int = SIZE, shared: bool = True) -> Heads:
        """Return the memory of presents.

        Args:
            folds: by kind of stream.
            size: how many are kept.
            shared: whether other processes write too.
        """
        return Heads(self.journal, self.loader, self.vault, self.secrets, folds, size, shared)

    async def close(self) -> None:
        """Write what was handed over, then close every connection."""
        await self.journal.close()
        await asyncio.gather(self.loader.close(), self.database.close())


async def open_storage(
    url: str,
    keys: Keeper,
    suite: str = "intl",
    clock: Clock | None = None,
    patience: float = PATIENCE,
    migrate: bool = False,
) -> Storage:
    """Open everything for one database.

    Args:
        url: as `DATABASE_URL`.
        keys: the operator's.
        suite: `intl` or `gm`, for what is newly made.
        clock: the one clock.
        patience: seconds that a caller waits for the journal.
        migrate: bring the schema up to date first.

    Raises:
        Misconfigured: a setting cannot work, or the schema is behind; says what to do.
        Unreadable: the master key that wrapped the house's keys is not among those given.
    """
    if suite not in SUITES:
        raise Misconfigured("SUITE", "只能是 intl 或 gm")
    clock, keys = clock or Clock(), keys.using(SUITES[suite])
    vault = Vault(keys, SUITES[suite])
    try:
        database = await Database.open(url)
        try:
            await database.fetch("SELECT 1")  # Tortoise takes a database that is away for one without migrations
            if migrate:
                await database.migrate()
            elif pending := await database.pending():
                raise Misconfigured("DATABASE_URL", f"数据库还差 {len(pending)} 步升级。先执行 zhiping migrate")
            secrets = await Secrets.open(database, keys, SUITES[suite])
        except BaseException:
            await database.close()
            raise
    except ABSENT as error:
        why = f"数据库打不开（{type(error).__name__}）。请看数据库是否在运行、地址和权限对不对"
        raise Misconfigured("DATABASE_URL", why) from None
    loader = loader_for(database.place)
    journal = await open_journal(url, patience, clock)
    return Storage(database, journal, loader, vault, secrets, Opener(loader, vault, secrets.chest), clock)
