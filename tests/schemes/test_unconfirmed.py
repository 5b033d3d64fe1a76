"""What a region decides and its manual does not: found by the tool, with a reason, on the officer's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemes.unconfirmed import points, table

pytestmark = pytest.mark.fast

SECTIONS = """sections:
  work:
    label: 经历
    source: 4.1 最多填写 8 行，至少三个月
    rows: {name: 经历, min: 1, max: 8}
    fields:
      name: {label: 名称, max: 20}
      years: {label: 年限, kind: number, min: 0, max: 50, suffix: 年, source: "4.2"}
    rules:
      long: {check: months(row.period) >= 3, say: 不满三个月}
      old: {check: age(row.period) >= 16, say: 太小}
      ours: {check: work.size() > 9, say: 太少, source: product}
deeds:
  return: {label: 退回, within: 10 workdays}
routes:
  drawn: {label: 图上的, source: "1.1", steps: []}
  written: {label: 写着的, source: 1.2 先审核再上报, steps: []}
lists:
  kinds: [{code: a, label: 手册里的}, {code: b, label: 我们的}]
"""
DECIDED = {
    "sections.work.rows": "最少 1 条", "sections.work.fields.name": "最多 20 字",
    "sections.work.fields.years": "最多 50 年",
    "sections.work.rules.old": "太小（16）", "sections.work.rules.ours": "太少", "deeds.return": "10 个工作日以内",
    "routes.drawn": "图上的",
}  # fmt: skip


def region(folder: Path, reasons: str = "*	没有写	市卫健委\n") -> Path:
    place = folder / "small"
    place.mkdir(exist_ok=True)
    (place / "all.yaml").write_text(SECTIONS, "utf-8")
    (place / "to_confirm.tsv").write_text("# 路径、为什么、谁来确认\n" + reasons, "utf-8")
    return place


def test_points__of_a_region__are_its_numbers_terms_rules_and_drawn_chains_without_the_manuals(tmp_path: Path):
    found, faults = points(region(tmp_path))
    assert {point.path: point.value for point in found} == DECIDED
    assert faults == []
    assert "| 经历 · 名称 | `sections.work.fields.name` | 最多 20 字 | 没有写 | 市卫健委 |" in table(found)


@pytest.mark.parametrize(
    ("reasons", "manual", "said"),
    [
        ("sections.*	没有写	市卫健委\nroutes.*	图	市卫健委\n", None, "deeds.return.within"),
        ("*	没有写	市卫健委\nsections.nowhere	没有写	市卫健委\n", None, "没有 sections.nowhere"),
        ("*.*.*.*	没有写	市卫健委\nroutes.*	图	甲\ndeeds.*	期限	甲\n", "手册里的", "“我们的”"),
    ],
)
def test_points__without_a_reason_or_a_reason_without_a_point__are_told(
    tmp_path: Path, reasons: str, manual: str | None, said: str
):
    faults = points(region(tmp_path, reasons), manual)[1]
    assert len(faults) == 1
    assert said in faults[0]


def test_reasons__a_line_without_three_columns__says_which(tmp_path: Path):
    with pytest.raises(ValueError, match="第 2 行"):
        points(region(tmp_path, "sections.* 没有写\n"))


def test_the_officers_page__of_every_region__is_what_the_tool_lists(regions: Path):
    """A limit that is changed or added without its reason, or not on the page, is found here."""
    page = (regions.parent / "docs" / "regions.md").read_text("utf-8")
    for folder in sorted(regions.glob("[a-z]*")):
        found, faults = points(folder)
        assert faults == []
        _, heading, listed = page.partition(f"## {folder.name}\n\n")
        assert heading
        assert listed.startswith(table(found)), "run: zhiping scheme numbers " + folder.name + " --into docs/regions.md"
