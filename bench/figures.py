"""The figures: what a name, a value, its unit, what it stands beside and what is wanted are; the file and the table."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Figure:
    """Is one figure; a value above what is wanted falls short, so every "at least" is written upside down.

    Args:
        name: what was measured.
        value: the figure.
        unit: of value and wanted.
        beside: what it was measured beside, in words.
        wanted: the most that the value may be.
    """

    name: str
    value: float
    unit: str
    beside: str
    wanted: float

    @property
    def short(self) -> bool:
        """Tell whether it falls short; what is no number does."""
        return not self.value <= self.wanted


def figure(name: str, value: float, unit: str, beside: str, wanted: float) -> Figure:
    """Return a figure with three significant digits."""
    digits = 3 - math.ceil(math.log10(abs(value))) if value else 0
    return Figure(name, round(value, max(digits, 0)), unit, beside, wanted)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of ratios taken round by round, so that both felt the same neighbours."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def read_lines(text: str) -> list[Figure]:
    """Return the figures among the lines that a script printed: those that are JSON objects with a name and a value."""
    found: list[Figure] = []
    for line in text.splitlines():
        if line.startswith("{"):
            one: dict[str, Any] = json.loads(line)
            found.append(Figure(one["name"], one["value"], str(one["unit"]), str(one["beside"]), one["wanted"]))
    return found


def keep(figures: Iterable[Figure], replaced: Sequence[str] | None = None) -> None:
    """Write the file.

    Args:
        figures: of this run.
        replaced: when only these were measured, the file's other figures stay; None for all.
    """
    listed = list(figures)
    if replaced is not None and RESULTS.exists():
        names = {f.name for f in listed}
        listed = [Figure(**f) for f in json.loads(RESULTS.read_text("utf-8")) if f["name"] not in names] + listed
    rows = ",\n".join(" " + json.dumps(asdict(f), ensure_ascii=False) for f in listed)
    RESULTS.write_text(f"[\n{rows}\n]\n", "utf-8")


def table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table."""
    rows = ["| figure | value | wanted | beside |", "| --- | --: | --: | --- |"]
    for f in figures:
        mark = " ✗" if f.short else ""
        rows.append(f"| {f.name} | {f.value:g} {f.unit}{mark} | ≤ {f.wanted:g} | {f.beside} |")
    return "\n".join(rows)
