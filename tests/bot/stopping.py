"""Stops a piece of work as it waits for the nth time, as a client that hangs up or a process that is told to end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any

MOST = 60  # waits that a turn may have; more would be a loop


@dataclass(slots=True)
class Counted:
    """Runs a coroutine and counts how often it waits; at the nth time the task that runs it is cancelled."""

    work: Coroutine[Any, Any, Any]
    nth: int
    waits: int = 0

    def __await__(self) -> Generator[Any, None, Any]:
        error: BaseException | None = None
        while True:
            try:
                waited = self.work.send(None) if error is None else self.work.throw(error)
            except StopIteration as end:
                return end.value
            self.waits, error = self.waits + 1, None
            if self.waits == self.nth:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            try:
                yield waited
            except BaseException as thrown:  # noqa: BLE001 - handed on: the work is to see all, its cancellation too
                error = thrown


async def ended(counted: Counted) -> bool:
    """Run to the end, or until it is stopped; tell whether it came through untouched."""

    async def run() -> Any:
        return await counted

    task = asyncio.create_task(run())
    await asyncio.wait([task])
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
    return counted.waits < counted.nth


async def every_stop(work: Callable[[int], Awaitable[Coroutine[Any, Any, Any]]]) -> AsyncIterator[int]:
    """Stop a piece of work at its first wait, at its second, and so on, until it comes through; yield after each.

    Args:
        work: prepares one run anew and returns it.
    """
    for nth in range(1, MOST):
        through = await ended(Counted(await work(nth), nth))
        yield nth
        if through:
            return
    raise AssertionError("it never ends")
