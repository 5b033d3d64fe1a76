"""Fills a form's layout with one application's values, as text; every kind of output is made from this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemes.words import cut

from .grid import Beside, Cell, Layout, Lines, Pieces, Rows, Value
from .lines import clean
from .settings import held
from .view import FormView

_BETWEEN = " ，、；：,;/　"


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
    """Holds lines of filled cells, with the block's title and the words in the page's corner."""

    block: Lines
    title: str
    corner: str
    lines: list[list[Content]]


@dataclass(frozen=True, slots=True)
class FilledRows:
    """Holds a table's headings and its rows, empty ones to write in by hand included.

    `empty` is what stands in a line of its own where the section has no row.
    """

    block: Rows
    title: str
    empty: str
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
    return [_block(layout, block, view, every) for block in layout.blocks if _shown(block, view)]


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
                yield "", block.title + block.corner
                for line in block.lines:
                    for content in line:
                        yield content.path, content.text
            case FilledRows():
                yield "", block.title + block.empty
                for content in block.headings:
                    yield content.path, content.text
                for row in block.rows:
                    for column, text in zip(block.block.columns, row, strict=True):
                        yield f"{block.block.section}.{column.field}", text


def _shown(block: Lines | Rows | Beside, view: FormView) -> bool:
    return isinstance(block, Beside) or block.when is None or view.shows(block.when)


def _block(layout: Layout, block: Lines | Rows | Beside, view: FormView, every: bool) -> Filled:
    match block:
        case Lines():
            return _lines(layout, block, view)
        case Rows():
            return _rows(layout, block, view, every)
        case Beside():
            parts: list[FilledPart] = []
            for part in block.parts:
                inner = [
                    _lines(layout, one, view) if isinstance(one, Lines) else _rows(layout, one, view, every)
                    for one in part.blocks
                    if _shown(one, view)
                ]
                parts.append(FilledPart(part.columns, inner))
            return FilledBeside(block, parts)


def _lines(layout: Layout, block: Lines, view: FormView) -> FilledLines:
    lines = [[_content(cell, view) for cell in line] for line in block.lines]
    return FilledLines(block, _title(layout, block, view), _said(block.corner, view), lines)


def _title(layout: Layout, block: Lines | Rows, view: FormView) -> str:
    """Return a block's title; one that repeats the form's own above it is not said twice."""
    title = _said(block.title, view)
    return "" if title == layout.label and layout.blocks[0] is block else title


def _rows(layout: Layout, block: Rows, view: FormView, every: bool) -> FilledRows:
    rows: list[list[str]] = []
    for row in view.rows(block.section):
        if block.where is not None and not view.where(block.where, row):
            continue
        number = str(len(rows) + 1)
        rows.append([number if column.field == "n" else clean(row.get(column.field, "")) for column in block.columns])
    empty = "" if rows else block.empty
    blank = max(block.least - len(rows) - bool(empty), 0)
    own = setting(layout, view.settings, block.id, "blank_lines")
    if own is not None and (block.blank or every or f"{block.id}.blank_lines" in view.settings):
        blank += held("blank_lines", own)
    if not rows and not empty:
        blank = max(blank, 1)
    rows.extend([""] * len(block.columns) for _ in range(blank))
    headings = [_content(column.heading, view) for column in block.columns]
    return FilledRows(block, _title(layout, block, view), empty, headings, rows)


def _content(cell: Cell, view: FormView) -> Content:
    image, path = None, ""
    for piece in cell.pieces:
        if isinstance(piece, Value):
            path = path or piece.path
            if image is None and (image := view.image(piece.path)) is not None:
                path = piece.path
    return Content(cell, _said(cell.pieces, view), image, cell.is_label, path)


def _said(pieces: Pieces, view: FormView) -> str:
    """Return a cell's text; a comma between two values stands only where both are there."""
    text, waiting = "", ""
    for piece in pieces:
        if isinstance(piece, str):
            if len(pieces) > 1 and not piece.strip(_BETWEEN):
                waiting = piece
            else:
                text, waiting = text + piece, ""
        elif said := _value(piece, view):
            text, waiting = text + (waiting if text else "") + said, ""
    return text.strip()


def _value(piece: Value, view: FormView) -> str:
    if piece.path == "code":
        return short(view.code)
    text = clean(view.value(piece.path))
    if piece.plus and text.isdecimal() and len(text) < 10:
        return str(int(text) + piece.plus)
    return cut(text, piece.cut)


def short(code: str) -> str:
    """Return a digest as words: the first eight characters of each, in fours."""
    parts = (part.rsplit(":", 1)[-1][:8] for part in code.split("+"))
    return " + ".join(f"{part[:4]} {part[4:]}".strip() for part in parts)
