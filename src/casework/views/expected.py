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
    """Describes the list: how many stand on it, how many have come, and those who have not.

    Of very many the first ones stand in `people`; `left` is how many are looked for or left in all.
    """

    total: int
    come: int
    people: Sequence[Awaited] = ()
    left: int = 0


def expected_view(
    listed: Sequence[ExpectedKept], registered: Sequence[tuple[str, str, str]], wanted: str = ""
) -> Expected:
    """Describe the list.

    Args:
        listed: whom the unit has listed.
        registered: keyed hash, id and state of each account of the unit.
        wanted: part of a name, or the last digits of a number; empty for everybody.
    """
    known = {hash: state for hash, _, state in registered}
    come = sum(known.get(e.id_hash) == "confirmed" for e in listed)
    left = [e for e in listed if known.get(e.id_hash) != "confirmed" and _is(e, wanted.strip().upper())]
    people = [
        Awaited(e.id_hash, e.name, e.masked, words.ACCOUNT[known[e.id_hash]] if e.id_hash in known else "还没登记")
        for e in left[:SHOWN]
    ]
    return Expected(len(listed), come, people, len(left))


def _is(one: ExpectedKept, wanted: str) -> bool:
    """Tell whether this is who is looked for: part of the name, or the last four digits of the number."""
    return wanted in one.name or one.masked.endswith(wanted[-4:])
