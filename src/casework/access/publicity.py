"""Who may hold the publicity of an application for a unit, before it is handed in and after."""

from casework.access.deciding import may_act
from casework.access.who import ACTING, holds, person_of
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import Application
from casework.problems import barred
from casework.publicity_before import before
from casework.publicity_noted import records, still
from review.route import StepAt
from review.standing import Standing, asked_of
from review.state import waiting
from schemes import Scheme


def may_see_publicity(desk: Desk, case: Case, unit: str) -> StepAt | None:
    """Let through who acts for a unit that was asked to make an application public, or notes its publicity now.

    Before an application is handed in the unit sees its public form and nothing else of it.

    Args:
        desk: who acts.
        case: an application.
        unit: for which unit.

    Returns:
        The publicity before submission that is the unit's, None where it is one of a later step.

    Raises:
        Hidden: it is not this person's, or not the unit's (any longer).
    """
    if not isinstance(case.present, Application) or not holds(person_of(desk), unit, ACTING, desk.act.today):
        raise barred("这一份")
    standing = case.present.state.standing
    for step in before(case):
        if step.unit.id == unit and asked_of(standing, step):
            return step
    if not later(case.scheme, standing, unit):
        raise barred("这一份")
    return None


def may_note_publicity(desk: Desk, case: Case, unit: str) -> StepAt | None:
    """Let through the same to note something; nobody does that of an application of their own (X-20).

    Raises:
        Hidden: as `may_see_publicity`.
        Denied: it is the person's own.
        Shut: the unit is frozen.
    """
    step = may_see_publicity(desk, case, unit)
    may_act(desk, case, unit)
    return step


def later(scheme: Scheme, standing: Standing, unit: str) -> list[str]:
    """Return the sections in which a unit notes a publicity at its own step of the chain, or after it has passed that.

    Args:
        scheme: of the application.
        standing: where it stands.
        unit: id of the unit.
    """
    step = waiting(standing)
    here = records(scheme, scheme.steps[step.step]) if step is not None and step.unit.id == unit else []
    return list(dict.fromkeys([*here, *still(scheme, standing, unit)]))
