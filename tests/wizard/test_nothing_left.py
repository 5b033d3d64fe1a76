"""What is made once for a scheme keeps no words of a person, and does not grow with what people answer."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from schemes.expressions import MOST_PREPARED, Context
from wizard.journey import Journey
from wizard.wiring import wiring

from .wizard_samples import at, journey_of, scheme_of, world

pytestmark = pytest.mark.fast
NAMES = tuple("abcdefgh")


def test_label_with_an_answer_in_it__filled_for_one_person__is_not_kept_in_the_scheme() -> None:
    fields: dict[str, Any] = {
        "name": {"label": "姓名"},
        "proof": {"label": "{a.name}的材料", "required": False},
        "year": {"label": "{plan.year}年的考核", "required": False},
    }
    scheme = scheme_of({"a": {"label": "一", "fields": fields}})
    wires = wiring(scheme, "application").sections["a"].fields

    def label(journey: Journey, field: str) -> str:
        return journey.state(at(f"a.{field}")).field.label

    one, other = journey_of(scheme, {"a.name": "周岚"}), journey_of(scheme, {"a.name": "何宁"})
    assert [label(journey, "proof") for journey in (one, other, one)] == ["周岚的材料", "何宁的材料", "周岚的材料"]
    assert wires["proof"].last is None
    assert label(one, "year") == label(other, "year") == "2026年的考核"
    assert wires["year"].last is not None, "what a plan says is the same for all and kept once"


def test_expression__with_every_set_of_answers_there_can_be__keeps_no_more_environments_than_its_bound() -> None:
    fields: dict[str, Any] = {name: {"label": name, "required": False} for name in NAMES}
    check = " || ".join(f'a.{name} == "x"' for name in NAMES)
    scheme = scheme_of({"a": {"label": "一", "fields": fields, "rules": {"r": {"check": check, "say": "写 x"}}}})
    node = scheme.node("sections", "a", "rules", "r", "check")
    assert node is not None
    context = Context(scheme, world())
    for answers in product((None, "x"), repeat=len(NAMES)):
        for name, value in zip(NAMES, answers, strict=True):
            context.set(f"a.{name}", value)
        assert context.run(node) is (True if any(answers) else None)
        assert len(node.bench.kept) <= MOST_PREPARED
