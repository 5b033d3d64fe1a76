"""Telling people: over the best channel that is open, then the next, until it is sent or somebody is to call."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from casework import ids
from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.messages import Told
from casework.presents.contact import ContactState
from notify import windows
from notify.channels import Attempt, Capabilities, Channel, End, Result, Send, order, receiver, step
from notify.compose import Note, compose
from wechat import Fate, PlatformError, TransportError, Unfit
from wechat.sending import Page

RESULTS: dict[Fate, Result] = {
    Fate.AGAIN: "again", Fate.TOKEN: "again", Fate.REFUSED: "refused", Fate.WINDOW: "refused", Fate.QUOTA: "refused",
    Fate.CODE: "refused", Fate.CONTENT: "refused", Fate.CONFIG: "refused", Fate.BUG: "refused",
}  # fmt: skip
SILENT = {"photo", "greeting"}  # what needs nobody to call when it cannot be told


@dataclass(frozen=True, slots=True)
class Later:
    """Asks to try again: when, epoch seconds, and what was tried."""

    due: float
    attempts: str


@dataclass(frozen=True, slots=True)
class Way:
    """Is how one person is reached: the official account's contact, the mini-program's, and what is known of both."""

    chat: ContactState | None
    mini: ContactState | None
    chat_stream: str = ""
    mini_stream: str = ""


async def push(house: House, told: Told, key: str, tried: str) -> str | Later:
    """Tell one person one thing.

    Args:
        house: what deeds work with.
        told: what is to be told.
        key: of the job; also the platform's key against doubles.
        tried: attempts so far, as `Later` gave them.

    Returns:
        How it ended, or that it is to be tried again.
    """
    if told.who.startswith("unit:"):
        return await expand(house, told, key)
    if await overtaken(house, told):
        return "dropped: a later change"
    way = await way_to(house, told.who)
    note = await note_of(house, told)
    attempts = msgspec.json.decode(tried.encode(), type=list[Attempt]) if tried else []
    for _ in range(8):
        now = house.clock.now().timestamp()
        can = capabilities(house, told, note)
        chat = windows.read(way.chat.ledger) if way.chat else None
        if chat is not None and way.chat is not None:
            chat = msgspec.structs.replace(chat, following=way.chat.following)
        mini = windows.read(way.mini.ledger) if way.mini else None
        channels = order(note, receiver(chat, mini, now, long_term=can.long_term), can, now)
        match step(channels, attempts):
            case End(state="sent"):
                return f"delivered: {attempts[-1].channel}"
            case End(state="called"):
                await call_list(house, told, key, attempts)
                return "refused: on the unit's list to call"
            case End():
                return "refused: in the person's own list"
            case Send(wait=wait) if wait > 0:
                return Later(now + wait, msgspec.json.encode(attempts).decode())
            case Send(channel=channel):
                attempts.append(await attempt(house, told, note, way, channel, key, can))
                way = await way_to(house, told.who)
    return "refused: no end in sight"


async def expand(house: House, told: Told, key: str) -> str:
    """Leave one push for each officer of a unit."""
    unit = told.who.partition(":")[2]
    people = await house.reads.officers(unit, house.clock.now().strftime("%Y-%m-%d"))
    act = Act(key=f"job|{key}", at=house.clock.now(), surface="system")

    async def make(desk: Desk) -> int:
        for person in people:
            desk.tell(msgspec.structs.replace(told, who=f"person:{person}"))
        return len(people)

    count = await house.write(act, [ids.unit(unit)], ["expand", told.who], make, int)
    return f"expanded: {count}"


async def overtaken(house: House, told: Told) -> bool:
    """Tell whether a later status of the same application makes this push untrue."""
    if not told.seq or not told.stream.startswith("application:") or told.event == "work_waiting":
        return False
    return await house.later_status(told.stream, told.seq)


async def way_to(house: House, who: str) -> Way:
    """Return how a receiver is reached.

    Args:
        house: what deeds work with.
        who: `person:<id>`, or a contact's stream for what belongs to one chat.
    """
    if who.startswith("contact:"):
        return Way((await house.present(who)).state, None, who)
    person = await house.person_by_id(who.partition(":")[2])
    found: dict[str, tuple[ContactState, str]] = {}
    for stream in person.state.contacts:
        found[stream.split(":")[1]] = ((await house.present(stream)).state, stream)
    chat, mini = found.get("oa"), found.get("mp")
    return Way(chat[0] if chat else None, mini[0] if mini else None, chat[1] if chat else "", mini[1] if mini else "")


async def note_of(house: House, told: Told) -> Note:
    """Return the words of a push."""
    must = told.event not in SILENT
    if not told.message:
        return Note(text=told.text, page=told.page or None, own=told.own, must_reach=must)
    scheme = await house.shelf.get(told.scheme)
    facts = told.facts | {"now": house.clock.now().strftime("%Y-%m-%d %H:%M")}
    note = compose(scheme, scheme.messages[told.message], facts, own=told.own, must_reach=must)
    return msgspec.structs.replace(note, page=told.page or None)


def capabilities(house: House, told: Told, note: Note) -> Capabilities:
    """Return what this installation can send for a message: its templates are a setting."""
    ids_of = house.templates.get(told.message) or house.templates.get("*", {})
    return Capabilities(
        template=ids_of.get("template", ""),
        subscribe=ids_of.get("subscribe", ""),
        long_term=ids_of.get("long_term", ""),
    )


async def attempt(
    house: House, told: Told, note: Note, way: Way, channel: Channel, key: str, can: Capabilities
) -> Attempt:
    """Try one channel and note in the contact's ledger what came of it."""
    template = {"template": can.template, "subscribe": can.subscribe, "long_term": can.long_term}.get(channel, "")
    stream = way.mini_stream if channel in {"subscribe", "long_term"} else way.chat_stream
    errcode = 0
    result: Result = "sent"
    try:
        await send(house, told, note, way, channel, template, key)
    except PlatformError as error:
        errcode, result = error.errcode, RESULTS[error.fate]
    except TransportError as error:
        result = "doubtful" if error.doubtful else "again"
    except Unfit:
        result = "refused"
    await note_down(house, stream, channel, template, errcode, result, key)
    return Attempt(channel, result)


async def send(house: House, told: Told, note: Note, way: Way, channel: Channel, template: str, key: str) -> None:
    """Call the platform."""
    page = Page(house.mp.app.id, note.page) if note.page else None
    match channel:
        case "custom":
            assert way.chat is not None
            await house.oa.send_text(way.chat.openid, house.with_link(note.text, note.page))
        case "template":
            assert way.chat is not None
            once = hashlib.sha256(key.encode()).hexdigest()[:32]  # the end of a key may be the same for two people
            await house.oa.send_template(way.chat.openid, template, note.template, page=page, client_msg_id=once)
        case "subscribe" | "long_term":
            assert way.mini is not None
            await house.mp.send_subscribe(way.mini.openid, template, note.subscribe, page=note.page or "")
        case "sms" | "call":
            raise ValueError(channel)


async def note_down(
    house: House, stream: str, channel: Channel, template: str, errcode: int, result: Result, key: str
) -> None:
    """Keep what a try told about windows and credits."""
    act = Act(key=f"job|{key}|{channel}|{house.clock.now().timestamp()}", at=house.clock.now(), surface="system")

    async def make(desk: Desk) -> bool:
        head = desk.head(stream)
        old = windows.read(head.present.state.ledger)
        if result == "sent":
            new = windows.spent(old, channel, act.at.timestamp(), template)
        else:
            new = windows.refused(old, errcode, template)
        if new != old:
            desk.record(head, "ledger", {"ledger": windows.write(new)})
        return True

    await house.write(act, [stream], ["ledger", channel, errcode], make, bool)


async def give_up(house: House, told: Told, key: str) -> None:
    """Let the unit call somebody for whom no attempt came to an end.

    Args:
        house: what deeds work with.
        told: what was to be told.
        key: of the job.
    """
    if told.who.startswith("person:") and told.event not in SILENT:
        await call_list(house, told, key, [])


async def call_list(house: House, told: Told, key: str, attempts: list[Attempt]) -> None:
    """Put the person on the list of those whom the unit calls: a return reaches the applicant (invariant 8)."""
    person = await house.person_by_id(told.who.partition(":")[2])
    unit = person.state.employer or next((m.unit for m in person.state.memberships), "")
    if not unit:
        return
    act = Act(key=f"job|{key}|call", at=house.clock.now(), surface="system")
    reason = told.event + "：" + ",".join(a.channel for a in attempts)
    application = told.stream.partition(":")[2] if told.stream.startswith("application:") else ""

    async def make(desk: Desk) -> bool:
        desk.put("call", (unit, person.id, application, reason, act.at.timestamp()))
        return True

    await house.write(act, [ids.person(person.id)], ["call", reason], make, bool)


async def expired(house: House, stream: str, key: str) -> str:
    """End what a term has run out on (a return that nobody answered, a draft after closing).

    Args:
        house: what deeds work with.
        stream: the application's.
        key: of the job.
    """
    from casework.bases import base_of_stream
    from casework.deeds import move
    from casework.problems import Problem

    base = base_of_stream(stream)
    act = Act(key=f"job|{key}", at=house.clock.now(), surface="system")

    async def make(desk: Desk) -> str:
        case = await desk.case(base)
        try:
            move.lapse(desk, case)
        except Problem as error:
            return error.code
        return "ended"

    return await house.write(act, await house.streams(base, act), ["term"], make, str)


__all__ = ["Any", "Later", "push"]
