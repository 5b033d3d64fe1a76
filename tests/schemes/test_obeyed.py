"""What a region may write is obeyed, or the linter says that it is not."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemes.kinds import NOT_YET
from schemes.loading import load
from schemes.model import Construct

pytestmark = pytest.mark.fast
SOURCE = Path(__file__).parents[2] / "src"
ROOMS = ("wizard", "review", "print", "pledge", "casework", "bot", "web")
CORE = ("words", "expressions", "compiled", "columns")  # what runs of `schemes` once a region is loaded


@cache
def read() -> frozenset[str]:
    """Every name that the product takes of something, by a dot or as a word handed to `getattr` or a compiled node."""
    files = [file for room in ROOMS for file in (SOURCE / room).rglob("*.py")]
    files += [SOURCE / "schemes" / f"{name}.py" for name in CORE]
    found = set[str]()
    for file in files:
        for part in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(part, ast.Attribute):
                found.add(part.attr)
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.add(part.value)
    return frozenset(found)


EVERY = [(one.__name__, field.name) for one in Construct.__subclasses__() for field in msgspec.structs.fields(one)]
LOADING = {
    ("Region", "format"),
    ("Region", "manual"),
    ("Years", "first"),
    ("Field", "years"),
    ("Field", "source"),
    ("Section", "source"),
    ("Rule", "source"),
    ("Step", "source"),
    ("UnitKind", "source"),
    ("Route", "source"),
    ("Form", "source"),
}
"""What is used up when a region is loaded: nothing is left to obey afterwards."""


@pytest.mark.parametrize(("construct", "attribute"), EVERY)
def test_attribute__of_each_construct__is_read_by_the_product_or_said_to_be_not_yet_obeyed(
    construct: str, attribute: str
) -> None:
    assert attribute in read() or (construct, attribute) in NOT_YET.keys() | LOADING


def test_not_yet__each_of_the_table__is_an_attribute_that_there_is() -> None:
    assert set(EVERY) >= NOT_YET.keys()


@pytest.mark.parametrize("name", ["pixels", "freezes"])
def test_not_yet__attribute_whose_name_stands_for_nothing_else__is_read_by_nobody(name: str) -> None:
    """Whoever makes one of them do something takes it out of the table."""
    assert name not in read()


def test_linter__attribute_that_nothing_obeys__is_warned_of(expect: Callable[..., None]) -> None:
    text = """
        sections:
          basic:
            label: 基本信息
            source: product
            fields:
              photo:
                label: 证件照
                kind: portrait
                accept: [jpg]
                max_mb: 1
                ground: white   # HERE
        """
    expect("S122", "ground", level="warning", sections=text)


UNITS = """
    units:
      board: {label: 评委会, level: 0, approved_by: APPROVED, bind: BIND}
      bureau: {label: 卫健委, level: 1, parents: [board], approved_by: APPROVED}
      hospital: {label: 医院, level: 2, parents: [bureau], employer: true}
    """


@pytest.mark.parametrize(
    ("approved", "bind", "warned"),
    [
        ("parent", "choose", []),
        ("operator", "choose", []),
        ("operator", "code", ["bind: code"]),
    ],
)
def test_linter__only_words_that_are_not_obeyed__are_warned_of_and_once(
    small: Any, approved: str, bind: str, warned: list[str]
) -> None:
    found = small.faults(units=UNITS.replace("APPROVED", approved).replace("BIND", bind))
    assert [(fault.code, fault.text.split(" 可以")[0]) for fault in found] == [("S122", one) for one in warned]


def test_chongqing__what_its_manual_demands_and_nobody_does_yet__is_all_it_is_warned_of(regions: Path) -> None:
    found = {fault.text.split(" ")[0] for fault in load(regions / "chongqing").faults if fault.code == "S122"}
    assert found == set()
