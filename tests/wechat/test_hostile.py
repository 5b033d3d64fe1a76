"""Whatever bytes come, nothing but the three refusals; whatever is sealed, opens to itself."""

import contextlib
import hashlib
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from wechat import xml
from wechat.crypto import Box, Unsealable
from wechat.errors import Forbidden, TooLarge, Unreadable
from wechat.messages import Incoming, Text
from wechat.wire import Wire

TOKEN, KEY, APP = "pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"
WIRE, BOX = Wire(TOKEN, APP, KEY, clock=lambda: 1.0), Box(KEY, APP)

PIECES = st.sampled_from(
    [
        "<xml>",
        "</xml>",
        "<MsgType>",
        "</MsgType>",
        "<![CDATA[",
        "]]>",
        "text",
        "event",
        "<Event>",
        "</Event>",
        "<a/>",
        "<FromUserName>o1</FromUserName>",
        "<MsgType>text</MsgType>",
        "<MsgType>event</MsgType>",
        "<Content>",
        "&amp;",
        "</Content>",
        "<Event>subscribe_msg_sent_event</Event>",
        "<SubscribeMsgSentEvent><List><ErrorCode>x</ErrorCode>",
        "</List></SubscribeMsgSentEvent>",
        "<!DOCTYPE a>",
        "&#0;",
        "&a;",
        "\x00",
        "字",
        "\ud800",
        " ",
        "\n",
        "]",
        "<",
        "{",
        '{"MsgType":"event"',
        ',"Event":{}',
        "}",
        "[",
        '"FromUserName":"o1"',
    ]
)
BODIES = st.one_of(
    st.binary(max_size=300),
    st.lists(PIECES, max_size=30).map(lambda p: "".join(p).encode("utf-8", "surrogatepass")),
    st.lists(PIECES, max_size=20).map(lambda p: ("<xml>" + "".join(p) + "</xml>").encode("utf-8", "surrogatepass")),
)


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


@settings(max_examples=400)
@given(BODIES)
def test_open__any_signed_body__is_a_message_or_a_refusal(body):
    query = {"timestamp": "1", "nonce": "2", "signature": sign(TOKEN, "1", "2")}
    sealed = BOX.seal(body).decode()
    outer = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()
    ways = [
        (query, body),
        (query | {"encrypt_type": "aes", "msg_signature": sign(TOKEN, "1", "2", sealed)}, outer),
        (query | {"encrypt_type": "aes", "msg_signature": sign(TOKEN, "1", "2", "")}, body),
    ]
    for asked, sent in ways:
        with contextlib.suppress(Forbidden, TooLarge, Unreadable):
            got = WIRE.open(asked, sent)
            assert isinstance(got, Incoming)
            assert WIRE.close(got, "好")[0]


@given(
    st.dictionaries(st.sampled_from(["signature", "timestamp", "nonce", "encrypt_type", "msg_signature"]), st.text()),
    BODIES,
)
def test_open__any_query__is_forbidden(query, body):
    try:
        WIRE.open(query, body)
    except Forbidden:
        return
    raise AssertionError(query)


@given(st.binary(max_size=200), st.binary(min_size=16, max_size=16))
def test_box__what_is_sealed__opens_to_itself(plain, noise):
    assert BOX.open(BOX.seal(plain, noise)) == plain


@given(st.text(max_size=120))
def test_box__anything_else__is_unsealable(text):
    with contextlib.suppress(Unsealable):
        raise AssertionError(BOX.open(text.encode("utf-8", "replace")))


def unfit(character: str) -> bool:
    point = ord(character)
    return (point < 32 and character not in "\t\n\r") or 0x7F <= point < 0xA0 or point in (0xFFFE, 0xFFFF)


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_close_and_open__any_text__comes_through_both(said):
    """What we say is XML that an ordinary reader reads, and what was said to us is read as it was typed."""
    right = "".join(c for c in said if not unfit(c))
    escaped = said.replace("]]>", "]]]]><![CDATA[>")
    body = (
        "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content><![CDATA[{escaped}]]></Content><MsgId>1</MsgId></xml>"
    )
    sealed = BOX.seal(body.encode()).decode()
    query = {"timestamp": "1", "nonce": "2", "encrypt_type": "aes", "msg_signature": sign(TOKEN, "1", "2", sealed)}
    got = WIRE.open(query, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode())
    assert got.message == Text(content=right)
    reply, _ = WIRE.close(got, said)
    if reply == b"success":
        assert not right.strip()
        return
    outer = ET.fromstring(reply)
    inner = ET.fromstring(BOX.open(outer.findtext("Encrypt")))
    kept = (
        "".join(c for c in said if not (unfit(c) and not 0x80 <= ord(c) < 0xA0))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    assert inner.findtext("Content") == kept


@given(st.lists(PIECES, max_size=30))
def test_read__both_readers__agree_where_the_quick_one_reads(pieces):
    text = xml.clean(("<xml>" + "".join(pieces) + "</xml>").encode("utf-8", "replace"))
    try:
        slow = xml._tree(text)
    except xml.NotRead:
        return
    assert xml.read(text) == slow


def opening(body: str) -> object:
    query = {"timestamp": "1", "nonce": "2", "signature": sign(TOKEN, "1", "2")}
    try:
        return WIRE.open(query, body.encode("utf-8", "surrogatepass"))
    except Unreadable as refusal:
        return type(refusal)


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(st.sampled_from("字🐟\0\x1f\x7f\x85\uffff\n]<"), max_size=4),
        st.lists(PIECES, max_size=4).map("".join),
    ),
    st.sampled_from(["o_-.@1", "o" * 64, "o" * 65, "ö"]),
    st.sampled_from(["1", "0" * 12, "1" * 13, "x"]),
    st.sampled_from(["1", "&#49;"]),
    st.sampled_from(["", "\n", "\x0b"]),
)
def test_open__a_typed_text__is_the_message_that_its_elements_are(said, sender, stamp, id, gap):
    elements = (
        "<xml><ToUserName><![CDATA[gh_1]]></ToUserName>", f"<FromUserName><![CDATA[{sender}]]></FromUserName>",
        f"<CreateTime>{stamp}</CreateTime>", "<MsgType><![CDATA[text]]></MsgType>",
        f"<Content><![CDATA[{said}]]></Content>", f"<MsgId>{id}</MsgId>", "</xml>",
    )  # fmt: skip
    body = gap.join(elements)
    assert opening(body) == opening(" " + body)  # the space makes it one that the platform does not write


@given(st.lists(st.sampled_from(["<Encrypt>", "</Encrypt>", "<![CDATA[", "]]>", "AAAA", "é", " "]), max_size=12))
def test_open__what_looks_sealed_before_the_sealed_part__changes_nothing(pieces):
    sealed = BOX.seal(b"<xml><MsgType>text</MsgType></xml>").decode()
    query = {"timestamp": "1", "nonce": "2", "encrypt_type": "aes", "msg_signature": sign(TOKEN, "1", "2", sealed)}
    body = f"<xml>{''.join(pieces)}<Encrypt> <![CDATA[{sealed}]]>\n</Encrypt></xml>"
    assert WIRE.open(query, body.encode()).mode == "safe"
