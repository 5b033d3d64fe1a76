"""What all processes of an installation share and may lose at any time: in the process, or in Redis."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from storage.errors import Misconfigured

PAUSE: Final = 0.03  # seconds between two looks for a lock that somebody else has
MOST: Final = 50_000  # values kept in the process


class Cache(Protocol):
    """Keeps bytes for a while; where it cannot be reached it is empty, and no step of it fails."""

    async def get(self, key: str) -> bytes | None:
        """Return what was set, None when it is gone."""
        ...

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for so many seconds."""
        ...

    def lock(self, key: str, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a name alone; it comes free by itself after so many seconds."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


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
