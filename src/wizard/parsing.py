"""A typed text, or a typed value of the API, becomes a canonical value or a sentence that says how to put it right.

What is plainly meant is taken: full-width digits, 2019.7, 2019年7月, 没有 for 无, a number for a choice. Nothing
raises, whatever is typed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from schemes.model import Field
from wizard import files, identity, numbers, picks, times
from wizard.allowed import KIND, example_of, longest, unclear, with_days
from wizard.cleaning import bare, characters, folded, line, lines, picture, quoted, unprintable
from wizard.states import FieldState, Parsed, Wrong

NOTHING = frozenset(
    {"无", "没有", "暂无", "没", "无。", "没有的", "无的", "none", "暂时没有", "目前没有", "目前无", "暂时无"}
)
PATTERN_LIMIT = 500
_YEAR = re.compile(r"\d{4}(?=\s*年)")
_TAPPED = re.compile(r"(?P<say>选)?(?P<n>[1-9])\s*(?P<rest>.{0,60})", re.ASCII)


def parse(field: Field, text: str, state: FieldState, today: str, *, numbered: bool = True) -> Parsed | Wrong:
    """Read what a person typed for a field.

    Args:
        field: the question.
        text: as typed, of any length and content.
        state: what holds for the field now: options, suggestions, limits.
        today: "2026-11-30", for two-digit years and 今年; may be "".
        numbered: numbers may choose options and suggestions, as in chat; on a page a digit is itself.

    Returns:
        The canonical value, or what to say; nothing is stored by this.

    """
    kind = KIND[field.kind]
    if len(text) > 200 and kind not in ("text", "long_text", "choice", "choices"):
        return unclear(field, text, state)
    own = picks.named(text, prefix_of(state.field)) if "：" in text or ":" in text else text
    words = bare(own)
    nothing = words in NOTHING or not words or (field.none is not None and words == folded(field.none))
    if nothing and (none := _nothing(field, own, words, state)) is not None:
        return none
    match kind:
        case "text" | "long_text":
            return _written(field, own, state, numbered)
        case "choice" | "unit" | "row":
            return _chosen(field, own, words, state, numbered)
        case "choices":
            return picks.choices(field, own, state, numbered)
        case "yes_no":
            return picks.yes_no(field, own, words, state)
        case "number":
            return numbers.number(field, own, words, state)
        case "month":
            return times.month(field, own, state, today)
        case "date":
            return times.date(field, own, words, state, today)
        case "period":
            return times.period(field, own, state, today)
        case "year":
            return times.year(field, own, state, today)
        case "id_number":
            return identity.id_number(field, own, state, today)
        case "phone":
            return identity.phone(field, own, state, today)
        case "evidence" | "portrait" | "pledge" | "printed" | "note":
            return files.typed(field)


def prefix_of(field: Field) -> str:
    """Return the name that a tapped choice carries where questions share their options: 2023年, or the short label."""
    year = _YEAR.match(field.label) if field.label[:1].isdecimal() else None
    return f"{year.group()}年" if year else field.short or field.label


def none_value(field: Field) -> Any:
    """Return what is stored when the word for "there is none" is answered: the word, or an empty list of choices."""
    return [] if field.kind == "choices" else field.none


def _nothing(field: Field, text: str, words: str, state: FieldState) -> Parsed | Wrong | None:
    """Take 无, 没有 and the like where the field allows it, and say so where a text must have content.

    `words` is the text made bare.
    """
    if not words and not text.strip():
        return Wrong("empty", "没有收到内容，还没保存。请再填一次。")
    if field.none is not None and (words in NOTHING or words == folded(field.none)):
        if state.options and any(words == bare(picks.label_of(option)) for option in state.options):
            return None
        return Parsed(none_value(field), field.none)
    if words not in NOTHING or field.kind not in ("text", "long_text"):
        return None
    if field.required is False or not state.required:
        return Wrong("none_not_allowed", "还没保存。这一项可以不填，发“跳过”就行。")
    return Wrong("none_not_allowed", f"还没保存。“{field.label}”要有内容，不能填“{words}”。先不填就发“跳过”。")


def offered(field: Field, state: FieldState) -> list[str]:
    """Return the texts that a question about a text offers to tap, by number: preset, suggestions, 无."""
    preset = [state.preset] if isinstance(state.preset, str) and state.preset else []
    none = [field.none] if field.none else []
    suggested = [text for text in state.suggest if text not in none]
    return list(dict.fromkeys([*preset, *suggested]))[: picks.OFFERS - len(none)] + none


def _written(field: Field, text: str, state: FieldState, numbered: bool) -> Parsed | Wrong:
    match = _TAPPED.fullmatch(text.strip()) if numbered and field.kind == "text" else None
    if match is not None and int(match["n"]) <= len(taps := offered(field, state)):
        tap, rest = taps[int(match["n"]) - 1], bare(match["rest"])
        if match["say"]:
            if bare(tap).startswith(rest):
                return written(field, tap, state)
        elif not rest and not any(one.isdecimal() for one in taps):
            return written(field, tap, state)
    return written(field, text, state)


def written(field: Field, text: str, state: FieldState) -> Parsed | Wrong:
    """Accept a text that can be printed, is not too long and has the field's pattern."""
    most = longest(field, state)
    clean = lines(text) if field.kind == "long_text" else line(text)
    if len(clean) > most and (length := characters(clean)) > most:
        return Wrong("too_long", f"还没保存。多了 {length - most} 个字，最多 {most} 字。已替您留着，删短再发")
    if char := unprintable(clean):
        if picture(char):
            return Wrong("character", f"还没保存。表上印不出{quoted_char(char)}，请换成文字再发。")
        return Wrong("character", "还没保存。里面有看不见的符号，请重新打一遍再发。")
    if not clean:
        return unclear(field, text, state)
    if isinstance(state.min, int) and not isinstance(state.min, bool) and characters(clean) < state.min:
        return Wrong("range", f"还没保存。写了 {characters(clean)} 个字，至少 {state.min} 字。")
    if field.pattern:
        return _patterned(field, clean)
    return Parsed(clean, clean)


def quoted_char(char: str) -> str:
    """Return a character between quotation marks; one that is nothing by itself is called 表情."""
    return "这个表情" if ord(char) in (0xFE0F, 0x20E3) or ord(char) >= 0xE0000 else f"“{char}”"


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a field's pattern, compiled once."""
    return re.compile(pattern)


def _patterned(field: Field, text: str) -> Parsed | Wrong:
    if len(text) <= PATTERN_LIMIT:
        pattern = compiled(field.pattern or "")
        for form in (text, text.upper(), text.replace(" ", ""), text.replace(" ", "").upper()):
            if pattern.fullmatch(form):
                return Parsed(form, form)
    why = field.wrong or "写法不对，请对照原件再写一遍"
    example = f"例：{field.example}" if field.example else ""
    return Wrong(
        "pattern", f"没看懂{quoted(text)}，还没保存。{why.rstrip('。')}。{example}", example=field.example or ""
    )


def _chosen(field: Field, text: str, words: str, state: FieldState, numbered: bool) -> Parsed | Wrong:
    if field.kind == "unit" and not state.options:
        return Wrong("unit", f"没找到{quoted(text)}，还没保存。换单位名称里的几个字再发。例：人民医院")
    if field.kind == "row" and not state.options:
        return Wrong("choice", "还没保存。上面还没有填过，请先去填上面那一栏。")
    found = picks.choice(field, text, words, state, numbered)
    if isinstance(found, Wrong) and field.free and found.code == "choice" and not found.text.startswith("有 "):
        if words in picks.NOD:
            return found
        return written(field, text, state)
    return found


def check(field: Field, value: Any, state: FieldState, today: str = "") -> Parsed | Wrong:
    """Check a value that arrives typed, as from the API, by the same rules; `value` is JSON data of any shape."""
    kind = KIND[field.kind]
    if field.none is not None and value == none_value(field):
        return Parsed(value, field.none)
    match kind:
        case "text" | "long_text":
            if isinstance(value, str):
                return _nothing(field, value, bare(value), state) or written(field, value, state)
        case "id_number":
            if isinstance(value, str):
                return identity.id_number(field, value, state, today)
        case "phone":
            if isinstance(value, str):
                return identity.phone(field, value, state, today)
        case "number":
            if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
                return numbers.limited(field, value, state)
        case "yes_no":
            if isinstance(value, bool):
                return Parsed(value, "是" if value else "否")
        case "month" | "date":
            if times.canonical(value, days=kind == "date"):
                return times.limited(field, value, state)
        case "year":
            if type(value) is int and times.FIRST_YEAR <= value <= times.LAST_YEAR:
                return times.limited(field, value, state)
        case "period":
            return _checked_period(field, value, state)
        case "choice" | "unit" | "row":
            return _checked_choice(field, value, state)
        case "choices":
            return _checked_choices(field, value, state)
        case "evidence" | "portrait" | "pledge" | "printed":
            return files.checked(field, value, state)
        case "note":
            return files.typed(field)
    return unclear(field, str(value)[:40], state)


def _checked_period(field: Field, value: Any, state: FieldState) -> Parsed | Wrong:
    days = with_days(field)
    if isinstance(value, dict):
        record: dict[str, Any] = {key: part for key, part in value.items() if part is not None}  # pyright: ignore[reportUnknownVariableType]
        known = record.keys() <= {"from", "to"} and "from" in record
        if known and all(times.canonical(part, days) for part in record.values()):
            return times.ordered(field, record, state)
    return unclear(field, "", state) if not example_of(field, state) else unclear(field, "起止时间", state)


def _checked_choice(field: Field, value: Any, state: FieldState) -> Parsed | Wrong:
    for option in state.options:
        if option["code"] == value:
            return picks.accepted(option)
    if isinstance(value, str):
        if field.kind == "unit" and not state.options and re.fullmatch(r"[\w\-]{1,64}", value, re.ASCII):
            return Parsed(value, value)
        if field.free:
            return written(field, value, state)
    if field.kind == "unit":
        return Wrong("unit", "还没保存。没有这个单位，请从名单里选。")
    return picks.unclear_choice(field, str(value)[:40], state)


def _checked_choices(field: Field, value: Any, state: FieldState) -> Parsed | Wrong:
    codes: list[Any] = value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]
    known = {option["code"]: option for option in state.options}
    if not codes or not all(isinstance(code, str) and code in known for code in codes):
        return unclear(field, "、".join(str(code) for code in codes)[:40], state)
    for code in codes:
        one = picks.accepted(known[code])
        if isinstance(one, Wrong):
            return one
    return picks.gathered(field, codes, state)
