"""Decoding in a process of its own: little memory, little time, no secrets, killed when it goes too far."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import sys
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import msgspec

from evidence.kinds import Unusable
from evidence.worker import READY, RESULTS, Answer, Order

_HEAD = 4  # bytes that tell the length of what follows
_START = 60  # seconds that a worker may take to load its libraries
_SECONDS = {"preview": 5.0}  # functions that get less time than others: somebody waits for the picture of a page
_LARGEST = 256 * 1024 * 1024  # of an answer
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")  # nothing of the product's settings

Fetch = Callable[[], Awaitable[bytes | list[bytes]]]


class _Seat:
    """Is the place of one worker process, started when an order comes.

    A worker that takes too long, needs too much memory or dies is killed; the next order starts a new one. A caller who
    goes away takes the worker with it, so that no answer is ever read by somebody else.
    """

    def __init__(self, memory: int, seconds: float, orders: int) -> None:
        self._memory, self._seconds, self._orders = memory, seconds, orders
        self._done = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def worker(self) -> int | None:
        """Return the process id of the worker that runs, or None."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def ask(self, order: Order, files: list[bytes], seconds: float) -> Answer:
        """Have one order done, in no more than these seconds nor its own limit; let go of files handed over."""
        process = self._process
        if process is None or process.returncode is not None:
            process = await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with asyncio.timeout(min(seconds, self._seconds)):
                files.insert(0, msgspec.msgpack.encode(order))
                while files:
                    process.stdin.write(len(files[0]).to_bytes(_HEAD, "big"))
                    process.stdin.write(files.pop(0))
                    await process.stdin.drain()
                size = int.from_bytes(await process.stdout.readexactly(_HEAD), "big")
                if size > _LARGEST:
                    raise ValueError(size)
                answer = msgspec.msgpack.decode(await process.stdout.readexactly(size), type=Answer)
        except (TimeoutError, OSError, EOFError, ValueError, msgspec.DecodeError):
            await self.stop()
            return Answer(code="too_heavy", text="这份文件太复杂，处理不了。请换一份，或重新拍照再发")
        except BaseException:
            await self.stop()
            raise
        self._done += 1
        if self._done >= self._orders:
            await self.stop()
        return answer

    async def _start(self) -> asyncio.subprocess.Process:
        self._done = 0
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "evidence.worker", str(self._memory), str(self._seconds),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}, close_fds=True,
        )  # fmt: skip
        process = self._process
        assert process.stdout is not None
        try:
            async with asyncio.timeout(_START):
                await process.stdout.readexactly(len(READY))
        except (TimeoutError, EOFError) as failed:
            await self.stop()
            raise RuntimeError("the evidence worker did not start") from failed
        except BaseException:
            await self.stop()
            raise
        return process

    async def stop(self) -> None:
        """End the worker, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


class Bench:
    """Runs the functions that `evidence.worker.RESULTS` names in worker processes that it starts when needed.

    Several at once, so that one file that takes all of its time does not hold up everybody's; the one that was used
    last is used first, and the others are started only when it is busy.
    """

    def __init__(
        self, *, memory: int = 1536 * 1024 * 1024, seconds: float = 30, orders: int = 300, seats: int = 2
    ) -> None:
        """Set the limits.

        Args:
            memory: bytes of address space that a worker may use.
            seconds: time that one order may take, on the clock and on the processor; a preview takes 5 at most.
            orders: after how many orders a worker is replaced, so that what libraries leak does not add up.
            seats: how many workers there may be at once.

        """
        self._seats = [_Seat(memory, seconds, orders) for _ in range(seats)]
        self._free = list(self._seats)
        self._turn = asyncio.Semaphore(seats)

    @property
    def worker(self) -> int | None:
        """Return the process id of a worker that runs, or None."""
        return next((seat.worker for seat in self._seats if seat.worker is not None), None)

    async def run(self, name: str, files: bytes | list[bytes] | Fetch, *args: Any) -> Any:
        """Run one function in a worker and return its result.

        Args:
            name: "page", "bind", "accept_pdf" or "preview".
            files: its first argument, or what fetches that: called when a worker is free, so that nobody holds large
                files while waiting for one, and let go as they are handed over; what it raises is passed on.
            *args: its other arguments.

        Raises:
            Unusable: as the function says, or "too_heavy" when it went over a limit or broke the worker.
            KeyError: there is no such function.
            RuntimeError: no worker can be started on this machine.

        """
        result = RESULTS[name]
        async with self._turn:
            seat = self._free.pop()
            try:
                found = files if isinstance(files, bytes | list) else await files()
                order = Order(name, list(args), len(found) if isinstance(found, list) else None)
                found = [*found] if isinstance(found, list) else [found]
                answer = await seat.ask(order, found, _SECONDS.get(name, math.inf))
            finally:
                self._free.append(seat)
        if answer.code is not None:
            raise Unusable(answer.code, answer.text)
        return msgspec.msgpack.decode(answer.result, type=result)

    async def close(self) -> None:
        """Stop the workers once what they do now is done."""
        for _ in self._seats:
            await self._turn.acquire()
        for seat in self._seats:
            await seat.stop()
            self._turn.release()

    async def __aenter__(self) -> Self:
        """Return the bench; a worker starts with its first order."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the workers."""
        await self.close()
