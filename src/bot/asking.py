"""A question in the shape that every question has, and what may be tapped or typed under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot import gaps, long_text, years
from bot.keeping import keep, made
from bot.manner import BY_NUMBER, decisive, follows, is_first, manner, offered, open_to_ask
from bot.render import BARE, GAP, ROW, WHOSE, hinted, joined, label_of, lined, say, told
from casework.case import Case
from casework.views.ways import quoted
from wizard.address import Address
from wizard.allowed import on_page
from wizard.cleaning import plain
from wizard.offers import options
from wizard.picks import label_of as label_of_choice
from wizard.picks import open_options
from wizard.prompts import MANY_FIELDS, Prompt, asked_of, prompt, where
from wizard.states import FieldState, Option

if TYPE_CHECKING:
    from bot.turn import Turn

COUNTED = BY_NUMBER | {"text", "unit"}  # kinds whose options stand with numbers
TIMES = frozenset({"month", "date", "period"})  # how to write them stands on a line of its own, above the example
TAPS = 6  # choices that may be tapped in one reply
FILES = frozenset({"evidence", "portrait", "pledge", "printed"})
FREE = frozenset({"text", "long_text"})  # kinds of questions that take any words
UNTYPED = FILES | {"id_number", "phone"}  # kinds of questions that take no text in chat
TAPPABLE = "what-is-offered"  # stands for what one person alone may tap
DIGITS = re.compile(r"(?:选|第)?\s*([0-9]{1,2})\s*(?:个|项|号)?", re.ASCII)


def asked(case: Case, address: Address, *, every: bool = False, known: FieldState | None = None) -> Prompt:
    """Return a question as data.

    Args:
        case: what is filled.
        address: the question.
        every: with all options.
        known: its state, where that was looked at already.
    """
    state, journey = known or case.journey.state(address), case.journey
    found = manner(case.scheme, address.section, address.field or "") if address.row is None else None
    if found is None or offered(state) or (way := decisive(case, state, found, False)) is None:
        return prompt(journey, address, every=every, known=state)
    key = "asked", way, every
    return made(key) or keep(key, prompt(journey, address, every=every, known=state))


def count(case: Case, address: Address) -> str:
    """Return which question of how many this is, 2/5; empty for one whose answer follows from others.

    What opens a question makes them more; going on never makes them fewer.
    """
    scheme, section, field = case.scheme, address.section, address.field
    names = [
        n
        for n, f in asked_of(scheme, section)
        if (f.when is None or case.journey.visible(address.beside(n)))
        and (not follows(scheme, section, n) or open_to_ask(case, address.beside(n)))
    ]
    return f"{names.index(field) + 1}/{len(names)}" if field in names else ""


def question(turn: Turn, case: Case, address: Address, *, every: bool = False, known: FieldState | None = None) -> str:
    """Return a question in the shape that every question has.

    Args:
        turn: for links and the hint that they carry.
        case: what is filled.
        address: the question.
        every: list all options of a choice, not only the first ones.
        known: its state, where that was looked at already.
    """
    if years.tabular(case.scheme, address):
        return years.question(turn, case, address)
    state, links = known or case.journey.state(address), turn.links
    on_page, own = state.field.kind in UNTYPED or state.field.patient, offered(state)
    found, way = manner(case.scheme, address.section, address.field or ""), None
    if found is not None and (on_page or (state.value is None and not found.varies)):
        way = decisive(case, state, found, own)
    if way is None:
        page = links.to(to_page(state), case, address)
        if on_page:
            return by_page(case, state, page)
        return worded(turn, case, state, hinted(address, turn.contact.at[0] + 1), page, "", every=every)
    key = links, way, every
    text: str | None = made(key)
    if text is None:
        page = links.blank(to_page(state), case, address)
        text = by_page(case, state, page) if on_page else worded(
            turn, case, state, BARE, page, TAPPABLE if own else "", every=every
        )  # fmt: skip
        text = keep(key, text)
    text = text.replace(WHOSE, case.base.path)
    if address.row is not None:
        text = text.replace(ROW, quoted(address.row))
    if not own and BARE not in text:
        return text
    hint = hinted(address, turn.contact.at[0] + 1)
    text = text.replace(BARE, hint)
    if own:
        text = text.replace(
            TAPPABLE, "\n".join(option_lines(state, options(case.journey, state, False, every)[0], hint))
        )
    return text


def to_page(state: FieldState) -> str:
    """Return what the way from a question to its page is called."""
    if takes_photos(state):
        return "在小程序里拍"
    return f"去做{label_of(state.field)[:8]}" if asked_on_page(state) else "在小程序里填"


def worded(turn: Turn, case: Case, state: FieldState, hint: str, page: str, instead: str, *, every: bool) -> str:
    """Return the words of a question that chat asks itself.

    Args:
        turn: for what was said before.
        case: what is filled.
        state: the question.
        hint: that its links carry.
        page: the way to the page.
        instead: stands for what may be tapped, where that is put in afterwards.
        every: as `question`.
    """
    address = state.address
    prompt = asked(case, address, every=every, known=state)
    why = state.recommend[1] if state.recommend and not every and prompt.options else ""
    taps = [instead] if instead else option_lines(state, prompt.options, hint)
    if proposed := gaps.template(state) if state.value is None else "":
        prompt, taps = replace(prompt, allowed=on_page(prompt.allowed)), gaps.words(turn, state)
    lines = [*notes_above(case, state), *heading(case, prompt, state), *([sentence(why)] if why else []), *taps]
    if prompt.example and not proposed and (not prompt.options or state.field.kind == "text"):
        lines.append(f"例：{prompt.example}")
    notes = [prompt.hint] if prompt.hint else []
    notes += [way] if (way := gaps.WAY if proposed else long_text.way(turn, state)) else []
    if state.field.free and taps:
        notes.append("不在里面就直接写。")
    if state.value is not None:
        notes.append(f"现在是：{told(case, state.field, state.value)}\u3000{say('不改，下一题')}")
    foot = GAP.join(ways(case, address, page))
    return joined("\n".join(lines), "\n".join(t for t in (*notes, foot) if t))


def notes_above(case: Case, state: FieldState) -> list[str]:
    """Return what the region has to say before a question: the notes that stand right above it."""
    at, found = state.address, list[str]()
    for name, field in case.scheme.sections[at.section].fields.items():
        if name == at.field:
            return found
        if field.kind != "note":
            found = []
        elif (note := case.journey.state(at.beside(name))).shown and note.field.text:
            found.append(f"{note.field.label}：{sentence(note.field.text)}")
    return []


def option_lines(state: FieldState, options: Sequence[Option], hint: str) -> list[str]:
    """Return options to tap, with numbers where those may be typed; beyond the sixth they are only read.

    Of several that may be chosen together all are read, because their numbers are typed in one message.
    """
    if state.field.kind == "choices":
        listed = [f"{n} {label_of_choice(o)}" for n, o in enumerate(open_options(state.options), 1)]
        none = [say(f"都没有，选“{state.field.none}”", state.field.none, hint)] if state.field.none else []
        return [*listed, "发序号，几项一起发。例：1、3", *none]
    labels = [f"{n} {o.label}" if state.field.kind in COUNTED else o.label for n, o in enumerate(options, 1)]
    taps = [say(label, o.send, hint) for label, o in zip(labels[:TAPS], options, strict=False)]
    return taps + labels[TAPS:]


def heading(case: Case, prompt: Prompt, state: FieldState) -> list[str]:
    """Return where one is, how far, what is asked and what is allowed."""
    words, times = allowed(state, prompt), state.field.kind in TIMES
    asks = prompt.question + ("" if times else words)
    below = [words] if times and words else []
    if case.base.kind == "person":
        return [f"【{label_of(state.field)}】{count(case, state.address)}", asks, *below]
    if state.address.row is None and len(asked_of(case.scheme, state.address.section)) > MANY_FIELDS:
        return [f"【{prompt.where}】{asks}", *below]
    return [f"【{prompt.where}】{count(case, state.address)}", asks, *below]


def allowed(state: FieldState, prompt: Prompt) -> str:
    """Return what may be answered: the region's own hint, else the limits; what stands below is not said twice."""
    field = state.field
    own = (field.hint or "").strip()
    if field.kind in BY_NUMBER:
        listed = field.kind == "choices" or state.recommend is not None
        many = f"共 {len(state.options)} 项，发名称里的几个字就行。" if prompt.more and not listed else ""
        if many and any(o.send.startswith("看全部") for o in prompt.options):
            many = ""
        return sentence(own) + many if own or many or prompt.options else prompt.allowed
    return prompt.allowed


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if not text or text.endswith(("。", "？", "）")) else text + "。"


def ways(case: Case, address: Address, page: str) -> list[str]:
    """Return the ways out of a question: back, look, the page; the registration has none."""
    if case.base.kind == "person":
        return []
    found = [] if is_first(case, address) else [say("上一题")]
    begins = address.row is not None and address.field == asked_of(case.scheme, address.section)[0][0]
    if begins and case.answer(address) is None:
        found.append(say("不填这条"))
    elif found or case.journey.started(address.section):
        found.append(say("查看"))
    return [*found, page]


def asked_on_page(state: FieldState) -> bool:
    """Tell whether a question is never asked in chat: numbers of persons, portraits, sensitive papers."""
    field = state.field
    return field.kind in {"id_number", "phone", "portrait", "pledge", "printed"} or field.patient or (
        field.kind == "evidence" and field.sensitive
    )  # fmt: skip


def takes_words(state: FieldState) -> bool:
    """Tell whether any words may answer a question."""
    field = state.field
    return (field.kind in FREE or field.free or field.kind == "unit") and not field.patient


def takes_photos(state: FieldState) -> bool:
    """Tell whether photos sent to the chat may fill a place."""
    return state.field.kind == "evidence" and not asked_on_page(state)


def by_page(case: Case, state: FieldState, page: str) -> str:
    """Lead to the page for what chat does not take, or ask for photos."""
    field, at = state.field, where(case.journey, state.address)
    ways_back = [] if is_first(case, state.address) else [say("上一题")]
    if not takes_photos(state):
        about = f"【{at}】{field.label}\n{field.ask or ''}这一项在小程序里做，约 1 分钟。"
        return joined(about, GAP.join([*ways_back, say("跳过"), page]))
    most = f"，最多 {field.max_pages} 页" if field.max_pages else ""
    lines = [f"【{at}】{field.label}"]
    if field.copy_of:
        lines.append(f"表在小程序的“表样”里打印：{say('看表样')}")
    lines.append(f"{field.ask or ''}拍照发来，一页一张{most}。发完点{say('发完了')}")
    if len(state.parts) > 1:
        lines.append(f"这一份里要有：{'、'.join(state.parts)}。")
    if field.hint:
        lines.append(sentence(field.hint))
    return joined("\n".join(lines), GAP.join([*ways_back, say("跳过"), page]))


def overview(turn: Turn, case: Case, prompt: Prompt) -> str:
    """Return where a section or a row stands, with what can be done there."""
    about = [] if prompt.lines else [prompt.hint]
    taps = [say(o.label, o.send) for o in prompt.options]
    lines = [f"【{prompt.where}】", *about, prompt.question, *prompt.lines[:8], *taps]
    page = turn.links.to("在小程序里填" if prompt.page else "去小程序", case, prompt.address)
    more = f"一条有好几项，小程序里填更快：{page}" if prompt.page else page
    return joined(lined(*lines), more)


# ── what a typed digit means ─────────────────────────────────────────────────
def on_screen(case: Case, state: FieldState, *, every: bool) -> list[Option]:
    """Return the options as they stand on the screen, in their order."""
    return asked(case, state.address, every=every, known=state).options


def chosen(case: Case, state: FieldState, text: str, *, every: bool) -> str | None:
    """Return the text that a typed number stands for; None where there is no such number on the screen.

    A text that is no number is returned as it is. An answer to the question is never a number itself (`BY_NUMBER`).
    """
    match = DIGITS.fullmatch(plain(text))
    if match is None or state.field.kind == "choices":
        return text
    options, n = on_screen(case, state, every=every), int(match[1])
    return options[n - 1].send if 1 <= n <= len(options) else None
