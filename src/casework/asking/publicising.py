"""Where a unit notes its publicity, how far that is, whether it is long enough (CQ-22)."""

from datetime import date

from casework.access.publicity import later
from casework.case import Case
from casework.desk import Desk
from review.calendar import least
from review.route import StepAt
from review.workdays import between
from wizard.address import Address


def place(case: Case, unit: str, step: StepAt | None) -> int:
    """Return a number that is another one whenever a unit has noted something of its publicity since.

    Args:
        case: an application.
        unit: id of the unit.
        step: of the publicity where it comes before handing in, else None.
    """
    standing = case.application.state.standing
    if step is not None:
        return sum(v.before and v.unit == unit and v.name == step.step for v in standing.verdicts)
    sections = later(case.scheme, standing, unit)
    fields = (Address(s, None, name) for s in sections for name in case.scheme.sections[s].fields)
    return max((case.seq(address) for address in fields), default=0)


def fill_of(case: Case, step: StepAt) -> list[str]:
    """Return the sections that the unit fills at a publicity before handing in."""
    return case.scheme.steps[step.step].fill


def fields_of(case: Case, step: StepAt) -> dict[str, Address]:
    """Return what the unit fills at a publicity, by the names of the fields."""
    found: dict[str, Address] = {}
    for section in fill_of(case, step):
        found |= {name: Address(section, None, name) for name in case.scheme.sections[section].fields}
    return found


def shortness(desk: Desk, case: Case, step: StepAt) -> str:
    """Say that a publicity has fewer working days than the region asks for; empty where it has enough.

    Args:
        desk: knows the holidays.
        case: an application.
        step: of the publicity.
    """
    days = least(case.scheme, step.step)
    for address in fields_of(case, step).values():
        value = case.answer(address)
        if isinstance(value, dict) and len(value.get("from", "")) == len(value.get("to", "")) == 10:
            begin, end = date.fromisoformat(value["from"]), date.fromisoformat(value["to"])
            if (have := between(begin, end, desk.house.holidays)) < days:
                return f"公示只有 {have} 个工作日，少于 {days} 个"
    return ""
