"""What may be turned on a form's layout: which of its settings, on which block, and how far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from schemes.model import Form

from .grid import Layout, Lines, Pieces, Rows, layout

Name = Literal["font_size", "blank_lines", "row_height"]


@dataclass(frozen=True, slots=True)
class Limit:
    """Holds how far a setting may be turned, and what stands there while nobody has."""

    least: int
    most: int
    usual: float


LIMITS: Final[dict[Name, Limit]] = {
    "font_size": Limit(5, 16, 10.5),  # points
    "row_height": Limit(4, 60, 7.5),  # millimetres; a line is never lower than its text
    "blank_lines": Limit(0, 60, 0),  # lines below those that are there
}
"""Every setting that a form can have (Chongqing 4.3.12: 字体大小、空白行数、行高)."""

USUAL_SHEET: Final = 9.0
"""Points in which a sheet larger than A4 is shown while nobody has turned its size."""


@dataclass(frozen=True, slots=True)
class Turnable:
    """Holds what can be turned on one block, or, where `block` is empty, on the form as a whole."""

    block: str
    label: str
    names: tuple[Name, ...]

    def key(self, name: str) -> str:
        """Return under which key a setting of it is kept: "font_size", "papers.2.blank_lines"."""
        return f"{self.block}.{name}" if self.block else name


def turnable(form: Form, shows: Callable[[str], bool] = lambda _: True) -> list[Turnable]:
    """List what can be turned on a form, the form as a whole first.

    A form that must fit its pages has one size of letters for all of it. Where blocks say whose empty lines are the
    reader's to turn (`blank: setting`), no other block's are.

    Args:
        form: with the settings that it has.
        shows: tells whether the block with this `when` is drawn; every one where nothing is said.

    """
    drawn, fits = layout(form), form.fit is not None
    tables = [block for block in drawn.flat if isinstance(block, Rows)]
    own = [block.id for block in tables if block.blank] or [block.id for block in tables]
    found = [Turnable("", "整张表", _of(form, ("font_size",) if fits else ("font_size", "row_height")))]
    for block in drawn.flat:
        if block.when is not None and not shows(block.when):
            continue
        each: tuple[Name, ...] = () if fits else ("font_size", "row_height")
        names = _of(form, (*each, "blank_lines") if block.id in own else each)
        found.append(Turnable(block.id, _about(drawn, block), names))
    return [one for one in found if one.names]


def limit(form: Form, name: Name) -> Limit:
    """Return how far a setting of a form may be turned, and what stands there while nobody has."""
    known = LIMITS[name]
    return Limit(known.least, known.most, USUAL_SHEET) if name == "font_size" and layout(form).sheet else known


def held(name: Name, value: int) -> int:
    """Return a setting within its limits, whatever was kept."""
    return min(max(value, LIMITS[name].least), LIMITS[name].most)


def _of(form: Form, names: tuple[Name, ...]) -> tuple[Name, ...]:
    return tuple(name for name in names if name in form.settings)


def _about(drawn: Layout, block: Lines | Rows) -> str:
    """Return what a block is called: its title, else its first words."""
    cells = (
        [column.heading for column in block.columns]
        if isinstance(block, Rows)
        else [cell for line in block.lines for cell in line]
    )
    said = (_words(pieces) for pieces in (block.title, *(cell.pieces for cell in cells)))
    named = next(filter(None, said), block.id)
    return "首页" if named == drawn.label and drawn.blocks[0] is block else named


def _words(pieces: Pieces) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str)).strip()
