"""Measures a filled form: every line of a grid becomes a band of boxes with its text broken into lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .faces import Faces
from .filling import Content, FilledBeside, FilledLines, FilledRows, setting
from .grid import MM, Layout
from .lines import Widths, balanced, broken
from .settings import LIMITS, held

Role = Literal["title", "head", "label", "value"]

_MOST_HEAD = 10
_SHORT = 24  # characters of a value that breaks in its middle
_SIGNATURE = 11 * MM  # a signature's least height where a line does not say


@dataclass(frozen=True, slots=True)
class Style:
    """Holds the sizes of a block in points: font size, distance of lines, padding, least height of a line."""

    size: float
    leading: float
    side: float
    gap: float
    least: float


@dataclass(slots=True)
class Box:
    """Holds a cell as it is drawn: from `x`, `width` wide, over `down` bands, with its lines of text."""

    x: float
    width: float
    lines: list[str]
    role: Role
    style: Style
    down: int = 1
    image: bytes | None = None
    top: bool = False  # text begins at the upper edge: room for an opinion

    def need(self, first: int = 0) -> float:
        """Return the height that the lines from `first` on need."""
        return max(0, len(self.lines) - first) * self.style.leading + 2 * self.style.gap

    def holds(self, height: float) -> int:
        """Return how many lines fit into `height`."""
        return int((height - 2 * self.style.gap + 0.01) / self.style.leading)


@dataclass(slots=True)
class Band:
    """Holds the boxes that begin in one line of the grid."""

    height: float
    boxes: list[Box]
    longest: int = 0  # lines of the longest box that lies in this band alone


@dataclass(slots=True)
class Table:
    """Holds a block ready to be placed: bands, and the heads that stand above them on every page."""

    bands: list[Band]
    style: Style
    heads: list[Band] = field(default_factory=list[Band])
    again: list[Band] = field(default_factory=list[Band])
    fresh: bool = False
    corner: str = ""


@dataclass(slots=True)
class Abreast:
    """Holds tables side by side, one list for each grid."""

    parts: list[list[Table]]
    fresh: bool = False


def style(size: float, least: float = 0.0) -> Style:
    """Return a block's sizes; below 8.5 points lines and edges come closer."""
    tight = min(max(8.5 - size, 0.0), 1.0)
    leading = size * (1.34 - 0.12 * tight)
    gap = 2.6 - 1.4 * tight
    return Style(size, leading, 3.0 - 1.2 * tight, gap, max(least, leading + 2 * gap))


class Measure:
    """Measures the blocks of one form at one font size."""

    def __init__(self, layout: Layout, settings: Mapping[str, int], faces: Faces, size: float) -> None:
        self._layout = layout
        self._settings = settings
        self._faces = faces
        self._size = size

    def block(self, filled: FilledLines | FilledRows | FilledBeside, x: float, width: float) -> Table | Abreast:
        """Return a block's bands, from `x` and `width` points wide."""
        match filled:
            case FilledLines():
                return self._lines(filled, x, width / self._layout.columns)
            case FilledRows():
                return self._rows(filled, x, width / self._layout.columns)
            case FilledBeside():
                column = width / self._layout.columns
                parts: list[list[Table]] = []
                for part in filled.parts:
                    parts.append(
                        [
                            self._lines(one, x, column) if isinstance(one, FilledLines) else self._rows(one, x, column)
                            for one in part.blocks
                        ]
                    )
                    x += part.columns * column
                return Abreast(parts, filled.block.fresh)

    def _style(self, block: str) -> Style:
        turned = setting(self._layout, self._settings, block, "font_size")
        size = self._size if turned is None or self._layout.fit else float(held("font_size", turned))
        row = setting(self._layout, self._settings, block, "row_height")
        least = 0.0 if self._layout.fit else LIMITS["row_height"].usual
        return style(size, (least if row is None else held("row_height", row)) * MM)

    def _lines(self, filled: FilledLines, x: float, column: float) -> Table:
        sizes = self._style(filled.block.id)
        bands = [self._band([self._box(one, x, column, sizes) for one in line], sizes) for line in filled.lines]
        self._reach(bands)
        if filled.block.height is not None:
            _raise(bands, filled.block.height)
            for box in (box for band in bands for box in band.boxes):
                box.top = box.role == "value" and len(box.lines) > 1
        width = sum(content.cell.span for content in filled.lines[0]) * column if filled.lines else 0.0
        heads = self._titles(filled.title, x, width, sizes)
        return Table(bands, sizes, heads[0], heads[1], filled.block.fresh, filled.corner)

    def _rows(self, filled: FilledRows, x: float, column: float) -> Table:
        sizes = self._style(filled.block.id)
        block = filled.block
        widths, side = self._faces.body.widths, 2 * sizes.side
        places = [(x + one.heading.at * column, one.heading.span * column) for one in block.columns]
        rooms = [(width - side) * 1000 / sizes.size for _, width in places]
        bands: list[Band] = []
        for row in filled.rows:
            boxes = [
                Box(at, width, _told(text, room, widths), "value", sizes)
                for (at, width), room, text in zip(places, rooms, row, strict=True)
            ]
            bands.append(self._band(boxes, sizes))
        total = sum(one.heading.span for one in block.columns) * column
        if filled.empty:
            room = (total - side) * 1000 / sizes.size
            bands.insert(0, self._band([Box(x, total, broken(filled.empty, room, widths), "value", sizes)], sizes))
        heads = self._band([self._box(one, x, column, sizes, "head") for one in filled.headings], sizes)
        first, again = self._titles(filled.title, x, total, sizes)
        return Table(bands, sizes, [*first, heads], [*again, heads], block.fresh)

    def _titles(self, text: str, x: float, width: float, sizes: Style) -> tuple[list[Band], list[Band]]:
        """Return the title as it stands above a block, and as it stands above what goes on on the next page."""
        if not text:
            return [], []
        return [self._title(text, x, width, sizes)], [self._title(text + "（续）", x, width, sizes)]

    def _title(self, text: str, x: float, width: float, sizes: Style) -> Band:
        room = (width - 2 * sizes.side) * 1000 / sizes.size
        return self._band(
            [Box(x, width, broken(text, room, self._faces.heading.widths)[:_MOST_HEAD], "title", sizes)], sizes
        )

    def _box(self, content: Content, x: float, column: float, sizes: Style, role: Role | None = None) -> Box:
        cell = content.cell
        width = cell.span * column
        room = (width - 2 * sizes.side) * 1000 / sizes.size
        kind = role or ("label" if content.is_label else "value")
        lines = (_told if kind == "value" else balanced)(content.text, room, self._faces.body.widths)
        if kind == "head":
            del lines[_MOST_HEAD:]  # stands on every page and must leave room for the rows
        return Box(x + cell.at * column, width, lines, kind, sizes, cell.down, content.image)

    def _band(self, boxes: list[Box], sizes: Style) -> Band:
        height, longest = sizes.least, 0
        for box in boxes:
            if box.down == 1:
                longest = max(longest, len(box.lines))
                height = max(height, box.need(), _SIGNATURE + box.need() * bool(box.lines) if box.image else 0.0)
        return Band(height, boxes, longest)

    def _reach(self, bands: list[Band]) -> None:
        """Let the last band of a span grow until the spanning cell's text has room."""
        for n, band in enumerate(bands):
            for box in band.boxes:
                if box.down > 1:
                    there = sum(one.height for one in bands[n : n + box.down])
                    need = min(box.need(), stacked(box)) if box.role == "label" else box.need()
                    bands[min(n + box.down, len(bands)) - 1].height += max(0.0, need - there)


def _told(text: str, room: float, widths: Widths) -> list[str]:
    """Break a value; one that needs no more than two short lines breaks in its middle: 2019年07月至 / 2023年12月."""
    lines = broken(text, room, widths)
    return balanced(text, room, widths) if len(lines) == 2 and len(text) <= _SHORT and "\n" not in text else lines


def stacked(box: Box) -> float:
    """Return the height that a box's text needs when its characters stand one below another; ∞ when that is no way."""
    if not box.style.size + 2 <= box.width <= box.style.size * 5:
        return math.inf
    return sum(len(line) for line in box.lines) * box.style.size * 1.08 + 2 * box.style.gap


def _raise(bands: list[Band], height: float) -> None:
    """Give the block at least `height`, shared by its bands."""
    more = height - sum(band.height for band in bands)
    for band in bands:
        band.height += max(0.0, more) / len(bands)
