"""Where one application stands, as one frozen value, and what can be read off it."""

from __future__ import annotations

from typing import Any

import msgspec

from review.route import Course, StepAt
from review.status import FINAL, Status
from schemes.kinds import PASSES, UNDOING


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Keeps one thing that a unit did to an application; later ones are added, none is taken away.

    Args:
        step: index among the course's steps; for a step before submission its index among those.
        before: the step is one before submission.
        name: the step's id in the scheme; `label` is its Chinese name.
        unit: id of the unit; `unit_name` is its name at that moment.
        deed: what was done.
        person: who did it.
        at: ISO 8601 moment.
        opinion: the words given with it.
        round: which pass of the chain, from 1; 0 before the first submission.
        undone: taken back since.
        of: digest of the content that it was about.
        reason: why the same person acted for a second unit, why a change was let stand after a publicity, or
            why a publicity is shorter than the region asks for.
        noted: of a publicity before submission, what the unit wrote with it, by the address of each answer.

    """

    step: int
    before: bool = False
    name: str
    label: str
    unit: str
    unit_name: str
    deed: str
    person: str
    at: str
    opinion: str = ""
    round: int
    undone: bool = False
    of: str = ""
    reason: str = ""
    noted: dict[str, Any] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Keeps when the applicant told units that the form is ready for publicity, and of which content.

    Args:
        at: ISO 8601 moment.
        of: digest of what is made public, as it was then.
        steps: the publicities before submission, with their units.
        after: how many verdicts there were by then.

    """

    at: str
    of: str
    steps: tuple[StepAt, ...]
    after: int = 0


class PublicityBefore(msgspec.Struct, frozen=True, kw_only=True):
    """Says how far one publicity before submission is.

    Args:
        begun, ended: the verdicts that began it and noted its result; None where that stands to be done.
        of: digest of the content that it stands for; empty where nothing was made public.
        noted: what the unit wrote, by address.

    """

    begun: Verdict | None = None
    ended: Verdict | None = None
    of: str = ""
    noted: dict[str, Any] = {}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Says where an application stands; part of its folded present.

    Args:
        owner: id of the person who applies.
        status: the whole's status.
        course: the chain since the first submission, None before.
        at: index of the step that waits (or, while returned, that sent it back); None before and after the chain.
        resume: how a resubmission goes on: "start" (whole chain again) or "here".
        round: how many times the chain has begun.
        verdicts: all that units did, in order.
        submitted: moment of the last submission.
        since: moment at which it came to where it stands.
        due: end of the term that runs, ISO 8601; `overdue` says what follows then.
        bars: "year" when a rejection bars the person for the year.
        forwarded: a unit has forwarded it in this round.
        acted: a unit has ever acted on it.
        locks: addresses that were marked: after a return everything else is locked. None locks nothing.
        lapsed: the status that a term ended, so that an extension gives it back.
        asked: the applicant has asked for the publicity before submission.
        granted: a dispute of its rejection was granted, so that its unit may take that back whatever has gone up.

    """

    owner: str
    status: Status = Status.DRAFT
    course: Course | None = None
    at: int | None = None
    resume: str = "start"
    round: int = 0
    verdicts: tuple[Verdict, ...] = ()
    submitted: str | None = None
    since: str | None = None
    due: str | None = None
    overdue: str | None = None
    bars: str | None = None
    forwarded: bool = False
    acted: bool = False
    locks: frozenset[str] | None = None
    lapsed: Status | None = None
    asked: Asked | None = None
    granted: bool = False


def grant(standing: Standing, verdict: int | None) -> Standing:
    """Return a standing whose rejection may be taken back, its dispute having been granted (X-24).

    Args:
        standing: where the application stands.
        verdict: number of the one that was disputed, None for none; a rejection that came after it is another.
    """
    if verdict is None or standing.status is not Status.REJECTED or standing.verdicts[verdict].undone:
        return standing
    return msgspec.structs.replace(standing, granted=True)


def begin(owner: str) -> Standing:
    """Return the standing of an application that was just started by the person `owner`."""
    return Standing(owner=owner)


def waiting(standing: Standing) -> StepAt | None:
    """Return the step whose unit has the application now, or None."""
    if standing.course is None or standing.at is None:
        return None
    return standing.course.steps[standing.at] if standing.status in (Status.SUBMITTED, Status.APPROVED) else None


def final(standing: Standing) -> bool:
    """Tell whether nothing more is expected: a final status, or approved with no step left."""
    return standing.status in FINAL or (standing.status is Status.APPROVED and standing.at is None)


def live(standing: Standing) -> tuple[Verdict, ...]:
    """Return the verdicts of this round that stand, in order; those before submission are left out."""
    return tuple(
        verdict
        for verdict in standing.verdicts
        if verdict.round == standing.round and not (verdict.undone or verdict.before or verdict.deed in UNDOING)
    )


def gave_back(before: Standing, after: Standing) -> bool:
    """Tell whether a deed sent an application back to its applicant: a return, or a rejection where the region says so.

    Args:
        before, after: where it stood when the deed was done, and stands since.
    """
    return after.status is Status.RETURNED and before.status in (Status.SUBMITTED, Status.APPROVED)


def sent_back(standing: Standing) -> Verdict | None:
    """Return the verdict that sent an application back to its applicant the newest time, None where none did.

    A rejection that ends the application is the last of its verdicts; one that is followed by anything sent it back.
    """
    found = [v for v in standing.verdicts if v.deed in {"return", "reject"} and not v.undone]
    ended = standing.status is Status.REJECTED and standing.lapsed is None
    return next(reversed(found[:-1] if ended else found), None)


def on_the_way(standing: Standing) -> list[str]:
    """Return the ids of the units of the chain that an application has now, or had when it was handed in last.

    Who decided on it under an employer that its person has left meanwhile is none of them.

    Args:
        standing: where it stands.
    """
    steps = standing.course.steps if standing.course is not None else ()
    return list(dict.fromkeys(step.unit.id for step in steps))


def ever(standing: Standing) -> list[str]:
    """Return those, and the units of earlier chains that have decided on it: on whose lists it may have stood."""
    return list(dict.fromkeys([*on_the_way(standing), *(verdict.unit for verdict in standing.verdicts)]))


def publicity_before(standing: Standing, step: StepAt) -> PublicityBefore:
    """Return how far a publicity before submission is; one that was begun again is held anew."""
    found = PublicityBefore()
    for v in publicity_verdicts(standing, step):
        match v.deed:
            case "begin":
                found = PublicityBefore(begun=v, of=v.of, noted=v.noted)
            case "record":
                found = PublicityBefore(begun=found.begun or v, ended=v, of=v.of, noted=found.noted | v.noted)
            case _:
                found = msgspec.structs.replace(found, of=v.of)
    return found


def publicity_verdicts(standing: Standing, step: StepAt) -> list[Verdict]:
    """Return what the unit of a step before submission did there and has not taken back, in order."""
    mine = (v for v in standing.verdicts if v.before and v.name == step.step and v.unit == step.unit.id)
    return [v for v in mine if not v.undone and v.deed != "undo_record"]


def asked_of(standing: Standing, step: StepAt) -> bool:
    """Tell whether the applicant has asked the unit of a step before submission for its publicity."""
    return standing.asked is not None and any(
        s.step == step.step and s.unit.id == step.unit.id for s in standing.asked.steps
    )


def asked_again(standing: Standing, step: StepAt) -> bool:
    """Tell whether the unit of a step before submission was asked once more, for what was changed after its publicity.

    Args:
        standing: where an application stands.
        step: of the publicity.
    """
    asked, done = standing.asked, publicity_verdicts(standing, step)
    if asked is None or not done or asked.of == publicity_before(standing, step).of:
        return False
    return done[-1] in standing.verdicts[: asked.after]


def accepted(standing: Standing) -> bool:
    """Tell whether the step that has the application now has taken it in (受理) in this round."""
    return any(v.deed == "accept" and v.step == standing.at for v in live(standing))


def facts(standing: Standing) -> dict[str, Any]:
    """Return what expressions read as `application.` that follows from a standing; None is open."""
    step = waiting(standing)
    return {
        "status": standing.status.value,
        "step": None if step is None else step.step,
        "acted": standing.acted,
        "forwarded": standing.forwarded,
        "round": standing.round,
        "submitted_on": None if standing.submitted is None else standing.submitted[:10],
    }


def same_hand(standing: Standing, person: str, unit: str) -> Verdict | None:
    """Return the verdict by which this person already let the application pass for another unit, or None.

    Recusal counts units: consecutive steps of one unit, and its steps before and again, are one. Only verdicts of this
    round count, and a return or a rejection is no passing.
    """
    for verdict in live(standing):
        if verdict.person == person and verdict.unit != unit and verdict.deed in PASSES.values():
            return verdict
    return None


def list_step(standing: Standing) -> StepAt | None:
    """Return the step with whose list an application goes up: where it waits for that, or where a rejected one would.

    Args:
        standing: where it stands.
    """
    if standing.status is Status.REJECTED and standing.course is not None:
        later = standing.course.steps[standing.at or 0 :]
        return next((s for s in later if s.kind == "forward"), None)
    step = waiting(standing)
    return step if step is not None and step.kind == "forward" else None


def takes_the_place(standing: Standing) -> bool:
    """Tell whether an application keeps its person from beginning another under the same plan.

    Args:
        standing: where it stands; a rejection that bars the person for the year keeps the place taken.
    """
    return standing.status not in FINAL or (standing.status is Status.REJECTED and standing.bars is not None)
