"""Removes what its term has ended for: keys seen, jobs done, tickets, log-ins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tortoise.models import Model
from tortoise.queryset import QuerySet

from storage.database import Database
from storage.models import InboxRow, OutboxRow, ReadRow, SessionRow, TicketRow, UsedRow

CHUNK: Final = 500  # rows of one transaction, so that the journal never waits long
DAY: Final = 86_400.0
ENDED: Final = ("delivered", "refused", "dropped")


@dataclass(frozen=True, slots=True)
class Terms:
    """Says how long things are kept, in seconds.

    Args:
        inbox: by the beginning of a key; the longest beginning that fits counts, and the empty one fits every key.
        outbox: jobs that have ended.
        bodies: what jobs that have ended still hold.
        tickets: after their time, so that a use can still be told from one that never was.
        sessions: after their end.
        reads: who opened what.
    """

    inbox: Mapping[str, float]
    outbox: float = 30 * DAY
    bodies: float = 1 * DAY
    tickets: float = 30 * DAY
    sessions: float = 30 * DAY
    reads: float = 10 * 366 * DAY


async def sweep(database: Database, now: float, terms: Terms) -> dict[str, int]:
    """Remove what its term has ended for and return how many rows went, by table.

    Args:
        database: where.
        now: epoch seconds.
        terms: how long things are kept.
    """
    gone = {"inbox": await _inbox(database, now, terms.inbox)}
    held = database.rows(OutboxRow).filter(state__in=ENDED, due__lt=now - terms.bodies).exclude(body=b"")
    while rows := await held.limit(CHUNK).values_list("id", flat=True):
        await database.rows(OutboxRow).filter(id__in=list(rows), state__in=ENDED).update(body=b"")
    ended: list[tuple[str, type[Model], str, QuerySet[Any]]] = [
        ("outbox", OutboxRow, "id", database.rows(OutboxRow).filter(
            state__in=ENDED, due__lt=now - terms.outbox)),
        ("used", UsedRow, "ticket", database.rows(UsedRow).filter(at__lt=now - terms.tickets - 7 * DAY)),
        ("ticket", TicketRow, "id", database.rows(TicketRow).filter(expires__lt=now - terms.tickets)),
        ("session", SessionRow, "id", database.rows(SessionRow).filter(expires__lt=now - terms.sessions)),
        ("read", ReadRow, "id", database.rows(ReadRow).filter(at__lt=now - terms.reads)),
    ]  # fmt: skip
    for name, model, key, rows in ended:
        gone[name] = await _remove(database, model, key, rows)
    return gone


async def _inbox(database: Database, now: float, terms: Mapping[str, float]) -> int:
    gone = 0
    for start, term in terms.items():
        rows = database.rows(InboxRow).filter(at__lt=now - term)
        if start:
            rows = rows.filter(key__startswith=start)
        for other in terms:
            if len(other) > len(start) and other.startswith(start):
                rows = rows.exclude(key__startswith=other)
        gone += await _remove(database, InboxRow, "key", rows)
    return gone


async def _remove(database: Database, model: type[Model], key: str, rows: QuerySet[Any]) -> int:
    """Remove rows in portions: looked for without a lock, removed by their key."""
    gone = 0
    while True:
        found: Any = await rows.limit(CHUNK).values_list(key, flat=True)
        if not found:
            return gone
        gone += await database.rows(model).filter(**{f"{key}__in": list(found)}).delete()
