"""Whether a rejection can be disputed, and until when (X-24)."""

import msgspec

from casework.case import Case
from casework.desk import Desk
from casework.words import until
from review.standing import Verdict
from review.status import Status
from review.workdays import over, term


class Term(msgspec.Struct, frozen=True):
    """Says whether a verdict can be disputed: which, until when, why not where it cannot, and its number."""

    verdict: Verdict | None
    until: str
    why: str
    number: str


def disputable(desk: Desk, case: Case) -> Term:
    """Tell whether the applicant may answer the rejection now.

    Args:
        desk: who looks, and when.
        case: an application.
    """
    state = case.application.state
    standing = state.standing
    rejections = [(n, v) for n, v in enumerate(standing.verdicts) if v.deed == "reject" and not v.undone]
    if standing.status is not Status.REJECTED or standing.lapsed is not None or not rejections:
        return Term(None, "", "这一份没有被审核不通过，不用提异议", "")
    number, verdict = rejections[-1]
    declared = case.scheme.deeds_at[verdict.name].get("reject") if verdict.name in case.scheme.deeds_at else None
    declared = declared or case.scheme.deeds.get("reject")
    if declared is None or declared.dispute is None:
        return Term(None, "", "这个地区没有规定异议的期限。有疑问请联系单位人事科", "")
    end = term(declared.dispute, verdict.at, desk.house.holidays)
    if before := [m for m in state.matters if m.about == str(number)]:
        why = (
            "异议已经提过了，等答复。答复了会通知您"
            if before[-1].reply is None
            else "异议已经答复了，见下面。还有疑问请联系答复的单位"
        )
        return Term(verdict, end, why, str(number))
    if over(end, desk.act.at.isoformat()):
        return Term(
            verdict, end, f"异议要在 {until(end, desk.act.now)} 前提，已经过了。有疑问请联系单位人事科", str(number)
        )
    return Term(verdict, end, "", str(number))
