"""Answers after a return: stored at the marked place, or explained, and on to the next one (T4)."""

from typing import Any

from bot import answering, naming, returned
from bot.manner import BY_NUMBER
from bot.render import GAP, joined, told
from bot.turn import Turn
from bot.words import ASKS, Command, circled, command_of
from casework.case import Case
from casework.deeds import marks
from wizard.states import FieldState
from wizard.times import show_moment


def answered(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Store an answer to a marked place and go on with the next one."""
    n = returned.number_at(turn, case, state.address)
    old = state.value
    said = answering.put(turn, case, state, text, f"✓ {circled(n)} 已改：{{}}" if n else "")
    if not said.startswith("✓"):
        return said
    echo, _, notes = said.partition("\n")
    now, later = case.answer(state.address), returned.after(turn, case)
    if state.field.kind in BY_NUMBER:
        turn.cursor.opened = turn.text.strip()
    if n and old is not None and old != now:
        echo += f"\n{GAP}（原来{was(old, now) or ' ' + told(case, state.field, old)}）"
    return joined(f"{echo}\n{notes}" if notes else echo, later)


def was(old: Any, now: Any) -> str:
    """Return which end of a period has changed, `从 2012年08月`; empty for anything else."""
    match old, now:
        case {"from": str(a)}, {"from": str(b)} if a != b and old.get("to") == now.get("to"):
            return f"从 {show_moment(a)}"
        case {"from": str(a)}, {"from": str(b)} if a == b and old.get("to"):
            return f"到 {show_moment(old['to'])}"
        case _:
            return ""


async def explained(turn: Turn, text: str) -> str | None:
    """Keep an explanation and go on with the next place; None where the text is a command."""
    case, offer = turn.case, turn.offer or {}
    asked = command_of(text)
    if case is None:
        return None
    if asked is not None and asked[0] is Command.QUESTION and not ASKS.search(text):
        asked = None  # 公章下周可以补 asks nothing
    if asked is not None and not await naming.absent(turn, *asked):  # 改善了管理 names nothing that could be changed
        return None
    marks.explain(turn.desk, case, int(offer["mark"]), text)
    return joined(f"✓ {circled(int(offer['n']))} 记下了您的说明", returned.after(turn, case))
