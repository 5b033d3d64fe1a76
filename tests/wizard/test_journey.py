"""What is open, missing, wrong and next, for answers that change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemes.scheme import Scheme
from wizard.address import Address

from .wizard_samples import COVER, PDF, at, journey_of, scheme_of, world

pytestmark = pytest.mark.fast


def texts(addresses: Any) -> set[str]:
    return {str(address) for address in addresses}


def test_next__empty_application__first_field_of_the_gate(rich: Scheme) -> None:
    journey = journey_of(rich)
    assert journey.next() == at("cover.category")
    assert journey.section("basic").gate == "请先填完封面"
    assert journey.section("basic").gate_section == "cover"
    assert journey.section("cover").gate is None


def test_state__looked_at_again__same_until_the_clock_a_fact_or_an_answer_moves() -> None:
    fields = {
        "from": {"label": "开始", "kind": "date", "preset": "today"},
        "who": {"label": "{plan.label} 的姓名", "preset": "applicant.name"},
        "end": {"label": "结束", "kind": "date", "min": "a.from"},
    }
    journey = journey_of(scheme_of({"a": {"label": "甲", "fields": fields}}))
    assert journey.state(at("a.from")) is journey.state(at("a.from"))
    assert journey.state(at("a.from")).preset == "2026-11-05"
    journey.tick("2026-11-06 00:00")
    assert journey.state(at("a.from")).preset == "2026-11-06"
    assert (journey.state(at("a.who")).field.label, journey.state(at("a.who")).preset) == ("2026 的姓名", "周岚")
    journey.refresh(world(plan={"label": "2027"}, applicant={"name": "周岚岚"}))
    assert (journey.state(at("a.who")).field.label, journey.state(at("a.who")).preset) == ("2027 的姓名", "周岚岚")
    assert journey.state(at("a.end")).min is None
    journey.put(at("a.from"), "2026-11-06")
    assert journey.state(at("a.end")).min == "2026-11-06"


def test_next__gate_not_complete__does_not_lead_past_it(rich: Scheme) -> None:
    journey = journey_of(rich, {"cover.category": "临床"})
    assert journey.next(after=at("cover.committee")) == at("cover.series")
    assert journey.next(after=at("basic.degree")) == at("cover.series")


def test_next__gate_complete__goes_on_in_order_and_round_again(rich: Scheme) -> None:
    journey = journey_of(rich, COVER)
    assert journey.section("basic").gate is None
    assert journey.next() == at("basic.degree")
    assert journey.next(after=at("basic.degree")) == at("basic.degree_no")
    assert journey.next(after=at("sign.pledge")) == at("basic.degree")


def test_next__gate_answered_but_wrong__leads_to_what_is_wrong(rich: Scheme) -> None:
    journey = journey_of(rich, {**COVER, "cover.level": "senior"})
    assert journey.next() == at("cover.title")
    assert journey.problems("cover")[0].text == "封面：申报职称，按前面填的，不能选“副主任医师”，请改选"


def test_put__answer_others_read__says_what_changed(rich: Scheme) -> None:
    journey = journey_of(rich)
    opened = texts(journey.put(at("cover.category"), "全科"))
    assert opened == {"cover.grassroots", "cases", "load", "load.w01"}  # open hid the papers already, as false does
    changed = journey.put(at("cover.category"), "临床")
    assert {"cover.grassroots", "papers", "cases", "load", "load.w02"} <= texts(changed)
    assert journey.put(at("basic.front"), True) == {at("basic.hubei")}
    assert journey.put(at("basic.born"), "1985-03-02") == set()


def test_hidden_answer__condition_changes_and_returns__kept_but_not_counted(rich: Scheme) -> None:
    """X-04: answers that a changed condition hides are kept but not printed or validated."""
    journey = journey_of(rich, {"basic.front": True, "basic.hubei": True, "basic.hubei_proof": PDF})
    assert not journey.state(at("basic.hubei_proof")).missing
    journey.put(at("basic.front"), False)
    state = journey.state(at("basic.hubei"))
    assert (state.shown, state.value) == (False, None)
    assert at("basic.hubei_proof") not in journey.missing("basic")
    assert "hubei" not in journey.content().decode()
    journey.put(at("basic.front"), True)
    assert journey.state(at("basic.hubei")).value is True
    assert journey.state(at("basic.hubei_proof")).value == PDF


def test_hidden_section__its_rows_and_rules__neither_missing_nor_wrong(rich: Scheme) -> None:
    """X-04 for whole sections: two 主送 papers are one too many, but not for those who fill none."""
    journey = journey_of(rich, {"cover.category": "临床"}, plan={"most": 1})
    for row in ("r1", "r2"):
        journey.add_row("papers", row)
        journey.put(Address("papers", row, "main"), True)
    assert [problem.text for problem in journey.problems("papers")] == ["论文：主送最多1篇"]
    assert journey.missing("papers")
    journey.put(at("cover.category"), "全科")
    assert journey.problems("papers") == []
    assert journey.missing("papers") == []
    assert journey.complete("papers")
    assert "papers" not in [state.id for state in journey.sections()]
    journey.put(at("cover.category"), "临床")
    assert len(journey.problems("papers")) == 1


def test_derived__never_asked_never_stored__in_the_facts(rich: Scheme) -> None:
    """X-08: what follows from other answers is filled, not asked."""
    journey = journey_of(rich, {"basic.since": "2019-07"})
    state = journey.state(at("basic.years"))
    assert (state.value, state.derived, state.missing) == (7, True, False)
    assert journey.show(at("basic.years")) == "7"
    assert "years" not in journey.content().decode()
    assert journey.put(at("basic.since"), "2024-02") == {at("basic.years")}
    assert [problem.level for problem in journey.problems("basic")] == ["warn"]


def test_required__depends_on_an_answer__asked_only_then(rich: Scheme) -> None:
    """CQ-07: no degree, no evidence of one."""
    journey = journey_of(rich, {"basic.degree": "无"})
    assert not journey.state(at("basic.proof")).required
    assert journey.put(at("basic.degree"), "硕士") == {at("basic.proof")}
    assert journey.lack(at("basic.proof")).text == "基本信息：缺学位材料"


def test_missing__sentence__names_place_field_and_what_to_fill(rich: Scheme) -> None:
    journey = journey_of(rich)
    journey.add_row("work", "r1")
    journey.add_row("work", "r2")
    assert journey.lack(at("work.r2.title")).text == "工作经历第 2 条：职称没填，没有就填“无”"
    assert journey.lack(at("basic.since")).text == "基本信息：任职时间没填"
    assert journey.lack(at("sign.pledge")).text == "承诺：承诺书还没签名"


def test_rules__local_and_whole__checked_with_place_and_level(rich: Scheme) -> None:
    """X-05: every failure names the section and field, and links there."""
    journey = journey_of(rich)
    for row, period in (("r1", {"from": "2018-06", "to": "2018-07"}), ("r2", {"from": "2018-06", "to": "2021-11"})):
        journey.add_row("work", row)
        journey.put(Address("work", row, "period"), period)
    found = [(problem.address, problem.level, problem.text) for problem in journey.problems("work")]
    assert found == [
        (Address("work", None, None), "warn", "工作经历：时间有重叠，请核对"),
        (at("work.r1.period"), "stop", "工作经历第 1 条：只填 3 个月以上的"),
    ]
    assert journey.problems("work")[1].say == "只填 3 个月以上的"


def test_rules__two_fields__open_until_both_are_answered(rich: Scheme) -> None:
    """CQ-07: without a degree the number is 无."""
    journey = journey_of(rich, {"basic.degree": "无"})
    assert journey.problems("basic") == []
    journey.put(at("basic.degree_no"), "A12")
    assert [problem.address for problem in journey.problems("basic")] == [at("basic.degree_no")]
    journey.put(at("basic.degree_no"), "无")
    assert journey.problems("basic") == []


def test_rules__of_the_whole_application__size_of_all_files(rich: Scheme) -> None:
    """CQ-08: the sum of the evidence that counts."""
    journey = journey_of(rich, {"basic.degree": "硕士", "basic.proof": {**PDF, "size": 3 << 20}})
    assert journey.problems() == []
    journey.add_row("work", "r1")
    journey.put(at("work.r1.proof"), {**PDF, "size": 3 << 20})
    assert [(problem.section, problem.text) for problem in journey.problems()] == [(None, "材料合计不能超过 5 MB")]
    journey.put(at("basic.proof"), {**PDF, "size": 3_000_000})
    journey.put(at("work.r1.proof"), {**PDF, "size": 2_000_001})
    assert journey.problems(), "one byte over the limit"
    journey.put(at("work.r1.proof"), {**PDF, "size": 2_000_000})
    assert journey.problems() == [], "a megabyte is a million bytes, as everywhere it is shown"
    journey.put(at("work.r1.proof"), {**PDF, "size": 9 << 20})
    journey.drop_row("work", "r1")
    assert journey.problems() == []


def test_complete__section_another_condition_asks_about__opens_it(rich: Scheme) -> None:
    journey = journey_of(rich)
    assert "extra" not in [state.id for state in journey.sections()]
    answers: dict[str, Any] = {
        "degree": "无", "degree_no": "无", "since": "2019-07", "score": 70, "front": False, "ticks": [],
        "explain": "无", "year": 2020,
    }  # fmt: skip
    changed: set[Address] = set()
    for field, value in answers.items():
        changed = journey.put(Address("basic", None, field), value)
    assert journey.complete("basic")
    assert Address("extra") in changed
    assert "extra" in [state.id for state in journey.sections()]
    assert Address("extra") in journey.drop(at("basic.year"))


def test_complete__everything__only_when_nothing_is_missing_or_stops() -> None:
    scheme = scheme_of(
        {"a": {"label": "甲", "fields": {"x": {"label": "数", "kind": "number"}}}},
        rules={
            "r": {"check": "a.x > 1.0 || a.x > 1", "say": "要大于 1"},
            "w": {"check": "a.x < 9", "say": "偏大", "level": "warn"},
        },
    )
    journey = journey_of(scheme)
    assert not journey.complete()
    journey.put(at("a.x"), 1)
    assert not journey.complete()
    journey.put(at("a.x"), 12)
    assert journey.complete()
    assert [problem.text for problem in journey.problems()] == ["偏大"]


def test_walk__forward_and_back__shown_questions_answered_or_not(rich: Scheme) -> None:
    journey = journey_of(rich, COVER)
    assert journey.walk(None) == at("cover.category")
    assert journey.walk(at("cover.category")) == at("cover.series")
    assert journey.walk(at("cover.focus")) == at("basic.degree")
    assert journey.walk(at("basic.degree"), back=True) == at("cover.focus")
    assert journey.walk(at("cover.category"), back=True) is None
    assert journey.walk(at("sign.pledge")) is None


def test_wrong_use__unknown_places__key_error(rich: Scheme) -> None:
    journey = journey_of(rich)
    for address in (
        at("basic.nothing"),
        at("work.unit"),
        Address("basic", "r1", "degree"),
        at("nowhere.x"),
        Address("basic"),
    ):
        with pytest.raises(KeyError):
            journey.put(address, "x")
    acts: list[Callable[[], object]] = [
        lambda: journey.add_row("basic", "r1"),
        lambda: journey.state(at("work.r9.unit")),
        lambda: journey.section("x"),
        lambda: journey.fields("work", "r9"),
        lambda: journey.rows("basic"),
    ]
    for act in acts:
        with pytest.raises(KeyError):
            act()
    with pytest.raises(ValueError):
        journey.add_row("work", "a.b")
    assert len(journey.answers) == 0


def test_warning__never_keeps_from_completing() -> None:
    scheme = scheme_of(
        {"a": {"label": "甲", "fields": {"m": {"label": "时间", "kind": "month"}},
               "rules": {"old": {"check": 'a.m >= "2020-01"', "level": "warn", "at": "m", "say": "较早，请核对"}}}}
    )  # fmt: skip
    journey = journey_of(scheme, {"a.m": "2010-01"})
    assert journey.complete("a")
    assert journey.section("a").problems == 1
