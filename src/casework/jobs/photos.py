"""Photos of the chat: fetched from the platform, kept, and put into the slot that they were sent for."""

import hashlib
from typing import Any

from casework import ids
from casework.actor import Act
from casework.bases import base_of_path
from casework.deeds import evidence
from casework.desk import Desk
from casework.house import House
from casework.ids import Base
from casework.messages import Told, plain
from casework.presents.contact import Cursor
from casework.problems import Problem
from evidence.kinds import Unusable, sniff
from storage import Head
from storage.outbox import Ended
from wechat import Fate, PlatformError, TransportError
from wizard.address import Address

NOTHING = {
    "empty": "有一张照片是空的，没有传上来。请再发一次",
    "too many bytes": "有一张照片太大了，收不下。请发小一点的，或在小程序里传",
}

SLOW = "有照片还没从微信取到，没有存上。我接着取，取到了告诉您；等不及的，请在小程序里拍"
HOME = "pages/home/home"
PUT = Ended("delivered", "put")
LOST = "有一张照片一直没有从微信取到，没有存上。请再发一次，或在小程序里拍"


async def fetch(house: House, body: dict[str, Any], stream: str, key: str) -> Ended:
    """Take one photo: into the slot that it was sent for, else with the contact.

    Args:
        house: what deeds work with.
        body: `media`, or `file` and `kind` of one that is kept with the contact already; `base` and `a` where a slot
            was open, `instead`, the pages that it takes the place of, and `one` where one page alone was asked for;
            `person`, who sent it: it goes into their application also where they have got another WeChat since.
        stream: the contact's.
        key: of the job.

    Returns:
        What became of it.

    Raises:
        PlatformError, TransportError: to be tried again.
    """
    contact = (await house.present(stream)).state
    person = body.get("person") or contact.person
    if not person or not contact.openid:
        return Ended("dropped", "the chat has ended")
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="chat", person=person, contact=stream)
    asked = ["fetch", body["media"]]
    if (done := await house.answered(act, asked, Ended)) is not None:  # what is put has left the contact
        return done
    base = base_of_path(body["base"], person) if body["base"] else None
    if base is not None and await house.present(base.stream) is None:
        return await house.write(act, [stream], asked, gone(stream, body), Ended)
    streams = [stream, ids.person(person), *(await house.streams(base, act) if base else [])]
    try:
        data, kind = await received(house, body, stream)
    except Unusable as error:
        return await house.write(act, streams, asked, failed(stream, body, error.text, error.code), Ended)
    except (PlatformError, TransportError) as error:
        text = useless(error)
        if text is None:
            raise
        return await house.write(act, streams, asked, failed(stream, body, text, "gone"), Ended)
    owner = base.stream if base else stream
    file = await house.store(owner, data)
    came = evidence.Received(file, kind, len(data), house.known_by(owner, hashlib.sha256(data).hexdigest()))

    async def make(desk: Desk) -> Ended:
        head = desk.head(stream)
        if base is None:
            return keep(desk, head, body["media"], file, kind, len(data))
        try:
            page = await into(desk, base, body, head, came)
        except Problem as error:
            counted(desk, head, body)
            stay(desk, head, body)
            say(desk, head, body, error.detail)
            return Ended("delivered", error.code)
        left(desk, stream, body)
        desk.own_file(desk.head(base.stream), file, kind, len(data))
        if not late(head, body):
            counted(desk, head, body, new=page)
            return PUT
        now = desk.act.epoch
        counted(desk, head, body, new=page, burst=now)
        desk.push("verdict", who=stream, stream=stream, body={"burst": now, "why": "said"})
        return PUT

    return await house.write(act, list(dict.fromkeys(streams)), asked, make, Ended)


async def received(house: House, body: dict[str, Any], stream: str) -> tuple[bytes, str]:
    """Return a photo and what it is, from the platform or from what the contact has kept."""
    if "file" in body:
        return await house.fetch(stream, body["file"]), body["kind"]
    data = (await house.oa.media_get(body["media"])).data
    return data, sniff(data).value


def useless(error: PlatformError | TransportError) -> str | None:
    """Return what is said where fetching a photo again would bring the same, None where it is worth trying.

    The ones behind it wait, so a photo that never comes must not be waited for.
    """
    if isinstance(error, PlatformError):
        return "这张照片没收到，请再发一次" if error.fate is Fate.CONTENT else None
    return NOTHING.get(error.why)


def failed(stream: str, body: dict[str, Any], text: str, code: str) -> Any:
    """Return what records that a photo could not be used, and says so."""

    async def make(desk: Desk) -> Ended:
        left(desk, stream, body)
        head = desk.head(stream)
        counted(desk, head, body, **({"again": body["instead"][0]} if wanted(head, body) else {}))
        say(desk, head, body, text)
        return Ended("delivered", code)

    return make


def say(desk: Desk, head: Head, body: dict[str, Any], text: str) -> None:
    """Say what became of a photo, in the chat that it was sent in, or to who has left that one for another."""
    stream, sender = head.stream, body.get("person", "")
    moved = bool(sender) and head.present.state.person != sender
    desk.tell(plain(sender, "photo", text, HOME) if moved else Told(stream, stream, "photo", text=text, own=True))


def gone(stream: str, body: dict[str, Any]) -> Any:
    """Return what lets a photo go whose application was deleted while it was on its way; nobody waits for it."""

    async def make(desk: Desk) -> Ended:
        left(desk, stream, body)
        return Ended("dropped", "the application is gone")

    return make


def tray_of(head: Head, body: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the chat notes of the slot that a photo was sent for, None where it has gone on to another."""
    tray = head.present.state.cursor.tray
    return tray if tray is not None and (tray["base"], tray["a"]) == (body["base"], body["a"]) else None


def wanted(head: Head, body: dict[str, Any]) -> bool:
    """Tell whether the next photo is to take the place of a page, as this one should have."""
    return bool(body.get("one")) and tray_of(head, body) is not None


def late(head: Head, body: dict[str, Any]) -> bool:
    """Tell whether a photo comes after all was said of its series, so that it needs a word of its own."""
    tray = tray_of(head, body)
    return tray is not None and tray["burst"] == 0.0


async def slow(house: House, stream: str, key: str) -> None:
    """Say that a photo has not come yet and is asked for again, while the chat may still be written to.

    Args:
        house, stream, key: as `fetch`.
    """
    act = Act(key=f"job|{key}|slow", epoch=house.clock.time(), surface="system", contact=stream)

    async def make(desk: Desk) -> bool:
        desk.tell(Told(stream, stream, "photo", text=SLOW, own=True))
        return True

    await house.write(act, [stream], ["slow"], make, bool)


async def give_up(house: House, body: dict[str, Any], stream: str, key: str) -> None:
    """Say that a photo could not be had as long as the platform keeps it; those behind it come in.

    Args:
        house, body, stream, key: as `fetch`.
    """
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system", contact=stream)
    await house.write(act, [stream], ["fetch", body["media"]], failed(stream, body, LOST, "given up"), Ended)


async def into(desk: Desk, base: Base, body: dict[str, Any], head: Head, came: evidence.Received) -> str:
    """Put a file into the slot that it was sent for; return the page's id."""
    case, address = await desk.case(base), Address.parse(body["a"])
    if "instead" in body:
        # Where the page has been taken anew already, by a photo just before, this one takes that one's place.
        before = (head.present.state.cursor.tray or {}).get("new", "") if wanted(head, body) else ""
        return evidence.replace_pages(desk, case, address, [*body["instead"], before], came)
    return evidence.add_page(desk, case, address, came)


def keep(desk: Desk, head: Head, media: str, file: str, kind: str, size: int) -> Ended:
    """Note with the contact where the bytes of a photo without a place are; return what became of it.

    One that was placed before it came is fetched anew for its place; nobody would take this copy out of the chat.
    """
    cursor: Cursor = head.present.state.cursor
    if not any(p["media"] == media for p in cursor.photos):
        return Ended("dropped", "it waits no longer")
    desk.own_file(head, file, kind, size)
    photos = [p | {"file": file, "kind": kind} if p["media"] == media else p for p in cursor.photos]
    desk.turn(head, photos=photos)
    return Ended("delivered", "held")


def left(desk: Desk, stream: str, body: dict[str, Any]) -> None:
    """Let a photo leave the contact that kept it: it has its place, or none will ever ask for it again."""
    if "file" in body:
        desk.drop("blob", (body["file"], stream))


def stay(desk: Desk, head: Head, body: dict[str, Any]) -> None:
    """Let a photo that the contact has kept wait for a place again: the one that was named did not take it."""
    if "file" in body:
        photo = {"media": body["media"], "at": desk.act.epoch, "file": body["file"], "kind": body["kind"]}
        desk.turn(head, photos=[*head.present.state.cursor.photos, photo])


def counted(desk: Desk, head: Head, body: dict[str, Any], **noted: Any) -> None:
    """Note that one more photo of the series has come through."""
    if (tray := tray_of(head, body)) is not None:
        desk.turn(head, tray=tray | {"got": tray["got"] + 1} | noted)
