"""The functions an expression may call, each a few lines of arithmetic over months, lists and periods.

A month is "2019-07", a date "2019-07-01", a period {"from": month or date, "to": the same, absent while it lasts}.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final

from schemes.expressions import DESK, Open, UnitRef

LOG = logging.getLogger("schemes")
NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)(万?)")
BETWEEN: Final = re.compile(r"(?<=\d)[,，\s](?=\d{3})")  # thousands
Period = Mapping[str, str]


@lru_cache(256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def matches(text: str, pattern: str) -> bool:
    """Tell whether a pattern is found in a text; the library's own would compile the pattern anew each time."""
    return _pattern(pattern).search(text) is not None


def length(text: str) -> int:
    """Count characters, as a person counts 字."""
    return len(text)


def _months(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def years_between(start: str, end: str) -> int:
    """Count full years from one month or date to another."""
    short = len(start) > 7 and len(end) > 7 and end[8:10] < start[8:10]
    return (_months(end) - _months(start) - short) // 12


def months_between(start: str, end: str) -> int:
    """Count full months from one month or date to another."""
    short = len(start) > 7 and len(end) > 7 and end[8:10] < start[8:10]
    return _months(end) - _months(start) - short


def add_months(day: str, months: int) -> str:
    """Return the month or date so many months later; the day is kept as it is written."""
    total = _months(day) + months
    return f"{total // 12:04d}-{total % 12 + 1:02d}{day[7:]}"


def year(day: str) -> int:
    """Return the year of a month or date."""
    return int(day[:4])


def years(first: int, last: int) -> list[str]:
    """Return the years from first to last as texts."""
    return [str(number) for number in range(first, last + 1)][:100]


def total(values: Sequence[int | float]) -> int | float:
    """Add up numbers."""
    return sum(values)


def distinct(values: Sequence[object]) -> bool:
    """Tell whether no value occurs twice."""
    return len({str(value) for value in values}) == len(values)


def sorted_by(values: Sequence[str], order: Sequence[str]) -> bool:
    """Tell whether values come in the order of a list; what is not in the list comes last."""
    places = [order.index(value) if value in order else len(order) for value in values]
    return places == sorted(places)


def _by_start(periods: Sequence[Period]) -> list[tuple[Period, Period]]:
    return list(pairwise(sorted(periods, key=itemgetter("from"))))


def gaps(periods: Sequence[Period]) -> int:
    """Count places where more than a month lies between one period's end and the next one's start."""
    ended = [(a["to"][:7], b["from"][:7]) for a, b in _by_start(periods) if a.get("to")]
    return sum([end < start and _months(start) - _months(end) > 1 for end, start in ended])


def overlaps(periods: Sequence[Period]) -> int:
    """Count periods that begin before the one before them has ended."""
    return sum([not a.get("to") or b["from"][:7] < a["to"][:7] for a, b in _by_start(periods)])


def repeats(some: Sequence[str], others: Sequence[str]) -> int:
    """Count texts that occur in both lists, spaces and punctuation aside."""

    def plain(texts: Sequence[str]) -> set[str]:
        return {re.sub(r"[\W_]+", "", text).lower() for text in texts} - {""}

    return len(plain(some) & plain(others))


RETIREMENT: Final[dict[tuple[str, str], tuple[int, str, int, int]]] = {
    ("男", "professional"): (60, "1965-01", 4, 36),
    ("男", "worker"): (60, "1965-01", 4, 36),
    ("女", "professional"): (55, "1970-01", 4, 36),
    ("女", "worker"): (50, "1975-01", 2, 60),
}
"""(sex, post) → age before the change, first month of birth it applies to, months of birth a step, most months added.

Source: 全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13), in force from 2025-01-01.
"""


def retires_on(birth: str, sex: str, post: str) -> str:
    """Return the month of statutory retirement.

    Args:
        birth: month or date of birth.
        sex: "男" or "女".
        post: "professional" (管理和专业技术岗位) or "worker".

    """
    age, first, step, most = RETIREMENT[sex, post]
    late = _months(birth) - _months(first)
    added = 0 if late < 0 else min(most, late // step + 1)
    return add_months(birth[:7], age * 12 + added)


def until(period: Period) -> str:
    """Return the end of a period, or the current month (or date) while it lasts."""
    now = _here().world.now
    return period.get("to") or now[: len(period["from"])]


def above(kind: str) -> bool:
    """Tell whether an approved unit of this kind stands strictly above the employer."""
    return _here().world.tree.above(kind)


def nearest(kind: str) -> dict[str, Any] | None:
    """Return the nearest unit of this kind strictly above the employer."""
    found = _here().world.tree.nearest(kind)
    return None if found is None else {"id": found.id, "kind": found.kind, "name": found.name, "level": found.level}


def has_child(kind: str, at: Mapping[str, Any] | None) -> bool:
    """Tell whether a unit has an approved child of this kind; false when there is no such unit."""
    unit = None if at is None else UnitRef(at["id"], at["kind"], at["name"], at["level"])
    return _here().world.tree.has_child(kind, unit)


def complete(section: str) -> bool:
    """Tell whether a section is complete; open where nobody can tell, and for a section of another thing."""
    asked = _here().complete
    if asked is None:
        raise Open(section)
    return asked(section)


def workdays(start: str, end: str) -> int:
    """Count working days from one date to another, both included, by the year's list."""
    return _here().world.workdays(start, end)


def _here() -> Any:
    context = DESK.context
    if context is None:
        raise RuntimeError("no context is running")
    return context


PURE: Final[dict[str, tuple[Callable[..., Any], int]]] = {
    "length": (length, 1),
    "years_between": (years_between, 2),
    "months_between": (months_between, 2),
    "add_months": (add_months, 2),
    "year": (year, 1),
    "years": (years, 2),
    "sum": (total, 1),
    "distinct": (distinct, 1),
    "sorted_by": (sorted_by, 2),
    "gaps": (gaps, 1),
    "overlaps": (overlaps, 1),
    "repeats": (repeats, 2),
    "retires_on": (retires_on, 3),
}
"""Name → function and number of arguments; the result depends on the arguments alone."""

COUNTS: Final = frozenset({"gaps", "overlaps", "repeats"})
"""Those of them that count, so that the result is a whole number."""

TELLS: Final = frozenset({"distinct", "sorted_by"})
"""Those of them that tell whether something is so."""

ASKING: Final[dict[str, tuple[Callable[..., Any], int, str]]] = {
    "until": (until, 1, "now"),
    "above": (above, 1, "tree"),
    "nearest": (nearest, 1, "tree"),
    "has_child": (has_child, 2, "tree"),
    "complete": (complete, 1, "complete"),
    "workdays": (workdays, 2, "holidays"),
}
"""Name → function, number of arguments, and the path that readers of it depend on."""

LISTS: Final[dict[str, int]] = {"entry": 2, "pick": 2, "at_most": 3}
"""Functions over the scheme's lists, made by `over_lists`."""

BUILT_IN: Final[dict[str, tuple[int, ...]]] = {
    "has": (1,), "size": (1,), "int": (1,), "uint": (1,), "double": (1,), "string": (1,), "type": (1,),
}  # fmt: skip
METHODS: Final = frozenset({"size", "matches", "startsWith", "endsWith", "contains"})


def over_lists(lists: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Callable[..., Any]]:
    """Return `entry(list, code)`, `pick(list, value)` and `at_most(list, code, texts)` for these lists.

    To the first two other words than the list's are open; what has no `most` there has no bound. Of a text the first
    number counts, such as 6 of 6（4）.
    """
    highest = {name: {c: r["most"] for c, r in records.items() if "most" in r} for name, records in lists.items()}

    def entry(name: str, code: str) -> dict[str, Any]:
        if (record := lists[name].get(code)) is None:
            raise Open(code)
        return dict(record)

    def pick(name: str, value: str) -> list[str]:
        return [code for code, record in lists[name].items() if value in record.get("for", ())]

    def at_most(name: str, code: str, texts: Sequence[str]) -> bool:
        if (most := highest[name].get(code)) is None:
            return True
        return not any(_amount(text) > most for text in texts)

    return {"entry": entry, "pick": pick, "at_most": at_most}


def _amount(text: str) -> float:
    """Return the first number in a text, such as 1,200 or 1.2万; 0 where there is none."""
    if text.isdecimal():
        return int(text)
    found = NUMBER.search(BETWEEN.sub("", text))
    return 0 if found is None else float(found[1]) * (10_000 if found[2] else 1)


def watched(name: str, function: Callable[..., Any], at: tuple[str, ...]) -> Callable[..., Any]:
    """Return a function that logs once when it fails for another reason than an open answer.

    An expression is open either way, because the library tells nobody why a function gave nothing; without the log a
    fault of ours would look like an answer that is not there. The log holds no answer.

    Args:
        name: as expressions call it.
        function: what does the work.
        at: where the expression is written.

    """
    told = False

    def call(*arguments: Any) -> Any:
        nonlocal told
        try:
            return function(*arguments)
        except Open:
            raise
        except Exception as error:
            if not told:
                told = True
                LOG.error("%s() failed with %s in %s", name, type(error).__name__, ".".join(at))
            raise

    return call


def signatures() -> dict[str, tuple[int, ...]]:
    """Return every function an expression may call with the numbers of arguments it takes."""
    return {
        **{name: (count,) for name, (_, count) in PURE.items()},
        **{name: (count,) for name, (_, count, _) in ASKING.items()},
        **{name: (count,) for name, count in LISTS.items()},
        **BUILT_IN,
    }
