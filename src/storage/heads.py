"""The folded presents of streams, most recently used in memory: never believed by the journal, only proposed to it."""

import asyncio
import collections
from collections.abc import Container, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Protocol

from storage.entries import START, At
from storage.errors import Unreadable
from storage.journal import Journal
from storage.loading import Loaded, Loader
from storage.owned import Opener
from storage.secrets import Secrets, Vault
from storage.streams import StreamBox

SIZE: Final = 10_000


class Folds(Protocol):
    """Knows how one kind of stream is folded; storage knows nothing of what a present is."""

    def begin(self, stream: str) -> Any:
        """Return the present of a stream without actions."""
        ...

    def restore(self, stream: str, state: bytes, answers: list[tuple[str, int, bytes]]) -> Any:
        """Return the present out of what was kept.

        Args:
            stream: its name.
            state: as `keep` gave it, empty where it gave none.
            answers: address, seq of the last action that touched it, value in JSON.
        """
        ...

    def apply(self, present: Any, kind: str, data: dict[str, Any], seq: int) -> Any:
        """Fold one action into a present; what it returns is handed to whoever acted.

        Args:
            present: changed in place.
            kind: what happened.
            data: its payload.
            seq: its place.
        """
        ...

    def keep(self, present: Any) -> bytes | None:
        """Return everything of a present but the answers, None where there is nothing."""
        ...


class Head:
    """Is the present of one stream with the place that it is good for.

    Args:
        stream: its name, `kind:id`.
        kind: kind of stream.
        at: its place; grows as soon as something is recorded, and the head is forgotten when that is not committed.
        key: wrapped key; empty once destroyed.
        box: seals for this stream; None once its key was destroyed.
        present: as the folds of its kind made it; None once the key was destroyed.
        secrets: of the house.
        stored: whether the key is on disk. A stream that is only about to begin has one that another process may not
            share, so nothing that outlives the entry may be sealed or opened with it.
    """

    __slots__ = ("at", "box", "key", "kind", "present", "secrets", "stored", "stream")

    def __init__(
        self,
        stream: str,
        kind: str,
        at: At,
        key: bytes,
        box: StreamBox | None,
        present: Any,
        secrets: Secrets,
        stored: bool = True,
    ) -> None:
        self.stream, self.kind, self.at, self.key = stream, kind, at, key
        self.box, self.present, self.secrets, self.stored = box, present, secrets, stored

    @property
    def erased(self) -> bool:
        """Tell whether the stream's key was destroyed: its chain stands, its content is gone."""
        return self.box is None

    def lookup(self, text: str) -> str:
        """Return the keyed hash under which a text is found."""
        return self.secrets.lookup(text)


class Heads:
    """Keeps heads in memory and lends them, one holder at a time.

    Args:
        journal: that they are proposed to.
        loader: reads cold ones.
        vault: opens their keys.
        secrets: of the house.
        folds: by kind of stream.
        size: how many are kept.
        shared: whether other processes write too; then `fresh` asks the database before it believes memory.
    """

    def __init__(
        self,
        journal: Journal,
        loader: Loader,
        vault: Vault,
        secrets: Secrets,
        folds: Mapping[str, Folds],
        size: int = SIZE,
        shared: bool = True,
    ) -> None:
        self.journal, self.loader, self.vault, self.secrets = journal, loader, vault, secrets
        self.folds, self.size, self.shared = folds, size, shared
        self.opener = Opener(loader, vault, secrets.chest)
        self._kept: collections.OrderedDict[str, Head] = collections.OrderedDict()
        self._gates: dict[str, collections.deque[asyncio.Future[None]] | None] = {}  # held streams, and who waits
        self.stats: collections.Counter[str] = collections.Counter()

    def hold(self, *streams: str, fresh: bool = False) -> "Hold":
        """Lend heads within `async with`; whoever comes later waits, in the order of arrival.

        Args:
            streams: their names; locks are taken in sorted order, so that two holders never wait for each other.
            fresh: for reading without writing: make sure that no other process has moved them meanwhile.

        Raises:
            Unavailable: a cold one could not be read in time.
        """
        return Hold(self, streams, fresh)

    def lend(self, streams: Iterable[str]) -> dict[str, Head] | None:
        """Lend heads if all of them are in memory and held by nobody; whoever has them must give them `back`.

        Who has changed them and cannot say that they are right has them forgotten before.

        Args:
            streams: their names, in the order in which the heads shall stand.
        """
        held: dict[str, Head] = {}
        kept, gates = self._kept, self._gates
        for stream in streams:
            if stream in gates or (head := kept.get(stream)) is None:
                return None
            held[stream] = head
        for stream in held:
            gates[stream] = None
            kept.move_to_end(stream)
        return held

    async def borrow(self, streams: Iterable[str], fresh: bool = False) -> dict[str, Head]:
        """Lend heads, waiting for whoever holds them; whoever has them must give them `back`.

        Args:
            streams: their names, in the order in which the heads shall stand.
            fresh: as `hold`.

        Raises:
            Unavailable: as `hold`.
        """
        names, taken = list(dict.fromkeys(streams)), list[str]()
        try:
            for stream in sorted(names):
                await self._lock(stream)
                taken.append(stream)
            return await self.take(names, fresh)
        except BaseException:
            self.back(taken)
            raise

    def back(self, streams: Iterable[str]) -> None:
        """Take heads back: the next ones may have them.

        Args:
            streams: as `lend` or `borrow` lent them.
        """
        gates = self._gates
        for stream in streams:
            if (queue := gates.pop(stream)) is not None and self._given(queue):
                gates[stream] = queue

    @property
    def held(self) -> Container[str]:
        """Return which streams somebody holds at this moment."""
        return self._gates.keys()

    def idle(self, stream: str) -> Head | None:
        """Return a head that is in memory and held by nobody, to be looked at before anything else is awaited."""
        return None if stream in self._gates else self._kept.get(stream)

    async def glimpse(self, streams: Iterable[str]) -> list[Any]:
        """Return presents as they were committed last, without those that are gone; for a deed that holds others.

        Nobody is waited for, so that two deeds that look at each other's streams do not wait for ever.

        Args:
            streams: their names.

        Raises:
            Unavailable: as `hold`.
        """
        names = list(streams)
        found = await self.loader.heads(names) if names else {}
        presents = [self._open(s, found[s]).present for s in names if s in found]
        return [present for present in presents if present is not None]

    def forget(self, *streams: str) -> None:
        """Drop heads from memory; the next holder reads them anew."""
        for stream in streams:
            self._kept.pop(stream, None)

    async def outdated(self, *streams: str) -> bool:
        """Tell whether another process has moved one of these heads; the next holder reads those anew.

        Args:
            streams: their names.
        """
        kept = {s: head for s in streams if (head := self._kept.get(s)) is not None}
        if not self.shared or not kept:
            return False
        async with self.hold(*kept, fresh=True) as held:
            return any(held[s] is not head for s, head in kept.items())

    async def boxes(self, streams: Sequence[str]) -> dict[str, StreamBox | None]:
        """Return what seals and opens for streams, None for those without a key.

        Args:
            streams: their names.

        Raises:
            Unavailable: the database did not answer in time.
        """
        found = {s: head.box for s in streams if (head := self._kept.get(s)) is not None and head.stored}
        return found | await self.opener.boxes(s for s in streams if s not in found)

    async def _lock(self, stream: str) -> None:
        """Wait for one's turn at a stream."""
        if stream not in self._gates:
            self._gates[stream] = None
            return
        if (queue := self._gates[stream]) is None:
            queue = self._gates[stream] = collections.deque()
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.back([stream])  # it was given in the same moment
            raise

    @staticmethod
    def _given(queue: collections.deque[asyncio.Future[None]]) -> bool:
        while queue:
            if not (turn := queue.popleft()).done():
                turn.set_result(None)
                return True
        return False

    async def take(self, streams: Sequence[str], fresh: bool) -> dict[str, Head]:
        """Return heads from memory or the database.

        Args:
            streams: whose locks are held.
            fresh: ask the database whether memory is still right.
        """
        if fresh and self.shared:
            known = [s for s in streams if s in self._kept]
            places = await self.loader.places(known) if known else {}
            for stream in known:
                if (head := self._kept.get(stream)) is not None and head.at != places.get(stream, START):
                    self.stats["stale"] += 1
                    del self._kept[stream]
        held: dict[str, Head] = {}
        cold: list[str] = []
        for stream in streams:
            if (head := self._kept.get(stream)) is not None:
                self._kept.move_to_end(stream)
                held[stream] = head
            else:
                cold.append(stream)
        if cold:
            self.stats["loads"] += len(cold)
            found = await self.loader.heads(cold)
            for stream in cold:
                head = held[stream] = self._open(stream, found.get(stream))
                self._kept[stream] = head
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
        return held

    def _open(self, stream: str, loaded: Loaded | None) -> Head:
        kind = stream.partition(":")[0]
        folds = self.folds[kind]
        if loaded is None:
            box, key = self.vault.new(stream)
            return Head(stream, kind, START, key, box, folds.begin(stream), self.secrets, stored=False)
        if loaded.kind != kind:
            raise Unreadable("kind")
        box = self.vault.open(stream, loaded.key)
        if box is None:
            return Head(stream, kind, loaded.at, b"", None, None, self.secrets)
        answers = [(address, seq, box.open_answer(address, seq, value)) for address, seq, value in loaded.answers]
        present = folds.restore(stream, box.open_state(loaded.state), answers)
        return Head(stream, kind, loaded.at, loaded.key, box, present, self.secrets)


class Hold:
    """Is one loan of heads, as `Heads.hold` gives it."""

    __slots__ = ("_fresh", "_heads", "_held", "_streams")

    def __init__(self, heads: Heads, streams: Sequence[str], fresh: bool) -> None:
        self._heads, self._streams, self._fresh = heads, streams, fresh
        self._held: dict[str, Head] = {}

    async def __aenter__(self) -> dict[str, Head]:
        held = None if self._fresh else self._heads.lend(self._streams)
        self._held = held or await self._heads.borrow(self._streams, self._fresh)
        return self._held

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._heads.forget(*self._held)
        self._heads.back(self._held)
