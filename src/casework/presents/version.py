"""One version of an application as plain values: what was stored, what was computed, what others' streams said."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Cells = Mapping[str, Any]
Rows = Mapping[str, Sequence[str]]


class Version(msgspec.Struct, frozen=True):
    """Holds what an application said at one moment.

    Args:
        cells: address → value, stored or computed; of a file its digest.
        rows: section → ids of its rows, in order.
        facts: `applicant`, `unit` and `plan` as they were; empty where nobody kept them.
    """

    cells: Cells
    rows: Rows
    facts: Mapping[str, Mapping[str, Any]] = {}

    def differs(self, other: "Version", address: str) -> bool:
        """Tell whether anything at an address, or in what it names, is otherwise in another version.

        Args:
            other: of the same application.
            address: of an answer, a row or a section.
        """
        section, _, row = address.partition(".")
        if not row:
            if self.rows.get(section, ()) != other.rows.get(section, ()):
                return True
        elif (row in self.rows.get(section, ())) != (row in other.rows.get(section, ())):
            return True
        below = address + "."
        names = self.cells.keys() | other.cells.keys()
        named = (name for name in names if name == address or name.startswith(below))
        return any(self.cells.get(name) != other.cells.get(name) for name in named)

    def sections(self, other: "Version") -> set[str]:
        """Return the ids of the sections in which another version says something else."""
        names = self.cells.keys() | other.cells.keys()
        found = {name.partition(".")[0] for name in names if self.cells.get(name) != other.cells.get(name)}
        listed = self.rows.keys() | other.rows.keys()
        return found | {s for s in listed if self.rows.get(s, ()) != other.rows.get(s, ())}


def version(content: bytes, computed: Cells, facts: Mapping[str, Mapping[str, Any]] | None = None) -> Version:
    """Put a version together.

    Args:
        content: canonical JSON as a journey gives it.
        computed: address → computed value.
        facts: as `Version`.
    """
    stored, rows = _stored(content)
    return Version({**stored, **computed}, rows, facts or {})


def _stored(content: bytes) -> tuple[Cells, Rows]:
    """Return what a content holds by address, and the rows of its sections."""
    cells: dict[str, Any] = {}
    rows: dict[str, Sequence[str]] = {}
    kept: dict[str, Any] = msgspec.json.decode(content) if content else {}
    for section, held in kept.items():
        if isinstance(held, list):
            records: list[dict[str, Any]] = held
            rows[section] = [str(record["id"]) for record in records]
            for record in records:
                cells |= {f"{section}.{record['id']}.{field}": v for field, v in record.items() if field != "id"}
        else:
            cells |= {f"{section}.{field}": v for field, v in held.items()}
    return cells, rows
