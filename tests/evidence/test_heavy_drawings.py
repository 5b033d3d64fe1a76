"""A small file whose drawing takes for ever is neither taken nor does it hold up previews (X-07)."""

import io
import time

import img2pdf
import pikepdf
import pytest
from pikepdf import Dictionary, Name

from evidence import process
from evidence.kinds import Unusable
from evidence.process import Bench

TEN = 10 * 1024 * 1024
BOX = [0, 0, 595, 842]


def nested(made: pikepdf.Pdf) -> None:
    """Draw a form that draws a form ten times, and so on, twelve deep."""
    form = made.make_stream(b"0 0 595 842 re f " * 50, Type=Name.XObject, Subtype=Name.Form, BBox=BOX)
    for _ in range(12):
        inner = Dictionary(XObject=Dictionary(X=form))
        form = made.make_stream(b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=BOX, Resources=inner)
    page = made.pages[-1].obj
    page.Resources = Dictionary(XObject=Dictionary(X=form))
    page.Contents = made.make_stream(b"/X Do " * 10)


async def test_accept__a_page_that_takes_for_ever_to_draw__is_refused_with_advice_and_the_next_is_taken(make):
    bomb = make.pdf(2, change=nested)
    assert len(bomb) < 6000
    async with Bench() as bench:
        with pytest.raises(Unusable) as refused:
            await bench.run("accept_pdf", bomb, 20, TEN)
        assert refused.value.code == "too_heavy"
        assert "请换一份" in refused.value.text
        assert (await bench.run("accept_pdf", make.pdf(2), 20, TEN)).pages == 2


async def test_preview__of_a_page_that_takes_for_ever__is_given_up_long_before_other_orders(make, monkeypatch):
    assert process._SECONDS["preview"] <= 5
    monkeypatch.setitem(process._SECONDS, "preview", 0.5)
    async with Bench() as bench:
        plain = make.pdf()
        await bench.run("preview", plain, 1, 200)
        began = time.monotonic()
        with pytest.raises(Unusable, match="too_heavy"):
            await bench.run("preview", make.pdf(change=nested), 1, 200)
        assert time.monotonic() - began < 5
        assert (await bench.run("preview", plain, 1, 200)).startswith(b"\xff\xd8")


async def test_accept__twenty_scanned_pages__are_taken_without_a_long_wait(make):
    scan = make.saved(make.sheet(2480, 3508), quality=70)
    a4 = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    scanned = img2pdf.convert([scan] * 20, layout_fun=a4)
    assert scanned is not None
    async with Bench() as bench:
        await bench.run("accept_pdf", make.pdf(), 20, TEN)
        began = time.monotonic()
        made = await bench.run("accept_pdf", scanned, 20, 60 * 1024 * 1024)
        took = time.monotonic() - began
    assert made.pages == 20
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert len(document.pages) == 20
    assert took < 10, f"{took:.1f} s; under 2 s on a quiet machine"
