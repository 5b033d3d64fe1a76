"""What the operator declares of a plan is read as strictly as an answer, and its times hold to the second."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework.house import House
from casework.problems import Wrong
from zhiping.operating import put_plan

from .beginning import bench, copied
from .stage import REGIONS, Known, Platform, Served, good, opened, refused, settings_for

__all__ = ["bench"]
PLAN = {
    "region": "chongqing", "id": "n-declared", "year": 2026, "level": "associate", "label": "2026 年度测试",
    "opens": "2026-11-01 09:00", "closes": "2026-11-30 17:00",
}  # fmt: skip
SECTIONS = """
sections:
  notice:
    label: 通知
    of: plan
    by: system
    source: "2.2"
    fields:
      defence: {label: 答辩日期, kind: date}
      places: {label: 名额, kind: number, max: 500}
      room: {label: 答辩地点, max: 10, required: false}
      bus: {label: 班车, max: 10, when: notice.room == "三楼"}
"""


@pytest.fixture
async def house(prepared: Known, tmp_path: Path, platform: Platform, bench: Any) -> AsyncIterator[House]:
    """A house whose region asks something about its plans."""
    regions = tmp_path / "regions"
    shutil.copytree(REGIONS, regions)
    (regions / "chongqing/sections/05_notice.yaml").write_text(SECTIONS, "utf-8")
    known = copied(prepared, tmp_path)
    settings = settings_for(known.database, known.files, tmp_path, platform.url)
    async with opened(replace(settings, regions=str(regions)), bench) as found:
        yield found


async def answers(house: House, given: dict[str, Any]) -> dict[str, Any]:
    await put_plan(house, {**PLAN, "answers": given})
    plan = await house.present("plan:n-declared")
    return {str(a): v for a, v in plan.filled.answers.items()}


async def test_answers_of_a_plan__typed_or_chosen__are_stored_canonical(house: House) -> None:
    given = {"notice.defence": "2026年12月5日", "notice.places": "120", "notice.room": "三楼", "notice.bus": "有"}
    assert await answers(house, given) == given | {"notice.defence": "2026-12-05", "notice.places": 120}
    assert (await answers(house, {"notice.defence": date(2026, 12, 6)}))["notice.defence"] == "2026-12-06"


@pytest.mark.parametrize(
    "given",
    [
        {"notice.defence": "2026/13/5"}, {"notice.places": "许多"}, {"notice.places": 501}, {"notice.room": "长" * 11},
        {"notice.bus": "有"}, {"notice.none": "x"}, {"basic.work": "x"}, {"notice": "x"}, {"": "x"},
        {"notice.places": []},
    ],
    ids=str,
)  # fmt: skip
async def test_answers_of_a_plan__that_can_be_none__are_named_and_nothing_is_kept(
    house: House, given: dict[str, Any]
) -> None:
    with pytest.raises(Wrong) as wrong:
        await answers(house, {"notice.defence": "2026-12-05", **given})
    assert f"answers 里的 {next(iter(given))}" in wrong.value.detail
    assert await house.body("plan", "n-declared") is None


@pytest.mark.parametrize(
    ("moment", "may"),
    [({"day": 1, "hour": 8, "minute": 59, "second": 59}, False), ({"day": 1, "hour": 9}, True),
     ({"day": 30, "hour": 16, "minute": 59, "second": 59}, True), ({"day": 30, "hour": 17}, False),
     ({"day": 30, "hour": 17, "second": 30}, False)],
    ids=str,
)  # fmt: skip
async def test_beginning__at_the_very_ends_of_a_plan__is_held_to_the_same_moment_as_handing_in(
    server: Served, moment: dict[str, int], may: bool
) -> None:
    he = server.caller("he")
    server.move_clock(**moment)
    reply = await he.post("applications", {"plan": "n-senior"})
    if may:
        good(reply)
    else:
        refused(reply, 409, "plan_shut")
    plans = {p["id"]: p["can_start"] for p in good(await he.get("plans"))}
    assert plans["n-senior"] is may


async def test_plan__that_closes_at_midnight__ends_on_the_day_before(server: Served) -> None:
    await put_plan(server.house, PLAN | {"closes": "2026-12-01 00:00"})
    found = {p["id"]: p["closes"] for p in good(await server.caller("he").get("plans"))}
    assert found["n-declared"] == "11月30日 24:00"
