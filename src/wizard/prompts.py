"""The next question as data: where, how far, what is asked, what is allowed, what may be tapped. Surfaces render it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from schemes.compiled import Scheme
from schemes.model import Field
from wizard.address import Address
from wizard.allowed import KIND, allowed, example_of
from wizard.journey import Journey
from wizard.offers import LISTED, SHORT, options
from wizard.parsing import prefix_of
from wizard.picks import OFFERS, named
from wizard.states import FieldState, Option

MANY_FIELDS, MANY_COLUMNS = 12, 4
NUMBERED = re.compile(r"(?P<stem>.*\D)[1-9]\d?")  # how `years` names the questions it makes: count1 … count5


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """One question, or where a section stands.

    `where` names the place (工作经历 · 第 3 条); `allowed` says what may be answered, and what where there is nothing;
    `more` is how many options are not among `options`. Of a section or a row, `lines` are stored answers as
    "label　value", and `page` tells that it is better filled on the page.
    """

    address: Address
    where: str
    question: str = ""
    allowed: str = ""
    options: list[Option] = []
    more: int = 0
    example: str = ""
    hint: str = ""
    lines: list[str] = []
    page: bool = False


def prompt(journey: Journey, address: Address, *, every: bool = False, known: FieldState | None = None) -> Prompt:
    """Return the question at an address, or what is to be said about a row or a section.

    Args:
        journey: where the person stands.
        address: a field; a row; or a section.
        every: list all options of a choice, up to nine, not only the first six.
        known: the state of the field, where that was looked at already.

    Raises:
        KeyError: the journey has no such place.

    """
    if address.field is not None:
        return _question(journey, known or journey.state(address), every)
    if address.row is not None:
        return _row(journey, address)
    return _section(journey, address)


def where(journey: Journey, address: Address) -> str:
    """Return the name of a place as it heads a question: 基本信息, 工作经历 · 第 3 条."""
    label = journey.label(address.section)
    if address.row is None:
        return label
    rows = journey.row_ids(address.section)
    number = rows.index(address.row) + 1 if address.row in rows else len(rows) + 1
    return f"{label} · 第 {number} 条"


# ── one field ────────────────────────────────────────────────────────────────
def _question(journey: Journey, state: FieldState, every: bool) -> Prompt:
    field, address = state.field, state.address
    taps, more = options(journey, state, _shared(journey, address), every)
    return Prompt(
        address=address,
        where=where(journey, address),
        question=question(field),
        allowed=allowed_words(state, more, taps),
        options=taps,
        more=more,
        example=example_of(field, state),
        hint=field.help or "",
    )


def _shared(journey: Journey, address: Address) -> bool:
    """Tell whether a tapped answer could be meant for another question of the place.

    Where there are many questions, it is not looked at which of them are asked now.
    """
    names = twins(journey.scheme, address.section, address.field or "")
    if not names or (address.row is None and len(asked_of(journey.scheme, address.section)) > MANY_FIELDS):
        return bool(names)
    return any(journey.visible(address.beside(name)) for name in names)


@lru_cache(maxsize=1024)
def asked_of(scheme: Scheme, section: str) -> tuple[tuple[str, Field], ...]:
    """Return the questions that a section may ask, in order: nothing computed, no notes."""
    fields = scheme.sections[section].fields.items()
    return tuple((name, field) for name, field in fields if field.value is None and field.kind != "note")


@lru_cache(maxsize=4096)
def twins(scheme: Scheme, section: str, field: str) -> tuple[str, ...]:
    """Return the other questions of a section that have the same answers, so that a tap must name its question."""
    mine = scheme.sections[section].fields[field]
    if mine.kind not in ("choice", "choices", "yes_no"):
        return ()
    others = ((name, one) for name, one in asked_of(scheme, section) if name != field and one.kind == mine.kind)
    return tuple(name for name, one in others if mine.kind == "yes_no" or one.list == mine.list)


def question(field: Field) -> str:
    """Return a field's question: the region's own words, or a sentence for its kind."""
    if field.ask:
        return field.ask
    label = field.label.rstrip("？?")
    match KIND[field.kind]:
        case "text" | "long_text" | "yes_no" | "choice":
            return f"{label}？"
        case "number":
            return f"{label}是多少？"
        case "month":
            return f"{label}是哪年哪月？"
        case "date":
            return f"{label}是哪一天？"
        case "period":
            return "从哪年哪月到哪年哪月？" if "起止" in label else f"{label}：从哪年哪月到哪年哪月？"
        case "year":
            return f"{label}是哪一年？"
        case "choices":
            return f"{label}，有哪几项？"
        case "id_number" | "phone":
            return f"{label}是多少？"
        case "unit":
            return f"{label}是哪一个？"
        case "row":
            return f"{label}是上面哪一条？"
        case "evidence" | "portrait" | "note":
            return label
        case "pledge":
            return f"请看完{label}，手写签名。"
        case "printed":
            return f"请生成{label}，核对内容。"


def allowed_words(state: FieldState, more: int = 0, taps: Sequence[Option] = ()) -> str:
    """Return what may be answered: the region's hint, else a sentence from the limits; then what to fill for nothing.

    Args:
        state: the field now.
        more: how many options do not stand below.
        taps: those that do; what can be tapped there is not said here.

    """
    field = state.field
    own = (field.hint or "").strip()
    parts = [own if own.endswith(("。", "？", "！", "）")) or not own else own + "。"]
    limits = allowed(field, state)
    said = own and (any(map(str.isdigit, own)) or field.kind not in ("long_text", "number"))
    if field.kind in ("choice", "row", "yes_no") and state.options and more > LISTED - OFFERS:
        parts.append(f"共 {len(state.options)} 项，发名称里的几个字就行。")
    elif field.kind in ("choice", "row", "yes_no"):
        parts.append("不在里面就直接写。" if field.free else "")
    elif not said and not (field.ask and limits.rstrip("。") in field.ask):
        parts.append(limits)
    if field.none:
        told = f"“{field.none}”" in own + (field.ask or "") or any(tap.send == field.none for tap in taps)
        parts.append("" if told else f"没有就填“{field.none}”。")
    elif not state.required and not state.derived and field.kind != "note":
        parts.append("可以不填。")
    return "".join(parts)


@lru_cache(maxsize=1024)
def table(scheme: Scheme, section: str) -> bool:
    """Tell whether a section is a table, too wide for one question after another: rows of more than four columns."""
    declared = scheme.sections[section]
    columns = [one for one in declared.fields.values() if one.kind not in ("evidence", "note") and one.value is None]
    return declared.rows is not None and len(columns) > MANY_COLUMNS


@lru_cache(maxsize=1024)
def years_of(scheme: Scheme, section: str) -> tuple[str, ...]:
    """Return the questions that a table of years asks in each row, one a year; empty where a section is no such table.

    Such are rows that the region lists, each with the numbers of several years (CQ-12): one message fills a row.
    """
    declared = scheme.sections[section]
    if declared.rows is None or declared.rows.seed is None:
        return ()
    stems: dict[str, list[str]] = {}
    for name, field in asked_of(scheme, section):
        if field.kind in ("text", "number") and (match := NUMBERED.fullmatch(name)) is not None:
            stems.setdefault(match["stem"], []).append(name)
    return tuple(max(stems.values(), key=len, default=()))


def pointed(journey: Journey, near: Address, text: str) -> tuple[Address, str] | None:
    """Find the question that a tapped text names in front of its answer, as "2021年：合格" does.

    Args:
        journey: where the person stands.
        near: the question on the screen; only its own section, and row, is looked at.
        text: what was tapped or typed.

    Returns:
        The question's address and the answer alone, or None when the text names no question.

    """
    for state in journey.fields(near.section, near.row):
        prefix = prefix_of(state.field)
        rest = named(text, prefix)
        if rest != text:
            return state.address, rest
    return None


# ── a row, a section ─────────────────────────────────────────────────────────
def _row(journey: Journey, address: Address) -> Prompt:
    row = next((one for one in journey.rows(address.section) if one.row == address.row), None)
    if row is None:
        raise KeyError(str(address))
    lines = [
        f"{one.field.label}　{journey.show(one.address)}"
        for one in journey.fields(address.section, address.row)
        if one.value is not None
    ]
    if row.void:
        says = journey.lack(address).say
        taps = [Option(f"重新填第 {row.n} 条", f"重填第{row.n}条")]
        taps += [] if row.seeded else [Option(f"删第 {row.n} 条", f"删第{row.n}条")]
        return Prompt(address=address, where=where(journey, address), question=says, options=taps, lines=lines)
    done = not row.missing
    says = f"第 {row.n} 条填好了，已保存：" if done else f"第 {row.n} 条还差 {row.missing} 项。"
    return Prompt(address=address, where=where(journey, address), question=says, lines=lines)


def _section(journey: Journey, address: Address) -> Prompt:
    state = journey.section(address.section)
    page = table(journey.scheme, state.id)
    if state.gate is not None and state.gate_section is not None:
        label = journey.section(state.gate_section).label
        taps = [Option(f"先填{label}", _sent(f"填{label}", "接着填"))]
        return Prompt(address=address, where=state.label, question=_sentence(state.gate), options=taps)
    declared = journey.scheme.sections[state.id]
    if declared.rows is not None:
        return _rows_section(journey, address, page)
    lines = [
        f"{one.field.label}　{journey.show(one.address)}" for one in journey.fields(state.id) if one.value is not None
    ]
    if state.missing:
        says = f"{state.label}还差 {state.missing} 项。"
    elif state.problems:
        says = f"{state.label}有 {state.problems} 处要改。"
    else:
        says = f"{state.label}填好了，{len(lines)} 项都已保存："
    taps = [Option("改一项", "改一项"), *_following(journey, state.id)]
    page = page or len(lines) + state.missing > MANY_FIELDS
    return Prompt(
        address=address, where=state.label, question=says, lines=lines, options=taps, page=page,
        hint=journey.help(state.id),
    )  # fmt: skip


def _rows_section(journey: Journey, address: Address, page: bool) -> Prompt:
    state = journey.section(address.section)
    declared = journey.scheme.sections[state.id]
    rows = journey.rows(state.id)
    name = declared.rows.name if declared.rows is not None else state.label
    own = declared.rows is not None and declared.rows.own and declared.rows.take_from is None
    most = "" if state.max is None else f"，最多 {state.max} 条"
    room = own and (state.max is None or len(rows) < state.max)
    if not rows:
        least = f"至少 {state.min} 条" if state.min else "没有就不用填"
        taps = [Option(f"加一条{name}" if len(name) <= 5 else "加一条", "加一条")] if room else []
        taps += [] if state.min else _following(journey, state.id, "没有，下一栏")
        says = f"{name}还没有填，{least}{most}。"
    else:
        least = f"，至少 {state.min} 条" if len(rows) < state.min else ""
        said = [f"{word} {'✓' if value is True else '还没有' if value is False else value}"
                for word, value in journey.summary(state.id)]  # fmt: skip
        says = f"共 {len(rows)} 条{least}{most}。" + "　".join(said)
        taps = [Option("再加一条", "再加一条")] if room else []
        taps += [Option(f"改第 {len(rows)} 条", f"改第{len(rows)}条"), Option(f"看全部 {len(rows)} 条", "看全部")]
        taps += [] if len(rows) < state.min else _following(journey, state.id, "填完了，下一栏")
    lines = [f"{row.n} {row.title}" for row in rows]
    return Prompt(
        address=address, where=state.label, question=says, options=taps, lines=lines, page=page,
        hint=journey.help(state.id),
    )  # fmt: skip


def _following(journey: Journey, section: str, says: str | None = None) -> list[Option]:
    """Return the way to the next section, named unless other words are given."""
    shown = [one for one in journey.sections() if one.gate is None]
    ids = [one.id for one in shown]
    later = shown[ids.index(section) + 1 :] if section in ids else []
    if not later:
        return []
    label = later[0].label
    return [Option(says, "下一栏")] if says else [Option(f"下一栏：{label}", _sent(f"填{label}", "下一栏"))]


def _sent(text: str, instead: str) -> str:
    return text if len(text) <= SHORT else instead


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "？")) else text + "。"
