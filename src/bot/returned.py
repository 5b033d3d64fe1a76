"""After a return: only what was marked is asked, in the reviewer's order, with opinion and old value (B-03, T4)."""

import msgspec

from bot.answering import by_page
from bot.render import fit, joined, say
from bot.turn import Turn
from bot.words import circled
from casework.case import Case
from casework.deeds import marks
from casework.presents.application import Mark
from casework.problems import Problem
from casework.views.check import fix_view
from casework.views.fields import place, shown
from casework.views.sections import marks_open
from review.status import Status
from wizard.address import Address
from wizard.prompts import prompt


def overview(turn: Turn) -> str:
    """Say who returned it, with which words, and list every place."""
    case = turn.case
    assert case is not None
    view = fix_view(turn.desk, case)
    lines: list[str] = []
    for n, card in enumerate(view.marks, 1):
        done = "（已改）" if card.state == "done" else ("（已说明）" if card.state == "explained" else "")
        lines += [f"{circled(n)} {card.mark.label}{done}", card.mark.text]
    rest = f"只改这 {len(view.marks)} 处，其他不用动。" if view.rest_locked and view.marks else ""
    until = f"{view.until} 前交回，还有 {view.days_left} 天。" if view.until else ""
    left = marks_open(case)
    start = _number(view.marks, left[0]) if left else 0
    taps = [say(f"从{circled(start)}开始改", f"改{circled(start)}")] if left else []
    foot = "\n" + "\n".join(
        [
            rest + until,
            *taps,
            turn.links.of("去小程序改" if left else "核对、签名、提交", case, "fix" if left else "check"),
        ]
    )
    return fit(f"{view.by}退回了您的申报。\n" + (f"意见：{view.opinion}\n" if view.opinion else ""), lines, foot)


def _number(cards: object, mark: Mark) -> int:
    return next((n for n, c in enumerate(cards, 1) if c.mark.n == mark.n), 1)  # type: ignore[arg-type, attr-defined]


def first(turn: Turn) -> str:
    """Return the overview, or the way to hand in where everything is mended."""
    return overview(turn)


async def fix(turn: Turn, n: int, words: bool = False) -> str:
    """Ask for one marked place.

    Args:
        turn: the message.
        n: as numbered in the overview, from 1.
        words: the person wants to explain instead.
    """
    case = turn.case
    if case is None or case.application.state.standing.status is not Status.RETURNED:
        return turn.with_question("现在没有要改的地方。")
    cards = fix_view(turn.desk, case).marks
    if not 1 <= n <= len(cards):
        return overview(turn)
    mark = cards[n - 1].mark
    address = Address.parse(mark.address)
    turn.cursor.extra = {"mark": n}
    if words:
        turn.cursor = msgspec.structs.replace(turn.cursor, mode="explain")
        return f"{circled(n)}{mark.label}\n意见：{mark.text}\n\n请写一句说明，200 字以内。单位会看到。"
    head = f"{circled(n)}【{place(case, address, mark.page)}】\n意见：{mark.text}"
    if address.field is None:
        where = turn.links.to("去改", case, address)
        return joined(head, f"{where}\n没有填错的，{say('写说明', f'{circled(n)}写说明')}")
    state = case.journey.state(address)
    if state.field.kind in {"evidence", "portrait", "pledge", "printed"}:
        return joined(head, await by_page(turn, case, state), f"没有错的，{say('写说明', f'{circled(n)}写说明')}")
    turn.point(case, address)
    asked = prompt(case.journey, address)
    old = shown(case, state.field, state.value)
    options = [say(o.label, o.send, f"{address}@{turn.contact.at[0] + 1}") for o in asked.options]
    example = f"请发新的{state.field.short or state.field.label}。" + (f"例：{asked.example}" if asked.example else "")
    return joined(
        f"{head}\n您原来填：{old}",
        "\n".join([example, *options, f"没有填错的，{say('写说明', f'{circled(n)}写说明')}"]),
    )


async def explained(turn: Turn, text: str) -> str:
    """Keep an explanation and go on with the next place."""
    case = turn.case
    assert case is not None
    cards = fix_view(turn.desk, case).marks
    n = int(turn.cursor.extra.get("mark", 1))
    try:
        marks.explain(turn.desk, case, cards[n - 1].mark.n, text)
    except Problem as error:
        return error.detail
    turn.cursor = msgspec.structs.replace(turn.cursor, mode="answer")
    return joined(f"✓ {circled(n)} 记下了您的说明", await after(turn, case))


async def after(turn: Turn, case: Case) -> str:
    """Go on with the next open place, or to handing in."""
    cards = fix_view(turn.desk, case).marks
    n = next((n for n, c in enumerate(cards, 1) if c.state == "open"), 0)
    if n:
        return await fix(turn, n)
    turn.point(case, None)
    what = f"{len(cards)} 处都改好了，还没有交。" if cards else "改好了就可以交。"
    return joined(f"{what}\n内容变了，要重新签名，约 1 分钟：", turn.links.of("核对、签名、提交", case, "check"))
