"""What may be tapped under a question: options with their numbers, a preset, the word for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemes.model import Field
from wizard.allowed import KIND
from wizard.journey import Journey
from wizard.parsing import offered, prefix_of
from wizard.picks import OFFERS, label_of, open_options
from wizard.showing import show
from wizard.states import FieldState, Option
from wizard.times import typed_moment, typed_period

SHORT = 8  # characters of a text that a tap may send
LISTED = 9  # options shown when all are asked for in one message
_MARKS = re.compile("[、，,；;（(：:。 ]")
_ALL = re.compile(r"看全部[0-9]+项")


def options(journey: Journey, state: FieldState, shared: bool, every: bool) -> tuple[list[Option], int]:
    """Return what may be tapped under a question, and how many options are not among it.

    Args:
        journey: where the person stands.
        state: the question.
        shared: another question of the place has the same options, so that a tap must name its own.
        every: all options of a choice, up to nine, not only the first six.
    """
    field = state.field
    match KIND[field.kind]:
        case "text":
            return _words(offered(field, state)), 0
        case "yes_no":
            return _words(["是", "否"], prefix_of(field) if shared else ""), 0
        case "choice" | "row" | "unit":
            return _choices(state, prefix_of(field) if shared else "", every)
        case "choices":
            none = [Option(field.none, field.none)] if field.none else []
            shown, more = _choices(state, "", every)
            return shown + none, more
        case "number" | "month" | "date" | "year" | "period" | "long_text" | "id_number" | "phone":
            preset = [] if state.preset is None else [_preset(journey, state)]
            return preset + ([Option(field.none, field.none)] if field.none else []), 0
        case "evidence" | "portrait" | "pledge" | "printed" | "note":
            return [], 0


def _preset(journey: Journey, state: FieldState) -> Option:
    value = state.preset
    label = show(journey.scheme, state.field, value)
    return Option(f"就用 {label}" if len(label) <= 20 else "就用预填的", typed(state.field, value))


def typed(field: Field, value: Any) -> str:
    """Return a canonical value as a person would type it, such that it would be read as the same value."""
    match KIND[field.kind]:
        case "month" | "date":
            return typed_moment(value)
        case "period":
            return typed_period(value)
        case "number":
            return f"{value:.15g}"
        case _:
            return str(value)


def _choices(state: FieldState, prefix: str, every: bool) -> tuple[list[Option], int]:
    """Return the options to tap, numbered among those allowed now; of a long list the proposed one, or the first."""
    may = list(enumerate(open_options(state.options), 1))
    total = len(may)
    rest: list[Option] = []
    if total > (LISTED if every else OFFERS):
        first = state.recommend[0] if state.recommend is not None else state.preset
        best = [(n, record) for n, record in may if record["code"] == first]
        may = best if best and not every else may[: OFFERS - (total <= LISTED)]
        if total <= LISTED:
            rest = [Option(f"{'都不是，' if best else ''}看全部 {total} 项", f"看全部{total}项")]
        if best and not every:
            taps = _taps(may, prefix)
            return [Option(f"就用{tap.label}", tap.send, tap.n) for tap in taps] + rest, total - 1
    return _taps(may, prefix) + rest, total - len(may)


def asks_for_all(text: str) -> bool:
    """Tell whether a text is what a tap on 〔看全部 9 项〕 sends: the question again, with `every`."""
    return "看" in text and _ALL.fullmatch(text.replace(" ", "")) is not None


def _taps(records: Sequence[tuple[int, Mapping[str, Any]]], prefix: str) -> list[Option]:
    """Return one option a record; where a name is long, all send their number and the beginning of their name.

    Args:
        records: number and record of each option to show.
        prefix: the question's name, where other questions have the same options.

    """
    named = [(n, label_of(record), str(record.get("short") or "")) for n, record in records]
    numbered = any(len(name) > SHORT for _, name, _ in named)
    return [Option(short or name, _sent(n, name, numbered, prefix), n) for n, name, short in named]


def _words(texts: Sequence[str], prefix: str = "") -> list[Option]:
    numbered = any(len(text) > SHORT for text in texts)
    return [Option(text, _sent(n, text, numbered, prefix), n) for n, text in enumerate(texts, 1)]


def _sent(n: int, name: str, numbered: bool, prefix: str) -> str:
    send = f"选{n} {_head(name)}" if numbered else name
    return f"{prefix}：{send}" if prefix else send


def _head(name: str) -> str:
    """Return the beginning of a name, up to the first mark, at most five characters."""
    return _MARKS.split(name, maxsplit=1)[0][:5]
