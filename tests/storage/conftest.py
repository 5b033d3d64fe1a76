"""A real little kind of stream, and storage over it on both databases."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from storage.heads import Heads
from storage.keys import Keys
from storage.opening import Storage, open_storage

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

    def apply(self, present: Notes, kind: str, data: dict[str, Any], seq: int, at: float) -> list[str]:
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
