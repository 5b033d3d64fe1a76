"""The frozen Scheme: a region compiled once, read by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemes.errors import Fault
from schemes.expressions import Node
from schemes.model import Deed, Field, Form, Message, Notice, Region, Route, Rule, Section, Step, UnitKind


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a sentence that an expression fills; `cut` is the longest text in characters, 0 when unlimited."""

    node: Node
    cut: int


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """Holds everything that a region declares, checked and compiled.

    Args:
        digest: SHA-256 in hex of the canonical document.
        document: the region as plain values; what is published and what `from_document` reads.
        lists: list id → code → record with at least `code` and `label`.
        nodes: all expressions in the order in which they are written.
        readers: path ("basic.degree", "papers[].date", "plan.year") → the expressions that read it, in order.
        node_of: where an expression is written ("sections", "basic", "when") → the expression.
        deeds_at: step id → deed → what holds there, the step's own words laid over the region's and the kind's.
        words: a sentence with blanks → its parts; sentences without blanks are not in it.
        columns: section with rows → the fields of its rows that some expression reads through the whole list.
        printed: form → the paths it prints ("basic.degree", "papers[].date", "applicant.name").
        shown_by: form → those, and the paths that decide what of it is printed.
        aliases: "register.identity" → "applicant.identity": two names of one fact.

    """

    digest: str
    document: Mapping[str, Any]
    region: Region
    lists: Mapping[str, Mapping[str, Mapping[str, Any]]]
    sections: Mapping[str, Section]
    rules: Mapping[str, Rule]
    units: Mapping[str, UnitKind]
    deeds: Mapping[str, Deed]
    steps: Mapping[str, Step]
    routes: Mapping[str, Route]
    forms: Mapping[str, Form]
    messages: Mapping[str, Message]
    notices: Mapping[str, Notice]
    texts: Mapping[str, str]
    nodes: tuple[Node, ...]
    readers: Mapping[str, tuple[Node, ...]]
    node_of: Mapping[tuple[str, ...], Node]
    deeds_at: Mapping[str, Mapping[str, Deed]]
    words: Mapping[str, tuple[str | Blank, ...]]
    columns: Mapping[str, frozenset[str]]
    printed: Mapping[str, frozenset[str]]
    shown_by: Mapping[str, frozenset[str]]
    aliases: Mapping[str, str]

    def field(self, section: str, field: str) -> Field:
        """Return the declaration of a field.

        Raises:
            KeyError: the scheme has no such section or field.

        """
        return self.sections[section].fields[field]

    def node(self, *at: str) -> Node | None:
        """Return the expression at a place of the document, such as ("sections", "basic", "when"), or None."""
        return self.node_of.get(at)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a region gave: the scheme, unless a fault of level "error" stands, and all faults."""

    scheme: Scheme | None
    faults: tuple[Fault, ...]
