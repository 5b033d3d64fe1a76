"""Writes an Excel workbook as a stream of bytes: nothing is kept, nothing lies in a temporary file.

Every cell is text or a date; none can be taken for a formula, by Excel or by whoever saves the sheet as CSV. Source:
ECMA-376 Part 1, 18 (SpreadsheetML); OWASP, CSV Injection.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from .errors import Unprintable
from .lines import clean

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767

Look = Literal["cell", "head", "title", "middle", "day", "month"]
_LOOKS: dict[Look, int] = {"cell": 1, "head": 2, "title": 3, "middle": 4, "day": 5, "month": 6}

_DANGEROUS = re.compile(r"[=+\-@＝＋－＠﹦﹢﹣﹫−]")
_HARMLESS = re.compile(r"[+-]?\d[\d ,.()-]*%?|[-－—]+")  # a number, a telephone number, a dash for "none"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CHUNK = 1 << 16
_BEFORE_DAY_ONE = date(1899, 12, 30)  # Excel counts a day of February 1900 that there never was
FIRST_DAY = date(1900, 3, 1)
"""Before it Excel has no dates that other programs read alike."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Cell:
    """Holds one cell: its column counted from 0, its text, how it looks; of a date the text is "2019-07-01"."""

    at: int
    text: str
    look: Look = "cell"


@dataclass(frozen=True, slots=True)
class Row:
    """Holds one row's cells in the order of their columns, and its height in points."""

    cells: Sequence[Cell]
    height: float | None = None


@dataclass(slots=True)
class Sheet:
    """Holds a sheet; `rows` is read once and may fill `merges` ((row, column, rows, columns), from 0) as it goes.

    A row that is None says that the next ones are not there yet: what is written is handed out, and the sheet goes on
    when it is asked again. `widths` are in characters; `frozen` is how many rows stay on the screen and are repeated on
    paper; `filtered` lets Excel filter by the last of them.
    """

    name: str
    widths: Sequence[float]
    rows: Iterable[Row | None]
    frozen: int = 0
    filtered: bool = False
    landscape: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list[tuple[int, int, int, int]])


def harmless(text: str) -> str:
    """Return a value as text that no program takes for a formula; what might be one is led by an apostrophe."""
    text = clean(text)[:MOST_CHARACTERS]
    if text and _DANGEROUS.match(text) and not _HARMLESS.fullmatch(text):
        return "'" + text[: MOST_CHARACTERS - 1]
    return text


def stream(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Yield the workbook piece by piece, an empty one where nothing is there yet; the same sheets give the same bytes.

    Raises:
        Unprintable: a sheet has more rows than Excel takes.

    """
    sink = _Sink()
    names: list[str] = []
    filters: list[tuple[int, str]] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for number, sheet in enumerate(sheets, start=1):
            names.append(sheet.name)
            with package.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as file:
                written = 0
                for piece in _sheet(sheet, filters, number):
                    file.write(piece.encode())
                    written += len(piece)
                    if written > _CHUNK or not piece:
                        written = 0
                        yield sink.take()
        for path, text in _rest(names, filters):
            package.writestr(_entry(path), text)
    yield sink.take()


class _Sink:
    """Takes what the archive writes; it cannot be gone back in, so sizes follow the data."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was written is taken by `take`."""

    def close(self) -> None:
        """Do nothing."""

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(sheet: Sheet, filters: list[tuple[int, str]], number: int) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    if sheet.frozen:
        pane = (
            f'<pane ySplit="{sheet.frozen}" topLeftCell="A{sheet.frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        )
        yield f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    yield "<cols>"
    for at, width in enumerate(sheet.widths, start=1):
        yield f'<col min="{at}" max="{at}" width="{width:.2f}" customWidth="1"/>'
    yield "</cols><sheetData>"
    count = 0
    for row in sheet.rows:
        if row is None:
            yield ""
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unprintable("too_long", f"超过 Excel 的 {MOST_ROWS} 行，请加筛选条件后再导出。")
        yield _row(count, row)
    yield "</sheetData>"
    if sheet.filtered and sheet.frozen:
        area = f"A{sheet.frozen}:{letters(len(sheet.widths) - 1)}{max(count, sheet.frozen)}"
        filters.append((number, area))
        yield f'<autoFilter ref="{area}"/>'
    if sheet.merges:
        yield f'<mergeCells count="{len(sheet.merges)}">'
        for row, at, rows, columns in sheet.merges:
            yield f'<mergeCell ref="{letters(at)}{row + 1}:{letters(at + columns - 1)}{row + rows}"/>'
        yield "</mergeCells>"
    yield '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    turn = "landscape" if sheet.landscape else "portrait"
    yield f'<pageSetup paperSize="9" orientation="{turn}" fitToHeight="0"/>'
    yield "<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter></worksheet>"


def _row(number: int, row: Row) -> str:
    height = f' ht="{row.height:.1f}" customHeight="1"' if row.height else ""
    return f'<row r="{number}"{height}>{"".join(_cell(number, cell) for cell in row.cells)}</row>'


def _cell(number: int, cell: Cell) -> str:
    place = f'<c r="{letters(cell.at)}{number}" s="{_LOOKS[cell.look]}"'
    if cell.look in ("day", "month"):
        return f"{place}><v>{(date.fromisoformat(cell.text) - _BEFORE_DAY_ONE).days}</v></c>"
    text = escape(_ESCAPE.sub("_x005F_", harmless(cell.text)))
    return f'{place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def letters(at: int) -> str:
    """Return a column's name: 0 is A, 26 is AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def _rest(names: Sequence[str], filters: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Yield the parts that name the sheets, which are known when all are written."""
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    defined = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n - 1}" hidden="1">'
        f"{escape(_quoted(names[n - 1]))}!{_fixed(area)}</definedName>"
        for n, area in filters
    )
    if defined:
        defined = f"<definedNames>{defined}</definedNames>"
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets>{sheets}</sheets>{defined}</workbook>',
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_LINK}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="r0" Type="{_LINK}/styles" Target="styles.xml"/>'
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    )
    yield "xl/styles.xml", _HEAD + _STYLES
    root = f'<Relationship Id="r1" Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", _relations(root)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>',
    )


def _relations(links: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _fixed(area: str) -> str:
    return ":".join(re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", corner) for corner in area.split(":"))


def _style(font: int, border: int, across: str, shape: int = 49) -> str:
    return (
        f'<xf numFmtId="{shape}" fontId="{font}" fillId="0" borderId="{border}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="{across}" vertical="center" '
        'wrapText="1"/></xf>'
    )


_EDGE = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
_MONTH = "yyyy&quot;年&quot;mm&quot;月&quot;"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    f'<numFmt numFmtId="164" formatCode="{_MONTH}dd&quot;日&quot;"/>'
    f'<numFmt numFmtId="165" formatCode="{_MONTH}"/></numFmts><fonts count="3">'
    '<font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font><font><b/><sz val="16"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_EDGE}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f"{_style(0, 1, 'left')}{_style(1, 1, 'center')}{_style(2, 0, 'center')}{_style(0, 1, 'center')}"
    f"{_style(0, 1, 'center', 164)}{_style(0, 1, 'center', 165)}</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
