"""Random lives of an application in the product's own Chongqing, over the pure core (invariants 3, 4, 5, 11, 12).

A life is a list of numbers: who does what, at which question, with which answer. Whatever they come to, the invariants
of the house hold; 500 lives here, 10,000 in the long suite.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.state import Outcome, Refused, Standing, act, final, waiting
from review.status import FINAL, FROM, TABLE, Status
from review.workdays import parse
from schemes.kinds import FILES, PASSES
from schemes.model import Field
from schemes.scheme import Scheme
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey
from wizard.parsing import parse as understood
from wizard.states import Parsed

from ..wizard.wizard_samples import present
from .conftest import LARGE, WORDS, Case, read

pytestmark = pytest.mark.fast

REGION = Path(__file__).parents[2] / "regions" / "chongqing"
EMPLOYERS = ("clinic", "private", "first", "works", "ward")
OFFICERS = ("wang", "li", "zhao", "applicant")
OPEN = (Status.DRAFT, Status.RETURNED)
KINDS = ("on",) * 10 + ("fill",) * 3 + ("offered",) * 3 + ("any", "drop", "row", "strike", "wait", "write", "others")
MONTHS = ("2004-07", "2010-01", "2016-01", "2018-06", "2024-02", "2026-12")
FILE = {"file": "sha256:aaaaaaaa", "pages": 2, "size": 3 << 20, "media": "application/pdf", "of": "x", "at": "x"}
MOST = 1 << 16
ENDING = ("withdraw", "delete", "reject")
"""What ends a life; done less often than the rest, so that lives grow long."""


class Turn(NamedTuple):
    """One thing that somebody does; what the numbers mean depends on where the application stands then."""

    kind: str
    a: int
    b: int


TURNS = st.builds(Turn, st.sampled_from(KINDS), st.integers(0, MOST), st.integers(0, MOST))


@cache
def chongqing() -> Scheme:
    return read(REGION)


def value(scheme: Scheme, declared: Field, n: int) -> Any:
    """A canonical value of a field, not always one that stands."""
    if declared.none and n % 4 == 0:
        return [] if declared.kind == "choices" else declared.none
    listed = list(scheme.lists[declared.list]) if isinstance(declared.list, str) else list(declared.list or ["x"])
    first, last = sorted((MONTHS[n % 6], MONTHS[n // 6 % 6]))
    kinds: dict[str, Any] = {
        "number": (0, 1, 3, 59.5, 120)[n % 5], "yes_no": n % 2 == 0, "month": first, "date": first + "-15",
        "year": 1998 + n % 40, "period": {"from": first, "to": last} if n % 3 else {"from": first},
        "choice": listed[n % len(listed)], "choices": sorted({listed[n % len(listed)], listed[n // 7 % len(listed)]}),
    }  # fmt: skip
    if declared.kind in FILES or declared.kind == "pledge":
        return FILE | {"file": f"sha256:{n % 3:08}"}
    return kinds.get(declared.kind, ("甲", "云溪区人民医院", "主任医师", "很长" * 40)[n % 4])


def likely(scheme: Scheme, journey: Journey, address: Address) -> Iterator[Any]:
    """Values with which a question may be answered, the likeliest first."""
    state = journey.state(address)
    declared = state.field
    if declared.kind in (*FILES, "pledge"):
        yield FILE
        return
    texts = (declared.example, str(state.preset or ""), declared.none, "经查，档案齐全。", "1", "无")
    for text in (state.preset, *texts):
        if (
            isinstance(text, str)
            and text
            and isinstance(found := understood(declared, text, state, "2026-11-20"), Parsed)
        ):
            yield found.value
    yield from (value(scheme, declared, n) for n in range(1, 20))


POSTS = ("begin", "record")


@dataclass
class Applied(Case):
    """An application whose sections are complete when its journey says so."""

    journey: Any = None

    def complete(self, section: str) -> bool:
        """Tell whether a section is."""
        return self.journey is None or self.journey.complete(section)

    def public(self, *_: Any) -> str:
        """What a publicity makes public is all that is filled."""
        return "" if self.journey is None else str(hash(self.journey.content()))

    def do(self, deed: str, unit: str | None = None, person: str | None = None, **more: Any) -> Outcome:
        """Do a deed, as `Case` does, with what is public now."""
        who = person if person is not None else ("applicant" if unit is None else f"officer of {unit}")
        words = {"opinion": WORDS[deed]} if deed in WORDS else {}
        outcome = act(
            self.scheme, self.standing, deed, unit=unit, person=who, at=self.now, context=self.context,
            complete=self.complete, workdays=self.holidays, public=self.public, **(words | more),
        )  # fmt: skip
        self.standing = outcome.standing
        return outcome


def mend(scheme: Scheme, journey: Journey, most: int = 400) -> dict[Address, Any]:
    """Answer what is missing and what no longer stands; return what was put."""
    put: dict[Address, Any] = {}
    for _ in range(most):
        wrong = [p for p in journey.problems() if p.level == "stop" and p.code != "missing" and p.field]
        address = next(iter(journey.missing()), None) or next((Address(p.section, p.row, p.field) for p in wrong), None)
        if address is None:
            break
        if address.field is None:
            journey.add_row(address.section, f"r{len(journey.row_ids(address.section)) + 1}")
            continue
        for given_ in likely(scheme, journey, address):
            journey.put(address, given_)
            put[address] = given_
            if not any(p.address == address and p.level == "stop" for p in journey.problems(address.section)):
                break
    return put


@cache
def complete(employer: str, identity: str) -> Answers:
    """Answers with which everything that is asked is there."""
    one = Applied(chongqing(), employer, identity, dict(LARGE))
    journey = Journey(one.scheme, Answers(), one.context.world)
    mend(one.scheme, journey)
    assert journey.complete(), (journey.missing()[:5], [p for p in journey.problems() if p.level == "stop"][:5])
    return journey.answers


@dataclass
class Life:
    """One application from its first question to wherever its turns lead."""

    one: Applied
    journey: Journey
    typed: dict[Address, Any] = field(default_factory=dict)
    handed_in: list[tuple[bytes, Answers, Any]] = field(default_factory=list)
    rows: int = 10

    def turn(self, turn: Turn) -> None:
        """Let somebody do something; nothing that may not be done changes anything."""
        getattr(self, turn.kind)(turn.a, turn.b)
        self.hold()

    # ── the applicant ────────────────────────────────────────────────────────
    def at(self, a: int) -> Address:
        """Some question of the applicant's, asked now or not."""
        sections = [s for s in self.one.scheme.sections.items() if s[1].of == "application" and s[1].by == "applicant"]
        name, section = sections[a % len(sections)]
        fields = [key for key, one in section.fields.items() if one.kind != "note" and one.value is None]
        rows = self.journey.row_ids(name) if section.rows is not None else [None]
        row = rows[a // 97 % len(rows)] if rows else "r1"
        return Address(name, row, fields[a // 13 % len(fields)])

    def fill(self, a: int, b: int) -> None:
        """Answer a question."""
        if self.one.standing.status in OPEN:
            address = self.at(a)
            given_ = value(self.one.scheme, self.one.scheme.field(address.section, address.field or ""), b)
            if b % 4 and address.row in (None, *self.journey.row_ids(address.section)):
                given_ = next(likely(self.one.scheme, self.journey, address))
            self.journey.put(address, given_)
            self.typed[address] = given_

    def drop(self, a: int, b: int) -> None:
        """Take an answer back."""
        if self.one.standing.status in OPEN:
            self.journey.drop(address := self.at(a))
            self.typed.pop(address, None)

    def row(self, a: int, b: int) -> None:
        """Add, move or take out a row."""
        lists = [n for n, s in self.one.scheme.sections.items() if s.rows and s.of == "application" and s.rows.own]
        section, added = lists[a % len(lists)], self.journey.answers.rows(lists[a % len(lists)])
        if self.one.standing.status not in OPEN:
            return
        if b % 3 == 0 or not added:
            self.rows += 1
            self.journey.add_row(section, f"r{self.rows}")
        elif b % 3 == 1:
            self.journey.move_row(section, added[b % len(added)], b // 3 % len(added))
        else:
            gone = added[b % len(added)]
            self.journey.drop_row(section, gone)
            self.typed = {a: v for a, v in self.typed.items() if (a.section, a.row) != (section, gone)}

    def on(self, a: int, b: int) -> None:
        """Do what leads on: mend, write what the step asks for, and the deed that passes it."""
        step = waiting(self.one.standing)
        if step is not None:
            self.sign()
            self.do(PASSES[step.kind], step.unit.id, OFFICERS[b % 3], a)
        elif self.one.standing.status in OPEN:
            if a % 3:
                self.typed |= mend(self.one.scheme, self.journey, 40)
            self.do("submit", None, "applicant", a)
            posts = [(deed, self.employer) for deed in POSTS]
            for deed, unit in [("ready", None), *posts] if self.one.standing.status in OPEN else ():
                self.do(deed, unit, OFFICERS[b % 3], a)

    # ── everybody ────────────────────────────────────────────────────────────
    def offered(self, a: int, b: int) -> None:
        """Do one of the deeds that are offered to whose turn it is, mostly what leads on."""
        step = waiting(self.one.standing)
        unit = None if a % 3 == 0 and step is None else step.unit.id if step else self.employer
        if step is not None and a % 7 == 0:
            unit = None if a % 2 else (self.one.standing.verdicts or [None])[-1] and self.one.standing.verdicts[-1].unit
        if step is not None and unit == step.unit.id and a % 5:
            self.sign()
        ready = [o.deed for o in self.one.offers(unit) if o.ok and (a % 4 == 0 or o.deed not in ENDING)]
        if ready:
            self.do(ready[b % len(ready)], unit, OFFICERS[b % 3], a)

    @property
    def employer(self) -> str:
        return self.one.employer

    def any(self, a: int, b: int) -> None:
        """Try a deed for a unit, whoever's turn it is."""
        units = [None, *LARGE]
        self.do(sorted(FROM)[a % len(FROM)], units[b % len(units)], OFFICERS[a // 31 % 4], b)

    def sign(self) -> None:
        """Have a unit write what its step asks for."""
        step = waiting(self.one.standing)
        for name in () if step is None else self.one.scheme.steps[step.step].fill:
            for key in self.one.scheme.sections[name].fields:
                if self.journey.section(name).shown and self.journey.state(address := Address(name, None, key)).missing:
                    self.journey.put(address, next(likely(self.one.scheme, self.journey, address)))

    def write(self, a: int, b: int) -> None:
        """Have a unit write something of its own."""
        mine = {n: s for n, s in self.one.scheme.sections.items() if s.of == "application" and not s.rows}
        own = [n for n, s in mine.items() if s.by in ("reviewer", "office")]
        name = own[a % len(own)]
        address = Address(
            name, None, list(self.one.scheme.sections[name].fields)[b % len(self.one.scheme.sections[name].fields)]
        )
        self.journey.put(address, value(self.one.scheme, self.one.scheme.field(name, address.field or ""), b))

    def do(self, deed: str, unit: str | None, person: str, n: int) -> None:
        """Do a deed or be refused."""
        before = self.one.standing
        if deed in ("submit", "resubmit") and not self.journey.complete():
            return  # casework asks for the whole before the core is asked
        more: dict[str, Any] = {
            "reason": "本单位只有一人在岗" if n % 2 else "", "marks": ["basic.degree"] if n % 3 == 0 else [],
            "until": (parse(self.one.now) + timedelta(days=20)).isoformat(),
        }  # fmt: skip
        try:
            self.one.do(deed, unit, "applicant" if unit is None else person, **more)
        except Refused as refused:
            said = refused.text
        else:
            said = None
        after = self.one.standing
        if said is not None:
            assert said
            assert after is before
            return
        assert before.status in FROM[deed]
        assert after.status in TABLE[deed]
        if deed == "submit":
            self.handed_in.append((self.journey.content(), copy.deepcopy(self.journey.answers), self.one.context.world))

    def strike(self, a: int, b: int) -> None:
        """Have a reviewer strike a row, or let it stand again."""
        lists = [n for n, s in self.one.scheme.sections.items() if s.void and s.of == "application"]
        section = lists[a % len(lists)]
        rows = self.journey.row_ids(section)
        if self.one.standing.status is Status.SUBMITTED and rows:
            self.journey.void_row(section, rows[b % len(rows)], b % 2 == 0)

    def wait(self, a: int, b: int) -> None:
        """Let time pass."""
        self.one.now = (parse(self.one.now) + timedelta(days=1 + a % 9)).isoformat()
        self.journey.refresh(self.one.context.world)

    def others(self, a: int, b: int) -> None:
        """Let others of the unit be pending or returned."""
        self.one.batch = {"pending": a % 2, "returned": b % 2}

    # ── what always holds ────────────────────────────────────────────────────
    def hold(self) -> None:
        """Hold the application against what is cheap to ask."""
        standing = self.one.standing
        assert (waiting(standing) is not None) == (standing.status in (Status.SUBMITTED, Status.APPROVED))
        passed: dict[tuple[int, str], str] = {}
        for verdict in standing.verdicts:
            assert verdict.person != standing.owner
            if verdict.deed in PASSES.values() and not verdict.undone:
                unit = passed.setdefault((verdict.round, verdict.person), verdict.unit)
                assert unit == verdict.unit or verdict.reason
        if standing.status not in (*OPEN, Status.WITHDRAWN) and self.handed_in:
            assert self.journey.content() == self.handed_in[-1][0], "what was handed in stays what it was"

    def end(self) -> None:
        """Hold it against the rest, and carry it to an end."""
        anew = Journey(self.one.scheme, copy.deepcopy(self.journey.answers), self.journey.context.world)
        assert present(self.journey) == present(anew), "kept up to date is computed anew"
        assert {a: self.journey.answers.get(a) for a in self.typed} == self.typed, "nothing typed is lost"
        for content, answers, world in self.handed_in:
            assert Journey(self.one.scheme, answers, world).content() == content
        self.carry()

    def carry(self) -> None:
        """With everything filled, each state can be carried to the certificate, or its term ends it."""
        was: Standing = self.one.standing
        self.one.batch = {"pending": 0, "returned": 0}
        self.one.journey = None
        for _ in range(24):
            standing = self.one.standing
            if final(standing):
                break
            if (step := waiting(standing)) is not None:
                self.one.do(PASSES[step.kind], step.unit.id, reason="轮值")
                continue
            for deed in ("submit", "overdue", "ready", "record", "begin"):
                try:
                    self.one.do(deed, self.employer if deed in POSTS else None, "" if deed == "overdue" else None)
                    break
                except Refused:
                    continue
        assert final(self.one.standing)
        if was.status in (Status.SUBMITTED, Status.APPROVED):
            assert self.one.standing.status is Status.CERTIFIED
        assert was.status not in FINAL or self.one.standing == was


def lived(employer: str, office: bool, identity: str, filled: bool, turns: list[Turn]) -> None:
    """Live one life to its end."""
    units = {id: unit for id, unit in LARGE.items() if office or id != "office"}
    one = Applied(chongqing(), employer, identity, units)
    answers = copy.deepcopy(complete(employer, identity)) if filled else Answers()
    one.journey = journey = Journey(one.scheme, answers, one.context.world)
    life = Life(one, journey)
    for turn in turns:
        life.turn(turn)
    life.end()


def lives(many: int) -> Callable[[], None]:
    """Return a test of so many lives."""

    @settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(EMPLOYERS),
        st.booleans(),
        st.sampled_from(["事业编制人员", "其他人员"]),
        st.sampled_from([True, True, True, False]),
        st.lists(TURNS, min_size=8, max_size=30),
    )
    def run(employer: str, office: bool, identity: str, filled: bool, turns: list[Turn]) -> None:
        lived(employer, office, identity, filled, turns)

    return run


def test_lives__five_hundred_of_chongqing__break_no_invariant() -> None:
    lives(500)()


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_lives__ten_thousand_of_chongqing__break_no_invariant() -> None:
    lives(10_000)()
