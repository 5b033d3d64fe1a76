"""The account's access token: one for all processes, fetched by one, renewed before it ends.

Source: 获取稳定版接口调用凭据, https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html
(the same token until five minutes before its end; then old and new are both good).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import msgspec

from wechat.errors import PlatformError, TransportError

EARLY = (60.0, 240.0)  # seconds before its end at which a process asks for the next; each draws its own
_LOCKED = 30.0  # seconds after which a process that died while fetching no longer keeps the others waiting


class Cache(Protocol):
    """Is what all processes of an installation share, and may lose at any time; where it is away it is empty."""

    async def get(self, key: str) -> bytes | None:
        """Return what was set, None when it is gone."""
        ...

    async def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for so many seconds."""
        ...

    def lock(self, key: str, seconds: float) -> AbstractAsyncContextManager[Any]:
        """Hold a name alone; it comes free by itself after so many seconds."""
        ...


class Token(msgspec.Struct, frozen=True):
    """Is a token and its end in seconds since 1970."""

    token: str
    until: float

    def __repr__(self) -> str:
        """Return nothing that could be used."""
        return "<Token>"


_token = msgspec.json.Decoder(Token)


class Tokens:
    """Gives the token of one app.

    Args:
        fetch: asks the platform; returns the token and its seconds.
        cache: shared by all processes.
        app_id: names the place in the cache, so that two accounts never mix.
        clock: seconds since 1970.

    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        cache: Cache,
        app_id: str,
        clock: Callable[[], float],
    ) -> None:
        self._fetch, self._cache, self._clock = fetch, cache, clock
        self._key = f"wechat:token:{app_id}"
        self._alone = asyncio.Lock()
        self._held: Token | None = None
        self._renew_at = 0.0

    async def get(self, refused: str | None = None) -> str:
        """Return a token that is good for at least a minute.

        Args:
            refused: a token that the platform has just refused; another one is returned where there is one.

        Raises:
            TransportError, PlatformError: no token could be had.

        """
        if token := self._good(refused):
            return token
        async with self._alone:
            if token := self._good(refused):
                return token
            try:
                return await self._next(refused)
            except (TransportError, PlatformError):
                held = self._held
                if held and held.token != refused and self._clock() < held.until:
                    return held.token  # renewing early has failed, and the old one still lives
                raise

    def _good(self, refused: str | None) -> str | None:
        held = self._held
        if held and held.token != refused and self._clock() < self._renew_at:
            return held.token
        return None

    async def _next(self, refused: str | None) -> str:
        """Take the token that another process has put there meanwhile, or fetch one."""
        if token := await self._shared(refused):
            return token
        async with self._cache.lock(self._key, _LOCKED):
            if token := await self._shared(refused):
                return token
            word, seconds = await self._fetch()
            token = Token(word, self._clock() + seconds)
            await self._cache.set(self._key, msgspec.json.encode(token), max(1.0, seconds))
            return self._adopt(token)

    async def _shared(self, refused: str | None) -> str | None:
        data = await self._cache.get(self._key)
        if data is None:
            return None
        try:
            shared = _token.decode(data)
        except msgspec.DecodeError:
            return None
        old = self._held.token if self._held else None
        if shared.token in (refused, old) or shared.until - self._clock() <= EARLY[0]:
            return None
        return self._adopt(shared)

    def _adopt(self, token: Token) -> str:
        left = token.until - self._clock()
        early = random.uniform(*EARLY)  # noqa: S311  spreads the processes, guards nothing
        self._held, self._renew_at = token, token.until - min(early, left / 2)
        return token.token
