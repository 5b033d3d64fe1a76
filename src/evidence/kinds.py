"""Which files are taken: an allow-list by content, and for every other one the advice what to send instead."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

MAX_BYTES = 60_000_000
"""Largest file that is looked at."""

MAX_PIXELS = 60_000_000
"""Largest picture that is decoded: phones give 12 to 50 megapixels."""


class Kind(StrEnum):
    """Names what a file is by its content; the value is its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    WEBP = "image/webp"
    PDF = "application/pdf"


class Unusable(Exception):
    """Refuses a file: `code` is stable, `text` says in Chinese what it is and what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


class Doubt(msgspec.Struct, frozen=True):
    """Names something that a person should look at; the file is taken all the same."""

    code: str
    text: str


_ANYTHING = "请拍照，或发 JPG、PNG、PDF"
_PHOTO = "请用手机拍照，或转成 JPG 再发"

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# (content at the beginning, code, what it is, what to do)
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF8", "gif", f"这是 GIF 图片，收不了。{_PHOTO}"),
    (b"BM", "picture_kind", f"这种图片格式收不了。{_PHOTO}"),
    (b"II*\0", "picture_kind", f"这种图片格式收不了。{_PHOTO}"),
    (b"MM\0*", "picture_kind", f"这种图片格式收不了。{_PHOTO}"),
    (b"MZ", "program", f"这是程序，不是材料。{_ANYTHING}"),
    (b"\x7fELF", "program", f"这是程序，不是材料。{_ANYTHING}"),
    (b"#!", "program", f"这是程序，不是材料。{_ANYTHING}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office", "这是 Word 或 Excel 文件。请另存为 PDF 再发"),
    (b"{\\rtf", "office", "这是 Word 文件。请另存为 PDF 再发"),
    (b"Rar!", "archive", "这是压缩包。请解开，一份一份发"),
    (b"7z\xbc\xaf", "archive", "这是压缩包。请解开，一份一份发"),
    (b"\x1f\x8b", "archive", "这是压缩包。请解开，一份一份发"),
)

_OFFICE = re.compile(rb"\[Content_Types\]\.xml|word/|xl/|ppt/|mimetypeapplication/vnd\.oasis")
_PDF_START = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]{0,1000}%PDF-\d")


def sniff(data: bytes) -> Kind:
    """Say what a file is, by content alone.

    Raises:
        Unusable: "empty", "too_big", or a kind that is not taken ("gif", "program", "office", "archive", "video", …).

    """
    if not data:
        raise Unusable("empty", "文件是空的，没有传上来。请重新选一次，或重新拍一张")
    if len(data) > MAX_BYTES:
        raise Unusable("too_big", f"文件有 {megabytes(len(data))}，太大了。请压缩到 {megabytes(MAX_BYTES)} 以内再发")
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp":
        if data[8:12] in _HEIF_BRANDS:
            return Kind.HEIC
        raise Unusable("video", f"这是视频，收不了。{_ANYTHING}")
    if _PDF_START.match(data[:1100]):
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        if _OFFICE.search(data[:4096]):
            raise Unusable("office", "这是 Word 或 Excel 文件。请另存为 PDF 再发")
        raise Unusable("archive", "这是压缩包。请解开，一份一份发")
    for start, code, text in _REFUSED:
        if data.startswith(start):
            raise Unusable(code, text)
    raise Unusable("unknown", f"认不出这是什么文件。{_ANYTHING}")


def megabytes(size: int) -> str:
    """Write a size for people: "1.9 MB"."""
    return f"{size / 1_000_000:.1f} MB"
