"""Migrations and models say the same, on both databases, and the journal knows what they say."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tortoise.migrations.autodetector import MigrationAutodetector

from storage import Add, Committed, Database, Entry, Misconfigured, Refused, Storage, open_storage
from storage.database import APP, migration_settings
from storage.tables import TABLES


@pytest.fixture(params=["sqlite", "postgres"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Database, Database]]:
    """A migrated database, and one made straight from the models."""
    if request.param == "sqlite":
        urls = [f"sqlite://{tmp_path / name}.sqlite3" for name in ("one", "two")]
    else:
        urls = [request.getfixturevalue("postgres").create() for _ in range(2)]
    migrated, made = [await Database.open(url) for url in urls]
    await migrated.migrate()
    await made.make_from_models()
    yield migrated, made
    await migrated.close()
    await made.close()


async def described(database: Database) -> dict[str, Any]:
    """Return columns, keys and indexes of every table but the migrations' own."""
    if database.place.dialect == "sqlite":
        names = [r["name"] for r in await database.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, Any] = {}
        for name in names:
            columns = await database.fetch(f'PRAGMA table_info("{name}")')
            indexes = {}
            for index in await database.fetch(f'PRAGMA index_list("{name}")'):
                parts = await database.fetch(f'PRAGMA index_info("{index["name"]}")')
                indexes[tuple(p["name"] for p in parts)] = index["unique"]
            found[name] = ({(c["name"], c["type"], c["notnull"], c["pk"]) for c in columns}, indexes)
    else:
        found = {}
        columns = await database.fetch("""
            SELECT table_name AS t, column_name AS c, data_type AS k, is_nullable AS n, is_identity AS i
            FROM information_schema.columns WHERE table_schema = 'public'""")
        for r in columns:
            found.setdefault(r["t"], (set(), {}))[0].add((r["c"], r["k"], r["n"], r["i"]))
        indexes = await database.fetch("""
            SELECT t.relname AS t, i.indisunique AS u, array_to_string(array(
                SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(n, o)
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY o), ',') AS c
            FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
            WHERE s.nspname = 'public'""")
        for r in indexes:
            found[r["t"]][1][tuple(r["c"].split(","))] = r["u"]
    return {name: parts for name, parts in found.items() if name not in {"tortoise_migrations", "sqlite_sequence"}}


async def test_schema__migrated__is_the_one_of_the_models(pair: tuple[Database, Database]) -> None:
    """Trap 4 of Tortoise: a migration may drop keys and indexes without a word."""
    migrated, made = [await described(database) for database in pair]
    assert migrated.keys() == set(TABLES)
    assert migrated == made


async def test_schema__has_the_keys_that_the_journal_writes_by(pair: tuple[Database, Database]) -> None:
    tables = await described(pair[0])
    for table in TABLES.values():
        columns, indexes = tables[table.name]
        names = {c[0] for c in columns}
        assert set(table.columns) <= names
        assert names - set(table.columns) <= {"n"}
        unique = {parts for parts, is_unique in indexes.items() if is_unique}
        assert table.key_names() in unique, table.name


async def test_models__changed_without_a_migration__are_noticed(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    try:
        with database.context:
            apps: Any = database.context.apps
            changes = await MigrationAutodetector(apps, migration_settings(database.place)).changes()
        assert changes == []
        assert APP == "storage"
    finally:
        await database.close()


async def test_head__on_postgres__leaves_room_on_its_pages(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    try:
        rows = await database.fetch("SELECT reloptions FROM pg_class WHERE relname = 'head'")
        assert rows[0]["reloptions"] == ["fillfactor=50"]
    finally:
        await database.close()


async def test_database__that_is_behind__is_not_opened(tmp_path: Path, storage_keys) -> None:
    with pytest.raises(Misconfigured, match="zhiping migrate"):
        await open_storage(f"sqlite://{tmp_path / 'new.sqlite3'}", storage_keys)


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://:memory:", "postgres://", "/tmp/x.sqlite3"])
async def test_address__of_no_known_kind__says_how_it_is_written(url: str, storage_keys) -> None:
    with pytest.raises(Misconfigured, match="sqlite:///"):
        await open_storage(url, storage_keys)


def test_transactions__of_tortoise__are_opened_by_nobody() -> None:
    """Traps 1, 2 and 3 of Tortoise: cancelled, deferred, and inherited by every task that is started inside one."""
    opened = re.compile(r"\b(in_transaction|atomic)\s*\(|select_for_update|from tortoise\.transactions")
    sources = [f for f in Path("src").rglob("*.py") if "migrations" not in f.parts]
    assert len(sources) > 100
    assert [str(f) for f in sources if opened.search(f.read_text("utf-8"))] == []


async def test_task__started_while_another_writes__keeps_its_own_row(storage: Storage) -> None:
    """Trap 3 of Tortoise: what a task began beside a write is kept, whatever becomes of that write."""
    kept: list[asyncio.Task[object]] = []

    def row(id: str) -> Add:
        return Add("unit", (id, "", "", "", "", 0, "", ""))

    async def fails() -> None:
        entry = Entry("fails", b"", b"", changes=[row("same"), row("same")])
        kept.append(asyncio.create_task(storage.journal.commit(Entry("child", b"", b"", changes=[row("child")]))))
        with pytest.raises(Refused):
            await storage.journal.commit(entry)

    await fails()
    assert await kept[0] == Committed(b"")
    assert [r["id"] for r in await storage.database.fetch("SELECT id FROM unit")] == ["child"]
