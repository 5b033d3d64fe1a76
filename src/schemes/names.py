"""Everything an expression may name: answers, facts, columns of lists, kinds of unit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from typing import Any

from schemes.kinds import FACT_VALUES, FACTS, ROOT_OF
from schemes.model import Field, Section, UnitKind

Lists = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(slots=True)
class Names:
    """Knows the names of one region.

    `facts` maps "plan", "applicant", … to what may follow the dot; `aliases` maps a path of a section that is not the
    application's to its fact; `order` gives each answer its place among the questions.
    """

    sections: Mapping[str, Section]
    lists: Lists
    units: Mapping[str, UnitKind]
    facts: dict[str, set[str]] = member(default_factory=dict)
    fact_fields: dict[str, Field] = member(default_factory=dict)
    aliases: dict[str, str] = member(default_factory=dict)
    order: dict[str, int] = member(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = {root: set(names) for root, names in FACTS.items()}
        for section_id, section in self.sections.items():
            root = ROOT_OF.get(section.of)
            for field_id, field in section.fields.items():
                path = self.path(section_id, field_id)
                self.order[path] = len(self.order)
                if root is not None and section.rows is None:
                    fact = f"{root}.{field_id}"
                    self.facts[root].add(field_id)
                    self.fact_fields.setdefault(fact, field)
                    self.aliases[path] = fact

    def path(self, section: str, field: str) -> str:
        """Return "basic.degree", or "papers[].date" where the section has rows."""
        return f"{section}[].{field}" if self.sections[section].rows is not None else f"{section}.{field}"

    def field(self, path: str) -> Field | None:
        """Return the field that a path of an answer or a fact means, or None."""
        root, _, name = path.partition(".")
        section = self.sections.get(root.removesuffix("[]"))
        if section is not None:
            return section.fields.get(name)
        return self.fact_fields.get(path)

    def codes(self, field: Field) -> set[str] | None:
        """Return the answers a choice may have, or None when they are not limited."""
        if field.list is None or field.free:
            return None
        own = set(self.lists.get(field.list, {})) if isinstance(field.list, str) else set(field.list)
        return own | ({field.none} if field.none else set()) if own else None

    def values(self, path: str) -> tuple[str, ...] | None:
        """Return the closed set of texts a path may have, or None."""
        if path == "unit.kind":
            return tuple(self.units)
        if path in FACT_VALUES:
            return FACT_VALUES[path]
        field = self.field(path)
        codes = None if field is None or field.kind not in ("choice", "choices") else self.codes(field)
        return None if codes is None else tuple(sorted(codes))


def near(word: str, known: Iterable[str]) -> str:
    """Return "，是不是 x" when a known word is written nearly like this one, else nothing."""
    found = difflib.get_close_matches(word, list(known), 1, 0.5 if len(word) <= 4 else 0.6)
    return f"，是不是 {found[0]}" if found else ""
