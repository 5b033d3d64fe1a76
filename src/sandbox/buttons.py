"""The menu under a finger, and several messages at once."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, cast

from . import deeds, windows
from .callback_xml import Bare, Fields
from .kept import Message, Person
from .world import World


async def press(
    world: World, person: Person, key: str, pictures: list[tuple[str, bytes]] | None = None
) -> dict[str, Any]:
    """Tap a button of the menu by key, name, address or page; a key that is no longer there is an old menu.

    Returns:
        What came back, and under ``open`` what the phone opens: a page of the mini-program or an address.

    """
    deeds.ready(world, person)
    button = _button(world, key) or {"type": "click", "key": key}
    kind, value = str(button.get("type", "click")), str(button.get("key", ""))
    menu_id = ("MenuId", Bare(str(world.kept.counters.get("menu_id", 0))))
    match kind:
        case "click":
            return await deeds.event(world, person, "CLICK", [("EventKey", value)], opens="menu")
        case "view":
            answer = await deeds.event(world, person, "VIEW", [("EventKey", str(button["url"])), menu_id])
            return answer | {"open": {"kind": "url", "url": button["url"]}}
        case "miniprogram":
            page = str(button["pagepath"])
            answer = await deeds.event(world, person, "view_miniprogram", [("EventKey", page), menu_id])
            return answer | {"open": {"kind": "mini", "path": page}}
        case "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin":
            return await _pictures(world, person, kind, value, pictures or [])
        case "location_select":
            place: Fields = [
                ("Location_X", "29.563010"),
                ("Location_Y", "106.551557"),
                ("Scale", "16"),
                ("Label", "人民路"),
                ("Poiname", ""),
            ]
            await deeds.event(world, person, kind, [("EventKey", value), ("SendLocationInfo", place)])
            return await deeds.location(world, person)
        case "scancode_push" | "scancode_waitmsg":
            found: Fields = [("ScanType", "qrcode"), ("ScanResult", "http://weixin.qq.com/q/none")]
            return await deeds.event(world, person, kind, [("EventKey", value), ("ScanCodeInfo", found)], opens="menu")
        case _:
            raise deeds.NotNow("menu", f"手机上还不能点这种菜单：{kind}")


async def _pictures(
    world: World, person: Person, kind: str, key: str, pictures: list[tuple[str, bytes]]
) -> dict[str, Any]:
    items: Fields = [
        ("item", cast(Fields, [("PicMd5Sum", hashlib.md5(data, usedforsecurity=False).hexdigest())]))
        for _, data in pictures
    ]
    info: Fields = [("Count", len(pictures)), ("PicList", items)]
    answer = await deeds.event(world, person, kind, [("EventKey", key), ("SendPicsInfo", info)])
    for name, data in pictures:
        answer = await deeds.photo(world, person, data, name)
    return answer


def _button(world: World, key: str) -> dict[str, Any] | None:
    for outer in (world.kept.menu or {}).get("button", []):
        for button in (outer, *outer.get("sub_button", [])):
            if "type" in button and key in (
                button.get("key"),
                button.get("name"),
                button.get("url"),
                button.get("pagepath"),
            ):
                return button
    return None


async def burst(world: World, person: Person, texts: list[str], order: str) -> list[dict[str, Any]]:
    """Send several texts whose deliveries overtake each other.

    Args:
        world: the present.
        person: who sends.
        texts: in the order of typing; each has its own MsgId and a CreateTime not before the last.
        order: ``parallel`` delivers all at once, ``reversed`` the last one first.

    Returns:
        What came of each, in the order of typing.

    """
    deeds.ready(world, person)
    made: list[tuple[Fields, Message]] = []
    for place, text in enumerate(texts):
        msg_id = deeds.message_id(world, person)
        fields = [*deeds.head(world, person, "text"), ("Content", text), ("MsgId", Bare(msg_id))]
        fields[2] = ("CreateTime", int(world.now()) - len(texts) + 1 + place)
        shown = Message(n=world.next(), at=world.now(), side="me", kind="text", text=text, msg_id=msg_id)
        made.append((fields, world.show(person, shown)))
    windows.open_window(person, "message", world.now())
    work = [deeds.pushed(world, person, fields, "text", event=False) for fields, _ in made]
    if order == "parallel":
        return list(await asyncio.gather(*work))
    results = [await one for one in reversed(work)]
    return results[::-1]
