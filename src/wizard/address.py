"""The address of an answer: the one name by which chat, pages, problems and marks point to the same place."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
ROW_NAME = re.compile(r"r[0-9][0-9a-z_-]*", re.ASCII)
ROW_ID = re.compile(r"[^.# /]{1,64}")
IN_ROW = re.compile(rf"({NAME.pattern})\.({ROW_ID.pattern})\.({NAME.pattern})", re.ASCII)


class Address(msgspec.Struct, frozen=True, order=True, gc=False):
    """Names a section, a row of it, or one field: "basic", "work.r3", "basic.degree", "work.r3.period".

    Rows have ids of their own, so an address stays true when rows change places.
    """

    section: str
    row: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        """Return the address as text; `Address.parse` reads it back."""
        if self.row is None:
            return self.section if self.field is None else f"{self.section}.{self.field}"
        return f"{self.section}.{self.row}" if self.field is None else f"{self.section}.{self.row}.{self.field}"

    @property
    def place(self) -> Address:
        """Return the row, or the section where there are no rows, in which this field stands."""
        return Address(self.section, self.row)

    def beside(self, field: str) -> Address:
        """Return another field of the same row, or of the same section."""
        return Address(self.section, self.row, field)

    @staticmethod
    @lru_cache(maxsize=4096)  # the same addresses come again in every turn
    def parse(text: str, rows: frozenset[str] | None = None) -> Address:
        """Read an address.

        Args:
            text: "section", "section.row", "section.field" or "section.row.field"; at most 200 characters.
            rows: ids of the sections that have rows. Without them "a.b" is a row when b looks like the id of an added
                row ("r3") or cannot be the name of a field, and a field otherwise.

        Raises:
            ValueError: the text is no address.

        """
        if len(text) > 200:
            raise ValueError("not an address")
        if (found := IN_ROW.fullmatch(text)) is not None and found[2].isprintable():
            return Address(*found.groups())
        section, dot, part = text.partition(".")
        if NAME.fullmatch(section):
            if not dot:
                return Address(section)
            named_row = section in rows if rows is not None else bool(ROW_NAME.fullmatch(part))
            if not named_row and NAME.fullmatch(part):
                return Address(section, None, part)
            if (rows is None or named_row) and valid_row(part):
                return Address(section, part)
        raise ValueError("not an address")


def valid_row(row: str) -> bool:
    """Tell whether this text may be the id of a row: 1 to 64 printable characters without ".", "#" and spaces."""
    return row.isprintable() and ROW_ID.fullmatch(row) is not None
