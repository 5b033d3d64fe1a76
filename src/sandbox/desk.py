"""Draws sheets of paper and photographs them on a desk: sharp, blurred, dark, with glare, turned."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

SHEET = (1_240, 1_754)
SHOT = (1_950, 2_600)
CORNERS = ((235.0, 260.0), (1_690.0, 330.0), (1_780.0, 2_330.0), (150.0, 2_250.0))
_FACES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")

Point: TypeAlias = "tuple[float, float]"
Font: TypeAlias = "ImageFont.FreeTypeFont | ImageFont.ImageFont"


@cache
def _face() -> Path | None:
    for folder in _FOLDERS:
        for name in _FACES:
            for found in Path(folder).rglob(name):
                return found
    return None


def _font(size: int) -> Font:
    face = _face()
    return ImageFont.truetype(str(face), size) if face else ImageFont.load_default(size)


def sheet(title: str, lines: Sequence[str], footer: Sequence[str], page: str = "") -> Image.Image:
    """Draw an A4 sheet with a frame, a title, lines, a signature block and a red seal."""
    image = Image.new("RGB", SHEET, "#FFFDF6")
    pen = ImageDraw.Draw(image)
    width, height = SHEET
    pen.rectangle((60, 60, width - 60, height - 60), outline="#A8823C", width=10)
    pen.rectangle((84, 84, width - 84, height - 84), outline="#A8823C", width=3)
    pen.text((width / 2, 250), title, font=_font(96), fill="#7A1B12", anchor="mm")
    for row, line in enumerate(lines):
        pen.text((160, 430 + row * 92), line, font=_font(48), fill="#222222")
    for row, line in enumerate(footer):
        pen.text((width - 160, height - 400 + row * 80), line, font=_font(44), fill="#222222", anchor="ra")
    if page:
        pen.text((width / 2, height - 130), page, font=_font(32), fill="#555555", anchor="mm")
    _seal(image, (width - 380, height - 330))
    return image


def _seal(image: Image.Image, middle: tuple[int, int], radius: int = 130) -> None:
    layer = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(layer)
    x, y = middle
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline="#D2342B", width=9)
    tips = [(radius * (0.42 if place % 2 == 0 else 0.16), math.radians(place * 36 - 90)) for place in range(10)]
    pen.polygon([(x + reach * math.cos(angle), y + reach * math.sin(angle)) for reach, angle in tips], fill="#D2342B")
    pen.text((x, y + radius * 0.62), "样 章", font=_font(34), fill="#D2342B", anchor="mm")
    image.paste(ImageChops.multiply(image, layer))


def card(rows: Sequence[str], number: str) -> Image.Image:
    """Draw a card in the shape of an ID card, plainly invented: what stands on it, and the number at its foot."""
    image = Image.new("RGB", (1_012, 638), "#E9F1F5")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((4, 4, 1_008, 634), 36, outline="#8FA9B5", width=4)
    for row, line in enumerate(rows):
        pen.text((60, 60 + row * 96), line, font=_font(42), fill="#1D2B33")
    pen.text((60, 540), number, font=_font(38), fill="#1D2B33")
    image.paste(portrait((240, 320)), (720, 80))
    return image


def portrait(size: tuple[int, int] = (413, 579)) -> Image.Image:
    """Draw a head and shoulders before a white ground, as on a certificate photo."""
    width, height = size
    image = Image.new("RGB", size, "#FFFFFF")
    pen = ImageDraw.Draw(image)
    pen.ellipse((width * 0.05, height * 0.68, width * 0.95, height * 1.4), fill="#2E4468")
    pen.polygon(
        ((width * 0.4, height * 0.72), (width * 0.6, height * 0.72), (width * 0.5, height * 0.9)), fill="#F5F5F5"
    )
    pen.rectangle((width * 0.42, height * 0.58, width * 0.58, height * 0.73), fill="#E3B995")
    pen.ellipse((width * 0.26, height * 0.14, width * 0.74, height * 0.66), fill="#26201D")
    pen.ellipse((width * 0.3, height * 0.22, width * 0.7, height * 0.65), fill="#EBC6A4")
    for x in (0.42, 0.58):
        pen.ellipse((width * (x - 0.02), height * 0.42, width * (x + 0.02), height * 0.445), fill="#2A211D")
    pen.arc(
        (width * 0.43, height * 0.48, width * 0.57, height * 0.57), 20, 160, fill="#A8564A", width=max(2, width // 90)
    )
    return image


def photograph(paper: Image.Image, corners: Sequence[Point] = CORNERS, size: tuple[int, int] = SHOT) -> Image.Image:
    """Lay a sheet on a wooden desk, seen at an angle.

    Args:
        paper: the sheet, drawn flat.
        corners: where its corners lie in the picture: top left, top right, bottom right, bottom left.
        size: of the picture in pixels.

    """
    desk = _desk(size)
    width, height = paper.size
    flat = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    bent = _coefficients(corners, flat)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([(x, y) for x, y in corners], fill=255)
    shadow = ImageChops.offset(mask, 14, 20).filter(ImageFilter.GaussianBlur(18))
    desk = Image.composite(ImageEnhance.Brightness(desk).enhance(0.55), desk, shadow)
    seen = paper.transform(size, Image.Transform.PERSPECTIVE, bent, Image.Resampling.BICUBIC)
    picture = Image.composite(seen, desk, mask.filter(ImageFilter.GaussianBlur(1)))
    lamp = (
        Image.radial_gradient("L")
        .resize((size[0] * 2, size[1] * 2))
        .crop((size[0] // 2, size[1] // 2, size[0] * 3 // 2, size[1] * 3 // 2))
    )
    light = lamp.point([250 - value // 3 for value in range(256)])
    return ImageChops.multiply(picture, Image.merge("RGB", (light, light, light)))


def _desk(size: tuple[int, int]) -> Image.Image:
    chance = random.Random(7)  # noqa: S311  the grain of wood
    desk = Image.new("RGB", size, "#8A6A47")
    pen = ImageDraw.Draw(desk)
    for y in range(0, size[1], 6):
        shade = chance.randint(-14, 14)
        pen.line((0, y, size[0], y + chance.randint(-18, 18)), fill=(138 + shade, 106 + shade, 71 + shade), width=6)
    return desk.filter(ImageFilter.GaussianBlur(2))


def _coefficients(seen: Sequence[Point], flat: Sequence[Point]) -> list[float]:
    """Solve the eight unknowns of the projection that takes a point of the picture to a point of the sheet."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        first = rows[column][column]
        rows[column] = [value / first for value in rows[column]]
        for row in range(8):
            if row != column:
                factor = rows[row][column]
                rows[row] = [value - factor * other for value, other in zip(rows[row], rows[column], strict=True)]
    return [row[8] for row in rows]


def blurred(picture: Image.Image) -> Image.Image:
    """Shake the hand."""
    return picture.filter(ImageFilter.GaussianBlur(11))


def dark(picture: Image.Image) -> Image.Image:
    """Turn the lamp off."""
    return ImageEnhance.Brightness(picture).enhance(0.13)


def glare(picture: Image.Image) -> Image.Image:
    """Flash into the lower right of the sheet."""
    shine = Image.new("L", picture.size, 0)
    width, height = picture.size
    ImageDraw.Draw(shine).ellipse((width * 0.48, height * 0.58, width * 0.95, height * 0.9), fill=255)
    return Image.composite(Image.new("RGB", picture.size, "white"), picture, shine.filter(ImageFilter.GaussianBlur(90)))


def jpeg(picture: Image.Image, quality: int = 88, turned: int = 0) -> bytes:
    """Write a JPEG; ``turned`` 6 or 8 leaves the pixels lying and says so in EXIF, as phones do."""
    exif = Image.Exif()
    if turned:
        angle = {6: 90, 8: 270}[turned]
        picture = picture.rotate(angle, expand=True)
        exif[0x0112] = turned
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality, exif=exif)
    return target.getvalue()


def pdf(pages: Sequence[Image.Image]) -> bytes:
    """Write a PDF with one picture a page."""
    target = io.BytesIO()
    pages[0].save(target, "PDF", resolution=150, save_all=True, append_images=list(pages[1:]))
    return target.getvalue()
