"""Paints placed boxes: borders, text, vertical labels, pictures, and what stands in each page's margin.

Everything is written as page operators in one text object a cell. The layout is finished before the first page is
painted, so "第 x 页 共 y 页" needs no second pass.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from .bands import Box
from .errors import Unprintable
from .faces import Faces, Family
from .filling import short
from .flow import Item, Note
from .grid import MM, Layout
from .pen import Pen
from .qr import qr

UPRIGHT = dict(
    zip(
        "（）《》〈〉「」『』【】〔〕｛｝—…，、。：；！？",
        "︵︶︽︾︿﹀﹁﹂﹃﹄︻︼︹︺︷︸︱︙︐︑︒︓︔︕︖",
        strict=True,
    )
)
"""Punctuation → its form for vertical text."""

rl_config.useA85 = 0  # pictures as bytes, a fifth smaller than as text

_BORDER = 0.5
_BASE = 0.86  # of the em lies above the baseline in the Noto faces
_ASCENT = 0.38  # half of a Chinese character's body above the baseline's middle
_SIGNATURE = 18 * MM  # as high as a signature is drawn at most
_MOST_PIXELS = 24_000_000
_FAMILY: dict[str, Family] = {"title": "heading", "head": "body", "label": "body", "value": "body"}


@dataclass(frozen=True, slots=True)
class Margin:
    """Holds a page's edges in points and what its margin says."""

    side: float
    top: float
    bottom: float
    title: str
    title_size: float
    title_y: float
    watermark: str | None
    code: str
    verify_url: str


class _NoFont:
    """Stands in ReportLab's registry for its first font, so that no page ever mentions Helvetica."""

    _dynamicFont = True  # noqa: N815  ReportLab's word
    fontName = "zhiping"  # noqa: N815  and this too


def paint(layout: Layout, items: list[Item], notes: list[Note], pages: int, margin: Margin, faces: Faces) -> bytes:
    """Return the PDF; the same arguments give the same bytes.

    Raises:
        Unprintable: a picture cannot be read.

    """
    return _Painter(layout, items, notes, pages, margin, faces).pdf()


def counted(page: int, pages: int) -> str:
    """Return what stands below a page."""
    return f"第 {page} 页 共 {pages} 页"


class _Painter:
    def __init__(
        self, layout: Layout, items: list[Item], notes: list[Note], pages: int, margin: Margin, faces: Faces
    ) -> None:
        self._layout = layout
        self._notes = notes
        self._count = pages
        self._margin = margin
        self._faces = faces
        self._pages: list[list[Item]] = [[] for _ in range(pages)]
        for item in items:
            self._pages[item.page].append(item)
        self._buffer = io.BytesIO()
        registry: dict[str, Any] = vars(pdfmetrics)["_fonts"]
        registry.setdefault("zhiping", _NoFont())
        options: dict[str, Any] = {"initialFontName": "zhiping", "pageCompression": 1, "invariant": 1, "lang": "zh-CN"}
        size = (layout.width, layout.height)
        self._canvas: Any = Canvas(self._buffer, pagesize=size, pdfVersion=(1, 7), **options)
        self._pen = Pen(self._canvas._doc, faces, self._used(), {v: k for k, v in UPRIGHT.items()})

    def pdf(self) -> bytes:
        canvas, layout, margin = self._canvas, self._layout, self._margin
        canvas.setTitle(layout.label)
        canvas.setProducer("zhiping")
        canvas.setCreator("zhiping")
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas._doc.Catalog.ViewerPreferences = _preferences(layout)
        self._stamps()
        for page, items in enumerate(self._pages):
            code = canvas._code
            if margin.watermark:
                canvas.doForm("watermark")
            self._head(code.append, page)
            self._page(code.append, items)
            self._foot(code.append, page)
            if margin.verify_url:
                canvas.doForm("verify")
            canvas.showPage()
            _shrink(canvas._doc, page)
        canvas.save()
        return self._buffer.getvalue()

    # ── what is printed with which family ────────────────────────────────────

    def _used(self) -> dict[Family, set[str]]:
        margin = self._margin
        body: set[str] = set("第页共0123456789 " + short(margin.code) + "核验码扫码核对")
        heading: set[str] = set(margin.title + (margin.watermark or ""))
        used: dict[Family, set[str]] = {"body": body, "heading": heading}
        for note in self._notes:
            body.update(note.text)
        for items in self._pages:
            for item in items:
                box = item.box
                used[_FAMILY[box.role]].update(*box.lines[item.first : item.last])
                if box.role == "label" and _is_stacked(item):
                    body.update(UPRIGHT[one] for line in box.lines for one in line if one in UPRIGHT)
        homes = self._faces.body.homes
        body -= {one for one in body if homes[one][0] < 0}  # a vertical form that no face has is not needed
        return used

    # ── a page ───────────────────────────────────────────────────────────────

    def _page(self, put: Callable[[str], None], items: list[Item]) -> None:
        height = self._layout.height
        put(f"{_BORDER} w")
        put("\n".join(f"{i.x:.2f} {height - i.y - i.height:.2f} {i.width:.2f} {i.height:.2f} re" for i in items))
        put("S")
        for item in items:
            box = item.box
            if box.image is not None:
                self._image(item, box.image)
            if item.last > item.first:
                if box.role == "label" and _is_stacked(item):
                    self._stacked(put, item)
                else:
                    self._text(put, item)

    def _text(self, put: Callable[[str], None], item: Item) -> None:
        box, sizes = item.box, item.box.style
        lines = box.lines[item.first : item.last]
        family = _FAMILY[box.role]
        size, leading = sizes.size, sizes.leading
        room = item.height - 2 * sizes.gap
        if box.role != "value" and len(lines) * leading > room + 0.5:  # a label torn into a short part
            shrink = max(room / (len(lines) * leading), 0.3)
            size, leading = size * shrink, leading * shrink
        used = len(lines) * leading
        upper = box.top or box.image is not None or (item.torn and box.role == "value")
        above = sizes.gap if upper else max((item.height - used) / 2, 0)
        y = self._layout.height - item.y - above - (leading - size) / 2 - size * _BASE
        show, inner = self._pen.show, item.width - 2 * sizes.side
        parts = [f"BT {self._pen.font(family, size)}"]
        if box.role == "value" and (len(box.lines) > 1 or item.torn):
            parts.append(f"{leading:.2f} TL 1 0 0 1 {item.x + sizes.side:.2f} {y:.2f} Tm")
            parts.append(" T* ".join(show(line, family, size) for line in lines))
        else:
            for line in lines:
                width = self._pen.width(line, family) * size / 1000
                parts.append(f"1 0 0 1 {item.x + sizes.side + (inner - width) / 2:.2f} {y:.2f} Tm")
                parts.append(show(line, family, size))
                y -= leading
        parts.append("ET")
        put(" ".join(parts))

    def _stacked(self, put: Callable[[str], None], item: Item) -> None:
        """Set a label's characters one below another, brackets turned."""
        size = item.box.style.size
        homes = self._faces.body.homes
        text = [
            UPRIGHT[one] if one in UPRIGHT and homes[UPRIGHT[one]][0] >= 0 else one
            for line in item.box.lines
            for one in line
            if one != " "
        ]
        room = item.height - 2 * item.box.style.gap
        step = min(room / len(text), size * 1.5)
        y = self._layout.height - item.y - (item.height - step * len(text)) / 2 - (step - size) / 2 - size * _BASE
        parts = [f"BT {self._pen.font('body', size)}"]
        for one in text:
            x = item.x + (item.width - self._pen.width(one, "body") * size / 1000) / 2
            parts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {self._pen.show(one, 'body', size)}")
            y -= step
        put(" ".join((*parts, "ET")))

    def _image(self, item: Item, data: bytes) -> None:
        """Draw a picture as large as it fits below the cell's text, in its own proportions."""
        sizes = item.box.style
        above = len(item.box.lines) * sizes.leading
        width, height = item.width - 2 * sizes.side, item.height - 2 * sizes.gap - above
        if item.first or width <= 2 or height <= 2:
            return
        if item.box.down == 1:
            height = min(height, _SIGNATURE)  # a portrait stands over several lines
        reader = _picture(data)
        across, down = reader.getSize()
        scale = min(width / across, height / down)
        x = item.x + (item.width - across * scale) / 2
        y = self._layout.height - item.y - (item.height + above + down * scale) / 2
        self._canvas.drawImage(reader, x, y, across * scale, down * scale, mask="auto")

    def _head(self, put: Callable[[str], None], page: int) -> None:
        """Write the form's title on the first page and words in the corner of any."""
        margin, width, height = self._margin, self._layout.width, self._layout.height
        if page == 0:
            across = self._pen.width(margin.title, "heading") * margin.title_size / 1000
            y = height - margin.title_y - margin.title_size * _BASE
            self._words(put, margin.title, "heading", margin.title_size, (width - across) / 2, y)
        for note in self._notes:
            if note.page == page:
                # As much room as eight characters is left to write in.
                across = self._pen.width(note.text, "body") * 10.5 / 1000 + 8 * 10.5
                self._words(put, note.text, "body", 10.5, width - margin.side - across, height - note.y - 13)

    def _foot(self, put: Callable[[str], None], page: int) -> None:
        margin = self._margin
        said = counted(page + 1, self._count)
        across = self._pen.width(said, "body") * 9 / 1000
        self._words(put, said, "body", 9, (self._layout.width - across) / 2, margin.bottom - 12 * MM)

    def _words(self, put: Callable[[str], None], text: str, family: Family, size: float, x: float, y: float) -> None:
        pen = self._pen
        put(f"BT {pen.font(family, size)} 1 0 0 1 {x:.2f} {y:.2f} Tm {pen.show(text, family, size)} ET")

    # ── what is drawn once and shown on every page ───────────────────────────

    def _stamps(self) -> None:
        margin = self._margin
        if margin.watermark:
            self._stamp("watermark", self._watermark(margin.watermark))
        if margin.verify_url:
            self._stamp("verify", self._verify())

    def _stamp(self, name: str, operators: Iterable[str]) -> None:
        """Write a form XObject as large as the page."""
        fonts = pdfdoc.PDFDictionary({"Font": pdfdoc.PDFObjectReference("BasicFonts")})
        entries = {
            "Type": pdfdoc.PDFName("XObject"),
            "Subtype": pdfdoc.PDFName("Form"),
            "BBox": pdfdoc.PDFArray([0, 0, round(self._layout.width, 2), round(self._layout.height, 2)]),
            "Resources": fonts,
        }
        doc = self._canvas._doc
        doc.Reference(_compressed("\n".join(operators), entries), pdfdoc.xObjectName(name))

    def _watermark(self, text: str) -> Iterable[str]:
        width, height = self._layout.width, self._layout.height
        size = min(width, height) * 0.44 / max(len(text), 2)
        across = self._pen.width(text, "heading") * size / 1000
        turn = radians(35)
        c, s = cos(turn), sin(turn)
        yield f"q 0.91 g BT {self._pen.font('heading', size)}"
        for up in (0.2, 0.5, 0.8):
            x = width / 2 - c * across / 2 + s * size * _ASCENT
            y = height * up - s * across / 2 - c * size * _ASCENT
            yield f"{c:.4f} {s:.4f} {-s:.4f} {c:.4f} {x:.2f} {y:.2f} Tm {self._pen.show(text, 'heading', size)}"
        yield "ET Q"

    def _verify(self) -> Iterable[str]:
        margin, width = self._margin, self._layout.width
        rows = qr(margin.verify_url)
        side = 18 * MM
        unit = side / len(rows)
        left, upper = width - margin.side - side, margin.bottom - 2 * MM
        for y, row in enumerate(rows):
            for start, length in _runs(row):
                yield f"{left + start * unit:.3f} {upper - (y + 1) * unit:.3f} {length * unit:.3f} {unit:.3f} re"
        yield "f"
        for line, (text, size) in enumerate((("核验码", 7.5), (short(margin.code), 9.0), ("扫码核对", 7.5))):
            across = self._pen.width(text, "body") * size / 1000
            x, y = left - 3 * MM - across, upper - side / 2 + 10 - line * 13
            yield f"BT {self._pen.font('body', size)} {x:.2f} {y:.2f} Td {self._pen.show(text, 'body', size)} ET"


def _runs(row: Sequence[bool]) -> Iterable[tuple[int, int]]:
    start = None
    for at, dark in enumerate([*row, False]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            yield start, at - start
            start = None


def _is_stacked(item: Item) -> bool:
    """Tell whether a label is set vertically: its cell is narrow and high, and it would not lie in one line."""
    box: Box = item.box
    size = box.style.size
    if len(box.lines) < 2 or item.width > size * 5 or item.height < item.width * 1.2:
        return False
    return sum(len(line.replace(" ", "")) for line in box.lines) * size * 1.02 + 2 * box.style.gap <= item.height


def _picture(data: bytes) -> ImageReader:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("too many pixels")
            image.verify()
        return ImageReader(io.BytesIO(data))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Unprintable("image_unreadable", "表上的签名或照片读不出来，请重新签名或上传后再打印。") from fault


def _preferences(layout: Layout) -> Any:
    """Tell the print dialogue what the form asks for: its true size, copies, both sides of the paper."""
    entries: dict[str, Any] = {"PrintScaling": pdfdoc.PDFName("None")}
    if layout.copies > 1:
        entries["NumCopies"] = layout.copies
    if layout.duplex:
        entries["Duplex"] = pdfdoc.PDFName("DuplexFlipLongEdge")
    return pdfdoc.PDFDictionary(entries)


def _shrink(doc: Any, page: int) -> None:
    """Compress a page's operators as they are: ReportLab would write the two-byte codes as UTF-8."""
    written = doc.idToObject[f"Page{page + 1}"]
    written.Contents = _compressed(written.stream)


def _compressed(text: str, entries: Mapping[str, Any] | None = None) -> Any:
    data = zlib.compress(text.encode("latin-1"), 5)
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary({**(entries or {}), "Filter": pdfdoc.PDFName("FlateDecode")}), data)
