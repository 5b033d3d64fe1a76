"""Makes a region with a very long application: the one of Chongqing and 400 more questions with 120 conditions.

Its sections have ten questions each, so that somebody with one answer and somebody with 301 stand before the same
question of another section.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from machine import ROOT

SECTIONS, FEW, MANY = 40, 1, 301
START = "bench01"
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "number", "min": 0, "max": 100, "example": "5"},
    {"max": 40, "example": "心血管内科临床工作"},
    {"kind": "month", "max": "today", "example": "2015.12"},
    {"kind": "choice", "list": ["甲", "乙", "丙"]},
    {"max": 40, "none": "无", "when": "{section}.f0 >= 0"},
    {"kind": "yes_no"},
    {"max": 60, "when": "{section}.f0 >= 0 && has({section}.f3)"},
    {"kind": "date", "max": "today", "example": "2012.3.4"},
    {"max": 40, "none": "无", "when": '{section}.f3 != ""'},
    {"kind": "number", "min": "0", "max": 1000, "example": "3"},
)


def make(folder: Path) -> Path:
    """Write the region and return the folder of regions.

    Args:
        folder: that gets a folder `regions`.
    """
    regions = folder / "regions"
    for name in ("_shared", "chongqing"):
        shutil.copytree(ROOT / "regions" / name, regions / name)
    sections = {
        f"bench{n:02d}": {
            "label": f"第{n}栏",
            "source": "product",
            "fields": {f"f{k}": _field(kind, f"bench{n:02d}", k) for k, kind in enumerate(KINDS)},
        }
        for n in range(1, SECTIONS + 1)
    }
    text = json.dumps({"sections": sections}, ensure_ascii=False, indent=1)  # JSON is YAML, and has no references
    (regions / "chongqing/sections/80_bench.yaml").write_text(text, "utf-8")
    return regions


def _field(kind: dict[str, Any], section: str, k: int) -> dict[str, Any]:
    filled = {name: v.format(section=section) if name == "when" else v for name, v in kind.items()}
    return {"label": f"第{k}项", "ask": f"第 {k} 项是什么？", **filled}
