"""What is made of a photo or a file, as it comes back from the worker."""

from __future__ import annotations

import msgspec

from evidence.kinds import Doubt


class Page(msgspec.Struct, frozen=True):
    """Holds one page: JPEG bytes of nothing but pixels, its size in pixels, and doubts, none of which refuses it."""

    jpeg: bytes
    width: int
    height: int
    doubts: list[Doubt]


class Document(msgspec.Struct, frozen=True):
    """Holds a finished PDF: bytes, number of pages, size in bytes, what to look at.

    `reduced` tells that pages were made coarser to fit.
    """

    pdf: bytes
    pages: int
    size: int
    doubts: list[Doubt] = []
    reduced: bool = False
