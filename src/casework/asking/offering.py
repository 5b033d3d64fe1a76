"""What the person who acts could do with an application now."""

import msgspec

from casework import words
from casework.access import OPEN, acting_unit, asked_above, concerned, current, own, person_of, reached
from casework.asking import again
from casework.asking.accounts import unconfirmed
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import Mark
from casework.publicity_before import public
from review.standing import Standing, Verdict, sent_back, waiting
from review.state import Offer, offers
from review.status import Status
from schemes.kinds import PUBLICITY_DEEDS

EXTEND = "延长期限"
REMIND = "催一下"
REQUEST = "请单位看一下"
PATIENCE = 3  # days that a unit has before its applicant may ask
TODAY = "今天已经催过了，明天还没交回来可以再催，也可以打电话"
ASKED = "今天已经提醒过了，明天还没办可以再提醒，也可以打电话问人事科"


def offered(desk: Desk, case: Case) -> list[Offer]:
    """Return what the person who acts could do with this application now.

    Args:
        desk: who acts.
        case: an application.
    """
    standing = case.application.state.standing
    if own(desk, case):
        mine = offers(
            case.scheme, standing, case.journey.context, None, case.journey.complete, public=public(desk, case)
        )
        mine = [*mine, *request(desk, case)]
        why = held.detail if (held := unconfirmed(case)) is not None else halted(case)
        return [
            msgspec.structs.replace(o, ok=False, say=why) if why and o.deed in {"submit", "ready"} and o.ok else o
            for o in mine
        ]
    unit = unit_of(desk, case)
    if unit is None or case.owner is None or concerned(desk, case) or desk.house.units.stopped(unit):
        return []
    theirs = offers(case.scheme, standing, case.journey.context, unit, case.journey.complete, desk.act.person or "")
    theirs = [msgspec.structs.replace(o, reason=said_before(case, unit)) if o.deed == "return" else o for o in theirs]
    if standing.status in OPEN:  # publicities have a page of their own
        theirs = [o for o in theirs if o.deed not in PUBLICITY_DEEDS]
    return [*theirs, *extension(desk, case), *reminder(desk, case, unit)]


def said_before(case: Case, unit: str) -> str:
    """Say why a unit would have to give a reason for a return now, empty where it needs none (B-14)."""
    return again.asks(case, unit, unsent(case, unit), case.application.state.voids)


def unit_of(desk: Desk, case: Case) -> str | None:
    """Return the unit on this application's way for which the person acts, the current step's first."""
    me, standing = person_of(desk), case.application.state.standing
    if standing.course is None:
        return None
    here, judges = current(standing), asked_above(case.application) - reached(case)  # they read it and no more
    steps = [s for s in [*([here] if here else []), *reversed(standing.course.steps)] if s.unit.id not in judges]
    return next((s.unit.id for s in steps if me.roles(s.unit.id, desk.act.today) & {"officer", "office"}), None)


def unsent(case: Case, unit: str) -> list[Mark]:
    """Return the remarks that would go with a return of a unit now: what others have noted is their own.

    Args:
        case: an application.
        unit: id of the unit.
    """
    state = case.application.state
    return [m for m in state.marks if not m.sent and m.round == state.standing.round and m.unit == unit]


def halted(case: Case) -> str:
    """Say that a unit on the way is frozen, so that nothing can be handed in towards it; empty where none is."""
    units = case.view.units
    if (unit := units.frozen(case.view.employer)) is None:
        return ""
    above = units.parent(unit.id)
    return f"{unit.name}停用了，现在交不了，您填的都在。什么时候恢复，请问{above.name if above else '单位人事科'}"


def noting(desk: Desk, case: Case) -> str | None:
    """Return the unit for which who acts may remark: that of the step, or one that passed it and may return it yet.

    Args:
        desk: who acts.
        case: an application.
    """
    if (unit := acting_unit(desk, case)) is not None:
        return unit
    return unit_of(desk, case) if any(o.deed == "return" and o.ok for o in offered(desk, case)) else None


def at_forward(standing: Standing, unit: str) -> bool:
    """Tell whether an application waits to be sent up by a unit."""
    step = waiting(standing)
    return step is not None and step.kind == "forward" and step.unit.id == unit


def set_by(standing: Standing) -> Verdict | None:
    """Return the verdict whose term runs, or ended the application; None where no return's term does.

    Args:
        standing: where the application stands.
    """
    if Status.RETURNED not in (standing.status, standing.lapsed) or standing.due is None:
        return None
    return sent_back(standing)


def extension(desk: Desk, case: Case) -> list[Offer]:
    """Return the extension as a deed that the person who acts may do, or nothing.

    Args:
        desk: who acts.
        case: an application.
    """
    verdict = set_by(case.application.state.standing)
    mine = desk.me.roles(verdict.unit, desk.act.today) if verdict is not None and desk.me is not None else set[str]()
    if verdict is None or case.anew or not mine & {"officer", "office"}:
        return []
    return [Offer("extend", verdict.name, EXTEND, ok=True, say=None, needs=[])]


def reminder(desk: Desk, case: Case, unit: str) -> list[Offer]:
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
    return [Offer("remind", unit, REMIND, ok=not told, say=TODAY if told else None, needs=[])]


def request(desk: Desk, case: Case) -> list[Offer]:
    """Return the same for the applicant whose application a unit has had for some days, or nothing.

    Args:
        desk: the applicant acts.
        case: their application.
    """
    if days_waiting(desk, case) < PATIENCE:
        return []
    told = case.application.state.reminded == desk.act.today
    return [Offer("remind", None, REQUEST, ok=not told, say=ASKED if told else None, needs=[])]


def days_waiting(desk: Desk, case: Case) -> int:
    """Return for how many days a unit has had the application, -1 while none has it."""
    standing = case.application.state.standing
    if current(standing) is None or not standing.since:
        return -1
    return words.days_since(standing.since, desk.act.now)
