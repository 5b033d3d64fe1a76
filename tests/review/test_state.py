"""What may be done where, and what follows (X-11, X-13, X-20, CQ-20, CQ-21, CQ-23, CQ-25)."""

import msgspec
import pytest

from review.lists import forward_blockers, listed, tally
from review.state import Refused, Standing, offers, same_hand, waiting
from review.status import Status

pytestmark = pytest.mark.fast


def refusal(one, deed, unit=None, **more):
    """Do a deed that must be refused; nothing may have changed."""
    before = one.standing
    with pytest.raises(Refused) as refused:
        one.do(deed, unit, **more)
    assert one.standing is before
    assert refused.value.text
    return refused.value


def at(one):
    step = waiting(one.standing)
    return None if step is None else f"{step.step}@{step.unit.id}"


def deeds(one, unit=None):
    return [offer.deed for offer in one.offers(unit) if offer.ok]


# ── the whole way ────────────────────────────────────────────────────────────
def test_application__every_unit_approves__ends_certified(case):
    one = case()
    outcome = one.do("submit")
    assert one.standing.status is Status.SUBMITTED
    assert [event.name for event in outcome.events] == ["submitted", "work_waiting"]
    assert outcome.events[-1].to_units == ["clinic"]
    seen = []
    for unit, deed in [
        ("clinic", "approve"), ("yunxi", "approve"), ("office", "approve"), ("yunxi", "approve"), ("yunxi", "forward"),
        ("city", "approve"), ("city", "issue"),
    ]:  # fmt: skip
        seen.append((at(one), [event.name for event in one.do(deed, unit).events], one.standing.status.value))
    assert seen == [
        ("employer@clinic", ["approved_step", "work_waiting"], "submitted"),
        ("district_before@yunxi", ["approved_step", "work_waiting"], "submitted"),
        ("title_office@office", ["approved_step", "work_waiting"], "submitted"),
        ("district_again@yunxi", ["approved_step", "work_waiting"], "submitted"),
        ("forward_district@yunxi", ["forwarded", "work_waiting"], "submitted"),
        ("committee@city", ["approved", "work_waiting"], "approved"),
        ("certificate@city", ["certificate_issued"], "certified"),
    ]
    first = one.standing.verdicts[0]
    assert (first.unit, first.deed, first.at) == ("clinic", "approve", one.now)
    assert one.standing.forwarded


def test_submit__locks_until_a_return_X_11(case):
    one = case()
    one.do("submit")
    assert refusal(one, "submit").code == "not_now"
    assert "退回" in refusal(one, "submit").text
    one.do("return", "clinic")
    assert deeds(one) == ["submit", "withdraw"]


REFUSED = [
    # before, deed, unit, code
    ([], "approve", "clinic", "not_now"),
    (["submit"], "approve", "yunxi", "not_here"),
    (["submit"], "approve", None, "not_here"),
    (["submit"], "withdraw", "clinic", "not_here"),
    (["submit"], "forward", "clinic", "not_now"),
    (["submit"], "undo_approve", "clinic", "not_now"),
    (["submit"], "unlock", None, "not_now"),
    (["submit"], "promote", "clinic", "unknown"),
    ([], "overdue", None, "not_due"),
    (["submit"], "overdue", None, "not_due"),
]


@pytest.mark.parametrize(("before", "deed", "unit", "code"), REFUSED)
def test_deed__not_open_here__is_refused(case, before, deed, unit, code):
    one = case()
    for earlier in before:
        one.do(earlier)
    assert refusal(one, deed, unit).code == code


# ── guards ───────────────────────────────────────────────────────────────────
def test_submit__a_section_is_missing__names_it(case):
    one = case()
    one.lacking.add("basic")
    refused = refusal(one, "submit")
    assert (refused.code, refused.needs) == ("incomplete", ["basic"])
    assert refused.text == "还差 1 栏：基本信息。填完再交"
    assert not one.offers()[0].ok


def test_approve__the_level_s_own_opinion_is_missing__is_refused_CQ_21(case):
    one = case().through("clinic", "yunxi")
    one.lacking.add("opinion_top")
    refused = refusal(one, "approve", "office")
    assert (refused.code, refused.needs) == ("needs", ["opinion_top"])
    assert "职改部门意见" in refused.text
    offer = next(offer for offer in one.offers("office") if offer.deed == "approve")
    assert (offer.ok, offer.needs, offer.label) == (False, ["opinion_top"], "通过")
    one.lacking.discard("opinion_top")
    one.do("approve", "office")


@pytest.mark.parametrize("deed", ["return", "reject"])
def test_verdict__without_words__is_refused_X_13(case, deed):
    one = case().through()
    assert refusal(one, deed, "clinic", opinion=" ").code == "opinion"
    assert next(offer for offer in one.offers("clinic") if offer.deed == deed).opinion


def test_return__marks_are_words_enough_and_lock_the_rest(case):
    one = case().through()
    one.do("return", "clinic", opinion="", marks=["work.r2.period", "basic.degree"])
    assert one.standing.locks == {"work.r2.period", "basic.degree"}
    one.do("submit")
    assert one.standing.locks is None
    one.do("return", "clinic")
    assert one.standing.locks is None, "a return without marks locks nothing"


def test_approve__unread_parts__are_named(case):
    one = case().through()
    refused = refusal(one, "approve", "clinic", unread=["工作经历", "论文第 2 条的材料"])
    assert refused.code == "unread"
    assert "还有 2 处没看：工作经历、论文第 2 条的材料" in refused.text


def test_route__none_fits__submission_is_refused_with_advice(case):
    one = case(identity="")
    assert refusal(one, "submit").code == "no_route"


# ── time ─────────────────────────────────────────────────────────────────────
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


# ── return, reject, undo ─────────────────────────────────────────────────────
def test_return__from_any_level__goes_to_the_applicant_and_the_whole_chain_begins_again_CQ_20(case):
    one = case().through("clinic", "yunxi", "office", "yunxi")
    one.do("forward", "yunxi")
    outcome = one.do("return", "city")
    assert [event.name for event in outcome.events] == ["returned"]
    assert one.standing.status is Status.RETURNED
    assert not one.standing.forwarded
    outcome = one.do("submit")
    assert [event.name for event in outcome.events] == ["resubmitted", "work_waiting"]
    assert at(one) == "employer@clinic"
    assert one.standing.round == 2
    assert len(one.standing.verdicts) == 6, "earlier verdicts are kept"


def test_return__the_tree_has_changed__the_resubmission_takes_the_new_chain(case, no_office):
    one = case(units=no_office).through()
    one.do("return", "clinic")
    one.units = {**no_office, "office": ("title_office", "云溪区职改办", "yunxi")}
    one.through("clinic", "yunxi")
    assert at(one) == "title_office@office"


def test_reject__bars_the_person_for_the_year_and_can_be_undone_by_its_unit_CQ_20(case):
    one = case().through("clinic")
    one.do("reject", "yunxi")
    assert (one.standing.status, one.standing.bars) == (Status.REJECTED, "year")
    assert refusal(one, "undo_reject", "clinic").code == "not_now"
    outcome = one.do("undo_reject", "yunxi")
    assert [event.name for event in outcome.events] == ["undone"]
    assert (one.standing.status, one.standing.bars, at(one)) == (Status.SUBMITTED, None, "district_before@yunxi")
    assert [(v.deed, v.undone) for v in one.standing.verdicts] == [
        ("approve", False), ("reject", True), ("undo_reject", False),
    ]  # fmt: skip


def test_reject__its_list_was_forwarded__can_no_longer_be_undone_CQ_20(case):
    one = case().through("clinic")
    one.do("reject", "yunxi")
    one.do("forward", "yunxi")
    assert one.standing.status is Status.REJECTED
    assert refusal(one, "undo_reject", "yunxi").code == "guard"


def test_undo_approve__level_one_before_forwarding__waits_at_its_step_again_CQ_20(case):
    one = case("first").through("first")
    assert deeds(one, "first") == ["return", "undo_approve", "forward"]
    one.do("undo_approve", "first")
    assert at(one) == "level_one@first"
    one.do("approve", "first")
    one.do("forward", "first")
    assert refusal(one, "undo_approve", "first").code == "guard"


def test_undo_approve__not_given_to_this_level__is_refused_CQ_20(case):
    one = case().through("clinic")
    assert refusal(one, "undo_approve", "clinic").code == "not_now"


def test_undo_approve__another_unit_has_decided_since__is_refused(case):
    one = case().through("clinic", "yunxi", "office")
    refused = refusal(one, "undo_approve", "yunxi")
    assert refused.code == "too_late"
    assert "云溪区职改办" in refused.text


def test_undo_approve__then_return__is_how_the_approved_list_returns_CQ_20(case):
    one = case("first").through("first")
    one.do("undo_approve", "first")
    one.do("return", "first")
    assert one.standing.status is Status.RETURNED


# ── withdraw, delete, unlock ─────────────────────────────────────────────────
def test_delete__before_any_unit_acted__erases_CQ_25(case):
    one = case()
    one.do("submit")
    assert one.do("delete").erased


def test_delete__a_unit_has_acted__is_refused_for_good_CQ_25(case):
    one = case().through()
    one.do("return", "clinic")
    refused = refusal(one, "delete")
    assert refused.code == "acted"
    assert "撤回" in refused.text
    one.do("withdraw")
    assert one.standing.status is Status.WITHDRAWN


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


def test_publicity__its_term_runs_out_with_next__goes_on_by_itself(other):
    submitted(other).through("clinic", "board")
    for deed in ("pay", "record", "approve"):
        outcome = other.do(deed, "board")
    assert [event.name for event in outcome.events] == ["approved", "publicity_started", "work_waiting"]
    assert (other.standing.status, at(other)) == (Status.APPROVED, "after@board")
    outcome = other.do("overdue", person="", at="2027-01-01T00:00:00+08:00")
    assert [event.name for event in outcome.events] == ["publicity_ended", "work_waiting"]
    assert (other.standing.status, at(other)) == (Status.APPROVED, "certificate@board")


# ── recusal ──────────────────────────────────────────────────────────────────
def test_recusal__one_s_own_application__is_refused_X_20(case):
    one = case().through()
    assert refusal(one, "approve", "clinic", person="applicant").code == "own"


def test_recusal__a_second_unit_without_a_reason__is_refused_with_one_is_recorded_X_20(case):
    one = case().through()
    one.do("approve", "clinic", person="wang")
    assert same_hand(one.standing, "wang", "yunxi").unit == "clinic"
    refused = refusal(one, "approve", "yunxi", person="wang")
    assert refused.code == "recusal"
    assert "云溪区人民医院" in refused.text
    one.do("return", "yunxi", person="wang")
    one.through("clinic")
    one.do("approve", "yunxi", person="officer of clinic", reason="本单位只有一人在岗")
    assert one.standing.verdicts[-1].reason == "本单位只有一人在岗"


def test_recusal__before_and_again_of_one_unit__are_one_X_20(case):
    one = case().through("clinic")
    one.do("approve", "yunxi", person="li")
    one.do("approve", "office")
    one.do("approve", "yunxi", person="li")
    one.do("forward", "yunxi", person="li")
    assert at(one) == "committee@city"


def test_assistant__never_submits(case):
    assert refusal(case(), "submit", person="helper").code == "not_yours"


# ── lists ────────────────────────────────────────────────────────────────────
def test_listed__a_unit_sees_its_own_verdicts_X_13(case):
    one = case()
    assert listed(one.standing, "clinic") is None
    one.do("submit")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("pending", None)
    one.do("approve", "clinic")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("approved", "pending")
    one.do("return", "yunxi")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("approved", "returned")
    one.do("submit")
    assert (listed(one.standing, "clinic"), listed(one.standing, "yunxi")) == ("pending", "returned")
    one.through("clinic")
    one.do("reject", "yunxi")
    assert listed(one.standing, "yunxi") == "rejected"


def test_forward__only_when_every_one_is_approved_or_rejected_CQ_23(case, no_office):
    people = {
        name: case(units=no_office)
        for name in ["ready", "pending", "returned", "rejected", "draft", "back", "withdrawn"]
    }
    for name, one in people.items():
        if name != "draft":
            one.through("clinic")
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
        ("pending", "pending"), ("returned", "returned"), ("back", "returned"),
    ]  # fmt: skip
    counts = tally(standings, "yunxi")
    assert counts == {"total": 5, "pending": 1, "approved": 1, "returned": 2, "rejected": 1}
    people["ready"].batch = counts
    refused = refusal(people["ready"], "forward", "yunxi")
    assert refused.code == "guard"
    assert "审完再提交" in refused.text
    done = [people[name].standing for name in ("ready", "rejected", "draft")]
    assert forward_blockers(done, "yunxi") == []
    people["ready"].batch = tally(done, "yunxi")
    people["ready"].do("forward", "yunxi")
    assert people["ready"].standing.forwarded


# ── kept as data ─────────────────────────────────────────────────────────────
def test_standing__is_kept_as_json_and_comes_back_the_same(case):
    one = case().through("clinic")
    one.do("return", "yunxi", marks=["basic.degree"])
    assert msgspec.json.decode(msgspec.json.encode(one.standing), type=Standing) == one.standing


def test_offers__a_guard_that_reads_the_application__leaves_the_context_as_it_was(case):
    one = case().through("clinic")
    one.do("reject", "yunxi")
    context = one.context
    found = offers(one.scheme, one.standing, context, "yunxi", one.complete)
    assert [(offer.deed, offer.ok) for offer in found] == [("undo_reject", True), ("forward", True)]
    assert context.get("application.forwarded") is None
