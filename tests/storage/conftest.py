"""A real little kind of stream, and storage over it on both databases."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from storage.entries import START, Append, At, Entry
from storage.heads import Heads
from storage.keys import Keys
from storage.opening import Storage, open_storage
from storage.sealing import SUITES
from storage.streams import StreamBox

MASTER = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(range(100, 132))).decode()


class Notes:
    """Is the present of a `note` stream: named texts, and how many actions there were."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.seqs: dict[str, int] = {}
        self.count = 0


class NoteFolds:
    """Folds `wrote` (name, text) and `took` (name) into notes."""

    def begin(self, stream: str) -> Notes:
        return Notes()

    def restore(self, stream: str, state: bytes, answers: list[tuple[str, int, bytes]]) -> Notes:
        notes = Notes()
        notes.count = msgspec.json.decode(state)["count"] if state else 0
        for address, seq, value in answers:
            notes.texts[address], notes.seqs[address] = msgspec.json.decode(value), seq
        return notes

    def apply(self, present: Notes, kind: str, data: dict[str, Any], seq: int) -> list[str]:
        present.count += 1
        match kind:
            case "wrote":
                present.texts[data["name"]], present.seqs[data["name"]] = data["text"], seq
                return [data["name"]]
            case "took":
                present.texts.pop(data["name"], None)
                present.seqs.pop(data["name"], None)
                return [data["name"]]
            case "gone":
                return []
            case _:
                raise ValueError(kind)

    def keep(self, present: Notes) -> bytes | None:
        return msgspec.json.encode({"count": present.count})

    def whole(self, present: Notes) -> bytes | None:
        return self.keep(present)


FOLDS = {"note": NoteFolds(), "pad": NoteFolds()}


def keys(setting: str = f"one:{MASTER}") -> Keys:
    return Keys.from_setting(setting)


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    opened = await open_storage(database_url, keys(), patience=10)
    yield opened
    await opened.close()


@pytest.fixture
def heads(storage: Storage) -> Heads:
    return storage.heads(FOLDS)


class Chain:
    """Makes entries for one stream by hand, so that a test can say exactly what the journal is handed."""

    def __init__(self, stream: str) -> None:
        self.stream, self.at = stream, START
        self.box = StreamBox(SUITES["intl"], bytes(range(32)), stream)

    def append(self, *payloads: bytes, before: At | None = None, keep: bool = True) -> Append:
        before = self.at if before is None else before
        rows, at = [], before
        for payload in payloads or (b"{}",):
            row, at = self.box.action(at, "wrote", 1000.0, payload)
            rows.append(row)
        if keep:
            self.at = at
        return Append(self.stream, before, at, rows, "note", b"key" if before == START else None, b"state")

    def entry(self, key: str, *payloads: bytes, **more: Any) -> Entry:
        return Entry(key, b"body", f"reply to {key}".encode(), [self.append(*payloads)], **more)


@pytest.fixture
def chain() -> type[Chain]:
    return Chain


class Look:
    """Looks into the tables."""

    def __init__(self, storage: Storage) -> None:
        self.fetch = storage.database.fetch

    async def count(self, table: str) -> int:
        return (await self.fetch(f'SELECT count(*) AS n FROM "{table}"'))[0]["n"]

    async def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        names = ", ".join(f'"{c}"' for c in columns)
        found = await self.fetch(f'SELECT {names} FROM "{table}" ORDER BY {names}')
        return [tuple(r[c] for c in columns) for r in found]


@pytest.fixture
def look(storage: Storage) -> Look:
    return Look(storage)


@pytest.fixture
def storage_keys() -> Keys:
    return keys()


@pytest.fixture
def note_folds() -> dict[str, NoteFolds]:
    return FOLDS
