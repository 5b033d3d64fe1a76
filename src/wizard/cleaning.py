"""Typed text made plain: full-width forms, invisible characters, what can be printed, length in characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WIDE_WORDS = {
    code: plain
    for code, plain in _WIDE.items()
    if chr(plain).isalnum()
    or plain == 0x20  # only letters, digits and spaces: （） and ， stay as a Chinese text has them
}
_BREAKS = {0x0D: 0x0A, 0x0B: 0x0A, 0x0C: 0x0A, 0x85: 0x0A, 0x2028: 0x0A, 0x2029: 0x0A, 0x09: 0x20, 0xA0: 0x20}
_INVISIBLE = {
    0xAD,
    0x200B,
    0x200C,
    0x200D,
    0x200E,
    0x200F,
    0x2060,
    0xFEFF,
    0x115F,  # letters and signs that show nothing: Hangul fillers, Khmer inherent vowels, an empty Braille cell
    0x1160,
    0x17B4,
    0x17B5,
    0x2800,
    0x3164,
    0xFFA0,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
}
_DROP: dict[int, int | None] = dict.fromkeys(_INVISIBLE)
_SETTLE = _WIDE_WORDS | _BREAKS | _DROP
_UNSEEN = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")
_UNSETTLED = re.compile(f"[{re.escape(''.join(map(chr, _SETTLE)))}]")
_PICTURES = (  # emoji and the like; ★ ☆ ☑ ♀ ♂ ✓ ✗ ① ❶ are type
    (0x20E3, 0x20E3), (0x231A, 0x231B), (0x23E9, 0x23F3), (0x2600, 0x2604), (0x2607, 0x260F), (0x2613, 0x263F),
    (0x2641, 0x2641), (0x2643, 0x2712), (0x2719, 0x2775), (0x2794, 0x27BF), (0x2B50, 0x2B55), (0xFE0F, 0xFE0F),
    (0x1F000, 0x1FBFF), (0xE0000, 0xE007F),
)  # fmt: skip
_CONTROLS = (
    (0x00, 0x09), (0x0B, 0x1F), (0x7F, 0x9F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF),
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(17)),
)  # fmt: skip


def _class(ranges: Iterable[tuple[int, int]]) -> str:
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in ranges)


_PICTURE = re.compile(f"[{_class(_PICTURES)}]")
_UNPRINTABLE = re.compile(f"[{_class([*_PICTURES, *_CONTROLS])}]")
_SUSPECT = re.compile(f"[{_class(one for one in (*_PICTURES, *_CONTROLS) if one[0] < 0x10000)}\U00010000-\U0010ffff]")
_KEPT = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")  # composing would turn these into other characters
_PUNCTUATION = " 　。．.，,、；;！!？?~～"


def plain(text: str) -> str:
    """Return a short answer in compatibility form on one line: ２０１９．７ becomes 2019.7; 200 characters count."""
    return " ".join(_words(text))


def bare(text: str) -> str:
    """Return a short answer without spaces and closing punctuation, in lower case, to compare it with fixed words."""
    return "".join(_words(text)).strip(_PUNCTUATION).lower()


def _words(text: str) -> list[str]:
    text = text[:200]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _UNSEEN.search(text):
            text = text.translate(_DROP)
    return text.split()


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """Return a word of the scheme, such as a label, as `bare` does, kept; nothing that a person wrote comes here."""
    return bare(word)


def line(text: str) -> str:
    """Return a text of one line: letters and digits half-width, breaks become spaces, invisible characters go."""
    return _settled(text).replace("\n", " ").strip()


def lines(text: str) -> str:
    """Return a text of several lines: as `line`, but breaks stay and no line ends in spaces."""
    return "\n".join(part.rstrip() for part in _settled(text).split("\n")).strip()


def _settled(text: str) -> str:
    if _UNSETTLED.search(text):
        text = text.replace("\r\n", "\n").translate(_SETTLE)
    if unicodedata.is_normalized("NFC", text):
        return text
    return "".join(
        part if _KEPT.match(part) else unicodedata.normalize("NFC", part) for part in _KEPT.split(text) if part
    )


def unprintable(text: str) -> str | None:
    """Return the first character that no form can print: a control, a picture, half a pair; None when all can.

    Rare Chinese characters, those of the planes beyond the first (GB 18030 level 3) and of the private area among
    them, are kept: names are written with them.
    """
    if _SUSPECT.search(text) is None:  # sooner known, because all planes beyond the first count as one
        return None
    found = _UNPRINTABLE.search(text)
    return found.group() if found is not None else None


def picture(char: str) -> bool:
    """Tell whether this character is an emoji or the like, and not a control character."""
    return _PICTURE.match(char) is not None


def characters(text: str) -> int:
    """Count characters as a person counts 字: punctuation counts, line breaks and combining marks do not."""
    if text.isalnum():  # then there is none of either
        return len(text)
    if text.isascii():
        return len(text) - text.count("\n")
    return sum(
        1 for char in text if char != "\n" and not (unicodedata.combining(char) or 0xE0100 <= ord(char) <= 0xE01EF)
    )


def quoted(text: str, limit: int = 16) -> str:
    """Return what was typed, shortened, between Chinese quotation marks, harmless to show."""
    words = _UNPRINTABLE.sub(" ", text[: limit * 4])
    words = " ".join(words.split())
    if not words:
        return "这条消息"
    return f"“{words[:limit]}…”" if len(words) > limit or len(text) > limit * 4 else f"“{words}”"
