"""Customer-service messages: what may be sent, in which window, to whom.

Source: 客服消息 发送客服消息, 客服输入状态.
"""

from __future__ import annotations

from typing import Any

from . import links, windows
from .calls import Answer, Api, Call
from .faults import Refusal
from .kept import Link, Message, Part, Person
from .pushing import alive
from .world import World

MAX_TEXT = 2_048
TYPING = 30


def send(call: Call) -> Answer:
    """Send one message in an open window; the quota is taken only when it goes out."""
    world, body = call.world, call.body
    person = receiver(world, body)
    kind = body.get("msgtype")
    if person.refuse:
        raise Refusal(48002)
    message = Message(n=0, at=world.now(), side="it", kind="text")
    content = body.get(kind) if isinstance(kind, str) else None
    match kind:
        case "text" | "image" | "voice" | "video" | "music" | "news" | "msgmenu" | "miniprogrampage":
            if not isinstance(content, dict):
                raise Refusal(47001)
            _SHAPES[kind](world, content, message)
        case "mpnews" | "mpnewsarticle" | "wxcard":
            raise Refusal(48001)
        case _:
            raise Refusal(40008)
    window, left, limit = windows.spend(person, world.now())
    message.n = world.next()
    world.show(person, message)
    world.log("平台→手机", "没有网，连上再到" if message.held else "送达", person=person.id)
    words = {"message": "发消息", "menu": "点菜单", "follow": "关注", "scan": "扫码"}
    call.said.append(f"{kind}，{words[window]}额度 {limit} 剩 {left}")
    return {"errcode": 0, "errmsg": "ok"}


def receiver(world: World, body: dict[str, Any]) -> Person:
    """Find the person behind ``touser`` of the official account.

    Raises:
        Refusal: 40003 for an openid that is not of this account, 43019 for somebody on its black list.

    """
    person = world.by_openid("oa", str(body.get("touser", "")))
    if person is None:
        raise Refusal(40003)
    if person.blacklisted:
        raise Refusal(43019)
    return person


def _text(world: World, content: dict[str, Any], message: Message) -> None:
    text = str(content.get("content") or "")
    if not text.strip():
        raise Refusal(44004)
    if len(text.encode()) > MAX_TEXT:
        raise Refusal(45002)
    message.parts = links.parts(text, world.account.mp_app_id)
    message.text, message.links = links.shown(message.parts), links.links(message.parts)


def _media(world: World, content: dict[str, Any], message: Message) -> None:
    media_id = str(content.get("media_id", content.get("thumb_media_id", "")))
    if not alive(world, media_id):
        raise Refusal(40007)
    message.kind, message.picture = world.kept.media[media_id].kind, media_id
    message.title = str(content.get("title", ""))


def _news(world: World, content: dict[str, Any], message: Message) -> None:
    articles = content.get("articles")
    if not isinstance(articles, list) or len(articles) != 1:
        raise Refusal(45008 if articles else 44003, "article size out of limit" if articles else "empty news data")
    one: dict[str, Any] = articles[0]
    message.kind, message.title, message.url = "news", str(one.get("title", "")), str(one.get("url", ""))
    message.text = str(one.get("description", ""))


def _menu(world: World, content: dict[str, Any], message: Message) -> None:
    entries = content.get("list")
    if not isinstance(entries, list) or not entries:
        raise Refusal(47001)
    runs = [Part(str(content.get("head_content", "")) + "\n")]
    for entry in entries:
        if not isinstance(entry, dict) or not entry.get("content"):
            raise Refusal(47001)
        label = str(entry["content"])
        runs += [Part(label, Link(kind="tap", label=label, send=label, id=str(entry.get("id", "")))), Part("\n")]
    runs.append(Part(str(content.get("tail_content", ""))))
    message.parts, message.text, message.links = runs, links.shown(runs), links.links(runs)


def _page(world: World, content: dict[str, Any], message: Message) -> None:
    if content.get("appid") != world.account.mp_app_id:
        raise Refusal(40013)
    if not content.get("title") or not content.get("pagepath"):
        raise Refusal(47001)
    if not alive(world, str(content.get("thumb_media_id", ""))):
        raise Refusal(40007)
    message.kind, message.title = "miniprogrampage", str(content["title"])
    message.page, message.picture = str(content["pagepath"]).lstrip("/"), str(content["thumb_media_id"])


_SHAPES = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "music": _media,
    "news": _news,
    "msgmenu": _menu,
    "miniprogrampage": _page,
}


def typing(call: Call) -> Answer:
    """Show that somebody is typing, within 30 seconds of the last contact."""
    person = receiver(call.world, call.body)
    if call.body.get("command") not in ("Typing", "CancelTyping"):
        raise Refusal(45072)
    if not person.following or call.world.now() - person.touched > TYPING:
        raise Refusal(45080)
    return {"errcode": 0, "errmsg": "ok"}


APIS = (
    Api(path="/cgi-bin/message/custom/send", run=send, capability="custom", daily=500_000),
    Api(path="/cgi-bin/message/custom/typing", run=typing, capability="custom"),
)
