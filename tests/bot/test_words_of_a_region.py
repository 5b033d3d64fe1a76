"""The conversation says and understands a region's own names, whatever they are (invariant 6)."""

from __future__ import annotations

import ast
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhiping.compose import regions
from zhiping.operating import put_plan

from ..casework.beginning import bench, copied
from ..casework.stage import (
    CLOSES,
    OPENS,
    REGIONS,
    Known,
    Platform,
    Served,
    good,
    opened,
    refused,
    served,
    settings_for,
)
from .chatting import Chat

__all__ = ["bench"]
OTHER = {
    "封面": "首页",
    "学习培训经历": "培训履历",
    "工作经历": "履历",
    "印证材料": "佐证",
    "评审表": "鉴定书",
    "云溪": "星河",
}
SPOKEN = ("bot", "casework", "web", "wizard", "review", "notify", "pledge", "print", "evidence", "storage", "sandbox")


@pytest.fixture
async def elsewhere(prepared: Known, tmp_path: Path, platform: Platform, bench: Any) -> AsyncIterator[Served]:
    """The product with the same region under other names."""
    folder = tmp_path / "regions"
    shutil.copytree(REGIONS, folder)
    for file in folder.rglob("*.yaml"):
        text = file.read_text("utf-8")
        for old, new in OTHER.items():
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
    known = copied(prepared, tmp_path)
    settings = settings_for(known.database, known.files, tmp_path, platform.url)
    settings = replace(settings, regions=str(folder))
    async with opened(settings, bench) as house, served(house, settings, platform, known) as at:
        for level, label in (("associate", "副高"), ("senior", "正高")):
            plan = {"id": f"n-{level}", "region": "chongqing", "year": 2026, "level": level}
            await put_plan(house, plan | {"opens": OPENS, "closes": CLOSES, "label": f"2026 年度高级职称（{label}）"})
        yield at


async def test_names__of_another_region__are_said_and_understood(elsewhere: Served) -> None:
    chat = Chat.with_phone(elsewhere, "elsewhere")
    await chat.join(await elsewhere.newcomer("周岚", unit=""))
    said = await chat.all("云溪区人民医院", "选1 事业编制")
    assert "〔开始填首页〕" in said.text
    assert "申报哪一级" in (await chat.say("开始填首页")).text
    said = await chat.say("副高")
    assert "【首页】1/4" in said.text
    assert "【首页】" in (await chat.say("开始填首页")).text, "an old tap leads back to the question"
    assert "“填培训履历”" in (await chat.say("删第2条")).text
    assert "现在能看的表" in (await chat.say("看鉴定书")).text


async def test_phrases__for_a_remark__are_the_region_s_own(elsewhere: Served, server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}/phrases"
    luo = server.caller("luo")
    assert good(await luo.get(path, address="basic.training_proof"))[2] == "缺“与原件相符”和签字"
    assert good(await luo.get(path, address="basic.work"))[0] == "和印证材料不一致"
    assert good(await luo.get(path, address="work"))[1] == "和印证材料不一致"
    assert "看不清，请重拍" in good(await luo.get(path, address="basic.training_proof"))
    refused(await luo.get(path, address="none.none"), 404)


def strings(file: Path) -> Iterator[str]:
    """Every text of a Python file that may be said: no comment, no docstring."""
    tree = ast.parse(file.read_text("utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value


def test_source__names_no_section_form_or_unit_of_a_region() -> None:
    named: set[str] = set()
    for scheme in regions(REGIONS).values():
        named |= {s.label for s in scheme.sections.values() if len(s.label) >= 2}
        named |= {f.label for f in scheme.forms.values()} | {u.label for u in scheme.units.values()}
        named |= {scheme.region.label, *scheme.texts.values()}
    named |= {"云溪", "职改办", "卫健委", "评审表", "公示表"}
    found = {
        f"{file}: {text[:40]} ({name})"
        for room in SPOKEN
        for file in sorted(Path("src", room).rglob("*.py"))
        for text in strings(file)
        for name in named
        if name in text
    }
    assert not found


def test_questions__of_one_section__have_each_a_name_of_their_own() -> None:
    """A section that is read back has no two lines that begin alike."""
    for scheme in regions(REGIONS).values():
        for section in scheme.sections.values():
            names = [field.short or field.label for field in section.fields.values()]
            assert len(set(names)) == len(names), (section.label, names)
