"""Makes a message out of the fields of a push.

Whatever is not known, lacks what it must have or has it twice is `Unknown`, never an exception.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from wechat.crypto import Box
from wechat.messages import (
    Choice,
    Click,
    Follow,
    Image,
    Incoming,
    Link,
    Location,
    Message,
    Mode,
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
from wechat.xml import Fields, Value, many


class _Odd(Exception):
    """Tells that a field is missing or not text."""


_NAME = re.compile(r"[A-Za-z0-9_@.\-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9_.\-]{1,128}")
_TYPED = re.compile(  # has nothing in it that `clean` drops, `read` refuses or takes apart, or `incoming` finds odd
    r"<xml>\s*+<ToUserName><!\[CDATA\[([A-Za-z0-9_@.\-]{1,64}+)\]\]></ToUserName>"
    r"\s*+<FromUserName><!\[CDATA\[([A-Za-z0-9_@.\-]{1,64}+)\]\]></FromUserName>"
    r"\s*+<CreateTime>([0-9]{1,12}+)</CreateTime>\s*+<MsgType><!\[CDATA\[text\]\]></MsgType>"
    r"\s*+<Content><!\[CDATA\[([^\]\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]*+)\]\]></Content>"
    r"\s*+<MsgId>([0-9]{1,128}+)</MsgId>\s*+</xml>\s*+",
    re.ASCII,
)


def _need(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if type(value) is not str:
        raise _Odd(name)
    return value


def _may(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    if type(value) is not str:
        raise _Odd(name)
    return value


def _inside(fields: Fields, name: str) -> Mapping[str, Value]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _items(fields: Fields, name: str) -> list[Mapping[str, Value]]:
    return [item for item in many(_inside(fields, name).get("List")) if isinstance(item, dict)]


def _digests(fields: Fields) -> tuple[str, ...]:
    pictures = _inside(_inside(fields, "SendPicsInfo"), "PicList")
    return tuple(_may(item, "PicMd5Sum") for item in many(pictures.get("item")) if isinstance(item, dict))


def _choices(fields: Fields, name: str, *, asked: bool) -> Subscriptions:
    found = _items(fields, name)
    return Subscriptions(
        choices=tuple(Choice(_need(i, "TemplateId"), _need(i, "SubscribeStatusString") == "accept") for i in found),
        asked=asked,
    )


def _receipts(fields: Fields) -> SubscriptionResults:
    found = _items(fields, "SubscribeMsgSentEvent")
    return SubscriptionResults(
        receipts=tuple(
            Receipt(_need(i, "TemplateId"), _may(i, "MsgID"), int(_need(i, "ErrorCode")), _may(i, "ErrorStatus"))
            for i in found
        )
    )


def _scanned(fields: Fields, *, waits: bool) -> Scanned:
    info = _inside(fields, "ScanCodeInfo")
    return Scanned(
        menu_key=_may(fields, "EventKey"), result=_need(info, "ScanResult"), kind=_may(info, "ScanType"), waits=waits
    )


def _pictures(fields: Fields) -> Pictures:
    return Pictures(menu_key=_may(fields, "EventKey"), digests=_digests(fields))


def _video(fields: Fields, *, short: bool) -> Video:
    return Video(media_id=_need(fields, "MediaId"), thumb_media_id=_may(fields, "ThumbMediaId"), short=short)


def _text(fields: Fields) -> Text:
    content, menu_id = fields.get("Content"), fields.get("bizmsgmenuid")
    if type(content) is not str or not (menu_id is None or type(menu_id) is str):
        raise _Odd
    return Text(content=content, menu_id=menu_id or None)


_MESSAGES: dict[str, Callable[[Fields], Message]] = {
    "text": _text,
    "image": lambda f: Image(media_id=_need(f, "MediaId")),
    "voice": lambda f: Voice(media_id=_need(f, "MediaId"), format=_may(f, "Format"), words=_may(f, "Recognition")),
    "video": lambda f: _video(f, short=False),
    "shortvideo": lambda f: _video(f, short=True),
    "location": lambda f: Location(
        latitude=_need(f, "Location_X"),
        longitude=_need(f, "Location_Y"),
        scale=_may(f, "Scale"),
        label=_may(f, "Label"),
    ),
    "link": lambda f: Link(title=_need(f, "Title"), description=_may(f, "Description"), url=_may(f, "Url")),
}

_EVENTS: dict[str, Callable[[Fields], Message]] = {
    "subscribe": lambda f: Follow(scene=_may(f, "EventKey").removeprefix("qrscene_"), ticket=_may(f, "Ticket")),
    "unsubscribe": lambda _: Unfollow(),
    "scan": lambda f: Scan(scene=_need(f, "EventKey"), ticket=_may(f, "Ticket")),
    "location": lambda f: Whereabouts(
        latitude=_need(f, "Latitude"), longitude=_need(f, "Longitude"), precision=_may(f, "Precision")
    ),
    "click": lambda f: Click(menu_key=_need(f, "EventKey")),
    "view": lambda f: View(target=_may(f, "EventKey")),
    "view_miniprogram": lambda f: View(target=_may(f, "EventKey"), mini_program=True),
    "scancode_push": lambda f: _scanned(f, waits=False),
    "scancode_waitmsg": lambda f: _scanned(f, waits=True),
    "pic_sysphoto": _pictures,
    "pic_photo_or_album": _pictures,
    "pic_weixin": _pictures,
    "location_select": lambda f: Place(
        menu_key=_may(f, "EventKey"), label=_may(_inside(f, "SendLocationInfo"), "Label")
    ),
    # "failed:user block" and "failed: system failed" are both met, with and without the space
    "templatesendjobfinish": lambda f: TemplateResult(
        msg_id=_need(f, "MsgID"), delivered=_need(f, "Status").strip() == "success", status=_need(f, "Status")
    ),
    "subscribe_msg_popup_event": lambda f: _choices(f, "SubscribeMsgPopupEvent", asked=True),
    "subscribe_msg_change_event": lambda f: _choices(f, "SubscribeMsgChangeEvent", asked=False),
    "subscribe_msg_sent_event": _receipts,
}


def _message(fields: Fields, *, doubled: bool) -> Message:
    kind = fields.get("MsgType")
    if type(kind) is not str or doubled:
        return Unknown(kind=kind if isinstance(kind, str) else "")
    if kind == "event":
        kind = fields.get("Event", "")
        if type(kind) is not str:
            return Unknown(kind="event")
        make = _EVENTS.get(kind.lower())
    else:
        make = _MESSAGES.get(kind)
    if make is None:
        return Unknown(kind=kind[:64])
    try:
        return make(fields)
    except (_Odd, ValueError):
        return Unknown(kind=kind)


def typed(body: bytes, mode: Mode, nonce: str, box: Box | None, stamp: str = "") -> Incoming | None:
    """Return what a person typed when it stands there as the platform writes it, as nearly all does.

    Args:
        body: the decrypted bytes.
        mode: how they came.
        nonce: the query's.
        box: the key that opened them.
        stamp: the query's time, signed.

    Returns:
        The same as `incoming` of what is read element by element; None where that has to be done.

    """
    usual = _TYPED.fullmatch(body.decode("utf-8", "replace"))
    if usual is None:
        return None
    account, sender, when, content, msg_id = usual.groups()
    created = int(when)
    return Incoming(
        sender=sender,
        account=account,
        created=created,
        mode=mode,
        nonce=nonce,
        message=Text(content=content),
        key=f"{sender}:{msg_id}:{created}",
        box=box,
        stamp=stamp,
    )


def incoming(
    fields: Fields,
    body: bytes,
    mode: Mode,
    nonce: str,
    box: Box | None,
    stamp: str = "",
    *,
    doubled: bool = False,
    json: bool = False,
) -> Incoming:
    """Return the push that these fields are.

    Args:
        fields: what was read.
        body: the decrypted bytes that were read; events are told apart by their digest.
        mode: how it came.
        nonce: the query's, which a sealed reply repeats.
        box: the key that opened it.
        stamp: the query's time, signed.
        doubled: whether an element stood there twice.
        json: whether it came as JSON, and is answered so.

    """
    sender, account = fields.get("FromUserName"), fields.get("ToUserName")
    sender = sender if type(sender) is str and _NAME.fullmatch(sender) else ""
    account = account if type(account) is str and _NAME.fullmatch(account) else ""
    when = fields.get("CreateTime")
    created = int(when) if type(when) is str and when.isdecimal() and len(when) <= 12 else 0
    message: Message = _message(fields, doubled=doubled or not sender)
    msg_id = fields.get("MsgId")
    if type(msg_id) is str and _ID.fullmatch(msg_id) and fields.get("MsgType") != "event":
        key = f"{sender}:{msg_id}:{created}"
    else:
        event = fields.get("Event")
        name = event if type(event) is str and _ID.fullmatch(event) else "-"
        key = f"{sender}:{created}:{name}:{hashlib.sha256(body).hexdigest()}"
    return Incoming(
        sender=sender,
        account=account,
        created=created,
        mode=mode,
        nonce=nonce,
        message=message,
        key=key,
        json=json,
        box=box,
        stamp=stamp,
    )
