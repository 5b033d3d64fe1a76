"""Numbers as people type them: 92%, 1,200, 3年, 九十二, 第3."""

from __future__ import annotations

import re
from typing import Any

from schemes.model import Field
from wizard.allowed import refused, unclear
from wizard.cleaning import folded
from wizard.numerals import arabic
from wizard.states import FieldState, Parsed, Wrong

LARGEST = 10**15
NUMBER = (int, float)
_HALVES = {"半": 0.5, "一年半": 1.5, "两年半": 2.5, "半年": 0.5}
_NUMBER = re.compile(
    r"(?P<sign>[-−负]?)第?(?P<digits>\d{1,3}(?:[,，]\d{3})+|\d+)(?P<part>\.\d{1,6})?(?P<unit>\D{0,8})", re.ASCII
)
_UNIT = re.compile("[个次人例篇台分年周天元名项%岁节场份本部字位条张月床种门]|台次|人次|小时|[学课]时|学分|个月")
_LOOSE = frozenset({"", "个"})
_ALSO = {"年": ("年制",)}  # how long a course of studies takes is called by its system: 五年制


def number(field: Field, text: str, words: str, state: FieldState) -> Parsed | Wrong:
    """Read a number; its unit may be typed when it is the field's own or, where the field has none, a common one.

    `words` is the text made bare.
    """
    if not words.isascii():
        words = words.replace("百分之", "").replace("点", ".")
        half = _HALVES.get(words)
        if half is not None and field.suffix == "年":
            return limited(field, half, state)
        words = arabic(words)
    match = _NUMBER.fullmatch(words)
    if match is None:
        return unclear(field, text, state)
    unit = match["unit"]
    own = folded(field.suffix or "")
    if not (unit == own or unit in _LOOSE or unit in _ALSO.get(own, ()) or (not own and _UNIT.fullmatch(unit))):
        return unclear(field, text, state)
    digits = re.sub("[,，]", "", match["digits"])
    if len(digits) > 15:
        return refused("range", "这个数太大了", field, state)
    value: int | float = float(digits + match["part"]) if match["part"] else int(digits)
    return limited(field, -value if match["sign"] else value, state)


def limited(field: Field, value: int | float, state: FieldState) -> Parsed | Wrong:
    """Accept a number within the limits in force; a float that is whole becomes an int."""
    if not -LARGEST < value < LARGEST:
        return refused("range", "这个数太大了", field, state)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    low, high = _limit(state.min), _limit(state.max)
    if high is not None and value > high:
        how = f"填 {low:g} 到 {high:g}" if low is not None else f"最大填 {high:g}"
        return Wrong("range", f"还没保存。{value:.15g} 超过了 {high:g}，{how}", example=f"{high:g}")
    if low is not None and value < low:
        how = f"填 {low:g} 到 {high:g}" if high is not None else f"最小填 {low:g}"
        return Wrong("range", f"还没保存。{value:.15g} 小于 {low:g}，{how}", example=f"{low:g}")
    return Parsed(value, show_number(value, field.suffix))


def _limit(value: Any) -> int | float | None:
    return value if isinstance(value, NUMBER) and not isinstance(value, bool) else None


def show_number(value: int | float, suffix: str | None) -> str:
    """Return a number with its unit: 92%, 3年."""
    return f"{value:.15g}{suffix or ''}"
