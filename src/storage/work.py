"""Where one deed is written down and committed: what it records, seals and changes becomes one entry."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from storage import owned
from storage.entries import (
    Add,
    Append,
    Change,
    Committed,
    Drop,
    Entry,
    Push,
    Put,
    Repeated,
    Verdict,
    Wipe,
)
from storage.errors import OtherBody, Unavailable, Unreadable
from storage.heads import Head, Heads
from storage.journal import Journal
from storage.streams import StreamBox

RETRIES: Final = 3  # how often a deed is asked again because a stream had moved
encode = msgspec.json.Encoder(order="deterministic").encode
decode = msgspec.json.Decoder().decode


class Work(msgspec.Struct):
    """Is the paper of one deed: heads it holds, and everything that it writes.

    Args:
        heads: by stream; the first one is what the reply speaks of, and goes with it when it is erased.
        key: idempotency key.
        at: when the act began, epoch seconds.
        house: where the heads come from.
    """

    heads: Mapping[str, Head]
    key: str
    at: float
    house: Heads
    _appends: dict[str, Append] = {}
    _rests: set[str] = set()
    _changes: list[Change] = []
    _pushes: list[tuple[str, str, str, float, bytes]] = []

    @property
    def touched(self) -> bool:
        """Tell whether a present was changed, so that it is wrong unless the entry is committed."""
        return bool(self._appends)

    def act(self, head: Head, kind: str, data: dict[str, Any]) -> Any:
        """Record one action: seal it, chain it, fold it. `head.at` is its place afterwards.

        Args:
            head: held by this work.
            kind: what happened.
            data: what JSON can hold; folded as it will be read again.

        Returns:
            What the fold returned.

        Raises:
            Unreadable: the stream was erased.
        """
        append = self._append(head)
        assert head.box is not None
        payload = encode(data)
        row, head.at = head.box.action(head.at, kind, self.at, payload)
        append.rows.append(row)
        return self.house.folds[head.kind].apply(head.present, kind, decode(payload), head.at[0])

    def note(self, head: Head) -> None:
        """Move a stream's place on without an action, because of its present something changed that is no history.

        The state is written anew with the next place, so that a process that has not seen it is told `Moved`.

        Args:
            head: held by this work; its present was changed already.

        Raises:
            ValueError: the stream has not begun.
            Unreadable: it was erased.
        """
        if not head.at[0]:
            raise ValueError(f"a note of {head.kind} before its first action")
        self._append(head)
        head.at = (head.at[0] + 1, head.at[1])

    def _append(self, head: Head) -> Append:
        """Return what a stream gets in this entry."""
        stream, at = head.stream, head.at
        if (append := self._appends.get(stream)) is None:
            if self.heads.get(stream) is not head:
                raise KeyError(stream)
            if head.box is None:
                raise Unreadable("erased stream")
            append = self._appends[stream] = Append(stream, at, at, [], head.kind, None if at[0] else head.key)
        return append

    def answer(self, head: Head, address: str, seq: int, value: Any | None) -> None:
        """Write the row of an answer, sealed; None removes it.

        Args:
            head: of its stream.
            address: as text.
            seq: of the last action that touched it.
            value: what JSON can hold, but not null.

        Raises:
            ValueError: nothing was recorded of the stream that could have changed it.
        """
        if value is None:
            self._changes.append(Drop("answer", (head.stream, address)))
            return
        if head.stream not in self._appends:
            raise ValueError(f"an answer of {head.kind} without an action")
        assert head.box is not None  # it was there for the action
        sealed = head.box.seal_answer(address, seq, encode(value))
        self._changes.append(Put("answer", (head.stream, address, seq, sealed)))

    def read(self, head: Head) -> None:
        """Make the entry rest on what a stream was: it is `Moved` when that has changed.

        Args:
            head: held by this work.
        """
        self._rests.add(head.stream)

    def put(self, table: str, row: tuple[object, ...]) -> None:
        """Write a whole row of a projection over the one with the same key."""
        self._changes.append(Put(table, row))

    def drop(self, table: str, key: tuple[object, ...]) -> None:
        """Remove the row of a projection with this key."""
        self._changes.append(Drop(table, key))

    def add(self, table: str, row: tuple[object, ...]) -> None:
        """Insert a row; one that is there already refuses the entry."""
        self._changes.append(Add(table, row))

    def change(self, change: Change) -> None:
        """Write any change of a projection."""
        self._changes.append(change)

    def push(self, kind: str, who: str, stream: str, due: float, body: bytes) -> None:
        """Leave a job for the worker.

        Args:
            kind: what is to be done.
            who: whose jobs of this kind go one after another; empty for no order.
            stream: what it is about; where this work holds it, the body goes with it when it is erased.
            due: not before this time, epoch seconds.
            body: what the worker needs; sealed here.
        """
        self._pushes.append((kind, who, stream, due, body))

    def erase(self, head: Head, kind: str, data: dict[str, Any]) -> None:
        """Record a last action and destroy the stream's key, its state, its answers and its list of files.

        What was sealed with the key stays in the chain, where it can be verified and never opened.

        Args:
            head: held by this work.
            kind: of the last action.
            data: of the last action; it cannot be read afterwards either.
        """
        self.act(head, kind, data)
        append = self._appends[head.stream]
        append.key = append.state = b""
        self._changes = [c for c in self._changes if not _belongs(c, head.stream)]
        self._changes += [Wipe("answer", head.stream), Wipe("blob", head.stream)]

    def entry(self, reply: bytes, body: bytes) -> Entry:
        """Return everything as one entry.

        Args:
            reply: what the asker is answered; sealed here.
            body: digest of what was asked.
        """
        chest, folds = self.house.secrets.chest, self.house.folds
        reads: dict[str, int] = {}
        lasting: dict[str, StreamBox] = {}  # whose keys will be on disk once this is committed
        for stream, head in self.heads.items():
            box = head.box
            if (append := self._appends.get(stream)) is None:
                if stream in self._rests:
                    reads[stream] = head.at[0]
                if box is not None and head.stored:
                    lasting[stream] = box
                continue
            append.after = head.at
            if box is not None and append.key != b"":
                lasting[stream] = box
                if (kept := folds[head.kind].keep(head.present)) is not None:
                    append.state = box.seal_state(kept)
        pushes: list[Push] = []
        for kind, who, stream, due, plain in self._pushes:
            pushes.append(Push(kind, who, stream, due, owned.seal(lasting.get(stream), chest, plain, b"push")))
        sealed = owned.seal(next(iter(lasting.values()), None), chest, reply, b"reply " + self.key.encode())
        return Entry(self.key, body, sealed, list(self._appends.values()), reads, self._changes, pushes)

    def settle(self) -> None:
        """Note that everything is on disk, the keys of new streams included."""
        for stream, append in self._appends.items():
            if append.key is not None:
                head = self.heads[stream]
                head.stored = True
                if not append.key:
                    head.key, head.box, head.present = b"", None, None


def _belongs(change: Change, stream: str) -> bool:
    match change:
        case Put("answer", row) | Add("answer", row):
            return row[0] == stream
        case Put("blob", row) | Add("blob", row):
            return row[1] == stream
        case _:
            return False


async def perform(
    journal: Journal,
    heads: Heads,
    streams: Sequence[str],
    key: str,
    body: bytes,
    make: Callable[[Work], Awaitable[bytes]],
    at: float | None = None,
    patience: float | None = None,
    final: Callable[[Exception], bool] = lambda _: False,
) -> Verdict:
    """Hold the streams, let a deed work, and commit what it wrote; ask it again where a stream had moved.

    When the deed refuses, a reply stored under its key comes before the refusal: it did not refuse the first time. A
    refusal that rests on what another process has changed meanwhile is not believed either: the deed is asked again.

    Args:
        journal: that writes.
        heads: that are held.
        streams: what is read and changed; first the one that the reply speaks of.
        key: idempotency key.
        body: digest of what was asked.
        make: does the work and returns the reply; asked anew each time, so it changes nothing but the work.
        at: when the act began, epoch seconds; the journal's clock when absent.
        patience: seconds for everything together; the journal's when absent.
        final: tells which refusals come before a stored reply: those of somebody who has no access.

    Returns:
        `Committed` or `Repeated` with the opened reply (None where it was erased with its stream), or `Moved` where
        three more attempts were not enough.

    Raises:
        OtherBody: the key was used for another content.
        Unavailable, Refused: as `Journal.commit`.
        Exception: what the deed raised.
    """
    when = journal.now() if at is None else at
    until = time.monotonic() + (journal.patience if patience is None else patience)
    verdict: Verdict | None = None
    refusal: Exception | None = None
    for _ in range(1 + RETRIES):
        refused_before, refusal = refusal is not None, None
        held = heads.lend(streams) or await heads.borrow(streams)
        work, right = Work(held, key, when, heads), False  # whether the heads are what the database has
        try:
            try:
                reply = await make(work)
            except Exception as error:  # noqa: BLE001  raised again below, outside the loan
                refusal, right = error, not work.touched
            else:
                verdict = await journal.hand(work.entry(reply, body), until)
                if type(verdict) is Committed:
                    work.settle()
                    right = True
                    return Committed(reply, verdict.pushed)
                if type(verdict) is Repeated:
                    found = await _opened(heads, key, verdict)
                    right = not work.touched
                    return found
        finally:
            if not right:
                heads.forget(*held)
            heads.back(held)
        if refusal is not None:
            if not (refused_before or isinstance(refusal, Unavailable)) and await heads.outdated(*streams):
                continue
            if not final(refusal) and (stored := await stored_reply(heads, key, body)) is not None:
                return stored
            raise refusal
    if refusal is not None:
        raise refusal
    assert verdict is not None
    return verdict


async def stored_reply(heads: Heads, key: str, body: bytes) -> Repeated | None:
    """Return what was answered under a key before, None where it is unknown.

    Args:
        heads: for opening it.
        key: idempotency key.
        body: digest of what is asked.

    Raises:
        OtherBody: the key was used for another content.
        Unavailable: the database did not answer in time.
    """
    if (found := await heads.loader.reply(key)) is None:
        return None
    if found[0] != body:
        raise OtherBody
    return await _opened(heads, key, Repeated(found[1]))


async def _opened(heads: Heads, key: str, verdict: Repeated) -> Repeated:
    assert verdict.reply is not None
    return Repeated((await heads.opener.open([(verdict.reply, b"reply " + key.encode())]))[0])
