"""Pages of evidence: put in, turned, ordered, taken out, and kept as one document."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from casework import ids
from casework.access import may_fill
from casework.asking import consents
from casework.case import Case
from casework.deeds import consent
from casework.desk import Desk
from casework.presents.application import Mark
from casework.problems import Hidden, Shut, Wrong
from schemes.kinds import MAX_PAGES
from wizard import files
from wizard.address import Address
from wizard.states import Wrong as Unfit

Slot = dict[str, Any]
PAGES = MAX_PAGES  # most pages a slot takes while it is put together
LEAF = 16  # hexadecimal digits that tell a page from the others of its document


class Received(msgspec.Struct, frozen=True):
    """Is a photo or a file whose bytes are kept.

    Args:
        file: digest of the sealed bytes.
        media: what it is by its content.
        size: bytes as received.
        known_by: what tells it again when the very same comes once more, as `House.known_by`.
    """

    file: str
    media: str
    size: int
    known_by: str


def empty() -> Slot:
    """Return a slot without pages."""
    return {"pages": [], "document": None, "version": 0}


def slot_of(case: Case, address: Address) -> Slot:
    """Return the pages on their way for an address.

    Raises:
        Hidden: the scheme has no evidence there.
    """
    if address.field is None or address.section not in case.scheme.sections:
        raise Hidden("slot_absent", "没有找到放这份材料的地方。请回到栏目里再进一次")
    field = case.scheme.sections[address.section].fields.get(address.field)
    if field is None or field.kind not in {"evidence", "portrait"}:
        raise Hidden("slot_absent", "没有找到放这份材料的地方。请回到栏目里再进一次")
    return case.present.filled.drafts.get(str(address)) or empty()


def room_in(case: Case, address: Address) -> list[dict[str, Any]]:
    """Return the pages of a slot that takes one more.

    Raises:
        Hidden: the scheme has no evidence there.
        Shut: the slot is full.
    """
    pages = list(slot_of(case, address)["pages"])
    if len(pages) >= PAGES:
        raise Shut("slot_full", f"这里最多放 {PAGES} 页。请先删掉几页，或在电脑上合成一份 PDF 再传")
    return pages


def change(desk: Desk, case: Case, address: Address, pages: list[dict[str, Any]]) -> None:
    """Record the pages of a slot as they are now and have its document made anew."""
    slot = slot_of(case, address)
    new: Slot = {"pages": pages, "document": None, "version": slot["version"] + 1}
    desk.record(case.head, "pages_changed", {"a": str(address), "slot": new if pages else None})
    if pages:
        # one after another for a person, whatever it is filled for: nobody has all places of the worker
        who = ids.person(case.owner.id) if case.owner else case.head.stream
        desk.push("evidence", who=who, stream=case.head.stream, body={"a": str(address)})


def add_page(desk: Desk, case: Case, address: Address, came: Received) -> str:
    """Put a received file into a slot.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        address: the slot.
        came: the file.

    Returns:
        The page's id.

    Raises:
        Shut: the slot is full or closed, or a consent that it needs is lacking (X-21).
    """
    may_fill(desk, case, address)
    pages = room_in(case, address)
    consent.hold(consents.before_picture(desk, case, address))
    page = fresh(came)
    change(desk, case, address, [*pages, page])
    return page["id"]


def replace_pages(desk: Desk, case: Case, address: Address, instead: Collection[str], came: Received) -> str:
    """Put a received file where other pages stood; where they are gone meanwhile it is the last one.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        address: the slot.
        instead: ids of the pages that go.
        came: the file.

    Returns:
        The new page's id.

    Raises:
        Shut: the slot is full or closed.
    """
    pages = slot_of(case, address)["pages"]
    at = next((n for n, p in enumerate(pages) if p["id"] in instead), None)
    if at is None:
        return add_page(desk, case, address, came)
    may_fill(desk, case, address)
    consent.hold(consents.before_picture(desk, case, address))
    new = fresh(came)
    change(desk, case, address, [*pages[:at], new, *(p for p in pages[at + 1 :] if p["id"] not in instead)])
    return new["id"]


def fresh(came: Received) -> dict[str, Any]:
    """Return a page that nobody has looked at yet."""
    return {
        "id": secrets.token_hex(4), "file": came.file, "known_by": came.known_by, "media": came.media,
        "size": came.size, "turn": 0, "state": "waiting", "made": None, "count": 1, "doubts": [],
    }  # fmt: skip


def leaves(pages: Sequence[dict[str, Any]]) -> list[str]:
    """Return of each page of a document what tells the very same one again, nothing where that cannot be told.

    Args:
        pages: of a slot; a file among them has the pages that it counts.
    """
    if not all(page.get("known_by") for page in pages):
        return []
    told = [(f"{page['known_by']} {page['turn']}", page.get("count", 1)) for page in pages]
    return [leaf for text, count in told for leaf in [hashlib.sha256(text.encode()).hexdigest()[:LEAF]] * count]


def page_of(pages: Sequence[dict[str, Any]], mark: Mark) -> str:
    """Return the id of the page of a slot that a remark means, wherever it lies by now.

    Args:
        pages: of the slot.
        mark: on the slot's document.

    Returns:
        Empty where the remark means the whole document, or one page cannot be taken alone.
    """
    if mark.page is None or any(page.get("count", 1) != 1 for page in pages):
        return ""
    numbered = [page["id"] for page in pages[mark.page - 1 : mark.page]]
    return next((page["id"] for page in pages if leaves([page]) == [mark.leaf]), "".join(numbered))


def alter_page(desk: Desk, case: Case, address: Address, page: str, *, turn: int = 0, place: int | None = None) -> None:
    """Turn a page by quarters or move it to another place.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        address: the slot.
        page: the page's id.
        turn: degrees clockwise: 90, 180 or 270.
        place: counted from 0.

    Raises:
        Hidden: there is no such page.
        Wrong: the turn is no quarter.
    """
    may_fill(desk, case, address)
    if turn % 90:
        raise Wrong("turn", "只能每次转四分之一圈。请点“转一下”")
    pages = list(slot_of(case, address)["pages"])
    at = _find(pages, page)
    taken = dict(pages.pop(at))
    if turn % 360:
        taken |= {"turn": (taken["turn"] + turn) % 360, "state": "waiting", "made": None}
    pages.insert(at if place is None else max(0, min(place, len(pages))), taken)
    change(desk, case, address, pages)


def drop_page(desk: Desk, case: Case, address: Address, page: str) -> None:
    """Take a page out; the file stays until nothing in the history needs it.

    Raises:
        Hidden: there is no such page.
    """
    may_fill(desk, case, address)
    pages = list(slot_of(case, address)["pages"])
    del pages[_find(pages, page)]
    change(desk, case, address, pages)


def made(
    desk: Desk, case: Case, address: Address, version: int, pages: list[dict[str, Any]], document: Any, refused: Any
) -> Slot | None:
    """Record what the workshop made of a slot's pages.

    What was made of the very pages that the answer was made of is the answer: nothing has changed.

    Args:
        desk: where the deed is written down.
        case: what is filled.
        address: the slot.
        version: of the slot when the work began; a slot that has changed since is left alone.
        pages: with their verdicts.
        document: the one document, None while a page is missing.
        refused: `code` and `text` where the pages are good each and cannot be one document, else None.

    Returns:
        The slot as it is now, None where it has changed meanwhile.
    """
    slot = slot_of(case, address)
    # versions begin anew in a slot that was emptied; ids of pages never come again
    if slot["version"] != version or [p["id"] for p in slot["pages"]] != [p["id"] for p in pages]:
        return None
    kept, told = case.answer(address), leaves(pages)
    if document is not None and told:
        if kept is not None and kept.get("leaves") == told:
            document = {name: kept[name] for name in ("file", "pages", "size")}
        document |= {"leaves": told}
    new = {"pages": pages, "document": document, "version": version}
    if refused is not None:
        new["refused"] = refused
    desk.record(case.head, "pages_changed", {"a": str(address), "slot": new})
    return new


def keep(desk: Desk, case: Case, address: Address) -> dict[str, Any]:
    """Make the slot's document the answer.

    Returns:
        The answer.

    Raises:
        Shut: there is no document yet, one page cannot be used, or the document is not within the field's limits.
    """
    may_fill(desk, case, address)
    slot = slot_of(case, address)
    if any(p["state"] == "refused" for p in slot["pages"]):
        n = next(i for i, p in enumerate(slot["pages"], 1) if p["state"] == "refused")
        raise Shut("page_refused", f"第 {n} 页用不了。请换一张或删掉这一页，再点“用这份”")
    if refused := slot.get("refused"):
        raise Shut(refused["code"], refused["text"])
    if slot["document"] is None:
        text = "还没有照片。请先拍照或选文件" if not slot["pages"] else "还在整理，大约 10 秒。整理好了再点“用这份”"
        raise Shut("not_ready", text)
    value = {**slot["document"], "media": "application/pdf", "of": desk.bound(case, address)}
    if value["of"] is not None:  # a signed copy: what it was made of tells later what has changed since
        value["made_of"] = desk.content(case, address).decode()
    state = case.journey.state(address)
    found = files.checked(state.field, value, state, {p["made_media"] for p in slot["pages"]})
    if isinstance(found, Unfit):
        raise Shut(found.code, found.text)
    if case.answer(address) != value:
        desk.record(case.head, "answered", {"a": str(address), "v": value})
    return value


def take_back(desk: Desk, case: Case, address: Address, old: dict[str, Any] | None = None) -> None:
    """Let a slot's document be the answer no longer, or the one before it again; the pages stay where they are."""
    may_fill(desk, case, address)
    if case.answer(address) != old:
        desk.record(case.head, "answered", {"a": str(address), "v": old})


def take_out(desk: Desk, case: Case, address: Address) -> None:
    """Empty a slot: pages and answer."""
    slot_of(case, address)
    take_back(desk, case, address)
    change(desk, case, address, [])


def _find(pages: list[dict[str, Any]], page: str) -> int:
    for n, found in enumerate(pages):
        if found["id"] == page:
            return n
    raise Hidden("page_absent", "没有找到这一页，可能已经删掉了。请看一眼现在的页面")
