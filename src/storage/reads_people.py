"""Lists and searches of people: their accounts, for whom they act, what they ask of units."""

from collections.abc import Sequence
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from storage import models, projected
from storage.absence import all_answering
from storage.kept import ExpectedKept, MatterKept, MembershipKept, PersonKept, SessionKept
from storage.reading import MOST, Reading, first


@all_answering
class ReadsOfPeople(Reading):
    """Lists and searches of people; each raises `Unavailable` while the database is away."""

    async def person_of_id(self, hash: str) -> PersonKept | None:
        """Return the confirmed person with an ID number, None where there is none.

        Args:
            hash: as `Secrets.lookup` of the number.
        """
        return first(await self._take(PersonKept, self._all(projected.PersonRow).filter(id_hash=hash), 1))

    async def accounts(self, hash: str) -> list[str]:
        """Return the ids of everybody who says to have an ID number, confirmed or not.

        Args:
            hash: as `Secrets.lookup` of the number.
        """
        rows = self._all(projected.PersonRow).filter(claim_hash=hash)
        return [row.id for row in await self._take(PersonKept, rows.order_by("id"), MOST)]

    def _numbered(self, hash: str) -> QuerySet[Any]:
        """Return the rows of people with an ID number, its last four, or a phone number, by keyed hash."""
        return self._all(projected.PersonRow).filter(Q(claim_hash=hash) | Q(tail_hash=hash) | Q(phone_hash=hash))

    async def people(
        self, unit: str, list: str = "waiting", limit: int = MOST, *, search: str = "", number: str = "", after: int = 0
    ) -> list[PersonKept]:
        """Return the accounts of a unit, those that changed last first.

        Args:
            unit: the employer.
            list: a state such as `waiting`; every state where empty or `all`, those that wait first.
            limit: how many at most.
            search: part of a name; everybody where empty.
            number: only those with this ID number, last four of one, or phone number, as `Secrets.lookup` of it.
            after: how many to leave out.
        """
        rows = self._numbered(number) if number else self._all(projected.PersonRow)
        rows = rows.filter(employer=unit).order_by("-updated", "id")
        if words := search.strip()[:50]:
            rows = rows.filter(name__contains=words)
        if list not in {"", "all"}:
            return await self._take(PersonKept, rows.filter(state=list).offset(after), limit)
        waiting = await rows.filter(state="waiting").count() if after else 0
        found = await self._take(PersonKept, rows.filter(state="waiting").offset(after), limit)
        rest = rows.exclude(state="waiting").offset(max(0, after - waiting))
        return found + await self._take(PersonKept, rest, max(0, limit - len(found)))

    async def waiting(self, unit: str) -> int:
        """Return how many accounts of a unit wait for its word.

        Args:
            unit: the employer.
        """
        return await self._all(projected.PersonRow).filter(employer=unit, state="waiting").count()

    async def person_of_union(self, hash: str) -> str | None:
        """Return the id of the person whose contact has a unionid, None where there is none.

        Args:
            hash: as `Secrets.lookup` of it.
        """
        rows: Any = self._all(projected.ContactRow).filter(union_hash=hash).exclude(person="").order_by("-updated")
        return first(await rows.limit(1).values_list("person", flat=True)) if hash else None

    async def memberships(self, person: str) -> list[MembershipKept]:
        """Return for whom a person acts or acted."""
        return await self._take(
            MembershipKept, self._all(projected.MembershipRow).filter(person=person).order_by("unit", "role")
        )

    async def members(self, unit: str, day: str) -> list[MembershipKept]:
        """Return who acts for a unit on a day, in whatever role.

        Args:
            unit: for whom.
            day: ISO 8601.
        """
        rows = self._lasting(unit, day).filter(since__lte=day, frozen=0)
        return await self._take(MembershipKept, rows.order_by("since", "person", "role"))

    async def staff(self, unit: str, day: str) -> list[MembershipKept]:
        """Return the same, and besides those who are frozen and those who begin later.

        Args:
            unit: for whom.
            day: ISO 8601.
        """
        return await self._take(MembershipKept, self._lasting(unit, day).order_by("since", "person", "role"))

    def _lasting(self, unit: str, day: str) -> QuerySet[Any]:
        return self._all(projected.MembershipRow).filter(unit=unit).filter(Q(until="") | Q(until__gte=day))

    async def last_here(self, person: str) -> float:
        """Return when somebody was last logged in, epoch seconds; 0 where that was never.

        A log-in that ran out is removed after a while, so that the contact's own row is asked too.
        """
        seen: Any = self._all(models.SessionRow).filter(person=person).order_by("-seen")
        met: Any = self._all(projected.ContactRow).filter(person=person, account="mp").order_by("-updated")
        found = [*await seen.limit(1).values_list("seen", flat=True)]
        return max([*found, *await met.limit(1).values_list("updated", flat=True)], default=0.0)

    async def sessions(self, person: str) -> list[SessionKept]:
        """Return somebody's log-ins."""
        return await self._take(SessionKept, self._all(models.SessionRow).filter(person=person).order_by("id"))

    async def expected(self, unit: str, hash: str = "") -> list[ExpectedKept]:
        """Return whom a unit has listed, those that came last first.

        Args:
            unit: which unit.
            hash: only who has this ID number, as `Secrets.lookup` of it; everybody where empty.
        """
        rows = self._all(projected.ExpectedRow).filter(unit=unit)
        found: Any = (rows.filter(id_hash=hash) if hash else rows).order_by("-at", "name", "id_hash")
        return [ExpectedKept(*row) for row in await found.values_list(*ExpectedKept.__struct_fields__)]

    async def registered(self, unit: str) -> list[tuple[str, str, str]]:
        """Return the keyed hash of the ID number, the id and the state of everybody whose account is at a unit."""
        rows: Any = self._all(projected.PersonRow).filter(employer=unit).exclude(claim_hash="")
        return [(hash, id, state) for hash, id, state in await rows.values_list("claim_hash", "id", "state")]

    async def claims(self, units: Sequence[str]) -> list[tuple[str, str]]:
        """Return who holds a confirmed ID number and who claims the same, where either is of one of these units.

        Whoever waits for a unit's word claims it by that, whoever belongs to none by saying so.

        Args:
            units: ids.
        """
        held: Any = self._all(projected.PersonRow).exclude(id_hash=None)
        said: Any = self._all(projected.MatterRow).filter(unit__in=list(units), kind="claim", state="open")
        claimed: Any = self._all(projected.PersonRow).filter(
            Q(state="waiting") | Q(id__in=Subquery(said.values("person"))), id_hash=None
        )
        claimed = claimed.exclude(claim_hash="")
        waiting = await claimed.filter(claim_hash__in=Subquery(held.values("id_hash"))).values_list(
            "claim_hash", "id", "employer"
        )
        holders = held.filter(id_hash__in=[hash for hash, _, _ in waiting])
        known = {h: (id, unit) for h, id, unit in await holders.values_list("id_hash", "id", "employer")}
        pairs = [(*known[h], id, unit) for h, id, unit in waiting if h in known]
        return [(holder, id) for holder, at, id, unit in pairs if {at, unit} & set(units)]

    async def names(self, people: Sequence[str]) -> dict[str, str]:
        """Return the names of some people by their ids."""
        rows: Any = self._all(projected.PersonRow).filter(id__in=list(people))
        return dict(await rows.values_list("id", "name")) if people else {}

    async def assisting(self, person: str) -> list[str]:
        """Return the ids of the applications that somebody helps to fill now."""
        rows: Any = self._all(projected.AssistingRow).filter(person=person).order_by("application")
        return list(await rows.limit(MOST).values_list("application", flat=True))

    async def matters(self, unit: str, *, state: str = "", after: int = 0, limit: int = MOST) -> list[MatterKept]:
        """Return what a unit is to answer or may follow: what is open first, then the newest.

        Args:
            unit: which unit.
            state: `open` or `answered`; both where empty.
            after: how many to leave out.
            limit: how many at most.
        """
        rows = self._all(projected.MatterRow).filter(unit=unit)
        rows = rows.filter(state=state) if state else rows
        return await self._take(MatterKept, rows.order_by("-state", "-since", "id").offset(after), limit)

    async def matter(self, unit: str, id: str) -> MatterKept | None:
        """Return one of them, None where it is none of the unit's.

        Args:
            unit: which unit.
            id: of the matter.
        """
        return first(await self._take(MatterKept, self._all(projected.MatterRow).filter(unit=unit, id=id), 1))

    async def raised(self, person: str) -> int:
        """Return how much of what somebody has raised waits for an answer."""
        return await self._all(projected.MatterRow).filter(person=person, state="open").count()

    async def unused(self, before: float) -> list[tuple[str, float]]:
        """Return who has no application, acts for nobody and was not here since, with when they last were.

        Args:
            before: epoch seconds.
        """
        rows: Any = self._all(projected.PersonRow).filter(updated__lte=before)
        rows = rows.exclude(id__in=Subquery(self._all(projected.ApplicationRow).values("person")))
        rows = rows.exclude(id__in=Subquery(self._all(projected.MembershipRow).values("person")))
        found = [*await rows.order_by("updated", "id").limit(MOST).values_list("id", "updated")]
        last = [(id, max(updated, await self.last_here(id))) for id, updated in found]
        return [(id, at) for id, at in last if at <= before]

    async def numbers(self, people: Sequence[str]) -> dict[str, str]:
        """Return under which keyed hash each of some people says to have an ID number; who says none is absent."""
        rows: Any = self._all(projected.PersonRow).filter(id__in=list(people)).exclude(claim_hash="")
        return dict(await rows.values_list("id", "claim_hash")) if people else {}

    async def acting(self, unit: str, roles: Sequence[str], day: str) -> list[str]:
        """Return the ids of those who act for a unit on a day in one of some roles, each once.

        Args:
            unit: for whom.
            roles: as what.
            day: ISO 8601.
        """
        members = await self.members(unit, day)
        return list(dict.fromkeys(m.person for m in members if m.role in roles))
