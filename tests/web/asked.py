"""What a row of `every_call` is: one call that is answered well, and how it is made ready."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from web.api import ROUTES
from web.calls import Route

from ..casework.stage import Caller, Served


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that is answered well."""

    who: Caller
    path: str
    body: Any = None
    file: bytes = b""
    stranger: bool = True  # whether somebody else gets 404 for it


Prepare = Callable[[Served], Awaitable[Asked]]
ROWS: dict[str, Prepare] = {}
BY_NAME: dict[str, Route] = {f"{r.method} {r.path}": r for r in ROUTES}
BASE, SLOT, REVIEW = "<kind>/<id>", "<kind>/<id>/evidence/<address>", "review/<id>"
TRAINING = "basic.training_proof"


def row(name: str) -> Callable[[Prepare], Prepare]:
    def put(prepare: Prepare) -> Prepare:
        ROWS[name] = prepare
        return prepare

    return put


def known(at: Served) -> tuple[str, str]:
    assert at.known is not None
    return at.known.full, at.known.empty


def simple(name: str, who: str, path: str, body: Any = None, *, stranger: bool = True) -> None:
    """Add a row whose call needs nothing but the state that every test begins with."""

    async def prepare(at: Served) -> Asked:
        full, empty = known(at)
        return Asked(at.caller(who), path.format(full=full, empty=empty), body, stranger=stranger)

    ROWS[name] = prepare
