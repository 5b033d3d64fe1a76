"""wechatpy, an implementation of other hands, is the platform here: it seals what we open and opens what we seal."""

import base64
import re

import pytest
from wechatpy import create_reply, parse_message
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from wechat.crypto import Box, sign
from wechat.messages import Click, Follow, Image, Location, Scan, Text
from wechat.wire import Wire

TEXTS = ["好", "a" * 33, "云溪区人民医院（内一科）" * 20, "🐟👨‍👩‍👧", "a & <b>", "1"]


def theirs(platform_side, xml: str, key: str | None = None) -> tuple[dict, bytes]:
    """Return a push that wechatpy has sealed and signed."""
    crypto = WeChatCrypto(platform_side.token, key or platform_side.key, platform_side.app_id)
    outer = crypto.encrypt_message(xml, "486452656", "1714037059")
    found = re.search(r"<MsgSignature><!\[CDATA\[(\w+)\]\]></MsgSignature>", outer)
    query = {"timestamp": "1714037059", "nonce": "486452656", "encrypt_type": "aes", "msg_signature": found.group(1)}
    return query, outer.encode()


@pytest.mark.parametrize("text", TEXTS)
def test_wire__sealed_by_wechatpy__is_read(wire, platform_side, text):
    assert wire.open(*theirs(platform_side, platform_side.text(text))).message == Text(content=text)
    assert wire.open(*theirs(platform_side, platform_side.text(text), platform_side.old_key)).message == Text(
        content=text
    )


@pytest.mark.parametrize("text", TEXTS)
def test_wire__answered_by_us__is_read_by_wechatpy(wire, platform_side, text):
    got = wire.open(*theirs(platform_side, platform_side.text("x")))
    body, _ = wire.close(got, text)
    told = {
        n: re.search(rf"<{n}>(?:<!\[CDATA\[)?(\w+)", body.decode()).group(1)
        for n in ("MsgSignature", "TimeStamp", "Nonce")
    }
    crypto = platform_side.crypto()
    inner = crypto.decrypt_message(body, told["MsgSignature"], told["TimeStamp"], told["Nonce"])
    read = parse_message(inner)
    assert (read.content, read.target, read.source) == (text, platform_side.openid, platform_side.account)
    with pytest.raises(InvalidSignatureException):
        crypto.decrypt_message(body, "0" * 40, told["TimeStamp"], told["Nonce"])


SAME = {
    "text": ("", lambda m: Text(content=m.content)),
    "image": (
        "<PicUrl><![CDATA[http://p]]></PicUrl><MediaId><![CDATA[M]]></MediaId>",
        lambda m: Image(media_id=m.media_id),
    ),
    "location": (
        "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label><![CDATA[某]]></Label>",
        lambda m: Location(latitude=m.location_x, longitude=m.location_y, scale=m.scale, label=m.label),
    ),
}


@pytest.mark.parametrize("kind", SAME)
def test_open__same_message__means_the_same_to_wechatpy(wire, platform_side, kind):
    rest, build = SAME[kind]
    body = platform_side.text().replace("[text]", f"[{kind}]").replace("<MsgId>", rest + "<MsgId>")
    assert wire.open(*platform_side.push(body)).message == build(parse_message(body))


EVENTS = {
    "subscribe": (
        "<EventKey><![CDATA[qrscene_u1]]></EventKey><Ticket>K</Ticket>",
        lambda m: Follow(scene=m.scene_id, ticket=m.ticket),
    ),
    "SCAN": (
        "<EventKey><![CDATA[u1]]></EventKey><Ticket>K</Ticket>",
        lambda m: Scan(scene=m.scene_id, ticket=m.ticket),
    ),
    "CLICK": ("<EventKey><![CDATA[resume]]></EventKey>", lambda m: Click(menu_key=m.key)),
}


@pytest.mark.parametrize("event", EVENTS)
def test_open__same_event__means_the_same_to_wechatpy(wire, platform_side, event):
    rest, build = EVENTS[event]
    body = platform_side.event(event, rest)
    assert wire.open(*platform_side.push(body)).message == build(parse_message(body))


def test_reply__plain_one__is_what_wechatpy_would_have_written(wire, platform_side):
    got = wire.open(*platform_side.push(platform_side.text(), "plain"))
    ours = parse_message(wire.close(got, "在")[0])
    reference = parse_message(create_reply("在", parse_message(platform_side.text())).render())
    assert (ours.content, ours.source, ours.target, ours.type) == (
        reference.content,
        reference.source,
        reference.target,
        reference.type,
    )


def test_reply__cdata_end__does_not_break_out_as_it_does_with_wechatpy(wire, platform_side):
    got = wire.open(*platform_side.push(platform_side.text(), "plain"))
    body, _ = wire.close(got, "a]]><b>c</b>")
    assert parse_message(body).content == "a]]><b>c</b>"


def test_echo__signed_by_wechatpy__is_answered(platform_side):
    signature = sign(platform_side.token, "1", "2")
    check_signature(platform_side.token, signature, "1", "2")
    query = {"signature": signature, "timestamp": "1", "nonce": "2", "echostr": "4375120948345356249"}
    assert Wire(platform_side.token, platform_side.app_id).echo(query) == "4375120948345356249"


def test_box__wechatpys_cipher__opens_ours(platform_side):
    cipher = PrpCrypto(base64.b64decode(platform_side.key + "="))
    sealed = Box(platform_side.key, "wx1").seal("我是中文abcd123".encode())
    assert cipher.decrypt(sealed, "wx1") == "我是中文abcd123"
