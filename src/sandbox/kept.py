"""What the stand-in remembers, as plain structs that are written to one JSON file."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

Side = Literal["oa", "mp"]
WindowKind = Literal["message", "menu", "follow", "scan"]
Channel = Literal["chat", "notices"]
Level = Literal["info", "ok", "warn", "error"]


class Link(Struct, kw_only=True, omit_defaults=True):
    """Is one thing in a text that can be tapped: a reply link, a mini-program page, a web page."""

    kind: Literal["tap", "mini", "url"]
    label: str
    send: str = ""
    id: str = ""
    app_id: str = ""
    path: str = ""
    href: str = ""


class Part(Struct, omit_defaults=True):
    """Is a run of text in a bubble, with the link it carries."""

    text: str
    link: Link | None = None


class Message(Struct, kw_only=True, omit_defaults=True):
    """Is one line of a person's phone: their own, the account's, or the phone's own grey note.

    ``held`` waits for the network to come back; ``state`` tells a message that was not sent or got no answer.
    """

    n: int
    at: float
    side: Literal["me", "it", "note"]
    kind: str
    channel: Channel = "chat"
    text: str = ""
    parts: list[Part] = field(default_factory=lambda: list[Part]())
    links: list[Link] = field(default_factory=lambda: list[Link]())
    picture: str = ""
    title: str = ""
    rows: list[list[str]] = field(default_factory=lambda: list[list[str]]())
    page: str = ""
    url: str = ""
    held: bool = False
    state: Literal["", "unsent", "fault"] = ""
    msg_id: str = ""


class Window(Struct):
    """Counts customer-service messages of one kind since the person opened it."""

    opened: float
    used: int = 0


class Person(Struct, kw_only=True):
    """Is one WeChat user: an openid for each account, a phone, and what stands on it."""

    id: str
    name: str
    role: str = ""
    note: str = ""
    phone: str = ""
    union_id: str
    openids: dict[str, str]
    following: bool = False
    followed_at: float = 0
    followed_by: str = ""
    offline: bool = False
    slow: bool = False
    refuse: bool = False
    blacklisted: bool = False
    risky: bool = False
    session_key: str = ""
    touched: float = 0
    read_to: int = 0
    messages: list[Message] = field(default_factory=lambda: list[Message]())
    windows: dict[str, Window] = field(default_factory=lambda: dict[str, Window]())
    credit: dict[str, int] = field(default_factory=lambda: dict[str, int]())
    always: dict[str, str] = field(default_factory=lambda: dict[str, str]())


class Media(Struct, kw_only=True):
    """Is a temporary file of the account; its bytes lie beside the state file."""

    id: str
    kind: str
    type: str
    at: float
    size: int


class Token(Struct, kw_only=True):
    """Is an access token; ``until`` is its natural end, ``dies`` an earlier one, ``errcode`` what a dead one gets."""

    value: str
    side: Side
    family: Literal["plain", "stable"]
    issued: float
    until: float
    dies: float = 0
    errcode: int = 40001


class Code(Struct, kw_only=True):
    """Is a one-time code that a phone hands to the mini-program."""

    value: str
    kind: Literal["login", "phone"]
    side: Side
    person: str
    at: float
    used: bool = False


class Scene(Struct, kw_only=True):
    """Is a QR code of the official account."""

    ticket: str
    url: str
    value: str
    at: float
    until: float


class MiniCode(Struct, kw_only=True):
    """Is a mini-program code: a page with a scene."""

    content: str
    page: str
    scene: str
    at: float


class Shown(Struct, kw_only=True):
    """Is a code that a page of the product said it shows."""

    content: str
    label: str
    at: float


class Template(Struct, kw_only=True):
    """Is a template of an account: ``template`` for template/send, ``subscribe`` for the two subscribe sends.

    ``fields`` maps the key (``thing1``) to the label before it; ``enums`` the keys of kind const to their values.
    """

    id: str
    side: Side
    mechanism: Literal["template", "subscribe"]
    title: str
    type: Literal[2, 3] = 2
    fields: dict[str, str]
    enums: dict[str, list[str]] = field(default_factory=lambda: dict[str, list[str]]())
    tid: str = ""


class Line(Struct, kw_only=True, omit_defaults=True):
    """Is one line of the platform log."""

    n: int
    at: float
    way: str
    text: str
    level: Level = "info"
    api: str = ""
    errcode: int = 0
    person: str = ""
    rid: str = ""


class Kept(Struct, kw_only=True):
    """Is everything that outlives a restart."""

    offset: float = 0
    sequence: int = 0
    msg_id: int = 24_170_000_000_000_000
    people: dict[str, Person] = field(default_factory=lambda: dict[str, Person]())
    media: dict[str, Media] = field(default_factory=lambda: dict[str, Media]())
    tokens: list[Token] = field(default_factory=lambda: list[Token]())
    codes: dict[str, Code] = field(default_factory=lambda: dict[str, Code]())
    scenes: dict[str, Scene] = field(default_factory=lambda: dict[str, Scene]())
    minis: list[MiniCode] = field(default_factory=lambda: list[MiniCode]())
    shown: list[Shown] = field(default_factory=lambda: list[Shown]())
    templates: dict[str, Template] = field(default_factory=lambda: dict[str, Template]())
    menu: dict[str, Any] | None = None
    counters: dict[str, int] = field(default_factory=lambda: dict[str, int]())
    refreshes: dict[str, list[float]] = field(default_factory=lambda: dict[str, list[float]]())
    sent: dict[str, list[Any]] = field(default_factory=lambda: dict[str, list[Any]]())
    log: list[Line] = field(default_factory=lambda: list[Line]())
