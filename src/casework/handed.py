"""What an application says now, as a version that can be held against those that were handed in or signed."""

from collections.abc import Iterable
from typing import Any

import msgspec

from casework.case import Case
from casework.presents.application import Mark
from casework.presents.version import Version, version


def computed(case: Case, sections: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the computed values that the applicant's shown sections have now, by address.

    Args:
        case: an application.
        sections: ids of the sections that are meant, None for all.
    """
    wanted = None if sections is None else set(sections)
    found: dict[str, Any] = {}
    for section in case.journey.sections():
        if wanted is not None and section.id not in wanted:
            continue
        for row in (None,) if case.scheme.sections[section.id].rows is None else section.rows:
            for state in case.journey.fields(section.id, row):
                if state.derived and state.value is not None:
                    found[str(state.address)] = state.value
    return found


def present(case: Case, sections: Iterable[str] | None = None) -> Version:
    """Return what an application says now; once handed in, computed values and facts are those of then.

    Args:
        case: an application.
        sections: ids of the sections that are meant, None for all that the applicant fills.
    """
    wanted = None if sections is None else list(sections)
    world = case.journey.context.world
    facts = {"plan": world.plan, "unit": world.unit, "applicant": world.applicant}
    values, known = msgspec.json.decode(msgspec.json.encode((computed(case, wanted), facts)))  # as they are stored
    return version(case.journey.content(wanted), values, known)


def mended(case: Case, mark: Mark) -> bool:
    """Tell whether what a remark stands at is no longer as it was handed in last and returned, nor lacks altogether.

    Args:
        case: an application that was returned and not handed in since.
        mark: at an answer, a page of one, a row or a section.
    """
    section, was = mark.address.partition(".")[0], case.application.version()
    if was is None or not case.application.differing(mark, was, present(case, [section])):
        return False
    return all(str(address) != mark.address for address in case.journey.missing(section))
