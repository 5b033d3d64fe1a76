"""Names of streams and the addresses under which their sections are reached."""

import secrets
from typing import Literal

import msgspec
from msgspec.structs import force_setattr

Kind = Literal["application", "person", "unit", "plan", "batch", "contact"]
SUBJECTS = {"applications": "application", "people": "person", "units": "unit", "batches": "batch", "plans": "plan"}
PATHS = {kind: path for path, kind in SUBJECTS.items()}
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LETTERS = (ALPHABET * 9).encode()[:256]  # what each random byte stands for
SURPLUS = bytes(range(len(ALPHABET) * 8, 256))  # random bytes that would make some letters likelier than others


def new_id(prefix: str) -> str:
    """Return an id that cannot be guessed: the prefix and 24 characters (119 bits).

    Args:
        prefix: one letter that says what it names.
    """
    return prefix + _letters(24)


def row_id() -> str:
    """Return an id for a row; it only has to be unique within its section."""
    return f"r{ALPHABET[secrets.randbits(3)]}{_letters(6)}"  # a digit first: so it cannot be the name of a field


def _letters(n: int) -> str:
    """Return letters of the alphabet, each as likely as any other."""
    found = b""
    while len(found) < n:
        found += secrets.token_bytes(n + 6).translate(LETTERS, SURPLUS)
    return found[:n].decode()


class Base(msgspec.Struct, frozen=True):
    """Names the thing whose sections are filled: an application, a person, a unit, a batch or a plan.

    Args:
        kind, id: what it is, and which.
        stream: the stream's name; follows from them.
        path: the address under `/api/v1/`; follows from them. A person's own is always `people/me`.
    """

    kind: Kind
    id: str
    stream: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        """Make the names once; they are asked for several times."""
        kind, id = self.kind, self.id
        force_setattr(self, "stream", f"{kind}:{id}")
        force_setattr(self, "path", "people/me" if kind == "person" else f"{PATHS.get(kind, kind)}/{id}")


def application(id: str) -> str:
    """Return the stream of an application."""
    return f"application:{id}"


def person(id: str) -> str:
    """Return the stream of a person."""
    return f"person:{id}"


def unit(id: str) -> str:
    """Return the stream of a unit."""
    return f"unit:{id}"


def plan(id: str) -> str:
    """Return the stream of a plan."""
    return f"plan:{id}"


def batch(unit: str, plan: str) -> str:
    """Return the stream of one unit's list under one plan."""
    return f"batch:{unit}.{plan}"


def contact(account: str, openid: str) -> str:
    """Return the stream of one openid of one account."""
    return f"contact:{account}:{openid}"


def bare(stream: str) -> str:
    """Return the id without the kind of stream before it."""
    return stream.partition(":")[2]
