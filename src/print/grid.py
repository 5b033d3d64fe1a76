"""Reads a form's body into a frozen layout, once per form.

A form is a grid of columns. Each line is a row of cells, " | " between them; `>3` after a cell spans columns, `v2`
rows, `^` continues the cell above, `{path}` is a value, `{path|10}` one cut at ten characters, `{blank}` room to write
by hand. Blocks are lines (alone or as `grid`), `rows` and `beside`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemes.model import Form

from .errors import Unprintable

MM = 72 / 25.4
"""Points in a millimetre."""

PAPERS = {"A3": (297 * MM, 420 * MM), "A4": (210 * MM, 297 * MM), "A5": (148 * MM, 210 * MM)}

_MODIFIER = re.compile(r"\s+(>|v)(\d{1,3})$")
_SLOT = re.compile(r"\{([^{}|]+?)(?:\|(\d{1,5}))?\}")
_SUM = re.compile(r"^(.*?\S)\s*([+-])\s*(\d{1,6})$")
_LENGTH = re.compile(r"^(\d+(?:\.\d+)?)\s*(mm|cm)?$")


@dataclass(frozen=True, slots=True)
class Value:
    """Stands for a value: what to ask the view, at how many characters to cut it, what to add to a whole number."""

    path: str
    cut: int | None = None
    plus: int = 0


Piece = str | Value


@dataclass(frozen=True, slots=True)
class Cell:
    """Holds one cell: its first column, the columns and lines it covers, and the pieces of its text."""

    at: int
    span: int
    down: int
    pieces: tuple[Piece, ...]

    @property
    def is_label(self) -> bool:
        """Tell whether the cell is printed matter only."""
        return bool(self.pieces) and all(isinstance(piece, str) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """Holds what every block may say: its id, a height in points, a new page before it, words in the page's corner."""

    id: str
    height: float | None
    fresh: bool
    corner: str


@dataclass(frozen=True, slots=True)
class Lines(Block):
    """Holds lines of cells; each line lists the cells that begin in it."""

    lines: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Holds one column of a table of rows; the field `n` is the row's number."""

    field: str
    heading: Cell


@dataclass(frozen=True, slots=True)
class Rows(Block):
    """Holds a table with a line for each row of a section."""

    section: str
    title: str
    columns: tuple[Column, ...]
    where: Any
    least: int
    blank: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Holds one of the grids that stand side by side."""

    columns: int
    blocks: tuple[Lines | Rows, ...]


@dataclass(frozen=True, slots=True)
class Beside(Block):
    """Holds grids side by side, each with its own columns; together they are as wide as the form."""

    parts: tuple[Part, ...]


AnyBlock = Lines | Rows | Beside


@dataclass(frozen=True, slots=True)
class Layout:
    """Holds a whole form: paper size in points, columns, blocks, how many pages it must fit, settings that may turn."""

    label: str
    width: float
    height: float
    columns: int
    blocks: tuple[AnyBlock, ...]
    fit: int | None
    settings: frozenset[str]
    copies: int
    duplex: bool
    public: bool

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
    read = parse(form)
    _KEPT[id(form)] = (form, read)  # the form itself is kept, so that its id stays its own
    while len(_KEPT) > _KEPT_MOST:
        _KEPT.popitem(last=False)
    return read


def parse(form: Form) -> Layout:
    """Read a form's body."""
    name, _, turn = form.paper.partition(" ")
    if name not in PAPERS:
        raise _wrong(f"没有这种纸：{form.paper}")
    width, height = PAPERS[name]
    if turn.strip() == "landscape":
        width, height = height, width
    return Layout(
        label=form.label,
        width=width,
        height=height,
        columns=form.columns,
        blocks=_blocks(form.body, form.columns, _Names()),
        fit=form.fit,
        settings=frozenset(form.settings),
        copies=form.copies,
        duplex=form.duplex,
        public=form.public,
    )


def blocks(form: Form) -> list[tuple[str, str]]:
    """List the blocks whose settings can be turned one by one: (id, what it is about)."""
    listed: list[tuple[str, str]] = []
    for block in layout(form).flat:
        if isinstance(block, Rows):
            listed.append((block.id, block.title or _words(block.columns[0].heading)))
        else:
            words = [text for line in block.lines for cell in line if (text := _words(cell))]
            listed.append((block.id, words[0] if words else block.id))
    return listed


def _words(cell: Cell) -> str:
    return "".join(piece for piece in cell.pieces if isinstance(piece, str)).strip()


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


def _blocks(body: Sequence[Any], columns: int, names: _Names) -> tuple[AnyBlock, ...]:
    return tuple(_each(body, columns, names))


def _each(body: Sequence[Any], columns: int, names: _Names) -> Iterator[AnyBlock]:
    loose: list[str] = []
    for entry in body:
        if isinstance(entry, str):
            loose.append(entry)
            continue
        if loose:
            yield Lines(names.lines(), None, False, "", _lines(loose, columns))
            loose = []
        if not isinstance(entry, dict):
            raise _wrong(f"不认识这一块：{entry!r}")
        yield _block(entry, columns, names)
    if loose:
        yield Lines(names.lines(), None, False, "", _lines(loose, columns))


def _block(entry: dict[str, Any], columns: int, names: _Names) -> AnyBlock:
    height = _length(entry.get("height"))
    fresh = entry.get("page") == "new"
    corner = str(entry.get("corner") or "")
    if "beside" in entry:
        parts: list[Part] = []
        for part in entry["beside"]:
            inner = _blocks(part.get("body") or [], int(part["columns"]), names)
            flat = tuple(block for block in inner if not isinstance(block, Beside))
            if len(flat) != len(inner):
                raise _wrong("并排的格子里不能再并排")
            parts.append(Part(int(part["columns"]), flat))
        if sum(part.columns for part in parts) != columns:
            raise _wrong(f"并排的宽度合计不是 {columns}")
        return Beside("", height, fresh, corner, tuple(parts))
    if "grid" in entry:
        return Lines(names.lines(), height, fresh, corner, _lines(entry["grid"], columns))
    if "rows" in entry:
        return Rows(
            names.rows(str(entry["rows"])),
            height,
            fresh,
            corner,
            section=str(entry["rows"]),
            title=str(entry.get("title") or ""),
            columns=_columns(entry.get("columns") or "", columns),
            where=entry.get("where"),
            least=int(entry.get("least") or 0),
            blank=entry.get("blank") == "setting",
        )
    raise _wrong(f"不认识这一块：{', '.join(map(str, entry))}")


def _lines(lines: Sequence[str], columns: int) -> tuple[tuple[Cell, ...], ...]:
    """Read lines of cells and let every `^` lengthen the cell above it."""
    spans: list[list[list[Any]]] = []  # per line: [at, span, down, pieces], still growing downwards
    above: list[list[Any] | None] = [None] * columns  # the cell that covers each column in the line before
    for line in lines:
        begun: list[list[Any]] = []
        here: list[list[Any] | None] = [None] * columns
        at = 0
        for text, span in _cells(line):
            if at + span > columns:
                raise _wrong(f"这一行超过 {columns} 列：{line[:40]}")
            if text == "^":
                cell = above[at]
                if cell is None or cell[0] != at or cell[1] != span:
                    raise _wrong(f"^ 上面没有同样宽的格子：{line[:40]}")
                cell[2] += 1
            else:
                cell = [at, span, 1, _pieces(text)]
                begun.append(cell)
            here[at : at + span] = [cell] * span
            at += span
        if at != columns:
            raise _wrong(f"这一行合计 {at} 列，应为 {columns}：{line[:40]}")
        spans.append(begun)
        above = here
    return tuple(tuple(Cell(at, span, down, pieces) for at, span, down, pieces in begun) for begun in spans)


def _cells(line: str) -> Iterator[tuple[str, int]]:
    for part in re.split(r"\s\|(?:\s|$)", line):
        text, span = " " + part.strip(), 1
        while modifier := _MODIFIER.search(text):
            if modifier[1] == ">":
                span = int(modifier[2])
            text = text[: modifier.start()]
        yield text.strip(), max(span, 1)


def _columns(written: str | Sequence[str], columns: int) -> tuple[Column, ...]:
    parts = re.split(r"\s\|\s", written) if isinstance(written, str) else list(written)
    found: list[Column] = []
    at = 0
    for part in parts:
        field, equals, heading = part.partition("=")
        if not equals:
            raise _wrong(f"表的列要写成 填报项=列名>列数：{part}")
        text, span = re.sub(r"\s*>(\d{1,3})\s*$", "", heading).strip(), 1
        if modifier := re.search(r">(\d{1,3})\s*$", heading):
            span = max(int(modifier[1]), 1)
        found.append(Column(field.strip(), Cell(at, span, 1, _pieces(text))))
        at += span
    if at != columns:
        raise _wrong(f"表的列合计 {at}，应为 {columns}：{str(written)[:40]}")
    return tuple(found)


def _pieces(text: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    end = 0
    for slot in _SLOT.finditer(text):
        if slot.start() > end:
            found.append(text[end : slot.start()])
        end = slot.end()
        path, plus = slot[1].strip(), 0
        if path == "blank":
            continue
        if total := _SUM.match(path):
            path, plus = total[1], int(total[2] + total[3])
        found.append(Value(path, int(slot[2]) if slot[2] else None, plus))
    if end < len(text):
        found.append(text[end:])
    return tuple(found)


def _length(written: Any) -> float | None:
    if written is None:
        return None
    if read := _LENGTH.match(str(written).strip()):
        return float(read[1]) * MM * (10 if read[2] == "cm" else 1)
    raise _wrong(f"高度要写成 40mm：{written}")


def _wrong(what: str) -> Unprintable:
    return Unprintable("no_grid", f"这份表的版式写错了（{what}），请联系运维更正后再打印。")
