"""Lays entries out as rows per table, the shape in which both databases take them."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from storage.entries import START, Add, Drop, Entry, Put
from storage.tables import TABLES

Rows = list[tuple[Any, ...]]
Move = tuple[str, int, bytes, int, bytes, bytes | None, bytes | None]


class Sheet(msgspec.Struct):
    """Holds the rows of one transaction.

    Args:
        inbox: keys with digests and replies.
        action: new actions.
        begin: heads of new streams.
        move: heads that go on: stream, seq and digest before, seq and digest after, state, key (None leaves them).
        drop: keys to remove, by table.
        put: rows to write, by table; at most one a key, because `ON CONFLICT DO UPDATE` may not touch a row twice.
        add: rows to insert, by table.
        outbox: jobs.
        wipe: values to remove all rows of, by table and column.
    """

    inbox: Rows = []
    action: Rows = []
    begin: Rows = []
    move: list[Move] = []
    drop: dict[str, Rows] = {}
    put: dict[str, Rows] = {}
    add: dict[str, Rows] = {}
    outbox: Rows = []
    wipe: dict[tuple[str, str], Rows] = {}


def lay_out(entries: Iterable[Entry], now: float, seq: Callable[[], int]) -> Sheet:
    """Return the rows of entries. Of several changes of one row only the last remains.

    Args:
        entries: accepted, in their order.
        now: epoch seconds.
        seq: gives growing numbers for the order of jobs.
    """
    sheet = Sheet()
    begun: dict[str, tuple[Any, ...]] = {}
    moves: dict[str, Move] = {}
    changed: dict[str, dict[tuple[Any, ...], tuple[Any, ...] | None]] = {}
    for entry in entries:
        sheet.inbox.append((entry.key, entry.body, entry.reply, now))
        for a in entry.appends:
            stream, key, state = a.stream, a.key, a.state
            sheet.action += a.rows
            if a.before == START:
                begun[stream] = (stream, a.kind, *a.after, key or b"", state or b"")
            elif (was := moves.get(stream)) is not None:
                state, key = (was[5] if state is None else state), (was[6] if key is None else key)
                moves[stream] = (stream, was[1], was[2], *a.after, state, key)
            elif (old := begun.get(stream)) is not None:
                state, key = (old[5] if state is None else state), (old[4] if key is None else key)
                begun[stream] = (stream, old[1], *a.after, key, state)
            else:
                moves[stream] = (stream, *a.before, *a.after, state, key)
        for c in entry.changes:
            if type(c) is Put:
                changed.setdefault(c.table, {})[TABLES[c.table].key_of(c.row)] = c.row
            elif type(c) is Drop:
                changed.setdefault(c.table, {})[c.key] = None
            elif type(c) is Add:
                sheet.add.setdefault(c.table, []).append(c.row)
            else:
                sheet.wipe.setdefault((c.table, c.column), []).append((c.value,))
        for n, p in enumerate(entry.pushes):
            sheet.outbox.append(
                (f"{entry.key}#{n}", p.kind, p.who, p.stream, seq(), p.due, "waiting", 0, 0.0, p.body, "")
            )
    for table, rows in changed.items():
        if put := [row for row in rows.values() if row is not None]:
            sheet.put[table] = put
        if drop := [key for key, row in rows.items() if row is None]:
            sheet.drop[table] = drop
    sheet.begin, sheet.move = list(begun.values()), list(moves.values())
    return sheet
