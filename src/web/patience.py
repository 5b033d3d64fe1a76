"""How long a turn may take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, TypeVar

Done = TypeVar("Done")
STEP = 0.25  # seconds between two looks at what is under way
_left: set[asyncio.Future[Any]] = set()  # what was cut off and has not ended yet; the loop alone would forget it


async def within(seconds: float, work: Awaitable[Done]) -> Done:
    """Return what some work comes to, and wait no longer, whatever becomes of it.

    `asyncio.wait_for` waits for what it has cancelled, and that may itself wait for a database that answers nothing.

    Args:
        seconds: the longest time.
        work: what is to be done; it is cancelled where it takes longer.

    Raises:
        TimeoutError: it took longer.
    """
    task = asyncio.ensure_future(work)
    try:
        if (await asyncio.wait({task}, timeout=seconds))[0]:
            return task.result()
        raise TimeoutError
    finally:
        if not task.done():
            task.cancel()
            _left.add(task)
            task.add_done_callback(_ended)


def _ended(task: asyncio.Future[Any]) -> None:
    _left.discard(task)
    if not task.cancelled():
        task.exception()  # nobody waits for it


class Patience:
    """Cuts off what takes too long: `with patience: await …` raises TimeoutError then.

    One timer looks after all turns of an event loop; one for each costs more than to read the message that it is about.

    Args:
        seconds: returns what a turn has; it may be a `STEP` more.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self.seconds = seconds
        self._began: dict[asyncio.Task[Any], float] = {}  # the oldest first
        self._cut: set[asyncio.Task[Any]] = set()
        self._looks = False

    def __enter__(self) -> None:
        """Begin the turn of the task that runs."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None
        self._began[task] = loop.time()
        if not self._looks:
            self._looks = True
            loop.call_later(STEP, self._look, loop)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """End it; what was cut off is told from what somebody else cancelled."""
        task = asyncio.current_task()
        assert task is not None
        if self._began.pop(task, None) is None:
            self._cut.remove(task)
            if task.uncancel() == 0 and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        latest = loop.time() - self.seconds()
        for task in [task for task, began in self._began.items() if began <= latest]:
            del self._began[task]
            self._cut.add(task)
            task.cancel()
        self._looks = bool(self._began)
        if self._looks:
            loop.call_later(STEP, self._look, loop)
