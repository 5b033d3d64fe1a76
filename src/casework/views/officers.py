"""Who acts for a unit, since when, until when, and when they were last here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from casework import words
from casework.access import ACTING
from casework.asking.staffing import ROLE_NAMES
from casework.presents.person import Person
from storage import ZONE


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is somebody who acts for a unit, or will.

    Args:
        id: of the person.
        name: of the person.
        role, role_text: what the person may do there.
        since: ISO day.
        until: last day, ISO 8601; empty while none is known.
        frozen: why it gives nothing at present.
        last: when the person was last logged in, as people read it; empty where nobody knows.
        acts: whether the person decides and manages, and does not only read.
        later: it begins on a later day.
    """

    id: str
    name: str
    role: str
    role_text: str
    since: str
    until: str = ""
    frozen: str = ""
    last: str = ""
    acts: bool = False
    later: bool = False


def members(staff: Mapping[str, Person], seen: Mapping[str, float], unit: str, now: str) -> Sequence[Member]:
    """Describe who acts for a unit: those of today first, by their first day.

    Args:
        staff: people by id.
        seen: when each was last logged in, epoch seconds, 0 for never.
        unit: for which unit.
        now: the present.
    """
    today, found = now[:10], list[Member]()
    for person in staff.values():
        for m in person.state.memberships:
            if m.unit != unit or (m.until and m.until < today):
                continue
            at = seen.get(person.id, 0.0)
            last = words.moment(datetime.fromtimestamp(at, ZONE).isoformat(timespec="minutes"), now) if at else ""
            found.append(
                Member(
                    person.id, person.state.name, m.role, ROLE_NAMES.get(m.role, ""), m.since, m.until, m.frozen, last,
                    m.role in ACTING, m.since > today,
                )
            )  # fmt: skip
    return sorted(found, key=lambda m: (m.later, bool(m.frozen), m.since, m.name, m.role))
