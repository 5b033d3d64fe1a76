"""Envelopes that go with a stream: replies and jobs are sealed with its key, so that erasing it erases them too.

An owned envelope is `length of name (2) ‖ name of the stream ‖ envelope`; without a name the house's chest sealed it.
"""

from collections.abc import Iterable, Sequence

from storage.errors import Unreadable
from storage.loading import Loader
from storage.sealing import Chest
from storage.secrets import Vault
from storage.streams import StreamBox


def seal(box: StreamBox | None, chest: Chest, plain: bytes, about: bytes) -> bytes:
    """Return an owned envelope.

    Args:
        box: of the stream that it goes with, None for the house.
        chest: of the house.
        plain: what is sealed.
        about: what it belongs to; opening it elsewhere fails.
    """
    if box is None:
        return b"\0\0" + chest.seal(plain, about)
    return box.label + box.seal(plain, about)


def owner_of(envelope: bytes) -> str:
    """Return the name of the stream that an envelope goes with, empty for the house."""
    return envelope[2 : _size(envelope)].decode("utf-8", "replace")


def open(envelope: bytes, about: bytes, box: StreamBox | None, chest: Chest) -> bytes | None:
    """Return what an owned envelope holds, None where its stream has no key any more.

    Args:
        envelope: as `seal` gave it.
        about: as `seal` was given.
        box: of the stream that it names.
        chest: of the house.

    Raises:
        Unreadable: the bytes are not what was sealed.
    """
    size = _size(envelope)
    if size == 2:
        return chest.open(envelope[size:], about)
    return box.open(envelope[size:], about) if box is not None else None


def _size(envelope: bytes) -> int:
    return 2 + int.from_bytes(envelope[:2], "big")


class Opener:
    """Opens owned envelopes without a head, for the worker and for stored replies.

    Args:
        loader: reads wrapped keys.
        vault: unwraps them.
        chest: of the house.
    """

    def __init__(self, loader: Loader, vault: Vault, chest: Chest) -> None:
        self._loader, self._vault, self._chest = loader, vault, chest

    async def boxes(self, streams: Iterable[str]) -> dict[str, StreamBox | None]:
        """Return what seals and opens for streams, None for those without a key.

        Args:
            streams: their names.

        Raises:
            Unavailable: the database did not answer in time.
        """
        names = list(dict.fromkeys(streams))
        keys = await self._loader.keys(names) if names else {}
        return {s: self._vault.open(s, keys.get(s, b"")) for s in names}

    async def open(self, envelopes: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Return what envelopes hold, None where the stream of one was erased.

        Args:
            envelopes: each with what it is about.

        Raises:
            Unreadable: the bytes of one are not what was sealed.
        """
        found = await self.each(envelopes)
        for one in found:
            if isinstance(one, Unreadable):
                raise one
        return [one for one in found if not isinstance(one, Unreadable)]

    async def each(self, envelopes: Sequence[tuple[bytes, bytes]]) -> list[bytes | Unreadable | None]:
        """Return what envelopes hold, or why one of them does not open.

        Args:
            envelopes: as `open`.
        """
        names = list(dict.fromkeys(o for envelope, _ in envelopes if (o := owner_of(envelope))))
        keys = await self._loader.keys(names) if names else {}
        found: list[bytes | Unreadable | None] = []
        for envelope, about in envelopes:
            owner = owner_of(envelope)
            try:
                box = self._vault.open(owner, keys.get(owner, b"")) if owner else None
                found.append(open(envelope, about, box, self._chest))
            except Unreadable as error:
                found.append(error)
        return found
