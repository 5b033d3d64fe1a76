"""What a person applies for, as lists and pushes name it."""

from collections.abc import Callable
from typing import Any

from casework.case import Case
from schemes import Scheme
from wizard.address import Address
from wizard.showing import show

NO_TITLE = "还没填申报职称"


def title_of(case: Case) -> str:
    """Return what the person applies for, as lists and pushes name it: the region's own title fields, joined."""
    return title_in(case.scheme, case.answer)


def title_in(scheme: Scheme, answer: Callable[[Address], Any]) -> str:
    """Return the same of an application that is not held.

    Args:
        scheme: the scheme that it keeps.
        answer: returns what is stored at an address.
    """
    texts: list[str] = []
    for path in scheme.region.title:
        address = Address.parse(path)
        value = answer(address)
        if isinstance(value, str):
            texts.append(show(scheme, scheme.field(address.section, address.field or ""), value))
    return " · ".join(texts) or NO_TITLE
