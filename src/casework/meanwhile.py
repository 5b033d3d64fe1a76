"""Who was faster: what somebody reads whose deed finds that a colleague has decided already."""

from casework.access import ACTING, holds
from casework.actor import Act
from casework.house import House
from casework.ids import Base
from casework.presents.application import Application
from casework.problems import Problem
from casework.views import words
from schemes.kinds import LABELS

LATE = {"version_moved", "moved", "not_here", "not_now", "taken"}
"""What a deed is refused with when the application is no longer where it was."""


async def named(house: House, act: Act, base: Base, problem: Problem) -> Problem:
    """Return a refusal that says first which colleague did what, where that is why the deed came too late.

    Args:
        house: what deeds work with.
        act: of who came second.
        base: the application.
        problem: what the deed was refused with.
    """
    if problem.code not in LATE or base.kind != "application" or act.person is None:
        return problem
    present = await house.present(base.stream)
    if not isinstance(present, Application) or not present.state.standing.verdicts:
        return problem
    last = present.state.standing.verdicts[-1]
    me = await house.person_by_id(act.person)
    if not last.person or not holds(me, last.unit, ACTING, act.today):
        return problem
    own = last.person == act.person  # on another phone, or in another window
    who = "您自己" if own else (await house.person_by_id(last.person)).state.name
    did = LABELS.get(last.deed, "审核")
    text = f"{who}{words.moment(last.at, act.now)} 已经办了“{did}”。{problem.detail}"
    return type(problem)(problem.code, text, spots=problem.spots, current=problem.current)
