"""The strict door of the platform's API: every call passes the same checks, in the platform's order, and is logged.

Source: the platform's pages on return codes and quotas; business errors are HTTP 200 with an errcode.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from . import faults
from .calls import Answer, Api, Binary, Call, Upload
from .faults import Refusal
from .kept import Side
from .switches import Fault
from .tokens import bearer
from .world import World

JSON_TYPES = ("application/json; encoding=utf-8", "text/plain")
BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body></html>"
LATENCY = 5.0


class Gate:
    """Answers every call of the product.

    Args:
        world: the present.
        apis: all endpoints.

    """

    def __init__(self, world: World, apis: tuple[Api, ...]) -> None:
        self.world = world
        self.apis = {api.path: api for api in apis}
        world.limits = {api.path: api.daily for api in apis if api.daily}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a call, lets the weather have its say, and answers."""
        world, path = self.world, request.path
        raw = await request.read()
        rid = faults.request_id(world.chance)
        fault, errcode = self._weather(path)
        if fault == "slow":
            await asyncio.sleep(LATENCY)
        if fault == "reset":
            return self._cut(request, path, "连接被重置，什么也没做")
        if fault == "bad_gateway":
            world.log("产品→平台", f"{path} 502 网页", "error", api=path)
            return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        api = self.apis.get(path)
        try:
            if fault in ("busy", "refuse"):
                raise Refusal(errcode)
            answer = self._run(api, request, raw)
        except Refusal as refusal:
            answer = {"errcode": refusal.errcode, "errmsg": faults.message(refusal, path, rid, world.chance)}
            world.rids[rid] = {
                "invoke_time": int(world.now()),
                "request_url": path,
                "response_body": json.dumps(answer),
            }
            # 43101 is everyday business and still red: the person got nothing.
            world.log(
                "产品→平台", f"{path.removeprefix('/cgi-bin/')} {refusal.errcode} {refusal.text}", "error",
                api=path, errcode=refusal.errcode, rid=rid,
            )  # fmt: skip
        return self._answer(request, path, api, answer, fault)

    def _run(self, api: Api | None, request: web.Request, raw: bytes) -> Answer:
        world = self.world
        if api is None:
            raise Refusal(40066)
        side: Side = api.sides[0]
        if api.token:
            side = bearer(world, request.query.get("access_token", ""))
            if side not in api.sides:
                raise Refusal(48001)
        if world.switches.block_ip and not api.token:
            raise Refusal(40164)
        if request.method != api.method:
            raise Refusal(43001 if api.method == "GET" else 43002)
        if api.capability and api.capability in world.account.denied:
            raise Refusal(48001)
        count(world, api)
        body: dict[str, Any] = {}
        upload: Upload | None = None
        if api.body == "json":
            body = read_json(raw)
        if api.body == "file":
            upload = read_upload(request.headers.get("Content-Type", ""), raw)
        call = Call(world=world, side=side, query=plain(request.query), body=body, raw=raw, upload=upload)
        answer = api.run(call)
        world.log(
            "产品→平台", f"{api.path.removeprefix('/cgi-bin/')} {'，'.join(call.said) or '好'}", "ok", api=api.path
        )
        return answer

    def _answer(
        self, request: web.Request, path: str, api: Api | None, answer: Answer, fault: Fault | None
    ) -> web.StreamResponse:
        if fault == "reset_after":
            return self._cut(request, path, "办完了，连接断在回答之前")
        if fault == "nothing":
            self.world.log("产品→平台", f"{path} 办完了，回答是空的", "error", api=path)
            return web.Response(body=b"")
        if isinstance(answer, Binary):
            headers = {"Content-Type": answer.type}
            if answer.name:
                headers["Content-disposition"] = f'attachment; filename="{answer.name}"'
            return web.Response(body=answer.data, headers=headers)
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
        if fault == "half_json":
            self.world.log("产品→平台", f"{path} 办完了，回答只有一半", "error", api=path)
            text = text[: len(text) // 2]
        return web.Response(body=text, headers={"Content-Type": JSON_TYPES[api is None or api.plain]})

    def _cut(self, request: web.Request, path: str, why: str) -> web.StreamResponse:
        self.world.log("产品→平台", f"{path} {why}", "error", api=path)
        transport = request.transport
        if transport is not None:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response()

    def _weather(self, path: str) -> tuple[Fault | None, int]:
        """Choose what goes wrong with this call: what waits for it, the 故障 switch, then chance."""
        switches = self.world.switches
        for waiting in switches.next:
            if waiting.api in path and waiting.count > 0:
                waiting.count -= 1
                switches.next = [entry for entry in switches.next if entry.count > 0]
                return waiting.kind, waiting.errcode
        if switches.fault:
            return "busy", -1
        if switches.chaos:
            drawn = self.world.chance.random()
            names: tuple[Fault, ...] = ("busy", "slow", "reset", "reset_after", "bad_gateway", "half_json", "nothing")
            for name in names:
                drawn -= getattr(switches.chaos, name)
                if drawn < 0:
                    return name, -1
        return None, 0


def plain(query: MultiMapping[str]) -> dict[str, str]:
    """Give each parameter once."""
    return {key: query[key] for key in query}


def count(world: World, api: Api) -> None:
    """Count a call of the day.

    Raises:
        Refusal: 45009 beyond the quota.

    """
    if api.daily:
        name = f"{world.day()} {api.path}"
        if world.kept.counters.get(name, 0) >= api.daily:
            raise Refusal(45009)
        world.kept.counters[name] = world.kept.counters.get(name, 0) + 1


def read_json(raw: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        Refusal: 44002 for nothing, 47001 for anything else.

    """
    if not raw:
        raise Refusal(44002)
    try:
        value = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Refusal(47001) from None
    if not isinstance(value, dict):
        raise Refusal(47001)
    return value


def read_upload(content_type: str, raw: bytes) -> Upload:
    """Find the part called ``media`` with a file name.

    Raises:
        Refusal: 41005 when there is none.

    """
    marker = content_type.partition("boundary=")[2].strip('"; ')
    if not content_type.startswith("multipart/form-data") or not marker:
        raise Refusal(41005)
    for part in raw.split(b"--" + marker.encode())[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").split("\r\n")
        headers = _pairs(lines, ":")
        fields = _pairs(headers.get("content-disposition", "").split(";"), "=")
        if fields.get("name") == "media" and fields.get("filename"):
            return Upload(fields["filename"], headers.get("content-type", ""), data.removesuffix(b"\r\n"))
    raise Refusal(41005)


def _pairs(entries: list[str], between: str) -> dict[str, str]:
    pairs = (entry.partition(between) for entry in entries)
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs if value}
