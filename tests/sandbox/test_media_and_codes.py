from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import aiohttp
import pytest
import zxingcpp
from PIL import Image

from sandbox import codes, roll

from .conftest import Place

JPEG = b"\xff\xd8\xff" + b"x" * 100


async def upload(place: Place, kind: str, data: bytes, **part: Any) -> dict[str, Any]:
    form = aiohttp.FormData()
    named = {"name": "media", "filename": "a.jpg", "content_type": "image/jpeg"} | part
    form.add_field(
        named.pop("name"),
        data if named["filename"] else data.decode("latin-1"),
        **{key: value for key, value in named.items() if value},
    )
    await place.api.token()
    query = {"access_token": place.api.tokens["oa"], "type": kind}
    return json.loads((await place.api.raw("POST", "/cgi-bin/media/upload", query, data=form))[2])


async def fetch(place: Place, media_id: str) -> tuple[int, str, bytes]:
    await place.api.token()
    return await place.api.raw(
        "GET", "/cgi-bin/media/get", {"access_token": place.api.tokens["oa"], "media_id": media_id}
    )


async def test_media__up_and_down__for_three_days(place: Place) -> None:
    made = await upload(place, "image", JPEG)
    assert made["type"] == "image"
    assert await fetch(place, made["media_id"]) == (200, "image/jpeg", JPEG)
    place.world.kept.offset += 3 * 86_400
    status, kind, body = await fetch(place, made["media_id"])
    assert (status, kind.partition(";")[0]) == (200, "text/plain")
    assert json.loads(body)["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "data", "part", "errcode"),
    [
        ("paper", JPEG, {}, 40004),
        ("image", JPEG, {"name": "file"}, 41005),
        ("image", JPEG, {"filename": None, "content_type": None}, 41005),
        ("image", b"", {}, 41005),
        ("image", b"%PDF-1.7", {}, 40005),
        ("image", JPEG + b"x" * (10 * 1024 * 1024), {}, 40006),
        ("thumb", JPEG + b"x" * 65_536, {}, 45001),
        ("voice", b"#!AMR" + b"x" * (2 * 1024 * 1024), {}, 45001),
    ],
)
async def test_upload__wrong__is_refused(place: Place, kind: str, data: bytes, part: Any, errcode: int) -> None:
    assert (await upload(place, kind, data, **part))["errcode"] == errcode


async def test_thumb_and_film__answer_in_their_own_way(place: Place) -> None:
    assert "thumb_media_id" in await upload(place, "thumb", JPEG)
    film = await upload(place, "video", b"\x00\x00\x00\x18ftypmp42")
    assert json.loads((await fetch(place, film["media_id"]))[2]).keys() == {"video_url"}
    assert (await place.api.get("/cgi-bin/media/get"))["errcode"] == 41006


async def qrcode(place: Place, **body: Any) -> dict[str, Any]:
    usual = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "unit-7"}}, "expire_seconds": 600}
    return await place.api.post("/cgi-bin/qrcode/create", usual | body)


def scene(**value: Any) -> dict[str, Any]:
    return {"scene": value}


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"action_name": "QR_OTHER"}, 40053),
        ({"action_info": {}}, 40053),
        ({"action_info": scene(scene_str="")}, 40053),
        ({"action_info": scene(scene_str="x" * 65)}, 40053),
        ({"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene(scene_str="x" * 65)}, 40053),
        ({"action_name": "QR_SCENE", "action_info": scene(scene_id=0)}, 40053),
        ({"action_name": "QR_SCENE", "action_info": scene(scene_id=2**32)}, 40053),
        ({"action_name": "QR_SCENE", "action_info": scene(scene_id="1")}, 40053),
        ({"action_name": "QR_LIMIT_SCENE", "action_info": scene(scene_id=100_001)}, 40053),
        ({"expire_seconds": 2_592_001}, 40035),
        ({"expire_seconds": 0}, 40035),
    ],
)
async def test_qrcode__wrong__is_refused(place: Place, body: dict[str, Any], errcode: int) -> None:
    assert (await qrcode(place, **body))["errcode"] == errcode


async def test_qrcode__picture__carries_its_address(place: Place) -> None:
    made = await qrcode(place)
    status, kind, data = await place.api.raw("GET", "/cgi-bin/showqrcode", {"ticket": made["ticket"]})
    assert (status, kind) == (200, "image/png")
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))[0].text == made["url"]
    assert (await place.api.raw("GET", "/cgi-bin/showqrcode", {"ticket": "none"}))[0] == 404


async def test_scan__stranger_and_follower__get_different_events(place: Place) -> None:
    made = await qrcode(place)
    found = await place.control.act("applicant", "scan", content=made["url"])
    assert (found["kind"], found["status"]) == ("qrcode", "answered")
    await place.control.act("applicant", "scan", content=made["url"])
    first, second = place.product.pushes
    assert (first["Event"], first["EventKey"]) == ("subscribe", "qrscene_unit-7")
    assert (second["Event"], second["EventKey"]) == ("SCAN", "unit-7")
    assert first["Ticket"] == second["Ticket"] == made["ticket"]
    info = await place.api.get("/cgi-bin/user/info", openid=await place.control.openid("applicant"))
    assert (info["subscribe_scene"], info["qr_scene_str"]) == ("ADD_SCENE_QR_CODE", "unit-7")


async def test_scan__too_late__is_expired_and_pushes_nothing(place: Place) -> None:
    made = await qrcode(place, expire_seconds=60)
    place.world.kept.offset += 61
    assert (await place.control.act("applicant", "scan", content=made["url"]))["kind"] == "expired"
    assert not place.product.pushes


async def test_scan__permanent__lives_for_years(place: Place) -> None:
    made = await qrcode(place, action_name="QR_LIMIT_STR_SCENE")
    assert "expire_seconds" not in made
    place.world.kept.offset += 300 * 86_400
    place.product.offset += 300 * 86_400
    assert (await place.control.act("applicant", "scan", content=made["url"]))["status"] == "answered"


async def wxacode(place: Place, **body: Any) -> tuple[str, bytes]:
    if "mp" not in place.api.tokens:
        await place.api.token("mp")
    query = {"access_token": place.api.tokens["mp"]}
    whole = {"scene": "t=a1", "page": "pages/home/home"} | body
    _, kind, data = await place.api.raw("POST", "/wxa/getwxacodeunlimit", query, json=whole)
    return kind, data


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"scene": "x" * 33}, 40169),
        ({"scene": ""}, 40169),
        ({"scene": "a%20b"}, 40169),
        ({"scene": "单位"}, 40169),
        ({"scene": None}, 40169),
        ({"scene": "scancode_time=1"}, 85096),
        ({"page": "/pages/home/home"}, 41030),
        ({"page": "pages/home/home?x=1"}, 41030),
        ({"page": "pages/no/no"}, 41030),
        ({"width": 279}, 40097),
        ({"width": 1281}, 40097),
        ({"env_version": "beta"}, 40097),
        ({"check_path": "no"}, 40097),
    ],
)
async def test_wxacode__wrong__is_json_where_a_picture_was_asked(
    place: Place, body: dict[str, Any], errcode: int
) -> None:
    kind, data = await wxacode(place, **body)
    assert "json" in kind
    assert json.loads(data)["errcode"] == errcode


@pytest.mark.parametrize("text", ["!#$&'()*+,/:;=?@-._~", "k=login&t=a/b", "x" * 32])
async def test_wxacode__scanned__opens_its_page_with_the_scene_encoded(place: Place, text: str) -> None:
    from urllib.parse import parse_qs, unquote

    kind, data = await wxacode(place, scene=text)
    assert kind == "image/png"
    image = Image.open(io.BytesIO(data))
    assert min(image.size) >= 430
    content = zxingcpp.read_barcodes(image)[0].text
    found = await place.control.act("applicant", "scan", content=content)
    page, _, query = found["path"].partition("?")
    assert (found["kind"], page) == ("mini", "pages/home/home")
    assert unquote(query.removeprefix("scene=")) == text == parse_qs(query)["scene"][0]
    assert not place.product.pushes


async def test_wxacode__unreleased_page_unchecked__is_made(place: Place) -> None:
    assert (await wxacode(place, page="pages/no/no", check_path=False))[0] == "image/png"


async def test_wxacode__five_thousand_a_minute(place: Place) -> None:
    place.world.minutes["wxacode"] = [place.world.now()] * 5_000
    assert json.loads((await wxacode(place))[1])["errcode"] == 45009


async def test_scan__forged_mini_code__is_only_text(place: Place) -> None:
    found = await place.control.act("applicant", "scan", content="zhiping-mini://?page=pages/home/home&scene=x")
    assert found["kind"] == "text"
    assert (await place.control.act("applicant", "scan", content="https://example.com"))["kind"] == "url"


async def test_codes__newest_first__with_those_of_pages(place: Place) -> None:
    await qrcode(place)
    await wxacode(place)
    await place.control.post("codes", content="http://127.0.0.1/m/#/x", label="签名码")
    rows = await place.control.get("codes")
    assert [row["kind"] for row in rows] == ["shown", "mini", "qrcode"]
    async with place.api.session.post(
        place.url + "/control/codes/read",
        data=codes.picture("内容"),
        headers={"Content-Type": "application/octet-stream"},
    ) as answer:
        assert (await answer.json())["content"] == "内容"


async def test_code__picture_without_one__is_said(place: Place) -> None:
    for data in (b"x", roll.take(place.settings.data_dir, "portrait.jpg")):
        async with place.api.session.post(
            place.url + "/control/codes/read", data=data, headers={"Content-Type": "application/octet-stream"}
        ) as answer:
            assert answer.status == 409


LOGIN = {"appid": "wx00000000000000b2", "secret": "secret-of-the-program", "grant_type": "authorization_code"}


async def session(place: Place, code: str, **changed: str) -> dict[str, Any]:
    return await place.api.get("/sns/jscode2session", token="", **(LOGIN | {"js_code": code} | changed))


async def test_login__code__works_once_and_gives_a_new_key_each_time(place: Place) -> None:
    keys = set()
    for _ in range(2):
        code = (await place.control.act("applicant", "code", app="mp"))["code"]
        got = await session(place, code)
        assert got["openid"] == await place.control.openid("applicant", "mp")
        assert "unionid" not in got
        keys.add(got["session_key"])
        assert (await session(place, code))["errcode"] == 40163
    assert len(keys) == 2
    await place.control.post("switches", union=True)
    code = (await place.control.act("applicant", "code"))["code"]
    assert (await session(place, code))["unionid"]


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"appid": "wx00000000000000a1"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"grant_type": "client_credential"}, 40002),
        ({"js_code": ""}, 41008),
        ({"js_code": "never-given"}, 40029),
    ],
)
async def test_login__wrong__is_refused(place: Place, changed: dict[str, str], errcode: int) -> None:
    code = (await place.control.act("applicant", "code", app="mp"))["code"]
    assert (await session(place, code, **changed))["errcode"] == errcode


async def test_login__after_five_minutes__is_invalid(place: Place) -> None:
    code = (await place.control.act("applicant", "code"))["code"]
    place.world.kept.offset += 301
    assert (await session(place, code))["errcode"] == 40029


async def test_login__risky_person_and_too_often__is_refused(place: Place) -> None:
    await place.control.post("switches", person="applicant", risky=True)
    code = (await place.control.act("applicant", "code"))["code"]
    assert (await session(place, code))["errcode"] == 40226
    place.world.minutes["session hospital"] = [place.world.now()] * 100
    code = (await place.control.act("hospital", "code"))["code"]
    assert (await session(place, code))["errcode"] == 45011


async def phone(place: Place, **body: Any) -> dict[str, Any]:
    return await place.api.post("/wxa/business/getuserphonenumber", body, side="mp")


async def test_phone__code_of_its_own__works_once(place: Place) -> None:
    code = (await place.control.act("applicant", "phone_code"))["code"]
    got = await phone(place, code=code)
    assert got["phone_info"]["purePhoneNumber"] == "13800000001"
    assert got["phone_info"]["watermark"]["appid"] == LOGIN["appid"]
    assert (await phone(place, code=code))["errcode"] == 40029


async def test_phone__login_code_stranger_or_late__is_refused(place: Place) -> None:
    login = (await place.control.act("applicant", "code"))["code"]
    assert (await phone(place, code=login))["errcode"] == 40029
    code = (await place.control.act("applicant", "phone_code"))["code"]
    assert (await session(place, code))["errcode"] == 40029
    assert (await phone(place, code=code, openid="o" * 28))["errcode"] == 40003
    code = (await place.control.act("applicant", "phone_code"))["code"]
    place.world.kept.offset += 301
    place.api.tokens.clear()
    assert (await phone(place, code=code))["errcode"] == 40029


async def test_phone__denied__gives_no_code(place: Place) -> None:
    assert await place.control.act("applicant", "phone_code", deny=True) == {"errMsg": "getPhoneNumber:fail user deny"}


SEEN = ("dark.jpg", "certificate.jpg", "glare.jpg")


def test_roll__every_picture__is_what_it_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("roll")
    data = {name: roll.take(folder, name) for name in roll.ROLL}
    sharp = Image.open(io.BytesIO(data["certificate.jpg"]))
    assert min(sharp.size) >= 1_900
    light = {name: sum(Image.open(io.BytesIO(data[name])).convert("L").resize((8, 8)).tobytes()) for name in SEEN}
    assert light["dark.jpg"] * 4 < light["certificate.jpg"] < light["glare.jpg"]
    assert len(data["blurred.jpg"]) * 1.5 < len(data["certificate.jpg"])
    turned = Image.open(io.BytesIO(data["sideways.jpg"]))
    assert turned.size == sharp.size[::-1]
    assert turned.getexif()[0x0112] == 6
    assert data["renamed_pdf.jpg"].startswith(b"%PDF")
    assert data["program.jpg"].startswith(b"MZ")
    assert data["empty.jpg"] == b""
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(data["broken.jpg"])).load()
    assert roll.thumb(data["program.jpg"]) is None


async def test_roll__papers__are_those_of_the_person_who_holds_the_phone(place: Place) -> None:
    """Name, day of birth and number on the drawn papers are what the stand-in says of its first person."""
    first = (await place.control.get("state"))["people"][0]
    number = first["id_number"]
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    assert roll.CARD[0] == f"姓名　{first['name']}"
    assert roll.CARD[2] == f"出生　{year} 年 {month} 月 {day} 日"
    assert number in roll.CARD_NUMBER
    assert f"{first['name']}　女　{year} 年 {month} 月生" == roll.HOLDER


async def test_roll__listed_and_shown_small(place: Place) -> None:
    names = [row["name"] for row in await place.control.get("roll")]
    assert {"certificate.jpg", "blurred.jpg", "dark.jpg", "empty.jpg"} <= set(names)
    async with place.api.session.get(place.url + "/control/roll/portrait.jpg?thumb=1") as answer:
        small = await answer.read()
    image = await asyncio.to_thread(Image.open, io.BytesIO(small))
    assert max(image.size) <= 320
