"""The two sets of algorithms and the sealed envelope.

Every digest, keyed hash and envelope begins with one byte that names its suite, because a chain of digests can never be
migrated: whatever is written once stays readable and verifiable with what it names itself.

An envelope is `suite (1) ‖ nonce (12, random) ‖ ciphertext ‖ tag (16)`. The nonce is random and not the place in the
stream, because after a restore the same place is written again with other content.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as mac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from storage.errors import Unreadable

NONCE: Final = 12
DRAWN: Final = 256  # nonces drawn at once
TAG: Final = 16
KEY: Final = 32  # bytes of every secret kept; a suite with a shorter block cipher key takes its beginning


# Nonces that were drawn together: each drawing gives the interpreter's lock away and waits for it again. To take one
# out is a single step of the interpreter, so that no two threads ever get the same.
_NONCES: list[bytes] = []
_APART = struct.Struct(f"{NONCE}s" * DRAWN).unpack
os.register_at_fork(after_in_child=_NONCES.clear)  # parent and child must never use the same one


def _fresh_nonce() -> bytes:
    """Return random bytes that no envelope has had, and leave the others that were drawn with them for the next."""
    nonce, *others = _APART(os.urandom(NONCE * DRAWN))
    _NONCES.extend(others)
    return nonce


class Sealer(Protocol):
    """Is a cipher with its key in it, made once and kept."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the plain bytes or raise `InvalidTag`."""
        ...


class Sm4Gcm:
    """Seals with SM4 in Galois counter mode (GB/T 32907, RFC 8998 section 2.2), as `AESGCM` does with AES.

    The library has this mode only as a general cipher, so the tag is carried here: it is compared by the library when
    decryption ends, and nothing decrypted leaves before that.

    Args:
        key: 16 bytes, or more of which the first 16 are taken.
    """

    __slots__ = ("_algorithm",)

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key[:16])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag.

        Args:
            nonce: 12 bytes, never used twice with this key.
            data: what is sealed.
            associated_data: what is bound to it and stored elsewhere.
        """
        one = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        one.authenticate_additional_data(associated_data or b"")
        return one.update(data) + one.finalize() + one.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the plain bytes.

        Args:
            nonce: as it was sealed with.
            data: ciphertext and tag.
            associated_data: as it was sealed with.

        Raises:
            InvalidTag: key, nonce, content or associated data is another one.
        """
        if len(data) < TAG:
            raise InvalidTag
        one = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG:])).decryptor()
        one.authenticate_additional_data(associated_data or b"")
        return one.update(data[:-TAG]) + one.finalize()


def _sha256(data: bytes) -> bytes:
    return b"\x01" + hashlib.sha256(data).digest()


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return b"\x01" + hmac.digest(key, data, "sha256")


def _sm3(data: bytes) -> bytes:
    one = hashes.Hash(hashes.SM3())
    one.update(data)
    return b"\x02" + one.finalize()


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    one = mac.HMAC(key, hashes.SM3())
    one.update(data)
    return b"\x02" + one.finalize()


class Suite:
    """Is one set of algorithms: a digest, a keyed hash and a cipher.

    Args:
        id: name in settings.
        mark: the byte that everything made with it begins with.
        digest: returns mark and digest of bytes, 33 bytes.
        keyed: returns mark and keyed hash, 33 bytes, of a secret of 32 bytes and what is hashed.
        cipher: makes a cipher out of a key of 32 bytes.
        algorithm: the digest, as key derivation wants it.
    """

    __slots__ = ("algorithm", "cipher", "digest", "id", "keyed", "mark")

    def __init__(
        self,
        id: str,
        mark: bytes,
        digest: Callable[[bytes], bytes],
        keyed: Callable[[bytes, bytes], bytes],
        cipher: Callable[[bytes], Sealer],
        algorithm: Callable[[], hashes.HashAlgorithm],
    ) -> None:
        self.id, self.mark, self.digest, self.keyed = id, mark, digest, keyed
        self.cipher, self.algorithm = cipher, algorithm

    def seal(self, key: bytes, plain: bytes, about: bytes) -> bytes:
        """Return an envelope.

        Args:
            key: secret of 32 bytes.
            plain: what is sealed.
            about: what it belongs to; opening it elsewhere fails.
        """
        return Box(self, key).seal(plain, about)

    def open(self, key: bytes, envelope: bytes, about: bytes) -> bytes:
        """Return what an envelope of this suite holds.

        Args:
            key: secret of 32 bytes.
            envelope: as `seal` gave it.
            about: as `seal` was given.

        Raises:
            Unreadable: suite, key, content or belonging is another one.
        """
        return Box(self, key).open(envelope, about)


INTL = Suite("intl", b"\x01", _sha256, _hmac_sha256, AESGCM, hashes.SHA256)
GM = Suite("gm", b"\x02", _sm3, _hmac_sm3, Sm4Gcm, hashes.SM3)
SUITES: Mapping[str, Suite] = {s.id: s for s in (INTL, GM)}
MARKS: Mapping[bytes, Suite] = {s.mark: s for s in (INTL, GM)}


def suite_of(made: bytes) -> Suite:
    """Return the suite that a digest, keyed hash or envelope names.

    Args:
        made: what some suite made.

    Raises:
        Unreadable: it names none.
    """
    if (suite := MARKS.get(made[:1])) is None:
        raise Unreadable("suite")
    return suite


class Box:
    """Seals and opens with one secret; keeps the cipher, which costs as much to make as to use.

    Args:
        suite: whose cipher it is; a secret serves one suite only.
        secret: 32 random bytes.
    """

    __slots__ = ("_cipher", "_encrypt", "_mark", "secret", "suite")

    def __init__(self, suite: Suite, secret: bytes) -> None:
        self.suite, self.secret, self._mark = suite, secret, suite.mark
        self._cipher = suite.cipher(secret)
        self._encrypt = self._cipher.encrypt

    @classmethod
    def new(cls, suite: Suite) -> "Box":
        """Return a box with a fresh random secret."""
        return cls(suite, os.urandom(KEY))

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Return an envelope.

        Args:
            plain: what is sealed.
            about: what it belongs to; opening it elsewhere fails.
        """
        try:
            nonce = _NONCES.pop()
        except IndexError:
            nonce = _fresh_nonce()
        return b"".join((self._mark, nonce, self._encrypt(nonce, plain, about)))

    def open(self, envelope: bytes, about: bytes) -> bytes:
        """Return what an envelope holds.

        Args:
            envelope: as `seal` gave it.
            about: as `seal` was given.

        Raises:
            Unreadable: suite, key, content or belonging is another one.
        """
        if envelope[:1] != self._mark:
            raise Unreadable("suite")
        try:
            return self._cipher.decrypt(envelope[1 : 1 + NONCE], envelope[1 + NONCE :], about)
        except (InvalidTag, ValueError):
            raise Unreadable("envelope") from None


class Chest:
    """Seals with one suite and opens what any suite sealed, out of one secret.

    Each suite gets a key of its own derived from the secret (HKDF, RFC 5869), so that no key serves two ciphers.

    Args:
        suite: for what is newly sealed.
        secret: 32 random bytes.
        purpose: what the keys are for; another purpose gives other keys.
    """

    __slots__ = ("_boxes", "suite")

    def __init__(self, suite: Suite, secret: bytes, purpose: bytes) -> None:
        self.suite = suite
        self._boxes = {
            s.mark: Box(s, HKDFExpand(s.algorithm(), KEY, purpose + s.mark).derive(secret)) for s in SUITES.values()
        }

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """Return an envelope, as `Box.seal`."""
        return self._boxes[self.suite.mark].seal(plain, about)

    def open(self, envelope: bytes, about: bytes) -> bytes:
        """Return what an envelope of any suite holds, as `Box.open`."""
        return self._boxes[suite_of(envelope).mark].open(envelope, about)
