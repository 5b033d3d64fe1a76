"""Takes a passive reply apart and refuses every one that the platform would not show.

Source: 被动回复用户消息 (structures and limits); a reply outside them shows the person 该服务号提供的服务出现故障.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import envelope, links
from .callback_xml import Node, NotXml, leaf, only, read
from .kept import Link, Part
from .settings import Mode

MAX_BODY = 64 * 1024
MAX_TEXT = 2_048
DAY = 86_400
_HEAD = ("ToUserName", "FromUserName", "CreateTime", "MsgType")


class BadReply(ValueError):
    """Says why the platform does not take a reply."""


@dataclass(frozen=True)
class Reply:
    """Is a reply that was taken.

    Args:
        type: text, image, voice, video, music, news or transfer_customer_service.
        parts: the text in runs with their links.
        media_id: of image, voice and video.
        articles: of news, each title, description, picture and address.
        plain: the decrypted bytes, to compare the answers of two deliveries.

    """

    type: str
    plain: bytes
    parts: list[Part] = field(default_factory=lambda: list[Part]())
    media_id: str = ""
    articles: list[list[str]] = field(default_factory=lambda: list[list[str]]())

    @property
    def text(self) -> str:
        """Give the text as a person reads it."""
        return links.shown(self.parts)

    @property
    def links(self) -> list[Link]:
        """Give the links in the text."""
        return links.links(self.parts)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Says what a reply is held against.

    Args:
        openid, username: the two ends of the conversation; the reply has them swapped.
        mode, token, aes_key, app_id: how the account talks.
        nonce: of the push that is answered.
        now: epoch seconds.
        event: whether an event is answered; news may then have eight articles instead of one.
        media: tells whether a media id exists and has not expired.
        mini_app_id: the linked mini-program.

    """

    openid: str
    username: str
    mode: Mode
    token: str
    aes_key: str
    app_id: str
    mini_app_id: str
    nonce: str
    now: float
    event: bool
    media: Callable[[str], bool]


def check(body: bytes, expected: Expected) -> Reply | None:
    """Read the body of an answer with status 200.

    Args:
        body: as it came.
        expected: what it is held against.

    Returns:
        The reply; None for ``success`` and for an empty body.

    Raises:
        BadReply: the platform would not take it.

    """
    if body in (b"", b"success"):
        return None
    if len(body) > MAX_BODY:
        raise BadReply("回复太大")
    try:
        root = read(body)
        plain = body
        if root.child("Encrypt") is not None or expected.mode == "safe":
            if expected.mode == "plain":
                raise BadReply("明文模式下收到了加密的回复")
            plain = _opened(root, expected)
            root = read(plain)
        return _reply(root, plain, expected)
    except NotXml as error:
        raise BadReply(str(error)) from None


def _opened(root: Node, expected: Expected) -> bytes:
    fields = only(root, ("Encrypt", "MsgSignature", "TimeStamp", "Nonce"))
    sealed, stamp, nonce = leaf(fields["Encrypt"]), leaf(fields["TimeStamp"]), leaf(fields["Nonce"])
    if nonce != expected.nonce:
        raise BadReply("Nonce 不是请求里的那个")
    if not stamp.isascii() or not stamp.isdigit():
        raise BadReply(f"TimeStamp 不是整数：{stamp[:20]}")
    if not envelope.same(envelope.signature(expected.token, stamp, nonce, sealed), leaf(fields["MsgSignature"])):
        raise BadReply("MsgSignature 不对")
    try:
        return envelope.unseal(envelope.key_of(expected.aes_key), sealed, expected.app_id)
    except envelope.Broken as error:
        raise BadReply(str(error)) from None


def _reply(root: Node, plain: bytes, expected: Expected) -> Reply:
    fields = only(root, _HEAD)
    if leaf(fields["ToUserName"]) != expected.openid or leaf(fields["FromUserName"]) != expected.username:
        raise BadReply("ToUserName 和 FromUserName 没有对调")
    _time(leaf(fields["CreateTime"]), expected.now, "CreateTime")
    kind = leaf(fields["MsgType"])
    match kind:
        case "text":
            return Reply(kind, plain, parts=_text(fields, expected))
        case "image" | "voice" | "video":
            return Reply(kind, plain, media_id=_media(fields, kind.capitalize(), "MediaId", expected))
        case "music":
            return Reply(kind, plain, media_id=_media(fields, "Music", "ThumbMediaId", expected))
        case "news":
            return Reply(kind, plain, articles=_articles(fields, expected))
        case "transfer_customer_service":
            return Reply(kind, plain)
        case _:
            raise BadReply(f"不认识的 MsgType：{kind}")


def _time(text: str, now: float, name: str) -> None:
    if not text.isascii() or not text.isdigit():
        raise BadReply(f"{name} 不是整数：{text[:20]}")
    if abs(int(text) - now) > DAY:
        raise BadReply(f"{name} 差了一天以上：{text[:20]}")


def _needed(fields: Mapping[str, Node], name: str) -> Node:
    if name not in fields:
        raise BadReply(f"缺少 <{name}>")
    return fields[name]


def _text(fields: Mapping[str, Node], expected: Expected) -> list[Part]:
    content = leaf(_needed(fields, "Content"))
    if not content.strip():
        raise BadReply("Content 是空的")
    size = len(content.encode())
    if size > MAX_TEXT:
        raise BadReply(f"Content 有 {size} 字节，最多 {MAX_TEXT}")
    return links.parts(content, expected.mini_app_id)


def _media(fields: Mapping[str, Node], outer: str, inner: str, expected: Expected) -> str:
    media_id = leaf(only(_needed(fields, outer), (inner,))[inner])
    if not expected.media(media_id):
        raise BadReply(f"{inner} 不存在，或过了 3 天")
    return media_id


def _articles(fields: Mapping[str, Node], expected: Expected) -> list[list[str]]:
    count, items = leaf(_needed(fields, "ArticleCount")), _needed(fields, "Articles").children
    most = 8 if expected.event else 1
    if count != str(len(items)) or not items:
        raise BadReply("ArticleCount 和条数不一致")
    if len(items) > most:
        raise BadReply(f"图文 {len(items)} 条，最多 {most} 条")
    found: list[list[str]] = []
    for item in items:
        inner = only(item, ("Title", "Url"))
        found.append([leaf(inner[name]) if name in inner else "" for name in ("Title", "Description", "PicUrl", "Url")])
    return found
