"""What a head may sign, and whether a stroke still stands under what is there (B-15)."""

import msgspec

from casework.access import current
from casework.case import Case
from casework.desk import Desk
from casework.presents.stroke import Stroke
from pledge.binding import content_digest


class Entry(msgspec.Struct, frozen=True):
    """Is one section of one application under a stroke, with the digest of exactly what is signed."""

    application: str
    section: str
    of: str


class Request(msgspec.Struct, frozen=True):
    """Is what a code asks for.

    Args:
        unit: for which it is signed.
        by: id of the officer who gave it.
        at: when, ISO 8601.
        entries: what is signed.
        opener: the WeChat contact that opened it first; nobody else signs by it.
    """

    unit: str
    by: str
    at: str
    entries: list[Entry]
    opener: str = ""


def signable(case: Case) -> list[str]:
    """Return the sections that a head may sign at the step where an application waits.

    Args:
        case: an application.
    """
    step = current(case.application.state.standing)
    fill = case.scheme.steps[step.step].fill if step else ()
    return [s for s in fill if case.scheme.sections[s].sign and case.journey.section(s).shown]


def signed_digest(desk: Desk, case: Case, section: str) -> str:
    """Return the digest of what a stroke is under: the application's content and the section without the signer's name.

    Args:
        desk: knows the installation's digest.
        case: an application.
        section: that is signed.
    """
    name = case.scheme.sections[section].sign
    held = {s.address.field: s.value for s in case.journey.fields(section) if s.shown and s.address.field != name}
    what = {"application": desk.content_digest(case), "section": section, "answers": held}
    return content_digest(desk.house.secrets.suite.digest, msgspec.json.encode(what, order="sorted"))


def firm(desk: Desk, case: Case, stroke: Stroke) -> bool:
    """Tell whether a stroke still stands under what is there.

    Args:
        desk: knows the installation's digest.
        case: the application.
        stroke: one of its.
    """
    return stroke.of == signed_digest(desk, case, stroke.section)
