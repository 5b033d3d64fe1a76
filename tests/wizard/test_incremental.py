"""A journey kept up to date change by change is the journey computed anew (X-02, X-04, X-05)."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemes.scheme import Scheme, load
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey

from .wizard_samples import FILLED, addresses, fill, present, rich, values, world

pytestmark = pytest.mark.fast
REGION = Path(__file__).parents[2] / "regions" / "chongqing"
WORLDS = [
    world(plan={"most": 1}),
    world(plan={"most": 0}),
    world("2026-11-06 09:00", plan={"level": "senior"}),
    world("2031-01-01 00:00", plan={"most": 1, "year": 2027}, applicant={"sex": "男", "identity": "其他人员"}),
]


@cache
def chongqing() -> Scheme:
    loaded = load(REGION)
    assert loaded.scheme is not None, loaded.faults
    return loaded.scheme


def stale(address: Any, value: dict[str, Any]) -> bool:
    return value["of"] == "sha256:bbbbbbbb"


def change(draw: Any, journey: Journey) -> None:
    """Make one random change."""
    sections = [
        name for name, one in journey.scheme.sections.items() if one.rows is not None and one.of == "application"
    ]
    kind = draw(st.sampled_from(["put"] * 8 + ["drop", "add", "add", "leave", "move", "void", "review", "look"]))
    if kind in ("put", "drop"):
        address = draw(st.sampled_from(addresses(journey)))
        field = journey.scheme.field(address.section, address.field or "")
        if kind == "drop" or field.kind == "note":
            journey.drop(address)
        else:
            rows = journey.section("work").rows if "work" in journey.scheme.sections else []
            journey.put(address, draw(values(journey.scheme, field, rows)))
        return
    if kind == "look":
        journey.refresh(draw(st.sampled_from(WORLDS)))
        return
    section = draw(st.sampled_from(sections))
    rows = journey.section(section).rows
    row = draw(st.sampled_from([*rows, "r1"]))
    tip(kind, draw, journey, section, row)


def tip(kind: str, draw: Any, journey: Journey, section: str, row: str) -> None:
    """Make one random change to the rows of a section."""
    match kind:
        case "add":
            journey.add_row(
                section, draw(st.sampled_from(["r1", "r2", "r3", "r4", "r5"])), draw(st.sampled_from([None, 0, 1]))
            )
        case "leave":
            journey.drop_row(section, row)
        case "move":
            added = journey.answers.rows(section)
            if row in added:
                journey.move_row(section, row, draw(st.integers(0, len(added))))
        case "void":
            journey.void_row(section, row, draw(st.booleans()))
        case _:
            journey.review_row(section, row, draw(st.booleans()))


def anew(journey: Journey) -> Journey:
    return Journey(journey.scheme, copy.deepcopy(journey.answers), journey.context.world, stale=stale)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_journey__random_changes_of_a_rich_scheme__same_as_computed_anew(data: st.DataObject) -> None:
    journey = Journey(rich(), Answers(), WORLDS[0], stale=stale)
    if data.draw(st.booleans()):
        fill(journey, FILLED)
    for _ in range(data.draw(st.integers(1, 12))):
        change(data.draw, journey)
        if data.draw(st.integers(0, 3)) == 0:
            assert present(journey) == present(anew(journey))
    assert present(journey) == present(anew(journey))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_next__from_any_question__is_the_first_missing_behind_it_and_round_again(data: st.DataObject) -> None:
    journey = Journey(rich(), Answers(), WORLDS[0], stale=stale)
    for text, value in {"cover.category": "临床", "cover.series": "卫生", "cover.level": "associate",
                        "cover.title": "副主任医师", "cover.committee": "x"}.items():  # fmt: skip
        journey.put(Address.parse(text), value)
    for _ in range(data.draw(st.integers(1, 15))):
        change(data.draw, journey)
    if not journey.complete("cover"):
        return
    missing = journey.missing()
    places: list[Address] = []
    for state in journey.sections():
        rows = state.rows if journey.scheme.sections[state.id].rows is not None else [None]
        places += [one.address for row in rows for one in journey.fields(state.id, row)]
    order = sorted({*missing, *places}, key=lambda one: rank(journey, one))
    after = data.draw(st.sampled_from([None, *order]))
    behind = [one for one in missing if after is not None and rank(journey, one) > rank(journey, after)]
    assert journey.next(after) == next(iter([*behind, *missing]), None)


def rank(journey: Journey, address: Address) -> tuple[int, int, int]:
    """Say where an address stands, independently of how the journey does."""
    sections = list(journey.scheme.sections)
    rows = journey.section(address.section).rows
    fields = list(journey.scheme.sections[address.section].fields)
    row = rows.index(address.row) if address.row is not None else 99
    return sections.index(address.section), row, fields.index(address.field) if address.field else -1


@pytest.mark.skipif(not (REGION / "region.yaml").exists(), reason="the region is not written")
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_journey__random_changes_of_chongqing__same_as_computed_anew(data: st.DataObject) -> None:
    journey = Journey(chongqing(), Answers(), WORLDS[0], stale=stale)
    for _ in range(data.draw(st.integers(5, 40))):
        change(data.draw, journey)
    assert present(journey) == present(anew(journey))


def looks(journey: Journey, about: Address) -> dict[Address, Any]:
    """How the shown fields of an answer's section or row look, each asked for whole."""
    found: dict[Address, Any] = {}
    for one in journey.fields(about.section, about.row):
        said = (one.value, one.required, one.preset, one.recommend, one.suggest)
        found[one.address] = (*said, sum(p.address == one.address for p in journey.problems(about.section)))
    return found


def differing(before: dict[Address, Any], after: dict[Address, Any]) -> set[Address]:
    return {a for a in {*before, *after} if before.get(a) != after.get(a)}


@pytest.mark.parametrize("scheme", [rich, chongqing])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_outlook__before_and_after_an_answer__differs_where_the_whole_section_does(
    scheme: Any, data: st.DataObject
) -> None:
    journey = Journey(scheme(), Answers(), WORLDS[0], stale=stale)
    if scheme is rich:
        fill(journey, FILLED)
    for _ in range(data.draw(st.integers(0, 12))):
        change(data.draw, journey)
    shown = [a for a in addresses(journey) if journey.section(a.section).shown]
    about = data.draw(st.sampled_from([a for a in shown if a.row is None or a.row in journey.row_ids(a.section)]))
    field = journey.scheme.field(about.section, about.field or "")
    if field.kind == "note":
        return
    before, whole = journey.outlook(about), looks(journey, about)
    rows = journey.section("work").rows if "work" in journey.scheme.sections else []
    journey.put(about, data.draw(values(journey.scheme, field, rows)))
    if not journey.section(about.section).shown:
        return
    told = differing(before, journey.outlook(about))
    assert told - {about} == differing(whole, looks(journey, about)) - {about}
