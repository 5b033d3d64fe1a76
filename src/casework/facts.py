"""Facts of other streams, as the expressions of a scheme read them."""

from datetime import date
from functools import partial
from typing import Any

from casework.presents.application import Application
from casework.presents.person import Person
from casework.presents.unit import Body, PlanState, UnitState
from casework.tree import View
from review.state import facts as standing_facts
from review.status import Status
from review.workdays import Holidays, between
from schemes import Scheme, World
from wizard.answers import Answers
from wizard.identity import birth_of, sex_of


def flat(scheme: Scheme, answers: Answers, of: str) -> dict[str, Any]:
    """Return the answers of all single sections about one kind of thing by the field's name alone.

    Args:
        scheme: whose sections are meant.
        answers: what was filled.
        of: `person`, `unit`, `batch` or `plan`.
    """
    found: dict[str, Any] = {}
    for address, value in answers.items():
        section = scheme.sections.get(address.section)
        if section is not None and section.of == of and address.row is None and address.field:
            found[address.field] = value
    return found


def applicant(scheme: Scheme, person: Person) -> dict[str, Any]:
    """Return what expressions know as `applicant.`; what is not known yet is absent."""
    state = person.state
    known: dict[str, Any] = {"name": state.name, "id_type": state.id_type, "phone": state.phone}
    if state.id_number:
        known |= {"id_number": state.id_number, "sex": sex_of(state.id_number), "birth": birth_of(state.id_number)}
    return {k: v for k, v in known.items() if v} | flat(scheme, person.filled.answers, "person")


def plan(scheme: Scheme, body: Body | None, person: str = "", unit: str = "") -> dict[str, Any]:
    """Return what expressions know as `plan.`; it closes when it does for this person of this unit."""
    if body is None:
        return {}
    state: PlanState = body.state
    known = {
        "year": state.year,
        "level": state.level,
        "label": state.label,
        "opens": state.opens,
        "closes": state.ends(person, unit),
    }
    known |= state.units  # kind -> the one unit that this plan names
    return known | flat(scheme, body.filled.answers, "plan")


def unit(scheme: Scheme, body: Body | None) -> dict[str, Any]:
    """Return what expressions know as `unit.`."""
    if body is None:
        return {}
    state: UnitState = body.state
    known = {"id": body.id, "name": state.name, "kind": state.kind, "level": state.level, "code": state.code}
    found = known | flat(scheme, body.filled.answers, "unit")
    return found | {"name": state.name} if state.name else found


def application(present: Application | None) -> dict[str, Any]:
    """Return what expressions know as `application.`; how much its documents weigh, the journey counts itself."""
    if present is None:
        return {}
    submitted = present.state.submissions[-1].at[:10] if present.state.submissions else None
    return standing_facts(present.state.standing) | {
        "returned": present.state.standing.status is Status.RETURNED,
        "submitted_on": submitted,
        "marks": len(present.sent_back()),  # how many places the newest return named
    }


def world(
    now: str,
    view: View,
    *,
    plan: dict[str, Any],
    applicant: dict[str, Any],
    unit: dict[str, Any],
    application: dict[str, Any],
    batch: dict[str, Any],
    holidays: Holidays,
    longer: dict[str, str],
) -> World:
    """Put the facts together.

    Args:
        now: the server's time at which the act began.
        view: the tree from the employer upward.
        plan, applicant, unit, application, batch: as the functions of this module give them.
        holidays: which days are off or worked, for `workdays(a, b)`.
        longer: until when units that were given more time may pass their steps.
    """
    return World(
        now=now, plan=plan, applicant=applicant, unit=unit, application=application, batch=batch, tree=view,
        workdays=partial(_workdays, holidays), longer=longer,
    )  # fmt: skip


def _workdays(holidays: Holidays, start: str, end: str) -> int:
    return between(date.fromisoformat(start), date.fromisoformat(end), holidays)
