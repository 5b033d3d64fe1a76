"""A question in the shape that every question has, and what may be tapped or typed under it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from bot import long_text
from bot.keeping import keep, made
from bot.render import BARE, GAP, ROW, WHOSE, hinted, joined, label_of, say, told
from casework.case import Case
from casework.views.sections import quoted
from schemes import Scheme
from schemes.compiled import Blank
from wizard.address import Address
from wizard.cleaning import plain
from wizard.offers import options
from wizard.prompts import MANY_FIELDS, Prompt, asked_of, prompt, where
from wizard.states import FieldState, Option
from wizard.wiring import wiring

if TYPE_CHECKING:
    from bot.turn import Turn

BY_NUMBER = frozenset({"choice", "choices", "yes_no", "row"})  # kinds whose answer is never a number itself
COUNTED = BY_NUMBER | {"text", "unit"}  # kinds whose options stand with numbers
TIMES = frozenset({"month", "date", "period"})  # how to write them stands on a line of its own, above the example
TAPS = 6  # choices that may be tapped in one reply
FILES = frozenset({"evidence", "portrait", "pledge", "printed"})
FREE = frozenset({"text", "long_text"})  # kinds of questions that take any words
UNTYPED = FILES | {"id_number", "phone"}  # kinds of questions that take no text in chat
TAPPABLE = "what-is-offered"  # stands for what one person alone may tap
FACTS = "plan."  # what the plan says is the same for all its applicants
DIGITS = re.compile(r"(?:选|第)?\s*([0-9]{1,2})\s*(?:个|项|号)?", re.ASCII)


@lru_cache(maxsize=1024)
def first_question(scheme: Scheme, section: str) -> str:
    """Return the first question that an applicant is asked about one kind of thing, empty where another section has it.

    Args:
        scheme: the region's.
        section: any one about that kind of thing.
    """
    of = scheme.sections[section].of
    first = next(
        (s for s, d in scheme.sections.items() if d.of == of and d.by == "applicant" and asked_of(scheme, s)), ""
    )
    return asked_of(scheme, first)[0][0] if first == section else ""


class Manner(msgspec.Struct, frozen=True, eq=False):
    """Says what decides how one question of a scheme is put, besides its limits and whether it must be answered.

    Args:
        words: names of its words that have blanks.
        labelled: the name of its section has blanks.
        near: the questions beside it that are not always asked.
        following: those beside it whose answers are worked out of others, as a rule.
        plain: it has none of these.
        varies: more than the question stands in its words: parts of a text, or a way that is not there.
    """

    words: tuple[str, ...]
    labelled: bool
    near: tuple[str, ...]
    following: tuple[str, ...]
    plain: bool
    varies: bool


@lru_cache(maxsize=4096)
def manner(scheme: Scheme, section: str, field: str) -> Manner | None:
    """Return what decides how a question is put, None where answers of the person do: its choices, its blanks."""
    declared = scheme.sections[section]
    wire = wiring(scheme, declared.of).sections[section].fields[field]
    texts = [declared.label, *(getattr(wire.field, word) for word in wire.worded)]
    blanks = [part for text in texts for part in scheme.words.get(text, ()) if isinstance(part, Blank)]
    told = any(not p.startswith(FACTS) for blank in blanks for p in blank.node.reads)
    if told or wire.allow is not None or wire.under is not None or wire.field.kind == "row":
        return None
    asks = asked_of(scheme, section)
    counted = declared.rows is not None or len(asks) <= MANY_FIELDS
    near = tuple(name for name, one in asks if one.when is not None) if counted else ()
    following = tuple(name for name, _ in asks if follows(scheme, section, name)) if counted else ()
    labelled = declared.label in scheme.words
    varies = wire.field.kind == "long_text" or (declared.rows is None and field == first_question(scheme, section))
    plain = not (wire.worded or labelled or near or following)
    return Manner(wire.worded, labelled, near, following, plain, varies)


def decisive(case: Case, state: FieldState, found: Manner, own: bool) -> Hashable | None:
    """Return all that decides how a question is put, None where something of the person does.

    Two people of whom this is equal are asked in the same words, but for what is `offered` to each of them. Nothing
    that anybody wrote stands in it.

    Args:
        case: what is filled.
        state: the question.
        found: how it is put.
        own: something is `offered` to this person.
    """
    if state.recommend is not None or (own and state.field.kind in BY_NUMBER):
        return None
    key, row = (found, own, state.required, state.min, state.max), state.address.row
    if found.plain and row is None:
        return key
    at = where(case.journey, state.address) if row is not None or found.labelled else ""
    return (
        (*key, at) if not (found.words or found.near or found.following) else (*key, at, *besides(case, state, found))
    )


def besides(case: Case, state: FieldState, manner: Manner) -> list[str]:
    """Return the words of a question that have blanks, filled, and which of those beside it are asked."""
    words = [getattr(state.field, word) for word in manner.words]
    address, visible = state.address, case.journey.visible
    near = [name for name in manner.near if visible(address.beside(name))]
    return [*words, *near, *(name for name in manner.following if open_to_ask(case, address.beside(name)))]


def offered(state: FieldState) -> bool:
    """Tell whether something of the person may be tapped: an answer from elsewhere, or what others lead to."""
    if state.field.kind == "text":
        return bool(state.suggest) or isinstance(state.preset, str)
    return state.preset is not None


def is_first(case: Case, address: Address) -> bool:
    """Tell whether nothing is asked before a question."""
    return address.row is None and address.field == first_question(case.scheme, address.section)


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


@lru_cache(maxsize=4096)
def follows(scheme: Scheme, section: str, field: str) -> bool:
    """Tell whether an answer is worked out of others by the region, so that it is stored and announced, not asked."""
    preset = scheme.node("sections", section, "fields", field, "preset")
    return preset is not None and not preset.repeats


@lru_cache(maxsize=4096)
def sources(scheme: Scheme, section: str, field: str) -> tuple[str, ...]:
    """Return the questions of its section that an answer is worked out of, none where it is not worked out."""
    node = scheme.node("sections", section, "fields", field, "preset")
    reads = node.reads if node is not None and follows(scheme, section, field) else ()
    names = [path.rpartition(".")[2] for path in reads if path.startswith(section)]
    return tuple(name for name in names if name in scheme.sections[section].fields)


def open_to_ask(case: Case, address: Address) -> bool:
    """Tell whether a question is asked although its answer follows from others as a rule: this time it does not."""
    names = sources(case.scheme, address.section, address.field or "")
    if None in [case.answer(address.beside(name)) for name in names]:
        return False
    return case.journey.state(address).preset is None


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
    lines = [*heading(case, prompt, state), *([sentence(why)] if why else []), *taps]
    if prompt.example and (not prompt.options or state.field.kind == "text"):
        lines.append(f"例：{prompt.example}")
    notes = [prompt.hint] if prompt.hint else []
    notes += [way] if (way := long_text.way(turn, state)) else []
    if state.field.free and taps:
        notes.append("不在里面就直接写。")
    if state.value is not None:
        notes.append(f"现在是：{told(case, state.field, state.value)}\u3000{say('不改，下一题')}")
    foot = GAP.join(ways(case, address, page))
    return joined("\n".join(lines), "\n".join(t for t in (*notes, foot) if t))


def option_lines(state: FieldState, options: Sequence[Option], hint: str) -> list[str]:
    """Return options to tap, with numbers where those may be typed; beyond the sixth they are only read."""
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
        many = f"共 {len(state.options)} 项，发名称里的几个字就行。" if prompt.more and not state.recommend else ""
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
        about = f"【{at}】{field.label}\n这一项在小程序里做，约 1 分钟。"
        return joined(about, GAP.join([*ways_back, say("跳过"), page]))
    most = f"，最多 {field.max_pages} 页" if field.max_pages else ""
    lines = [f"【{at}】{field.label}", f"{field.ask or ''}拍照发来，一页一张{most}。发完点{say('发完了')}"]
    if field.hint:
        lines.append(sentence(field.hint))
    return joined("\n".join(lines), GAP.join([*ways_back, say("跳过"), page]))


def overview(turn: Turn, case: Case, prompt: Prompt) -> str:
    """Return where a section or a row stands, with what can be done there."""
    lines = [f"【{prompt.where}】", prompt.question, *prompt.lines[:8], *(say(o.label, o.send) for o in prompt.options)]
    page = turn.links.to("在小程序里填" if prompt.page else "去小程序", case, prompt.address)
    more = f"一条有好几项，小程序里填更快：{page}" if prompt.page else page
    return joined("\n".join(lines), more)


# ── what a typed digit means ─────────────────────────────────────────────────
def on_screen(case: Case, state: FieldState, *, every: bool) -> list[Option]:
    """Return the options as they stand on the screen, in their order."""
    return asked(case, state.address, every=every, known=state).options


def chosen(case: Case, state: FieldState, text: str, *, every: bool) -> str | None:
    """Return the text that a typed number stands for; None where there is no such number on the screen.

    A text that is no number is returned as it is. An answer to the question is never a number itself (`BY_NUMBER`).
    """
    match = DIGITS.fullmatch(plain(text))
    if match is None:
        return text
    options, n = on_screen(case, state, every=every), int(match[1])
    return options[n - 1].send if 1 <= n <= len(options) else None
