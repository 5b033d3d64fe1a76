"""Choices, several choices and yes or no, answered by number, by name or by the beginning of a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schemes.model import Field
from wizard.allowed import allowed, unclear
from wizard.cleaning import bare, folded, plain, quoted
from wizard.numerals import number as numeral
from wizard.states import FieldState, Parsed, Wrong

YES = frozenset({"是", "有", "对", "是的", "有的", "对的", "确实", "yes", "y", "true", "√", "✓", "1", "选1", "选1是"})
NO = frozenset(
    {
        "否",
        "没有",
        "不是",
        "不",
        "没",
        "无",
        "不对",
        "没有的",
        "不是的",
        "no",
        "n",
        "false",
        "×",
        "✗",
        "2",
        "选2",
        "选2否",
    }
)
NOD = frozenset(
    {"好", "好的", "嗯", "嗯嗯", "ok", "okay", "行", "可以", "👌", "收到", "哦", "噢", "好吧", "没问题", "同意"}
)
OFFERS = 6
_NUMBERED = re.compile(
    r"(?P<say>我?选择?|第)?\s*(?P<n>\d{1,4}|[一二三四五六七八九十]{1,3})\s*(?:号|个|项)?(?P<mark>[.、,:)\s]*)(?P<rest>.*)"
)
_SEPARATORS = " 、,，;；/和及\n"

Record = Mapping[str, Any]
Fold = Callable[[str], str]


def named(text: str, prefix: str) -> str:
    """Return a tapped text without the name of its own question: "2023年：合格" → "合格"."""
    head, mark, rest = text.partition("：")
    if not mark:
        head, mark, rest = text.partition(":")
    return rest if mark and prefix and bare(head) == folded(prefix) else text


def yes_no(field: Field, text: str, words: str, state: FieldState) -> Parsed | Wrong:
    """Read 是 or 否 and words that mean only that; a nod (好, 嗯, OK) never answers. `words` is the text made bare."""
    if words in YES or words in NO:
        value = words in YES
        return Parsed(value, "是" if value else "否")
    if words in NOD or text.strip() in NOD:
        return Wrong(
            "choice", f"没看懂{quoted(text)}指哪一个，还没保存。选“是”或“否”。", ["是", "否"], ["是", "否"], "是"
        )
    wrong = unclear(field, text, state)
    return Wrong("choice", wrong.text, ["是", "否"], ["是", "否"], "是")


def choice(field: Field, text: str, words: str, state: FieldState, numbered: bool = True) -> Parsed | Wrong:
    """Read one of `state.options`: its name, its code, its number, or a beginning or part that only one name has.

    `words` is the text made bare.
    """
    options = state.options
    fold: Fold = bare if field.kind == "row" else folded  # the names of rows are the person's own words
    found = _exact(words, options, fold)
    if not found and (words in NOD or text.strip() in NOD):
        return unclear_choice(field, text, state)
    if not found and numbered:
        by_number = _by_number(text, words, open_options(options), fold)
        if isinstance(by_number, Wrong):
            return by_number
        found = by_number
    if not found and words:
        found = _beginning(words, options, fold)
    if len(found) > 1:
        found = open_options(found) or found
    if len(found) == 1:
        return accepted(found[0])
    if found:
        why = f"有 {len(found)} 项里有{quoted(text)}，还没保存。是哪一个？"
        labels = [label_of(option) for option in found[:OFFERS]]
        return Wrong("choice", why, labels, labels, labels[0])
    return unclear_choice(field, text, state)


def accepted(option: Record) -> Parsed | Wrong:
    """Accept an option unless it is not allowed at present."""
    label = label_of(option)
    if option.get("ok", True) is not True:
        return Wrong("not_allowed", f"还没保存。按前面填的，这里不能选“{label}”，请选别的一项。")
    return Parsed(option["code"], label)


def label_of(option: Record) -> str:
    """Return what an option is called."""
    return str(option.get("label") or option["code"])


def open_options(options: Sequence[Record]) -> Sequence[Record]:
    """Return the options that are allowed now; their places, from 1, are the numbers that may be typed."""
    return [option for option in options if option.get("ok", True) is True]


def unclear_choice(field: Field, text: str, state: FieldState) -> Wrong:
    """Return the refusal of what is none of the options, with the first of them to tap."""
    options = state.options
    labels = [label_of(option) for option in open_options(options)]
    words = field.wrong or allowed(field, state)
    example = f"例：{labels[0]}" if labels and not field.wrong else ""
    few = labels[:OFFERS]
    return Wrong("choice", f"没看懂{quoted(text)}，还没保存。{words}{example}", few, few, labels[0] if labels else "")


def _exact(words: str, options: Sequence[Record], fold: Fold) -> Sequence[Record]:
    by_label = [option for option in options if fold(label_of(option)) == words]
    return by_label or [option for option in options if fold(str(option["code"])) == words]


def _by_number(text: str, bare_text: str, options: Sequence[Record], fold: Fold) -> Sequence[Record] | Wrong:
    """Return the option with the typed number; a name typed after the number must be its own."""
    words = plain(text)
    match = _NUMBERED.fullmatch(words)
    if match is None or (match["rest"] and not match["mark"] and not match["say"]):
        return []
    digits = match["n"]
    n = int(digits) if digits.isdecimal() else numeral(digits)
    rest = bare(match["rest"])
    if n is None or (not digits.isdecimal() and not match["say"] and _beginning(bare_text, options, fold)):
        return []
    if rest:
        named_so = [option for option in options if fold(label_of(option)).startswith(rest)]
        if 1 <= n <= len(options) and options[n - 1] in named_so:
            return [options[n - 1]]
        return named_so
    if 1 <= n <= len(options):
        return [options[n - 1]]
    if not options or _beginning(bare_text, options, fold):
        return []
    return Wrong("choice", f"还没保存。一共 {len(options)} 项，发 1 到 {len(options)}，或发名称。", example="1")


def _beginning(words: str, options: Sequence[Record], fold: Fold) -> Sequence[Record]:
    starts = [option for option in options if fold(label_of(option)).startswith(words)]
    if starts or len(words) < 2:
        return starts
    return [option for option in options if words in fold(label_of(option))]


def choices(field: Field, text: str, state: FieldState, numbered: bool = True) -> Parsed | Wrong:
    """Read several of `state.options`, separated by 、 or spaces, in any order; names may hold a separator."""
    found: dict[str, str] = {}
    rest = plain(text).strip(_SEPARATORS)
    by_length = sorted(state.options, key=lambda option: -len(label_of(option)))
    while rest:
        part, rest = _next_part(rest, by_length)
        one = choice(field, part, bare(part), state, numbered)
        if isinstance(one, Wrong):
            return one
        found[one.value] = one.text
    if not found:
        return unclear(field, text, state)
    return gathered(field, list(found), state)


def _next_part(text: str, by_length: Sequence[Record]) -> tuple[str, str]:
    """Cut the first name or word off a list of them."""
    for option in by_length:
        label = plain(label_of(option))
        if label and text.startswith(label):
            rest = text[len(label) :]
            if not rest or rest[0] in _SEPARATORS:
                return label, rest.lstrip(_SEPARATORS)
    cut = next((place for place, char in enumerate(text) if char in _SEPARATORS), len(text))
    return text[:cut], text[cut:].lstrip(_SEPARATORS)


def gathered(field: Field, codes: Sequence[str], state: FieldState) -> Parsed | Wrong:
    """Accept known codes in the order of the list, each once, as many as the limits allow."""
    labels = {str(option["code"]): label_of(option) for option in state.options}
    value = [code for code in labels if code in codes]
    low, high = (limit if isinstance(limit, int) else None for limit in (state.min, state.max))
    if high is not None and len(value) > high:
        return Wrong("range", f"还没保存。最多选 {high} 项，您选了 {len(value)} 项。")
    if low is not None and len(value) < low:
        return Wrong("range", f"还没保存。至少选 {low} 项，您选了 {len(value)} 项。")
    return Parsed(value, "、".join(labels[code] for code in value) or field.none or "无")
