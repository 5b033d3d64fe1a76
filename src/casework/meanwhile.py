"""Who was faster: what somebody reads whose deed finds that a colleague has decided already, or written there."""

from casework import words
from casework.access import ACTING, holds
from casework.access.publicity import later
from casework.actor import Act, minute
from casework.deeds.late import Late
from casework.house import House
from casework.ids import Base
from casework.presents.application import Application
from casework.problems import Problem, Raced
from schemes.kinds import LABELS
from wizard.address import Address

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
    if not last.person or not holds(await house.person_by_id(act.person), last.unit, ACTING, act.today):
        return problem
    return await _first(house, act, last.person, last.at, f"办了“{LABELS.get(last.deed, '审核')}”", problem)


async def noted(house: House, act: Act, base: Base, unit: str, problem: Problem) -> Problem:
    """Return the refusal of a note of a publicity that says first which colleague has noted something meanwhile.

    Args:
        house: what deeds work with.
        act: of who came second, and acts for the unit.
        base: the application.
        unit: id of the unit.
        problem: what the note was refused with.
    """
    present = await house.present(base.stream)
    if problem.code != "noted" or not isinstance(present, Application):
        return problem
    state = present.state
    sections = later(await house.shelf.get(state.scheme), state.standing, unit)
    found = [
        (v.person, v.at, f"办了“{LABELS.get(v.deed, '公示')}”")
        for v in state.standing.verdicts
        if v.before and v.unit == unit
    ]
    if sections:
        found = [
            (str(data.get("by") or ""), house.iso(at), "记了公示")
            for _, kind, at, data in await house.recorded(base.stream)
            if kind == "answered" and Address.parse(data["a"]).section in sections
        ]
    return await _first(house, act, *found[-1], problem) if found and found[-1][0] else problem


async def _first(house: House, act: Act, person: str, at: str, did: str, problem: Problem) -> Problem:
    """Return a refusal that begins with who was first: it may be oneself, on another phone or in another window."""
    who = "您自己" if person == act.person else (await house.person_by_id(person)).state.name
    text = f"{who}{words.moment(at, act.now)} 已经{did}。{problem.detail}"
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
