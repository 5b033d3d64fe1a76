"""The callback in its three modes, and everybody who is not the platform."""

import json
import xml.etree.ElementTree as ET

import pytest

from wechat.errors import Forbidden, TooLarge, Unreadable
from wechat.messages import Text, Unknown
from wechat.wire import LIMIT, Wire

MODES = ("plain", "compatible", "safe")


def fields(body: bytes) -> dict[str, str]:
    return {child.tag: child.text or "" for child in ET.fromstring(body)}


@pytest.mark.parametrize("mode", MODES)
def test_open__text_in_each_mode__is_read_with_its_key(wire, platform_side, mode):
    got = wire.open(*platform_side.push(platform_side.text("云溪区人民医院"), mode))
    assert got.message == Text(content="云溪区人民医院")
    assert (got.sender, got.account, got.created, got.mode) == (
        platform_side.openid,
        platform_side.account,
        1714037059,
        mode,
    )
    assert got.key == f"{platform_side.openid}:23453:1714037059"


def test_open__encrypt_type_raw__is_plain(wire, platform_side):
    query, body = platform_side.push(platform_side.text(), "plain")
    assert wire.open(query | {"encrypt_type": "raw"}, body).mode == "plain"


@pytest.mark.parametrize("mode", MODES)
def test_close__text__swaps_names_and_is_sealed_where_the_push_was(wire, platform_side, mode):
    got = wire.open(*platform_side.push(platform_side.text(), mode))
    body, kind = wire.close(got, "✓ 已保存：副高")
    assert kind.startswith("application/xml")
    if mode != "plain":
        outer = fields(body)
        assert outer["Nonce"] == "486452656"
        assert outer["TimeStamp"] == "1714037060"
        body = platform_side.crypto().decrypt_message(body, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    assert fields(body) == {
        "ToUserName": platform_side.openid,
        "FromUserName": platform_side.account,
        "CreateTime": "1714037060",
        "MsgType": "text",
        "Content": "✓ 已保存：副高",
    }


@pytest.mark.parametrize("text", [None, "", "  \n", "\x00\x02"])
@pytest.mark.parametrize("mode", MODES)
def test_close__nothing_to_say__is_success_unsealed(wire, platform_side, mode, text):
    got = wire.open(*platform_side.push(platform_side.text(), mode))
    assert wire.close(got, text) == (b"success", "text/plain; charset=utf-8")


def test_close__push_under_the_previous_key__is_answered_with_that_key(wire, platform_side):
    got = wire.open(*platform_side.push(platform_side.text(), key=platform_side.old_key))
    outer = fields(wire.close(got, "好")[0])
    told = (outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    sealed = f"<xml><Encrypt><![CDATA[{outer['Encrypt']}]]></Encrypt></xml>"
    assert "好" in platform_side.crypto(platform_side.old_key).decrypt_message(sealed, *told)
    with pytest.raises(Exception):  # noqa: B017  wechatpy fails in several ways under a wrong key
        platform_side.crypto().decrypt_message(sealed, *told)


def test_close__what_would_break_the_xml__does_not(wire, platform_side):
    got = wire.open(*platform_side.push(platform_side.text(), "plain"))
    body, _ = wire.close(got, "a]]>b & <c> \x02\ud800\ufffe</Content>")
    assert fields(body)["Content"] == "a]]>b & <c> </Content>"


def test_close__over_2048_bytes__loses_its_end_but_no_character(wire, platform_side):
    got = wire.open(*platform_side.push(platform_side.text(), "plain"))
    said = fields(wire.close(got, "字" * 1000)[0])["Content"]
    assert said == "字" * 682


def without(query: dict, name: str) -> dict:
    return {k: v for k, v in query.items() if k != name}


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce"])
def test_open__plain_without_a_part_of_the_signature__is_forbidden(wire, platform_side, name):
    query, body = platform_side.push(platform_side.text(), "plain")
    with pytest.raises(Forbidden):
        wire.open(without(query, name), body)
    with pytest.raises(Forbidden):
        wire.open(query | {name: "x" + query[name][1:]}, body)


@pytest.mark.parametrize("mode", ["compatible", "safe"])
def test_open__right_signature_wrong_msg_signature__is_forbidden(wire, platform_side, mode):
    query, body = platform_side.push(platform_side.text(), mode)
    for wrong in ("", query["signature"], "0" * 40, "签名"):
        with pytest.raises(Forbidden):
            wire.open(query | {"msg_signature": wrong}, body)
    with pytest.raises(Forbidden):
        wire.open(without(query, "msg_signature"), body)


def test_open__wrong_signature_beside_right_msg_signature__is_read(wire, platform_side):
    query, body = platform_side.push(platform_side.text())
    assert wire.open(query | {"signature": "0" * 40}, body).message == Text(content="你好")


def test_open__compatible_with_another_text_in_the_clear__reads_the_sealed_one(wire, platform_side):
    query, body = platform_side.push(platform_side.text("真的"), "compatible")
    forged = body.replace("真的".encode(), "假的".encode(), 1)
    assert wire.open(query, forged).message == Text(content="真的")


def test_open__compatible_with_a_fake_encrypt_in_the_text__reads_the_signed_one(wire, platform_side):
    content = "<Encrypt>AAAA</Encrypt>"
    got = wire.open(*platform_side.push(platform_side.text(content), "compatible"))
    assert got.message == Text(content=content)


def test_open__other_token__is_forbidden(wire, platform_side):
    for mode in MODES:
        with pytest.raises(Forbidden):
            wire.open(*platform_side.push(platform_side.text(), mode, token="other"))


BROKEN = {
    "other app": {"app_id": "wx0000000000000000"},
    "app id longer": {"app_id": "wxb11529c136998cb6x"},
    "other key": {"key": "A" * 43},
    "pad 0": {"pad": 0},
    "pad 33": {"pad": 33},
    "pad 1 of many": {"pad": 1},
    "length too large": {"length": 0xFFFFFFFF},
    "length too small": {"length": 3},
    "truncated": {"sealed": "jn1L23DB"},
    "not base64": {"sealed": "AAAA=AAA"},
    "not a block": {"sealed": "AAAAAAAAAAAAAAAAAAAAAA=="},
    "empty": {"sealed": ""},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_open__rightly_signed_but_not_sealed_for_us__is_forbidden(wire, platform_side, change):
    text = platform_side.text("x" * 7)  # any text whose padding is more than one byte
    with pytest.raises(Forbidden):
        wire.open(*platform_side.push(text, **change))


@pytest.mark.parametrize("size", range(32))
def test_open__every_length_of_padding__is_read(wire, platform_side, size):
    assert wire.open(*platform_side.push(platform_side.text("y" * size + "z"))).message.content == "y" * size + "z"


def test_open__pad_bytes_not_all_equal__is_forbidden(platform_side):
    """PKCS7 to 32 with every byte checked: the last byte alone is not enough."""
    import base64
    import os

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = base64.b64decode(platform_side.key + "=")
    body = b"x" * 26  # 16 + 4 + 26 + 18 = 64, so one whole block of padding
    plain = os.urandom(16) + len(body).to_bytes(4, "big") + body + platform_side.app_id.encode()
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = base64.b64encode(worker.update(plain + b"\x01" + b"\x20" * 31) + worker.finalize()).decode()
    with pytest.raises(Forbidden):
        Wire(platform_side.token, platform_side.app_id, platform_side.key).open(*platform_side.push("", sealed=sealed))


def test_open__sealed_push_without_a_key_here__is_forbidden(platform_side):
    with pytest.raises(Forbidden):
        Wire(platform_side.token, platform_side.app_id).open(*platform_side.push(platform_side.text()))


def test_open__plain_where_only_sealed_is_taken__is_forbidden(platform_side):
    """A plain signature does not cover the body: one seen in a log would open the door to any text."""
    wire = Wire(platform_side.token, platform_side.app_id, platform_side.key, plain=False)
    with pytest.raises(Forbidden):
        wire.open(*platform_side.push(platform_side.text(), "plain"))
    assert wire.open(*platform_side.push(platform_side.text())).message == Text(content="你好")


def test_open__unknown_encrypt_type__is_forbidden(wire, platform_side):
    query, body = platform_side.push(platform_side.text(), "plain")
    with pytest.raises(Forbidden):
        wire.open(query | {"encrypt_type": "rsa"}, body)


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "é" * 43, "A" * 42 + "*"])
def test_wire__key_that_is_none__is_refused_in_words(platform_side, key):
    if not key:
        assert Wire(platform_side.token, platform_side.app_id, key)
        return
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Wire(platform_side.token, platform_side.app_id, key)


@pytest.mark.parametrize("mode", MODES)
def test_open__over_128_kb__is_too_large(wire, platform_side, mode):
    query, body = platform_side.push(platform_side.text("x" * LIMIT), mode)
    with pytest.raises(TooLarge):
        wire.open(query, body)


def test_open__100_kb_in_compatible_mode__is_read(wire, platform_side):
    content = "字" * 14_000
    query, body = platform_side.push(platform_side.text(content), "compatible")
    assert 95_000 < len(body) < LIMIT
    assert wire.open(query, body).message == Text(content=content)


@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_open__json_of_the_mini_program__is_read_and_answered_in_json(wire, platform_side, mode):
    told = {
        "ToUserName": platform_side.account,
        "FromUserName": platform_side.openid,
        "CreateTime": 1555684067,
        "MsgType": "text",
        "Content": "你好\u0002",
        "MsgId": "49d72d67_1555684067",
    }
    query, body = platform_side.push(json.dumps(told), mode)
    if mode == "safe":
        sealed = fields(body)["Encrypt"]
        body = json.dumps({"ToUserName": platform_side.account, "Encrypt": sealed}).encode()
    got = wire.open(query, body)
    assert got.message == Text(content="你好")
    assert got.key == f"{platform_side.openid}:49d72d67_1555684067:1555684067"
    reply, kind = wire.close(got, "在")
    found = json.loads(reply)
    assert kind == "application/json"
    if mode == "safe":
        parts = (platform_side.token, str(found["TimeStamp"]), found["Nonce"], found["Encrypt"])
        assert found["MsgSignature"] == platform_side.sha1(*parts)
        from wechat.crypto import Box

        found = json.loads(Box(platform_side.key, platform_side.app_id).open(found["Encrypt"]))
    assert (found["Content"], found["ToUserName"]) == ("在", platform_side.openid)


def test_echo__another_signature__is_forbidden(wire, platform_side):
    stamp = {"timestamp": "1", "nonce": "2"}
    right = stamp | {"signature": platform_side.sha1(platform_side.token, "1", "2"), "echostr": "<b>7</b>"}
    assert wire.echo(right) == "<b>7</b>"
    for wrong in ({"signature": ""}, {"signature": "é"}, {"nonce": "3"}):
        with pytest.raises(Forbidden):
            wire.echo(right | wrong)
    with pytest.raises(Forbidden):
        wire.echo({})


UNREADABLE = {
    "nothing": "",
    "junk": "junk",
    "other root": "<doc></doc>",
    "two roots": "<xml></xml><xml></xml>",
    "nested root": "<xml><xml></xml>",
    "unclosed": "<xml><MsgType>text</MsgType>",
    "doctype": '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>text</MsgType></xml>',
    "entity": "<xml><MsgType>&a;</MsgType></xml>",
    "html entity": "<xml><MsgType>&nbsp;</MsgType></xml>",
    "comment": "<xml><!-- a --><MsgType>text</MsgType></xml>",
    "processing": "<xml><?php a?><MsgType>text</MsgType></xml>",
    "attribute": '<xml a="b"><MsgType>text</MsgType></xml>',
    "too deep": "<xml>" + "<a>" * 9 + "</a>" * 9 + "</xml>",
    "too many": "<xml>" + "<a>1</a>" * 600 + "</xml>",
    "too many nested": "<xml><b>" + "<a>1</a>" * 600 + "</b></xml>",
    "surrogate": "<xml><a>&#xD800;</a></xml>",
    "json list": "{]",
    "json deep": '{"a":' * 2000 + "1" + "}" * 2000,
    "json many": json.dumps({"a": list(range(600))}),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_open__signed_but_no_message__is_unreadable(wire, platform_side, mode, body):
    """Bad input: XML with entities."""
    query, _ = platform_side.push("", mode)
    if mode == "plain":
        with pytest.raises(Unreadable):
            wire.open(query, body.encode())
    else:
        with pytest.raises(Unreadable):
            wire.open(*platform_side.push(body))


HOSTILE_TEXT = {
    "raw control characters": ("a\x02b\x1dc\x00", "abc"),
    "c1 and non-characters": ("a\x85b\ufffe", "ab"),
    "unescaped cdata end": ("a]]>b", "a]]>b"),
    "escaped cdata end": ("a]]]]><![CDATA[>b", "a]]>b"),
    "brackets": ("a]]b]>c]", "a]]b]>c]"),
    "markup": ("<status>1</status>", "<status>1</status>"),
    "doctype as text": ("<!DOCTYPE html>", "<!DOCTYPE html>"),
    "whole message as text": ("<xml><MsgType>event</MsgType></xml>", "<xml><MsgType>event</MsgType></xml>"),
    "ampersand": ("a & b &amp; c", "a & b &amp; c"),
    "emoji": ("🐟👨‍👩‍👧", "🐟👨‍👩‍👧"),
    "spaces": ("  hi \n", "  hi \n"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("sent", "read"), HOSTILE_TEXT.values(), ids=HOSTILE_TEXT)
@pytest.mark.parametrize("mode", MODES)
def test_open__text_that_breaks_parsers__is_read_clean(wire, platform_side, mode, sent, read):
    """G14: the platform passes raw control characters and CDATA ends on."""
    assert wire.open(*platform_side.push(platform_side.text(sent), mode)).message == Text(content=read)


def test_open__bytes_that_are_no_utf8__are_read_with_a_mark(wire, platform_side):
    body = platform_side.text("甲").encode().replace("甲".encode(), b"\xff\xfe")
    assert wire.open(*platform_side.push(body, "plain")).message == Text(content="\ufffd\ufffd")


def test_open__text_that_closes_its_element__is_unknown_not_obeyed(wire, platform_side):
    sent = "]]></Content><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[unsubscribe]]></Event><Content><![CDATA["
    got = wire.open(*platform_side.push(platform_side.text(sent)))
    assert isinstance(got.message, Unknown)


def test_open__fragments_that_invite_backtracking__are_judged_at_once(wire, platform_side):
    body = "<xml>" + "<a><![CDATA[x]]></a>" * 500 + "<b>"
    with pytest.raises(Unreadable):
        wire.open(*platform_side.push(body, "plain"))
    body = "<xml><a><![CDATA[" + "]]>" * 30_000 + "</a></xml>"
    assert wire.open(*platform_side.push(body, "plain")).message == Unknown()
    with pytest.raises(Unreadable):
        wire.open(*platform_side.push("<xml><a><![CDATA[" + "]]></b>" * 15_000 + "</xml>", "plain"))


def test_incoming__repr__shows_nothing_of_the_person(wire, platform_side):
    got = wire.open(*platform_side.push(platform_side.text("身份证 500")))
    assert repr(got) == "<Incoming <Text> safe>"
    assert "500" not in repr(got.message)
