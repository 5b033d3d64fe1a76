"""Rows that lists and searches read, computed from a folded present and nothing else.

Whatever stands here could be made anew from the actions: `zhiping audit rebuild` does.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from casework.presents.application import Application
from casework.presents.contact import Contact
from casework.presents.matter import Matter
from casework.presents.person import Person
from casework.presents.unit import Body
from review.lists import listed, publicity_group
from review.standing import ever, takes_the_place
from storage import Add, Change, Drop, Head, Put

ANSWERS = {"answered", "row_added", "row_dropped", "row_moved", "section_cleared", "section_recovered", "pages_changed"}
QUIET = {
    "marked", "unmarked", "explained", "seen", "laid_out", "corrected", "struck", "ledger", "stroke_asked", "stroked",
    "stroke_dropped", "consented", "dissented",
}  # fmt: skip


TABLES = (
    "application", "task", "notice", "live", "person", "membership", "unit", "plan", "contact", "expected", "assisting",
    "matter",
)  # fmt: skip


def cell(head: Head, address: str) -> tuple[int, Any]:
    """Return place and value of an answer as the table `answer` has them; None where there is none.

    What a deed records it is told by the fold; who folds a stream anew asks here.

    Args:
        head: after its actions were folded.
        address: as a fold said that it touched it.
    """
    filled = head.present.filled
    return filled.seqs.get(address, head.at[0]), filled.cell(address)


def rows(head: Head, kind: str, at: float) -> Iterable[Change]:
    """Return the rows that one action changes; an answer changes none but its own.

    Args:
        head: after the action was folded.
        kind: of the action.
        at: when, epoch seconds.
    """
    return () if kind in ANSWERS else _rows(head, kind, at)


def _rows(head: Head, kind: str, at: float) -> Iterator[Change]:
    present = head.present
    match present:
        case Application():
            if kind not in QUIET:
                yield from _application(present, at)
            if kind == "started" or present.revived:
                yield Add("live", (present.state.person, present.state.plan, present.id))
        case Person():
            if kind not in QUIET:
                yield from _person(present, head, at)
        case Body():
            if kind == "set":
                yield from _body(present)
            elif kind == "expected":
                yield from _expected(present, at)
        case Contact():
            if kind not in QUIET:
                yield from _contact(present, head, at)
        case _:
            raise TypeError(type(present).__name__)


def _application(present: Application, at: float) -> Iterator[Change]:
    state, standing = present.state, present.state.standing
    here = standing.course.steps[standing.at] if standing.course and standing.at is not None else None
    yield Put(
        "application",
        (
            present.id, state.person, state.plan, state.region, state.listed.get("name", ""),
            state.listed.get("unit", ""),
            state.listed.get("unit_name", ""), state.listed.get("title", ""), here.step if here else "",
            standing.status.value, _epoch(state.submissions[-1].at) if state.submissions else 0.0,
            _epoch(standing.due) if standing.due else 0.0, at,
        ),
    )  # fmt: skip
    for unit in ever(standing):
        where = listed(standing, unit)
        key = (present.id, unit)
        if where is None:
            yield Drop("task", key)
        else:
            since = _epoch(standing.since) if standing.since else at
            yield Put(
                "task", (*key, where, since, state.listed.get("name", ""), state.listed.get("title", ""), state.plan)
            )
    for unit in state.asked:
        key, how = (present.id, unit), publicity_group(standing, unit)
        if how is None:
            yield Drop("notice", key)
        else:
            since = _epoch(standing.asked.at) if standing.asked else at
            listed_as = state.listed.get("name", ""), state.listed.get("title", "")
            yield Put("notice", (*key, how, since, *listed_as, state.plan))
    if not takes_the_place(standing):
        yield Drop("live", (state.person, state.plan))
    yield from _matters(state.matters, state.person, present.id)
    for person, one in state.assistants.items():
        yield Drop("assisting", (person, present.id)) if one.until else Put("assisting", (person, present.id))


def _person(present: Person, head: Head, at: float) -> Iterator[Change]:
    state = present.state
    confirmed = state.account in {"confirmed", "frozen"}
    yield Put(
        "person",
        (
            present.id, state.name, head.lookup(state.id_number) if confirmed and state.id_number else None,
            head.lookup(state.id_number) if state.id_number else "",
            head.lookup(state.id_number[-4:]) if state.id_number else "",
            head.lookup(state.phone) if state.phone else "",
            state.employer, state.account, at,
        ),
    )  # fmt: skip
    for m in state.memberships:
        yield Put("membership", (present.id, m.unit, m.role, m.since, m.until, int(bool(m.frozen))))
    yield from _matters(state.matters, present.id, "")


def _matters(matters: Iterable[Matter], person: str, application: str) -> Iterator[Change]:
    for m in matters:
        state, since = "answered" if m.reply else "open", _epoch(m.at)
        for unit in m.units:
            yield Put("matter", (m.id, unit, m.kind, person, application, int(unit == m.unit), state, since))


def _body(present: Body) -> Iterator[Change]:
    state: Any = present.state
    match present.kind:
        case "unit" if state.account == "draft":  # nobody's but the one's who fills it in
            yield Drop("unit", (present.id,))
        case "unit":
            yield Put(
                "unit",
                (
                    present.id,
                    state.name,
                    state.kind,
                    state.parent,
                    state.region,
                    state.level,
                    state.account,
                    state.code,
                ),
            )
        case "plan":
            yield Put(
                "plan",
                (
                    present.id,
                    state.region,
                    state.scheme,
                    state.year,
                    state.level,
                    state.label,
                    state.opens,
                    state.closes,
                    state.state,
                ),
            )
        case "batch":
            return
        case _:
            raise ValueError(present.kind)


def _expected(present: Body, at: float) -> Iterator[Change]:
    for hash, name, masked in present.news["people"]:
        yield Put("expected", (present.id, hash, name, masked, at, present.news["by"] or ""))
    for hash in present.news["gone"]:
        yield Drop("expected", (present.id, hash))


def _contact(present: Contact, head: Head, at: float) -> Iterator[Change]:
    state = present.state
    if not state.openid:  # it has left the account: nothing about it is kept
        yield Drop("contact", (present.id,))
        return
    yield Put(
        "contact",
        (
            present.id, state.account, head.lookup(state.openid), head.lookup(state.union) if state.union else "",
            state.person, int(state.following), at,
        ),
    )  # fmt: skip


def _epoch(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()
