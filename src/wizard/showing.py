"""Canonical values as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from schemes.compiled import Scheme
from schemes.model import Field
from wizard.allowed import FILES, KIND
from wizard.files import show_file
from wizard.numbers import show_number
from wizard.times import show_time

Record = Mapping[str, Any]


def records_of(scheme: Scheme, field: Field) -> Mapping[str, Record]:
    """Return the options of a choice by code, as the scheme lists them; empty for other kinds."""
    if isinstance(field.list, str):
        return scheme.lists[field.list]
    return _plain(tuple(field.list or ()))


@lru_cache(maxsize=1024)
def _plain(codes: tuple[str, ...]) -> Mapping[str, Record]:
    return {code: {"code": code, "label": code} for code in codes}


def choices_of(scheme: Scheme, field: Field) -> list[dict[str, Any]]:
    """Return the entries that may be chosen, with every column, to be read only; headings of a tree are left out."""
    return _entries(scheme, field.list if isinstance(field.list, str) else tuple(field.list or ()))


@lru_cache(maxsize=2048)
def _entries(scheme: Scheme, source: str | tuple[str, ...]) -> list[dict[str, Any]]:
    records = scheme.lists[source] if isinstance(source, str) else {one: {"code": one, "label": one} for one in source}
    headings = {record["parent"] for record in records.values() if "parent" in record}
    return [{"guide": "", **record, "ok": True} for code, record in records.items() if code not in headings]


def listed(scheme: Scheme, field: Field, options: Sequence[Record]) -> Sequence[Record]:
    """Return what may be chosen with the headings that lead there, in the order of the list, so that it can be walked.

    Args:
        scheme: whose lists they are.
        field: a choice.
        options: its entries that may be chosen now.
    """
    records, chosen = records_of(scheme, field), {str(option["code"]): option for option in options}
    heads: set[str] = set()
    for option in options if field.under is None else ():  # of those under another answer that answer is the heading
        code = option.get("parent")
        while isinstance(code, str) and code in records and code not in heads:
            heads.add(code)
            code = records[code].get("parent")
    return [chosen.get(c, r) for c, r in records.items() if c in heads or c in chosen] if heads else options


def show(scheme: Scheme, field: Field, value: Any, options: Sequence[Record] = ()) -> str:
    """Return a stored value for people: "2019年07月至今", "副主任医师", "92%", "是"; "" when there is none.

    Args:
        scheme: gives the names of list entries.
        field: the field that the value answers.
        value: canonical, as stored.
        options: names of what no list holds (units, rows), as records with `code` and `label`.

    """
    if value is None:
        return ""
    if field.none is not None and value == field.none:
        return field.none
    match KIND[field.kind]:
        case "text" | "long_text" | "id_number" | "phone" | "note":
            return str(value)
        case "yes_no":
            return "是" if value is True else "否"
        case "number":
            return show_number(value, field.suffix)
        case "month" | "date" | "year" | "period":
            return show_time(value)
        case "choice" | "unit" | "row":
            return _label(scheme, field, value, options)
        case "choices":
            return "、".join(_label(scheme, field, code, options) for code in value) or field.none or "无"
        case "evidence" | "portrait":
            return show_file(value)
        case "pledge":
            return "已签名"
        case "printed":
            return "已生成"


def _label(scheme: Scheme, field: Field, code: str, options: Sequence[Record]) -> str:
    record = records_of(scheme, field).get(code) or next((one for one in options if one["code"] == code), None)
    return str(record.get("label") or code) if record is not None else str(code)


def fact(kind: str, value: Any) -> Any:
    """Return a stored value as expressions see it: a file or a signature is its digest, everything else itself."""
    if kind in FILES and isinstance(value, Mapping):
        record: Mapping[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return record.get("file") or record.get("of")
    return value
