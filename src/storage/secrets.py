"""The installation's own random keys: what hashes are looked up with, and what seals what belongs to no stream."""

import os

from storage.database import Database
from storage.errors import Unreadable
from storage.keys import Keeper
from storage.models import SecretRow
from storage.sealing import KEY, Chest, Suite, suite_of
from storage.streams import StreamBox


class Secrets:
    """Hashes what must be found again without being stored, and holds the house's own chest.

    The look-up key keeps the suite that it was made with for ever: hashes made with another one would never be found.

    Args:
        suite: of this installation, for what is newly made.
        lookup_suite: of the look-up key.
        lookup: random key of 32 bytes.
        house: random key of 32 bytes.
    """

    def __init__(self, suite: Suite, lookup_suite: Suite, lookup: bytes, house: bytes) -> None:
        self.suite = suite
        self._suite, self._lookup = lookup_suite, lookup
        self.chest = Chest(suite, house, b"zhiping house ")

    @classmethod
    async def open(cls, database: Database, keys: Keeper, suite: Suite) -> "Secrets":
        """Read the keys; make those that are not there. Of several processes that begin together one makes them.

        Args:
            database: migrated.
            keys: what they are wrapped with.
            suite: of this installation.

        Raises:
            Unreadable: the master key that wrapped them is not among those given.
        """
        found = {name: await _made(database, keys, suite, name) for name in ("lookup", "house")}
        lookup = found["lookup"]
        return cls(suite, suite_of(lookup), lookup[1:], found["house"][1:])

    def lookup(self, text: str) -> str:
        """Return the keyed hash under which a text is found, 66 hexadecimal digits.

        Args:
            text: an ID number, its last four characters, a phone number, an openid, a token.
        """
        return self._suite.keyed(self._lookup, text.encode()).hex()


async def _made(database: Database, keys: Keeper, suite: Suite, name: str) -> bytes:
    about = b"secret " + name.encode()
    rows = database.rows(SecretRow).filter(name=name)
    if (row := await rows.first()) is None:
        wrapped = keys.wrap(suite.mark + os.urandom(KEY), about)
        await database.fetch("INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING", name, wrapped)
        row = await rows.get()
    return keys.unwrap(row.value, about)


class Vault:
    """Makes and opens the boxes of streams: the only place where a stream's key is met unwrapped.

    Args:
        keys: what they are wrapped with.
        suite: for new streams.
    """

    def __init__(self, keys: Keeper, suite: Suite) -> None:
        self.keys, self.suite = keys, suite

    def new(self, stream: str) -> tuple[StreamBox, bytes]:
        """Return a box for a new stream and its wrapped key.

        Args:
            stream: its name.
        """
        box = StreamBox(self.suite, os.urandom(KEY), stream)
        return box, self.keys.wrap(self.suite.mark + box.secret, _about(stream))

    def open(self, stream: str, wrapped: bytes) -> StreamBox | None:
        """Return the box of a stream, None where its key was destroyed.

        Args:
            stream: its name.
            wrapped: as the table `head` keeps it.

        Raises:
            Unreadable: the master key that wrapped it is not at hand.
        """
        if not wrapped:
            return None
        secret = self.keys.unwrap(wrapped, _about(stream))
        if len(secret) != 1 + KEY:
            raise Unreadable("stream key")
        return StreamBox(suite_of(secret), secret[1:], stream)

    def rewrapped(self, stream: str, wrapped: bytes) -> bytes | None:
        """Return a stream's key wrapped by the current master key, None where it is so already.

        Args:
            stream: its name.
            wrapped: as the table `head` keeps it.
        """
        if not wrapped or self.keys.is_current(wrapped):
            return None
        return self.keys.wrap(self.keys.unwrap(wrapped, _about(stream)), _about(stream))


def _about(stream: str) -> bytes:
    return b"stream " + stream.encode()
