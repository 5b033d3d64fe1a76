"""Which pages of the mini-program exist, as the platform sees it."""

from __future__ import annotations

import re

from .faults import Refusal
from .world import World

_WELL_FORMED = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(/[A-Za-z0-9_][A-Za-z0-9_-]*)+")


def released(world: World, page: str) -> None:
    """Check a page without query.

    Raises:
        Refusal: 41030 for a slash in front or a page that is not released.

    """
    if not _WELL_FORMED.fullmatch(page):
        raise Refusal(41030)
    if world.account.pages is not None and page not in world.account.pages:
        raise Refusal(41030)
