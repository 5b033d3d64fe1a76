"""What a form asks about the application that it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class FormView(Protocol):
    """Answers a form's questions about one application; the caller supplies the object.

    `watermark` is the word across each page, None on an official print. `code` is the digest of what is printed,
    two digests joined by "+" where corrections lie over the signed version, empty where nothing is to be verified.
    `verify_url` is what the QR code opens. `settings` are the layout settings that somebody turned: `font_size` in
    points, `row_height` in millimetres, `blank_lines` as a count, each for the whole form or, as
    "achievements.blank_lines", for one block (`settings.turnable` lists them).
    """

    @property
    def watermark(self) -> str | None: ...  # noqa: D102  told above
    @property
    def code(self) -> str: ...  # noqa: D102  told above
    @property
    def verify_url(self) -> str: ...  # noqa: D102  told above
    @property
    def settings(self) -> Mapping[str, int]: ...  # noqa: D102  told above

    def value(self, path: str) -> str:
        """Return the value at `path` ("basic.school") as people read it, "" when there is none."""
        ...

    def rows(self, section: str) -> Sequence[Mapping[str, str]]:
        """Return a section's rows in their order, field → text as people read it."""
        ...

    def image(self, path: str) -> bytes | None:
        """Return the PNG or JPEG that stands at `path` (a signature, a portrait), None when it is no picture."""
        ...

    def shows(self, condition: str) -> bool:
        """Tell whether a block's `when`, passed as the form has it, holds."""
        ...

    def where(self, condition: Any, row: Mapping[str, str]) -> bool:
        """Tell whether a row that `rows` returned satisfies a block's `where`, which is passed as the form has it."""
        ...


class RosterView(Protocol):
    """Answers a roster's questions about one application."""

    def value(self, path: str) -> str:
        """Return the value at `path` as a list shows it, masked where it is to be, "" when there is none."""
        ...

    def moment(self, path: str) -> str:
        """Return the day or the month at `path`, "2019-07-01" or "2019-07", "" when nothing but text stands there."""
        ...
