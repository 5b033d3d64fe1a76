"""Turns the text of a condition into a node: resolved, its variables renamed, compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cel
import msgspec

from schemes.columns import bound, direct
from schemes.expressions import Node, Slot
from schemes.findings import Findings
from schemes.functions import ASKING, PURE, matches, over_lists, watched
from schemes.names import Names
from schemes.resolving import MATCHES, Resolver, Wanted
from schemes.syntax import MACROS, Call, Expr, Method, Name, UnreadableError, every, parse


def _of_id(slots: tuple[Slot, ...]) -> bool:
    """Tell whether the id of the row is all that these variables are."""
    return bool(slots) and all(slot.of_row and slot.key == "id" and not slot.presence for slot in slots)


def _guards(tree: Expr, resolver: Resolver) -> set[str]:
    """Return the paths that the expression asks `has()` about, whatever the variable is called."""
    bound: dict[str, str] = {}
    for part in every(tree):
        if isinstance(part, Method) and part.method in MACROS and part.arguments:
            variable = part.arguments[0]
            if isinstance(variable, Name):
                bound[variable.parts[0]] = resolver.elements(part.target, {})
    names = [
        part.arguments[0]
        for part in every(tree)
        if isinstance(part, Call) and part.function == "has" and part.arguments
    ]
    return {path for name in names if (path := resolver.path_of(name, bound))}


def renamed(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return the text with each span replaced; spans do not overlap."""
    out, at = [], 0
    for start, end, word in sorted(edits):
        out += [text[at:start], word]
        at = end
    return "".join([*out, text[at:]])


class Conditions:
    """Makes nodes out of texts, for one region."""

    def __init__(self, names: Names, findings: Findings) -> None:
        self.names, self.findings = names, findings
        self.nodes: list[Node] = []
        self.table: dict[str, Callable[..., Any]] = {
            **{name: function for name, (function, _) in PURE.items()},
            **{name: function for name, (function, _, _) in ASKING.items()},
            **over_lists(names.lists),
            MATCHES: matches,
        }

    def add(self, wanted: Wanted) -> Node | None:
        """Compile an expression and keep it; None when something is wrong with it, which is then among the faults."""
        try:
            tree = parse(wanted.text)
        except UnreadableError as error:
            self.findings.add("S201", f"看不懂的条件“{wanted.text}”：{error}", *wanted.at)
            return None
        resolver = Resolver(wanted, self.names, self.findings)
        resolver.guarded = _guards(tree, resolver)
        before = len(self.findings.faults)
        resolver.visit(tree, {})
        if any(fault.level == "error" for fault in self.findings.faults[before:]):
            return None
        text = renamed(wanted.text, resolver.edits)
        try:
            program = cel.compile(text)
        except ValueError:
            self.findings.add("S201", f"看不懂的条件“{wanted.text}”，请检查引号、括号和运算符", *wanted.at)
            return None
        reads = set(resolver.reads)
        if wanted.kind == "allow" and wanted.section:
            reads.add(self.names.path(wanted.section, wanted.field))
        called = {name: self.table[name] for name in resolver.functions if name in self.table}
        called |= {alias: bound(self.table[name], taken) for alias, (name, taken) in resolver.bound.items()}
        called |= {alias: some.there for alias, some in resolver.somes.items()}
        called = {name: watched(name.partition("__")[0], function, wanted.at) for name, function in called.items()}
        slots = tuple(self.narrowed(slot, resolver) for slot in resolver.slots.values())
        parted = any(slot.part for slot in slots)
        alone = len(slots) == 1 and text.strip() == slots[0].name
        only = slots[0] if alone and not slots[0].presence and not parted else None
        taken = {alias: len(columns) for alias, (_, columns) in resolver.bound.items()}
        asks = bool(resolver.bound or resolver.somes) or not ASKING.keys().isdisjoint(resolver.functions)
        node = Node(
            wanted.at, wanted.kind, wanted.text, frozenset(reads), wanted.section, wanted.field, resolver.per_row,
            len(self.nodes), isinstance(tree, Name) and len(tree.parts) > 1, program,
            slots, called, asks, only, parted, not asks and _of_id(slots), direct(tree, text, called, taken),
        )  # fmt: skip
        self.nodes.append(node)
        return node

    def narrowed(self, slot: Slot, resolver: Resolver) -> Slot:
        """Return the slot of a section's rows with just the columns the expression reads."""
        if slot.of_row or slot.presence or not resolver.is_rows(slot.key) or slot.key in resolver.whole:
            return slot
        return msgspec.structs.replace(slot, columns=tuple(sorted(resolver.columns.get(slot.key, ()))))
