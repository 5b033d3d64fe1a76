"""The running product for the tests of this folder, a terminal, and installations that its commands work on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ..casework.beginning import bench, copied, house, platform, postgres_server, prepared, prepared_postgres, server
from ..casework.stage import Known, Platform, Served
from .phones import Reached, reached
from .shell import Shell

__all__ = ["bench", "house", "platform", "postgres_server", "prepared", "prepared_postgres", "server"]


@pytest.fixture
async def zhou(server: Served, platform: Platform) -> Reached:
    """An applicant with chat and mini-program, an open window and no subscription."""
    return await reached(server, platform, "zhou")


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A terminal for everybody."""
    with Shell(tmp_path_factory.mktemp("shell")) as opened:
        yield opened


@pytest.fixture
def at(shell: Shell, sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of this test alone, migrated and empty."""
    return {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}


@pytest.fixture
def lived_in(prepared: Known, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation in which people have been."""
    known = copied(prepared, tmp_path)
    return {"DATABASE_URL": known.database, "DATA_DIR": str(tmp_path), "BLOB_URL": f"file://{known.files}"}


def query(environment: dict[str, str], sql: str, *values: Any) -> list[Any]:
    """Ask or change the database of an installation, beside the product."""
    with closing(sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite://"))) as db:
        rows = db.execute(sql, values).fetchall()
        db.commit()
        return rows
