"""The publicity before submission: whom the applicant has still to ask, and what its units may do there (X-17)."""

from __future__ import annotations

from collections.abc import Sequence

from review.refused import Complete, Public, Refused
from review.route import Course, NoRoute, StepAt, course
from review.standing import Standing, asked_of, publicity_before, publicity_verdicts
from schemes.expressions import Context
from schemes.scheme import Scheme


def draft_course(scheme: Scheme, standing: Standing, context: Context) -> Course:
    """Return the chain as it would be now; empty while what decides it is not answered."""
    if all(not route.before for route in scheme.routes.values()):
        return Course("", (), ())
    try:
        return course(scheme, context, context.world.tree)
    except NoRoute:
        return Course("", (), ())


def sections_before_publicity(scheme: Scheme) -> list[str]:
    """Return what an applicant fills before the publicity: all but pledges and what by its nature comes after it."""
    own = {id: s for id, s in scheme.sections.items() if s.of == "application" and s.by == "applicant"}
    made = {"pledge", "printed"}
    return [id for id, s in own.items() if s.after is None and not any(f.kind in made for f in s.fields.values())]


def ask(scheme: Scheme, standing: Standing, context: Context, complete: Complete, public: Public) -> None:
    """Ask whether the applicant may ask for the publicity.

    Raises:
        Refused: "asked" or "incomplete".

    """
    if not (steps := to_ask(standing, draft_course(scheme, standing, context).before, public)):
        raise Refused("asked", "已经请单位公示过了，您现在不用做什么。公示完就通知您")
    if lacking := [section for section in sections_before_publicity(scheme) if not complete(section)]:
        text = f"还差 {len(lacking)} 栏：{names(scheme, lacking)}。填完再请{steps[0].unit.name}公示"
        raise Refused("incomplete", text, lacking)


def to_ask(standing: Standing, steps: Sequence[StepAt], public: Public) -> list[StepAt]:
    """Return the publicities before submission for which the applicant has still to ask their units.

    A unit that was asked is asked again only where what it made public is another content than that it was asked with.

    Args:
        standing: where the application stands.
        steps: before submission.
        public: returns the digest of what is made public.
    """
    found: list[StepAt] = []
    for step in steps:
        of = publicity_before(standing, step).of
        again = bool(of) and of != public() and (standing.asked is None or standing.asked.of != public())
        if again or not asked_of(standing, step):
            found.append(step)
    return found


def note(
    scheme: Scheme, standing: Standing, name: str, step: StepAt, complete: Complete, public: Public, reason: str
) -> None:
    """Ask what holds for a unit's deed at a publicity before submission.

    Raises:
        Refused: "incomplete", "stale", "not_stale", "reason" or "not_noted".

    """
    now = publicity_before(standing, step)
    stale = bool(now.of) and now.of != public()
    match name:
        case "record" if stale:
            raise Refused("stale", "公示的内容后来改过。请先重新公示，或者写明不用重新公示的理由")
        case "begin" | "record":
            if any(not complete(section) for section in sections_before_publicity(scheme)):
                raise Refused("incomplete", "申报人又改过，现在没有填全，不能公示。请他填好")
        case "keep":
            if not stale:
                raise Refused("not_stale", "公示的内容没有改过，不用办这一步")
            if not reason.strip():
                raise Refused("reason", "写一句为什么不用重新公示")
        case _:
            if not publicity_verdicts(standing, step):
                raise Refused("not_noted", "这里没有可以撤回的录入。请刷新后再看")


def names(scheme: Scheme, sections: Sequence[str]) -> str:
    """Return sections by their labels."""
    return "、".join(scheme.sections[section].label for section in sections)
