"""What lists of units say of each: who acts for it and when they were last there, whose accounts it has, what runs."""

from collections.abc import Iterator, Sequence
from typing import Any

from tortoise.expressions import Subquery
from tortoise.functions import Count, Max

from storage import models, projected
from storage.absence import all_answering
from storage.kept import MembershipKept, PersonKept
from storage.reading import MOST
from storage.reads_people import ReadsOfPeople

PART = 500  # ids that one question to the database names


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for n in range(0, len(ids), PART):
        yield list(ids[n : n + PART])


@all_answering
class ReadsOfUnits(ReadsOfPeople):
    """Looks at many units at once; each raises `Unavailable` while the database is away."""

    async def officers(self, units: Sequence[str], roles: Sequence[str]) -> list[MembershipKept]:
        """Return who acts, acted or will act for one of these units in one of some roles.

        Args:
            units: ids.
            roles: as what.
        """
        found: list[MembershipKept] = []
        for part in _parts(units):
            rows: Any = self._all(projected.MembershipRow).filter(unit__in=part, role__in=list(roles))
            taken = await rows.order_by("unit", "since", "person").values_list(*MembershipKept.__struct_fields__)
            found += [MembershipKept(*row) for row in taken]
        return found

    async def last_here_of(self, people: Sequence[str]) -> dict[str, float]:
        """Return when each of these people was last logged in, epoch seconds; who never was is absent.

        Args:
            people: ids.
        """
        found: dict[str, float] = {}
        for part in _parts(people):
            seen: Any = self._all(models.SessionRow).filter(person__in=part)
            met: Any = self._all(projected.ContactRow).filter(person__in=part, account="mp")
            for rows, column in ((seen, "seen"), (met, "updated")):
                latest = rows.annotate(last=Max(column)).group_by("person").values("person", "last")
                for row in await latest:
                    found[row["person"]] = max(found.get(row["person"], 0.0), row["last"])
        return found

    async def headcount(self, unit: str) -> int:
        """Return how many accounts belong to a unit, in whatever state.

        Args:
            unit: the employer.
        """
        return await self._all(projected.PersonRow).filter(employer=unit).count()

    async def people_of(
        self, units: Sequence[str], *, search: str = "", number: str = "", limit: int = MOST, after: int = 0
    ) -> list[PersonKept]:
        """Return accounts that belong to one of these units, by name.

        Args:
            units: ids.
            search: part of a name; everybody where empty.
            number: only those with this ID number, last four of one, or phone number, as `Secrets.lookup` of it.
            limit: how many at most.
            after: how many to leave out.
        """
        found: list[PersonKept] = []
        for part in _parts(units):
            rows = self._numbered(number) if number else self._all(projected.PersonRow)
            rows = rows.filter(employer__in=part).order_by("name", "id")
            if words := search.strip()[:50]:
                rows = rows.filter(name__contains=words)
            taken: Any = rows.limit(after + limit).values_list(*PersonKept.__struct_fields__)
            found += [PersonKept(*row) for row in await taken]
        return sorted(found, key=lambda p: (p.name, p.id))[after : after + limit]

    async def accounts_waiting(self, units: Sequence[str]) -> dict[str, int]:
        """Return how many accounts wait for the word of each of these units.

        Args:
            units: ids.
        """
        found: dict[str, int] = {}
        for part in _parts(units):
            rows: Any = self._all(projected.PersonRow).filter(employer__in=part, state="waiting")
            counted = rows.annotate(n=Count("id")).group_by("employer").values("employer", "n")
            found |= {row["employer"]: row["n"] for row in await counted}
        return found

    async def running(self, unit: str) -> int:
        """Return how many applications that have come to a unit have not ended.

        Args:
            unit: on their way.
        """
        here: Any = self._all(projected.TaskRow).filter(unit=unit)
        open: Any = self._all(projected.ApplicationRow).filter(status__in=("submitted", "returned", "approved"))
        return await open.filter(id__in=Subquery(here.values("application"))).count()

    async def running_of(self, employers: Sequence[str]) -> list[str]:
        """Return the ids of applications of these employers that have been handed in and have not ended.

        Args:
            employers: ids of units.
        """
        found: list[str] = []
        for part in _parts(employers):
            rows: Any = self._all(projected.ApplicationRow).filter(unit__in=part)
            rows = rows.filter(status__in=("submitted", "returned", "approved"))
            found += await rows.values_list("id", flat=True)
        return found

    async def unfinished(self, unit: str, plan: str) -> list[tuple[str, str]]:
        """Return what a unit's people have begun under a plan and not handed in, or what has ended: id and person.

        Args:
            unit: the employer.
            plan: under which plan.
        """
        theirs: Any = self._all(projected.PersonRow).filter(employer=unit)
        rows: Any = self._all(projected.ApplicationRow).filter(plan=plan, status__in=("draft", "withdrawn", "rejected"))
        found = rows.filter(person__in=Subquery(theirs.values("id"))).order_by("id")
        return [(id, person) for id, person in await found.values_list("id", "person")]
