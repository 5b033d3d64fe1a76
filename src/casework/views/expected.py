"""A unit's list of people whom it expects, and who of them has come."""

from collections.abc import Sequence

import msgspec

from casework import words
from storage.kept import ExpectedKept

SHOWN = 500


class BadLine(msgspec.Struct, frozen=True):
    """Is a line that was not taken: its number, the name, what is wrong with it."""

    line: int
    name: str
    why: str


class Taken(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says what came of a list: how many lines are kept, how many were confirmed at once, what is to be mended."""

    kept: int
    confirmed: int
    said: str
    bad: Sequence[BadLine] = ()


class Awaited(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is somebody on the list; `ref` names the line for taking it off."""

    ref: str
    name: str
    id_number: str
    state_text: str = ""


class Expected(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes the list: how many stand on it, how many have come, and those who have not."""

    total: int
    come: int
    people: Sequence[Awaited] = ()


def expected_view(listed: Sequence[ExpectedKept], registered: Sequence[tuple[str, str, str]]) -> Expected:
    """Describe the list.

    Args:
        listed: whom the unit has listed.
        registered: keyed hash, id and state of each account of the unit.
    """
    known = {hash: state for hash, _, state in registered}
    come = sum(known.get(e.id_hash) == "confirmed" for e in listed)
    left = [e for e in listed if known.get(e.id_hash) != "confirmed"]
    people = [
        Awaited(e.id_hash, e.name, e.masked, words.ACCOUNT[known[e.id_hash]] if e.id_hash in known else "还没登记")
        for e in left[:SHOWN]
    ]
    return Expected(len(listed), come, people)
