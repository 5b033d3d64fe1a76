"""What lists and searches return: frozen rows, never a model."""

import msgspec


class Kept(msgspec.Struct, frozen=True):
    """Is one row as it is kept; its fields are the columns of a table."""


class SessionKept(Kept, frozen=True):
    """Is an open log-in; `id` is the keyed hash of its token, times are epoch seconds."""

    id: str
    person: str
    contact: str
    surface: str
    expires: float
    seen: float
    at: float


class PlanKept(Kept, frozen=True):
    """Is one year's call; `opens` and `closes` are date-times as schemes write them."""

    id: str
    region: str
    scheme: str
    year: int
    level: str
    label: str
    opens: str
    closes: str
    state: str


class UnitKept(Kept, frozen=True):
    """Is one unit; `parent` is empty for a root."""

    id: str
    name: str
    kind: str
    parent: str
    region: str
    level: int
    state: str
    code: str


class PersonKept(Kept, frozen=True):
    """Is one person as lists show it; nothing that must be masked."""

    id: str
    name: str
    employer: str
    state: str
    updated: float


class MembershipKept(Kept, frozen=True):
    """Says that a person acts for a unit; `until` is empty while it lasts, `frozen` is 1 while it gives nothing."""

    person: str
    unit: str
    role: str
    since: str
    until: str
    frozen: int


class ApplicationKept(Kept, frozen=True):
    """Is one application as lists show it; times are epoch seconds, 0 for never."""

    id: str
    person: str
    plan: str
    region: str
    name: str
    unit: str
    unit_name: str
    title: str
    step: str
    status: str
    submitted: float
    due: float
    updated: float


class TaskKept(Kept, frozen=True):
    """Says on which of a unit's lists an application stands; since when is epoch seconds."""

    application: str
    unit: str
    list: str
    since: float
    name: str
    title: str
    plan: str


class PublicityKept(Kept, frozen=True):
    """Says how far a unit is with making an application public before it is handed in; since when is epoch seconds."""

    application: str
    unit: str
    state: str
    since: float
    name: str
    title: str
    plan: str


class Card(msgspec.Struct, frozen=True):
    """Is one line of a unit's list: the task, where the applicant works, and who that is."""

    application: str
    name: str
    title: str
    list: str
    since: float
    plan: str
    unit_name: str
    status: str
    person: str = ""


class CallKept(Kept, frozen=True):
    """Says whom a unit must call, about what and since when."""

    unit: str
    person: str
    application: str
    reason: str
    since: float


class ReadKept(Kept, frozen=True):
    """Says who opened what of an application, and when."""

    id: str
    person: str
    application: str
    what: str
    at: float


class ExpectedKept(Kept, frozen=True):
    """Is somebody whom a unit has listed; `masked` is the ID number as lists show it, `by` the id of who listed it."""

    unit: str
    id_hash: str
    name: str
    masked: str
    at: float
    by: str = ""


class MatterKept(Kept, frozen=True):
    """Is what a unit is to answer (`answers` is 1) or may follow; `application` is empty where it is about none."""

    id: str
    unit: str
    kind: str
    person: str
    application: str
    answers: int
    state: str
    since: float
