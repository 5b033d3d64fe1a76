"""What applications of a plan were returned for again and again, proposed as rules of the region (B-14).

A remark that many get could have been checked by machine before anybody handed in; which one is worth a rule is decided
by people, so this only counts.
"""

from collections.abc import Iterable, Sequence

import msgspec

from casework.presents.application import Application
from schemes import Scheme
from wizard.address import Address

RECURS = 2  # applications from which on a reason is said to come back
SHOWN = 50
WHOLE = "整份申报"


class Reason(msgspec.Struct, frozen=True):
    """Is one reason that came back.

    Args:
        label: what it is about: `工作经历 起止时间`, the same for every row.
        text: what was written.
        applications: how many got it.
        times: how often it was given in all.
        rule: what a rule of the region would look at.
    """

    label: str
    text: str
    applications: int
    times: int
    rule: str


class ReasonsView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Lists what came back among a unit's applications under one plan, the most frequent first.

    Args:
        plan: its label; empty where the unit has had no application yet.
        applications: how many were looked at.
        reasons: at most `SHOWN`.
        other: further plans under which the unit has applications, by id and label.
    """

    plan: str = ""
    applications: int = 0
    reasons: Sequence[Reason] = ()
    other: Sequence[tuple[str, str]] = ()


def given(scheme: Scheme, present: Application) -> list[tuple[str, str]]:
    """Return label and text of everything that an application was returned for, in whatever round.

    Args:
        scheme: of the application.
        present: the application.
    """
    sent = [mark for mark in present.state.marks if mark.sent]
    marked = {(mark.unit, mark.round) for mark in sent}
    found = [(_label(scheme, Address.parse(mark.address)), mark.text) for mark in sent]
    for verdict in present.state.standing.verdicts:
        if verdict.deed == "return" and verdict.opinion and (verdict.unit, verdict.round) not in marked:
            found.append((WHOLE, verdict.opinion))
    return found


def _label(scheme: Scheme, address: Address) -> str:
    section = scheme.sections.get(address.section)
    if section is None:
        return address.section
    field = section.fields.get(address.field or "")
    return f"{section.label} {field.label}" if field is not None else section.label


def recurring(every: Iterable[Sequence[tuple[str, str]]]) -> list[Reason]:
    """Count what came back.

    Args:
        every: of each application what it was returned for, as `given`.
    """
    people: dict[tuple[str, str], int] = {}
    times: dict[tuple[str, str], int] = {}
    for one in every:
        for reason in one:
            times[reason] = times.get(reason, 0) + 1
        for reason in dict.fromkeys(one):
            people[reason] = people.get(reason, 0) + 1
    often = sorted((r for r, n in people.items() if n >= RECURS), key=lambda r: (-people[r], -times[r], r))
    return [
        Reason(label, text, people[label, text], times[label, text], f"提交以前查“{label}”：{text}")
        for label, text in often[:SHOWN]
    ]
