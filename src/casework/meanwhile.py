"""Who was faster: what somebody reads whose deed finds that a colleague has decided already, or written there."""

from casework.access import ACTING, holds
from casework.actor import Act, minute
from casework.deeds.late import Late
from casework.house import House
from casework.ids import Base
from casework.presents.application import Application
from casework.problems import Problem, Raced
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


async def told(house: House, act: Act, late: Late) -> Raced:
    """Return the refusal with who was faster, when, and what they did: by name for colleagues, else by their unit.

    Args:
        house: knows people's names; nothing of it is held.
        act: of who came second.
        late: the refusal.
    """
    me, found = await house.known_person(act.person or ""), await house.known_person(late.by)
    theirs = [m.unit for m in found.acting(act.today)] if found is not None else []
    if late.by == act.person:
        who = "您自己"
    elif late.own:
        who = "本人"
    elif found is not None and me is not None and any(holds(me, unit, ACTING, act.today) for unit in theirs):
        who = found.state.name
    else:
        who = house.units.name(theirs[0]) if theirs else "有人"
    text = f"{who}{words.moment(minute(int(late.at) // 60), act.now)} {late.did}。{late.detail}"
    return Raced(late.code, text, current=late.current)
