"""Templates, users, menu, quotas: what an account keeps about itself."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Place
from .product import MP, OA, OA_SECRET

NEW = "/wxaapi/newtmpl/"


async def test_library__taken_listed_and_dropped(place: Place) -> None:
    titles = await place.api.get(NEW + "getpubtemplatetitles", side="mp", ids="307", start="0", limit="30")
    tid = titles["data"][0]["tid"]
    words = (await place.api.get(NEW + "getpubtemplatekeywords", side="mp", tid=str(tid)))["data"]
    body = {"tid": tid, "kidList": [words[1]["kid"], words[0]["kid"]], "sceneDesc": "进度"}
    made = await place.api.post(NEW + "addtemplate", body, side="mp")
    listed = (await place.api.get(NEW + "gettemplate", side="mp"))["data"]
    mine = next(row for row in listed if row["priTmplId"] == made["priTmplId"])
    assert mine["content"] == "词2:{{thing2.DATA}}\n词1:{{thing1.DATA}}"
    assert (mine["type"], mine["title"]) == (2, "公共模板")
    gone = await place.api.post(NEW + "deltemplate", {"priTmplId": made["priTmplId"]}, side="mp")
    assert gone["errcode"] == 0
    assert (await place.api.post(NEW + "deltemplate", {"priTmplId": made["priTmplId"]}, side="mp"))["errcode"] == 40037


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"tid": 999}, 200014),
        ({"kidList": [1]}, 200020),
        ({"kidList": [1, 2, 3, 4, 5, 6]}, 200020),
        ({"kidList": [1, 1]}, 200020),
        ({"kidList": [1, 99]}, 200020),
        ({"sceneDesc": "长" * 16}, 200021),
    ],
)
async def test_library__wrong_choice__is_refused(place: Place, changed: dict[str, Any], errcode: int) -> None:
    body = {"tid": 7, "kidList": [1, 2], "sceneDesc": "进度"} | changed
    assert (await place.api.post(NEW + "addtemplate", body, side="mp"))["errcode"] == errcode


async def test_library__twenty_five__is_the_most(place: Place) -> None:
    body = {"tid": 7, "kidList": [1, 2], "sceneDesc": "进度"}
    had = len((await place.api.get(NEW + "gettemplate", side="mp"))["data"])
    answers = [(await place.api.post(NEW + "addtemplate", body, side="mp"))["errcode"] for _ in range(26 - had)]
    assert answers == [0] * (25 - had) + [200012]


@pytest.mark.parametrize(
    ("query", "errcode"), [({"start": "x", "limit": "1"}, 200016), ({"start": "0", "limit": "31"}, 40097)]
)
async def test_library__wrong_page__is_refused(place: Place, query: dict[str, str], errcode: int) -> None:
    assert (await place.api.get(NEW + "getpubtemplatetitles", side="mp", **query))["errcode"] == errcode


async def test_private_templates__added_listed_deleted(place: Place) -> None:
    made = await place.api.post(
        "/cgi-bin/template/api_add_template", {"template_id_short": "7", "keyword_name_list": ["词1"]}
    )
    listed = (await place.api.get("/cgi-bin/template/get_all_private_template"))["template_list"]
    assert {row["template_id"]: row["content"] for row in listed}[made["template_id"]] == "词1：{{thing1.DATA}}"
    body = {"template_id": made["template_id"]}
    assert (await place.api.post("/cgi-bin/template/del_private_template", body))["errcode"] == 0
    assert (await place.api.post("/cgi-bin/template/del_private_template", body))["errcode"] == 40037


async def test_user_info__follower_and_stranger__differ(place: Place) -> None:
    openid = await place.control.openid("applicant")
    assert await place.api.get("/cgi-bin/user/info", openid=openid) == {"subscribe": 0, "openid": openid}
    await place.control.act("applicant", "follow")
    info = await place.api.get("/cgi-bin/user/info", openid=openid)
    assert (info["subscribe"], info["nickname"], info["subscribe_scene"]) == (1, "", "ADD_SCENE_SEARCH")
    assert "unionid" not in info
    assert (await place.api.get("/cgi-bin/user/get"))["data"] == {"openid": [openid]}


async def test_union_id__by_switch__joins_both_accounts(place: Place) -> None:
    await place.control.act("applicant", "follow")
    await place.control.post("switches", union=True)
    info = await place.api.get("/cgi-bin/user/info", openid=await place.control.openid("applicant"))
    assert info["unionid"] == place.world.person("applicant").union_id


@pytest.mark.parametrize(("openid", "errcode"), [("", 41009), ("o" * 28, 40003)])
async def test_user_info__wrong_openid__is_refused(place: Place, openid: str, errcode: int) -> None:
    assert (await place.api.get("/cgi-bin/user/info", openid=openid))["errcode"] == errcode


async def test_openids__are_the_accounts_own_and_28_long(place: Place) -> None:
    openids = {
        await place.control.openid(person, side) for person in ("applicant", "hospital") for side in ("oa", "mp")
    }
    assert len(openids) == 4
    assert {(len(openid), openid[0]) for openid in openids} == {(28, "o")}


CLICK = {"type": "click", "name": "进度", "key": "k"}
MINI = {"type": "miniprogram", "name": "申报", "appid": MP, "pagepath": "pages/home/home", "url": "http://a/"}


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([CLICK], 0),
        ([MINI, CLICK, {"name": "更多", "sub_button": [CLICK] * 5}], 0),
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([CLICK | {"name": "一二三四五六"}], 40018),
        ([CLICK | {"name": ""}], 40018),
        ([CLICK | {"key": "k" * 129}], 40019),
        ([CLICK | {"key": ""}], 40019),
        ([{"name": "更多", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "更多", "sub_button": [CLICK | {"name": "长" * 21}]}], 40025),
        ([{"name": "更多", "sub_button": [CLICK | {"key": ""}]}], 40026),
        ([CLICK | {"sub_button": [CLICK]}], 40017),
        ([{"name": "更多", "sub_button": [{"name": "x", "sub_button": [CLICK]}]}], 40024),
        ([{"type": "view", "name": "网", "url": "http://a/" + "x" * 1_024}], 40020),
        ([{"type": "view", "name": "网", "url": "ftp://a"}], 40055),
        ([{"type": "shout", "name": "喊"}], 40017),
        ([MINI | {"appid": MP.upper()}], 45064),
        ([MINI | {"appid": "wx-other"}], 45064),
        ([{k: v for k, v in MINI.items() if k != "url"}], 40020),
    ],
)
async def test_menu__each_rule(place: Place, buttons: list[Any], errcode: int) -> None:
    assert (await place.api.post("/cgi-bin/menu/create", {"button": buttons}))["errcode"] == errcode
    assert (place.world.kept.menu is not None) == (errcode == 0)


async def test_menu__escaped_text__is_refused(place: Place) -> None:
    answer = await place.api.post("/cgi-bin/menu/create", {"button": [CLICK]}, ascii_only=True)
    assert answer["errcode"] == 40033


async def test_menu__read_and_deleted(place: Place) -> None:
    assert (await place.api.get("/cgi-bin/menu/get"))["errcode"] == 46003
    assert (await place.api.get("/cgi-bin/get_current_selfmenu_info"))["is_menu_open"] == 0
    await place.api.post("/cgi-bin/menu/create", {"button": [{"name": "更多", "sub_button": [CLICK]}]})
    assert (await place.api.get("/cgi-bin/menu/get"))["menu"]["button"][0]["name"] == "更多"
    shown = (await place.api.get("/cgi-bin/get_current_selfmenu_info"))["selfmenu_info"]["button"]
    assert shown[0]["sub_button"]["list"] == [CLICK]
    assert (await place.api.get("/cgi-bin/menu/delete"))["errcode"] == 0
    assert (await place.api.get("/cgi-bin/menu/get"))["errcode"] == 46003


async def test_quota__used_up__is_refused_until_cleared(place: Place) -> None:
    path = "/cgi-bin/menu/create"
    place.world.kept.counters[f"{place.world.day()} {path}"] = 999
    assert (await place.api.post(path, {"button": [CLICK]}))["errcode"] == 0
    refused = await place.api.post(path, {"button": [CLICK]})
    assert refused["errcode"] == 45009
    quota = (await place.api.post("/cgi-bin/openapi/quota/get", {"cgi_path": path}))["quota"]
    assert quota == {"daily_limit": 1000, "used": 1000, "remain": 0}
    assert (await place.api.post("/cgi-bin/clear_quota", {"appid": OA}))["errcode"] == 0
    assert (await place.api.post(path, {"button": [CLICK]}))["errcode"] == 0
    assert (await place.api.post("/cgi-bin/openapi/quota/get", {"cgi_path": "menu"}))["errcode"] == 76003


async def test_clearing__ten_times_a_month(place: Place) -> None:
    body = {"appid": OA, "appsecret": OA_SECRET}
    answers = [(await place.api.post("/cgi-bin/clear_quota/v2", body, token=""))["errcode"] for _ in range(11)]
    assert answers == [0] * 10 + [48006]
    assert (await place.api.post("/cgi-bin/clear_quota/v2", {"appid": "wx"}, token=""))["errcode"] == 40013
    assert (await place.api.post("/cgi-bin/clear_quota", {"appid": MP}))["errcode"] == 40013


async def test_denied_capability__is_not_authorised(place: Place) -> None:
    await place.control.post("config", denied=["template", "phone"])
    assert (await place.api.post("/cgi-bin/message/template/send", {}))["errcode"] == 48001
    assert (await place.api.post("/wxa/business/getuserphonenumber", {}, side="mp"))["errcode"] == 48001


async def test_request_id__of_a_refusal__tells_what_happened(place: Place) -> None:
    refused = await place.api.post("/cgi-bin/menu/create", {"button": []})
    rid = refused["errmsg"].rpartition("rid: ")[2]
    found = await place.api.post("/cgi-bin/openapi/rid/get", {"rid": rid})
    assert found["request"]["request_url"] == "/cgi-bin/menu/create"
    assert (await place.control.errors())[-1]["rid"] == rid
