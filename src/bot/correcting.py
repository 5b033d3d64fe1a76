"""Changing what was said: corrections, old choices, taking back, skipping, going back, clearing."""

from typing import Any

import msgspec

from bot.answering import onward
from bot.render import GAP, fit, joined, say
from bot.turn import Turn
from casework.case import Case
from casework.deeds import answer
from casework.problems import Hidden, Problem, Wrong
from casework.views.fields import shown
from wizard.address import Address
from wizard.parsing import parse as read
from wizard.prompts import prompt
from wizard.states import FieldState
from wizard.states import Wrong as Unfit


def propose(turn: Turn, case: Case, state: FieldState, text: str, head: str = "") -> str:
    """Show a change before it is written: before, after, and two taps.

    Args:
        turn: the message.
        case: what is filled.
        state: the answer that would change.
        text: the new one as typed.
        head: what is said first, where the change was not asked for by its own words.
    """
    parsed = read(state.field, text, state, turn.desk.act.today)
    if isinstance(parsed, Unfit):
        return turn.with_question(parsed.text)
    old = shown(case, state.field, state.value)
    if parsed.value == state.value:
        return turn.with_question(f"那一题已经是“{parsed.text}”了")
    label = _label(case, state)
    turn.cursor = msgspec.structs.replace(
        turn.cursor, mode="confirm",
        offer={"base": case.base.path, "a": str(state.address), "text": parsed.text, "label": label, "old": old},
    )  # fmt: skip
    send = f"改 {label}：{parsed.text}" if len(label) + len(parsed.text) <= 20 else "改"
    lines = head or "\n".join([f"{label}，改成这样？", f"原来：{old or '没填'}", f"改成：{parsed.text}"])
    return "\n".join([lines, say("改", send), say("不改")])


def _label(case: Case, state: FieldState) -> str:
    label = state.field.short or state.field.label
    if state.address.row is None:
        return label
    n = case.journey.section(state.address.section).rows.index(state.address.row) + 1
    return f"第 {n} 条的{label}"


async def decide(turn: Turn, yes: bool) -> str:
    """Write the change that was proposed, or leave it; the question on the screen stays."""
    offer: dict[str, Any] = turn.cursor.offer or {}
    turn.cursor = msgspec.structs.replace(turn.cursor, mode="answer", offer=None)
    case = turn.own if offer.get("base") == "people/me" else turn.case
    if not offer or case is None:
        return turn.with_question("没有要改的。要改哪一项，发“修改”")
    address = Address.parse(offer["a"])
    if not yes:
        return turn.with_question(f"好，{offer['label']}还是“{offer['old']}”。")
    old = case.answer(address)
    try:
        parsed = answer.save(turn.desk, case, address, text=offer["text"])
    except Problem as error:
        return turn.with_question(error.detail)
    turn.cursor.undo = {"base": case.base.path, "a": str(address), "v": old}
    notes = [p.text for p in case.journey.state(address).problems if p.level == "warn"]
    return turn.with_question("\n".join([f"✓ 已改：{parsed.text}", *notes]))


async def correct(turn: Turn, named: dict[str, str]) -> str:
    """Change an answer that was named by its words, or let the person choose one.

    Args:
        turn: the message.
        named: `row`, `field` and `value`, as far as they were said.
    """
    case = turn.filling or turn.case or turn.own
    if case is None:
        return turn.with_question("还没有填过什么。")
    found = find(turn, case, named)
    if found is None:
        return look(turn, case, pick=True)
    if value := named.get("value"):
        return propose(turn, case, found, value)
    offer = turn.cursor.offer
    if offer and offer["a"] == str(found.address):
        return await decide(turn, True)
    return turn.ask(case, found.address)


def find(turn: Turn, case: Case, named: dict[str, str]) -> FieldState | None:
    """Return the answer that is meant: by row and name of the field, in the section on the screen first."""
    address = turn.address
    here = address.section if address else turn.cursor.extra.get("section", "")
    name = named.get("field", "").strip().removesuffix("时").strip()
    sections = [s for s in (here, *(x.id for x in case.journey.sections())) if s in case.scheme.sections]
    for section in dict.fromkeys(sections):
        rows = case.journey.section(section).rows if case.scheme.sections[section].rows else [None]
        if "row" in named:
            n = int(named["row"])
            if case.scheme.sections[section].rows is None or not 1 <= n <= len(rows):
                continue
            rows = [rows[n - 1]]
        elif address is not None and address.section == section and address.row in rows:
            rows = [address.row]
        for row in rows:
            states = [s for s in case.journey.fields(section, row) if not s.derived and s.field.kind != "note"]
            hits = [s for s in states if name and name in (s.field.short or "", s.field.label)]
            hits = hits or [s for s in states if len(name) >= 2 and name in s.field.label]
            if hits:
                return hits[0]
            if not name and "row" in named and states:
                return states[0]
    return None


def stale(turn: Turn, case: Case, text: str) -> FieldState | None:
    """Return the question that a tapped old choice belongs to, None where the text is for the one on the screen.

    The text decides; the link's hint is only believed where the text fits the question that it names.
    """
    state = turn.field_state()
    bare = text.strip()
    if state is not None and any(bare == o.send for o in prompt(case.journey, state.address).options):
        hint = (turn.menu_id or "").partition("@")[0]
        if not hint or hint == str(state.address) or "." not in hint:
            return None
        return _other(case, hint, bare)
    if "：" in bare:
        for section in case.journey.sections():
            for row in section.rows if case.scheme.sections[section.id].rows else [None]:
                for other in case.journey.fields(section.id, row):
                    if other.field.kind == "choice" and any(
                        bare == o.send for o in prompt(case.journey, other.address).options
                    ):
                        return other if state is None or other.address != state.address else None
    hint = (turn.menu_id or "").partition("@")[0]
    return _other(case, hint, bare) if hint and (state is None or hint != str(state.address)) else None


def _other(case: Case, hint: str, text: str) -> FieldState | None:
    try:
        address = Address.parse(hint)
        state = case.journey.state(address)
    except (ValueError, KeyError):
        return None
    if not state.shown or state.derived or not any(text == o.send for o in prompt(case.journey, address).options):
        return None
    return state


def old_choice(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Answer a tap on an old choice: never written into another question (T5)."""
    parsed = read(state.field, text, state, turn.desk.act.today)
    if isinstance(parsed, Unfit):
        return turn.with_question(parsed.text)
    label = state.field.short or state.field.label
    if state.value is None:
        return propose(turn, case, state, text, f"您点的是{label}那一题的旧选项。填成“{parsed.text}”吗？")
    old = shown(case, state.field, state.value)
    head = f"您点的是{label}那一题的旧选项。{label}现在是“{old}”，改成“{parsed.text}”吗？"
    reply = propose(turn, case, state, text, head)
    now = turn.field_state()
    if now is not None and turn.cursor.mode == "confirm":
        reply += f"\n\n{now.field.short or now.field.label}还没填，改不改都接着问。" if now.value is None else ""
    return reply


def look(turn: Turn, case: Case, pick: bool = False) -> str:
    """Read a section back in few lines, problems first; a digit opens a field.

    Args:
        turn: the message.
        case: what is filled.
        pick: the person wants to change something.
    """
    address = turn.address
    section = address.section if address else turn.cursor.extra.get("section", "")
    if section not in case.scheme.sections:
        sections = [s for s in case.journey.sections() if s.started]
        if not sections:
            return turn.with_question("还没有填过什么。")
        section = sections[0].id
    row = address.row if address and address.section == section else None
    declared = case.scheme.sections[section]
    lines: list[str] = []
    picks: list[str] = []
    if declared.rows is not None and row is None:
        for n, r in enumerate(case.journey.section(section).rows, 1):
            texts = [t for s in case.journey.fields(section, r) if (t := shown(case, s.field, s.value))]
            lines.append(say(f"{n} {'｜'.join(texts)[:40]}", f"改第 {n} 条"))
    else:
        states = [s for s in case.journey.fields(section, row) if s.field.kind != "note"]
        states.sort(key=lambda s: not any(p.level == "stop" and p.code != "missing" for p in s.problems))
        for n, s in enumerate(states, 1):
            text = shown(case, s.field, s.value) or ("没填" if s.required else "可不填")
            lines.append(f"{n} {s.field.short or s.field.label}\u3000{text[:40]}")
            picks.append(str(s.address))
    turn.cursor = msgspec.structs.replace(
        turn.cursor, mode="pick", extra={"section": section, "picks": picks, "base": case.base.path}
    )
    n = f"第 {case.journey.section(section).rows.index(row) + 1} 条" if row else ""
    head = f"【{declared.label}{' · ' + n if n else ''}】" + (
        "要改哪一项？发前面的数字" if pick else "要改，发前面的数字"
    )
    return fit(
        head, lines, "\n" + GAP.join((say("接着填"), turn.links.to("去小程序", case, Address(section, row, None))))
    )


def picked(turn: Turn, case: Case, text: str) -> str | None:
    """Open the field that a digit names after 查看; None where the text is no such digit."""
    picks = turn.cursor.extra.get("picks", [])
    bare = text.strip()
    if bare.isdecimal() and 1 <= int(bare) <= len(picks):
        address = Address.parse(picks[int(bare) - 1])
        turn.cursor.extra = {}
        return turn.ask(case, address)
    return None


def undo(turn: Turn) -> str:
    """Take the last write back."""
    last = turn.cursor.undo
    case = (turn.own if last and last["base"] == "people/me" else turn.case) if last else None
    if last is None or case is None:
        return turn.with_question("没有可以撤回的。要改哪一项，发“修改”")
    address = Address.parse(last["a"])
    label = case.scheme.field(address.section, address.field or "").label
    try:
        if last["v"] is None:
            answer.drop(turn.desk, case, address)
        else:
            answer.save(turn.desk, case, address, value=last["v"])
    except (Wrong, Problem) as error:
        return turn.with_question(error.detail)
    turn.cursor.undo = None
    section = case.scheme.sections[address.section].label
    text = shown(case, case.scheme.field(address.section, address.field or ""), last["v"]) or "空着"
    return turn.with_question(f"✓ 已撤回：{section} {label}还是 {text}")


def back(turn: Turn) -> str:
    """Go to the question before, with its stored value and a way past it."""
    case, address = turn.filling, turn.address
    if case is None or address is None:
        return turn.with_question("前面没有题了。")
    states = [s for s in case.journey.fields(address.section, address.row) if not s.derived and s.field.kind != "note"]
    at = next((n for n, s in enumerate(states) if s.address == address), 0)
    if at == 0:
        order = [s.id for s in case.journey.sections()]
        here = order.index(address.section) if address.section in order else 0
        if here == 0 or address.row is not None:
            return turn.with_question("这一栏的第一题，前面没有了。")
        states = [s for s in case.journey.fields(order[here - 1], None) if not s.derived]
        at = len(states)
        if not states:
            return turn.with_question("前面是多条的栏目。发“查看”可以看。")
    previous = states[at - 1]
    asked = turn.ask(case, previous.address)
    if previous.value is None:
        return asked
    return joined(asked, f"现在是：{shown(case, previous.field, previous.value)}\u3000{say('不改，下一题')}")


async def skip(turn: Turn) -> str:
    """Leave the question open; 无 is never written."""
    case, address = turn.filling, turn.address
    if case is None or address is None:
        return turn.with_question("好。")
    return joined(
        "先空着，可以回头再填。" if case.answer(address) is None else "不改。", await onward(turn, case, address)
    )


def drop_row(turn: Turn, number: str) -> str:
    """Put a row aside, with a way back."""
    case = turn.filling or turn.case
    address = turn.address
    section = address.section if address else turn.cursor.extra.get("section", "")
    if case is None or section not in case.scheme.sections or case.scheme.sections[section].rows is None:
        return turn.with_question("要删哪一栏的？先发“填工作经历”这样的话，再说删第几条。")
    rows = case.journey.section(section).rows
    row = (address.row if address and not number else None) or (
        rows[int(number) - 1] if number and 1 <= int(number) <= len(rows) else None
    )
    if row is None:
        return turn.with_question(f"没有第 {number} 条，现在共 {len(rows)} 条。")
    n = rows.index(row) + 1
    answer.drop_row(turn.desk, case, section, row)
    turn.point(case, None)
    turn.cursor.extra = {"section": section, "row": row}
    turn.cursor.undo = None
    return joined(
        f"✓ 第 {n} 条删掉了，还剩 {len(rows) - 1} 条。", GAP.join((say("找回"), say("再加一条"), say("下一栏")))
    )


def recover(turn: Turn) -> str:
    """Bring back the row or the section that was put aside last."""
    case = turn.filling or turn.case
    if case is None:
        return turn.with_question("没有可以找回的。")
    section, row = turn.cursor.extra.get("section", ""), turn.cursor.extra.get("row")
    try:
        if row and f"{section}.{row}" in case.present.filled.aside:
            answer.restore_row(turn.desk, case, section, row)
        else:
            where = section if section in case.present.filled.aside else next(iter(case.present.filled.aside), "")
            name, _, gone = where.partition(".")
            if gone:
                answer.restore_row(turn.desk, case, name, gone)
            else:
                answer.recover(turn.desk, case, name)
    except (Hidden, Problem) as error:
        return turn.with_question(error.detail)
    return joined("✓ 找回来了。", GAP.join((say("查看"), say("接着填"))))


def clear(turn: Turn, sure: bool) -> str:
    """Empty the section on the screen, asked once; it stays under 找回."""
    case, address = turn.filling, turn.address
    section = address.section if address else turn.cursor.extra.get("section", "")
    if case is None or section not in case.scheme.sections:
        return turn.with_question("要清空哪一栏？先发“填封面”这样的话，再说清空。")
    label = case.scheme.sections[section].label
    if not sure:
        return "\n".join(
            [f"清空“{label}”这一栏吗？里面填的都会拿掉，30 天内发“找回”能找回来。", say("确定清空"), say("不改")]
        )
    answer.clear(turn.desk, case, section)
    turn.point(case, None)
    turn.cursor.extra = {"section": section}
    return joined(f"✓ {label}清空了，30 天内发“找回”能找回来。", GAP.join((say("找回"), say(f"填{label}"))))
