"""Rows, seeded rows, struck rows, and what may be chosen in them."""

from __future__ import annotations

import pytest

from schemes.scheme import Scheme
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey

from .wizard_samples import EVIDENCE, at, journey_of, scheme_of, world

pytestmark = pytest.mark.fast


def test_rows__too_few_and_too_many__section_says_how_many(rich: Scheme) -> None:
    """X-06: least and most rows, the most by an expression."""
    journey = journey_of(rich, {"cover.level": "associate"})
    assert journey.missing("work") == [Address("work")]
    assert journey.lack(Address("work")).text == "工作经历：至少 1 条，还差 1 条"
    for row in ("r1", "r2", "r3", "r4"):
        journey.add_row("work", row)
    assert journey.section("work").max == 3
    assert journey.problems("work")[0].text == "工作经历：最多 3 条，请删去多的"
    journey.put(at("cover.level"), "senior")
    assert journey.problems("work") == []


def test_rows__moved__numbers_and_rules_follow(rich: Scheme) -> None:
    journey = journey_of(rich)
    for row, title in (("r1", "医师"), ("r2", "无")):
        journey.add_row("work", row)
        journey.put(Address("work", row, "title"), title)
    assert [problem.address for problem in journey.problems("work")] == [at("work.r1.title")]
    journey.move_row("work", "r2", 0)
    assert journey.problems("work") == []
    assert [(row.row, row.n) for row in journey.rows("work")] == [("r2", 1), ("r1", 2)]


def test_rows__order_of_missing__as_they_stand(rich: Scheme) -> None:
    journey = journey_of(rich)
    journey.add_row("work", "r1")
    journey.add_row("work", "r2", 0)
    rows = [address.row for address in journey.missing("work")]
    assert rows == ["r2"] * 4 + ["r1"] * 4
    assert journey.next(after=at("work.r2.abroad"), by="reviewer") == at("opinion.text")


def test_struck_row__not_counted__asked_for_anew(rich: Scheme) -> None:
    """CQ-19: a row marked deleted must be filled anew, and is left out."""
    journey = journey_of(rich)
    journey.add_row("work", "r1")
    for field, value in {
        "period": {"from": "2018-06", "to": "2018-07"},
        "unit": "甲",
        "title": "无",
        "abroad": False,
    }.items():
        journey.put(Address("work", "r1", field), value)
    assert journey.problems("work")
    before = journey.content(["work"])
    changed = journey.void_row("work", "r1", True)
    assert at("work.r1") in changed
    assert journey.problems("work") == []
    assert journey.missing("work") == [at("work.r1"), Address("work")]
    assert journey.lack(at("work.r1")).text == "工作经历第 1 条：单位划掉了这一条，请重新填写"
    assert journey.rows("work")[0].void
    assert journey.content(["work"]) == before
    journey.add_row("work", "r2")
    assert Address("work") not in journey.missing("work")
    journey.void_row("work", "r1", False)
    assert journey.problems("work")
    journey.void_row("work", "r1", True)
    journey.drop_row("work", "r1")
    assert at("work.r1") not in journey.missing("work")
    assert journey.answers.voids == set()


def test_seeded_rows__follow_the_answer_they_depend_on__values_kept(rich: Scheme) -> None:
    """CQ-12: the items of the table category, and own ones besides."""
    journey = journey_of(rich, {"cover.category": "临床"})
    assert journey.section("load").rows == ["w01", "w02"]
    assert journey.state(at("load.w01.item")).value == "门诊人次"
    assert journey.state(at("load.w01.item")).derived
    assert journey.state(at("load.w01.count1")).field.label == "2024年数量"
    journey.put(at("load.w01.count1"), "1200")
    journey.add_row("load", "r1")
    assert at("load.r1.item") in journey.missing("load")
    journey.put(at("cover.category"), "护理")
    assert journey.section("load").rows == ["w02", "w03", "r1"]
    assert at("load.w01.count1") not in journey.missing("load")
    journey.put(at("cover.category"), "全科")
    assert journey.state(at("load.w01.count1")).value == "1200"
    journey.drop_row("load", "w01")
    assert journey.section("load").rows == ["w01", "r1"]
    assert at("load.w01.count1") in journey.missing("load")


def test_options__under_and_allow__what_may_be_chosen_now(rich: Scheme) -> None:
    journey = journey_of(rich, {"cover.series": "卫生", "cover.level": "senior"})
    options = journey.state(at("cover.title")).options
    assert [(option["code"], option["ok"]) for option in options] == [("副主任医师", False), ("主任医师", True)]
    assert at("cover.title") in journey.put(at("cover.series"), "教育")
    assert [option["code"] for option in journey.state(at("cover.title")).options] == ["副教授"]
    journey.put(at("cover.title"), "副教授")
    journey.put(at("cover.series"), "卫生")
    assert journey.problems("cover")[0].text == "封面：申报职称，“副教授”不能再选了，请重新选"


def test_limits__expression_changes__stored_answer_judged_again(rich: Scheme) -> None:
    journey = journey_of(rich, {"basic.score": 70})
    assert journey.problems("basic")[0].text == "基本信息：得分，70 超过了 60，填 0 到 60"
    journey.put(at("basic.since"), "2019-07")
    assert journey.problems("basic") == []
    assert journey.state(at("basic.score")).max == 100


def test_preset_and_suggest__offered_not_stored(rich: Scheme) -> None:
    journey = journey_of(rich, {"cover.category": "临床"})
    state = journey.state(at("cover.committee"))
    assert (state.preset, state.value, state.missing) == ("临床评委会", None, True)
    assert journey.preset("load", "w01") == {at("load.w01.shown"): True}
    assert journey.state(at("cover.focus")).suggest == ["心内", "消化"]


def test_row_choice__of_another_section__named_by_its_answers(rich: Scheme) -> None:
    """TJ-08: the valid education is picked from the rows above."""
    journey = journey_of(rich, {"cover.category": "全科"})
    journey.add_row("work", "r1")
    journey.put(at("work.r1.unit"), "云溪区人民医院")
    journey.put(at("cases.best"), "r1")
    assert journey.state(at("cases.best")).options == [{"code": "r1", "label": "云溪区人民医院", "ok": True}]
    assert journey.show(at("cases.best")) == "云溪区人民医院"
    journey.drop_row("work", "r1")
    assert journey.problems("cases")[0].text == "案例：最长的一段经历选的那一条已经不在了，请重新选"


def test_archive__reviewed_rows__may_be_picked() -> None:
    """HZ-06: rows are taken from the archive when the unit has reviewed them."""
    scheme = scheme_of(
        {
            "shelf": {"label": "论文档案", "of": "person", "rows": {"name": "论文", "review": "employer"},
                      "fields": {"title": {"label": "题目"}, "date": {"label": "时间", "kind": "month"}}},
            "papers": {"label": "论文",
                       "rows": {"name": "论文", "take_from": "shelf",
                                "where": 'row.reviewed && row.date >= "2020-01"'}},
        }
    )  # fmt: skip
    person = Journey(scheme, Answers(), world(), of="person")
    person.add_row("shelf", "r1")
    person.put(at("shelf.r1.title"), "甲")
    person.review_row("shelf", "r1", True)
    journey = journey_of(scheme)
    rows = [{"id": "r1", "reviewed": True, "date": "2021-05"}, {"id": "r2", "date": "2021-05"},
            {"id": "r3", "reviewed": True, "date": "2019-05"}]  # fmt: skip
    assert [row["id"] for row in journey.candidates("papers", rows)] == ["r1"]


def test_evidence_slot__parts_and_count__by_condition() -> None:
    """X-07: what one document must hold depends on the row."""
    scheme = scheme_of(
        {"p": {"label": "论文", "rows": {"name": "论文"}, "fields": {
            "kind": {"label": "种类", "kind": "choice", "list": ["论文", "报告"]},
            "proof": {"label": "材料", **EVIDENCE, "parts": {"封面": 'row.kind == "论文"', "内容": "true"}}}}}
    )  # fmt: skip
    journey = journey_of(scheme)
    journey.add_row("p", "r1")
    journey.put(at("p.r1.kind"), "报告")
    assert journey.state(at("p.r1.proof")).parts == ["内容"]
    journey.put(at("p.r1.kind"), "论文")
    assert journey.state(at("p.r1.proof")).parts == ["封面", "内容"]


def test_tidied__level_then_result__in_the_order_of_the_lists() -> None:
    """CQ-11: 国家级-省部级-厅局级-区县级, and 获奖-出成果-结题-立项 within."""
    fields = {"level": {"label": "级别", "kind": "choice", "list": ["国家级", "省部级"], "required": False},
              "result": {"label": "进展", "kind": "choice", "list": ["获奖", "立项"]},
              "period": {"label": "起止时间", "kind": "period"}}  # fmt: skip
    scheme = scheme_of(
        {"won": {"label": "业绩", "rows": {"name": "业绩", "sort": ["level", "result", "period"]}, "fields": fields}}
    )
    journey = journey_of(scheme)
    for row, level, result, since in (
        ("r1", None, "获奖", "2019-01"), ("r2", "省部级", "获奖", "2019-01"), ("r3", "国家级", "立项", "2019-01"),
        ("r4", "国家级", "获奖", "2020-01"), ("r5", "国家级", "获奖", "2018-01"),
    ):  # fmt: skip
        journey.add_row("won", row)
        journey.put(Address("won", row, "result"), result)
        journey.put(Address("won", row, "period"), {"from": since})
        if level:
            journey.put(Address("won", row, "level"), level)
    assert journey.tidied("won") == ["r5", "r4", "r3", "r2", "r1"]
    assert journey.section("won").rows == ["r1", "r2", "r3", "r4", "r5"]
