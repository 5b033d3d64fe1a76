"""A form as one page of HTML: the same grid on paper and on a wide screen, one value below another on a phone.

A sheet larger than A4 is looked at as a whole: it keeps its grid on a phone, where it is pinched larger.

The page asks nobody for anything: styles, pictures and the QR code are inside it, and its own policy forbids the rest.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from .filling import Content, Filled, FilledBeside, FilledLines, FilledRows, fill, short
from .grid import MM, Layout
from .qr import qr
from .settings import USUAL_SHEET, held
from .view import FormView

_STYLE = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:16px;max-width:1100px;background:#fff;color:#111;line-height:1.5;
 font-family:"Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif}
h1{margin:8px 0 16px;text-align:center;font:700 1.4em/1.3 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
.draft{text-align:center;color:#8a5300;border:1px solid;border-radius:4px;padding:4px;margin:0 0 12px}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin-top:-1px}
caption{font-weight:700;padding:8px;border:1px solid #333;border-bottom:0;font-family:sans-serif}
th,td{border:1px solid #333;padding:4px 6px;font-weight:400;text-align:center}
tr{height:2.2em}
th,td{overflow-wrap:anywhere;white-space:pre-line}
td.long{text-align:left}
.corner{text-align:right;margin:24px 8px 4px}
.beside{display:flex;align-items:flex-start}
.beside>div{min-width:0}
img{max-width:100%;max-height:30mm}
footer{display:flex;gap:12px;align-items:center;justify-content:flex-end;margin-top:16px;font-size:.85em}
svg{width:20mm;height:20mm}
@media print{body{max-width:none;padding:0}tr{break-inside:avoid}thead{display:table-header-group}
 .fresh{break-before:page}
 .draft{position:fixed;inset:35% 0 auto;font-size:90pt;color:#ddd;border:0;transform:rotate(-35deg);z-index:-1}}
"""
_NARROW = """@media screen and (max-width:640px){
 body{padding:12px}
 .beside{display:block}
 table,caption,tbody,tr,th,td{display:block;width:100%;height:auto;text-align:left}
 table{border:1px solid #ccc;border-radius:6px;margin:12px 0}
 caption{border:0;border-bottom:1px solid #ccc;background:#f4f4f4}
 colgroup,thead,th.said{display:none}
 th,td{border:0;padding:6px 10px}
 th{font-weight:700;background:#f4f4f4}
 td[data-label]::before{content:attr(data-label);display:block;color:#595959;font-size:.85em;font-family:sans-serif}
 td:empty{display:none}
 .rows tr{border-top:1px solid #ccc}
 .rows tr.none{display:none}
}
"""


_SHEET = """body{max-width:none;padding:8px;line-height:1.25}
th,td{padding:2px 3px}
tr{height:1.9em}
"""
_SHEET_WIDTH = 1280  # pixels that a phone shows across a whole sheet, before it is pinched
_ROOMY = "@media print,(min-width:641px)"


def html(layout: Layout, view: FormView) -> str:
    """Return the form as a whole HTML page; everything that comes from a value is escaped."""
    filled = fill(layout, view)
    style = _STYLE + (_SHEET if layout.sheet else _NARROW) + "".join(_own(layout, view, filled))
    across = _SHEET_WIDTH if layout.sheet else "device-width, initial-scale=1"
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
        f'<meta name="viewport" content="width={across}">\n',
        '<meta name="referrer" content="no-referrer">\n',
        f"<title>{escape(layout.label)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        f"<h1>{escape(layout.label)}</h1>\n",
    ]
    if view.watermark:
        parts.append(f'<p class="draft">{escape(view.watermark)}</p>\n')
    for number, block in enumerate(filled):
        parts.extend(_block(layout.columns, block, f"b{number}"))
    if view.verify_url:
        words = f"核验码 {escape(short(view.code))}<br>扫码核对"
        parts.append(f"<footer><span>{words}</span>{_code(view.verify_url)}</footer>\n")
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def _own(layout: Layout, view: FormView, filled: list[Filled]) -> Iterator[str]:
    """Yield the rules of this form: its paper, the heights that blocks ask for, the sizes somebody turned."""
    width, height = round(layout.width / MM), round(layout.height / MM)
    yield f"@page{{size:{width}mm {height}mm;margin:{'8mm' if layout.sheet else '14mm 16mm'}}}\n"
    rules = [f"table{{font-size:{USUAL_SHEET}pt}}"] if layout.sheet else []
    rules += _turned(layout, view, "", "table", "tr")
    for number, block in enumerate(filled):
        if isinstance(block, FilledBeside):
            for n, part in enumerate(block.parts):
                yield f"#b{number} .part{n}{{flex:{part.columns} 1 0}}\n"
                for k, one in enumerate(part.blocks):
                    rules += _sizes(layout, view, one, f"#b{number}p{n}-{k}")
        else:
            rules += _sizes(layout, view, block, f"#b{number}")
    if rules:
        yield f"{_ROOMY}{{{''.join(rules)}}}\n"


def _sizes(layout: Layout, view: FormView, filled: FilledLines | FilledRows, name: str) -> Iterator[str]:
    """Yield the rules of one block: the height that it asks for, what somebody turned on it."""
    if isinstance(filled, FilledLines) and filled.block.height:
        yield f"{name} tr{{height:{filled.block.height / MM / len(filled.lines):.1f}mm}}"
    yield from _turned(layout, view, f"{filled.block.id}.", f"{name} table", f"{name} tr")


def _turned(layout: Layout, view: FormView, of: str, table: str, line: str) -> Iterator[str]:
    """Yield the rules of the settings of the whole form, or of one block of it: `of` is "" or "work."."""
    turned = {n: v for n in ("font_size", "row_height") if n in layout.settings and (v := view.settings.get(of + n))}
    if (size := turned.get("font_size")) and (not of or layout.fit is None):
        yield f"{table}{{font-size:{held('font_size', size)}pt}}"
    if row := turned.get("row_height"):
        yield f"{line}{{height:{held('row_height', row)}mm}}"


def _block(columns: int, filled: Filled, name: str) -> Iterator[str]:
    if isinstance(filled, FilledLines) and filled.corner:
        yield f'<p class="corner">{escape(filled.corner)}</p>\n'
    fresh = ' class="fresh"' if filled.block.fresh else ""
    yield f'<div id="{name}"{fresh}>\n'
    match filled:
        case FilledLines():
            yield from _lines(filled, columns)
        case FilledRows():
            yield from _rows(filled, columns)
        case FilledBeside():
            yield '<div class="beside">\n'
            for n, part in enumerate(filled.parts):
                yield f'<div class="part{n}">\n'
                for k, block in enumerate(part.blocks):
                    yield f'<div id="{name}p{n}-{k}">'
                    yield from (
                        _lines(block, part.columns) if isinstance(block, FilledLines) else _rows(block, part.columns)
                    )
                    yield "</div>\n"
                yield "</div>\n"
            yield "</div>\n"
    yield "</div>\n"


def _lines(filled: FilledLines, columns: int) -> Iterator[str]:
    labels = _labels(filled.lines)
    said = set(map(id, labels.values()))
    title = f"<caption>{escape(filled.title)}</caption>" if filled.title else ""
    yield f'<table class="grid">{title}<colgroup span="{columns}"></colgroup><tbody>\n'
    for line in filled.lines:
        yield "<tr>"
        for content in line:
            label = labels.get(id(content))
            yield _cell(content, label.text if label else "", id(content) in said)
        yield "</tr>\n"
    yield "</tbody></table>\n"


def _labels(lines: list[list[Content]]) -> dict[int, Content]:
    """Return which label belongs to each value: the one before it in its line, else the one right above it."""
    found: dict[int, Content] = {}
    here: dict[int, Content] = {}
    for line in lines:
        above, here = here, {}
        before: Content | None = None
        for content in line:
            if content.is_label:
                before = content if content.cell.down == 1 else None
                here[content.cell.at] = content
            elif before is not None:
                found[id(content)] = before
                before = None
            elif (over := above.get(content.cell.at)) is not None and over.cell.span == content.cell.span:
                found[id(content)] = over
    return found


def _cell(content: Content, label: str, said: bool) -> str:
    cell = content.cell
    spans = (f' colspan="{cell.span}"' if cell.span > 1 else "") + (f' rowspan="{cell.down}"' if cell.down > 1 else "")
    if content.is_label:
        about = ' scope="row"' if cell.down > 1 else ' class="said"' if said else ""
        return f"<th{spans}{about}>{escape(content.text)}</th>"
    shown = escape(content.text)
    if content.image is not None:
        shown += _picture(content.image)
    long = ' class="long"' if len(content.text) > 24 else ""
    about = f' data-label="{escape(label)}"' if label and shown else ""
    return f"<td{spans}{long}{about}>{shown}</td>"


def _rows(filled: FilledRows, columns: int) -> Iterator[str]:
    title = f"<caption>{escape(filled.title)}</caption>" if filled.title else ""
    yield f'<table class="rows">{title}<colgroup span="{columns}"></colgroup>\n<thead><tr>'
    for content in filled.headings:
        span = f' colspan="{content.cell.span}"' if content.cell.span > 1 else ""
        yield f'<th scope="col"{span}>{escape(content.text)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    if filled.empty:
        yield f'<tr><td colspan="{columns}">{escape(filled.empty)}</td></tr>\n'
    for row in filled.rows:
        yield "<tr>" if any(row) else '<tr class="none">'
        for content, text in zip(filled.headings, row, strict=True):
            span = f' colspan="{content.cell.span}"' if content.cell.span > 1 else ""
            long = ' class="long"' if len(text) > 24 else ""
            about = f' data-label="{escape(content.text)}"' if text else ""
            yield f"<td{span}{long}{about}>{escape(text)}</td>"
        yield "</tr>\n"
    yield "</tbody></table>\n"


def _picture(data: bytes) -> str:
    media = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return f'<img alt="签名或照片" src="data:{media};base64,{base64.b64encode(data).decode()}">'


def _code(url: str) -> str:
    rows = qr(url)
    side = len(rows)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return (
        f'<svg viewBox="-4 -4 {side + 8} {side + 8}" role="img" aria-label="核验二维码" shape-rendering="crispEdges">'
        f'<path d="{path}"/></svg>'
    )
