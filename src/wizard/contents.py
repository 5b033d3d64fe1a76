"""The content of a journey: what a digest is taken of, and which answers were made for one that has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from wizard.address import Address
from wizard.allowed import FILES
from wizard.present import Present
from wizard.wiring import FieldWire, SectionWire

Stale = Callable[[Address, Any], bool]
NONE = frozenset[Address]()
UNBOUND = frozenset({"pledge", "printed"})  # made for the content, so no part of it; nor is a signed copy of it


def content(present: Present, wires: Iterable[SectionWire], paths: frozenset[str] | None = None) -> bytes:
    """Return the canonical JSON of what is stored and shown in these sections, never of what is computed.

    Args:
        present: of the journey.
        wires: the sections.
        paths: only these fields; a table of which none is meant is left out with its rows. None for all.
    """
    found: dict[str, Any] = {}
    for wire in wires:
        names = wire.fields if paths is None else [name for name in wire.fields if _path(wire, name) in paths]
        if not names:
            continue
        if wire.rows:
            found[wire.id] = [{"id": row, **_stored(present, wire, row, names)} for row in present.rows[wire.id]]
        else:
            found[wire.id] = _stored(present, wire, None, names)
    return msgspec.json.encode({name: kept for name, kept in found.items() if kept}, order="sorted")


def _path(wire: SectionWire, name: str) -> str:
    return f"{wire.id}[].{name}" if wire.rows else f"{wire.id}.{name}"


def _stored(present: Present, wire: SectionWire, row: str | None, names: Iterable[str]) -> dict[str, Any]:
    record = present.answers.record(wire.id, row)
    found: dict[str, Any] = {}
    for name in names:
        one = wire.fields[name]
        value = record.get(name)
        if value is not None and _counts(present, one, one.at(row)):
            found[name] = value.get("file") if one.field.kind in FILES and isinstance(value, dict) else value
    return found


def _counts(present: Present, wire: FieldWire, address: Address) -> bool:
    made_for_it = wire.field.kind in UNBOUND or wire.field.copy_of is not None
    hidden = made_for_it or not present.visible(wire, address)
    return not hidden and not present.computed(wire, address)


class Bindings:
    """Knows which signatures and signed copies were made for a content that has changed since."""

    def __init__(self, present: Present, is_stale: Stale | None) -> None:
        """Begin; `is_stale` compares digests, and is asked at most once a change for each bound answer there is."""
        self._present, self._is_stale = present, is_stale
        self._version, self._found = -1, NONE

    def stale(self) -> frozenset[Address]:
        """Return the addresses of the answers whose content has changed since they were made."""
        if self._version != self._present.version:
            self._version = self._present.version
            if (ask := self._is_stale) is not None:
                bound = self._bound()
                self._found = frozenset(address for address, value in bound if ask(address, value)) if bound else NONE
        return self._found

    def stale_in(self, section: str) -> frozenset[Address]:
        """Return those of one section."""
        stale = self.stale()
        return frozenset(address for address in stale if address.section == section) if stale else stale

    def _bound(self) -> list[tuple[Address, Any]]:
        present = self._present
        found: list[tuple[Address, Any]] = []
        for wire in present.wiring.bound:
            every = [wire.at(row) for row in present.rows[wire.section.id]] if wire.section.rows else [wire.address]
            for address in every:
                value = present.answers.get(address)
                if isinstance(value, dict) and present.visible(wire, address):
                    found.append((address, value))
        return found
