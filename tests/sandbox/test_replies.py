from __future__ import annotations

import time
from typing import Any

import pytest

from .conftest import Place
from .product import Product


def news(count: int, claimed: int | None = None) -> dict[str, Any]:
    item = "<item><Title><![CDATA[通知]]></Title><Url><![CDATA[http://127.0.0.1/]]></Url></item>"
    return {"MsgType": "news", "Content": None, "ArticleCount": claimed or count, "Articles": item * count}


def plain(product: Product, message: dict[str, Any], change: tuple[str, str]) -> str:
    return product.text(message).replace(*change)


BAD: dict[str, Any] = {
    "json": lambda p, m: b'{"errcode":0}',
    "words": lambda p, m: b"ok",
    "success_with_newline": lambda p, m: b"success\n",
    "html": lambda p, m: b"<html></html>",
    "two_roots": lambda p, m: p.text(m) * 2,
    "root_in_root": lambda p, m: f"<xml>{p.text(m)}</xml>",
    "literal_newline": lambda p, m: plain(p, m, ("<xml>", "<xml>\\n")).replace("</xml>", "<x/></xml>") + "\\n",
    "cut_off": lambda p, m: p.text(m)[:-8],
    "doctype": lambda p, m: "<!DOCTYPE xml>" + p.text(m),
    "control_character": lambda p, m: p.text(m, "a\x02b"),
    "cdata_end": lambda p, m: p.text(m, "a]]>b <c"),
    "no_cdata": lambda p, m: plain(p, m, ("<![CDATA[好]]>", '<a href="http://x">好</a>')),
    "attribute": lambda p, m: plain(p, m, ("<Content>", '<Content lang="zh">')),
    "no_content": lambda p, m: p.text(m, Content=None),
    "empty_content": lambda p, m: p.text(m, ""),
    "content_twice": lambda p, m: plain(p, m, ("</xml>", "<Content>b</Content></xml>")),
    "no_type": lambda p, m: p.text(m, MsgType=None),
    "unknown_type": lambda p, m: p.text(m, MsgType="hologram"),
    "not_swapped": lambda p, m: p.text(m, ToUserName=m["ToUserName"], FromUserName=m["FromUserName"]),
    "to_somebody_else": lambda p, m: p.text(m, ToUserName="o" * 28),
    "time_in_brackets": lambda p, m: p.text(m, CreateTime=f"[{int(time.time())}]"),
    "time_in_milliseconds": lambda p, m: p.text(m, CreateTime=int(time.time() * 1000)),
    "time_of_yesterday": lambda p, m: p.text(m, CreateTime=int(time.time()) - 90_000),
    "time_with_point": lambda p, m: p.text(m, CreateTime=f"{time.time():.1f}"),
    "too_long": lambda p, m: p.text(m, "长" * 683),
    "image_unknown": lambda p, m: plain(
        p, m, ("<MsgType><![CDATA[text]]></MsgType>", "<MsgType>image</MsgType><Image><MediaId>none</MediaId></Image>")
    ),
    "news_two": lambda p, m: plain_news(p, m, 2),
    "news_count": lambda p, m: plain_news(p, m, 1, 2),
}


def plain_news(product: Product, message: dict[str, Any], count: int, claimed: int | None = None) -> str:
    made = product.text(message, **(news(count, claimed) | {"Articles": "ITEMS"}))
    return made.replace("<![CDATA[ITEMS]]>", str(news(count)["Articles"]))


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("mode", ["safe", "plain"])
async def test_reply__outside_the_rules__shows_the_fault(talk: Place, name: str, mode: str) -> None:
    await talk.control.post("config", mode=mode)
    talk.product.mode = mode
    talk.product.reply = lambda message: BAD[name](talk.product, message)
    answer = await talk.control.act("applicant", "say", text="内科")
    assert (answer["status"], answer["reply"]) == ("failed", None)
    assert answer["tries"] == 1, "a reply that came is not asked for again"
    last = (await talk.control.messages("applicant"))[-1]
    assert (last["side"], last["kind"]) == ("note", "fault")
    assert (await talk.control.errors())[-1]["level"] == "error"


async def test_reply__longest_text__is_taken(talk: Place) -> None:
    talk.product.reply = lambda message: talk.product.text(message, "长" * 682 + "ab")
    assert (await talk.control.act("applicant", "say", text="内科"))["status"] == "answered"


async def test_reply__cdata_end_escaped__is_shown_as_written(talk: Place) -> None:
    talk.product.reply = lambda message: talk.product.text(message, "a]]]]><![CDATA[>b")
    assert (await talk.control.act("applicant", "say", text="内科"))["reply"]["text"] == "a]]>b"


async def test_reply__one_article__is_taken_and_eight_only_for_events(talk: Place) -> None:
    talk.product.reply = lambda message: plain_news(talk.product, message, 1)
    assert (await talk.control.act("applicant", "say", text="内科"))["reply"]["type"] == "news"
    talk.product.reply = lambda message: plain_news(talk.product, message, 8)
    answer = await talk.control.act("applicant", "menu", key="notices")
    assert len(answer["reply"]["articles"]) == 8
    talk.product.reply = lambda message: plain_news(talk.product, message, 9)
    assert (await talk.control.act("applicant", "menu", key="notices"))["status"] == "failed"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda text: text.replace("MsgSignature", "Signature"), "MsgSignature"),
        (lambda text: text.replace("<Nonce><![CDATA[", "<Nonce><![CDATA[1"), "Nonce"),
        (lambda text: text.replace("<Encrypt><![CDATA[", "<Encrypt><![CDATA[AAAA"), "MsgSignature"),
        (lambda text: text.replace("<TimeStamp>", "<TimeStamp>9"), "MsgSignature"),
        (lambda text: text.replace("<TimeStamp>", "<TimeStamp>x"), "TimeStamp"),
    ],
)
async def test_safe_mode__envelope_spoiled__shows_the_fault(talk: Place, spoil: Any, why: str) -> None:
    from wechatpy.crypto import WeChatCrypto

    from .product import KEY, OA, TOKEN

    def reply(message: dict[str, Any]) -> bytes:
        query = talk.product.queries[-1]
        sealed = WeChatCrypto(TOKEN, KEY, OA).encrypt_message(
            talk.product.text(message), query["nonce"], query["timestamp"]
        )
        return spoil(sealed).encode()

    talk.product.reply = reply
    answer = await talk.control.act("applicant", "say", text="内科")
    assert answer["status"] == "failed"
    assert why in answer["fault"]


async def test_safe_mode__reply_in_plain__shows_the_fault(talk: Place) -> None:
    talk.product.reply = lambda message: talk.product.text(message).encode()
    assert "Encrypt" in (await talk.control.act("applicant", "say", text="内科"))["fault"]


async def test_safe_mode__sealed_for_another_account__shows_the_fault(talk: Place) -> None:
    from wechatpy.crypto import WeChatCrypto

    from .product import KEY, TOKEN

    def reply(message: dict[str, Any]) -> bytes:
        query = talk.product.queries[-1]
        other = WeChatCrypto(TOKEN, KEY, "wx0000000000000000")
        return other.encrypt_message(talk.product.text(message), query["nonce"], query["timestamp"]).encode()

    talk.product.reply = reply
    assert "appid" in (await talk.control.act("applicant", "say", text="内科"))["fault"]


async def test_reply_to_unsubscribe__cannot_be_shown__is_ignored(talk: Place) -> None:
    before = len(await talk.control.messages("applicant"))
    assert (await talk.control.act("applicant", "unfollow"))["status"] == "silent"
    assert len(await talk.control.messages("applicant")) == before


async def test_bad_reply_to_unsubscribe__is_logged_and_not_shown(talk: Place) -> None:
    talk.product.reply = lambda _: b"{}"
    assert (await talk.control.act("applicant", "unfollow"))["status"] == "silent"
    assert not await talk.control.errors()
