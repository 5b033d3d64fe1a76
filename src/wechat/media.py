"""Temporary media: what a person sent is fetched by its id, what we show is uploaded first.

Source: 临时素材, https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia.html
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from wechat.calling import Caller, Part, decode
from wechat.errors import TransportError, Unfit

MediaType = Literal["image", "voice", "video", "thumb"]
_MOST: dict[MediaType, int] = {"image": 2 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}
_NAME = re.compile(r'filename="?([A-Za-z0-9._-]{1,128})')


class File(NamedTuple):
    """Is a file that the platform kept: its bytes, what the platform calls it, its name where it gives one."""

    data: bytes
    media_type: str
    name: str


class Media(Caller):
    """Fetches and uploads temporary media."""

    async def media_get(self, media_id: str) -> File:
        """Fetch what a person sent; it is kept for three days.

        Args:
            media_id: from the message; never the address of the picture, which anybody may have written.

        Raises:
            Unfit: it is a video, of which the platform gives only an address.
            PlatformError, TransportError: see `wechat.errors`; 40007 when it is gone.

        """
        answer = await self.take("cgi-bin/media/get", query={"media_id": media_id})
        if decode(answer.data) is not None:
            raise Unfit("media is a video")
        named = _NAME.search(answer.disposition)
        return File(answer.data, answer.media_type, named.group(1) if named else "")

    async def media_upload(self, kind: MediaType, data: bytes, name: str, media_type: str) -> str:
        """Upload a file for three days; return its media id.

        Args:
            kind: what it is for the platform.
            data: at most 2 MB for images and voice, 10 MB for videos, 64 KB for thumbnails.
            name: a file name with its ending, letters and digits.
            media_type: `image/png`.

        """
        if not data or len(data) > _MOST[kind]:
            raise Unfit(f"{kind} has {len(data)} bytes")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}\.[a-z0-9]{2,4}", name):
            raise Unfit("file name")
        api = "cgi-bin/media/upload"
        found = await self.ask(api, query={"type": kind}, part=Part(data, name, media_type))
        media_id = found.get("media_id") or found.get("thumb_media_id")
        if not isinstance(media_id, str) or not media_id:
            raise TransportError(api, "no media id in the answer", doubtful=True)
        return media_id
