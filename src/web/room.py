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
# While another waits for room, a body has to come at a pace at which it is whole within so many seconds; in the first
# few nobody's pace is judged, and who had to make room has a place in the lower half alone for a while.
LONG, EARLY, LATELY = 60.0, 5.0, 60.0


@dataclass(eq=False, slots=True)
class Load:
    """Is the room that one body or file takes.

    Args:
        who: whose it is.
        size: bytes.
        since: when it came in, by the loop's clock.
        limit: ends its way, when it has to make room; None while it cannot.
        come: bytes that are through.
        cut: whether it has to make room.
    """

    who: str
    size: int
    since: float
    limit: asyncio.Timeout | None = None
    come: int = 0
    cut: bool = False

    def pace(self, now: float) -> float:
        """Return how fast it comes, as a part of what is asked for while another waits.

        Args:
            now: by the loop's clock.
        """
        age = now - self.since
        return self.come * LONG / (self.size * age) if age >= EARLY and self.size else 1.0


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
        self._places: set[Load] = set()
        self._cut: dict[str, float] = {}  # who had to make room, until when that counts; the oldest first
        self._changed = asyncio.Event()

    async def enter(self, who: str, size: int) -> Load:
        """Take room, when there is some; whose bytes come too slowly makes some for who waits.

        Args:
            who: whose it is.
            size: bytes announced.

        Raises:
            Crowded: this one has too much on the way.
            Down: all together have.
        """
        now = asyncio.get_running_loop().time
        end = now() + self.wait
        while (alone := self.held.get(who, 0) + size > self.of_one) or self.total + size > self._open(who, now()):
            if not alone and who not in self._cut:
                self._clear(size, now())
            try:
                async with asyncio.timeout_at(min(end, now() + LOOK)):
                    await self._changed.wait()
            except TimeoutError:
                if now() >= end:
                    raise (Crowded(*self.words.many) if alone else Down(*self.words.full)) from None
        place = Load(who, size, now())
        self._places.add(place)
        self.held[who] = self.held.get(who, 0) + size
        self.total += size
        return place

    def leave(self, place: Load) -> None:
        """Give room back, and have all who wait look again.

        Args:
            place: what was taken.
        """
        self._places.remove(place)
        self.total -= place.size
        self.held[place.who] -= place.size
        if not self.held[place.who]:
            del self.held[place.who]
        self._changed.set()
        self._changed = asyncio.Event()

    def _open(self, who: str, now: float) -> int:
        """Return how many bytes of the room are open to somebody."""
        while self._cut and (oldest := next(iter(self._cut.items())))[1] <= now:
            del self._cut[oldest[0]]
        return self.altogether // 2 if who in self._cut else self.altogether

    def _clear(self, size: int, now: float) -> None:
        """End the way of the slowest, as far as they are too slow, until what goes makes room for so many bytes."""
        wanted = self.total + size - self.altogether - sum(place.size for place in self._places if place.cut)
        for place in sorted(self._places, key=lambda place: place.pace(now)):
            if wanted <= 0 or place.pace(now) >= 1:
                return
            if (limit := place.limit) is not None and not place.cut and not limit.expired():
                place.cut = True
                limit.reschedule(now)
                wanted -= place.size
                self._cut.pop(place.who, None)
                self._cut[place.who] = now + LATELY
