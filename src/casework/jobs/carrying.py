"""What the chat of a WeChat that was left kept for its person goes along to the new one: texts, photos, the place."""

from typing import Any

import msgspec

from casework import ids
from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.presents.contact import Cursor
from casework.problems import Hidden, Spoilt
from storage.outbox import Ended

NOTHING = Ended("dropped", "nothing to carry")


async def carry(house: House, body: dict[str, Any], stream: str, key: str) -> Ended:
    """Bring what was typed and not stored, and photos that had no place yet, from the old chat to the new one.

    Args:
        house: what deeds work with.
        body: `from`, stream of the old chat, and `person`.
        stream: of the new chat.
        key: of the job.
    """
    old, person = body["from"], ids.person(body["person"])
    before: Cursor = (await house.present(old)).state.kept
    files = {p["file"]: p for p in before.photos if "file" in p}
    brought: dict[str, tuple[str, str, int]] = {}
    for file, photo in files.items():
        try:
            data = await house.fetch(old, file)
        except (Hidden, Spoilt):
            continue
        kind = str(photo.get("kind", "image/jpeg"))
        brought[file] = (await house.store(stream, data), kind, len(data))
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system", contact=stream)

    async def make(desk: Desk) -> Ended:
        head, owner = desk.head(stream), desk.head(person)
        if owner.present.state.left != old or head.present.state.person != body["person"]:
            return NOTHING
        for file, kind, size in brought.values():
            desk.own_file(head, file, kind, size)
        desk.turned(head, _together(before, head.present.state.cursor, {f: b[0] for f, b in brought.items()}))
        for photo in before.photos:
            if "file" not in photo:  # it was still being fetched when the old chat ended
                waits = {"media": photo["media"], "base": "", "a": "", "person": body["person"]}
                desk.push("fetch", who=stream, stream=stream, body=waits)
        for file in files:
            desk.drop("blob", (file, old))
        desk.record(desk.head(old), "carried", {})
        desk.record(owner, "carried", {})
        return Ended("delivered", "carried")

    return await house.write(act, [stream, person, old], ["carry", old], make, Ended)


def _together(old: Cursor, new: Cursor, files: dict[str, str]) -> Cursor:
    """Return where the new chat stands with what the old one kept; the place of the old one where the new has none.

    Args:
        old, new: of both chats.
        files: digests in the old stream → in the new one.
    """
    photos = [
        {**p, "file": files[p["file"]]} if "file" in p else p for p in old.photos if p.get("file", "") in {"", *files}
    ]
    begun = new if new.address else msgspec.structs.replace(
        new, base=old.base, address=old.address, asked=old.asked, seen=old.seen, every=old.every, place=old.place,
        trail=old.trail, application=old.application or new.application,
    )  # fmt: skip
    return msgspec.structs.replace(
        begun, unsaved=[*old.unsaved, *new.unsaved], unsaved_head=max(old.unsaved_head, new.unsaved_head),
        photos=[*photos, *new.photos],
    )  # fmt: skip
