"""Disputes of a rejection: the applicant answers it, the unit above the one that gave it replies (X-24)."""

from collections.abc import Sequence

import msgspec

from casework.access import own
from casework.asking.disputing import Term, disputable
from casework.case import Case
from casework.deeds import matters
from casework.desk import Desk
from casework.presents.matter import Matter
from casework.problems import Denied, Shut, Wrong

PHOTOS = 6  # pictures that may go with a dispute
BROUGHT = 4 * PHOTOS  # pictures that may be brought for one until it is sent


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
