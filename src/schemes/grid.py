"""Parses the body of a form: lines of cells, blocks of rows, parts beside each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemes.findings import Path

CELL_MARK: Final = re.compile(r"(?:^|\s)(>|v)(\d{1,2})(?=\s|$)")
COLUMN: Final = re.compile(r"([a-z][a-z0-9_]*)\s*=\s*(.*?)\s*(?:>(\d{1,2}))?", re.DOTALL)
BLOCKS: Final[dict[str, frozenset[str]]] = {
    "grid": frozenset({"grid", "height", "page", "corner", "title", "when"}),
    "rows": frozenset({"rows", "title", "columns", "where", "least", "blank", "page", "empty", "when"}),
    "beside": frozenset({"beside", "page"}),
}


class GridError(ValueError):
    """Raised for one line or block that cannot be drawn; `code` is S601 … S607 or S004."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words with blanks, how many columns (`span`) and lines (`down`) it covers.

    A cell whose `continues` is true belongs to the one above it and has no words.
    """

    text: str
    span: int = 1
    down: int = 1
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines of cells; `places` are the paths of the lines.

    `height` is that of the whole block ("40mm"), `page: new` begins a page. `at` is the path of a block of its own, and
    the scheme's node at (*at, "when") says whether it is drawn; loose lines have neither.
    """

    columns: int
    lines: tuple[tuple[Cell, ...], ...]
    places: tuple[Path, ...]
    height: str | None = None
    page: str | None = None
    corner: str | None = None
    title: str | None = None
    when: str | None = None
    at: Path = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block of rows: which field of the row, its heading, how many columns of the grid."""

    field: str
    title: str
    span: int


@dataclass(frozen=True, slots=True)
class RowsBlock:
    """The rows of a section as lines of a table.

    `at` is the path of the block, and the scheme's nodes at (*at, "where") and (*at, "when") say which rows are drawn
    and whether any is; `least` is the smallest number of lines; `blank` is "setting" when the number of empty lines is
    the reader's to turn; `empty` is what stands there when there is no row.
    """

    at: Path
    columns: int
    section: str
    heads: tuple[Column, ...]
    title: str | None = None
    where: str | None = None
    least: int = 0
    blank: str | None = None
    page: str | None = None
    empty: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Parts that stand beside each other; each has its own number of columns."""

    columns: int
    parts: tuple[tuple[Block, ...], ...]
    widths: tuple[int, ...]
    page: str | None = None


Block = Grid | RowsBlock | Beside
Report = Callable[[GridError, Path], None]


def cell(text: str) -> Cell:
    """Parse one cell: words, `>3` (columns), `v2` (lines), `^` (continues the cell above)."""
    text = text.strip()
    marks = {mark: int(number) for mark, number in CELL_MARK.findall(text)}
    words = CELL_MARK.sub(" ", text).strip()
    span, down = marks.get(">", 1), marks.get("v", 1)
    return Cell("", span, 1, True) if words == "^" else Cell(words, span, down)


def lines(texts: Sequence[tuple[Path, Any]], columns: int, report: Report) -> tuple[tuple[Cell, ...], ...]:
    """Parse lines of cells, each with its path, and check that each fills the grid."""
    out: list[tuple[Cell, ...]] = []
    below = [0] * (columns + 100)
    for here, text in texts:
        if not isinstance(text, str):
            report(GridError("S004", "一行要写成“甲 | 乙 >2”的样子；有大括号的给整行加引号"), here)
            continue
        cells, at = [cell(part) for part in re.split(r"\s\|(?:\s|$)", text)], 0
        for one in cells:
            covered = range(at, min(at + one.span, len(below)))
            if one.continues and not all(below[k] for k in covered):
                report(GridError("S607", f"^ 上面没有跨行的格子（第 {at + 1} 列）。上面那格写 v2，或去掉 ^"), here)
            for k in covered:
                below[k] = below[k] - 1 if one.continues and below[k] else one.down - 1
            at += one.span
        if at != columns:
            report(GridError("S601", f"这一行合计 {at} 列，应为 {columns} 列。请改 > 后面的数"), here)
        out.append(tuple(cells))
    return tuple(out)


def blocks(body: Sequence[Any], columns: int, where: Path, report: Report) -> tuple[Block, ...]:
    """Parse a body; consecutive lines become one grid.

    Args:
        body: what the region wrote under `body`.
        columns: the columns of the grid.
        where: path of the body, for faults.
        report: is told each fault and its path; parsing goes on.

    """
    out: list[Block] = []
    loose: list[tuple[Path, str]] = []

    def flush() -> None:
        if loose:
            out.append(Grid(columns, lines(loose, columns, report), tuple(path for path, _ in loose)))
            loose.clear()

    for number, item in enumerate(body):
        here = (*where, str(number))
        if isinstance(item, str):
            loose.append((here, item))
            continue
        flush()
        block = _block(item, columns, here, report)
        if block is not None:
            out.append(block)
    flush()
    return tuple(out)


def _block(item: Any, columns: int, where: Path, report: Report) -> Block | None:
    kind = next((name for name in BLOCKS if name in item), None) if isinstance(item, dict) else None
    if kind is None:
        report(GridError("S004", "这里要写一行格子，或 grid、rows、beside 中的一种"), where)
        return None
    for key in item.keys() - BLOCKS[kind]:
        report(GridError("S004", f"{kind} 里不认识“{key}”。可以写：{'、'.join(sorted(BLOCKS[kind]))}"), (*where, key))
    match kind:
        case "grid":
            return _grid(item, columns, where, report)
        case "rows":
            return _rows(item, columns, where, report)
        case _:
            return _beside(item, columns, where, report)


def _words(item: Mapping[str, Any], *keys: str) -> dict[str, str | None]:
    return {key: str(item[key]) if item.get(key) is not None else None for key in keys}


def _grid(item: Mapping[str, Any], columns: int, where: Path, report: Report) -> Grid | None:
    if not isinstance(item["grid"], list):
        report(GridError("S004", "grid 要写成列表，每行一句"), (*where, "grid"))
        return None
    texts = [((*where, "grid", str(number)), text) for number, text in enumerate(item["grid"])]
    made = lines(texts, columns, report)
    words = _words(item, "height", "page", "corner", "title", "when")
    return Grid(columns, made, tuple(path for path, _ in texts), at=where, **words)


def _rows(item: Mapping[str, Any], columns: int, where: Path, report: Report) -> RowsBlock | None:
    heads: list[Column] = []
    for part in str(item.get("columns", "")).split("|"):
        found = COLUMN.fullmatch(part.strip())
        if found is None:
            report(
                GridError("S606", f"列“{part.strip()}”要写成 填报项=标题>列数，例：period=起止时间>2"),
                (*where, "columns"),
            )
            return None
        heads.append(Column(found[1], found[2], int(found[3] or 1)))
    wide = sum(head.span for head in heads)
    if wide != columns:
        report(GridError("S601", f"各列合计 {wide} 列，应为 {columns} 列。请改 > 后面的数"), (*where, "columns"))
    least = item.get("least", 0)
    if not isinstance(least, int) or isinstance(least, bool) or not 0 <= least <= 60:
        report(GridError("S004", "least 要写 0 到 60 的整数"), (*where, "least"))
        least = 0
    words = _words(item, "title", "where", "blank", "page", "empty", "when")
    return RowsBlock(where, columns, str(item["rows"]), tuple(heads), least=least, **words)


def _beside(item: Mapping[str, Any], columns: int, where: Path, report: Report) -> Beside | None:
    parts: list[tuple[Block, ...]] = []
    widths: list[int] = []
    for number, part in enumerate(item["beside"] if isinstance(item["beside"], list) else []):
        here = (*where, "beside", str(number))
        width = part.get("columns") if isinstance(part, dict) else None
        if not isinstance(width, int) or not isinstance(part.get("body"), list):
            report(GridError("S004", "beside 的每一块要写 columns（几列）和 body（列表）"), here)
            return None
        widths.append(width)
        parts.append(blocks(part["body"], width, (*here, "body"), report))
    if sum(widths) != columns:
        report(GridError("S601", f"并排的几块合计 {sum(widths)} 列，应为 {columns} 列"), (*where, "beside"))
    return Beside(columns, tuple(parts), tuple(widths), **_words(item, "page"))
