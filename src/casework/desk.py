"""Where one deed is written down: the heads it holds, what it records, and what is to be sent because of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from casework import facts, ids, projections
from casework.actor import Act
from casework.case import Case
from casework.ids import Base
from casework.messages import HEARD, JobKind, Told, audience, of_account
from casework.presents.application import Application
from casework.presents.contact import ContactState, Cursor
from casework.presents.kinds import ActionKind
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import Raced, hidden, used_up
from notify import windows
from pledge.binding import bound_content, content_digest
from review.effects import Event
from review.route import StepAt
from review.standing import ever, list_step, takes_the_place
from schemes import World
from storage import START, Add, At, Change, Drop, Head, Put, Wipe, Work
from wechat.messages import Message, Text
from wizard.address import Address

if TYPE_CHECKING:
    from casework.house import House


class Desk(msgspec.Struct, eq=False):
    """Is given to every deed: what it may read is held, what it writes becomes one entry.

    Args:
        house: what deeds work with.
        work: the storage's side of this one entry.
        act: who, when, under which key.
        me: the person who acts, None for somebody unknown; a deed may make that known.
        lists: how units' lists stand, as far as this deed has asked for them.
    """

    house: House
    work: Work
    act: Act
    me: Person | None
    lists: dict[tuple[str, str], dict[str, int]] = {}

    def unconditional(self) -> Desk:
        """Return the same desk for a further write of the same deed, which no `If-Match` is meant for."""
        return Desk(self.house, self.work, msgspec.structs.replace(self.act, seq=None), self.me)

    def head(self, stream: str) -> Head:
        """Return a head that this deed holds.

        Raises:
            KeyError: it was not asked for.
        """
        return self.work.heads[stream]

    async def case(self, base: Base) -> Case:
        """Open a thing whose sections are filled, with its journey up to date.

        Args:
            base: what it is; its stream and its owner's are held.

        Raises:
            Hidden: nothing was ever written there.
        """
        case = self.house.still(base.stream, self.work.heads, self.act.epoch) or await self._opened(base)
        others = case.present.state.assistants if isinstance(case.present, Application) else ()
        me, owner = self.me, case.owner
        if others and me is not None and owner is not None and me.id != owner.id and me.id not in others:
            case.assistants = tuple(await self.house.heads.glimpse(ids.person(id) for id in others))
        return case

    async def _opened(self, base: Base) -> Case:
        """Open a thing anew."""
        house, heads = self.house, self.work.heads
        head = heads[base.stream]
        present = head.present
        if not head.at[0] or present is None:  # nothing was ever written there, or it was erased
            raise hidden("这一份")
        owner: Person | None = None
        own: Head | None = None
        owner_at, plan, plan_at, unit, unit_at, frozen, called, employer = 0, None, START, None, START, None, "", ""
        batch: dict[str, Any] = {}
        anew: bool | None = None
        match present:
            case Application():
                own = self.head(ids.person(present.state.person))
                owner, owner_at = own.present, own.at[0]
                called = present.state.plan
                if (step := list_step(present.state.standing)) is not None:
                    batch = await self._batch(step, present.state.plan)
                if present.state.standing.lapsed is not None:
                    anew = await house.reads.live(present.state.person, called) not in {None, present.id}
                frozen = present.handed_in
                employer = frozen.facts["unit"].get("id", "") if frozen else owner.state.employer if owner else ""
            case Person():
                owner, owner_at, employer = present, head.at[0], present.state.employer
            case Body():
                if present.kind == "batch":
                    called = present.state.plan
                employer = (
                    present.state.unit if present.kind == "batch" else (present.id if present.kind == "unit" else "")
                )
            case _:
                raise TypeError(type(present).__name__)
        scheme = house.shelf.known.get(present.state.scheme) or await house.shelf.get(present.state.scheme)
        units, now = house.believed("tree") or await house.tree(), self.act.now
        rests: dict[str, Any] = {"tree": units}
        if called:
            found = rests[ids.plan(called)] = await self._body("plan", called)
            plan_at, plan = found
        if employer:
            found = rests[ids.unit(employer)] = await self._body("unit", employer)
            unit_at, unit = found
        view = units.seen_from(employer)
        mark = (
            units.version, tuple(batch.values()), present.state.moved_seq if isinstance(present, Application) else 0,
            *((owner_at, plan_at, unit_at) if frozen is None else plan.state.passing().items() if plan else ()),
        )  # fmt: skip
        journey = present.filled.at_hand(scheme, mark)
        if journey is None:
            world = self._world(now, scheme, present, owner, plan, unit, view, batch)
            digest = house.secrets.suite.digest
            computed = frozen.computed if frozen else None
            journey = present.filled.open(scheme, world, base.kind, mark, digest, computed)
        elif journey.context.world.now != now:
            journey.tick(now)
        case = Case(base, head, present, scheme, journey, owner, plan, unit, view, anew=anew is True)
        alone = not batch and anew is None  # a list, or what else was begun, changes while nothing of this does
        house.opened(case, self.act.epoch, own if alone else None, rests)
        return case

    async def _body(self, kind: str, id: str) -> tuple[At, Body | None]:
        """Return a unit or a plan and its place.

        One that this deed holds must not be asked for otherwise, which would wait for the deed itself.
        """
        stream = f"{kind}:{id}"
        if (head := self.work.heads.get(stream)) is not None:
            return head.at, head.present if head.at[0] else None
        return self.house.believed(stream) or await self.house.body_at(kind, id)

    async def _batch(self, step: StepAt, plan: str) -> dict[str, Any]:
        """Return how the unit's list stands where an application waits to be sent up; nobody else needs to know."""
        key = (step.unit.id, plan)
        counts = self.lists.get(key)
        if counts is None:  # once a deed, though it may be about everybody on the list
            counts = self.lists[key] = await self.house.reads.tally(*key)
        names = ("pending", "returned", "approved", "rejected")
        return {n: counts.get(n, 0) for n in names} | {"total": sum(counts.values())}

    def _world(
        self, now: str, scheme: Any, present: Any, owner: Any, plan: Any, unit: Any, view: Any, batch: dict[str, Any]
    ) -> World:
        """Return the facts of other streams: of this moment, or those that the last submission has frozen."""
        own = present if isinstance(present, Application) else None
        if own is not None and (frozen := own.handed_in) is not None:
            found = {name: frozen.facts[name] for name in ("plan", "applicant", "unit")}
        else:
            known = facts.applicant(scheme, owner) if owner else {}
            term = facts.plan(scheme, plan, *((owner.id, owner.state.employer) if owner else ()))
            found = {"plan": term, "applicant": known, "unit": facts.unit(scheme, unit)}
        own_facts, holidays = facts.application(own), self.house.holidays
        longer = plan.state.passing() if plan is not None else {}
        return facts.world(now, view, **found, batch=batch, application=own_facts, holidays=holidays, longer=longer)

    def record(self, head: Head, kind: ActionKind, data: dict[str, Any]) -> None:
        """Record one action: chain it, fold it, and change the rows that show it.

        Args:
            head: of the stream.
            kind: the action's kind.
            data: its payload; who and from where is added.
        """
        work = self.work
        touched: dict[str, Any] = work.act(head, kind, self.act.stamped(data))
        for address, value in touched.items():
            work.answer(head, address, head.at[0], value)
        if kind not in projections.ANSWERS:
            for change in projections.rows(head, kind, self.act.epoch):
                work.change(change)
        if type(head.present) is Body:
            self.house.renew()

    def erase(self, case: Case, data: dict[str, Any]) -> None:
        """Destroy an application: its key, its content, its rows; the chain stays and can be verified (X-19).

        Args:
            case: the application.
            data: of its last action, which nobody can read afterwards.
        """
        present, state = case.application, case.application.state
        held = takes_the_place(state.standing)
        self.work.erase(case.head, "stood", self.act.stamped(data))
        self.house.journeys.pop(case.head.stream, None)
        self.house.owners.pop(present.id, None)
        self.drop("application", (present.id,))
        if held:  # else another one may have it
            self.drop("live", (state.person, state.plan))
        for unit in ever(state.standing):
            self.drop("task", (present.id, unit))
        for unit in state.asked:
            self.drop("notice", (present.id, unit))
        for assistant in state.assistants:
            self.drop("assisting", (assistant, present.id))
        for id, unit in ((m.id, unit) for m in state.matters for unit in m.units):
            self.drop("matter", (id, unit))
        for table in ("read", "call"):  # who opened it, and whom to call because of it
            self.change(Wipe(table, present.id, "application"))
        owner: Person | None = self.head(ids.person(state.person)).present
        chats = owner.state.contacts if owner is not None else ()  # the account may have gone before
        for chat in chats:  # what was typed for it and not stored lies there
            self.push("forget", who=chat, stream=chat, body={"application": present.id})

    def change(self, change: Change) -> None:
        """Put, drop or add a row of a projection."""
        self.work.change(change)

    def add(self, table: str, row: tuple[Any, ...]) -> None:
        """Add a row that must not be there yet."""
        self.work.change(Add(table, row))

    def put(self, table: str, row: tuple[Any, ...]) -> None:
        """Write a row over whatever stood under its key."""
        self.work.change(Put(table, row))

    def drop(self, table: str, key: tuple[Any, ...]) -> None:
        """Take a row out."""
        self.work.change(Drop(table, key))

    def push(self, kind: JobKind, *, who: str, stream: str, body: dict[str, Any], after: float = 0.0) -> None:
        """Leave a job for the worker.

        Args:
            kind: what is to be done.
            who: whose turn it is; jobs of one are done in order.
            stream: what it is about.
            body: what the worker needs, sealed while it waits.
            after: seconds to wait.
        """
        self.work.push(kind, who, stream, self.act.epoch + after, msgspec.json.encode(body))

    # ── permissions, files, contacts ─────────────────────────────────────────
    def ticket(self, kind: str, body: dict[str, Any], seconds: float) -> str:
        """Return a one-time ticket; only its keyed hash is kept.

        Args:
            kind: what it allows.
            body: what it is about.
            seconds: how long it can be used.
        """
        token, row = self.house.tickets.issue(kind, body, self.act.person or "", self.act.epoch, seconds)
        self.put("ticket", row)
        return token

    def use_ticket(self, token: str, kind: str) -> dict[str, Any]:
        """Use a ticket that was looked at before; the second use of two is refused by the journal.

        Args:
            token: as scanned.
            kind: what it must allow.

        Raises:
            Gone: there is none of this kind, its time is over, or it was used.
        """
        found = self.house.tickets.seen(token)
        if found is None or found.kind != kind or found.expires < self.act.epoch or found.used is not None:
            raise used_up()
        self.add("used", (found.id, self.act.person or "", self.act.epoch))
        return found.body

    def printed(self, case: Case, digest: str) -> None:
        """Note that a version was printed, so that the code on the paper can be checked (B-04)."""
        self.put("version", (digest, case.head.stream, self.act.epoch))

    def own_file(self, head: Head, file: str, media: str, size: int) -> None:
        """Note that a file belongs to a stream, so that it is not swept."""
        self.put("blob", (file, head.stream, size, media, self.act.epoch))

    def rename_sessions(self, contact: str, person: str) -> None:
        """Make the session that acts the session of a person who has just become known."""
        now = self.act.epoch
        if self.act.session:
            ends = now + 30 * 86_400
            self.put("session", (self.act.session, person, contact, self.act.surface, ends, now, now))

    def credit(self, head: Head, accepted: Sequence[str], refused: Sequence[str]) -> None:
        """Note in a contact's ledger which of this installation's subscriptions were accepted or refused."""
        known = set(self.house.subscribe_templates)
        ledger = windows.read(head.present.state.ledger)
        for template in known.intersection(accepted):
            ledger = windows.credited(ledger, template)
        for template in known.intersection(refused):
            ledger = windows.withdrawn(ledger, template)
        self.record(head, "ledger", {"ledger": windows.write(ledger)})

    def turn(self, head: Head, **changed: Any) -> None:
        """Change something of a contact's cursor without a message."""
        self.turned(head, msgspec.structs.replace(head.present.state.cursor, **changed))

    def turned(self, head: Head, cursor: Cursor, message: Message | None = None, created: int = 0) -> None:
        """Note where the conversation of a contact stands now.

        It is no history: what somebody typed and did not store goes with it.

        Args:
            head: the contact's.
            cursor: where it stands.
            message: of the person, None where there was none; it opens windows.
            created: the platform's time of that message, epoch seconds.
        """
        self.work.note(head)
        state: ContactState = head.present.state
        state.cursor = cursor
        if message is not None:
            state.last = self.act.epoch
            if created > state.created:
                state.created = created
            tapped = isinstance(message, Text) and message.menu_id is not None
            if (what := "tap" if tapped else HEARD.get(type(message))) is not None:
                state.ledger = windows.heard_kept(state.ledger, what, state.last)

    def raced(self, case: Case, view: Any) -> None:
        """Refuse a deed on a version that the person has not seen.

        Args:
            case: what has changed meanwhile.
            view: of it as it is now, plain data.

        Raises:
            Raced: always, with the present place and view.
        """
        current = {"seq": case.head.at[0], "home": view}
        raise Raced("version_moved", "刚才又有变化，请看一眼现在的内容，再办一次", current=current)

    async def paper(self, case: Case, form: str) -> Any:
        """Return everything that printing a form needs."""
        from casework.paper import paper_of

        return await paper_of(self, case, form)

    # ── telling people ───────────────────────────────────────────────────────
    def announce(self, case: Case, events: list[Event], **said: Any) -> None:
        """Tell everybody whom a change concerns (X-14).

        Args:
            case: the application that changed.
            events: what happened.
            said: further facts for the words: `opinion`, `marks`.
        """
        for event in events:
            for told in audience(self, case, event, said):
                self.tell(told)

    def tell(self, told: Told) -> None:
        """Leave one push for the worker."""
        self.push("push", who=told.who, stream=told.stream, body=msgspec.to_builtins(told))

    def tell_person(self, person: Person, event: str, *, unit: str, opinion: str = "") -> None:
        """Tell a person what a unit decided about the account."""
        name = self.house.units.name(unit)
        scheme = self.house.shelf.current.get(person.state.region)
        told = of_account(scheme, person, event, name, opinion, self.act.now)
        self.tell(msgspec.structs.replace(told, unit=unit))  # who was refused has no employer any longer

    def greet(self, stream: str) -> None:
        """Have a chat that has just been joined told who is there, and asked the first question (T1)."""
        self.push("greet", who=stream, stream=stream, body={})

    # ── content and conditions ───────────────────────────────────────────────
    def content(self, case: Case, bound: Address | None = None) -> bytes:
        """Return the content of an application, or what the pledge or the signed copy at an address is bound to."""
        return case.journey.content() if bound is None else bound_content(case.journey, bound)

    def content_digest(self, case: Case, bound: Address | None = None) -> str:
        """Return the digest of that, suite first."""
        return content_digest(self.house.secrets.suite.digest, self.content(case, bound))

    def bound(self, case: Case, address: Address) -> str | None:
        """Return the digest of the content whose paper copy this evidence is, None where it is no copy."""
        field = case.scheme.field(address.section, address.field or "")
        return None if field.copy_of is None else self.content_digest(case, address)

    def true(self, case: Case, *at: str) -> bool:
        """Tell whether the condition written at a place of the scheme holds; absent means no."""
        node = case.scheme.node(*at)
        if node is None:
            return False
        return case.journey.context.run(node) is True
