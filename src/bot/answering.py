"""Taking a text as an answer: store it, say how it reads, go on; what cannot be stored is kept and explained."""

import re
from typing import Any

from bot import doubting, gaps, long_text, photos, sentences, years
from bot.asking import TIMES, UNTYPED, chosen, sentence, takes_photos
from bot.following import Before, before
from bot.manner import BY_NUMBER
from bot.onward import ahead, section_done
from bot.render import joined, label_of, lined, numbered, say, told
from bot.turn import Turn, undoing
from bot.units import employer
from bot.words import ASKS
from casework.case import Case
from casework.deeds import answer
from casework.presents.contact import placed
from casework.problems import Wrong
from casework.publicity_before import warned
from wizard.cleaning import bare
from wizard.offers import asks_for_all
from wizard.parsing import parse as read
from wizard.picks import label_of as label_of_choice
from wizard.picks import open_options
from wizard.prompts import twins
from wizard.states import FieldState, Parsed
from wizard.states import Wrong as Unfit

TIMELY = re.compile(r"(?:我|从|自|\s)*(?=\d)(?:[\d年月日号.\-/—–~～至到今起\s]|现在)+")
SEVERAL = "有 "  # how it is said that a text is a part of several choices
LISTS = frozenset({"choice", "choices", "yes_no", "row"})
GUIDES = 200  # characters of what is said of all choices of a question in one reply
SHORT, LONG = 2, 60  # characters; a shorter text may well answer two questions, a longer one is not sent twice by a tap
TAPS = frozenset({"instead", "sure"})  # what the last reply asked for, when an answer to it was there to be tapped


async def take(turn: Turn, case: Case, state: FieldState, text: str, *, whole: bool = False) -> str:
    """Store an answer and ask the next question; what cannot be stored is kept and explained.

    Args:
        turn: the message.
        case: what is filled.
        state: the question.
        text: as typed.
        whole: it is all of a long text, and no part of one.
    """
    kind = state.field.kind
    if kind in UNTYPED or state.field.patient:
        return await untyped(turn, case, state, text)
    if "看" in text and asks_for_all(text):
        return turn.ask(case, state.address, every=True)
    if kind == "unit":
        return await employer(turn, case, state, text)
    if years.tabular(case.scheme, state.address):
        return years.take(turn, case, state, text)
    if kind == "long_text" and not whole and gaps.fills(turn, state, text):
        text, meanwhile = gaps.fill(turn, state, text)
        if not text:
            return meanwhile
        whole = True
    elif kind == "long_text" and bare(text) == gaps.MADE:
        text, whole = gaps.template(state), True
    if kind == "long_text" and not whole and long_text.in_parts(turn, state):
        return long_text.part(turn, state, text)
    saved = put(turn, case, state, text)
    if not saved.startswith("✓"):
        return saved
    if turn.cursor.parts_at == gaps.at(state):
        turn.cursor.parts, turn.cursor.parts_at = [], ""
    later = ahead(turn, case, state.address) or await section_done(turn, case, state.address.section)
    if kind in BY_NUMBER or turn.mode in TAPS or SHORT < len(text) <= LONG:
        turn.cursor.opened = turn.text.strip()
    read_back = later.startswith("✓") and saved.startswith("✓ 已保存") and "\n" not in saved
    return later if read_back else f"{saved}\n\n{later}"


async def untyped(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Say that words are not saved where photos are wanted, or where only a page asks; and ask again.

    What plainly means one of the links that stand there does what the link does.
    """
    if takes_photos(state) and (said := await photos.spoken(turn, text)) is not None:
        return said
    wants = "这里要照片，收到的是文字。" if takes_photos(state) else "这一题在小程序里做，不用打字。"
    return joined(f"还没保存。{wants}", turn.ask(case, state.address))


def put(turn: Turn, case: Case, state: FieldState, text: str, echo: str = "") -> str:
    """Store a typed answer and return its echo with what follows from it, or why it was not stored.

    Args:
        turn: the message.
        case: what is filled.
        state: the question.
        text: as typed.
        echo: said instead of 已保存 or 已改; `{}` is the new value.
    """
    if state.field.kind in BY_NUMBER:
        meant = chosen(case, state, text, every=turn.cursor.every)
        if meant is None:
            return wrong(turn, case, state, text, Wrong("choice", f"没有“{text.strip()[:4]}”这个数字，还没保存。"))
        if meant is not text and asks_for_all(meant):
            return turn.ask(case, state.address, every=True)
        text = meant
    stood = before(case, state)
    try:
        parsed = answer.save(turn.desk, case, state.address, text=text, known=state)
    except Wrong as error:
        look = state.field.kind == "choice" and not state.field.free and error.code == "choice"
        if look and sentences.AGREES.fullmatch(bare(text)) and (best := proposed(state)):
            return doubting.is_it(turn, state, best, "还没保存。", typed=text)
        meant = sentences.choice_in(text, state.field, state.options) if look else None
        if state.field.kind in TIMES and (time := time_in(turn, state, text)):
            return doubting.is_it(turn, state, time, f"“{doubting.shortened(text)}”里有时间，还没保存。", typed=text)
        if meant is None or meant.label == text:
            return wrong(turn, case, state, text, error)
        if not meant.sure:
            why = f"“{doubting.shortened(text)}”里有“{meant.label}”，还没保存。"
            return doubting.is_it(turn, state, meant.label, why, typed=text)
        return put(turn, case, state, meant.label, echo)
    return stored(turn, case, state, parsed, stood, echo)


def put_value(turn: Turn, case: Case, state: FieldState, value: Any, echo: str) -> str:
    """Store a value that was read before and return its echo, or why it was not stored; as `put`."""
    stood = before(case, state)
    try:
        parsed = answer.save(turn.desk, case, state.address, value=value)
    except Wrong as error:
        return turn.with_question(error.detail)
    return stored(turn, case, state, parsed, stood, echo)


def stored(turn: Turn, case: Case, state: FieldState, parsed: Parsed, stood: Before, echo: str) -> str:
    """Return the echo of an answer that was stored, and remember how it is taken back.

    It is named where siblings share its options; of a long one the ends are enough.
    """
    old, address, value, cursor = state.value, state.address, parsed.text, turn.cursor
    at = str(address)
    cursor.unknown = 0
    cursor.undo = undoing(case, at, old)
    if cursor.unsaved:
        here = placed(case.base.path, at)
        cursor.unsaved = [one for one in cursor.unsaved if one[0] != here]
    if state.field.kind == "long_text":
        value = long_text.ends(value)
    elif twins(case.scheme, address.section, address.field or ""):
        value = f"{label_of(state.field)}\u3000{value}"
    if echo:
        head = echo.format(value)
    elif old is not None and old != parsed.value:
        head = f"✓ 已改：{value}（原来 {told(case, state.field, old)}）"
    else:
        head = f"✓ 已保存：{value}"
    notes = [*stood.notes(turn), warned(turn.desk, case, address)]
    return lined(head, *filter(None, notes))


def time_in(turn: Turn, state: FieldState, text: str) -> str:
    """Return the time with which a sentence begins, empty for none: 2012.7到现在 of 2012.7到现在一直在丙院."""
    begun = TIMELY.match(text)
    time = begun.group().strip() if begun is not None else ""
    fits = bool(time) and isinstance(read(state.field, time, state, turn.desk.act.today), Parsed)
    return time if fits and time != text else ""


def proposed(state: FieldState) -> str:
    """Return the choice that a question proposes, empty where it proposes none."""
    best = state.recommend[0] if state.recommend is not None else state.preset
    return next((label_of_choice(o) for o in open_options(state.options) if o["code"] == best), "")


def several(turn: Turn, state: FieldState, text: str) -> str:
    """Offer the choices that a text may mean where it is a part of several; empty where it is of none."""
    unfit = read(state.field, text, state, turn.desk.act.today)
    if not isinstance(unfit, Unfit) or not unfit.text.startswith(SEVERAL):
        return ""
    turn.expect("instead", sends=unfit.instead)
    return lined(unfit.text, *numbered(list(zip(unfit.offers, unfit.instead, strict=True))))


def like(state: FieldState, text: str) -> bool:
    """Tell whether a region's list knows words that are said of a choice and name none of them for sure (在编)."""
    return any(bare(text) == bare(word) for option in open_options(state.options) for word in option.get("like", ()))


def told_of(state: FieldState) -> list[str]:
    """Return what the region says of each choice of a question, or how that is asked for where it is long."""
    guides = [(label_of_choice(o), str(o.get("guide") or "")) for o in open_options(state.options)]
    said = [f"{label}：{sentence(guide)}" for label, guide in guides if guide]
    if sum(map(len, said)) > GUIDES:
        return [f"想知道哪一项指什么，发“什么是{next(label for label, guide in guides if guide)}”这样的话。"]
    return said


def wrong(turn: Turn, case: Case, state: FieldState, text: str, error: Wrong) -> str:
    """Explain why nothing was stored, offer what would pass, keep what was typed.

    The second time in a row the whole question comes again, the third time a way to a person first.
    """
    cursor = turn.cursor
    cursor.unknown = times = cursor.unknown + 1
    cursor.keep(placed(case.base.path, str(state.address)), text)
    cursor.asked = turn.now
    detail = error.detail
    if state.field.kind in LISTS and error.code != "not_allowed":
        detail = detail.partition("还没保存。")[0] + "还没保存。" if "还没保存。" in detail else detail
    if like(state, text):
        detail = f"“{text.strip()}”还分不清是哪一个，还没保存。点一个就行："
    asks = ASKS.search(text) is not None  # 选哪个: whoever knows is the unit
    human = [f"拿不准的，问单位人事科：{say('人工')}"] if asks else [say("人工")] if times >= 3 else []
    if asks and state.field.kind in LISTS:
        detail, human = "这句话像是在问选哪一项，还没保存。", [*told_of(state), *human]
    if state.field.kind == "choice" and times < 2 and (offers := several(turn, state, text)):
        return offers
    if state.field.kind in LISTS or times >= 2 or asks:
        return joined(lined(detail, *human), turn.ask(case, state.address, every=turn.cursor.every))
    unfit = read(state.field, text, state, turn.desk.act.today)
    offers = unfit.offers if isinstance(unfit, Unfit) else []
    instead = unfit.instead if isinstance(unfit, Unfit) else []
    taps = [say(f"{n} {label}", send) for n, (label, send) in enumerate(zip(offers, instead, strict=False), 1)][:6]
    example = unfit.example if isinstance(unfit, Unfit) else ""
    again = f"或者重新发一遍。例：{example}" if taps and example else ""
    if not taps and example and example not in detail:
        again = f"例：{example}"
    if taps:
        turn.expect("instead", sends=instead[:6])
    return joined(lined(detail, *taps), again)
