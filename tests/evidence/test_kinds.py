"""What is taken and what is told to send instead (X-07, CQ-08)."""

import io
import zipfile

import pytest

from evidence.kinds import MAX_BYTES, Kind, Unusable, sniff


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x" * 100)
    return out.getvalue()


TAKEN = [
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, Kind.PNG),
    (b"RIFF\x10\0\0\0WEBPVP8 ", Kind.WEBP),
    (b"\0\0\0\x18ftypheic\0\0\0\0", Kind.HEIC),
    (b"\0\0\0\x18ftypmif1\0\0\0\0", Kind.HEIC),
    (b"%PDF-1.7\n", Kind.PDF),
    (b"\xef\xbb\xbf\r\n%PDF-1.4\n", Kind.PDF),
]


@pytest.mark.parametrize(("data", "kind"), TAKEN)
def test_sniff__by_content__knows_the_kind(data, kind):
    assert sniff(data) is kind


REFUSED = [
    ("nothing", b"", "empty", "重新"),
    ("a program named jpg", b"MZ\x90\0" + b"\0" * 100, "program", "拍照"),
    ("a script", b"#!/bin/sh\nrm -rf /", "program", "拍照"),
    ("GIF", b"GIF89a\x01\0\x01\0", "gif", "JPG"),
    ("BMP", b"BM" + b"\0" * 60, "picture_kind", "JPG"),
    ("TIFF", b"II*\0" + b"\0" * 60, "picture_kind", "JPG"),
    ("Word", zipped("word/document.xml"), "office", "另存为 PDF"),
    ("Excel", zipped("xl/workbook.xml"), "office", "另存为 PDF"),
    ("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "office", "另存为 PDF"),
    ("zip", zipped("photo.jpg"), "archive", "解开"),
    ("rar", b"Rar!\x1a\x07\0", "archive", "解开"),
    ("video", b"\0\0\0\x18ftypmp42\0\0\0\0", "video", "拍照"),
    ("a page", b"<html><body>%PDF-1.4</body>", "unknown", "拍照"),
    ("SVG", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown", "拍照"),
    ("a PDF behind a program", b"MZ" + b"\0" * 50 + b"%PDF-1.4", "program", "拍照"),
    ("too big", b"\xff\xd8\xff" + bytes(MAX_BYTES), "too_big", "60.0 MB"),
]


@pytest.mark.parametrize(("data", "code", "advice"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_sniff__not_taken__says_what_to_send(data, code, advice):
    with pytest.raises(Unusable) as refused:
        sniff(data)
    assert refused.value.code == code
    assert advice in refused.value.text
    assert "请" in refused.value.text
