"""For which unit somebody acts on an application now, and what that unit writes."""

from casework.access.units import stopped
from casework.access.who import ACTING, concerned, holds, kept_off, person_of
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import Application
from casework.problems import Shut, barred
from casework.publicity_noted import still
from review.route import StepAt
from review.state import Standing, waiting


def current(standing: Standing) -> StepAt | None:
    """Return the step at which an application waits, None where it is at none."""
    return waiting(standing)


def acting_unit(desk: Desk, case: Case) -> str | None:
    """Return the unit of the current step if the person who acts may act for it, else None."""
    step = current(case.application.state.standing)
    if step is None or desk.me is None or not holds(desk.me, step.unit.id, ACTING, desk.act.today):
        return None
    return None if desk.house.units.stopped(step.unit.id) else step.unit.id


def fillable(desk: Desk, case: Case) -> frozenset[str]:
    """Return the sections that the person who acts writes for a unit: at its step, or what it may still note after it.

    Args:
        desk: who acts.
        case: of any kind; only an application has such sections.
    """
    if not isinstance(case.present, Application) or concerned(desk, case):
        return frozenset()
    step = current(case.application.state.standing) if acting_unit(desk, case) is not None else None
    return frozenset([*(case.scheme.steps[step.step].fill if step else ()), *noted_later(desk, case)])


def noted_later(desk: Desk, case: Case) -> list[str]:
    """Return the sections in which who acts may still note a publicity for a unit that has passed the application.

    Args:
        desk: who acts.
        case: an application.
    """
    me, standing = desk.me, case.application.state.standing
    units = {v.unit for v in standing.verdicts} if me is not None else set[str]()
    mine = sorted(u for u in units if me is not None and holds(me, u, ACTING, desk.act.today))
    mine = [u for u in mine if not desk.house.units.stopped(u)]
    return list(dict.fromkeys(s for unit in mine for s in still(case.scheme, standing, unit)))


def may_act(desk: Desk, case: Case, unit: str) -> None:
    """Let through who may act for a unit on another's application (X-20).

    That nobody passes two steps without a reason is asked by `review`, which knows the steps.

    Args:
        desk: who acts.
        case: an application.
        unit: for which unit.

    Raises:
        Hidden: the application is not this person's to see.
        Denied: it is the person's own, by this account or by another.
        Shut: the unit is frozen, or the applicant's account is gone, so that nothing may begin anew.
    """
    me = person_of(desk)
    if concerned(desk, case):
        raise kept_off(desk, case)
    if not holds(me, unit, ACTING, desk.act.today):
        raise barred("这一份")
    if desk.house.units.stopped(unit):
        raise stopped(desk, unit)
    if case.owner is None:
        raise Shut("account_gone", "申报人已经注销账号，这一份封存着，只能看，不能再办")
