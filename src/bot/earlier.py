"""What was filled in an application that has ended is offered again, section by section; nothing is filled silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import joined, lined, say
from bot.words import bare
from casework.case import Case
from casework.deeds import earlier as deed
from casework.problems import Problem
from casework.views.earlier import Earlier
from review.status import Status

if TYPE_CHECKING:
    from bot.turn import Turn

ANEW = "重新填"
TAKE = ("照去年的填", "照上次的填")
ASKS = "先点一个："


def offered(turn: Turn, case: Case, section: str) -> bool:
    """Tell whether answers of an ended application may be offered at a section: nothing stands there yet.

    Args:
        turn: the message.
        case: what is filled.
        section: that is about to be asked.
    """
    if case is not turn.held or section in turn.cursor.anew or turn.cursor.application != turn.state.cursor.application:
        return False
    if not deed.offered(case) or case.assistant or case.application.state.standing.status is not Status.DRAFT:
        return False
    return not case.journey.started(section)


def offer(turn: Turn, case: Case, section: str, found: Earlier) -> str:
    """Show what a section held then, with two taps; empty where it held nothing."""
    if not (lines := found.lines(section)) and not found.files(section):
        return ""
    last = case.plan is not None and case.plan.state.year - found.year == 1
    turn.expect("earlier", section=section)
    papers = f"材料 {len(found.files(section))} 份" if found.files(section) else ""
    head = f"【{case.journey.label(section)}】{'去年' if last else '上次'}填的是："
    return joined(lined(head, *lines, papers), lined(say(TAKE[0] if last else TAKE[1]), say(ANEW)))


def chosen(text: str) -> bool | None:
    """Tell whether somebody wants the answers of then, or to fill anew; None where the text says neither."""
    words = bare(text)
    if words in {*TAKE, "照填", "1"}:
        return True
    return False if words in {ANEW, "不用", "不要", "2"} else None


def take(turn: Turn, case: Case, section: str, found: Earlier) -> str:
    """Fill a section with what it held then, and say what came of it."""
    try:
        taken = deed.take(turn.desk, case, section, found, turn.brought or {})
    except Problem as error:
        return error.detail
    many = "，".join(filter(None, (
        f"{taken.rows} 条" if taken.rows else "", f"{taken.answers} 项",
        f"材料 {taken.documents} 份" if taken.documents else "",
    )))  # fmt: skip
    lost = lined("没有照填的：", *taken.lost[:8]) if taken.lost else ""
    return joined(f"✓ 照着填好了：{many}。有变化的请改。", lost)
