"""Whether a process can do its work: what a load balancer asks before it sends anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from casework.house import House
from storage import Entry
from web.patience import within

LOOK = 1.8  # seconds that reading and writing may take, one beside the other
KEY, EVERY = "ready:", 60.0  # beginning of the key of what is written, and seconds until it is written again


async def ready(house: House) -> dict[str, bool]:
    """Return what readiness depends on: that the database can be read, and written without a long wait."""

    async def good(look: Awaitable[object]) -> bool:
        try:
            await within(LOOK, look)
        except Exception:  # noqa: BLE001  whatever it is, this part is not ready
            return False
        return True

    # a row each minute, whoever asks how often: a key that is there would be found again on a disk that is full
    writes = house.storage.journal.commit(Entry(f"{KEY}{int(house.clock.time() / EVERY)}", b"", b""), LOOK)
    reads, written = await asyncio.gather(good(house.reads.version("")), good(writes))
    return {"database": reads, "journal": written}
