"""The running product for the tests of this folder, and the two applicants that it begins with."""

import pytest

from ..casework.beginning import bench, house, platform, postgres_server, prepared, prepared_postgres, server
from ..casework.stage import Caller, Served

__all__ = ["bench", "house", "platform", "postgres_server", "prepared", "prepared_postgres", "server"]


@pytest.fixture
def he(server: Served) -> tuple[Caller, str]:
    """Somebody with an application that was just started."""
    assert server.known is not None
    return server.caller("he"), server.known.empty


@pytest.fixture
def zhou(server: Served) -> tuple[Caller, str]:
    """Somebody with a finished, signed application."""
    assert server.known is not None
    return server.caller("zhou"), server.known.full
