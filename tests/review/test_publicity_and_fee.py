"""A region with publicity before submission, unlock, fee, defence, and a return that goes on where it was (X-17)."""

import pytest

from review.lists import listed
from review.status import Status

from .conftest import at, deeds, refusal

pytestmark = pytest.mark.fast


TWO = {"board": ("review_office", "高评办", None), "clinic": ("institution", "云溪区人民医院", "board")}


@pytest.fixture
def other(case, region, second):
    """An application under the second region: publicity first, fee, defence, a return that goes on where it was."""
    one = case(units=TWO)
    one.scheme = region(second)
    return one


def test_publicity__before_submission__is_asked_for_and_recorded_X_17(other):
    refused = refusal(other, "submit")
    assert refused.code == "publicity"
    assert "云溪区人民医院" in refused.text
    assert deeds(other, "clinic") == ["record"]
    outcome = other.do("record", "clinic", of="c0ffee")
    assert [event.name for event in outcome.events] == ["publicity_ended"]
    assert other.standing.status is Status.DRAFT
    assert other.standing.verdicts[0].of == "c0ffee", "what was published is named by its digest"
    assert refusal(other, "delete").code == "acted"
    other.do("submit")
    assert other.standing.status is Status.SUBMITTED


def submitted(other):
    other.do("record", "clinic")
    other.do("submit")
    return other


def test_unlock__with_the_unit_s_consent__is_that_the_unit_sends_it_back(case, region, second):
    one = case(units=TWO)
    one.scheme = region(second.replace("before: [wall], ", ""))
    one.do("submit")
    asked = refusal(one, "unlock")
    assert (asked.code, "请它退回" in asked.text) == ("grant", True)
    assert [o.say for o in one.offers(None) if o.deed == "unlock"] == [asked.text]
    one.do("return", "clinic")
    assert one.standing.status is Status.RETURNED


def test_unlock__clears_what_was_printed(case, region, second):
    one = case(units=TWO)
    one.scheme = region(second.replace("before: [wall], ", "").replace(", grant: employer", ""))
    one.do("submit")
    outcome = one.do("unlock")
    assert (one.standing.status, outcome.clears) == (Status.DRAFT, ["print.form"])
    assert [event.name for event in one.do("submit").events] == ["submitted", "work_waiting"]
    one.do("approve", "clinic")
    assert refusal(one, "unlock").code == "guard"


def test_return__resume_here__goes_on_where_it_was_and_keeps_the_verdicts(other):
    submitted(other).through("clinic")
    assert at(other) == "office@board"
    assert other.do("return", "board").clears == ["print.form"]
    other.do("submit")
    assert at(other) == "office@board"
    assert listed(other.standing, "clinic") == "approved"


def test_reject__to_the_applicant__reopens_and_is_told_as_a_rejection(other):
    outcome = submitted(other).do("reject", "clinic")
    assert (other.standing.status, outcome.events[0].name) == (Status.RETURNED, "rejected")
    other.do("submit")
    assert other.standing.status is Status.SUBMITTED


def test_fee__unpaid_in_its_term__is_withdrawn_paid_goes_on(other):
    submitted(other).through("clinic")
    outcome = other.do("approve", "board")
    assert [event.name for event in outcome.events] == ["approved_step", "fee_due", "work_waiting"]
    assert other.standing.due == "2026-12-01T00:00:00+08:00"
    waits = other.standing
    other.do("overdue", person="", at="2026-12-01T00:00:00+08:00")
    assert other.standing.status is Status.WITHDRAWN
    other.do("extend", "board", until="2026-12-20T00:00:00+08:00", at="2026-12-02T00:00:00+08:00")
    assert at(other) == "fee@board"
    other.standing = waits
    assert [event.name for event in other.do("pay", "board").events] == ["fee_paid", "work_waiting"]
    assert other.standing.due is None


def test_defence__arranged_stays_recorded_goes_on(other):
    submitted(other).through("clinic", "board")
    other.do("pay", "board")
    assert [event.name for event in other.do("arrange", "board").events] == ["defence_arranged"]
    assert at(other) == "defence@board"
    other.do("record", "board")
    assert at(other) == "committee@board"
    assert other.do("accept", "board").events == []
    assert at(other) == "committee@board"
    assert refusal(other, "accept", "board").code == "not_now"
    assert "accept" not in [o.deed for o in other.offers("board")]


def test_publicity__its_term_runs_out_with_next__goes_on_by_itself(other):
    submitted(other).through("clinic", "board")
    for deed in ("pay", "record", "approve"):
        outcome = other.do(deed, "board")
    assert [event.name for event in outcome.events] == ["approved", "publicity_started", "work_waiting"]
    assert (other.standing.status, at(other)) == (Status.APPROVED, "after@board")
    outcome = other.do("overdue", person="", at="2027-01-01T00:00:00+08:00")
    assert [event.name for event in outcome.events] == ["publicity_ended", "work_waiting"]
    assert (other.standing.status, at(other)) == (Status.APPROVED, "certificate@board")
