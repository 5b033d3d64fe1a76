"""What a pledge says and which content it is bound to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schemes.model import Field
from schemes.scheme import Scheme
from schemes.words import Gap, cut, split
from wizard.address import Address
from wizard.journey import Journey

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
    """Return the first eight characters of a digest, or of two joined by "+", in fours, as on its paper."""
    return " + ".join(f"{part[:4]} {part[4:8]}" for part in digest.split("+"))


def sections(field: Field) -> list[str] | None:
    """Return the ids of the sections that a pledge is bound to; None for all that the applicant fills."""
    return None if field.binds is None or "all" in field.binds else list(field.binds)


def bound_sections(scheme: Scheme, address: Address) -> list[str] | None:
    """Return the same for the pledge at an address.

    Args:
        scheme: that declares the field.
        address: of the field.

    Raises:
        KeyError: there is no such field.
    """
    return sections(scheme.field(address.section, address.field or ""))


def bound_content(journey: Journey, address: Address) -> bytes:
    """Return the content that an answer was made for: a pledge's sections, or what the form of a signed copy prints.

    Args:
        journey: of the application.
        address: of a field that has `binds` or `copy_of`.

    Raises:
        KeyError: there is no such field.
    """
    field = journey.scheme.field(address.section, address.field or "")
    return journey.content(sections(field)) if field.copy_of is None else form_content(journey, field.copy_of)


def form_content(journey: Journey, form: str) -> bytes:
    """Return what an applicant filled of that which a form prints, and of that which decides what it prints.

    Args:
        journey: of the application.
        form: id of the form.

    Raises:
        KeyError: the scheme has no such form.
    """
    return journey.content(paths=journey.scheme.shown_by[form])


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
