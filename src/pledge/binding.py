"""What a pledge says, which content it is bound to, and what has changed since it was signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from schemes.expressions import Context
from schemes.model import Field, Section
from schemes.scheme import Scheme
from schemes.words import Gap, cut, say, split
from wizard.address import Address

OPEN = "＿＿＿＿"
"""Stands in a pledge where nothing is known yet."""


def content_digest(digest: Callable[[bytes], bytes], content: bytes) -> str:
    """Return the name of a content in hex.

    Args:
        digest: the installation's digest of bytes; what it puts before the hash to name its suite is part of the name.
        content: canonical JSON of stored answers and file digests, as a journey gives it.

    """
    return digest(content).hex()


def short_code(digest: str) -> str:
    """Return the first eight characters of a digest, or of two joined by "+", as printed beside what they name."""
    return " + ".join(part[:8] for part in digest.split("+"))


def sections(field: Field) -> list[str] | None:
    """Return the ids of the sections that a pledge is bound to; None for all that the applicant fills."""
    return None if field.binds is None or "all" in field.binds else list(field.binds)


def bound_sections(scheme: Scheme, address: Address) -> list[str] | None:
    """Return the same for what is asked at an address; a signed copy or a print is bound to everything.

    Args:
        scheme: that declares the field.
        address: of the field.

    Raises:
        KeyError: there is no such field.
    """
    return sections(scheme.field(address.section, address.field or ""))


def text(scheme: Scheme, field: Field, facts: Mapping[str, str]) -> str:
    """Return a pledge's words with its blanks filled.

    Args:
        scheme: the scheme that declares the field, with `texts` that it may name.
        field: a field of kind `pledge`.
        facts: what stands in the blanks, by name: "applicant.name", "cover.title"; one that is missing stays a line.

    """
    words = field.text or ""
    return "".join(
        cut(facts.get(part.name) or OPEN, part.cut) if isinstance(part, Gap) else part
        for part in split(scheme.texts.get(words, words))
    )


def changed(scheme: Scheme, context: Context, old: bytes, new: bytes) -> list[str]:
    """Say what differs between two contents, in the order in which it is asked: "工作经历 · 第 2 条 · 起止时间".

    Args:
        scheme: the scheme of both.
        context: fills blanks in labels.
        old: the content that was signed.
        new: the content as it is now.

    Raises:
        msgspec.DecodeError: one of them is no content.

    """
    before = msgspec.json.decode(old, type=dict[str, Any])
    after = msgspec.json.decode(new, type=dict[str, Any])
    found: list[str] = []
    for name, section in scheme.sections.items():
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        parts = _rows(section, was or [], now or []) if section.rows else _fields(section, was or {}, now or {})
        found += (" · ".join(say(scheme, context, word) for word in (section.label, *part)) for part in parts)
    return found


def _fields(section: Section, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, field in section.fields.items():
        if was.get(name) != now.get(name):
            yield (field.label,)


def _rows(section: Section, was: list[Mapping[str, Any]], now: list[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    earlier = {str(row["id"]): row for row in was}
    kept = [str(row["id"]) for row in now if str(row["id"]) in earlier]
    for n, row in enumerate(now, 1):
        before = earlier.get(str(row["id"]))
        if before is None:
            yield (f"第 {n} 条（新加）",)
        else:
            yield from ((f"第 {n} 条", *part) for part in _fields(section, before, row))
    if len(earlier) > len(kept):
        yield (f"删了 {len(earlier) - len(kept)} 条",)
    if kept != [id for id in earlier if id in set(kept)]:
        yield ("换了先后",)
