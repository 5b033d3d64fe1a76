"""What all processes of an installation share and may lose at any time: in the process, or in Redis."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from storage.errors import Misconfigured

PAUSE: Final = 0.03  # seconds between two looks for a lock that somebody else has
MOST: Final = 50_000  # values kept in the process


class Cache(Protocol):
    """Keeps bytes for a while."""

    async def get(self, key: str) -> bytes | None:
        """Return what was set, None when it is gone."""
        ...

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for so many seconds."""
        ...

    async def add(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; tell whether it was kept."""
        ...

    async def delete(self, key: str) -> None:
        """Forget a value."""
        ...

    def lock(self, key: str, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a name alone; it comes free by itself after so many seconds."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


async def once(cache: Cache, key: str, seconds: float, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """Return a value; of many who miss it at the same time one makes it and the others wait.

    Args:
        cache: where it is kept.
        key: its name.
        seconds: how long it is kept, and how long its making may take.
        make: makes it.
    """
    if (value := await cache.get(key)) is not None:
        return value
    async with cache.lock(key, seconds):
        if (value := await cache.get(key)) is None:
            value = await make()
            await cache.set(key, value, seconds)
        return value


def open_cache(url: str) -> Cache:
    """Read `REDIS_URL`.

    Args:
        url: `redis://…`, or empty for a cache in the process.

    Raises:
        Misconfigured: it is neither.
    """
    if not url:
        return MemoryCache()
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise Misconfigured("REDIS_URL", "写成 redis://主机:端口/编号，不用 Redis 就留空")
    from storage.redis_cache import RedisCache  # 6 MB that an installation without Redis does not carry

    return RedisCache(url)


class MemoryCache:
    """Keeps bytes in the process, for an installation that is one process.

    Args:
        now: seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: dict[str, tuple[float, bytes]] = {}
        self._locks: dict[str, tuple[float, str]] = {}

    async def get(self, key: str) -> bytes | None:
        """Return what was set, None when it is gone."""
        found = self._kept.get(key)
        return found[1] if found is not None and found[0] > self._now() else None

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for so many seconds."""
        if len(self._kept) >= MOST:
            now = self._now()
            self._kept = {k: v for k, v in self._kept.items() if v[0] > now}
            while len(self._kept) >= MOST:
                self._kept.pop(next(iter(self._kept)))
        self._kept[key] = (self._now() + seconds, value)

    async def add(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; tell whether it was kept."""
        if await self.get(key) is not None:
            return False
        await self.set(key, value, seconds)
        return True

    async def delete(self, key: str) -> None:
        """Forget a value."""
        self._kept.pop(key, None)

    @contextlib.asynccontextmanager
    async def lock(self, key: str, seconds: float) -> AsyncGenerator[None]:
        """Hold a name alone; it comes free by itself after so many seconds."""
        mine = secrets.token_hex(8)
        while (held := self._locks.get(key)) is not None and held[0] > self._now():  # noqa: ASYNC110  time frees it too
            await asyncio.sleep(PAUSE)
        self._locks[key] = (self._now() + seconds, mine)
        try:
            yield
        finally:
            if (held := self._locks.get(key)) is not None and held[1] == mine:
                del self._locks[key]

    async def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
