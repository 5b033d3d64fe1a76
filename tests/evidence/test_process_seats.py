"""One file that takes all of its time holds up nobody else's preview (X-07)."""

import asyncio
import os
import signal
import tracemalloc

import pytest

from evidence.kinds import Unusable
from evidence.process import Bench


async def test_bench__one_order_is_stuck__others_go_on_beside_it(make):
    small, other = make.saved(make.sheet(300, 400)), make.saved(make.sheet(320, 400))
    async with Bench() as bench:
        await bench.run("page", small, 0)
        first = bench.worker
        stuck = asyncio.ensure_future(bench.run("page", small, 0))
        os.kill(first, signal.SIGSTOP)
        await asyncio.sleep(0)
        async with asyncio.timeout(20):
            assert (await bench.run("page", other, 0)).width == 320
        assert not stuck.done()
        os.kill(first, signal.SIGCONT)
        assert (await stuck).width == 300


async def test_bench__closed_while_several_work__waits_for_all_and_leaves_no_process(make):
    photos = [make.saved(make.sheet(width, 400)) for width in (300, 320, 340)]
    bench = Bench()
    made = [asyncio.ensure_future(bench.run("page", photo, 0)) for photo in photos]
    await asyncio.sleep(0)
    await bench.close()
    assert [(await one).width for one in made[:2]] == [300, 320]
    await made[2]
    await bench.close()
    assert bench.worker is None


async def test_bench__without_a_free_worker__has_nobody_fetch_files(make):
    small, other = make.saved(make.sheet(300, 400)), make.saved(make.sheet(320, 400))
    seen = []

    async def fetched():
        seen.append(first.done())
        return other

    async with Bench(seats=1) as bench:
        first = asyncio.ensure_future(bench.run("page", small, 0))
        second = asyncio.ensure_future(bench.run("page", fetched, 0))
        assert (await second).width == 320
        assert (await first).width == 300
    assert seen == [True]


async def test_bench__many_large_files__are_held_once():
    count, size = 20, 1024 * 1024

    async def fetched():
        return [os.urandom(size) for _ in range(count)]

    async with Bench() as bench:
        tracemalloc.start()
        with pytest.raises(Unusable, match="unknown"):
            await bench.run("bind", fetched, size)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 1.5 * count * size


async def test_bench__files_cannot_be_fetched__says_so_and_goes_on(make):
    async def fetched():
        raise LookupError("away")

    async with Bench(seats=1) as bench:
        with pytest.raises(LookupError):
            await bench.run("bind", fetched, 1000)
        assert (await bench.run("page", make.saved(make.sheet(300, 400)), 0)).width == 300
