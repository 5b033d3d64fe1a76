"""What a person or the platform says to an account, as values.

Source: 接收普通消息, 接收事件推送, https://developers.weixin.qq.com/doc/service/guide/product/message/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from wechat.crypto import Box

Mode = Literal["plain", "compatible", "safe"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Stands over every message; a repr shows the kind alone, because the rest is a person's."""

    def __repr__(self) -> str:
        """Return the kind of message."""
        return f"<{type(self).__name__}>"


class Text(Said, frozen=True, kw_only=True):
    """Is what a person typed or tapped; `menu_id` comes with some taps and is only a hint."""

    content: str
    menu_id: str | None = None


class Image(Said, frozen=True, kw_only=True):
    """Is a photo; it can be fetched by `media_id` for three days."""

    media_id: str


class Voice(Said, frozen=True, kw_only=True):
    """Is a recording; `words` are empty unless the account recognises speech."""

    media_id: str
    format: str = ""
    words: str = ""


class Video(Said, frozen=True, kw_only=True):
    """Is a video, or a short one taken on the spot."""

    media_id: str
    thumb_media_id: str = ""
    short: bool = False


class Location(Said, frozen=True, kw_only=True):
    """Is a place; degrees are decimals as the platform wrote them."""

    latitude: str
    longitude: str
    scale: str = ""
    label: str = ""


class Link(Said, frozen=True, kw_only=True):
    """Is an article passed on."""

    title: str
    description: str = ""
    url: str = ""


class Follow(Said, frozen=True, kw_only=True):
    """Tells that a person follows; `scene` is the QR code's, without its prefix, empty for a plain follow."""

    scene: str = ""
    ticket: str = ""


class Unfollow(Said, frozen=True, kw_only=True):
    """Tells that a person has left; nothing can be answered."""


class Scan(Said, frozen=True, kw_only=True):
    """Tells that a follower scanned one of the account's QR codes."""

    scene: str
    ticket: str = ""


class Whereabouts(Said, frozen=True, kw_only=True):
    """Is a place that the client reports by itself."""

    latitude: str
    longitude: str
    precision: str = ""


class Click(Said, frozen=True, kw_only=True):
    """Tells that a menu button with a key was tapped."""

    menu_key: str


class View(Said, frozen=True, kw_only=True):
    """Tells that a menu button opened a page; nothing that is answered is shown."""

    target: str
    mini_program: bool = False


class Scanned(Said, frozen=True, kw_only=True):
    """Is what the menu's scanner read; `waits` when the person is shown that an answer comes."""

    menu_key: str
    result: str
    kind: str = ""
    waits: bool = False


class Pictures(Said, frozen=True, kw_only=True):
    """Announces pictures sent from the menu; they follow as images."""

    menu_key: str
    digests: tuple[str, ...] = ()


class Place(Said, frozen=True, kw_only=True):
    """Announces a place chosen from the menu; it follows as a location."""

    menu_key: str
    label: str = ""


class TemplateResult(Said, frozen=True, kw_only=True):
    """Tells how the sending of a template message ended."""

    msg_id: str
    delivered: bool
    status: str = ""


class Choice(msgspec.Struct, frozen=True):
    """Is one person's word on one template."""

    template: str
    accepted: bool


class Subscriptions(Said, frozen=True, kw_only=True):
    """Tells what a person chose: in the pop-up (`asked`), or later in the settings."""

    choices: tuple[Choice, ...]
    asked: bool = False


class Receipt(msgspec.Struct, frozen=True):
    """Is the end of one subscription message; errcode 0 is delivered."""

    template: str
    msg_id: str
    errcode: int
    status: str = ""


class SubscriptionResults(Said, frozen=True, kw_only=True):
    """Tells how the sending of subscription messages ended."""

    receipts: tuple[Receipt, ...]


class Unknown(Said, frozen=True, kw_only=True):
    """Is anything else; `kind` is the type or event as written, empty where none stands."""

    kind: str = ""


Message: TypeAlias = (
    Text | Image | Voice | Video | Location | Link | Follow | Unfollow | Scan | Whereabouts | Click | View | Scanned
    | Pictures | Place | TemplateResult | Subscriptions | SubscriptionResults | Unknown
)  # fmt: skip


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """Is one push of the platform, opened.

    `sender` is an openid and `account` the account's original id; both are empty when they are not what such names look
    like. `created` is the platform's time in seconds since 1970, 0 when absent; `stamp` is the time that it signed with
    the push. `key` is the same for every repetition
    of one push and differs between any two.
    """

    sender: str
    account: str
    created: int
    mode: Mode
    nonce: str
    message: Message
    key: str
    json: bool = False
    box: Box | None = None
    stamp: str = ""

    @property
    def signed(self) -> int:
        """Return `stamp` in seconds since 1970, 0 where it is none."""
        return int(self.stamp) if self.stamp.isdecimal() and len(self.stamp) <= 12 else 0

    def __repr__(self) -> str:
        """Return kind and mode, nothing of the person."""
        return f"<Incoming {self.message!r} {self.mode}>"
