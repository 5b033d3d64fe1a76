"""The frozen Scheme: a region compiled once, read by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from typing import Any

from schemes.errors import Fault
from schemes.expressions import Node
from schemes.model import Deed, Field, Form, Message, Region, Route, Rule, Section, Step, UnitKind


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """Holds everything that a region declares, checked and compiled.

    `digest` names the content (SHA-256 in hex of the canonical document); `lists` maps list id → code → record with at
    least `code` and `label`; `nodes` are all expressions in order; `readers` maps a path ("basic.degree",
    "papers[].date") to the expressions that read it, in order.
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
    texts: Mapping[str, str]
    nodes: tuple[Node, ...] = ()
    readers: Mapping[str, tuple[Node, ...]] = member(default_factory=dict)
    node_of: Mapping[tuple[str, ...], Node] = member(default_factory=dict)

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
