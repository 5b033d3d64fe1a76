"""QR codes of the official account and codes of the mini-program.

Sources: https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html,
https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/api_getunlimitedqrcode.html
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from wechat.calling import Caller
from wechat.errors import TransportError, Unfit

MONTH = 2_592_000  # seconds; the longest life of a temporary code
Version = Literal["release", "trial", "develop"]
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_PAGE = re.compile(r"[A-Za-z0-9_\-]+(?:/[A-Za-z0-9_\-]+)*")


class QrCode(NamedTuple):
    """Is a QR code of the account: the ticket shows it, `url` is what it holds, `seconds` how long it lives."""

    ticket: str
    url: str
    seconds: int


class Codes(Caller):
    """Makes codes to scan."""

    async def qrcode_create(self, scene: str, seconds: int | None = 600) -> QrCode:
        """Make a QR code of the account; following or scanning it tells us the scene.

        Args:
            scene: 1 to 64 characters.
            seconds: 1 to 2,592,000; None makes one that stays, of which an account has 100,000.

        """
        if not 1 <= len(scene) <= 64:
            raise Unfit("scene has 1 to 64 characters")
        if seconds is not None and not 1 <= seconds <= MONTH:
            raise Unfit(f"seconds are 1 to {MONTH}")
        body: dict[str, Any] = {"action_info": {"scene": {"scene_str": scene}}}
        if seconds is None:
            body["action_name"] = "QR_LIMIT_STR_SCENE"
        else:
            body.update(action_name="QR_STR_SCENE", expire_seconds=seconds)
        api = "cgi-bin/qrcode/create"
        found = await self.ask(api, body)
        ticket, url = found.get("ticket"), found.get("url")
        if not isinstance(ticket, str) or not isinstance(url, str) or not ticket:
            raise TransportError(api, "no ticket in the answer", doubtful=True)
        return QrCode(ticket, url, int(found.get("expire_seconds") or seconds or 0))

    async def qrcode_image(self, ticket: str) -> bytes:
        """Fetch the picture of a QR code.

        Args:
            ticket: as `qrcode_create` gave it.

        """
        answer = await self.take("cgi-bin/showqrcode", query={"ticket": ticket}, token=False, address=self._mp)
        return answer.data

    async def wxacode(
        self,
        scene: str,
        page: str = "",
        *,
        version: Version = "release",
        check_path: bool = True,
        width: int = 430,
    ) -> bytes:
        """Make a code that opens a page of the mini-program; return its picture, JPEG or PNG.

        Args:
            scene: 1 to 32 characters out of letters, digits and ``!#$&'()*+,/:;=?@-._~``; arrives as `scene`.
            page: without a slash in front and without a query; the home page when empty.
            version: which version it opens.
            check_path: whether the page must exist in the released version.
            width: 280 to 1,280 pixels.

        """
        if not _SCENE.fullmatch(scene):
            raise Unfit("scene has 1 to 32 letters, digits or some signs")
        if page and not _PAGE.fullmatch(page):
            raise Unfit("page has no slash in front and no query")
        if not 280 <= width <= 1280:
            raise Unfit("width is 280 to 1280")
        body: dict[str, Any] = {"scene": scene, "env_version": version, "check_path": check_path, "width": width}
        if page:
            body["page"] = page
        api = "wxa/getwxacodeunlimit"
        data = (await self.take(api, body)).data
        if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            raise TransportError(api, "no picture in the answer", doubtful=True)
        return data
