"""What the wizard says about a field, a section, a problem and a typed text: frozen values that surfaces draw."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from schemes.model import Field
from wizard.address import Address

Level = Literal["stop", "warn"]


class Option(msgspec.Struct, frozen=True):
    """One choice to tap: `label` is shown, `send` is the text that a tap sends, `n` is the number that may be typed."""

    label: str
    send: str
    n: int = 0


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong, with the place where it is put right; only level "stop" keeps from submitting.

    `text` names the place (业绩第 4 条：缺印证材料); `say` is the same without it, to stand at the place itself.
    """

    code: str
    section: str | None
    row: str | None
    field: str | None
    text: str
    level: Level = "stop"
    say: str = ""

    @property
    def address(self) -> Address | None:
        """Return where the problem stands; None when it concerns the application as a whole."""
        return Address(self.section, self.row, self.field) if self.section is not None else None


class FieldState(msgspec.Struct, frozen=True):
    """Tells everything about one field at this moment.

    `options` are records with `code`, `label`, `guide`, `parent` and `ok` (False: listed, but not allowed now), to be
    read only;
    `preset` is offered and not stored; `min`, `max` and `count` are the limits in force; `parts` are the pages that
    one document must hold now; `recommend` is (code, why).
    """

    address: Address
    field: Field
    value: Any = None
    shown: bool = True
    required: bool = True
    missing: bool = False
    derived: bool = False
    preset: Any = None
    suggest: list[str] = []
    options: list[dict[str, Any]] = []
    recommend: tuple[str, str] | None = None
    stale: bool = False
    problems: list[Problem] = []
    min: Any = None
    max: Any = None
    count: int = 1
    parts: list[str] = []


class SectionState(msgspec.Struct, frozen=True, kw_only=True):
    """Tells where one section stands; `gate` is the sentence of an earlier section that must be complete first."""

    id: str
    label: str
    group: str | None = None
    by: str = "applicant"
    shown: bool = True
    gate: str | None = None
    gate_section: str | None = None
    complete: bool = False
    missing: int = 0
    problems: int = 0
    started: bool = False
    rows: list[str] = []
    min: int = 0
    max: int | None = None


class RowState(msgspec.Struct, frozen=True, kw_only=True):
    """Tells where one row stands; `n` counts from 1, a `void` row was struck, a `seeded` one cannot be deleted."""

    row: str
    n: int
    title: str
    missing: int = 0
    problems: int = 0
    void: bool = False
    seeded: bool = False


class Parsed(msgspec.Struct, frozen=True):
    """A typed text understood: the canonical value, and how it will be shown."""

    value: Any
    text: str


class Wrong(msgspec.Struct, frozen=True):
    """A typed text that is not stored.

    `text` says first that nothing was saved, then why, then what to do. `instead` are texts that would pass and
    `offers` are their labels, one for one; `example` is a text that would pass.
    """

    code: str
    text: str
    instead: list[str] = []
    offers: list[str] = []
    example: str = ""
