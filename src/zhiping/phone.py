"""A phone in code: the stand-in's control API for the chat, `/api/v1` for the mini-program. Nothing behind either."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import aiohttp

from storage import ZONE


class PhoneError(Exception):
    """Says which call was not answered as it should be.

    Args:
        what: the call.
        status: HTTP status.
        text: what came back.
    """

    def __init__(self, what: str, status: int, text: str) -> None:
        super().__init__(f"{what}: {status} {text[:300]}")
        self.status, self.text = status, text


class Phone:
    """Is one person's phone.

    Args:
        session: for HTTP.
        product: origin of the product.
        sandbox: origin of the stand-in.
        person: id of the person in the stand-in.
    """

    def __init__(self, session: aiohttp.ClientSession, product: str, sandbox: str, person: str) -> None:
        self.session, self.product, self.sandbox, self.person = session, product, sandbox, person
        self.token = ""

    # ── the chat ─────────────────────────────────────────────────────────────
    async def control(self, what: str, body: Mapping[str, Any] | None = None) -> Any:
        """Do something on the phone and return what the stand-in says of it.

        Args:
            what: such as `say`, `photo`, `code`.
            body: its parameters.
        """
        return await self._call("POST", f"{self.sandbox}/control/people/{self.person}/{what}", json=dict(body or {}))

    async def messages(self, after: int = 0) -> list[dict[str, Any]]:
        """Return what stands in the chat and in the notifications, oldest first.

        Args:
            after: number of the last line that is known.
        """
        found = await self._call("GET", f"{self.sandbox}/control/people/{self.person}/messages?after={after}")
        return found if isinstance(found, list) else found["messages"]

    async def see(self) -> dict[str, Any]:
        """Return what stands on the person: following, windows, credits."""
        return await self._call("GET", f"{self.sandbox}/control/people/{self.person}")

    async def now(self) -> datetime:
        """Return the present as the stand-in's clock tells it, which goes as the product's does."""
        state = await self._call("GET", f"{self.sandbox}/control/state")
        return datetime.fromtimestamp(state["now"], ZONE)

    async def picture(self, name: str) -> tuple[bytes, str]:
        """Return a picture of the camera roll and its media type."""
        async with self.session.get(f"{self.sandbox}/control/roll/{name}") as reply:
            data = await reply.read()
            if reply.status != 200:
                raise PhoneError(name, reply.status, data.decode("utf-8", "replace"))
            return data, reply.content_type

    # ── the mini-program ─────────────────────────────────────────────────────
    async def log_in(self) -> dict[str, Any]:
        """Log in as the mini-program does; the token is kept."""
        code = (await self.control("code", {"app": "mp"}))["code"]
        found = await self.post("sessions", {"code": code, "surface": "mini_program"})
        self.token = found["token"]
        return found

    async def verify_phone(self) -> dict[str, Any]:
        """Let the mini-program have the phone number."""
        code = (await self.control("phone_code"))["code"]
        return await self.post("me/phone", {"code": code})

    async def agree(self, view: Mapping[str, Any]) -> None:
        """Tick every notice that a page shows before its button.

        Args:
            view: of the page.
        """
        for notice in view.get("notices", []):
            await self.post(f"me/notices/{notice['id']}/consent", {"digest": notice["digest"]})

    async def get(self, path: str) -> Any:
        """Return a view of the API."""
        return await self._call("GET", self._api(path), headers=self._headers())

    async def fetch(self, path: str) -> bytes:
        """Return a file of the API."""
        async with self.session.get(self._api(path), headers=self._headers()) as reply:
            data = await reply.read()
            if reply.status != 200:
                raise PhoneError(path, reply.status, data.decode("utf-8", "replace"))
            return data

    async def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, seq: int | None = None, key: str = ""
    ) -> Any:
        """Do a deed."""
        return await self._write("POST", path, body, seq, key)

    async def put(self, path: str, body: Mapping[str, Any], *, seq: int | None = None, key: str = "") -> Any:
        """Store something."""
        return await self._write("PUT", path, body, seq, key)

    async def delete(self, path: str, *, seq: int | None = None, key: str = "") -> Any:
        """Take something away."""
        return await self._write("DELETE", path, None, seq, key)

    async def upload(self, path: str, data: bytes, name: str, media: str) -> Any:
        """Send one file, as `uploadFile` does."""
        form = aiohttp.FormData()
        form.add_field("file", data, filename=name, content_type=media)
        return await self._call("POST", self._api(path), data=form, headers=self._headers(write=True))

    async def _write(self, method: str, path: str, body: Mapping[str, Any] | None, seq: int | None, key: str) -> Any:
        headers = self._headers(write=True, key=key) | ({"If-Match": str(seq)} if seq is not None else {})
        return await self._call(method, self._api(path), json=dict(body) if body is not None else None, headers=headers)

    def _api(self, path: str) -> str:
        return f"{self.product}/api/v1/{path}"

    def _headers(self, *, write: bool = False, key: str = "") -> dict[str, str]:
        found = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return found | ({"Idempotency-Key": key or secrets.token_hex(12)} if write else {})

    async def _call(self, method: str, url: str, **given: Any) -> Any:
        async with self.session.request(method, url, **given) as reply:
            text = await reply.text()
            if reply.status >= 400:
                raise PhoneError(f"{method} {url.partition('/api/v1/')[2] or url}", reply.status, text)
            return await reply.json(content_type=None) if text else None


class Phones:
    """Opens phones over one HTTP session.

    Args:
        product: origin of the product.
        sandbox: origin of the stand-in.
    """

    def __init__(self, product: str, sandbox: str) -> None:
        self.product, self.sandbox = product.rstrip("/"), sandbox.rstrip("/")

    async def __aenter__(self) -> Self:
        """Open the session."""
        self.session = aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=30))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the session."""
        await self.session.close()

    def of(self, person: str) -> Phone:
        """Return the phone of a person of the stand-in."""
        return Phone(self.session, self.product, self.sandbox, person)

    async def control(self, what: str, body: Mapping[str, Any] | None = None) -> Any:
        """Steer the stand-in as a whole, such as `switches` or `advance`."""
        async with self.session.post(f"{self.sandbox}/control/{what}", json=dict(body or {})) as reply:
            text = await reply.text()
            if reply.status >= 400:
                raise PhoneError(what, reply.status, text)
            return await reply.json(content_type=None) if text else None

    async def read_code(self, picture: bytes) -> str:
        """Read a QR code out of a picture, as a phone's camera does."""
        headers = {"Content-Type": "application/octet-stream"}
        async with self.session.post(f"{self.sandbox}/control/codes/read", data=picture, headers=headers) as reply:
            text = await reply.text()
            if reply.status >= 400:
                raise PhoneError("codes/read", reply.status, text)
            return (await reply.json(content_type=None))["content"]
