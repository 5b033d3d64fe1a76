"""Sentences with blanks: `{cover.title}`, `{cover.title|10}` (cut at ten characters), `{plan.year - 5}`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from schemes.compiled import Blank, Scheme
from schemes.conditions import Conditions, Wanted
from schemes.expressions import Context
from schemes.findings import Path

BLANK: Final = re.compile(r"\{([^{}]*)\}")
CUT: Final = re.compile(r"^(.*?)\s*\|\s*(\d+)$")
DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
PATH: Final = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)*", re.ASCII)


class Gap(NamedTuple):
    """A blank as written: what fills it, and the longest text in characters (0: unlimited)."""

    name: str
    cut: int


def split(text: str) -> tuple[str | Gap, ...]:
    """Split a sentence into its fixed parts and its blanks, in order."""
    out: list[str | Gap] = []
    at = 0
    for found in BLANK.finditer(text):
        if found.start() > at:
            out.append(text[at : found.start()])
        inner = found.group(1).strip()
        cut = CUT.match(inner)
        out.append(Gap(cut.group(1), int(cut.group(2))) if cut else Gap(inner, 0))
        at = found.end()
    return (*out, text[at:]) if at < len(text) else tuple(out)


def cut(text: str, most: int) -> str:
    """Return the text, or its beginning with "…" when it is longer than `most` characters; 0 cuts nothing."""
    return text if not most or len(text) <= most else text[: most - 1] + "…"


def compile_words(text: str, at: Path, section: str, conditions: Conditions) -> tuple[str | Blank, ...] | None:
    """Compile each blank of a sentence; None when one is wrong, which is then among the faults."""
    out: list[str | Blank] = []
    for part in split(text):
        if isinstance(part, str):
            out.append(part)
            continue
        node = conditions.add(Wanted("word", part.name, at, section))
        if node is None:
            return None
        out.append(Blank(node, part.cut))
    return tuple(out)


def plain(value: Any) -> str:
    """Return a value as it stands in a sentence: a date as 2026年11月29日; open is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and (date := DATE.fullmatch(value)):
        return "{}年{}月{}日".format(*date.groups())
    return "、".join(plain(item) for item in value) if isinstance(value, list) else str(value)


def say(scheme: Scheme, context: Context, text: str) -> str:
    """Fill the blanks of a sentence of the scheme: a label, a question, what a rule says."""
    parts = scheme.words.get(text)
    if parts is None:
        return text
    return "".join(part if isinstance(part, str) else cut(plain(context.run(part.node)), part.cut) for part in parts)


@lru_cache(maxsize=4096)
def facts(scheme: Scheme, text: str) -> tuple[str, ...] | None:
    """Return what decides how the blanks of a sentence are filled: names in the context.

    None where one reads more than single values: rows, the row at hand, a function that asks outside.
    """
    found: list[str] = []
    for part in scheme.words.get(text, ()):
        if isinstance(part, str):
            continue
        node = part.node
        rows = any(slot.of_row or slot.columns is not None for slot in node.slots)
        if rows or node.asks:
            return None
        found += [slot.key for slot in node.slots]
    return tuple(dict.fromkeys(found))
