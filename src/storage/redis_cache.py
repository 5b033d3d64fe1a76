"""The cache that several processes share: in Redis."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Awaitable
from typing import Any

import redis.asyncio
from redis.exceptions import RedisError

from storage.cache import PAUSE
from storage.errors import Unavailable

# Only who holds a lock may free it: after its time it may be somebody else's.
FREE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class RedisCache:
    """Keeps bytes in Redis.

    Args:
        url: `redis://…`.
        prefix: before every key.
    """

    def __init__(self, url: str, prefix: str = "zhiping:") -> None:
        self._redis: Any = redis.asyncio.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
        self._prefix = prefix

    async def _run(self, done: Awaitable[Any]) -> Any:
        try:
            return await done
        except (RedisError, OSError) as error:
            raise Unavailable(type(error).__name__) from None

    async def get(self, key: str) -> bytes | None:
        """Return what was set, None when it is gone."""
        return await self._run(self._redis.get(self._prefix + key))

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for so many seconds."""
        await self._run(self._redis.set(self._prefix + key, value, px=_milliseconds(seconds)))

    async def add(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; tell whether it was kept."""
        return bool(await self._run(self._redis.set(self._prefix + key, value, px=_milliseconds(seconds), nx=True)))

    async def delete(self, key: str) -> None:
        """Forget a value."""
        await self._run(self._redis.delete(self._prefix + key))

    @contextlib.asynccontextmanager
    async def lock(self, key: str, seconds: float) -> AsyncGenerator[None]:
        """Hold a name alone; it comes free by itself after so many seconds."""
        name, mine = f"{self._prefix}lock:{key}", secrets.token_hex(8).encode()
        while not await self._run(self._redis.set(name, mine, px=_milliseconds(seconds), nx=True)):  # noqa: ASYNC110
            await asyncio.sleep(PAUSE)
        try:
            yield
        finally:
            await self._run(self._redis.eval(FREE, 1, name, mine))

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))
