"""What a phone does with a code that it scans."""

from __future__ import annotations

from typing import Any

from . import codes, deeds
from .kept import MiniCode, Person, Scene
from .world import World


async def scan(world: World, person: Person, content: str) -> dict[str, Any]:
    """Scan a code.

    Args:
        world: the present.
        person: who scans.
        content: what the code says.

    Returns:
        ``kind`` qrcode (with what came back in the chat), mini (with the ``path`` that opens), url, text or expired.

    """
    if world.offline(person):
        raise deeds.NotNow("offline", "手机没有网，扫不了")
    content = content.strip()
    match codes.find(world, content):
        case MiniCode() as code:
            world.log("手机→平台", f"扫小程序码 {code.page}", person=person.id)
            return {"kind": "mini", "path": codes.path_of(code), "content": content}
        case Scene() as scene:
            if scene.until <= world.now():
                world.log("手机→平台", "扫了过期的二维码", "warn", person=person.id)
                return {"kind": "expired", "content": content}
            if not person.following:
                answer = await deeds.follow(world, person, scene)
            else:
                key: deeds.Fields = [("EventKey", scene.value), ("Ticket", scene.ticket)]
                answer = await deeds.event(world, person, "SCAN", key, opens="scan")
            return {"kind": "qrcode", "content": content} | answer
        case None:
            kind = "url" if content.startswith(("http://", "https://")) else "text"
            world.log("手机→平台", f"扫到{'网址' if kind == 'url' else '文字'}", person=person.id)
            return {"kind": kind, "content": content}
