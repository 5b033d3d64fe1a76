"""The camera roll: pictures and files that a person can send, good ones and rubbish, all drawn here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from . import desk, identity

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
THUMB = (240, 320)


@dataclass(frozen=True)
class Picture:
    """Is one thing in the roll: its file name, what the person sees under it, and whether it is rubbish."""

    name: str
    label: str
    rubbish: bool
    make: Callable[[], bytes]


NAME, NUMBER = "周岚", identity.id_number(0)
"""Whose papers these are: the first person of the stand-in, with the ID number that the stand-in gives her."""

_BORN = identity.born(NUMBER)
CARD = (
    f"姓名　{NAME}",
    "性别　女　　民族　汉",
    f"出生　{_BORN.year} 年 {_BORN.month} 月 {_BORN.day} 日",
    "住址　人民路 1 号",
)
CARD_NUMBER = f"公民身份号码　{NUMBER}（样张）"
HOLDER = f"{NAME}　女　{_BORN.year} 年 {_BORN.month} 月生"


@cache
def _certificate() -> Image.Image:
    lines = (
        HOLDER,
        "在样张医学院临床医学专业学习，",
        "完成全部课程，成绩合格，",
        "授予医学硕士学位。",
        "",
        "证书编号　YX-2012-000000（样张）",
    )
    return desk.sheet("硕士学位证书", lines, ("样张医学院", "2012 年 7 月 1 日"), "第 1 页")


@cache
def _letter() -> Image.Image:
    lines = (f"兹聘任{NAME}同志为主治医师，", "聘期三年，自 2019 年 9 月起。", "", "与原件相符", "审核人：何宁（签字）")
    return desk.sheet("聘　书", lines, ("样张医院", "2019 年 9 月 1 日"), "第 2 页")


@cache
def _shot() -> Image.Image:
    return desk.photograph(_certificate())


def _letter_shot() -> Image.Image:
    return desk.photograph(_letter(), ((190.0, 300.0), (1_730.0, 250.0), (1_660.0, 2_300.0), (260.0, 2_350.0)))


def _card_shot() -> Image.Image:
    return desk.photograph(
        desk.card(CARD, CARD_NUMBER), ((280.0, 820.0), (1_640.0, 760.0), (1_700.0, 1_640.0), (250.0, 1_700.0))
    )


def _locked() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(desk.pdf([_certificate()]))) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="样张", user="样张"))
    return target.getvalue()


def _word() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("word/document.xml", "<w:document/>")
    return target.getvalue()


ROLL: dict[str, Picture] = {
    picture.name: picture
    for picture in (
        Picture("certificate.jpg", "学位证", False, lambda: desk.jpeg(_shot())),
        Picture("letter.jpg", "聘书", False, lambda: desk.jpeg(_letter_shot())),
        Picture("blurred.jpg", "拍虚了", False, lambda: desk.jpeg(desk.blurred(_shot()))),
        Picture("dark.jpg", "太暗", False, lambda: desk.jpeg(desk.dark(_shot()))),
        Picture("glare.jpg", "反光", False, lambda: desk.jpeg(desk.glare(_shot()))),
        Picture("sideways.jpg", "横着拍", False, lambda: desk.jpeg(_shot(), turned=6)),
        Picture("small.jpg", "太小", False, lambda: desk.jpeg(_shot().resize((300, 400)))),
        Picture("portrait.jpg", "证件照", False, lambda: desk.jpeg(desk.portrait())),
        Picture("id_card.jpg", "身份证样张", False, lambda: desk.jpeg(_card_shot())),
        Picture("certificate.pdf", "两页 PDF", False, lambda: desk.pdf([_certificate(), _letter()])),
        Picture("locked.pdf", "有密码的 PDF", True, _locked),
        Picture("renamed_pdf.jpg", "PDF 改名成图", True, lambda: desk.pdf([_certificate()])),
        Picture("empty.jpg", "0 字节", True, lambda: b""),
        Picture("program.jpg", "程序改名成图", True, lambda: b"MZ\x90\x00" + bytes(range(256)) * 40),
        Picture("broken.jpg", "传了一半", True, lambda: desk.jpeg(_shot())[:60_000]),
        Picture("word.docx", "Word", True, _word),
    )
}


def take(folder: Path, name: str) -> bytes:
    """Give a picture's bytes, drawn at first need and kept in the folder.

    Raises:
        KeyError: it is not in the roll.

    """
    picture = ROLL[name]
    kept = folder / "roll" / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(kept.suffix + ".new")
        draft.write_bytes(picture.make())
        draft.replace(kept)
    return kept.read_bytes()


def prepare(folder: Path) -> None:
    """Draw the whole roll, so that nobody waits for it."""
    for name in ROLL:
        take(folder, name)


def small(folder: Path, name: str) -> bytes | None:
    """Give the small picture of one in the roll, kept beside it; None when it is none."""
    kept = folder / "roll" / f"{name}.small"
    if not kept.exists():
        made = thumb(take(folder, name))
        if made is None:
            return None
        kept.write_bytes(made)
    return kept.read_bytes()


def thumb(data: bytes, size: tuple[int, int] = THUMB) -> bytes | None:
    """Make a small JPEG of a picture; None when it is none."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", size)
            small = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return None
    small.thumbnail(size)
    return desk.jpeg(small, 80)
