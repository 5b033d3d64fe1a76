"""Every list and search, through Tortoise; what leaves here is a frozen struct, never a model."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.functions import Count, Max
from tortoise.queryset import QuerySet

from storage import models, projected
from storage.absence import all_answering
from storage.clock import ZONE
from storage.kept import (
    ApplicationKept,
    CallKept,
    Card,
    PlanKept,
    PublicityKept,
    ReadKept,
    SessionKept,
    TaskKept,
    UnitKept,
)  # fmt: skip
from storage.reading import MOST, first
from storage.reads_units import ReadsOfUnits


@all_answering
class Reads(ReadsOfUnits):
    """Lists and searches; each raises `Unavailable` while the database is away.

    Args:
        database: what is read.
    """

    # ── log-ins ──────────────────────────────────────────────────────────────
    async def session(self, id: str) -> SessionKept | None:
        """Return a log-in by the keyed hash of its token, whether it has ended or not."""
        return first(await self._take(SessionKept, self._all(models.SessionRow).filter(id=id), 1))

    # ── plans, units ─────────────────────────────────────────────────────────
    async def plans(self, region: str = "") -> list[PlanKept]:
        """Return plans, the newest first.

        Args:
            region: only of this one; every one's where empty.
        """
        rows = self._all(projected.PlanRow)
        return await self._take(
            PlanKept, (rows.filter(region=region) if region else rows).order_by("-year", "-opens", "id")
        )

    async def units(self) -> list[UnitKept]:
        """Return every unit, parents and children alike."""
        found: Any = await self._all(projected.UnitRow).order_by("level", "id").values_list(*UnitKept.__struct_fields__)
        return [UnitKept(*row) for row in found]

    # ── applications and a unit's lists ──────────────────────────────────────
    async def application(self, id: str) -> ApplicationKept | None:
        """Return an application's columns, None where there is none."""
        return first(await self._take(ApplicationKept, self._all(projected.ApplicationRow).filter(id=id), 1))

    async def applications(self, person: str) -> list[ApplicationKept]:
        """Return a person's applications, the last changed first."""
        return await self._take(
            ApplicationKept, self._all(projected.ApplicationRow).filter(person=person).order_by("-updated", "id")
        )

    async def barred(self, people: Sequence[str]) -> list[tuple[str, int]]:
        """Return regions and years in which a rejection bars somebody: it keeps the place under its plan taken.

        Args:
            people: ids of the accounts of one human.
        """
        rejected: Any = self._all(projected.ApplicationRow).filter(person__in=list(people), status="rejected")
        held: Any = self._all(projected.LiveRow).filter(application__in=Subquery(rejected.values("id")))
        plans: Any = self._all(projected.PlanRow).filter(id__in=Subquery(held.values("plan")))
        return [(region, year) for region, year in await plans.values_list("region", "year")]

    async def live(self, person: str, plan: str) -> str | None:
        """Return the id of a person's live application under a plan, None where there is none."""
        rows: Any = self._all(projected.LiveRow).filter(person=person, plan=plan)
        return first(await rows.limit(1).values_list("application", flat=True))

    async def begun(self, person: str) -> dict[str, str]:
        """Return the ids of all of a person's live applications, by their plans."""
        rows: Any = self._all(projected.LiveRow).filter(person=person)
        return dict(await rows.values_list("plan", "application"))

    async def overdue(self, now: float) -> list[str]:
        """Return the ids of all applications that time ends: a term has run out, or the plan has closed over a draft.

        Args:
            now: epoch seconds.
        """
        here = self._all(projected.ApplicationRow).order_by("due", "id")
        late: Any = here.filter(due__gt=0, due__lte=now, status__in=("draft", "submitted", "returned", "approved"))
        moment = datetime.fromtimestamp(now, ZONE).strftime("%Y-%m-%d %H:%M")
        closed: Any = self._all(projected.PlanRow).filter(closes__lt=moment)
        left: Any = here.filter(due=0, status="draft", plan__in=Subquery(closed.values("id")))
        return [*await late.values_list("id", flat=True), *await left.values_list("id", flat=True)]

    async def ended(self, region: str, before: float) -> list[str]:
        """Return the ids of a region's applications that have come to an end, and to which nothing happened since.

        Args:
            region: id of the region.
            before: epoch seconds.
        """
        over = ("rejected", "withdrawn", "certified", "approved")
        rows: Any = self._all(projected.ApplicationRow).filter(region=region, status__in=over, updated__lte=before)
        return list(await rows.order_by("updated", "id").values_list("id", flat=True))

    async def near(self, now: float, until: float) -> list[str]:
        """Return the ids of all returned applications whose term ends soon.

        Args:
            now: epoch seconds; what has ended by then is not meant.
            until: up to when a term ends, epoch seconds.
        """
        rows: Any = self._all(projected.ApplicationRow).filter(due__gt=now, due__lte=until, status="returned")
        return list(await rows.order_by("due", "id").values_list("id", flat=True))

    async def queue(
        self,
        unit: str,
        list: str,
        *,
        search: str = "",
        number: str = "",
        plan: str = "",
        after: int = 0,
        limit: int = 50,
    ) -> list[Card]:
        """Return one of a unit's lists, what waits longest first.

        Args:
            unit: whose list.
            list: `pending`, `approved`, `returned`, `rejected`.
            search: part of a name; everybody where empty.
            number: as `people`.
            plan: only under this one; under every one where empty.
            after: how many to leave out.
            limit: how many at most.
        """
        rows = self._all(projected.TaskRow).filter(unit=unit, list=list)
        if words := search.strip()[:50]:
            rows = rows.filter(name__contains=words)
        if number:
            theirs = self._all(projected.ApplicationRow).filter(
                person__in=Subquery(self._numbered(number).values("id"))
            )
            rows = rows.filter(application__in=Subquery(theirs.values("id")))
        if plan:
            rows = rows.filter(plan=plan)
        return await self._cards(await self._take(TaskKept, rows.order_by("since", "application").offset(after), limit))

    async def task(self, application: str, unit: str) -> TaskKept | None:
        """Return on which of a unit's lists an application stands, None where on none."""
        rows = self._all(projected.TaskRow).filter(application=application, unit=unit)
        return first(await self._take(TaskKept, rows, 1))

    async def publicities(self, unit: str, plan: str = "") -> list[PublicityKept]:
        """Return whom a unit was asked to make public before they hand in, who waits longest first.

        Args:
            unit: whose publicity it is.
            plan: only under this one; under every one where empty.
        """
        rows = self._all(projected.PublicityRow).filter(unit=unit).order_by("since", "application")
        return await self._take(PublicityKept, rows.filter(plan=plan) if plan else rows)

    async def listed(self, unit: str, list: str, plan: str = "") -> Sequence[str]:
        """Return the ids of everybody on one of a unit's lists, however many, who waits longest first.

        Args:
            unit: whose list.
            list: as `queue`.
            plan: only under this one; under every one where empty.
        """
        rows = self._all(projected.TaskRow).filter(unit=unit, list=list)
        found: Any = (rows.filter(plan=plan) if plan else rows).order_by("since", "application")
        return [id for id in await found.values_list("application", flat=True)]

    async def whole_list(self, unit: str, plan: str) -> list[Card]:
        """Return everybody on any of a unit's lists under a plan, however many: they go up together or not at all.

        Args:
            unit: whose lists.
            plan: under which plan.
        """
        rows = self._all(projected.TaskRow).filter(unit=unit, plan=plan).order_by("list", "since", "application")
        found: Any = await rows.values_list(*TaskKept.__struct_fields__)
        tasks = [TaskKept(*row) for row in found]
        return [c for n in range(0, len(tasks), MOST) for c in await self._cards(tasks[n : n + MOST])]

    async def _cards(self, tasks: Sequence[TaskKept]) -> list[Card]:
        found: Any = self._all(projected.ApplicationRow).filter(id__in=[t.application for t in tasks])
        known = {id: more for id, *more in await found.values_list("id", "unit_name", "status", "person")}
        return [
            Card(t.application, t.name, t.title, t.list, t.since, t.plan, *known.get(t.application, ("", "", "")))
            for t in tasks
        ]

    async def at_steps(self, unit: str, plan: str, steps: Sequence[str]) -> int:
        """Return how many of those whom a unit has passed under a plan wait at one of these steps.

        Args:
            unit: whose list.
            plan: under which plan.
            steps: ids of steps.
        """
        passed: Any = self._all(projected.TaskRow).filter(unit=unit, plan=plan, list="approved")
        here = self._all(projected.ApplicationRow).filter(plan=plan, status="submitted", step__in=list(steps))
        return await here.filter(id__in=Subquery(passed.values("application"))).count()

    async def counts(self, unit: str, plan: str = "") -> dict[str, int]:
        """Return how many applications stand on each of a unit's lists.

        Args:
            unit: whose lists.
            plan: only under this one; under every one where empty.
        """
        rows = self._all(projected.TaskRow).filter(unit=unit)
        rows = rows.filter(plan=plan) if plan else rows
        return await _counted(rows)

    async def plans_of(self, unit: str) -> list[str]:
        """Return the plans of a unit's lists, at most four, the one first on whose lists somebody has come last."""
        rows: Any = self._all(projected.TaskRow).filter(unit=unit).annotate(last=Max("since")).group_by("plan")
        return [r["plan"] for r in await rows.order_by("-last", "plan").limit(4).values("plan", "last")]

    async def tally(self, unit: str, plan: str) -> dict[str, int]:
        """Return how a unit's lists stand for sending them up, as `review.lists` counts them.

        Whatever lies with an applicant counts as returned, whoever sent it back; what has not reached the unit yet is
        pending; what was withdrawn counts nowhere.

        Args:
            unit: whose lists.
            plan: under which plan.
        """
        found = await self.counts(unit, plan)
        own = self._all(projected.TaskRow).filter(unit=unit, plan=plan)

        async def those(*status: str) -> dict[str, int]:
            here: Any = self._all(projected.ApplicationRow).filter(id__in=Subquery(own.values("application")))
            lists = own.filter(application__in=Subquery(here.filter(status__in=status).values("id")))
            return await _counted(lists)

        for list, count in (await those("returned", "withdrawn")).items():
            found[list] = found.get(list, 0) - count
        found["returned"] = found.get("returned", 0) + sum((await those("returned")).values())
        found.pop("ended", 0)
        if coming := found.pop("coming", 0):
            found["pending"] = found.get("pending", 0) + coming
        return found

    async def calls(self, unit: str) -> list[CallKept]:
        """Return whom a unit must call, who waits longest first."""
        return await self._take(CallKept, self._all(models.CallRow).filter(unit=unit).order_by("since", "person"))

    async def readers(self, application: str) -> list[ReadKept]:
        """Return who opened what of an application, the last first."""
        return await self._take(
            ReadKept, self._all(models.ReadRow).filter(application=application).order_by("-at", "id")
        )

    # ── schemes, versions ─────────────────────────────────────────────
    async def scheme(self, digest: str) -> bytes | None:
        """Return the document of a published scheme, None where it was never published."""
        rows: Any = self._all(models.SchemeRow).filter(digest=digest)
        return first(await rows.limit(1).values_list("document", flat=True))

    async def version(self, digest: str) -> tuple[str, float] | None:
        """Return the stream and the time of the version with a content digest, None where there is none."""
        rows: Any = self._all(models.VersionRow).filter(digest=digest)
        return first(await rows.limit(1).values_list("stream", "at"))


async def _counted(tasks: QuerySet[Any]) -> dict[str, int]:
    return {r["list"]: r["n"] for r in await tasks.annotate(n=Count("n")).group_by("list").values("list", "n")}
