"""The content that is signed, what has changed since, and facts from outside."""

from __future__ import annotations

import msgspec
import pytest

from schemes.scheme import Scheme
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey

from .wizard_samples import PDF, at, journey_of, scheme_of, world

pytestmark = pytest.mark.fast


def test_stale__content_changed_after_signing__kept_shown_and_asked_again(rich: Scheme) -> None:
    """X-09: a later edit asks for a new signature."""
    seen: list[bytes] = []
    journey = Journey(
        rich, Answers(), world(), stale=lambda address, value: value["of"] != str(hash(journey.content()))
    )
    journey.put(at("basic.born"), "1985-03-02")
    seen.append(journey.content())
    journey.put(
        at("sign.pledge"), {"file": "sha256:ink", "of": str(hash(journey.content())), "at": "2026-11-05T10:00:00+08:00"}
    )
    assert journey.content() == seen[0]
    assert journey.complete("sign")
    journey.put(at("basic.born"), "1985-03-03")
    state = journey.state(at("sign.pledge"))
    assert (state.stale, state.missing, state.value["file"]) == (True, True, "sha256:ink")
    assert journey.missing("sign") == [at("sign.pledge")]
    assert journey.section("sign").missing == 1
    assert journey.lack(at("sign.pledge")).text == "承诺：内容变了，承诺书要重新签名"
    journey.put(at("basic.born"), "1985-03-02")
    assert journey.complete("sign")


def test_stale__asked_of_the_caller__once_a_change() -> None:
    asked: list[Address] = []
    scheme = scheme_of(
        {
            "a": {
                "label": "甲",
                "fields": {"x": {"label": "乙"}, "p": {"label": "承诺", "kind": "pledge", "binds": ["a"], "text": "t"}},
            }
        }
    )
    journey = Journey(scheme, Answers(), world(), stale=lambda address, value: asked.append(address) is None)
    journey.missing()
    assert asked == []
    journey.put(at("a.p"), {"file": "sha256:ink", "of": "x", "at": "y"})
    journey.missing(), journey.sections(), journey.next()
    assert asked == [at("a.p")]


def test_content__canonical__stored_and_shown_only(rich: Scheme) -> None:
    journey = journey_of(
        rich, {"cover.category": "临床", "basic.degree": "硕士", "basic.proof": PDF, "opinion.text": "同意"}
    )
    journey.add_row("work", "r1")
    journey.put(at("load.w02.count1"), "3")
    assert msgspec.json.decode(journey.content()) == {
        "cover": {"category": "临床"},
        "basic": {"degree": "硕士", "proof": "sha256:aaaaaaaa"},
        "work": [{"id": "r1"}],
        "load": [{"id": "w01"}, {"id": "w02", "count1": "3"}],
    }
    assert journey.content(["opinion"]) == b'{"opinion":{"text":"\xe5\x90\x8c\xe6\x84\x8f"}}'


def test_content__same_answers_in_another_order__same_bytes(rich: Scheme) -> None:
    answers = {"basic.degree": "硕士", "basic.since": "2019-07", "cover.level": "senior"}
    one, other = journey_of(rich, answers), journey_of(rich, dict(reversed(answers.items())))
    assert one.content() == other.content()


def test_refresh__new_facts__only_what_they_decide_changes(rich: Scheme) -> None:
    journey = journey_of(rich, {"basic.since": "2019-07", "cover.category": "临床"}, plan={"most": 1})
    for row in ("r1", "r2"):
        journey.add_row("papers", row)
        journey.put(Address("papers", row, "main"), True)
    assert journey.refresh(world(plan={"most": 2})) == {Address("papers")}
    assert journey.problems("papers") == []
    assert at("basic.years") in journey.refresh(world("2030-11-05 10:00", plan={"most": 2}))
    assert journey.refresh(world("2030-11-05 10:00", plan={"most": 2})) == set()


def test_person__own_answers__seen_as_facts_of_the_applicant() -> None:
    scheme = scheme_of(
        {
            "register": {"label": "登记", "of": "person", "fields": {
                "identity": {"label": "身份", "kind": "choice", "list": ["编制", "其他"]},
                "check": {"label": "查档", "when": 'register.identity == "其他"'}}},
            "file": {"label": "查档", "when": 'applicant.identity == "其他"', "fields": {"text": {"label": "情况"}}},
        }
    )  # fmt: skip
    person = Journey(scheme, Answers(), world(), of="person")
    assert person.put(at("register.identity"), "其他") == {at("register.check")}
    assert person.context.get("applicant.identity") == "其他"
    assert person.refresh(world("2026-11-06 08:00")) == set()
    assert person.state(at("register.check")).shown
    assert journey_of(scheme, applicant={"identity": "其他"}).next() == at("file.text")
    assert journey_of(scheme).next() is None
