"""Who may see and do what. Every read and write of another's data passes one of these functions."""

from casework import committees
from casework.case import Case
from casework.desk import Desk
from casework.noting import still
from casework.presents.application import OPEN, Application
from casework.presents.person import Person, Role
from casework.presents.unit import Body
from casework.problems import Denied, Shut, barred, hidden, unknown
from review.route import StepAt
from review.state import Standing, waiting
from review.status import Status
from schemes import Section
from wizard.address import Address

ACTING: set[Role] = {"officer", "office"}
READING: set[Role] = {*ACTING, "expert"}
CLOSED: dict[Status, str] = {
    Status.SUBMITTED: "已经交给单位，现在只能看。要改，请单位退回",
    Status.APPROVED: "评审已经通过，现在只能看。您现在不用做什么",
    Status.REJECTED: "这一份审核不通过，现在只能看。有疑问请联系单位人事科",
    Status.WITHDRAWN: "这一份已经结束，现在只能看，内容都留着。要再申报，请重新开始一份",
    Status.CERTIFIED: "已经发证，现在只能看。有疑问请联系单位人事科",
}
"""Why an applicant cannot write in an application, and what helps, by where it stands."""


def person_of(desk: Desk) -> Person:
    """Return the person who acts.

    Raises:
        Unknown: nobody is logged in, or nobody knows yet who it is.
    """
    if (me := desk.me) is None:
        raise unknown(desk.act.contact)
    return me


def holds(person: Person, unit: str, roles: set[Role], today: str) -> bool:
    """Tell whether a person holds one of the roles in a unit today."""
    return bool(person.roles(unit, today) & roles)


def own(desk: Desk, case: Case) -> bool:
    """Tell whether the person who acts is the one whose case it is."""
    me, owner = desk.me, case.owner
    return owner is not None and me is not None and owner.id == me.id


def same_human(one: Person, other: Person) -> bool:
    """Tell whether two accounts are one human's: the same account, or the same ID number (X-18, X-20).

    It takes away and never gives: a number that somebody has only claimed opens nothing of its holder's, and one that
    was given up by typing another still counts.

    Args:
        one, other: accounts, of whatever WeChat.
    """
    return one.id == other.id or not one.numbers.isdisjoint(other.numbers)


def concerned(desk: Desk, case: Case) -> bool:
    """Tell whether the case is that of the human who acts, be it by another account; nobody decides on such (X-20)."""
    return case.owner is not None and desk.me is not None and same_human(desk.me, case.owner)


def may_read(desk: Desk, case: Case) -> None:
    """Let through the person itself, the units on the way of an application, and who runs the thing.

    Raises:
        Hidden: it is not this person's to see.
        Unknown: nobody is logged in, or nobody knows yet who it is.
    """
    me = person_of(desk)
    if own(desk, case):
        return
    if isinstance(case.present, Application) and _on_the_way(me, case.application.state.standing, desk.act.today):
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
    if found is None:
        raise hidden("这份材料")
    return found


def may_fill(desk: Desk, case: Case, address: Address) -> None:
    """Let through who may write at an address now.

    Raises:
        Hidden: the case is not this person's, or its scheme has no such place.
        Shut: it cannot be written now; says why and what helps.
    """
    mine = own(desk, case)
    if not mine:
        may_read(desk, case)
    if (section := placed(case, address)) is None:
        raise hidden("这一项")
    if isinstance(case.present, Application):
        _may_fill_application(desk, case, address, section.by, mine)
    elif isinstance(case.present, Person):
        _may_fill_person(case, section, mine)
    elif section.by == "system":
        raise Shut("computed", "这一栏由系统填写")
    if not case.journey.shows(address.section):
        raise Shut("section_closed", "前面的答案变了，这一栏现在不用填。您填过的都留着")


def placed(case: Case, address: Address) -> Section | None:
    """Return the section where a case has such a place: itself, a row of it, or a question of either; else None.

    Args:
        case: whose scheme and rows are meant.
        address: as somebody named it.
    """
    section, row, field = case.scheme.sections.get(address.section), address.row, address.field
    if section is None or section.of != case.base.kind or (field is not None and field not in section.fields):
        return None
    if row is None:
        return section if field is None or section.rows is None else None
    return section if section.rows is not None and row in case.journey.row_ids(address.section) else None


def _may_fill_person(case: Case, section: Section, mine: bool) -> None:
    if not mine:
        raise Denied("not_yours", "这是别人的资料，只能由本人填写")
    if section.by != "applicant":
        raise Shut("computed", "这一栏由系统填写")
    if case.present.state.account == "confirmed" and any(f.kind == "unit" for f in section.fields.values()):
        raise Shut("account_confirmed", "单位已经确认过这一栏。填错了或者换单位，请先请它把您转出，再重新登记")
    if case.present.state.account == "frozen":
        raise Shut("account_frozen", "您的账号由单位停用了。请联系单位人事科")


def _may_fill_application(desk: Desk, case: Case, address: Address, by: str, mine: bool) -> None:
    standing: Standing = case.present.state.standing
    if by == "applicant":
        if not mine:
            raise Denied("not_yours", "申报内容只能由本人填写。要改请标出来退回")
        if standing.status not in OPEN:
            raise Shut("locked", CLOSED[standing.status])
        if standing.status is Status.RETURNED and standing.locks is not None and locked(case, address):
            raise Shut("unmarked", "单位只标了几处要改，这一处不用动。确实要改，请单位标出来")
    elif by in {"reviewer", "unit", "office"}:
        if concerned(desk, case):
            raise Denied("own_application", "这是您自己的申报，要由别的审核人员来办")
        unit = acting_unit(desk, case)
        step = current(standing)
        declared = case.scheme.steps[step.step] if step else None
        here = declared.fill if unit is not None and declared is not None else ()
        if address.section not in here and address.section not in noted_later(desk, case):
            raise Shut("not_this_step", "这一栏现在不由您的单位填写。请刷新，看现在在哪一步")
    else:
        raise Shut("computed", "这一栏由系统填写")


def locked(case: Case, address: Address) -> bool:
    """Tell whether a return keeps a place closed: it was not marked, lies in nothing marked, and is not wrong by now.

    What is empty or wrong opens itself, not its neighbours: otherwise an applicant would open a whole section by
    emptying what was marked. A row may be added where the section is marked, or one of its rows as a whole.

    Args:
        case: a returned application.
        address: an answer, a row or a section.
    """
    marked = case.application.state.standing.locks
    if marked is None:
        return False
    section = case.scheme.sections[address.section]
    if any(f.kind == "pledge" for f in section.fields.values()):
        return False
    text = str(address)
    if any(text == a or text.startswith(a + ".") for a in marked):
        return False
    if address.row is None and address.field is None and section.rows is not None:
        rows, aside = case.journey.row_ids(address.section), case.present.filled.aside
        here = {a for a in marked if a.startswith(f"{address.section}.")}
        if any(a in aside or a.partition(".")[2] in rows for a in here):  # one that was taken out can come back
            return False
    few = address.section if section.rows is not None else ""  # too few rows open no row that is there
    if any(text == a or (a != few and text.startswith(a + ".")) for a in _missing(case, address.section)):
        return False
    if any(text == a or text.startswith(a + ".") for a in _wrong(case, address.section)):
        return False
    return address.row is None or locked(case, Address(address.section)) or not _new(case, address)


def _new(case: Case, address: Address) -> bool:
    """Tell whether a row came after the application was handed in."""
    was = case.application.version()
    return was is not None and address.row not in was.rows.get(address.section, ())


def _missing(case: Case, section: str) -> list[str]:
    return [str(a) for a in case.journey.missing(section)]


def _wrong(case: Case, section: str) -> list[str]:
    """Return what has to be put right before handing in; a warning need not be, so it opens nothing."""
    return [str(p.address) for p in case.journey.problems(section) if p.address is not None and p.level == "stop"]


def opened_within(case: Case, place: Address) -> bool:
    """Tell whether a return leaves anything open in a section or a row: itself, or some of what lies in it.

    Args:
        case: a returned application.
        place: a section or a row.
    """
    marked = case.application.state.standing.locks or ()
    opened = (*marked, *_missing(case, place.section), *_wrong(case, place.section))
    return not locked(case, place) or any(a.startswith(f"{place}.") for a in opened)


def current(standing: Standing) -> StepAt | None:
    """Return the step at which an application waits, None where it is at none."""
    return waiting(standing)


def acting_unit(desk: Desk, case: Case) -> str | None:
    """Return the unit of the current step if the person who acts may act for it, else None."""
    step = current(case.application.state.standing)
    if step is None or desk.me is None or not holds(desk.me, step.unit.id, ACTING, desk.act.today):
        return None
    return step.unit.id


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
    return list(dict.fromkeys(s for unit in mine for s in still(case.scheme, standing, unit)))


def only_expert(desk: Desk, case: Case) -> bool:
    """Tell whether who looks at an application acts for no unit on its way: an expert, who sees what is judged.

    Args:
        desk: who looks.
        case: of any kind.
    """
    if not isinstance(case.present, Application) or own(desk, case) or desk.me is None:
        return False
    units = reached(case.application.state.standing)
    return not any(holds(desk.me, unit, ACTING, desk.act.today) for unit in units)


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
    """
    me = person_of(desk)
    if concerned(desk, case):
        raise Denied("own_application", "这是您自己的申报，要由别的审核人员来办")
    if not holds(me, unit, ACTING, desk.act.today):
        raise barred("这一份")


def may_manage(desk: Desk, unit: str, units_above: list[str]) -> None:
    """Let through an officer of the unit itself or of one above it.

    Args:
        desk: who acts.
        unit: id of the unit.
        units_above: ids of the units above it.

    Raises:
        Hidden: it is not this person's.
    """
    me = person_of(desk)
    if not any(holds(me, u, ACTING, desk.act.today) for u in (unit, *units_above)):
        raise barred("这个单位")


def may_list(me: Person, unit: str, today: str) -> None:
    """Let through who may look at a unit's lists.

    Args:
        me: who looks.
        unit: id of the unit.
        today: ISO day.

    Raises:
        Hidden: the lists are not this person's to see.
    """
    if not holds(me, unit, READING, today):
        raise hidden("这个列表")


def may_act_for(me: Person, unit: str, today: str, what: str = "这个单位") -> None:
    """Let through who acts for the unit itself, be it about no single application.

    Args:
        me: who acts.
        unit: id of the unit.
        today: ISO day.
        what: was asked for, as it is said to somebody who may not.

    Raises:
        Hidden: it is not this person's.
    """
    if not holds(me, unit, ACTING, today):
        raise hidden(what)


def _on_the_way(me: Person, standing: Standing, today: str) -> bool:
    return any(holds(me, unit, READING, today) for unit in reached(standing))


def reached(standing: Standing) -> set[str]:
    """Return the ids of the units that an application has come to: they may read it, those further on not yet.

    Args:
        standing: where it stands.
    """
    if standing.course is None or standing.status is Status.DRAFT:
        return set()
    steps = standing.course.steps
    if standing.status is not Status.CERTIFIED:
        steps = steps[: 0 if standing.at is None else standing.at + 1]
    return {s.unit.id for s in steps} | {v.unit for v in standing.verdicts}


def _runs(desk: Desk, case: Case, body: Body) -> bool:
    me, today = person_of(desk), desk.act.today
    match body.kind:
        case "unit":
            return holds(me, body.id, ACTING, today)
        case "batch":
            return holds(me, body.state.unit, ACTING, today)
        case "plan":
            offices = committees.of_plan(case.scheme, body.state, desk.house.units)
            return any(holds(me, unit, {"office"}, today) for unit in offices)
        case _:
            raise ValueError(body.kind)
