"""Signature and sealing of the callback: SHA-1 over sorted parts, AES-256-CBC with padding to 32 bytes.

Source: https://developers.weixin.qq.com/doc/service/guide/dev/push/encryption
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # the platform pads to 32 bytes, not to AES's own 16
_PADS = tuple(bytes([n]) * n for n in range(BLOCK + 1))


class Unsealable(Exception):
    """Tells that something was not sealed with this key for this app."""


def sign(*parts: str) -> str:
    """Return the platform's signature: lowercase hex of SHA-1 over the parts, sorted and joined."""
    joined = "".join(sorted(parts)).encode("utf-8", "replace")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()  # the platform's choice, not ours


def same(ours: str, theirs: str) -> bool:
    """Compare two signatures in a time that does not depend on where they differ."""
    return theirs.isascii() and hmac.compare_digest(ours, theirs)


class Box:
    """Opens and seals with one EncodingAESKey, on one thread.

    To make a context costs ten times what it then does with a message, so there is one each for the life of the key.
    Chaining therefore goes on from one message to the next, which touches the first 16 bytes alone: they are noise, by
    the platform's format, and nobody reads them.

    Args:
        aes_key: the account's EncodingAESKey, 43 characters.
        app_id: stands at the end of everything sealed and is checked on opening.

    Raises:
        ValueError: the key is not one.

    """

    __slots__ = ("_cipher", "_opener", "_sealer", "_tail")

    def __init__(self, aes_key: str, app_id: str) -> None:
        try:
            key = base64.b64decode(aes_key + "=", validate=True)
        except ValueError:
            key = b""
        if len(aes_key) != 43 or len(key) != 32:
            raise ValueError("EncodingAESKey 应为 43 位字母和数字，请到公众平台“服务器配置”里重新复制")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._opener, self._sealer = self._cipher.decryptor(), self._cipher.encryptor()
        self._tail = app_id.encode()

    def open(self, sealed: bytes | str) -> bytes:
        """Return what was sealed.

        Args:
            sealed: base64 as in `Encrypt`.

        Raises:
            Unsealable: not base64, wrong length, padding, length field or app id.

        """
        try:
            raw = binascii.a2b_base64(sealed, strict_mode=True)
        except ValueError:
            raise Unsealable from None
        if not raw or len(raw) % BLOCK:
            raise Unsealable
        plain = self._opener.update(raw)  # whole blocks, so nothing is kept back
        pad = plain[-1]
        end = 20 + int.from_bytes(plain[16:20], "big")
        if not 1 <= pad <= BLOCK or not hmac.compare_digest(plain[end:], self._tail + _PADS[pad]):
            raise Unsealable
        return plain[20:end]

    def seal(self, plain: bytes, noise: bytes | None = None) -> bytes:
        """Return the base64 for `Encrypt`.

        Args:
            plain: the message.
            noise: 16 bytes that come first; random when not given. What is given stands there to the letter, so it is
                sealed by a context of its own.

        """
        body = b"".join((noise or os.urandom(16), len(plain).to_bytes(4, "big"), plain, self._tail))
        sealer = self._cipher.encryptor() if noise else self._sealer
        raw = sealer.update(body + _PADS[BLOCK - len(body) % BLOCK])
        return binascii.b2a_base64(raw, newline=False)
