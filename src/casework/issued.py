"""The certificate as the office has issued it: what stands on it, who gave it, and which version it was given to."""

from collections.abc import Callable
from typing import Any

from casework.presents.application import OPEN, ApplicationState
from review.standing import Standing
from review.status import Status
from schemes import Field, Scheme
from wizard.address import Address
from wizard.showing import show


def issued(scheme: Scheme, answer: Callable[[Address], Any]) -> list[tuple[Field, str]]:
    """Return what the step that issues certificates has written, each question with its answer as people read it.

    Args:
        scheme: of the application.
        answer: returns what is stored at an address.
    """
    found: list[tuple[Field, str]] = []
    for section in (s for step in scheme.steps.values() if step.kind == "certificate" for s in step.fill):
        for name, field in scheme.sections[section].fields.items():
            if (value := answer(Address(section, None, name))) is not None:
                found.append((field, show(scheme, field, value)))
    return found


def issuer(standing: Standing) -> str:
    """Return the name of the unit that issues the certificate, empty where the way of an application has none."""
    steps = standing.course.steps if standing.course else ()
    return next((s.unit.name for s in steps if s.kind == "certificate"), "")


def certified(state: ApplicationState, digest: str) -> bool:
    """Tell whether a version is the one to which the certificate was given.

    Args:
        state: of the application.
        digest: of the version, with that of what was laid over it.
    """
    if state.standing.status is not Status.CERTIFIED:
        return False
    if state.certified:
        return digest == state.certified
    return _content(digest) == state.submissions[-1].digest  # issued before the code was kept


def overtaken(state: ApplicationState, digest: str) -> str:
    """Say what has taken the place of a version, empty where nothing has, as far as can be told.

    Args:
        state: of the application.
        digest: of the version, as above.
    """
    handed = [s.digest for s in state.submissions]
    if state.standing.status is Status.CERTIFIED:
        return "" if certified(state, digest) else "这一版后来又改过，发证的不是这一版。证书请扫证书上的码核对"
    here = handed[-1:] if state.standing.status not in OPEN or _content(digest) in handed else []
    return "这一版后来又改过，最近交给单位的不是这一版" if here and _content(digest) not in here else ""


def _content(digest: str) -> str:
    """Return the digest of the content alone."""
    return digest.partition("+")[0]


def prints_certificate(scheme: Scheme, form: str) -> bool:
    """Tell whether a form is the certificate: it prints what the step that issues it has written.

    Args:
        scheme: of the application.
        form: its id.
    """
    body = str(scheme.forms[form].body)
    return any(f"{{{s}." in body for step in scheme.steps.values() if step.kind == "certificate" for s in step.fill)
