"""The folded present of one openid of one account: who it is, where the conversation stands, what may be sent."""

from typing import Any, Literal

import msgspec

Mode = Literal[
    "answer",
    "complaint",
    "clear",
    "confirm",
    "earlier",
    "either",
    "explain",
    "guess",
    "inquiry",
    "instead",
    "page",
    "pick",
    "plan",
    "sure",
    "switch",
    "units",
]
"""What the next text may mean besides an answer."""
KEPT = 12_000  # characters of texts that could not be stored, kept for the person; the newest is kept whole


class Cursor(msgspec.Struct, omit_defaults=True):
    """Says which question is on the screen, and what the last reply offered besides.

    Args:
        base: address of what is filled, such as `applications/a1`; empty when nothing is.
        address: the question's address, empty between questions.
        asked: when it was asked, epoch seconds.
        seen: seq of the answer at this address when it was asked, 0 where there was none.
        every: all options of the question are on the screen, not only the first ones.
        place: section or row that was last on the screen, for commands between questions.
        trail: sections or rows that were on the screen before that one, the newest last, as `placed` names them.
        application: id of the application that this chat is about, empty while there is none.
        head: seq of the application when the last reply was made; what is later came from another surface.
        mode: what the next text may mean besides an answer.
        offer: what that mode is about: a change to be made, a list to be chosen from.
        unknown: how many messages in a row were not understood.
        unsaved: texts that could not be stored as answers, the oldest first: the question that each was typed for, as
            `placed` names it, and the text; they stay until that question is answered.
        unsaved_head: `head` when the newest of them was kept.
        parts: parts of a long text that is written in several messages.
        parts_at: address of the question that they answer.
        photos: photos that nobody has placed yet: media id or stored file.
        tray: the evidence slot that photos go to, and how many have come.
        rest: lines of the last reply that did not fit.
        untold: words about photos that could not be sent; the next reply begins with them.
        undo: what 撤回 takes back.
        opened: the tap or the answer that led to the question; the same once more at once was sent twice.
        inquiry: what was answered before anything was begun: the region, and values by field. It stays here alone.
        anew: sections that the person fills anew although an ended application has answers for them.
    """

    base: str = ""
    address: str = ""
    asked: float = 0.0
    seen: int = 0
    every: bool = False
    place: str = ""
    trail: list[str] = []
    application: str = ""
    head: int = 0
    mode: Mode = "answer"
    offer: dict[str, Any] | None = None
    unknown: int = 0
    unsaved: list[tuple[str, str]] = []
    unsaved_head: int = 0
    parts: list[str] = []
    parts_at: str = ""
    photos: list[dict[str, Any]] = []
    tray: dict[str, Any] | None = None
    rest: list[str] = []
    untold: list[str] = []
    undo: dict[str, Any] | None = None
    opened: str = ""
    inquiry: dict[str, Any] = {}
    anew: list[str] = []

    def keep(self, at: str, text: str) -> None:
        """Keep a text that was not stored; those kept before stay, the oldest goes where they become too many.

        Args:
            at: the question that it was typed for, as `placed` names it.
            text: as typed.
        """
        if not text:
            return
        self.unsaved, self.unsaved_head = [*(one for one in self.unsaved if one[1] != text), (at, text)], self.head
        while len(self.unsaved) > 1 and sum(len(text) for _, text in self.unsaved) > KEPT:
            self.unsaved = self.unsaved[1:]

    def keep_parts(self) -> None:
        """Keep the parts of a long text as one that was not stored."""
        self.keep(placed(self.base, self.parts_at), "\n".join(self.parts))
        self.parts, self.parts_at = [], ""


def placed(base: str, address: str) -> str:
    """Return what a question or a place is called whatever is filled: `applications/a1 cover.title`."""
    return f"{base} {address}"


class ContactState(msgspec.Struct):
    """Holds everything known of a contact: who it is by its actions, and where it stands in its conversation."""

    account: str = ""
    openid: str = ""
    union: str = ""
    person: str = ""
    following: bool = False
    last: float = 0.0  # server time of the person's last message, epoch seconds
    created: int = 0  # CreateTime of the newest message taken
    cursor: Cursor = msgspec.field(default_factory=Cursor)
    kept: Cursor = msgspec.field(default_factory=Cursor)  # of who has gone on to another WeChat, until it is there
    ledger: dict[str, Any] = {}  # windows and credits, as `notify` keeps them


class Contact:
    """Is the present of one contact."""

    __slots__ = ("id", "state")

    def __init__(self, id: str) -> None:
        self.id, self.state = id, ContactState()

    def apply(self, kind: str, data: dict[str, Any], seq: int) -> dict[str, Any]:
        """Fold one action; it touches no answers.

        Args:
            kind: the action's kind.
            data: its payload.
            seq: its place in the stream.
        """
        state = self.state
        match kind:
            case "met":
                state.account, state.openid, state.union = data["account"], data["openid"], data.get("union", "")
            case "followed":
                state.following = True
            case "unfollowed":
                self.state = ContactState(created=data.get("created", state.created))
            case "belongs":
                if state.person and not data["person"]:  # whoever uses this WeChat next reads nothing of it
                    state.kept, state.cursor = state.cursor, Cursor()
                state.person, state.union = data["person"], data.get("union", state.union)
            case "carried":
                state.kept = Cursor()
            case "ledger":
                state.ledger = data["ledger"]
            case "logged_in" | "logged_out" | "turned":  # a turn was an action once, and histories have it
                pass
            case _:
                raise ValueError(f"a contact knows no action {kind!r}")
        return {}

    def without(self, application: str) -> Cursor:
        """Return where the conversation stands once an application is gone, with nothing that was said about it.

        Args:
            application: its id.
        """
        cursor, base = self.state.cursor, f"applications/{application}"
        about = {cursor.application, cursor.base.removeprefix("applications/")}
        if application not in about and (cursor.undo or {}).get("base") != base:
            return cursor
        others = [one for one in cursor.unsaved if one[0].strip() and not one[0].startswith(f"{base} ")]
        if cursor.base == base:
            return Cursor(photos=cursor.photos, unsaved=others, inquiry=cursor.inquiry)
        kept = Cursor(base=cursor.base, address=cursor.address, asked=cursor.asked, seen=cursor.seen, unsaved=others)
        return msgspec.structs.replace(
            kept, place=cursor.place, every=cursor.every, photos=cursor.photos, inquiry=cursor.inquiry
        )

    def facts(self) -> bytes:
        """Return as canonical JSON what the actions alone say of a contact, without where its conversation stands."""
        s = self.state
        return msgspec.json.encode(
            {"account": s.account, "openid": s.openid, "union": s.union, "person": s.person, "following": s.following}
        )

    def keep(self) -> bytes:
        """Return the state as canonical JSON."""
        return msgspec.json.encode(self.state)

    def restore(self, state: bytes, rows: list[tuple[str, int, Any]]) -> None:
        """Take in what `keep` gave."""
        self.state = msgspec.json.decode(state, type=ContactState)
