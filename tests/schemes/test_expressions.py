"""Conditions at work: open is neither false nor an error, functions, facts, and what a run costs."""

from __future__ import annotations

import logging
import threading
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemes import Context, Scheme, UnitRef, World
from schemes.functions import gaps, months_between, overlaps, retires_on, years_between
from schemes.words import say

pytestmark = pytest.mark.fast

SECTIONS = """
sections:
  a:
    label: 甲
    source: product
    fields:
      b: {label: 乙, required: false}
      c: {label: 丙, kind: number}
      ticks: {label: 情形, kind: choices, list: [甲, 乙], required: false}
      period: {label: 时间, kind: period}
  rows:
    label: 多条
    source: product
    rows: {name: 条}
    fields:
      x: {label: 数, kind: number}
      main: {label: 主送, kind: yes_no}
      level: {label: 级别}
      period: {label: 时间, kind: period}
  z:
    label: 末
    source: product
    fields:
      q: {label: 问, required: 'EXPRESSION'}
"""


class Grove:
    """A unit tree: a bureau above, with or without a title office."""

    def __init__(self, bureau: bool = True, office: bool = False) -> None:
        self.bureau, self.office = bureau, office

    def above(self, kind: str) -> bool:
        return self.nearest(kind) is not None

    def nearest(self, kind: str, start: str | None = None) -> UnitRef | None:
        return UnitRef("u1", "bureau", "云溪区卫健委", 1) if kind == "bureau" and self.bureau else None

    def has_child(self, kind: str, at: UnitRef | None) -> bool:
        return at is not None and at.id == "u1" and kind == "hospital" and self.office

    def child(self, kind: str, at: UnitRef) -> UnitRef | None:
        return None

    def only(self, kind: str) -> UnitRef | None:
        return None

    def every(self, kind: str) -> list[UnitRef]:
        return []


def world(tree: Grove | None = None, now: str = "2026-11-30 16:59", **facts: dict[str, Any]) -> World:
    roots: dict[str, dict[str, Any]] = {"plan": {}, "applicant": {}, "unit": {}, "application": {}, "batch": {}}
    return World(now=now, tree=tree or Grove(), workdays=lambda start, end: 22, **{**roots, **facts})


@pytest.fixture
def ask(small: Any) -> Any:
    def run(expression: str, given: World | None = None, **answers: Any) -> Any:
        scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", expression))
        node = scheme.node("sections", "z", "fields", "q", "required")
        assert node is not None
        context = Context(scheme, given or world())
        for name, value in answers.items():
            context.set(name.replace("__", "."), value)
        return context.run(node)

    return run


THREE_VALUED = [
    ('a.b == "x" || a.c == 2', True),
    ('a.b == "x" && a.c == 3', False),
    ('a.b != "x"', None),
    ('!(a.b == "x")', None),
    ('a.b == "x" && a.c == 2', None),
    ('has(a.b) && a.b == "x"', False),
    ("has(a.c) && a.c == 2", True),
    ('"甲" in a.ticks', None),
    ('a.b.matches("x") || a.c == 2', True),
    ('a.b.matches("x") && a.c == 2', None),
    ('(a.b + "y").matches("^xy$") || a.c == 2', True),
    ("has(a.ticks) || a.c > 1", True),
]


@pytest.mark.parametrize(("expression", "result"), THREE_VALUED, ids=[t[0] for t in THREE_VALUED])
def test_condition__b_is_not_answered_and_c_is_2__true_false_or_open(ask: Any, expression: str, result: object) -> None:
    assert ask(expression, a__c=2) is result


THREE = [
    {"x": 1, "void": True, "main": True},
    {"x": 5, "void": False, "main": True},
    {"x": 7, "void": False, "main": False},
]
ROWS = [
    ("rows.all(r, r.x > 1)", [{"x": 0}, {}], False),
    ("rows.all(r, r.x > 1)", [{"x": 3}, {}], None),
    ("rows.exists(r, r.x > 1)", [{"x": 3}, {}], True),
    ("rows.exists(r, r.x > 1)", [{}, {"x": 3}], None),
    ("rows.exists(r, has(r.x) && r.x > 1)", [{}, {"x": 3}], True),
    ("rows.filter(r, r.main).size() == 1", [{"main": True, "x": 1}, {"main": False}], True),
    ("rows.size() == 2", [{}, {"x": 1}], True),
    ("sum(rows.map(r, r.x)) == 4", [{"x": 1}, {"x": 3}], True),
    ("sum(rows.map(r, r.x)) == 4", [{"x": 1}, {}], None),
    ("sum(rows.filter(r, has(r.x)).map(r, r.x)) == 1", [{"x": 1}, {}], True),
    ("sum(rows.filter(r, !r.void && r.main).map(r, r.x)) == 5", THREE, True),
    ('sorted_by(rows.filter(r, has(r.level)).map(r, r.level), ["国", "省"])',
     [{"level": "国"}, {}, {"level": "省"}], True),
    ('sorted_by(rows.map(r, r.level), ["国", "省"])', [{"level": "省"}, {"level": "国"}], False),
    ('sorted_by(rows.map(r, has(r.level) ? r.level : "省"), ["国", "省"])', [{"level": "国"}, {}], True),
    ('sorted_by(rows.map(r, has(r.level) ? r.level : "省"), ["国", "省"])', [{}, {"level": "国"}], False),
    ('sorted_by(rows.map(r, has(r.x) ? r.level : "省"), ["国", "省"])', [{"x": 1}], None),
    ("distinct(rows.map(r, r.level))", [{"level": "甲"}, {"level": "甲"}], False),
    ("repeats(rows.map(r, r.level), rows.filter(r, r.main).map(r, r.level)) == 1",
     [{"level": "甲。", "main": False}, {"level": "甲", "main": True}], True),
    ('rows.exists(r, has(r.level) && r.level.matches("^国|部$"))', [{"level": "省部"}, {}], True),
    ('rows.filter(r, r.level.matches(r"\\d+")).size() == 1', [{"level": "第3级"}, {"level": "甲"}], True),
    ("rows.map(r, r.x)[0] == 7", [{"x": 7}], True),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "rows", "result"), ROWS, ids=[f"{n}-{r[0]}" for n, r in enumerate(ROWS)])
def test_condition_over_rows__true_false_or_open(
    ask: Any, expression: str, rows: list[dict[str, Any]], result: object
) -> None:
    assert ask(expression, rows=rows) is result


SIMPLE = [
    "r.main", "!r.main", "has(r.level) && !r.main", 'r.level.matches("国|部")', 'r.main && !r.level.matches("^省")',
    'has(r.x) && r.x.matches("3")', 'has(r.level) && r.level.matches("部") && !r.level.matches("国")',
]  # fmt: skip
SOME_ROWS = [
    {}, {"x": 3}, {"main": True}, {"main": False}, {"level": "省部", "main": False}, {"level": "国家", "main": True},
    {"level": "部", "x": 1},
]  # fmt: skip


@pytest.mark.parametrize("tests", SIMPLE)
@pytest.mark.parametrize("asked", ["rows.exists(r, {})", "sum(rows.filter(r, {}).map(r, r.x)) == 3"])
def test_rows__asked_of_the_context__as_the_library_would(small: Any, asked: str, tests: str) -> None:
    found = []
    for body in (tests, f"({tests}) && true"):  # the second is too much for anything but the library
        scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", asked.format(body).replace("'", "''")))
        node, context = scheme.node("sections", "z", "fields", "q", "required"), Context(scheme, world())
        assert node is not None
        found.append([])
        for rows in (None, [], *product(SOME_ROWS), *product(SOME_ROWS, repeat=2)):
            context.set("rows", rows if rows is None else list(rows))
            found[-1].append(context.run(node))
    assert found[0] == found[1]
    assert len(set(found[0])) > 1


def test_rows__none_set_at_all__open(ask: Any) -> None:
    assert ask("sum(rows.map(r, r.x)) == 0") is None
    assert ask("sum(rows.map(r, r.x)) == 0", rows=[]) is True


FACTS = [
    ('above("bureau")', Grove(), True),
    ('above("bureau")', Grove(bureau=False), False),
    ('has_child("hospital", nearest("bureau"))', Grove(office=True), True),
    ('has_child("hospital", nearest("bureau"))', Grove(bureau=False, office=True), False),
    ('!has_child("hospital", nearest("bureau"))', Grove(), True),
    ('nearest("bureau").name == "云溪区卫健委"', Grove(), True),
    ('nearest("board").name == "x"', Grove(), None),
]


@pytest.mark.parametrize(("expression", "tree", "result"), FACTS, ids=[f"{n}-{f[0]}" for n, f in enumerate(FACTS)])
def test_unit_tree__asked__answers(ask: Any, expression: str, tree: Grove, result: object) -> None:
    """CQ-04: the chain asks whether a district has a title office."""
    assert ask(expression, world(tree)) is result


def test_today_and_now__come_from_the_world__not_from_a_clock(ask: Any) -> None:
    assert ask('today == "2026-11-30" && now < "2026-11-30 17:00"') is True
    assert ask('until(a.period) == "2031-02"', world(now="2031-02-01 00:00"), a__period={"from": "2019-09"}) is True
    assert ask('until(a.period) == "2020-01"', a__period={"from": "2019-09", "to": "2020-01"}) is True


def test_complete_and_workdays__supplied_by_the_owner(small: Any) -> None:
    text = SECTIONS.replace("EXPRESSION", 'complete("a") && workdays("2026-10-01", today) == 22')
    scheme = small.scheme(sections=text)
    node = scheme.node("sections", "z", "fields", "q", "required")
    asked: list[object] = []
    context = Context(scheme, world(), complete=lambda name: asked.append(name) or True)
    assert context.run(node) is True
    assert asked == ["a"]
    assert Context(scheme, world()).run(node) is None


def test_person_and_fact__two_names__one_value(small: Any) -> None:
    text = SECTIONS.replace("EXPRESSION", 'who.kind == "甲" && applicant.kind == "甲"')
    text += "  who: {label: 个人, of: person, fields: {kind: {label: 类, kind: choice, list: [甲, 乙]}}}\n"
    scheme = small.scheme(sections=text)
    node = scheme.node("sections", "z", "fields", "q", "required")
    assert Context(scheme, world(applicant={"kind": "甲"})).run(node) is True
    context = Context(scheme, world())
    assert context.run(node) is None
    context.set("who.kind", "甲")
    assert context.run(node) is True
    assert context.get("applicant.kind") == "甲"


def test_look__at_another_world__facts_replaced_answers_kept(small: Any) -> None:
    scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", 'a.b == "x" && plan.year == 2027'))
    node = scheme.node("sections", "z", "fields", "q", "required")
    context = Context(scheme, world(plan={"year": 2026, "label": "x"}))
    context.set("a.b", "x")
    assert context.run(node) is False
    context.look(world(plan={"year": 2027}))
    assert context.run(node) is True
    assert context.get("plan.label") is None
    context.set("a.b", None)
    assert context.run(node) is None


def test_two_people__in_turn__never_see_each_other(small: Any) -> None:
    scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", 'has(a.b) && a.b == "x" || rows.exists(r, r.main)'))
    node = scheme.node("sections", "z", "fields", "q", "required")
    one, two = Context(scheme, world()), Context(scheme, world())
    one.set("a.b", "x")
    one.set("rows", [])
    two.set("rows", [{"main": True}])
    assert [one.run(node), two.run(node)] == [True, True]
    two.set("rows", [])
    assert [one.run(node), two.run(node), one.run(node)] == [True, False, True]


@pytest.mark.parametrize("expression", ["a.c > 1", "a.c", 'has(a.b) ? a.b + "y" : "none"', "10 / int(a.c) == 5"])
def test_two_people__with_equal_answers_and_others__each_as_if_alone(small: Any, expression: str) -> None:
    scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", expression))
    node = scheme.node("sections", "z", "fields", "q", "required")
    given = list(product([None, "x", "z"], [None, 1, 2, 2.0, 3]))

    def answered(context: Context, b: str | None, c: float | None) -> tuple[Any, type]:
        context.set("a.b", b)
        context.set("a.c", c)
        found = context.run(node)
        return found, type(found)

    alone = []
    for b, c in given:
        node.bench.kept.clear()
        alone.append(answered(Context(scheme, world()), b, c))
    one, two = Context(scheme, world()), Context(scheme, world())
    for first, second in product(range(len(given)), repeat=2):
        assert answered(one, *given[first]) == alone[first]
        assert answered(two, *given[second]) == alone[second]


PERIOD = {"from": "2008-07", "to": "2015-11"}
LASTS = {"from": "2008-07"}
PARTS_OF_A_PERIOD = [
    ("!has(a.period.to) || a.period.to >= a.period.from", {"all": True, "lasts": True, "none": None}),
    ("has(a.period.to)", {"all": True, "lasts": False, "none": None}),
    ("has(a.period) && has(a.period.to)", {"all": True, "lasts": False, "none": False}),
    ("a.period.to", {"all": "2015-11", "lasts": None, "none": None}),
    ('a.period.to == "2015-11" || a.c == 2', {"all": True, "lasts": True, "none": True}),
    ("until(a.period) == a.period.to", {"all": True, "lasts": None, "none": None}),
]


@pytest.mark.parametrize(("expression", "results"), PARTS_OF_A_PERIOD, ids=[t[0] for t in PARTS_OF_A_PERIOD])
def test_part_of_a_period__there_or_not__as_of_a_map(small: Any, expression: str, results: dict[str, Any]) -> None:
    scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", expression))
    node, context = scheme.node("sections", "z", "fields", "q", "required"), Context(scheme, world())
    context.set("a.c", 2)
    for name, period in [("all", PERIOD), ("lasts", LASTS), ("none", None), ("all", PERIOD)]:
        context.set("a.period", period)
        assert context.run(node) == results[name], name


def test_row__changed_in_place_and_set_again__seen(small: Any) -> None:
    scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", "rows.exists(r, r.main)"))
    node = scheme.node("sections", "z", "fields", "q", "required")
    context, rows = Context(scheme, world()), [{"main": False}]
    context.set("rows", rows)
    assert context.run(node) is False
    rows[0]["main"] = True
    context.set("rows", rows)
    assert context.run(node) is True


def test_threads__each_with_its_own_person__right_every_time(small: Any) -> None:
    scheme: Scheme = small.scheme(sections=SECTIONS.replace("EXPRESSION", "sum(rows.map(r, r.x)) == a.c"))
    node = scheme.node("sections", "z", "fields", "q", "required")
    assert node is not None
    wrong: list[int] = []

    def work(number: int) -> None:
        context = Context(scheme, world())
        for turn in range(200):
            context.set("rows", [{"x": number}, {"x": turn}])
            context.set("a.c", number + turn)
            if context.run(node) is not True:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_function_that_cannot_use_an_answer__open_and_nothing_in_the_log(ask: Any, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        assert ask('years_between(a.b, "2026-01") > 3', a__b="张三的秘密") is None
    assert "张三" not in caplog.text


def test_words__with_blanks__filled(small: Any) -> None:
    text = SECTIONS.replace("EXPRESSION", "true").replace("label: 问", 'label: "{plan.year - 5} 年度{a.b|4}"')
    scheme = small.scheme(sections=text)
    context = Context(scheme, world(plan={"year": 2026}))
    label = scheme.field("z", "q").label
    assert say(scheme, context, label) == "2021 年度"
    context.set("a.b", "重庆市云溪区")
    assert say(scheme, context, label) == "2021 年度重庆市…"
    assert say(scheme, context, "没有空") == "没有空"


# ── functions ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("start", "end", "months", "years"),
    [
        ("2019-07", "2020-07", 12, 1), ("2019-07", "2020-06", 11, 0), ("2019-07-15", "2020-07-14", 11, 0),
        ("2019-07-15", "2020-07-15", 12, 1), ("2019-07", "2020-07-01", 12, 1), ("2000-02-29", "2026-02-28", 311, 25),
    ],
)  # fmt: skip
def test_time_between__full_months_and_years(start: str, end: str, months: int, years: int) -> None:
    assert (months_between(start, end), years_between(start, end)) == (months, years)


@pytest.mark.parametrize(
    ("birth", "sex", "post", "month"),
    [
        ("1964-12-31", "男", "professional", "2024-12"),
        ("1965-01-01", "男", "professional", "2025-02"),
        ("1965-05-01", "男", "worker", "2025-07"),
        ("1976-12-01", "男", "professional", "2039-12"),
        ("1970-01-01", "女", "professional", "2025-02"),
        ("1981-12-01", "女", "professional", "2039-12"),
        ("1975-01-01", "女", "worker", "2025-02"),
        ("1984-11-01", "女", "worker", "2039-11"),
        ("1990-06-01", "女", "worker", "2045-06"),
    ],
)
def test_retirement__by_the_table_in_force_since_2025(birth: str, sex: str, post: str, month: str) -> None:
    assert retires_on(birth, sex, post) == month


@pytest.mark.parametrize(
    ("periods", "gap", "overlap"),
    [
        ([("2010-01", "2012-06"), ("2012-07", None)], 0, 0),
        ([("2012-09", None), ("2010-01", "2012-06")], 1, 0),
        ([("2010-01", "2012-06"), ("2012-05", "2013-01")], 0, 1),
        ([("2010-01", None), ("2012-05", "2013-01")], 0, 1),
        ([("2010-01", "2012-06"), ("2012-06", None)], 0, 0),
        ([], 0, 0),
    ],
)
def test_periods__gaps_and_overlaps(periods: list[tuple[str, str | None]], gap: int, overlap: int) -> None:
    given = [{"from": start} | ({"to": end} if end else {}) for start, end in periods]
    assert (gaps(given), overlaps(given)) == (gap, overlap)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=8))
def test_periods__in_any_order__same_gaps_and_overlaps(pairs: list[tuple[int, int]]) -> None:
    def month(n: int) -> str:
        return f"{1990 + n // 12:04d}-{n % 12 + 1:02d}"

    given_ = [{"from": month(start), "to": month(start + long)} for start, long in pairs]
    distinct_starts = len({period["from"] for period in given_}) == len(given_)
    if distinct_starts:
        assert gaps(given_) == gaps(given_[::-1])
        assert overlaps(given_) == overlaps(given_[::-1])
        assert gaps(given_) + overlaps(given_) <= max(0, len(given_) - 1)
