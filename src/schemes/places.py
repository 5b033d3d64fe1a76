"""Who acts at a step: the `at` of a step, parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Selector = Literal["employer", "nearest", "every", "child", "plan", "only"]
KIND: Final = r"[a-z][a-z0-9_]*"
CALL: Final = re.compile(rf"(nearest|every|plan)\(\s*({KIND}(?:\s*,\s*{KIND})*)\s*\)", re.ASCII)
CHILD: Final = re.compile(rf"child\(\s*({KIND})\s*,\s*(.+?)\s*\)", re.ASCII | re.DOTALL)
SELECTORS: Final = frozenset({"employer", "nearest", "every", "child", "plan"})


@dataclass(frozen=True, slots=True)
class Place:
    """Says how the acting unit is found.

    Args:
        selector: "employer"; "nearest" of these kinds strictly above the employer; "every" unit of the kind on the way
            up, each a step; "child" of the unit that `inside` finds; "plan": the one the plan names; "only": the one
            unit of the kind.
        kinds: kinds of unit, empty for the employer.
        inside: where the parent of a child is.

    """

    selector: Selector
    kinds: tuple[str, ...] = ()
    inside: Place | None = None


def parse_place(text: str) -> Place:
    """Parse `employer`, `nearest(kind, …)`, `every(kind)`, `child(kind, at)`, `plan(kind)` or `kind`.

    Raises:
        ValueError: it is none of these.

    """
    text = text.strip()
    if text == "employer":
        return Place("employer")
    if found := CALL.fullmatch(text):
        selector: Selector = "nearest" if found[1] == "nearest" else "every" if found[1] == "every" else "plan"
        return Place(selector, tuple(kind.strip() for kind in found[2].split(",")))
    if found := CHILD.fullmatch(text):
        return Place("child", (found[1],), parse_place(found[2]))
    if re.fullmatch(KIND, text, re.ASCII) and text not in SELECTORS:
        return Place("only", (text,))
    raise ValueError(text)


def kinds_in(place: Place) -> tuple[str, ...]:
    """Return all kinds of unit that a place names."""
    return place.kinds + (kinds_in(place.inside) if place.inside else ())
