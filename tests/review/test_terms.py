"""When something may be done: the plan's time, the terms of returns, and what is extended."""

import msgspec
import pytest

from review.status import Status

from .conftest import deeds, refusal

pytestmark = pytest.mark.fast


TIMES = [
    ("2026-11-01T08:59:59+08:00", "not_open"),
    ("2026-11-01T09:00:00+08:00", None),
    ("2026-11-30T16:59:59+08:00", None),
    ("2026-11-30T17:00:00+08:00", "closed"),
]


@pytest.mark.parametrize(("moment", "code"), TIMES)
def test_submit__outside_the_plan_s_time__is_refused(case, moment, code):
    one = case()
    if code is None:
        one.do("submit", at=moment)
    else:
        assert refusal(one, "submit", at=moment).code == code
        one.now = moment
        assert not one.offers()[0].ok


def test_return__its_term_binds_the_resubmission_and_not_the_plan(case):
    one = case().through()
    one.do("return", "clinic", at="2026-11-27T10:00:00+08:00")
    assert one.standing.due == "2026-12-12T00:00:00+08:00"
    late = msgspec.structs.replace(one.standing)
    one.do("submit", at="2026-12-11T23:59:00+08:00")
    assert one.standing.status is Status.SUBMITTED
    one.standing = late
    assert refusal(one, "submit", at="2026-12-12T00:00:00+08:00").code == "overdue"


def test_overdue__a_return_that_nobody_answered__is_withdrawn_and_may_be_extended(case):
    one = case().through()
    one.do("return", "clinic", at="2026-11-20T10:00:00+08:00")
    assert refusal(one, "overdue", person="", at="2026-12-04T23:59:00+08:00").code == "not_due"
    one.do("overdue", person="", at="2026-12-05T00:00:00+08:00")
    assert one.standing.status is Status.WITHDRAWN
    assert deeds(one) == []
    one.do("extend", "city", at="2026-12-06T10:00:00+08:00", until="2026-12-11T00:00:00+08:00")
    assert one.standing.status is Status.RETURNED
    one.do("submit", at="2026-12-10T10:00:00+08:00")
    assert one.standing.status is Status.SUBMITTED


def test_overdue__a_draft_after_closing__is_withdrawn_and_an_extension_gives_it_back(case):
    one = case()
    one.do("overdue", person="", at="2026-11-30T17:00:00+08:00")
    assert one.standing.status is Status.WITHDRAWN
    outcome = one.do("extend", "city", at="2026-12-01T10:00:00+08:00", until="2026-12-03T17:00:00+08:00")
    assert one.standing.status is Status.DRAFT
    assert [event.name for event in outcome.events] == ["extended"]
    one.do("submit", at="2026-12-03T16:00:00+08:00")
    assert one.standing.status is Status.SUBMITTED


def test_extend__what_was_withdrawn_by_the_person__is_refused(case):
    one = case().through()
    one.do("withdraw")
    assert refusal(one, "extend", "city", until="2027-01-01T00:00:00+08:00").code == "not_now"


def test_extend__without_a_later_end__is_refused(case):
    assert refusal(case(), "extend", "city").code == "until"
    assert refusal(case(), "extend", "city", until="2026-11-01T00:00:00+08:00").code == "until"
