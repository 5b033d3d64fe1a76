"""The cache that several processes share: in Redis."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Awaitable
from typing import Any

import redis.asyncio
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Cut
from redis.exceptions import RedisError

from storage.cache import PAUSE

LOG = structlog.get_logger("cache")
LONGEST = 1.0  # seconds for one step: whoever asks can do without what is kept
ONCE_MORE = Retry(NoBackoff(), 1, supported_errors=(Cut,))  # a kept connection that Redis closed says nothing of Redis
# Only who holds a lock may free it: after its time it may be somebody else's.
FREE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class RedisCache:
    """Keeps bytes in Redis; while Redis is away nothing is there, nothing is kept, and nobody waits for a lock.

    Args:
        url: `redis://…`.
        prefix: before every key.
    """

    def __init__(self, url: str, prefix: str = "zhiping:") -> None:
        self._redis: Any = redis.asyncio.Redis.from_url(
            url, socket_timeout=LONGEST, socket_connect_timeout=LONGEST, retry=ONCE_MORE
        )
        self._prefix = prefix

    async def _run(self, done: Awaitable[Any], instead: object = None) -> Any:
        try:
            return await done
        except (RedisError, OSError) as error:
            LOG.warning("cache away", error=type(error).__name__)
            return instead

    async def get(self, key: str) -> bytes | None:
        """Return what was set, None when it is gone."""
        return await self._run(self._redis.get(self._prefix + key))

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for so many seconds."""
        await self._run(self._redis.set(self._prefix + key, value, px=_milliseconds(seconds)))

    @contextlib.asynccontextmanager
    async def lock(self, key: str, seconds: float) -> AsyncGenerator[None]:
        """Hold a name alone; it comes free by itself after so many seconds."""
        name, mine = f"{self._prefix}lock:{key}", secrets.token_hex(8).encode()
        while not await self._run(self._redis.set(name, mine, px=_milliseconds(seconds), nx=True), True):  # noqa: ASYNC110
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
