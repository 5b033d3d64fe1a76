"""The folded present of one person: who it is, where it belongs, what it may do."""

from typing import Any, Literal

import msgspec

from casework.presents.consent import Consent, agreed
from casework.presents.filled import Filled
from casework.presents.matter import Matter, raised

Account = Literal["new", "waiting", "confirmed", "refused", "released", "frozen"]
Role = Literal["applicant", "assistant", "officer", "office", "expert", "operator"]


class Membership(msgspec.Struct, frozen=True):
    """Lets a person act for a unit in a role.

    Args:
        unit: id of the unit.
        role: what the person may do there.
        since, until: ISO days; `until` is empty while it lasts.
        by: id of the person who invited, empty for the operator.
        frozen: why it gives nothing at present; empty where it does.
        stopped: what froze it, the office itself or the account; each is given back by its own.
        at: when it was changed last, ISO 8601; empty where it was not.
    """

    unit: str
    role: Role
    since: str
    until: str = ""
    by: str = ""
    frozen: str = ""
    stopped: Literal["", "office", "account"] = ""
    at: str = ""

    @property
    def over(self) -> str:
        """Return when it has ended or will, ISO 8601, empty while it lasts: on its last day, or when that was said."""
        return max(f"{self.until}T24", self.at) if self.until else ""


class PersonState(msgspec.Struct):
    """Holds everything of a person but the answers of the registration."""

    name: str = ""
    id_type: str = "居民身份证"
    id_number: str = ""
    earlier: list[str] = []  # ID numbers that the account had before: who has decided under one stays who it was
    proved: list[str] = []  # ID numbers that a unit has confirmed or put right for the account
    corrected: str = ""  # which unit has put the ID number right last, empty where the person has typed it
    phone: str = ""
    region: str = ""
    scheme: str = ""
    employer: str = ""
    account: Account = "new"
    opinion: str = ""  # of the unit that refused, released or froze
    decided: str = ""  # which unit that was
    decider: str = ""  # the name of who decided for it
    contacts: list[str] = []
    memberships: list[Membership] = []
    matters: list[Matter] = []  # complaints and claims
    consents: list[Consent] = []  # the newest to each notice
    rebinding: str = ""  # what the code has in it that gives the account to another WeChat, empty while there is none
    left: str = ""  # stream of the chat of the WeChat before, while what it kept is still to be brought along
    registering: str = ""  # id of the unit that the person registers, until that is settled
    created: str = ""


class Person:
    """Is the present of one person."""

    __slots__ = ("filled", "id", "state")

    def __init__(self, id: str) -> None:
        self.id, self.state, self.filled = id, PersonState(), Filled()

    def apply(self, kind: str, data: dict[str, Any], seq: int) -> dict[str, Any]:
        """Fold one action and return the answers that it touched, as `Filled.change`.

        Args:
            kind: the action's kind.
            data: its payload.
            seq: its place in the stream.
        """
        if (touched := self.filled.change(kind, data, seq)) is not None:
            return touched
        state = self.state
        match kind:
            case "created":
                state.created, state.region, state.scheme = data["at"], data.get("region", ""), data.get("scheme", "")
            case "phone_verified":
                state.phone = data["phone"]
            case "identified":
                if state.id_number not in ("", data["id_number"], *state.earlier):
                    state.earlier = [*state.earlier, state.id_number]
                self._proved()
                state.name, state.id_number, state.id_type = data["name"], data["id_number"], data["id_type"]
                state.corrected = data.get("unit", "")
                self._proved()
            case "registered":
                state.region, state.scheme = data["region"], data["scheme"]
            case "employed":
                state.employer, state.account, state.opinion = data["unit"], "waiting", ""
            case "account":
                self._proved()
                state.account, state.opinion = data["account"], data.get("opinion", "")
                state.decided, state.decider = data.get("unit", ""), data.get("name", "")
                self._proved()
                if data["account"] == "released":
                    state.employer = ""
            case "joined":
                state.contacts = [*(c for c in state.contacts if c != data["contact"]), data["contact"]]
            case "parted":
                state.contacts = [c for c in state.contacts if c != data["contact"]]
            case "registering":
                state.registering = data["unit"]
            case "rebinding":
                state.rebinding = data["nonce"]
            case "rebound":
                state.rebinding, state.left = "", data["chat"] or state.left
            case "raised" | "replied":
                state.matters = raised(state.matters, kind, data)
            case "consented" | "dissented":
                state.consents = agreed(state.consents, kind, data)
            case "carried":
                state.left = ""
            case "member":
                new = msgspec.convert(data["membership"], Membership)
                same = [m for m in state.memberships if (m.unit, m.role) != (new.unit, new.role)]
                state.memberships = [*same, new]
            case _:
                raise ValueError(f"a person knows no action {kind!r}")
        return {}

    @property
    def numbers(self) -> set[str]:
        """Return every ID number that the account has or had, one that was only typed and given up among them."""
        return {n for n in (self.state.id_number, *self.state.earlier) if n}

    @property
    def known_numbers(self) -> set[str]:
        """Return the ID number that stands now and those that a unit has confirmed: by these others know who it is."""
        return {n for n in (self.state.id_number, *self.state.proved) if n}

    def _proved(self) -> None:
        """Note the number that stands as proved, where a unit's word holds for the account."""
        state = self.state
        if state.account in {"confirmed", "frozen"} and state.id_number not in state.proved:
            state.proved = [*state.proved, state.id_number]

    def acting(self, today: str) -> list[Membership]:
        """Return for whom the person acts today, and as what; not what has ended, begins later or is frozen.

        Args:
            today: ISO day.
        """
        lasting = [m for m in self.state.memberships if m.since <= today and (not m.until or m.until >= today)]
        return [m for m in lasting if not m.frozen]

    def roles(self, unit: str, today: str) -> set[Role]:
        """Return the roles that the person holds in a unit today.

        Args:
            unit: id of the unit.
            today: ISO day.
        """
        return {m.role for m in self.acting(today) if m.unit == unit}

    def keep(self) -> bytes:
        """Return everything but the answers, as canonical JSON."""
        return msgspec.json.encode(self.state)

    def restore(self, state: bytes, rows: list[tuple[str, int, Any]]) -> None:
        """Take in what `keep` gave and the stored answers.

        What was kept before `proved` was noted names none: those that the account had count as proved, else an officer
        could decide on their own account whose number was corrected.
        """
        kept = msgspec.json.decode(state)
        self.state = msgspec.convert({"proved": kept.get("earlier", []), **kept}, PersonState)
        self._proved()
        self.filled.restore(rows)
