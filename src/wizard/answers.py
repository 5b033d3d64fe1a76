"""The stored answers of one application, person, unit, plan or batch: canonical values by address, rows in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.address import Address

Value = Any  # str, bool, int, float, {"from", "to"}, list[str], or the record of a file or a signature

NOTHING: Mapping[Any, Any] = {}


class Answers:
    """Holds what was answered, whether it is shown at present or not; nothing is checked here.

    `voids` are the rows a reviewer struck and `reviewed` those a unit has approved, as (section, row). A row that a
    scheme seeds need not be added: its values are stored under the seed's id.
    """

    __slots__ = ("_order", "_values", "reviewed", "voids")

    def __init__(self) -> None:
        self._values: dict[str, dict[str | None, dict[str, Value]]] = {}
        self._order: dict[str, list[str]] = {}
        self.voids: set[tuple[str, str]] = set()
        self.reviewed: set[tuple[str, str]] = set()

    def get(self, address: Address) -> Value | None:
        """Return the value stored at an address, None when there is none."""
        return self._values.get(address.section, NOTHING).get(address.row, NOTHING).get(address.field or "")

    def record(self, section: str, row: str | None = None) -> dict[str, Value]:
        """Return the values of one row, or of a section without rows; to be read only."""
        return self._values.get(section, {}).get(row) or {}

    def put(self, address: Address, value: Value) -> None:
        """Store a canonical value at the address of a field.

        Raises:
            ValueError: the address names no field, or there is no value.

        """
        if address.field is None or value is None:
            raise ValueError("an answer needs a field and a value")
        try:
            self._values[address.section][address.row][address.field] = value
        except KeyError:
            self._values.setdefault(address.section, {})[address.row] = {address.field: value}

    def drop(self, address: Address) -> None:
        """Forget the value at an address; nothing happens when there is none."""
        record = self._values.get(address.section, {}).get(address.row)
        if record is not None and address.field is not None:
            record.pop(address.field, None)

    def rows(self, section: str) -> list[str]:
        """Return the ids of the added rows of a section in order."""
        return list(self._order.get(section, ()))

    def add_row(self, section: str, row: str, place: int | None = None) -> None:
        """Add a row at a place (0 is the first; None is the end); a row that is there already stays where it is."""
        order = self._order.setdefault(section, [])
        if row not in order:
            order.insert(len(order) if place is None else place, row)

    def drop_row(self, section: str, row: str) -> None:
        """Take a row out with all its values."""
        order = self._order.get(section, [])
        if row in order:
            order.remove(row)
        self._values.get(section, {}).pop(row, None)
        self.voids.discard((section, row))
        self.reviewed.discard((section, row))

    def move_row(self, section: str, row: str, place: int) -> None:
        """Move a row to another place, counted from 0 after it was taken out.

        Raises:
            KeyError: no such row was added.

        """
        order = self._order.get(section, [])
        if row not in order:
            raise KeyError(row)
        order.remove(row)
        order.insert(place, row)

    def items(self) -> Iterator[tuple[Address, Value]]:
        """Yield every stored answer: sections as they were first answered, added rows in order, seeded rows after."""
        for section, records in self._values.items():
            order = self._order.get(section, [])
            added = [row for row in order if row in records]
            for row in [*added, *(row for row in records if row not in order)]:
                for field, value in records[row].items():
                    yield Address(section, row, field), value

    def __len__(self) -> int:
        """Return how many answers are stored."""
        return sum(len(record) for records in self._values.values() for record in records.values())
