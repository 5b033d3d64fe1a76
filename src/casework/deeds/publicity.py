"""Holding a publicity for one person: before the application is handed in, or at and after the unit's step (CQ-22).

What a unit writes goes by the names of its fields, so that the same can be noted for many, each in its own section.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from casework.access.publicity import later, may_note_publicity
from casework.asking.publicising import fields_of, fill_of, place, shortness
from casework.case import Case
from casework.deeds import answer, move
from casework.desk import Desk
from casework.problems import Raced, Shut, Wrong
from casework.publicity_before import held_publicities
from review.route import StepAt
from review.standing import PublicityBefore, publicity_before
from wizard.address import Address

Given = Mapping[str, Any]
EMPTY = "先填公示的起止时间或结果"
BEGUN = "已开始公示，通知申报人了"
NOT_HERE = "这一份现在不在公示这一步。请刷新再看"


async def note(desk: Desk, case: Case, unit: str, given: Given, reason: str = "", seen: int | None = None) -> str:
    """Note the dates of a publicity, its result, or both.

    Before an application is handed in, dates begin it and a result ends it; dates alone begin it anew.

    Args:
        desk: where the deed is written down.
        case: an application of which the unit holds the publicity.
        unit: id of the unit.
        given: what was written, by the names of the fields, as typed or as chosen.
        reason: why the same person acts for a second unit, or why it is held so shortly, where one is asked for.
        seen: the place of what was noted when the person looked (`place`); None where nothing is said.

    Returns:
        What was noted, and what is to be looked at again.

    Raises:
        Hidden, Denied: it is not this person's to note.
        Raced: somebody has noted something since.
        Wrong: an answer cannot be stored; Shut: nothing can be noted now, or its days are too
            few and no reason is given.
    """
    step, others = may_note_publicity(desk, case, unit), await move.other_accounts(desk, case)
    _noted_as_seen(case, unit, step, seen)
    sections = later(case.scheme, case.application.state.standing, unit) if step is None else fill_of(case, step)
    known = {name for section in sections for name in case.scheme.sections[section].fields}
    if not given or not known.issuperset(given):
        raise Wrong("empty", EMPTY)
    if step is None:
        return _later(desk, case, unit, sections, given, reason, others)
    return _before(desk, case, unit, step, given, others, reason)


def _noted_as_seen(case: Case, unit: str, step: StepAt | None, seen: int | None) -> None:
    """Refuse what rests on something else than what is noted now."""
    if seen is not None and seen != (now := place(case, unit, step)):
        raise Raced("noted", "请看一眼现在记的，再记一次", current={"seq": now})


def _later(
    desk: Desk, case: Case, unit: str, sections: Sequence[str], given: Given, reason: str, others: Collection[str]
) -> str:
    """Note it at the unit's own step of the chain, or after that."""
    taken: list[str] = []
    for section in sections:
        names = case.scheme.sections[section].fields
        values = {Address(section, None, name): value for name, value in given.items() if name in names}
        if values:
            taken.append(answer.taken_away(case, answer.save_all(desk, case, values)))
    step = move.current(case.application.state.standing)
    if step is not None and step.kind == "publicity" and step.unit.id == unit:
        move.move(desk, case, "record", reason=reason, unit=unit, others=others)
    return "。".join(filter(None, ("已记下", *taken)))


def _before(desk: Desk, case: Case, unit: str, step: StepAt, given: Given, others: Collection[str], reason: str) -> str:
    """Note it before the application is handed in: dates alone begin it (anew), what came of it ends it.

    Dates that are too short are asked about first; where they are meant, the reason is recorded with them.
    """
    now = next(p for p in held_publicities(desk, case) if p.step == step)
    dates = {name: value for name, value in given.items() if name in _dates(case, step)}
    ended = len(dates) < len(given)
    why = reason if dates else ""

    def enter(deed: str, values: Given) -> None:
        noted = _written(desk, case, step, values)
        if dates and not why.strip() and (few := shortness(desk, case, step)):
            raise Shut("too_short", f"{few}。请把结束的日子改晚；确实只公示这几天，写一句为什么，再点一次")
        move.note_publicity(desk, case, deed, unit, step.step, reason=why, others=others, noted=noted)

    if dates and (not ended or now.stale):
        _restore(desk, case, step, PublicityBefore())
        enter("begin", dates)
    if ended:
        enter("record", given)
        return "已录入公示结果，通知申报人了"
    return "公示时间改了，通知申报人了" if now.publicity.begun and not now.publicity.ended and not now.stale else BEGUN


def _dates(case: Case, step: StepAt) -> set[str]:
    """Return the names of those fields that say when it is held."""
    fields = fields_of(case, step)
    return {n for n, a in fields.items() if case.scheme.field(a.section, n).kind in {"period", "date"}}


def _written(desk: Desk, case: Case, step: StepAt, given: Given) -> dict[str, Any]:
    """Store what was given and return it as it is kept, by address."""
    fields = fields_of(case, step)
    values = {fields[name]: value for name, value in given.items() if name in fields}
    answer.save_all(desk, case, values, allowed=True)
    return {str(address): case.answer(address) for address in values if case.answer(address) is not None}


def _restore(desk: Desk, case: Case, step: StepAt, stands: PublicityBefore) -> None:
    """Let the answers say what stands of a publicity now, and nothing else."""
    for address in fields_of(case, step).values():
        value = stands.noted.get(str(address))
        if case.answer(address) != value:
            desk.record(case.head, "answered", {"a": str(address), "v": value})


async def keep(desk: Desk, case: Case, unit: str, reason: str, seen: int | None = None) -> str:
    """Let a publicity stand although what it made public was changed since, for a reason that is recorded.

    Args:
        desk, case, unit, reason, seen: as of `note`.

    Raises:
        Hidden, Denied: it is not this person's; Shut: nothing was changed, or the reason is lacking.
        Raced: somebody has noted something since.
    """
    step = _only_before(desk, case, unit, seen)
    move.note_publicity(
        desk, case, "keep", unit, step.step, reason=reason, others=await move.other_accounts(desk, case)
    )
    return "已记下，不用重新公示"


async def undo(desk: Desk, case: Case, unit: str, seen: int | None = None) -> str:
    """Take the newest thing back that the unit noted of a publicity before submission.

    Args:
        desk, case, unit, seen: as of `note`.

    Raises:
        Hidden, Denied: it is not this person's; Shut: it was handed in, or nothing is noted.
        Raced: somebody has noted something since.
    """
    step = _only_before(desk, case, unit, seen)
    move.note_publicity(desk, case, "undo_record", unit, step.step, others=await move.other_accounts(desk, case))
    _restore(desk, case, step, publicity_before(case.application.state.standing, step))
    return "已撤回"


def _only_before(desk: Desk, case: Case, unit: str, seen: int | None) -> StepAt:
    step = may_note_publicity(desk, case, unit)
    if step is None:
        raise Shut("not_now", NOT_HERE)
    _noted_as_seen(case, unit, step, seen)
    return step
