"""How many bytes of files may be on their way: of one person, and of all together, in each web process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from casework.problems import Crowded, Down

# A body is there up to three times while it is taken apart and sealed: altogether 400 MB beside the process itself.
OF_ONE = 32_000_000  # bytes of one person: the largest file, or half a dozen photos as phones take them
ALTOGETHER = 128_000_000  # bytes: two dozen such photos
OF_ADDRESS, OF_STRANGERS = 4_000_000, 32_000_000  # bytes where nobody is known yet, of at most 262,144 each
WAIT = 8.0  # seconds for which a body stands at the door: below what any page or proxy takes for a dead connection
LOOK = 1.0  # seconds after which one that waits looks again who has been there for long
LONG = 60.0  # seconds after which one that is still on its way makes room when another waits


@dataclass(eq=False, slots=True)
class Load:
    """Is the room that one body or file takes.

    Args:
        who: whose it is.
        size: bytes.
        since: when it came in, by the loop's clock.
        limit: ends its way, when it has to make room; None while it cannot.
    """

    who: str
    size: int
    since: float
    limit: asyncio.Timeout | None = None


@dataclass(frozen=True)
class Words:
    """Says why there is no room.

    Args:
        many: code and sentence where one person has too much on the way.
        full: code and sentence where all together have.
    """

    many: tuple[str, str]
    full: tuple[str, str]


COMING = Words(
    ("bodies_many", "您同时传的太多了，这一份没有收。等前面的传完，再传一次"),
    ("bodies_full", "现在传材料的人太多，这一份没有收。请过一会儿再传一次"),
)
GOING = Words(
    ("files_many", "您同时打开的材料太多了。等前面的打开完，再打开这一份"),
    ("files_full", "现在看材料的人太多。请过一会儿再打开这一份"),
)


class Room:
    """Counts bodies from when they are announced to the end of their requests, and files from when they are read.

    Args:
        of_one: bytes that one person may have on their way.
        altogether: bytes that all may have.
        words: what is said when there is no room.
    """

    def __init__(self, of_one: int, altogether: int, words: Words = COMING) -> None:
        self.of_one, self.altogether, self.words, self.wait = of_one, altogether, words, WAIT
        self.held: dict[str, int] = {}
        self.total = 0
        self._places: dict[Load, None] = {}
        self._changed = asyncio.Event()

    async def enter(self, who: str, size: int) -> Load:
        """Take room, when there is some; who has been on the way for long makes some for who waits.

        Args:
            who: whose it is.
            size: bytes announced.

        Raises:
            Crowded: this one has too much on the way.
            Down: all together have.
        """
        now = asyncio.get_running_loop().time
        end = now() + self.wait
        while (alone := self.held.get(who, 0) + size > self.of_one) or self.total + size > self.altogether:
            if not alone:
                self._clear(now())
            try:
                async with asyncio.timeout_at(min(end, now() + LOOK)):
                    await self._changed.wait()
            except TimeoutError:
                if now() >= end:
                    raise (Crowded(*self.words.many) if alone else Down(*self.words.full)) from None
        place = Load(who, size, now())
        self._places[place] = None
        self.held[who] = self.held.get(who, 0) + size
        self.total += size
        return place

    def leave(self, place: Load) -> None:
        """Give room back, and have all who wait look again.

        Args:
            place: what was taken.
        """
        del self._places[place]
        self.total -= place.size
        self.held[place.who] -= place.size
        if not self.held[place.who]:
            del self.held[place.who]
        self._changed.set()
        self._changed = asyncio.Event()

    def _clear(self, now: float) -> None:
        """End the way of the one that has been there longest, when that is long."""
        for place in self._places:
            if now - place.since < LONG:
                return
            if (limit := place.limit) is not None:
                place.limit = None
                limit.reschedule(now)
                return
