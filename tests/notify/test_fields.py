"""Every kind of field, one character below, at and above its limit (G10: 47003 and dates with fractions)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notify.fields import KINDS, NOTHING, Unfit, clean, fit, kind_of, passes

pytestmark = pytest.mark.fast
NOW = "2026-11-21 15:20"

FITS = [
    # kind, text, what is sent
    ("thing", "有3处要改，其他不用动", "有3处要改，其他不用动"),
    ("thing", "字" * 19, "字" * 19),
    ("thing", "字" * 20, "字" * 20),
    ("thing", "字" * 21, "字" * 19 + "…"),
    ("thing", "一\n二\t三\x02四", "一 二 三四"),
    ("thing", "很好👍🏻 1️⃣ ✓", "很好 1"),
    ("thing", "👨‍👩‍👧", NOTHING),
    ("thing", "", NOTHING),
    ("thing", "  \n", NOTHING),
    ("thing", "\u202e反", "反"),
    ("short_thing", "字" * 11, "字" * 9 + "…"),
    ("phrase", "退回", "退回"),
    ("phrase", "未通过审", "未通过审"),
    ("phrase", "审核不通过", "审核不通"),
    ("phrase", "审核不通过了", "审核不通"),
    ("phrase", "第1步：退回", "第步退回"),
    ("phrase", "OK", NOTHING),
    ("phrase", "", NOTHING),
    ("name", "云溪区人民医院", "云溪区人民医院"),
    ("name", "字" * 10, "字" * 10),
    ("name", "字" * 11, "字" * 9 + "…"),
    ("name", "a" * 20, "a" * 20),
    ("name", "a" * 21, "a" * 19 + "…"),
    ("name", "王a" + "b" * 9, "王a" + "b" * 7 + "…"),
    ("name", "第3医院", "第医院"),
    ("name", "123", NOTHING),
    ("number", "3", "3"),
    ("number", "共 1,234.5 元", "1234.5"),
    ("number", "３处", "3"),
    ("number", "1" * 32, "1" * 32),
    ("letter", "aB1-c", "aBc"),
    ("letter", "a" * 33, "a" * 32),
    ("letter", "汉", "NA"),
    ("symbol", "+-*/=%", "+-*/="),
    ("symbol", "a", "-"),
    ("character_string", "ZP-2026 001", "ZP-2026001"),
    ("character_string", "ＺＰ０１", "ZP01"),
    ("character_string", "a" * 33, "a" * 32),
    ("character_string", "编号", "-"),
    ("time", "15:01", "15:01"),
    ("time", "2026-11-30 16:59", "2026年11月30日 16:59"),
    ("time", "2026-11-30T16:59:00+08:00", "2026年11月30日 16:59"),
    ("time", "2020-01-18 16:18:49.0", "2020年1月18日 16:18"),
    ("time", "12月4日 24:00", "2026年12月4日 23:59"),
    ("time", "1月4日 09:00", "2027年1月4日 09:00"),
    ("time", "2026-12-01 9:00~11:00", "2026年12月1日 09:00~11:00"),
    ("time", "", "2026年11月21日 15:20"),
    ("time", "尽快", "2026年11月21日 15:20"),
    ("time", "25:00", "2026年11月21日 15:20"),
    ("time", "2026-11-30", "2026年11月21日 15:20"),
    ("date", "2026-11-30", "2026年11月30日"),
    ("date", "2026/11/30", "2026年11月30日"),
    ("date", "2026.11.30", "2026年11月30日"),
    ("date", "2026年11月30日 17:00", "2026年11月30日 17:00"),
    ("date", "2026.11", "2026年11月"),
    ("date", "11月1日至11月7日", "2026年11月1日~2026年11月7日"),
    ("date", "2026-02-30", "2026年11月21日 15:20"),
    ("date", "", "2026年11月21日 15:20"),
    ("amount", "300元", "300元"),
    ("amount", "¥1,234.50", "¥1234.50"),
    ("amount", "1234567890", "1234567890"),
    ("phone_number", "023-0000 0000", "023-00000000"),
    ("phone_number", "138****0000", "138****0000"),
    ("phone_number", "1" * 18, "1" * 17),
    ("phone_number", "无", "-"),
    ("car_number", "粤a8z888挂", "粤A8Z888挂"),
    ("const", "审核中", "审核中"),
    ("enum", "审核中", "审核中"),
]


@pytest.mark.parametrize(("kind", "text", "sent"), FITS)
def test_fit__text__is_sent_so_and_passes(kind, text, sent):
    assert fit(kind, text, NOW) == sent
    assert passes(kind, sent)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", ""),
        ("number", "没有"),
        ("number", "1" * 33),
        ("amount", ""),
        ("amount", "1" * 11),
        ("car_number", ""),
        ("car_number", "粤A8Z8888挂挂"),
        ("time", ""),
        ("date", "尽快"),
    ],
)
def test_fit__nothing_true_to_say__is_unfit(kind, text):
    with pytest.raises(Unfit):
        fit(kind, text)


def test_fit__day_without_a_year_and_no_present__says_what_is_known():
    assert fit("time", "12月4日 09:00") == "09:00"
    assert fit("date", "12月4日 09:00") == "12月4日 09:00"


LIMITS = [
    # kind, longest that passes, one more, something of the wrong sort
    ("thing", "字" * 20, "字" * 21, "一\n二"),
    ("short_thing", "字" * 10, "字" * 11, "好👍"),
    ("number", "1" * 32, "1" * 33, "1a"),
    ("letter", "a" * 32, "a" * 33, "a1"),
    ("symbol", "+" * 5, "+" * 6, "a"),
    ("character_string", "a" * 32, "a" * 33, "汉"),
    ("time", "2019年10月1日 15:01:02", "2019年10月1日 15:01:02.0", "2019年10月1日"),
    ("time", "15:01~16:02", "15:01~16:02~17:03", "24:00"),
    ("date", "2019年10月1日 15:01", "2019年10月1日 15:01:49.0", "2019年13月1日"),
    ("date", "10月1日~10月7日", "10月1日~10月7日~10月9日", "10月32日"),
    ("amount", "¥1234567890元", "¥12345678901元", "¥¥1"),
    ("phone_number", "+86-0766-66888866", "+86-0766-668888660", "电话"),
    ("car_number", "粤A8Z8888", "粤A8Z888888", "粤A·1"),
    ("name", "字" * 10, "字" * 11, "第3"),
    ("name", "a" * 20, "a" * 21, "王\n"),
    ("phrase", "审核不通过", "审核不通过了", "通过1"),
    ("const", "字" * 20, "字" * 21, "\x00"),
    ("enum", "字" * 20, "字" * 21, "\x00"),
]


@pytest.mark.parametrize(("kind", "most", "more", "wrong"), LIMITS)
def test_passes__at_the_limit_and_beyond__is_told(kind, most, more, wrong):
    assert passes(kind, most)
    assert not passes(kind, more)
    assert not passes(kind, wrong)
    assert not passes(kind, "")


def test_limits__every_kind__is_tried():
    assert {kind for kind, *_ in LIMITS} == KINDS


@example("name", ": 0 :")
@given(st.sampled_from(sorted(KINDS)), st.one_of(st.text(max_size=60), st.from_regex(r"[0-9年月日: ~.\-]{0,24}")))
def test_fit__any_text__passes_or_is_unfit(kind, text):
    try:
        sent = fit(kind, text, NOW)
    except Unfit:
        assert kind in ("number", "amount", "car_number")
        return
    assert passes(kind, sent)
    assert kind == "car_number" or fit(kind, sent, NOW) == sent


@pytest.mark.parametrize(
    ("key", "kind"), [("thing1", "thing"), ("phrase12", "phrase"), ("character_string3", "character_string")]
)
def test_kind_of__key__names_its_kind(key, kind):
    assert kind_of(key) == kind


@pytest.mark.parametrize("key", ["", "first", "1", "Thing1", "thing1.DATA"])
def test_kind_of__key_of_no_kind__is_unfit(key):
    with pytest.raises(Unfit):
        kind_of(key)


def test_clean__rare_characters_of_names__stay():
    assert clean("𠮷野·㼆") == "𠮷野·㼆"
