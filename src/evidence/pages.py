"""One photo → one upright page of at most A4 at 200 dots an inch, with what a person should look at."""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

import numpy as np
import pillow_heif
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from evidence.kinds import MAX_PIXELS, Doubt, Kind, Unusable, sniff
from evidence.results import Page

Pixels = NDArray[np.uint8]

A4_LONG, A4_SHORT = 2339, 1654
"""A4 at 200 dots an inch."""

QUALITY = 75

_SMALL_LONG, _SMALL_SHORT = 1400, 990  # A4 at 120 dots an inch, below which 五号字 is no longer clear in print
_DARK = 110  # of 255: what the brightest twentieth of a photo of paper at least has
_CONTRAST = 25  # of 255: without that much there is nothing that could be sharp or blurred
_BLURRED = 0.015  # of the contrast squared, on a picture whose longer side is _LOOK pixels
_LOOK = 1200

_ADVICE = {
    "dark": "照片偏暗，字可能看不清。建议到亮处再拍一张",
    "blurred": "照片有点糊，字可能看不清。建议拿稳再拍一张",
    "small": "照片偏小，打印出来可能不清楚。建议发原图",
}

_BROKEN = (
    ValueError, TypeError, LookupError, ArithmeticError, AttributeError, SyntaxError, OSError, EOFError, RuntimeError,
    struct.error, UnidentifiedImageError,
)  # fmt: skip
"""What reading a damaged picture may raise."""

_EXIF_ORIENTATION = 0x0112
_UPRIGHT: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNED: dict[int, Image.Transpose | None] = {
    0: None,
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def page(data: bytes, turn: int = 0) -> Page:
    """Make a page of a photo.

    Args:
        data: a JPEG, PNG, HEIC or WebP file.
        turn: by how many degrees clockwise to turn it after it was set upright: 0, 90, 180 or 270.

    Raises:
        Unusable: no picture that is taken; "too_many_pixels", "broken".
        ValueError: `turn` is no quarter.

    """
    if turn not in _TURNED:
        raise ValueError("turn must be 0, 90, 180 or 270")
    picture, size = _decode(data)
    doubts = _doubts(picture, size)
    sheet = _sheet(picture)
    if (way := _TURNED[turn]) is not None:
        sheet = sheet.transpose(way)
    return Page(encode(sheet), sheet.width, sheet.height, doubts)


def _sheet(picture: Image.Image) -> Image.Image:
    """Return what of an upright photo becomes the page: all of it, no larger than A4 at 200 dots an inch.

    This is the place where the sheet of paper on the photo is found, straightened and cleaned.
    """
    scale = _scale(picture.size)
    if scale == 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _scale(size: tuple[int, int]) -> float:
    """Return by what to multiply a picture's size so that it fits A4, upright or across; never more than 1."""
    return min(A4_LONG / max(size), A4_SHORT / min(size), 1.0)


def encode(picture: Image.Image, quality: int = QUALITY) -> bytes:
    """Write pixels as a JPEG without any metadata; `picture` is grey ("L") or colour ("RGB")."""
    pixels = np.asarray(picture)
    if picture.mode == "L":
        return simplejpeg.encode_jpeg(
            np.ascontiguousarray(pixels[:, :, None]), quality, colorspace="GRAY", colorsubsampling="Gray"
        )
    return simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, colorspace="RGB", colorsubsampling="420")


def _decode(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """Decode a photo once, upright, as grey or colour; return it with its size before any reduction."""
    kind = sniff(data)
    try:
        match kind:
            case Kind.JPEG:
                return _jpeg(data)
            case Kind.HEIC:
                return _heic(data)
            case Kind.PNG:
                return _other(data, "PNG")
            case Kind.WEBP:
                return _other(data, "WEBP")
            case Kind.PDF:
                raise Unusable("pdf", "这是 PDF，不是照片。请在收 PDF 的地方上传")
    except _BROKEN as broken:
        raise Unusable("broken", "照片没有传完整，打不开。请重新发一次，或重新拍一张") from broken


def _jpeg(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    head = _open(data, "JPEG")
    way = _UPRIGHT.get(_orientation(head))
    if head.mode not in ("L", "RGB"):
        return _flat(ImageOps.exif_transpose(head)), head.size
    scale = _scale(head.size)
    least: dict[str, Any] = {
        "min_width": round(head.width * scale) if scale < 1 else 0,
        "min_height": round(head.height * scale) if scale < 1 else 0,
        "min_factor": 1,
    }
    space = "GRAY" if head.mode == "L" else "RGB"
    try:
        pixels = simplejpeg.decode_jpeg(data, space, **least)
    except ValueError as flaw:
        if "remature end" in str(flaw):
            raise
        pixels = simplejpeg.decode_jpeg(data, space, strict=False, **least)  # stray bytes between markers do no harm
    picture = Image.fromarray(pixels[:, :, 0] if space == "GRAY" else pixels)
    return (picture if way is None else picture.transpose(way)), head.size


def _heic(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    file = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    _limit(file.size)
    picture = file.to_pillow()  # libheif applies the file's own turns
    return _flat(picture), picture.size


def _other(data: bytes, name: str) -> tuple[Image.Image, tuple[int, int]]:
    head = _open(data, name)
    picture = ImageOps.exif_transpose(head)
    return _flat(picture), picture.size


def _open(data: bytes, name: str) -> Image.Image:
    """Read a picture's header and refuse one that is too large before anything is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a size that is measured below, of metadata that is dropped
        try:
            head = Image.open(io.BytesIO(data), formats=[name])
        except Image.DecompressionBombError:
            _limit((MAX_PIXELS, 2))
            raise
    _limit(head.size)
    return head


def _limit(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise Unusable(
            "too_many_pixels", f"照片超过 {MAX_PIXELS // 1_000_000} 百万像素，太大了。请用手机拍照，或缩小再发"
        )


def _orientation(head: Image.Image) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return int(head.getexif().get(_EXIF_ORIENTATION, 1))
    except _BROKEN:
        return 1  # what cannot be read turns nothing


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture as grey or colour, what is transparent on white paper."""
    if picture.mode in ("L", "RGB"):
        picture.load()
        return picture
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 257 if picture.mode == "I;16" else value).convert("L")
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        paper.alpha_composite(over)
        return paper.convert("RGB")
    return picture.convert("L" if picture.mode in ("1", "LA") else "RGB")


def _doubts(picture: Image.Image, size: tuple[int, int]) -> list[Doubt]:
    """Measure light, sharpness and size.

    Sharpness is the variance of the Laplacian where the picture is sharpest, divided by the contrast squared, on a
    picture of one size: an empty page with one sharp line is sharp, and neither light nor resolution plays a part.
    """
    codes: list[str] = []
    grey = _look(picture)
    low, high = (float(value) for value in np.percentile(grey, (2, 95)))
    if high < _DARK:
        codes.append("dark")
    if high - low >= _CONTRAST and _sharpness(grey) / (high - low) ** 2 < _BLURRED:
        codes.append("blurred")
    if max(size) < _SMALL_LONG or min(size) < _SMALL_SHORT:
        codes.append("small")
    return [Doubt(code, _ADVICE[code]) for code in codes]


def _look(picture: Image.Image) -> Pixels:
    """Return a picture in grey, its longer side _LOOK pixels or less."""
    scale = _LOOK / max(picture.size)
    if scale < 1:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.BOX)
    return np.asarray(picture if picture.mode == "L" else picture.convert("L"))


def _sharpness(grey: Pixels, tile: int = 32) -> float:
    """Return the variance of the Laplacian that one tile in thirty exceeds, less the grain of the flattest tiles."""
    wide = grey.astype(np.float32)
    edges = 4 * wide[1:-1, 1:-1] - wide[:-2, 1:-1] - wide[2:, 1:-1] - wide[1:-1, :-2] - wide[1:-1, 2:]
    rows, columns = edges.shape[0] // tile, edges.shape[1] // tile
    if not rows or not columns:
        return float(edges.var()) if edges.size else 0.0
    tiles = edges[: rows * tile, : columns * tile].reshape(rows, tile, columns, tile)
    flat, sharp = np.percentile(tiles.var(axis=(1, 3)), (5, 97))
    return float(sharp - flat)
