"""Who acts, from where, and under which key."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec

from storage import ZONE

Surface = Literal["chat", "mini_program", "desktop", "operator", "system"]


class Act(msgspec.Struct, frozen=True):
    """Describes one attempt of one person to do something.

    Args:
        key: idempotency key, unique for actor and route; the same key twice has one effect.
        epoch: the server's time at which the act began, epoch seconds.
        surface: where it came from.
        person: id of the person, None for somebody who is not yet known.
        contact: stream of the WeChat contact (`contact:<account>:<openid>`), None on a desktop.
        session: keyed hash of the session's token, None in chat.
        seq: the place that the actor last saw (`If-Match`), None where nothing was said.
    """

    key: str
    epoch: float
    surface: Surface
    person: str | None = None
    contact: str | None = None
    session: str | None = None
    seq: int | None = None

    @property
    def at(self) -> datetime:
        """Return the time at which the act began, in Asia/Shanghai."""
        return datetime.fromtimestamp(self.epoch, ZONE)

    @property
    def now(self) -> str:
        """Return the time as schemes read it: `2026-11-30 16:59`."""
        return minute(int(self.epoch) // 60)

    @property
    def today(self) -> str:
        """Return the day as schemes read it: `2026-11-30`."""
        return minute(int(self.epoch) // 60)[:10]

    def stamped(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what an action records, with who did it and where."""
        return {**data, "by": self.person or self.contact, "surface": self.surface}


@lru_cache(maxsize=64)
def minute(n: int) -> str:
    """Return a minute as schemes read it; every act of a minute asks several times.

    Args:
        n: whole minutes since 1970.
    """
    return datetime.fromtimestamp(n * 60, ZONE).isoformat(" ", "minutes")[:16]
