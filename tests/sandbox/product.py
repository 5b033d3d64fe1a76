"""A tiny product: a callback whose behaviour each test chooses, a page for the frame, a client of the platform's API.

It reads and writes envelopes with wechatpy, so that two independent implementations meet.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import xmltodict
from aiohttp import web
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

TOKEN = "demonstration"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OA, OA_SECRET = "wx00000000000000a1", "secret-of-the-account"
MP, MP_SECRET = "wx00000000000000b2", "secret-of-the-program"

PAGE = """<!doctype html><meta charset="utf-8"><title>小程序</title><body><h1>我的申报</h1>
<button id="phone">手机号</button><button id="subscribe">订阅</button>
<button id="scan">扫码</button><button id="photo">照片</button><pre id="heard"></pre>
<script>
const parentOrigin = new URLSearchParams(location.search).get('parent') || PARENT
const say = (m) => window.parent.postMessage(m, parentOrigin)
window.addEventListener('message', async (e) => {
  if (e.origin !== parentOrigin) return
  const said = {...e.data}
  if (said.blob) said.size = said.blob.size
  heard.textContent += JSON.stringify(said) + '\\n'
})
phone.onclick = () => say({type: 'zhiping.phone', id: 7})
subscribe.onclick = () => say({type: 'zhiping.subscribe', templates: ['tmpl-progress']})
scan.onclick = () => say({type: 'zhiping.scan'})
photo.onclick = () => say({type: 'zhiping.choose_photo', count: 1})
say({type: 'zhiping.ready'})
</script>"""


class Product:
    """Answers pushes as ``answers`` says and remembers all it saw."""

    def __init__(self) -> None:
        self.mode = "safe"
        self.key = KEY
        self.pushes: list[dict[str, Any]] = []
        self.queries: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.clock: list[tuple[str, float]] = []
        self.echo: Callable[[str], bytes] = lambda text: text.encode()
        self.reply: Callable[[dict[str, Any]], Any] = self.text
        self.parent = ""
        self.sandbox = ""
        self.offset = 0.0
        self.clock_status = 200
        self.arrived = asyncio.Event()

    def text(self, message: dict[str, Any], content: str = "好", **changed: Any) -> str:
        """Builds an ordinary text reply, with some elements changed or, by None, left out."""
        fields: dict[str, Any] = {
            "ToUserName": message["FromUserName"],
            "FromUserName": message["ToUserName"],
            "CreateTime": int(time.time() + self.offset),
            "MsgType": "text",
            "Content": content,
        } | changed
        inner = "".join(
            f"<{name}>{value if isinstance(value, int) else f'<![CDATA[{value}]]>'}</{name}>"
            for name, value in fields.items()
            if value is not None
        )
        return f"<xml>{inner}</xml>"

    def app(self) -> web.Application:
        """Builds the server."""
        app = web.Application()
        app.router.add_get("/wechat/callback", self._verify)
        app.router.add_post("/wechat/callback", self._push)
        app.router.add_post("/development/clock", self._clock)
        app.router.add_get("/m/", self._page)
        return app

    async def _verify(self, request: web.Request) -> web.Response:
        query = request.query
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        return web.Response(body=self.echo(query["echostr"]))

    async def _clock(self, request: web.Request) -> web.Response:
        if self.clock_status == 200:
            self.offset = float((await request.json())["offset"])
            self.clock.append((request.headers.get("Authorization", ""), self.offset))
        return web.Response(status=self.clock_status)

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=PAGE.replace("PARENT", json.dumps(self.parent)), content_type="text/html")

    async def _push(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        query = dict(request.query)
        crypto = WeChatCrypto(TOKEN, self.key, OA)
        try:
            if query.get("encrypt_type") == "aes":
                plain = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
            else:
                check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
                plain = body
            message = xmltodict.parse(plain)["xml"]
        except Exception as error:  # noqa: BLE001, whatever wechatpy raises on broken envelopes
            return web.Response(status=403, text=type(error).__name__)
        self.queries.append(query)
        self.bodies.append(body)
        self.pushes.append(message)
        self.arrived.set()
        answer: Any = self.reply(message)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if isinstance(answer, web.StreamResponse):
            return answer
        if answer is None:
            return web.Response(text="success")
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        if self.mode == "plain":
            return web.Response(text=answer)
        return web.Response(text=crypto.encrypt_message(answer, query["nonce"], query["timestamp"]))


class Api:
    """Calls the platform as the product does, over real HTTP."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url
        self.tokens: dict[str, str] = {}

    async def token(self, side: str = "oa", **changed: str) -> dict[str, Any]:
        app, secret = (OA, OA_SECRET) if side == "oa" else (MP, MP_SECRET)
        query = {"grant_type": "client_credential", "appid": app, "secret": secret} | changed
        got = await self.get("/cgi-bin/token", token="", **query)
        if "access_token" in got:
            self.tokens[side] = got["access_token"]
        return got

    async def stable(self, side: str = "oa", **changed: Any) -> dict[str, Any]:
        app, secret = (OA, OA_SECRET) if side == "oa" else (MP, MP_SECRET)
        body = {"grant_type": "client_credential", "appid": app, "secret": secret} | changed
        return await self.post("/cgi-bin/stable_token", body, token="")

    async def _with(self, side: str, token: str | None) -> dict[str, str]:
        if token is not None:
            return {"access_token": token} if token else {}
        if side not in self.tokens:
            await self.token(side)
        return {"access_token": self.tokens[side]}

    async def raw(self, method: str, path: str, query: dict[str, str], **more: Any) -> tuple[int, str, bytes]:
        async with self.session.request(method, self.url + path, params=query, **more) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), await answer.read()

    async def get(self, path: str, *, side: str = "oa", token: str | None = None, **query: str) -> dict[str, Any]:
        status, _, data = await self.raw("GET", path, (await self._with(side, token)) | query)
        assert status == 200
        return json.loads(data)

    async def post(
        self, path: str, body: Any, *, side: str = "oa", token: str | None = None, ascii_only: bool = False
    ) -> dict[str, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=ascii_only).encode()
        status, _, answer = await self.raw("POST", path, await self._with(side, token), data=data)
        assert status == 200
        return json.loads(answer)


class Control:
    """Steers the stand-in by its control API."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url + "/control/"
        self.status = 0

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(self.url + path, json=body) as answer:
            self.status = answer.status
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as answer:
            self.status = answer.status
            return await answer.json()

    async def act(self, person: str, deed: str, **body: Any) -> Any:
        return await self.post(f"people/{person}/{deed}", **body)

    async def messages(self, person: str, after: int = 0) -> list[dict[str, Any]]:
        return (await self.get(f"people/{person}/messages?after={after}"))["messages"]

    async def openid(self, person: str, side: str = "oa") -> str:
        return (await self.get(f"people/{person}"))["openids"][side]

    async def errors(self) -> list[dict[str, Any]]:
        return (await self.get("log?level=error"))["lines"]
