"""Chongqing as data: it loads without a word, its chains are the manual's, its questions are the conversations'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemes import Context, Scheme, SchemeError, UnitRef, World, load
from schemes.holidays import read_holidays
from schemes.kinds import EVENTS
from schemes.words import say

pytestmark = pytest.mark.fast

LEVEL = {"district": 1, "city_other": 1, "district_department": 2, "title_office": 2, "health_commission": 0}


class Above:
    """The units above an employer, and whether the district has a title office."""

    def __init__(self, *kinds: str, title_office: bool = False) -> None:
        self.kinds, self.title_office = kinds, title_office

    def above(self, kind: str) -> bool:
        return kind in self.kinds

    def nearest(self, kind: str, start: str | None = None) -> UnitRef | None:
        return UnitRef(kind, kind, kind, LEVEL[kind]) if kind in self.kinds else None

    def has_child(self, kind: str, at: UnitRef | None) -> bool:
        return at is not None and at.kind == "district" and kind == "title_office" and self.title_office

    def child(self, kind: str, at: UnitRef) -> UnitRef | None:
        return UnitRef(kind, kind, kind, 2) if self.has_child(kind, at) else None

    def only(self, kind: str) -> UnitRef | None:
        return UnitRef(kind, kind, kind, LEVEL[kind])

    def every(self, kind: str) -> list[UnitRef]:
        return []


def context(scheme: Scheme, tree: Above, unit: str, **facts: dict[str, Any]) -> Context:
    roots: dict[str, dict[str, Any]] = {
        "plan": {"year": 2026, "level": "associate"}, "applicant": {}, "application": {}, "batch": {},
        "unit": {"kind": unit, "name": "云溪区人民医院"},
    }  # fmt: skip
    return Context(
        scheme, World(now="2026-11-03 09:02", tree=tree, workdays=lambda start, end: 0, **{**roots, **facts})
    )


def chain(scheme: Scheme, tree: Above, unit: str, identity: str) -> list[str]:
    at = context(scheme, tree, unit, applicant={"identity": identity})
    for route_id, route in scheme.routes.items():
        if at.run(scheme.node("routes", route_id, "when")) is True:
            return [
                route_id,
                *(s for s in route.steps if (n := scheme.node("steps", s, "when")) is None or at.run(n) is True),
            ]
    return []


END = ["committee", "certificate"]
CHAINS = [
    (
        "district_institution",
        Above("district", "health_commission"),
        ["employer", "district", "forward_district", *END],
    ),
    (
        "district_institution",
        Above("district", "health_commission", title_office=True),
        ["employer", "district_before", "title_office", "district_again", "forward_district", *END],
    ),
    (
        "department_institution",
        Above("district_department", "district", "health_commission", title_office=True),
        ["employer", "department", "district_before", "title_office", "district_again", "forward_district", *END],
    ),
    ("direct", Above("health_commission"), ["own_unit", "forward_own", *END]),
    ("city_other", Above("health_commission"), ["own_unit", "forward_own", *END]),
    ("city_institution", Above("city_other", "health_commission"), ["employer", "top_unit", "forward_top", *END]),
]


@pytest.mark.parametrize(("unit", "tree", "steps"), CHAINS, ids=[f"{n}-{c[0]}" for n, c in enumerate(CHAINS)])
@pytest.mark.parametrize("identity", ["事业编制人员", "其他人员"])
def test_chain__by_employer_tree_and_identity__as_the_manual_draws_it(
    chongqing: Scheme, unit: str, tree: Above, steps: list[str], identity: str
) -> None:
    """CQ-04, CQ-05: a title office is inserted between the district and the district; four chains."""
    route, *found = chain(chongqing, tree, unit, identity)
    assert found == steps
    district = unit in ("district_institution", "department_institution")
    assert route == {True: {"事业编制人员": "district_staff", "其他人员": "district_others"}[identity]}.get(
        district, "other" if unit == "city_institution" else "direct"
    )


def test_region__loads__with_nothing_wrong_and_nothing_that_is_not_obeyed(regions: Path) -> None:
    assert load(regions / "chongqing").faults == ()


def test_cover__nine_categories_with_a_guide_each(chongqing: Scheme) -> None:
    """CQ-06."""
    assert list(chongqing.lists["application_types"]) == [
        "正常晋升",
        "破格晋升",
        "转评",
        "多评",
        "基层定向",
        "重新确认",
    ]
    categories = chongqing.lists["table_categories"]
    assert list(categories) == ["临床", "公卫", "中医药", "护理", "药学", "医技", "计划生育", "基层全科", "基层其他"]
    assert all(len(record["guide"]) > 15 and record["brief"] for record in categories.values())


RECOMMENDED = [
    (
        "正常晋升",
        "副主任医师",
        "内科",
        "临床",
        "您报的是内科、副主任医师。执业类别是临床或口腔、职称全市通用的，填临床表。",
    ),
    ("正常晋升", "副主任护师", "护理学", "护理", "您报的是护理学、副主任护师。护理学类、职称全市通用的，填护理表。"),
    ("正常晋升", "副主任医师", "超声医学", "医技", "您报的是超声医学、副主任医师。"),
    ("正常晋升", "副主任中药师", "中药学", "中医药", None),
    ("正常晋升", "副主任医师", "疾病控制", "公卫", None),
    ("基层定向", "副主任护师", "护理学", "基层其他", None),
]


@pytest.mark.parametrize(("type_", "title", "specialty", "category", "why"), RECOMMENDED)
def test_cover__answers_before_it__category_is_recommended_with_a_reason(
    chongqing: Scheme, type_: str, title: str, specialty: str, category: str, why: str | None
) -> None:
    at = context(chongqing, Above("district"), "district_institution")
    for name, value in (("type", type_), ("title", title), ("specialty", specialty)):
        at.set(f"cover.{name}", value)
    assert at.run(chongqing.node("sections", "cover", "fields", "category", "recommend")) == category
    if why is not None:
        assert say(chongqing, at, chongqing.field("cover", "category").why or "") == why


@pytest.mark.parametrize(
    ("level", "current", "allowed", "title"),
    [
        ("associate", "主治医师", True, "副主任医师"),
        ("associate", "副主任医师", False, "主任医师"),
        ("senior", "副主任护师", True, "主任护师"),
        ("associate", "主治兽医师", None, None),
    ],
)
def test_cover__current_title__offers_the_next_one(
    chongqing: Scheme, level: str, current: str, allowed: bool | None, title: str | None
) -> None:
    """A title that is not in the list stays allowed (open) and offers nothing."""
    at = context(chongqing, Above("district"), "district_institution", plan={"year": 2026, "level": level})
    at.set("value", current)
    assert at.run(chongqing.node("sections", "cover", "fields", "current_title", "allow")) is allowed
    at.set("cover.current_title", current)
    assert at.run(chongqing.node("sections", "cover", "fields", "title", "preset")) == title


def test_basic__five_appraisals__named_by_year(chongqing: Scheme) -> None:
    """CQ-07."""
    at = context(chongqing, Above("district"), "district_institution")
    asked = [say(chongqing, at, chongqing.field("basic", f"appraisal{n}").ask or "") for n in range(1, 6)]
    assert asked == [f"{year} 年度考核？" for year in (2021, 2022, 2023, 2024, 2025)]
    assert list(chongqing.lists["appraisals"]) == ["优秀", "合格", "基本合格", "不合格"]


def test_basic__fields_in_groups_of_three_to_six_and_no_empty_answer(chongqing: Scheme) -> None:
    """CQ-07: every field is required."""
    sizes: dict[str, int] = {}
    for field in chongqing.sections["basic"].fields.values():
        assert field.required is True
        if field.value is not None:
            continue
        sizes[field.group or ""] = sizes.get(field.group or "", 0) + 1
    assert "" not in sizes
    assert max(sizes.values()) <= 6


NO_DEGREE = {"degree": "无", "school": "重庆医科大学", "major": "临床", "graduated": "2004-07", "school_years": 5}


def test_basic__no_degree__is_asked_nothing_of_it_and_prints_the_schooling(chongqing: Scheme) -> None:
    """CQ-07: the same school data, the degree and its number 无."""
    at = context(chongqing, Above("district"), "district_institution")
    for name, value in NO_DEGREE.items():
        at.set(f"basic.{name}", value)

    def of(name: str, what: str) -> Any:
        return at.run(chongqing.node("sections", "basic", "fields", name, what))

    printed = {"graduated": "2004-07", "school": "重庆医科大学", "major": "临床", "years": 5, "no": "无"}
    for name, value in printed.items():
        assert of(f"degree_{name}", "when") is False
        assert of(f"same_{name}", "when") is True
        assert of(f"same_{name}", "value") == value
    assert of("degree_proof", "when") is False
    at.set("basic.degree", "学士")
    assert (of("degree_school", "when"), of("same_school", "when")) == (True, False)


def test_evidence__every_slot__one_pdf_of_ten_megabytes(chongqing: Scheme) -> None:
    """CQ-08."""
    slots = [f for s in chongqing.sections.values() for f in s.fields.values() if f.kind == "evidence"]
    assert len(slots) >= 7
    assert {(tuple(f.accept or ()), f.count, f.max_mb) for f in slots} == {(("pdf",), 1, 10)}
    assert chongqing.rules["evidence_total"].check == "application.evidence_mb <= 120"


def test_work__questions__word_for_word(chongqing: Scheme) -> None:
    """CQ-09."""
    section = chongqing.sections["work"]
    assert section.rows is not None
    assert (section.rows.max, section.void) == (8, True)
    assert [field.ask for field in section.fields.values()] == [
        "从哪年哪月到哪年哪月？", "在哪个单位？", "从事什么专业技术工作？", "当时的职称、职务？",
    ]  # fmt: skip
    assert [field.example for field in section.fields.values()] == [
        "2015.8-2019.12", None, "内科临床、带教", "医师，2015.12 升主治医师",
    ]  # fmt: skip


def test_work__titles_of_the_rows__say_which_steps_are_shown(chongqing: Scheme) -> None:
    """CQ-09: 晋升经历 初级 ✓ 中级 ✓."""
    at = context(chongqing, Above("district"), "district_institution")
    at.set("work", [{"id": "r1", "title": "医师"}, {"id": "r2"}])

    def shown() -> dict[str, Any]:
        return {word: at.run(chongqing.node("sections", "work", "rows", "summary", word)) for word in words}

    words = ("晋升经历：初级", "中级")
    assert shown() == dict(zip(words, (True, False), strict=True))
    at.set("work", [{"id": "r1", "title": "医师"}, {"id": "r2", "title": "主治医师"}])
    assert shown() == dict(zip(words, (True, True), strict=True))
    assert at.run(chongqing.node("sections", "work", "fields", "unit", "suggest")) == ["云溪区人民医院"]


def test_deeds__return_reject_undo__as_the_manual_says(chongqing: Scheme) -> None:
    """CQ-20, CQ-23, CQ-25."""
    back = chongqing.deeds_at["title_office"]["return"]
    assert (back.to, back.resume, back.within, back.overdue, back.locks) == (
        "applicant", "start", "10 workdays", "withdrawn", "unmarked",
    )  # fmt: skip
    assert chongqing.deeds_at["employer"]["reject"].bars == "year"
    undoing = {step for step, deeds in chongqing.deeds_at.items() if "undo_approve" in deeds}
    assert undoing == {"district", "district_before", "district_again", "own_unit", "top_unit"}
    at = context(chongqing, Above("district"), "district_institution", batch={"pending": 0, "returned": 1})
    forward = chongqing.node("steps", "forward_district", "deeds", "forward", "when")
    assert at.run(forward) is False
    at.set("batch.returned", 0)
    assert at.run(forward) is True
    delete = chongqing.node("deeds", "delete", "when")
    assert at.run(delete) is None
    at.set("application.acted", False)
    assert at.run(delete) is True


def test_opinions__each_needed_only_at_its_own_level(chongqing: Scheme) -> None:
    """CQ-21."""
    needed = {
        s: deeds["approve"].needs
        for s, deeds in chongqing.deeds_at.items()
        if "approve" in deeds and deeds["approve"].needs
    }
    assert needed == {
        "employer": ["opinion_base"], "department": ["opinion_department"],
        "district": ["opinion_health", "opinion_top"], "district_before": ["opinion_health"],
        "title_office": ["opinion_top"], "own_unit": ["opinion_base"], "top_unit": ["opinion_top"],
    }  # fmt: skip
    assert all(chongqing.sections[section].sign for sections in needed.values() for section in sections)


def test_units__three_levels__and_their_parents(chongqing: Scheme) -> None:
    """CQ-01."""
    assert {kind for kind, unit in chongqing.units.items() if unit.level == 1} == {"district", "direct", "city_other"}
    assert chongqing.units["department_institution"].parents == ["district_department"]
    assert (chongqing.units["title_office"].opened_by, chongqing.units["title_office"].max) == ("parent", 1)
    assert list(chongqing.sections["unit_registration"].fields)[:4] == ["name", "address", "postcode", "place"]


def test_messages__every_event_a_person_gets(chongqing: Scheme) -> None:
    """X-14; fees and defences are not part of this region."""
    told = {message.on for message in chongqing.messages.values()}
    assert EVENTS - told == {"fee_due", "fee_paid", "defence_arranged"}


def test_review_form__draft_until_forwarded__says_so(chongqing: Scheme) -> None:
    """CQ-24."""
    form = chongqing.forms["review_form"]
    assert (form.paper, form.watermark, form.copies) == ("A4", "草稿", 2)
    at = context(chongqing, Above("district"), "district_institution", application={"forwarded": False})
    assert at.run(chongqing.node("forms", "review_form", "official")) is False


# ── holidays ─────────────────────────────────────────────────────────────────
def test_holidays__of_2026__as_the_state_council_published_them(regions: Path) -> None:
    """X-17."""
    days = read_holidays(regions)
    of_2026 = {day: kind for day, kind in days.items() if day.startswith("2026")}
    assert sum(kind == "rest" for kind in of_2026.values()) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert sorted(day for day, kind in of_2026.items() if kind == "work") == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    assert days["2026-10-07"] == "rest"
    assert "2026-10-08" not in days


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("holidays: {'2027': {days_off: {元旦: 2027-13-01}}}", "不是日期"),
        ("holidays: {'2027': {days_off: {元旦: 2027-01-03/2027-01-01}}}", "早于开始"),
        ("holidays: {'2027': {workdays: [2027-01-04]}}", "不是周末"),
        ("holidays: {'2027': [2027-01-01]}", "days_off"),
    ],
)
def test_holidays__slip__s121(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "_shared").mkdir()
    (tmp_path / "_shared" / "holidays.yaml").write_text(text, "utf-8")
    with pytest.raises(SchemeError) as caught:
        read_holidays(tmp_path)
    assert caught.value.faults[0].code == "S121"
    assert says in caught.value.faults[0].text
