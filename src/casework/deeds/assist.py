"""Assisting somebody to fill: asked by the applicant, for one application, until it is handed in (X-23)."""

from typing import Any

from casework import ids
from casework.access import READING, holds, own, person_of, same_human
from casework.asking.accounts import accounts_of
from casework.case import Case
from casework.deeds.doors import Asked
from casework.desk import Desk
from casework.identity import name_of
from casework.messages import plain
from casework.presents.application import OPEN
from casework.problems import Denied, Gone, Hidden, Shut
from review.status import Status

TERM = 7 * 86_400.0  # seconds for which an invitation can be used
MOST = 3  # assistants at once
FULL = f"最多同时请 {MOST} 位。请先停掉一位再请"
CLOSED = "这一份已经交上去了，不用再帮填。退回来要改时，申报人可以再请"


def invite(desk: Desk, case: Case, name: str) -> str:
    """Return an invitation to help with this application and no other.

    Args:
        desk: where the deed is written down.
        case: an application.
        name: of the assistant, as what they do is recorded.

    Raises:
        Denied: it is somebody else's application.
        Shut: it is not open, or has assistants enough.
        Wrong: no name.
    """
    if not own(desk, case):
        raise Denied("not_yours", "请人帮填只能由申报人本人来办")
    state = case.application.state
    if state.standing.status not in OPEN:
        raise Shut("locked", CLOSED)
    if len(state.assisting) >= MOST:
        raise Shut("helpers_full", FULL)
    body = {"application": case.base.id, "by": person_of(desk).id, "name": name_of(name), "seq": case.head.at[0]}
    return desk.ticket("assist", body, TERM)


def describe(body: dict[str, Any], applicant: str) -> Asked:
    """Say what an invitation to help would do."""
    text = f"{applicant}请您帮忙填申报表"
    detail = (
        f"只这一份。您能填、能拍材料，做的都记在“{body['name']}”名下；证件照片看不到，签名和提交由本人来办。"
        "交上去以后，或者申报人停掉，就看不到了"
    )
    return Asked(
        "assist", text, detail, "同意，帮他填", page=f"pages/home/home?base=applications/{body['application']}"
    )


async def join(desk: Desk, ticket: str, case: Case) -> None:
    """Help from now on, by an invitation.

    Args:
        desk: where the deed is written down.
        ticket: as scanned.
        case: the application that it names.

    Raises:
        Gone: the invitation was used or has run out, one was let go since, or the application is no longer open.
        Denied: it is one's own, or one reviews it, by whatever account.
        Shut: as many help already as may.
    """
    body = desk.use_ticket(ticket, "assist")
    me, state = person_of(desk), case.application.state
    if case.owner is None or body["by"] != case.owner.id or state.standing.status not in OPEN:
        raise Gone("locked", CLOSED)
    if same_human(me, case.owner):
        raise Denied("own_application", "这是您自己的申报，直接填就行，不用帮")
    if me.id in state.assistants and state.assistants[me.id].ended > body["seq"]:
        raise Gone("ticket_gone", "申报人后来停掉了帮填，这个码不能用了。还要帮的话，请申报人再做一个码")
    if len(state.assisting) >= MOST:
        raise Shut("helpers_full", FULL)
    employer = case.owner.state.employer
    units = [employer, *(u.id for u in desk.house.units.path(employer))] if employer else []
    mine = await desk.house.heads.glimpse(ids.person(id) for id in await accounts_of(desk.house, me))
    if any(holds(one, unit, READING, desk.act.today) for one in mine for unit in units):
        raise Denied("reviews", "您在审核这份申报的单位办事，不能帮填。请申报人换一位")
    name = me.state.name or body["name"]
    desk.record(case.head, "assisted", {"person": me.id, "name": name, "on": True, "at": desk.act.now})
    page = f"pages/home/home?base={case.base.path}"
    desk.tell(plain(case.owner.id, "helped", f"{name}开始帮您填了，只能填和拍，不能签名、不能交。随时可以停掉", page))


def leave(desk: Desk, case: Case, who: str) -> None:
    """Let an assistant go at once: by the applicant, or by the assistant.

    Args:
        desk: where the deed is written down.
        case: an application.
        who: id of the assistant.

    Raises:
        Hidden: nobody of this id helps.
        Denied: it is neither the applicant nor the assistant who asks.
    """
    me, state = person_of(desk), case.application.state
    if not own(desk, case) and me.id != who:
        raise Denied("not_yours", "请人帮填只能由申报人本人来办")
    if who not in state.assisting:
        raise Hidden("not_found", "没有找到这位帮填的人，可能已经停掉了。请刷新再看")
    name = state.assistants[who].name
    desk.record(case.head, "assisted", {"person": who, "name": name, "on": False, "at": desk.act.now})
    if me.id != who:
        text = f"{case.applicant_name}的申报不用再帮填了，谢谢您。填过的都在他那里"
        desk.tell(plain(who, "helped", text, "pages/mine/mine"))


def ended(desk: Desk, case: Case, status: Status | None) -> None:
    """Thank those who help, where a deed closes the application and nothing is left to help with.

    Args:
        desk: where the deed is written down.
        case: an application, before the deed.
        status: after it, None where the application is deleted.
    """
    what = {None: "删掉了", Status.WITHDRAWN: "撤回了，或到期结束了"}.get(status, "交上去了")
    for id in () if status in OPEN else case.application.state.assisting:
        text = f"{case.applicant_name}的申报{what}，不用再帮填，谢谢您"
        desk.tell(plain(id, "helped", text, "pages/mine/mine"))
