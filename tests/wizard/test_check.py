"""Values that arrive typed, as from the API, by the same rules (X-03)."""

from __future__ import annotations

from typing import Any

import pytest

from schemes.model import Field
from wizard.address import Address
from wizard.files import amount, checked
from wizard.parsing import check
from wizard.states import FieldState, Parsed, Wrong

from .wizard_samples import DATE, MONTH, PERCENT, PERIOD, TODAY, YEAR, records

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        (PERCENT, 92, 92),
        (PERCENT, 92.0, 92),
        (PERCENT, True, "format"),
        (PERCENT, "92", "format"),
        (PERCENT, 101, "range"),
        (PERCENT, float("nan"), "format"),
        (PERCENT, float("inf"), "range"),
        (PERCENT, 10**400, "range"),
        (MONTH, "2019-07", "2019-07"),
        (MONTH, "2019-7", "format"),
        (MONTH, "2019-13", "format"),
        (MONTH, 201907, "format"),
        (DATE, "2019-07-01", "2019-07-01"),
        (DATE, "2019-07", "format"),
        (YEAR, 2019, 2019),
        (YEAR, "2019", "format"),
        (PERIOD, {"from": "2019-07"}, {"from": "2019-07"}),
        (PERIOD, {"from": "2019-07", "to": None}, {"from": "2019-07"}),
        (PERIOD, {"from": "2019-09", "to": "2019-07"}, "period_order"),
        (PERIOD, {"to": "2019-07"}, "format"),
        (PERIOD, {"from": "2019-07", "x": 1}, "format"),
        (PERIOD, "2019.7-2019.9", "format"),
        (Field(label="a", kind="yes_no"), True, True),
        (Field(label="a", kind="yes_no"), "是", "format"),
        (Field(label="a", kind="choice"), "甲", "甲"),
        (Field(label="a", kind="choice"), "丙", "choice"),
        (Field(label="a", kind="choice"), ["甲"], "choice"),
        (Field(label="a", kind="choices"), ["乙", "甲"], ["甲", "乙"]),
        (Field(label="a", kind="choices"), [], "format"),
        (Field(label="a", kind="choices", none="无"), [], []),
        (Field(label="a", kind="choices"), [["甲"]], "format"),
        (Field(label="a"), " 甲 ", "甲"),
        (Field(label="a"), 5, "format"),
        (Field(label="a", none="无"), "无", "无"),
        (Field(label="a"), "无", "none_not_allowed"),
        (Field(label="a", kind="unit"), "unit-7", "unit-7"),
        (Field(label="a", kind="unit"), "../x", "unit"),
        (Field(label="a", kind="note"), "x", "not_text"),
    ],
)
def test_check__typed_value_of_the_api__same_rules(field: Field, given: Any, expected: Any) -> None:
    options = [] if field.kind == "unit" else records("甲", "乙")
    state = FieldState(address=Address("a", None, "b"), field=field, options=options, min=field.min, max=field.max)
    found = check(field, given, state, TODAY)
    assert (found.value if isinstance(found, Parsed) else found.code) == expected


FILE = {"file": "sha256:0123456789", "pages": 3, "size": 2_000_000, "media": "application/pdf", "of": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"pages": 20}, None),
        ({"pages": 21}, "too_long"),
        ({"size": 10_000_000}, None),
        ({"size": 10_000_001}, "too_large"),
        ({"media": "image/png"}, "kind"),
        ({"media": "application/msword"}, "kind"),
        ({"file": "x"}, "format"),
        ({"pages": "3"}, "format"),
        ({"pages": 0}, "format"),
        ({"of": 5}, "format"),
        ({"size": 1_000}, None),
        ({"size": 999}, "range"),
    ],
)
def test_check__file__limits_of_its_slot(change: dict[str, Any], expected: str | None) -> None:
    field = Field(label="材料", kind="evidence", accept=["pdf"], max_mb=10, max_pages=20, min_kb=1)
    found = check(field, FILE | change, FieldState(address=Address("a", None, "b"), field=field))
    if expected is None:
        assert isinstance(found, Parsed)
        assert found.value == FILE | change
    else:
        assert isinstance(found, Wrong)
        assert found.code == expected


@pytest.mark.parametrize(
    ("accept", "brought", "kept"),
    [
        (["pdf"], {"image/jpeg"}, True),
        (["pdf", "jpg"], {"image/jpeg", "application/pdf"}, True),
        (["jpg"], {"image/jpeg"}, True),
        (["jpg"], {"image/jpeg", "application/pdf"}, False),
        (["png"], set[str](), False),
    ],
)
def test_checked__document_made_of_photos__of_a_kind_where_all_that_was_brought_is(
    accept: list[str], brought: set[str], kept: bool
) -> None:
    field = Field(label="材料", kind="evidence", accept=accept)
    found = checked(field, FILE, FieldState(address=Address("a", None, "b"), field=field), brought)
    assert isinstance(found, Parsed) is kept


def test_checked__slot_for_two_papers__takes_twice_the_pages() -> None:
    field = Field(label="材料", kind="evidence", max_pages=20)
    state = FieldState(address=Address("a", None, "b"), field=field, count=2)
    assert isinstance(checked(field, FILE | {"pages": 40}, state), Parsed)
    assert isinstance(checked(field, FILE | {"pages": 41}, state), Wrong)


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1 KB"), (1_000, "1 KB"), (320_400, "320 KB"), (1_000_000, "1.0 MB"), (1_949_000, "1.9 MB")]
)
def test_amount__bytes__a_megabyte_is_a_million_of_them(size: int, text: str) -> None:
    assert amount(size) == text


def test_check__pledge__needs_what_it_was_signed_for() -> None:
    field = Field(label="承诺", kind="pledge")
    state = FieldState(address=Address("a", None, "b"), field=field)
    signed = {"file": "sha256:0123456789", "of": "sha256:abcdefgh", "at": "2026-11-05T10:00:00+08:00"}
    assert isinstance(check(field, signed, state), Parsed)
    assert isinstance(check(field, {**signed, "of": None}, state), Wrong)
    assert isinstance(check(field, True, state), Wrong)
