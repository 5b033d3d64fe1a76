"""Every message and event of the platform's pages, and what is none of them."""

import pytest

from wechat.messages import (
    Choice,
    Click,
    Follow,
    Image,
    Link,
    Location,
    Pictures,
    Place,
    Receipt,
    Scan,
    Scanned,
    SubscriptionResults,
    Subscriptions,
    TemplateResult,
    Text,
    Unfollow,
    Unknown,
    Video,
    View,
    Voice,
    Whereabouts,
)


def cdata(**members: str) -> str:
    return "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in members.items())


MESSAGES = [
    ("text", cdata(Content="2"), Text(content="2")),
    ("text", cdata(Content="满意", bizmsgmenuid="101"), Text(content="满意", menu_id="101")),
    ("text", cdata(Content="满意", bizmsgmenuid=""), Text(content="满意")),
    ("image", cdata(PicUrl="http://evil.invalid/x", MediaId="M1"), Image(media_id="M1")),
    ("voice", cdata(MediaId="M2", Format="amr"), Voice(media_id="M2", format="amr")),
    ("voice", cdata(MediaId="M2", Format="amr", Recognition=""), Voice(media_id="M2", format="amr")),
    ("voice", cdata(MediaId="M2", Format="amr", Recognition="你好"), Voice(media_id="M2", format="amr", words="你好")),
    ("video", cdata(MediaId="M3", ThumbMediaId="T3"), Video(media_id="M3", thumb_media_id="T3")),
    ("shortvideo", cdata(MediaId="M3", ThumbMediaId="T3"), Video(media_id="M3", thumb_media_id="T3", short=True)),
    (
        "location",
        "<Location_X>23.134521</Location_X><Location_Y>113.358803</Location_Y><Scale>20</Scale>" + cdata(Label="某地"),
        Location(latitude="23.134521", longitude="113.358803", scale="20", label="某地"),
    ),
    ("link", cdata(Title="题", Description="说", Url="u"), Link(title="题", description="说", url="u")),
    ("file", cdata(Title="a.pdf", FileMd5="x"), Unknown(kind="file")),
    ("text", "", Unknown(kind="text")),
    ("image", cdata(PicUrl="http://p"), Unknown(kind="image")),
    ("text", cdata(Content="a") + cdata(Content="b"), Unknown(kind="text")),
    ("text", "<Content><a>1</a></Content>", Unknown(kind="text")),
    ("", cdata(Content="a"), Unknown()),
    ("__class__", cdata(Content="a"), Unknown(kind="__class__")),
]


@pytest.mark.parametrize(("kind", "rest", "message"), MESSAGES)
def test_open__message_of_each_type__is_that_value(wire, platform_side, kind, rest, message):
    body = platform_side.text().replace("<![CDATA[text]]>", f"<![CDATA[{kind}]]>")
    body = body.replace("<Content><![CDATA[你好]]></Content>", rest)
    assert wire.open(*platform_side.push(body)).message == message


def listed(name: str, *items: str) -> str:
    return f"<{name}>" + "".join(f"<List>{item}</List>" for item in items) + f"</{name}>"


ONE = cdata(TemplateId="T1", SubscribeStatusString="accept", PopupScene="2")
TWO = cdata(TemplateId="T2", SubscribeStatusString="reject", PopupScene="2")
SENT = cdata(TemplateId="T1", MsgID="1700827132819554304", ErrorCode="0", ErrorStatus="success")
SENT2 = cdata(TemplateId="T1", MsgID="17", ErrorCode="43101", ErrorStatus="user refuse")
SCAN = "<ScanCodeInfo>" + cdata(ScanType="qrcode", ScanResult="a,b") + "</ScanCodeInfo>"
PICTURE = f"<item>{cdata(PicMd5Sum='1b5f')}</item>"

EVENTS = [
    ("subscribe", "", Follow()),
    ("subscribe", cdata(EventKey=""), Follow()),
    ("subscribe", "<EventKey/>", Follow()),
    ("subscribe", cdata(EventKey="qrscene_u1", Ticket="K"), Follow(scene="u1", ticket="K")),
    ("subscribe", cdata(EventKey="qrscene_qrscene_u1"), Follow(scene="qrscene_u1")),
    ("unsubscribe", cdata(EventKey=""), Unfollow()),
    ("SCAN", cdata(EventKey="u1", Ticket="K"), Scan(scene="u1", ticket="K")),
    ("SCAN", cdata(EventKey="qrscene_u1"), Scan(scene="qrscene_u1")),
    ("SCAN", "", Unknown(kind="SCAN")),
    (
        "LOCATION",
        "<Latitude>23.1</Latitude><Longitude>113.3</Longitude><Precision>119.3</Precision>",
        Whereabouts(latitude="23.1", longitude="113.3", precision="119.3"),
    ),
    ("CLICK", cdata(EventKey="resume"), Click(menu_key="resume")),
    ("VIEW", cdata(EventKey="https://x", MenuId="4"), View(target="https://x")),
    ("view_miniprogram", cdata(EventKey="pages/home/home"), View(target="pages/home/home", mini_program=True)),
    ("scancode_push", cdata(EventKey="k") + SCAN, Scanned(menu_key="k", result="a,b", kind="qrcode")),
    ("scancode_waitmsg", cdata(EventKey="k") + SCAN, Scanned(menu_key="k", result="a,b", kind="qrcode", waits=True)),
    ("scancode_push", cdata(EventKey="k"), Unknown(kind="scancode_push")),
    (
        "pic_sysphoto",
        cdata(EventKey="k") + f"<SendPicsInfo><Count>1</Count><PicList>{PICTURE}</PicList></SendPicsInfo>",
        Pictures(menu_key="k", digests=("1b5f",)),
    ),
    (
        "pic_weixin",
        cdata(EventKey="k") + f"<SendPicsInfo><Count>2</Count><PicList>{PICTURE}{PICTURE}</PicList></SendPicsInfo>",
        Pictures(menu_key="k", digests=("1b5f", "1b5f")),
    ),
    ("pic_photo_or_album", cdata(EventKey="k") + "<SendPicsInfo></SendPicsInfo>", Pictures(menu_key="k")),
    (
        "location_select",
        cdata(EventKey="k") + "<SendLocationInfo>" + cdata(Location_X="23", Label="某地") + "</SendLocationInfo>",
        Place(menu_key="k", label="某地"),
    ),
    (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>20</MsgID><Status>success</Status>",
        TemplateResult(msg_id="20", delivered=True, status="success"),
    ),
    (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>20</MsgID>" + cdata(Status="failed:user block"),
        TemplateResult(msg_id="20", delivered=False, status="failed:user block"),
    ),
    (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>20</MsgID>" + cdata(Status="failed: system failed"),
        TemplateResult(msg_id="20", delivered=False, status="failed: system failed"),
    ),
    (
        "subscribe_msg_popup_event",
        listed("SubscribeMsgPopupEvent", ONE, TWO),
        Subscriptions(choices=(Choice("T1", True), Choice("T2", False)), asked=True),
    ),
    (
        "subscribe_msg_popup_event",
        listed("SubscribeMsgPopupEvent", ONE),
        Subscriptions(choices=(Choice("T1", True),), asked=True),
    ),
    (
        "subscribe_msg_change_event",
        listed("SubscribeMsgChangeEvent", TWO),
        Subscriptions(choices=(Choice("T2", False),)),
    ),
    (
        "subscribe_msg_sent_event",
        listed("SubscribeMsgSentEvent", SENT, SENT2),
        SubscriptionResults(
            receipts=(Receipt("T1", "1700827132819554304", 0, "success"), Receipt("T1", "17", 43101, "user refuse"))
        ),
    ),
    ("subscribe_msg_sent_event", listed("SubscribeMsgSentEvent", ONE), Unknown(kind="subscribe_msg_sent_event")),
    (
        "subscribe_msg_sent_event",
        listed("SubscribeMsgSentEvent", SENT.replace("[0]", "[x]")),
        Unknown(kind="subscribe_msg_sent_event"),
    ),
    ("wxa_media_check", cdata(appid="wx1"), Unknown(kind="wxa_media_check")),
    ("", "", Unknown()),
]


@pytest.mark.parametrize(("event", "rest", "message"), EVENTS)
@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_open__event_of_each_kind__is_that_value(wire, platform_side, mode, event, rest, message):
    assert wire.open(*platform_side.push(platform_side.event(event, rest), mode)).message == message


@pytest.mark.parametrize("value", [{"TemplateId": "T1", "SubscribeStatusString": "accept"}, None])
def test_open__json_list_as_object_or_array__is_the_same(wire, platform_side, value):
    import json

    told = {
        "ToUserName": platform_side.account,
        "FromUserName": platform_side.openid,
        "CreateTime": 1610969440,
        "MsgType": "event",
        "Event": "subscribe_msg_popup_event",
    }
    for items in (value, [value] if value else []):
        body = json.dumps(told | {"SubscribeMsgPopupEvent": {"List": items}})
        found = wire.open(*platform_side.push(body, "plain")).message
        assert found == Subscriptions(choices=(Choice("T1", True),) if value else (), asked=True)


def test_open__xml_declaration_spaces_and_numbered_entities__are_read(wire, platform_side):
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n <ToUserName>\n<![CDATA[gh_1]]></ToUserName>\n'
        f" <FromUserName>{platform_side.openid}</FromUserName> <CreateTime>7</CreateTime><MsgType>text</MsgType>"
        "<Content>a &lt;b&gt; &amp;&#x4F60;&#22909; &quot;&apos; & c</Content><MsgId>1</MsgId></xml>\n"
    )
    got = wire.open(*platform_side.push(body))
    assert got.message == Text(content="a <b> &你好 \"' & c")
    assert got.account == ""  # with a line end in it, it is no name


MISSING = {
    "no type": ("<MsgType><![CDATA[text]]></MsgType>", ""),
    "type twice": ("<MsgId>", "<MsgType><![CDATA[text]]></MsgType><MsgId>"),
    "no sender": ("FromUserName", "Nobody"),
    "sender twice": ("<MsgId>", "<FromUserName>o2</FromUserName><MsgId>"),
    "sender is no name": ("[o9AgO5Kd", "[o9]AgO5Kd"),
}


@pytest.mark.parametrize(("old", "new"), MISSING.values(), ids=MISSING)
def test_open__without_what_every_message_has__is_unknown_and_can_be_answered(wire, platform_side, old, new):
    got = wire.open(*platform_side.push(platform_side.text().replace(old, new)))
    assert isinstance(got.message, Unknown)
    assert got.key
    wire.close(got, "没看懂")


@pytest.mark.parametrize(
    ("stamp", "created"), [("1714037059", 1714037059), ("-1", 0), ("x", 0), ("9" * 40, 0), ("", 0)]
)
def test_open__create_time_of_any_shape__is_a_number(wire, platform_side, stamp, created):
    assert wire.open(*platform_side.push(platform_side.text(created=stamp))).created == created


def key(wire, platform_side, body: str, mode: str = "safe") -> str:
    return wire.open(*platform_side.push(body, mode)).key


def test_key__same_push_again__is_the_same_in_every_mode(wire, platform_side):
    """G1: a retry is sealed anew, so the key is taken of what was sealed."""
    for body in (platform_side.text(), platform_side.event("CLICK", cdata(EventKey="a"))):
        keys = {key(wire, platform_side, body, mode) for mode in ("plain", "compatible", "safe", "safe")}
        assert len(keys) == 1


def test_key__same_msg_id_of_two_people__differs(wire, platform_side):
    """G2: the platform has given one MsgId to several people."""
    a, b = platform_side.text(sender="oA"), platform_side.text(sender="oB")
    assert key(wire, platform_side, a) != key(wire, platform_side, b)
    assert key(wire, platform_side, a) != key(
        wire, platform_side, platform_side.text(sender="oA", created="1714037060")
    )


def test_key__two_events_in_one_second__differ(wire, platform_side):
    """G1: location reports and clicks share a CreateTime."""
    bodies = [
        platform_side.event("CLICK", cdata(EventKey="a")),
        platform_side.event("CLICK", cdata(EventKey="b")),
        platform_side.event("VIEW", cdata(EventKey="a")),
        platform_side.event("LOCATION", "<Latitude>1</Latitude><Longitude>2</Longitude>"),
        platform_side.event("LOCATION", "<Latitude>1</Latitude><Longitude>3</Longitude>"),
        platform_side.event("unsubscribe"),
        platform_side.event("unsubscribe", sender="oB"),
    ]
    assert len({key(wire, platform_side, body) for body in bodies}) == len(bodies)


def test_key__message_without_a_usable_id__is_taken_of_its_bytes(wire, platform_side):
    bodies = [
        platform_side.text("a", msg_id=""),
        platform_side.text("b", msg_id=""),
        platform_side.text("a", msg_id="1:2"),
    ]
    keys = {key(wire, platform_side, body) for body in bodies}
    assert len(keys) == 3
    assert all(k.count(":") == 3 for k in keys)


def test_key__event_that_carries_a_msg_id__still_is_an_events_key(wire, platform_side):
    body = platform_side.event("CLICK", cdata(EventKey="a") + "<MsgId>23453</MsgId>")
    assert key(wire, platform_side, body) != key(wire, platform_side, platform_side.text())
