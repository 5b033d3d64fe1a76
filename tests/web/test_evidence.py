"""Evidence over HTTP, made by the worker's own job: rubbish, good pictures, PDFs, both, and who may see the files."""

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from casework.deeds import evidence
from casework.jobs import evidence as job
from evidence.process import Bench
from storage.outbox import Ended
from web.api.evidence import LARGEST

from ..casework.answers import EVIDENCE
from ..casework.pictures import certificate, sheet
from ..casework.stage import Caller, Served, good, refused

SLOT = "basic.training_proof"
MADE = Ended("delivered", "made")
JPEG, PDF = b"\xff\xd8\xff", b"%PDF-"


@pytest.fixture
def slot(server: Served) -> tuple[Served, Caller, str]:
    """An empty slot of an application that was just started."""
    assert server.known is not None
    return server, server.caller("he"), f"{server.known.empty}/evidence/{SLOT}"


def picture(kind: str, size: tuple[int, int] = (900, 1200), **options: Any) -> bytes:
    with Image.open(io.BytesIO(sheet(*size))) as found:
        out = io.BytesIO()
        found.save(out, kind, **options)
        return out.getvalue()


NOT_TAKEN = (
    (b"", "empty", "0 bytes"),
    (b"MZ\x90\0" + b"\0" * 500, "program", "an .exe"),
    (b"\x7fELF" + b"\0" * 500, "program", "a program"),
    (b"#!/bin/sh\nrm -rf /\n", "program", "a script"),
    (b"PK\x03\x04" + b"\0" * 30, "archive", "a zip"),
    (b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml", "office", "a Word file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "office", "an old Word file"),
    (b"GIF89a" + b"\0" * 99, "gif", "a GIF"),
    (b"\0\0\0\x18ftypmp42" + b"\0" * 99, "video", "a video"),
    (b"<html><script>alert(1)</script>", "unknown", "a page"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown", "an SVG"),
    (b"\0" * 1000, "unknown", "zeros"),
    ("张三的证书".encode(), "unknown", "text"),
)


async def test_upload__of_what_is_no_picture__is_refused_with_advice_whatever_it_is_called(
    slot: tuple[Served, Caller, str],
) -> None:
    """A photo of 0 bytes, a renamed .exe and their like: refused by content, with what to send instead."""
    at, caller, path = slot
    for data, code, what in NOT_TAKEN:
        problem = refused(await caller.upload(f"{path}/pages", data, "证书.jpg"), 422, code)
        assert "请" in problem["detail"], what
    assert good(await caller.get(path))["state"] == "empty"
    assert await at.worker.once() == 0


async def test_upload__in_the_wrong_form__is_refused(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    url, headers = f"/api/v1/{path}/pages", caller.headers(writes=True)
    refused(await at.http.post(url, headers=headers), 400, "file_missing")
    refused(await at.http.post(url, json={"file": "x"}, headers=headers), 400, "file_missing")
    refused(await at.http.post(url, files={"other": ("a.jpg", sheet())}, headers=headers), 400, "file_missing")
    odd = {**headers, "content-type": "multipart/form-data; boundary=x"}
    for body in (
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"rubbish" * 99,
        b'--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n',
    ):
        reply = await at.http.post(url, content=body, headers=odd)
        refused(reply, 400)
    refused(await caller.upload(f"{path}/pages", JPEG + b"\0" * LARGEST), 413)
    assert good(await caller.get(path))["state"] == "empty"


BROKEN = (
    (sheet()[:3000], "a truncated JPEG"),
    (JPEG + b"\0" * 400, "a JPEG of zeros"),
    (picture("PNG")[:5000], "a truncated PNG"),
    (certificate()[:400], "a truncated PDF"),
    (PDF + b"1.7\n" + b"rubbish" * 50, "a PDF of rubbish"),
    (certificate(1, "secret"), "an encrypted PDF"),
    (certificate(21), "a PDF with more pages than the slot takes"),
    (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40, "a broken WebP"),
)


async def test_worker__given_what_cannot_be_opened__says_which_page_and_what_to_do(
    slot: tuple[Served, Caller, str],
) -> None:
    """An encrypted or truncated file is kept, looked at by the worker, and refused with advice; it cannot be kept."""
    at, caller, path = slot
    for data, what in BROKEN:
        shown = good(await caller.upload(f"{path}/pages", data))
        assert (shown["state"], shown["pages"][0]["state"]) == ("working", "waiting")
        await at.work()
        shown = good(await caller.get(path))
        page = shown["pages"][0]
        assert page["state"] == "refused", what
        assert "请" in page["verdict"], (what, page)
        assert page.get("image") is None
        assert page.get("file", False) is ("PDF" in what), what
        refused(await caller.post(f"{path}/keep"), 409, "page_refused")
        good(await caller.delete(f"{path}/pages/{page['id']}"))
    assert good(await caller.get(path))["state"] == "empty"


async def test_photos__upright_and_of_every_kind__become_one_document(slot: tuple[Served, Caller, str]) -> None:
    """Photos from a phone become what the slot asks for: one A4 PDF within its limits (X-07)."""
    at, caller, path = slot
    for kind in ("JPEG", "PNG", "WEBP"):
        good(await caller.upload(f"{path}/pages", picture(kind), f"a.{kind}"))
    refused(await caller.post(f"{path}/keep"), 409, "not_ready")
    await at.work()
    ready = good(await caller.get(path))
    assert ready["state"] == "ready"
    assert all(p["state"] in {"good", "doubt"} for p in ready["pages"])
    assert ready["document"]["pages"] == 3
    kept = good(await caller.post(f"{path}/keep"))
    assert kept["state"] == "kept"
    data = (await caller.get(kept["kept"]["url"])).content
    assert len(data) == kept["kept"]["size"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [[round(float(v)) for v in p.mediabox] for p in pdf.pages] == [[0, 0, 595, 842]] * 3


def words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[n].get_textpage().get_text_bounded().strip() for n in range(len(document))]
    finally:
        document.close()


async def kept(at: Served, caller: Caller, path: str) -> bytes:
    await at.work()
    shown = good(await caller.post(f"{path}/keep"))
    return (await caller.get(shown["kept"]["url"])).content


async def test_pdf__alone_in_its_slot__becomes_the_document(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    good(await caller.upload(f"{path}/pages", certificate(3), "a.pdf", "application/pdf"))
    assert words(await kept(at, caller, path)) == ["page 1", "page 2", "page 3"]


async def test_photos_and_a_pdf__in_one_slot__keep_their_order(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    for data in (sheet(), certificate(2), sheet()):
        shown = good(await caller.upload(f"{path}/pages", data))
    assert words(await kept(at, caller, path)) == ["", "page 1", "page 2", ""]
    good(await caller.put(f"{path}/pages/{shown['pages'][1]['id']}/place", {"place": 0}))
    assert words(await kept(at, caller, path)) == ["page 1", "page 2", "", ""]


async def test_page__turned__lies_the_other_way(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    page = good(await caller.upload(f"{path}/pages", picture("JPEG", (1200, 900))))["pages"][0]["id"]
    await at.work()
    before = good(await caller.get(path))["pages"][0]
    shown = good(await caller.post(f"{path}/pages/{page}/turn", {"degrees": 90}))
    assert (shown["state"], shown["pages"][0]["state"]) == ("working", "waiting")
    await at.work()
    after = good(await caller.get(path))["pages"][0]
    assert (after["width"] > after["height"]) != (before["width"] > before["height"])
    for degrees in (45, 1, -10, 10**20):
        reply = await caller.post(f"{path}/pages/{page}/turn", {"degrees": degrees})
        refused(reply, 422)
    refused(await caller.post(f"{path}/pages/none/turn", {"degrees": 90}), 404)


async def test_slot__full__says_so(slot: tuple[Served, Caller, str]) -> None:
    _, caller, path = slot
    for _ in range(60):
        good(await caller.upload(f"{path}/pages", JPEG))
    refused(await caller.upload(f"{path}/pages", JPEG), 409, "slot_full")


async def test_photo__that_filled_its_slot__sent_once_more_gets_the_same_answer(
    slot: tuple[Served, Caller, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 2: a phone that has not heard that its photo was kept is not told that there was no room for it."""
    _, caller, path = slot
    monkeypatch.setattr(evidence, "PAGES", 1)
    first = good(await caller.upload(f"{path}/pages", JPEG, key="the last page"))
    assert good(await caller.upload(f"{path}/pages", JPEG, key="the last page")) == first
    refused(await caller.upload(f"{path}/pages", picture("PNG"), key="the last page"), 422, "key_reused")
    refused(await caller.upload(f"{path}/pages", JPEG, key="another"), 409, "slot_full")


async def test_slot__emptied__is_neither_answer_nor_file(server: Served) -> None:
    assert server.known is not None
    zhou, path = server.caller("zhou"), f"{server.known.full}/evidence/{SLOT}"
    url = good(await zhou.get(path))["kept"]["url"]
    assert good(await zhou.delete(path))["state"] == "empty"
    refused(await zhou.get(url), 404)
    assert good(await zhou.get(f"{server.known.full}/check"))["blocking"][0]["field"] == "training_proof"


async def test_kept_document__while_new_pages_come__stays_until_they_are_kept(server: Served) -> None:
    """Nothing photographed is lost by a half-done replacement (invariant 12)."""
    assert server.known is not None
    zhou, path = server.caller("zhou"), f"{server.known.full}/evidence/{SLOT}"
    old = good(await zhou.get(path))["kept"]["url"]
    good(await zhou.upload(f"{path}/pages", sheet()))
    shown = good(await zhou.get(path))
    assert (shown["state"], shown["kept"]["url"]) == ("working", old)
    assert (await zhou.get(old)).status_code == 200
    assert good(await zhou.get(server.known.full))["done"] == good(await zhou.get(server.known.full))["total"]


# ── files ────────────────────────────────────────────────────────────────────
async def test_file__by_anybody_else_or_under_another_base__is_not_there(server: Served) -> None:
    assert server.known is not None
    full, empty = server.known.full, server.known.empty
    url = good(await server.caller("zhou").get(f"{full}/evidence/{SLOT}"))["kept"]["url"]
    digest = url.rpartition("/")[2]
    for who in ("he", "luo", "qin", "shen"):  # nothing was handed in, so no unit may look
        refused(await server.caller(who).get(url), 404)
    refused(await server.caller("he").get(f"{empty}/files/{digest}"), 404)
    refused(await server.caller("zhou").get(f"people/me/files/{digest}"), 404)


async def test_file__as_it_was_received__is_never_given_out(server: Served) -> None:
    """Only what was made of a file is served, to its owner too."""
    assert server.known is not None
    zhou, full = server.caller("zhou"), server.known.full
    stream = f"application:{full.partition('/')[2]}"
    owned = await server.house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1", stream)
    slots = [good(await zhou.get(f"{full}/evidence/{address}")) for address in EVIDENCE]
    made = {p["image"].partition("?")[0].rpartition("/")[2] for s in slots for p in s["pages"]}
    made |= {s["kept"]["url"].rpartition("/")[2] for s in slots}
    made.add(good(await zhou.get(f"{full}/pledge"))["image"].rpartition("/")[2])
    assert len(owned) > len(made)
    for row in owned:
        status = (await zhou.get(f"{full}/files/{row['digest']}")).status_code
        assert status == (200 if row["digest"] in made else 404)


@pytest.mark.parametrize(
    "address", ["work.title", "work.r99.title", "basic.r1.id_proof", "basic.work", "basic", "nothing.at_all"]
)
async def test_slot__of_what_is_no_place_of_evidence__is_not_found(server: Served, address: str) -> None:
    assert server.known is not None
    refused(await server.caller("zhou").get(f"{server.known.full}/evidence/{address}"), 404)


async def test_file__by_a_hostile_name__is_not_found(server: Served) -> None:
    assert server.known is not None
    zhou, full = server.caller("zhou"), server.known.full
    for name in ("..%2f..%2fzhiping.sqlite3", "%00", "a" * 3000, "%ED%A0%80", "ab", "*", "%2e%2e%2f"):
        refused(await zhou.get(f"{full}/files/{name}"), 404)


async def test_preview__of_a_page__is_a_picture_and_of_no_page_not_found(server: Served) -> None:
    assert server.known is not None
    zhou, full = server.caller("zhou"), server.known.full
    url = good(await zhou.get(f"{full}/evidence/{SLOT}"))["kept"]["url"]
    for query in ("page=1", "page=1&width=1", "page=1&width=99999", "page=x", "width=x", ""):
        reply = await zhou.get(f"{url}?as=preview&{query}")
        assert reply.headers["content-type"] == "image/jpeg", query
        with Image.open(io.BytesIO(reply.content)) as shown:
            assert 50 <= shown.width <= 1600
    for query in ("page=0", "page=2", "page=9999"):
        refused(await zhou.get(f"{url}?as=preview&{query}"), 404)
    signed = good(await zhou.get(f"{full}/pledge"))["image"]
    assert (await zhou.get(f"{signed}?as=preview")).headers["content-type"] == "image/png"


async def test_headers__of_a_file__keep_it_from_being_run_as_a_page(server: Served) -> None:
    assert server.known is not None
    zhou = server.caller("zhou")
    url = good(await zhou.get(f"{server.known.full}/evidence/{SLOT}"))["kept"]["url"]
    headers = (await zhou.get(url)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"].startswith("private")
    assert headers["content-type"] == "application/pdf"


# ── the worker's job ─────────────────────────────────────────────────────────
async def test_job__done_again__records_once(slot: tuple[Served, Caller, str]) -> None:
    """A worker that died after its work does it again without a second effect."""
    at, caller, path = slot
    good(await caller.upload(f"{path}/pages", sheet()))
    stream, body = f"application:{path.split('/')[1]}", {"a": SLOT}
    first = await job.make(at.house, at.house.bench, body, stream, "j1")
    place = (await at.house.present(stream)).filled.seqs[SLOT + "#"]
    assert (first, await job.make(at.house, at.house.bench, body, stream, "j1")) == (
        MADE,
        Ended("delivered", "nothing to do"),
    )
    assert (await at.house.present(stream)).filled.seqs[SLOT + "#"] == place


async def test_job__done_again_after_the_slot_changed__works_on_what_is_there(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    stream, body = f"application:{path.split('/')[1]}", {"a": SLOT}
    good(await caller.upload(f"{path}/pages", sheet()))
    await job.make(at.house, at.house.bench, body, stream, "j1")
    good(await caller.upload(f"{path}/pages", sheet()))
    assert await job.make(at.house, at.house.bench, body, stream, "j1") == MADE
    assert good(await caller.get(path))["document"]["pages"] == 2


async def test_job__overtaken_while_it_worked__leaves_the_slot_alone(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    stream, body = f"application:{path.split('/')[1]}", {"a": SLOT}
    good(await caller.upload(f"{path}/pages", sheet()))

    class Busy(Bench):
        """Opens pictures as always, while somebody puts in another."""

        async def run(self, name: str, *args: Any) -> Any:
            if name == "bind":
                good(await caller.upload(f"{path}/pages", certificate()))
            return await at.house.bench.run(name, *args)

    assert await job.make(at.house, Busy(), body, stream, "j1") == job.OVERTAKEN
    assert good(await caller.get(path))["state"] == "working"
    await at.work()
    assert good(await caller.get(path))["document"]["pages"] == 2


async def test_job__of_a_slot_that_was_emptied__has_nothing_to_do(slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = slot
    good(await caller.upload(f"{path}/pages", sheet()))
    good(await caller.delete(path))
    assert await at.work() == 1
    assert good(await caller.get(path))["state"] == "empty"
