"""A paper copy that is signed and brought anew: the unit's second look has the one before beside it (B-03)."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhiping.operating import put_plan

from .beginning import copied, fill
from .pictures import certificate
from .stage import CLOSES, OPENS, REGIONS, Caller, Known, Platform, Served, good, opened, served, settings_for

PROOF = "basic.training_proof"


async def brought(at: Served, who: Caller, base: str, data: bytes) -> None:
    """Put another document where one stood."""
    slot = f"{base}/evidence/{PROOF}"
    good(await who.delete(slot))
    good(await who.upload(f"{slot}/pages", data, "证明.pdf"))
    await at.work()
    good(await who.post(f"{slot}/keep"))


@pytest.fixture
async def copying(prepared: Known, tmp_path: Path, platform: Platform, bench: Any) -> AsyncIterator[Served]:
    """The product with a region that wants the form printed, signed and brought back where a proof is asked."""
    folder = tmp_path / "regions"
    shutil.copytree(REGIONS, folder)
    basic = folder / "chongqing" / "sections" / "30_basic.yaml"
    text = basic.read_text("utf-8")
    line = "label: 继续教育印证材料, kind: evidence"
    assert text.count(line) == 1
    basic.write_text(text.replace(line, f"{line}, copy_of: review_form"), "utf-8")
    known = copied(prepared, tmp_path)
    settings = replace(settings_for(known.database, known.files, tmp_path, platform.url), regions=str(folder))
    async with opened(settings, bench) as house, served(house, settings, platform, known) as at:
        plan = {"id": "n-associate", "region": "chongqing", "year": 2026, "level": "associate", "label": "副高"}
        await put_plan(house, plan | {"opens": OPENS, "closes": CLOSES})
        yield at


async def test_second_look__of_a_signed_copy_brought_anew__gives_the_one_before_beside_it(copying: Served) -> None:
    """It is made for the content and no part of it; what stood there when it was handed in is known all the same."""
    assert copying.known is not None
    he, luo = copying.caller("he"), copying.caller("luo")
    good(await he.post(f"{copying.known.empty}/deeds/delete"))
    base = await fill(copying, he)
    await brought(copying, he, base, certificate(1))
    await he.deed(base, "submit")
    was = good(await luo.get(f"{base}/evidence/{PROOF}"))["kept"]
    await luo.deed(base, "return", {"opinion": "签得不全，请重签"})
    await brought(copying, he, base, certificate(3))
    await he.deed(base, "submit")

    (seen,) = good(await luo.get(f"review/{base.partition('/')[2]}"))["others"]

    assert (seen["address"], seen["was_file"], seen["now_file"]["pages"]) == (PROOF, was, 3)
    assert (await luo.get(was["url"], **{"as": "preview", "page": 1})).status_code == 200
