"""Pushes that are wrong on purpose.

Source: what integrators report from the live platform; each kind says what a sound product does with it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from . import envelope
from .callback_xml import Bare, Fields, write
from .deeds import NotNow, head, message_id
from .kept import Person
from .pushing import Undelivered, expected, post, wrap
from .replies import BadReply, check
from .world import World

Wanted = Literal["refused", "taken", "calm"]
SEALED = ("wrong_msg_signature", "other_app_id", "torn_base64", "pad_0", "pad_33", "wrong_length", "wrong_key")


@dataclass(frozen=True)
class Kind:
    """Is one kind of hostile push.

    Args:
        wanted: ``refused`` is a 4xx; ``taken`` is a 200 with a good reply or with silence; ``calm`` is either of them,
            and never a 5xx, a cut connection or five seconds.
        say: what it is, for the log.
        make: gives the query and the body.

    """

    wanted: Wanted
    say: str
    make: Callable[[World, Person], tuple[dict[str, str], bytes]]


def _text(world: World, person: Person, content: str = "hello") -> Fields:
    return [*head(world, person, "text"), ("Content", content), ("MsgId", Bare(message_id(world, person)))]


def _signed(world: World, person: Person, xml: str) -> tuple[dict[str, str], bytes]:
    request = wrap(world, xml, person.openids["oa"])
    return request.query, request.body


def _xml(make: Callable[[World, Person], str]) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    return lambda world, person: _signed(world, person, make(world, person))


def _inner(text: Callable[[str], str]) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    """Change the finished XML of an ordinary text message."""
    return _xml(lambda world, person: text(write(_text(world, person))))


def _content(content: str) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    return _xml(lambda world, person: write(_text(world, person, content)))


def _event(name: str, fields: Fields) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    return _xml(lambda world, person: write([*head(world, person, "event"), ("Event", name), *fields]))


def _typed(kind: str, fields: Fields) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    return _xml(
        lambda world, person: write([*head(world, person, kind), *fields, ("MsgId", Bare(message_id(world, person)))])
    )


def _query(**changed: str | None) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    def make(world: World, person: Person) -> tuple[dict[str, str], bytes]:
        query, body = _signed(world, person, write(_text(world, person)))
        for name, value in changed.items():
            if value is None:
                query.pop(name, None)
            elif name in query:
                query[name] = value
        return query, body

    return make


def _forged(world: World, person: Person) -> tuple[dict[str, str], bytes]:
    query, body = _signed(world, person, write(_text(world, person)))
    return query | {name: "0" * 40 for name in ("signature", "msg_signature") if name in query}, body


def _envelope(seal: Callable[[World, bytes], str]) -> Callable[[World, Person], tuple[dict[str, str], bytes]]:
    """Send an envelope that was closed in another way, with right signatures over it."""

    def make(world: World, person: Person) -> tuple[dict[str, str], bytes]:
        account = world.account
        query, _ = _signed(world, person, "<xml></xml>")
        sealed = seal(world, write(_text(world, person)).encode())
        query["encrypt_type"] = "aes"
        query["msg_signature"] = envelope.signature(account.token, query["timestamp"], query["nonce"], sealed)
        body = (
            f"<xml><ToUserName><![CDATA[{account.username}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        )
        return query, body.encode()

    return make


def _pad(count: int) -> Callable[[World, bytes], str]:
    def seal(world: World, message: bytes) -> str:
        plain = envelope.frame(world.filler(), message, world.account.oa_app_id)
        plain += b" " * (-len(plain) % envelope.BLOCK)
        filled = plain[:-count] + bytes([count]) * count if 0 < count <= len(plain) else plain[:-1] + b"\x00"
        return envelope.encrypt(_key(world), filled)

    return seal


def _key(world: World) -> bytes:
    return envelope.key_of(world.account.aes_key)


def _wrong_length(world: World, message: bytes) -> str:
    plain = world.filler() + (2**31).to_bytes(4, "big") + message + world.account.oa_app_id.encode()
    return envelope.encrypt(_key(world), envelope.pad(plain))


def _popup(items: int) -> Fields:
    inner: Fields = [("TemplateId", "t"), ("SubscribeStatusString", "reject"), ("PopupScene", "2")]
    lists: Fields = [("List", inner)] * items
    return [("SubscribeMsgPopupEvent", lists)]


def _pictures(count: int) -> Fields:
    inner: Fields = [("item", [("PicMd5Sum", "0" * 32)])] * count
    return [("EventKey", "photo"), ("SendPicsInfo", [("Count", count), ("PicList", inner)])]


def _without(name: str) -> Callable[[str], str]:
    def cut(xml: str) -> str:
        start = xml.index(f"<{name}>")
        end = xml.index(f"</{name}>") + len(name) + 3
        return xml[:start] + xml[end:]

    return cut


_DOCTYPE = '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_EXTERNAL = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

KINDS: dict[str, Kind] = {
    "wrong_signature": Kind("refused", "签名是假的", _forged),
    "no_signature": Kind("refused", "没有签名", _query(signature=None, msg_signature=None)),
    "wrong_msg_signature": Kind("refused", "signature 对，msg_signature 不对", _query(msg_signature="0" * 40)),
    "swapped_signature": Kind("refused", "签名换了时间戳", _query(timestamp="1")),
    "other_app_id": Kind(
        "refused",
        "密文尾部是别人的 appid",
        _envelope(lambda world, text: envelope.seal(_key(world), text, "wx0000000000000000", world.filler())),
    ),
    "torn_base64": Kind(
        "refused",
        "密文断在半个 base64",
        _envelope(lambda world, text: base64.b64encode(world.filler(95)).decode()[:-3]),
    ),
    "pad_0": Kind("refused", "填充为 0", _envelope(_pad(0))),
    "pad_33": Kind("refused", "填充为 33", _envelope(_pad(33))),
    "wrong_length": Kind("refused", "密文里的长度比正文长", _envelope(_wrong_length)),
    "wrong_key": Kind(
        "refused",
        "用了别的密钥",
        _envelope(lambda world, text: envelope.seal(world.filler(32), text, world.account.oa_app_id, world.filler())),
    ),
    "doctype": Kind("calm", "实体层层展开", _inner(lambda xml: _DOCTYPE + xml.replace("hello", "&b;"))),
    "external_entity": Kind(
        "calm", "外部实体", _inner(lambda xml: _EXTERNAL + xml.replace("<![CDATA[hello]]>", "&x;"))
    ),
    "control_characters": Kind("taken", "正文夹着控制字符", _content("内科\x02\x1dc\x0b临床")),
    "cdata_end": Kind("taken", "正文里有 ]]>", _content("a]]>b & <c>")),
    "cdata_end_raw": Kind("calm", "正文里的 ]]> 没有转义", _inner(lambda xml: xml.replace("hello", "a]]>b"))),
    "tags_in_text": Kind("taken", "正文像标签", _content("<status>通过</status>")),
    "nested_xml": Kind("calm", "xml 套 xml", _inner(lambda xml: xml.replace("<![CDATA[hello]]>", xml))),
    "two_roots": Kind("calm", "两个根", _inner(lambda xml: xml + xml)),
    "duplicate_tags": Kind(
        "calm", "Content 出现两次", _inner(lambda xml: xml.replace("</xml>", "<Content>b</Content></xml>"))
    ),
    "deep": Kind(
        "calm", "嵌套五千层", _inner(lambda xml: xml.replace("<![CDATA[hello]]>", "<a>" * 5_000 + "</a>" * 5_000))
    ),
    "no_type": Kind("calm", "没有 MsgType", _inner(_without("MsgType"))),
    "empty_type": Kind("calm", "MsgType 是空的", _inner(lambda xml: xml.replace("<![CDATA[text]]>", ""))),
    "no_sender": Kind("calm", "没有 FromUserName", _inner(_without("FromUserName"))),
    "no_message_id": Kind("calm", "没有 MsgId", _inner(_without("MsgId"))),
    "huge_time": Kind(
        "calm", "CreateTime 大得离谱", _inner(lambda xml: xml.replace("<CreateTime>", "<CreateTime>99999999999"))
    ),
    "not_a_number": Kind("calm", "CreateTime 不是数", _inner(lambda xml: xml.replace("<CreateTime>", "<CreateTime>x"))),
    "megabyte": Kind("calm", "1 MB 的正文", _content("长" * 350_000)),
    "long_text": Kind("taken", "一万个字", _content("长" * 10_000)),
    "emoji": Kind("taken", "组合表情", _content("🐟👨‍👩‍👧𠮷")),
    "spaces": Kind("taken", "只有空白", _content("  \n ")),
    "empty_text": Kind("taken", "正文是空的", _content("")),
    "not_xml": Kind("calm", "不是 XML", _inner(lambda xml: '{"MsgType":"text"}')),
    "empty": Kind("calm", "空的正文", lambda world, person: (_signed(world, person, "<xml></xml>")[0], b"")),
    "not_utf8": Kind(
        "calm",
        "不是 UTF-8",
        lambda world, person: (_signed(world, person, "<xml></xml>")[0], b"<xml>\xff\xfe\xb2\xe2</xml>"),
    ),
    "other_schema": Kind(
        "calm",
        "第三方平台的推送",
        _xml(lambda world, person: write([("AppId", "wx"), ("InfoType", "component_verify_ticket")])),
    ),
    "unknown_type": Kind("taken", "没听过的消息", _typed("hologram", [("Beam", "1")])),
    "unknown_event": Kind("taken", "没听过的事件", _event("moon_landing", [("EventKey", "1")])),
    "json_event": Kind(
        "calm",
        "JSON 字符串的 MsgId",
        _inner(lambda xml: xml.replace("<MsgId>", "<MsgId>49d72d67b16d115e7935ac386f2f0fa41535298877_")),
    ),
    "empty_recognition": Kind(
        "taken", "语音识别是空的", _typed("voice", [("MediaId", "m"), ("Format", "amr"), ("Recognition", "")])
    ),
    "no_event_key": Kind("taken", "SCAN 没有 EventKey", _event("SCAN", [])),
    "empty_event_key": Kind("taken", "CLICK 的 EventKey 是空的", _event("CLICK", [("EventKey", "")])),
    "unknown_key": Kind("taken", "很旧的菜单", _event("CLICK", [("EventKey", "menu_of_last_year")])),
    "double_prefix": Kind(
        "taken", "qrscene_ 出现两次", _event("subscribe", [("EventKey", "qrscene_qrscene_1"), ("Ticket", "t")])
    ),
    "stale_scan": Kind("taken", "扫了不认识的场景", _event("SCAN", [("EventKey", "no_such_scene"), ("Ticket", "t")])),
    "one_item": Kind("taken", "列表只有一项", _event("subscribe_msg_popup_event", _popup(1))),
    "many_items": Kind("taken", "列表有三项", _event("subscribe_msg_popup_event", _popup(3))),
    "one_picture": Kind("taken", "一张图的 PicList", _event("pic_weixin", _pictures(1))),
    "three_pictures": Kind("taken", "三张图的 PicList", _event("pic_weixin", _pictures(3))),
    "no_pictures": Kind("taken", "空的 PicList", _event("pic_weixin", _pictures(0))),
    "unknown_media": Kind(
        "taken", "图片的 MediaId 已过期", _typed("image", [("PicUrl", "http://127.0.0.1/gone"), ("MediaId", "gone")])
    ),
}


async def send(world: World, person: Person, name: str) -> dict[str, Any]:
    """Send one hostile push and judges the answer.

    Returns:
        kind, status (0 for none), body (its first 200 characters), ms, wanted, ok and, where it is not, why.

    Raises:
        NotNow: the mode has no envelope to break, or there is no such kind.

    """
    if name not in KINDS:
        raise NotNow("kind", f"没有这一种：{name}")
    if name in SEALED and world.account.mode == "plain":
        raise NotNow("mode", "明文模式没有密文可弄坏")
    kind = KINDS[name]
    query, body = kind.make(world, person)
    try:
        status, answer = await post(world, query, body)
    except Undelivered as error:
        status, answer, why = 0, b"", str(error)
    else:
        why = _judge(world, person, kind.wanted, query["nonce"], status, answer)
    text = f"恶意推送 {name}（{kind.say}）：{status or '没有回答'}{'，' + why if why else ''}"
    world.log("平台→产品", text, "error" if why else "ok", person=person.id)
    shown = answer[:200].decode("utf-8", "replace")
    return {"kind": name, "status": status, "body": shown, "wanted": kind.wanted, "ok": not why, "why": why}


def _judge(world: World, person: Person, wanted: Wanted, nonce: str, status: int, answer: bytes) -> str:
    if status >= 500 or 300 <= status < 400:
        return f"不该是 {status}"
    if wanted == "refused":
        return "" if 400 <= status < 500 else "该拒绝，却收下了"
    if wanted == "taken" and status != 200:
        return "该收下，却拒绝了"
    if status != 200:
        return ""
    try:
        check(answer, expected(world, person.openids["oa"], nonce, event=True))
    except BadReply as error:
        return f"回复不合规：{error}"
    return ""
