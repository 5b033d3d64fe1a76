from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
import xmltodict
from aiohttp import web

from .conftest import Place
from .product import KEY


async def test_text__safe_mode__arrives_sealed_and_its_reply_is_shown(talk: Place) -> None:
    answer = await talk.control.act("applicant", "say", text="云溪人民")
    assert answer["status"] == "answered"
    assert answer["reply"]["text"] == "好"
    push, query = talk.product.pushes[0], talk.product.queries[0]
    assert push["Content"] == "云溪人民"
    assert push["ToUserName"] == talk.world.account.username
    assert push["FromUserName"] == query["openid"] == await talk.control.openid("applicant")
    assert query["encrypt_type"] == "aes"
    assert query["from"] == "wechat"
    assert set(xmltodict.parse(talk.product.bodies[0])["xml"]) == {"ToUserName", "Encrypt"}
    shown = await talk.control.messages("applicant")
    assert [message.get("text") for message in shown[-2:]] == ["云溪人民", "好"]


@pytest.mark.parametrize(
    ("mode", "elements"), [("plain", "Content"), ("compatible", "Content"), ("compatible", "Encrypt")]
)
async def test_text__other_modes__stands_in_the_body(talk: Place, mode: str, elements: str) -> None:
    await talk.control.post("config", mode=mode)
    talk.product.mode = mode
    answer = await talk.control.act("applicant", "say", text="内科")
    assert answer["status"] == "answered"
    assert elements in xmltodict.parse(talk.product.bodies[0])["xml"]
    assert ("encrypt_type" in talk.product.queries[0]) == (mode != "plain")


async def test_compatible_mode__reply_in_plain__is_taken(talk: Place) -> None:
    await talk.control.post("config", mode="compatible")
    talk.product.reply = lambda message: talk.product.text(message).encode()
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "answered"


async def test_padding__many_messages__has_many_lengths(talk: Place) -> None:
    sizes = set()
    for _ in range(12):
        await talk.control.act("applicant", "say", text="内科")
        sizes.add(len(talk.product.bodies[-1]))
    assert len(sizes) > 1


@pytest.mark.parametrize("silence", ["success", ""])
async def test_reply__success_or_nothing__shows_nothing(talk: Place, silence: str) -> None:
    talk.product.reply = lambda _: silence.encode()
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "silent"
    assert (await talk.control.messages("applicant"))[-1]["side"] == "me"


async def test_retry__first_delivery_too_slow__second_has_the_same_id_and_new_random_bytes(talk: Place) -> None:
    async def slow_once(message: dict[str, Any]) -> str:
        if len(talk.product.pushes) == 1:
            await asyncio.sleep(5)
        return talk.product.text(message)

    talk.product.reply = slow_once
    answer = await talk.control.act("applicant", "say", text="内科")
    assert (answer["status"], answer["tries"]) == ("answered", 2)
    first, second = talk.product.pushes
    assert (first["MsgId"], first["CreateTime"]) == (second["MsgId"], second["CreateTime"])
    assert talk.product.bodies[0] != talk.product.bodies[1]


@pytest.mark.parametrize("fault", ["timeout", "503", "cut"])
async def test_retry__three_failures__shows_the_platforms_sentence(talk: Place, fault: str) -> None:
    async def fail(message: dict[str, Any]) -> Any:
        if fault == "timeout":
            await asyncio.sleep(5)
        return web.Response(status=503)

    talk.product.reply = fail
    if fault == "cut":
        talk.world.account.callback_url = "http://127.0.0.1:9/"
    answer = await talk.control.act("applicant", "say", text="内科")
    assert (answer["status"], answer["tries"]) == ("failed", 3)
    assert len(talk.product.pushes) == (0 if fault == "cut" else 3)
    last = (await talk.control.messages("applicant"))[-1]
    assert last["text"].startswith("该服务号提供的服务出现故障")
    assert any("故障" in line["text"] for line in await talk.control.errors())


async def test_mark_fail__five_in_a_row__loses_pushes_for_a_minute(talk: Place) -> None:
    talk.product.reply = lambda _: b"{}"
    for _ in range(5):
        await talk.control.act("applicant", "say", text="内科")
    talk.product.reply = talk.product.text
    talk.product.pushes.clear()
    assert (await talk.control.act("applicant", "say", text="丢了"))["status"] == "lost"
    assert not talk.product.pushes
    talk.world.kept.offset += 61
    talk.product.offset += 61
    assert (await talk.control.act("applicant", "say", text="又通了"))["status"] == "answered"


async def test_mark_fail__keeping__sends_afterwards_in_order(talk: Place) -> None:
    await talk.control.post("switches", mark_fail=1, mark_fail_keeps=True)
    talk.product.reply = lambda _: b"{}"
    await talk.control.act("applicant", "say", text="坏")
    talk.product.reply = talk.product.text
    talk.product.pushes.clear()
    await talk.control.act("applicant", "say", text="一")
    await talk.control.act("applicant", "say", text="二")
    talk.world.stopped_until = 0
    await talk.control.act("applicant", "say", text="三")
    assert [push["Content"] for push in talk.product.pushes] == ["一", "二", "三"]


async def test_parallel_delivery__two_answers_differ__is_logged_red(talk: Place) -> None:
    await talk.control.post("switches", duplicate="parallel")
    talk.product.reply = lambda message: talk.product.text(message, f"第 {len(talk.product.pushes)} 次")
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "answered"
    assert len(talk.product.pushes) == 2
    assert any("不一样" in line["text"] for line in await talk.control.errors())


async def test_later_duplicate__same_answer__leaves_no_error(talk: Place) -> None:
    await talk.control.post("switches", duplicate="later")
    await talk.control.act("applicant", "say", text="内科")
    await talk.world.settle()
    assert len(talk.product.pushes) == 2
    assert talk.product.pushes[0]["MsgId"] == talk.product.pushes[1]["MsgId"]
    assert not await talk.control.errors()


async def test_same_msg_id__two_people__both_arrive(talk: Place) -> None:
    await talk.control.act("hospital", "follow")
    await talk.control.post("switches", same_msg_id=True)
    talk.product.pushes.clear()
    await talk.control.act("applicant", "say", text="一")
    await talk.control.act("hospital", "say", text="二")
    await talk.control.act("applicant", "say", text="三")
    first, second, third = (push["MsgId"] for push in talk.product.pushes)
    assert first == second != third


@pytest.mark.parametrize(("order", "arrive"), [("reversed", ["三", "二", "一"]), ("parallel", None)])
async def test_burst__out_of_order__times_stay_in_the_order_of_typing(talk: Place, order: str, arrive: Any) -> None:
    answers = await talk.control.act("applicant", "burst", texts=["一", "二", "三"], order=order)
    assert [answer["status"] for answer in answers] == ["answered"] * 3
    if arrive:
        assert [push["Content"] for push in talk.product.pushes] == arrive
    times = {push["Content"]: int(push["CreateTime"]) for push in talk.product.pushes}
    assert times["一"] < times["二"] < times["三"]


@pytest.mark.parametrize(
    ("echo", "good"),
    [
        (lambda text: text.encode(), True),
        (lambda text: text.encode() + b"\n", False),
        (lambda text: b'"' + text.encode() + b'"', False),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), False),
    ],
)
async def test_verification__only_the_bytes_themselves__pass(place: Place, echo: Any, good: bool) -> None:
    place.product.echo = echo
    assert (await place.control.post("verify"))["ok"] is good


async def test_verification__no_product__says_why(place: Place) -> None:
    place.world.account.callback_url = "http://127.0.0.1:9/"
    found = await place.control.post("verify")
    assert not found["ok"]
    assert found["why"]


async def test_key__rotated__old_reply_is_refused_and_new_one_taken(talk: Place) -> None:
    await talk.control.post("config", aes_key=KEY[::-1])
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "failed"
    talk.product.key = KEY[::-1]
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "answered"


async def test_slow_phone__takes_seconds_and_arrives(talk: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.deeds.SLOW", 0.1)
    await talk.control.post("switches", person="applicant", slow=True)
    begun = time.monotonic()
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "answered"
    assert time.monotonic() - begun >= 0.2
