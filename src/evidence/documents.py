"""Pages → one small A4 document; a PDF from elsewhere → its pages alone; a page → a picture to look at."""

from __future__ import annotations

import contextlib
import io
import signal
import time
from collections.abc import Callable, Generator
from typing import Any

import img2pdf
import msgspec
import pikepdf
import pypdfium2
from PIL import Image

from evidence.cleaning import bare_page, check_streams
from evidence.kinds import Doubt, Kind, Unusable, megabytes, sniff
from evidence.pages import A4_LONG, A4_SHORT, encode
from evidence.results import Document

_POINTS = 72
_A4 = (210 / 25.4 * _POINTS, 297 / 25.4 * _POINTS)
_MARGIN = 0.05  # a page is A4 within a twentieth
_GIANT = 2400  # points, 85 cm: twice A3's longer side
_TINY = 20

MAX_PREVIEW = 2000
"""Widest preview in pixels."""

# (quality, scale) tried one after the other until a document is small enough; the last keeps 12-point type readable.
_STEPS: tuple[tuple[int, float], ...] = ((70, 1.0), (55, 1.0), (50, 0.8), (45, 0.65), (40, 0.5))


_TRIAL_WIDTH = 200  # pixels: enough to go through everything that is drawn on a page
_PAGE_SECONDS = 3.0  # of the processor, for a page drawn that small; a scanned page takes a twentieth of one
_TRIAL_SECONDS = 15.0  # for all of them

_BROKEN = (
    pikepdf.PdfError, pikepdf.DataDecodingError, pikepdf.ForeignObjectError, ValueError, TypeError, LookupError,
    AttributeError, RuntimeError, ArithmeticError,
)  # fmt: skip
"""What reading a damaged PDF may raise."""


def bind(pages: list[bytes], max_bytes: int) -> Document:
    """Bind pages into one A4 document, each upright or across as it is.

    Args:
        pages: JPEG files as `evidence.pages.page` makes them, or PDF files as `accept_pdf` makes them, in order.
        max_bytes: largest size; pages are written coarser in steps until it holds.

    Raises:
        Unusable: "no_pages", "broken" or "too_big".

    """
    if not pages:
        raise Unusable("no_pages", "还没有照片。请先拍一张")
    kinds = [sniff(one) for one in pages]
    if not set(kinds) <= {Kind.JPEG, Kind.PDF}:
        raise Unusable("broken", "有一页打不开。请删掉那一页，重新拍")
    if Kind.PDF in kinds:
        pdf, count = _joined(
            [one if kind is Kind.PDF else _bound([one]) for one, kind in zip(pages, kinds, strict=True)]
        )
        if len(pdf) <= max_bytes:
            return Document(pdf, count, len(pdf))
        pages = [sheet for one, kind in zip(pages, kinds, strict=True) for sheet in _sheets(one, kind)]
    pdf = _bound(pages)
    if len(pdf) <= max_bytes:
        return Document(pdf, len(pages), len(pdf))
    for quality, scale in _STEPS:
        pdf = _bound([_coarser(one, quality, scale) for one in pages])
        if len(pdf) <= max_bytes:
            return Document(pdf, len(pages), len(pdf), [], reduced=True)
    raise Unusable("too_big", f"压缩后还有 {megabytes(len(pdf))}，最多 {megabytes(max_bytes)}。请少放几页")


def _bound(pages: list[bytes]) -> bytes:
    layout: Callable[..., Any] = img2pdf.get_layout_fun(
        pagesize=(img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)), fit=img2pdf.FitMode.into, auto_orient=True
    )
    made = img2pdf.convert(pages, layout_fun=layout, nodate=True, producer="", engine=img2pdf.Engine.internal)
    assert made is not None, "without an output stream the bytes are returned"
    return made


def _joined(files: list[bytes]) -> tuple[bytes, int]:
    """Return PDF files of ours as one, and how many pages it has."""
    try:
        with pikepdf.new() as new:
            for one in files:
                with pikepdf.open(io.BytesIO(one)) as source:
                    new.pages.extend(source.pages)
            out = io.BytesIO()
            new.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
            return out.getvalue(), len(new.pages)
    except _BROKEN as broken:
        raise Unusable("broken", "有一页打不开。请删掉那一页，重新拍") from broken


def _sheets(one: bytes, kind: Kind) -> list[bytes]:
    """Return a page as it is, a PDF as pictures of its pages."""
    if kind is not Kind.PDF:
        return [one]
    with pikepdf.open(io.BytesIO(one)) as source:
        count = len(source.pages)
    return [_picture(one, n, A4_SHORT, A4_LONG) for n in range(1, count + 1)]


def _coarser(jpeg: bytes, quality: int, scale: float) -> bytes:
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        smaller = picture if scale == 1 else picture.resize(size, Image.Resampling.BICUBIC)
        smaller.load()
        return encode(smaller, quality)


def accept_pdf(data: bytes, max_pages: int, max_bytes: int) -> Document:
    """Take a PDF from elsewhere: its pages alone, as a person sees them, in a new file.

    Form fields, stamps and notes become part of the page; actions, scripts, links, attachments, metadata and layers are
    left behind. A file that stays too large is made of pictures of its pages.

    Every page is drawn once: what nobody could look at is not taken. Nothing stops the drawing but the end of the
    process: one that takes too long ends this one with SIGPROF, which `evidence.process.Bench` tells as "too_heavy".

    Raises:
        Unusable: "not_pdf", "encrypted", "broken", "dynamic_form", "no_pages", "too_many_pages", "giant_page",
            "too_heavy" or "too_big".

    """
    if sniff(data) is not Kind.PDF:
        raise Unusable("not_pdf", "这不是 PDF。请上传 PDF，照片请用拍照上传")
    try:
        # A file without its end has lost pages or parts of them; it must not be repaired into something shorter.
        whole = b"%%EOF" in data.rstrip(b"\0\t\r\n ")[-1024:]
        with pikepdf.open(io.BytesIO(data), attempt_recovery=whole) as source:
            doubts = _check(source, max_pages)
            made = _pages_alone(source)
            count = len(source.pages)
    except pikepdf.PasswordError as locked:
        raise Unusable("encrypted", "这份 PDF 有密码，打不开。请去掉密码再发") from locked
    except _BROKEN as broken:
        raise Unusable("broken", "这份 PDF 打不开，可能没有传完整。请重新导出，再发一次") from broken
    _try_drawing(made, count)
    if len(made) <= max_bytes:
        return Document(made, count, len(made), doubts)
    pictures = bind([_picture(made, n, A4_SHORT, A4_LONG) for n in range(1, count + 1)], max_bytes)
    return msgspec.structs.replace(pictures, doubts=doubts, reduced=True)


def _check(source: pikepdf.Pdf, max_pages: int) -> list[Doubt]:
    """Refuse what must not be rendered before anything is; return what a person should look at."""
    root = source.Root
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and bool(root.get("/NeedsRendering", False)):
        raise Unusable("dynamic_form", "这份 PDF 是会变的表单，别处看不到内容。请在电脑上“打印成 PDF”再发")
    count = len(source.pages)
    if count == 0:
        raise Unusable("no_pages", "这份 PDF 里没有页。请重新导出，再发一次")
    if count > max_pages:
        raise Unusable("too_many_pages", f"这份 PDF 有 {count} 页，最多 {max_pages} 页。请只留要用的页")
    odd: list[int] = []
    for n, page in enumerate(source.pages, 1):
        wide, high = _size(page)
        if not (_TINY <= wide <= _GIANT and _TINY <= high <= _GIANT):
            raise Unusable("giant_page", f"第 {n} 页的纸张大小不对。请按 A4 重新导出，再发一次")
        if not all(abs(a - b) <= _MARGIN * b for a, b in zip(sorted((wide, high)), _A4, strict=True)):
            odd.append(n)
    check_streams(source)
    if not odd:
        return []
    which = "、".join(map(str, odd[:5])) + ("…" if len(odd) > 5 else "")
    return [Doubt("not_a4", f"第 {which} 页不是 A4。打印时会缩放，请看一眼")]


def _size(page: pikepdf.Page) -> tuple[float, float]:
    """Return a page's width and height in points, its UserUnit included."""
    left, bottom, right, top = (float(value) for value in page.cropbox.as_list())
    unit = float(page.obj.get("/UserUnit", 1))
    return abs(right - left) * unit, abs(top - bottom) * unit


def _pages_alone(source: pikepdf.Pdf) -> bytes:
    """Copy only the pages, with what is drawn on them, into a new file."""
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("all")
    with pikepdf.new() as new:
        new.pages.extend(source.pages)
        for page in new.pages:
            bare_page(page)
        out = io.BytesIO()
        new.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()


def _try_drawing(pdf: bytes, count: int) -> None:
    """Draw every page small; end the process when a page, or all of them, take too long."""
    end = time.process_time() + _TRIAL_SECONDS
    for n in range(1, count + 1):
        with _ending_after(min(_PAGE_SECONDS, end - time.process_time())):
            _picture(pdf, n, _TRIAL_WIDTH, 3 * _TRIAL_WIDTH)


@contextlib.contextmanager
def _ending_after(seconds: float) -> Generator[None]:
    """End the process when it uses more processor time than this in between: no exception reaches a drawing in C."""
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def preview(pdf: bytes, n: int, width: int) -> bytes:
    """Draw one page of a document of ours as a JPEG.

    Args:
        pdf: a finished document.
        n: number of the page, from 1.
        width: width in pixels, 50 to 2,000.

    Raises:
        Unusable: "no_such_page" or "broken".
        ValueError: `width` is out of its range.

    """
    if not 50 <= width <= MAX_PREVIEW:
        raise ValueError("width must be 50 to 2,000 pixels")
    return _picture(pdf, n, width, 3 * width)


def _picture(pdf: bytes, n: int, width: int, height: int) -> bytes:
    """Render a page so that it is `width` pixels wide, or less where it would be higher than `height`."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as broken:
        raise Unusable("broken", "这份 PDF 打不开。请重新上传") from broken
    try:
        if not 1 <= n <= len(document):
            raise Unusable("no_such_page", f"没有第 {n} 页，一共 {len(document)} 页")
        sheet = document[n - 1]
        wide, high = sheet.get_size()
        scale = min(width / max(wide, 1), height / max(high, 1))
        return encode(sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))
    except pypdfium2.PdfiumError as broken:
        raise Unusable("broken", "这份 PDF 打不开。请重新上传") from broken
    finally:
        document.close()
