"""Files as they come from phones and offices, small ones."""

import functools
import io

import pikepdf
from PIL import Image, ImageDraw


@functools.cache
def sheet(width: int = 900, height: int = 1200, words: str = "certificate") -> bytes:
    """A photo of a sheet with writing on it."""
    picture = Image.new("RGB", (width, height), (226, 223, 216))
    brush = ImageDraw.Draw(picture)
    for n in range(40):
        brush.text((60, 60 + n * 26), f"{n} {words} " * 8, fill=(30, 30, 35))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


@functools.cache
def certificate(pages: int = 1, password: str = "") -> bytes:
    """A PDF of pages that say their number."""
    with pikepdf.new() as made:
        font = made.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for n in range(1, pages + 1):
            made.add_blank_page(page_size=(595.28, 841.89))
            page = made.pages[-1]
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.obj.Contents = made.make_stream(f"BT /F1 40 Tf 60 400 Td (page {n}) Tj ET".encode())
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()
