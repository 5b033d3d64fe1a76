"""Whose list an application stands on, and when a list goes up (X-13, CQ-23)."""

import pytest
from msgspec.structs import replace

from review.lists import forward_blockers, listed, tally
from review.route import Course
from review.standing import ever
from review.status import Status

from .conftest import refusal

pytestmark = pytest.mark.fast


def test_listed__a_unit_sees_its_own_verdicts_X_13(case):
    one = case()
    assert listed(one.standing, "clinic") is None
    one.do("submit")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("pending", "coming")
    assert listed(one.standing, "city") is None, "it passes no list on"
    one.do("approve", "clinic")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("approved", "pending")
    one.do("return", "yunxi")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("approved", "returned")
    one.do("submit")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("pending", "returned")
    one.through("clinic")
    one.do("reject", "yunxi")
    assert listed(one.standing, "yunxi") == "rejected"


def test_listed__under_another_chain__is_on_no_list_of_the_units_that_were_left_X_18(case, no_office):
    """Who moves to a unit elsewhere with a returned application keeps back nobody of the district that was left."""
    one = case(units=no_office)
    one.through("clinic").do("return", "yunxi")
    moved = replace(one.standing, status=Status.SUBMITTED, course=Course("other", (), ()), round=2)
    assert [listed(moved, unit) for unit in ("clinic", "yunxi")] == [None, None]
    assert forward_blockers([moved], "yunxi") == []
    assert ever(moved) == ["clinic", "yunxi"], "their rows are taken away, not forgotten"


def test_forward__only_when_every_one_is_approved_or_rejected_CQ_23(case, no_office):
    people = {
        name: case(units=no_office)
        for name in ["ready", "pending", "returned", "rejected", "draft", "back", "withdrawn", "below"]
    }
    for name, one in people.items():
        if name != "draft":
            one.through(*(["clinic"] if name != "below" else []))
    people["ready"].do("approve", "yunxi")
    people["returned"].do("return", "yunxi")
    people["rejected"].do("reject", "yunxi")
    people["back"].do("return", "yunxi")
    people["back"].do("submit")
    people["withdrawn"].do("withdraw")
    standings = [one.standing for one in people.values()]
    names = list(people)
    found = forward_blockers(standings, "yunxi")
    assert [(names[b.index], b.code) for b in found] == [
        ("pending", "pending"), ("returned", "returned"), ("back", "returned"), ("below", "coming"),
    ]  # fmt: skip
    counts = tally(standings, "yunxi")
    assert counts == {"total": 6, "pending": 2, "approved": 1, "returned": 2, "rejected": 1}
    people["ready"].batch = counts
    refused = refusal(people["ready"], "forward", "yunxi")
    assert refused.code == "guard"
    assert "审完再提交" in refused.text
    done = [people[name].standing for name in ("ready", "rejected", "draft")]
    assert forward_blockers(done, "yunxi") == []
    people["ready"].batch = tally(done, "yunxi")
    people["ready"].do("forward", "yunxi")
    assert people["ready"].standing.forwarded
