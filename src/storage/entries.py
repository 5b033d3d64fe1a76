"""What a deed hands to the journal, and what the journal answers."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, final

import msgspec

At = tuple[int, bytes]  # a place in a stream: the last seq and its digest
START: At = (0, b"")  # the place before a stream's first action

ActionRow = tuple[str, int, str, float, bytes, bytes]  # stream, seq, kind, at, sealed payload, digest


class Append(msgspec.Struct):
    """Adds actions to one stream, sealed and chained to the place where they belong; grows until it is handed over.

    Args:
        stream: name, `kind:id`.
        before: the place that the actions were chained to; START begins the stream.
        after: the place of the last of them.
        rows: rows of the table `action`.
        kind: kind of stream.
        key: the stream's wrapped key when it begins, empty when it is destroyed, None to leave it.
        state: the sealed state of the present, empty when the key is destroyed, None to leave it.
    """

    stream: str
    before: At
    after: At
    rows: list[ActionRow]
    kind: str
    key: bytes | None = None
    state: bytes | None = None


@final
class Put(msgspec.Struct, frozen=True):
    """Writes a whole row of a projection, over the one with the same key."""

    table: str
    row: tuple[object, ...]


@final
class Drop(msgspec.Struct, frozen=True):
    """Removes the row of a projection with this key, if it is there."""

    table: str
    key: tuple[object, ...]


@final
class Add(msgspec.Struct, frozen=True):
    """Inserts a row; one that is there already refuses the whole entry, which makes it a guard."""

    table: str
    row: tuple[object, ...]


@final
class Wipe(msgspec.Struct, frozen=True):
    """Removes every row of a table that has a value in a column: by itself the stream to which the rows belong."""

    table: str
    value: str
    column: str = "stream"


Change = Put | Drop | Add | Wipe


class Push(msgspec.Struct, frozen=True):
    """Leaves a job for the worker.

    Args:
        kind: what is to be done.
        who: whose jobs of this kind go one after another; empty for no order.
        stream: whose key sealed the body.
        due: not before this time, epoch seconds.
        body: sealed.
    """

    kind: str
    who: str
    stream: str
    due: float
    body: bytes


class Entry(msgspec.Struct, frozen=True):
    """Is what is written at once or not at all.

    Args:
        key: idempotency key, unique for person or contact and route.
        body: digest of what was asked; another one under the same key is refused.
        reply: what the asker is answered, sealed.
        appends: new actions.
        reads: streams that the decision rests on, with the seq that was seen.
        changes: rows of projections; of several Put and Drop of one row the last one counts.
        pushes: jobs for the worker.
    """

    key: str
    body: bytes
    reply: bytes
    appends: Sequence[Append] = ()
    reads: Mapping[str, int] | None = None
    changes: Sequence[Change] = ()
    pushes: Sequence[Push] = ()


class Committed(msgspec.Struct, frozen=True):
    """Tells that the entry is on disk.

    Args:
        reply: the entry's own.
        pushed: how many jobs it left for the worker.
    """

    reply: bytes
    pushed: int = 0


class Repeated(msgspec.Struct, frozen=True):
    """Tells that the key was there before.

    Args:
        reply: the one stored then; None where it was erased with the stream that it spoke of.
    """

    reply: bytes | None
    pushed: ClassVar[int] = 0


class Moved(msgspec.Struct, frozen=True):
    """Tells that a stream is not where the entry believed it.

    Args:
        stream: the first such one.
        seq: where it is.
    """

    stream: str
    seq: int
    reply: ClassVar[None] = None
    pushed: ClassVar[int] = 0


Verdict = Committed | Repeated | Moved
