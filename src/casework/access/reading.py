"""Who may look at a case, and at a file of it."""

from casework import committees
from casework.access.assisting import assists
from casework.access.deciding import acting_unit
from casework.access.units import registers
from casework.access.who import ACTING, READING, holds, own, person_of
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import Application
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import barred, hidden
from review.standing import on_the_way
from review.state import Standing
from review.status import Status
from wizard.address import Address


def may_read(desk: Desk, case: Case) -> None:
    """Let through the person itself, the units on the way of an application, and who runs the thing.

    Raises:
        Hidden: it is not this person's to see.
        Unknown: nobody is logged in, or nobody knows yet who it is.
    """
    me = person_of(desk)
    if own(desk, case) or assists(desk, case):
        return
    if isinstance(case.present, Application) and _on_the_way(me, case, desk.act.today):
        return
    if isinstance(case.present, Body) and _runs(desk, case, case.present):
        return
    if isinstance(case.present, Person) and holds(me, case.present.state.employer, ACTING, desk.act.today):
        return
    raise barred("这一份")


def may_see_file(desk: Desk, case: Case, digest: str) -> tuple[str, str]:
    """Let through who may see a file of a case.

    A document that another one has replaced is for the second look of who knew the first: the applicant, and the unit
    that had the application before it went back; nobody further on.

    Args:
        desk: who looks.
        case: whose file it is.
        digest: of the sealed bytes.

    Returns:
        At which address it stands or stood, and what it is.

    Raises:
        Hidden: the case, or the file, is not this person's to see.
        Unknown: as `may_read`.
    """
    may_read(desk, case)
    found, present = case.present.filled.file(digest), case.present
    if found is None and isinstance(present, Application):
        knew = own(desk, case) or acting_unit(desk, case) in present.state.before
        found = present.signature(digest) or (present.replaced(digest) if knew else None)
        if found is None and present.exhibit(digest) and not assists(desk, case) and not only_expert(desk, case):
            return "dispute", "image/jpeg"
    if found is None or (only_expert(desk, case) and _kept_back(case, Address.parse(found[0]))):
        raise hidden("这份材料")
    may_open(desk, case, Address.parse(found[0]))
    return found


def _kept_back(case: Case, address: Address) -> bool:
    """Tell whether a document is none of an expert's: a sensitive one, or one of a struck row (CQ-19, CQ-26)."""
    struck = (address.section, address.row or "") in case.present.filled.answers.voids
    return struck or case.scheme.field(address.section, address.field or "").sensitive


def may_open(desk: Desk, case: Case, address: Address) -> None:
    """Keep a sensitive document, such as an ID card's, from who helps to fill.

    Args:
        desk: who looks.
        case: whose document it is.
        address: where it stands.

    Raises:
        Hidden: it is not for who looks.
    """
    field = case.scheme.sections[address.section].fields.get(address.field or "")
    if assists(desk, case) and (field is None or field.sensitive or field.kind == "pledge"):
        raise hidden("这份材料")


def only_expert(desk: Desk, case: Case) -> bool:
    """Tell whether who looks at an application acts for no unit on its way: an expert, who sees what is judged.

    Args:
        desk: who looks.
        case: of any kind.
    """
    if not isinstance(case.present, Application) or own(desk, case) or desk.me is None or assists(desk, case):
        return False
    units = reached(case) | asked_above(case.application)
    return not any(holds(desk.me, unit, ACTING, desk.act.today) for unit in units)


def _on_the_way(me: Person, case: Case, today: str) -> bool:
    here, above = reached(case), asked_above(case.application)
    return any(holds(me, u, READING, today) for u in here) or any(holds(me, u, ACTING, today) for u in above)


def asked_above(application: Application) -> set[str]:
    """Return the ids of the units that answer a dispute of it: whoever is to judge a verdict reads what it was about.

    Args:
        application: in whatever state; units above have it from nobody else.
    """
    return {m.unit for m in application.state.matters if m.kind == "dispute"}


def reached(case: Case) -> set[str]:
    """Return the ids of the units that may read an application: it has come to them, and not left with its applicant.

    Args:
        case: an application.
    """
    return {unit for unit in passed(case.application.state.standing) if not _left(case, unit)}


def passed(standing: Standing) -> set[str]:
    """Return the ids of the units that an application has come to; those further on do not know of it yet.

    Args:
        standing: where it stands.
    """
    if standing.course is None or standing.status is Status.DRAFT:
        return set()
    steps = standing.course.steps
    if standing.status is not Status.CERTIFIED:
        steps = steps[: 0 if standing.at is None else standing.at + 1]
    return {s.unit.id for s in steps} | ({v.unit for v in standing.verdicts} & {*on_the_way(standing)})


def _left(case: Case, unit: str) -> bool:
    """Tell whether somebody mends what was returned for another employer by now, whom a unit of then is none of."""
    present, owner = case.application, case.owner
    if present.state.standing.status is not Status.RETURNED or not present.state.submissions or owner is None:
        return False
    was, now = present.state.submissions[-1].facts["unit"].get("id", ""), owner.state.employer
    if was == now or unit == now:
        return False
    units = case.view.units
    above = {u.id for u in units.path(now or was)}
    parent = units.parent(unit)
    return unit == was or not (unit in above or (parent is not None and parent.id in above))


def _runs(desk: Desk, case: Case, body: Body) -> bool:
    me, today = person_of(desk), desk.act.today
    match body.kind:
        case "unit":
            units = (body.id, *(u.id for u in desk.house.units.path(body.id)))
            return registers(desk, body) or any(holds(me, u, ACTING, today) for u in units)
        case "batch":
            return holds(me, body.state.unit, ACTING, today)
        case "plan":
            offices = committees.of_plan(case.scheme, body.state, desk.house.units)
            return any(holds(me, unit, {"office"}, today) for unit in offices)
        case _:
            raise ValueError(body.kind)
