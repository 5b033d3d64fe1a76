"""Taking a text as an answer: store it, say how it reads, ask what comes next."""

import msgspec

from bot.render import GAP, fit, joined, say
from bot.turn import Turn
from casework.case import Case
from casework.deeds import account, answer
from casework.problems import Raced, Shut, Wrong
from casework.views.fields import shown
from casework.views.sections import status_of
from casework.views.words import days_left, moment
from wizard.address import Address
from wizard.parsing import parse as read
from wizard.prompts import prompt
from wizard.states import FieldState
from wizard.states import Wrong as Unfit

LONG = {"long_text"}
PAGES = {"evidence", "portrait", "pledge", "printed"}
KEPT = 12_000  # characters of a text that could not be stored, kept for the person to shorten


async def take(turn: Turn, text: str) -> str:
    """Take a text as the answer to the question on the screen.

    Args:
        turn: the message.
        text: as typed.
    """
    case, state = turn.filling, turn.field_state()
    assert case is not None and state is not None
    if state.field.kind in PAGES:
        return await by_page(turn, case, state)
    if state.field.kind == "unit":
        return await employer(turn, case, state, text)
    if state.field.kind in LONG and _several(state, text):
        return part(turn, state, text)
    return await store(turn, case, state, text)


async def store(turn: Turn, case: Case, state: FieldState, text: str, said: str = "") -> str:
    """Store an answer and ask the next question; what cannot be stored is kept and explained."""
    before = {str(s.address): s.value for s in case.journey.fields(state.address.section, state.address.row)}
    try:
        parsed = answer.save(turn.desk, case, state.address, text=text)
    except Wrong as error:
        return wrong(turn, case, state, text, error)
    except (Shut, Raced) as error:
        return joined(error.detail, turn.repeat())
    old = before.get(str(state.address))
    turn.cursor = msgspec.structs.replace(
        turn.cursor, unknown=0, kept="", undo={"base": case.base.path, "a": str(state.address), "v": old},
    )  # fmt: skip
    value = say_value(case, state, parsed.text)
    echo = (
        f"✓ 已改：{value}（原来 {shown(case, state.field, old)}）"
        if old not in (None, parsed.value)
        else f"✓ 已保存：{value}"
    )
    notes = derived(case, state.address, before)
    return joined("\n".join([t for t in (said, echo, *notes) if t]), await onward(turn, case, state.address))


def say_value(case: Case, state: FieldState, text: str) -> str:
    """Return an answer for the echo: with the year before it where siblings share a label."""
    label = state.field.short or ""
    return f"{label}\u3000{text}" if label and label not in text else text


def derived(case: Case, address: Address, before: dict[str, object]) -> list[str]:
    """Say what follows from an answer: values that were computed, and doubts about what was said."""
    notes: list[str] = []
    for s in case.journey.fields(address.section, address.row):
        if s.derived and s.value is not None and before.get(str(s.address)) != s.value and s.field.kind != "yes_no":
            notes.append(f"由它得出{s.field.label}：{shown(case, s.field, s.value)}")
    now = case.journey.state(address)
    notes += [p.text for p in now.problems if p.level == "warn"]
    return notes


def wrong(turn: Turn, case: Case, state: FieldState, text: str, error: Wrong) -> str:
    """Explain why nothing was stored, offer what would pass, keep what was typed."""
    turn.cursor = msgspec.structs.replace(turn.cursor, kept=text[:KEPT], asked=turn.now)
    instead = error.spots[0].instead if error.spots else ()
    unfit = read(state.field, text, state, turn.desk.act.today)
    offers = unfit.offers if isinstance(unfit, Unfit) and unfit.offers else instead
    taps = [say(f"{n} {label}", send) for n, (label, send) in enumerate(zip(offers, instead, strict=False), 1)]
    example = unfit.example if isinstance(unfit, Unfit) else ""
    again = (
        f"或者重新发一遍。例：{example}"
        if taps and example
        else (f"例：{example}" if example and example not in error.detail else "")
    )
    return joined("\n".join([error.detail, *taps]), again)


async def onward(turn: Turn, case: Case, after: Address) -> str:
    """Ask what comes next; close a row or a section that has just been filled."""
    if after.row is not None:
        here = [s for s in case.journey.fields(after.section, after.row) if not s.derived]
        later = [s for s in here[_index(here, after) + 1 :] if s.value is None and s.field.kind != "note"]
        left = [s for s in here if s.missing]
        if later or left:
            return turn.ask(case, (later or left)[0].address)
        return row_done(turn, case, after)
    address = case.journey.next(after)
    if address is None or address.section != after.section:
        return await section_done(turn, case, after.section, address)
    return turn.ask(case, address)


def _index(states: list[FieldState], address: Address) -> int:
    return next((n for n, s in enumerate(states) if s.address == address), -1)


def row_done(turn: Turn, case: Case, address: Address) -> str:
    """Close a row: read it back, count, offer what can be done next."""
    section = case.journey.section(address.section)
    declared = case.scheme.sections[address.section].rows
    assert declared is not None and address.row is not None
    n = section.rows.index(address.row) + 1
    values = [shown(case, s.field, s.value) for s in case.journey.fields(address.section, address.row)]
    texts = [v for v in values if v]
    lines = [f"✓ 第 {n} 条填好了，已保存：", *texts[:2], *(["｜".join(texts[2:])] if texts[2:] else [])]
    summary = summary_text(case, address.section)
    count = f"共 {len(section.rows)} 条" + (f"，最多 {section.max} 条。" if section.max else "。") + summary
    turn.point(case, None)
    turn.cursor.extra = {"section": address.section, "row": address.row}
    full = section.max is not None and len(section.rows) >= section.max
    taps = [] if full else [say("再加一条")]
    taps += [say(f"改第 {n} 条"), say(f"看全部 {len(section.rows)} 条", "看全部"), say("填完了，下一栏", "下一栏")]
    return joined("\n".join(lines), "\n".join([count, *taps]))


async def section_done(turn: Turn, case: Case, section: str, address: Address | None) -> str:
    """Close a section: read it back whole and lead to the next one."""
    declared = case.scheme.sections[section]
    states = [s for s in case.journey.fields(section, None) if s.value is not None] if declared.rows is None else []
    turn.point(case, None)
    turn.cursor.extra = {"section": section}
    if case.base.kind == "person":
        return await registered(turn, case)
    missing = case.journey.section(section).missing
    head = (
        f"✓ {declared.label}填好了，{len(states)} 项都已保存："
        if not missing
        else f"{declared.label}还差 {missing} 项，先放着也行："
    )
    body = [f"{s.field.short or s.field.label}\u3000{shown(case, s.field, s.value)}" for s in states]
    sections = case.journey.sections()
    done = sum(status_of(case, s)[0] in {"done", "optional"} for s in sections)
    foot = [f"全部 {len(sections)} 栏，已完成 {done} 栏。", say("改一项")]
    return fit(head, body, "\n" + "\n".join([*foot, *next_section(turn, case, address)]))


def summary_text(case: Case, section: str) -> str:
    """Return what is said after each row, such as 晋升经历：初级 ✓　中级 ✓; empty where the region says nothing."""
    found = case.journey.summary(section)
    return GAP.join(
        f"{word} {'✓' if value else '—'}" if isinstance(value, bool) else f"{word} {value}" for word, value in found
    )


def next_section(turn: Turn, case: Case, address: Address | None) -> list[str]:
    """Return the links that lead to the next section, or to handing in."""
    if address is None:
        return [turn.links.of("核对、签名、提交", case, "check")]
    label = case.scheme.sections[address.section].label
    lines = [say(f"下一栏：{label}", f"填{label}")]
    count = len(case.journey.fields(address.section, None)) if case.scheme.sections[address.section].rows is None else 0
    if count > 12:
        lines.append(f"{label}有 {count} 项，小程序里填更快：{turn.links.to('去小程序', case, address)}")
    return lines


async def registered(turn: Turn, own: Case) -> str:
    """Close the registration and lead on to the application."""
    from bot.beginning import offer_plans

    unit = own.unit.state.name if own.unit else "单位"
    state = turn.me.state if turn.me else None
    waiting = (
        f"{unit}正在确认您的账号，确认后通知您。不用等，现在就能填，确认后才能提交。"
        if state and state.account == "waiting"
        else ""
    )
    if turn.case is not None:
        return joined(waiting, await resume(turn))
    return joined(waiting, await offer_plans(turn))


async def resume(turn: Turn) -> str:
    """Ask what is to be filled next, wherever the person stopped."""
    from bot.beginning import offer_plans, verify
    from bot.returned import first as first_mark
    from review.status import Status

    if turn.me is None or turn.own is None:
        return verify(turn)
    address = turn.own.journey.next()
    if address is not None:
        return turn.ask(turn.own, address)
    if turn.case is None:
        return await offer_plans(turn)
    status = turn.case.application.state.standing.status
    if status is Status.RETURNED:
        return first_mark(turn)
    if status is not Status.DRAFT:
        from bot.standing import progress

        return progress(turn)
    if turn.address is not None and turn.filling is turn.case:
        return turn.repeat()
    address = turn.case.journey.next()
    if address is None:
        return joined("都填好了，还没有交。", turn.links.of("核对、签名、提交", turn.case, "check"))
    return turn.ask(turn.case, address)


async def by_page(turn: Turn, case: Case, state: FieldState) -> str:
    """Lead to the page for what chat does not take."""
    label = state.field.label
    if state.field.kind in {"evidence", "portrait"}:
        turn.cursor.slot = str(state.address)
        return joined(
            f"【{label}】\n请拍照发来，一页一张。发完点{say('发完了')}",
            turn.links.to("去小程序拍", case, state.address),
        )
    return joined(f"{label}要在小程序里做，约 1 分钟。", turn.links.to(f"去{label}", case, state.address))


async def employer(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Find the unit that a few characters name; ask again while there are several (T1)."""
    units = turn.cursor.extra.get("units", [])
    bare = text.strip()
    picked = next((u for n, u in enumerate(units, 1) if bare in {str(n), u["name"], f"{n} {u['name']}"}), None)
    if picked is None:
        found = await turn.desk.house.employers(case.scheme, bare)
        exact = [u for u in found if u.name == bare]
        if len(exact) == 1:
            picked = {"id": exact[0].id, "name": exact[0].name}
        elif not found:
            return joined(f"没找到“{bare[:20]}”，换几个字再发。例：云溪 医院", say("找不到单位"))
        else:
            turn.cursor.extra = {"units": [{"id": u.id, "name": u.name} for u in found[:6]]}
            taps = [say(f"{n} {u.name}", str(n)) for n, u in enumerate(found[:6], 1)]
            return joined(
                "\n".join([f"找到 {len(found)} 个，是哪一个？", *taps]), f"都不是：换几个字再发，或{say('找不到单位')}"
            )
    turn.cursor.extra = {}
    try:
        answer.save(turn.desk, case, state.address, value=picked["id"])
        await account.employ(turn.desk, case.head, picked["id"])
    except (Wrong, Shut) as error:
        return joined(error.detail, turn.repeat())
    return joined(f"✓ 已保存：{picked['name']}", await onward(turn, case, state.address))


def _several(state: FieldState, text: str) -> bool:
    return bool(state.field.max) and isinstance(state.field.max, int) and state.field.max > 300 or len(text) > 600


def part(turn: Turn, state: FieldState, text: str) -> str:
    """Keep one part of a long text that comes in several messages."""
    parts = [*turn.cursor.parts, text]
    turn.cursor = msgspec.structs.replace(turn.cursor, parts=parts, asked=turn.now)
    total = sum(len(p) for p in parts)
    most = f" / {state.field.max}" if state.field.max else ""
    return f"✓ 已记第 {len(parts)} 段，共 {total}{most} 字\n接着发，发完点{say('写完了')}"


async def whole(turn: Turn) -> str:
    """Store the parts of a long text as one answer."""
    case, state = turn.filling, turn.field_state()
    assert case is not None and state is not None
    text = "\n".join(turn.cursor.parts)
    turn.cursor.parts = []
    return await store(turn, case, state, text)


def back_after_days(turn: Turn, text: str) -> str | None:
    """Ask whether a text is meant as an answer where the person was long away; None where it is not to be asked (T5)."""
    case, state = turn.filling, turn.field_state()
    if case is None or state is None:
        return None
    parsed = read(state.field, text, state, turn.desk.act.today)
    now = turn.desk.act.now
    since = moment(turn.desk.house.iso(turn.state.last), now)
    asked = prompt(case.journey, state.address)
    done = sum(status_of(case, s)[0] in {"done", "optional"} for s in case.journey.sections())
    many = len(case.journey.sections())
    lines = [
        f"{turn.name}，您 {since[: since.find(' ')] if ' ' in since else since} 停在这里：",
        f"【{asked.where}】{state.field.label}",
    ]
    tail = f"{many} 栏已完成 {done} 栏，{turn.deadline()}。" if case is turn.case else ""
    turn.point(case, state.address)
    if isinstance(parsed, Unfit):
        return joined("\n".join([*lines, tail]), turn.repeat())
    send = next((o.send for o in asked.options if o.send.endswith(parsed.text) or parsed.text in o.label), text)
    choices = [
        say("是，保存", send),
        say("不是，看看还差什么", "还差什么"),
        turn.links.to("在小程序里接着填", case, state.address),
    ]
    return joined("\n".join([*lines, tail]), "\n".join([f"“{text.strip()[:30]}”是这一题的答案吗？", *choices]))


def left(until: str, now: str) -> str:
    """Return how long there is still time."""
    return f"还有 {days_left(until, now)} 天"


__all__ = [
    "GAP", "back_after_days", "by_page", "derived", "employer", "left", "next_section", "onward", "part", "registered",
    "resume", "row_done", "section_done", "store", "take", "whole", "wrong",
]  # fmt: skip
