"""Reads the years' holidays and the weekends that are worked instead (调休).

They are not part of a scheme: a running application stays on its version, but next year's list must reach it.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from schemes.errors import SchemeError
from schemes.findings import Findings
from schemes.source import read_file

Kind = Literal["rest", "work"]


def read_holidays(regions: Path) -> dict[str, Kind]:
    """Read `_shared/holidays.yaml` of the folder that holds all regions.

    Returns:
        "2026-10-01" → "rest" (a holiday, weekends within it too) or "work" (a weekend day that is worked); a day that
        is not there is worked from Monday to Friday.

    Raises:
        SchemeError: the file, a date or a period cannot be read; `faults` say where.

    """
    findings = Findings()
    raw = read_file(regions / "_shared" / "holidays.yaml", "_shared/holidays.yaml", findings)
    years: Any = (raw or {}).get("holidays")
    out: dict[str, Kind] = {}
    for year, listed in years.items() if isinstance(years, dict) else ():
        if not isinstance(listed, dict):
            findings.add("S121", "一年要写 days_off 和 workdays", "holidays", year)
            continue
        for name, text in (listed.get("days_off") or {}).items():
            out |= dict.fromkeys(_days(str(text), ("holidays", year, "days_off", name), findings), "rest")
        for number, text in enumerate(listed.get("workdays") or []):
            at = ("holidays", year, "workdays", str(number))
            for day in _days(str(text), at, findings):
                if out.get(day) == "rest" or date.fromisoformat(day).weekday() < 5:
                    findings.add("S121", f"{day} 不是周末，或已经写成放假，不用写在 workdays 里", *at)
                out[day] = "work"
    if findings.broken:
        raise SchemeError(findings.ordered())
    return out


def _days(text: str, at: tuple[str, ...], findings: Findings) -> list[str]:
    """Return the days of "2026-10-01" or "2026-10-01/2026-10-07"."""
    try:
        first, _, last = text.partition("/")
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        findings.add("S121", f"“{text}”不是日期。写成 2026-10-01 或 2026-10-01/2026-10-07", *at)
        return []
    if not 0 <= (end - start).days <= 30:
        findings.add("S121", f"“{text}”的结束早于开始，或超过 31 天", *at)
        return []
    return [(start + timedelta(days=number)).isoformat() for number in range((end - start).days + 1)]
