"""Rules for the values of templates, by the kind that a key begins with.

Source: 订阅消息参数值内容限制 (table of types); counted by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from .faults import Refusal

_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DAY = r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{4}([-/.])\d{1,2}\2\d{1,2})"
_DATE = re.compile(rf"{_DAY}( ?{_CLOCK})?".replace(r"\2", r"(?:[-/.])"))
_TIME = re.compile(rf"({_DAY} ?)?{_CLOCK}".replace(r"\2", r"(?:[-/.])").replace(r"\3", r"(?:[-/.])"))
_AMOUNT = re.compile(r"[¥￥$€£]?\d{1,10}(\.\d{1,2})?元?")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_PHONE = re.compile(r"[0-9+\-() ]{1,17}")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
_ASCII = re.compile(r"[\x20-\x7e]+")


def _is_symbol(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS" and not _is_emoji(letter)


def _is_emoji(letter: str) -> bool:
    return (ord(letter) > 0xFFFF and unicodedata.category(letter) == "So") or letter in "\u200d\ufe0f\u20e3"


def _plain(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or _is_emoji(letter) for letter in text)


def _span(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        ends = text.split("~")
        return len(ends) <= 2 and all(pattern.fullmatch(end.strip()) for end in ends)

    return fits


def _name(text: str) -> bool:
    if not _plain(text) or any(letter.isdigit() for letter in text):
        return False
    return len(text) <= (10 if _HAN.search(text) else 20)


def _car(text: str) -> bool:
    middle = text[1:-1]
    return len(text) <= 8 and middle.isascii() and middle.isalnum() and len(text) >= 2


RULES: Mapping[str, Callable[[str], bool]] = {
    "thing": lambda text: len(text) <= 20 and _plain(text),
    "number": lambda text: len(text) <= 32 and bool(_NUMBER.fullmatch(text)),
    "letter": lambda text: len(text) <= 32 and text.isascii() and text.isalpha(),
    "symbol": lambda text: len(text) <= 5 and all(_is_symbol(letter) for letter in text),
    "character_string": lambda text: len(text) <= 32 and bool(_ASCII.fullmatch(text)),
    "time": _span(_TIME),
    "date": _span(_DATE),
    "amount": lambda text: bool(_AMOUNT.fullmatch(text)),
    "phone_number": lambda text: bool(_PHONE.fullmatch(text)),
    "car_number": _car,
    "name": _name,
    "phrase": lambda text: len(text) <= 5 and all(_HAN.fullmatch(letter) for letter in text),
}
KINDS = (*RULES, "const", "enum")


def kind_of(key: str) -> str:
    """Give the kind that a template's key begins with, for example ``thing`` of ``thing3``."""
    return key.rstrip("0123456789")


def check(fields: Mapping[str, str], enums: Mapping[str, list[str]], data: Any) -> dict[str, str]:
    """Check the values of a template.

    Args:
        fields: the template's keys with their labels.
        enums: the values of its keys of kind const.
        data: as it was sent: ``{key: {"value": text}}``.

    Returns:
        The values by key, in the template's order.

    Raises:
        Refusal: 47003 naming the field that is empty or invalid.

    """
    if not isinstance(data, dict):
        raise Refusal(47003, "data is empty")
    values: dict[str, str] = {}
    for key in fields:
        entry: Any = data.get(key)
        value: Any = entry.get("value") if isinstance(entry, dict) else None
        if value is None or value == "":
            raise Refusal(47003, f"data.{key}.value is empty")
        text = str(value)
        kind = kind_of(key)
        fits = text in enums.get(key, []) if kind in ("const", "enum") else RULES[kind](text)
        if not isinstance(value, str | int | float) or isinstance(value, bool) or not text.strip() or not fits:
            raise Refusal(47003, f"data.{key}.value invalid")
        values[key] = text
    return values
