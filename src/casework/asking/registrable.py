"""Which units register themselves, and what stands against handing a registration in (CQ-01)."""

from casework.case import Case
from casework.identity import unit_name
from casework.problems import Spot
from schemes import Scheme, UnitKind
from wizard.address import Address

NAME = "name"  # the field of a registration that is the unit's name, the fact `unit.name`
STANDING = {"waiting", "approved", "frozen"}  # accounts that have their place beneath a unit, and their name there


def registerable(scheme: Scheme) -> dict[str, UnitKind]:
    """Return the kinds of unit that their own officers register, for the unit above to approve.

    Args:
        scheme: of the region.
    """
    own = {k: u for k, u in scheme.units.items() if u.register and u.opened_by == "self"}
    return {k: u for k, u in own.items() if u.parents and u.approved_by == "parent"}


def lacks(case: Case) -> list[Spot]:
    """Return what stands against handing in a registration, in the order of its fields.

    Args:
        case: the unit.
    """
    section = case.scheme.units[case.present.state.kind].register
    if section is None:
        return []
    found: list[Spot] = []
    for at in case.journey.missing(section):
        field = case.scheme.field(section, at.field or "")
        none = f"，没有就填“{field.none}”" if field.none else ""
        found.append(Spot("missing", f"{field.label}没填{none}", section, None, at.field))
    stops = [p for p in case.journey.problems(section) if p.level == "stop" and p.code != "missing"]
    return found + [Spot(p.code, p.text, p.section, p.row, p.field) for p in stops]


def written_name(case: Case) -> str:
    """Return the name as it is written in a registration, empty where none is.

    Args:
        case: the unit.
    """
    section = case.scheme.units[case.present.state.kind].register
    return unit_name(str(case.answer(Address(section, None, NAME)) or "")) if section else ""
