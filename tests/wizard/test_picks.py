"""Choices by number, by name and by the beginning of a name; yes and no (X-03)."""

from __future__ import annotations

from typing import Any

import pytest

from schemes.model import Field
from wizard.states import Wrong

from .wizard_samples import asked, outcome, records

pytestmark = pytest.mark.fast


WHO = [
    {"code": "staff", "label": "事业编制、国企、部队文职", "ok": True},
    {"code": "other", "label": "其他人员", "ok": True},
]
GRADES = records("优秀", "合格", "基本合格", "不合格")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "staff"),
        ("2", "other"),
        ("选2 其他人员", "other"),
        ("选1 事业编制", "staff"),
        ("选2其他人员", "other"),
        ("其他人员", "other"),
        ("其他", "other"),
        ("第二个", "other"),
        ("②", "other"),
        ("2.", "other"),
        ("2、其他人员", "other"),
        ("国企", "staff"),
        ("staff", "staff"),
        ("选1 其他人员", "other"),
        ("3", "choice"),
        ("0", "choice"),
        ("好", "choice"),
        ("嗯", "choice"),
        ("OK", "choice"),
        ("👌", "choice"),
        ("都行", "choice"),
        ("", "empty"),
    ],
)
def test_choice__by_number_or_name__code_or_reason(text: str, expected: str) -> None:
    assert outcome(Field(label="人员身份", kind="choice"), text, options=WHO) == expected


def test_choice__tapped_with_the_name_of_its_question__understood() -> None:
    field = Field(label="2023年年度考核", kind="choice")
    assert outcome(field, "2023年：合格", options=GRADES) == "合格"
    assert outcome(field, "2022年：合格", options=GRADES) == "choice"


def test_choice__beginning_that_several_share__offers_them() -> None:
    found = asked(Field(label="专业", kind="choice"), "内科", options=records("心内科", "神经内科", "外科"))
    assert isinstance(found, Wrong)
    assert found.instead == ["心内科", "神经内科"]


def test_choice__option_not_allowed_now__says_so() -> None:
    options = [{"code": "a", "label": "主任医师", "ok": False}, {"code": "b", "label": "副主任医师", "ok": True}]
    found = asked(Field(label="职称", kind="choice"), "主任医师", options=options)
    assert isinstance(found, Wrong)
    assert found.code == "not_allowed"
    for text in ("1", "副", "医师"):
        assert outcome(Field(label="职称", kind="choice"), text, options=options) == "b"
    assert "还没保存" in found.text


def test_choice__chinese_numeral_that_begins_a_name__means_the_name() -> None:
    options = records("一级", "二级", "三级", "无")
    field = Field(label="等级", kind="choice")
    assert [outcome(field, text, options=options) for text in ("三", "第三", "3", "无", "没有")] == [
        "三级",
        "三级",
        "三级",
        "无",
        "choice",
    ]


def test_choice__free__takes_words_of_ones_own_but_no_nod() -> None:
    field = Field(label="外语", kind="choice", free=True)
    options = records("英语合格", "免试")
    assert [outcome(field, text, options=options) for text in ("英语", "日语二级", "好的")] == [
        "英语合格",
        "日语二级",
        "choice",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1、3", ["一稿多投", "其他"]),
        ("3 1", ["一稿多投", "其他"]),
        ("挂靠、兼职申报，其他", ["挂靠、兼职申报", "其他"]),
        ("无", []),
        ("没有", []),
        ("其他", ["其他"]),
        ("其他 其他", ["其他"]),
        ("1 9", "choice"),
        ("好", "choice"),
        ("、", "format"),
    ],
)
def test_choices__typed__codes_in_the_order_of_the_list(text: str, expected: Any) -> None:
    field = Field(label="情形", kind="choices", none="无")
    assert outcome(field, text, options=records("一稿多投", "挂靠、兼职申报", "其他")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("是", True),
        ("有", True),
        ("对", True),
        ("是的", True),
        ("1", True),
        ("是。", True),
        ("否", False),
        ("没有", False),
        ("不是", False),
        ("无", False),
        ("2", False),
        ("好", "choice"),
        ("嗯", "choice"),
        ("OK", "choice"),
        ("👌", "choice"),
        ("可能", "choice"),
        ("是不是", "choice"),
    ],
)
def test_yes_no__only_words_that_mean_it__a_nod_is_no_answer(text: str, expected: Any) -> None:
    assert outcome(Field(label="是否一线", kind="yes_no"), text) == expected
