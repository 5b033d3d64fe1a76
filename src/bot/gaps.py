"""A long text that the region gives as a template: its gaps are asked one by one, the whole is stored (CQ-16)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from bot.render import joined, lined, say
from schemes import Field
from wizard.cleaning import bare
from wizard.parsing import parse
from wizard.states import FieldState, Parsed

if TYPE_CHECKING:
    from bot.turn import Turn

BLANK = re.compile(r"[_＿]{2,}(?:(?P<year>年)[_＿]{2,}月)?")
PHRASE = "，。；：、"
SHOWN = "＿＿"
AGAIN = "从头填"
WHOLE = 60  # characters; who sends as many writes the text without the template
MADE = "就用这段"
WAY = "要自己写全文的，一次整段发来。"
MONTH = Field(label="时间", kind="month")


class Hole(msgspec.Struct, frozen=True):
    """Is one gap: where it begins and ends, whether a year and a month stand there, and the words around it."""

    start: int
    end: int
    timed: bool
    phrase: str


def template(state: FieldState) -> str:
    """Return the text that the region proposes for a long answer, empty where there is none or it was answered."""
    return state.preset if state.field.kind == "long_text" and isinstance(state.preset, str) else ""


def holes(text: str) -> list[Hole]:
    """Return the gaps of a template in order."""
    found: list[Hole] = []
    for match in BLANK.finditer(text):
        before = re.split(f"[{PHRASE}]", text[: match.start()])[-1]
        after = re.split(f"[{PHRASE}]", text[match.end() :])[0]
        here = f"{SHOWN}年{SHOWN}月" if match["year"] else SHOWN
        found.append(Hole(match.start(), match.end(), bool(match["year"]), before + here + after))
    return found


def given(turn: Turn, state: FieldState) -> list[str]:
    """Return what was put into the first gaps already."""
    return turn.cursor.parts if turn.cursor.parts_at == at(state) else []


def at(state: FieldState) -> str:
    """Return the name under which the gaps of a question are kept."""
    return f"{state.address}#"


def words(turn: Turn, state: FieldState) -> list[str]:
    """Return the lines of a question that has a template: the text itself, and its next gap."""
    text = template(state)
    open_ = holes(text)
    if not open_:
        return [text, say(MADE)]
    have = given(turn, state)
    shown = BLANK.sub(lambda m: f"{SHOWN}年{SHOWN}月" if m["year"] else SHOWN, text)
    return [shown, *next_gap(open_, have)]


def next_gap(open_: list[Hole], have: list[str]) -> list[str]:
    """Return the words that ask for the next gap."""
    hole = open_[len(have)]
    how = "发年和月，例：2004.7" if hole.timed else "只发空里的内容，没有的写“无”。"
    again = [say(AGAIN)] if have else []
    return [f"第 {len(have) + 1} 处，共 {len(open_)} 处：{hole.phrase}", how, *again]


def fills(turn: Turn, state: FieldState, text: str) -> bool:
    """Tell whether a message is meant for a gap of the template, and is not the whole text or a part of it."""
    if not template(state) or turn.cursor.parts_at == str(state.address) or state.value is not None:
        return False
    return bool(holes(template(state))) and len(text) < WHOLE and not BLANK.search(text)


def fill(turn: Turn, state: FieldState, text: str) -> tuple[str, str]:
    """Put a message into the next gap.

    Args:
        turn: the message.
        state: the question.
        text: what is to stand there.

    Returns:
        The whole text once no gap is left, else empty; and what is said meanwhile.
    """
    source = template(state)
    open_, have = holes(source), list(given(turn, state))
    if bare(text) == AGAIN:
        turn.cursor.parts, turn.cursor.parts_at = [], at(state)
        return "", lined(*next_gap(open_, []))
    hole = open_[len(have)]
    put = " ".join(text.split()).rstrip("。")
    if hole.timed and bare(text) not in {"无", "没有"}:
        found = parse(MONTH, text, FieldState(state.address, MONTH), turn.desk.act.today)
        if not isinstance(found, Parsed):
            return "", lined("没看懂这个时间，还没记下。", *next_gap(open_, have))
        put = f"{found.value[:4]}年{int(found.value[5:7])}月"
    have.append(put)
    turn.cursor.parts, turn.cursor.parts_at = have, at(state)
    turn.cursor.asked, turn.cursor.unknown = turn.now, 0
    if len(have) < len(open_):
        filled = hole.phrase.replace(f"{SHOWN}年{SHOWN}月", put) if hole.timed else hole.phrase.replace(SHOWN, put, 1)
        return "", joined(f"✓ 已记：{filled}", lined(*next_gap(open_, have)))
    return composed(source, open_, have), ""


def composed(source: str, open_: list[Hole], have: list[str]) -> str:
    """Return a template with its gaps filled."""
    out, last = "", 0
    for hole, put in zip(open_, have, strict=True):
        out += source[last : hole.start] + put
        last = hole.end
    return out + source[last:]
