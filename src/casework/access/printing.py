"""Who may turn the layout of a printed form."""

from casework.access.reading import reached
from casework.access.who import ACTING, concerned, holds, own, person_of
from casework.case import Case
from casework.desk import Desk
from casework.problems import Denied


def may_lay_out(desk: Desk, case: Case) -> bool:
    """Tell whether who looks may turn the layout of an application's forms: its applicant and the officers on its way.

    The layout is no content, so it may be turned before and after handing in (Chongqing 2.4.1, 4.3.12, 4.4).

    Args:
        desk: who asks.
        case: an application that they may read.
    """
    if own(desk, case):
        return True
    me, today = person_of(desk), desk.act.today
    units = reached(case)
    return not concerned(desk, case) and any(holds(me, unit, ACTING, today) for unit in units)


def lays_out(desk: Desk, case: Case) -> None:
    """Let through who may turn the layout of an application's forms.

    Raises:
        Denied: who looks may read the application and no more.
    """
    if not may_lay_out(desk, case):
        raise Denied("not_layout", "版式由申报人和审核单位来调，您可以看")
