"""Months, dates, years and periods as people type them (X-03)."""

from __future__ import annotations

from typing import Any

import pytest

from schemes.model import Field
from wizard.states import Wrong

from .wizard_samples import DATE, MONTH, PERIOD, YEAR, asked, outcome

pytestmark = pytest.mark.fast

DAYS = Field(label="公示时间", kind="period", example="2019年9月1日-2019年9月2日")


@pytest.mark.parametrize(
    "text",
    [
        "2019.7",
        "2019年7月",
        "2019/07",
        "2019-7",
        "201907",
        "19年7月",
        "２０１９．７",
        "二〇一九年七月",
        "2019 7",
        "2019年07月份",
        " 2019 年 7 月 ",
        "2019、7",
        "2019.7.15",
    ],
)
def test_month__any_plain_way__year_and_month(text: str) -> None:
    assert outcome(MONTH, text) == "2019-07"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2019", "format"),
        ("7月", "format"),
        ("2019.13", "range"),
        ("2019.0", "range"),
        ("去年七月", "format"),
        ("1019.7", "range"),
        ("2019.7-2019.9", "format"),
        ("无", "format"),
    ],
)
def test_month__not_plain__refused(text: str, code: str) -> None:
    assert outcome(MONTH, text) == code


def test_two_digit_year__later_than_next_year__last_century() -> None:
    assert [outcome(MONTH, text) for text in ("27年1月", "28年1月", "99年12月")] == ["2027-01", "1928-01", "1999-12"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019.7.1", "2019-07-01"),
        ("2019年7月1日", "2019-07-01"),
        ("20190701", "2019-07-01"),
        ("2019-07-01", "2019-07-01"),
        ("2024.2.29", "2024-02-29"),
        ("2023.2.29", "range"),
        ("今天", "2026-11-05"),
        ("2019.7", "format"),
    ],
)
def test_date__typed__day_or_reason(text: str, expected: str) -> None:
    assert outcome(DATE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", 2019),
        ("2019年", 2019),
        ("2019年度", 2019),
        ("二〇一九", 2019),
        ("今年", 2026),
        ("去年", 2025),
        ("19年", 2019),
        ("19", "format"),
        ("20199", "format"),
        ("3019", "range"),
    ],
)
def test_year__typed__number_or_reason(text: str, expected: Any) -> None:
    assert outcome(YEAR, text) == expected


CLOSED = {"from": "2015-08", "to": "2019-12"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015.8-2019.12", CLOSED),
        ("2015年8月至2019年12月", CLOSED),
        ("2015年8月到2019年12月", CLOSED),
        ("201508-201912", CLOSED),
        ("2015-8-2019-12", CLOSED),
        ("2015.08——2019.12", CLOSED),
        ("2015.8～2019.12", CLOSED),
        ("2015/8 - 2019/12", CLOSED),
        ("从2015年8月到2019年12月", CLOSED),
        ("15年8月至19年12月", CLOSED),
        ("2015.8.1-2019.12.31", CLOSED),
        ("2015年8月1日至2019年12月31日", CLOSED),
        ("2019年7月到12月", {"from": "2019-07", "to": "2019-12"}),
        ("2019年7月到现在", {"from": "2019-07"}),
        ("2019.7至今", {"from": "2019-07"}),
        ("2019.7-今", {"from": "2019-07"}),
        ("2019年7月起", {"from": "2019-07"}),
        ("2019.7-至今", {"from": "2019-07"}),
        ("2019-07--目前", {"from": "2019-07"}),
        ("2019.7-2019.7", {"from": "2019-07", "to": "2019-07"}),
        ("2019.7", "format"),
        ("2019.7-", "format"),
        ("2015-2019", "format"),
        ("至今", "format"),
        ("2015.8-2019.13", "range"),
        ("2030.1至今", "range"),
        ("2019.9-2019.7", "period_order"),
    ],
)
def test_period__typed__from_and_to_or_reason(text: str, expected: Any) -> None:
    assert outcome(PERIOD, text) == expected


def test_period__turned_round__offers_the_right_way_round_in_the_words_of_the_transcript() -> None:
    found = asked(PERIOD, "2019.9-2019.7")
    assert isinstance(found, Wrong)
    assert found.text == "还没保存。结束 2019年07月 早于开始 2019年09月，是写反了吗？"
    assert found.offers == ["用 2019年07月至2019年09月"]
    assert found.instead == ["2019.7-2019.9"]
    assert found.example == "2015.8-2019.12"
    assert outcome(PERIOD, found.instead[0]) == {"from": "2019-07", "to": "2019-09"}


def test_period__shown_with_days__needs_days() -> None:
    assert outcome(DAYS, "2019-08-20-2019-08-30") == {"from": "2019-08-20", "to": "2019-08-30"}
    assert outcome(DAYS, "2019年9月1日-2019年9月2日") == {"from": "2019-09-01", "to": "2019-09-02"}
    assert outcome(DAYS, "2019.8-2019.9") == "format"
    assert outcome(Field(label="起止", kind="period", example="2015.8-2019.12"), "2015.8-2019.12") == CLOSED


def test_period__end_left_out__offers_until_now() -> None:
    found = asked(PERIOD, "2019.7")
    assert isinstance(found, Wrong)
    assert found.instead == ["2019.7至今"]
    assert "写“至今”" in found.text
