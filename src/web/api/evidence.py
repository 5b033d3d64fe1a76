"""Evidence: pages in and out, turned, ordered, kept; files by their digest."""

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
from sanic.response import HTTPResponse

from casework.access import may_fill, may_open, may_see_file, placed
from casework.asking import consents
from casework.case import Case
from casework.deeds import consent, evidence, marks
from casework.deeds.answer import asked
from casework.desk import Desk
from casework.problems import Wrong, hidden
from casework.views.fields import SlotView
from casework.views.slots import slot
from evidence.kinds import Unusable, sniff
from web.api.bases import address_of, base_of
from web.calls import Bad, Call, Large, Route
from web.giving import give
from web.parts import file_of
from wizard.address import Address

LARGEST = 30_000_000  # bytes of one photo or file as received


class Turn(msgspec.Struct, forbid_unknown_fields=True):
    """Turns a page clockwise."""

    degrees: int = 90


class Place(msgspec.Struct, forbid_unknown_fields=True):
    """Says where a page goes, counted from 0."""

    place: int


async def look(call: Call) -> SlotView:
    """Describe a slot."""
    address = address_of(call)

    async def see(desk: Desk, case: Case) -> SlotView:
        evidence.slot_of(case, address)
        may_open(desk, case, address)
        if not placed(case, address):  # such a question, but no such row
            raise hidden("这份材料")
        return slot(desk, case, address)

    return await call.house.look(call.act, base_of(call), see, str(address))


async def add(call: Call) -> SlotView:
    """Take a photo or a file: its bytes are kept before the page says so."""
    address, base = address_of(call), base_of(call)

    async def allowed(desk: Desk, case: Case) -> bool:
        may_fill(desk, case, address)
        asked(case, address)
        evidence.room_in(case, address)
        consent.hold(consents.before_picture(desk, case, address))
        return True

    await call.house.allowed(call.act, base, allowed)
    call = await call.arrived()
    data = file_of(call.request)
    if data is None:
        raise Bad("file_missing", "没有收到照片。请重新选一次")
    if len(data) > LARGEST:
        raise Large("file_large", f"{len(data) // 1_000_000} MB，超过 {LARGEST // 1_000_000} MB。请把照片改小一点再传")
    try:
        kind = sniff(data)
    except Unusable as error:
        raise Wrong(error.code, error.text) from None
    file, digest = await call.house.store(base.stream, data), hashlib.sha256(data).hexdigest()
    came = evidence.Received(file, kind.value, len(data), call.house.known_by(base.stream, digest))
    del data  # a refusal's traceback may outlive its request, and must not hold on to a photo

    async def make(desk: Desk, case: Case) -> SlotView:
        desk.own_file(case.head, came.file, came.media, came.size)
        evidence.add_page(desk, case, address, came)
        return slot(desk, case, address)

    return await call.house.perform(call.act, base, [str(address), digest], make, SlotView)


async def turn(call: Call) -> SlotView:
    """Turn a page."""
    return await _change(call, lambda d, c, a: evidence.alter_page(d, c, a, call.parts["page"], turn=call.body.degrees))


async def place(call: Call) -> SlotView:
    """Move a page."""
    return await _change(call, lambda d, c, a: evidence.alter_page(d, c, a, call.parts["page"], place=call.body.place))


async def drop(call: Call) -> SlotView:
    """Take a page out."""
    return await _change(call, lambda d, c, a: evidence.drop_page(d, c, a, call.parts["page"]))


async def keep(call: Call) -> SlotView:
    """Make the document the answer."""
    return await _change(call, evidence.keep)


async def take_out(call: Call) -> SlotView:
    """Empty the slot."""
    return await _change(call, evidence.take_out)


async def _change(call: Call, deed: Callable[[Desk, Case, Address], Any]) -> SlotView:
    address = address_of(call)

    async def make(desk: Desk, case: Case) -> SlotView:
        deed(desk, case, address)
        return slot(desk, case, address)

    return await call.house.perform(call.act, base_of(call), call.asked(), make, SlotView)


async def file(call: Call) -> HTTPResponse:
    """Give a file, or a picture of one of its pages, to whom may see it; a reviewer's look is recorded."""
    base, digest = base_of(call), call.parts["digest"]

    async def see(desk: Desk, case: Case) -> tuple[str, str]:
        return may_see_file(desk, case, digest)

    address, media = await call.house.look(call.act, base, see, "")
    drawn = call.query("as") == "preview" and media == "application/pdf"
    width, number = max(50, call.number("width", 900, 1600)), call.number("page", 1, 9999)

    async def made() -> tuple[bytes, str]:
        data, kind = await call.house.fetch(base.stream, digest), media
        if drawn:
            data, kind = await _preview(call, data, number, width), "image/jpeg"
        await _seen(call, address)
        return data, kind

    headers = {
        "cache-control": "private, max-age=600", "content-disposition": "inline", "x-content-type-options": "nosniff",
    }  # fmt: skip
    return await give(call, made, headers)


async def _preview(call: Call, data: bytes, number: int, width: int) -> bytes:
    try:
        return await call.house.bench.run("preview", data, number, width)
    except Unusable:
        raise hidden("这一页") from None


async def _seen(call: Call, address: str) -> None:
    """Record that a reviewer opened a document, once a round."""

    async def make(desk: Desk, case: Case) -> bool:
        marks.see(desk, case, address)
        return True

    base = base_of(call)
    if base.kind == "application":
        await call.house.note(call.act, base, f"seen {address}", make)


SLOT = "<kind>/<id>/evidence/<address>"
ROUTES = (
    Route("GET", SLOT, look, "the pages and the document of a slot", SlotView),
    Route(
        "POST",
        f"{SLOT}/pages",
        add,
        "put a photo or a file into a slot (multipart `file`)",
        SlotView,
        limit=LARGEST + 4096,
        files=True,
    ),
    Route("DELETE", f"{SLOT}/pages/<page>", drop, "take a page out", SlotView),
    Route("POST", f"{SLOT}/pages/<page>/turn", turn, "turn a page by quarters", SlotView, Turn),
    Route("PUT", f"{SLOT}/pages/<page>/place", place, "move a page", SlotView, Place),
    Route("POST", f"{SLOT}/keep", keep, "make the document the answer", SlotView),
    Route("DELETE", SLOT, take_out, "empty a slot", SlotView),
    Route(
        "GET",
        "<kind>/<id>/files/<digest>",
        file,
        "a file, or with `as=preview` a picture of one page",
        media=("application/pdf", "image/jpeg", "image/png"),
    ),
)
