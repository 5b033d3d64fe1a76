"""What changes a journey: answers, rows, facts from outside; after each only what depends on it is computed again."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from schemes.compiled import Scheme
from schemes.expressions import Context, World
from wizard.address import Address, valid_row
from wizard.answers import Answers
from wizard.contents import Bindings, Stale
from wizard.outside import Watched
from wizard.present import Frozen
from wizard.states import FieldState
from wizard.telling import Teller
from wizard.wiring import SectionWire, wiring


class Changing:
    """Takes the changes of one application (or person, unit, batch, plan); `Journey` answers the questions.

    All changes of `answers` go through here. Nothing is stored but the answers; the rest is computed. `context` are the
    answers and facts as expressions see them, for routes, deeds and messages.
    """

    def __init__(
        self,
        scheme: Scheme,
        answers: Answers,
        world: World,
        of: str = "application",
        *,
        stale: Stale | None = None,
        frozen: Frozen | None = None,
    ) -> None:
        """Begin from stored answers.

        Args:
            scheme: the scheme it started with.
            answers: what is stored; kept and changed by this journey.
            world: facts from outside.
            of: which sections: those about the "application", "person", "unit", "batch" or "plan".
            stale: tells whether a signature, a signed copy or a print (`binds`, `copy_of`, kind `printed`) was made for
                a content that has changed since, by comparing digests; called with its address and stored value, at
                most once a change.
            frozen: what was computed of the applicant's answers when they were handed in, by address; None computes it.

        """
        self.scheme, self.answers = scheme, answers
        self._wiring = wiring(scheme, of)
        self._live = Watched(scheme, self._wiring, answers, world, frozen)
        self.context: Context = self._live.context
        self._tell = Teller(scheme, self._wiring, self._live)
        self._bindings = Bindings(self._live, stale)
        self._last: FieldState | None = None  # the question that is asked last is the one that is answered next
        self._last_at = 0

    def close(self) -> None:
        """Untie what refers to itself, so that all of it goes at once; nothing may be asked afterwards."""
        self._live.context.complete = None

    # ── changes ──────────────────────────────────────────────────────────────
    def put(self, address: Address, value: Any) -> set[Address]:
        """Store a canonical value; return what else changed: computed, shown, hidden, required, wrong.

        Raises:
            KeyError: this journey has no such field.

        """
        wire = self._wiring.field(address)
        self.answers.put(address, value)
        return self._live.answered(wire, address, value)

    def drop(self, address: Address) -> set[Address]:
        """Take an answer back.

        Raises:
            KeyError: this journey has no such field.

        """
        wire = self._wiring.field(address)
        self.answers.drop(address)
        return self._live.answered(wire, address, None)

    def add_row(self, section: str, row: str, place: int | None = None) -> set[Address]:
        """Add an empty row; one that is there already stays.

        Raises:
            KeyError: no such section with rows.
            ValueError: this cannot be the id of a row.

        """
        self._rows_of(section)
        if not valid_row(row):
            raise ValueError(row)
        self.answers.add_row(section, row, place)
        return self._live.regathered(section)

    @contextmanager
    def trying(self, section: str, row: str) -> Generator[None, None, None]:
        """Let an empty row stand while somebody looks at what it would ask; afterwards nothing has changed.

        Raises:
            KeyError: no such section with rows.
            ValueError: this cannot be the id of a row, or is one that has answers.

        """
        if self.answers.record(section, row) or row in self._live.rows.get(section, ()):
            raise ValueError(row)
        live, version = self._live, self._live.version
        self.add_row(section, row)
        live.version = -1 - version  # what is found out of it meanwhile is of no other state of the answers
        try:
            yield
        finally:
            self.drop_row(section, row)
            live.version = version

    def drop_row(self, section: str, row: str) -> set[Address]:
        """Take a row out with its answers; a seeded row only loses its answers.

        Raises:
            KeyError: no such section with rows.

        """
        wire = self._rows_of(section)
        fields = [Address(section, row, field) for field in self.answers.record(section, row)]
        seeded = row in self._live.seeds.get(section, ())
        self.answers.drop_row(section, row)
        if not seeded:
            return self._live.regathered(section)
        changed = self._live.remarked(section, row)
        for address in fields:
            if address.field in wire.fields:
                changed |= self._live.answered(wire.fields[address.field], address, None) | {address}
        return changed

    def move_row(self, section: str, row: str, place: int) -> set[Address]:
        """Move an added row to another place, counted from 0 among the added rows.

        Raises:
            KeyError: no such section with rows, or no such added row.

        """
        self._rows_of(section)
        self.answers.move_row(section, row, place)
        return self._live.regathered(section)

    def void_row(self, section: str, row: str, on: bool) -> set[Address]:
        """Strike a row, or restore it (CQ-19): a struck row is neither checked nor counted, and is asked for anew.

        Raises:
            KeyError: no such section with rows.

        """
        return self._marked(self.answers.voids, section, row, on)

    def review_row(self, section: str, row: str, on: bool) -> set[Address]:
        """Note that a unit has approved a row of an archive, or take that back.

        Raises:
            KeyError: no such section with rows.

        """
        return self._marked(self.answers.reviewed, section, row, on)

    def _marked(self, marks: set[tuple[str, str]], section: str, row: str, on: bool) -> set[Address]:
        self._rows_of(section)
        (marks.add if on else marks.discard)((section, row))
        return self._live.remarked(section, row)

    def refresh(self, world: World, frozen: Frozen | None = None) -> set[Address]:
        """Take new facts from outside, and what was frozen when the answers were handed in."""
        return self._live.look(world, frozen)

    def tick(self, now: str) -> set[Address]:
        """Let the clock go on to `now`; only what reads the time is asked again."""
        self._last = None
        return self._live.tick(now)

    def _rows_of(self, section: str) -> SectionWire:
        wire = self._wiring.sections[section]
        if not wire.rows:
            raise KeyError(section)
        return wire
