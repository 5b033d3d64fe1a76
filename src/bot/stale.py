"""Taps on old choices: never written into another question (T5)."""

from bot import correcting
from bot.asking import asked
from bot.render import joined, label_of, question_hinted, say, spaced, told
from bot.turn import Turn
from casework.case import Case
from wizard.address import Address
from wizard.parsing import parse as read
from wizard.parsing import prefix_of
from wizard.picks import named
from wizard.prompts import pointed
from wizard.states import FieldState
from wizard.states import Wrong as Unfit


def question_of(turn: Turn, case: Case, state: FieldState | None, text: str) -> FieldState | None:
    """Return the question that a tapped old choice belongs to, None where the text is not for another one.

    The text decides: a name before its answer (`2021年：合格`) points to its question. The link's hint is only believed
    where the text is one of the choices of the question that it names.

    Args:
        turn: the message.
        case: what is filled.
        state: the question on the screen.
        text: what was tapped or typed.
    """
    here = state.address if state is not None else None
    if state is not None and named(text, prefix_of(state.field)) != text:
        return None
    if "：" in text or ":" in text:
        near = here or turn.place
        found = pointed(case.journey, near, text) if near is not None and _asks(case, near) else None
        if found is not None:
            other = case.journey.state(found[0])
            return other if found[0] != here and _fits(case, other, text) else None
    hint = question_hinted(turn.menu_id)
    return None if here is not None and hint == str(here) else hinted_at(case, hint, text)


async def tapped(turn: Turn, case: Case | None, state: FieldState | None, text: str) -> tuple[Case, FieldState] | None:
    """Return the other question that a tapped old choice belongs to, of what is filled or of the other thing that is.

    Args:
        turn: the message.
        case: what is filled.
        state: the question on the screen.
        text: what was tapped or typed.
    """
    if case is not None and (old := question_of(turn, case, state, text)) is not None:
        return case, old
    return await elsewhere(turn, text)


async def elsewhere(turn: Turn, text: str) -> tuple[Case, FieldState] | None:
    """Return the question of the other thing that is filled, registration or application, that an old choice is for.

    Args:
        turn: the message.
        text: what was tapped.
    """
    hint = question_hinted(turn.menu_id)
    if not hint or turn.me is None:
        return None
    for case in (turn.case, await turn.registration()):
        if case is not None and case is not turn.filling and (old := hinted_at(case, hint, text)) is not None:
            return case, old
    return None


def hinted_at(case: Case, hint: str, text: str) -> FieldState | None:
    """Return the question that a link's hint names, None where it is none or the text is not one of its choices."""
    try:
        found = case.journey.state(Address.parse(hint)) if hint else None
    except (ValueError, KeyError):
        return None
    return found if found is not None and _fits(case, found, text) else None


def _asks(case: Case, near: Address) -> bool:
    return (near.row is None) == (case.scheme.sections[near.section].rows is None)


def _fits(case: Case, state: FieldState, text: str) -> bool:
    """Tell whether a text is one of the choices that a question offers, or names it."""
    if not state.shown or state.derived:
        return False
    head = text.partition("：")[0].partition(":")[0].strip()
    return head == prefix_of(state.field) or any(text == o.send for o in asked(case, state.address).options)


def answer(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Answer a tap on an old choice: show what it would change, and go on asking."""
    if case is turn.held and not turn.open:
        return turn.with_question(f"您点的是旧选项。已经交了，现在不能改。{say('怎么改')}")
    parsed = read(state.field, text, state, turn.desk.act.today)
    now = turn.field_state()
    if isinstance(parsed, Unfit):
        return turn.with_question(parsed.text)
    about, name = question_name(case, state), label_of(state.field)
    if parsed.value == state.value:
        return turn.with_question(f"那一题已经是“{parsed.text}”了")
    if state.value is None:
        head = f"您点的是{spaced(about)}那一题的旧选项。{name}还没填，填成“{parsed.text}”吗？"
    else:
        old = told(case, state.field, state.value)
        head = f"您点的是{spaced(about)}那一题的旧选项。{name}现在是“{old}”，改成“{parsed.text}”吗？"
    reply = correcting.shown_change(turn, case, state, parsed, head)
    open_still = now is not None and now.value is None and now.address != state.address
    return joined(reply, f"{label_of(now.field)}还没填，改不改都接着问。" if open_still and now is not None else "")


def question_name(case: Case, state: FieldState) -> str:
    """Return how a question is spoken of: 2021 年, 最高学历, 第 2 条的起止时间."""
    prefix = prefix_of(state.field)
    if prefix[:4].isdecimal() and prefix.endswith("年"):
        return f"{prefix[:4]} 年"
    return correcting.name_at(case, state.address)
