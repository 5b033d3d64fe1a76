"""Everything a message may ask for besides answering: a table from the command to what does it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot import (
    beginning,
    complaining,
    correcting,
    explaining,
    informing,
    inquiring,
    looking,
    moving,
    photos,
    returned,
    rows,
    standing,
    switching,
)
from bot.onward import onward, resume
from bot.render import joined, lined, numbered, say
from bot.turn import OWN, Turn
from bot.units import ABSENT
from bot.words import Command, bare, command_of, number_of
from casework.presents.contact import Mode
from casework.views.home import sentence
from review.status import Status
from wizard.address import Address

Named = dict[str, str]
Obey = Callable[[Turn, Named], Awaitable[str]]
Guess = tuple[str, str]
Offer = dict[str, Any]
FILLING: Sequence[Guess] = (("接着填", "接着填"), ("还差什么", "还差什么"), ("修改", "修改"), ("人工", "人工"))
RETURNED: Sequence[Guess] = (("看要改的", "看要改的"), ("进度", "进度"), ("人工", "人工"))
NEW: Sequence[Guess] = (("开始申报", "开始申报"), ("看今年的通知", "看今年的通知"), ("人工", "人工"))
HANDED_IN: Sequence[Guess] = (
    ("进度", "进度"), ("看我交的内容", "看内容"), ("改已交的内容", "怎么改"), ("人工", "人工"),
)  # fmt: skip
ENDED: Sequence[Guess] = (
    ("进度", "进度"), ("看填过的内容", "看内容"), ("重新申报", "开始申报"), ("人工", "人工"),
)  # fmt: skip
GUESSES: dict[Status, Sequence[Guess]] = {
    Status.DRAFT: FILLING, Status.RETURNED: RETURNED, Status.SUBMITTED: HANDED_IN, Status.APPROVED: HANDED_IN,
    Status.REJECTED: ENDED, Status.WITHDRAWN: ENDED, Status.CERTIFIED: ENDED,
}  # fmt: skip


async def obey(turn: Turn, command: Command, named: Named) -> str:
    """Do what a message asks for.

    Args:
        turn: the message.
        command: what is asked for.
        named: what it names: rows, fields, values.
    """
    if command not in FOR_ALL and turn.me is None:
        return beginning.verify(turn)
    if command in WRITES and turn.handed_in and not await about_registration(turn, command, named):
        return await standing.how_change(turn, {})
    said = await HANDLERS[command](turn, named)
    if command in ASIDE and turn.mode == turn.cursor.mode == "inquiry":
        return said  # it ends with the question already
    if command in ASIDE and turn.mode == "inquiry":
        return joined(said, inquiring.still(turn))
    if command in ASIDE and turn.mode in STILL and turn.cursor.mode == "answer" and turn.offer is not None:
        asks, taps = STILL[turn.mode]
        turn.expect(turn.mode, **turn.offer)  # what is asked in between leaves the choice where it was
        return joined(said, "\n".join([asks, *numbered(taps(turn.offer))]))
    return said


async def guessed(turn: Turn, text: str) -> str | None:
    """Do what the number of a guess stands for; None where the text is none."""
    sends: list[str] = (turn.offer or {}).get("sends", [])
    words = bare(text)
    if photos.WAIT in sends and (place := photos.place_in(words)):
        return await photos.put(turn, {"field": place})
    after, meant = (turn.offer or {}).get("after", ""), command_of(text)
    if after and meant is not None and meant[0] is Command.RESUME and (case := turn.filling) is not None:
        return await onward(turn, case, Address.parse(after))
    if not words.isdecimal() or not 1 <= int(words) <= len(sends):
        return None
    meant = command_of(sends[int(words) - 1])
    turn.offer = None
    return await obey(turn, *meant) if meant is not None else None


# ── what is more than one call ───────────────────────────────────────────────
async def _start(turn: Turn, named: Named) -> str:
    said = await resume(turn)
    if "begin" in named and turn.cursor.mode == "plan":  # what was offered just now is what is meant
        turn.offer = turn.cursor.offer
        return await beginning.chosen(turn, named["begin"]) or said
    return said


async def _progress(turn: Turn, _: Named) -> str:
    if turn.me is None or turn.case is None:
        return joined(await standing.account(turn) or "还没有申报。", say("开始申报"))
    if turn.case.application.state.standing.status is Status.DRAFT:
        return joined(await standing.account(turn), standing.progress(turn, turn.case))
    return standing.progress(turn, turn.case)


async def _deadline(turn: Turn, named: Named) -> str:
    """Say until when, for whoever asks: the plans where nothing is begun, else the term of one's own application."""
    case = turn.case if turn.me is not None else None
    if case is None:
        return await beginning.plans(turn, named)
    match case.application.state.standing.status:
        case Status.DRAFT:
            return turn.with_question(f"您的申报，{turn.deadline()}。")
        case Status.RETURNED:
            return turn.with_question(f"{sentence(case, turn.desk.act.now)}。", say("看要改的", "改"))
        case Status.SUBMITTED | Status.APPROVED:
            return joined("您已经交了，不用再赶截止时间。", standing.progress(turn, case))
        case Status.REJECTED | Status.WITHDRAWN | Status.CERTIFIED:
            return standing.progress(turn, case)


async def _certificate(turn: Turn, named: Named) -> str:
    """Lead to the certificate, or say how far it is to it and where its number will be."""
    case = turn.case if turn.me is not None else None
    if case is not None and case.application.state.standing.status is Status.CERTIFIED:
        page = turn.links.of("看证书，存成 PDF", case, "certificate")
        return joined(f"{sentence(case, turn.desk.act.now)}。", lined(page, say("进度")))
    said = await _progress(turn, named)
    if case is None or turn.over:
        return said
    return joined("发证以后，我把证书编号发给您，小程序的“进度”里也看得到。", said)


async def _missing(turn: Turn, _: Named) -> str:
    """Say what is still to be filled, after a return what is to be put right."""
    case = turn.case
    if case is None:
        return joined(await standing.not_begun(turn), await resume(turn))
    match case.application.state.standing.status:
        case Status.DRAFT:
            return await standing.missing(turn, case)
        case Status.RETURNED:
            return returned.overview(turn, case)
        case Status.SUBMITTED | Status.APPROVED:
            return joined("您已经交了，没有要填的。", standing.progress(turn, case))
        case Status.REJECTED | Status.WITHDRAWN | Status.CERTIFIED:
            return standing.progress(turn, case)


async def _look(turn: Turn, _: Named) -> str:
    case = turn.filling or turn.case
    return looking.look(turn, case) if case is not None else await resume(turn)


async def _change(turn: Turn, _: Named) -> str:
    case = turn.case
    if case is not None and case.application.state.standing.status is Status.RETURNED:
        return returned.overview(turn, case)
    return await correcting.change(turn)


async def about_registration(turn: Turn, command: Command, named: Named) -> bool:
    """Tell whether a command is about the person's registration, which may be filled whatever was handed in."""
    match command:
        case Command.FILL:
            found = await moving.section_named(turn, named["field"])
        case Command.CORRECT if "row" not in named:
            found = await correcting.known(turn, named.get("field", ""))
        case _:
            return turn.cursor.base == OWN
    return found is not None and found[0] is not turn.held


async def _hand_in(turn: Turn, named: Named) -> str:
    case = turn.case
    if case is None or not turn.open:
        return await _progress(turn, named)
    if case.application.state.standing.status is Status.RETURNED:
        return returned.overview(turn, case, hands_in=True)
    return await standing.missing(turn, case)


async def _fix(turn: Turn, named: Named) -> str:
    if turn.case is None:
        return turn.with_question("现在没有要改的地方。")
    return returned.fix(turn, turn.case, number_of(named["n"]), words="rest" in named)


async def _keep(turn: Turn, named: Named) -> str:
    state = turn.field_state()
    if state is not None and state.value is not None and not (turn.handed_in and turn.filling is turn.held):
        return await moving.skip(turn, named)  # 〔不改，下一题〕 stands there
    return turn.with_question("好，没有改。")


HANDLERS: dict[Command, Obey] = {
    Command.START: _start,
    Command.RESUME: _start,
    Command.PROGRESS: _progress,
    Command.DEADLINE: _deadline,
    Command.CERTIFICATE: _certificate,
    Command.MISSING: _missing,
    Command.LOOK: _look,
    Command.BACK: moving.back,
    Command.SKIP: moving.skip,
    Command.ONWARD: moving.skip,
    Command.CHANGE: _change,
    Command.CORRECT: correcting.correct,
    Command.CLEAR: looking.clear,
    Command.RECOVER: looking.recover,
    Command.UNDO: lambda turn, _: correcting.undo(turn),
    Command.HAND_IN: _hand_in,
    Command.HELP: standing.help_text,
    Command.HUMAN: standing.human,
    Command.PLANS: beginning.plans,
    Command.REVIEWER: beginning.reviewer,
    Command.SWITCH: switching.switch,
    Command.KEEP: _keep,
    Command.NEXT_SECTION: moving.next_section,
    Command.FILL: moving.to_section,
    Command.ANOTHER_ROW: rows.another,
    Command.ALL_ROWS: rows.every,
    Command.OPEN_ROW: rows.opened,
    Command.DROP_ROW: rows.drop,
    Command.LEAVE_ROW: rows.leave,
    Command.MOVE_ROW: rows.move,
    Command.REFILL_ROW: rows.refill,
    Command.TIDY: rows.tidy,
    Command.FORMS: standing.forms,
    Command.HOW_CHANGE: standing.how_change,
    Command.CONTENT: standing.content,
    Command.MORE: looking.more,
    Command.NO_UNIT: lambda turn, _: _said(turn, ABSENT),
    Command.WRITTEN: moving.written,
    Command.PLACE: photos.put,
    Command.SHOOT: photos.shoot,
    Command.PHOTOS_DONE: photos.finished,
    Command.PHOTOS_HELD: photos.held,
    Command.DOCUMENT_KEPT: photos.keep,
    Command.PAGE_AGAIN: photos.page_again,
    Command.PAGE_FINE: photos.fine,
    Command.PAGE_OUT: photos.take_out,
    Command.FIX: _fix,
    Command.MEANING: explaining.explained,
    Command.PAUSE: standing.pause,
    Command.QUESTION: informing.informed,
    Command.COMPLAIN: complaining.complain,
    Command.INQUIRY: inquiring.begin,
    Command.POST: standing.post,
    Command.GIVE_BACK: informing.given_back,
}
# What changes something, or leads to where something is changed.
WRITES = frozenset({
    Command.CHANGE, Command.CORRECT, Command.CLEAR, Command.UNDO, Command.BACK, Command.SKIP, Command.ONWARD,
    Command.NEXT_SECTION, Command.FILL, Command.ANOTHER_ROW, Command.ALL_ROWS, Command.OPEN_ROW,
    Command.DROP_ROW, Command.LEAVE_ROW, Command.MOVE_ROW, Command.REFILL_ROW, Command.TIDY, Command.WRITTEN,
    Command.PLACE,
    Command.SHOOT, Command.PHOTOS_DONE, Command.DOCUMENT_KEPT, Command.PAGE_AGAIN, Command.PAGE_FINE, Command.PAGE_OUT,
})  # fmt: skip
# Asked in between: what the last reply offered can still be chosen afterwards.
ASIDE = frozenset({
    Command.HELP, Command.HUMAN, Command.PLANS, Command.DEADLINE, Command.CERTIFICATE, Command.PROGRESS,
    Command.QUESTION, Command.PAUSE, Command.MEANING,
})  # fmt: skip
STILL: dict[Mode, tuple[str, Callable[[Offer], Sequence[Guess]]]] = {
    "units": (
        "单位还没选，是哪一个？",
        lambda offer: [(name, str(n)) for n, (_, name) in enumerate(offer["units"], 1)],
    ),
    "guess": ("刚才的还没选，您想做哪一件？", lambda offer: list(zip(offer["names"], offer["sends"], strict=True))),
}
FOR_ALL = ASIDE | {
    Command.START, Command.RESUME, Command.REVIEWER, Command.FORMS, Command.CONTENT, Command.HOW_CHANGE,
    Command.NO_UNIT, Command.INQUIRY,
}  # fmt: skip


async def _said(turn: Turn, text: str) -> str:
    return turn.with_question(text)
