"""Disputes of a rejection: the applicant answers it, the unit above the one that gave it replies (X-24)."""

from collections.abc import Sequence

import msgspec

from casework.access import own
from casework.case import Case
from casework.deeds import matters
from casework.desk import Desk
from casework.presents.matter import Matter
from casework.problems import Denied, Shut, Wrong
from casework.views.words import until
from review.standing import Verdict
from review.status import Status
from review.workdays import over, term

PHOTOS = 6  # pictures that may go with a dispute
BROUGHT = 4 * PHOTOS  # pictures that may be brought for one until it is sent


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


def may_dispute(desk: Desk, case: Case) -> Term:
    """Let through who may answer a rejection now.

    Raises:
        Denied: it is somebody else's application.
        Shut: there is nothing to dispute, or no longer.
    """
    if not own(desk, case):
        raise Denied("not_yours", "异议只能由申报人本人提")
    found = disputable(desk, case)
    if found.verdict is None or found.why:
        raise Shut("not_disputable", found.why)
    return found


def may_show(desk: Desk, case: Case) -> None:
    """Let through who may bring one more picture for a dispute.

    Raises:
        Denied, Shut: as `may_dispute`; or many were brought and not used.
    """
    may_dispute(desk, case)
    state = case.application.state
    if len({*state.exhibits} - {p for m in state.matters for p in m.photos}) >= BROUGHT:
        raise Shut("photos_many", f"放过 {BROUGHT} 张照片了，不能再放。请从放好的里选，或者写在说明里")


def exhibit(desk: Desk, case: Case, file: str, size: int) -> None:
    """Keep a picture that is to go with a dispute.

    Args:
        desk: where the deed is written down.
        case: an application.
        file: digest of the sealed bytes.
        size: of the bytes.

    Raises:
        Denied, Shut: as `may_show`.
    """
    may_show(desk, case)
    desk.own_file(case.head, file, "image/jpeg", size)
    if file not in case.application.state.exhibits:
        desk.record(case.head, "exhibited", {"file": file})


def dispute(desk: Desk, case: Case, text: str, photos: Sequence[str]) -> Matter:
    """Answer a rejection: the unit above the one that gave it replies, and that one reads it.

    Args:
        desk: where the deed is written down.
        case: an application.
        text: the statement.
        photos: digests of pictures that were brought for it.

    Raises:
        Denied: it is somebody else's application.
        Shut: there is nothing to dispute, or no longer.
        Wrong: no statement, or too much of it; more pictures than go along, or one that was not kept.
    """
    found = may_dispute(desk, case)
    if len(photos) > PHOTOS:
        raise Wrong("photos_many", f"照片最多 {PHOTOS} 张，还没提交。请去掉几张再提")
    if not {*photos} <= {*case.application.state.exhibits}:
        raise Wrong("photo_gone", "有照片没有收到，还没提交。请把照片重新选一次")
    assert found.verdict is not None, "there is one that can be disputed"
    by = found.verdict.unit
    answers = next((u.id for u in desk.house.units.path(by)), by)
    matter = matters.made(desk, "dispute", text, answers, [by], photos, found.number)
    desk.record(case.head, "raised", {"matter": msgspec.to_builtins(matter)})
    name, rejecting = case.applicant_name, desk.house.units.name(by)
    words = f"{name}对{rejecting}的“不通过”提出异议。请看说明，核实后答复"
    matters.tell_unit(desk, answers, case.head.stream, words)
    if by != answers:
        words = f"{name}对“不通过”提出异议，由{desk.house.units.name(answers)}答复。它支持异议的，请撤回不通过"
        matters.tell_unit(desk, by, case.head.stream, words)
    return matter
