"""The conversation: which of all the things that can be meant a message is, and its one reply."""

from dataclasses import dataclass

import msgspec

from bot import answering, beginning, correcting, photos, returned, standing
from bot.render import GAP, Links, joined, say
from bot.turn import Turn
from bot.words import NO, NOTHING, YES, Command, command_of, number_of, plain
from casework import ids
from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.presents.contact import Cursor
from casework.problems import Problem
from review.status import Status
from wechat.messages import (
    Click,
    Follow,
    Image,
    Incoming,
    Location,
    Pictures,
    Place,
    Scan,
    Scanned,
    Text,
    Unfollow,
    Unknown,
    Video,
    Voice,
)  # fmt: skip
from wechat.messages import Link as Article

QUIET = 3.0  # seconds a message of the platform may lie before the question on the screen
MENU = {
    "resume": "接着填",
    "progress": "进度",
    "help": "帮助",
    "human": "人工",
    "forms": "看表样",
    "plans": "看今年的通知",
}
SILENT = (Pictures, Place)
ODD = (Video, Location, Article, Unknown)


class Reply(msgspec.Struct):
    """Is what a message is answered; None is no answer at all."""

    text: str | None


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
        house = self.house
        if not incoming.sender:
            return None
        stream = house.contact_stream("oa", incoming.sender)
        act = Act(key=f"{stream}|callback|{incoming.key}", at=house.clock.now(), surface="chat", contact=stream)
        contact = await house.peek(stream)
        person, base = contact.state.person, contact.state.cursor.base
        application = base.partition("/")[2] if base.startswith("applications/") else ""
        if person and not application:
            application = await house.current_application(person)
        act = msgspec_replace(act, person)
        spare = f"application:{ids.new_id('a')}"
        streams = [stream, spare]
        streams += [ids.person(person)] if person else []
        streams += [ids.application(application)] if application else []

        async def make(desk: Desk) -> Reply:
            return Reply(await self._turn(desk, incoming, stream, application))

        reply = await house.write(act, streams, [incoming.key], make, Reply)
        return reply.text

    async def _turn(self, desk: Desk, incoming: Incoming, stream: str, application: str) -> str | None:
        head = desk.head(stream)
        state = head.present.state
        if not state.openid:
            desk.record(head, "met", {"account": "oa", "openid": incoming.sender})
        message = incoming.message
        if isinstance(message, Unfollow):
            desk.record(head, "unfollowed", {})
            return None
        if isinstance(message, Follow) and not state.following:
            desk.record(head, "followed", {})
        late = incoming.created < int(state.cursor.asked - QUIET) and incoming.created < state.created
        cursor = msgspec.json.decode(msgspec.json.encode(state.cursor), type=Cursor)
        turn = Turn(
            desk=desk, contact=head, text=_text(message), menu_id=getattr(message, "menu_id", None),
            created=incoming.created, links=self.links, own=None, case=None, cursor=cursor,
        )  # fmt: skip
        if desk.me is not None:
            turn.own = await desk.case(ids.Base("person", desk.me.id))
            if application and desk.head(ids.application(application)).at[0]:
                turn.case = await desk.case(ids.Base("application", application))
        _follow_page(turn)
        try:
            text = await self._reply(turn, message, late)
        except Problem as error:
            text = joined(error.detail, turn.repeat())
        opened = desk.windows(head, message, incoming.created)
        data = {
            "cursor": msgspec.to_builtins(turn.cursor),
            "at": turn.now,
            "created": incoming.created,
            "ledger": opened,
        }
        desk.record(head, "turned", data)
        return text

    async def _reply(self, turn: Turn, message: object, late: bool) -> str | None:
        match message:
            case Follow(scene=scene):
                return await self._scene(turn, scene) if scene else beginning.welcome(turn)
            case Scan(scene=scene):
                return await self._scene(turn, scene)
            case Click(menu_key=key):
                turn.text = MENU.get(key, key)
                return await self._said(turn, late)
            case Scanned(result=result):
                turn.text = result
                return await self._said(turn, late)
            case Image(media_id=media):
                return photos.received(turn, media)
            case Voice(words=words) if words:
                turn.text = words
                return await self._voice(turn)
            case Voice():
                return turn.with_question("听不了语音，请打字。")
            case Text():
                return await self._said(turn, late)
            case _ if isinstance(message, ODD):
                return turn.repeat() or await answering.resume(turn)
            case _:
                return None

    async def _scene(self, turn: Turn, scene: str) -> str:
        page = turn.links.page("打开", f"pages/ticket/ticket?t={scene}")
        return joined("扫到一个码，点开看看是什么：", page)

    async def _voice(self, turn: Turn) -> str | None:
        state = turn.field_state()
        if state is None:
            return await self._said(turn, False)
        return "\n".join(
            [
                f"听到：“{turn.text[:60]}”。是这一题的答案吗？",
                say("是，保存", turn.text[:60]),
                say("不是，我打字", "查看"),
            ]
        )

    async def _said(self, turn: Turn, late: bool) -> str | None:
        """Decide what a text means: what was asked for, a command, an old choice, an answer, or nothing we know."""
        text = turn.text.strip()
        if not text:
            return turn.repeat() or beginning.welcome(turn)
        special = await self._mode(turn, text)
        if special is not None:
            return special
        case = turn.filling or turn.case or turn.own
        if case is not None and turn.me is not None:
            old = correcting.stale(turn, case, text)
            if old is not None:
                return correcting.old_choice(turn, case, old, text)
        state = turn.field_state()
        command = command_of(text)
        if command is not None and not (state is not None and _choice(turn, text)):
            turn.cursor = msgspec.structs.replace(turn.cursor, unknown=0)
            return await self._command(turn, command[0], command[1])
        if state is None:
            return await self._unknown(turn)
        if plain(text) in NOTHING and state.field.kind in {"choice", "choices", "yes_no"}:
            return turn.repeat()
        if late:
            return joined(f"“{text[:30]}”是上一题的答案吗？还没保存。", turn.repeat())
        if turn.away and (asked := answering.back_after_days(turn, text)) is not None:
            return asked
        if (
            turn.case is not None
            and turn.filling is turn.case
            and turn.case.application.state.standing.status is Status.RETURNED
        ):
            return await self._fixing(turn, text)
        return await answering.take(turn, text)

    async def _fixing(self, turn: Turn, text: str) -> str:
        """Take an answer to a marked place, and go on with the next one."""
        case, address = turn.case, turn.address
        assert case is not None and address is not None
        state = case.journey.state(address)
        if state.field.kind in answering.PAGES:
            return await answering.by_page(turn, case, state)
        reply = await answering.store(turn, case, state, text)
        echo = reply.partition("\n\n")[0]
        return joined(echo, await returned.after(turn, case)) if echo.startswith("✓") else reply

    async def _mode(self, turn: Turn, text: str) -> str | None:
        """Answer what the last reply asked for, where it asked for something else than an answer."""
        bare = plain(text)
        match turn.cursor.mode:
            case "confirm":
                offer = turn.cursor.offer or {}
                meant = (
                    bare in YES
                    or bare == "改"
                    or text.strip() in {f"改 {offer.get('label', '')}：{offer.get('text', '')}"}
                )
                if meant or text.startswith("改 ") and offer.get("label", "?") in text:
                    return await correcting.decide(turn, True)
                if bare in NO or bare == "不改":
                    return await correcting.decide(turn, False)
                turn.cursor = msgspec.structs.replace(turn.cursor, mode="answer", offer=None)
                return None
            case "pick":
                case = turn.own if turn.cursor.extra.get("base") == "people/me" else turn.case
                turn.cursor = msgspec.structs.replace(turn.cursor, mode="answer")
                return correcting.picked(turn, case, text) if case is not None else None
            case "plan":
                reply = await beginning.chosen(turn, text)
                if reply is not None and turn.cursor.mode == "plan":
                    turn.cursor = msgspec.structs.replace(turn.cursor, mode="answer")
                return reply
            case "explain":
                if command_of(text) is None:
                    return await returned.explained(turn, text)
                turn.cursor = msgspec.structs.replace(turn.cursor, mode="answer")
                return None
            case _:
                if turn.cursor.parts and bare == "写完了":
                    return await answering.whole(turn)
                return None

    async def _command(self, turn: Turn, command: Command, named: dict[str, str]) -> str | None:  # noqa: PLR0911, C901
        case = turn.filling or turn.case
        match command:
            case Command.START | Command.RESUME:
                return await answering.resume(turn)
            case Command.PROGRESS:
                return standing.progress(turn)
            case Command.HELP:
                return standing.help_text(turn)
            case Command.HUMAN:
                return standing.human(turn)
            case Command.FORMS:
                return standing.forms(turn)
            case Command.HOW_CHANGE:
                return standing.how_change(turn)
            case Command.CONTENT:
                return standing.content(turn)
            case Command.PLANS:
                return await beginning.plans(turn)
            case Command.REVIEWER:
                return beginning.reviewer(turn)
            case Command.SEARCH_UNIT:
                return turn.with_question(
                    "单位要先由上级单位开通。请告诉单位人事科：请上级单位在“人员单位”里加上。开通后再发单位名称。"
                )
            case _ if turn.me is None:
                return beginning.verify(turn)
            case Command.SWITCH:
                return joined("您名下的申报：", turn.links.page("去选一份", "pages/mine/mine"))
            case Command.MISSING:
                return standing.missing(turn, case) if case is not None else await answering.resume(turn)
            case Command.LOOK:
                return correcting.look(turn, case) if case is not None else await answering.resume(turn)
            case Command.CORRECT:
                return await correcting.correct(turn, named)
            case Command.UNDO:
                return correcting.undo(turn)
            case Command.BACK:
                return correcting.back(turn)
            case Command.SKIP | Command.KEEP_GOING:
                return await correcting.skip(turn)
            case Command.CLEAR:
                return correcting.clear(turn, plain(turn.text) == "确定清空")
            case Command.RECOVER:
                return correcting.recover(turn)
            case Command.DROP_ROW:
                return correcting.drop_row(turn, named.get("row", ""))
            case Command.YES_CHANGE | Command.NO_CHANGE:
                return turn.with_question("好。")
            case Command.DONE_PHOTOS:
                return photos.finished(turn)
            case Command.KEEP_DOCUMENT:
                return await photos.keep(turn)
            case Command.HOLD_PHOTOS:
                return turn.with_question("好，照片先存着。要放的时候，发“放到”加地方的名字。")
            case Command.PLACE:
                return photos.put(turn, named["field"])
            case Command.FIX:
                return await returned.fix(turn, number_of(named["n"]), "rest" in named)
            case _:
                return await self._sections(turn, command, named)

    async def _sections(self, turn: Turn, command: Command, named: dict[str, str]) -> str:
        """Do what concerns sections and rows."""
        case = turn.filling or turn.case
        if case is None:
            return await answering.resume(turn)
        here = turn.address.section if turn.address else turn.cursor.extra.get("section", "")
        match command:
            case Command.FILL:
                wanted = next((s for s in case.journey.sections() if s.label == named["field"]), None)
                wanted = wanted or next((s for s in case.journey.sections() if named["field"] in s.label), None)
                if wanted is None:
                    return standing.missing(turn, case)
                return self._open(turn, wanted.id)
            case Command.NEXT_SECTION:
                order = [s.id for s in case.journey.sections()]
                at = order.index(here) + 1 if here in order else 0
                return self._open(turn, order[at]) if at < len(order) else standing.missing(turn, case)
            case Command.ANOTHER_ROW if here in case.scheme.sections and case.scheme.sections[here].rows is not None:
                return turn.ask(case, turn.new_row(case, here))
            case Command.ALL_ROWS if here in case.scheme.sections:
                return correcting.look(turn, case)
            case _:
                return await answering.resume(turn)

    def _open(self, turn: Turn, section: str) -> str:
        """Ask the first open question of a section, or read it back where none is open."""
        case = turn.filling or turn.case
        assert case is not None
        if (gate := case.journey.section(section).gate) is not None:
            return gate
        missing = case.journey.missing(section)
        if missing:
            return turn.ask(case, missing[0])
        if case.scheme.sections[section].rows is not None and not case.journey.section(section).rows:
            return turn.ask(case, turn.new_row(case, section))
        turn.point(case, None)
        turn.cursor.extra = {"section": section}
        return correcting.look(turn, case)

    async def _unknown(self, turn: Turn) -> str:
        """Answer what was not understood: guesses first, then the question again, then a human (ux: unknown input)."""
        times = turn.cursor.unknown + 1
        turn.cursor = msgspec.structs.replace(turn.cursor, unknown=times)
        if turn.me is None:
            return beginning.welcome(turn)
        if times == 2 and turn.address is not None:
            return turn.repeat()
        handed_in = turn.case is not None and turn.case.application.state.standing.status not in {
            Status.DRAFT,
            Status.RETURNED,
        }
        if handed_in:
            taps = [
                say("1 进度", "进度"),
                say("2 看我交的内容", "看内容"),
                say("3 改已交的内容", "怎么改"),
                say("4 人工", "人工"),
            ]
        else:
            taps = [
                say("1 接着填", "接着填"),
                say("2 还差什么", "还差什么"),
                say("3 修改", "修改"),
                say("4 人工", "人工"),
            ]
        if times >= 3:
            taps = [taps[-1], *taps[:-1]]
        return "\n".join(["没看懂这句话，您想做哪一件？", *taps])


def _choice(turn: Turn, text: str) -> bool:
    """Tell whether a text is exactly one of the choices on the screen."""
    from wizard.prompts import prompt

    case, address = turn.filling, turn.address
    if case is None or address is None or address.field is None:
        return False
    asked = prompt(case.journey, address)
    return any(text.strip() == o.send for o in asked.options) or text.strip() in asked.suggest


def _text(message: object) -> str:
    return message.content if isinstance(message, Text) else ""


def _follow_page(turn: Turn) -> None:
    """Move the cursor on where a page has answered the question on the screen meanwhile (both surfaces at once)."""
    case, address = turn.filling, turn.address
    if case is None or not turn.cursor.address or turn.cursor.mode != "answer":
        return
    if address is None:
        turn.cursor = msgspec.structs.replace(turn.cursor, address="")
        return
    seq = case.present.filled.seqs.get(str(address), 0)
    if seq > turn.cursor.extra.get("seen", seq):
        turn.cursor.extra = {}


def msgspec_replace(act: Act, person: str) -> Act:
    """Return the act with the person who writes."""
    from dataclasses import replace

    return replace(act, person=person or None)


__all__ = ["GAP", "Bot", "Reply"]
