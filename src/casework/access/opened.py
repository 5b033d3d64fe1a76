"""What a return leaves open to its applicant, place by place."""

from casework.case import Case
from wizard.address import Address


def locked(case: Case, address: Address) -> bool:
    """Tell whether a return keeps a place closed: it was not marked, lies in nothing marked, and is not wrong by now.

    What is empty or wrong opens itself, not its neighbours: otherwise an applicant would open a whole section by
    emptying what was marked. A row may be added where the section is marked, or one of its rows as a whole.

    Args:
        case: a returned application.
        address: an answer, a row or a section.
    """
    marked = case.application.state.standing.locks
    if marked is None:
        return False
    section = case.scheme.sections[address.section]
    if any(f.kind == "pledge" for f in section.fields.values()):
        return False
    text = str(address)
    if any(text == a or text.startswith(a + ".") for a in marked):
        return False
    if address.row is None and address.field is None and section.rows is not None:
        rows, aside = case.journey.row_ids(address.section), case.present.filled.aside
        here = {a for a in marked if a.startswith(f"{address.section}.")}
        if any(a in aside or a.partition(".")[2] in rows for a in here):  # one that was taken out can come back
            return False
    few = address.section if section.rows is not None else ""  # too few rows open no row that is there
    if any(text == a or (a != few and text.startswith(a + ".")) for a in _missing(case, address.section)):
        return False
    if any(text == a or text.startswith(a + ".") for a in _wrong(case, address.section)):
        return False
    return address.row is None or locked(case, Address(address.section)) or not _new(case, address)


def _new(case: Case, address: Address) -> bool:
    """Tell whether a row came after the application was handed in."""
    was = case.application.version()
    return was is not None and address.row not in was.rows.get(address.section, ())


def _missing(case: Case, section: str) -> list[str]:
    return [str(a) for a in case.journey.missing(section)]


def _wrong(case: Case, section: str) -> list[str]:
    """Return what has to be put right before handing in; a warning need not be, so it opens nothing."""
    return [str(p.address) for p in case.journey.problems(section) if p.address is not None and p.level == "stop"]


def opened_within(case: Case, place: Address) -> bool:
    """Tell whether a return leaves anything open in a section or a row: itself, or some of what lies in it.

    Args:
        case: a returned application.
        place: a section or a row.
    """
    marked = case.application.state.standing.locks or ()
    opened = (*marked, *_missing(case, place.section), *_wrong(case, place.section))
    return not locked(case, place) or any(a.startswith(f"{place}.") for a in opened)
