"""The control API: what hands, eyes and tests do to phones and to the platform."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
from aiohttp import web

from . import buttons, clock, deeds, hostile, login, pushing, tokens, view
from .deeds import NotNow
from .kept import Template
from .pictures import chosen
from .scanning import scan
from .steering import WORLD, answer, body, trouble, whose, word
from .switches import Chaos, Switches
from .world import Account, NotHere

OWN = ("offline", "slow", "refuse", "risky", "blacklisted")
ROUTES = web.RouteTableDef()


@ROUTES.get("/control/state")
async def state(request: web.Request) -> web.Response:
    """Show everything but chats and log."""
    return answer(view.state(request.app[WORLD]))


@ROUTES.get("/control/log")
async def log(request: web.Request) -> web.Response:
    """List log lines after a number, the last 500 at most; ``level`` keeps only one level."""
    world, after = request.app[WORLD], int(request.query.get("after", "0"))
    level = request.query.get("level")
    lines = [line for line in world.kept.log if line.n > after and (level is None or line.level == level)]
    return answer({"lines": lines[-500:], "last": world.kept.log[-1].n if world.kept.log else 0})


@ROUTES.get("/control/stream")
async def stream(request: web.Request) -> web.StreamResponse:
    """Tell, as server-sent events, that something changed."""
    world = request.app[WORLD]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    event = world.watch()
    event.set()
    try:
        while True:
            try:
                await asyncio.wait_for(event.wait(), 15)
                event.clear()
                await response.write(f"data: {world.version}\n\n".encode())
                await asyncio.sleep(0.05)
            except TimeoutError:
                await response.write(b": still here\n\n")
    except (ConnectionResetError, asyncio.CancelledError):
        return response
    finally:
        world.unwatch(event)


@ROUTES.post("/control/people")
async def new_person(request: web.Request) -> web.Response:
    """Add a WeChat user."""
    given = await body(request)
    name = str(given.get("name", "")).strip()
    if not name or len(name) > 40:
        return trouble("name", "写一个名字，最多 40 字", 400)
    world = request.app[WORLD]
    one = world.add_person(name, *(str(given.get(key, ""))[:40] for key in ("role", "note", "phone")))
    return answer(view.person(world, one), 201)


@ROUTES.get("/control/people/{person}")
async def one_person(request: web.Request) -> web.Response:
    """Show one person."""
    return answer(view.person(request.app[WORLD], whose(request)))


@ROUTES.get("/control/people/{person}/messages")
async def messages(request: web.Request) -> web.Response:
    """List what stands on a phone after a number."""
    rows = view.messages(whose(request), int(request.query.get("after", "0")))
    return answer({"messages": rows, "last": rows[-1].n if rows else int(request.query.get("after", "0"))})


@ROUTES.post("/control/people/{person}/read")
async def read(request: web.Request) -> web.Response:
    """Mark a phone's messages as read up to a number."""
    one = whose(request)
    one.read_to = max(one.read_to, int((await body(request))["to"]))
    request.app[WORLD].changed()
    return answer({})


@ROUTES.post("/control/people/{person}/code")
async def login_code(request: web.Request) -> web.Response:
    """Give what wx.login gives."""
    world, one, given = request.app[WORLD], whose(request), await body(request)
    if given.get("app", "mp") not in ("mp", world.account.mp_app_id):
        return trouble("app", "没有这个小程序", 400)
    if world.offline(one):
        raise NotNow("offline", "手机没有网")
    return answer({"code": login.issue(world, one, "login")})


@ROUTES.post("/control/people/{person}/phone_code")
async def phone_code(request: web.Request) -> web.Response:
    """Give what the phone button gives, or the person's refusal."""
    one = whose(request)
    if (await body(request)).get("deny"):
        return answer({"errMsg": "getPhoneNumber:fail user deny"})
    return answer({"code": login.issue(request.app[WORLD], one, "phone")})


@ROUTES.post("/control/people/{person}/{deed}")
async def act(request: web.Request) -> web.Response:
    """Do something on a person's phone and waits for the passive reply."""
    world, one, given = request.app[WORLD], whose(request), await body(request)
    match request.match_info["deed"]:
        case "follow":
            done: Any = await deeds.follow(world, one)
        case "unfollow":
            done = await deeds.unfollow(world, one)
        case "say":
            done = await deeds.say(world, one, word(given, "text"))
        case "tap":
            done = await deeds.tap(world, one, word(given, "text"), given.get("id"))
        case "menu":
            pictures = [await chosen(world, {"name": name}) for name in given.get("pictures", [])]
            done = await buttons.press(world, one, word(given, "key"), pictures)
        case "photo":
            name, data = await chosen(world, given)
            done = await deeds.photo(world, one, data, name)
        case "file":
            done = await deeds.file(world, one, *(await chosen(world, given)))
        case "scan":
            done = await scan(world, one, word(given, "content"))
        case "voice":
            done = await deeds.voice(world, one, given.get("recognition"))
        case "sticker":
            done = await deeds.sticker(world, one)
        case "location":
            done = await deeds.location(world, one)
        case "video":
            done = await deeds.video(world, one)
        case "link":
            done = await deeds.link(world, one, word(given, "title"), word(given, "url"))
        case "burst":
            texts = [str(text) for text in given["texts"]]
            done = await buttons.burst(world, one, texts, str(given.get("order", "parallel")))
        case unknown:
            raise NotHere(f"手机不会这个：{unknown}")
    return answer(done)


@ROUTES.post("/control/switches")
async def switches(request: web.Request) -> web.Response:
    """Turn switches: a person's own with ``person``, the platform's without; what is not named stays."""
    world, given = request.app[WORLD], await body(request)
    if "person" in given:
        one = world.person(str(given.pop("person")))
        for name, value in given.items():
            if name not in OWN or not isinstance(value, bool):
                raise ValueError(f"个人没有这个开关：{name}")
            setattr(one, name, value)
    else:
        if isinstance(given.get("chaos"), bool):
            given["chaos"] = msgspec.to_builtins(Chaos()) if given["chaos"] else None
        world.switches = msgspec.convert(msgspec.to_builtins(world.switches) | given, Switches)
    world.log("沙箱", "开关：" + json.dumps(given, ensure_ascii=False)[:200])
    world.release()
    return answer(view.state(world))


@ROUTES.post("/control/advance")
async def advance(request: web.Request) -> web.Response:
    """Move the clock forward, the product's first; where that does not follow, nothing moves."""
    world, seconds = request.app[WORLD], float((await body(request))["seconds"])
    if not 0 <= seconds <= 400 * 86_400:
        return trouble("seconds", "快进 0 秒到 400 天", 400)
    offset = world.kept.offset + seconds
    if not await clock.tell(world, offset):
        return trouble("product_clock", "没有快进：产品的时钟没有跟上", 502)
    world.kept.offset = offset
    world.log("沙箱", f"快进 {seconds / 3_600:g} 小时")
    await pushing.resume(world)
    return answer({"offset": offset, "now": world.now()})


@ROUTES.post("/control/verify")
async def verify(request: web.Request) -> web.Response:
    """Send the GET that proves the callback address, and set the product's clock again."""
    good = await pushing.verify(request.app[WORLD]) and await clock.tell(
        request.app[WORLD], request.app[WORLD].kept.offset
    )
    return answer({"ok": good, "why": request.app[WORLD].verified})


@ROUTES.post("/control/tokens")
async def kill_tokens(request: web.Request) -> web.Response:
    """End every access token at once; later calls with them get ``errcode`` 40001, 40014 or 42001."""
    errcode = (await body(request)).get("errcode", 40001)
    if errcode not in (40001, 40014, 42001):
        raise ValueError("errcode 是 40001、40014 或 42001")
    count = tokens.kill(request.app[WORLD], errcode)
    request.app[WORLD].log("沙箱", f"{count} 个令牌提前失效，答 {errcode}")
    return answer({"dead": count})


@ROUTES.get("/control/hostile")
async def hostile_kinds(request: web.Request) -> web.Response:
    """List the kinds of hostile pushes."""
    return answer({name: {"wanted": kind.wanted, "say": kind.say} for name, kind in hostile.KINDS.items()})


@ROUTES.post("/control/hostile")
async def send_hostile(request: web.Request) -> web.Response:
    """Send one hostile push, or with kind ``all`` every one, from the named person or the first follower."""
    world, given = request.app[WORLD], await body(request)
    people = list(world.kept.people.values())
    one = (
        world.person(str(given["person"])) if "person" in given else next((p for p in people if p.following), people[0])
    )
    if given["kind"] != "all":
        return answer(await hostile.send(world, one, str(given["kind"])))
    names = [name for name in hostile.KINDS if world.account.mode != "plain" or name not in hostile.SEALED]
    return answer([await hostile.send(world, one, name) for name in names])


@ROUTES.post("/control/config")
async def config(request: web.Request) -> web.Response:
    """Change the account: any field of it, and ``templates`` to add or replace by id."""
    world, given = request.app[WORLD], await body(request)
    for template in msgspec.convert(given.pop("templates", []), list[Template]):
        world.kept.templates[template.id] = template
    changed = msgspec.convert(msgspec.to_builtins(world.account) | given, Account)
    if changed.mode not in ("plain", "compatible", "safe") or len(changed.aes_key) != 43:
        raise ValueError("mode 或 aes_key 不对")
    world.account = changed
    world.log("沙箱", "改了账号设置：" + ("、".join(sorted(given)) or "模板"))
    return answer(view.state(world))
