"""Terms: which day is a working day, and when "10 workdays" from a deed are over.

A term of n days ends at 24:00 of the nth day after the day of the deed (General Provisions of the Civil Code,
articles 200 to 203). Holidays are data: a mapping from "2026-10-01" to "rest" or "work" (调休), as the State
Council's office publishes it each year; a day that is not in it works from Monday to Friday.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Literal

Holidays = Mapping[str, Literal["rest", "work"]]

SHANGHAI = timezone(timedelta(hours=8))  # one offset all year since 1991
_TERM = re.compile(r"([1-9]\d{0,3}) (days?|workdays?|years?)")
_SATURDAY = 5


def works(day: date, holidays: Holidays) -> bool:
    """Tell whether `day` is a working day."""
    match holidays.get(day.isoformat()):
        case "rest":
            return False
        case "work":
            return True
        case None:
            return day.weekday() < _SATURDAY


def add(days: int, start: date, holidays: Holidays) -> date:
    """Return the `days`-th working day after `start`; `start` itself is never counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= works(day, holidays)
    return day


def between(start: date, end: date, holidays: Holidays) -> int:
    """Count the working days from `start` to `end`, both included; 0 where `end` is before `start`."""
    return sum(works(start + timedelta(days=n), holidays) for n in range((end - start).days + 1))


def term(text: str, start: str, holidays: Holidays) -> str:
    """Return the moment at which a term is over.

    Args:
        text: "10 workdays", "10 days" or "10 years".
        start: ISO 8601 date-time of the deed from which the term runs.
        holidays: date → "rest" or "work".

    Returns:
        ISO 8601 with +08:00: midnight after the last day, so that an act before it is in time.

    Raises:
        ValueError: `text` is no term.

    """
    begun = parse(start).date()
    found = _TERM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    n = int(found[1])
    if found[2].startswith("year"):
        last = begun.replace(year=begun.year + n, day=min(begun.day, 28) if begun.month == 2 else begun.day)
    else:
        last = add(n, begun, holidays) if found[2].startswith("work") else begun + timedelta(days=n)
    return (datetime(last.year, last.month, last.day, tzinfo=SHANGHAI) + timedelta(days=1)).isoformat()


def parse(text: str) -> datetime:
    """Read an ISO date-time or "2026-11-30 17:00"; without an offset it is Shanghai's. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)


def over(end: str, at: str) -> bool:
    """Tell whether `at` is at or after `end`; an act begun before it counts."""
    return parse(at) >= parse(end)


def say(text: str, year: int | None = None, *, begins: bool = False) -> str:
    """Write a moment for people: "12月4日 24:00"; with the year where it is another than `year`.

    Midnight is the end of the day before, or with `begins` the beginning of its own.
    """
    moment = parse(text)
    if (moment.hour, moment.minute) == (0, 0) and not begins:
        moment -= timedelta(days=1)
        clock = "24:00"
    else:
        clock = f"{moment.hour}:{moment.minute:02d}"
    day = f"{moment.month}月{moment.day}日 {clock}"
    return day if year is None or year == moment.year else f"{moment.year}年{day}"
