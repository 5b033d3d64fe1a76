"""A form as an Excel workbook: a roster, one row an application, or an application's own grid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from .filling import Content, FilledBeside, FilledLines, FilledRows, fill
from .grid import Cell as GridCell
from .grid import Layout, Lines, Value
from .view import FormView, RosterView
from .workbook import FIRST_DAY, Cell, Look, Row, Sheet, stream

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LINE = 15.5  # points a line of text is high
_COLUMN = 7.5  # characters a grid's column is wide


def xlsx(layout: Layout, views: Iterable[FormView]) -> Iterator[bytes]:
    """Yield a workbook with a sheet for each application; views are asked one after another and none is kept.

    Args:
        layout: the form's layout.
        views: the applications, in the order of the sheets.

    """
    return stream(_sheet(layout, view, number) for number, view in enumerate(views, start=1))


def roster(
    layout: Layout, views: Iterable[RosterView | None], label: Callable[[str], str], said: Mapping[str, str]
) -> Iterator[bytes]:
    """Yield a workbook with a row for each application; views are asked one after another and none is kept.

    Args:
        layout: the form's layout.
        views: the applications, in the order of the rows; None where the next are not there yet.
        label: a value's column heading by its path, where the form does not say it.
        said: what was chosen, label → value, which is said above the rows.

    """
    return stream([_roster(layout, views, label, said)])


def _name(text: str) -> str:
    return _NOT_IN_NAMES.sub(" ", text).strip()[:31] or "1"


def _roster(
    layout: Layout, views: Iterable[RosterView | None], label: Callable[[str], str], said: Mapping[str, str]
) -> Sheet:
    lines = [line for block in layout.flat if isinstance(block, Lines) for line in block.lines]
    headings, values = _columns(lines, label)
    sheet = Sheet(
        _name(layout.label),
        widths=[6.0, *(max(10.0, min(2.2 * len(heading), 40.0)) + 6 for heading in headings)],
        rows=(),
        frozen=3 if said else 2,
        filtered=True,
        landscape=len(headings) > 6,
    )
    count = len(headings) + 1

    def rows() -> Iterator[Row | None]:
        sheet.merges.append((0, 0, 1, count))
        yield Row([Cell(0, layout.label, "title")], 30)
        if said:
            sheet.merges.append((1, 0, 1, count))
            yield Row([Cell(0, "只列出 " + "；".join(f"{name}：{value}" for name, value in said.items()), "cell")])
        yield Row([Cell(0, "序号", "head"), *(Cell(at, one, "head") for at, one in enumerate(headings, 1))])
        number = 0
        for view in views:
            if view is None:
                yield None
                continue
            number += 1
            yield Row([Cell(0, str(number), "middle"), *(_value(at, one, view) for at, one in enumerate(values, 1))])

    sheet.rows = rows()
    return sheet


def _value(at: int, cell: GridCell, view: RosterView) -> Cell:
    """Return a value's cell: a date where nothing but a day or a month stands in it, text otherwise."""
    if len(cell.pieces) == 1 and isinstance(piece := cell.pieces[0], Value):
        moment = view.moment(piece.path)
        day = date.fromisoformat(f"{moment}-01" if len(moment) == 7 else moment) if moment else None
        if day is not None and day >= FIRST_DAY:
            return Cell(at, day.isoformat(), "month" if len(moment) == 7 else "day")
    return Cell(at, "".join(piece if isinstance(piece, str) else view.value(piece.path) for piece in cell.pieces))


def _columns(lines: Sequence[tuple[GridCell, ...]], label: Callable[[str], str]) -> tuple[list[str], list[GridCell]]:
    """Return headings and cells: a line of labels above a line of values gives the headings, else the paths do."""
    headings: list[str] = []
    values: list[GridCell] = []
    above: tuple[GridCell, ...] = ()
    for line in lines:
        if all(cell.is_label for cell in line):
            above = line
            continue
        for at, cell in enumerate(line):
            paths = [piece.path for piece in cell.pieces if isinstance(piece, Value)]
            said = "".join(map(str, above[at].pieces)) if len(above) == len(line) else "、".join(map(label, paths))
            headings.append(said)
            values.append(cell)
    return headings, values


def _sheet(layout: Layout, view: FormView, number: int) -> Sheet:
    """Return one application's grid; grids side by side stand one below another."""
    sheet = Sheet(
        _name(f"{layout.label}{number if number > 1 else ''}"),
        widths=[_COLUMN] * layout.columns,
        rows=(),
        landscape=layout.width > layout.height,
    )
    sheet.rows = _grid(layout, view, sheet)
    return sheet


def _grid(layout: Layout, view: FormView, sheet: Sheet) -> Iterator[Row]:
    columns = layout.columns
    sheet.merges.append((0, 0, 1, columns))
    yield Row([Cell(0, layout.label + (f"（{view.watermark}）" if view.watermark else ""), "title")], 30)
    at = 1
    filled = fill(layout, view)
    for block in chain.from_iterable(
        chain.from_iterable(part.blocks for part in one.parts) if isinstance(one, FilledBeside) else [one]
        for one in filled
    ):
        for row in (
            _lines(block, at, sheet, columns) if isinstance(block, FilledLines) else _rows(block, at, sheet, columns)
        ):
            yield row
            at += 1


def _lines(filled: FilledLines, at: int, sheet: Sheet, columns: int) -> Iterator[Row]:
    if filled.title:
        yield _whole(filled.title, at, sheet, columns, "head")
        at += 1
    for n, line in enumerate(filled.lines):
        yield _row(at + n, line, [content.text for content in line], sheet)


def _rows(filled: FilledRows, at: int, sheet: Sheet, columns: int) -> Iterator[Row]:
    columns = min(columns, sum(content.cell.span for content in filled.headings))
    if filled.title:
        yield _whole(filled.title, at, sheet, columns, "head")
        at += 1
    yield _row(at, filled.headings, [content.text for content in filled.headings], sheet)
    at += 1
    if filled.empty:
        yield _whole(filled.empty, at, sheet, columns, "middle")
        at += 1
    for n, row in enumerate(filled.rows):
        yield _row(at + n, filled.headings, row, sheet, values=True)


def _whole(text: str, at: int, sheet: Sheet, columns: int, look: Look) -> Row:
    if columns > 1:
        sheet.merges.append((at, 0, 1, columns))
    return Row([Cell(0, text, look), *(Cell(n, "", look) for n in range(1, columns))], 22)


def _row(at: int, line: Sequence[Content], texts: Sequence[str], sheet: Sheet, values: bool = False) -> Row:
    cells: list[Cell] = []
    high = 1
    for content, text in zip(line, texts, strict=True):
        cell = content.cell
        if cell.span > 1 or cell.down > 1:
            sheet.merges.append((at, cell.at, cell.down, cell.span))
        wide = max(cell.span * _COLUMN / 2 - 1, 1)  # Chinese characters that a line holds
        high = max(high, sum(int(len(part) / wide) + 1 for part in text.split("\n")) if cell.down == 1 else 1)
        look = "middle" if len(text) <= wide else "cell"
        cells.append(Cell(cell.at, text, "head" if content.is_label and not values else look))
        cells.extend(Cell(cell.at + n, "", "cell") for n in range(1, cell.span))
    return Row(cells, min(max(high * _LINE, 22), 400))
