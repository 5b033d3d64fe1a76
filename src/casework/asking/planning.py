"""Until when a plan takes applications, and why it takes none now."""

from casework.presents.person import Person
from casework.presents.unit import PlanState
from casework.words import moment, until
from review.workdays import over

BARRED = "今年的申报审核没有通过，按规定今年不能再报。有疑问请联系审核的单位"


def why_not(plan: PlanState, now: str, me: Person | None) -> str | None:
    """Return why nothing can be started under a plan now, None where it can.

    Args:
        plan: the plan.
        now: `2026-11-30 16:59`.
        me: who would start, None for somebody unknown.
    """
    closes = closing(plan, me)
    if plan.state == "closed":
        return "这一年的申报已经结束，只能看"
    if not over(plan.opens, now):
        return f"{moment(plan.opens, now)} 开始，到时候再来"
    if over(closes, now):
        return f"{until(closes, now)} 已截止，只能看"
    return None


def closing(plan: PlanState, me: Person | None) -> str:
    """Return until when somebody may hand in under a plan.

    Args:
        plan: the plan.
        me: who would, None for somebody unknown.
    """
    return plan.ends(me.id, me.state.employer) if me is not None else plan.closes
