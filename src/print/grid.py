"""Turns a form's body into a frozen layout, once per form: points for millimetres, cells that know all they cover.

How a body is written is `schemes.grid`'s: lines of cells, `grid`, `rows`, `beside`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NoReturn

from schemes import grid as written
from schemes.findings import Path
from schemes.model import Form
from schemes.words import Gap, split

from .errors import Unprintable

MM = 72 / 25.4
"""Points in a millimetre."""

PAPERS = {"A3": (297 * MM, 420 * MM), "A4": (210 * MM, 297 * MM), "A5": (148 * MM, 210 * MM)}

_SUM = re.compile(r"^(.*?\S)\s*([+-])\s*(\d{1,6})$")
_LENGTH = re.compile(r"^(\d+(?:\.\d+)?)\s*(mm|cm)?$")
_BY_HAND = frozenset({"blank", "sign"})


@dataclass(frozen=True, slots=True)
class Value:
    """Stands for a value: what to ask the view, at how many characters to cut it (0: not), what to add to a number."""

    path: str
    cut: int = 0
    plus: int = 0


Pieces = tuple[str | Value, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Holds one cell: its first column, the columns and lines it covers, and the pieces of its text."""

    at: int
    span: int
    down: int
    pieces: Pieces

    @property
    def is_label(self) -> bool:
        """Tell whether the cell is printed matter only: words, with the plan's year among them or without."""
        words = any(isinstance(piece, str) for piece in self.pieces)
        return words and all(isinstance(piece, str) or piece.path == "plan.year" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Lines:
    """Holds lines of cells; each line lists the cells that begin in it.

    `height` is the least height of all lines together in points, `fresh` begins a page, `corner` stands in its corner,
    `when` is the condition without which it is not drawn.
    """

    id: str
    title: Pieces
    fresh: bool
    lines: tuple[tuple[Cell, ...], ...]
    height: float | None
    corner: Pieces
    when: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """Holds one column of a table of rows; the field `n` is the row's number."""

    field: str
    heading: Cell


@dataclass(frozen=True, slots=True)
class Rows:
    """Holds a table with a line for each row of a section, `least` lines at least, `empty` where there is no row."""

    id: str
    title: Pieces
    fresh: bool
    section: str
    columns: tuple[Column, ...]
    where: Any
    least: int
    blank: bool
    empty: str
    when: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Holds one of the grids that stand side by side."""

    columns: int
    blocks: tuple[Lines | Rows, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Holds grids side by side, each with its own columns; together they are as wide as the form."""

    fresh: bool
    parts: tuple[Part, ...]


Block = Lines | Rows | Beside


@dataclass(frozen=True, slots=True)
class Layout:
    """Holds a whole form: paper size in points, columns, blocks, how many pages it must fit, settings that may turn."""

    label: str
    width: float
    height: float
    columns: int
    blocks: tuple[Block, ...]
    fit: int | None
    settings: frozenset[str]
    copies: int
    duplex: bool

    @property
    def flat(self) -> tuple[Lines | Rows, ...]:
        """Return all blocks that hold cells, those side by side included."""
        found: list[Lines | Rows] = []
        for block in self.blocks:
            if isinstance(block, Beside):
                found.extend(inner for part in block.parts for inner in part.blocks)
            else:
                found.append(block)
        return tuple(found)

    @property
    def sheet(self) -> bool:
        """Tell whether the paper is larger than A4: it is looked at as a whole, on a phone too."""
        return max(self.width, self.height) > max(PAPERS["A4"]) + 1


_KEPT: OrderedDict[int, tuple[Form, Layout]] = OrderedDict()
_KEPT_MOST = 256


def layout(form: Form) -> Layout:
    """Return the form's layout, read once for each form object.

    Raises:
        Unprintable: the body is no grid (a region that passed `scheme check` never gets there).

    """
    kept = _KEPT.get(id(form))
    if kept is not None and kept[0] is form:
        return kept[1]
    read = _layout(form)
    _KEPT[id(form)] = (form, read)  # the form itself is kept, so that its id stays its own
    if len(_KEPT) > _KEPT_MOST:
        _KEPT.popitem(last=False)
    return read


def _layout(form: Form) -> Layout:
    name, _, turn = form.paper.partition(" ")
    if name not in PAPERS:
        _wrong(f"没有这种纸：{form.paper}")
    width, height = PAPERS[name]
    if turn.strip() == "landscape":
        width, height = height, width
    parsed = written.blocks(form.body, form.columns, ("body",), _report)
    names = _Names()
    return Layout(
        label=form.label,
        width=width,
        height=height,
        columns=form.columns,
        blocks=tuple(_beside(one, names) if isinstance(one, written.Beside) else _flat(one, names) for one in parsed),
        fit=form.fit,
        settings=frozenset(form.settings),
        copies=form.copies,
        duplex=form.duplex,
    )


class _Names:
    """Gives each block an id: its section, or g1, g2 … for lines; a section's second table is `papers.2`."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def lines(self) -> str:
        self._used["g"] = self._used.get("g", 0) + 1
        return f"g{self._used['g']}"

    def rows(self, section: str) -> str:
        self._used[section] = count = self._used.get(section, 0) + 1
        return section if count == 1 else f"{section}.{count}"


def _beside(block: written.Beside, names: _Names) -> Beside:
    parts: list[Part] = []
    for width, part in zip(block.widths, block.parts, strict=True):
        inner: list[Lines | Rows] = []
        for one in part:
            if isinstance(one, written.Beside):
                _wrong("并排的格子里不能再并排")
            inner.append(_flat(one, names))
        parts.append(Part(width, tuple(inner)))
    return Beside(block.page == "new", tuple(parts))


def _flat(block: written.Grid | written.RowsBlock, names: _Names) -> Lines | Rows:
    title, fresh = _pieces(block.title or ""), block.page == "new"
    if isinstance(block, written.Grid):
        lines = _lines(block.lines, block.columns)
        return Lines(names.lines(), title, fresh, lines, _length(block.height), _pieces(block.corner or ""), block.when)
    columns: list[Column] = []
    at = 0
    for head in block.heads:
        columns.append(Column(head.field, Cell(at, head.span, 1, _pieces(head.title))))
        at += head.span
    return Rows(
        names.rows(block.section),
        title,
        fresh,
        section=block.section,
        columns=tuple(columns),
        where=block.where,
        least=block.least,
        blank=block.blank == "setting",
        empty=block.empty or "",
        when=block.when,
    )


def _lines(lines: tuple[tuple[written.Cell, ...], ...], columns: int) -> tuple[tuple[Cell, ...], ...]:
    """Let every `^` lengthen the cell above it: a cell reaches as far as stands below it, not as it announces."""
    found: list[list[list[Any]]] = []  # per line: [at, span, down, pieces], still growing downwards
    above: list[list[Any] | None] = [None] * columns  # the cell that covers each column in the line before
    for line in lines:
        begun: list[list[Any]] = []
        here: list[list[Any] | None] = [None] * columns
        at = 0
        for one in line:
            cell = above[at] if one.continues else None
            if one.continues:
                if cell is None or cell[0] != at or cell[1] != one.span:
                    _wrong("^ 上面没有同样宽的格子")
                cell[2] += 1
            else:
                cell = [at, one.span, 1, _pieces(one.text)]
                begun.append(cell)
            here[at : at + one.span] = [cell] * one.span
            at += one.span
        found.append(begun)
        above = here
    return tuple(tuple(Cell(at, span, down, pieces) for at, span, down, pieces in begun) for begun in found)


def _pieces(text: str) -> Pieces:
    found: list[str | Value] = []
    for part in split(text):
        if isinstance(part, str):
            found.append(part)
        elif part.name not in _BY_HAND:
            found.append(_value(part))
    return tuple(found)


def _value(gap: Gap) -> Value:
    if total := _SUM.match(gap.name):
        return Value(total[1], gap.cut, int(total[2] + total[3]))
    return Value(gap.name, gap.cut)


def _length(text: str | None) -> float | None:
    if text is None:
        return None
    read = _LENGTH.match(text.strip())
    if read is None:
        _wrong(f"高度要写成 40mm：{text}")
    return float(read[1]) * MM * (10 if read[2] == "cm" else 1)


def _report(fault: written.GridError, _: Path) -> None:
    _wrong(str(fault))


def _wrong(what: str) -> NoReturn:
    raise Unprintable("no_grid", f"这份表的版式写错了（{what}），请联系运维更正后再打印。")
