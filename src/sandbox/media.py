"""Temporary media: up with a file name, down for three days, errors as JSON where bytes were asked for.

Source: 新增临时素材, 获取临时素材.
"""

from __future__ import annotations

from dataclasses import dataclass

from .calls import Answer, Api, Binary, Call
from .deeds import store
from .faults import Refusal
from .pushing import alive


@dataclass(frozen=True)
class Kind:
    """Limits one kind: bytes, and how each allowed type of file begins."""

    most: int
    starts: dict[str, tuple[bytes, ...]]


_JPEG, _PNG, _GIF = (b"\xff\xd8\xff",), (b"\x89PNG\r\n\x1a\n",), (b"GIF87a", b"GIF89a")
KINDS = {
    "image": Kind(10 * 1024 * 1024, {"image/jpeg": _JPEG, "image/png": _PNG, "image/gif": _GIF}),
    "voice": Kind(2 * 1024 * 1024, {"audio/amr": (b"#!AMR",), "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3")}),
    "video": Kind(10 * 1024 * 1024, {"video/mp4": (b"",)}),
    "thumb": Kind(64 * 1024, {"image/jpeg": _JPEG}),
}
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "audio/amr": "amr", "audio/mpeg": "mp3"}


def upload(call: Call) -> Answer:
    """Take a file for three days."""
    kind = call.query.get("type", "")
    if kind not in KINDS:
        raise Refusal(40004)
    given = call.upload
    if given is None or not given.data:
        raise Refusal(41005)
    limits = KINDS[kind]
    if len(given.data) > limits.most:
        raise Refusal(40006 if kind == "image" else 45001)
    fitting = next((name for name, starts in limits.starts.items() if given.data.startswith(starts)), None)
    if fitting is None:
        raise Refusal(40005)
    media = store(call.world, kind, given.data, fitting)
    call.said.append(f"{kind} {len(given.data)} 字节")
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: media.id, "created_at": int(call.world.now())}


def get(call: Call) -> Answer:
    """Give a file back; a film as an address."""
    media_id = call.query.get("media_id", "")
    if not media_id:
        raise Refusal(41006)
    if not alive(call.world, media_id):
        raise Refusal(40007)
    media = call.world.kept.media[media_id]
    if media.kind == "video":
        return {"video_url": f"http://127.0.0.1:{call.world.settings.port}/video/{media_id}.mp4"}
    data = (call.world.folder / "media" / media_id).read_bytes()
    call.said.append(f"{media.kind} {len(data)} 字节")
    return Binary(data, media.type, f"{media_id}.{ENDINGS.get(media.type, 'jpg')}")


APIS = (
    Api(path="/cgi-bin/media/upload", run=upload, body="file", capability="media", daily=100_000),
    Api(path="/cgi-bin/media/get", run=get, method="GET", body="none", capability="media", daily=200_000, plain=True),
)
