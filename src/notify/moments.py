"""Reads points in time as this product writes them, and writes them as the platform's fields want them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_MOMENT = re.compile(
    r"(?:(?:(?P<year>\d{4})\s*[年./-]\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?(?:[T\s]+|$))?"
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?:[+-]\d{2}:?\d{2})?"
)
_MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?")
_RANGE = re.compile(r"\s*[~～至到]\s*")


class Moment(NamedTuple):
    """Is a day, a time of day, or both; what is not known is 0 or empty."""

    year: int
    month: int
    day: int
    clock: str


def _read(text: str, now: str, like: Moment | None) -> Moment | None:
    found = _MOMENT.fullmatch(text.strip())
    if not found or not text.strip():
        return None
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    year = int(found["year"] or 0)
    if month and not year:
        year = like.year if like and like.year else _year(month, day, now)
    clock = ""
    if found["hour"]:
        hour, minute = int(found["hour"]), int(found["minute"])
        if (hour, minute) == (24, 0):
            hour, minute = 23, 59  # the platform's day has no 24:00
        if hour > 23 or minute > 59:
            return None
        clock = f"{hour:02}:{minute:02}"
    if month:
        try:
            date(year or 2000, month, day)
        except ValueError:
            return None
    return Moment(year, month, day, clock)


def _year(month: int, day: int, now: str) -> int:
    """Return the year that brings a day without one nearest to the present; 0 where there is no present."""
    present = re.match(r"(\d{4})-(\d{2})-(\d{2})", now)
    if not present:
        return 0
    today = date(int(present[1]), int(present[2]), int(present[3]))
    days: dict[int, int] = {}
    for year in (today.year, today.year + 1, today.year - 1):
        try:
            days[year] = abs((date(year, month, day) - today).days)
        except ValueError:
            continue
    return min(days, key=lambda year: days[year]) if days else 0


def _day(moment: Moment) -> str:
    if not moment.month:
        return ""
    return (f"{moment.year}年" if moment.year else "") + f"{moment.month}月{moment.day}日"


def _sides(text: str, now: str) -> list[Moment] | None:
    """Read one point in time, or the two of a period; the second takes the first one's year."""
    out: list[Moment] = []
    parts = _RANGE.split(text.strip())
    if len(parts) > 2:
        return None
    for part in parts:
        moment = _read(part, now, out[0] if out else None)
        if moment is None:
            return None
        out.append(moment)
    return out


def timed(text: str, now: str) -> str:
    """Return a time as `15:01` or `2019年10月1日 15:01`, a period with `~`; empty when there is no time of day in it.

    Args:
        text: "2026-11-30 16:59", ISO 8601, "11月30日 24:00", "15:01".
        now: the present, gives a day without a year its year.

    """
    sides = _sides(text, now)
    if not sides or not all(m.clock for m in sides):
        return ""
    # a day without its year is not among the forms of a time: the time of day alone is true as well
    return "~".join(f"{_day(m)} {m.clock}" if m.month and m.year else m.clock for m in sides)


def dated(text: str, now: str) -> str:
    """Return a date as `2019年10月1日`, with its time where it has one, a period with `~`; empty when it is none.

    Args:
        text: as for `timed`, or "2019-10-01", "2019.10", "10月1日".
        now: the present, gives a day without a year its year.

    """
    month = _MONTH.fullmatch(text.strip())
    if month and 1 <= int(month[2]) <= 12:
        return f"{int(month[1])}年{int(month[2])}月"
    sides = _sides(text, now)
    if not sides or not all(m.month for m in sides):
        return ""
    return "~".join(" ".join(filter(None, (_day(m), m.clock))) for m in sides)
