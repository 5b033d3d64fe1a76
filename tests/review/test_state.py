"""What may be done where, and what follows (X-11, X-13, X-20, CQ-20, CQ-21, CQ-25)."""

import msgspec
import pytest

from review.state import Standing, offers, same_hand
from review.status import Status

from .conftest import at, deeds, refusal

pytestmark = pytest.mark.fast


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


def test_committee__passes_nothing_without_a_word(case):
    """What it says stands on the form: its yes wants words, a unit's own is signed in a section."""
    one = case().through("clinic", "yunxi", "office", "yunxi")
    one.do("forward", "yunxi")
    assert refusal(one, "approve", "city", opinion=" ").code == "opinion"
    assert next(offer for offer in one.offers("city") if offer.deed == "approve").opinion
    one.do("approve", "city", opinion="评审通过，9 票同意")
    assert one.standing.verdicts[-1].opinion == "评审通过，9 票同意"
    other = case().through()
    assert not next(offer for offer in other.offers("clinic") if offer.deed == "approve").opinion


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
