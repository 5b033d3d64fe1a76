"""Follows the facts from outside: other streams, the clock, and what a submission has frozen."""

from __future__ import annotations

from typing import Any

from schemes.expressions import OUTSIDE, World
from wizard.address import Address
from wizard.live import Live
from wizard.present import Frozen
from wizard.showing import fact


class Watched(Live):
    """Keeps a present up to date when something outside the answers changes."""

    def look(self, world: World, frozen: Frozen | None = None) -> set[Address]:
        """Follow a change of the facts outside.

        Args:
            world: the facts as they are now.
            frozen: what was computed when the answers were handed in; None computes it by these facts.
        """
        old = self.context.world
        self.version += 1
        self.context.look(world)
        for wire in self.wiring.sections.values():
            if not wire.rows and wire.section.of != "application":
                for one in wire.fields.values():
                    address = one.address
                    self.context.set(one.key, fact(one.field.kind, self.effective(one, address)))
        self.let_facts_stand()
        self._weigh()
        paths = [f"{root}.{name}" for root in OUTSIDE for name in _different(getattr(old, root), getattr(world, root))]
        paths += _of_clock(old.now, world.now)
        if old.tree is not world.tree:
            paths.append("tree")
        for path in paths:
            self._schedule(self.wiring.readers.get(path, ()))
        if frozen is not self.frozen:
            self.frozen = frozen
            self._schedule([cell for cell in self.wiring.cells if cell.kind == "value"])
        return self.finish()

    def tick(self, now: str) -> set[Address]:
        """Follow the clock: only what reads the time is asked again.

        Args:
            now: as `World.now`.
        """
        paths = _of_clock(self.context.world.now, now)
        self.context.tick(now)
        cells = [cell for path in paths for cell in self.wiring.readers.get(path, ())]
        if not cells:
            return set()
        self.version += 1
        self._schedule(cells)
        return self.finish()


def _of_clock(old: str, new: str) -> list[str]:
    if old == new:
        return []
    return ["now"] if old[:10] == new[:10] else ["now", "today"]


def _different(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    if old is new:
        return []
    return [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
