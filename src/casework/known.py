"""What deeds work with, and what they look up: presents, plans, units, people. Nothing is written here."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
from msgspec.structs import replace

from casework import ids
from casework.actor import Act
from casework.case import Case
from casework.identity import as_one, number_in
from casework.issued import certified, issued, issuer, overtaken
from casework.presents.contact import Contact
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import hidden, unknown, unread
from casework.shelf import Shelf
from casework.tree import Node, Units
from casework.words import masked_name, moment
from evidence.process import Bench
from pledge.binding import short_code
from review.state import Standing
from review.status import FINAL, Status
from schemes import Scheme, UnitRef
from storage import START, ZONE, At, Clock, Head, Heads, Storage, Unavailable
from storage.blobs import Blobs
from storage.reads import ApplicationKept, Reads, SessionKept
from storage.tickets import Tickets
from wechat import Platform

MOST = 20_000  # openids whose streams are remembered
OPEN = 400  # journeys that are kept in memory; a long application has one of about 130 KB
FRESH = 5.0  # seconds for which plans and units are believed without a look at the database


class Belief(msgspec.Struct, eq=False):
    """Is what was looked up; one that turns out to be something else is another belief, and this one ends.

    Args:
        value: place and present of a plan or a unit, or all units.
        until: when it has to be looked up again, by the monotonic clock.
    """

    value: Any
    until: float


class Opened(msgspec.Struct, eq=False):
    """Is a thing as it was opened last, with what that rests on.

    Args:
        case: the thing; every deed gets a copy of its own.
        minute: since 1970 in which it was opened.
        owner: head of the owner, None where it must be opened anew each time.
        owner_at: its place, the very one: it has another as soon as something is recorded.
        standing: where the application stood.
        rests: the beliefs about units and plan, by name.
    """

    case: Case
    minute: float = 0.0
    owner: Head | None = None
    owner_at: At = START
    standing: Standing | None = None
    rests: dict[str, Belief] = {}


def goes_on(row: ApplicationKept) -> bool:
    """Tell of an application in a list whether more is expected of it; `review.state.final` says so of a standing."""
    return row.status not in FINAL and (row.status != Status.APPROVED or row.step != "")


@dataclass(slots=True)
class Known:
    """Holds storage, schemes, the platform and settings for all deeds of one process.

    Args:
        storage: journal, loader, secrets, clock.
        heads: folded presents in memory.
        reads: lists and searches.
        blobs: files.
        tickets: one-time permissions.
        shelf: schemes.
        oa, mp: the platform for the official account and the mini-program.
        public_url: where the product is reached, without a slash at its end.
        holidays: working days, `2026-02-16` → `rest` or `work`.
        templates: message → template ids of this account.
        wake: tells the worker that the outbox has something.
        bench: the process that opens pictures and documents.
    """

    storage: Storage
    heads: Heads
    reads: Reads
    blobs: Blobs
    tickets: Tickets
    shelf: Shelf
    oa: Platform
    mp: Platform
    public_url: str
    holidays: Mapping[str, Any]
    templates: Mapping[str, Mapping[str, str]]
    wake: Callable[[], None]
    bench: Bench
    subscribe_templates: Sequence[str] = ()
    units: Units = field(default_factory=lambda: Units(()))
    known: dict[str, Belief] = field(default_factory=dict)
    renewed: int = 0
    owners: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    journeys: OrderedDict[str, Opened] = field(default_factory=OrderedDict)
    sessions: dict[str, tuple[float, SessionKept]] = field(default_factory=dict)
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        """Take the one clock."""
        self.clock = self.storage.clock

    @property
    def secrets(self) -> Any:
        """Return what hashes and seals for the house."""
        return self.storage.secrets

    def token_hash(self, token: str) -> str:
        """Return the keyed hash under which a token is kept."""
        return self.secrets.lookup(f"token {token}")

    def contact_stream(self, account: str, openid: str) -> str:
        """Return the stream of a contact; its name does not tell the openid."""
        key = f"openid {account} {openid}"
        if (stream := self.contacts.get(key)) is None:
            if len(self.contacts) >= MOST:
                self.contacts.clear()
            stream = self.contacts[key] = ids.contact(account, self.secrets.lookup(key)[:40])
        return stream

    async def present(self, stream: str) -> Any:
        """Return the present of a stream as it is in the database, whichever process wrote it last."""
        try:
            async with self.heads.hold(stream, fresh=True) as held:
                return held[stream].present
        except Unavailable:
            raise unread() from None

    async def peek(self, stream: str) -> Contact:
        """Return what this process knows of a contact; it may be behind, and a deed that builds on it is told so."""
        if (head := self.heads.idle(stream)) is not None:
            return head.present
        try:
            async with self.heads.hold(stream) as held:
                return held[stream].present
        except Unavailable:
            raise unread() from None

    async def person(self, act: Act) -> Person:
        """Return the person who acts.

        Raises:
            Unknown: nobody is logged in.
        """
        if act.person is None:
            raise unknown(act.contact)
        return await self.person_by_id(act.person)

    async def person_by_id(self, id: str) -> Person:
        """Return a person; `Hidden` where the account is gone."""
        if (found := await self.known_person(id)) is None:
            raise hidden("这个人")
        return found

    async def known_person(self, id: str) -> Person | None:
        """Return a person, None where the account is gone."""
        return await self.present(ids.person(id))

    def believed(self, name: str) -> Any:
        """Return what was looked up a few seconds ago at most, None where that has to be done again.

        Args:
            name: stream of a unit, plan or batch, for its place and present; `tree` for all units.
        """
        kept = self.known.get(name)
        return None if kept is None or kept.until < monotonic() else kept.value

    def _believe(self, name: str, value: Any, since: float) -> None:
        """Note what was looked up, and when the look began."""
        kept = self.known.get(name)
        if kept is not None and kept.value == value:
            kept.until = since + FRESH
        else:
            self.known[name] = Belief(value, since + FRESH)

    async def body(self, kind: str, id: str) -> Body | None:
        """Return a unit, plan or batch, believed for a few seconds; None where nothing was ever written of it."""
        return (await self.body_at(kind, id))[1]

    async def body_at(self, kind: str, id: str) -> tuple[At, Body | None]:
        """Return the same with its place, which tells whether it is still the one that somebody saw.

        It is a copy: a deed changes the present itself before anything of that is kept.
        """
        stream = f"{kind}:{id}"
        if (found := self.believed(stream)) is None:
            now = monotonic()
            try:
                async with self.heads.hold(stream, fresh=True) as held:
                    head, kept = held[stream], self.known.get(stream)
                    if kept is not None and kept.value[0] == head.at:
                        found = kept.value
                    else:
                        found = head.at, head.present.seen() if head.at[0] else None
                    self._believe(stream, found, now)
            except Unavailable:
                if (kept := self.known.get(stream)) is None:
                    raise unread() from None
                found = kept.value
        return found

    async def tree(self) -> Units:
        """Return all units, believed for a few seconds."""
        if self.believed("tree") is None:
            now, renewed = monotonic(), self.renewed
            nodes = [Node(UnitRef(u.id, u.kind, u.name, u.level), u.parent, u.state) for u in await self.reads.units()]
            if {n.ref.id: n for n in nodes} != self.units.nodes:
                self.units = Units(nodes, self.units.version + 1)
            if renewed == self.renewed:  # nothing has changed while it was read
                self._believe("tree", self.units, now)
        return self.units

    def still(self, stream: str, heads: Mapping[str, Head], epoch: float) -> Case | None:
        """Return an application as it was opened before, None where anything that it rests on may have changed.

        Args:
            stream: the application's.
            heads: all that the deed holds, its head and the owner's among them.
            epoch: when the deed began.
        """
        recent = self.journeys
        kept = recent.get(stream)
        if kept is None or (owner := kept.owner) is None or kept.minute != epoch // 60 or len(recent) > OPEN:
            return None
        case, present = kept.case, heads[stream].present  # a head loaded anew has another one
        if (
            case.present is not present or present.state.standing is not kept.standing
            or heads.get(owner.stream) is not owner or owner.at is not kept.owner_at
            or not kept.rests.keys().isdisjoint(heads)  # what the deed itself holds is no belief
        ):  # fmt: skip
            return None
        now = monotonic()
        for belief in kept.rests.values():
            if belief.until < now:
                return None
        recent.move_to_end(stream)
        return replace(case)

    def opened(self, case: Case, epoch: float, owner: Head | None, rests: Mapping[str, Any]) -> None:
        """Note what was just opened; the journey that nobody has looked at for longest is let go.

        Args:
            case: as it was opened; its head is held by whoever looks.
            epoch: when the deed began.
            owner: head of the owner where the same can be shown again, None where it cannot.
            rests: what it says of units and plan, by name; it can only while these are believed.
        """
        recent, stream, case = self.journeys, case.head.stream, replace(case)
        beliefs = {name: b for name, value in rests.items() if (b := self.known.get(name)) and b.value is value}
        if owner is not None and len(beliefs) == len(rests):
            recent[stream] = Opened(case, epoch // 60, owner, owner.at, case.present.state.standing, beliefs)
        else:
            recent[stream] = Opened(case)
        recent.move_to_end(stream)
        for _ in range(len(recent) - OPEN):
            stream, kept = recent.popitem(last=False)
            if stream in self.heads.held:  # whoever holds it needs it; its turn comes again
                recent[stream] = kept
            else:
                kept.case.present.filled.close()

    def renew(self) -> None:
        """Believe nothing of plans and units any longer, because one has just changed here."""
        self.renewed += 1
        for belief in self.known.values():
            belief.until = 0.0
        self.known.clear()

    async def plans(self) -> list[Body]:
        """Return the plans, newest first."""
        found = [await self.body("plan", p.id) for p in await self.reads.plans()]
        return [p for p in found if p is not None]

    async def default_region(self) -> Scheme:
        """Return the scheme of the region that people register in.

        Where an installation has several regions, it is the one of the newest open plan, else of the newest one.
        """
        plans, now = await self.plans(), self.clock.now().strftime("%Y-%m-%d %H:%M")
        running = [p for p in plans if p.state.state == "open" and p.state.opens <= now <= p.state.closes]
        if plans:
            return await self.shelf.get((running or plans)[0].state.scheme)
        return next(iter(self.shelf.current.values()))

    def takes_applicants(self, unit: str) -> bool:
        """Tell whether a unit, as the tree was last read, is approved and of a kind that has applicants.

        Args:
            unit: its id.
        """
        node = self.units.nodes.get(unit)
        if node is None or node.account != "approved":
            return False
        kinds = [s.units[node.ref.kind] for s in self.shelf.current.values() if node.ref.kind in s.units]
        return any(k.employer for k in kinds)

    async def employers(self, scheme: Scheme, words: str) -> list[UnitRef]:
        """Return approved units that have applicants and whose names hold all words, the shortest first.

        Where there are none, those whose whole names stand in the words: 我在云溪区人民医院上班.

        Args:
            scheme: of the region.
            words: parts of a name, separated by spaces, or a sentence.
        """
        units = await self.tree()
        parts = words[:60].split()
        may = [
            n.ref for n in units.nodes.values()
            if n.account == "approved" and n.ref.kind in scheme.units and scheme.units[n.ref.kind].employer
        ]  # fmt: skip
        found = [u for u in may if all(in_order(p, u.name) for p in parts)]
        if not found:
            named = [u for u in may if u.name in words[:60]]
            found = [u for u in named if not any(u.name in one.name and u != one for one in named)]
        return sorted(found, key=lambda u: (len(u.name), u.name))[:20] if parts else []

    async def current_application(self, person: str) -> str:
        """Return the id of the newest application that goes on, else of the newest that has ended; empty for none."""
        rows = await self.reads.applications(person)
        found = next((r.id for r in (*filter(goes_on, rows), *rows)), "")
        return found or next(iter(await self.reads.assisting(person)), "")

    async def going(self, person: str) -> list[str]:
        """Return the ids of the person's applications of which more is expected, the last changed first."""
        return [r.id for r in await self.reads.applications(person) if goes_on(r)]

    async def person_of_union(self, union: str) -> str:
        """Return the id of the person whose contact has this unionid, empty where there is none."""
        return await self.reads.person_of_union(self.secrets.lookup(union)) or ""

    def searched(self, text: str) -> tuple[str, str]:
        """Return what a list is searched for: part of a name, or the keyed hash of a number; the other one is empty.

        Args:
            text: as typed: an ID number or its last four, a phone number, or a name.
        """
        number = number_in(text)
        return ("", self.secrets.lookup(number)) if number else (as_one(text), "")

    async def later_status(self, stream: str, seq: int) -> bool:
        """Tell whether an application moved again after the action with this seq."""
        present = await self.present(stream)
        return present is not None and present.state.moved_seq > seq

    async def verified(self, digest: str) -> tuple[str, dict[str, str]] | None:
        """Return what may be told of the version with this digest, under which heading; None where there is none."""
        found = await self.reads.version(digest)
        if found is None:
            return None
        stream, at = found
        present = await self.present(stream)
        if present is None:  # erased since it was printed
            return None
        state, content = present.state, digest.partition("+")[0]
        handed = (moment(s.at, "") for s in reversed(state.submissions) if s.digest == content)
        who, when = {"申报人": masked_name(state.listed.get("name", ""))}, next(handed, "没有提交，是草稿")
        if later := overtaken(state, digest):  # title and unit may have been others then
            printed = {"打印": moment(self.iso(at), ""), "提交": when, "核验码": short_code(digest), "说明": later}
            return "纸上的是旧版本", who | printed
        told = who | {"申报": state.listed.get("title", ""), "单位": state.listed.get("unit_name", ""), "提交": when}
        told["核验码"] = short_code(digest)
        if certified(state, digest):
            scheme = await self.shelf.get(state.scheme)
            told |= {field.label: text for field, text in issued(scheme, present.filled.answers.get)}
            told["发证单位"] = issuer(state.standing)
        return "纸上的码有效", told

    def iso(self, at: float) -> str:
        """Return epoch seconds as ISO 8601 in Asia/Shanghai."""
        return datetime.fromtimestamp(at, ZONE).isoformat(timespec="seconds")


def in_order(part: str, name: str) -> bool:
    """Tell whether the characters of a part stand in a name in their order: `云溪人民` in `云溪区人民医院`."""
    rest = iter(name)
    return all(c in rest for c in part)
