"""May one apply? What a region asks before anything is begun, and what its rules say of the answers (`of: inquiry`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from schemes import Scheme, World
from schemes.words import say
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey
from wizard.parsing import check
from wizard.states import FieldState, Parsed

OF = "inquiry"
PRODUCT = "product"
Verdict = Literal["open", "yes", "check", "no"]
Weight = Literal["no", "check", "tell"]
WEIGHTS: Mapping[str, Weight] = {"stop": "no", "warn": "check", "tell": "tell"}
"""A rule's level → what it means to be against it."""


class Finding(msgspec.Struct, frozen=True):
    """Is one thing that a rule says.

    Args:
        weight: one cannot apply, something is to be checked, or it is good to know.
        text: the sentence.
        clause: number of the manual's section it rests on; empty where no manual says it.
    """

    weight: Weight
    text: str
    clause: str


class Answer(msgspec.Struct, frozen=True):
    """Is what comes of an inquiry: where it stands, what was found, and the clauses of all that was met."""

    verdict: Verdict
    findings: list[Finding]
    met: list[str]


def section_of(scheme: Scheme) -> str:
    """Return the section that a region asks before anything is begun, empty where it has none."""
    return next((id for id, section in scheme.sections.items() if section.of == OF), "")


def opened(scheme: Scheme, given: Mapping[str, Any], world: World) -> Journey:
    """Return the inquiry over what was answered; what cannot be an answer is left out.

    Args:
        scheme: the region's, with an inquiry.
        given: canonical values by field.
        world: knows what day it is.
    """
    section, answers = section_of(scheme), Answers()
    journey = Journey(scheme, answers, world, OF)
    for name in scheme.sections[section].fields:
        state = journey.state(Address(section, None, name))
        value = given.get(name)
        if value is not None and state.shown and isinstance(check(state.field, value, state, world.now[:10]), Parsed):
            journey.put(state.address, value)
    return journey


def asked(journey: Journey) -> list[FieldState]:
    """Return the questions that are asked as far as it is known now, answered ones too."""
    return [state for state in journey.fields(section_of(journey.scheme)) if not state.derived]


def many(journey: Journey) -> int:
    """Return how many questions there are, those too that an open one may still bring: going on never makes it more."""
    section, now = section_of(journey.scheme), asked(journey)
    open_ones = {str(state.address) for state in now if state.value is None}
    shown = {state.address.field for state in now}
    hidden = [name for name in journey.scheme.sections[section].fields if name not in shown]
    conditions = [journey.scheme.node("sections", section, "fields", name, "when") for name in hidden]
    return len(now) + sum(node is not None and not open_ones.isdisjoint(node.reads) for node in conditions)


def answered(journey: Journey) -> Answer:
    """Return what the region's rules say of the answers; as long as a question is open there is no verdict."""
    section = section_of(journey.scheme)
    findings: list[Finding] = []
    met: list[str] = []
    for name, rule in journey.scheme.sections[section].rules.items():
        at = ("sections", section, "rules", name)
        when, held = journey.scheme.node(*at, "when"), journey.scheme.node(*at, "check")
        if held is None or (when is not None and journey.context.run(when) is not True):
            continue
        clause = "" if rule.source in (None, PRODUCT) else (rule.source or "").partition(" ")[0]
        match journey.context.run(held):
            case False:
                findings.append(Finding(WEIGHTS[rule.level], say(journey.scheme, journey.context, rule.say), clause))
            case True if clause:
                met.append(clause)
            case _:
                pass
    findings.sort(key=lambda one: list(WEIGHTS.values()).index(one.weight))
    weights = {one.weight for one in findings}
    verdict: Verdict = "no" if "no" in weights else "check" if "check" in weights else "yes"
    if any(state.value is None for state in asked(journey)):
        verdict = "open"
    kept = [clause for clause in dict.fromkeys(met) if all(clause != one.clause for one in findings)]
    return Answer(verdict, findings, kept)
