"""Lays entries out as rows per table, the shape in which both databases take them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from storage.entries import START, Add, Drop, Entry, Put, Wipe
from storage.tables import TABLES

Rows = list[tuple[Any, ...]]
Move = tuple[str, int, bytes, int, bytes, bytes | None, bytes | None]


@dataclass(slots=True)
class Sheet:
    """Holds the rows of one transaction.

    Args:
        inbox: keys with digests and replies.
        action: new actions.
        begin: heads of new streams.
        move: heads that go on: stream, seq and digest before, seq and digest after, key, state (None leaves them).
        drop: keys to remove, by table.
        put: rows to write, by table; at most one a key, because `ON CONFLICT DO UPDATE` may not touch a row twice.
        add: rows to insert, by table.
        outbox: jobs.
        wipe: streams to remove all rows of, by table.
    """

    inbox: Rows = field(default_factory=list)
    action: Rows = field(default_factory=list)
    begin: Rows = field(default_factory=list)
    move: list[Move] = field(default_factory=list)
    drop: dict[str, Rows] = field(default_factory=dict)
    put: dict[str, Rows] = field(default_factory=dict)
    add: dict[str, Rows] = field(default_factory=dict)
    outbox: Rows = field(default_factory=list)
    wipe: dict[str, Rows] = field(default_factory=dict)


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
    last: dict[tuple[str, tuple[Any, ...]], tuple[Any, ...] | None] = {}
    for entry in entries:
        sheet.inbox.append((entry.key, entry.body, entry.reply, now))
        for a in entry.appends:
            sheet.action += a.rows
            seq_after, digest_after = a.after
            if a.before == START:
                begun[a.stream] = (a.stream, a.kind, seq_after, digest_after, a.key or b"", a.state or b"")
            elif (old := begun.get(a.stream)) is not None:
                key, state = (old[4] if a.key is None else a.key), (old[5] if a.state is None else a.state)
                begun[a.stream] = (a.stream, old[1], seq_after, digest_after, key, state)
            elif (was := moves.get(a.stream)) is not None:
                key, state = (was[5] if a.key is None else a.key), (was[6] if a.state is None else a.state)
                moves[a.stream] = (a.stream, was[1], was[2], seq_after, digest_after, key, state)
            else:
                moves[a.stream] = (a.stream, *a.before, seq_after, digest_after, a.key, a.state)
        for c in entry.changes:
            match c:
                case Put():
                    last[c.table, TABLES[c.table].key_of(c.row)] = c.row
                case Drop():
                    last[c.table, c.key] = None
                case Add():
                    sheet.add.setdefault(c.table, []).append(c.row)
                case Wipe():
                    sheet.wipe.setdefault(c.table, []).append((c.stream,))
        for n, p in enumerate(entry.pushes):
            sheet.outbox.append(
                (f"{entry.key}#{n}", p.kind, p.who, p.stream, seq(), p.due, "waiting", 0, 0.0, p.body, "")
            )
    for (table, key), row in last.items():
        (sheet.drop if row is None else sheet.put).setdefault(table, []).append(key if row is None else row)
    sheet.begin = list(begun.values())
    sheet.move = [moves[s] for s in sorted(moves)]
    return sheet
