"""May I apply? A few questions before anything is begun, and the answer with the clauses it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.asking import TAPS, sentence
from bot.render import GAP, hinted, joined, lined, numbered, question_hinted, say
from bot.words import bare
from casework.case import Case
from casework.views.inquiry import ONLY, said, worded, world
from schemes import Scheme
from schemes.model import Field
from wizard import inquiry
from wizard.address import Address
from wizard.journey import Journey
from wizard.offers import options, typed
from wizard.parsing import parse
from wizard.picks import label_of, open_options
from wizard.prompts import allowed_words, question
from wizard.showing import records_of
from wizard.states import FieldState, Parsed

if TYPE_CHECKING:
    from bot.turn import Turn

Named = dict[str, str]
YEAR = Field(label="年", kind="year")
AGAIN = "重新查一遍"
BEGIN = "开始申报"
WORD = {"no": "现在还不能：", "check": "要核对：", "tell": ""}


def schemes(turn: Turn) -> dict[str, Scheme]:
    """Return the regions that ask something before anything is begun."""
    return {r: s for r, s in turn.desk.house.shelf.current.items() if inquiry.section_of(s)}


def there(turn: Turn) -> bool:
    """Tell whether somebody can find out here whether they may apply."""
    return bool(schemes(turn))


async def begin(turn: Turn, _: Named) -> str:
    """Ask the first question that is still open; of several regions first which one."""
    found, kept = schemes(turn), turn.cursor.inquiry
    if not found:
        return turn.with_question("能不能报，这里查不了。看今年的通知，或问单位人事科。")
    if kept.get("region") in found and len(kept.get("answers", {})) and bare(turn.text) != bare(AGAIN):
        return ask(turn, found[kept["region"]])
    if len(found) > 1:
        return ask_region(turn, found)
    return afresh(turn, next(iter(found)))


def ask_region(turn: Turn, found: dict[str, Scheme]) -> str:
    """Ask which of several regions is meant."""
    turn.expect("inquiry", regions=list(found))
    return lined("是哪个地区的？", *numbered([(s.region.label, f"查第{n}个") for n, s in enumerate(found.values(), 1)]))


def afresh(turn: Turn, region: str) -> str:
    """Begin with the first question, nothing answered."""
    scheme = schemes(turn)[region]
    turn.cursor.inquiry = {"region": region, "answers": {}}
    return joined(opened(turn, scheme).help(inquiry.section_of(scheme)), ask(turn, scheme))


def opened(turn: Turn, scheme: Scheme) -> Journey:
    """Return the inquiry over what was answered in this chat."""
    given: dict[str, Any] = turn.cursor.inquiry.get("answers", {})
    return inquiry.opened(scheme, given, world(turn.desk.house, turn.desk.act.now))


def ask(turn: Turn, scheme: Scheme, why: str = "") -> str:
    """Ask the next question, or say what has come of all of them.

    Args:
        turn: the message.
        scheme: the region's.
        why: said first: why the last answer could not be read.
    """
    journey = opened(turn, scheme)
    asked = inquiry.asked(journey)
    state = next((s for s in asked if s.value is None), None)
    if state is None:
        return answered(journey)
    turn.expect("inquiry", field=state.address.field or "")
    label = scheme.sections[state.address.section].label
    head = f"【{label}】{asked.index(state) + 1}/{inquiry.many(journey)}"
    taps = [(option.label, option.send) for option in options(journey, state, False, True)[0]]
    if state.field.kind not in {"choice", "yes_no"}:
        taps = []
    hinting = hinted(state.address, turn.contact.at[0] + 1)
    lines = [*numbered(taps[:TAPS], hinting), *(f"{n} {label}" for n, (label, _) in enumerate(taps[TAPS:], TAPS + 1))]
    hint = sentence(state.field.hint or "") or ("" if lines else allowed_words(state))
    example = f"例：{state.field.example}" if state.field.example else ""
    return joined(why, lined(head, question(state.field), hint, *lines, example))


def still(turn: Turn) -> str:
    """Return the question that was open before something was asked in between, empty where none was."""
    offer, found = turn.offer or {}, schemes(turn)
    if "regions" in offer:
        return ask_region(turn, found)
    scheme = found.get(turn.cursor.inquiry.get("region", ""))
    return ask(turn, scheme) if scheme is not None and "field" in offer else ""


def begun(turn: Turn) -> bool:
    """Tell whether the questions were begun, and some are still open."""
    scheme = schemes(turn).get(turn.cursor.inquiry.get("region", ""))
    return scheme is not None and any(s.value is None for s in inquiry.asked(opened(turn, scheme)))


def answered(journey: Journey) -> str:
    """Say what has come of the answers: may, has to check, or cannot yet, with the clauses, and what to do now."""
    found = inquiry.answered(journey)
    lines = [said(f) for f in found.findings]
    told = [f"{WORD[one.weight]}{one.text.rstrip('。')}（{one.rests_on}）。" for one in lines]
    met = f"其余答的没有问题，依据手册 {'、'.join(found.met)}。" if found.met else ""
    ways = GAP.join((say(BEGIN), say(AGAIN), say("人工")))
    return joined(worded(found), lined(*told, met), lined(ONLY, "刚才答的，填到那里再给您选。"), ways)


async def taken(turn: Turn, text: str) -> str | None:
    """Take the answer to the question on the screen; None where the text is none."""
    offer, found = turn.offer or {}, schemes(turn)
    if "regions" in offer:
        number = bare(text).removeprefix("查第").removesuffix("个")
        listed: list[str] = offer["regions"]
        return afresh(turn, listed[int(number) - 1]) if number.isdecimal() and 1 <= int(number) <= len(listed) else None
    scheme = found.get(turn.cursor.inquiry.get("region", ""))
    if scheme is None:
        return None
    return put(turn, scheme, Address(inquiry.section_of(scheme), None, offer["field"]), text)


def put(turn: Turn, scheme: Scheme, address: Address, text: str) -> str | None:
    """Keep the answer to a question and ask the next one; None where the text is none."""
    state, kept = opened(turn, scheme).state(address), turn.cursor.inquiry
    parsed = parse(state.field, text, state, turn.desk.act.today)
    if not isinstance(parsed, Parsed):
        return None
    turn.cursor.inquiry = kept | {"answers": kept.get("answers", {}) | {address.field: parsed.value}}
    return ask(turn, scheme)


def tapped(turn: Turn, text: str) -> str | None:
    """Take a tap on a choice of any question that was asked, however old it is; None where the tap is of none."""
    scheme, hint = schemes(turn).get(turn.cursor.inquiry.get("region", "")), question_hinted(turn.menu_id)
    if scheme is None or not hint:
        return None
    section, _, field = hint.partition(".")
    known = section == inquiry.section_of(scheme) and field in scheme.sections[section].fields
    return put(turn, scheme, Address(section, None, field), text) if known else None


def again(turn: Turn, text: str) -> str:
    """Ask the same once more where a text is no answer; of a year without its month only the month is missing."""
    scheme = schemes(turn)[turn.cursor.inquiry["region"]]
    address = Address(inquiry.section_of(scheme), None, (turn.offer or {})["field"])
    why = f"没看懂“{text[:20]}”。"
    if scheme.field(address.section, address.field or "").kind == "month":
        year = parse(YEAR, text, FieldState(address, YEAR), turn.desk.act.today)
        why = f"{year.value} 年几月？年和月一起发。" if isinstance(year, Parsed) else why
    return ask(turn, scheme, why)


# ── later ────────────────────────────────────────────────────────────────────
def recalled(turn: Turn, case: Case, address: Address) -> str:
    """Return what was answered before anything was begun, to be tapped where the same is asked; empty for nothing."""
    kept = turn.cursor.inquiry
    scheme = schemes(turn).get(kept.get("region", ""))
    if scheme is None or address.row is not None:
        return ""
    fields = scheme.sections[inquiry.section_of(scheme)].fields
    name = next((n for n, f in fields.items() if f.offers == str(address)), "")
    value, state = kept.get("answers", {}).get(name), case.journey.state(address)
    if value is None or state.value is not None:
        return ""
    hint = hinted(address, turn.contact.at[0] + 1)
    if state.field.kind != "choice":
        return f"您先前答的：{say(shown := typed(state.field, value), shown, hint)}"
    label = next((label_of(o) for o in open_options(state.options) if o["code"] == value), "")
    send = next((o.send for o in options(case.journey, state, False, True)[0] if o.label == label), label)
    return f"您先前答的：{say(label, send, hint)}" if label else ""


def level(turn: Turn) -> str:
    """Return the level of plans that was answered before anything was begun, as the region's list of it says."""
    kept = turn.cursor.inquiry
    scheme = schemes(turn).get(kept.get("region", ""))
    fields = scheme.sections[inquiry.section_of(scheme)].fields if scheme is not None else {}
    answers = [(f, kept.get("answers", {}).get(n)) for n, f in fields.items() if f.kind == "choice"]
    given = [records_of(scheme, f)[v] for f, v in answers if scheme is not None and v in records_of(scheme, f)]
    return next((str(one["level"]) for one in given if one.get("level")), "")
