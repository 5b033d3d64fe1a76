"""Makes states, answers and projections anew out of the actions alone, and compares them with what stands there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

import msgspec

from storage.audit import answers_of, ends, replay
from storage.entries import Add, Change, Committed, Drop, Entry, Moved, Put, Repeated, Wipe
from storage.errors import Unreadable
from storage.heads import Folds, Head
from storage.opening import Storage
from storage.streams import StreamBox
from storage.tables import TABLES

Key = tuple[str, tuple[object, ...]]  # table and key
Project = Callable[[Head, str, float], Iterable[Change]]
Cell = Callable[[Head, str], tuple[int, Any | None]]
CHUNK: Final = 200


class Whole(Folds, Protocol):
    """Folds a kind of stream, and gives a present's state also where it has not changed: to be compared."""

    def whole(self, present: Any) -> bytes | None:
        """Return everything of a present but the answers that follows from actions, None where there is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Names one row that is not what the actions say.

    Args:
        table: where.
        key: of the row.
        kind: it is missing, should not be there, or has other values.
    """

    table: str
    key: tuple[object, ...]
    kind: Literal["missing", "extra", "other"]


@dataclass(slots=True)
class Rebuilt:
    """Tells what was looked at.

    Args:
        streams: how many were folded.
        erased: how many have no key and therefore no content.
        unreadable: streams whose actions do not open; nothing was made of them.
        differences: rows that were not what the actions say; mended where that was asked.
        left: of these, what was to be mended and was not, because its stream has moved meanwhile.
    """

    streams: int = 0
    erased: int = 0
    unreadable: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)


async def rebuild(
    storage: Storage,
    folds: Mapping[str, Whole],
    project: Project,
    cell: Cell,
    tables: Sequence[str],
    mend: bool = False,
) -> Rebuilt:
    """Fold every stream from its first action and hold states, answers and projections against it.

    Args:
        storage: what is looked at.
        folds: by kind of stream; those of an unknown kind are left alone.
        project: gives the rows that one action changes: head after it was folded, the action's kind, its time.
        cell: gives seq and value of the answer at an address that a fold returned as touched; None where there is none.
        tables: projections that follow from actions alone.
        mend: write what is different, through the journal; a stream that moves meanwhile is left for the next time.
            What is written while this runs may show as a difference: look while nothing writes.
    """
    done = Rebuilt()
    wanted: dict[Key, tuple[object, ...]] = {}
    async for heads in ends(storage.database):
        for row in heads:
            if row["kind"] in folds:
                await _one(storage, row, folds[row["kind"]], project, cell, wanted, done, mend)
    await _projections(storage, {t: {} for t in tables}, wanted, done, mend)
    return done


async def _one(
    storage: Storage, row: dict[str, Any], folds: Whole, project: Project, cell: Cell,
    wanted: dict[Key, tuple[object, ...]], done: Rebuilt, mend: bool,
) -> None:  # fmt: skip
    """Fold, compare and mend one stream."""
    stream, key = row["stream"], bytes(row["key"])
    try:
        box = storage.vault.open(stream, key)
        if box is None:
            done.erased += 1
            return
        head = Head(stream, row["kind"], (0, b""), key, box, folds.begin(stream), storage.secrets)
        cells: dict[str, tuple[int, Any]] = {}
        await _fold(storage, head, box, folds, project, cell, wanted, cells)
    except Unreadable:
        done.unreadable.append(stream)
        return
    done.streams += 1
    await _stream(storage, head, row, folds, cells, done, mend)


async def _fold(
    storage: Storage, head: Head, box: StreamBox, folds: Whole, project: Project, cell: Cell,
    wanted: dict[Key, tuple[object, ...]], cells: dict[str, tuple[int, Any]],
) -> None:  # fmt: skip
    """Fold one stream and collect the rows that it leaves."""
    async for seq, kind, at, data in replay(storage.database, box, head.stream):
        head.at = (seq, b"")
        touched = folds.apply(head.present, kind, data, seq)
        for address in touched or ():
            place, value = cell(head, address)
            if value is None:
                cells.pop(address, None)
            else:
                cells[address] = (place, value)
        for change in project(head, kind, at):
            match change:
                case Put() | Add():
                    wanted[change.table, TABLES[change.table].key_of(change.row)] = change.row
                case Drop():
                    wanted.pop((change.table, change.key), None)
                case Wipe():
                    column = TABLES[change.table].columns.index(change.column)
                    for key in [k for k, r in wanted.items() if k[0] == change.table and r[column] == change.value]:
                        del wanted[key]


async def _stream(
    storage: Storage, head: Head, row: dict[str, Any], folds: Whole, cells: Mapping[str, tuple[int, Any]],
    done: Rebuilt, mend: bool,
) -> None:  # fmt: skip
    """Compare and mend state and answers of one stream."""
    assert head.box is not None
    box, stream, changes, before = head.box, head.stream, list[Change](), len(done.differences)
    kept = folds.whole(head.present)
    if kept is not None and not _same_state(folds, box, stream, bytes(row["state"]), kept):
        done.differences.append(Difference("head", (stream,), "other"))
        if mend:
            sql = "UPDATE head SET state = ?1 WHERE stream = ?2 AND seq = ?3 RETURNING seq"
            state = folds.keep(head.present) or kept
            if not await storage.database.fetch(sql, box.seal_state(state), stream, row["seq"]):
                done.left.append(done.differences[-1])
            before += 1
    there: set[str] = set()
    for address, seq, sealed in await answers_of(storage.database, stream):
        there.add(address)
        if address not in cells:
            done.differences.append(Difference("answer", (stream, address), "extra"))
            changes.append(Drop("answer", (stream, address)))
        elif not _same_answer(box, address, seq, sealed, cells[address]):
            done.differences.append(Difference("answer", (stream, address), "other"))
            changes.append(_answer(box, stream, address, cells[address]))
    for address in cells.keys() - there:
        done.differences.append(Difference("answer", (stream, address), "missing"))
        changes.append(_answer(box, stream, address, cells[address]))
    if mend and changes:
        key = f"rebuild|{stream}|{row['seq']}|{storage.clock.time()}"
        if not await _written(storage, Entry(key, b"", b"", reads={stream: row["seq"]}, changes=changes)):
            done.left += done.differences[before:]


async def _written(storage: Storage, entry: Entry) -> bool:
    """Commit what mends and tell whether it was written."""
    match await storage.journal.commit(entry):
        case Committed():
            return True
        case Moved() | Repeated():
            return False


def _answer(box: StreamBox, stream: str, address: str, cell: tuple[int, Any]) -> Put:
    sealed = box.seal_answer(address, cell[0], msgspec.json.encode(cell[1], order="deterministic"))
    return Put("answer", (stream, address, cell[0], sealed))


def _same_answer(box: StreamBox, address: str, seq: int, sealed: bytes, cell: tuple[int, Any]) -> bool:
    try:
        value = msgspec.json.decode(box.open_answer(address, seq, sealed))
    except Unreadable:
        return False
    return (seq, value) == (cell[0], msgspec.json.decode(msgspec.json.encode(cell[1])))


def _same_state(folds: Whole, box: StreamBox, stream: str, sealed: bytes, kept: bytes) -> bool:
    try:
        stored = box.open_state(sealed)
    except Unreadable:
        return False
    if stored == kept:
        return True
    if not stored:
        return False
    # sets come out of JSON in another order: what counts is what they are once taken in again
    return folds.whole(folds.restore(stream, stored, [])) == folds.whole(folds.restore(stream, kept, []))


async def _projections(
    storage: Storage, tables: dict[str, dict[tuple[object, ...], tuple[object, ...]]],
    wanted: Mapping[Key, tuple[object, ...]], done: Rebuilt, mend: bool,
) -> None:  # fmt: skip
    """Compare and mend the tables."""
    changes, before = list[Change](), len(done.differences)
    for name, there in tables.items():
        table = TABLES[name]
        columns = ", ".join(f'"{c}"' for c in table.columns)
        for r in await storage.database.fetch(f'SELECT {columns} FROM "{name}"'):  # noqa: S608
            values = tuple(r[c] for c in table.columns)
            there[table.key_of(values)] = values
        right = {key: row for (t, key), row in wanted.items() if t == name}
        for key in there.keys() - right.keys():
            done.differences.append(Difference(name, key, "extra"))
            changes.append(Drop(name, key))
        for key, row in right.items():
            if there.get(key) != row:
                done.differences.append(Difference(name, key, "other" if key in there else "missing"))
                changes.append(Put(name, row))
    if mend:
        for n in range(0, len(changes), CHUNK):
            key = f"rebuild|tables|{n}|{storage.clock.time()}"
            if not await _written(storage, Entry(key, b"", b"", changes=changes[n : n + CHUNK])):
                done.left += done.differences[before + n : before + n + CHUNK]
