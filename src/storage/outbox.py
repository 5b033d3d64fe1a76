"""The worker's side of the outbox: claims with a lease, order for each receiver, and how a job ends.

A job is `waiting`, then `claimed` until its lease ends, then final: `delivered`, `refused` (for good, with the reason)
or `dropped` (overtaken). A final job keeps its result and loses its body; only one that may still be reported as failed
keeps that for a while, so that it can be done another way.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import msgspec
import structlog
from tortoise.functions import Count

from storage.database import Database
from storage.errors import Unreadable
from storage.models import OutboxRow
from storage.owned import Opener

LOG = structlog.get_logger("outbox")


def short(id: str) -> str:
    """Return what a log names a job by: its id is made of a call's key, which leads back to people.

    Args:
        id: of the job.
    """
    return hashlib.sha256(id.encode()).hexdigest()[:12]


Ending = Literal["delivered", "refused", "dropped"]
OPEN: Final = ("waiting", "claimed")
UNREADABLE_PAUSE: Final = 1800.0  # seconds before a job that does not open is taken again
UNREADABLE_TRIES: Final = 48

# One statement is the whole claim: two workers that want the same row wait for each other, and the second one finds the
# lease already taken. A job waits while an earlier one of the same receiver and kind is open, unless that one was never
# tried and lies in the future (a term of next month holds nobody up).
CLAIM = """
UPDATE outbox SET state = 'claimed', lease = ?2, tries = tries + 1 WHERE id IN (
    SELECT o.id FROM outbox o
    WHERE o.state IN ('waiting', 'claimed') AND o.due <= ?1 AND o.lease <= ?1 {kinds} AND (o.who = '' OR NOT EXISTS (
        SELECT 1 FROM outbox e WHERE e.who = o.who AND e.kind = o.kind AND e.seq < o.seq
        AND e.state IN ('waiting', 'claimed') AND (e.due <= ?1 OR e.tries > 0)))
    ORDER BY o.due, o.seq LIMIT {limit}
) AND state IN ('waiting', 'claimed') AND lease <= ?1
RETURNING id, kind, who, stream, seq, due, tries, lease, body, result
"""


class Ended(msgspec.Struct, frozen=True):
    """Is how a job ended.

    Args:
        state: what became of it.
        why: what the platform answered, or why; no personal data.
        keep: leaves the body until it is swept, because the end may turn out to be none.
    """

    state: Ending
    why: str = ""
    keep: bool = False

    def __str__(self) -> str:
        return f"{self.state}: {self.why}"


@dataclass(frozen=True, slots=True)
class Job:
    """Is one claimed job.

    Args:
        id: the entry's key, `#` and the number of the push in it; the same whenever it is tried again.
        kind: what is to be done.
        who: whose jobs of this kind go one after another.
        stream: what it is about.
        seq: its place in the order.
        due: when it was to be done, epoch seconds.
        tries: how often it was claimed, this time included.
        lease: until when it is this worker's, epoch seconds.
        body: opened; None where the stream that it goes with was erased.
        result: what `retry` was told the last time.
    """

    id: str
    kind: str
    who: str
    stream: str
    seq: int
    due: float
    tries: int
    lease: float
    body: bytes | None
    result: str = ""


class Outbox:
    """Hands out jobs and takes back what became of them.

    Args:
        database: where they are.
        opener: opens their bodies.
    """

    def __init__(self, database: Database, opener: Opener) -> None:
        self._database, self._opener = database, opener

    async def claim(
        self, now: float, lease: float, limit: int, kinds: Sequence[str] = (), *, but: Sequence[str] = ()
    ) -> list[Job]:
        """Take jobs that are due; nobody else gets them until the lease ends.

        One whose body cannot be opened is not handed out and the others are done all the same. It may be opened later,
        when a master key that is missing is back; after a day it ends as refused.

        Args:
            now: epoch seconds.
            lease: seconds; a job that is neither ended nor renewed by then is handed out again.
            limit: how many at most.
            kinds: only these; every kind where there are none.
            but: none of these; nothing where `kinds` are named.
        """
        named, chosen = kinds or but, "IN" if kinds else "NOT IN"
        places = ", ".join(f"?{n}" for n in range(3, 3 + len(named)))
        sql = CLAIM.format(kinds=f"AND o.kind {chosen} ({places})" if named else "", limit=int(limit))
        rows = sorted(await self._database.fetch(sql, now, now + lease, *named), key=lambda r: (r["due"], r["seq"]))
        bodies = await self._opener.each([(bytes(r["body"]), b"push") for r in rows])
        jobs: list[Job] = []
        for r, body in zip(rows, bodies, strict=True):
            opened = None if isinstance(body, Unreadable) else body
            place = (r["id"], r["kind"], r["who"], r["stream"], r["seq"], r["due"], r["tries"])
            job = Job(*place, r["lease"], opened, r["result"])
            if isinstance(body, Unreadable):
                LOG.error("unreadable job", kind=job.kind, job=short(job.id))
                if job.tries < UNREADABLE_TRIES:
                    await self.retry(job, now + UNREADABLE_PAUSE, job.result)
                else:
                    await self.finish(job, Ended("refused", "cannot be opened", keep=True))
            else:
                jobs.append(job)
        return jobs

    async def renew(self, job: Job, until: float) -> Job | None:
        """Return a job that is held for longer, None where its lease had ended and somebody else has it.

        Args:
            job: as claimed, or renewed before.
            until: epoch seconds.
        """
        return replace(job, lease=until) if await self._change(job, lease=until) else None

    async def finish(self, job: Job, ended: Ended) -> bool:
        """End a job for good.

        Args:
            job: as claimed.
            ended: how.

        Returns:
            False where the lease had ended and somebody else has it.
        """
        values: dict[str, object] = {"state": ended.state, "result": str(ended), "lease": 0.0}
        return await self._change(job, **values if ended.keep else values | {"body": b""})

    async def reopen(self, who: str, kind: str, old: Ended, due: float, result: str) -> bool:
        """Put a job back whose end turned out to be none.

        Args:
            who: the receiver.
            kind: what was done.
            old: how it ended.
            due: when to try again, epoch seconds.
            result: what is to be known of the try that failed.

        Returns:
            False where no job that ended so has kept its body.
        """
        rows = self._database.rows(OutboxRow).filter(who=who, kind=kind, state=old.state, result=str(old))
        return await rows.exclude(body=b"").update(state="waiting", due=due, result=result) > 0

    async def retry(self, job: Job, due: float, result: str = "") -> bool:
        """Put a job back.

        Args:
            job: as claimed.
            due: when to try again, epoch seconds.
            result: what happened this time; no personal data.

        Returns:
            False where the lease had ended and somebody else has it.
        """
        return await self._change(job, state="waiting", due=due, result=result, lease=0.0)

    async def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state."""
        rows = await self._database.rows(OutboxRow).annotate(n=Count("id")).group_by("state").values("state", "n")
        return {r["state"]: r["n"] for r in rows}

    async def ended(self, how: Ended) -> int:
        """Return how many jobs ended like this, of those that are not yet swept.

        Args:
            how: as `finish` was told.
        """
        return await self._database.rows(OutboxRow).filter(state=how.state, result=str(how)).count()

    async def busy(self, who: str, kind: str) -> bool:
        """Tell whether jobs of one kind are still open for a receiver.

        Args:
            who: the receiver.
            kind: what is to be done.
        """
        return await self._database.rows(OutboxRow).filter(who=who, kind=kind, state__in=OPEN).exists()

    async def oldest(self, now: float) -> float:
        """Return for how many seconds the oldest job that is due has waited, 0 where none does.

        Args:
            now: epoch seconds.
        """
        rows: Any = self._database.rows(OutboxRow).filter(state__in=OPEN, due__lte=now).order_by("due").limit(1)
        found: Sequence[float] = await rows.values_list("due", flat=True)
        return now - found[0] if found else 0.0

    async def _change(self, job: Job, **values: object) -> bool:
        mine: Mapping[str, object] = {"id": job.id, "state": "claimed", "lease": job.lease}
        return await self._database.rows(OutboxRow).filter(**mine).update(**values) == 1
