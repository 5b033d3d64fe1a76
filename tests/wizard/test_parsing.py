"""Numbers, texts, identity numbers and phones as people type them, and refusals that help (X-03)."""

from __future__ import annotations

from typing import Any

import pytest

from schemes.model import Field
from wizard.states import Wrong

from .wizard_samples import DATE, MONTH, PERCENT, PERIOD, YEAR, asked, outcome, records

pytestmark = pytest.mark.fast

YEARS = Field(label="支农年限", kind="number", suffix="年")
COUNT = Field(label="排名", kind="number", min=1, max=50)


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (PERCENT, "92", 92),
        (PERCENT, "92%", 92),
        (PERCENT, "９２％", 92),
        (PERCENT, "百分之九十二", 92),
        (PERCENT, "92.5", 92.5),
        (PERCENT, "九十二", 92),
        (PERCENT, "92.0", 92),
        (PERCENT, "92分", "format"),
        (PERCENT, "1e2", "format"),
        (PERCENT, "约92", "format"),
        (PERCENT, "101", "range"),
        (PERCENT, "-1", "range"),
        (PERCENT, "八九十", "format"),
        (YEARS, "两年", 2),
        (YEARS, "2 年", 2),
        (YEARS, "五年制", 5),
        (YEARS, "半年", 0.5),
        (YEARS, "十二", 12),
        (YEARS, "24个月", "format"),
        (COUNT, "第3", 3),
        (COUNT, "第三", 3),
        (COUNT, "3名", 3),
        (COUNT, "1,000", "range"),
        (COUNT, "", "empty"),
        (COUNT, "9" * 40, "range"),
        (COUNT, "一百零五", "range"),
    ],
)
def test_number__with_units_and_chinese_digits__value_or_reason(field: Field, text: str, expected: Any) -> None:
    assert outcome(field, text) == expected


def test_number__out_of_range__says_not_saved_then_why_then_how() -> None:
    found = asked(PERCENT, "120")
    assert isinstance(found, Wrong)
    assert found.text == "还没保存。120 超过了 100，填 0 到 100"


@pytest.mark.parametrize("text", ["无", "没有", "暂无", " 无。", "没"])
def test_none__where_the_field_has_the_word__is_the_answer(text: str) -> None:
    assert outcome(Field(label="证书号", none="无", max=20), text) == "无"
    assert outcome(Field(label="数量", kind="number", none="无"), text) == "无"


def test_none__where_the_field_has_no_such_word__says_what_to_do() -> None:
    must, may = asked(Field(label="单位"), "无"), asked(Field(label="方向", required=False), "没有")
    assert isinstance(must, Wrong)
    assert isinstance(may, Wrong)
    assert (must.code, may.code) == ("none_not_allowed", "none_not_allowed")
    assert "“单位”要有内容" in must.text
    assert "可以不填" in may.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云溪区人民医院（内一科）", "云溪区人民医院（内一科）"),
        ("  张健 ", "张健"),
        ("ＡＢ１２３", "AB123"),
        ("𠮷田", "𠮷田"),
        ("㐱䶮", "㐱䶮"),
        ("𪚥𠔻", "𪚥𠔻"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("a\u200bb", "ab"),
        ("一\n二", "一 二"),
        ("王\ue000", "王\ue000"),
        ("\uf92c", "\uf92c"),
        ("①甲", "①甲"),
        ("x\x00", "character"),
        ("王\x07五", "character"),
        ("王😀", "character"),
        ("好👍🏻", "character"),
        ("\ud800", "character"),
        ("\ufffe", "character"),
        ("\u200b", "format"),
    ],
)
def test_text__rare_characters_kept__what_cannot_be_printed_refused(text: str, expected: str) -> None:
    assert outcome(Field(label="姓名", max=30), text) == expected


def test_text__too_long__says_by_how_many_characters() -> None:
    found = asked(Field(label="内容", kind="long_text", max=300), "字" * 10_000)
    assert isinstance(found, Wrong)
    assert found.text == "还没保存。多了 9700 个字，最多 300 字。已替您留着，删短再发"
    assert outcome(Field(label="内容", max=10), "字" * 10) == "字" * 10
    assert outcome(Field(label="内容", max=10), "𠮷" * 10) == "𠮷" * 10


def test_text__pattern__its_own_words_and_small_letters_forgiven() -> None:
    field = Field(label="期刊号", pattern=r"ISSN ?\d{4}-\d{3}[\dX]", wrong="请按刊物上的刊号填写，如 ISSN0000-0000")
    assert outcome(field, "issn1234-567x") == "ISSN1234-567X"
    found = asked(field, "1234")
    assert isinstance(found, Wrong)
    assert found.text == "没看懂“1234”，还没保存。请按刊物上的刊号填写，如 ISSN0000-0000。"


def test_text__number_of_a_suggestion__only_in_chat() -> None:
    field = Field(label="职称", none="无")
    suggest = ["医师", "主治医师"]
    assert [outcome(field, text, suggest=suggest) for text in ("2", "3", "4", "选1 医师", "主治")] == [
        "主治医师",
        "无",
        "4",
        "医师",
        "主治",
    ]
    assert outcome(field, "2", suggest=suggest, numbered=False) == "2"
    assert outcome(Field(label="学制"), "3", suggest=["5", "3"]) == "3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
    ],
)
def test_id_number__right__capital_x(text: str, expected: str) -> None:
    assert outcome(Field(label="证件号码", kind="id_number"), text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("110105194912310021", "最后一位对不上"),
        ("11010519491331002X", "出生日期"),
        ("99010519491231002X", "省份"),
        ("110105491231002", "15 位"),
        ("1101051949123100", "收到 16 位"),
        ("11010520991231002X", "还没有到"),
        ("我的身份证", "收到 5 位"),
        ("1101051949123100X2", "只有数字"),
    ],
)
def test_id_number__wrong__says_what_and_never_repeats_it(text: str, part: str) -> None:
    found = asked(Field(label="证件号码", kind="id_number"), text)
    assert isinstance(found, Wrong)
    assert found.code == "id_number"
    assert part in found.text
    assert text not in found.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13800000000", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("+86-138-0000-0000", "13800000000"),
        ("023-68880000", "023-68880000"),
        ("02368880000", "023-68880000"),
        ("(023)68880000转801", "023-68880000-801"),
        ("1380000000", "phone"),
        ("12800000000", "phone"),
        ("人事科", "phone"),
    ],
)
def test_phone__mobile_or_landline__digits_or_reason(text: str, expected: str) -> None:
    assert outcome(Field(label="电话", kind="phone"), text) == expected


@pytest.mark.parametrize("kind", ["evidence", "portrait", "pledge", "printed", "note"])
def test_file_and_signature__typed__says_where_it_is_done(kind: str) -> None:
    found = asked(Field(label="材料", kind=kind), "已上传")
    assert isinstance(found, Wrong)
    assert found.code == "not_text"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (PERCENT, "许多"),
        (MONTH, "上个月"),
        (PERIOD, "很久"),
        (DATE, "那天"),
        (YEAR, "早"),
        (Field(label="a", kind="choice"), "哈"),
        (Field(label="a", kind="choices"), "哈"),
        (Field(label="a", kind="yes_no"), "哈"),
        (Field(label="a", kind="unit"), "哈"),
        (Field(label="a", kind="phone"), "哈"),
        (Field(label="a", kind="id_number"), "哈"),
        (Field(label="a", max=2), "太长了"),
    ],
)
def test_refusal__of_any_kind__says_it_is_not_saved_without_blame(field: Field, text: str) -> None:
    found = asked(field, text, options=records("甲", "乙"))
    assert isinstance(found, Wrong)
    assert "还没保存" in found.text
    assert not any(word in found.text for word in ("非法", "错误", "禁止", "务必", "！", "失败"))
