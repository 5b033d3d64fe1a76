"""Files in a folder and in a bucket: sealed, named by what they are, swept when nobody names them."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import SUITES, Blobs, Entry, Misconfigured, Put, Storage, StreamBox, Unreadable
from storage.blobs import ORPHANED

KEY = bytes(range(32))
BOX = StreamBox(SUITES["intl"], KEY, "application:1")


@pytest.fixture(params=["file", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"file://{tmp_path / 'files'}"
    make: Callable[[], str] = request.getfixturevalue("s3_bucket")
    return make()


@pytest.fixture
def blobs(url: str) -> Blobs:
    return Blobs.open(url)


@pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
@pytest.mark.parametrize("data", [b"", b"x", os.urandom(3_000_000)], ids=["empty", "small", "3 MB"])
async def test_file__kept__comes_back(blobs: Blobs, data: bytes, suite) -> None:
    box = StreamBox(suite, KEY, "application:1")
    digest = await blobs.put(box, data)
    assert digest.startswith(suite.mark.hex())
    assert await blobs.get(box, digest) == data


async def test_file__opens_for_its_own_stream_only(blobs: Blobs) -> None:
    digest = await blobs.put(BOX, b"private")
    with pytest.raises(Unreadable):
        await blobs.get(StreamBox(SUITES["intl"], KEY, "application:2"), digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "01" * 33, "01/" + "a" * 63, "X" * 66, "0" * 65])
async def test_name__that_is_none__finds_nothing(blobs: Blobs, digest: str) -> None:
    assert await blobs.get(BOX, digest) is None


async def test_file__deleted__is_gone_and_may_be_deleted_again(blobs: Blobs) -> None:
    digest = await blobs.put(BOX, b"x")
    await blobs.delete([digest])
    await blobs.delete([digest])
    assert await blobs.get(BOX, digest) is None


async def test_sweep__removes_what_nothing_names_after_a_day(blobs: Blobs, storage: Storage) -> None:
    named, orphan = await blobs.put(BOX, b"named"), await blobs.put(BOX, b"orphan")
    row = ("blob", (named, "application:1", 5, "text/plain", 1.0))
    await storage.journal.commit(Entry("k", b"", b"", changes=[Put(*row)]))
    assert await blobs.sweep(storage.database, time.time()) == 0
    assert await blobs.sweep(storage.database, time.time() + 2 * ORPHANED) == 0, "a moved clock ages no file"
    assert await blobs.get(BOX, orphan) == b"orphan"
    assert await blobs.sweep(storage.database, time.time(), age=-5) == 1
    assert await blobs.get(BOX, orphan) is None
    assert await blobs.get(BOX, named) == b"named"


async def test_folder__holds_no_plain_byte_and_notices_an_altered_one(tmp_path: Path) -> None:
    blobs = Blobs.open(f"file://{tmp_path}")
    digest = await blobs.put(BOX, b"very private " * 100)
    path = tmp_path / digest[:4] / digest[4:]
    sealed = bytearray(path.read_bytes())
    assert b"private" not in sealed
    sealed[40] ^= 1
    path.write_bytes(bytes(sealed))
    with pytest.raises(Unreadable):
        await blobs.get(BOX, digest)


async def test_folder__is_synced_before_the_name_is_given_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Local put is a temporary file and a rename without fsync."""
    synced: list[str] = []
    fsync = os.fsync

    def note(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    digest = await Blobs.open(f"file://{tmp_path}").put(BOX, b"x")
    assert synced == [str(tmp_path / digest[:4] / digest[4:]), str(tmp_path / digest[:4]), str(tmp_path)]


@pytest.mark.parametrize("url", ["", "ftp://x", "file://", "s3://", "/var/files"])
def test_address__of_no_known_kind__says_how_it_is_written(url: str) -> None:
    with pytest.raises(Misconfigured, match="BLOB_URL"):
        Blobs.open(url)
