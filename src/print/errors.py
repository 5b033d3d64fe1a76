"""Why a form cannot be printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Code = Literal["missing_characters", "no_fonts", "too_long", "image_unreadable", "no_grid"]


class Unprintable(Exception):
    """Raised before anything is printed.

    `code` is stable, `text` is the Chinese sentence for the person in front of the screen, `where` names the values
    concerned by their paths ("basic.school"), `characters` those that no font has.
    """

    def __init__(self, code: Code, text: str, where: Iterable[str] = (), characters: Iterable[str] = ()) -> None:
        self.code = code
        self.text = text
        self.where = tuple(where)
        self.characters = "".join(sorted(characters))
        super().__init__(code)
