"""The door that every call passes: method, body, weather, the shape of answers."""

from __future__ import annotations

import json
import re
from typing import Any

import aiohttp
import pytest

from sandbox import gate

from .conftest import Place

ASK = "/cgi-bin/getcallbackip"
QUOTA = "/cgi-bin/openapi/quota/get"


@pytest.mark.parametrize(
    ("method", "path", "data", "errcode"),
    [
        ("POST", ASK, b"{}", 43001),
        ("GET", QUOTA, None, 43002),
        ("POST", QUOTA, b"", 44002),
        ("POST", QUOTA, b"cgi_path=a", 47001),
        ("POST", QUOTA, '{"cgi_path":"测试"}'.encode("gbk"), 47001),
        ("POST", QUOTA, b"[]", 47001),
        ("POST", QUOTA, b"[" * 100_000, 47001),
        ("GET", "/cgi-bin/no/such/thing", None, 40066),
    ],
)
async def test_call__wrong_shape__is_http_200_with_its_errcode(
    place: Place, method: str, path: str, data: bytes | None, errcode: int
) -> None:
    await place.api.token()
    query = {"access_token": place.api.tokens["oa"]}
    status, _, body = await place.api.raw(method, path, query, data=data)
    assert (status, json.loads(body)["errcode"]) == (200, errcode)


async def test_refusals__end_with_a_request_id_in_three_shapes(place: Place) -> None:
    shapes: set[str] = set()
    for _ in range(30):
        text = (await place.api.get(ASK, token=""))["errmsg"]
        assert re.search(r"rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$", text)
        shapes.add(re.sub(r"[0-9a-f]{8}(-[0-9a-f]+)*", "#", text))
    assert shapes == {
        "access_token missing rid: #",
        "access_token missing, rid: #",
        "access_token missing hint: [#] rid: #",
    }


async def test_bad_token__has_the_advice_and_sns_has_a_comma(place: Place) -> None:
    text = (await place.api.get(ASK, token="x"))["errmsg"]
    assert text.startswith("invalid credential, access_token is invalid or not latest, could get access_token by")
    text = (await place.api.get("/sns/jscode2session", token="", appid="wx"))["errmsg"]
    assert text.startswith("invalid appid, rid: ")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/cgi-bin/token", "text/plain"),
        ("/sns/jscode2session", "text/plain"),
        ("/cgi-bin/media/get", "text/plain"),
        (ASK, "application/json; encoding=utf-8"),
    ],
)
async def test_json__comes_under_different_types(place: Place, path: str, kind: str) -> None:
    assert (await place.api.raw("GET", path, {}))[1].startswith(kind)


async def test_next_fault__waits_for_its_call(place: Place) -> None:
    await place.api.token()
    await place.control.post("switches", next=[{"api": "callbackip", "kind": "refuse", "errcode": 45009}])
    assert (await place.api.post(QUOTA, {"cgi_path": ASK}))["errcode"] == 76003
    assert (await place.api.get(ASK))["errcode"] == 45009
    assert "ip_list" in await place.api.get(ASK)


@pytest.mark.parametrize("kind", ["reset", "reset_after"])
async def test_reset__cuts_the_connection_before_or_after(talk: Place, kind: str) -> None:
    await talk.api.token()
    await talk.control.post("switches", next=[{"api": "menu/create", "kind": kind}])
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await talk.api.post("/cgi-bin/menu/create", {"button": [{"type": "click", "name": "a", "key": "k"}]})
    assert (talk.world.kept.menu is not None) == (kind == "reset_after")


async def test_bad_gateway__is_a_page(place: Place) -> None:
    await place.control.post("switches", next=[{"kind": "bad_gateway"}])
    status, kind, body = await place.api.raw("GET", ASK, {})
    assert (status, kind.partition(";")[0]) == (502, "text/html")
    assert b"<html>" in body


@pytest.mark.parametrize("kind", ["half_json", "nothing"])
async def test_broken_answer__was_done_all_the_same(place: Place, kind: str) -> None:
    await place.api.token()
    query = {"access_token": place.api.tokens["oa"]}
    await place.control.post("switches", next=[{"api": "menu", "kind": kind}])
    made = json.dumps({"button": [{"type": "click", "name": "a", "key": "k"}]}).encode()
    status, _, body = await place.api.raw("POST", "/cgi-bin/menu/create", query, data=made)
    assert status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert place.world.kept.menu is not None


async def test_slow_answer__comes_after_its_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LATENCY", 0.3)
    await place.control.post("switches", next=[{"kind": "slow"}])
    with pytest.raises(TimeoutError):
        await place.api.raw("GET", ASK, {}, timeout=aiohttp.ClientTimeout(total=0.15))


async def test_fault_switch__answers_minus_one_to_everything(place: Place) -> None:
    await place.control.post("switches", fault=True)
    assert (await place.api.token())["errcode"] == -1
    await place.control.post("switches", fault=False)
    assert "access_token" in await place.api.token()


@pytest.mark.parametrize(
    ("kind", "sign"),
    [("busy", lambda status, body: b'"errcode":-1' in body), ("bad_gateway", lambda status, body: status == 502)],
)
async def test_chaos__certain__happens(place: Place, kind: str, sign: Any) -> None:
    calm = dict.fromkeys(("busy", "slow", "reset", "reset_after", "bad_gateway", "half_json", "nothing"), 0.0)
    await place.control.post("switches", chaos=calm | {kind: 1.0})
    status, _, body = await place.api.raw("GET", ASK, {})
    assert sign(status, body)


async def test_chaos__usual_weather__is_mostly_fair(place: Place) -> None:
    await place.control.post("switches", chaos=True)
    faults = [gate.Gate(place.world, ())._weather("/x")[0] for _ in range(2_000)]
    assert 0.01 < sum(fault is not None for fault in faults) / 2_000 < 0.1
    assert len(set(faults)) > 4
