"""Photos and PDFs as they come from phones and offices, made by the tests."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont


def sheet(
    width: int = 1500, height: int = 2000, *, lines: int = 40, blur: float = 0, light: float = 1.0
) -> Image.Image:
    """A photo of a printed sheet with a red seal on a dark table, light falling from one side."""
    picture = Image.new("RGB", (width, height), (80, 72, 64))
    brush = ImageDraw.Draw(picture)
    brush.rectangle((width * 0.06, height * 0.05, width * 0.94, height * 0.95), fill=(226, 223, 216))
    chance = random.Random(7)
    font = ImageFont.load_default(size=max(10, width // 50))
    for line in range(lines):
        words = " ".join("".join(chance.choices("abcdefghkmnorstuwxyz", k=6)) for _ in range(8))
        brush.text((width * 0.12, height * (0.1 + line * 0.8 / 40)), words, font=font, fill=(35, 35, 40))
    brush.ellipse(
        (width * 0.62, height * 0.78, width * 0.82, height * 0.92), outline=(200, 30, 30), width=max(2, width // 150)
    )
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    shade = light * np.linspace(0.78, 1.05, width, dtype=np.float32)[None, :, None]
    noise = np.random.default_rng(3).normal(0, 3, (height, width, 1)).astype(np.float32)
    return Image.fromarray((np.asarray(picture) * shade + noise).clip(0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": 90} if kind == "JPEG" else {}) | options)
    return out.getvalue()


def pdf(
    pages: int = 1, size: tuple[float, float] = (595.28, 841.89), change: Callable[[pikepdf.Pdf], None] | None = None
) -> bytes:
    """A PDF of pages that each say their number."""
    with pikepdf.new() as made:
        font = made.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for n in range(1, pages + 1):
            made.add_blank_page(page_size=size)
            page = made.pages[-1]
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.obj.Contents = made.make_stream(f"BT /F1 40 Tf 60 400 Td (page {n} of evidence) Tj ET".encode())
        if change is not None:
            change(made)
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()


class Make:
    """What tests make files with."""

    sheet = staticmethod(sheet)
    saved = staticmethod(saved)
    pdf = staticmethod(pdf)


@pytest.fixture(scope="session")
def make() -> type[Make]:
    return Make


@pytest.fixture
def qpdf(tmp_path: Path):
    """Check a PDF with qpdf, which finds nothing to complain about."""

    def check(data: bytes) -> None:
        file = tmp_path / "checked.pdf"
        file.write_bytes(data)
        done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return check


@pytest.fixture
def pdftotext(tmp_path: Path):
    """Return the text of a PDF as poppler reads it."""

    def read(data: bytes) -> str:
        file = tmp_path / "read.pdf"
        file.write_bytes(data)
        return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout

    return read
