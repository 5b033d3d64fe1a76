"""The folded presents of units, plans and batches: names, places in the tree, and their own answers."""

from copy import deepcopy
from typing import Any, ClassVar, Literal

import msgspec

from casework.presents.filled import Filled
from review.workdays import parse

UnitAccount = Literal["draft", "waiting", "approved", "refused", "frozen", "closed"]


class UnitState(msgspec.Struct):
    """Holds everything of a unit but the answers of its registration.

    Args:
        name: as on its seal; while it is being registered it stands among the answers alone.
        opinion: of who refused, froze or closed it.
        code: by which its people bind themselves, where the kind does that.
        registrar: id of the person who registers it, and who becomes its first officer.
        asked: id of the unit that has asked last to stand beneath it.
        decided: name of the officer who decided on it last, and when.
        reminded: day on which the unit above asked its officers last to look.
    """

    name: str = ""
    kind: str = ""
    parent: str = ""
    region: str = ""
    scheme: str = ""
    level: int = 0
    account: UnitAccount = "waiting"
    opinion: str = ""
    code: str = ""
    registrar: str = ""
    asked: str = ""
    decided: tuple[str, str] = ("", "")
    reminded: str = ""


class Longer(msgspec.Struct, frozen=True):
    """Is more time that an office has given.

    Args:
        until: ISO 8601.
        reason: why.
        unit, by: the office, and who acted for it.
        at: when it was given, ISO 8601.
    """

    until: str
    reason: str
    unit: str
    by: str
    at: str


class PlanState(msgspec.Struct):
    """Holds everything of a plan but the answers of its own sections."""

    region: str = ""
    scheme: str = ""
    year: int = 0
    level: str = ""
    label: str = ""
    opens: str = ""
    closes: str = ""
    documents: list[dict[str, str]] = []
    units: dict[str, str] = {}  # kind -> the one unit that this plan names
    state: Literal["open", "closed"] = "open"
    longer: dict[str, Longer] = {}  # `fill:<person or unit>`, `list:<unit>` -> more time

    def ends(self, person: str, unit: str) -> str:
        """Return until when somebody may hand in: the plan's closing, or what they or their unit were given (X-01).

        Args:
            person: id of who applies.
            unit: id of the employer.
        """
        given = [self.longer[key].until for key in (f"fill:{person}", f"fill:{unit}") if key in self.longer]
        return max(self.closes, *given, key=parse) if given else self.closes

    def passing(self) -> dict[str, str]:
        """Return until when units that were given more time may send their lists up, by unit."""
        return {key[5:]: one.until for key, one in self.longer.items() if key.startswith("list:")}


class BatchState(msgspec.Struct):
    """Holds everything of one unit's list under one plan but the answers of its papers."""

    unit: str = ""
    plan: str = ""
    region: str = ""
    scheme: str = ""
    forwarded: str = ""  # ISO 8601, empty while the list has not gone up
    by: str = ""
    applications: list[str] = []  # what went up


class Body:
    """Is the present of a unit, a plan or a batch: plain state and answers."""

    __slots__ = ("filled", "id", "kind", "news", "state")

    STATES: ClassVar = {"unit": UnitState, "plan": PlanState, "batch": BatchState}

    def __init__(self, kind: str, id: str) -> None:
        self.kind, self.id, self.filled = kind, id, Filled()
        self.state: Any = self.STATES[kind]()
        self.news: dict[str, Any] = {}  # of the newest action that lists people, which only a table keeps

    def apply(self, kind: str, data: dict[str, Any], seq: int) -> dict[str, Any]:
        """Fold one action and return the answers that it touched, as `Filled.change`.

        Args:
            kind: the action's kind: answers, or `set`, which names the attributes it changes.
            data: its payload.
            seq: its place in the stream.
        """
        if (touched := self.filled.change(kind, data, seq)) is not None:
            return touched
        if kind == "expected":
            self.news = data
            return {}
        if kind != "set":
            raise ValueError(f"a {self.kind} knows no action {kind!r}")
        known = msgspec.to_builtins(self.state)
        self.state = msgspec.convert(
            {**known, **{k: v for k, v in data["set"].items() if k in known}}, type(self.state)
        )
        return {}

    def seen(self) -> "Body":
        """Return what others look at: state and answers as they are now, which nothing changes any more."""
        found = Body(self.kind, self.id)
        found.state, found.filled.answers = self.state, deepcopy(self.filled.answers)
        return found

    def keep(self) -> bytes:
        """Return everything but the answers, as canonical JSON."""
        return msgspec.json.encode(self.state)

    def restore(self, state: bytes, rows: list[tuple[str, int, Any]]) -> None:
        """Take in what `keep` gave and the stored answers."""
        self.state = msgspec.json.decode(state, type=self.STATES[self.kind])
        self.filled.restore(rows)
