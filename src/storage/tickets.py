"""One-time permissions: a random token given once, of which only the keyed hash is kept.

A token has 192 bits in 32 characters, because it also stands in the `scene` of a mini-program code, which takes no more
(getUnlimitedQRCode, 最大32个可见字符); a session's token, which nobody prints, has 256.

That a ticket is used once is guarded by the row `used`, which the entry that uses it adds: of two that try at the same
time, in whatever process, the journal refuses one.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from storage.absence import answering
from storage.clock import Clock
from storage.database import Database
from storage.models import TicketRow, UsedRow
from storage.secrets import Secrets

TOKEN: Final = 24  # random bytes of a token: its 32 characters are all that the scene of a mini-program code can carry
KEPT: Final = 2_000  # tickets remembered between a look and its use


@dataclass(frozen=True, slots=True)
class Ticket:
    """Is what a token stands for.

    Args:
        id: keyed hash of the token; the key of its row and of the row that says it was used.
        kind: what it allows.
        body: what it is about.
        person: who gave it, empty for nobody.
        expires: epoch seconds.
        used: by whom it was used, None while it was not.
        at: when it was given, epoch seconds.
    """

    id: str
    kind: str
    body: dict[str, Any]
    person: str
    expires: float
    used: str | None
    at: float


class Tickets:
    """Gives and finds tickets; what is written goes through the journal.

    Args:
        database: where they are.
        secrets: of the house.
        clock: the one clock.
    """

    def __init__(self, database: Database, secrets: Secrets, clock: Clock) -> None:
        self._database, self._secrets, self._clock = database, secrets, clock
        self._seen: OrderedDict[str, Ticket] = OrderedDict()

    def issue(
        self, kind: str, body: dict[str, Any], person: str, at: float, seconds: float
    ) -> tuple[str, tuple[object, ...]]:
        """Return a new token and the row of the table `ticket` that makes it good.

        Args:
            kind: what it allows.
            body: what it is about; sealed here.
            person: who gives it, empty for nobody.
            at: epoch seconds.
            seconds: how long it can be used.
        """
        token = secrets.token_urlsafe(TOKEN)
        id = self.id_of(token)
        sealed = self._secrets.chest.seal(msgspec.json.encode(body), _about(id, kind))
        return token, (id, kind, sealed, person, at + seconds, at)

    def rewritten(self, ticket: Ticket, body: dict[str, Any]) -> tuple[object, ...]:
        """Return the row of a ticket that says something more about itself from now on.

        Args:
            ticket: as it was found.
            body: what it is about now.
        """
        sealed = self._secrets.chest.seal(msgspec.json.encode(body), _about(ticket.id, ticket.kind))
        return ticket.id, ticket.kind, sealed, ticket.person, ticket.expires, ticket.at

    async def peek(self, token: str, used_too: bool = False) -> Ticket | None:
        """Return a ticket without using it, None where there is none or its time is over.

        Args:
            token: as scanned.
            used_too: also one that was used, for somebody whose use may be repeated.

        Raises:
            Unreadable: its row was altered.
            Unavailable: the database is away.
        """
        found = await self._find(token)
        if found is None or found.expires < self._clock.time() or (found.used is not None and not used_too):
            return None
        self._seen[found.id] = found
        if len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return found

    def seen(self, token: str) -> Ticket | None:
        """Return a ticket that this process looked at a moment ago."""
        return self._seen.get(self.id_of(token))

    async def state(self, token: str) -> Literal["waiting", "used", "expired"]:
        """Tell what became of a ticket; one that never was has expired."""
        found = await self._find(token)
        if found is None:
            return "expired"
        if found.used is not None:
            return "used"
        return "waiting" if found.expires >= self._clock.time() else "expired"

    @answering
    async def _find(self, token: str) -> Ticket | None:
        id = self.id_of(token)
        row = await self._database.rows(TicketRow).filter(id=id).first()
        if row is None:
            return None
        used = await self._database.rows(UsedRow).filter(ticket=id).first()
        body = msgspec.json.decode(self._secrets.chest.open(row.body, _about(id, row.kind)))
        return Ticket(id, row.kind, body, row.person, row.expires, used.person if used else None, row.at)

    def id_of(self, token: str) -> str:
        """Return what a token is kept under, which tells it and does not give it away."""
        return self._secrets.lookup(f"ticket {token[:100]}")


def _about(id: str, kind: str) -> bytes:
    return f"ticket {id} {kind}".encode()
