"""Words that are made once and said to everybody of whom the same is to be said."""

from collections.abc import Hashable
from typing import Any, TypeVar

MOST = 8_192  # texts and questions that are kept
Made = TypeVar("Made")
_MADE: dict[Hashable, Any] = {}
made = _MADE.get  # what was made before under a key, None where nothing was


def keep(key: Hashable, new: Made) -> Made:
    """Keep what was made for everybody of whom the same is to be said, and return it.

    Args:
        key: all that decides how it comes out; nothing of a person may stand in it, or in what was made.
        new: what came out.
    """
    if len(_MADE) >= MOST:
        _MADE.clear()
    _MADE[key] = new
    return new


def forget() -> None:
    """Forget everything that was made once, so that it is made anew."""
    _MADE.clear()
