"""A long text that comes in several messages: each part is kept, the whole is stored when the person says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import say
from wizard.allowed import longest
from wizard.cleaning import characters
from wizard.states import FieldState

if TYPE_CHECKING:
    from bot.turn import Turn

EXPECTED = 300  # characters; a text that may be longer is taken in parts, and the page is offered first
ENDS = 20  # characters shown of beginning and end


def in_parts(turn: Turn, state: FieldState) -> bool:
    """Tell whether an answer to a question of a long text is one part of a longer one."""
    begun = turn.cursor.parts_at == str(state.address) and bool(turn.cursor.parts)
    return begun or longest(state.field, state) > EXPECTED


def part(turn: Turn, state: FieldState, text: str) -> str:
    """Keep one part."""
    at = str(state.address)
    parts = [*(turn.cursor.parts if turn.cursor.parts_at == at else []), text]
    turn.cursor.parts, turn.cursor.parts_at, turn.cursor.asked, turn.cursor.unknown = parts, at, turn.now, 0
    total, most = characters("\n".join(parts)), longest(state.field, state)
    over = f"多了 {total - most} 个字，点了〔写完了〕会请您删短。\n" if total > most else ""
    return f"✓ 已记第 {len(parts)} 段，共 {total} / {most} 字\n{over}接着发，发完点{say('写完了')}"


def waiting(turn: Turn, state: FieldState | None) -> bool:
    """Tell whether parts of an answer to the question on the screen wait to be put together."""
    return state is not None and bool(turn.cursor.parts) and turn.cursor.parts_at == str(state.address)


def whole(turn: Turn) -> str:
    """Return the parts put together, and keep none of them any longer."""
    text = "\n".join(turn.cursor.parts)
    turn.cursor.parts, turn.cursor.parts_at = [], ""
    return text


def ends(text: str) -> str:
    """Return how a long answer is read back: its beginning, its end, and how long it is."""
    flat = " ".join(text.split())
    shown = f"{flat[:ENDS]}……{flat[-ENDS:]}" if len(flat) > 2 * ENDS else flat
    return f"{shown}（共 {characters(text)} 字）"


def way(turn: Turn, state: FieldState) -> str:
    """Return how a long text is sent: the page first, then in parts, and how much is there already."""
    if state.field.kind != "long_text" or longest(state.field, state) <= EXPECTED:
        return ""
    have = turn.cursor.parts if turn.cursor.parts_at == str(state.address) else []
    kept = f"已记 {len(have)} 段，共 {characters(chr(10).join(have))} 字。" if have else ""
    return f"字多的，在小程序里写更快。在这里也行：分几条发，发完点{say('写完了')}{kept}"
