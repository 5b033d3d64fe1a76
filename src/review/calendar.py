"""Counting back from the closing time: by which day each thing has to be done so that the rest still fits (B-12)."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from review.route import StepAt
from review.standing import Standing, asked_of, publicity_before
from review.workdays import Holidays, between, parse, works
from schemes.scheme import Scheme


class Latest(msgspec.Struct, frozen=True):
    """Names the last day for one thing.

    Args:
        deed: "ready" (ask for the publicity), "begin" (hold it), "record" (note its result) or "submit".
        day: ISO 8601 day.
        step: the publicity that it is about, None for handing in.
        workdays: how many working days that publicity takes, 0 for handing in.

    """

    deed: str
    day: str
    step: StepAt | None = None
    workdays: int = 0


def least(scheme: Scheme, step: str) -> int:
    """Return how many working days a publicity has to be at least; 0 where the region does not say.

    Args:
        scheme: of the region.
        step: id of the step.
    """
    return int((scheme.steps[step].least or "0").partition(" ")[0])


def counted_back(
    scheme: Scheme, standing: Standing, before: tuple[StepAt, ...], closes: str, holidays: Holidays
) -> list[Latest]:
    """Return what is still to be done before an application is handed in, each with its last day, in their order.

    The result is noted on a working day after the last day of the publicity, and on that day it is handed in.

    Args:
        scheme: the scheme that the application keeps.
        standing: where it stands, as a draft or returned.
        before: the publicities before submission, in their order.
        closes: until when it is to be handed in, "2026-11-30 17:00" or ISO 8601; midnight ends the day before it.
        holidays: date → "rest" or "work".

    """
    moment = parse(closes)
    last = moment.date() - timedelta(days=(moment.hour, moment.minute) == (0, 0))
    found = [Latest("submit", last.isoformat())]
    day = last
    for step in reversed(before):
        now, days = publicity_before(standing, step), least(scheme, step.step)
        if now.ended is not None:
            continue
        day = _on_or_before(day, holidays)
        found.insert(0, Latest("record", day.isoformat(), step, days))
        if now.begun is not None:
            continue
        day = began(day - timedelta(days=1), days, holidays)
        deed = "begin" if asked_of(standing, step) else "ready"
        found.insert(0, Latest(deed, day.isoformat(), step, days))
    return found


def began(end: date, days: int, holidays: Holidays) -> date:
    """Return the last day on which a publicity can begin so that it has so many working days up to its last day."""
    day = end
    while between(day, end, holidays) < max(days, 1):
        day -= timedelta(days=1)
    return day


def ends(begin: date, days: int, holidays: Holidays) -> date:
    """Return the first last day with which a publicity that begins on a day has so many working days."""
    day = begin
    while between(begin, day, holidays) < max(days, 1):
        day += timedelta(days=1)
    return day


def _on_or_before(day: date, holidays: Holidays) -> date:
    while not works(day, holidays):
        day -= timedelta(days=1)
    return day
