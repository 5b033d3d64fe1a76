from __future__ import annotations

from typing import Any

import pytest

from .conftest import Place

SEND = "/cgi-bin/message/custom/send"


async def send(place: Place, person: str = "applicant", **body: Any) -> int:
    whole = {"touser": await place.control.openid(person), "msgtype": "text", "text": {"content": "审好了"}} | body
    return (await place.api.post(SEND, whole))["errcode"]


@pytest.mark.parametrize(
    ("opens", "limit", "seconds"),
    [
        ("say", 5, 48 * 3600),
        ("menu", 3, 60),
        ("tap", 3, 60),
        ("scan", 3, 60),
        ("follow", 3, 60),
    ],
)
async def test_window__each_opener__has_its_quota_and_its_time(
    place: Place, opens: str, limit: int, seconds: int
) -> None:
    await place.control.act("applicant", "follow")
    if opens != "follow":
        place.world.person("applicant").windows.clear()
    made = await place.api.post(
        "/cgi-bin/qrcode/create", {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "x"}}}
    )
    bodies = {"say": {"text": "a"}, "menu": {"key": "a"}, "tap": {"text": "a"}, "scan": {"content": made["url"]}}
    if opens != "follow":
        await place.control.act("applicant", opens, **bodies[opens])
    assert [await send(place) for _ in range(limit + 1)] == [0] * limit + [45047]
    place.world.kept.offset += seconds + 1
    place.product.offset += seconds + 1
    place.api.tokens.clear()
    assert await send(place) == 45015


async def test_windows__two_open__are_counted_apart(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    await talk.control.act("applicant", "menu", key="a")
    assert [await send(talk) for _ in range(9)] == [0] * 8 + [45047]


async def test_window__another_message__opens_it_anew(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    for _ in range(5):
        await send(talk)
    await talk.control.act("applicant", "say", text="b")
    assert await send(talk) == 0


@pytest.mark.parametrize("deed", ["view", "unfollow", "nothing"])
async def test_window__what_does_not_open_one__is_outside(talk: Place, deed: str) -> None:
    if deed == "unfollow":
        await talk.control.act("applicant", "say", text="a")
        await talk.control.act("applicant", "unfollow")
    if deed == "view":
        await talk.api.post("/cgi-bin/menu/create", {"button": [{"type": "view", "name": "网", "url": "http://a/"}]})
        await talk.control.act("applicant", "menu", key="网")
    assert await send(talk) == 45015


async def test_tap__by_switch__opens_the_long_window(talk: Place) -> None:
    await talk.control.post("switches", tap_window="message")
    await talk.control.act("applicant", "tap", text="a")
    assert [await send(talk) for _ in range(6)] == [0] * 5 + [45047]


async def test_refusing_person__is_blocked_without_costing_the_quota(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    await talk.control.post("switches", person="applicant", refuse=True)
    assert await send(talk) == 48002
    await talk.control.post("switches", person="applicant", refuse=False)
    assert (await talk.control.get("people/applicant"))["windows"][0]["left"] == 5


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"touser": "o" * 28}, 40003),
        ({"text": {"content": ""}}, 44004),
        ({"text": {"content": "长" * 683}}, 45002),
        ({"text": "a"}, 47001),
        ({"msgtype": "hologram"}, 40008),
        ({"msgtype": "mpnews", "mpnews": {}}, 48001),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008),
        ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 47001),
        ({"msgtype": "miniprogrampage", "miniprogrampage": {"appid": "wx-other"}}, 40013),
    ],
)
async def test_send__wrong_body__is_refused_and_costs_nothing(talk: Place, body: dict[str, Any], errcode: int) -> None:
    await talk.control.act("applicant", "say", text="a")
    assert await send(talk, **body) == errcode
    assert (await talk.control.get("people/applicant"))["windows"][0]["left"] == 5


async def test_send__openid_of_the_mini_program__is_somebody_elses(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    assert await send(talk, touser=await talk.control.openid("applicant", "mp")) == 40003


async def test_send__blacklisted_person__is_refused(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    await talk.control.post("switches", person="applicant", blacklisted=True)
    assert await send(talk) == 43019


async def test_menu_message__tapped__comes_back_with_its_id(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    entries = [{"id": "101", "content": "满意"}, {"id": "102", "content": "不满意"}]
    menu = {"head_content": "满意吗？", "list": entries, "tail_content": "再见"}
    assert await send(talk, msgtype="msgmenu", msgmenu=menu) == 0
    shown = (await talk.control.messages("applicant"))[-1]
    assert shown["text"] == "满意吗？\n满意\n不满意\n再见"
    assert [(link["send"], link["id"]) for link in shown["links"]] == [("满意", "101"), ("不满意", "102")]


async def test_picture__uploaded_and_sent__is_on_the_phone(talk: Place) -> None:
    await talk.control.act("applicant", "photo", name="portrait.jpg")
    media_id = talk.product.pushes[0]["MediaId"]
    assert await send(talk, msgtype="image", image={"media_id": media_id}) == 0
    shown = (await talk.control.messages("applicant"))[-1]
    assert (shown["kind"], shown["picture"], shown["side"]) == ("image", media_id, "it")
    talk.world.kept.offset += 3 * 86_400 + 1
    talk.api.tokens.clear()
    assert await send(talk, msgtype="image", image={"media_id": media_id}) == 40007


@pytest.mark.parametrize(
    ("command", "later", "errcode"), [("Typing", 0, 0), ("Shout", 0, 45072), ("Typing", 31, 45080)]
)
async def test_typing__within_thirty_seconds__is_shown(talk: Place, command: str, later: int, errcode: int) -> None:
    await talk.control.act("applicant", "say", text="a")
    talk.world.kept.offset += later
    body = {"touser": await talk.control.openid("applicant"), "command": command}
    assert (await talk.api.post("/cgi-bin/message/custom/typing", body))["errcode"] == errcode


async def test_log__success__says_what_is_left(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="a")
    await send(talk)
    lines = (await talk.control.get("log"))["lines"]
    assert any("额度 5 剩 4" in line["text"] for line in lines)
