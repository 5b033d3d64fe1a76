"""What a region says of itself: whether one fills before the unit has confirmed, how long an application is kept."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casework import projections
from casework.folds import FOLDS, NOTED
from storage.audit import verify
from storage.rebuilding import rebuild
from zhiping.operating import put_plan

from .beginning import copied
from .stage import CLOSES, OPENS, REGIONS, Known, Platform, Served, good, opened, refused, served, settings_for
from .way import STEPS, carried


async def test_application__whose_region_keeps_it_no_longer__is_gone_with_its_files_X_19(server: Served) -> None:
    """Ten years after the certificate; a day before, its owner still reads it."""
    base, house = await carried(server, len(STEPS)), server.house
    id = base.partition("/")[2]
    rows = await house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1", f"application:{id}")
    files = {r["digest"] for r in rows}
    assert files
    server.move_clock(year=2036)
    await server.worker.sweep()
    zhou = await server.log_in(server.platform.user("zhou"))
    assert good(await zhou.get(base))["status"] == "certified"
    server.move_clock(year=2036, day=11)
    await server.worker.sweep()
    refused(await zhou.get(base), 404, "not_found")
    assert good(await zhou.get("me"))["applications"] == []
    await house.blobs.sweep(house.storage.database, house.clock.time() + 90_000)
    assert server.known is not None
    assert not files & {p.name for p in server.known.files.rglob("*") if p.is_file()}
    report = await verify(house.storage.database, house.storage.vault, NOTED)
    assert (report.findings, report.erased) == ([], 1)
    found = await rebuild(house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
    assert not found.differences


@pytest.fixture
async def strict(prepared: Known, tmp_path: Path, platform: Platform, bench: Any) -> AsyncIterator[Served]:
    """The product with a region that has nobody fill before the unit knows them."""
    folder = tmp_path / "regions"
    shutil.copytree(REGIONS, folder)
    file = folder / "chongqing" / "region.yaml"
    text = file.read_text("utf-8")
    assert "fill_before_confirmed: true" in text
    file.write_text(text.replace("fill_before_confirmed: true", "fill_before_confirmed: false"), "utf-8")
    known = copied(prepared, tmp_path)
    settings = replace(settings_for(known.database, known.files, tmp_path, platform.url), regions=str(folder))
    async with opened(settings, bench) as house, served(house, settings, platform, known) as at:
        plan = {"id": "n-associate", "region": "chongqing", "year": 2026, "level": "associate", "label": "副高"}
        await put_plan(house, plan | {"opens": OPENS, "closes": CLOSES})
        yield at


async def test_application__before_the_unit_has_confirmed__is_begun_only_where_the_region_lets_one(
    strict: Served,
) -> None:
    """Chongqing lets one, and the tour begins so (CQ-02); here the same region does not."""
    late = await strict.newcomer()
    said = refused(await late.post("applications", {"plan": "n-associate"}), 409, "account_waiting")
    assert "确认后才能开始填" in said["detail"]
    good(await strict.caller("luo").post(f"people/{late.id}/deeds/confirm"))
    good(await late.post("applications", {"plan": "n-associate"}))
