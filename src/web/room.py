"""How many bytes of large bodies may be on their way: of one sender, and of all together, in each web process."""

from __future__ import annotations

import asyncio

from casework.problems import Crowded, Down, Problem

OF_ONE = 64_000_000  # bytes of one person: two of the largest files, or a dozen photos as phones take them
ALTOGETHER = 256_000_000  # bytes: fifty such photos; more is not to spare beside the rest of a machine with 1 GB
OF_ADDRESS, OF_STRANGERS = 4_000_000, 32_000_000  # bytes where nobody is known yet, of at most 262,144 each
WAIT = 8.0  # seconds for which a body stands at the door: below what any page or proxy takes for a dead connection


class Room:
    """Counts bodies from when they are announced to the end of their requests.

    Args:
        of_one: bytes that one sender may have on their way.
        altogether: bytes that all may have.
        wait: seconds for which a body waits for room.
    """

    def __init__(self, of_one: int, altogether: int, wait: float = WAIT) -> None:
        self.of_one, self.altogether, self.wait = of_one, altogether, wait
        self.held: dict[str, int] = {}
        self.total = 0
        self._changed = asyncio.Event()

    async def enter(self, who: str, size: int) -> None:
        """Take room, when there is some.

        Args:
            who: the sender.
            size: bytes announced.

        Raises:
            Crowded: the sender has too much on the way.
            Down: all together have.
        """
        end = asyncio.get_running_loop().time() + self.wait
        while (full := self._full(who, size)) is not None:
            try:
                async with asyncio.timeout_at(end):
                    await self._changed.wait()
            except TimeoutError:
                raise full from None
        self.held[who] = self.held.get(who, 0) + size
        self.total += size

    def leave(self, who: str, size: int) -> None:
        """Give room back, and have all who wait look again.

        Args:
            who: the sender.
            size: bytes announced.
        """
        self.total -= size
        self.held[who] -= size
        if not self.held[who]:
            del self.held[who]
        self._changed.set()
        self._changed = asyncio.Event()

    def _full(self, who: str, size: int) -> Problem | None:
        if self.held.get(who, 0) + size > self.of_one:
            return Crowded("bodies_many", "您同时传的太多了，这一份没有收。等前面的传完，再传一次")
        if self.total + size > self.altogether:
            return Down("bodies_full", "现在传材料的人太多，这一份没有收。请过一会儿再传一次")
        return None
