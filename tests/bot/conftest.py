"""The running product for the tests of this folder: one for all who bring their own people, a fresh one on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from evidence.process import Bench
from web.limits import Limit

from ..casework.beginning import bench, house, platform, prepared, served_copy
from ..casework.stage import Known, Platform, Served

__all__ = ["bench", "house", "platform", "prepared"]


@pytest.fixture(scope="session")
async def town(
    prepared: Known, tmp_path_factory: pytest.TempPathFactory, platform: Platform, bench: Bench
) -> AsyncIterator[Served]:
    """The product that the tests of this folder share; everybody in it speaks through a chat of their own."""
    async with served_copy(prepared, tmp_path_factory.mktemp("town"), platform, bench) as at:
        yield at


@pytest.fixture
async def server(town: Served) -> AsyncIterator[Served]:
    """The shared product on the morning of every test; what others left undone in it is put away."""
    town.move_clock()
    town.app.ctx.sessions = Limit(burst=120, per_minute=60)  # these are more people at one address than a hospital's
    yield town
    await town.house.storage.database.fetch("DELETE FROM outbox")


@pytest.fixture
async def alone(prepared: Known, tmp_path: Path, platform: Platform, bench: Bench) -> AsyncIterator[Served]:
    """The product over a database of this test alone, for what changes people whom others need."""
    async with served_copy(prepared, tmp_path, platform, bench) as at:
        yield at
