"""Making documents of what was photographed: page by page, in a process with limits, then one file."""

from functools import partial
from time import monotonic
from typing import Any

import msgspec

from casework.actor import Act
from casework.asking.places import place
from casework.bases import base_of_stream
from casework.deeds import evidence
from casework.desk import Desk
from casework.house import House
from casework.messages import Told
from casework.problems import Hidden, Spoilt
from evidence.kinds import Unusable
from evidence.process import Bench
from storage.outbox import Ended
from wizard.address import Address
from wizard.files import most_bytes, most_pages

PDF = "application/pdf"
SPELL = (
    40.0  # seconds after which a job keeps what it has made and goes on in the next; with one page far below its limit
)
Refusal = dict[str, str]
OVERTAKEN = Ended("dropped", "a later change")
NOT_MADE = "这一页没有整理出来。请点“转”再试一次，还不行就重拍"
SPOILT = "这一页存坏了，打不开。请删掉，重新拍一张"
FILE_NOT_MADE = "这个文件没有整理出来。请换一个文件，或删掉再选一次"
FILE_SPOILT = "这个文件存坏了，打不开。请删掉，重新选一次"
NOT_BOUND = "没能合成 1 份 PDF。请删掉最后一页重拍，再试一次"


async def make(house: House, bench: Bench, body: dict[str, Any], stream: str, key: str) -> Ended | None:
    """Make what is still waiting in a slot and bind the pages to one document.

    Every change of a slot leaves a job. The first makes the slot as it then is, and the others find it made; one
    whose slot changes meanwhile ends, because a later one makes what is there now. What takes long is done in several
    spells, and what was made is kept after each.

    Args:
        house: what deeds work with.
        bench: the process that opens pictures.
        body: `a`, the slot's address.
        stream: whose slot it is.
        key: of the job; the same job twice records once.

    Returns:
        What became of it; None where the next spell is to follow.
    """
    base, address = base_of_stream(stream), Address.parse(body["a"])
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system")

    async def look(desk: Desk) -> dict[str, Any] | None:
        case = await desk.case(base)
        try:
            slot = evidence.slot_of(case, address)
        except Hidden:
            return None
        field = case.scheme.field(address.section, address.field or "")
        return {
            "slot": slot,
            "max_bytes": most_bytes(field),
            "max_pages": most_pages(field, case.journey.state(address).count),
        }

    found = await house.read_as_system(act, base, look)
    if found is None or ended(found["slot"]):
        return Ended("delivered", "nothing to do")
    slot = found["slot"]

    async def changed() -> bool:
        now = await house.read_as_system(act, base, look)
        return now is None or now["slot"] != slot

    pages, began = list[dict[str, Any]](slot["pages"]), monotonic()

    async def kept(document: dict[str, Any] | None, refused: Refusal | None, *spell: int) -> bool:
        async def record(desk: Desk) -> bool:
            case = await desk.case(base)
            new = evidence.made(desk, case, address, slot["version"], pages, document, refused)
            if new is not None:
                for p in pages:
                    if p["made"]:
                        desk.own_file(case.head, p["made"], p["made_media"], p["made_size"])
                if bound := new["document"]:
                    desk.own_file(case.head, bound["file"], PDF, bound["size"])
            return new is not None

        # A job that is done again may meet a slot that has changed: that is another deed, not the same one repeated.
        what = [slot["version"], *spell]
        once = msgspec.structs.replace(act, key="|".join([act.key, *map(str, what)]))
        return await house.write(once, await house.streams(base, once), ["made", *what], record, bool)

    for n, page in enumerate(pages):
        if page["state"] != "waiting":
            continue
        if await changed():
            return OVERTAKEN
        pages[n] = await _page(house, bench, stream, page, found)
        if monotonic() - began > SPELL:
            return None if await kept(None, None, n) else OVERTAKEN
    if await changed():
        return OVERTAKEN
    done = await kept(*await _bind(house, bench, stream, pages, found))
    return Ended("delivered", "made") if done else OVERTAKEN


def ended(slot: dict[str, Any]) -> bool:
    """Tell whether nothing is left to be made of a slot: it has its document, or can have none as it is."""
    states = {p["state"] for p in slot["pages"]}
    settled = slot["document"] is not None or "refused" in slot or "refused" in states
    return not states or (settled and "waiting" not in states)


async def give_up(house: House, body: dict[str, Any], stream: str, key: str) -> None:
    """Say at a slot, and to whom it belongs, that its pages could not be worked on; they stay and can be tried again.

    Args:
        house, body, stream, key: as `make`.
    """
    base, address = base_of_stream(stream), Address.parse(body["a"])
    act = Act(key=f"job|{key}|given up", epoch=house.clock.time(), surface="system")

    async def record(desk: Desk) -> bool:
        case = await desk.case(base)
        try:
            slot = evidence.slot_of(case, address)
        except Hidden:
            return False
        if not slot["pages"] or slot["document"]:
            return False
        pages = [p | not_made(p) if p["state"] == "waiting" else p for p in slot["pages"]]
        whole = refusal_of("not_bound", NOT_BOUND) if pages == slot["pages"] else None
        evidence.made(desk, case, address, slot["version"], pages, None, whole)
        if case.owner is not None:
            who = f"person:{case.owner.id}"
            text = f"{place(case, address)}：照片都在，可是没有整理好。请打开看一眼"
            page = f"pages/evidence/evidence?base={base.path}&address={address}"
            desk.tell(Told(who, stream, "photo", text=text, page=page, own=True))
        return True

    await house.write(act, await house.streams(base, act), ["given up"], record, bool)


async def _page(house: House, bench: Bench, stream: str, page: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return a page with what was made of it, or with the reason why it cannot be used."""
    try:
        data = partial(house.fetch, stream, page["file"])
        if page["media"] == PDF:
            document = await bench.run("accept_pdf", data, found["max_pages"], found["max_bytes"])
            made, media, count, doubts, size = document.pdf, PDF, document.pages, [], (0, 0)
        else:
            result = await bench.run("page", data, page["turn"])
            made, media, count, size = result.jpeg, "image/jpeg", 1, (result.width, result.height)
            doubts = [{"code": d.code, "text": d.text} for d in result.doubts]
    except Spoilt as error:
        return page | refusal(error.code, FILE_SPOILT if page["media"] == PDF else SPOILT)
    except Unusable as error:
        return page | refusal(error.code, error.text)
    file = await house.store(stream, made)
    return page | {
        "state": "doubt" if doubts else "good", "made": file, "made_media": media, "made_size": len(made),
        "count": count,
        "doubts": doubts, "width": size[0], "height": size[1],
    }  # fmt: skip


def not_made(page: dict[str, Any]) -> dict[str, Any]:
    """Return what a page says of itself that could not be worked on."""
    return refusal("not_made", FILE_NOT_MADE if page["media"] == PDF else NOT_MADE)


def refusal(code: str, text: str) -> dict[str, Any]:
    """Return what a page that cannot be used says of itself."""
    return {"state": "refused", "made": None, "doubts": []} | refusal_of(code, text)


def refusal_of(code: str, text: str) -> Refusal:
    """Return why something cannot be used: a page, or a slot whose pages are good each and too much together."""
    return {"code": code, "text": text}


async def _bind(
    house: House, bench: Bench, stream: str, pages: list[dict[str, Any]], found: dict[str, Any]
) -> tuple[dict[str, Any] | None, Refusal | None]:
    """Return the one document of all pages, or why there can be none; neither while one of them cannot be used."""
    if any(not p["made"] for p in pages):
        return None, None
    count, most = sum(p["count"] for p in pages), found["max_pages"]
    if count > most:
        return None, refusal_of("too_many_pages", f"一共 {count} 页，最多 {most} 页。请删掉几页")

    async def parts() -> list[bytes]:
        return [await house.fetch(stream, p["made"]) for p in pages]

    try:
        document = await bench.run("bind", parts, found["max_bytes"])
    except Spoilt as error:
        return None, refusal_of(error.code, "有一页存坏了，合不成 1 份 PDF。请把打不开的那一页删掉重拍")
    except Unusable as error:
        return None, refusal_of(error.code, error.text)
    file = await house.store(stream, document.pdf)
    return {"file": file, "pages": document.pages, "size": document.size}, None
