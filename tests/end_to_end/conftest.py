"""One installation for the whole folder; what kills processes has another of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from zhiping.phone import Phones

from .applicants import counted, draft
from .browser import screens
from .installation import Installation, installed

__all__ = ["counted", "draft", "screens"]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running product with worker, stand-in and demonstration."""
    with installed(tmp_path_factory.mktemp("installation")) as made:
        yield made


@pytest.fixture(scope="module")
async def open_phones(installation: Installation) -> AsyncIterator[Phones]:
    """Phones of that installation, which stay open for a whole file."""
    async with installation.phones() as opened:
        yield opened
