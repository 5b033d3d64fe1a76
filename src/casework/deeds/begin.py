"""Starting an application under a plan, and what the operator sets up before anybody can."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from casework import ids
from casework.access import person_of
from casework.asking.accounts import accounts_of
from casework.asking.planning import BARRED, why_not
from casework.case import Case
from casework.desk import Desk
from casework.ids import Base
from casework.known import Known, goes_on
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import Shut, Wrong
from schemes import Scheme
from wizard.address import Address
from wizard.parsing import check, parse
from wizard.states import FieldState
from wizard.states import Wrong as Unfit

UNCONFIRMED = "单位还没有确认您的账号，确认后才能开始填，确认了会通知您。也可以先去人事科问一声"


async def barred(known: Known, me: Person) -> list[tuple[str, int]]:
    """Return the regions and years in which a rejection bars a human, got by this account or by another (CQ-20).

    Args:
        known: knows applications and ID numbers.
        me: one account of the human.
    """
    return await known.reads.barred(await accounts_of(known, me))


def open_year(plan: Body | None, barred: Collection[tuple[str, int]]) -> None:
    """Refuse what is begun or handed in under a plan of a year from which a rejection bars its person (CQ-20).

    Args:
        plan: under which it is, None where it is not known any longer.
        barred: as `barred` returns it.

    Raises:
        Shut: the year is barred.
    """
    if plan is not None and (plan.state.region, plan.state.year) in barred:
        raise Shut("barred", BARRED)


async def start(desk: Desk, head: Any, plan: Body) -> None:
    """Begin an application; one live one per person and plan (X-01), none in a year that is barred (CQ-20).

    Args:
        desk: where the deed is written down.
        head: of the new stream.
        plan: the plan's present.

    Raises:
        Shut: before opening, after closing, the year is barred, there is one already, or the region wants the account
            confirmed first.
    """
    me, state = person_of(desk), plan.state
    scheme = await desk.house.shelf.get(state.scheme)
    if not scheme.region.fill_before_confirmed and me.state.account != "confirmed":
        raise Shut("account_waiting", UNCONFIRMED)
    open_year(plan, await barred(desk.house, me))
    if reason := why_not(state, desk.act.now, me):
        raise Shut("plan_shut", reason)
    data: dict[str, Any] = {
        "person": me.id, "plan": plan.id, "region": state.region, "scheme": state.scheme,
        "started": desk.act.at.isoformat(timespec="seconds"),
    }  # fmt: skip
    if earlier := await ended(desk, me, state.region):
        data["earlier"] = earlier
    desk.record(head, "started", data)


async def ended(desk: Desk, me: Person, region: str) -> dict[str, str]:
    """Return the person's newest application of a region that has ended: what it says is offered again (B-05).

    Args:
        desk: where the next one begins.
        me: who begins it.
        region: id.

    Returns:
        Its id and the label of its plan; empty where there is none.
    """
    rows = [r for r in await desk.house.reads.applications(me.id) if r.region == region and not goes_on(r)]
    newest = max(rows, key=lambda r: r.updated, default=None)
    if newest is None:
        return {}
    plan = await desk.house.body("plan", newest.plan)
    return {"id": newest.id, "label": plan.state.label if plan is not None else ""}


async def open_plan(desk: Desk, head: Any, declared: dict[str, Any], scheme: Scheme) -> None:
    """Open a plan, or change one (operator's command).

    Args:
        desk: where the deed is written down.
        head: of the plan's stream.
        declared: attributes of `PlanState` and, under `answers`, those of the sections about plans.
        scheme: that the plan names.

    Raises:
        Wrong: the closing does not follow the opening, an attribute is missing, or an answer cannot be one.
    """
    state = {k: v for k, v in declared.items() if k != "answers"} | {
        "scheme": scheme.digest,
        "region": scheme.region.id,
    }
    missing = [k for k in ("year", "level", "label", "opens", "closes") if not state.get(k)]
    if missing:
        raise Wrong("plan_incomplete", f"计划文件里缺 {'、'.join(missing)}，请补上再执行")
    if state["closes"] <= state["opens"]:
        raise Wrong("plan_times", "截止时间要晚于开始时间，请检查 opens 和 closes")
    desk.record(head, "set", {"set": state})
    if given := declared.get("answers"):
        await answer_plan(desk, head, given)


async def answer_plan(desk: Desk, head: Any, given: Mapping[str, Any]) -> None:
    """Store what a plan's file says on the sections about plans, each read as if somebody had filled it in.

    Args:
        desk: where the deed is written down.
        head: of the plan's stream.
        given: by address; a text is read as typed, anything else as chosen.

    Raises:
        Wrong: no section about plans asks this, or it cannot be an answer; names it.
    """
    case = await desk.case(Base("plan", ids.bare(head.stream)))
    for address, value in given.items():
        state = asked(case, address)
        if state is None:
            raise Wrong("plan_answer", f"计划文件 answers 里的 {address} 不是这份通知要填的，请检查后再执行")
        found = (
            parse(state.field, value, state, desk.act.today, numbered=False)
            if isinstance(value, str)
            else check(state.field, plain(value), state, desk.act.today)
        )
        if isinstance(found, Unfit):
            raise Wrong("plan_answer", f"计划文件 answers 里的 {address}：{found.text}")
        desk.record(head, "answered", {"a": address, "v": found.value})


def asked(case: Case, address: str) -> FieldState | None:
    """Return how a question stands that an address in a file names, None where it is not asked."""
    try:
        state = case.journey.state(Address.parse(address))
    except (ValueError, KeyError):
        return None
    return state if state.shown and not state.derived else None


def plain(value: Any) -> Any:
    """Return a value of a plan's file as answers hold it: YAML reads 2026-11-30 as a date, answers keep its text."""
    return value.isoformat() if isinstance(value, date) else value
