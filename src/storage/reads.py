"""Every list and search, through Tortoise; what leaves here is a frozen struct, never a model."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count, Max
from tortoise.models import Model
from tortoise.queryset import QuerySet

from storage import models
from storage.absence import all_answering
from storage.clock import ZONE
from storage.database import Database
from storage.kept import (
    ApplicationKept,
    CallKept,
    Card,
    Kept,
    MembershipKept,
    PersonKept,
    PlanKept,
    ReadKept,
    SessionKept,
    TaskKept,
    UnitKept,
)  # fmt: skip

MOST: Final = 500  # rows of any list
Row = TypeVar("Row", bound=Kept)


@all_answering
class Reads:
    """Lists and searches; each raises `Unavailable` while the database is away.

    Args:
        database: what is read.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def _all(self, model: type[Model]) -> QuerySet[Any]:
        return self._database.rows(model)

    async def _take(self, kind: type[Row], rows: QuerySet[Any], limit: int = MOST) -> list[Row]:
        if limit <= 0:  # Tortoise takes 0 for no limit
            return []
        names = kind.__struct_fields__
        found: Any = await rows.limit(min(limit, MOST)).values_list(*names)
        return [kind(*row) for row in found]

    # ── log-ins ──────────────────────────────────────────────────────────────
    async def session(self, id: str) -> SessionKept | None:
        """Return a log-in by the keyed hash of its token, whether it has ended or not."""
        return _first(await self._take(SessionKept, self._all(models.SessionRow).filter(id=id), 1))

    # ── plans, units ─────────────────────────────────────────────────────────
    async def plans(self, region: str = "") -> list[PlanKept]:
        """Return plans, the newest first.

        Args:
            region: only of this one; every one's where empty.
        """
        rows = self._all(models.PlanRow)
        return await self._take(
            PlanKept, (rows.filter(region=region) if region else rows).order_by("-year", "-opens", "id")
        )

    async def units(self) -> list[UnitKept]:
        """Return every unit, parents and children alike."""
        found: Any = await self._all(models.UnitRow).order_by("level", "id").values_list(*UnitKept.__struct_fields__)
        return [UnitKept(*row) for row in found]

    # ── people ───────────────────────────────────────────────────────────────
    async def person_of_id(self, hash: str) -> PersonKept | None:
        """Return the confirmed person with an ID number, None where there is none.

        Args:
            hash: as `Secrets.lookup` of the number.
        """
        return _first(await self._take(PersonKept, self._all(models.PersonRow).filter(id_hash=hash), 1))

    async def accounts(self, hash: str) -> list[str]:
        """Return the ids of everybody who says to have an ID number, confirmed or not.

        Args:
            hash: as `Secrets.lookup` of the number.
        """
        rows = self._all(models.PersonRow).filter(claim_hash=hash)
        return [row.id for row in await self._take(PersonKept, rows.order_by("id"), MOST)]

    def _numbered(self, hash: str) -> QuerySet[Any]:
        """Return the rows of people with an ID number, its last four, or a phone number, by keyed hash."""
        return self._all(models.PersonRow).filter(Q(claim_hash=hash) | Q(tail_hash=hash) | Q(phone_hash=hash))

    async def people(
        self, unit: str, list: str = "waiting", limit: int = MOST, *, search: str = "", number: str = ""
    ) -> list[PersonKept]:
        """Return the accounts of a unit, those that changed last first.

        Args:
            unit: the employer.
            list: a state such as `waiting`; every state where empty or `all`, those that wait first.
            limit: how many at most.
            search: part of a name; everybody where empty.
            number: only those with this ID number, last four of one, or phone number, as `Secrets.lookup` of it.
        """
        rows = self._numbered(number) if number else self._all(models.PersonRow)
        rows = rows.filter(employer=unit).order_by("-updated", "id")
        if words := search.strip()[:50]:
            rows = rows.filter(name__contains=words)
        if list not in {"", "all"}:
            return await self._take(PersonKept, rows.filter(state=list), limit)
        waiting = await self._take(PersonKept, rows.filter(state="waiting"), limit)
        return waiting + await self._take(PersonKept, rows.exclude(state="waiting"), max(0, limit - len(waiting)))

    async def waiting(self, unit: str) -> int:
        """Return how many accounts of a unit wait for its word.

        Args:
            unit: the employer.
        """
        return await self._all(models.PersonRow).filter(employer=unit, state="waiting").count()

    async def person_of_union(self, hash: str) -> str | None:
        """Return the id of the person whose contact has a unionid, None where there is none.

        Args:
            hash: as `Secrets.lookup` of it.
        """
        rows: Any = self._all(models.ContactRow).filter(union_hash=hash).exclude(person="").order_by("-updated")
        return _first(await rows.limit(1).values_list("person", flat=True)) if hash else None

    async def memberships(self, person: str) -> list[MembershipKept]:
        """Return for whom a person acts or acted."""
        return await self._take(
            MembershipKept, self._all(models.MembershipRow).filter(person=person).order_by("unit", "role")
        )

    async def members(self, unit: str, day: str) -> list[MembershipKept]:
        """Return who acts for a unit on a day, in whatever role.

        Args:
            unit: for whom.
            day: ISO 8601.
        """
        rows = self._all(models.MembershipRow).filter(unit=unit, since__lte=day).filter(Q(until="") | Q(until__gte=day))
        return await self._take(MembershipKept, rows.order_by("since", "person", "role"))

    async def acting(self, unit: str, roles: Sequence[str], day: str) -> list[str]:
        """Return the ids of those who act for a unit on a day in one of some roles, each once.

        Args:
            unit: for whom.
            roles: as what.
            day: ISO 8601.
        """
        members = await self.members(unit, day)
        return list(dict.fromkeys(m.person for m in members if m.role in roles))

    # ── applications and a unit's lists ──────────────────────────────────────
    async def application(self, id: str) -> ApplicationKept | None:
        """Return an application's columns, None where there is none."""
        return _first(await self._take(ApplicationKept, self._all(models.ApplicationRow).filter(id=id), 1))

    async def applications(self, person: str) -> list[ApplicationKept]:
        """Return a person's applications, the last changed first."""
        return await self._take(
            ApplicationKept, self._all(models.ApplicationRow).filter(person=person).order_by("-updated", "id")
        )

    async def live(self, person: str, plan: str) -> str | None:
        """Return the id of a person's live application under a plan, None where there is none."""
        rows: Any = self._all(models.LiveRow).filter(person=person, plan=plan)
        return _first(await rows.limit(1).values_list("application", flat=True))

    async def overdue(self, now: float) -> list[str]:
        """Return the ids of all applications that time ends: a term has run out, or the plan has closed over a draft.

        Args:
            now: epoch seconds.
        """
        here = self._all(models.ApplicationRow).order_by("due", "id")
        late: Any = here.filter(due__gt=0, due__lte=now, status__in=("draft", "submitted", "returned", "approved"))
        moment = datetime.fromtimestamp(now, ZONE).strftime("%Y-%m-%d %H:%M")
        closed: Any = self._all(models.PlanRow).filter(closes__lt=moment)
        left: Any = here.filter(due=0, status="draft", plan__in=Subquery(closed.values("id")))
        return [*await late.values_list("id", flat=True), *await left.values_list("id", flat=True)]

    async def near(self, now: float, until: float) -> list[str]:
        """Return the ids of all returned applications whose term ends soon.

        Args:
            now: epoch seconds; what has ended by then is not meant.
            until: up to when a term ends, epoch seconds.
        """
        rows: Any = self._all(models.ApplicationRow).filter(due__gt=now, due__lte=until, status="returned")
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
        rows = self._all(models.TaskRow).filter(unit=unit, list=list)
        if words := search.strip()[:50]:
            rows = rows.filter(name__contains=words)
        if number:
            theirs = self._all(models.ApplicationRow).filter(person__in=Subquery(self._numbered(number).values("id")))
            rows = rows.filter(application__in=Subquery(theirs.values("id")))
        if plan:
            rows = rows.filter(plan=plan)
        return await self._cards(await self._take(TaskKept, rows.order_by("since", "application").offset(after), limit))

    async def whole_list(self, unit: str, plan: str) -> list[Card]:
        """Return everybody on any of a unit's lists under a plan, however many: they go up together or not at all.

        Args:
            unit: whose lists.
            plan: under which plan.
        """
        rows = self._all(models.TaskRow).filter(unit=unit, plan=plan).order_by("list", "since", "application")
        found: Any = await rows.values_list(*TaskKept.__struct_fields__)
        tasks = [TaskKept(*row) for row in found]
        return [c for n in range(0, len(tasks), MOST) for c in await self._cards(tasks[n : n + MOST])]

    async def _cards(self, tasks: Sequence[TaskKept]) -> list[Card]:
        found: Any = self._all(models.ApplicationRow).filter(id__in=[t.application for t in tasks])
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
        passed: Any = self._all(models.TaskRow).filter(unit=unit, plan=plan, list="approved")
        here = self._all(models.ApplicationRow).filter(plan=plan, status="submitted", step__in=list(steps))
        return await here.filter(id__in=Subquery(passed.values("application"))).count()

    async def counts(self, unit: str, plan: str = "") -> dict[str, int]:
        """Return how many applications stand on each of a unit's lists.

        Args:
            unit: whose lists.
            plan: only under this one; under every one where empty.
        """
        rows = self._all(models.TaskRow).filter(unit=unit)
        rows = rows.filter(plan=plan) if plan else rows
        return await _counted(rows)

    async def plans_of(self, unit: str) -> list[str]:
        """Return the plans of a unit's lists, at most four, the one first on whose lists somebody has come last."""
        rows: Any = self._all(models.TaskRow).filter(unit=unit).annotate(last=Max("since")).group_by("plan")
        return [r["plan"] for r in await rows.order_by("-last", "plan").limit(4).values("plan", "last")]

    async def tally(self, unit: str, plan: str) -> dict[str, int]:
        """Return how a unit's lists stand for sending them up, as `review.lists` counts them.

        Whatever lies with an applicant counts as returned, whoever sent it back; what was withdrawn counts nowhere.

        Args:
            unit: whose lists.
            plan: under which plan.
        """
        found = await self.counts(unit, plan)
        own = self._all(models.TaskRow).filter(unit=unit, plan=plan)

        async def those(*status: str) -> dict[str, int]:
            here: Any = self._all(models.ApplicationRow).filter(id__in=Subquery(own.values("application")))
            lists = own.filter(application__in=Subquery(here.filter(status__in=status).values("id")))
            return await _counted(lists)

        for list, count in (await those("returned", "withdrawn")).items():
            found[list] = found.get(list, 0) - count
        found["returned"] = found.get("returned", 0) + sum((await those("returned")).values())
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
        return _first(await rows.limit(1).values_list("document", flat=True))

    async def version(self, digest: str) -> tuple[str, float] | None:
        """Return the stream and the time of the version with a content digest, None where there is none."""
        rows: Any = self._all(models.VersionRow).filter(digest=digest)
        return _first(await rows.limit(1).values_list("stream", "at"))


async def _counted(tasks: QuerySet[Any]) -> dict[str, int]:
    return {r["list"]: r["n"] for r in await tasks.annotate(n=Count("n")).group_by("list").values("list", "n")}


T = TypeVar("T")


def _first(found: Sequence[T]) -> T | None:
    return found[0] if found else None
