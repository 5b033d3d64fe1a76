"""Refusing a deed, and what a guard asks of who knows the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Complete = Callable[[str], bool]
Public = Callable[[], str]
"""Returns the digest of what a publicity before submission makes public, as it is now; asked only where one is held."""


def nothing_public() -> str:
    """Return the digest of what is made public where nothing is."""
    return ""


class Refused(Exception):
    """Refuses a deed: `code` is stable, `text` says in Chinese what to do, `needs` are sections still to be filled."""

    def __init__(self, code: str, text: str, needs: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.needs = list(needs)
