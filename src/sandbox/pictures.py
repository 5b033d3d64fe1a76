"""Control routes for what is seen: the camera roll, pictures of chats, codes to scan."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Any

from aiohttp import web

from . import codes, roll
from .kept import Shown
from .steering import WORLD, answer, body, trouble, word
from .world import NotHere, World

ROUTES = web.RouteTableDef()
CACHED = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}


async def chosen(world: World, given: dict[str, Any]) -> tuple[str, bytes]:
    """Give name and bytes of a picture: by ``name`` from the roll, or as ``base64``.

    Raises:
        NotHere: the roll does not have it.

    """
    name = str(given.get("name", "photo.jpg"))
    if "base64" in given:
        try:
            return name, base64.b64decode(given["base64"], validate=True)
        except binascii.Error:
            raise ValueError("base64 不完整") from None
    if name not in roll.ROLL:
        raise NotHere(f"相册里没有 {name}")
    return name, await asyncio.to_thread(roll.take, world.folder, name)


@ROUTES.get("/control/roll")
async def roll_list(request: web.Request) -> web.Response:
    """List the camera roll."""
    return answer([{"name": one.name, "label": one.label, "rubbish": one.rubbish} for one in roll.ROLL.values()])


@ROUTES.get("/control/roll/{name}")
async def roll_picture(request: web.Request) -> web.Response:
    """Give a picture of the roll, small with ``thumb``."""
    world, wanted = request.app[WORLD], request.match_info["name"]
    if "thumb" in request.query and wanted in roll.ROLL:
        small = await asyncio.to_thread(roll.small, world.folder, wanted)
        if small is None:
            raise NotHere("不是图片")
        return web.Response(body=small, content_type="image/jpeg", headers=CACHED)
    name, data = await chosen(world, {"name": wanted})
    return await _picture(request, data, roll.MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"))


@ROUTES.get("/control/media/{media}")
async def media_picture(request: web.Request) -> web.Response:
    """Give a picture of a chat, small with ``thumb``."""
    world = request.app[WORLD]
    media = world.kept.media.get(request.match_info["media"])
    if media is None:
        raise NotHere("没有这张图")
    return await _picture(request, (world.folder / "media" / media.id).read_bytes(), media.type)


async def _picture(request: web.Request, data: bytes, kind: str) -> web.Response:
    if "thumb" in request.query:
        small = await asyncio.to_thread(roll.thumb, data)
        if small is None:
            raise NotHere("不是图片")
        data, kind = small, "image/jpeg"
    return web.Response(body=data, content_type=kind, headers=CACHED)


@ROUTES.get("/control/codes")
async def code_list(request: web.Request) -> web.Response:
    """List the newest codes."""
    return answer(codes.recent(request.app[WORLD], 50))


@ROUTES.post("/control/codes")
async def show_code(request: web.Request) -> web.Response:
    """Note a code that a page of the product shows, so that another phone can scan it."""
    world, given = request.app[WORLD], await body(request)
    content, label = word(given, "content")[:2_000], str(given.get("label", "页面上的码"))[:40]
    kept = [entry for entry in world.kept.shown if entry.content != content]
    world.kept.shown = [*kept, Shown(content=content, label=label, at=world.now())][-50:]
    world.changed()
    return answer({})


@ROUTES.post("/control/codes/read")
async def read_code(request: web.Request) -> web.Response:
    """Read a code out of a picture that was dropped on the scanner."""
    data = await request.read()
    try:
        content = await asyncio.to_thread(codes.read, data)
    except codes.Unreadable as error:
        return trouble("unreadable", str(error))
    return answer({"content": content})
