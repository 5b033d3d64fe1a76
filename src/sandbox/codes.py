"""QR codes of the official account and codes of the mini-program: given out here, understood by the scanner.

Source: 生成带参数的二维码, 获取不限制的小程序码.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import quote, urlencode

import qrcode
from PIL import Image, UnidentifiedImageError
from qrcode.image.pil import PilImage

from .calls import Answer, Api, Binary, Call, per_minute
from .faults import Refusal
from .kept import MiniCode, Scene
from .pages import released
from .world import World

LONGEST = 2_592_000
USUAL = 60
PERMANENT = 100_000
PER_MINUTE = 5_000
FOR_EVER = 10.0**12
SCHEME = "zhiping-mini://"
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")


def create(call: Call) -> Answer:
    """Make a QR code with a scene, for a while or for ever."""
    world, body = call.world, call.body
    action = body.get("action_name")
    info: Any = body.get("action_info")
    scene: Any = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise Refusal(40053)
    number, text = scene.get("scene_id"), scene.get("scene_str")
    match action:
        case "QR_SCENE":
            good, value = _whole(number, 2**32 - 1), str(number)
        case "QR_LIMIT_SCENE":
            good, value = _whole(number, PERMANENT), str(number)
        case "QR_STR_SCENE" | "QR_LIMIT_STR_SCENE":
            good, value = isinstance(text, str) and 1 <= len(text) <= 64, str(text)
        case _:
            raise Refusal(40053)
    if not good:
        raise Refusal(40053)
    seconds: Any = body.get("expire_seconds", USUAL)
    now, lasting = world.now(), "LIMIT" in action
    if not lasting and (not _whole(seconds, LONGEST)):
        raise Refusal(40035)
    if lasting and sum(entry.until >= FOR_EVER for entry in world.kept.scenes.values()) >= PERMANENT:
        raise Refusal(45029)
    ticket = "gQ" + world.draw(92).replace("-", "A") + "=="
    url = "http://weixin.qq.com/q/02" + world.draw(22)
    world.kept.scenes[ticket] = Scene(
        ticket=ticket, url=url, value=value, at=now, until=FOR_EVER if lasting else now + seconds
    )
    world.changed()
    call.said.append(f"场景 {value[:20]}，{'永久' if lasting else f'{seconds} 秒'}")
    return {"ticket": ticket, "url": url} | ({} if lasting else {"expire_seconds": seconds})


def _whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def picture(content: str, width: int = 430) -> bytes:
    """Draw a QR code as PNG, ``width`` pixels at least."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, image_factory=PilImage)
    code.add_data(content)
    code.make(fit=True)
    code.box_size = max(1, -(-width // (code.modules_count + 8)))
    target = io.BytesIO()
    code.make_image().save(target)
    return target.getvalue()


def unlimited(call: Call) -> Answer:
    """Make a mini-program code for a page with a scene of 32 characters at most."""
    world, body = call.world, call.body
    scene: Any = body.get("scene")
    if not isinstance(scene, str) or not _SCENE.fullmatch(scene):
        raise Refusal(40169)
    if "scancode_time" in scene:
        raise Refusal(85096)
    page = body.get("page", "pages/index/index" if world.account.pages is None else world.account.pages[0])
    check, width, env = body.get("check_path", True), body.get("width", 430), body.get("env_version", "release")
    if not isinstance(page, str) or not isinstance(check, bool) or env not in ("release", "trial", "develop"):
        raise Refusal(40097)
    if not isinstance(width, int) or isinstance(width, bool) or not 280 <= width <= 1_280:
        raise Refusal(40097)
    if page.startswith("/") or "?" in page:
        raise Refusal(41030)
    if check:
        released(world, page)
    per_minute(world, "wxacode", PER_MINUTE, 45009)
    content = SCHEME + "?" + urlencode({"page": page, "scene": scene}, quote_via=quote)
    code = MiniCode(content=content, page=page, scene=scene, at=world.now())
    world.kept.minis = [*(entry for entry in world.kept.minis if entry.content != content), code][-500:]
    world.changed()
    call.said.append(f"{page} scene {len(scene)} 字")
    return Binary(picture(content, width), "image/png")


def path_of(code: MiniCode) -> str:
    """Give the path that a scanned code opens; the scene arrives percent-encoded."""
    return f"{code.page}?scene={quote(code.scene, safe='')}"


def find(world: World, content: str) -> Scene | MiniCode | None:
    """Give the code of the platform that was scanned; None for anybody else's."""
    for scene in world.kept.scenes.values():
        if scene.url == content:
            return scene
    return next((code for code in reversed(world.kept.minis) if code.content == content), None)


def recent(world: World, most: int = 12) -> list[dict[str, Any]]:
    """List the newest codes, of the platform and of the product's pages, with what they are for."""
    now = world.now()
    rows: list[dict[str, Any]] = [
        {
            "content": entry.url,
            "kind": "qrcode",
            "label": f"公众号二维码 {entry.value}",
            "at": entry.at,
            "expired": entry.until <= now,
        }
        for entry in world.kept.scenes.values()
    ]
    rows += [
        {"content": entry.content, "kind": "mini", "label": f"小程序码 {entry.page}", "at": entry.at, "expired": False}
        for entry in world.kept.minis
    ]
    rows += [
        {"content": entry.content, "kind": "shown", "label": entry.label, "at": entry.at, "expired": False}
        for entry in world.kept.shown
    ]
    return sorted(rows, key=lambda row: -row["at"])[:most]


class Unreadable(ValueError):
    """Says why no code was read."""


def read(data: bytes) -> str:
    """Read the code in a picture.

    Raises:
        Unreadable: it is no picture, there is no code in it, or the reader is not installed.

    """
    try:
        import zxingcpp  # optional: the stand-in runs without a reader, codes are then picked from the list
    except ImportError:
        raise Unreadable("这台机器没装读码的库，请从“最近的码”里点，或粘贴内容") from None
    try:
        with Image.open(io.BytesIO(data)) as image:
            found = zxingcpp.read_barcodes(image.convert("L"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Unreadable("这不是图片") from None
    if not found:
        raise Unreadable("图里没有认出二维码")
    return found[0].text


APIS = (
    Api(path="/cgi-bin/qrcode/create", run=create, capability="qrcode", daily=100_000),
    Api(path="/wxa/getwxacodeunlimit", run=unlimited, sides=("mp",), capability="wxacode"),
)
