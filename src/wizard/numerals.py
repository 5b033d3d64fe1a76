"""Chinese numerals read as numbers: 九十二, 一百零五, 二〇一九, 两, 半."""

from __future__ import annotations

import re

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SHORT = frozenset(char for char, value in DIGITS.items() if value)  # 两万三 is 23000
_NUMERAL = re.compile("[" + "".join(DIGITS) + "十百千万]+")


def arabic(text: str) -> str:
    """Return the text with every Chinese numeral in it written in Arabic digits: 二〇一九年十二月 → 2019年12月."""

    def digits(match: re.Match[str]) -> str:
        value = number(match.group())
        return match.group() if value is None else str(value)

    return _NUMERAL.sub(digits, text)


def number(words: str) -> int | None:
    """Return the value of a Chinese numeral, by place (一百零五) or digit by digit (二〇一九); None when it is none."""
    if not words or len(words) > 12:
        return None
    if all(char in DIGITS for char in words):
        return int("".join(str(DIGITS[char]) for char in words))
    high, mark, low = words.partition("万")
    if not mark:
        return _below(words)
    upper, lower = _below(high), _below(low) if low else 0
    if upper is None or lower is None:
        return None
    return upper * 10_000 + lower * (1000 if low in _SHORT else 1)


def _below(words: str) -> int | None:
    """Read a numeral under 万."""
    total, digit, last = 0, None, 10_000
    for place, char in enumerate(words):
        if char in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = DIGITS[char]
        elif char in _UNITS and _UNITS[char] < last:
            if digit is None and (char != "十" or place):
                return None
            last = _UNITS[char]
            total += (1 if digit is None else digit) * last
            digit = None
        else:
            return None
    if not words:
        return None
    short = last > 10 and len(words) > 2 and words[-2] in _UNITS  # 三千五 is 3500, 三千零五 is 3005
    return total + (digit or 0) * (last // 10 if short and last < 10_000 else 1)
