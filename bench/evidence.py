"""A 12-megapixel phone photo into an upright page, beside libjpeg-turbo's decode in full and encode of the same page.

Prints one line of JSON: {name, value, unit, beside, wanted}. Processor time of one thread, median of several runs taken
in turn, so that both feel the same neighbours.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import simplejpeg
from PIL import Image, ImageDraw, ImageFilter

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from evidence.pages import QUALITY, page

WIDTH, HEIGHT = 3024, 4032  # 12 megapixels, as phones store them
RUNS = 15
WANTED = 5.0


def photo() -> bytes:
    """A sheet with 40 lines, a seal and a camera's grain, lying on its side with the EXIF mark that says so."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (80, 72, 64))
    brush = ImageDraw.Draw(picture)
    brush.rectangle((WIDTH * 0.05, HEIGHT * 0.04, WIDTH * 0.95, HEIGHT * 0.96), fill=(226, 223, 216))
    chance = np.random.default_rng(5)
    for line in range(40):
        top = HEIGHT * (0.09 + line * 0.021)
        for left in np.arange(WIDTH * 0.1, WIDTH * 0.9, 58):
            for _ in range(5):
                x, y = left + chance.integers(0, 44), top + chance.integers(0, 44)
                brush.line(
                    (x, y, x + chance.integers(-26, 26), y + chance.integers(-26, 26)), fill=(35, 35, 40), width=5
                )
    brush.ellipse((WIDTH * 0.6, HEIGHT * 0.75, WIDTH * 0.8, HEIGHT * 0.9), outline=(200, 30, 30), width=18)
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.9)), dtype=np.float32)
    grained = (soft + chance.normal(0, 4, (HEIGHT, WIDTH, 1)).astype(np.float32)).clip(0, 255).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.fromarray(grained).transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


def floor(data: bytes, width: int, height: int) -> None:
    """Decode in full, and encode as many pixels as the page has."""
    pixels = simplejpeg.decode_jpeg(data, "RGB")
    simplejpeg.encode_jpeg(np.ascontiguousarray(pixels[:width, :height]), QUALITY, colorsubsampling="420")


def main() -> None:
    """Measure and print."""
    data = photo()
    made = page(data)
    if made.doubts or made.height <= made.width:
        raise SystemExit(f"the measured photo is not a good one: {made.doubts}")
    ours, beside = [], []
    for _ in range(RUNS):
        start = time.process_time()
        page(data)
        middle = time.process_time()
        floor(data, made.width, made.height)
        beside.append(time.process_time() - middle)
        ours.append(middle - start)
    ratio = statistics.median(ours) / statistics.median(beside)
    print(
        json.dumps({
            "name": "a 12-megapixel photo",
            "value": round(ratio, 2),
            "unit": f"× ({statistics.median(ours) * 1000:.0f} ms)",
            "beside": f"libjpeg-turbo decode and encode ({statistics.median(beside) * 1000:.0f} ms)",
            "wanted": WANTED,
        }, ensure_ascii=False)
    )  # fmt: skip


if __name__ == "__main__":
    main()
