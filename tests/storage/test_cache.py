"""The cache, in the process and in Redis: one suite over both."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import redis

from storage import Cache, MemoryCache, Misconfigured, open_cache
from storage.redis_cache import RedisCache


@pytest.fixture(params=["memory", "redis"])
async def cache(request: pytest.FixtureRequest) -> AsyncIterator[Cache]:
    opened = open_cache("" if request.param == "memory" else request.getfixturevalue("redis_url"))
    yield opened
    await opened.close()


async def gone(cache: Cache, key: str) -> bool:
    for _ in range(300):
        if await cache.get(key) is None:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_value__set__is_there_until_its_term_ends(cache: Cache) -> None:
    assert await cache.get("a") is None
    await cache.set("a", b"\0\xff", 60)
    await cache.set("b", b"short", 0.05)
    assert await cache.get("a") == b"\0\xff"
    assert await gone(cache, "b")
    await cache.set("a", b"new", 60)
    assert await cache.get("a") == b"new"


async def test_lock__is_held_by_one_at_a_time(cache: Cache) -> None:
    inside = most = 0

    async def enter() -> None:
        nonlocal inside, most
        async with cache.lock("l", 30):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(8)))
    assert most == 1


async def test_lock__of_one_that_died__comes_free_by_itself(cache: Cache) -> None:
    dead = cache.lock("l", 0.1)
    await dead.__aenter__()
    async with asyncio.timeout(20), cache.lock("l", 30):
        await dead.__aexit__(None, None, None)
        held = cache.lock("l", 30)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(held.__aenter__(), 0.15)


async def test_lock__left_by_an_error__is_free(cache: Cache) -> None:
    with pytest.raises(RuntimeError):
        async with cache.lock("l", 30):
            raise RuntimeError
    async with asyncio.timeout(20), cache.lock("l", 30):
        pass


async def test_memory__does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.cache.MOST", 100)
    cache = MemoryCache()
    for n in range(1000):
        await cache.set(f"k{n}", b"x", 60)
    assert len([n for n in range(1000) if await cache.get(f"k{n}")]) == 100
    assert await cache.get("k999") == b"x"


async def test_redis__not_there__is_an_empty_cache() -> None:
    cache = RedisCache("redis://127.0.0.1:1/0")
    await cache.set("a", b"x", 60)
    async with asyncio.timeout(5), cache.lock("a", 30), cache.lock("a", 30):
        assert await cache.get("a") is None
    await cache.close()


async def test_redis__that_has_closed_every_connection__is_asked_on_a_new_one(redis_url: str) -> None:
    cache = RedisCache(redis_url)
    await cache.set("a", b"x", 60)
    await asyncio.gather(*(cache.get("a") for _ in range(4)))  # four connections are kept
    with redis.Redis.from_url(redis_url) as other:
        other.client_kill_filter(_type="normal", skipme=True)
    assert await asyncio.gather(*(cache.get("a") for _ in range(4))) == [b"x"] * 4
    await cache.close()


def test_address__of_no_known_kind__says_how_it_is_written() -> None:
    with pytest.raises(Misconfigured, match="REDIS_URL"):
        open_cache("memcached://x")
