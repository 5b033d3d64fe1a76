"""Asking an applicant who lets a return wait: the message that the term is near goes out once more, once a day."""

from casework.access import may_act
from casework.case import Case
from casework.desk import Desk
from casework.problems import Hidden, Shut
from review.effects import Event
from review.state import Offer, Outcome
from review.status import Status

LABEL = "催一下"
TODAY = "今天已经催过了，明天还没交回来可以再催，也可以打电话"


def offer(desk: Desk, case: Case, unit: str) -> list[Offer]:
    """Return the reminder as a deed that the person who acts may do, or nothing.

    Args:
        desk: who acts.
        case: an application.
        unit: on its way, for which the person acts.
    """
    state = case.application.state
    if state.standing.status is not Status.RETURNED:
        return []
    told = state.reminded == desk.act.today
    return [Offer("remind", unit, LABEL, ok=not told, say=TODAY if told else None, needs=[])]


def remind(desk: Desk, case: Case, unit: str | None) -> Outcome:
    """Tell the applicant again until when the application is to be handed in.

    Args:
        desk: where the deed is written down.
        case: an application that was sent back and waits for its applicant.
        unit: on its way, for which the person acts.

    Raises:
        Hidden: it is on the way of none of the person's units.
        Denied: it is the person's own.
        Shut: it does not wait for the applicant, or was asked for today.
    """
    if unit is None:
        raise Hidden("not_found", "没有找到这一份，或者它不归您的单位审核。请回到待审列表", final=True)
    may_act(desk, case, unit)
    state = case.application.state
    if state.standing.status is not Status.RETURNED:
        raise Shut("not_returned", "这一份已经不在申报人手里，不用催。请刷新再看")
    if state.reminded == desk.act.today:
        raise Shut("reminded", TODAY)
    desk.record(case.head, "reminded", {"day": desk.act.today, "unit": unit})
    event = Event("term_near", None, [])
    desk.announce(case, [event])
    return Outcome(state.standing, [event], [])
