from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from sandbox.settings import Settings, SettingsError

from .conftest import Place
from .product import KEY, MP_SECRET, OA_SECRET, TOKEN

NEEDED = {
    "STAND_IN_CALLBACK_URL": "http://127.0.0.1:8000/wechat/callback",
    "STAND_IN_PRODUCT_URL": "http://127.0.0.1:8000/",
    "STAND_IN_OA_APP_ID": "wx1",
    "STAND_IN_OA_APP_SECRET": "s",
    "STAND_IN_OA_TOKEN": "t",
    "STAND_IN_OA_AES_KEY": KEY,
    "STAND_IN_MP_APP_ID": "wx2",
    "STAND_IN_MP_APP_SECRET": "s",
}


def test_settings__complete__are_read() -> None:
    settings = Settings.from_environment(NEEDED | {"STAND_IN_PORT": "9000", "STAND_IN_MODE": "plain"})
    assert (settings.port, settings.mode, settings.product_url) == (9000, "plain", "http://127.0.0.1:8000")
    assert settings.data_dir == Path("var/sandbox")


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"STAND_IN_OA_TOKEN": ""}, "STAND_IN_OA_TOKEN"),
        ({"STAND_IN_MODE": "secret"}, "STAND_IN_MODE"),
        ({"STAND_IN_OA_AES_KEY": "short"}, "STAND_IN_OA_AES_KEY"),
        ({"STAND_IN_PORT": "x"}, "STAND_IN_PORT"),
    ],
)
def test_settings__wrong__are_named(changed: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        Settings.from_environment(NEEDED | changed)


async def test_state__shows_no_secret(talk: Place) -> None:
    token = (await talk.api.token())["access_token"]
    await talk.control.act("applicant", "say", text="内科")
    text = json.dumps(await talk.control.get("state")) + json.dumps(await talk.control.get("log"))
    for secret in (KEY, OA_SECRET, MP_SECRET, token, TOKEN + '"'):
        assert secret not in text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example:8001"}, 421),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
async def test_control__foreign_page__is_turned_away(place: Place, headers: dict[str, str], status: int) -> None:
    body = json.dumps({"offline": True}).encode()
    whole = {"Content-Type": "application/json"} | headers
    async with place.api.session.post(place.url + "/control/switches", data=body, headers=whole) as answer:
        assert answer.status == status
    assert not place.world.switches.offline


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("people/nobody/say", {"text": "a"}, 404),
        ("people/applicant/dance", {}, 404),
        ("people/applicant/say", {}, 400),
        ("switches", {"nonsense": True}, 400),
        ("switches", {"person": "applicant", "fault": True}, 400),
        ("switches", {"duplicate": "often"}, 400),
        ("people", {"name": " "}, 400),
        ("advance", {"seconds": -1}, 400),
        ("advance", {}, 400),
        ("tokens", {"errcode": 1}, 400),
        ("config", {"mode": "secret"}, 400),
        ("config", {"aes_key": "short"}, 400),
    ],
)
async def test_control__wrong_asking__is_said_in_a_sentence(
    place: Place, path: str, body: dict[str, object], status: int
) -> None:
    answer = await place.control.post(path, **body)
    assert place.control.status == status
    assert answer["text"]
    assert answer["code"]


async def test_newcomer__has_openids_and_may_follow(place: Place) -> None:
    one = await place.control.post("people", name="何宁", role="申报人", note="第二位")
    assert place.control.status == 201
    assert (await place.control.act(one["id"], "follow"))["status"] == "answered"
    assert {person["name"] for person in (await place.control.get("state"))["people"]} >= {"何宁", "周岚"}


async def test_advance__with_a_secret__moves_the_product_first(place: Place) -> None:
    object.__setattr__(place.settings, "clock_secret", "demo-clock")
    place.product.clock_status = 404
    await place.control.post("advance", seconds=3600)
    assert (place.control.status, place.world.kept.offset) == (502, 0)
    place.product.clock_status = 200
    assert (await place.control.post("advance", seconds=3600))["offset"] == 3600
    await place.control.post("advance", seconds=60)
    assert place.product.clock == [("Bearer demo-clock", 3600.0), ("Bearer demo-clock", 3660.0)]


async def test_advance__pushes_carry_the_new_time(talk: Place) -> None:
    await talk.control.post("advance", seconds=7 * 86_400)
    talk.product.offset = 7 * 86_400
    before = talk.world.now()
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "answered"
    assert abs(int(talk.product.pushes[0]["CreateTime"]) - before) < 5


async def test_advance__product_left_behind__replies_are_a_week_old(talk: Place) -> None:
    await talk.control.post("advance", seconds=7 * 86_400)
    assert "一天" in (await talk.control.act("applicant", "say", text="内科"))["fault"]


async def test_stream__tells_each_change(place: Place) -> None:
    async with place.api.session.get(place.url + "/control/stream") as answer:
        first = await answer.content.readline()
        await answer.content.readline()
        await place.control.act("applicant", "follow")
        second = await asyncio.wait_for(answer.content.readline(), 2)
    assert first.startswith(b"data: ")
    assert int(second[6:]) > int(first[6:])


async def test_messages__unread__until_read(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="内科")
    person = await talk.control.get("people/applicant")
    assert person["unread"] == 2, "the greeting and the reply"
    await talk.control.act("applicant", "read", to=person["last"])
    assert (await talk.control.get("people/applicant"))["unread"] == 0


async def test_log__by_level_and_number(talk: Place) -> None:
    await talk.api.get("/cgi-bin/menu/get")
    lines = (await talk.control.get("log"))["lines"]
    bad = (await talk.control.get("log?level=error"))["lines"]
    assert [line["errcode"] for line in bad] == [46003]
    assert (await talk.control.get(f"log?after={lines[-1]['n']}"))["lines"] == []


async def test_login_code__no_network__is_not_given(place: Place) -> None:
    await place.control.post("switches", person="applicant", offline=True)
    await place.control.act("applicant", "code", app="mp")
    assert place.control.status == 409


async def test_page__allows_only_itself_and_the_product(place: Place) -> None:
    async with place.api.session.get(place.url + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert f"frame-src {place.settings.product_url}" in policy
    assert "https://" not in text
    assert "http://" not in text
