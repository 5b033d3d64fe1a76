"""Where a unit notes what came of its publicity, how far that is, and whose is still open.

A manual may let a unit note it among those that it has passed already (Chongqing 2.4.2, 3.4.2: 公示结果录入), and
nothing keeps an application from going on meanwhile: it is noted as long as the application has not ended.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from review.standing import Standing, live, waiting
from review.status import Status
from schemes import Scheme, Step
from wizard.address import Address
from wizard.answers import Answers

PASSED = frozenset({"approve", "record"})  # the deeds by which a unit lets it go on from a step with a publicity


class Publicity(msgspec.Struct, frozen=True):
    """Says how far one unit's publicity is noted.

    Args:
        unit: id of the unit; `unit_name` is its name.
        lacks: labels of what is still to be noted.
        period: the dates that stand, ISO 8601 under `from` and `to`; empty where none do.
        begun: something is noted.
    """

    unit: str
    unit_name: str
    lacks: list[str]
    period: dict[str, str]
    begun: bool

    @property
    def open(self) -> bool:
        """Tell whether it is noted that it is held, and not what came of it."""
        return self.begun and bool(self.lacks)


def needed(step: Step) -> set[str]:
    """Return the sections without which some deed of a step cannot be done."""
    return {s for deed in step.deeds.values() if deed for s in deed.needs}


def records(scheme: Scheme, step: Step) -> list[str]:
    """Return the sections in which a unit notes what came of a publicity.

    At a step of publicity that is all it fills, at another what the region calls so.

    Args:
        scheme: of the application.
        step: at which it is.
    """
    return [s for s in step.fill if step.kind == "publicity" or scheme.sections[s].publicity]


def still(scheme: Scheme, standing: Standing, unit: str) -> list[str]:
    """Return the sections in which a unit may still note it after it has passed its own step.

    Args:
        scheme: of the application.
        standing: where it stands.
        unit: id of the unit.
    """
    if standing.status not in (Status.SUBMITTED, Status.APPROVED):
        return []
    passed = [v.name for v in live(standing) if v.unit == unit and v.deed == "approve"]
    found = [s for name in passed for s in records(scheme, scheme.steps[name])]
    return list(dict.fromkeys(found))


def noted(scheme: Scheme, answers: Answers, sections: Collection[str], unit: str = "", name: str = "") -> Publicity:
    """Return how far a publicity is noted.

    Args:
        scheme: of the application.
        answers: to it.
        sections: in which it is noted.
        unit, name: whose it is.
    """
    lacks, stands, period = list[str](), False, dict[str, str]()
    for section in sections:
        for field, declared in scheme.sections[section].fields.items():
            value: Any = answers.get(Address(section, None, field))
            if value is not None:
                stands = True
                period = value if declared.kind == "period" else period
            elif declared.required is True and declared.when is None and declared.value is None:
                lacks.append(declared.label)
    return Publicity(unit, name, lacks, period, stands)


def publicities(scheme: Scheme, standing: Standing, answers: Answers) -> list[Publicity]:
    """Return how far each publicity of the chain is noted, from its begin to where the application is now.

    That of the unit which has the application is only among them once it is begun: the step itself asks for it.

    Args:
        scheme: of the application.
        standing: where it stands.
        answers: to it.
    """
    here, course = waiting(standing), standing.course
    passed = {v.step for v in live(standing) if v.deed in PASSED}
    found: list[Publicity] = []
    for place, step in enumerate(course.steps if course else ()):
        sections = records(scheme, scheme.steps[step.step])
        one = noted(scheme, answers, sections, step.unit.id, step.unit.name)
        if sections and (place in passed or (step is here and one.begun)):
            found.append(one)
    return found
