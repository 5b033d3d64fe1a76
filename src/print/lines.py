"""Breaks Chinese text into lines: none begins with closing punctuation, none ends with an opening bracket.

Source: GB/T 15834-2011 标点符号用法 5.1 (punctuation that may not begin or end a line).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Protocol

_NO_START = frozenset("，。；：、！？．）》〉】〕｝」』〗”’…—～·‐–％‰℃°′″,.;:!?)]}%々ー”’／")
_NO_END = frozenset("（《〈【〔｛「『〖“‘([{￥＄$№#§")
_AFTER = frozenset("-–—/~_.,@&=?;:+")  # an over-long Western word may end a line after these

_UNSEEN_SET = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff"
)
_NEW_LINE_SET = "\r\x0b\x0c\x85\u2028\u2029"
_BLANK_SET = "\t\xa0\u2000-\u200a\u202f\u205f"
_UNSEEN = re.compile(f"[{_UNSEEN_SET}]")
_NEW_LINE = re.compile(f"\r\n?|[{_NEW_LINE_SET}]")
_BLANK = re.compile(f"[{_BLANK_SET}]")
_ANY = re.compile(f"[\n{_UNSEEN_SET}{_NEW_LINE_SET}{_BLANK_SET}]")
_EMPTY_LINES = re.compile(r"\n(?:[ \u3000]*\n)+")


_HAN = "\u3000"  # from here on nothing belongs to a Western word


class Widths(Protocol):
    """Maps a character to its width in thousandths of the font size."""

    def __getitem__(self, character: str, /) -> int: ...


def clean(text: str) -> str:
    """Return the text as it is printed.

    Control characters, marks of writing direction, invisible characters and variation selectors go; every kind of
    line end is a line feed, of blank a blank; several empty lines are one.
    """
    if _ANY.search(text) is None:
        return text.strip()
    text = _BLANK.sub(" ", _UNSEEN.sub("", _NEW_LINE.sub("\n", text)))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def broken(text: str, room: float, widths: Widths) -> list[str]:
    """Break `text` (already clean) into lines.

    Args:
        text: paragraphs separated by line feeds.
        room: the width of a line in thousandths of the font size.
        widths: each character's width in the same unit.

    Returns:
        The lines without blanks at their ends; [] for an empty text.

    """
    lines: list[str] = []
    width = widths.__getitem__
    for paragraph in text.split("\n") if "\n" in text else (text,) if text else ():
        ends = list(accumulate(map(width, paragraph)))
        if not ends or ends[-1] <= room:
            lines.append(paragraph)
            continue
        count, start, before = len(paragraph), 0, 0
        while True:
            stop = bisect_right(ends, before + room, start)
            if stop >= count:
                break
            left, right = paragraph[stop - 1], paragraph[stop]
            if stop == start or left < _HAN or right < _HAN or right in _NO_START or left in _NO_END:
                stop = _legal(paragraph, start, stop) if stop > start else start + 1
            lines.append(paragraph[start:stop].rstrip(" "))
            while stop < count and paragraph[stop] == " ":
                stop += 1
            if stop == count:
                start = stop
                break
            start, before = stop, ends[stop - 1]
        if start < count:
            lines.append(paragraph[start:])
    return lines


def balanced(text: str, room: float, widths: Widths) -> list[str]:
    """Break a label into as few lines as fit, all about as long: 毕业 / 时间, not 毕业时 / 间."""
    lines = broken(text, room, widths)
    if len(lines) < 2 or len(text) > 60:
        return lines
    least = sum(map(widths.__getitem__, text)) / len(lines)
    while least < room:
        even = broken(text, least, widths)
        if len(even) == len(lines):
            return even
        least += 250
    return lines


def _legal(text: str, start: int, stop: int) -> int:
    """Return the last place not after `stop` where a line may end; `stop` itself when there is none."""
    for cut in range(stop, start, -1):
        left, right = text[cut - 1], text[cut]
        if right in _NO_START or left in _NO_END:
            continue
        if _joins(left) and _joins(right) and right != " " and left != " ":
            continue
        return cut
    for cut in range(stop, start + 1, -1):  # one word fills the line: after a hyphen or a slash, else where it is full
        if text[cut - 1] in _AFTER and text[cut] not in _NO_START:
            return cut
    return stop


def _joins(character: str) -> bool:
    """Tell whether the character belongs to a Western word or a number."""
    return character < "\u2000" and character not in " /"
