"""A region in small with Chongqing's chains, a unit tree, and an application that can be carried along them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from review.state import Outcome, Refused, Standing, act, begin, offers, waiting
from review.workdays import between
from schemes.expressions import Context, UnitRef, World
from schemes.loading import load

REGIONS = Path(__file__).parent / "regions"

UNITS = {  # id: (kind, name, parent)
    "city": ("commission", "市卫健委", None),
    "yunxi": ("district", "云溪区卫健委", "city"),
    "clinic": ("institution", "云溪区人民医院", "yunxi"),
    "labour": ("department", "云溪区人才中心", "yunxi"),
    "private": ("institution", "安康医院", "labour"),
    "office": ("title_office", "云溪区职改办", "yunxi"),
    "first": ("direct", "市第一医院", "city"),
}


class Units:
    """A unit tree seen from one employer."""

    def __init__(self, employer: str, units: dict[str, tuple[str, str, str | None]]) -> None:
        self.units, self.employer = units, employer

    def ref(self, id: str) -> UnitRef:
        kind, name, _ = self.units[id]
        return UnitRef(id, kind, name, len(self.way(id)))

    def way(self, start: str) -> list[str]:
        parent = self.units[start][2]
        return [] if parent is None else [parent, *self.way(parent)]

    def above(self, kind: str) -> bool:
        return self.nearest(kind) is not None

    def nearest(self, kind: str, start: str | None = None) -> UnitRef | None:
        return next((self.ref(id) for id in self.way(start or self.employer) if self.units[id][0] == kind), None)

    def has_child(self, kind: str, at: UnitRef | None) -> bool:
        return at is not None and self.child(kind, at) is not None

    def child(self, kind: str, at: UnitRef) -> UnitRef | None:
        return next((self.ref(id) for id, (k, _, p) in self.units.items() if k == kind and p == at.id), None)

    def only(self, kind: str) -> UnitRef | None:
        return next((self.ref(id) for id, (k, *_) in self.units.items() if k == kind), None)

    def every(self, kind: str) -> list[UnitRef]:
        return [self.ref(id) for id in self.way(self.employer) if self.units[id][0] == kind]


WORDS = {"return": "请补材料", "reject": "请补材料", "approve": "同意"}


@dataclass
class Case:
    """One application with its world; `do` carries it on and keeps the outcome."""

    scheme: Any
    employer: str = "clinic"
    identity: str = "事业编制人员"
    units: dict[str, tuple[str, str, str | None]] = field(default_factory=lambda: dict(UNITS))
    batch: dict[str, int] = field(default_factory=lambda: {"pending": 0, "returned": 0})
    plan: dict[str, Any] = field(default_factory=lambda: {"opens": "2026-11-01 09:00", "closes": "2026-11-30 17:00"})
    lacking: set[str] = field(default_factory=set)
    standing: Standing = field(default_factory=lambda: begin("applicant"))
    now: str = "2026-11-20T10:00:00+08:00"
    holidays: dict[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> Units:
        return Units(self.employer, self.units)

    @property
    def context(self) -> Context:
        kind, name, _ = self.units[self.employer]
        world = World(
            now=self.now[:16].replace("T", " "),
            plan=dict(self.plan),
            applicant={"identity": self.identity},
            unit={"id": self.employer, "kind": kind, "name": name},
            application={},
            batch=dict(self.batch),
            tree=self.tree,
            workdays=lambda start, end: between(date.fromisoformat(start), date.fromisoformat(end), self.holidays),
        )
        return Context(self.scheme, world, complete=self.complete)

    def complete(self, section: str) -> bool:
        return section not in self.lacking

    def do(self, deed: str, unit: str | None = None, person: str | None = None, **more: Any) -> Outcome:
        who = person if person is not None else ("applicant" if unit is None else f"officer of {unit}")
        words = {"opinion": WORDS[deed]} if deed in WORDS else {}
        outcome = act(
            self.scheme, self.standing, deed, unit=unit, person=who, at=more.pop("at", self.now), context=self.context,
            complete=self.complete, workdays=self.holidays, **(words | more),
        )  # fmt: skip
        self.standing = outcome.standing
        return outcome

    def offers(self, unit: str | None = None):
        return offers(self.scheme, self.standing, self.context, unit, self.complete)

    def through(self, *units: str) -> Case:
        """Submit, and approve at each unit in turn."""
        if self.standing.status in ("draft", "returned"):
            self.do("submit")
        for unit in units:
            self.do("approve", unit)
        return self


def refusal(one: Case, deed: str, unit: str | None = None, **more: Any) -> Refused:
    """Do a deed that must be refused; nothing may have changed."""
    before = one.standing
    with pytest.raises(Refused) as refused:
        one.do(deed, unit, **more)
    assert one.standing is before
    assert refused.value.text
    return refused.value


def at(one: Case) -> str | None:
    """The step at which an application waits, and for whom."""
    step = waiting(one.standing)
    return None if step is None else f"{step.step}@{step.unit.id}"


def deeds(one: Case, unit: str | None = None) -> list[str]:
    """What a unit may do now, the applicant where no unit is given."""
    return [offer.deed for offer in one.offers(unit) if offer.ok]


LARGE = {  # the same place in the product's own Chongqing
    "city": ("health_commission", "市卫健委", None),
    "yunxi": ("district", "云溪区卫健委", "city"),
    "clinic": ("district_institution", "云溪区人民医院", "yunxi"),
    "labour": ("district_department", "云溪区人才中心", "yunxi"),
    "private": ("department_institution", "安康医院", "labour"),
    "office": ("title_office", "云溪区职改办", "yunxi"),
    "first": ("direct", "市第一医院", "city"),
    "works": ("city_other", "大江集团", "city"),
    "ward": ("city_institution", "大江医院", "works"),
}


def read(folder: Path) -> Any:
    """Load a region; one with faults fails the test."""
    loaded = load(folder)
    assert loaded.scheme is not None, "\n".join(map(str, loaded.faults))
    return loaded.scheme


@pytest.fixture(scope="session")
def scheme() -> Any:
    """Chongqing's chains in small."""
    return read(REGIONS / "small")


@pytest.fixture(scope="session")
def chongqing() -> Any:
    """The product's own Chongqing."""
    return read(Path(__file__).parents[2] / "regions" / "chongqing")


@pytest.fixture
def large() -> dict[str, tuple[str, str, str | None]]:
    """A unit tree of the product's own Chongqing."""
    return dict(LARGE)


@pytest.fixture(scope="session")
def second() -> str:
    """The text of a region with publicity before submission, unlock, fee, defence and terms."""
    return (REGIONS / "second" / "region.yaml").read_text("utf-8")


@pytest.fixture
def region(tmp_path: Path):
    """Load a region written in a test."""

    def write(text: str) -> Any:
        folder = tmp_path / "region"
        folder.mkdir()
        (folder / "region.yaml").write_text(text, "utf-8")
        return read(folder)

    return write


@pytest.fixture
def case(scheme: Any):
    """Begin an application at an employer."""
    return lambda employer="clinic", **more: Case(scheme, employer, **more)


@pytest.fixture
def no_office() -> dict[str, tuple[str, str, str | None]]:
    """The tree without the district's title office."""
    return {id: unit for id, unit in UNITS.items() if id != "office"}
