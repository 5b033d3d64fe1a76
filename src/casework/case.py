"""A thing whose sections are filled or read, held for one deed: its head, its scheme and its journey."""

from typing import Any

import msgspec

from casework.ids import Base
from casework.presents.application import Application
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.tree import View
from schemes import Scheme
from wizard.address import Address
from wizard.journey import Journey


class Case(msgspec.Struct, eq=False):
    """Bundles what a deed on one application, person, unit or batch needs.

    Args:
        base: what it is.
        head: its stream's head, locked by this deed.
        present: the folded present: `Application`, `Person` or `Body`.
        scheme: the scheme it keeps.
        journey: over its answers, with the facts of this moment.
        owner: the person whose it is, None for units, plans and batches.
        plan, unit: bodies of the plan it belongs to and of the employer, where there are any.
        view: the tree of units from the employer upward.
        fills: sections that who looks writes now, for the unit that has the application.
        expert: who looks only reads for the committee; struck rows are not shown.
        own: who looks is the applicant.
        assistant: who looks helps the applicant to fill; nothing sensitive is shown.
        notes_of: the unit for which who looks reads it, whose remarks are shown before they go out; None where all are.
        anew: time has ended it, and its applicant has begun another under the same plan since.
        assistants: who helps or helped to fill, where neither they nor the applicant act.
    """

    base: Base
    head: Any
    present: Any
    scheme: Scheme
    journey: Journey
    owner: Person | None
    plan: Body | None
    unit: Body | None
    view: View
    fills: frozenset[str] = frozenset()
    expert: bool = False
    own: bool = False
    assistant: bool = False
    notes_of: str | None = None
    anew: bool = False
    assistants: tuple[Person, ...] = ()

    @property
    def veiled(self) -> bool:
        """Tell whether sensitive answers are not for who looks: an expert, or somebody who helps to fill."""
        return self.expert or self.assistant

    def rows(self, section: str) -> list[str]:
        """Return the rows of a section that who looks is shown, in order (CQ-19)."""
        voids = self.present.filled.answers.voids if self.expert else ()
        return [row for row in self.journey.section(section).rows if (section, row) not in voids]

    @property
    def applicant_name(self) -> str:
        """Return the applicant's name; once handed in, as it was then."""
        return str(self.journey.context.world.applicant.get("name") or "")

    @property
    def unit_name(self) -> str:
        """Return the employer's name; once handed in, that of the employer of then."""
        return str(self.journey.context.world.unit.get("name") or "")

    @property
    def plan_label(self) -> str:
        """Return what the plan is called; once handed in, as it was then."""
        return str(self.journey.context.world.plan.get("label") or "")

    def answer(self, address: Address) -> Any:
        """Return what is stored at an address, None where nothing is."""
        return self.present.filled.answers.get(address)

    def seq(self, address: Address) -> int:
        """Return the place of the last change at an address, 0 where nothing stands there."""
        return self.present.filled.seqs.get(str(address), 0)

    @property
    def application(self) -> Application:
        """Return the present as an application.

        Raises:
            TypeError: it is none.
        """
        if not isinstance(self.present, Application):
            raise TypeError(f"{self.base.kind} is no application")
        return self.present
