"""Where the pledge stands, in which words, and whether it is signed."""

from typing import Any

from casework.case import Case
from casework.messages import answer_text
from casework.problems import Hidden
from pledge.binding import text
from schemes import Field
from schemes.words import Gap, split
from wizard.address import Address


def place_of(case: Case) -> Address:
    """Return where this region's pledge is signed.

    Raises:
        Hidden: the region has none, or it is not asked of this person.
    """
    for section in case.journey.sections():
        for name, field in case.scheme.sections[section.id].fields.items():
            if field.kind == "pledge":
                return Address(section.id, None, name)
    raise Hidden("no_pledge", "这一份不用签承诺。请回到首页")


def wording(case: Case, field: Field) -> str:
    """Return the pledge's words as the person reads and signs them, with its blanks filled.

    Args:
        case: an application.
        field: the field of kind `pledge`.
    """
    known = {
        "applicant.name": case.applicant_name,
        "unit.name": case.unit_name,
        "plan.label": case.plan_label,
    }
    words = case.scheme.texts.get(field.text or "", field.text or "")
    blanks = [part.name for part in split(words) if isinstance(part, Gap)]
    return text(case.scheme, field, {n: known.get(n) or answer_text(case, n) for n in blanks})


def signed(case: Case) -> Any:
    """Return the newest signature, None while there is none."""
    return case.application.state.signatures[-1] if case.application.state.signatures else None
