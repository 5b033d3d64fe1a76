"""What a text means: what the last reply asked for, an old choice, a command, an answer, or nothing that is known."""

from collections.abc import Awaitable, Callable

from bot import (
    answering,
    beginning,
    commands,
    complaining,
    correcting,
    doubting,
    earlier,
    guard,
    informing,
    inquiring,
    looking,
    mending,
    moving,
    naming,
    photos,
    region,
    returned,
    sentences,
    stale,
    switching,
    units,
    years,
)  # fmt: skip
from bot.asking import FREE, on_screen
from bot.leaving import sounds
from bot.manner import BY_NUMBER
from bot.onward import resume
from bot.questions import SERVED, Topic
from bot.render import joined, question_hinted, say
from bot.turn import Need, Turn
from bot.words import ASKS, SAYS, Command, Heard, bare, hear
from casework.case import Case
from casework.presents.contact import Mode
from review.status import Status
from wizard import shapes
from wizard.states import FieldState

LISTING = BY_NUMBER | FREE  # kinds of questions under which choices may stand
TWICE = 5.0  # seconds in which what led to a question is no answer to it
QUIET = 3.0  # seconds that a message may lie on its way before the question; the platform's times have whole seconds


async def said(turn: Turn) -> str:
    """Decide what a text means and answer it.

    Args:
        turn: the message, its text not yet looked at.
    """
    text = turn.text.strip()
    if not text:
        return turn.repeat() or await resume(turn)
    if len(text) >= guard.LONG and (refused := guard.secret(turn, text)) is not None:
        return refused
    if turn.menu_id and turn.cursor.inquiry and (reply := inquiring.tapped(turn, text)) is not None:
        return reply
    case, state = turn.question()
    if (state is None or turn.offer) and turn.let_go():
        return await without_row(turn, text)
    if (answer := MODES.get(turn.mode)) is not None:
        if (reply := await answer(turn, text)) is not None:
            return reply
        case, state = turn.question()
    moved, heard = doubting.page_wrote(turn, case), hear(text)
    names_its_question = turn.menu_id or "：" in text or ":" in text  # as taps do
    if names_its_question and (old := await stale.tapped(turn, case, state, text)) is not None:
        return stale.answer(turn, *old, text)
    if not heard.plain:
        command = heard.command or region.command_of(turn, text)
        if (heard.over or command is not None) and not exactly_offered(turn, case, state, text):
            if heard.over or command is None:
                return turn.with_question("您点的是旧选项，没有存。")
            turn.cursor.unknown = 0
            if command[0] is Command.QUESTION and state is not None and state.field.kind in FREE:
                said = await informing.answer(turn, Topic(command[1]["about"]))
                return doubting.is_it(turn, state, text, f"{said}\n\n这句话还没保存。", say("人工"))
            name = await naming.absent(turn, *command)
            return (name and naming.instead(turn, state, text, name)) or await commands.obey(turn, *command)
    if moved is not None:
        return joined(moved.text, await doubting.after_page(turn, moved, text))
    if case is None or state is None:
        return await moving.past(turn, text) or moving.ahead(turn, text) or unknown(turn)
    again = text == turn.cursor.opened and twice(turn, text, state)
    if (again or heard.nods) and not exactly_offered(turn, case, state, text):
        return turn.repeat() or await resume(turn)
    if not heard.plain:
        if (named := SAYS.fullmatch(text)) is not None:
            found, value = correcting.exact(turn, case, named["field"], named["row"]), named["value"].strip()
            if found is not None and found.address != state.address:
                return correcting.propose(turn, case, found, value)
            text = text if found is None else value
        if state.field.free and state.options:
            text = sentences.framed(text, state.field, state.options) or text
    if (instead := doubted(turn, case, state, text, heard)) is not None:
        return instead
    return await answering.take(turn, case, state, text)


def twice(turn: Turn, text: str, state: FieldState) -> bool:
    """Tell whether what led to the question on the screen has come again at once: sent twice, and no answer to it.

    Only where words of one's own are asked for; any other question tells by itself what is no answer to it.
    """
    free = state.field.kind in FREE or state.field.free
    return free and not text.isdecimal() and turn.now - turn.cursor.asked < TWICE


async def without_row(turn: Turn, text: str) -> str:
    """Obey a command, or go on elsewhere, where what the last reply was about is no longer there."""
    gone = "刚才那一条，您在小程序里删了。"
    command = hear(text).command or region.command_of(turn, text)
    if command is not None:
        return joined(gone, await commands.obey(turn, *command))
    turn.keep(text)
    return joined(f"{gone}这句话没有存。", await resume(turn))


def doubted(turn: Turn, case: Case, state: FieldState, text: str, heard: Heard) -> str | None:
    """Answer otherwise than by taking a text for an answer where there is a reason to; None where there is none."""
    field, cursor = state.field, turn.cursor
    # It was sent before the question was asked; a time of asking that is later than now says that a clock was set back.
    late = turn.created < int(cursor.asked - QUIET) and cursor.asked <= turn.now
    if (late or turn.created < turn.state.created) and question_hinted(turn.menu_id) != str(state.address):
        return doubting.is_it(turn, state, text, "这条发得比这一题早，还没保存。")
    status = case.present.state.standing.status if case is turn.held else None  # of an application
    sent_back = status is Status.RETURNED
    if turn.away():
        if sent_back and not returned.number_at(turn, case, state.address):
            return returned.overview(turn, case)
        if (asked := doubting.back_after_days(turn, case, state, text)) is not None:
            return asked
    if status is not None and turn.done_elsewhere(case, state):
        return unknown(turn)
    if not heard.plain and (field.kind in FREE or field.free):
        if ASKS.search(text):
            return doubting.is_it(turn, state, text, "这句话像是在问什么，还没保存。", say("人工"))
        if sounds(text):
            return doubting.is_it(turn, state, text, "这句话像是说以后再填，还没保存。")
    if case is turn.mine and turn.held is not None and not turn.open and field.kind in FREE:
        return doubting.is_it(turn, state, text, "申报已经交了。这是您登记里的一项，还没保存。", say("进度"))
    if years.tabular(case.scheme, state.address):
        return mending.answered(turn, case, state, text) if sent_back else None
    if (field.kind == "text" or field.free) and (odd := shapes.odd(field, text)):
        meant = sentences.choice_in(text, field, state.options)
        why = f"“{doubting.shortened(text)}”{odd}，还没保存。"
        return doubting.is_it(turn, state, meant.label if meant is not None else text, why, typed=text)
    if (field.kind == "text" or field.free) and (why := doubting.out_of_place(turn, case, state, text)):
        return doubting.is_it(turn, state, text, why)
    if field.kind == "text" and text.isdecimal() and bare_number(turn, case, state, text):
        return doubting.is_it(turn, state, text, "只有一个数字，还没保存。")
    return mending.answered(turn, case, state, text) if sent_back else None


def bare_number(turn: Turn, case: Case, state: FieldState, text: str) -> bool:
    """Tell whether a number is a small one where words are asked for and nothing on the screen has a number."""
    numeric = (state.field.example or "")[:1].isdecimal()
    return len(text) <= 2 and not numeric and not on_screen(case, state, every=turn.cursor.every)


def exactly_offered(turn: Turn, case: Case | None, state: FieldState | None, text: str) -> bool:
    """Tell whether a text is exactly one of the choices on the screen, so that no command can be meant."""
    if state is None or case is None or state.field.kind not in LISTING:
        return False
    return any(text == o.send for o in on_screen(case, state, every=turn.cursor.every))


# ── what the last reply asked for ────────────────────────────────────────────
async def _instead(turn: Turn, text: str) -> str | None:
    """Take the number of one of the texts that would pass."""
    sends: list[str] = (turn.offer or {}).get("sends", [])
    case, state = turn.question()
    if case is None or state is None or state.field.kind == "number" or not bare(text).isdecimal():
        return None
    n = int(bare(text))
    return await answering.take(turn, case, state, sends[n - 1]) if 1 <= n <= len(sends) else None


async def _units(turn: Turn, text: str) -> str | None:
    case, state = turn.question()
    if case is None or state is None or state.field.kind != "unit":
        return None
    return await units.picked(turn, case, state, text)


async def _sure(turn: Turn, text: str) -> str | None:
    """Take what was asked about as the answer, or leave it."""
    words = doubting.agreed(turn, text)
    case, state = turn.question()
    if words is None or case is None or state is None:
        return None
    if not words:
        return turn.repeat()
    if case is turn.held and case.present.state.standing.status is Status.RETURNED:
        return mending.answered(turn, case, state, words)
    return await answering.take(turn, case, state, words)


async def _earlier(turn: Turn, text: str) -> str | None:
    """Take what an ended application has for a section, or fill it anew; a command is obeyed instead."""
    section, case = (turn.offer or {}).get("section", ""), turn.held
    if case is None or not earlier.offered(turn, case, section):
        return None
    wanted = earlier.chosen(text)
    if wanted is None and (hear(text).command is not None or region.command_of(turn, text) is not None):
        return None
    if turn.earlier is None:
        raise Need(f"earlier:{case.application.state.earlier['id']}")
    if wanted is None:
        turn.keep(text)
        return joined("先选一个，这句话还没保存。", earlier.offer(turn, case, section, turn.earlier))
    if not wanted:
        turn.cursor.anew = [*turn.cursor.anew, section]
        return moving.opened(turn, case, section)
    if turn.brought is None:
        raise Need(f"brought:{section}")
    said = earlier.take(turn, case, section, turn.earlier)
    turn.cursor.anew = [*turn.cursor.anew, section]
    return joined(said, moving.opened(turn, case, section))


async def _inquiry(turn: Turn, text: str) -> str | None:
    """Take an answer of an inquiry; a command is obeyed, anything else asked again."""
    taken = await inquiring.taken(turn, text)
    if taken is not None or hear(text).command is not None or region.command_of(turn, text) is not None:
        return taken
    return inquiring.again(turn, text) if "field" in (turn.offer or {}) else None


MODES: dict[Mode, Callable[[Turn, str], Awaitable[str | None]]] = {
    "complaint": complaining.written,
    "confirm": correcting.confirmed,
    "either": correcting.either,
    "clear": looking.cleared,
    "pick": looking.picked,
    "plan": beginning.chosen,
    "switch": switching.switched,
    "explain": mending.explained,
    "page": photos.page_named,
    "guess": commands.guessed,
    "instead": _instead,
    "units": _units,
    "sure": _sure,
    "inquiry": _inquiry,
    "earlier": _earlier,
}


# ── what nobody understood ───────────────────────────────────────────────────
def unknown(turn: Turn) -> str:
    """Answer what was not understood: guesses first, then the question again, then a person (ux: unknown input)."""
    turn.cursor.unknown = times = turn.cursor.unknown + 1
    if not turn.handed_in and inquiring.there(turn) and SERVED.fullmatch(bare(turn.text)):
        return joined("够不够年限，先点几下看一眼，约 2 分钟。", say("我能报吗"))
    if turn.me is None:
        first = [("接着自查", "我能报吗")] if inquiring.begun(turn) else []
        said = ["没看懂这句话，您想做哪一件？", *turn.listed([*first, *commands.NEW])]
        return "\n".join(said) if turn.state.last else beginning.welcome(turn)
    case = turn.case
    status = case.application.state.standing.status if case is not None else Status.DRAFT
    if case is not None and status is Status.RETURNED and turn.away():
        return returned.overview(turn, case)
    guesses = commands.GUESSES[status]
    if times == 2:
        return "\n".join(["还是没看懂，换个说法，或者点一件：", *turn.listed(guesses)])
    if times >= 3:
        guesses = [guesses[-1], *guesses[:-1]]
    return "\n".join(["没看懂这句话，您想做哪一件？", *turn.listed(guesses)])
