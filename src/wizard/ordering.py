"""The order of questions: sections and fields as the scheme has them, rows as they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from schemes.expressions import Node
from wizard.address import Address
from wizard.present import Present
from wizard.showing import records_of
from wizard.wiring import FieldWire, SectionWire


def turn(present: Present, address: Address) -> tuple[int, int]:
    """Return the place of an address in its section: a row before its fields, the section itself after all rows."""
    wire = present.wiring.sections[address.section]
    field = wire.fields.get(address.field or "")
    rows = present.rows.get(address.section, [])
    row = rows.index(address.row) if address.row in rows else len(rows) if wire.rows else -1
    return row, field.place if field is not None else -1


def in_order(present: Present, found: Iterable[Address]) -> list[Address]:
    """Return addresses of one section in order."""
    return sorted(found, key=lambda address: turn(present, address))


def first(present: Present, wire: SectionWire, among: Collection[Address], after: Address | None) -> Address | None:
    """Return the first of some addresses of a section, behind another one of it if given; None when there is none."""
    if not among:
        return None
    begin = turn(present, after) if after is not None else (-1, -1)
    rows: list[str] | list[None] = present.rows[wire.id] if wire.rows else [None]
    fields = list(wire.fields)
    start = max(begin[0], 0)
    for place, row in enumerate(rows[start:], start):
        here = place if wire.rows else -1
        skipped = begin[1] + 1 if here == begin[0] else 0
        if wire.rows and here > begin[0] and (found := Address(wire.id, row)) in among:
            return found
        for field in fields[skipped:]:
            if (found := Address(wire.id, row, field)) in among:
                return found
    last = Address(wire.id)
    return last if wire.rows and last in among and after != last else None


def shown(present: Present, wire: SectionWire, row: str | None) -> Iterator[Address]:
    """Yield the shown fields of a section, or of one row, in order.

    Raises:
        KeyError: the section has no such row.

    """
    if wire.rows and row not in present.records[wire.id]:
        raise KeyError(str(Address(wire.id, row)))
    for one in wire.fields.values():
        address = one.at(row if wire.rows else None)
        if present.visible(one, address):
            yield address


def asked(present: Present, wire: SectionWire) -> list[Address]:
    """Return every shown question of a section in order, answered or not."""
    rows: list[str] | list[None] = present.rows[wire.id] if wire.rows else [None]
    every = (address for row in rows for address in shown(present, wire, row))
    return [one for one in every if (made := wire.fields[one.field or ""]).asked and not present.computed(made, one)]


def tidied(present: Present, wire: SectionWire) -> list[str]:
    """Return the added rows in the order that `sort` offers; those without an answer to sort by come last."""
    rows = present.answers.rows(wire.id)
    names = wire.section.rows.sort if wire.section.rows is not None else []

    def rank(row: str) -> list[tuple[int, Any]]:
        return [_rank(present, wire.fields[name], Address(wire.id, row, name)) for name in names]

    return sorted(rows, key=rank)


def holds(present: Present, node: Node, record: Mapping[str, Any]) -> bool:
    """Tell whether an expression that reads `row.` is true for one row.

    Args:
        present: whose answers and facts it reads besides.
        node: the expression.
        record: the row as expressions see it: `id`, `void`, `reviewed` and its answers.
    """
    present.context.set("row", record)
    found = present.context.run(node) is True
    present.context.set("row", None)
    return found


def _rank(present: Present, wire: FieldWire, address: Address) -> tuple[int, Any]:
    """Return where an answer stands: a choice by its place in the list, a period by its beginning."""
    value = present.effective(wire, address)
    codes = list(records_of(present.scheme, wire.field))
    match value:
        case None:
            return 2, 0
        case str() if codes:
            return (0, codes.index(value)) if value in codes else (1, 0)
        case {"from": str(begin)}:
            return 0, begin
        case str() | int() | float():
            return 0, value
        case _:
            return 1, 0
