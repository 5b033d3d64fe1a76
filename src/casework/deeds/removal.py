"""An account that nothing binds any longer goes for good: by its owner, or when its term is over (X-19)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from casework.case import Case
from casework.deeds.begin import barred
from casework.deeds.memberships import lasting
from casework.desk import Desk
from casework.known import goes_on
from casework.presents.person import Person
from review.status import Status
from review.workdays import over, term
from schemes import Scheme
from storage import Wipe

PASSED = {Status.APPROVED, Status.CERTIFIED}


async def bound(desk: Desk, person: Person) -> str:
    """Say why an account has to stay for now and what to do, empty where nothing binds it.

    Args:
        desk: who asks, and when.
        person: whose account it is.
    """
    reads, state = desk.house.reads, person.state
    rows = await reads.applications(person.id)
    if state.memberships:
        if here := lasting(person, "", desk.act.today):
            unit = desk.house.units.name(here[0].unit, "单位")
            return f"您还替{unit}办事，现在不能注销。请先让单位的另一位经办人去掉您的权限"
        return "您替单位办过事，是谁办的要跟着那些申报一起保存，账号不能由自己注销。有疑问请联系单位人事科"
    if any(goes_on(row) for row in rows):
        return "您还有申报没有结束，现在不能注销。请先把它删除或者撤回"
    if any(row.status in PASSED for row in rows):
        return "您有评审通过的申报，账号要和它一起保存到期满，不能注销。有疑问请联系单位人事科"
    if any(year >= int(desk.act.today[:4]) for _, year in await barred(desk.house, person)):
        return "您今年的申报审核没有通过，按规定今年不能再报，账号要留到年底。明年可以注销"
    if state.account == "frozen":
        return "单位停用着您的账号，现在不能注销。请先联系单位人事科"
    if state.registering:
        return "您正在注册单位账号，现在不能注销。请先办完，或者放弃注册"
    if await reads.assisting(person.id):
        return "您还在帮别人填申报，现在不能注销。请先在那一份里停掉帮填"
    if await reads.raised(person.id):
        return "您提的异议、投诉或者核实还没有答复，现在不能注销。答复了会通知您"
    return ""


async def remove(desk: Desk, head: Any, contacts: Sequence[Any], cases: Sequence[Case]) -> None:
    """Destroy an account that nothing binds: its key, its content, its rows, its log-ins, and what was never handed in.

    What was handed in stays for its region's term, as it was then; it says by itself whose it was.

    Args:
        desk: where the deed is written down.
        head: the person's.
        contacts: heads of those that the person has.
        cases: the person's applications, all of them ended.
    """
    person: Person = head.present
    for case in cases:
        if not case.application.state.submissions:
            standing = msgspec.to_builtins(case.application.state.standing)
            desk.erase(case, {"deed": "delete", "standing": standing, "sent": [], "clears": [], "listed": {}})
    for chat in contacts:
        desk.record(chat, "belongs", {"person": ""})
        desk.record(chat, "carried", {})  # nothing that was typed there waits for another WeChat
        desk.change(Wipe("blob", chat.stream))
    for session in await desk.house.reads.sessions(person.id):
        desk.drop("session", (session.id,))
    for matter in person.state.matters:
        for unit in matter.units:
            desk.drop("matter", (matter.id, unit))
    for table in ("read", "call"):
        desk.change(Wipe(table, person.id, "person"))
    desk.work.erase(head, "account", desk.act.stamped({"account": "released", "opinion": "", "unit": ""}))
    desk.drop("person", (person.id,))
    desk.house.journeys.pop(head.stream, None)


async def outlive(desk: Desk, head: Any, contacts: Sequence[Any], scheme: Scheme, last: str) -> bool:
    """Destroy an account that nobody has used for its region's term and that has nothing left; tell whether it was.

    Args:
        desk: where the deed is written down.
        head: the person's.
        contacts: heads of those that the person has.
        scheme: of the person's region.
        last: when it was last used, ISO 8601.
    """
    kept = scheme.region.retention
    if kept is None or not over(term(kept, last, {}), desk.act.now):
        return False
    if await desk.house.reads.applications(head.present.id) or await bound(desk, head.present):
        return False
    await remove(desk, head, contacts, ())
    return True
