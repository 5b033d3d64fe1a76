"""Asking whoever lets an application wait, once a day: a unit its applicant after a return, an applicant the unit."""

from casework.access import current, may_act, own
from casework.asking.offering import ASKED, PATIENCE, TODAY, days_waiting
from casework.case import Case
from casework.desk import Desk
from casework.problems import Hidden, Shut
from review.effects import Event
from review.route import StepAt
from review.state import Outcome
from review.status import Status


def remind(desk: Desk, case: Case, unit: str | None) -> Outcome:
    """Tell whoever has the application that it waits: the applicant until when, or the unit of its step.

    Args:
        desk: where the deed is written down.
        case: an application that waits.
        unit: on its way, for which the person acts; of no account where the applicant does.

    Raises:
        Hidden: it is on the way of none of the person's units.
        Denied: it is the person's own, by another account.
        Shut: it waits for nobody who could be asked, not long enough, or was asked for today.
    """
    state, mine = case.application.state, own(desk, case)
    if mine:
        if days_waiting(desk, case) < PATIENCE:
            raise Shut("not_waiting", f"单位收到满 {PATIENCE} 天还没办，才可以提醒。等不及可以打电话问人事科")
        step = current(state.standing)
        event = Event("work_waiting", step, [step.unit.id] if step else [])
    elif unit is None:
        raise Hidden("not_found", "没有找到这一份，或者它不归您的单位审核。请回到待审列表", final=True)
    else:
        may_act(desk, case, unit)
        if state.standing.status is not Status.RETURNED:
            raise Shut("not_returned", "这一份已经不在申报人手里，不用催。请刷新再看")
        event = Event("term_near", None, [])
    if state.reminded == desk.act.today:
        raise Shut("reminded", ASKED if mine else TODAY)
    desk.record(case.head, "reminded", {"day": desk.act.today, "unit": "" if mine else unit})
    desk.announce(case, [event])
    return Outcome(state.standing, [event], [])


def urge(desk: Desk, case: Case, step: StepAt, unit: str) -> None:
    """Tell the unit that has an application that the list of one above it waits, once a day.

    Args:
        desk: where the deed is written down.
        case: an application.
        step: at which it waits.
        unit: id of the unit whose list waits.

    Raises:
        Shut: the unit was told today.
    """
    if case.application.state.reminded == desk.act.today:
        raise Shut("reminded", "今天已经催过了，明天还没审可以再催，也可以打电话")
    desk.record(case.head, "reminded", {"day": desk.act.today, "unit": unit})
    desk.announce(case, [Event("work_waiting", step, [step.unit.id])])
