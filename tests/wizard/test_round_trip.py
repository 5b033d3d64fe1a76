"""What is shown reads back as what is stored, and nothing that anybody types raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemes.model import Field
from wizard import identity
from wizard.address import Address
from wizard.cleaning import characters, line
from wizard.numerals import arabic, number
from wizard.offers import typed
from wizard.parsing import NOTHING, check, parse
from wizard.showing import show
from wizard.states import FieldState, Parsed, Wrong

from .wizard_samples import LISTS, scheme_of

pytestmark = pytest.mark.fast
TODAY = "2026-11-05"
SCHEME = scheme_of({"a": {"label": "甲", "source": "product", "fields": {"b": {"label": "乙"}}}}, lists=LISTS)
OPTIONS = [{"code": code, "label": code, "ok": True} for code in ["一稿多投", "挂靠、兼职申报", "其他情况", "3 项以上"]]
FIELDS = [
    Field(label="姓名", max=20),
    Field(label="说明", kind="long_text", max=300, none="无"),
    Field(label="百分比", kind="number", suffix="%"),
    Field(label="是否", kind="yes_no"),
    Field(label="月", kind="month"),
    Field(label="日", kind="date"),
    Field(label="年", kind="year"),
    Field(label="起止", kind="period"),
    Field(label="公示", kind="period", print="YYYY年MM月DD日"),
    Field(label="选", kind="choice", list=[str(option["code"]) for option in OPTIONS]),
    Field(label="多选", kind="choices", list=[str(option["code"]) for option in OPTIONS], none="无"),
    Field(label="证件", kind="id_number"),
    Field(label="电话", kind="phone"),
    Field(label="单位", kind="unit"),
    Field(label="条", kind="row"),
    Field(label="材料", kind="evidence"),
    Field(label="照片", kind="portrait"),
    Field(label="承诺", kind="pledge"),
    Field(label="表", kind="printed"),
    Field(label="说明", kind="note"),
    Field(label="刊号", pattern="[A-Z]+[0-9]+", wrong="写刊号"),
    Field(label="外语", kind="choice", list=["免试"], free=True),
]
BY_KIND = {field.kind: field for field in reversed(FIELDS)}


def state_of(field: Field) -> FieldState:
    options = OPTIONS if field.kind in ("choice", "choices", "row") else []
    return FieldState(address=Address("a", None, "b"), field=field, min=field.min, max=field.max, options=options)


def months() -> st.SearchStrategy[str]:
    return st.builds("{:04d}-{:02d}".format, st.integers(1900, 2100), st.integers(1, 12))


def dates() -> st.SearchStrategy[str]:
    return st.builds("{}-{:02d}".format, months(), st.integers(1, 28))


@st.composite
def periods(draw: st.DrawFn, ends: st.SearchStrategy[str]) -> dict[str, str]:
    first, last = sorted([draw(ends), draw(ends)])
    return {"from": first, "to": last} if draw(st.booleans()) else {"from": min(first, TODAY[: len(first)])}


CANONICAL: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6).map(lambda one: round(one, 3)),
    "yes_no": st.booleans(),
    "month": months(),
    "date": dates(),
    "year": st.integers(1900, 2100),
    "period": periods(months()),
    "choice": st.sampled_from([option["code"] for option in OPTIONS]),
    "choices": st.lists(st.sampled_from([option["code"] for option in OPTIONS]), unique=True),
    "phone": st.builds("1{}{:09d}".format, st.integers(3, 9), st.integers(0, 999_999_999)),
}


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_show__any_canonical_value__reads_back_the_same(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(CANONICAL)))
    field, value = BY_KIND[kind], data.draw(CANONICAL[kind])
    accepted = check(field, value, state_of(field), TODAY)
    assert isinstance(accepted, Parsed)
    shown = show(SCHEME, field, accepted.value)
    assert parse(field, shown, state_of(field), TODAY) == accepted
    assert shown == accepted.text
    if kind not in ("yes_no", "choice", "choices"):
        assert parse(field, typed(field, accepted.value), state_of(field), TODAY) == accepted


@settings(max_examples=60, deadline=None)
@given(periods(dates()))
def test_show__period_of_days__reads_back_the_same(value: dict[str, str]) -> None:
    field = FIELDS[8]
    assert parse(field, show(SCHEME, field, value), state_of(field), TODAY) == Parsed(value, show(SCHEME, field, value))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_text__accepted_once__is_accepted_the_same_again(text: str) -> None:
    for field in FIELDS[:2]:
        found = parse(field, text, state_of(field), TODAY)
        if isinstance(found, Parsed):
            assert parse(field, show(SCHEME, field, found.value), state_of(field), TODAY) == found
            assert check(field, found.value, state_of(field), TODAY) == found
            found.value.encode("utf-8")


TYPED = st.text(max_size=60) | st.text("0123456789年月日至今到.-—/ 选无有是否、，:：%xX十百零一二两半", max_size=30)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(FIELDS), TYPED)
def test_parse__anything_typed__a_value_that_passes_or_a_helpful_refusal(field: Field, text: str) -> None:
    found = parse(field, text, state_of(field), TODAY)
    match found:
        case Parsed(value, shown):
            assert check(field, value, state_of(field), TODAY) == Parsed(value, shown)
        case Wrong():
            assert found.code
            assert "还没保存" in found.text or found.code == "not_text"
            assert len(found.text) < 200
            for offer in found.instead:
                assert isinstance(parse(field, offer, state_of(field), TODAY), Parsed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "to", "file", "of", "x"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FIELDS), JSON)
def test_check__any_json__never_raises(field: Field, value: Any) -> None:
    found = check(field, value, state_of(field), TODAY)
    if isinstance(found, Parsed):
        assert check(field, found.value, state_of(field), TODAY) == found


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.kind)
def test_parse__ten_thousand_characters__refused_shortly(field: Field) -> None:
    for text in ("字" * 10_000, "9" * 10_000, "2019." * 2000, "\n" * 10_000, "选" * 10_000, "、" * 10_000):
        assert isinstance(parse(field, text, state_of(field), TODAY), Wrong)


@given(st.integers(0, 99_999_999), st.sampled_from(["15", "50", "51"]), st.dates())
def test_id_number__with_its_own_check_digit__accepted_and_read(number: int, province: str, birth: Any) -> None:
    if not "1900-01-01" <= birth.isoformat() <= TODAY:
        return
    stem = f"{province}0101{birth:%Y%m%d}"[:14].rjust(14, "0") + f"{number % 1000:03d}"
    if len(stem) != 17:
        return
    whole = stem + identity.check_character(stem)
    assert identity.fault_of(whole, TODAY) is None
    assert identity.birth_of(whole) == birth.isoformat()
    assert identity.sex_of(whole) == ("男" if number % 2 else "女")
    for place in range(17):
        other = whole[:place] + str((int(whole[place]) + 1) % 10) + whole[place + 1 :]
        assert identity.fault_of(other, TODAY) is not None


def test_masked__id_number_and_phone__as_chat_shows_them() -> None:
    assert identity.masked("id_number", "500101198503020000") == "500***********0000"
    assert identity.masked("phone", "13800000000") == "138****0000"
    assert identity.masked("text", "13800000000") == "13800000000"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("九十二", 92),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十", 120),
        ("二〇一九", 2019),
        ("三千零二", 3002),
        ("两万三", 23000),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("二十五", 25),
        ("一百二", 120),
        ("零", 0),
        ("一十", 10),
        ("百", None),
        ("十十", None),
        ("二三十", None),
        ("", None),
        ("万", None),
        ("一" * 13, None),
    ],
)
def test_numeral__chinese__its_value_or_none(words: str, value: int | None) -> None:
    assert number(words) == value


def test_arabic__mixed__numerals_only() -> None:
    assert arabic("二〇一九年十二月三日") == "2019年12月3日"


@pytest.mark.parametrize(
    ("text", "count"),
    [("汉字", 2), ("a，b", 3), ("一\n二", 2), ("𠮷", 1), ("e\u0301", 1), ("葛\U000e0100", 1), ("", 0)],
)
def test_characters__counted_as_people_count(text: str, count: int) -> None:
    assert characters(text) == count


@given(st.text(max_size=30))
def test_line__twice__same_as_once(text: str) -> None:
    assert line(line(text)) == line(text)
    assert "\n" not in line(text)


@pytest.mark.parametrize("word", sorted(NOTHING))
def test_nothing__every_word_for_it__is_none(word: str) -> None:
    field = Field(label="证书号", none="无")
    assert parse(field, word, state_of(field), TODAY) == Parsed("无", "无")
