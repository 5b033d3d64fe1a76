"""Telling people: over the best channel that is open, then the next, until it is sent or somebody is to call."""

import hashlib
from dataclasses import dataclass

import msgspec
import structlog

from casework import ids
from casework.access import ACTING
from casework.actor import Act
from casework.asking.lacking import blocking
from casework.deeds.people import COMPLETED
from casework.desk import Desk
from casework.house import House
from casework.jobs.admitting import admitted
from casework.jobs.general import in_general
from casework.messages import FILL, PAGES, READY, Told
from casework.presents.contact import ContactState
from notify import windows
from notify.channels import ORDER, Attempt, Capabilities, Channel, End, Result, Send, order, receiver, step
from notify.compose import Note, compose
from schemes.kinds import GENERAL
from storage.outbox import Ended, short
from wechat import Fate, PlatformError, TransportError, Unfit
from wechat.errors import TOKEN_API
from wechat.sending import Page

LOG = structlog.get_logger("push")
RESULTS: dict[Fate, Result] = {
    Fate.AGAIN: "again", Fate.TOKEN: "ours", Fate.REFUSED: "refused", Fate.WINDOW: "refused", Fate.QUOTA: "refused",
    Fate.BUSY: "again", Fate.CODE: "refused", Fate.CONTENT: "refused", Fate.CONFIG: "refused", Fate.BUG: "refused",
}  # fmt: skip
NOBODY = Ended("refused", "nobody to call")  # what `/metrics` counts: neither a person nor a unit knows of it
OWN_LIST = Ended("refused", "in the person's own list")
UNATTENDED = "{}现在没有人经办，有事情等着它办。请联系这个单位，定好经办人，再请平台管理员发邀请"
SILENT = {"photo", "greeting", "parted"}  # what needs nobody to call when it cannot be told
LATE = 3  # words about photos that are kept for the next reply; of more the newest


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


async def push(house: House, told: Told, key: str, tried: str, *, again: bool = False, ways: int = 8) -> Ended | Later:
    """Tell one person one thing.

    Args:
        house: what deeds work with.
        told: what is to be told.
        key: of the job; also the platform's key against doubles.
        tried: attempts so far, as `Later` or `failed` gave them; the pause that the last one asks for is over.
        again: whether the job was begun before, by a worker that may have died with it.
        ways: how many channels are tried in a row at most; more than there are.

    Returns:
        How it ended, or that it is to be tried again.
    """
    if told.who.startswith("unit:"):
        return await expand(house, told, key)
    attempts = msgspec.json.decode(tried.encode(), type=list[Attempt]) if tried else []
    if again and (sent := await sent_before(house, key, attempts)):
        return sent
    if await overtaken(house, told):
        return Ended("dropped", "a later change")
    way = await way_to(house, told.who)
    note = await note_of(house, told)
    paused = bool(attempts)
    for _ in range(ways):
        now = house.clock.now().timestamp()
        can = capabilities(house, told)
        chat = windows.read(way.chat.ledger) if way.chat else None
        if chat is not None and way.chat is not None:
            chat = msgspec.structs.replace(chat, following=chat.following and way.chat.following)
        mini = windows.read(way.mini.ledger) if way.mini else None
        channels = order(note, receiver(chat, mini, now, long_term=can.long_term), can, now)
        match step(channels, attempts):
            case End(state="called"):
                return await call_list(house, told, key, attempts)
            case End():
                return await own_list(house, told, key)
            case Send(wait=wait) if wait > 0 and not paused:
                return Later(now + wait, msgspec.json.encode(attempts).decode())
            case Send(channel=channel):
                paused = False
                tried_now, message = await attempt(house, note, way, channel, key, can)
                attempts.append(tried_now)
                if tried_now.result == "sent":
                    return delivered(channel, message)
                way = await way_to(house, told.who)
    return await give_up(house, told, key, attempts)


def delivered(channel: str, message: str = "") -> Ended:
    """Return how a push ended that the platform took.

    Args:
        channel: over which.
        message: the platform's number of it, under which its failure may be reported later.
    """
    return Ended("delivered", f"{channel} {message}".rstrip(), keep=channel == "template")


def failed(channel: Channel) -> str:
    """Return the attempts of a push whose sending the platform has reported as failed: another channel is to be tried.

    Args:
        channel: over which it was sent.
    """
    return msgspec.json.encode([Attempt(channel, "refused")]).decode()


async def blocked(house: House, stream: str, key: str) -> None:
    """Note that a person takes no messages of the account, as the end of a template message has told."""
    await note_down(house, stream, "template", "", 48002, "refused", key, "")


async def sent_before(house: House, key: str, attempts: list[Attempt]) -> Ended | None:
    """Return how a push ended that went out before its worker died, None where none is known to have gone out."""
    for channel in ORDER:
        if Attempt(channel, "refused") not in attempts:
            act = Act(key=sent_key(key, channel), epoch=house.clock.time(), surface="system")
            if (message := await house.answered(act, ["sent"], str)) is not None:
                return delivered(channel, message)
    return None


def sent_key(key: str, channel: str) -> str:
    """Return the key under which it is kept that a push went out."""
    return f"job|{key}|{channel}|sent"


async def expand(house: House, told: Told, key: str) -> Ended:
    """Leave one push for each of those who can do what waits at a unit; where nobody can, the unit above is told so."""
    unit = told.who.partition(":")[2]
    account = told.event in {"work_waiting", COMPLETED} and told.stream.startswith("person:")
    if account and await admitted(house, told.stream, key):
        return Ended("dropped", "the unit has listed who waits")
    if told.event == COMPLETED:
        return Ended("dropped", "the unit was asked already")
    acts, people = await attended(house, unit)
    if not people:
        LOG.error("nobody acts for a unit or above it", unit=unit, about=told.event)
        return NOBODY
    if acts != unit:
        LOG.warning("nobody acts for a unit", unit=unit, about=told.event)
        text = UNATTENDED.format(house.units.nodes[unit].ref.name)
        told = msgspec.structs.replace(told, message="", text=text, page="", unit=acts)
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system")

    async def make(desk: Desk) -> int:
        for person in people:
            desk.tell(msgspec.structs.replace(told, who=f"person:{person}"))
        return len(people)

    count = await house.write(act, [ids.unit(unit)], ["expand", told.who], make, int)
    return Ended("delivered", f"expanded: {count}")


async def attended(house: House, unit: str) -> tuple[str, list[str]]:
    """Return the unit, or the nearest one above it, that somebody acts for today, and who; empty where there is none.

    Args:
        house: what deeds work with.
        unit: where it begins.
    """
    units = await house.tree()
    for id in [unit, *(u.id for u in units.path(unit))]:
        if people := await house.reads.acting(id, sorted(ACTING), house.clock.today()):
            return id, people
    return "", []


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
        state, chats = (await house.present(who)).state, who.split(":")[1] == "oa"
        return Way(state, None, who) if chats else Way(None, state, "", who)
    person = await house.known_person(who.partition(":")[2])
    if person is None:
        return Way(None, None)
    found: dict[str, tuple[ContactState, str]] = {}
    for stream in person.state.contacts:
        found[stream.split(":")[1]] = ((await house.present(stream)).state, stream)
    chat, mini = found.get("oa"), found.get("mp")
    return Way(chat[0] if chat else None, mini[0] if mini else None, chat[1] if chat else "", mini[1] if mini else "")


async def note_of(house: House, told: Told) -> Note:
    """Return the words of a push."""
    must = told.event not in SILENT
    if not told.message:
        note = Note(text=told.text, page=told.page or None, own=told.own, must_reach=must)
        return await in_general(house, told, note) if must else note
    scheme = await house.shelf.get(told.scheme)
    facts, page = told.facts | {"now": house.clock.now().strftime("%Y-%m-%d %H:%M")}, told.page
    if told.event == "confirmed":
        ready = await complete(house, told.who.partition(":")[2])
        facts["next"] = READY if ready else FILL
        page = f"{PAGES['check']}?base={ready}" if ready else page
    note = compose(scheme, scheme.messages[told.message], facts, own=told.own, must_reach=must)
    return msgspec.structs.replace(note, page=page or None)


async def complete(house: House, person: str) -> str:
    """Return the base of a draft against whose handing in nothing stands any more, empty where somebody has none.

    Args:
        house: what deeds work with.
        person: whose drafts are meant.
    """
    act = Act(key="job|complete", epoch=house.clock.time(), surface="system")
    for row in await house.reads.applications(person):
        base = ids.Base("application", row.id)

        async def lacks_nothing(desk: Desk, base: ids.Base = base) -> bool:
            return not blocking(await desk.case(base))

        if row.status == "draft" and await house.read_as_system(act, base, lacks_nothing):
            return base.path
    return ""


def capabilities(house: House, told: Told) -> Capabilities:
    """Return what this installation can send for a message: its templates are a setting."""
    ids_of = house.templates.get(told.message or GENERAL) or house.templates.get("*", {})
    return Capabilities(
        template=ids_of.get("template", ""),
        subscribe=ids_of.get("subscribe", ""),
        long_term=ids_of.get("long_term", ""),
    )


async def attempt(
    house: House, note: Note, way: Way, channel: Channel, key: str, can: Capabilities
) -> tuple[Attempt, str]:
    """Try one channel and note in the contact's ledger what came of it; return the platform's number of the message."""
    template = {"template": can.template, "subscribe": can.subscribe, "long_term": can.long_term}.get(channel, "")
    stream = way.mini_stream if channel in {"subscribe", "long_term"} else way.chat_stream
    errcode, message, wait = 0, "", 0.0
    result: Result = "sent"
    try:
        message = await send(house, note, way, channel, template, key)
    except PlatformError as error:
        errcode, result = error.errcode, result_of(error)
        wait = error.rule.wait if result == "again" else 0.0
        if result == "ours":
            LOG.error("our token or secret is not taken", api=error.api, errcode=errcode)
    except TransportError as error:
        result = "doubtful" if error.doubtful else "again"
    except Unfit:
        result = "refused"
    await note_down(house, stream, channel, template, errcode, result, key, message)
    return Attempt(channel, result, wait), message


def result_of(error: PlatformError) -> Result:
    """Return what a refusal means for a push: what is wrong with our own token or secret says nothing about anybody.

    Args:
        error: of the call, or of the call for the token before it.
    """
    return "ours" if error.api == TOKEN_API and error.fate is not Fate.AGAIN else RESULTS[error.fate]


async def send(house: House, note: Note, way: Way, channel: Channel, template: str, key: str) -> str:
    """Call the platform; return its number of the message where it will report under it how sending ended."""
    page = Page(house.mp.app.id, note.page) if note.page else None
    match channel:
        case "custom":
            assert way.chat is not None
            await house.oa.send_text(way.chat.openid, house.with_link(note.text, note.page))
            return ""
        case "template":
            assert way.chat is not None
            once = hashlib.sha256(key.encode()).hexdigest()[:32]  # the end of a key may be the same for two people
            return await house.oa.send_template(way.chat.openid, template, note.template, page=page, client_msg_id=once)
        case "subscribe" | "long_term":
            assert way.mini is not None
            await house.mp.send_subscribe(way.mini.openid, template, note.subscribe, page=note.page or "")
            return ""
        case "sms" | "call":
            raise ValueError(channel)


async def note_down(
    house: House, stream: str, channel: Channel, template: str, errcode: int, result: Result, key: str, message: str
) -> None:
    """Keep what a try told about windows and credits, and that a message went out, in case this worker dies now."""
    at = house.clock.time()
    once = sent_key(key, channel) if result == "sent" else f"job|{key}|{channel}|{at}"
    act = Act(key=once, epoch=at, surface="system")

    async def make(desk: Desk) -> str:
        head = desk.head(stream)
        old = windows.read(head.present.state.ledger)
        if result == "sent":
            new = windows.spent(old, channel, act.epoch, template)
        else:
            new = windows.refused(old, errcode, template)
        if new != old:
            desk.record(head, "ledger", {"ledger": windows.write(new)})
        return message

    await house.write(act, [stream], ["sent"] if result == "sent" else ["ledger", channel, errcode], make, str)


async def give_up(house: House, told: Told, key: str, attempts: list[Attempt]) -> Ended:
    """Let the unit call somebody for whom no attempt came to an end; return how the push ended.

    Args:
        house: what deeds work with.
        told: what was to be told.
        key: of the job.
        attempts: what was tried.
    """
    if told.who.startswith("unit:"):
        return NOBODY
    if told.who.startswith("person:") and told.event not in SILENT:
        return await call_list(house, told, key, attempts)
    return await own_list(house, told, key)


async def own_list(house: House, told: Told, key: str) -> Ended:
    """Leave what nobody could be told where it is met next: words about photos in the next reply of the chat.

    Args:
        house: what deeds work with.
        told: what was to be told.
        key: of the job.
    """
    if told.event != "photo" or not told.who.startswith("contact:"):
        return OWN_LIST
    act = Act(key=f"job|{key}|late", epoch=house.clock.time(), surface="system")

    async def make(desk: Desk) -> bool:
        head = desk.head(told.who)
        if head.present.state.following:
            desk.turn(head, untold=[*head.present.state.cursor.untold, told.text][-LATE:])
        return True

    await house.write(act, [told.who], ["late"], make, bool)
    return OWN_LIST


async def call_list(house: House, told: Told, key: str, attempts: list[Attempt]) -> Ended:
    """Put the person on the list of those whom the unit calls: a return reaches the applicant (invariant 8).

    Where nobody acts for that unit, the nearest one above it has to call.
    """
    person = await house.known_person(told.who.partition(":")[2])
    if person is None:
        return NOBODY
    today = house.clock.today()
    unit = told.unit or person.state.employer or next((m.unit for m in person.acting(today)), "")
    calls, _ = await attended(house, unit) if unit else ("", [])
    if not calls:
        LOG.error("nobody to call", job=short(key), unit=unit, about=told.event)
    if not unit:
        return NOBODY
    act = Act(key=f"job|{key}|call", epoch=house.clock.time(), surface="system")
    reason = told.event + "：" + ",".join(a.channel for a in attempts)
    application = told.stream.partition(":")[2] if told.stream.startswith("application:") else ""

    async def make(desk: Desk) -> bool:
        desk.put("call", (calls or unit, person.id, application, reason, act.epoch))
        return True

    # What was tried is no part of what is asked: done again after a worker's death, fewer channels are left to try.
    await house.write(act, [ids.person(person.id)], ["call"], make, bool)
    return Ended("refused", "on the unit's list to call") if calls else NOBODY
