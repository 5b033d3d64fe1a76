"""Questions as data: where, how far, what is allowed, what may be tapped; in the words of the transcripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemes.scheme import Scheme, load
from wizard.address import Address
from wizard.journey import Journey
from wizard.offers import asks_for_all
from wizard.parsing import parse
from wizard.prompts import Prompt, pointed, prompt
from wizard.states import Option, Parsed

from .wizard_samples import EVIDENCE, LISTS, RICH, RULES, SETTINGS, TODAY, at, journey_of, scheme_of

pytestmark = pytest.mark.fast
REGION = Path(__file__).parents[2] / "regions" / "chongqing"

TALK: dict[str, Any] = {
    "register": {
        "label": "个人注册",
        "fields": {
            "identity": {
                "label": "人员身份", "kind": "choice", "ask": "您属于哪一类？选错了要请单位来改，请看清再点。",
                "list": "identities",
            },
        },
    },
    "cover": {
        "label": "封面",
        "fields": {
            "now": {"label": "现有职称", "kind": "choice", "ask": "现在的职称是什么？", "free": True,
                    "list": ["主治医师", "主管护师", "主管药师", "主管技师"]},
            "specialty": {"label": "专业方向", "ask": "申报专业方向？写专业名称，20 字以内。", "max": 20,
                          "example": "心血管内科"},
            "category": {"label": "表格类别", "kind": "choice", "list": "categories", "recommend": '"临床"',
                         "why": "您是内科、副主任医师。"},
            "grassroots": {"label": "基层", "kind": "yes_no", "value": 'cover.category == "全科"'},
            "about": {"label": "说明", "kind": "note", "text": "看一看"},
        },
    },
    "work": {
        "label": "工作经历",
        "rows": {"name": "工作经历", "min": 1, "max": 8,
                 "summary": {"初级": 'work.exists(w, has(w.title) && w.title == "医师")',
                             "中级": 'work.exists(w, has(w.title) && w.title == "主治医师")'}},
        "fields": {
            "period": {"label": "起止时间", "kind": "period"},
            "unit": {"label": "工作单位", "ask": "在哪个单位？", "max": 40, "suggest": "[unit.name]",
                     "hint": "写全称，和公章一样。换过科室的，科室写在括号里，不用另起一条。"},
            "job": {"label": "专业技术工作", "ask": "从事什么专业技术工作？", "max": 30, "example": "内科临床、带教"},
            "title": {"label": "职称", "ask": "当时的职称、职务？", "none": "无", "hint": "中途升过的都写上。",
                      "suggest": '["医师", "主治医师"]', "max": 30},
        },
    },
    "basic": {
        "label": "基本信息",
        "fields": {
            "appraisal": {"label": "度考核", "kind": "choice", "list": ["优秀", "合格", "基本合格", "不合格"],
                          "years": {"first": "plan.year - 4", "count": 2}},
            "first": {"label": "是否一线", "kind": "yes_no"},
            "second": {"label": "是否援鄂", "kind": "yes_no", "short": "援鄂"},
            "ethics": {"label": "医德医风满意度", "kind": "number", "min": 0, "max": 100, "suffix": "%"},
            "since": {"label": "任现职时间", "kind": "month", "preset": '"2019-07"'},
            "story": {"label": "述职", "kind": "long_text", "max": 1000},
            "proof": {"label": "学位材料", **EVIDENCE, "max_pages": 20},
            "phone": {"label": "手机", "kind": "phone"},
        },
    },
    "load": {
        "label": "工作量",
        "rows": {"name": "项目", "seed": '["门诊"]'},
        "fields": {"item": {"label": "项目"},
                   "count": {"label": "数量", "years": {"first": "plan.year - 5", "count": 5}}},
    },
}  # fmt: skip
TALK_LISTS: dict[str, Any] = {
    "identities": [{"code": "staff", "label": "事业编制、国企、部队文职"}, {"code": "other", "label": "其他人员"}],
    "categories": ["临床", "公卫", "中医药", "护理", "药学", "医技", "计划生育", "全科", "其他"],
}


@pytest.fixture(scope="module")
def talk() -> Scheme:
    return scheme_of(TALK, lists=TALK_LISTS)


def sends(found: Prompt) -> list[tuple[str, str]]:
    return [(option.label, option.send) for option in found.options]


def test_choice__long_names__taps_send_number_and_beginning(talk: Scheme) -> None:
    found = prompt(journey_of(talk), at("register.identity"))
    assert found.where == "个人注册"
    assert found.question == "您属于哪一类？选错了要请单位来改，请看清再点。"
    assert sends(found) == [("事业编制、国企、部队文职", "选1 事业编制"), ("其他人员", "选2 其他人员")]
    assert found.allowed == ""


def test_choice__short_names__taps_send_the_name(talk: Scheme) -> None:
    found = prompt(journey_of(talk), at("cover.now"))
    assert found.options[0] == Option("主治医师", "主治医师", 1)
    assert found.allowed == "不在里面就直接写。"


def test_choice__many_with_one_recommended__that_one_or_all(talk: Scheme) -> None:
    journey = journey_of(talk)
    found = prompt(journey, at("cover.category"))
    assert sends(found) == [("就用临床", "临床"), ("都不是，看全部 9 项", "看全部9项")]
    assert found.more == 8
    assert journey.state(at("cover.category")).recommend == ("临床", "您是内科、副主任医师。")
    assert len(prompt(journey, at("cover.category"), every=True).options) == 9
    assert asks_for_all(found.options[1].send)
    assert not asks_for_all("看全部")


def test_choice__a_long_list__first_ones_and_how_to_find_the_others() -> None:
    names = [f"第{n}个民族" for n in range(20)]
    scheme = scheme_of({"a": {"label": "甲", "fields": {"b": {"label": "民族", "kind": "choice", "list": names}}}})
    found = prompt(journey_of(scheme), at("a.b"))
    assert (len(found.options), found.more) == (6, 14)
    assert found.allowed == "共 20 项，发名称里的几个字就行。"
    titles = ["副主任医师", "主任医师", "中西医结合副主任医师"]
    scheme = scheme_of({"a": {"label": "甲", "fields": {"b": {"label": "职称", "kind": "choice", "list": titles}}}})
    assert sends(prompt(journey_of(scheme), at("a.b")))[1] == ("主任医师", "选2 主任医师")


def test_text__limit_in_the_question__not_said_twice(talk: Scheme) -> None:
    found = prompt(journey_of(talk), at("cover.specialty"))
    assert (found.allowed, found.example) == ("", "心血管内科")
    assert prompt(row(talk), at("work.r1.job")).allowed == "30 字以内。"


def row(talk: Scheme) -> Journey:
    journey = journey_of(talk)
    for name in ("r3", "r2", "r1"):
        journey.add_row("work", name, 0)
    return journey


def test_row__its_four_questions__as_in_the_transcript(talk: Scheme) -> None:
    journey = row(talk)
    period = prompt(journey, at("work.r3.period"))
    assert period.where == "工作经历 · 第 3 条"
    assert period.question == "从哪年哪月到哪年哪月？"
    assert period.allowed == "写年和月；现在还在的，写“至今”。"
    assert period.example == "2015.8-2019.12"
    unit = prompt(journey, at("work.r3.unit"))
    assert unit.options == [Option("云溪区人民医院", "云溪区人民医院", 1)]
    assert unit.allowed == "写全称，和公章一样。换过科室的，科室写在括号里，不用另起一条。"
    title = prompt(journey, at("work.r3.title"))
    assert [(option.n, option.label) for option in title.options] == [(1, "医师"), (2, "主治医师"), (3, "无")]
    assert title.allowed == "中途升过的都写上。"


def test_siblings_with_the_same_options__taps_name_their_question(talk: Scheme) -> None:
    journey = journey_of(talk)
    found = prompt(journey, at("basic.appraisal2"))
    assert found.question == "2023年度考核？"
    assert sends(found) == [(name, f"2023年：{name}") for name in ("优秀", "合格", "基本合格", "不合格")]
    assert sends(prompt(journey, at("basic.second"))) == [("是", "援鄂：是"), ("否", "援鄂：否")]
    assert pointed(journey, at("basic.appraisal2"), "2022年：合格") == (at("basic.appraisal1"), "合格")
    assert pointed(journey, at("basic.appraisal2"), "援鄂：是") == (at("basic.second"), "是")
    assert pointed(journey, at("basic.appraisal2"), "合格") is None
    assert pointed(journey, at("basic.appraisal2"), "我：合格") is None


def test_limits__said_before_the_input__with_an_example(talk: Scheme) -> None:
    journey = journey_of(talk)
    ethics = prompt(journey, at("basic.ethics"))
    assert (ethics.question, ethics.allowed, ethics.example) == ("医德医风满意度是多少？", "只写数字，0 到 100。", "50")
    proof = prompt(journey, at("basic.proof"))
    assert proof.allowed == "拍照发来，或在小程序里选文件，最多 20 页，不超过 10 MB。"
    assert sends(prompt(journey, at("basic.since"))) == [("就用 2019年07月", "2019.7")]


def test_section__a_table_or_many_questions__page_offered(talk: Scheme) -> None:
    journey = row(talk)
    assert prompt(journey, Address("load")).page
    assert not prompt(journey, Address("work")).page
    fields = {f"f{n}": {"label": f"第{n}项"} for n in range(13)}
    scheme = scheme_of({"a": {"label": "甲", "fields": fields}})
    assert prompt(journey_of(scheme), Address("a")).page


def test_rows_section__empty_begun_and_full__says_how_many_and_what_next(talk: Scheme) -> None:
    empty = prompt(journey_of(talk), Address("work"))
    assert empty.question == "工作经历还没有填，至少 1 条，最多 8 条。"
    assert sends(empty) == [("加一条工作经历", "加一条")]
    journey = row(talk)
    journey.put(at("work.r1.title"), "医师")
    begun = prompt(journey, Address("work"))
    assert begun.question == "共 3 条，最多 8 条。初级 ✓　中级 还没有"
    assert sends(begun) == [
        ("再加一条", "再加一条"),
        ("改第 3 条", "改第3条"),
        ("看全部 3 条", "看全部"),
        ("填完了，下一栏", "下一栏"),
    ]
    for n in range(4, 9):
        journey.add_row("work", f"r{n}")
    assert sends(prompt(journey, Address("work")))[0] == ("改第 8 条", "改第8条")


def test_row__finished_and_struck__shown_whole_or_asked_anew(talk: Scheme) -> None:
    journey = row(talk)
    for field, value in {
        "period": {"from": "2019-09"},
        "unit": "甲医院",
        "job": "内科临床",
        "title": "主治医师",
    }.items():
        journey.put(Address("work", "r3", field), value)
    done = prompt(journey, at("work.r3"))
    assert done.question == "第 3 条填好了，已保存："
    assert done.lines == ["起止时间　2019年09月至今", "工作单位　甲医院", "专业技术工作　内科临床", "职称　主治医师"]
    journey.void_row("work", "r3", True)
    struck = prompt(journey, at("work.r3"))
    assert struck.question == "单位划掉了这一条，请重新填写"
    assert sends(struck) == [("重新填第 3 条", "重填第3条"), ("删第 3 条", "删第3条")]
    assert prompt(journey, at("work.r2")).question == "第 2 条还差 4 项。"


def test_section__begun_and_complete__what_is_stored_and_the_way_on(talk: Scheme) -> None:
    journey = journey_of(talk, {"register.identity": "staff"})
    found = prompt(journey, Address("register"))
    assert found.question == "个人注册填好了，1 项都已保存："
    assert found.lines == ["人员身份　事业编制、国企、部队文职"]
    assert sends(found) == [("改一项", "改一项"), ("下一栏：封面", "填封面")]
    assert prompt(journey, Address("cover")).question == "封面还差 3 项。"


def test_section__behind_a_gate__leads_to_the_gate() -> None:
    scheme = scheme_of({**RICH, **SETTINGS}, lists=LISTS, rules=RULES)
    found = prompt(journey_of(scheme), Address("basic"))
    assert (found.question, sends(found)) == ("请先填完封面。", [("先填封面", "填封面")])


def test_prompt__no_such_place__key_error(talk: Scheme) -> None:
    journey = journey_of(talk)
    for address in (at("work.r9"), at("basic.x"), Address("x"), at("work.r9.unit")):
        with pytest.raises(KeyError):
            prompt(journey, address)


@cache
def chongqing() -> Scheme:
    loaded = load(REGION)
    assert loaded.scheme is not None, loaded.faults
    return loaded.scheme


def every_prompt(journey: Journey) -> list[Prompt]:
    found: list[Prompt] = []
    for state in journey.sections(by=None):
        rows = journey.scheme.sections[state.id].rows is not None
        if rows:
            journey.add_row(state.id, "r1")
        places: list[str | None] = [*journey.section(state.id).rows] if rows else [None]
        for place in places:
            found += [prompt(journey, one.address) for one in journey.fields(state.id, place) if not one.derived]
        found.append(prompt(journey, Address(state.id)))
    return found


@pytest.mark.parametrize("region", ["rich", "talk", "chongqing"])
def test_every_prompt__its_taps_and_its_example__are_understood(region: str) -> None:
    """X-02: a tap in chat answers the question that it stands under."""
    if region == "chongqing" and not (REGION / "region.yaml").exists():
        pytest.skip("the region is not written")
    scheme = {"rich": lambda: scheme_of({**RICH, **SETTINGS}, lists=LISTS, rules=RULES),
              "talk": lambda: scheme_of(TALK, lists=TALK_LISTS), "chongqing": chongqing}[region]()  # fmt: skip
    journey = journey_of(scheme, {"cover.category": "临床"})
    found = every_prompt(journey)
    assert len(found) > 15
    for one in found:
        assert one.question
        assert one.question.count("？") < 3
        if one.address.field is None:
            continue
        state = journey.state(one.address)
        if one.example:
            assert isinstance(parse(state.field, one.example, state, TODAY), Parsed), one
        for option in one.options:
            if option.send.startswith("看全部"):
                continue
            read = parse(state.field, option.send, state, TODAY)
            assert isinstance(read, Parsed), (one, option)
            if option.n and state.options:
                code = [record["code"] for record in state.options if record["ok"]][option.n - 1]
                assert read.value in (code, [code])
                assert parse(state.field, str(option.n), state, TODAY) == read
