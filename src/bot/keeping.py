"""Words that are made once and said to everybody of whom the same is to be said."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

MOST = 8_192  # texts and questions that are kept
Made = TypeVar("Made")
_MADE: dict[Hashable, Any] = {}


def once(key: Hashable, make: Callable[[], Made]) -> Made:
    """Return what was made before for everybody of whom the same is to be said, else make it now.

    Args:
        key: all that decides how it comes out; nothing of a person may stand in it, or in what is made.
        make: makes it.
    """
    if (found := _MADE.get(key)) is None:
        if len(_MADE) >= MOST:
            _MADE.clear()
        found = _MADE[key] = make()
    return found


def forget() -> None:
    """Forget everything that was made once, so that it is made anew."""
    _MADE.clear()
