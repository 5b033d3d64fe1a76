"""What an application repeats of the registration of its owner: it is filled there, and missing here."""

from functools import lru_cache

from schemes import Scheme
from wizard.address import Address

APPLICANT = "applicant."


@lru_cache(maxsize=4096)
def behind(scheme: Scheme, section: str, field: str) -> Address | None:
    """Return the question of the registration that an answer only repeats, None where it repeats none.

    Who somebody is was verified and is asked in no section: name, number, sex and day of birth have none behind them.

    Args:
        scheme: of the application.
        section: of the application.
        field: of the section.
    """
    node = scheme.node("sections", section, "fields", field, "value")
    if node is None or not node.repeats or not node.text.startswith(APPLICANT):
        return None
    name = node.text.removeprefix(APPLICANT)
    own = ((s, d) for s, d in scheme.sections.items() if d.of == "person" and d.by == "applicant")
    asks = ((s, d.fields[name]) for s, d in own if name in d.fields)
    return next((Address(s, None, name) for s, f in asks if f.value is None and f.required is not False), None)


@lru_cache(maxsize=256)
def repeated(scheme: Scheme, section: str) -> tuple[tuple[Address, Address], ...]:
    """Return the answers of a section that repeat the registration, each with the question that it repeats."""
    pairs = ((Address(section, None, f), behind(scheme, section, f)) for f in scheme.sections[section].fields)
    return tuple((here, there) for here, there in pairs if there is not None)
