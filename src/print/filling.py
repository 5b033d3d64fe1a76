"""Fills a form's layout with one application's values, as text; every kind of output is made from this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .grid import Beside, Cell, Layout, Lines, Rows, Value
from .lines import clean
from .view import FormView

_MOST_BLANK = 60


@dataclass(frozen=True, slots=True)
class Content:
    """Holds a cell with what stands in it; `path` names the value, "" for printed matter."""

    cell: Cell
    text: str
    image: bytes | None
    is_label: bool
    path: str


@dataclass(frozen=True, slots=True)
class FilledLines:
    """Holds lines of filled cells."""

    block: Lines
    lines: list[list[Content]]


@dataclass(frozen=True, slots=True)
class FilledRows:
    """Holds a table's headings and its rows, empty ones to write in by hand included."""

    block: Rows
    headings: list[Content]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class FilledPart:
    """Holds one of the grids side by side."""

    columns: int
    blocks: list[FilledLines | FilledRows]


@dataclass(frozen=True, slots=True)
class FilledBeside:
    """Holds grids side by side."""

    block: Beside
    parts: list[FilledPart]


Filled = FilledLines | FilledRows | FilledBeside


def fill(layout: Layout, view: FormView) -> list[Filled]:
    """Ask the view for everything that the form shows, each value once."""
    every = not any(isinstance(block, Rows) and block.blank for block in layout.flat)
    return [_block(layout, block, view, every) for block in layout.blocks]


def setting(layout: Layout, settings: Mapping[str, int], block: str, name: str) -> int | None:
    """Return a layout setting of a block: its own, else the form's, None when nobody turned it or the form has none."""
    if name not in layout.settings:
        return None
    own = settings.get(f"{block}.{name}")
    return settings.get(name) if own is None else own


def texts(filled: list[Filled]) -> Iterator[tuple[str, str]]:
    """Yield every (path, text) of a filled form."""
    for block in filled:
        match block:
            case FilledBeside():
                for part in block.parts:
                    yield from texts(list(part.blocks))
            case FilledLines():
                for line in block.lines:
                    for content in line:
                        yield content.path, content.text
            case FilledRows():
                yield "", block.block.title
                for content in block.headings:
                    yield content.path, content.text
                for row in block.rows:
                    for column, text in zip(block.block.columns, row, strict=True):
                        yield f"{block.block.section}.{column.field}", text


def _block(layout: Layout, block: Lines | Rows | Beside, view: FormView, every: bool) -> Filled:
    match block:
        case Lines():
            return _lines(block, view)
        case Rows():
            return _rows(layout, block, view, every)
        case Beside():
            parts: list[FilledPart] = []
            for part in block.parts:
                inner = [
                    _lines(one, view) if isinstance(one, Lines) else _rows(layout, one, view, every)
                    for one in part.blocks
                ]
                parts.append(FilledPart(part.columns, inner))
            return FilledBeside(block, parts)


def _lines(block: Lines, view: FormView) -> FilledLines:
    return FilledLines(block, [[_content(cell, view) for cell in line] for line in block.lines])


def _rows(layout: Layout, block: Rows, view: FormView, every: bool) -> FilledRows:
    rows: list[list[str]] = []
    for row in view.rows(block.section):
        if block.where is not None and not view.where(block.where, row):
            continue
        number = str(len(rows) + 1)
        rows.append([number if column.field == "n" else clean(row.get(column.field, "")) for column in block.columns])
    blank = max(block.least, 1) - len(rows)
    own = setting(layout, view.settings, block.id, "blank_lines")
    if own is not None and (block.blank or every or f"{block.id}.blank_lines" in view.settings):
        blank = max(blank, min(own, _MOST_BLANK))
    rows.extend([""] * len(block.columns) for _ in range(blank))
    return FilledRows(block, [_content(column.heading, view) for column in block.columns], rows)


def _content(cell: Cell, view: FormView) -> Content:
    text, path, image = "", "", None
    for piece in cell.pieces:
        if isinstance(piece, str):
            text += piece
            continue
        path = path or piece.path
        if image is None and (image := view.image(piece.path)) is not None:
            path = piece.path
            continue
        text += _said(piece, clean(view.value(piece.path)))
    return Content(cell, text.strip(), image, cell.is_label, path)


def _said(piece: Value, text: str) -> str:
    if piece.plus and text.isdecimal() and len(text) < 10:
        return str(int(text) + piece.plus)
    if piece.cut is not None and len(text) > piece.cut:
        return text[: max(piece.cut - 1, 0)] + "…"
    return text
