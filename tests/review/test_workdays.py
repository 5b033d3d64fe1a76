"""Terms end at 24:00 of the last day; working days follow the year's list (X-17)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.workdays import add, between, over, say, term, works

pytestmark = pytest.mark.fast

# 国庆 2026: rest 10-01 (Thursday) to 10-07, work on Sunday 09-27 and Saturday 10-10
AUTUMN = {f"2026-10-0{n}": "rest" for n in range(1, 8)} | {"2026-09-27": "work", "2026-10-10": "work"}

TERMS = [
    # text, start, holidays, end
    ("1 day", "2026-11-20T09:00:00+08:00", {}, "2026-11-22T00:00:00+08:00"),
    ("10 days", "2026-11-21T15:20:00+08:00", {}, "2026-12-02T00:00:00+08:00"),
    ("10 workdays", "2026-11-21T15:20:00+08:00", {}, "2026-12-05T00:00:00+08:00"),
    ("10 workdays", "2026-11-20T23:59:00+08:00", {}, "2026-12-05T00:00:00+08:00"),
    ("1 workday", "2026-11-20T09:00:00+08:00", {}, "2026-11-24T00:00:00+08:00"),
    ("4 workdays", "2026-09-25T09:00:00+08:00", AUTUMN, "2026-10-01T00:00:00+08:00"),
    ("5 workdays", "2026-09-25T09:00:00+08:00", AUTUMN, "2026-10-09T00:00:00+08:00"),
    ("5 workdays", "2026-09-30T09:00:00+08:00", AUTUMN, "2026-10-14T00:00:00+08:00"),
    ("5 days", "2026-12-30T09:00:00+08:00", {}, "2027-01-05T00:00:00+08:00"),
    ("1 day", "2026-11-20T17:00:00+00:00", {}, "2026-11-23T00:00:00+08:00"),  # it is the 21st in Shanghai
]


@pytest.mark.parametrize(("text", "start", "holidays", "end"), TERMS)
def test_term__ends_at_24_of_the_last_day_X_17(text, start, holidays, end):
    assert term(text, start, holidays) == end


@pytest.mark.parametrize("text", ["", "ten days", "0 days", "-1 days", "10 weeks", "plan.closes", "99999 days"])
def test_term__no_term__is_refused(text):
    with pytest.raises(ValueError):
        term(text, "2026-11-20T09:00:00+08:00", {})


@given(st.integers(1, 60), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_add__lands_on_a_working_day_and_counts_as_between(days, start):
    end = add(days, start, AUTUMN)
    assert works(end, AUTUMN)
    assert between(start, end, AUTUMN) - works(start, AUTUMN) == days


def test_between__end_before_start__is_none():
    assert between(date(2026, 11, 20), date(2026, 11, 10), {}) == 0


MOMENTS = [
    ("2026-12-05T00:00:00+08:00", "2026-12-04T23:59:59+08:00", False),
    ("2026-12-05T00:00:00+08:00", "2026-12-05T00:00:00+08:00", True),
    ("2026-11-30 17:00", "2026-11-30T16:59:59+08:00", False),
    ("2026-11-30 17:00", "2026-11-30T17:00:00+08:00", True),
    ("2026-11-30 17:00", "2026-11-30 16:59", False),
    ("2026-11-30T17:00:00+08:00", "2026-11-30T08:59:00+00:00", False),
]


@pytest.mark.parametrize(("end", "at", "late"), MOMENTS)
def test_over__an_act_begun_before_the_end__counts(end, at, late):
    assert over(end, at) is late


def test_say__for_people():
    assert say("2026-12-05T00:00:00+08:00", 2026) == "12月4日 24:00"
    assert say("2026-11-30 17:00", 2026) == "11月30日 17:00"
    assert say("2027-01-01T00:00:00+08:00", 2027) == "2026年12月31日 24:00"
    assert say("2026-11-01 00:00", begins=True) == "11月1日 0:00"
