"""Reading a section back, opening one of its answers by a digit, emptying it and bringing it back."""

from bot import region
from bot.asking import FILES
from bot.render import GAP, LINES, MORE, brief, in_row, joined, label_of, lined, say
from bot.turn import Turn
from bot.words import NO, bare
from casework.case import Case
from casework.deeds import answer
from casework.presents.contact import placed
from casework.presents.filled import ASIDE
from wizard.address import Address
from wizard.states import FieldState

Named = dict[str, str]
CLEARING = "确定清空"
DROPPED = "删掉的"  # said with 找回: what was put aside on purpose, and no text that could not be stored


def look(turn: Turn, case: Case, *, pick: bool = False) -> str:
    """Read a section or a row back in few lines, problems first; a digit opens an answer.

    Args:
        turn: the message.
        case: what is filled.
        pick: the person wants to change something.
    """
    place = turn.place if turn.filling is case else None
    if place is None:
        begun = [s.id for s in case.journey.sections() if s.started]
        if not begun:
            return turn.with_question("还没有填过什么。")
        place = Address(begun[0])
    declared = case.scheme.sections[place.section]
    if declared.rows is not None and place.row is None:
        rows = case.journey.row_ids(place.section)
        entries = [(row_text(case, place.section, r), Address(place.section, r)) for r in rows]
        word = "条"
    else:
        entries = [(field_text(case, s), s.address) for s in in_order(case, place)]
        word = "项"
    if not entries:
        return turn.with_question(f"{declared.label}还没有填。")
    if only_read := case is turn.held and not turn.open:
        asks = "已经交了，现在只能看。"
    else:
        turn.expect("pick", base=case.base.path, picks=[str(a) for _, a in entries], change=pick)
        asks = f"要改哪一{word}？发前面的数字" if pick else "要改，发前面的数字"
    lines = [f"{n} {text}" for n, (text, _) in enumerate(entries, 1)]
    more = say(MORE) if len(lines) > LINES else ""
    turn.cursor.rest = lines[LINES:]
    foot = GAP.join((say("进度" if only_read else "接着填"), turn.links.to("去小程序", case, place)))
    return joined(lined(f"【{heading(case, place)}】{asks}", *lines[:LINES], more), foot)


def heading(case: Case, place: Address) -> str:
    """Return the name of a section or of a row of it: 工作经历 · 第 3 条."""
    label = case.scheme.sections[place.section].label
    if place.row is None:
        return label
    return f"{label} · 第 {case.journey.row_ids(place.section).index(place.row) + 1} 条"


def in_order(case: Case, place: Address) -> list[FieldState]:
    """Return the answers of a section or a row: those with a problem first, then as they are asked."""
    states = [s for s in case.journey.fields(place.section, place.row) if s.field.kind != "note" and not s.derived]
    return sorted(states, key=lambda s: not any(p.level == "stop" and p.code != "missing" for p in s.problems))


def field_text(case: Case, state: FieldState) -> str:
    """Return one answer as a line: 起止时间　2019.09 至今."""
    text = brief(case, state.field, state.value)[:40]
    wrong = next((p for p in state.problems if p.level == "stop" and p.code != "missing"), None)
    mark = f"（{wrong.say or wrong.text}）" if wrong is not None else ""
    label = state.field.label if state.field.kind in FILES else label_of(state.field)
    return f"{label}\u3000{text or ('没填' if state.required else '可不填')}{mark}"


def row_text(case: Case, section: str, row: str) -> str:
    """Return one row as a line: 2019.09 至今｜云溪区人民医院｜内科临床｜主治医师."""
    states = [s for s in case.journey.fields(section, row) if s.field.kind != "note"]
    texts = [in_row(case, s.field, s.value) for s in states if s.value is not None]
    left = sum(s.missing for s in states)
    return ("｜".join(texts)[:44].rstrip("｜") or "还没填") + (f"（还差 {left} 项）" if left and texts else "")


async def picked(turn: Turn, text: str) -> str | None:
    """Open the answer, or the row, that a digit names after a list; None where the text is no such digit."""
    offer = turn.offer or {}
    words = bare(text)
    case = await turn.case_of(offer["base"])
    if case is None or not words.isdecimal():
        return None
    many = len(offer["picks"])
    if not 1 <= int(words) <= many:
        if not offer.get("change") and not chosen_by_name(turn):
            return None
        turn.expect("pick", **offer)
        return joined(f"没有第 {words} 个，只有 1 到 {many}。发其中一个数字。", say("接着填"))
    address = Address.parse(offer["picks"][int(words) - 1])
    if address.field is not None:
        return turn.ask(case, address)
    turn.point(case, address)
    return look(turn, case, pick=True)


def chosen_by_name(turn: Turn) -> bool:
    """Tell whether no number can be meant for the question on the screen: there is none, or it looks names up."""
    state = turn.field_state()
    return state is None or state.field.kind == "unit"


async def more(turn: Turn, _: Named) -> str:
    """Say the rest of a reply that was too long."""
    rest = turn.cursor.rest
    if not rest:
        return turn.with_question("后面没有了。")
    if turn.mode == "pick" and turn.offer is not None:
        turn.expect("pick", **turn.offer)
    turn.cursor.rest = rest[LINES:]
    here = rest[:LINES]
    on = "" if any("<a " in line for line in here) else say("接着填")
    return lined(*here, say(MORE) if len(rest) > LINES else on)


# ── emptying ─────────────────────────────────────────────────────────────────
async def clear(turn: Turn, _: Named) -> str:
    """Ask whether the section on the screen is to be emptied; it stays under 找回 for 30 days."""
    case, place = turn.filling, turn.place
    if case is None or place is None:
        example = region.first_section(region.scheme_of(turn))
        return turn.with_question(f"要清空哪一栏？先发“填{example}”这样的话，再说清空。")
    label = case.scheme.sections[place.section].label
    turn.expect("clear", base=case.base.path, section=place.section)
    asks = f"清空“{label}”这一栏吗？里面填的都会拿掉，30 天内发“找回”能找回来。"
    return lined(asks, say(CLEARING), say("不清空"))


async def cleared(turn: Turn, text: str) -> str | None:
    """Empty the section that was asked about; None where the text decides neither."""
    offer, words = turn.offer or {}, bare(text)
    case = await turn.case_of(offer["base"])
    if case is None:
        return None
    if words == CLEARING:
        section: str = offer["section"]
        answer.clear(turn.desk, case, section)
        turn.point(case, Address(section))
        turn.cursor.undo = None
        label = case.scheme.sections[section].label
        ways = GAP.join((say("找回"), say(f"填{label}", f"填{label[:7]}")))
        return joined(f"✓ {label}清空了，30 天内发“找回”能找回来。", ways)
    return turn.with_question("好，没有清空。") if words in NO or words == "不清空" else None


async def recover(turn: Turn, _: Named) -> str:
    """Bring back what was put aside last: a row, a section, or texts that could not be stored; offer the other."""
    case, texts = turn.filling or turn.case, turn.cursor.unsaved
    gone = put_aside(turn, case)
    if case is not None and gone and (not texts or DROPPED in turn.text or after_texts(turn, case, gone[0])):
        return put_back(turn, case, gone)
    if not texts:
        return turn.with_question("没有可以找回的。")
    said = lined("您上次没存上的：", *(text for _, text in reversed(texts)))
    if case is not None and gone:
        said = joined(said, lined(f"要放回来的是删掉的{called(case, gone[0])}？", say("放回来", f"找回{DROPPED}")))
    return turn.with_question(said)


def put_aside(turn: Turn, case: Case | None) -> list[str]:
    """Return the rows and sections that can be brought back, the newest first; rows that held nothing are left out."""
    if case is None or (case is turn.held and not turn.open):
        return []
    return [name for name, kept in reversed(case.present.filled.aside.items()) if kept["values"]]


def after_texts(turn: Turn, case: Case, name: str) -> bool:
    """Tell whether a row or a section was put aside after the newest text that could not be stored, as far as known."""
    cursor = turn.cursor
    here = cursor.unsaved[-1][0].startswith(placed(case.base.path, "")) and case is turn.held
    return here and case.present.filled.seqs[name + ASIDE] > cursor.unsaved_head


def called(case: Case, name: str) -> str:
    """Return how something that was put aside is called: 工作经历第 2 条, 工作经历."""
    section, _, row = name.partition(".")
    at = f"第 {case.present.filled.aside[name]['place'] + 1} 条" if row else ""
    return f"{case.scheme.sections[section].label}{at}"


def put_back(turn: Turn, case: Case, gone: list[str]) -> str:
    """Bring back the newest of what was put aside, and say where texts wait that could not be stored."""
    section, _, row = gone[0].partition(".")
    if row:
        answer.restore_row(turn.desk, case, section, row)
    else:
        answer.recover(turn.desk, case, section)
    wait = turn.cursor.unsaved and not (gone[1:] and after_texts(turn, case, gone[1]))
    more = "还有没存上的话，再发一次“找回”就能看到。" if wait else ""
    if turn.address is not None:
        return turn.with_question("✓ 找回来了。", more)
    turn.point(case, Address(section, row or None))
    return joined("✓ 找回来了。", more, look(turn, case))
