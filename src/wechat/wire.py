"""The callback's wire: query and body in, a message out; a text in, the reply's bytes out.

Source: https://developers.weixin.qq.com/doc/service/guide/dev/push/encryption (signature, modes, sealed replies)
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping

import msgspec

from wechat import pushes, reply, xml
from wechat.crypto import Box, Unsealable, same, sign
from wechat.errors import Forbidden, TooLarge, Unreadable
from wechat.messages import Incoming, Mode

LIMIT = 128 * 1024  # bytes; the platform's largest pushes, in compatible mode, stay under 100 KB

_NONCE = re.compile(r"[\w.\-]{0,128}", re.ASCII)  # it is repeated inside a sealed reply
_MODES = {"": False, "raw": False, "aes": True}


class _Sealed(msgspec.Struct):
    sealed: str = msgspec.field(name="Encrypt", default="")
    sender: str = msgspec.field(name="FromUserName", default="")


_sealed = msgspec.json.Decoder(_Sealed)


class Wire:
    """Speaks one account's callback.

    Args:
        token: the account's Token.
        app_id: stands in everything sealed.
        aes_key: the account's EncodingAESKey; without it only plain messages can be read.
        previous_key: the one before; what it opens is answered with it.
        plain: whether unsealed messages are taken. Their signature does not cover the body, so an installation whose
            account seals everything should not take them.
        clock: seconds since 1970.

    Raises:
        ValueError: a key is not one.

    """

    def __init__(
        self,
        token: str,
        app_id: str,
        aes_key: str | None = None,
        previous_key: str | None = None,
        *,
        plain: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._token, self._plain, self._clock = token, plain, clock
        self._boxes = tuple(Box(key, app_id) for key in (aes_key, previous_key) if key)

    def echo(self, query: Mapping[str, str]) -> str:
        """Return what the platform wants back, byte for byte, when it verifies the address.

        Args:
            query: signature, timestamp, nonce and echostr.

        Raises:
            Forbidden: not signed with our token.

        """
        self._signed(query)
        return query.get("echostr") or ""

    def _signed(self, query: Mapping[str, str]) -> None:
        ours = sign(self._token, query.get("timestamp") or "", query.get("nonce") or "")
        if not same(ours, query.get("signature") or ""):
            raise Forbidden

    def open(self, query: Mapping[str, str], body: bytes) -> Incoming:
        """Return the message of a push.

        Args:
            query: the address's query.
            body: as it came.

        Raises:
            TooLarge: over 128 KB.
            Forbidden: not signed or sealed with our token and keys, or plain where plain is not taken.
            Unreadable: signed, but not XML or JSON of the platform's kind.

        """
        if len(body) > LIMIT:
            raise TooLarge
        nonce, stamp = query.get("nonce") or "", query.get("timestamp") or ""
        sealed = _MODES.get(query.get("encrypt_type") or "")
        mode: Mode = "plain"
        box = None
        if sealed:
            body, box, mode = self._unseal(query, nonce, body)
        elif sealed is None or not self._plain:
            raise Forbidden
        else:
            self._signed(query)
        if typed := pushes.typed(body, mode, nonce, box, stamp):
            return typed
        try:
            text = xml.clean(body)
            if text.startswith("{"):
                return pushes.incoming(xml.read_json(text), body, mode, nonce, box, stamp, json=True)
            fields, doubled = xml.read(text)
        except xml.NotRead as odd:
            raise Unreadable from odd
        return pushes.incoming(fields, body, mode, nonce, box, stamp, doubled=doubled)

    def _unseal(self, query: Mapping[str, str], nonce: str, body: bytes) -> tuple[bytes, Box, Mode]:
        """Open the one sealed part whose signature is right; what stands beside it in the clear is signed by nobody."""
        if not _NONCE.fullmatch(nonce):
            raise Forbidden
        mode: Mode = "safe"
        if body.lstrip().startswith(b"{"):
            try:
                outer = _sealed.decode(body)
            except (msgspec.DecodeError, RecursionError):
                raise Forbidden from None
            parts = [outer.sealed]
            mode = "compatible" if outer.sender else "safe"
        else:
            parts = _sealed_in(body)
            mode = "compatible" if body.find(b"<FromUserName>") >= 0 else "safe"
        stamp, theirs = query.get("timestamp") or "", query.get("msg_signature") or ""
        for part in parts:
            if same(sign(self._token, stamp, nonce, part), theirs):
                for box in self._boxes:
                    try:
                        return box.open(part), box, mode
                    except Unsealable:
                        continue
        raise Forbidden

    def close(self, incoming: Incoming, text: str | None) -> tuple[bytes, str]:
        """Return the reply's body and content type; sealed with the key that opened.

        Args:
            incoming: what is answered.
            text: what is said, with links; None or nothing says only that it has arrived.

        """
        said = reply.content(text) if text else b""
        if not said.strip() or not incoming.sender or not incoming.account:
            return b"success", "text/plain; charset=utf-8"
        now = int(self._clock())
        kind = "application/json" if incoming.json else "application/xml; charset=utf-8"
        if incoming.json:
            body = msgspec.json.encode(
                {
                    "ToUserName": incoming.sender,
                    "FromUserName": incoming.account,
                    "CreateTime": now,
                    "MsgType": "text",
                    "Content": said.decode(),
                }
            )
        else:
            body = reply.xml(incoming.sender, incoming.account, now, said)
        if incoming.box is None:
            return body, kind
        return self.seal(incoming.box, body, now, incoming.nonce, json=incoming.json), kind

    def seal(self, box: Box, body: bytes, at: int, nonce: str, *, json: bool, noise: bytes | None = None) -> bytes:
        """Return a reply in its sealed form.

        Args:
            box: the key to seal with.
            body: the reply in the clear.
            at: seconds since 1970.
            nonce: the push's.
            json: whether the platform speaks JSON with us.
            noise: 16 bytes; random when not given.

        """
        sealed = box.seal(body, noise).decode()
        signature = sign(self._token, str(at), nonce, sealed)
        if json:
            members = {"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": at, "Nonce": nonce}
            return msgspec.json.encode(members)
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{at}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        ).encode()


def _sealed_in(body: bytes) -> list[str]:
    """Return what stands in a body's `Encrypt`; the last four, because what a person wrote may look like one too."""
    found: list[str] = []
    for part in body.rsplit(b"<Encrypt>", 4)[1:]:
        sealed, end, _ = part.partition(b"</Encrypt>")
        if end:
            found.append(sealed.strip().removeprefix(b"<![CDATA[").removesuffix(b"]]>").decode("ascii", "replace"))
    return found
