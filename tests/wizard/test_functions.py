"""Every function that an expression may call has a value in a journey; one that fails says so once in the log."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
import pytest

from casework import facts
from schemes.expressions import UnitRef
from schemes.functions import signatures
from wizard.answers import Answers
from wizard.journey import Journey

from .wizard_samples import FlatTree, at, scheme_of, world

pytestmark = pytest.mark.fast


class Under(FlatTree):
    """A unit tree in which the employer stands under one unit that has an office."""

    def above(self, kind: str) -> bool:
        return kind == "top"

    def nearest(self, kind: str, start: str | None = None) -> Any:
        return UnitRef("t", "top", "上级", 0)

    def has_child(self, kind: str, at: object) -> bool:
        return isinstance(at, UnitRef) and at.id == "t"


CALLS: dict[str, tuple[str, Any]] = {
    "length": ("length(a.text)", 2),
    "years_between": ("years_between(a.month, today)", 7),
    "months_between": ("months_between(a.month, today)", 88),
    "add_months": ("add_months(a.month, 2)", "2019-09"),
    "year": ("year(a.month)", 2019),
    "years": ("years(2019, 2020)", ["2019", "2020"]),
    "sum": ("sum(r.map(x, x.n))", 3),
    "distinct": ("distinct(r.map(x, x.n))", True),
    "sorted_by": ('sorted_by(r.map(x, x.word), ["甲", "乙"])', True),
    "gaps": ("gaps(r.map(x, x.span))", 1),
    "overlaps": ("overlaps(r.map(x, x.span))", 0),
    "repeats": ('repeats(r.map(x, x.word), ["甲"])', 1),
    "retires_on": ('retires_on(applicant.birth, "女", "professional")', "2043-03"),
    "until": ("until(a.span)", "2020-03"),
    "above": ('above("top")', True),
    "nearest": ('nearest("top").name', "上级"),
    "has_child": ('has_child("hospital", nearest("top"))', True),
    "complete": ('complete("a")', True),
    "workdays": ('workdays("2026-11-02", today)', 4),
    "entry": ('entry("words", a.text).level', "高"),
    "pick": ('pick("words", "临床")', ["甲乙"]),
    "at_most": ('at_most("words", a.text, ["5", "无", "5.1（3）"])', False),
    "has": ("has(a.text)", True),
    "size": ("r.size()", 2),
    "int": ('int("5")', 5),
    "uint": ("int(uint(5))", 5),
    "double": ("double(a.number) / 2.0", 2.5),
    "string": ("string(5)", "5"),
    "type": ("type(a.number) == type(5)", True),
}
LISTS: dict[str, Any] = {"words": [{"code": "甲乙", "level": "高", "most": 5, "for": ["临床"]}]}
SPAN = {"from": "2019-07", "to": "2020-03"}
GIVEN: dict[str, Any] = {
    "a.text": "甲乙", "a.month": "2019-07", "a.number": 5, "a.span": SPAN, "a.tick": True,
    "r.1.n": 1, "r.1.word": "甲", "r.1.span": SPAN, "r.2.n": 2, "r.2.word": "乙",
    "r.2.span": {"from": "2021-07", "to": "2021-09"},
}  # fmt: skip


def journey(expression: str) -> Journey:
    """Return a journey in which the field `z.q` is computed by an expression and all else is answered."""
    fields: dict[str, Any] = {
        "text": {"label": "字"}, "month": {"label": "月", "kind": "month"}, "span": {"label": "时", "kind": "period"},
        "number": {"label": "数", "kind": "number"}, "tick": {"label": "否", "kind": "yes_no"},
    }  # fmt: skip
    columns = {
        "n": {"label": "数", "kind": "number"},
        "word": {"label": "字"},
        "span": {"label": "时", "kind": "period"},
    }
    scheme = scheme_of(
        {
            "a": {"label": "一", "fields": fields},
            "r": {"label": "条", "rows": {}, "fields": columns},
            "z": {"label": "末", "fields": {"q": {"label": "问", "value": expression, "required": False}}},
        },
        lists=LISTS,
    )
    made = Journey(scheme, Answers(), msgspec.structs.replace(world(), tree=Under()))
    for row in ("1", "2"):
        made.add_row("r", row)
    for text, value in GIVEN.items():
        made.put(at(text), value)
    return made


def test_functions__each_that_may_be_called__is_tried_here() -> None:
    assert CALLS.keys() == signatures().keys()


@pytest.mark.parametrize("name", CALLS)
def test_function__in_a_journey_where_all_is_answered__has_its_value(name: str) -> None:
    expression, value = CALLS[name]
    assert journey(expression).state(at("z.q")).value == value


def test_workdays__with_the_calendar_of_the_year__leaves_its_days_off_out() -> None:
    scheme = scheme_of(
        {"z": {"label": "末", "fields": {"q": {"label": "问", "value": 'workdays("2026-10-01", today)'}}}}
    )
    roots: dict[str, Any] = {key: {} for key in ("plan", "applicant", "unit", "application", "batch")}
    off: dict[str, Any] = {f"2026-10-0{day}": "rest" for day in range(1, 8)} | {"2026-10-10": "work"}
    tree: Any = FlatTree()
    now = facts.world("2026-10-12 10:00", tree, **roots, holidays=off, longer={})
    assert Journey(scheme, Answers(), now).state(at("z.q")).value == 4  # 8th, 9th, the Saturday that is worked, 12th


def test_function_that_fails__is_open_and_logged_once_without_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "schemes"):
        one = journey("workdays(a.month, today)")
        assert one.state(at("z.q")).value is None
        one.put(at("a.month"), "2019-08")
        assert one.state(at("z.q")).value is None
    assert [r.getMessage() for r in caplog.records] == [
        "workdays() failed with ValueError in sections.z.fields.q.value"
    ]


def test_function_whose_answer_is_open__is_open_and_not_a_word_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "schemes"):
        one = journey("sum(r.map(x, x.n)) + years_between(a.month, today)")
        one.drop(at("a.month"))
        one.drop(at("r.1.n"))
        other = journey('entry("words", a.text).level')
        other.put(at("a.text"), "别的")
    assert one.state(at("z.q")).value is None
    assert other.state(at("z.q")).value is None
    assert not caplog.records
