"""One address for chat, pages, problems and marks; answers kept by it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.address import Address, valid_row
from wizard.answers import Answers

pytestmark = pytest.mark.fast

ROWS = frozenset({"work", "load"})
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
ROW_IDS = st.from_regex(r"[\w\-]{1,12}", fullmatch=True).filter(valid_row)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("basic", Address("basic")),
        ("basic.degree", Address("basic", None, "degree")),
        ("work.r3", Address("work", "r3")),
        ("work.r3.period", Address("work", "r3", "period")),
        ("load.new_technique.count1", Address("load", "new_technique", "count1")),
        ("years.2021", Address("years", "2021")),
        ("load.门诊人次.count1", Address("load", "门诊人次", "count1")),
    ],
)
def test_address__written_and_read__the_same(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert str(address) == text


def test_address__sections_with_rows_known__second_part_is_a_row() -> None:
    assert Address.parse("load.w01", ROWS) == Address("load", "w01")
    assert Address.parse("basic.r1", ROWS) == Address("basic", None, "r1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "A.b",
        "a.b.c.d",
        "a.b c",
        "a.b#1",
        "基本.b",
        "a." + "x" * 300,
        "a.r1.B",
        "a b",
        "a.\x00",
    ],
)
def test_address__not_one__value_error(text: str) -> None:
    with pytest.raises(ValueError):
        Address.parse(text)


def test_address__unknown_name_of_a_section_without_rows__value_error() -> None:
    with pytest.raises(ValueError):
        Address.parse("basic.2021", ROWS)


@given(IDS, ROW_IDS, IDS)
def test_address__any_row_and_field__round_trip(section: str, row: str, field: str) -> None:
    assert Address.parse(str(Address(section, row, field))) == Address(section, row, field)
    assert Address.parse(str(Address(section, row)), frozenset({section})) == Address(section, row)


@given(st.text(max_size=60))
def test_address__any_text__an_address_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert str(Address.parse(text)) == text


def test_answers__rows__added_moved_and_dropped_with_their_values() -> None:
    answers = Answers()
    for row, place in (("r1", None), ("r2", None), ("r3", 0), ("r1", 0)):
        answers.add_row("work", row, place)
    assert answers.rows("work") == ["r3", "r1", "r2"]
    answers.move_row("work", "r3", 2)
    assert answers.rows("work") == ["r1", "r2", "r3"]
    answers.put(Address("work", "r2", "unit"), "甲")
    answers.put(Address("work", "r1", "unit"), "乙")
    answers.put(Address("basic", None, "name"), "丙")
    answers.voids.add(("work", "r2"))
    assert list(answers.items()) == [
        (Address("work", "r1", "unit"), "乙"),
        (Address("work", "r2", "unit"), "甲"),
        (Address("basic", None, "name"), "丙"),
    ]
    answers.drop_row("work", "r2")
    assert answers.get(Address("work", "r2", "unit")) is None
    assert answers.voids == set()
    answers.drop(Address("basic", None, "name"))
    answers.drop(Address("basic", None, "other"))
    assert len(answers) == 1


def test_answers__wrong_use__refused() -> None:
    answers = Answers()
    with pytest.raises(ValueError):
        answers.put(Address("work", "r1"), "x")
    with pytest.raises(ValueError):
        answers.put(Address("work", "r1", "unit"), None)
    with pytest.raises(KeyError):
        answers.move_row("work", "r1", 0)
