"""How storage folds each kind of stream: the presents of this room behind storage's one interface."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from casework import ids
from casework.presents.application import Application
from casework.presents.contact import Contact
from casework.presents.person import Person
from casework.presents.unit import Body


class Fold:
    """Folds one kind of stream: what an action does to a present, and what is kept of it, the present itself says.

    Args:
        present: class of the presents.
        make: returns the present of a stream without actions, by its id.
    """

    def __init__(self, present: type[Any], make: Callable[[str], Any]) -> None:
        self.make, self.apply, self.keep = make, present.apply, present.keep

    def begin(self, stream: str) -> Any:
        """Return the present of a stream without actions."""
        return self.make(ids.bare(stream))

    def restore(self, stream: str, state: bytes, answers: list[tuple[str, int, bytes]]) -> Any:
        """Return the present out of what was kept."""
        present = self.begin(stream)
        if state:
            present.restore(state, [(a, seq, msgspec.json.decode(value)) for a, seq, value in answers])
        return present

    def whole(self, present: Any) -> bytes:
        """Return everything of a present but the answers, whether it has changed or not."""
        return msgspec.json.encode(present.state, order="deterministic")


class Noted(Fold):
    """Folds the streams of contacts, whose place moves on with every turn of the conversation, without an action."""

    def whole(self, present: Any) -> bytes:
        """Return what the actions say of a present."""
        return present.facts()


FOLDS: dict[str, Fold] = {
    "application": Fold(Application, Application),
    "person": Fold(Person, Person),
    "contact": Noted(Contact, Contact),
    **{kind: Fold(Body, partial(Body, kind)) for kind in ("unit", "plan", "batch")},
}
NOTED = frozenset(kind for kind, fold in FOLDS.items() if isinstance(fold, Noted))
