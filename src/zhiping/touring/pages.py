"""What is done in the mini-program by everybody and by the applicant."""

from __future__ import annotations

import base64
import math
from typing import Any

from schemes.kinds import MOMENTS
from zhiping.touring.desks import carry_out
from zhiping.touring.stage import Came, Missed, Player, Refusal, Stage, as_text

PAD = (660.0, 300.0)  # a signature pad on a phone held upright, in pixels


async def log_in(_: Stage, player: Player, __: Any) -> Came:
    """Open the mini-program, which logs in by itself."""
    session = await player.phone.log_in()
    player.me = (session.get("person") or {}).get("id", "")
    return Came(as_text(session["needs"]), player.name if player.me else "还没有登记")


async def give_phone(_: Stage, player: Player, __: Any) -> Came:
    """Press the button that gives the phone number."""
    me = await player.phone.verify_phone()
    player.me = me["person"]["id"]
    return Came(as_text(me), me["phone"])


async def give_identity(_: Stage, player: Player, given: Any) -> Came:
    """Type name and ID number."""
    body: dict[str, Any] = {"name": player.name, "id_number": player.id_number}
    if isinstance(given, dict):
        body |= given
    await player.phone.agree(await player.phone.get("me"))
    me = await player.phone.post("me/identity", body)
    return Came(as_text(me), f"{me['person']['name']} {me['id_number']}")


async def agree(_: Stage, player: Player, __: Any) -> Came:
    """Read what the ticket of the open page would do, and agree."""
    ticket = player.query("join") or player.query("t") or player.query("scene")
    if not ticket:
        raise Missed(f"打开的页面应当带着一个码，打开的是：{player.page}")
    asked = await player.phone.get(f"tickets/{ticket}")
    await player.phone.post(f"tickets/{ticket}/accept", {})
    return Came(as_text(asked), asked["text"])


async def take_up(_: Stage, player: Player, given: Any) -> Came:
    """Open one's own application; `given` is its status word."""
    mine = (await player.phone.get("me")).get("applications", [])
    found = [a for a in mine if a["status_text"] == given]
    if not found:
        raise Missed(f"“我的申报”里应当有一份“{given}”的，有的是：{as_text(mine)}")
    player.base = found[-1]["base"]
    return Came(as_text(found[-1]), found[-1]["plan"])


LOOKS = {"home": "", "progress": "/progress", "check": "/check", "fix": "/fix", "pledge": "/pledge", "forms": "/forms"}


async def look(_: Stage, player: Player, given: Any) -> Came:
    """Open a page of the application."""
    if given not in LOOKS:
        raise Missed(f"没有“{given}”这一页，有的是：{'、'.join(LOOKS)}")
    view = await player.phone.get(player.base + LOOKS[given])
    return Came(as_text(view), seen(view))


def seen(view: Any) -> str:
    """Return the few words of a page that a person looks for first."""
    if isinstance(view, list):
        forms: list[dict[str, Any]] = view
        return "；".join(f["label"] for f in forms)
    if "blocking" in view:
        return "；".join(s["text"] for s in view["blocking"]) or "没有要改的"
    return view.get("sentence") or view.get("opinion") or view.get("state", "")


async def sign(_: Stage, player: Player, __: Any) -> Came:
    """Read the pledge and sign it by hand."""
    shown = await player.phone.get(f"{player.base}/pledge")
    await player.phone.agree(shown)
    width, height = PAD
    body = {
        "digest": shown["digest"], "agreed": True, "width": width, "height": height, "strokes": hand(player.name, *PAD),
    }  # fmt: skip
    signed = await player.phone.post(f"{player.base}/pledge", body)
    return Came(as_text([shown["text"], signed["state"]]), f"{shown['text'][:20]}… {signed['signed_at']} 签好")


def hand(name: str, width: float, height: float) -> list[list[tuple[float, float]]]:
    """Return a name as a finger might write it: for each character a few bent strokes, the same ones every time.

    Args:
        name: who signs.
        width, height: of the pad in pixels.
    """
    strokes: list[list[tuple[float, float]]] = []
    box = width / max(2, len(name))
    for place, character in enumerate(name):
        left, seed = place * box + 0.15 * box, ord(character)
        for n in range(5):
            turn = (seed >> n) % 4
            x, y = left + 0.1 * box * ((seed >> n) % 3), height * (0.18 + 0.14 * n)
            dx, dy = ((0.55, 0.02), (0.4, 0.22), (-0.05, 0.4), (0.5, -0.1))[turn]
            strokes.append([
                (
                    x + dx * box * t / 12 + 4 * math.sin(t / 2 + n),
                    min(height * 0.95, y + dy * height * t / 12 + 3 * math.cos(t / 3)),
                )
                for t in range(13)
            ])  # fmt: skip
    return strokes


async def do(_: Stage, player: Player, given: Any) -> Came:
    """Do a deed that the home page offers, named by its label."""
    home = await player.phone.get(player.base)
    offer = next((d for d in home["deeds"] if d["label"] == given), None)
    if offer is None:
        raise Refusal(f"首页上没有“{given}”，能做的是：{'、'.join(d['label'] for d in home['deeds']) or '没有'}")
    if not offer["ok"]:
        raise Refusal(offer.get("say", ""))
    if offer["deed"] in MOMENTS:
        await player.phone.agree(await player.phone.get(f"{player.base}/check"))
    return await carry_out(player.phone, player.base, offer["deed"], {}, home["seq"])


async def forms(_: Stage, player: Player, __: Any) -> Came:
    """Print every form that the application has now."""
    words: list[str] = []
    for form in await player.phone.get(f"{player.base}/forms"):
        data = await player.phone.fetch(form.get("url") or form["html"])
        begins = b"%PDF" if form.get("url") else b"<!doctype html>"  # what is on the wall is drawn as a page
        if not data.lower().startswith(begins.lower()):
            raise Missed(f"{form['label']}应当以 {begins!r} 开头，来的是：{data[:20]!r}")
        words.append(f"{form['label']}（{form.get('watermark') or '正式'}，{len(data) // 1000} KB）")
    return Came("；".join(words))


async def desktop(stage: Stage, player: Player, _: Any) -> Came:
    """Log a desktop in: it shows a code, the phone scans it, reads who asks, and agrees."""
    screen = stage.phones.of(player.phone.person)
    asked = await screen.post("logins", {})
    shown = await scan(stage, player, asked["qr"])
    state = await screen.get(f"logins/{asked['ticket']}")
    screen.token, player.screen = asked["token"], screen
    me = await screen.get("me")
    return Came(
        f"{shown.text} {as_text(state)} {me['person']['name']}", f"{shown.brief}，电脑上是 {me['person']['name']}"
    )


async def scan(stage: Stage, player: Player, picture: str) -> Came:
    """Scan a code that a desktop shows, a data URL, and agree to what its page says."""
    content = await stage.phones.read_code(base64.b64decode(picture.partition(",")[2]))
    seen = await player.phone.control("scan", {"content": content})
    player.page = seen.get("path", "")
    return await agree(stage, player, None)


async def sign_by_code(stage: Stage, player: Player, _: Any) -> Came:
    """Have the desktop show a code, scan it with the phone, and sign there."""
    if player.screen is None:
        raise Missed(f"{player.name}还没有在电脑上登录")
    asked = await player.screen.post(f"{player.base}/pledge/ticket", {})
    shown = await scan(stage, player, asked["qr"])
    signed = await sign(stage, player, None)
    return Came(f"{shown.text} {signed.text}", f"{shown.brief}：{signed.brief}")


VERBS = {
    "log_in": log_in, "give_phone": give_phone, "give_identity": give_identity, "agree": agree, "take_up": take_up,
    "look": look, "sign": sign, "do": do, "forms": forms, "desktop": desktop,
    "sign_by_code": sign_by_code,
}  # fmt: skip
