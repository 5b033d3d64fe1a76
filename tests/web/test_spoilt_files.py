"""Uploads of bodies that no page sends, previews of one person in a row, and files that the store lost or spoilt."""

import asyncio
import os
import signal
import time

import pytest

from ..casework.pictures import certificate, sheet
from ..casework.stage import Caller, Served, good, refused

SLOT = "basic.training_proof"
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
LINE = b"a: b\r\n"


@pytest.fixture
def slot(server: Served) -> tuple[Served, Caller, str]:
    """An empty slot of an application that was just started."""
    assert server.known is not None
    return server, server.caller("he"), f"{server.known.empty}/evidence/{SLOT}"


# ── uploads ──────────────────────────────────────────────────────────────────
async def post(at: Served, caller: Caller, path: str, body: bytes, kind: str = "multipart/form-data; boundary=b"):
    headers = caller.headers(writes=True) | {"content-type": kind}
    return await at.http.post(f"/api/v1/{path}/pages", content=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        PART * (20_000_000 // len(PART)) + b"--b--\r\n",
        b"--b\r\n" + LINE * (20_000_000 // len(LINE)) + b"\r\n1\r\n--b--\r\n",
        b"\r\n--b" * 4_000_000 + b"--\r\n",
    ],
    ids=["parts", "lines", "boundaries"],
)
async def test_upload__of_very_many_parts__holds_nobody_up(slot: tuple[Served, Caller, str], body: bytes) -> None:
    """X-07: what a body is made of costs its sender more than the product."""
    at, caller, path = slot
    asked = asyncio.ensure_future(post(at, caller, path, body))
    worst = 0.0
    while not asked.done():
        began = time.monotonic()
        assert (await at.http.get("/health/live")).status_code == 200
        worst = max(worst, time.monotonic() - began)
    refused(await asked, 400, "file_missing")
    assert worst < 1, f"{worst:.1f} s"


async def test_upload__to_what_is_not_there__is_not_found_before_the_body_is_looked_at(server: Served) -> None:
    he = server.caller("he")
    for body in (PART * 99, b"", b"rubbish"):
        refused(await post(server, he, f"applications/x/evidence/{SLOT}", body), 404)


async def test_upload__as_phones_and_programs_write_it__is_taken(slot: tuple[Served, Caller, str]) -> None:
    """Words before the file, names in any order, quoted or not, and content that looks like a boundary."""
    at, caller, path = slot
    data = sheet() + b"--b\r\n--a\r\n\r\n"
    heads = (
        b'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg',
        b'content-type: image/jpeg\r\ncontent-disposition: form-data; filename="file; \xe8\xaf\x81.jpg"; name=file',
        b'Content-Disposition:form-data;name="file"',
    )
    for head in heads:
        whole = PART + b"--b\r\n" + head + b"\r\n\r\n" + data + b"\r\n--b--\r\n"
        shown = good(await post(at, caller, path, whole, 'multipart/form-data; charset=utf-8; boundary="b"'))
    assert len(shown["pages"]) == len(heads)
    rows = await at.house.storage.database.fetch("SELECT DISTINCT digest FROM blob WHERE stream = ?1", stream_of(path))
    kept = [await at.house.fetch(stream_of(path), row["digest"]) for row in rows]
    assert kept
    assert all(one == data for one in kept), "to the last byte"
    for head in (b'Content-Disposition: form-data; name="other"; filename="file"', b"X: " + b"a" * 9000, b""):
        body = b"--b\r\n" + head + b"\r\n\r\n" + data + b"\r\n--b--\r\n"
        refused(await post(at, caller, path, body), 400, "file_missing")


def stream_of(path: str) -> str:
    return f"application:{path.split('/')[1]}"


# ── previews ─────────────────────────────────────────────────────────────────
async def test_previews__of_one_person_that_take_long__keep_nobody_else_waiting(server: Served) -> None:
    assert server.known is not None
    zhou, bench = server.caller("zhou"), server.house.bench
    url = good(await zhou.get(f"{server.known.full}/evidence/{SLOT}"))["kept"]["url"] + "?as=preview"
    assert (await zhou.get(url)).status_code == 200
    worker = bench.worker
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    try:
        asked = [asyncio.ensure_future(zhou.get(f"{url}&width={300 + n}")) for n in range(4)]
        for _ in range(8):  # each goes there and back after those four
            await zhou.get("me")
        async with asyncio.timeout(4):
            assert (await bench.run("preview", certificate(), 1, 200)).startswith(b"\xff\xd8")
        assert not any(one.done() for one in asked)
    finally:
        os.kill(worker, signal.SIGCONT)
    assert [(await one).status_code for one in asked] == [200] * 4
