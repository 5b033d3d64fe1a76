"""The sixteen constructs of a region file as typed, frozen structs.

Attribute names are the words a region's author writes; `docs/schemes.md` explains each of them with examples.
"""

from __future__ import annotations

import builtins
from typing import Any

import msgspec


class Construct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all constructs: frozen, and an unknown attribute is refused."""


class Region(Construct, frozen=True):
    """Names a region and says what holds for it as a whole.

    `format` is the version of this format (1); `fill_before_confirmed` lets a person fill before the unit has
    confirmed the account; `retention` is a term such as "10 years"; `title` are the answers that name an application
    in lists and on the home page, such as ["cover.title", "cover.specialty"].
    """

    id: str
    label: str
    format: int
    manual: str | None = None
    title: list[str] = []
    fill_before_confirmed: bool = False
    retention: str | None = None


class Years(Construct, frozen=True):
    """Repeats one field for `count` years, the first of which is the expression `first`."""

    first: str
    count: int


class Field(Construct, frozen=True):
    """Declares one question: its words, its kind, when it is asked and what may be answered.

    Expressions are `when`, `required` (if text), `value`, `preset`, `suggest`, `allow`, `recommend`, `min`, `max` and
    `count` (if text), and the values of `parts`. Sizes are `min_kb` (kilobytes) and `max_mb` (megabytes). `offers`
    names the question at which the answer of an inquiry is offered later.
    """

    label: str
    kind: str = "text"
    group: str | None = None
    when: str | None = None
    required: bool | str = True
    none: str | None = None
    value: str | None = None
    preset: str | None = None
    suggest: str | None = None
    list: str | builtins.list[str] | None = None
    under: str | None = None
    allow: str | None = None
    recommend: str | None = None
    why: str | None = None
    free: bool = False
    min: int | float | str | None = None
    max: int | float | str | None = None
    pattern: str | None = None
    suffix: str | None = None
    years: Years | None = None
    of: str | None = None
    accept: builtins.list[str] | None = None
    count: int | str = 1
    min_kb: int | float | None = None
    max_mb: int | float | None = None
    max_pages: int | None = None
    pixels: str | None = None
    ratio: str | None = None
    ground: str | None = None
    parts: builtins.list[str] | dict[str, str] | None = None
    attest: str | None = None
    patient: bool = False
    copy_of: str | None = None
    binds: builtins.list[str] | None = None
    freezes: bool = False
    text: str | None = None
    ask: str | None = None
    hint: str | None = None
    help: str | None = None
    example: str | None = None
    wrong: str | None = None
    short: str | None = None
    print: str | None = None
    sensitive: bool = False
    offers: str | None = None
    was: str | None = None
    source: str | None = None


class Rule(Construct, frozen=True):
    """States what must be true; `level` is "stop" or "warn", `when` says for whom, `at` names the field of it.

    In an inquiry "tell" says what is good to know.
    """

    check: str
    say: str
    at: str | None = None
    when: str | None = None
    level: str = "stop"
    source: str | None = None


class Rows(Construct, frozen=True):
    """Makes a section a list of records.

    `min`, `max`, `seed` and `where` may be expressions; `summary` are expressions said after each record.
    """

    name: str = "记录"
    summary: dict[str, str] = {}
    min: int | str = 0
    max: int | str | None = None
    seed: str | None = None
    own: bool = True
    sort: list[str] = []
    take_from: str | None = None
    where: str | None = None
    review: str | None = None


class Section(Construct, frozen=True):
    """Gathers fields about one thing (`of`) filled by one party (`by`); `group` is its heading on the home page.

    `after: publicity` is filled by its nature once the publicity before submission is over: nobody waits for it before.
    `ranks` names the fields `place` and `count` by which a unit ranks those whom it recommends, and `among` whom.
    """

    label: str
    of: str = "application"
    by: str = "applicant"
    group: str | None = None
    when: str | None = None
    gate: str | None = None
    rows: Rows | None = None
    help: str | None = None
    fields: dict[str, Field] = {}
    rules: dict[str, Rule] = {}
    void: bool = False
    correctable: bool = False
    sign: str | None = None
    publicity: bool = False
    ranks: dict[str, str] | None = None
    after: str | None = None
    was: str | None = None
    source: str | None = None


class UnitKind(Construct, frozen=True):
    """Declares a kind of unit and where it stands in the tree; level 0 is the top.

    `register` is the section that its own officer fills to register it; `group` and `guide` help to choose the kind, or
    say what comes of it to the unit above, which opens those with `opened_by: parent`.
    """

    label: str
    level: int
    group: str | None = None
    guide: str | None = None
    parents: list[str] = []
    employer: bool = False
    register: str | None = None
    opened_by: str = "self"
    approved_by: str = "parent"
    max: int | None = None
    bind: str = "choose"
    source: str | None = None


class Deed(Construct, frozen=True):
    """Says what a deed needs, where it leads and what follows from it."""

    label: str | None = None
    needs: list[str] = []
    when: str | None = None
    say: str | None = None
    to: str = "next"
    resume: str | None = None
    bars: str | None = None
    clears: list[str] = []
    within: str | None = None
    overdue: str | None = None
    locks: str | None = None
    grant: str | None = None
    dispute: str | None = None


class Step(Construct, frozen=True):
    """Names one look at an application: by which unit (`at`), of which kind, filling which sections.

    `least` is how long a publicity has to be at least, such as "5 workdays"; `closes` an expression, such as
    plan.forward_closes: the day or the moment until which its unit may pass it.
    """

    label: str
    kind: str
    at: str
    when: str | None = None
    fill: list[str] = []
    deeds: dict[str, Deed | None] = {}
    read: str = "all"
    within: str | None = None
    overdue: str | None = None
    least: str | None = None
    closes: str | None = None
    source: str | None = None


class Route(Construct, frozen=True):
    """Lists the steps of one chain in order; `before` are publicity steps open while the application is a draft."""

    label: str
    steps: list[str]
    before: list[str] = []
    when: str | None = None
    source: str | None = None


class Form(Construct, frozen=True):
    """Draws one printed form as a grid of `columns`; `body` is a list of lines and blocks."""

    label: str
    paper: str = "A4"
    copies: int = 1
    duplex: bool = False
    output: list[str] = msgspec.field(default_factory=lambda: ["pdf"])
    fit: int | None = None
    columns: int = 12
    settings: list[str] = []
    when: str | None = None
    watermark: str | None = None
    official: str | None = None
    public: bool = False
    per: str = "application"
    filters: list[str] = []
    body: list[Any] = []
    source: str | None = None


class Message(Construct, frozen=True):
    """Says what is told to whom at which event; `subscribe` and `template` fill the platform's fields."""

    on: str
    to: str
    text: str
    when: str | None = None
    page: str | None = None
    subscribe: dict[str, str] = {}
    template: dict[str, str] = {}


class Notice(Construct, frozen=True):
    """Says at a moment (`at`) what is done with somebody's data, and `withdrawal` what comes of taking consent back.

    Both may name the units concerned: `issuer`, `unit`, `units`, and `region.label`, `region.retention`.
    """

    label: str
    at: str
    text: str
    withdrawal: str
    source: str | None = None
