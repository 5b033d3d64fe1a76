"""A person's account: how it stands, and the unit's word on it (CQ-03)."""

from collections.abc import Sequence
from typing import Any

from casework.access import ACTING, holds, may_decide_on, may_manage, person_of
from casework.deeds import memberships
from casework.desk import Desk
from casework.presents.person import Person
from casework.problems import Denied, Hidden, Raced, Shut, Wrong
from casework.said import REMARK, said
from review.state import final, waiting
from review.status import Status

ACCOUNT: dict[str, tuple[str, set[str]]] = {
    "confirm": ("confirmed", {"waiting", "refused"}),
    "refuse": ("refused", {"waiting"}),
    "release": ("released", {"waiting", "confirmed", "refused", "frozen"}),
    "freeze": ("frozen", {"confirmed"}),
    "thaw": ("confirmed", {"frozen"}),
}
EVENTS = {
    "confirm": "confirmed", "refuse": "refused", "release": "released", "freeze": "frozen", "thaw": "thawed",
}  # fmt: skip
"""What the person is told about each of these."""
DONE = {"confirmed": "确认", "refused": "退回", "frozen": "停用", "released": "转出"}


def absent(*, final: bool = False) -> Hidden:
    """Return the one answer for somebody who is not there and for somebody of another unit.

    Args:
        final: who asks has no business there, whatever the same call was answered before.
    """
    return Hidden("not_found", "没有找到这个人，可能已经转到别的单位。请刷新名单再看", final=final)


def known(head: Any) -> bool:
    """Tell whether there is somebody in a stream that a unit asks for: it has begun, and the account is not gone."""
    return bool(head.at[0]) and head.present is not None


def decide(desk: Desk, head: Any, deed: str, opinion: str, applications: Sequence[Any] = ()) -> None:
    """Confirm, refuse, release, freeze or thaw an account (CQ-03, X-15, X-18).

    Whoever is frozen acts for the unit no longer, until thawed; whoever is released, for good. Drafts stay with the
    person in every case: in the next unit they go on, and their way is found anew.

    Args:
        desk: where the deed is written down.
        head: the stream of the person concerned.
        deed: `confirm`, `refuse`, `release`, `freeze` or `thaw`.
        opinion: why; needed for all but confirm and thaw.
        applications: heads of the person's applications, for a release; the decision rests on where they stand.

    Raises:
        Hidden: the person does not belong to a unit of who acts.
        Denied: one's own account, or another with one's own ID number.
        Shut: the account is not in a state for this, or an application lies with a unit.
        Raced: what is confirmed is not what was seen.
        Wrong: no opinion.
    """
    person: Person = head.present
    employer = person.state.employer
    by = manages(desk, person)
    may_decide_on(desk, person, otherwise=Denied("own_account", "自己的账号要由单位的另一位经办人来办"))
    account, before = ACCOUNT[deed]
    opinion = said(opinion, REMARK, "opinion_long")
    if person.state.account not in before:
        raise Shut("account_state", _decided(desk, person))
    if deed == "confirm" and desk.act.seq not in {None, head.at[0]}:
        raise Raced("version_moved", "他刚刚改过登记的内容。请刷新看一眼，再确认")
    if deed not in {"confirm", "thaw"} and not opinion:
        raise Wrong("opinion_missing", "请写一句原因，本人会看到")
    for application in applications:
        desk.work.read(application)
        _lies_nowhere(person, application.present)
    desk.record(
        head, "account", {"account": account, "opinion": opinion, "unit": by, "name": person_of(desk).state.name}
    )
    match deed:
        case "release":
            memberships.end(desk, head, employer)
            for application in applications:
                _leave(desk, application)
        case "freeze":
            memberships.stop(desk, head, employer, opinion)
        case "thaw":
            memberships.stop(desk, head, employer, "")
        case _:
            pass
    desk.tell_person(person, EVENTS[deed], opinion=opinion, unit=by if account == "frozen" else employer)


def _decided(desk: Desk, person: Person) -> str:
    """Say who has decided on an account and what, or that it stands otherwise by now."""
    state = person.state
    if not state.decider or state.account not in DONE:
        return "这个账号的状态刚刚变了。请刷新名单再看"
    return (
        f"{desk.house.units.name(state.decided)}的{state.decider}已经把这个账号{DONE[state.account]}了。请刷新名单再看"
    )


def manages(desk: Desk, person: Person) -> str:
    """Return for which unit who acts decides on a person's account: the employer or one above it.

    Raises:
        Hidden: neither is a unit of who acts.
    """
    employer = person.state.employer
    if not employer:
        raise absent()
    above = [u.id for u in desk.house.units.path(employer)]
    try:
        may_manage(desk, employer, above)
    except Hidden as barred:
        raise absent(final=barred.final) from None
    me, today = person_of(desk), desk.act.today
    return next(u for u in (employer, *above) if holds(me, u, ACTING, today))


def _leave(desk: Desk, application: Any) -> None:
    """Let what was asked of the unit that somebody leaves be asked no longer: it has the publicity on no list."""
    if application.present is not None and application.present.state.standing.asked is not None:
        desk.record(application, "left", {})


def _lies_nowhere(person: Person, application: Any) -> None:
    """Refuse to release somebody whose application a unit has: it must come back first, and then goes along."""
    standing = application.state.standing if application is not None else None
    if standing is None or standing.status not in {Status.SUBMITTED, Status.APPROVED} or final(standing):
        return
    step = waiting(standing)
    where = f"在{step.unit.name}" if step is not None else "已经通过"
    raise Shut(
        "handed_in",
        f"{person.state.name}的申报{where}，还没有办完。请先退回给本人，再转出；退回后填的都在，跟着本人到新单位",
    )
