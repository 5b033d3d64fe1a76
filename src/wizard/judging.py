"""Whether a stored answer still stands: limits, options and what may be chosen can change after it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemes.model import Field
from wizard.allowed import TEXT_LIMITS
from wizard.cleaning import characters
from wizard.parsing import compiled
from wizard.picks import label_of
from wizard.times import show_limit

Record = Mapping[str, Any]
NUMBER = (int, float)


def fault(
    field: Field,
    value: Any,
    low: Any,
    high: Any,
    records: Mapping[str, Record],
    parent: Any = None,
    may: Callable[[Any], bool] | None = None,
) -> str | None:
    """Return the code of what is wrong with a canonical value now, or None.

    Args:
        field: the question.
        value: its stored answer.
        low: least allowed at present, or None.
        high: most allowed at present, or None.
        records: options of a choice by code, empty where any is taken.
        parent: what `under` is answered with; None when open or when there is no `under`.
        may: tells whether `allow` lets a value pass; None when there is no `allow`.

    """
    if field.none is not None and (value == field.none or value == []):
        return None
    kind = field.kind
    if kind == "choice":
        return _choice_fault(field, value, high, records, parent, may)
    if kind == "choices":
        for code in value:
            if found := _choice_fault(field, code, None, records, parent, may):
                return found
        return _range_fault(len(value), low, high)
    if may is not None and not may(value):
        return "not_allowed"
    if kind in ("text", "long_text"):
        most = high if isinstance(high, int) else TEXT_LIMITS[kind]
        if len(value) > most and characters(value) > most:
            return "too_long"
        return "pattern" if field.pattern and not compiled(field.pattern).fullmatch(value) else None
    if kind in ("number", "year"):
        return _range_fault(value, low, high)
    if kind in ("month", "date"):
        return _time_fault(value, value, low, high)
    if kind == "period":
        return _time_fault(value["from"], value.get("to", value["from"]), low, high)
    return None


def _choice_fault(
    field: Field, code: str, high: Any, records: Mapping[str, Record], parent: Any, may: Callable[[Any], bool] | None
) -> str | None:
    record = records.get(code)
    if record is None:
        if not field.free:
            return "choice"
        most = high if isinstance(high, int) else TEXT_LIMITS["choice"]
        return "too_long" if len(code) > most else None
    if parent is not None and "parent" in record and record["parent"] != parent:
        return "choice"
    return None if may is None or may(code) else "not_allowed"


def _range_fault(value: Any, low: Any, high: Any) -> str | None:
    if isinstance(low, NUMBER) and value < low:
        return "range"
    return "range" if isinstance(high, NUMBER) and value > high else None


def _time_fault(first: str, last: str, low: Any, high: Any) -> str | None:
    if isinstance(low, str) and low and first[: len(low)] < low[: len(first)]:
        return "range"
    return "range" if isinstance(high, str) and high and last[: len(high)] > high[: len(last)] else None


def says(code: str, field: Field, value: Any, low: Any, high: Any, records: Mapping[str, Record]) -> str:
    """Return the sentence for the code of a fault: what is wrong and what to do, without the place."""
    match code:
        case "range":
            return _range_says(value, low, high)
        case "too_long":
            most = high if isinstance(high, int) else TEXT_LIMITS.get(field.kind, 200)
            return f"多了 {characters(value) - most} 个字，最多 {most} 字，请删短"
        case "pattern":
            return (field.wrong or "写法不对，请对照原件再写一遍").rstrip("。")
        case "choice":
            return f"“{_named(value, records)}”不能再选了，请重新选"
        case _:
            return f"按前面填的，不能选“{_named(value, records)}”，请改选"


def _named(value: Any, records: Mapping[str, Record]) -> str:
    codes: list[Any] = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
    return "、".join(label_of(records[code]) if code in records else str(code) for code in codes)


def _range_says(value: Any, low: Any, high: Any) -> str:
    if isinstance(value, list):
        amount: Any = len(value)  # pyright: ignore[reportUnknownArgumentType]
        over = isinstance(high, int | float) and amount > high
        return f"选了 {amount} 项，最多 {high} 项，请去掉几项" if over else f"选了 {amount} 项，至少 {low} 项，请再选"
    if isinstance(low, str) or isinstance(high, str):
        last = value.get("to", value["from"]) if isinstance(value, dict) else value  # pyright: ignore[reportUnknownMemberType]
        over = isinstance(high, str) and bool(high) and str(last)[: len(high)] > high[: len(str(last))]
        return f"不能晚于{show_limit(high)}，请核对" if over else f"不能早于{show_limit(low)}，请核对"
    over = isinstance(high, int | float) and value > high
    both = isinstance(low, int | float) and isinstance(high, int | float)
    how = f"填 {low:g} 到 {high:g}" if both else (f"最大填 {high:g}" if over else f"最小填 {low:g}")
    return f"{value:.15g} {'超过了' if over else '小于'} {high if over else low:g}，{how}"
