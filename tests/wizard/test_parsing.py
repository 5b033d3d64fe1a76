"""What people type is understood where the meaning is plain, and refused with a sentence that helps (X-03)."""

from __future__ import annotations

from typing import Any

import pytest

from schemes.model import Field
from wizard.address import Address
from wizard.parsing import check, parse
from wizard.states import FieldState, Parsed, Wrong

pytestmark = pytest.mark.fast
TODAY = "2026-11-05"


def asked(field: Field, text: str, numbered: bool = True, **now: Any) -> Parsed | Wrong:
    now = {"min": field.min, "max": field.max, **now}
    return parse(field, text, FieldState(address=Address("a", None, "b"), field=field, **now), TODAY, numbered=numbered)


def value(field: Field, text: str, **now: Any) -> Any:
    found = asked(field, text, **now)
    return found.value if isinstance(found, Parsed) else found.code


def records(*labels: str) -> list[dict[str, Any]]:
    return [{"code": label, "label": label, "ok": True} for label in labels]


MONTH = Field(label="任现职时间", kind="month")
DATE = Field(label="考试日期", kind="date")
YEAR = Field(label="年度", kind="year")
PERIOD = Field(label="起止时间", kind="period")
DAYS = Field(label="公示时间", kind="period", example="2019年9月1日-2019年9月2日")
PERCENT = Field(label="满意度", kind="number", min=0, max=100, suffix="%")
YEARS = Field(label="支农年限", kind="number", suffix="年")
COUNT = Field(label="排名", kind="number", min=1, max=50)


@pytest.mark.parametrize(
    "text",
    ["2019.7", "2019年7月", "2019/07", "2019-7", "201907", "19年7月", "２０１９．７", "二〇一九年七月", "2019 7", "2019年07月份",
     " 2019 年 7 月 ", "2019、7", "2019.7.15"],
)  # fmt: skip
def test_month__any_plain_way__year_and_month(text: str) -> None:
    assert value(MONTH, text) == "2019-07"


@pytest.mark.parametrize(
    ("text", "code"),
    [("2019", "format"), ("7月", "format"), ("2019.13", "range"), ("2019.0", "range"), ("去年七月", "format"), ("1019.7", "range"),
     ("2019.7-2019.9", "format"), ("无", "format")],
)  # fmt: skip
def test_month__not_plain__refused(text: str, code: str) -> None:
    assert value(MONTH, text) == code


def test_two_digit_year__later_than_next_year__last_century() -> None:
    assert [value(MONTH, text) for text in ("27年1月", "28年1月", "99年12月")] == ["2027-01", "1928-01", "1999-12"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2019.7.1", "2019-07-01"), ("2019年7月1日", "2019-07-01"), ("20190701", "2019-07-01"), ("2019-07-01", "2019-07-01"),
     ("2024.2.29", "2024-02-29"), ("2023.2.29", "range"), ("今天", "2026-11-05"), ("2019.7", "format")],
)  # fmt: skip
def test_date__typed__day_or_reason(text: str, expected: str) -> None:
    assert value(DATE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2019", 2019), ("2019年", 2019), ("2019年度", 2019), ("二〇一九", 2019), ("今年", 2026), ("去年", 2025), ("19年", 2019),
     ("19", "format"), ("20199", "format"), ("3019", "range")],
)  # fmt: skip
def test_year__typed__number_or_reason(text: str, expected: Any) -> None:
    assert value(YEAR, text) == expected


CLOSED = {"from": "2015-08", "to": "2019-12"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015.8-2019.12", CLOSED), ("2015年8月至2019年12月", CLOSED), ("2015年8月到2019年12月", CLOSED), ("201508-201912", CLOSED),
        ("2015-8-2019-12", CLOSED), ("2015.08——2019.12", CLOSED), ("2015.8～2019.12", CLOSED), ("2015/8 - 2019/12", CLOSED),
        ("从2015年8月到2019年12月", CLOSED), ("15年8月至19年12月", CLOSED), ("2015.8.1-2019.12.31", CLOSED),
        ("2015年8月1日至2019年12月31日", CLOSED), ("2019年7月到12月", {"from": "2019-07", "to": "2019-12"}),
        ("2019年7月到现在", {"from": "2019-07"}), ("2019.7至今", {"from": "2019-07"}), ("2019.7-今", {"from": "2019-07"}),
        ("2019年7月起", {"from": "2019-07"}), ("2019.7-至今", {"from": "2019-07"}), ("2019-07--目前", {"from": "2019-07"}),
        ("2019.7-2019.7", {"from": "2019-07", "to": "2019-07"}),
        ("2019.7", "format"), ("2019.7-", "format"), ("2015-2019", "format"), ("至今", "format"), ("2015.8-2019.13", "range"),
        ("2030.1至今", "range"), ("2019.9-2019.7", "period_order"),
    ],
)  # fmt: skip
def test_period__typed__from_and_to_or_reason(text: str, expected: Any) -> None:
    assert value(PERIOD, text) == expected


def test_period__turned_round__offers_the_right_way_round_in_the_words_of_the_transcript() -> None:
    found = asked(PERIOD, "2019.9-2019.7")
    assert isinstance(found, Wrong)
    assert found.text == "还没保存。结束 2019年07月 早于开始 2019年09月，是写反了吗？"
    assert found.offers == ["用 2019年07月至2019年09月"]
    assert found.instead == ["2019.7-2019.9"]
    assert found.example == "2015.8-2019.12"
    assert value(PERIOD, found.instead[0]) == {"from": "2019-07", "to": "2019-09"}


def test_period__shown_with_days__needs_days() -> None:
    assert value(DAYS, "2019-08-20-2019-08-30") == {"from": "2019-08-20", "to": "2019-08-30"}
    assert value(DAYS, "2019年9月1日-2019年9月2日") == {"from": "2019-09-01", "to": "2019-09-02"}
    assert value(DAYS, "2019.8-2019.9") == "format"


def test_period__end_left_out__offers_until_now() -> None:
    found = asked(PERIOD, "2019.7")
    assert isinstance(found, Wrong)
    assert found.instead == ["2019.7至今"]
    assert "写“至今”" in found.text


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (PERCENT, "92", 92), (PERCENT, "92%", 92), (PERCENT, "９２％", 92), (PERCENT, "百分之九十二", 92), (PERCENT, "92.5", 92.5),
        (PERCENT, "九十二", 92), (PERCENT, "92.0", 92), (PERCENT, "92分", "format"), (PERCENT, "1e2", "format"),
        (PERCENT, "约92", "format"), (PERCENT, "101", "range"), (PERCENT, "-1", "range"), (PERCENT, "八九十", "format"),
        (YEARS, "两年", 2), (YEARS, "2 年", 2), (YEARS, "半年", 0.5), (YEARS, "十二", 12), (YEARS, "24个月", "format"),
        (COUNT, "第3", 3), (COUNT, "第三", 3), (COUNT, "3名", 3), (COUNT, "1,000", "range"), (COUNT, "", "format"),
        (COUNT, "9" * 40, "range"), (COUNT, "一百零五", "range"),
    ],
)  # fmt: skip
def test_number__with_units_and_chinese_digits__value_or_reason(field: Field, text: str, expected: Any) -> None:
    assert value(field, text) == expected


def test_number__out_of_range__says_not_saved_then_why_then_how() -> None:
    found = asked(PERCENT, "120")
    assert isinstance(found, Wrong)
    assert found.text == "还没保存。120 超过了 100，填 0 到 100"


WHO = [
    {"code": "staff", "label": "事业编制、国企、部队文职", "ok": True},
    {"code": "other", "label": "其他人员", "ok": True},
]
GRADES = records("优秀", "合格", "基本合格", "不合格")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", "staff"), ("2", "other"), ("选2 其他人员", "other"), ("选1 事业编制", "staff"), ("选2其他人员", "other"), ("其他人员", "other"),
     ("其他", "other"), ("第二个", "other"), ("②", "other"), ("2.", "other"), ("2、其他人员", "other"), ("国企", "staff"),
     ("staff", "staff"), ("选1 其他人员", "other"), ("3", "choice"), ("0", "choice"), ("好", "choice"), ("嗯", "choice"),
     ("OK", "choice"), ("👌", "choice"), ("都行", "choice"), ("", "format")],
)  # fmt: skip
def test_choice__by_number_or_name__code_or_reason(text: str, expected: str) -> None:
    assert value(Field(label="人员身份", kind="choice"), text, options=WHO) == expected


def test_choice__tapped_with_the_name_of_its_question__understood() -> None:
    field = Field(label="2023年年度考核", kind="choice")
    assert value(field, "2023年：合格", options=GRADES) == "合格"
    assert value(field, "2022年：合格", options=GRADES) == "choice"


def test_choice__beginning_that_several_share__offers_them() -> None:
    found = asked(Field(label="专业", kind="choice"), "内科", options=records("心内科", "神经内科", "外科"))
    assert isinstance(found, Wrong)
    assert found.instead == ["心内科", "神经内科"]


def test_choice__option_not_allowed_now__says_so() -> None:
    options = [{"code": "a", "label": "主任医师", "ok": False}, {"code": "b", "label": "副主任医师", "ok": True}]
    found = asked(Field(label="职称", kind="choice"), "主任医师", options=options)
    assert isinstance(found, Wrong)
    assert found.code == "not_allowed"
    assert "还没保存" in found.text


def test_choice__chinese_numeral_that_begins_a_name__means_the_name() -> None:
    options = records("一级", "二级", "三级", "无")
    field = Field(label="等级", kind="choice")
    assert [value(field, text, options=options) for text in ("三", "第三", "3", "无", "没有")] == [
        "三级",
        "三级",
        "三级",
        "无",
        "choice",
    ]


def test_choice__free__takes_words_of_ones_own_but_no_nod() -> None:
    field = Field(label="外语", kind="choice", free=True)
    options = records("英语合格", "免试")
    assert [value(field, text, options=options) for text in ("英语", "日语二级", "好的")] == [
        "英语合格",
        "日语二级",
        "choice",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1、3", ["一稿多投", "其他"]), ("3 1", ["一稿多投", "其他"]), ("挂靠、兼职申报，其他", ["挂靠、兼职申报", "其他"]), ("无", []), ("没有", []),
     ("其他", ["其他"]), ("其他 其他", ["其他"]), ("1 9", "choice"), ("好", "choice"), ("、", "format")],
)  # fmt: skip
def test_choices__typed__codes_in_the_order_of_the_list(text: str, expected: Any) -> None:
    field = Field(label="情形", kind="choices", none="无")
    assert value(field, text, options=records("一稿多投", "挂靠、兼职申报", "其他")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("是", True), ("有", True), ("对", True), ("是的", True), ("1", True), ("是。", True), ("否", False), ("没有", False),
     ("不是", False), ("无", False), ("2", False), ("好", "choice"), ("嗯", "choice"), ("OK", "choice"), ("👌", "choice"),
     ("可能", "choice"), ("是不是", "choice")],
)  # fmt: skip
def test_yes_no__only_words_that_mean_it__a_nod_is_no_answer(text: str, expected: Any) -> None:
    assert value(Field(label="是否一线", kind="yes_no"), text) == expected


@pytest.mark.parametrize("text", ["无", "没有", "暂无", " 无。", "没"])
def test_none__where_the_field_has_the_word__is_the_answer(text: str) -> None:
    assert value(Field(label="证书号", none="无", max=20), text) == "无"
    assert value(Field(label="数量", kind="number", none="无"), text) == "无"


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
        ("云溪区人民医院（内一科）", "云溪区人民医院（内一科）"), ("  张健 ", "张健"), ("ＡＢ１２３", "AB123"), ("𠮷田", "𠮷田"), ("㐱䶮", "㐱䶮"),
        ("𪚥𠔻", "𪚥𠔻"), ("阿卜杜拉·买买提", "阿卜杜拉·买买提"), ("a\u200bb", "ab"), ("一\n二", "一 二"), ("王\ue000", "王\ue000"),
        ("\uf92c", "\uf92c"), ("①甲", "①甲"), ("x\x00", "character"), ("王\x07五", "character"), ("王😀", "character"),
        ("好👍🏻", "character"), ("\ud800", "character"), ("\ufffe", "character"), ("\u200b", "format"),
    ],
)  # fmt: skip
def test_text__rare_characters_kept__what_cannot_be_printed_refused(text: str, expected: str) -> None:
    assert value(Field(label="姓名", max=30), text) == expected


def test_text__too_long__says_by_how_many_characters() -> None:
    found = asked(Field(label="内容", kind="long_text", max=300), "字" * 10_000)
    assert isinstance(found, Wrong)
    assert found.text == "还没保存。多了 9700 个字，最多 300 字。已替您留着，删短再发"
    assert value(Field(label="内容", max=10), "字" * 10) == "字" * 10
    assert value(Field(label="内容", max=10), "𠮷" * 10) == "𠮷" * 10


def test_text__pattern__its_own_words_and_small_letters_forgiven() -> None:
    field = Field(label="期刊号", pattern=r"ISSN ?\d{4}-\d{3}[\dX]", wrong="请按刊物上的刊号填写，如 ISSN0000-0000")
    assert value(field, "issn1234-567x") == "ISSN1234-567X"
    found = asked(field, "1234")
    assert isinstance(found, Wrong)
    assert found.text == "没看懂“1234”，还没保存。请按刊物上的刊号填写，如 ISSN0000-0000。"


def test_text__number_of_a_suggestion__only_in_chat() -> None:
    field = Field(label="职称", none="无")
    suggest = ["医师", "主治医师"]
    assert [value(field, text, suggest=suggest) for text in ("2", "3", "4", "选1 医师", "主治")] == [
        "主治医师",
        "无",
        "4",
        "医师",
        "主治",
    ]
    assert value(field, "2", suggest=suggest, numbered=False) == "2"
    assert value(Field(label="学制"), "3", suggest=["5", "3"]) == "3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("11010519491231002X", "11010519491231002X"), ("11010519491231002x", "11010519491231002X"),
     ("110105 19491231 002X", "11010519491231002X"), ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X")],
)  # fmt: skip
def test_id_number__right__capital_x(text: str, expected: str) -> None:
    assert value(Field(label="证件号码", kind="id_number"), text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [("110105194912310021", "最后一位对不上"), ("11010519491331002X", "出生日期"), ("99010519491231002X", "省份"), ("110105491231002", "15 位"),
     ("1101051949123100", "收到 16 位"), ("11010520991231002X", "还没有到"), ("我的身份证", "收到 5 位"), ("1101051949123100X2", "只有数字")],
)  # fmt: skip
def test_id_number__wrong__says_what_and_never_repeats_it(text: str, part: str) -> None:
    found = asked(Field(label="证件号码", kind="id_number"), text)
    assert isinstance(found, Wrong)
    assert found.code == "id_number"
    assert part in found.text
    assert text not in found.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("13800000000", "13800000000"), ("138 0000 0000", "13800000000"), ("+86-138-0000-0000", "13800000000"),
     ("023-68880000", "023-68880000"), ("02368880000", "023-68880000"), ("(023)68880000转801", "023-68880000-801"), ("1380000000", "phone"),
     ("12800000000", "phone"), ("人事科", "phone")],
)  # fmt: skip
def test_phone__mobile_or_landline__digits_or_reason(text: str, expected: str) -> None:
    assert value(Field(label="电话", kind="phone"), text) == expected


@pytest.mark.parametrize("kind", ["evidence", "portrait", "pledge", "printed", "note"])
def test_file_and_signature__typed__says_where_it_is_done(kind: str) -> None:
    found = asked(Field(label="材料", kind=kind), "已上传")
    assert isinstance(found, Wrong)
    assert found.code == "not_text"


@pytest.mark.parametrize(
    ("field", "text"),
    [(PERCENT, "许多"), (MONTH, "上个月"), (PERIOD, "很久"), (DATE, "那天"), (YEAR, "早"), (Field(label="a", kind="choice"), "哈"),
     (Field(label="a", kind="choices"), "哈"), (Field(label="a", kind="yes_no"), "哈"), (Field(label="a", kind="unit"), "哈"),
     (Field(label="a", kind="phone"), "哈"), (Field(label="a", kind="id_number"), "哈"), (Field(label="a", max=2), "太长了")],
)  # fmt: skip
def test_refusal__of_any_kind__says_it_is_not_saved_without_blame(field: Field, text: str) -> None:
    found = asked(field, text, options=records("甲", "乙"))
    assert isinstance(found, Wrong)
    assert "还没保存" in found.text
    assert not any(word in found.text for word in ("非法", "错误", "禁止", "务必", "！", "失败"))


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        (PERCENT, 92, 92), (PERCENT, 92.0, 92), (PERCENT, True, "format"), (PERCENT, "92", "format"), (PERCENT, 101, "range"),
        (PERCENT, float("nan"), "format"), (PERCENT, float("inf"), "range"), (PERCENT, 10**400, "range"),
        (MONTH, "2019-07", "2019-07"), (MONTH, "2019-7", "format"), (MONTH, "2019-13", "format"), (MONTH, 201907, "format"),
        (DATE, "2019-07-01", "2019-07-01"), (DATE, "2019-07", "format"), (YEAR, 2019, 2019), (YEAR, "2019", "format"),
        (PERIOD, {"from": "2019-07"}, {"from": "2019-07"}), (PERIOD, {"from": "2019-07", "to": None}, {"from": "2019-07"}),
        (PERIOD, {"from": "2019-09", "to": "2019-07"}, "period_order"), (PERIOD, {"to": "2019-07"}, "format"),
        (PERIOD, {"from": "2019-07", "x": 1}, "format"), (PERIOD, "2019.7-2019.9", "format"),
        (Field(label="a", kind="yes_no"), True, True), (Field(label="a", kind="yes_no"), "是", "format"),
        (Field(label="a", kind="choice"), "甲", "甲"), (Field(label="a", kind="choice"), "丙", "choice"),
        (Field(label="a", kind="choice"), ["甲"], "choice"), (Field(label="a", kind="choices"), ["乙", "甲"], ["甲", "乙"]),
        (Field(label="a", kind="choices"), [], "format"), (Field(label="a", kind="choices", none="无"), [], []),
        (Field(label="a", kind="choices"), [["甲"]], "format"), (Field(label="a"), " 甲 ", "甲"), (Field(label="a"), 5, "format"),
        (Field(label="a", none="无"), "无", "无"), (Field(label="a"), "无", "none_not_allowed"),
        (Field(label="a", kind="unit"), "unit-7", "unit-7"), (Field(label="a", kind="unit"), "../x", "unit"),
        (Field(label="a", kind="note"), "x", "not_text"),
    ],
)  # fmt: skip
def test_check__typed_value_of_the_api__same_rules(field: Field, given: Any, expected: Any) -> None:
    options = [] if field.kind == "unit" else records("甲", "乙")
    state = FieldState(address=Address("a", None, "b"), field=field, options=options, min=field.min, max=field.max)
    found = check(field, given, state, TODAY)
    assert (found.value if isinstance(found, Parsed) else found.code) == expected


FILE = {"file": "sha256:0123456789", "pages": 3, "size": 2_000_000, "media": "application/pdf", "of": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, None), ({"pages": 21}, "too_long"), ({"size": 11 << 20}, "too_large"), ({"media": "image/png"}, "kind"),
     ({"media": "application/msword"}, "kind"), ({"file": "x"}, "format"), ({"pages": "3"}, "format"), ({"pages": 0}, "format"),
     ({"of": 5}, "format"), ({"size": 100}, "range")],
)  # fmt: skip
def test_check__file__limits_of_its_slot(change: dict[str, Any], expected: str | None) -> None:
    field = Field(label="材料", kind="evidence", accept=["pdf"], max_mb=10, max_pages=20, min_kb=1)
    found = check(field, FILE | change, FieldState(address=Address("a", None, "b"), field=field))
    if expected is None:
        assert found == Parsed(FILE, "3 页，1.9 MB")
    else:
        assert isinstance(found, Wrong)
        assert found.code == expected


def test_check__pledge__needs_what_it_was_signed_for() -> None:
    field = Field(label="承诺", kind="pledge")
    state = FieldState(address=Address("a", None, "b"), field=field)
    signed = {"file": "sha256:0123456789", "of": "sha256:abcdefgh", "at": "2026-11-05T10:00:00+08:00"}
    assert isinstance(check(field, signed, state), Parsed)
    assert isinstance(check(field, {**signed, "of": None}, state), Wrong)
    assert isinstance(check(field, True, state), Wrong)
