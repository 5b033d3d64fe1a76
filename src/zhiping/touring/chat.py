"""What is done in the chat, each by one touch of the phone."""

from __future__ import annotations

from typing import Any

from zhiping.touring.stage import Came, Missed, Player, Stage, link


async def follow(_: Stage, player: Player, __: Any) -> Came:
    """Follow the official account; somebody who follows already stays."""
    state = await player.phone.see()
    return Came("已经关注了") if state["following"] else await _said(player, "follow", {})


async def say(_: Stage, player: Player, given: Any) -> Came:
    """Type a text."""
    return await _said(player, "say", {"text": str(given)})


async def tap(_: Stage, player: Player, given: Any) -> Came:
    """Tap a link that stands in the chat."""
    found = link(await player.phone.messages(), str(given), ["tap"])
    return await _said(player, "tap", {"text": found["send"], "id": found.get("id", "")})


async def menu(_: Stage, player: Player, given: Any) -> Came:
    """Press a button of the menu."""
    return await _said(player, "menu", {"key": str(given)})


async def photo(_: Stage, player: Player, given: Any) -> Came:
    """Send a picture of the camera roll."""
    return await _said(player, "photo", {"name": str(given)})


async def open_page(_: Stage, player: Player, given: Any) -> Came:
    """Tap a link that leads into the mini-program; its page is open then."""
    found = link(await player.phone.messages(), str(given), ["mini"])
    player.page = found["path"]
    return Came(player.page)


async def _said(player: Player, deed: str, body: dict[str, Any]) -> Came:
    """Do something in the chat and return the words of the reply that came at once."""
    before = await player.phone.messages()
    known = before[-1]["n"] if before else 0
    came = await player.phone.control(deed, body)
    if came["status"] not in {"answered", "silent"}:
        raise Missed(f"公众号应当马上有回应，来的是：{came['status']} {came.get('fault', '')}")
    text = (came.get("reply") or {}).get("text") or ""
    player.replies |= {x["n"] for x in await player.phone.messages(known) if x["side"] == "it" and x["text"] == text}
    return Came(text)


VERBS = {"follow": follow, "say": say, "tap": tap, "menu": menu, "photo": photo, "open": open_page}
