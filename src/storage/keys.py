"""The operator's keys, which wrap every other key, and what another keeper (a hardware module) would have to do."""

import base64
import binascii
from typing import Protocol

from storage.errors import Misconfigured, Unreadable
from storage.sealing import INTL, KEY, Chest, Suite


class Keeper(Protocol):
    """Wraps and unwraps keys; what it wraps with never leaves it."""

    current: str

    def wrap(self, key: bytes, about: bytes = b"") -> bytes:
        """Return the key wrapped by the current master key."""
        ...

    def unwrap(self, wrapped: bytes, about: bytes = b"") -> bytes:
        """Return the key, or raise `Unreadable`."""
        ...

    def is_current(self, wrapped: bytes) -> bool:
        """Tell whether the current master key wrapped it, so that it need not be wrapped anew."""
        ...

    def using(self, suite: Suite) -> "Keeper":
        """Return the same keys, wrapping with this suite."""
        ...


class Keys:
    """Wraps keys with the operator's master keys, held in memory.

    A wrapped key is `suite (1) ‖ length of id (1) ‖ id ‖ envelope`.

    Args:
        masters: id to 32 bytes; the first one is the current.
        suite: for what is newly wrapped.
    """

    def __init__(self, masters: dict[str, bytes], suite: Suite = INTL) -> None:
        self.current = next(iter(masters))
        self.suite, self._masters = suite, masters
        self._chests = {id: Chest(suite, key, b"zhiping wrap ") for id, key in masters.items()}

    @classmethod
    def from_setting(cls, text: str, suite: Suite = INTL) -> "Keys":
        """Read `MASTER_KEYS`.

        Args:
            text: `id:base64,id2:base64`, 32 random bytes each, the first one current.
            suite: for what is newly wrapped.

        Raises:
            Misconfigured: says which part is wrong.
        """
        masters: dict[str, bytes] = {}
        for n, part in enumerate(text.split(","), 1):
            id, colon, encoded = part.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not colon or not id.isascii() or not 0 < len(id) < 256 or id in masters:
                raise Misconfigured(
                    "MASTER_KEYS", f"第 {n} 把密钥没有名字或名字重复。写成“名字:base64”，多把用逗号分开"
                )
            if len(key) != KEY or len(set(key)) < KEY // 2:
                raise Misconfigured("MASTER_KEYS", f"第 {n} 把密钥不是 {KEY} 个随机字节。用 zhiping keys new 生成")
            masters[id] = key
        return cls(masters, suite)

    def wrap(self, key: bytes, about: bytes = b"") -> bytes:
        """Return the key wrapped by the current master key.

        Args:
            key: the secret.
            about: what it belongs to; unwrapping it elsewhere fails.
        """
        id = self.current.encode()
        head = self.suite.mark + bytes((len(id),)) + id
        return head + self._chests[self.current].seal(key, head + about)

    def unwrap(self, wrapped: bytes, about: bytes = b"") -> bytes:
        """Return the key.

        Args:
            wrapped: as `wrap` gave it.
            about: as `wrap` was given.

        Raises:
            Unreadable: the master key is not among these, or the bytes are not what was wrapped.
        """
        id, size = self._named(wrapped)
        if (chest := self._chests.get(id)) is None:
            raise Unreadable("master key")
        return chest.open(wrapped[size:], wrapped[:size] + about)

    def is_current(self, wrapped: bytes) -> bool:
        """Tell whether current master key and suite wrapped it, so that it need not be wrapped anew."""
        return self._named(wrapped)[0] == self.current and wrapped[:1] == self.suite.mark

    def using(self, suite: Suite) -> "Keys":
        """Return the same keys, wrapping with this suite."""
        return Keys(self._masters, suite)

    @staticmethod
    def _named(wrapped: bytes) -> tuple[str, int]:
        """Return the id of the master key and where the envelope begins."""
        size = 2 + (wrapped[1] if len(wrapped) > 1 else 0)
        return wrapped[2:size].decode("ascii", "replace"), size
