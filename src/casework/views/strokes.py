"""What a head reads who signs by a code, and how the strokes of one application stand."""

from collections.abc import Sequence

import msgspec

from casework import words
from casework.asking.places import shown
from casework.asking.stroking import Request, firm, signable
from casework.asking.titles import title_of
from casework.case import Case
from casework.desk import Desk
from pledge.binding import short_code


class Written(msgspec.Struct, frozen=True):
    """Is one answer of what is signed."""

    label: str
    text: str


class ToSign(msgspec.Struct, frozen=True):
    """Is one section of one application under a stroke."""

    name: str
    title: str
    label: str
    words: Sequence[Written]
    code: str


class StrokeView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes what a head signs by a code; nobody needs an account to read it."""

    unit_name: str
    by: str
    at: str
    until: str
    people: int
    lines: Sequence[ToSign]
    name: str = ""  # as the officer wrote it, offered
    signed: str = ""  # once it is done


class SignedSection(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says how the stroke under a section of one application stands."""

    section: str
    label: str
    state: str  # none asked signed stale
    address: str = ""  # of the signer's name, once it is signed
    name: str = ""
    at: str = ""
    image: str = ""
    until: str = ""


def stroke_view(desk: Desk, request: Request, cases: Sequence[Case], until: float) -> StrokeView:
    """Describe what a code asks for.

    Args:
        desk: who looks, and when.
        request: what is asked.
        cases: its applications.
        until: when the code runs out, epoch seconds.
    """
    by, now = {case.base.id: case for case in cases}, desk.act.now
    node, giver = desk.house.units.nodes.get(request.unit), desk.head(f"person:{request.by}").present
    return StrokeView(
        unit_name=node.ref.name if node else "", by=giver.state.name, at=words.moment(request.at, now),
        until=words.until(desk.house.iso(until), now), people=len(cases),
        lines=[_line(by[e.application], e.section, e.of) for e in request.entries],
        name=_named(by[request.entries[0].application], request.entries[0].section),
    )  # fmt: skip


def _line(case: Case, section: str, of: str) -> ToSign:
    declared = case.scheme.sections[section]
    states = [s for s in case.journey.fields(section) if s.shown and s.address.field != declared.sign]
    written = [Written(s.field.label, shown(case, s.field, s.value)) for s in states if s.value is not None]
    return ToSign(case.applicant_name, title_of(case), declared.label, written, short_code(of))


def _named(case: Case, section: str) -> str:
    name = case.scheme.sections[section].sign
    state = next((s for s in case.journey.fields(section) if s.address.field == name), None)
    return str(state.value or "") if state is not None else ""


def signed_sections(desk: Desk, case: Case) -> list[SignedSection]:
    """Say how the strokes stand that a unit could have at the step where an application waits.

    Args:
        desk: who looks, and when.
        case: an application.
    """
    state, now, found = case.application.state, desk.act.now, list[SignedSection]()
    for section in signable(case):
        label = case.scheme.sections[section].label
        stroke = next((s for s in state.strokes if s.section == section), None)
        waits = state.awaited.get(section)
        if stroke is not None:
            stands = "signed" if firm(desk, case, stroke) else "stale"
            image = f"{case.base.path}/files/{stroke.file}"
            found.append(
                SignedSection(section, label, stands, stroke.address, stroke.name, words.moment(stroke.at, now), image)
            )
        elif waits is not None and waits.until > desk.act.epoch:
            until = words.until(desk.house.iso(waits.until), now)
            found.append(SignedSection(section, label, "asked", at=words.moment(waits.at, now), until=until))
        else:
            found.append(SignedSection(section, label, "none"))
    return found
