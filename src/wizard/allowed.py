"""What a field allows, said before the input and again in a refusal, with an example that would pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, get_args

from schemes.kinds import FieldKind
from schemes.model import Field
from wizard.cleaning import quoted
from wizard.states import FieldState, Wrong

KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
KIND: Mapping[str, FieldKind] = {kind: kind for kind in KINDS}
"""A field's kind, as a scheme writes it → the same as one of the closed set."""
FILES: frozenset[str] = frozenset({"evidence", "portrait", "pledge", "printed"})
TEXT_LIMITS = {"text": 200, "long_text": 5000, "choice": 100}
_DATED = re.compile(r"\d{4}(?:([./-])\d{1,2}\1\d{1,2}(?!\d)|年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)")


def with_days(field: Field) -> bool:
    """Tell whether a period of this field is counted in days: its `print` or its `example` has a day."""
    if field.print and ("DD" in field.print or "日" in field.print):
        return True
    return bool(field.example and _DATED.search(field.example))


def longest(field: Field, state: FieldState) -> int:
    """Return how many characters a text of this field may have."""
    return state.max if isinstance(state.max, int) else TEXT_LIMITS.get(field.kind, 200)


IN_CHAT = {
    "，可以分几条发。": "。",
    "选一项，发序号或名称。": "选一项。",
    "可以选几项，发序号，中间用“、”隔开。": "可以选几项。",
    "选上面填过的一条，发序号。": "选填过的一条。",
}
"""What `allowed` says that holds for a chat only, and what stands on a page instead."""


@lru_cache(maxsize=1024)
def on_page(said: str) -> str:
    """Return what may be answered as a page says it, where nothing is sent."""
    for chat, page in IN_CHAT.items():
        said = said.replace(chat, page)
    return said


def allowed(field: Field, state: FieldState) -> str:
    """Return the sentence that says what may be answered, from the field's kind and the limits in force."""
    match KIND[field.kind]:
        case "text":
            return f"{longest(field, state)} 字以内。"
        case "long_text":
            return f"{longest(field, state)} 字以内，可以分几条发。"
        case "number":
            return f"只写数字{_between(state)}。"
        case "yes_no":
            return "选“是”或“否”。"
        case "month":
            return "写年和月。"
        case "date":
            return "写年、月、日。"
        case "period":
            return "写年、月、日，从哪天到哪天。" if with_days(field) else "写年和月；现在还在的，写“至今”。"
        case "year":
            return "写四位的年份。"
        case "choice":
            return "选一项，不在里面就直接写。" if field.free else "选一项，发序号或名称。"
        case "choices":
            return "可以选几项，发序号，中间用“、”隔开。"
        case "id_number":
            return "18 位，最后一位可以是 X。"
        case "phone":
            return "手机写 11 位，座机带区号。"
        case "unit":
            return "发单位名称里的几个字就行。"
        case "row":
            return "选上面填过的一条，发序号。"
        case "evidence":
            return f"拍照发来，或在小程序里选文件{_sizes(field)}。"
        case "portrait":
            return f"在小程序里拍照或选照片{_sizes(field)}。"
        case "pledge":
            return "在小程序里看完，手写签名。"
        case "printed":
            return "在小程序里生成，核对内容。"
        case "note":
            return ""


def _between(state: FieldState) -> str:
    match (_limit(state.min), _limit(state.max)):
        case (None, None):
            return ""
        case (low, None):
            return f"，{low} 以上"
        case (None, high):
            return f"，{high} 以内"
        case (low, high):
            return f"，{low} 到 {high}"


def _limit(value: Any) -> str | None:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else None


def _sizes(field: Field) -> str:
    parts = [f"最多 {field.max_pages} 页"] if field.max_pages else []
    parts += [f"不超过 {field.max_mb:g} MB"] if field.max_mb else []
    return "".join(f"，{part}" for part in parts)


def example_of(field: Field, state: FieldState) -> str:
    """Return an example that would pass: the field's own, or one for its kind and limits; "" where there is none."""
    if field.example:
        return field.example
    match KIND[field.kind]:
        case "number":
            return _number_example(state)
        case "month":
            return _time_example(state, "2019.7", "2019-07")
        case "date":
            return _time_example(state, "2019.7.1", "2019-07-01")
        case "period":
            if with_days(field):
                return _time_example(state, "2019.7.1-2019.7.8", "2019-07-01", "2019-07-08")
            return _time_example(state, "2015.8-2019.12", "2015-08", "2019-12")
        case "year":
            low, high = (limit if isinstance(limit, int) else None for limit in (state.min, state.max))
            year = 2019 if low is None or low <= 2019 else low
            return str(year if high is None or year <= high else high)
        case "phone":
            return "13800000000"
        case "text" | "long_text" | "yes_no" | "choice" | "choices" | "id_number" | "unit" | "row":
            return ""
        case "evidence" | "portrait" | "pledge" | "printed" | "note":
            return ""


def _time_example(state: FieldState, example: str, first: str, last: str | None = None) -> str:
    low, high = (limit if isinstance(limit, str) else "" for limit in (state.min, state.max))
    early = bool(low) and first[: len(low)] < low[: len(first)]
    late = bool(high) and (last or first)[: len(high)] > high[: len(first)]
    return "" if early or late else example


def _number_example(state: FieldState) -> str:
    low, high = (
        limit if isinstance(limit, int | float) and not isinstance(limit, bool) else None
        for limit in (state.min, state.max)
    )
    if low is None and high is None:
        return "12"
    if low is None or high is None:
        value = low if low is not None else high
    else:
        value = (low + high) // 2 if low <= (low + high) // 2 else low
    return f"{value:g}"


def unclear(field: Field, text: str, state: FieldState) -> Wrong:
    """Return the refusal of a text that could not be read: what was read, what is allowed, an example.

    A secret answer (ID number, phone, `sensitive`) is not repeated.
    """
    hidden = field.sensitive or field.kind in ("id_number", "phone")
    read = "" if hidden else quoted(text)
    return _with_example(f"没看懂{read}，还没保存。{field.wrong or allowed(field, state)}", "format", field, state)


def refused(code: str, why: str, field: Field, state: FieldState) -> Wrong:
    """Return a refusal: not saved, why, an example."""
    return _with_example(f"还没保存。{why}", code, field, state)


def _with_example(text: str, code: str, field: Field, state: FieldState) -> Wrong:
    example = example_of(field, state)
    end = "" if text.endswith(("。", "？")) else "。"
    return Wrong(
        code, f"{text}{end}例：{example}" if example and f"例：{example}" not in text else text, example=example
    )
