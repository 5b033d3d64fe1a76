"""What lies empty between two rows whose periods should follow each other, where the region advises against that."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from casework import words
from casework.case import Case
from schemes import Scheme
from wizard.address import Address


@lru_cache(maxsize=256)
def gap_rules(scheme: Scheme, section: str) -> frozenset[str]:
    """Return the rules that advise against gaps between the rows of a section.

    Args:
        scheme: of the application.
        section: with rows.
    """
    advice = [name for name, rule in scheme.sections[section].rules.items() if rule.level == "warn"]
    nodes = {name: scheme.node("sections", section, "rules", name, "check") for name in advice}
    return frozenset(name for name, node in nodes.items() if node is not None and "gaps" in node.functions)


def gaps(case: Case, section: str, rows: Sequence[str]) -> dict[str, str]:
    """Name what lies empty after each of these rows, by the row before it; nothing where the region minds no gaps.

    Args:
        case: whose rows they are.
        section: with rows.
        rows: ids, in the order in which they are shown.
    """
    period = next((k for k, f in case.scheme.sections[section].fields.items() if f.kind == "period"), None)
    if period is None or not gap_rules(case.scheme, section):
        return {}
    found: dict[str, str] = {}
    for row, after in pairwise(rows):
        early, late = (case.answer(Address(section, one, period)) for one in (row, after))
        if (months := empty_months(early, late)) > 0:
            ends = [words.listed(_months_on(text, by)) for text, by in ((early["to"], 1), (late["from"], -1))]
            found[row] = f"{ends[0]}{f' 到 {ends[1]}' if months > 1 else ''} 空了 {months} 个月"
    return found


def empty_months(early: object, late: object) -> int:
    """Return how many whole months lie between the end of one period and the beginning of the next, 0 where none do.

    Args:
        early, late: the two periods, `{"from": "2012-07", "to": "2015-12"}` or with days; without an end there is none.
    """
    match early, late:
        case {"to": str(end)}, {"from": str(begin)}:
            return max(0, _month(begin) - _month(end) - 1)
        case _:
            return 0


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def _months_on(text: str, by: int) -> str:
    return f"{(_month(text) + by) // 12}-{(_month(text) + by) % 12 + 1:02}"
