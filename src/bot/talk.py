"""The conversation: a message in, a reply out, in one entry, once, however often it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec
import structlog
from msgspec.structs import replace

from bot import beginning, guard, meaning, photos, switching
from bot.asking import UNTYPED
from bot.doubting import is_it
from bot.onward import resume
from bot.render import GAP, MORE, Links, cut, joined, kept, released, say
from bot.turn import OWN, Need, Turn
from bot.words import COMMANDS, bare, command_of
from casework import earlier as past
from casework import ids
from casework.access import assists, own
from casework.actor import Act
from casework.deeds import doors
from casework.desk import Desk
from casework.house import ANSWER_GONE, House
from casework.presents.contact import ContactState, placed
from casework.problems import Down, Problem, Raced, hidden
from casework.views.earlier import Earlier
from storage import Head
from wechat.messages import (
    Click,
    Follow,
    Image,
    Incoming,
    Location,
    Message,
    Pictures,
    Place,
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
)  # fmt: skip
from wechat.messages import Link as Article

LOG = structlog.get_logger("chat")
MENU = {
    "resume": "接着填", "progress": "进度", "help": "帮助", "human": "人工", "forms": "看表样", "plans": "看今年的通知",
}  # fmt: skip
UNHEARD = frozenset({Pictures, Place, SubscriptionResults, View, Whereabouts})  # nobody waits for an answer
NOTED = frozenset({TemplateResult, Unfollow, Subscriptions})  # something is noted, and nothing said
LATE = "前面发的照片，当时没能告诉您："
TRIES = 5
AHEAD = 300  # seconds that the platform's clock may be ahead of ours; a later time would make every answer look late
SWEPT = 86_400.0  # seconds for which the key of a push is kept; the platform repeats one within some twenty
OLD = SWEPT / 2  # seconds after which no push is the platform's, whichever way the clocks differ


class Reply(msgspec.Struct):
    """Is what a message is answered; None is no answer at all."""

    text: str | None


SILENCE = Reply(None)
PUSHED: Final = "callback|"  # how the key of a push begins


class Around(msgspec.Struct, frozen=True):
    """Says what a turn is taken with, besides the message.

    Args:
        application: id of the application that the chat is about, empty where there is none.
        looked: whether the database was asked for it.
        chosen: whether the person has just chosen it among several.
        spare: stream for an application that this turn may start, empty for none.
        said: why the turn could not be taken as meant; then only this is said.
        earlier: what stands in the ended application whose answers are offered.
        brought: its documents of one section, copied into this one.
    """

    application: str = ""
    looked: bool = False
    chosen: bool = False
    spare: str = ""
    said: str = ""
    earlier: Earlier | None = None
    brought: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Bot:
    """Answers the official account's messages.

    Args:
        house: what deeds work with.
        links: makes links into the mini-program.
    """

    house: House
    links: Links

    async def receive(self, incoming: Incoming) -> str | None:
        """Answer one push of the platform, once, whatever number of times it comes.

        Args:
            incoming: as the wire opened it.

        Returns:
            The text of the passive reply, None where nothing is to be said.

        Raises:
            Problem: nothing could be kept; the platform will send the same again.
        """
        message = incoming.message
        if not incoming.sender or type(message) in UNHEARD:
            return None
        if isinstance(message, TemplateResult) and message.delivered:
            return None  # of what was sent, only that it did not arrive is news
        house = self.house
        stream = house.contact_stream("oa", incoming.sender)
        at = house.clock.time()
        if 0 < incoming.created < at - OLD:  # what its key has answered may be gone: it would be obeyed again
            LOG.warning("a push of long ago", hours=round((at - incoming.created) / 3600))
            return None
        key = key_of(stream, incoming)
        around: Around | None = None
        for _ in range(TRIES):
            known = house.heads.idle(stream)
            state: ContactState = (await house.peek(stream) if known is None else known.present).state
            if around is None:
                spare = new_application() if state.cursor.mode == "plan" else ""  # one may be started now
                around = Around(state.cursor.application, spare=spare)
            act = Act(key=key, epoch=at, surface="chat", contact=stream, person=state.person or None)
            # The application first: the reply quotes it, and goes with it.
            held = [ids.application(around.application), stream] if around.application else [stream]
            owner = await house.owner_of(around.application) if around.application else ""
            held += [ids.person(id) for id in dict.fromkeys((owner, state.person)) if id]
            if around.spare:
                held.append(around.spare)
            try:
                turn = partial(self._turn, incoming, stream, around)
                reply = await house.write(act, held, [incoming.key], turn, Reply)
            except Need as need:
                around = await self._with(around, need.what, state, act)
            except (Down, Raced):
                raise
            except Problem as error:
                if error.code == ANSWER_GONE:
                    return None  # the same push again, and what it was answered has gone with the application
                if around.said:
                    raise
                around = await self._refused(around, error, state)
            else:
                return reply.text
        raise Raced("moved", "刚才又有变化，请再发一次")

    async def start_again(self, incoming: Incoming, number: str) -> str:
        """Answer a push that ran into a fault: the next one meets a conversation without a question.

        Otherwise the same fault would come with every message, and nobody could get out of it.

        Args:
            incoming: as the wire opened it.
            number: under which the log has the fault.

        Raises:
            Problem: nothing could be kept.
        """
        house, stream = self.house, self.house.contact_stream("oa", incoming.sender)
        person = (await house.peek(stream)).state.person
        act = Act(
            key=key_of(stream, incoming), epoch=house.clock.time(), surface="chat", contact=stream,
            person=person or None,
        )  # fmt: skip
        text = incoming.message.content if isinstance(incoming.message, Text) else ""
        said = f"刚才这一句没处理好，没有存（编号 {number}，找人工时报给他）。前面填的都在。"

        async def turn(desk: Desk) -> Reply:
            head, now = desk.head(stream), desk.act.epoch
            state: ContactState = head.present.state
            created = made(incoming, now)
            cursor = switching.fresh(state.cursor, state.cursor.application)
            if bare(text) not in COMMANDS and not guard.numbered(text):
                cursor.keep(placed(state.cursor.base, state.cursor.address), text)
            desk.turned(head, cursor, incoming.message, created)
            return Reply(released(joined(said, GAP.join((say("接着填"), say("人工"))))))

        held = [stream, ids.person(person)] if person else [stream]
        return (await house.write(act, held, [incoming.key], turn, Reply)).text or ""

    async def _with(self, around: Around, what: str, state: ContactState, act: Act) -> Around | None:
        """Return what a turn asked to be taken with, None for what is usual."""
        kind, _, id = what.partition(":")
        match kind:
            case "application":
                found = id or await self.house.current_application(state.person)
                return replace(around, application=found, looked=True, chosen=bool(id))
            case "spare":
                return replace(around, spare=new_application())
            case "again":
                return None
            case "earlier":
                return replace(around, earlier=await past.load(self.house, act, id))
            case "brought" if around.earlier is not None:
                files = await past.carried(self.house, around.earlier, id, around.application)
                return replace(around, brought=files)
            case other:
                raise ValueError(other)

    async def _refused(self, around: Around, error: Problem, state: ContactState) -> Around:
        """Return what a turn that was refused is taken with once more, to say why."""
        if error.code == "taken" and state.person:
            found = await self.house.current_application(state.person)
            return Around(found, looked=True, said="这个计划您已经有一份申报了，接着填就行。")
        return replace(around, said=error.detail, spare="")

    async def _turn(self, incoming: Incoming, stream: str, around: Around, desk: Desk) -> Reply:
        work, me, now = desk.work, desk.me, desk.act.epoch
        head = work.heads[stream]
        state: ContactState = head.present.state
        if (state.person or None) != desk.act.person:
            raise Need("again")
        message = incoming.message
        created = made(incoming, now)
        if type(message) in NOTED:
            noted(desk, head, incoming, created)
            return SILENCE
        if not state.following:
            if created < state.created:
                return SILENCE  # it comes late: the person has left the account since
            if not state.openid:
                desk.record(head, "met", {"account": "oa", "openid": incoming.sender})
            desk.record(head, "followed", {})
        before = state.cursor
        if before.application and before.application != around.application:  # it is gone, or another has come
            before = switching.taken_along(before) if around.chosen else head.present.without(before.application)
        cursor = replace(before, application=around.application, mode="answer", offer=None, rest=[])
        turn = Turn(
            desk=desk, contact=head, state=state, me=me, now=now, created=created, links=self.links, cursor=cursor,
            mode=before.mode, offer=before.offer, looked=around.looked or bool(around.application),
            earlier=around.earlier, brought=around.brought,
        )  # fmt: skip
        if me is not None and cursor.base == OWN:
            await turn.registration()
        if me is not None and (id := around.application):
            try:
                held = self.house.still(ids.application(id), work.heads, now)
                held = held or await desk.case(ids.Base("application", id))
                held.assistant = assists(desk, held)
                if not held.assistant and not own(desk, held):
                    raise hidden("这一份")
                turn.held = held
            except Problem:
                if around.looked:
                    raise
                raise Need("application") from None  # it is gone: another one is looked for
            work.read(held.head)  # another process may have written it meanwhile
        if isinstance(message, Text):
            turn.text, turn.menu_id = message.content, message.menu_id
            if before.rest and turn.text.strip() == MORE:
                cursor.rest = [kept(line) for line in before.rest]
        if around.said:
            if bare(turn.text) not in COMMANDS:
                turn.keep(turn.text)
            reply = joined(around.said, turn.repeat())
        elif isinstance(message, Text):
            reply = await meaning.said(turn)
        else:
            reply = await shown(turn, message)
        if reply is not None:
            if before.untold:
                reply, cursor.untold = joined(LATE, *map(kept, before.untold), reply), []
            reply, rest = cut(reply)
            if rest or cursor.rest:
                cursor.rest = [*rest, *map(released, cursor.rest)]
        cursor.head = turn.held.head.at[0] if turn.held is not None else 0
        desk.turned(head, cursor, message, created)
        return Reply(reply)


async def shown(turn: Turn, message: Message) -> str | None:
    """Answer what is no text: a photo, a recording, a tap on the menu, somebody who comes.

    Args:
        turn: the message.
        message: as it came.
    """
    match message:
        case Image(media_id=media):
            return await photos.received(turn, media)
        case Voice(words=words) if words:
            return await heard(turn, words)
        case Voice():
            return turn.with_question("听不了语音，请打字。")
        case Follow(scene=scene) | Scan(scene=scene) if scene:
            page = turn.links.page("打开", f"pages/ticket/ticket?t={scene}")
            return f"扫到一个码，点开看看是什么：{page}"
        case Follow() | Scan():
            return beginning.welcome(turn) if turn.me is None else await resume(turn)
        case Click(menu_key=key):
            turn.text = MENU.get(key, key)
            return await meaning.said(turn)
        case Scanned(result=result):
            turn.text = result
            return await meaning.said(turn)
        case Unknown(kind="file"):
            return photos.file_sent(turn)
        case Video() | Location() | Article() | Unknown():
            return turn.repeat() or (await resume(turn) if turn.me is not None else beginning.welcome(turn))
        case other:
            raise TypeError(type(other).__name__)


def noted(desk: Desk, head: Head, incoming: Incoming, created: int) -> None:
    """Note what a push says of which nobody waits for an answer: one that comes late has been overtaken.

    Args:
        desk: where it is written down.
        head: of the contact.
        incoming: the push.
        created: when it was made, by the platform's time.
    """
    message, state = incoming.message, head.present.state
    if isinstance(message, TemplateResult):
        body = {"message": message.msg_id, "status": message.status}
        desk.push("report", who=head.stream, stream=head.stream, body=body)
    elif isinstance(message, Unfollow):
        if state.openid and created >= state.created:
            doors.leave(desk, head, created)
    elif isinstance(message, Subscriptions) and (state.following or created >= state.created):
        if not state.openid:
            desk.record(head, "met", {"account": "oa", "openid": incoming.sender})
        accepted = {c.template: c.accepted for c in message.choices}
        desk.credit(head, [t for t, yes in accepted.items() if yes], [t for t, yes in accepted.items() if not yes])


def made(incoming: Incoming, now: float) -> int:
    """Return when a push was made: not after the platform signed it, and not far ahead of our clock.

    A later time would make every answer that follows look late.

    Args:
        incoming: the push.
        now: the server's time, epoch seconds.
    """
    created = incoming.created
    return created if created <= now else min(created, incoming.signed or created, int(now) + AHEAD)


def new_application() -> str:
    """Return the stream of an application that is still to be started."""
    return ids.application(ids.new_id("a"))


def key_of(stream: str, incoming: Incoming) -> str:
    """Return the key of a push: who it is the stream says, without the openid.

    The time stands first, so that keys of one moment lie on one page of the index and not on one each.
    """
    return f"{PUSHED}{incoming.created}|{stream}|{incoming.key.removeprefix(incoming.sender)}"


async def heard(turn: Turn, words: str) -> str:
    """Show what was understood of a recording before anything is saved of it; a command is obeyed at once."""
    turn.text = words
    case, state = turn.question()
    if (refused := guard.secret(turn, words.strip().rstrip("。"))) is not None:
        return refused
    no_words = state is not None and (state.field.kind in UNTYPED or state.field.patient)
    if state is None or case is None or command_of(words) is not None or no_words:
        return await meaning.said(turn)
    return is_it(turn, state, words.strip().rstrip("。"), "听到了。")
