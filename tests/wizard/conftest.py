"""Small schemes and a world for the wizard's tests."""

from __future__ import annotations

from typing import Any

import pytest

from schemes.expressions import World
from schemes.scheme import Scheme, from_document
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey


class FlatTree:
    """A unit tree in which the employer stands alone."""

    def above(self, kind: str) -> bool:
        return False

    def nearest(self, kind: str, start: str | None = None) -> None:
        return None

    def has_child(self, kind: str, at: object) -> bool:
        return False

    def child(self, kind: str, at: object) -> None:
        return None

    def only(self, kind: str) -> None:
        return None

    def every(self, kind: str) -> list[Any]:
        return []


TREE = FlatTree()


def world(now: str = "2026-11-05 10:00", **facts: dict[str, Any]) -> World:
    plan = {"year": 2026, "level": "associate", "label": "2026", **facts.pop("plan", {})}
    applicant = {"name": "周岚", "sex": "女", "birth": "1985-03-02", **facts.pop("applicant", {})}
    unit = {"name": "云溪区人民医院", "kind": "hospital", "level": 1, **facts.pop("unit", {})}
    return World(now, plan, applicant, unit, facts.pop("application", {}), facts.pop("batch", {}), TREE)


FRAME: dict[str, Any] = {
    "region": {"id": "small", "label": "小地区", "format": 1},
    "units": {
        "top": {"label": "上级", "level": 0, "opened_by": "operator"},
        "hospital": {"label": "医院", "level": 1, "parents": ["top"], "employer": True},
    },
    "deeds": {"submit": {}, "return": {"within": "10 workdays", "overdue": "withdrawn"}},
    "steps": {
        "look": {"label": "审核", "kind": "review", "at": "employer"},
        "board": {"label": "评审", "kind": "committee", "at": "top"},
        "paper": {"label": "发证", "kind": "certificate", "at": "top"},
    },
    "routes": {"only": {"label": "唯一", "steps": ["look", "board", "paper"]}},
}


def scheme_of(sections: dict[str, Any], **more: Any) -> Scheme:
    return from_document({**FRAME, "sections": sections, **more})


def journey_of(scheme: Scheme, values: dict[str, Any] | None = None, **facts: Any) -> Journey:
    journey = Journey(scheme, Answers(), world(**facts))
    for text, value in (values or {}).items():
        journey.put(Address.parse(text), value)
    return journey


def at(text: str) -> Address:
    return Address.parse(text)


@pytest.fixture
def a_world() -> World:
    return world()
