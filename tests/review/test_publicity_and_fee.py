"""A region with publicity before submission, unlock, fee, defence, and a return that goes on where it was (X-17)."""

from datetime import date

import pytest

from review.before import draft_course
from review.calendar import counted_back, ends
from review.lists import listed, publicity_group
from review.standing import publicity_before
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


def public(of):
    """What is made public is this content now."""
    return {"public": lambda: of}


def test_publicity__before_submission__is_asked_for_held_and_recorded_X_17(other):
    assert "请先点“请单位公示”" in refusal(other, "submit").text
    assert deeds(other, "clinic") == [], "nobody has asked the unit yet"
    assert refusal(other, "begin", "clinic").code == "not_asked"
    other.lacking = {"basic"}
    assert (refusal(other, "ready").code, refusal(other, "ready").needs) == ("incomplete", ["basic"])
    other.lacking = set()
    assert [(e.name, e.to_units) for e in other.do("ready").events] == [("work_waiting", ["clinic"])]
    assert refusal(other, "ready").code == "asked"
    assert publicity_group(other.standing, "clinic") == "asked"
    refused = refusal(other, "submit")
    assert (refused.code, "云溪区人民医院" in refused.text) == ("publicity", True)
    assert [e.name for e in other.do("begin", "clinic", **public("c0ffee")).events] == ["publicity_started"]
    assert publicity_group(other.standing, "clinic") == "posting"
    outcome = other.do("record", "clinic", **public("c0ffee"))
    assert [event.name for event in outcome.events] == ["publicity_ended"]
    assert (other.standing.status, publicity_group(other.standing, "clinic")) == (Status.DRAFT, "posted")
    assert other.standing.verdicts[0].of == "c0ffee", "what was published is named by its digest"
    assert "delete" in deeds(other), "making public is no review yet (CQ-25)"
    assert refusal(other, "submit", **public("another")).code == "stale"
    other.do("submit", **public("c0ffee"))
    assert other.standing.status is Status.SUBMITTED


def test_publicity__of_another_content__is_published_again_or_let_stand_with_a_reason_X_17(other):
    other.do("ready", **public("one"))
    other.do("record", "clinic", **public("one"))
    assert refusal(other, "keep", "clinic", **public("one")).code == "not_stale"
    assert refusal(other, "record", "clinic", **public("two")).code == "stale"
    assert [e.name for e in other.do("ready", **public("two")).events] == ["work_waiting"], "the unit is asked again"
    assert refusal(other, "ready", **public("two")).code == "asked"
    assert refusal(other, "keep", "clinic", **public("two")).code == "reason"
    other.do("keep", "clinic", reason="只改了一个错别字", **public("two"))
    other.do("submit", **public("two"))
    other.do("return", "clinic")
    assert refusal(other, "submit", **public("three")).code == "stale", "a return keeps it as long as nothing changed"
    other.do("begin", "clinic", **public("three"))
    assert refusal(other, "submit", **public("three")).code == "publicity"
    other.do("undo_record", "clinic", **public("three"))
    assert refusal(other, "submit", **public("three")).code == "stale", "what stood before stands again"
    other.do("submit", **public("two"))


def test_publicity__a_wrong_entry__is_taken_back_while_nothing_is_handed_in(other):
    other.do("ready")
    assert refusal(other, "undo_record", "clinic").code == "not_noted"
    other.do("begin", "clinic", noted={"notice.result": "一"})
    other.do("record", "clinic", noted={"notice.result": "二"})
    step = other.standing.asked.steps[0]
    assert publicity_before(other.standing, step).noted == {"notice.result": "二"}
    other.do("undo_record", "clinic")
    assert publicity_before(other.standing, step).noted == {"notice.result": "一"}
    assert refusal(other, "submit").code == "publicity"
    other.do("undo_record", "clinic")
    assert publicity_group(other.standing, "clinic") == "asked"


def test_calendar__counts_back_over_working_days_and_holidays_B_12(case, region, second):
    one = case(units=TWO)
    one.scheme = region(
        second.replace("kind: publicity, at: employer, fill", "kind: publicity, least: 5 workdays, at: employer, fill")
    )
    before = draft_course(one.scheme, one.standing, one.context).before

    def days(holidays=None):
        found = counted_back(one.scheme, one.standing, before, "2026-11-30 17:00", holidays or {})
        return [(latest.deed, latest.day) for latest in found]

    assert days() == [("ready", "2026-11-23"), ("record", "2026-11-30"), ("submit", "2026-11-30")]
    assert days({"2026-11-25": "rest"})[0] == ("ready", "2026-11-20")
    assert days({"2026-11-28": "work"})[0] == ("ready", "2026-11-24"), "a Saturday that is worked"
    one.do("ready")
    assert days()[0] == ("begin", "2026-11-23")
    one.do("begin", "clinic")
    assert days() == [("record", "2026-11-30"), ("submit", "2026-11-30")]
    one.do("record", "clinic")
    assert days() == [("submit", "2026-11-30")]
    assert ends(date(2026, 11, 20), 5, {}) == date(2026, 11, 26)


def submitted(other):
    other.do("ready")
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


def test_step__that_the_plan_closes__is_passed_before_and_refused_after_X_01(case, region, second):
    """Each level has an end of its own; a day alone ends at its midnight, and sending back is still open."""
    one = case(units=TWO)
    text = second.replace("before: [wall], ", "").replace(
        "at: employer}\n  office", "at: employer, closes: plan.unit_closes}\n  office"
    )
    fields = "fields: {unit_closes: {label: 单位, kind: date}}"
    year = f"  year: {{label: 各级截止时间, of: plan, by: office, source: product, {fields}}}\n"
    one.scheme = region(text.replace("units:\n", year + "units:\n", 1))
    one.plan["unit_closes"] = "2026-12-05"
    one.do("submit")
    one.now = "2026-12-06T00:00:00+08:00"
    assert (refusal(one, "approve", "clinic").code, "return" in deeds(one, "clinic")) == ("closed", True)
    one.now = "2026-12-05T23:59:00+08:00"
    one.do("approve", "clinic")
