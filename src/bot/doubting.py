"""When it is not sure that a text answers the open question: after a long time, out of order, after the page."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from bot.asking import asked
from bot.onward import following, resume
from bot.render import joined, label_of, lined, say, told
from bot.standing import counted_back
from bot.turn import Turn
from bot.words import NO, YES, bare
from casework.case import Case
from casework.views import home
from casework.views.far import far_in
from casework.words import moment
from review.status import Status
from schemes import Scheme
from schemes.model import Field
from wizard.address import Address
from wizard.parsing import parse as read
from wizard.picks import label_of as label_of_choice
from wizard.prompts import asked_of, where
from wizard.showing import choices_of, records_of
from wizard.states import FieldState, Parsed
from wizard.states import Wrong as Unfit

SENT = 8  # characters that a tap may send
SURE = "是，保存"
ENDING = 2  # characters by which words of one's own are known to be of a list's kind: 主治中西医结合医师, as 主治医师


def is_it(turn: Turn, state: FieldState, text: str, why: str, *besides: str, typed: str = "") -> str:
    """Ask whether a text is the answer to the question on the screen.

    Args:
        turn: the message.
        state: the question.
        text: as typed or heard, or what of it may be the answer.
        why: said first.
        besides: further taps.
        typed: the whole of what was typed, where the text is a part of it.
    """
    turn.expect("sure", text=text, a=str(state.address))
    turn.keep(typed or text)
    asks = f"“{shortened(text)}”是“{label_of(state.field)}”这一题的答案吗？"
    return lined(why, asks, say(SURE), say("不是"), *besides)


def out_of_place(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Return why words are doubted where any are taken: a choice of another question, or none of those listed here.

    Args:
        turn: for what day it is.
        case: what is filled.
        state: the question on the screen.
        text: as typed.
    """
    field, address = state.field, state.address
    other = beside(case.scheme, address.section, address.field or "").get(bare(text))
    if other is None and not field.free:
        return ""
    parsed = read(field, text, state, turn.desk.act.today)
    if isinstance(parsed, Unfit) or parsed.value in own(case.scheme, field) or text in state.suggest:
        return ""
    if other is not None:
        return f"“{shortened(text)}”是“{other}”那一题的选项，还没保存。"
    ends = {label_of_choice(option)[-ENDING:] for option in state.options}
    return "" if parsed.text[-ENDING:] in ends else f"单子里没有“{shortened(text)}”，还没保存。"


def own(scheme: Scheme, field: Field) -> Collection[Any]:
    """Return what a question is known to be answered with: its listed answers, and the word for none."""
    return {field.none or "无"} if field.list is None else records_of(scheme, field)


@lru_cache(maxsize=4096)
def beside(scheme: Scheme, section: str, field: str) -> Mapping[str, str]:
    """Return the choices of a section's other questions, each with the name of its question."""
    found = dict[str, str]()
    for name, _ in asked_of(scheme, section):
        other = scheme.field(section, name)
        if name == field or other.list is None or other.free:
            continue
        for record in choices_of(scheme, other):
            found.setdefault(bare(label_of_choice(record)), label_of(other))
    return found


def shortened(text: str, most: int = 30) -> str:
    """Return the beginning of a text on one line."""
    flat = " ".join(text.split())
    return f"{flat[:most]}…" if len(flat) > most else flat


def agreed(turn: Turn, text: str) -> str | None:
    """Return the text that was agreed to be the answer, empty where it was not; None where that was not said."""
    offer, words = turn.offer or {}, bare(text)
    state = turn.field_state()
    if state is None or str(state.address) != offer.get("a"):
        return None
    if words in {bare(SURE), "保存", "是,保存"} or words in YES:
        return str(offer["text"])
    return "" if words in NO or words in {"不是,我打字", "不是"} else None


def back_after_days(turn: Turn, case: Case, state: FieldState, text: str) -> str | None:
    """Say where the person stopped, and ask whether a text is meant as the answer (T5).

    Args:
        turn: the message.
        case: what is filled.
        state: the question on the screen.
        text: as typed.
    """
    parsed = read(state.field, text, state, turn.desk.act.today)
    lines = resumed(turn, case, state)
    if isinstance(parsed, Unfit):
        return joined(lines, turn.repeat())
    options = asked(case, state.address, every=turn.cursor.every).options
    named = next((o.send for o in options if read(state.field, o.send, state, turn.desk.act.today) == parsed), "")
    send = named or (text.strip() if len(text.strip()) <= SENT and text.strip().isprintable() else SURE)
    turn.expect("sure", text=text, a=str(state.address))
    turn.point(case, state.address, every=turn.cursor.every)
    page = turn.links.to("在小程序里接着填", case, state.address)
    asks = f"“{shortened(text)}”是这一题的答案吗？"
    return joined(lines, lined(asks, say(SURE, send), say("不是，看看还差什么", "还差什么"), page))


def resumed(turn: Turn, case: Case, state: FieldState) -> str:
    """Return where the person stopped, how much is done, and until when there is time."""
    since = moment(turn.desk.house.iso(turn.state.last), turn.desk.act.now).partition(" ")[0]
    lines = [f"{turn.name}，您 {since} 停在这里：", f"【{where(case.journey, state.address)}】{state.field.label}"]
    if case is turn.held:
        back = case.application.state.standing.status is Status.RETURNED  # what is said of that has its own term
        until = f"，{turn.deadline()}" if turn.deadline() and not back else ""
        far = far_in(case)
        lines.append(f"{far.total} 栏已完成 {far.done} 栏{until}。")
        lines += [counted] if (counted := counted_back(turn, case, late=False)) else []
        if back:
            lines.append(f"{home.sentence(case, turn.desk.act.now)}。{say('看要改的', '改')}")
    return "\n".join(lines)


# ── both surfaces at once ────────────────────────────────────────────────────
class Written(NamedTuple):
    """Is what a page has written since the last reply: its words, where, and whether it was the open question."""

    text: str
    address: Address
    same: bool


def page_wrote(turn: Turn, case: Case | None) -> Written | None:
    """Notice that a page has answered the question on the screen, and tell; None where it has not.

    Args:
        turn: the message.
        case: what the question belongs to.
    """
    if case is None or not turn.cursor.address or (case is turn.held and case.head.at[0] == turn.cursor.head):
        return None
    if case is turn.held and not turn.open:
        return None  # nothing is asked any more
    seqs = case.present.filled.seqs
    at = turn.cursor.address
    if seqs.get(at, 0) == turn.cursor.seen:
        return None
    newest = max((a for a in seqs if a.count(".") and a[-1] not in "~#"), key=lambda a: seqs[a], default=at)
    address = Address.parse(newest)
    if address.field is None or newest == at:
        return Written(f"这一题您刚在小程序里填了：{_value(case, Address.parse(at))}。", Address.parse(at), True)
    name = f"【{where(case.journey, address)}】{label_of(case.journey.state(address).field)}"
    return Written(f"您在小程序里填到了{name}。", address, False)


def _value(case: Case, address: Address) -> str:
    state = case.journey.state(address)
    return told(case, state.field, state.value) or "空着"


async def after_page(turn: Turn, written: Written, text: str) -> str:
    """Go on behind what a page has written; another answer that was typed meanwhile is offered, not stored."""
    case = turn.filling
    assert case is not None
    later = following(case, written.address) if written.address.row is None else None
    state = case.journey.state(Address.parse(turn.cursor.address))
    parsed = read(state.field, text, state, turn.desk.act.today)
    turn.keep(text)
    offer = ""
    if written.same and isinstance(parsed, Parsed) and parsed.value != state.value and state.shown:
        offer = f"您发的“{shortened(parsed.text)}”没有存。要用它，发“改{label_of(state.field)[:7]}”"
    turn.point(case, written.address.place)
    asks = turn.ask(case, later.address) if later is not None else await resume(turn)
    return joined(offer, asks)
