"""The platform's side of the tests: pushes made by wechatpy, and an API server as strict as the platform's pages."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import os
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from wechatpy.crypto import WeChatCrypto

from wechat.client import App, Limits, Platform
from wechat.wire import Wire

TOKEN = "pamtest"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
APP_ID = "wxb11529c136998cb6"
OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
ACCOUNT = "gh_97417a04a28d"


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def text_xml(content: str = "你好", *, sender: str = OPENID, msg_id: str = "23453", created: str = "1714037059") -> str:
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content>"
        f"<MsgId>{msg_id}</MsgId></xml>"
    )


def event_xml(event: str, rest: str = "", *, created: str = "1714037059", sender: str = OPENID) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>{rest}</xml>"
    )


def encrypt(
    body: bytes, *, key: str = KEY, app_id: str = APP_ID, pad: int | None = None, length: int | None = None
) -> str:
    """Seal by hand, so that a test may break each part."""
    import base64

    raw_key = base64.b64decode(key + "=")
    size = len(body) if length is None else length
    plain = os.urandom(16) + size.to_bytes(4, "big") + body + app_id.encode()
    right = 32 - len(plain) % 32
    plain += bytes([right if pad is None else pad]) * right
    worker = Cipher(algorithms.AES(raw_key), modes.CBC(raw_key[:16])).encryptor()
    return base64.b64encode(worker.update(plain) + worker.finalize()).decode()


def push(
    body: str | bytes, mode: str = "safe", *, token: str = TOKEN, sealed: str | None = None, **seal
) -> tuple[dict, bytes]:
    """Return query and body as the platform sends a message in one of its three modes."""
    data = body.encode() if isinstance(body, str) else body
    query = {"timestamp": "1714037059", "nonce": "486452656", "openid": OPENID}
    query["signature"] = sha1(token, query["timestamp"], query["nonce"])
    if mode == "plain":
        return query, data
    sealed = sealed if sealed is not None else encrypt(data, **seal)
    query |= {"encrypt_type": "aes", "msg_signature": sha1(token, query["timestamp"], query["nonce"], sealed)}
    part = f"<Encrypt><![CDATA[{sealed}]]></Encrypt>".encode()
    if mode == "compatible":
        return query, data.removesuffix(b"</xml>") + part + b"</xml>"
    return query, f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>".encode() + part + b"</xml>"


@pytest.fixture
def platform_side() -> SimpleNamespace:
    """Give a test the platform's hands: names, pushes, and wechatpy to read replies."""
    return SimpleNamespace(
        token=TOKEN,
        key=KEY,
        old_key=OLD_KEY,
        app_id=APP_ID,
        openid=OPENID,
        account=ACCOUNT,
        sha1=sha1,
        text=text_xml,
        event=event_xml,
        encrypt=encrypt,
        push=push,
        crypto=lambda key=KEY: WeChatCrypto(TOKEN, key, APP_ID),
    )


@pytest.fixture
def wire() -> Wire:
    return Wire(TOKEN, APP_ID, KEY, OLD_KEY, clock=lambda: 1714037060.0)


class Shared:
    """Is a cache that several clients share, as processes share one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock, self.kept, self.locks = clock, {}, {}

    async def get(self, key: str) -> bytes | None:
        await asyncio.sleep(0)
        value, until = self.kept.get(key, (None, 0))
        return value if until > self.clock() else None

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        self.kept[key] = (value, self.clock() + seconds)

    @asynccontextmanager
    async def lock(self, key: str, seconds: float) -> AsyncIterator[None]:
        async with self.locks.setdefault(key, asyncio.Lock()):
            yield


class Now:
    """Is a clock that a test moves."""

    def __init__(self) -> None:
        self.at = 1_700_000_000.0

    def __call__(self) -> float:
        return self.at


class Server:
    """Answers as the platform's pages say: always HTTP 200, JSON as text/plain, a request id behind errmsg."""

    secret = "s" * 32

    def __init__(self, clock: Now) -> None:
        self.clock = clock
        self.templates = {"tmpl-a": ("thing1", "phrase2")}
        self.seen: list[tuple[str, dict, object]] = []
        self.faults: dict[str, deque] = {}  # path -> what goes wrong next
        self.issued: dict[str, float] = {}  # token -> its end
        self.current = ""
        self.numbers = itertools.count(1)
        self.used: set[str] = set()
        self.followers = {OPENID}
        self.client_ids: dict[tuple[str, str], int] = {}
        self.media: dict[str, bytes] = {"PHOTO": b"\xff\xd8\xff\xe0 a photo"}
        self.menu: dict | None = None
        self.hold = asyncio.Event()  # slow answers wait for it
        self.slow = asyncio.Event()  # one of them has begun to wait

    # what a test says to the server
    def next(self, path: str, *faults: object) -> None:
        self.faults.setdefault(path, deque()).extend(faults)

    def count(self, path: str) -> int:
        return sum(1 for seen, *_ in self.seen if seen == path)

    def forget_token(self) -> None:
        self.issued.clear()
        self.current = ""

    # what it answers
    def say(self, members: dict) -> web.Response:
        return web.Response(body=json.dumps(members, ensure_ascii=False).encode(), content_type="text/plain")

    def error(self, code: int, words: str) -> web.Response:
        return self.say({"errcode": code, "errmsg": f"{words} rid: 5f3a{next(self.numbers):04x}-1b2c3d4e-5f6a7b8c"})

    def ok(self, **members: object) -> web.Response:
        return self.say({"errcode": 0, "errmsg": "ok", **members})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path, query = request.path.lstrip("/"), dict(request.query)
        body: object = None
        if request.method == "POST":
            if request.content_type.startswith("multipart/"):
                form = await request.post()
                body = form.get("media")
            else:
                raw = await request.read()
                if not raw:
                    return self.error(44002, "empty post data")
                try:
                    body = json.loads(raw.decode())
                except ValueError:
                    return self.error(47001, "data format error")
                if path == "cgi-bin/menu/create" and re.search(rb"\\u[0-9a-fA-F]{4}", raw):
                    return self.error(40033, "invalid charset")
        self.seen.append((path, query, body))
        if (queue := self.faults.get(path)) and (fault := queue.popleft()) is not None:
            return await self.spoil(request, fault)
        if path not in ("cgi-bin/stable_token", "sns/jscode2session", "cgi-bin/showqrcode"):
            token = query.get("access_token")
            if not token:
                return self.error(41001, "access_token missing")
            if self.issued.get(token, 0) <= self.clock():
                code = 42001 if token in self.issued else 40001
                return self.error(code, "invalid credential, access_token is invalid or not latest,")
        route = getattr(self, path.replace("/", "_").replace("cgi-bin_", ""), None)
        if route is None:
            return web.Response(status=404, text="<html>404</html>", content_type="text/html")
        return route(query, body)

    async def spoil(self, request: web.Request, fault: object) -> web.StreamResponse:
        match fault:
            case int():
                return self.error(fault, "as asked")
            case "empty":
                return web.Response(body=b"")
            case "half":
                return web.Response(body=b'{"errcode":0,"errm', content_type="application/json")
            case "html":
                return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
            case "html200":
                return web.Response(text="<html>gateway</html>", content_type="text/html")
            case "list":
                return web.Response(body=b"[]", content_type="application/json")
            case "slow":
                self.slow.set()
                await self.hold.wait()
                return self.ok()
            case "reset":
                assert request.transport
                request.transport.abort()
                return web.Response()
            case "flood":
                return web.Response(body=b'{"a":"' + b"x" * (3 << 20) + b'"}', content_type="application/json")
            case "redirect":
                return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"})
            case bytes():
                return web.Response(body=fault, content_type="image/jpeg")
        raise AssertionError(fault)

    def stable_token(self, query: dict, body: dict) -> web.Response:
        if body["appid"] != APP_ID:
            return self.error(40013, "invalid appid")
        if body["grant_type"] != "client_credential":
            return self.error(40002, "invalid grant_type")
        if body["secret"] != self.secret:
            return self.error(40001, "invalid credential, appsecret is wrong,")
        assert body["force_refresh"] is False
        if self.issued.get(self.current, 0) - self.clock() <= 300:
            self.current = f"T{next(self.numbers)}_" + "x" * 130
            self.issued[self.current] = self.clock() + 7200
        return self.say({"access_token": self.current, "expires_in": int(self.issued[self.current] - self.clock())})

    def message_custom_send(self, query: dict, body: dict) -> web.Response:
        if body["touser"] not in self.followers:
            return self.error(40003, "invalid openid")
        content = body[body["msgtype"]]
        text = content.get("content", content.get("head_content", content.get("media_id")))
        if not text:
            return self.error(44004, "empty content")
        return self.ok() if len(text.encode()) <= 2048 else self.error(45002, "content size out of limit")

    def message_custom_typing(self, query: dict, body: dict) -> web.Response:
        if body["command"] not in ("Typing", "CancelTyping"):
            return self.error(45072, "invalid command")
        return self.ok()

    def message_template_send(self, query: dict, body: dict) -> web.Response:
        if body["touser"] not in self.followers:
            return self.error(43004, "require subscribe")
        if body["template_id"] not in self.templates:
            return self.error(40037, "invalid template_id")
        for name in self.templates[body["template_id"]]:
            if not body["data"].get(name, {}).get("value"):
                return self.error(47003, f"argument invalid! data.{name}.value is empty")
        key = (body["touser"], body.get("client_msg_id", str(next(self.numbers))))
        return self.ok(msgid=self.client_ids.setdefault(key, 200228332 + len(self.client_ids)))

    def message_subscribe_send(self, query: dict, body: dict) -> web.Response:
        if body["lang"] != "zh_CN" or body["miniprogram_state"] not in ("developer", "trial", "formal"):
            return self.error(40097, "invalid args")
        if body.get("page", "").startswith("/"):
            return self.error(41030, "invalid page")
        return self.ok()

    def message_subscribe_bizsend(self, query: dict, body: dict) -> web.Response:
        return self.ok(msgid=7)

    def menu_create(self, query: dict, body: dict) -> web.Response:
        self.menu = body
        return self.ok()

    def menu_get(self, query: dict, body: object) -> web.Response:
        return self.say({"menu": self.menu}) if self.menu else self.error(46003, "menu no exist")

    def media_get(self, query: dict, body: object) -> web.Response:
        if query["media_id"] == "VIDEO":
            return self.say({"video_url": "http://example.invalid/v"})
        if query["media_id"] not in self.media:
            return web.Response(body=self.error(40007, "invalid media_id").body, content_type="image/jpeg")
        named = {"Content-disposition": f'attachment; filename="{query["media_id"]}.jpg"'}
        return web.Response(body=self.media[query["media_id"]], content_type="image/jpeg", headers=named)

    def media_upload(self, query: dict, body: object) -> web.Response:
        if not isinstance(body, web.FileField) or not body.filename:
            return self.error(41005, "media data missing")
        if query["type"] != "image" or body.content_type != "image/png":
            return self.error(40004, "invalid media type")
        return self.say({"type": "image", "media_id": f"M_{body.filename}", "created_at": 1672500000})

    def qrcode_create(self, query: dict, body: dict) -> web.Response:
        if body["action_name"] not in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
            return self.error(40053, "invalid action info, please check document")
        scene = body["action_info"]["scene"]["scene_str"]
        return self.say(
            {"ticket": f"gQ+{scene}==", "expire_seconds": body.get("expire_seconds", 0), "url": "http://w/q"}
        )

    def showqrcode(self, query: dict, body: object) -> web.Response:
        if not query["ticket"].startswith("gQ+"):
            return web.Response(status=404, text="")
        return web.Response(body=b"\xff\xd8\xff a code", content_type="image/jpg")

    def wxa_getwxacodeunlimit(self, query: dict, body: dict) -> web.Response:
        if body.get("page") == "pages/none/none":
            return web.Response(body=self.error(41030, "invalid page").body, content_type="image/jpeg")
        return web.Response(body=b"\x89PNG\r\n\x1a\n a code", content_type="image/png")

    def sns_jscode2session(self, query: dict, body: object) -> web.Response:
        if query["appid"] != APP_ID:
            return self.error(40013, "invalid appid,")
        if query["secret"] != self.secret:
            return self.error(40125, "invalid appsecret,")
        if query["js_code"] in self.used:
            return self.error(40163, "code been used,")
        self.used.add(query["js_code"])
        return self.say({"openid": OPENID, "session_key": "HyVFkGl5F5OQWJZZaNzBBg==", "unionid": "u1"})

    def wxa_business_getuserphonenumber(self, query: dict, body: dict) -> web.Response:
        if body["code"] in self.used:
            return self.error(40029, "invalid code")
        self.used.add(body["code"])
        info = {"phoneNumber": "13800000000", "purePhoneNumber": "13800000000", "countryCode": 86}
        return self.ok(phone_info=info)

    def user_info(self, query: dict, body: object) -> web.Response:
        if query["openid"] not in self.followers:
            return self.say({"subscribe": 0, "openid": query["openid"]})
        return self.say({"subscribe": 1, "openid": query["openid"], "subscribe_time": 1382694957, "unionid": "u1"})

    def template_get_all_private_template(self, query: dict, body: object) -> web.Response:
        return self.say({"template_list": [{"template_id": "tmpl-a", "title": "申报", "content": "{{thing1.DATA}}"}]})

    def wxaapi_newtmpl_gettemplate(self, query: dict, body: object) -> web.Response:
        return self.ok(data=[{"priTmplId": "p1", "title": "进度", "content": "状态:{{phrase2.DATA}}", "type": 3}])


QUICK = Limits(try_seconds=0.4, total_seconds=1.5, pause=0.01, media_seconds=0.5)


@pytest.fixture
async def api() -> AsyncIterator[SimpleNamespace]:
    """Give a test the server, a client of it, and the means to make more clients."""
    clock = Now()
    server = Server(clock)
    app = web.Application(client_max_size=32 << 20)
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    shared = Shared(clock)
    async with aiohttp.ClientSession() as session:

        def client(app_id: str = APP_ID, secret: str = server.secret, cache=shared, limits=QUICK, at=port, time=clock):
            base = f"http://127.0.0.1:{at}"
            return Platform(session, base, base, App(app_id, secret), cache, limits=limits, clock=time)

        yield SimpleNamespace(
            server=server, client=client, clock=clock, shared=shared, platform=client(), openid=OPENID, app_id=APP_ID
        )
        server.hold.set()
    await runner.cleanup()
