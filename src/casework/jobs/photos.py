"""Photos of the chat: fetched from the platform, kept, put into their slot; and the verdict told when it is there."""

from typing import Any

from casework import ids
from casework.actor import Act
from casework.bases import base_of_path
from casework.deeds import evidence
from casework.desk import Desk
from casework.house import House
from casework.messages import Told
from casework.presents.contact import Cursor
from casework.problems import Problem
from evidence.kinds import Unusable, sniff
from wechat import Fate, PlatformError
from wizard.address import Address


async def fetch(house: House, body: dict[str, Any], stream: str, key: str) -> str:
    """Fetch one photo by its media id and keep it: in the slot it was sent for, else with the contact.

    A photo that was kept with the contact and has been given a place is taken from there.

    Args:
        house: what deeds work with.
        body: `media`, `contact`, and `base` and `a` where a slot was open.
        stream: the contact's.
        key: of the job.

    Returns:
        What became of it.

    Raises:
        PlatformError, TransportError: to be tried again.
    """
    contact = await house.peek(stream)
    person = contact.state.person
    try:
        held = next((p["file"] for p in contact.state.cursor.photos if p["media"] == body["media"] and "file" in p), "")
        data = await house.fetch(stream, held) if held else (await house.oa.media_get(body["media"])).data
        kind = sniff(data)
    except Unusable as error:
        await say(house, key, stream, error.text)
        return error.code
    except PlatformError as error:
        if error.fate is Fate.CONTENT:
            await say(house, key, stream, "这张照片没收到，请再发一次")
            return "gone"
        raise
    base = base_of_path(body["base"], person) if body["base"] else None
    owner = base.stream if base else stream
    file = await house.store(owner, data, kind.value)
    act = Act(key=f"job|{key}", at=house.clock.now(), surface="chat", person=person or None, contact=stream)
    streams = [stream, *([ids.person(person)] if person else []), *([base.stream] if base else [])]

    async def make(desk: Desk) -> str:
        head = desk.head(stream)
        desk.own_file(desk.head(owner), file, kind.value, len(data))
        if base is not None:
            case = await desk.case(base)
            try:
                evidence.add_page(desk, case, Address.parse(body["a"]), file, kind.value, len(data))
            except Problem as error:
                return error.detail
            return "put"
        cursor: Cursor = head.present.state.cursor
        photos = [
            p | {"file": file, "kind": kind.value, "size": len(data)} if p["media"] == body["media"] else p
            for p in cursor.photos
        ]
        desk.turn(head, photos=photos)
        return "held"

    return await house.write(act, list(dict.fromkeys(streams)), ["fetch", body["media"]], make, str)


async def say(house: House, key: str, stream: str, text: str) -> None:
    """Tell the person of a chat something at once."""
    act = Act(key=f"job|{key}|say", at=house.clock.now(), surface="system")

    async def make(desk: Desk) -> bool:
        desk.tell(Told(stream, stream, "photo", text=text, own=True))
        return True

    await house.write(act, [stream], ["say", text], make, bool)


async def verdict(house: House, body: dict[str, Any], stream: str, key: str, words: Any) -> str | None:
    """Tell what became of a series of photos; None while the workshop has not looked at all of them.

    Args:
        house: what deeds work with.
        body: `base`, `a`.
        stream: the contact's.
        key: of the job.
        words: makes the text of a slot, as the bot says it.
    """
    person = (await house.peek(stream)).state.person
    base = base_of_path(body["base"], person)
    address = Address.parse(body["a"])
    act = Act(key=f"job|{key}", at=house.clock.now(), surface="system")

    async def look(desk: Desk) -> str | None:
        case = await desk.case(base)
        slot = evidence.slot_of(case, address)
        if any(p["state"] == "waiting" for p in slot["pages"]):
            return None
        return words(case, address)

    text = await house.read_as_system(act, base, look)
    if text is None:
        return None
    await say(house, key, stream, text)
    return "told"
