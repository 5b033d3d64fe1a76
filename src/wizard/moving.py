"""Which fields an answer may change: those whose conditions read it, and those that read what then changes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from schemes.compiled import Scheme
from schemes.expressions import Node
from wizard.wiring import FieldWire, SectionWire, wiring


@lru_cache(maxsize=8192)
def moved_by(scheme: Scheme, of: str, section: str, field: str) -> tuple[FieldWire, ...]:
    """Return the fields of a section that may look otherwise once one of its fields is answered otherwise, in order.

    Args:
        scheme: whose conditions are followed.
        of: what the sections are about.
        section: where both stand.
        field: the one that is answered.

    Raises:
        KeyError: there is no such field.
    """
    sections = wiring(scheme, of).sections
    moved, touched = set[str](), set(_seen_as(sections[section].fields[field]))
    grown = True
    while grown:
        before = len(touched)
        for wire in sections.values():
            whole = any(touched & node.reads for node in _of_section(wire))
            for one in wire.fields.values():
                if whole or any(touched & node.reads for node in _of_field(one)):
                    touched.update(_seen_as(one))
                    moved.add(one.path)
        grown = len(touched) > before
    return tuple(one for one in sections[section].fields.values() if one.path in moved)


def _seen_as(one: FieldWire) -> Iterator[str]:
    """Yield under which names conditions may read a field, or what follows from its being answered."""
    section = one.section
    yield one.path
    yield f"complete({section.id})"
    if section.rows:
        yield f"{section.id}[]"
    if one.weighs:
        yield "application.evidence_mb"


def _of_section(wire: SectionWire) -> Iterator[Node]:
    yield from (node for node in (wire.when, wire.seed, *wire.limits.values()) if node is not None)


def _of_field(one: FieldWire) -> Iterator[Node]:
    nodes = (one.when, one.required, one.value, one.preset, one.suggest, one.allow, one.recommend)
    yield from (node for node in (*nodes, *one.limits.values(), *(node for _, node in one.parts)) if node is not None)
