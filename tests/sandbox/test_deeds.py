from __future__ import annotations

from typing import Any

import pytest
import xmltodict

from .conftest import Place
from .product import MP

HOME = {"type": "miniprogram", "name": "我的申报", "appid": MP, "pagepath": "pages/home/home", "url": "http://a/"}
MENU = {
    "button": [
        HOME,
        {"type": "click", "name": "接着填", "key": "continue"},
        {
            "name": "更多",
            "sub_button": [
                {"type": "view", "name": "通知", "url": "http://127.0.0.1/plan"},
                {"type": "pic_photo_or_album", "name": "拍照", "key": "photo"},
                {"type": "location_select", "name": "位置", "key": "place"},
                {"type": "scancode_waitmsg", "name": "扫码", "key": "scan"},
            ],
        },
    ]
}


@pytest.fixture
async def menu(talk: Place) -> Place:
    assert (await talk.api.post("/cgi-bin/menu/create", MENU))["errcode"] == 0
    return talk


async def test_follow__by_itself__has_no_scene(place: Place) -> None:
    answer = await place.control.act("applicant", "follow")
    assert answer["status"] == "answered"
    push = place.product.pushes[0]
    assert (push["MsgType"], push["Event"]) == ("event", "subscribe")
    assert not push.get("EventKey")
    assert "MsgId" not in push


async def test_follow__some_people__have_the_key_empty_and_others_none(place: Place) -> None:
    for person in ("applicant", "hospital", "above", "office"):
        await place.control.act(person, "follow")
    assert {"EventKey" in push for push in place.product.pushes} == {True, False}


async def test_unfollow__twice_by_switch__is_pushed_twice_and_closes_windows(talk: Place) -> None:
    await talk.control.post("switches", unsubscribe_twice=True)
    await talk.control.act("applicant", "say", text="内科")
    await talk.control.act("applicant", "unfollow")
    assert [push.get("Event") for push in talk.product.pushes[1:]] == ["unsubscribe", "unsubscribe"]
    person = await talk.control.get("people/applicant")
    assert (person["following"], person["windows"]) == (False, [])


@pytest.mark.parametrize("deed", ["say", "tap", "photo", "menu", "voice"])
async def test_deed__not_following__is_refused_with_a_sentence(place: Place, deed: str) -> None:
    answer = await place.control.act("applicant", deed, text="内科", key="x", name="portrait.jpg")
    assert place.control.status == 409
    assert answer["code"] == "not_following"
    assert not place.product.pushes


@pytest.mark.parametrize(("tap_ids", "expected"), [("always", {True}), ("never", {False}), ("mixed", {True, False})])
async def test_tap__with_and_without_id__sends_its_content(talk: Place, tap_ids: str, expected: set[bool]) -> None:
    await talk.control.post("switches", tap_ids=tap_ids)
    for _ in range(8):
        await talk.control.act("applicant", "tap", text="2023年：优秀", id="q3v2")
    assert {"bizmsgmenuid" in push for push in talk.product.pushes} == expected
    assert {push["Content"] for push in talk.product.pushes} == {"2023年：优秀"}
    assert {push["MsgType"] for push in talk.product.pushes} == {"text"}


async def test_photo__from_the_roll__is_fetched_by_its_media_id(talk: Place) -> None:
    await talk.control.act("applicant", "photo", name="portrait.jpg")
    push = talk.product.pushes[0]
    assert push["MsgType"] == "image"
    assert push["PicUrl"].startswith("http://127.0.0.1:")
    await talk.api.token()
    query = {"access_token": talk.api.tokens["oa"], "media_id": push["MediaId"]}
    status, kind, data = await talk.api.raw("GET", "/cgi-bin/media/get", query)
    assert (status, kind, data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")


async def test_pic_url__fetched__works_and_is_remarked(talk: Place) -> None:
    await talk.control.act("applicant", "photo", name="portrait.jpg")
    path = "/" + talk.product.pushes[0]["PicUrl"].split("/", 3)[3]
    assert (await talk.api.raw("GET", path, {}))[0] == 200
    lines = (await talk.control.get("log?level=warn"))["lines"]
    assert any("PicUrl" in line["text"] for line in lines)


@pytest.mark.parametrize(
    ("deed", "body", "kind", "fields"),
    [
        ("voice", {}, "voice", {"Format": "amr", "Recognition": "absent"}),
        ("voice", {"recognition": ""}, "voice", {"Recognition": None}),
        ("voice", {"recognition": "内科"}, "voice", {"Recognition": "内科"}),
        ("sticker", {}, "text", {"Content": "【收到不支持的消息类型，暂无法显示】"}),
        ("location", {}, "location", {"Location_X": "29.563010", "Scale": "16"}),
        ("link", {"title": "通知", "url": "http://a/"}, "link", {"Title": "通知", "Url": "http://a/"}),
        ("file", {"name": "word.docx"}, "file", {"Title": "word.docx", "MediaId": "absent"}),
        ("video", {}, "video", {}),
    ],
)
async def test_message__each_kind__has_its_elements(
    talk: Place, deed: str, body: dict[str, Any], kind: str, fields: dict[str, Any]
) -> None:
    answer = await talk.control.act("applicant", deed, **body)
    assert answer["status"] == "answered"
    push = talk.product.pushes[0]
    assert push["MsgType"] == kind
    assert int(push["MsgId"]) > 2**53
    assert {name: push.get(name, "absent") for name in fields} == fields


@pytest.mark.parametrize("text", ["内科\x02\x1dc", "a]]>b", "<status>1</status>", "🐟👨‍👩‍👧𠮷", "& < >"])
async def test_text__odd_characters__are_pushed_as_typed(talk: Place, text: str) -> None:
    await talk.control.post("config", mode="plain")
    talk.product.mode = "plain"
    answer = await talk.control.act("applicant", "say", text=text)
    if "\x02" in text:
        assert answer["status"] == "failed", (
            "wechatpy's parser stumbles over control characters, and they were sent raw"
        )
        return
    assert talk.product.pushes[0]["Content"] == text


@pytest.mark.parametrize(
    ("key", "event", "opens"),
    [
        ("continue", "CLICK", None),
        ("接着填", "CLICK", None),
        ("pages/home/home", "view_miniprogram", {"kind": "mini", "path": "pages/home/home"}),
        ("通知", "VIEW", {"kind": "url", "url": "http://127.0.0.1/plan"}),
        ("menu_of_last_year", "CLICK", None),
    ],
)
async def test_menu__each_button__pushes_its_event(menu: Place, key: str, event: str, opens: Any) -> None:
    answer = await menu.control.act("applicant", "menu", key=key)
    assert menu.product.pushes[0]["Event"] == event
    assert answer.get("open") == opens
    assert answer["status"] == ("silent" if opens else "answered"), "no reply to VIEW is shown"
    assert ("MenuId" in menu.product.pushes[0]) == bool(opens)


@pytest.mark.parametrize("names", [["portrait.jpg"], ["portrait.jpg", "program.jpg"]])
async def test_menu__pictures__come_after_their_event(menu: Place, names: list[str]) -> None:
    await menu.control.act("applicant", "menu", key="photo", pictures=names)
    first, *rest = menu.product.pushes
    assert first["Event"] == "pic_photo_or_album"
    assert int(first["SendPicsInfo"]["Count"]) == len(names)
    item = first["SendPicsInfo"]["PicList"]["item"]
    assert isinstance(item, list) == (len(names) > 1)
    assert [push["MsgType"] for push in rest] == ["image"] * len(names)


async def test_menu__place_and_scan__push_event_and_message(menu: Place) -> None:
    await menu.control.act("applicant", "menu", key="place")
    await menu.control.act("applicant", "menu", key="scan")
    kinds = [push.get("Event", push["MsgType"]) for push in menu.product.pushes]
    assert kinds == ["location_select", "location", "scancode_waitmsg"]


async def test_offline__message__is_not_sent_and_what_comes_waits(talk: Place) -> None:
    await talk.control.act("applicant", "say", text="内科")
    await talk.control.post("switches", person="applicant", offline=True)
    talk.product.pushes.clear()
    assert (await talk.control.act("applicant", "say", text="外科"))["status"] == "offline"
    assert not talk.product.pushes
    openid = await talk.control.openid("applicant")
    sent = await talk.api.post(
        "/cgi-bin/message/custom/send", {"touser": openid, "msgtype": "text", "text": {"content": "审好了"}}
    )
    assert sent["errcode"] == 0
    seen = await talk.control.messages("applicant")
    assert seen[-1]["text"] == "外科"
    assert seen[-1]["state"] == "unsent"
    await talk.control.post("switches", person="applicant", offline=False)
    assert [m["text"] for m in await talk.control.messages("applicant", seen[-1]["n"])] == ["审好了"]


async def test_offline__everybody__by_the_platforms_switch(talk: Place) -> None:
    await talk.control.post("switches", offline=True)
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "offline"
    await talk.control.act("applicant", "scan", content="x")
    assert talk.control.status == 409


async def test_compatible_mode__picture__carries_both_bodies(talk: Place) -> None:
    await talk.control.post("config", mode="compatible")
    await talk.control.act("applicant", "photo", name="portrait.jpg")
    read = xmltodict.parse(talk.product.bodies[0])["xml"]
    assert {"MediaId", "Encrypt"} <= set(read)


async def test_rejected_picture__not_in_the_roll__is_said(talk: Place) -> None:
    await talk.control.act("applicant", "photo", name="nothing.jpg")
    assert talk.control.status == 404
