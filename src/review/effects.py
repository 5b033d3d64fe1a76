"""What follows from each deed: the next standing, the events, the answers it clears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from review.before import draft_course, to_ask
from review.guard import Found
from review.refused import Public, Refused
from review.route import NoRoute, StepAt, course
from review.standing import Asked, Standing, Verdict, live, publicity_before, publicity_verdicts, sent_back, waiting
from review.status import FINAL, Status
from review.workdays import Holidays, over, say, term
from schemes.expressions import Context
from schemes.kinds import PASSES, UNDOING
from schemes.scheme import Scheme

EventName = Literal[
    "submitted", "returned", "resubmitted", "approved_step", "approved", "rejected", "undone", "publicity_started",
    "publicity_ended", "forwarded", "fee_due", "fee_paid", "defence_arranged", "certificate_issued", "work_waiting",
    "extended", "term_near", "ended", "withdrawn", "publicity_moved", "publicity_kept",
]  # fmt: skip


class Event(msgspec.Struct, frozen=True):
    """Tells what happened, for messages: `step` is the one it happened at, `to_units` the units it concerns."""

    name: EventName
    step: StepAt | None
    to_units: list[str]


class Outcome(msgspec.Struct, frozen=True):
    """Keeps what follows from a deed: the new standing, events, addresses of answers that it clears.

    `erased` tells that the application is to be deleted with all that belongs to it.
    """

    standing: Standing
    events: list[Event]
    clears: list[str]
    erased: bool = False


class Doing(msgspec.Struct, frozen=True):
    """Gathers all that is known about one deed while its effect is computed."""

    scheme: Scheme
    standing: Standing
    found: Found
    context: Context
    unit: str | None
    person: str
    at: str
    opinion: str
    of: str
    reason: str
    marks: frozenset[str]
    until: str | None
    workdays: Holidays
    public: Public
    noted: dict[str, Any]


def _submit(d: Doing) -> Outcome:
    standing = d.standing
    name: EventName = "submitted" if standing.status is Status.DRAFT else "resubmitted"
    fresh: dict[str, Any] = {"submitted": d.at, "due": None, "overdue": None, "locks": None, "lapsed": None}
    if standing.status is Status.RETURNED and standing.resume == "here" and standing.at is not None:
        reached = msgspec.structs.replace(standing, **fresh)
        return _arrive(d, reached, standing.at, name)
    try:
        chain = course(d.scheme, d.context, d.context.world.tree)
    except NoRoute as none:
        raise Refused(none.code, none.text) from none
    reached = msgspec.structs.replace(standing, **fresh, course=chain, round=standing.round + 1, resume="start")
    return _arrive(d, reached, 0, name)


def _arrive(d: Doing, standing: Standing, place: int, name: EventName | None, left: StepAt | None = None) -> Outcome:
    """Bring the application to a step (or past the last one) and say so to whom it concerns."""
    chain = standing.course.steps if standing.course else ()
    step = chain[place] if place < len(chain) else None
    declared = d.scheme.steps[step.step] if step else None
    later = [one.kind for one in chain[place:]]
    passed = step is None or ("committee" not in later and any(one.kind == "committee" for one in chain[:place]))
    due = _term(d, declared.within) if declared else None
    units = [] if step is None else [step.unit.id]
    new = msgspec.structs.replace(
        standing,
        status=Status.APPROVED if passed else Status.SUBMITTED,
        at=None if step is None else place,
        since=d.at,
        due=due,
        overdue=declared.overdue if declared and due else None,
        forwarded=any(one.kind == "forward" for one in chain[:place]),
    )
    if name == "approved_step" and passed and d.standing.status is not Status.APPROVED:
        name = "approved"
    events = [] if name is None else [Event(name, left or step, units)]
    if step is not None:
        if step.kind == "publicity":
            events.append(Event("publicity_started", step, units))
        elif step.kind == "fee":
            events.append(Event("fee_due", step, units))
        events.append(Event("work_waiting", step, units))
    return _done(d, new, events)


def _done(d: Doing, standing: Standing, events: list[Event]) -> Outcome:
    """Finish an outcome: what the deed clears, and the term that itself begins."""
    deed = d.found.deed
    if deed.within is not None and (due := _term(d, deed.within)):
        standing = msgspec.structs.replace(standing, due=due, overdue=deed.overdue or "withdrawn")
    return Outcome(standing, events, list(deed.clears))


def _term(d: Doing, text: str | None) -> str | None:
    """Return the end of a term that begins with this deed."""
    return None if text is None else term(text, d.at, d.workdays)


def _said(d: Doing) -> Standing:
    """Return the standing with this deed written down as a verdict of the unit."""
    step = d.found.step
    if step is None or d.unit is None:
        return d.standing
    verdict = Verdict(
        step=d.found.place, before=d.found.before, name=step.step, label=step.label, unit=d.unit,
        unit_name=step.unit.name, deed=d.found.name, person=d.person, at=d.at, opinion=d.opinion,
        round=d.standing.round, of=d.public() if d.found.before else d.of, reason=d.reason, noted=d.noted,
    )  # fmt: skip
    acted = d.standing.acted or not d.found.before  # making public is no review: until that it can be deleted (CQ-25)
    return msgspec.structs.replace(d.standing, verdicts=(*d.standing.verdicts, verdict), acted=acted)


_POSTED: dict[str, EventName] = {
    "begin": "publicity_started", "record": "publicity_ended", "keep": "publicity_kept",
}  # fmt: skip
_PASSED: dict[str, EventName] = {"publicity": "publicity_ended", "forward": "forwarded", "fee": "fee_paid"}


def _verdict(d: Doing) -> Outcome:
    """Follow `to` of a unit's deed at its step."""
    step, place = d.found.step, d.found.place
    assert step is not None, "a unit's deed belongs to a step"
    if d.standing.status is Status.REJECTED:  # the list of its unit goes up: the rejection can no longer be undone
        return Outcome(msgspec.structs.replace(d.standing, forwarded=True), [], [])
    if d.found.undoes is not None:
        return _taken_back(d, d.found.undoes)
    standing = _said(d)
    if d.found.before:
        told = "publicity_moved" if d.found.name == "begin" and _told(d, step) else _POSTED[d.found.name]
        return _done(d, standing, [Event(told, step, [step.unit.id])])
    match d.found.deed.to:
        case "next":
            return _arrive(d, standing, place + 1, _PASSED.get(step.kind, "approved_step"), step)
        case "stay":
            told = [Event("defence_arranged", step, [step.unit.id])] if d.found.name == "arrange" else []
            return _done(d, standing, told)
        case "applicant":
            return _back(d, standing, step)
        case "end":
            new = msgspec.structs.replace(
                standing, status=Status.REJECTED, since=d.at, due=None, overdue=None, bars=d.found.deed.bars
            )
            return _done(d, new, [Event("rejected", step, [step.unit.id])])
        case other:
            raise ValueError(f"deed {d.found.name} leads to {other}, which is no place")


def _told(d: Doing, step: StepAt) -> bool:
    """Tell whether the applicant was told of other dates for the same content, and of no result yet."""
    mine = [v for v in d.standing.verdicts if v.before and v.name == step.step and v.unit == step.unit.id]
    said = [v for v in mine if v.deed != "undo_record"]
    now = publicity_before(d.standing, step)
    open = now.ended is None and (now.begun is not None or (bool(said) and said[-1].deed == "begin"))
    return open and said[-1].of == d.public()


def _back(d: Doing, standing: Standing, step: StepAt) -> Outcome:
    """Give the application back to the applicant; the chain's earlier verdicts stay in its history."""
    deed = d.found.deed
    new = msgspec.structs.replace(
        standing, status=Status.RETURNED, resume=deed.resume or "start", since=d.at, due=None, overdue=None,
        forwarded=False, bars=deed.bars, locks=d.marks if deed.locks == "unmarked" and d.marks else None,
    )  # fmt: skip
    name: EventName = "rejected" if d.found.name == "reject" else "returned"
    return _done(d, new, [Event(name, step, [step.unit.id])])


def _issue(d: Doing) -> Outcome:
    new = msgspec.structs.replace(_said(d), status=Status.CERTIFIED, at=None, since=d.at, due=None, overdue=None)
    return _done(d, new, [Event("certificate_issued", d.found.step, [])])


def _laid_over(d: Doing) -> Outcome:
    """Let a reviewer correct or strike something: the application stays where it is, but a unit has acted on it."""
    return Outcome(msgspec.structs.replace(d.standing, acted=True), [], [])


def _undo(d: Doing) -> Outcome:
    """Take the unit's latest verdict back, with those of its own that followed, and wait at its step again."""
    step, place = d.found.step, d.found.place
    assert step is not None, "an undo belongs to a step"
    left = waiting(d.standing)
    stands = live(d.standing)
    first = max(n for n, v in enumerate(stands) if v.step == place and v.deed == d.found.name.removeprefix("undo_"))
    gone = {id(v) for v in stands[first:]}
    kept = tuple(msgspec.structs.replace(v, undone=True) if id(v) in gone else v for v in d.standing.verdicts)
    standing = msgspec.structs.replace(d.standing, verdicts=kept)
    written = _said(_with(d, standing))
    arrived = _arrive(
        d, msgspec.structs.replace(written, bars=None, locks=None, lapsed=None, granted=False), place, None
    )
    units = [] if left is None or left.unit.id == step.unit.id else [left.unit.id]
    return Outcome(arrived.standing, [Event("undone", step, units)], arrived.clears)


def _taken_back(d: Doing, approval: Found) -> Outcome:
    """Take an approval back and return the application at once; who had it meanwhile is told that it has gone."""
    undone = _undo(msgspec.structs.replace(d, found=approval, opinion="", reason=""))
    found = msgspec.structs.replace(d.found, undoes=None)
    outcome = _verdict(msgspec.structs.replace(d, standing=undone.standing, found=found))
    left = [unit for event in undone.events for unit in event.to_units]
    events = [msgspec.structs.replace(e, to_units=[*e.to_units, *left]) for e in outcome.events]
    return Outcome(outcome.standing, events, [*undone.clears, *outcome.clears])


def _with(d: Doing, standing: Standing) -> Doing:
    return msgspec.structs.replace(d, standing=standing)


def _ready(d: Doing) -> Outcome:
    """Ask the units that are to make the application public before it is handed in."""
    steps = draft_course(d.scheme, d.standing, d.context).before
    asked = to_ask(d.standing, steps, d.public)
    new = msgspec.structs.replace(
        d.standing, asked=Asked(at=d.at, of=d.public(), steps=steps, after=len(d.standing.verdicts))
    )
    return Outcome(new, [Event("work_waiting", step, [step.unit.id]) for step in asked], list(d.found.deed.clears))


def _undo_record(d: Doing) -> Outcome:
    """Take back the newest thing that a unit noted of a publicity before submission."""
    step = d.found.step
    assert step is not None, "it belongs to a step"
    newest = publicity_verdicts(d.standing, step)[-1]
    kept = tuple(msgspec.structs.replace(v, undone=True) if v is newest else v for v in d.standing.verdicts)
    return _done(d, _said(_with(d, msgspec.structs.replace(d.standing, verdicts=kept))), [])


def _unlock(d: Doing) -> Outcome:
    new = msgspec.structs.replace(
        d.standing, status=Status.DRAFT, at=None, since=d.at, due=None, overdue=None, locks=None, forwarded=False
    )
    return _done(d, new, [])


def _end(d: Doing) -> Outcome:
    new = msgspec.structs.replace(d.standing, status=Status.WITHDRAWN, since=d.at, due=None, overdue=None, lapsed=None)
    units = _waiting_for(d.standing)
    events = [Event("withdrawn", _here(d.standing), units)] if units else []
    return Outcome(new, events, list(d.found.deed.clears), erased=d.found.name == "delete")


def _here(standing: Standing) -> StepAt | None:
    """Return the step that has an application, or that has sent it back."""
    return None if standing.course is None or standing.at is None else standing.course.steps[standing.at]


def _waiting_for(standing: Standing) -> list[str]:
    """Return the unit that reviews an application, or that waits for it to come back; none before it is handed in."""
    step = waiting(standing)
    verdict = sent_back(standing) if standing.status is Status.RETURNED else None
    return [step.unit.id] if step is not None else [verdict.unit] if verdict is not None else []


def _overdue(d: Doing) -> Outcome:
    """Let time do what the region says for a term that ran out, or end a draft after the plan has closed."""
    standing = d.standing
    end, then = standing.due, standing.overdue
    if end is None and standing.status is Status.DRAFT:
        end, then = d.context.world.plan.get("closes"), "withdrawn"
    if end is None or not over(end, d.at):
        raise Refused("not_due", "期限还没到，现在不用做什么" if end is None else f"{say(end)} 才到期，现在不用做什么")
    step = waiting(standing)
    if then == "next" and step is not None and standing.at is not None:
        passing = d.scheme.deeds_at[step.step][PASSES[step.kind]]
        found = Found(PASSES[step.kind], passing, None, step, standing.at)
        return _verdict(msgspec.structs.replace(d, found=found, unit=step.unit.id))
    status = Status.REJECTED if then == "rejected" else Status.WITHDRAWN
    new = msgspec.structs.replace(standing, status=status, since=d.at, lapsed=standing.status)
    name: EventName = "rejected" if status is Status.REJECTED else "ended"
    return Outcome(new, [Event(name, step or _here(standing), _waiting_for(standing))], [])


def _extend(d: Doing) -> Outcome:
    """Set a later end, and give back what the earlier one took."""
    standing = d.standing
    status = standing.lapsed if standing.status in FINAL else standing.status
    if status is None:
        raise Refused("not_now", "这份申报不是因为到期结束的，不能延长。有疑问请联系审核的单位")
    if status in (Status.SUBMITTED, Status.APPROVED) and standing.due is None:
        raise Refused("not_now", "这一步没有期限，不用延长")
    if d.until is None or over(d.until, d.at):
        raise Refused("until", "写明延长到哪一天，要在今天以后")
    new = msgspec.structs.replace(
        standing, status=status, due=d.until, overdue=standing.overdue or "withdrawn", lapsed=None
    )
    return Outcome(new, [Event("extended", waiting(new), [])], [])


EFFECTS: dict[str, Callable[[Doing], Outcome]] = {
    "ready": _ready,
    "submit": _submit,
    "undo_record": _undo_record,
    "unlock": _unlock,
    "withdraw": _end,
    "delete": _end,
    "overdue": _overdue,
    "extend": _extend,
    "issue": _issue,
    **dict.fromkeys(UNDOING, _undo),
    **dict.fromkeys(
        ("approve", "return", "reject", "begin", "record", "keep", "forward", "pay", "arrange", "accept"), _verdict
    ),
    **dict.fromkeys(("correct", "void"), _laid_over),
}
