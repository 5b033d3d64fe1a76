"""One call of the platform's API: limited in time, size and tries, its answer judged by its bytes.

Source: https://developers.weixin.qq.com/doc/service/guide/dev/api/ (errors are HTTP 200 with `errcode`; JSON comes with
any content type; the token stands in the query).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

import aiohttp
import msgspec

from wechat.errors import TOKEN_API, PlatformError, TransportError
from wechat.fates import Fate
from wechat.tokens import Cache, Tokens

API_URL = "https://api.weixin.qq.com"
MP_URL = "https://mp.weixin.qq.com"


class App(msgspec.Struct, frozen=True):
    """Is an account or mini-program: its id and its secret, which never shows in a repr."""

    id: str
    secret: str

    def __repr__(self) -> str:
        """Return the id alone."""
        return f"<App {self.id}>"


class Limits(NamedTuple):
    """Bounds every call: tries, seconds of one try and of all together, seconds of the first pause, bytes of an answer.

    Uploads and downloads of media have seconds and bytes of their own.
    """

    tries: int = 3
    try_seconds: float = 4.0
    total_seconds: float = 10.0
    pause: float = 0.3
    answer_bytes: int = 1 << 20
    media_seconds: float = 30.0
    media_bytes: int = 20 << 20


class Part(NamedTuple):
    """Is the file of an upload."""

    data: bytes
    name: str
    media_type: str


class Answer(NamedTuple):
    """Is what came back: bytes, and the two headers that matter for files."""

    data: bytes
    media_type: str
    disposition: str


class _Call(NamedTuple):
    """Is what one call is, whatever try it is."""

    api: str
    query: Mapping[str, str]
    data: bytes | None
    part: Part | None
    file: bool
    token: bool
    repeat: bool
    address: str
    seconds: float
    total: float
    most: int


class _Failed(Exception):
    """Tells that one try gave no usable answer."""

    def __init__(self, why: str, *, doubtful: bool = True) -> None:
        super().__init__(why)
        self.why, self.doubtful = why, doubtful


def decode(data: bytes) -> dict[str, Any] | None:
    """Return the JSON object that an answer is, whatever its content type; None when it is none.

    Args:
        data: the answer's bytes.

    """
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
    return cast(dict[str, Any], found) if isinstance(found, dict) else None


class Caller:
    """Calls the API of one app.

    Args:
        session: made, configured and closed by whoever composes the product.
        base_url: the API's address without a slash at the end.
        mp_url: the address that shows QR codes.
        app: whose API.
        cache: shared by all processes; holds the token.
        limits: of every call.
        clock: seconds since 1970.

    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        mp_url: str,
        app: App,
        cache: Cache,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._session, self.app = session, app
        self._base, self._mp = base_url.rstrip("/"), mp_url.rstrip("/")
        self._limits = limits or Limits()
        self._tokens = Tokens(self._fetch_token, cache, app.id, clock)

    async def _fetch_token(self) -> tuple[str, float]:
        asked = {
            "grant_type": "client_credential",
            "appid": self.app.id,
            "secret": self.app.secret,
            "force_refresh": False,
        }
        found = await self.ask(TOKEN_API, asked, token=False)
        word, seconds = found.get("access_token"), found.get("expires_in")
        if not isinstance(word, str) or not word or not isinstance(seconds, int | float):
            raise TransportError(TOKEN_API, "no token in the answer", doubtful=False)
        return word, float(seconds)

    async def ask(
        self,
        api: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        *,
        part: Part | None = None,
        token: bool = True,
        repeat: bool = True,
    ) -> dict[str, Any]:
        """Return the JSON object that an API answers.

        Args:
            api: path without a slash in front.
            body: what is posted; without it and without a part it is a GET.
            query: besides the token.
            part: a file to upload as `media`.
            token: whether the API wants an access token.
            repeat: whether a second call does no harm when the first one may have been carried out.

        Raises:
            PlatformError: it answered an errcode.
            TransportError: no usable answer came.

        """
        call = self._call(api, body, query, part=part, token=token, repeat=repeat)
        _, found = await self._run(call)
        assert found is not None  # _once has seen to it
        return found

    async def take(
        self,
        api: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        *,
        token: bool = True,
        address: str | None = None,
    ) -> Answer:
        """Return the file that an API answers; its errors come as JSON where the file should be.

        Args:
            api: path without a slash in front.
            body: what is posted; without it, it is a GET.
            query: besides the token.
            token: whether the API wants an access token.
            address: of another server than the API's.

        Raises:
            PlatformError: it answered an errcode.
            TransportError: no usable answer came.

        """
        answer, _ = await self._run(self._call(api, body, query, file=True, token=token, address=address))
        return answer

    def _call(
        self,
        api: str,
        body: Mapping[str, Any] | None,
        query: Mapping[str, str] | None,
        *,
        part: Part | None = None,
        file: bool = False,
        token: bool = True,
        repeat: bool = True,
        address: str | None = None,
    ) -> _Call:
        limits, media = self._limits, file or part is not None
        return _Call(
            api,
            query or {},
            None if body is None else msgspec.json.encode(body),  # UTF-8; the platform refuses \uXXXX
            part,
            file,
            token,
            repeat,
            address or self._base,
            limits.media_seconds if media else limits.try_seconds,
            2 * limits.media_seconds if media else limits.total_seconds,
            limits.media_bytes if file else limits.answer_bytes,
        )

    async def _run(self, call: _Call) -> tuple[Answer, dict[str, Any] | None]:
        """Call with a token, and once more with another one when that token was refused."""
        try:
            async with asyncio.timeout(call.total):
                word = await self._tokens.get() if call.token else None
                try:
                    return await self._tries(call, word)
                except PlatformError as refused:
                    if word is None or refused.fate is not Fate.TOKEN:
                        raise
                return await self._tries(call, await self._tokens.get(refused=word))
        except TimeoutError:
            raise TransportError(call.api, "all the time is used up", doubtful=True) from None

    async def _tries(self, call: _Call, word: str | None) -> tuple[Answer, dict[str, Any] | None]:
        """Try as often as limits and call allow; what may have been carried out is repeated only if harmless."""
        last: PlatformError | TransportError | None = None
        for n in range(self._limits.tries):
            if n:
                pause = self._limits.pause * 2 ** (n - 1)
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  spreads, guards nothing
            try:
                answer, found = await self._once(call, word)
            except _Failed as failed:
                last = TransportError(call.api, failed.why, doubtful=failed.doubtful)
                if failed.doubtful and not call.repeat:
                    raise last from None
                continue
            errcode = found.get("errcode", 0) if found else 0
            if not errcode:
                return answer, found
            assert found is not None
            last = PlatformError(int(errcode), str(found.get("errmsg", "")), call.api)
            if last.fate is not Fate.AGAIN:
                raise last
        assert last is not None
        raise last

    async def _once(self, call: _Call, word: str | None) -> tuple[Answer, dict[str, Any] | None]:
        """Try once (aiohttp itself repeats a GET when a kept connection turns out to be dead).

        Errors of the HTTP client are not passed on: their texts may hold the address, and with it the token.
        """
        query = dict(call.query) if word is None else {"access_token": word, **call.query}
        headers, body = {}, call.data
        if call.part:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", call.part.data, filename=call.part.name, content_type=call.part.media_type)
            body = form
        elif body is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with self._session.request(
                "GET" if body is None else "POST",
                f"{call.address}/{call.api}",
                params=query,
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=call.seconds),
                allow_redirects=False,
            ) as reply:
                if reply.status != 200:
                    raise _Failed(f"HTTP {reply.status}")
                data = await _bytes(reply, call.most)
                kind, named = reply.content_type, reply.headers.get("Content-Disposition", "")
        except aiohttp.ClientConnectorError:
            raise _Failed("no connection", doubtful=False) from None
        except TimeoutError:
            raise _Failed("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise _Failed(type(error).__name__) from None
        return _judge(call, Answer(data, kind, named))


async def _bytes(reply: aiohttp.ClientResponse, most: int) -> bytes:
    parts, size = [], 0
    async for part in reply.content.iter_any():
        size += len(part)
        if size > most:
            raise _Failed("too many bytes")
        parts.append(part)
    return b"".join(parts)


def _judge(call: _Call, answer: Answer) -> tuple[Answer, dict[str, Any] | None]:
    """Decide by the bytes what an answer is; the content type is often wrong."""
    if not answer.data.strip():
        raise _Failed("empty")
    found = decode(answer.data)
    if found is None and (not call.file or answer.data.lstrip()[:1] in (b"{", b"<")):
        raise _Failed("neither JSON nor a file")
    errcode = found.get("errcode", 0) if found else 0
    if not isinstance(errcode, int):
        raise _Failed("errcode is no number")
    return answer, found
