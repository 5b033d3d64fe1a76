"""The publicity before submission: what is made public, how far each unit is with it, what of it was changed since.

What is frozen is exactly what the public form prints (X-17): an answer that it does not print can change at any time.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from casework.case import Case
from casework.handed import computed
from casework.presents.application import OPEN, Application, Published
from pledge.binding import content_digest, form_content
from review.before import draft_course, to_ask
from review.route import StepAt
from review.standing import PublicityBefore, asked_of, publicity_before
from schemes import Scheme
from wizard.address import Address

if TYPE_CHECKING:
    from casework.desk import Desk


class HeldPublicity(msgspec.Struct, frozen=True):
    """Says how far one publicity before submission is.

    Args:
        step: which, and whose.
        publicity: what the unit has noted.
        asked: the applicant has asked the unit for it.
        stale: what it made public was changed since.
        told: the unit was asked about what was changed, and has not answered.
    """

    step: StepAt
    publicity: PublicityBefore
    asked: bool
    stale: bool
    told: bool

    @property
    def done(self) -> bool:
        """Tell whether nothing keeps the application from being handed in."""
        return self.publicity.ended is not None and not self.stale


def form_of(scheme: Scheme) -> str | None:
    """Return the form that is made public, None where a region has none.

    Args:
        scheme: of the region.
    """
    return next((name for name, form in scheme.forms.items() if form.public and form.per == "application"), None)


def content(case: Case) -> bytes:
    """Return what is made public of an application as it is now; the whole where the region has no form for it."""
    form = form_of(case.scheme)
    return case.journey.content() if form is None else form_content(case.journey, form)


def digest(desk: "Desk", case: Case) -> str:
    """Return the digest of that and of what the form says of the person."""
    form, applicant = form_of(case.scheme), case.journey.context.world.applicant
    printed = case.scheme.printed[form] if form is not None else frozenset[str]()
    about = {path: applicant.get(path.partition(".")[2]) for path in printed if path.startswith("applicant.")}
    known = msgspec.json.encode({path: value for path, value in about.items() if value is not None}, order="sorted")
    return content_digest(desk.house.secrets.suite.digest, content(case) + known)


def public(desk: "Desk", case: Case) -> Callable[[], str]:
    """Return what returns the digest; it is taken once, and only where somebody asks.

    Args:
        desk: who acts.
        case: an application.
    """
    kept: list[str] = []

    def now() -> str:
        if not kept:
            kept.append(digest(desk, case))
        return kept[0]

    return now


def before(case: Case) -> tuple[StepAt, ...]:
    """Return the publicities before submission of an application, in their order; empty where there are none."""
    standing = case.application.state.standing
    if standing.status in OPEN:
        return draft_course(case.scheme, standing, case.journey.context).before
    return standing.course.before if standing.course else ()


def held_publicities(desk: "Desk", case: Case) -> list[HeldPublicity]:
    """Return how far each publicity before submission is.

    Args:
        desk: who looks.
        case: an application.
    """
    standing, now = case.application.state.standing, public(desk, case)
    steps = before(case)
    open = to_ask(standing, steps, now) if standing.status in OPEN else []
    found: list[HeldPublicity] = []
    for step in steps:
        one = publicity_before(standing, step)
        stale = standing.status in OPEN and bool(one.of) and one.of != now()
        found.append(HeldPublicity(step, one, asked_of(standing, step), stale, stale and step not in open))
    return found


def prints(case: Case, address: Address) -> bool:
    """Tell whether an answer, a row or a section is on the public form of an application, or decides what stands there.

    Args:
        case: an application.
        address: of what somebody changes.
    """
    form = form_of(case.scheme)
    if form is None:
        return True
    mark = f"{address.section}[]." if case.scheme.sections[address.section].rows is not None else f"{address.section}."
    paths = case.scheme.shown_by[form]
    return any(p.startswith(mark) for p in paths) if address.field is None else f"{mark}{address.field}" in paths


def warned(desk: "Desk", case: Case, address: Address) -> str:
    """Say that what was just changed stands on a form that was made public; empty where it did not change that.

    Args:
        desk: who has changed it.
        case: where.
        address: what.
    """
    if not isinstance(case.present, Application) or case.present.state.standing.asked is None:
        return ""
    if not prints(case, address):
        return ""
    stale = [p for p in held_publicities(desk, case) if p.stale]
    return f"公示过的内容改了，交之前要{stale[0].step.unit.name}重新公示" if stale else ""


def frozen(desk: "Desk", case: Case) -> Published:
    """Return what a publicity that begins now makes public, to be kept with it.

    Args:
        desk: who acts.
        case: an application.
    """
    return Published(digest(desk, case), content(case).decode(), computed(case))
