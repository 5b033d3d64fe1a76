"""The tree of units, as schemes and routes ask about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemes import UnitRef


@dataclass(frozen=True, slots=True)
class Node:
    """Is one unit with its place.

    Args:
        ref: what routes know of it.
        parent: id of the unit above, empty for a root.
        account: `waiting`, `approved`, `refused`, `frozen` or `closed`.
    """

    ref: UnitRef
    parent: str
    account: str


class Units:
    """Holds all units of an installation; made anew when one changes.

    Args:
        nodes: every unit.
        version: grows with every change; part of what decides whether a journey is refreshed.
    """

    def __init__(self, nodes: Iterable[Node], version: int = 0) -> None:
        self.nodes = {n.ref.id: n for n in nodes}
        self.version = version
        self._views: dict[str, View] = {}
        self.children: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            self.children.setdefault(node.parent, []).append(node)

    def path(self, unit: str) -> list[UnitRef]:
        """Return the approved units strictly above one, nearest first.

        Args:
            unit: id of the unit.
        """
        found: list[UnitRef] = []
        node = self.nodes.get(unit)
        while node is not None and node.parent and len(found) < len(self.nodes):
            node = self.nodes.get(node.parent)
            if node is not None and node.account == "approved":
                found.append(node.ref)
        return found

    def frozen(self, unit: str) -> UnitRef | None:
        """Return the nearest unit at or above one that is frozen, so that nothing can be handed in towards it.

        Args:
            unit: id of the unit.
        """
        node, seen = self.nodes.get(unit), 0
        while node is not None and node.account != "frozen" and seen < len(self.nodes):
            node, seen = self.nodes.get(node.parent), seen + 1
        return node.ref if node is not None and node.account == "frozen" else None

    def stopped(self, unit: str) -> bool:
        """Tell whether a unit was frozen or closed by the one above it, so that nobody acts for it.

        Args:
            unit: id of the unit.
        """
        node = self.nodes.get(unit)
        return node is not None and node.account in {"frozen", "closed"}

    def name(self, unit: str, unknown: str = "单位") -> str:
        """Return what a unit is called.

        Args:
            unit: id.
            unknown: where there is none.
        """
        node = self.nodes.get(unit)
        return node.ref.name if node is not None else unknown

    def called(self, ref: UnitRef) -> str:
        """Return a unit's name as a route has it, with the present one where that is another.

        Args:
            ref: the unit as it was when the route was fixed.
        """
        node = self.nodes.get(ref.id)
        return ref.name if node is None or node.ref.name == ref.name else f"{ref.name}（现名{node.ref.name}）"

    def parent(self, unit: str) -> UnitRef | None:
        """Return the unit directly above one, None for a root."""
        node = self.nodes.get(unit)
        above = self.nodes.get(node.parent) if node is not None else None
        return above.ref if above is not None else None

    def below(self, unit: str) -> list[UnitRef]:
        """Return every unit under one, in breadth.

        Args:
            unit: id of the unit.
        """
        found: list[UnitRef] = []
        layer, seen = [unit], {unit}
        while layer:
            nodes = [n for u in layer for n in self.children.get(u, []) if n.ref.id not in seen]
            seen.update(n.ref.id for n in nodes)
            found += [n.ref for n in nodes]
            layer = [n.ref.id for n in nodes]
        return found

    def seen_from(self, employer: str) -> "View":
        """Return the tree as an applicant of this employer sees it."""
        if (view := self._views.get(employer)) is None:
            view = View(self, employer)
            if employer in self.nodes:
                self._views[employer] = view
        return view


@dataclass(frozen=True, slots=True)
class View:
    """Answers what a scheme asks of the tree, from one employer upward (`schemes.Tree`).

    Args:
        units: all units.
        employer: id of the applicant's own unit, empty while there is none.
    """

    units: Units
    employer: str

    def start(self) -> UnitRef | None:
        """Return the employer itself."""
        node = self.units.nodes.get(self.employer)
        return node.ref if node else None

    def above(self, kind: str) -> bool:
        """Tell whether an approved unit of that kind stands strictly above the employer."""
        return self.nearest(kind) is not None

    def nearest(self, kind: str, start: str | None = None) -> UnitRef | None:
        """Return the nearest approved unit of that kind strictly above the employer or above `start`."""
        return next((u for u in self.units.path(start or self.employer) if u.kind == kind), None)

    def every(self, kind: str) -> list[UnitRef]:
        """Return all such units on the way up, nearest first."""
        return [u for u in self.units.path(self.employer) if u.kind == kind]

    def has_child(self, kind: str, at: UnitRef | None) -> bool:
        """Tell whether that unit has an approved child of the kind."""
        return at is not None and self.child(kind, at) is not None

    def child(self, kind: str, at: UnitRef) -> UnitRef | None:
        """Return the approved child of that kind, None where there is none."""
        nodes = self.units.children.get(at.id, [])
        return next((n.ref for n in nodes if n.ref.kind == kind and n.account == "approved"), None)

    def only(self, kind: str) -> UnitRef | None:
        """Return the one approved unit of that kind, None where there is none."""
        return next((n.ref for n in self.units.nodes.values() if n.ref.kind == kind and n.account == "approved"), None)
