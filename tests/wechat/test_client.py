"""The API client against a server that speaks as the platform's pages say, and fails as the platform fails."""

import asyncio
import time

import pytest

from wechat.errors import PlatformError, TransportError, Unfit, WechatFault
from wechat.fates import Fate
from wechat.media import File
from wechat.menus import Template
from wechat.people import Follower, Login, Phone
from wechat.sending import Page

SEND = "cgi-bin/message/custom/send"
TYPING = "cgi-bin/message/custom/typing"
TEMPLATE = "cgi-bin/message/template/send"
INFO = "cgi-bin/user/info"
CODE = "wxa/getwxacodeunlimit"


def bodies(api, path: str) -> list:
    return [body for seen, _, body in api.server.seen if seen == path]


# what is sent


async def test_send_text__chinese_and_links__arrive_unescaped(api):
    await api.platform.send_text(api.openid, '好 <a href="https://x">看</a>\x02')
    assert bodies(api, SEND) == [
        {"touser": api.openid, "msgtype": "text", "text": {"content": '好 <a href="https://x">看</a>'}}
    ]


async def test_send_menu_message__choices__have_ids_and_words(api):
    await api.platform.send_menu_message(api.openid, "放到哪里？", [("1", "卫生支农"), ("2", "先存着")], "慢慢来")
    assert bodies(api, SEND)[0]["msgmenu"] == {
        "head_content": "放到哪里？",
        "list": [{"id": "1", "content": "卫生支农"}, {"id": "2", "content": "先存着"}],
        "tail_content": "慢慢来",
    }


async def test_send_image_and_typing__are_taken(api):
    await api.platform.send_image(api.openid, "M1")
    assert await api.platform.typing(api.openid)
    assert await api.platform.typing(api.openid, on=False)
    assert [b["command"] for b in bodies(api, TYPING)] == ["Typing", "CancelTyping"]


async def test_typing__without_a_message_in_30_seconds__is_left(api):
    api.server.next(TYPING, 45080)
    assert await api.platform.typing(api.openid) is False


async def test_send_template__fields_page_and_id__are_written_as_the_platform_wants(api):
    data = {"thing1": "副主任医师申报", "phrase2": "被退回"}
    page = Page("wx2", "pages/fix/fix?base=a")
    msg_id = await api.platform.send_template(
        api.openid, "tmpl-a", data, page=page, url="https://x", client_msg_id="k1"
    )
    assert msg_id == "200228332"
    assert bodies(api, TEMPLATE) == [
        {
            "touser": api.openid,
            "template_id": "tmpl-a",
            "data": {"thing1": {"value": "副主任医师申报"}, "phrase2": {"value": "被退回"}},
            "url": "https://x",
            "miniprogram": {"appid": "wx2", "pagepath": "pages/fix/fix?base=a"},
            "client_msg_id": "k1",
        }
    ]


async def test_send_subscribe_and_notice__are_taken(api):
    assert await api.platform.send_subscribe(api.openid, "p1", {"phrase2": "已提交"}, page="pages/home/home") == ""
    assert (
        await api.platform.send_biz_subscribe(api.openid, "p1", {"phrase2": "已提交"}, page=Page("wx2", "a"), url="u")
        == "7"
    )


async def test_menu__made__is_read_back_unescaped(api):
    assert await api.platform.menu_get() == []
    buttons = [
        {"name": "我的申报", "type": "miniprogram", "appid": "wx2", "pagepath": "pages/home/home", "url": "https://x"},
        {"name": "更多", "sub_button": [{"name": "进度", "type": "click", "key": "progress"}]},
    ]
    await api.platform.menu_create(buttons)
    assert await api.platform.menu_get() == buttons


async def test_templates__of_both_kinds__are_listed(api):
    assert await api.platform.templates() == [Template("tmpl-a", "申报", "{{thing1.DATA}}")]
    assert await api.platform.subscribe_templates() == [Template("p1", "进度", "状态:{{phrase2.DATA}}", True)]


async def test_people__login_phone_follower__are_read(api):
    assert await api.platform.jscode2session("c1") == Login(openid=api.openid, union="u1")
    assert await api.platform.phone_number("p1") == Phone(number="13800000000", country="86")
    found = await api.platform.user_info(api.openid)
    assert found == Follower(openid=api.openid, following=True, union="u1", since=1382694957)
    assert await api.platform.user_info("oStranger") == Follower(openid="oStranger", following=False)
    assert "138" not in repr(Phone(number="13800000000"))


async def test_jscode2session__asks__without_a_token(api):
    await api.platform.jscode2session("c1")
    assert [path for path, *_ in api.server.seen] == ["sns/jscode2session"]
    assert "access_token" not in api.server.seen[0][1]


@pytest.mark.parametrize("call", ["jscode2session", "phone_number"])
async def test_code__used_twice__asks_for_a_new_one(api, call):
    """G9: one code is good once."""
    await getattr(api.platform, call)("once")
    with pytest.raises(PlatformError) as caught:
        await getattr(api.platform, call)("once")
    assert caught.value.fate is Fate.CODE
    assert "再点一次" in caught.value.text


async def test_media__photo__comes_with_type_and_name(api):
    assert await api.platform.media_get("PHOTO") == File(b"\xff\xd8\xff\xe0 a photo", "image/jpeg", "PHOTO.jpg")


async def test_media__error_in_place_of_a_photo__is_an_error(api):
    """G11: the error comes with 200 and the content type of a picture."""
    with pytest.raises(PlatformError) as caught:
        await api.platform.media_get("GONE")
    assert (caught.value.errcode, caught.value.fate) == (40007, Fate.CONTENT)


async def test_media__video__is_said_to_be_one(api):
    with pytest.raises(Unfit):
        await api.platform.media_get("VIDEO")


async def test_media__upload__has_field_name_type_and_bytes(api):
    media_id = await api.platform.media_upload("image", b"\x89PNG...", "code.png", "image/png")
    assert media_id == "M_code.png"
    field = bodies(api, "cgi-bin/media/upload")[0]
    assert (field.name, field.filename, field.content_type) == ("media", "code.png", "image/png")


async def test_qrcode__made__is_shown_by_its_ticket(api):
    code = await api.platform.qrcode_create("join:1", 600)
    assert (code.ticket, code.seconds, code.url) == ("gQ+join:1==", 600, "http://w/q")
    assert (await api.platform.qrcode_image(code.ticket)).startswith(b"\xff\xd8\xff")
    lasting = await api.platform.qrcode_create("unit:1", None)
    assert bodies(api, "cgi-bin/qrcode/create")[1]["action_name"] == "QR_LIMIT_STR_SCENE"
    assert lasting.seconds == 0


async def test_wxacode__scene_and_page__give_a_picture(api):
    data = await api.platform.wxacode("t=abc", "pages/login/login", version="develop", check_path=False)
    assert data.startswith(b"\x89PNG")
    assert bodies(api, CODE) == [
        {"scene": "t=abc", "env_version": "develop", "check_path": False, "width": 430, "page": "pages/login/login"}
    ]


async def test_wxacode__error_in_place_of_a_picture__is_an_error(api):
    with pytest.raises(PlatformError) as caught:
        await api.platform.wxacode("a", "pages/none/none")
    assert (caught.value.errcode, caught.value.fate) == (41030, Fate.CONFIG)


# what is refused before it is sent

UNFIT = {
    "empty text": lambda p: p.send_text("o", " \x02"),
    "2,049 bytes": lambda p: p.send_text("o", "a" * 2049),
    "no choices": lambda p: p.send_menu_message("o", "头", []),
    "empty field": lambda p: p.send_template("o", "t", {"thing1": " "}),
    "no field": lambda p: p.send_subscribe("o", "t", {}),
    "scene 33": lambda p: p.wxacode("a" * 33),
    "scene empty": lambda p: p.wxacode(""),
    "scene %": lambda p: p.wxacode("a%20"),
    "scene 汉": lambda p: p.wxacode("职"),
    "page slash": lambda p: p.wxacode("a", "/pages/a/a"),
    "page query": lambda p: p.wxacode("a", "pages/a/a?x=1"),
    "width 279": lambda p: p.wxacode("a", width=279),
    "width 1281": lambda p: p.wxacode("a", width=1281),
    "qr scene 65": lambda p: p.qrcode_create("a" * 65),
    "qr scene empty": lambda p: p.qrcode_create(""),
    "qr 0 s": lambda p: p.qrcode_create("a", 0),
    "qr over 30 days": lambda p: p.qrcode_create("a", 2_592_001),
    "upload empty": lambda p: p.media_upload("image", b"", "a.png", "image/png"),
    "upload over 2 MB": lambda p: p.media_upload("image", bytes((2 << 20) + 1), "a.png", "image/png"),
    "upload without a name": lambda p: p.media_upload("image", b"x", "", "image/png"),
    "upload name": lambda p: p.media_upload("image", b"x", 'a";x.png', "image/png"),
    "no code": lambda p: p.jscode2session(""),
    "menu empty": lambda p: p.menu_create([]),
    "menu of four": lambda p: p.menu_create([{"name": "a", "type": "click", "key": "k"}] * 4),
    "menu name 17": lambda p: p.menu_create([{"name": "a" * 17, "type": "click", "key": "k"}]),
    "menu both": lambda p: p.menu_create([{"name": "a", "type": "click", "sub_button": [{"name": "b"}]}]),
    "menu neither": lambda p: p.menu_create([{"name": "a"}]),
    "menu key 129": lambda p: p.menu_create([{"name": "a", "type": "click", "key": "k" * 129}]),
    "menu six under": lambda p: p.menu_create([{"name": "a", "sub_button": [{"name": "b", "type": "click"}] * 6}]),
}  # fmt: skip


@pytest.mark.parametrize("call", UNFIT.values(), ids=UNFIT)
async def test_call__that_the_platform_would_refuse__is_not_made(api, call):
    with pytest.raises(Unfit):
        await call(api.platform)
    assert api.server.seen == []


async def test_call__at_the_limit__is_made(api):
    await api.platform.send_text(api.openid, "a" * 2048)
    await api.platform.wxacode("a" * 32, width=1280)
    await api.platform.qrcode_create("a" * 64, 2_592_000)
    await api.platform.media_upload("image", bytes(2 << 20), "a.png", "image/png")
    await api.platform.menu_create([{"name": "a" * 16, "type": "click", "key": "k" * 128}])


# a platform that fails

FAULTS = ["empty", "half", "html", "html200", "list", "reset", "slow", "flood", "redirect"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_ask__one_fault__is_repeated_and_succeeds(api, fault):
    """Bad input: half a JSON, or nothing."""
    api.server.next(INFO, fault)
    assert (await api.platform.user_info(api.openid)).following
    assert api.server.count(INFO) == 2


@pytest.mark.parametrize("fault", FAULTS)
async def test_ask__fault_after_fault__ends_after_three_tries(api, fault):
    api.server.next(INFO, *[fault] * 9)
    with pytest.raises(TransportError) as caught:
        await api.platform.user_info(api.openid)
    assert caught.value.fate is Fate.AGAIN
    assert caught.value.doubtful
    # aiohttp itself repeats a GET once on a kept connection that turns out to be dead
    assert api.server.count(INFO) <= (6 if fault == "reset" else 3)


async def test_ask__minus_one__is_repeated_three_times_at_most(api):
    api.server.next(SEND, -1, -1)
    await api.platform.send_text(api.openid, "好")
    api.server.next(SEND, -1, -1, -1, -1)
    with pytest.raises(PlatformError) as caught:
        await api.platform.send_text(api.openid, "好")
    assert caught.value.fate is Fate.AGAIN
    assert api.server.count(SEND) == 6


@pytest.mark.parametrize("fault", ["half", "reset", "html", "empty", "slow"])
async def test_send__that_may_have_gone_out__is_not_repeated_but_said(api, fault):
    api.server.next(SEND, fault)
    with pytest.raises(TransportError) as caught:
        await api.platform.send_text(api.openid, "好")
    assert caught.value.doubtful
    assert api.server.count(SEND) == 1


async def test_send_template__with_client_msg_id__is_repeated(api):
    await api.platform.user_info(api.openid)
    api.server.next(TEMPLATE, "reset")
    sent = await api.platform.send_template(
        api.openid, "tmpl-a", {"thing1": "a", "phrase2": "退回"}, client_msg_id="k1"
    )
    assert sent == "200228332"
    assert api.server.count(TEMPLATE) == 2


async def test_send__nobody_there__was_certainly_not_sent(api, unused_tcp_port):
    cache = api.shared
    await api.platform.user_info(api.openid)  # the token is there, the server is not
    with pytest.raises(TransportError) as caught:
        await api.client(at=unused_tcp_port, cache=cache).send_text(api.openid, "好")
    assert not caught.value.doubtful


async def test_ask__latency_over_the_limit__is_cut_in_time(api):
    """The platform's 5 s, scaled down: 0.4 s a try, 1.5 s in all."""
    await api.platform.user_info(api.openid)
    api.server.next(INFO, *["slow"] * 3)
    began = time.monotonic()
    with pytest.raises(TransportError):
        await api.platform.user_info(api.openid)
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("fault", ["empty", "half", "html200", "html"])
async def test_take__no_file__is_no_photo(api, fault):
    api.server.next("cgi-bin/media/get", *[fault] * 3)
    with pytest.raises(TransportError):
        await api.platform.media_get("PHOTO")
    api.server.next(CODE, *[fault] * 3)
    with pytest.raises(TransportError):
        await api.platform.wxacode("a")


async def test_wxacode__something_else_than_a_picture__is_refused(api):
    api.server.next(CODE, b"GIF89a")
    with pytest.raises(TransportError):
        await api.platform.wxacode("a")


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (45009, Fate.QUOTA),
        (45011, Fate.BUSY),
        (45015, Fate.WINDOW),
        (45047, Fate.WINDOW),
        (43101, Fate.REFUSED),
        (48001, Fate.CONFIG),
        (99999, Fate.BUG),
    ],
)
async def test_send__errcode__is_raised_once_with_its_fate(api, code, fate):
    api.server.next(SEND, code)
    with pytest.raises(PlatformError) as caught:
        await api.platform.send_text(api.openid, "好")
    error = caught.value
    assert (error.errcode, error.fate, error.api) == (code, fate, SEND)
    assert "rid: " in error.errmsg
    assert "rid" not in error.text
    assert api.server.count(SEND) == 1


async def test_send__strict_answers__carry_the_platforms_code(api):
    data = {"thing1": "a"}
    for call, code in (
        (lambda: api.platform.send_template("oStranger", "tmpl-a", data), 43004),
        (lambda: api.platform.send_template(api.openid, "tmpl-z", data), 40037),
        (lambda: api.platform.send_template(api.openid, "tmpl-a", data), 47003),
        (lambda: api.platform.send_text("oStranger", "好"), 40003),
        (lambda: api.platform.send_subscribe(api.openid, "p1", data, page="/pages/a"), 41030),
    ):
        with pytest.raises(PlatformError) as caught:
            await call()
        assert caught.value.errcode == code


async def test_call__cancelled__leaves_the_client_usable(api):
    api.server.next(INFO, "slow")
    task = asyncio.create_task(api.platform.user_info(api.openid))
    await api.server.slow.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await api.platform.user_info(api.openid)).following


def test_errors__every_one__has_a_code_and_a_sentence():
    kinds = [WechatFault]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert kind.code.startswith("wechat")
        assert kind.text
    assert len({kind.code for kind in kinds}) == len(kinds)
