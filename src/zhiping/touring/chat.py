"""What is done in the chat, each by one touch of the phone."""

from __future__ import annotations

from typing import Any

from zhiping.touring.script import pieces
from zhiping.touring.stage import Missed, Player, Stage, heard, link


async def follow(_: Stage, player: Player, __: Any) -> str:
    """Follow the official account; somebody who follows already stays."""
    state = await player.phone.see()
    return "已经关注了" if state["following"] else await _said(player, "follow", {})


async def say(_: Stage, player: Player, given: Any) -> str:
    """Type a text."""
    return await _said(player, "say", {"text": str(given)})


async def tap(_: Stage, player: Player, given: Any) -> str:
    """Tap a link that stands in the chat."""
    found = link(await player.phone.messages(), str(given), ["tap"])
    return await _said(player, "tap", {"text": found["send"], "id": found.get("id", "")})


async def menu(_: Stage, player: Player, given: Any) -> str:
    """Press a button of the menu."""
    return await _said(player, "menu", {"key": str(given)})


async def photo(_: Stage, player: Player, given: Any) -> str:
    """Send a picture of the camera roll."""
    return await _said(player, "photo", {"name": str(given)})


async def hear(_: Stage, player: Player, given: Any) -> str:
    """Wait for a push."""
    return await heard(player, pieces(given))


async def open_page(_: Stage, player: Player, given: Any) -> str:
    """Tap a link that leads into the mini-program; its page is open then."""
    found = link(await player.phone.messages(), str(given), ["mini"])
    player.page = found["path"]
    return player.page


async def _said(player: Player, deed: str, body: dict[str, Any]) -> str:
    """Do something in the chat and return the words of the reply that came at once."""
    before = await player.phone.messages()
    known = before[-1]["n"] if before else 0
    came = await player.phone.control(deed, body)
    if came["status"] not in {"answered", "silent"}:
        raise Missed(f"公众号应当马上有回应，来的是：{came['status']} {came.get('fault', '')}")
    text = (came.get("reply") or {}).get("text") or ""
    player.replies |= {x["n"] for x in await player.phone.messages(known) if x["side"] == "it" and x["text"] == text}
    return text


VERBS = {"follow": follow, "say": say, "tap": tap, "menu": menu, "photo": photo, "hear": hear, "open": open_page}
