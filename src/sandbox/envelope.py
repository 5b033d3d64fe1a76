"""Signs and seals what goes to the callback, opens what comes back.

Source: the platform's 消息推送 page (signature, AES-256-CBC, PKCS#7 to 32 bytes, the key's first half as vector).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class Broken(ValueError):
    """Says why an envelope does not open."""


def signature(*parts: str) -> str:
    """Give the lowercase hex SHA-1 of the parts, sorted and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two signatures in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def key_of(aes_key: str) -> bytes:
    """Turn the 43 characters of an EncodingAESKey into its 32 bytes."""
    return base64.b64decode(aes_key + "=")


def encrypt(key: bytes, padded: bytes) -> str:
    """Encrypt whole blocks; the caller has padded them, rightly or not."""
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(worker.update(padded) + worker.finalize()).decode()


def pad(plain: bytes) -> bytes:
    """Pad to a multiple of 32 with 1 to 32 bytes."""
    count = BLOCK - len(plain) % BLOCK
    return plain + bytes([count]) * count


def frame(filler: bytes, message: bytes, app_id: str) -> bytes:
    """Put 16 random bytes and the length before a message and the app id behind it."""
    return filler + len(message).to_bytes(4, "big") + message + app_id.encode()


def seal(key: bytes, message: bytes, app_id: str, filler: bytes) -> str:
    """Encrypt a message for its receiver; ``filler`` is 16 random bytes."""
    return encrypt(key, pad(frame(filler, message, app_id)))


def unseal(key: bytes, sealed: str, app_id: str) -> bytes:
    """Decrypt a reply and checks padding, length and app id.

    Raises:
        Broken: says which of them is wrong.

    """
    try:
        data = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise Broken("Encrypt 不是 base64") from None
    if not data or len(data) % BLOCK:
        raise Broken("密文长度不是 32 的倍数")
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = worker.update(data) + worker.finalize()
    count = plain[-1]
    if not 1 <= count <= BLOCK or plain[-count:] != bytes([count]) * count:
        raise Broken("填充不对，可能用错了 EncodingAESKey")
    plain = plain[:-count]
    length = int.from_bytes(plain[16:20], "big")
    if len(plain) < 20 or length > len(plain) - 20:
        raise Broken("长度字段不对")
    if plain[20 + length :] != app_id.encode():
        raise Broken("尾部的 appid 不是本账号")
    return plain[20 : 20 + length]
