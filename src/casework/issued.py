"""The certificate as the office has issued it: what stands on it, and who gave it."""

from collections.abc import Callable
from typing import Any

from review.standing import Standing
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


def prints_certificate(scheme: Scheme, form: str) -> bool:
    """Tell whether a form is the certificate: it prints what the step that issues it has written.

    Args:
        scheme: of the application.
        form: its id.
    """
    body = str(scheme.forms[form].body)
    return any(f"{{{s}." in body for step in scheme.steps.values() if step.kind == "certificate" for s in step.fill)
