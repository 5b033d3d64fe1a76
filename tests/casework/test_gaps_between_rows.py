"""What lies empty between two periods is said on the page where the region minds it, as in the chat."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhiping.operating import put_plan

from .beginning import copied
from .stage import CLOSES, OPENS, REGIONS, Known, Platform, Served, good, opened, served, settings_for

RULE = re.compile(r"^( +)gaps:\n(?:\1 +.*\n)+", re.MULTILINE)
PERIODS = ("2010.8-2015.12", "2016.4-2019.6")


@pytest.fixture
async def careless(prepared: Known, tmp_path: Path, platform: Platform, bench: Any) -> AsyncIterator[Served]:
    """The product with the same region, which asks no longer whether a career is without gaps."""
    folder = tmp_path / "regions"
    shutil.copytree(REGIONS, folder)
    work = folder / "chongqing" / "sections" / "40_work.yaml"
    text, taken = RULE.subn("", work.read_text("utf-8"))
    assert taken == 1
    work.write_text(text, "utf-8")
    known = copied(prepared, tmp_path)
    settings = replace(settings_for(known.database, known.files, tmp_path, platform.url), regions=str(folder))
    async with opened(settings, bench) as house, served(house, settings, platform, known) as at:
        plan = {"id": "n-associate", "region": "chongqing", "year": 2026, "level": "associate", "label": "副高"}
        await put_plan(house, plan | {"opens": OPENS, "closes": CLOSES})
        yield at


async def between(at: Served) -> list[str]:
    """What stands between the cards of a new application with a gap of three months."""
    assert at.known is not None
    he = at.caller("he")
    good(await he.post(f"{at.known.empty}/deeds/delete"))
    base = good(await he.post("applications", {"plan": "n-associate"}))["base"]
    for period in PERIODS:
        row = good(await he.post(f"{base}/sections/work/rows"))["row"]
        await he.save(base, f"work.{row}.period", period)
    cards = good(await he.get(f"{base}/sections/work"))["rows"]["cards"]
    return [card.get("gap_after", "") for card in cards]


async def test_gap__where_the_region_minds_it__stands_between_the_cards(server: Served) -> None:
    """SH-07."""
    assert await between(server) == ["2016.01 到 2016.03 空了 3 个月", ""]


async def test_gap__where_no_rule_asks__is_not_spoken_of(careless: Served) -> None:
    assert await between(careless) == ["", ""]
