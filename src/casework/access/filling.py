"""Who may write at an address now."""

from casework.access.assisting import assists, may_assist
from casework.access.deciding import acting_unit, current, noted_later
from casework.access.opened import locked
from casework.access.reading import may_read
from casework.access.units import may_manage, registers
from casework.access.who import concerned, kept_off, own
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import OPEN, Application
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import Denied, Shut, hidden
from review.state import Standing
from review.status import Status
from schemes import Section
from wizard.address import Address

CLOSED: dict[Status, str] = {
    Status.SUBMITTED: "已经交给单位，现在只能看。要改，请单位退回",
    Status.APPROVED: "评审已经通过，现在只能看。您现在不用做什么",
    Status.REJECTED: "这一份审核不通过，现在只能看。有疑问请联系单位人事科",
    Status.WITHDRAWN: "这一份已经结束，现在只能看，内容都留着。要再申报，请重新开始一份",
    Status.CERTIFIED: "已经发证，现在只能看。有疑问请联系单位人事科",
}
"""Why an applicant cannot write in an application, and what helps, by where it stands."""


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
        if not mine and section.by == "applicant" and (mine := assists(desk, case)):
            may_assist(case, address)
        _may_fill_application(desk, case, address, section.by, mine)
    elif isinstance(case.present, Person):
        _may_fill_person(case, section, mine)
    elif case.base.kind == "unit":
        _may_fill_unit(desk, case.present, section)
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


def _may_fill_unit(desk: Desk, body: Body, section: Section) -> None:
    """Let through who registers a unit, until it is handed in, and then its officers and those above it (CQ-03)."""
    if section.by != "unit":
        raise Shut("computed", "这一栏由系统填写")
    if body.state.account in {"draft", "refused"}:
        if not registers(desk, body):
            raise Denied("not_yours", "单位资料由注册的人改好，再交上来")
    elif body.state.account == "waiting":
        raise Shut("unit_waiting", "已经交给上级单位审核，现在只能看。要改，请注册的人先拿回来")
    elif body.state.account == "closed":
        raise Shut("unit_closed", "这个单位已经注销，只能看")
    else:
        may_manage(desk, body.id, [u.id for u in desk.house.units.path(body.id)])


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
            raise kept_off(desk, case)
        unit = acting_unit(desk, case)
        step = current(standing)
        declared = case.scheme.steps[step.step] if step else None
        here = declared.fill if unit is not None and declared is not None else ()
        if address.section not in here and address.section not in noted_later(desk, case):
            raise Shut("not_this_step", "这一栏现在不由您的单位填写。请刷新，看现在在哪一步")
    else:
        raise Shut("computed", "这一栏由系统填写")
