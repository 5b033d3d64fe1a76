"""Changing what was said: a change is shown before it is written, and the last write can be taken back."""

import re
from typing import Any

from bot import answering, looking, rows
from bot.asking import takes_photos
from bot.onward import onward
from bot.render import GAP, joined, label_of, say, told
from bot.slots import empty_tray
from bot.turn import Turn
from bot.words import NO, YES, bare, figure
from casework.asking.places import place as row_place
from casework.case import Case
from casework.deeds import answer, evidence
from wizard.address import Address
from wizard.parsing import parse as read
from wizard.parsing import prefix_of
from wizard.states import FieldState, Parsed
from wizard.states import Wrong as Unfit
from wizard.times import typed_moment

TIMES = frozenset({"period", "month", "date"})
ENDS = ("改开始", "改结束")
SENT = 8  # characters that a tap may send
# A name that begins so means a certain row, not the one on the screen.
ANOTHER = re.compile(r"第|[上下前后]一|最后|倒数")
EXAMPLE = "第1条时间改成2011.9-2015.12"


def name_at(case: Case, address: Address) -> str:
    """Return how an answer is named in a sentence: 第 3 条的起止时间, 2021 年度, 最高学历."""
    label = label_of(case.scheme.field(address.section, address.field or "")) if address.row else ""
    if address.row is None:
        return label_of(case.journey.state(address).field)
    n = case.journey.section(address.section).rows.index(address.row) + 1
    return f"第 {n} 条的{label}"


def tapped(case: Case, state: FieldState, text: str = "") -> str:
    """Return what a tap on 改 sends: readable where that is short (改 第3条时间), else the word alone."""
    address = state.address
    if address.row is not None:
        n = case.journey.section(address.section).rows.index(address.row) + 1
        send = f"改 第{n}条{short_name(case, state)}"
    else:
        send = f"改 {prefix_of(state.field)}" + (f"：{text}" if text else "")
    return send if len(send.replace(" ", "").replace("：", "")) <= SENT else "改"


def short_name(case: Case, state: FieldState) -> str:
    """Return the shortest name that still tells a question of a row: 时间 for the only time there."""
    fields = case.scheme.sections[state.address.section].fields
    if state.field.kind in TIMES and sum(f.kind in TIMES for f in fields.values()) == 1:
        return "时间"
    return label_of(state.field)


def propose(turn: Turn, case: Case, state: FieldState, text: str, head: str = "") -> str:
    """Show a change before it is written: before, after, and two taps.

    Args:
        turn: the message.
        case: what is filled.
        state: the answer that would change.
        text: the new one as typed.
        head: what is said first, where the change was not asked for by its own words.
    """
    readings = understood(turn, state, text)
    match readings:
        case [Unfit(text=why)]:
            return turn.with_question(why)
        case [_, _]:
            return which_end(turn, case, state, readings)
        case [Parsed() as parsed]:
            return shown_change(turn, case, state, parsed, head)
        case _:
            raise ValueError(readings)


def shown_change(turn: Turn, case: Case, state: FieldState, parsed: Parsed, head: str = "") -> str:
    """Show one change and wait for 改 or 不改."""
    old, name = told(case, state.field, state.value), name_at(case, state.address)
    if parsed.value == state.value:
        return turn.with_question(f"那一题已经是“{parsed.text}”了")
    turn.expect(
        "confirm", base=case.base.path, a=str(state.address), v=parsed.value, text=parsed.text, name=name, old=old,
        send=tapped(case, state, parsed.text), seq=case.seq(state.address),
    )  # fmt: skip
    before = f"{name}，改成这样？\n原来：{old or '没填'}\n改成：{parsed.text}"
    return "\n".join([head or before, say("改", tapped(case, state, parsed.text)), say("不改")])


def understood(turn: Turn, state: FieldState, text: str) -> list[Parsed | Unfit]:
    """Return how a new answer may be meant: one moment may stand for either end of a period (T2)."""
    parsed = read(state.field, text, state, turn.desk.act.today)
    if isinstance(parsed, Parsed) or state.field.kind != "period" or not isinstance(state.value, dict):
        return [parsed]
    old: dict[str, Any] = state.value
    end = old.get("to")
    tries = [f"{text}-{typed_moment(end)}" if end else f"{text}至今"]
    if end:
        tries.append(f"{typed_moment(old['from'])}-{text}")
    found = [read(state.field, t, state, turn.desk.act.today) for t in tries]
    fits = [p for p in found if isinstance(p, Parsed)]
    return list(fits) if fits else [parsed]


def which_end(turn: Turn, case: Case, state: FieldState, readings: list[Parsed | Unfit]) -> str:
    """Ask which end of a period is meant."""
    fits = [p for p in readings if isinstance(p, Parsed)]
    values, texts = [p.value for p in fits], [p.text for p in fits]
    turn.expect("either", base=case.base.path, a=str(state.address), v=values, t=texts)
    taps = [say(f"{n} 改成 {t}", word) for n, (t, word) in enumerate(zip(texts, ENDS, strict=True), 1)]
    return "\n".join([f"{name_at(case, state.address)}，改哪一头？", *taps, say("不改")])


async def either(turn: Turn, text: str) -> str | None:
    """Show the change of the end that was chosen; None where the text chooses none."""
    offer = turn.offer or {}
    words = bare(text)
    n = {"1": 0, ENDS[0]: 0, "2": 1, ENDS[1]: 1}.get(words)
    case = await turn.case_of(offer["base"])
    if case is None:
        return None
    state = case.journey.state(Address.parse(offer["a"]))
    if n is not None:
        return shown_change(turn, case, state, Parsed(offer["v"][n], offer["t"][n]))
    return turn.with_question("好，没有改。") if words in NO else None


async def confirmed(turn: Turn, text: str) -> str | None:
    """Write the change that was proposed, or leave it; None where the text decides neither."""
    offer = turn.offer or {}
    words = bare(text)
    case = await turn.case_of(offer["base"])
    if case is None:
        return None
    if words in YES or " ".join(text.split()) == offer["send"]:
        return await write_change(turn, case, offer)
    if words in NO:
        old = f"还是“{offer['old']}”" if offer["old"] else "还空着"
        return turn.with_question(f"好，{offer['name']}{old}。")
    return None


async def write_change(turn: Turn, case: Case, offer: dict[str, Any]) -> str:
    """Write a change; the question on the screen stays, or the next one comes where this was the one."""
    address = Address.parse(offer["a"])
    open_now = turn.address
    if offer["seq"] != case.seq(address):  # another surface has written it since it was shown
        return shown_change(turn, case, case.journey.state(address), Parsed(offer["v"], offer["text"]))
    said = answering.put_value(turn, case, case.journey.state(address), offer["v"], "✓ 已改：{}")
    if not said.startswith("✓"):
        return said
    if open_now == address:
        return joined(said, await onward(turn, case, address))
    return turn.with_question(said) if open_now is not None else joined(said, GAP.join((say("接着填"), say("查看"))))


# ── which answer is meant ────────────────────────────────────────────────────
async def correct(turn: Turn, named: dict[str, str]) -> str:
    """Change an answer that was named by its words, or let the person choose one.

    Args:
        turn: the message.
        named: `row`, `field` and `value`, as far as they were said.
    """
    case = turn.filling or turn.case or await turn.registration()
    if case is None:
        return turn.with_question("还没有填过什么。")
    if "row" in named:
        return in_row(turn, case, named)
    name = named.get("field", "")
    found = await known(turn, name)
    if found is None and ANOTHER.match(name):
        return turn.with_question(f"没看懂要改哪一条，还没改。请说第几条的哪一项，比如“{EXAMPLE}”。")
    if found is None:
        return joined(f"没找到叫“{name[:12]}”的一项，还没改。", looking.look(turn, case, pick=True))
    return at_once(turn, *found, named)


async def known(turn: Turn, name: str) -> tuple[Case, FieldState] | None:
    """Return the answer that is meant by a name, of what is filled first, else of the other thing that is."""
    case = turn.filling or turn.case or await turn.registration()
    other = await turn.registration() if case is turn.held else turn.case
    for one in (case, other):
        if one is not None and (found := find(turn, one, name)) is not None:
            return one, found
    return None


def at_once(turn: Turn, case: Case, found: FieldState, named: dict[str, str]) -> str:
    """Show the change of an answer that was found, or ask for the new one where none was said."""
    return propose(turn, case, found, value) if (value := named.get("value")) else turn.ask(case, found.address)


def in_row(turn: Turn, case: Case, named: dict[str, str]) -> str:
    """Change an answer of the row that was named by its number; no other row is ever taken for it.

    Args:
        turn: the message.
        case: what is filled.
        named: `row`, and `section`, `field` and `value` as far as they were said.
    """
    number, name = named["row"], tidy(named.get("field", ""))
    section = rows.section_meant(turn, case, named.get("section", ""), lambda s: name_known(case, s, name))
    if section is None:
        return turn.with_question(rows.which(turn))
    row = rows.row_at(turn, case, section, number)
    if row is None:
        return turn.with_question(rows.absent(case, section, number))
    if (found := named_in(case, section, row, name) if name else None) is not None:
        return at_once(turn, case, found, named)
    turn.point(case, Address(section, row))
    said = looking.look(turn, case, pick=True)
    unclear = name or "value" in named
    if unclear:
        turn.keep(turn.text)
    return joined(f"没看懂要改第 {number} 条的哪一项，还没改。", said) if unclear else said


def name_known(case: Case, section: str, name: str) -> bool:
    """Tell whether a question of a section's rows has this name; none is a name that every section knows."""
    return not name or any(named_in(case, section, row, name) for row in case.journey.row_ids(section))


async def change(turn: Turn) -> str:
    """Let the person choose what to change; 刚才错了 means the last answer."""
    last = turn.cursor.undo
    case = await turn.case_of(last["base"]) if "错" in turn.text and last is not None else None
    if case is not None and last is not None and (state := still_there(case, last)) is not None:
        return turn.ask(case, state.address)
    case = turn.filling or turn.case or await turn.registration()
    return looking.look(turn, case, pick=True) if case is not None else turn.with_question("还没有填过什么。")


def tidy(name: str) -> str:
    """Return the name of a question without what is said around it: 时间时 → 时间, but 24 学时 stays."""
    return name.removesuffix("时").strip() if not name.endswith(("小时", "学时")) else name


def find(turn: Turn, case: Case, name: str) -> FieldState | None:
    """Return the answer that is meant by the name of its question, in the section on the screen first."""
    name = tidy(name)
    place = turn.place if turn.filling is case else None
    sections = [s.id for s in case.journey.sections()]
    if place is not None:
        sections = [place.section, *(s for s in sections if s != place.section)]
    for section in sections:
        for at in rows_meant(case, section, place):
            if (found := named_in(case, section, at, name)) is not None:
                return found
    return None


def rows_meant(case: Case, section: str, place: Address | None) -> list[str | None]:
    """Return which rows a name may be looked for in: the one on the screen, or all."""
    if case.scheme.sections[section].rows is None:
        return [None]
    listed = case.journey.section(section).rows
    if place is not None and place.section == section and place.row in listed:
        return [place.row]
    return list(reversed(listed))


def named_in(case: Case, section: str, row: str | None, name: str) -> FieldState | None:
    """Return the question of a section or a row that a name means: exactly, in part, or as the only time there."""
    states = [s for s in case.journey.fields(section, row) if not s.derived and s.field.kind != "note"]
    exact = [s for s in states if name in {s.field.short, s.field.label, prefix_of(s.field), short_name(case, s)}]
    part = [s for s in states if len(name) >= 2 and (name in s.field.label or name in (s.field.short or ""))]
    asks = [s for s in states if len(name) >= 3 and name in (s.field.ask or "")]
    return next(iter([*exact, *part, *asks]), None)


def exact(turn: Turn, case: Case, name: str, number: str | None = None) -> FieldState | None:
    """Return the question of the place on the screen with exactly this name (时间是2019年9月).

    Args:
        turn: the message.
        case: what is filled.
        name: of the question.
        number: of the row, where one was said (第1条时间是2019年9月).
    """
    place = turn.place
    if place is None:
        return None
    declared = case.scheme.sections[place.section]
    if not any(name in (f.label, f.short or "", "时间") for f in declared.fields.values()):
        return None
    row = place.row if declared.rows is not None else None
    if number is not None:
        row = rows.row_at(turn, case, place.section, figure(number)) if declared.rows is not None else None
    if declared.rows is not None and row is None:
        return None
    states = [s for s in case.journey.fields(place.section, row) if not s.derived]
    return next((s for s in states if name in {s.field.label, s.field.short, short_name(case, s)}), None)


# ── taking back ──────────────────────────────────────────────────────────────
def still_there(case: Case, last: dict[str, Any]) -> FieldState | None:
    """Return the question that was answered last, None where it was a row or a page has taken its row out since."""
    try:
        state = case.journey.state(Address.parse(last["a"])) if "a" in last else None
    except KeyError:
        return None
    return state if state is not None and state.shown else None


async def undo(turn: Turn) -> str:
    """Take the last write back."""
    last = turn.cursor.undo
    case = await turn.case_of(last["base"]) if last else None
    if last is None or case is None:
        return turn.with_question("没有可以撤回的。要改哪一项，发“修改”")
    turn.cursor.undo = None
    if "cells" in last or "order" in last:
        return several_back(turn, case, last)
    if "row" in last:
        answer.restore_row(turn.desk, case, last["section"], last["row"])
        n = case.journey.section(last["section"]).rows.index(last["row"]) + 1
        return turn.with_question(f"✓ 已撤回：第 {n} 条放回来了")
    state = still_there(case, last)
    if state is None:
        return turn.with_question("没有可以撤回的。要改哪一项，发“修改”")
    address, field = state.address, state.field
    if last.get("seq", case.seq(address)) != case.seq(address):
        now = told(case, field, state.value) or "空着"
        return turn.with_question(f"{label_of(field)}后来在别处又改过，没有撤回，现在是“{now}”。要改就发“修改”")
    if takes_photos(state):
        evidence.take_back(turn.desk, case, address, last["v"])
        many, save = len(evidence.slot_of(case, address)["pages"]), say("还是保存", "保存这份材料")
        turn.cursor.tray = empty_tray(case, address)
        now = "还是原来那一份，新拍的" if last["v"] else f"还没有保存，{many} 张照片"
        return joined(f"✓ 已撤回：{label_of(field)}{now}都在。", f"{save}　{say('接着填')}")
    if last["v"] is None:
        answer.drop(turn.desk, case, address)
    else:
        answer.save(turn.desk, case, address, value=last["v"])
    old = told(case, field, last["v"]) or "空着"
    said = f"✓ 已撤回：{row_place(case, address.place)} {label_of(field)}还是 {old}"
    return joined(said, turn.ask(case, address)) if last["v"] is None else turn.with_question(said)


def several_back(turn: Turn, case: Case, last: dict[str, Any]) -> str:
    """Take back what was written at once: the years of a table's row, or an order of rows."""
    if "order" in last:
        rows.order(turn, case, last["section"], last["order"])
        return turn.with_question("✓ 已撤回：先后和刚才一样了")
    back = [(Address.parse(at), old) for at, old, seq in last["cells"] if case.seq(Address.parse(at)) == seq]
    for address, old in back:
        if old is None:
            answer.drop(turn.desk, case, address)
        else:
            answer.save(turn.desk, case, address, value=old)
    if not back:
        return turn.with_question("这一项后来在别处又改过，没有撤回。要改就发“修改”")
    return joined(f"✓ 已撤回：{row_place(case, back[0][0].place)}的 {len(back)} 个数", turn.ask(case, back[0][0]))
