"""Random deeds on Chongqing's chains against the invariants of the house (CQ-05, CQ-20, X-11)."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from review.state import Refused, Standing, final, waiting
from review.status import FINAL, FROM, TABLE, Status
from review.workdays import parse
from schemes.kinds import PASSES

pytestmark = pytest.mark.fast

PEOPLE = ["applicant", "helper", "wang", "li", "zhao"]
FORWARD = {"undo_approve", "undo_reject", "extend", "forward"}


def build(make, employers):
    """Return the state machine over applications that `make` begins."""

    class Walk(RuleBasedStateMachine):
        @initialize(
            employer=st.sampled_from(employers),
            office=st.booleans(),
            identity=st.sampled_from(["事业编制人员", "其他人员"]),
        )
        def begin(self, employer, office, identity):
            units = make("clinic").units
            if not office:
                units = {id: unit for id, unit in units.items() if id != "office"}
            self.one = make(employer, identity=identity, units=units)
            self.before: Standing = self.one.standing

        @rule(
            deed=st.sampled_from(sorted(FROM)),
            unit=st.sampled_from(
                [None, "clinic", "private", "first", "labour", "yunxi", "office", "city", "works", "ward"]
            ),
            person=st.sampled_from([None, *PEOPLE]),
            reason=st.sampled_from(["", "本单位只有一人在岗"]),
            marks=st.sampled_from([[], ["basic.degree"]]),
        )
        def deed(self, deed, unit, person, reason, marks):
            before = self.before = self.one.standing
            until = (parse(self.one.now) + timedelta(days=20)).isoformat()
            try:
                self.one.do(deed, unit, person, reason=reason, marks=marks, until=until)
            except Refused as refused:
                said = refused.text
            else:
                said = None
            if said is not None:
                assert said
                assert self.one.standing is before
                return
            after = self.one.standing
            assert before.status in FROM[deed]
            assert after.status in TABLE[deed]
            if before.status in FINAL:
                assert deed in FORWARD
                assert deed != "forward" or after == msgspec.structs.replace(before, forwarded=True)

        @rule(name=st.integers(0, 6))
        def offered(self, name):
            """Take what is offered, so that walks get far."""
            self.before = self.one.standing
            step = waiting(self.one.standing)
            last = self.one.standing.verdicts[-1].unit if self.one.standing.verdicts else None
            unit = (step.unit.id if step and name < 5 else last) if name else None
            ready = [offer for offer in self.one.offers(unit) if offer.ok]
            if ready:
                self.one.do(ready[name % len(ready)].deed, unit, reason="轮值")

        @rule(days=st.integers(1, 12))
        def wait(self, days):
            self.before = self.one.standing
            self.one.now = (parse(self.one.now) + timedelta(days=days)).isoformat()

        @rule(pending=st.integers(0, 1), section=st.sampled_from(["opinion_top", "opinion_base", "basic"]))
        def world(self, pending, section):
            self.before = self.one.standing
            self.one.batch = {"pending": pending, "returned": 0}
            self.one.lacking ^= {section}

        @invariant()
        def history_only_grows(self):
            old, new = self.before.verdicts, self.one.standing.verdicts
            assert len(new) >= len(old)
            for was, now in zip(old, new, strict=False):
                assert now.undone >= was.undone
                assert msgspec.structs.replace(now, undone=was.undone) == was

        @invariant()
        def the_step_is_there_exactly_while_under_way(self):
            standing = self.one.standing
            assert (waiting(standing) is not None) == (standing.status in (Status.SUBMITTED, Status.APPROVED))
            assert (standing.bars is None) == (standing.status is not Status.REJECTED)
            assert standing.locks is None or standing.status in (Status.RETURNED, Status.WITHDRAWN)
            assert msgspec.json.decode(msgspec.json.encode(standing), type=Standing) == standing

        @invariant()
        def there_is_a_way_out(self):
            """With everything filled, each open state can be carried to the certificate, or its term ends it."""
            start, now, lacking, batch = self.one.standing, self.one.now, set(self.one.lacking), dict(self.one.batch)
            self.one.lacking = set()
            self.one.batch = {"pending": 0, "returned": 0}
            for _ in range(16):
                standing = self.one.standing
                if final(standing):
                    break
                step = waiting(standing)
                if step is not None:
                    self.one.do(PASSES[step.kind], step.unit.id, reason="轮值")
                    continue
                for deed in ("submit", "overdue", "ready", "record"):
                    try:
                        self.one.do(
                            deed, self.one.employer if deed == "record" else None, "" if deed == "overdue" else None
                        )
                        break
                    except Refused:
                        continue
            assert final(self.one.standing)
            if start.status in (Status.SUBMITTED, Status.APPROVED):
                assert self.one.standing.status is Status.CERTIFIED
            self.one.standing, self.one.now, self.one.lacking, self.one.batch = start, now, lacking, batch

    return Walk


def walk(machine, examples):
    machine.TestCase.settings = settings(
        max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    machine.TestCase("runTest").runTest()


def test_walk__random_deeds__never_reach_a_state_without_a_way_out(case):
    walk(build(case, ["clinic", "private", "first"]), 120)


def test_walk__random_deeds_in_the_product_s_chongqing__never_reach_a_state_without_a_way_out(case, chongqing, large):
    def make(employer, units=large, **more):
        one = case(employer, units=units, **more)
        one.scheme = chongqing
        return one

    walk(build(make, ["clinic", "private", "first", "works", "ward"]), 60)
