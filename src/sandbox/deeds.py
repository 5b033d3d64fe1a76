"""What a person does in the chat: each deed shows on the phone, is pushed, and waits for the passive reply."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from . import windows
from .callback_xml import Bare, Fields
from .kept import Media, Message, Person, Scene, WindowKind
from .pushing import Outcome, Push, deliver, put_reply
from .roll import MEDIA_TYPES
from .world import World

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
SLOW = 2.0
_SILENT_EVENTS = {"unsubscribe", "VIEW", "view_miniprogram", "LOCATION"}


class NotNow(Exception):
    """Says why a phone cannot do this now; ``code`` is stable."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def head(world: World, person: Person, kind: str) -> Fields:
    """Give the four elements that every message and event begins with."""
    return [
        ("ToUserName", world.account.username),
        ("FromUserName", person.openids["oa"]),
        ("CreateTime", int(world.now())),
        ("MsgType", kind),
    ]


def message_id(world: World, person: Person) -> str:
    """Give a new MsgId of 64 bits; with the switch on, different people get the same one."""
    if world.switches.same_msg_id and world.msg_id_owners and person.id not in world.msg_id_owners:
        world.msg_id_owners.add(person.id)
    else:
        world.kept.msg_id += world.chance.randint(1, 99)
        world.msg_id_owners = {person.id}
    return str(world.kept.msg_id)


def ready(world: World, person: Person) -> None:
    """Refuse what cannot be done without following.

    Raises:
        NotNow: this person does not follow the account.

    """
    if not person.following:
        raise NotNow("not_following", "还没关注公众号，先点“关注”")


async def message(
    world: World,
    person: Person,
    fields: Fields,
    shown: Message,
    *,
    opens: WindowKind = "message",
    tail: Fields | None = None,
    said: str = "",
) -> dict[str, Any]:
    """Send an ordinary message and waits for what comes of it.

    Args:
        world: the present.
        person: who sends.
        fields: elements between the four common ones and MsgId.
        shown: how the message looks on the phone.
        opens: the window of customer-service messages that it opens.
        tail: elements behind MsgId.
        said: what the log calls it; the kind of message by default.

    """
    ready(world, person)
    kind = {"sticker": "text"}.get(shown.kind, shown.kind)
    shown.at, shown.n = world.now(), world.next()
    if world.offline(person):
        shown.state = "unsent"
        world.show(person, shown)
        world.log("手机→平台", f"没有网，{kind} 没发出去", "warn", person=person.id)
        return {"status": "offline", "reply": None}
    msg_id = message_id(world, person)
    shown.msg_id = msg_id
    world.show(person, shown)
    world.log("手机→平台", f"{said or '发 ' + kind} MsgId {msg_id[:4]}…{msg_id[-2:]}", person=person.id)
    whole = [*head(world, person, kind), *fields, ("MsgId", Bare(msg_id)), *(tail or [])]
    windows.open_window(person, opens, world.now())
    return await pushed(world, person, whole, kind, event=False)


async def event(
    world: World, person: Person, name: str, fields: Fields, *, opens: WindowKind | None = None
) -> dict[str, Any]:
    """Send an event and waits for what comes of it."""
    if world.offline(person):
        raise NotNow("offline", "手机没有网")
    world.log("手机→平台", f"事件 {name}", person=person.id)
    if opens:
        windows.open_window(person, opens, world.now())
    whole = [*head(world, person, "event"), ("Event", name), *fields]
    return await pushed(world, person, whole, f"event {name}", event=True, shows=name not in _SILENT_EVENTS)


async def pushed(
    world: World, person: Person, fields: Fields, name: str, *, event: bool, shows: bool = True
) -> dict[str, Any]:
    """Push finished fields, shows what comes back, and describes it."""
    if world.slow(person):
        await asyncio.sleep(SLOW)
    words = {"plain": "明文", "compatible": "兼容", "safe": "加密"}[world.account.mode]
    push = Push(
        openid=person.openids["oa"], person=person.id, fields=fields, name=f"{words} {name}", event=event, shows=shows
    )
    outcome = await deliver(world, push)
    if world.slow(person):
        await asyncio.sleep(SLOW)
    put_reply(world, person, outcome)
    return described(outcome)


def described(outcome: Outcome) -> dict[str, Any]:
    """Turn an outcome into what the control API answers."""
    reply = outcome.reply
    answer: dict[str, Any] = {"status": outcome.status, "reply": None, "tries": outcome.tries, "ms": outcome.ms}
    if reply:
        answer["reply"] = {
            "type": reply.type,
            "text": reply.text,
            "links": reply.links,
            "media_id": reply.media_id,
            "articles": reply.articles,
        }
    if outcome.fault:
        answer["fault"] = outcome.fault
    return answer


async def follow(world: World, person: Person, scene: Scene | None = None) -> dict[str, Any]:
    """Follow the account, plainly or by a QR code."""
    if person.following:
        raise NotNow("following", "已经关注了")
    person.following, person.followed_at, person.followed_by = True, world.now(), scene.value if scene else ""
    world.changed()
    if scene:
        fields: Fields = [("EventKey", "qrscene_" + scene.value), ("Ticket", scene.ticket)]
    else:
        fields = world.chance.choice([[], [("EventKey", "")]])
    if scene:
        windows.open_window(person, "scan", world.now())
    return await event(world, person, "subscribe", fields, opens="follow")


async def unfollow(world: World, person: Person) -> dict[str, Any]:
    """Unfollow: windows close, credits of the account go, the event is pushed once or twice."""
    ready(world, person)
    if world.offline(person):
        raise NotNow("offline", "手机没有网")
    person.following = False
    windows.close_all(person)
    answer = await event(world, person, "unsubscribe", [("EventKey", "")])
    if world.switches.unsubscribe_twice:
        await event(world, person, "unsubscribe", [("EventKey", "")])
    return answer


async def say(world: World, person: Person, text: str) -> dict[str, Any]:
    """Type a text, up to the 600-odd characters that the client takes, and far beyond for a test."""
    if not text:
        raise NotNow("empty", "没有可发的字")
    shown = Message(n=0, at=0, side="me", kind="text", text=text)
    return await message(world, person, [("Content", text)], shown)


async def tap(world: World, person: Person, text: str, menu_id: str | None = None) -> dict[str, Any]:
    """Tap a link of the bizmsgmenu kind, fresh or stale: its content becomes the person's own message."""
    shown = Message(n=0, at=0, side="me", kind="text", text=text)
    keeps = {"always": True, "never": False, "mixed": world.chance.random() < 0.5}[world.switches.tap_ids]
    tail: Fields = [("bizmsgmenuid", menu_id)] if menu_id and keeps else []
    said = f"点〔{text[:12]}〕{'' if tail else ' bizmsgmenuid 空'}"
    return await message(
        world, person, [("Content", text)], shown, opens=world.switches.tap_window, tail=tail, said=said
    )


async def photo(world: World, person: Person, data: bytes, name: str) -> dict[str, Any]:
    """Send a picture."""
    media = store(world, "image", data, MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "image/jpeg"))
    shown = Message(n=0, at=0, side="me", kind="image", picture=media.id, text=name)
    url = f"http://127.0.0.1:{world.settings.port}/mmbiz_jpg/{media.id}/0"
    return await message(world, person, [("PicUrl", url), ("MediaId", media.id)], shown)


async def voice(world: World, person: Person, recognition: str | None = None) -> dict[str, Any]:
    """Send a voice message; ``recognition`` None leaves the element out, an empty one leaves it empty."""
    media = store(world, "voice", b"#!AMR\n" + world.filler(320), "audio/amr")
    fields: Fields = [("MediaId", media.id), ("Format", "amr"), ("MediaId16K", media.id + "16")]
    tail: Fields = [("Recognition", recognition)] if recognition is not None else []
    shown = Message(n=0, at=0, side="me", kind="voice", text="语音 3″", picture="")
    return await message(world, person, fields, shown, tail=tail)


async def sticker(world: World, person: Person) -> dict[str, Any]:
    """Send a sticker, which the account receives as a text that says it cannot be shown."""
    shown = Message(n=0, at=0, side="me", kind="sticker", text="[表情]")
    return await message(world, person, [("Content", UNSUPPORTED)], shown)


async def location(world: World, person: Person) -> dict[str, Any]:
    """Send a place."""
    fields: Fields = [
        ("Location_X", Bare("29.563010")),
        ("Location_Y", Bare("106.551557")),
        ("Scale", 16),
        ("Label", "人民路 1 号"),
    ]
    return await message(world, person, fields, Message(n=0, at=0, side="me", kind="location", text="人民路 1 号"))


async def link(world: World, person: Person, title: str, url: str) -> dict[str, Any]:
    """Share a web page."""
    fields: Fields = [("Title", title), ("Description", ""), ("Url", url)]
    return await message(world, person, fields, Message(n=0, at=0, side="me", kind="link", text=title, url=url))


async def file(world: World, person: Person, name: str, data: bytes) -> dict[str, Any]:
    """Send a file, of which the account hears the name and the size and never the bytes."""
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    fields: Fields = [
        ("Title", name),
        ("Description", ""),
        ("FileKey", world.draw(16)),
        ("FileMd5", digest),
        ("FileTotalLen", len(data)),
    ]
    return await message(world, person, fields, Message(n=0, at=0, side="me", kind="file", text=name))


async def video(world: World, person: Person) -> dict[str, Any]:
    """Send a short film."""
    media, thumb = (
        store(world, "video", world.filler(2_048), "video/mp4"),
        store(world, "thumb", b"\xff\xd8\xff", "image/jpeg"),
    )
    fields: Fields = [("MediaId", media.id), ("ThumbMediaId", thumb.id)]
    return await message(world, person, fields, Message(n=0, at=0, side="me", kind="video", text="视频 5″"))


def store(world: World, kind: str, data: bytes, type: str) -> Media:
    """Keep a temporary file of the account for three days and gives it an id."""
    media = Media(id=world.draw(64), kind=kind, type=type, at=world.now(), size=len(data))
    folder = world.folder / "media"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / media.id).write_bytes(data)
    world.kept.media[media.id] = media
    for old in [entry for entry in world.kept.media.values() if media.at - entry.at > 10 * 86_400]:
        del world.kept.media[old.id]
        (folder / old.id).unlink(missing_ok=True)
    return media
