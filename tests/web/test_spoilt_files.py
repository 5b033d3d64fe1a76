"""Uploads of bodies that no page sends, previews of one person in a row, and files that the store lost or spoilt."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


# ── the store ────────────────────────────────────────────────────────────────
def blob(at: Served, digest: str) -> Path:
    """Where a file lies."""
    return Path(at.settings.blob_url.removeprefix("file://")) / digest[:4] / digest[4:]


def spoil(path: Path, how: str) -> None:
    """Damage a file of this test alone: the copies of others are links to the same bytes."""
    data = path.read_bytes()
    path.unlink()
    match how:
        case "cut off":
            path.write_bytes(data[: len(data) // 2])
        case "changed":
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        case "empty":
            path.write_bytes(b"")
        case _:
            assert how == "lost"


@contextmanager
def no_store(at: Served) -> Iterator[None]:
    """Put something else in the place of the store's folder."""
    files = Path(at.settings.blob_url.removeprefix("file://"))
    away = files.rename(files.with_name("away"))
    files.write_bytes(b"")
    yield
    files.unlink()
    away.rename(files)


async def test_upload__store_takes_nothing__says_that_it_was_not_kept(slot: tuple[Served, Caller, str]) -> None:
    """Invariant 12: nobody believes a photo kept that is not."""
    at, caller, path = slot
    with no_store(at):
        problem = refused(await caller.upload(f"{path}/pages", sheet()), 503, "not_kept")
    assert "没有保存" in problem["detail"]
    assert good(await caller.get(path))["state"] == "empty"
    good(await caller.upload(f"{path}/pages", sheet()))


@pytest.mark.parametrize("how", ["cut off", "changed", "empty", "lost"])
async def test_file__spoilt_in_the_store__says_so_and_can_be_replaced(server: Served, how: str) -> None:
    assert server.known is not None
    zhou, path = server.caller("zhou"), f"{server.known.full}/evidence/{SLOT}"
    url = good(await zhou.get(path))["kept"]["url"]
    spoil(blob(server, url.rpartition("/")[2]), how)
    for query in ("", "?as=preview&page=1"):
        assert "重新上传" in refused(await zhou.get(url + query), 410, "file_spoilt")["detail"]
    refused(await server.caller("he").get(url), 404)
    good(await zhou.delete(path))
    good(await zhou.upload(f"{path}/pages", sheet()))
    await server.work()
    new = good(await zhou.post(f"{path}/keep"))["kept"]["url"]
    assert (await zhou.get(new)).status_code == 200


async def test_page__whose_photo_was_spoilt_before_it_was_looked_at__is_to_be_taken_again(
    slot: tuple[Served, Caller, str],
) -> None:
    at, caller, path = slot
    good(await caller.upload(f"{path}/pages", sheet()))
    rows = await at.house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1", stream_of(path))
    spoil(blob(at, rows[0]["digest"]), "cut off")
    await at.work()
    page = good(await caller.get(path))["pages"][0]
    assert page["state"] == "refused"
    assert "重新拍" in page["verdict"]


async def test_file__that_was_spoilt_before_it_was_looked_at__is_to_be_chosen_again(
    slot: tuple[Served, Caller, str],
) -> None:
    """Nobody takes a document again with a camera."""
    at, caller, path = slot
    good(await caller.upload(f"{path}/pages", certificate()))
    rows = await at.house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1", stream_of(path))
    spoil(blob(at, rows[0]["digest"]), "cut off")
    await at.work()
    verdict = good(await caller.get(path))["pages"][0]["verdict"]
    assert "重新选" in verdict
    assert "拍" not in verdict


async def test_slot__one_page_of_which_was_spoilt__says_so_instead_of_waiting_for_ever(
    slot: tuple[Served, Caller, str],
) -> None:
    at, caller, path = slot
    good(await caller.upload(f"{path}/pages", sheet()))
    await at.work()
    image = good(await caller.get(path))["pages"][0]["image"]
    spoil(blob(at, image.partition("?")[0].rpartition("/")[2]), "lost")
    good(await caller.upload(f"{path}/pages", certificate()))
    await at.work()
    shown = good(await caller.get(path))
    assert shown["state"] == "refused"
    assert "删掉重拍" in shown["refused"]
    good(await caller.delete(f"{path}/pages/{shown['pages'][0]['id']}"))
    await at.work()
    assert good(await caller.get(path))["state"] == "ready"
