"""Decoding happens in a process of its own that a hostile file may break, and nothing else (X-07)."""

import asyncio
import os
import signal
import struct
import zlib
from pathlib import Path

import pytest

from evidence.kinds import Unusable
from evidence.process import Bench

TEN = 10 * 1024 * 1024


@pytest.fixture
async def bench():
    async with Bench() as one:
        yield one


async def test_bench__a_photo_to_a_document_and_a_preview__goes_through_the_worker(bench, make):
    made = await bench.run("page", make.saved(make.sheet(600, 800)), 90)
    assert (made.width, made.height) == (800, 600)
    assert [doubt.code for doubt in made.doubts] == ["small"]
    document = await bench.run("bind", [made.jpeg], TEN)
    assert document.pages == 1
    assert (await bench.run("preview", document.pdf, 1, 200)).startswith(b"\xff\xd8")
    assert (await bench.run("accept_pdf", make.pdf(2), 20, TEN)).pages == 2


async def test_bench__a_refusal__comes_back_with_its_words(bench):
    with pytest.raises(Unusable) as refused:
        await bench.run("page", b"GIF89a", 0)
    assert (refused.value.code, refused.value.text) == ("gif", "这是 GIF 图片，收不了。请用手机拍照，或转成 JPG 再发")


async def test_bench__no_such_function__is_a_mistake_of_the_caller(bench):
    with pytest.raises(KeyError):
        await bench.run("exec", "rm -rf /")


async def test_bench__the_worker_knows_no_settings(bench, make, monkeypatch):
    monkeypatch.setenv("ZHIPING_MASTER_KEYS", "secret")
    await bench.run("page", make.saved(make.sheet(300, 400)), 0)
    environment = await asyncio.to_thread(Path(f"/proc/{bench.worker}/environ").read_bytes)
    assert b"PATH=" in environment
    assert b"ZHIPING" not in environment


def large_png(width, height):
    """A grey PNG that unpacks to width × height bytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = zlib.compress(bytes((width + 1) * height), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


async def test_bench__too_little_memory__the_file_is_refused_and_the_next_is_done(make):
    async with Bench(memory=450 * 1024 * 1024) as bench:
        small = make.saved(make.sheet(300, 400))
        await bench.run("page", small, 0)
        with pytest.raises(Unusable) as refused:
            await bench.run("page", make.saved(make.sheet(300, 400).resize((7000, 7500)), "PNG", compress_level=1), 0)
        assert refused.value.code == "too_heavy"
        assert "请换一份" in refused.value.text
        assert (await bench.run("page", small, 0)).width == 300


async def test_bench__too_slow__is_killed_and_replaced(make):
    async with Bench(seconds=0.05) as bench:
        with pytest.raises(Unusable, match="too_heavy"):
            await bench.run("page", large_png(7000, 8000), 0)
        assert bench.worker is None


async def test_bench__the_worker_dies__the_file_is_refused_and_the_next_is_done(bench, make):
    small = make.saved(make.sheet(300, 400))
    await bench.run("page", small, 0)
    first = bench.worker
    os.kill(first, signal.SIGSTOP)
    asked = asyncio.ensure_future(bench.run("page", small, 0))
    await asyncio.sleep(0)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(Unusable, match="too_heavy"):
        await asked
    assert (await bench.run("page", small, 0)).width == 300
    assert bench.worker != first


async def test_bench__the_worker_died_between_two_orders__nobody_is_refused_for_it(bench, make):
    small = make.saved(make.sheet(300, 400))
    await bench.run("page", small, 0)
    first = bench.worker
    os.kill(first, signal.SIGKILL)
    while bench.worker is not None:  # noqa: ASYNC110 - what the loop learns of a dead child, it tells nobody
        await asyncio.sleep(0.01)
    assert (await bench.run("page", small, 0)).width == 300


async def test_bench__no_worker_can_start__is_no_fault_of_the_file(make, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    async with Bench() as bench:
        with pytest.raises(RuntimeError, match="did not start"):
            await bench.run("page", make.saved(make.sheet(300, 400)), 0)


async def test_bench__the_caller_goes_away__nobody_reads_the_answer_of_another(bench, make):
    first, second = make.saved(make.sheet(300, 400)), make.saved(make.sheet(320, 400))
    await bench.run("page", first, 0)
    asked = asyncio.ensure_future(bench.run("page", first, 0))
    os.kill(bench.worker, signal.SIGSTOP)
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert (await bench.run("page", second, 0)).width == 320


async def test_bench__several_at_once__each_gets_its_own(bench, make):
    widths = [300, 320, 340, 360]
    photos = [make.saved(make.sheet(width, 400)) for width in widths]
    made = await asyncio.gather(*(bench.run("page", photo, 0) for photo in photos))
    assert [one.width for one in made] == widths


async def test_bench__after_its_orders__a_fresh_worker_takes_over(make):
    async with Bench(orders=2) as bench:
        small = make.saved(make.sheet(300, 400))
        await bench.run("page", small, 0)
        first = bench.worker
        await bench.run("page", small, 0)
        assert bench.worker is None
        await bench.run("page", small, 0)
        assert bench.worker != first


async def test_bench__closed__leaves_no_process(make):
    bench = Bench()
    await bench.run("page", make.saved(make.sheet(300, 400)), 0)
    worker = bench.worker
    await bench.close()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
