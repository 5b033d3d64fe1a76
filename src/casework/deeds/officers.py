"""A unit's officers: from when until when, one handing over to another, frozen and back (X-15, X-22, manual 2.3.2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from casework.access import ACTING, holds, may_decide_on, may_manage, person_of
from casework.deeds import account, memberships
from casework.desk import Desk
from casework.messages import plain
from casework.presents.person import Membership, Person, Role
from casework.problems import Denied, Hidden, Shut, Wrong
from casework.said import REMARK, said
from casework.words import moment

LONGEST = 366  # days ahead for which a beginning or an end can be named
PAGE = "pages/people/people?unit="
DAY = "请选一天，从今天到一年以内"
ALONE = "本单位只有一位经办人，不能没有人接着办。请先请一位接手的人，或者请上级单位来办"


def day_of(text: str, today: str) -> str:
    """Return a day ahead as it is kept, empty where none is named.

    Args:
        text: ISO day.
        today: ISO day.

    Raises:
        Wrong: it is no day from today on within a year.
    """
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Wrong("day", DAY) from None
    if not 0 <= (day - date.fromisoformat(today)).days <= LONGEST:
        raise Wrong("day", DAY)
    return day.isoformat()  # however it was written: days are compared as texts


def after(day: str) -> str:
    """Return the day after one."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def hand_over(desk: Desk, unit: str, since: str, until: str) -> None:
    """Refuse an invitation that would hand over more than who invites has, or leave days on which nobody acts.

    Args:
        desk: who invites.
        unit: id of the unit.
        since: the successor's first day, empty for the day on which the invitation is accepted.
        until: the last day of who invites; empty where nothing is handed over.

    Raises:
        Denied: who invites does not act for the unit itself.
        Wrong: nobody would act on some days.
    """
    if not until:
        return
    if not holds(person_of(desk), unit, ACTING, desk.act.today):
        raise Denied("not_member", "您不是这个单位的经办人，没有可以交接的。请只邀请，不填自己办到哪天")
    if since > after(until):
        raise Wrong("gap", "接手的人最晚要从您办完的第二天开始，中间不能没有人办。请改一下日子")


def taken_over(desk: Desk, successor: Person, inviter: Any, unit: str, role: Role, until: str) -> None:
    """End the office of who has handed over, now that the successor has accepted, and tell both.

    Args:
        desk: where the deed is written down.
        successor: who has just been made a member.
        inviter: head of the person who handed over.
        unit: id of the unit.
        role: that was handed over.
        until: the last day of who hands over.
    """
    begins = next(m.since for m in successor.state.memberships if (m.unit, m.role) == (unit, role))
    last = max(until, (date.fromisoformat(begins) - timedelta(days=1)).isoformat())
    for m in memberships.lasting(inviter.present, unit, desk.act.today):
        if m.role == role:
            memberships.change(desk, inviter, m, until=last)
    name, now = desk.house.units.name(unit), desk.act.now
    before = inviter.present
    ends, from_day = moment(last, now), moment(begins, now)
    new, old = successor.state.name, before.state.name
    desk.tell(plain(before.id, "handed_over", f"{new}从{from_day}起接手{name}的事，您办到{ends}", PAGE + unit))
    desk.tell(plain(successor.id, "handed_over", f"您从{from_day}起办{name}的事；{old}办到{ends}", PAGE + unit))


def end(desk: Desk, head: Any, unit: str, until: str, staff: Sequence[Person]) -> None:
    """Set the last day of somebody's office, one's own too, or let it last again.

    Args:
        desk: where the deed is written down.
        head: of the person concerned.
        unit: id of the unit.
        until: ISO day from today on; empty where it is to last.
        staff: everybody who acts for the unit or will; the decision rests on them.

    Raises:
        Hidden: the unit is not this person's to manage, or nobody of this name acts for it.
        Shut: nobody would act for the unit afterwards, and it is not the unit above that says so.
        Wrong: no day that can be.
    """
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    until, today, person = day_of(until, desk.act.today), desk.act.today, head.present
    found = memberships.lasting(person, unit, today)
    if not found:
        raise Hidden("not_found", "没有找到这个人，可能已经去掉了。请刷新名单再看")
    acts = any(m.role in ACTING for m in found)
    if until and acts and not _from_above(desk, unit) and not _covered(staff, person.id, unit, until):
        raise Shut("last_officer", ALONE)
    for m in found:
        memberships.change(desk, head, m, until=until)
    me, name = person_of(desk), desk.house.units.name(unit)
    text = f"办到{moment(until, desk.act.now)}" if until else "接着办，没有截止的日子"
    if me.id != person.id:
        desk.tell(plain(person.id, "handed_over", f"{me.state.name}定了：您替{name}{text}", PAGE + unit))
    others = f"{person.state.name}替{name}{text}。之后的事请接着办"
    for one in staff:
        if one.id not in {me.id, person.id}:
            desk.tell(plain(one.id, "handed_over", others, PAGE + unit))


def freeze(desk: Desk, head: Any, unit: str, why: str, *, on: bool) -> None:
    """Keep somebody from acting for a unit for as long as that is needed, or let them act again (2.3.2 冻结).

    Args:
        desk: where the deed is written down.
        head: of the person concerned.
        unit: id of the unit.
        why: the reason; the person reads it.
        on: whether it begins or ends.

    Raises:
        Hidden: the unit is not this person's to manage, or nobody of this name acts for it.
        Denied: one's own office.
        Wrong: no reason.
    """
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    person, me = head.present, person_of(desk)
    found = [m for m in memberships.lasting(person, unit, desk.act.today) if bool(m.frozen) != on]
    if not found:
        raise Hidden("not_found", "没有找到这个人，可能已经办过了。请刷新名单再看")
    may_decide_on(desk, person, otherwise=Denied("own_membership", "自己的权限要由另一位经办人或上级单位来停"))
    if person.state.account == "frozen" and person.state.employer == unit and not on:
        raise Shut("account_frozen", "他的账号在本单位停用了，请在人员名单里恢复账号")
    why = said(why, REMARK, "opinion_long") if on else ""
    if on and not why:
        raise Wrong("opinion_missing", "请写一句为什么停用，本人会看到")
    for m in found:
        memberships.change(desk, head, m, frozen=why, stopped="office" if on else "")
    name = desk.house.units.name(unit)
    by = name if holds(me, unit, ACTING, desk.act.today) else "上级单位"
    text = f"{by}停了您替{name}办事的权限：{why}。有疑问请联系{by}" if on else f"您又可以替{name}办事了"
    desk.tell(plain(person.id, "frozen" if on else "thawed", text, "pages/mine/mine"))


def dismissed(desk: Desk, person: Person, unit: str) -> None:
    """Tell somebody that they act for a unit no longer."""
    me, name = person_of(desk), desk.house.units.name(unit)
    desk.tell(plain(person.id, "handed_over", f"{me.state.name}定了：您不再替{name}办事", "pages/mine/mine"))


def _acts(membership: Membership) -> bool:
    return membership.role in ACTING and not membership.frozen


def stays_staffed(desk: Desk, person: Person, unit: str, staff: Sequence[Person]) -> None:
    """Refuse to take an officer away where everybody else has a last day: nobody would act for the unit from then on.

    Args:
        desk: who acts.
        person: who would act no longer.
        unit: id of the unit.
        staff: everybody who acts for the unit or will; the decision rests on them.

    Raises:
        Hidden: the unit is not this person's to manage.
        Shut: nobody is left for good, and it is not the unit above that says so.
    """
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    acts = any(_acts(m) for m in memberships.lasting(person, unit, desk.act.today))
    others = (m for p in staff if p.id != person.id for m in p.state.memberships if m.unit == unit)
    if acts and not _from_above(desk, unit) and not any(_acts(m) and not m.until for m in others):
        raise Shut("last_officer", ALONE)


def _covered(staff: Sequence[Person], but: str, unit: str, until: str) -> bool:
    """Tell whether somebody else acts for a unit from the day after one on."""
    theirs = (m for p in staff if p.id != but for m in p.state.memberships if m.unit == unit)
    return any(_acts(m) and m.since <= after(until) and (not m.until or m.until > until) for m in theirs)


def _from_above(desk: Desk, unit: str) -> bool:
    me = person_of(desk)
    return any(holds(me, u.id, ACTING, desk.act.today) for u in desk.house.units.path(unit))


def dismiss(desk: Desk, head: Any, unit: str) -> None:
    """End everything that a person may do for a unit, at once (X-15).

    Args:
        desk: where the deed is written down.
        head: the stream of the person concerned.
        unit: id of the unit.

    Raises:
        Hidden: the unit is not this person's to manage, or nobody of this name acts for it.
        Denied: one's own membership.
    """
    may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
    if not account.known(head) or not memberships.lasting(head.present, unit, desk.act.today):
        raise Hidden("not_found", "没有找到这个人，可能已经去掉了。请刷新名单再看")
    may_decide_on(desk, head.present, otherwise=Denied("own_membership", "自己的权限要由另一位经办人去掉"))
    memberships.end(desk, head, unit)
