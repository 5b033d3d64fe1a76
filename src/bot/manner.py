"""What decides how a question is put, so that its words are made once for all of whom the same is asked."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

import msgspec

from casework.case import Case
from schemes import Scheme
from schemes.compiled import Blank
from wizard.address import Address
from wizard.prompts import MANY_FIELDS, asked_of, where
from wizard.states import FieldState
from wizard.wiring import wiring

BY_NUMBER = frozenset({"choice", "choices", "yes_no", "row"})  # kinds whose answer is never a number itself
FACTS = "plan."  # what the plan says is the same for all its applicants


@lru_cache(maxsize=1024)
def first_question(scheme: Scheme, section: str) -> str:
    """Return the first question that an applicant is asked about one kind of thing, empty where another section has it.

    Args:
        scheme: the region's.
        section: any one about that kind of thing.
    """
    of = scheme.sections[section].of
    first = next(
        (s for s, d in scheme.sections.items() if d.of == of and d.by == "applicant" and asked_of(scheme, s)), ""
    )
    return asked_of(scheme, first)[0][0] if first == section else ""


class Manner(msgspec.Struct, frozen=True, eq=False):
    """Says what decides how one question of a scheme is put, besides its limits and whether it must be answered.

    Args:
        words: names of its words that have blanks.
        labelled: the name of its section has blanks.
        near: the questions beside it that are not always asked.
        following: those beside it whose answers are worked out of others, as a rule.
        plain: it has none of these.
        varies: more than the question stands in its words: parts of a text, or a way that is not there.
    """

    words: tuple[str, ...]
    labelled: bool
    near: tuple[str, ...]
    following: tuple[str, ...]
    plain: bool
    varies: bool


@lru_cache(maxsize=4096)
def manner(scheme: Scheme, section: str, field: str) -> Manner | None:
    """Return what decides how a question is put, None where answers of the person do: its choices, its blanks."""
    declared = scheme.sections[section]
    if any(one.kind == "note" for one in declared.fields.values()):
        return None  # its notes stand above its questions
    wire = wiring(scheme, declared.of).sections[section].fields[field]
    texts = [declared.label, *(getattr(wire.field, word) for word in wire.worded)]
    blanks = [part for text in texts for part in scheme.words.get(text, ()) if isinstance(part, Blank)]
    told = any(not p.startswith(FACTS) for blank in blanks for p in blank.node.reads)
    if told or wire.allow is not None or wire.under is not None or wire.field.kind == "row":
        return None
    asks = asked_of(scheme, section)
    counted = declared.rows is not None or len(asks) <= MANY_FIELDS
    near = tuple(name for name, one in asks if one.when is not None) if counted else ()
    following = tuple(name for name, _ in asks if follows(scheme, section, name)) if counted else ()
    labelled = declared.label in scheme.words
    varies = wire.field.kind == "long_text" or (declared.rows is None and field == first_question(scheme, section))
    plain = not (wire.worded or labelled or near or following)
    return Manner(wire.worded, labelled, near, following, plain, varies)


def decisive(case: Case, state: FieldState, found: Manner, own: bool) -> Hashable | None:
    """Return all that decides how a question is put, None where something of the person does.

    Two people of whom this is equal are asked in the same words, but for what is `offered` to each of them. Nothing
    that anybody wrote stands in it.

    Args:
        case: what is filled.
        state: the question.
        found: how it is put.
        own: something is `offered` to this person.
    """
    if state.recommend is not None or (own and state.field.kind in BY_NUMBER):
        return None
    key, row = (found, own, state.required, state.min, state.max), state.address.row
    if found.plain and row is None:
        return key
    at = where(case.journey, state.address) if row is not None or found.labelled else ""
    return (
        (*key, at) if not (found.words or found.near or found.following) else (*key, at, *besides(case, state, found))
    )


def besides(case: Case, state: FieldState, manner: Manner) -> list[str]:
    """Return the words of a question that have blanks, filled, and which of those beside it are asked."""
    words = [getattr(state.field, word) for word in manner.words]
    address, visible = state.address, case.journey.visible
    near = [name for name in manner.near if visible(address.beside(name))]
    return [*words, *near, *(name for name in manner.following if open_to_ask(case, address.beside(name)))]


def offered(state: FieldState) -> bool:
    """Tell whether something of the person may be tapped: an answer from elsewhere, or what others lead to."""
    if state.field.kind == "text":
        return bool(state.suggest) or isinstance(state.preset, str)
    return state.preset is not None


def is_first(case: Case, address: Address) -> bool:
    """Tell whether nothing is asked before a question."""
    return address.row is None and address.field == first_question(case.scheme, address.section)


@lru_cache(maxsize=4096)
def follows(scheme: Scheme, section: str, field: str) -> bool:
    """Tell whether an answer is worked out of others by the region, so that it is stored and announced, not asked."""
    preset = scheme.node("sections", section, "fields", field, "preset")
    return preset is not None and not preset.repeats and any(path.startswith(section) for path in preset.reads)


@lru_cache(maxsize=4096)
def sources(scheme: Scheme, section: str, field: str) -> tuple[str, ...]:
    """Return the questions of its section that an answer is worked out of, none where it is not worked out."""
    node = scheme.node("sections", section, "fields", field, "preset")
    reads = node.reads if node is not None and follows(scheme, section, field) else ()
    names = [path.rpartition(".")[2] for path in reads if path.startswith(section)]
    return tuple(name for name in names if name in scheme.sections[section].fields)


def open_to_ask(case: Case, address: Address) -> bool:
    """Tell whether a question is asked although its answer follows from others as a rule: this time it does not."""
    names = sources(case.scheme, address.section, address.field or "")
    if None in [case.answer(address.beside(name)) for name in names]:
        return False
    return case.journey.state(address).preset is None
