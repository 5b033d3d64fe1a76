"""What every deed works with, put together once at start; the few ways in which deeds are done and things looked at."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from casework import ids
from casework.access import may_read
from casework.actor import Act
from casework.bases import base_of_stream
from casework.case import Case
from casework.desk import Desk
from casework.ids import Base
from casework.presents.contact import Contact
from casework.presents.person import Person
from casework.presents.unit import Body
from casework.problems import Down, Gone, Problem, Raced, Shut, Wrong, hidden
from casework.shelf import Shelf
from casework.tree import Node, Units
from evidence.process import Bench
from schemes import Scheme, UnitRef
from storage import (
    ZONE,
    Committed,
    Heads,
    Moved,
    OtherBody,
    Refused,
    Storage,
    Unavailable,
    Work,
    perform,
)  # fmt: skip
from storage.blobs import Blobs
from storage.reads import Reads, SessionKept
from storage.tickets import Tickets
from wechat import Platform

Reply = TypeVar("Reply")
FRESH = 5.0  # seconds for which plans and units are believed without a look at the database
SEEN_EVERY = 3600.0  # seconds after which a session's use is written down again
REVIEWER_IDLE = 12 * 3600.0  # seconds after which somebody who acts for a unit logs in again
SESSION_FRESH = 10.0  # seconds after which a session is looked up again: so long may a revoked one still open doors


@dataclass(slots=True)
class House:
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
    known: dict[str, tuple[float, Any]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, tuple[float, SessionKept | None]] = field(default_factory=dict)

    @property
    def clock(self) -> Any:
        """Return the one clock."""
        return self.storage.clock

    @property
    def secrets(self) -> Any:
        """Return what hashes and seals for the house."""
        return self.storage.secrets

    # ── doing ────────────────────────────────────────────────────────────────
    async def write(
        self,
        act: Act,
        streams: Sequence[str],
        asked: object,
        make: Callable[[Desk], Awaitable[Reply]],
        reply: type[Reply],
    ) -> Reply:
        """Do a deed: hold the streams, let it work, commit, and return what it answered.

        The same key again gets the stored answer; a key with another content is refused.

        Args:
            act: who, when, under which key.
            streams: what is read and changed.
            asked: what was asked, for the comparison of contents.
            make: does the work on a desk and returns the answer, or raises a `Problem`.
            reply: type of the answer.

        Raises:
            Problem: what the deed raised, or that nothing could be kept.
        """
        body = hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).digest()

        async def work(paper: Work) -> bytes:
            me = paper.heads.get(ids.person(act.person)) if act.person else None
            return msgspec.json.encode(await make(Desk(self, paper, act, me)))

        try:
            verdict = await perform(
                self.storage.journal, self.heads, list(dict.fromkeys(streams)), act.key, body, work, act.at.timestamp()
            )
        except OtherBody as error:
            raise Wrong("key_reused", error.say) from None
        except Refused as error:
            if error.table is not None:
                raise Shut("taken", "这一步已经有人办过了。请刷新看一眼现在的样子") from None
            raise Wrong("refused", error.say) from None
        except Unavailable:
            raise Down("not_kept", "现在存不上，您写的还在这里。请过一会儿再试") from None
        if isinstance(verdict, Moved) or verdict.reply is None:
            raise Raced("moved", "别人刚刚也改了这一处。请看一眼现在的内容，再改一次")
        if isinstance(verdict, Committed) and verdict.pushed:
            self.wake()
        return msgspec.json.decode(verdict.reply, type=reply)

    async def perform(
        self, act: Act, base: Base, asked: object, make: Callable[[Desk, Case], Awaitable[Reply]], reply: type[Reply]
    ) -> Reply:
        """Do a deed on something that is filled; only who may read it gets to the deed.

        Args:
            act: who, when, under which key.
            base: what it is done to.
            asked: what was asked.
            make: does the work.
            reply: type of the answer.

        Raises:
            Problem: as `write`.
        """

        async def work(desk: Desk) -> Reply:
            case = await desk.case(base)
            may_read(desk, case)
            return await make(desk, case)

        return await self.write(act, await self.streams(base, act), asked, work, reply)

    async def note(self, act: Act, base: Base, what: str, make: Callable[[Desk, Case], Awaitable[bool]]) -> None:
        """Record something small besides, such as a look; it never stands in the way of what was asked.

        Args:
            act: who and when.
            base: what it is about.
            what: makes the key, so that the same look of one minute is one.
            make: does the work.
        """
        key = f"note|{act.person}|{base.stream}|{what}|{act.now}"
        try:
            await self.perform(replace(act, key=key, seq=None), base, what, make, bool)
        except Problem:
            return

    # ── looking ──────────────────────────────────────────────────────────────
    async def read(self, act: Act, streams: Sequence[str], see: Callable[[Desk], Awaitable[Reply]]) -> Reply:
        """Look without writing.

        Args:
            act: who and when.
            streams: what is looked at.
            see: returns what is seen.
        """
        names = list(dict.fromkeys(streams))
        try:
            async with self.heads.hold(*names, fresh=True) as held:
                paper = Work(held, act.key, act.at.timestamp(), self.heads)
                me = held.get(ids.person(act.person)) if act.person else None
                try:
                    return await see(Desk(self, paper, act, me))
                finally:
                    if paper.touched:
                        held.spoil()
        except Unavailable:
            raise Down("not_read", "没读出来，您填的都还在。请过一会儿再试") from None

    async def look(self, act: Act, base: Base, see: Callable[[Desk, Case], Awaitable[Reply]]) -> Reply:
        """Look at something that is filled, if one may.

        Args:
            act: who and when.
            base: what it is.
            see: returns what is seen.

        Raises:
            Hidden: it is not this person's to see.
        """

        async def work(desk: Desk) -> Reply:
            case = await desk.case(base)
            may_read(desk, case)
            return await see(desk, case)

        return await self.read(act, await self.streams(base, act), work)

    async def read_as_system(self, act: Act, base: Base, see: Callable[[Desk], Awaitable[Reply]]) -> Reply:
        """Look for the product's own work, such as making a document; no person sees it."""
        return await self.read(act, await self.streams(base, act), see)

    async def streams(self, base: Base, act: Act) -> list[str]:
        """Return what a deed on something holds: its stream, its owner's, and that of the person who acts."""
        found = [base.stream]
        if base.kind == "application":
            owner = self.owners.get(base.id)
            if owner is None:
                present = await self.present(base.stream)
                owner = present.state.person
                if not owner:
                    raise hidden("这一份")
                self.owners[base.id] = owner
            found.append(ids.person(owner))
        if act.person:
            found.append(ids.person(act.person))
        return list(dict.fromkeys(found))

    async def present(self, stream: str) -> Any:
        """Return the present of a stream, for reading at once; it may be changed a moment later."""
        try:
            async with self.heads.hold(stream) as held:
                return held[stream].present
        except Unavailable:
            raise Down("not_read", "没读出来，您填的都还在。请过一会儿再试") from None

    async def peek(self, stream: str) -> Contact:
        """Return what is known of a contact."""
        return await self.present(stream)

    async def person(self, act: Act) -> Person:
        """Return the person who acts.

        Raises:
            Unknown: nobody is logged in.
        """
        from casework.problems import Unknown

        if act.person is None:
            raise Unknown("not_logged_in", "登录过期了，您填的都在。请再登录一次")
        return await self.person_by_id(act.person)

    async def person_by_id(self, id: str) -> Person:
        """Return a person."""
        return await self.present(ids.person(id))

    async def body(self, kind: str, id: str) -> Body | None:
        """Return a unit, plan or batch, believed for a few seconds; None where nothing was ever written of it."""
        stream = f"{kind}:{id}"
        now = self.clock.time()
        kept = self.known.get(stream)
        if kept is None or kept[0] < now:
            try:
                async with self.heads.hold(stream, fresh=True) as held:
                    head = held[stream]
                    kept = (now + FRESH, head.present if head.at[0] else None)
            except Unavailable:
                if kept is None:
                    raise Down("not_read", "没读出来，您填的都还在。请过一会儿再试") from None
            self.known[stream] = kept
        return kept[1]

    async def tree(self) -> Units:
        """Return all units, believed for a few seconds."""
        now = self.clock.time()
        kept = self.known.get("tree")
        if kept is None or kept[0] < now:
            nodes = [Node(UnitRef(u.id, u.kind, u.name, u.level), u.parent, u.state) for u in await self.reads.units()]
            if {n.ref.id: n for n in nodes} != self.units.nodes:
                self.units = Units(nodes, self.units.version + 1)
            self.known["tree"] = (now + FRESH, None)
        return self.units

    def renew(self) -> None:
        """Believe nothing of plans and units any longer, because one has just changed here."""
        self.known.clear()

    async def plans(self) -> list[Body]:
        """Return the plans, newest first."""
        found = [await self.body("plan", p.id) for p in await self.reads.plans()]
        return [p for p in found if p is not None]

    async def default_region(self) -> Scheme:
        """Return the scheme of the region that people register in.

        Where an installation has several regions, it is the one of the newest open plan.
        """
        plans = await self.plans()
        if plans:
            return await self.shelf.get(plans[0].state.scheme)
        return next(iter(self.shelf.current.values()))

    async def employers(self, scheme: Scheme, words: str) -> list[UnitRef]:
        """Return approved units that have applicants and whose names hold all words, the shortest first.

        Args:
            scheme: of the region.
            words: parts of a name, separated by spaces.
        """
        units = await self.tree()
        parts = words[:60].split()
        found = [
            n.ref for n in units.nodes.values()
            if n.account == "approved" and n.ref.kind in scheme.units and scheme.units[n.ref.kind].employer
            and all(in_order(p, n.ref.name) for p in parts)
        ]  # fmt: skip
        return sorted(found, key=lambda u: (len(u.name), u.name))[:20] if parts else []

    # ── sessions, tickets, files ─────────────────────────────────────────────
    def token_hash(self, token: str) -> str:
        """Return the keyed hash under which a token is kept."""
        return self.secrets.lookup(f"token {token}")

    def contact_stream(self, account: str, openid: str) -> str:
        """Return the stream of a contact; its name does not tell the openid."""
        return ids.contact(account, self.secrets.lookup(f"openid {account} {openid}")[:40])

    async def session(self, token: str) -> SessionKept | None:
        """Return an open session by its token, None where there is none or it has ended."""
        if not 20 <= len(token) <= 100:
            return None
        id, now = self.token_hash(token), self.clock.time()
        kept = self.sessions.get(id)
        if kept is None or kept[0] < now:
            kept = (now + SESSION_FRESH, await self.reads.session(id))
            if len(self.sessions) > 20_000:
                self.sessions.clear()
            self.sessions[id] = kept
        found = kept[1]
        if found is None or found.expires <= now:
            return None
        if now - found.seen > REVIEWER_IDLE and await self._reviews(found.person):
            return None
        if now - found.seen > SEEN_EVERY:
            await self._touch(found, now)
        return found

    async def _reviews(self, person: str) -> bool:
        """Tell whether a person acts for a unit, so that an unattended phone must not stay open."""
        return bool(person) and bool((await self.person_by_id(person)).state.memberships)

    async def _touch(self, kept: SessionKept, now: float) -> None:
        """Note that a session is in use, at most once in a while."""
        fresh = msgspec.structs.replace(kept, seen=now)
        act = Act(key=f"seen|{kept.id}|{int(now / SEEN_EVERY)}", at=self.clock.now(), surface="system")

        async def make(desk: Desk) -> bool:
            desk.put("session", msgspec.structs.astuple(fresh))
            return True

        try:
            await self.write(act, [], "seen", make, bool)
        except Problem:
            return
        self.sessions[kept.id] = (now + SESSION_FRESH, fresh)

    def forget_session(self, id: str | None) -> None:
        """Look a session up anew the next time."""
        if id:
            self.sessions.pop(id, None)

    async def ticket(self, token: str, act: Act | None = None) -> tuple[str, dict[str, Any]]:
        """Return a ticket's kind and body without using it.

        Args:
            token: as scanned.
            act: of who is about to use it; a repeated call gets its stored answer instead of "used".

        Raises:
            Gone: there is none, it was used or has run out.
        """
        found = await self.tickets.peek(token, used_too=act is not None)
        if found is None:
            raise Gone("ticket_gone", "这个码过期了，或者已经用过。请对方再给一个，再扫一次")
        return found.kind, found.body

    async def ticket_state(self, token: str) -> str:
        """Return `waiting`, `used` or `expired`."""
        return await self.tickets.state(token)

    async def store(self, stream: str, data: bytes, media: str) -> str:
        """Keep a file, sealed with the key of the stream it belongs to; return its digest once it is on disk."""
        async with self.heads.hold(stream) as held:
            box = held[stream].box
        if box is None:
            raise hidden("这一份")
        return await self.blobs.put(box, data)

    async def fetch(self, stream: str, digest: str) -> bytes:
        """Return a file of a stream.

        Raises:
            Hidden: it is not there.
        """
        box = (await self.storage.opener.boxes([stream]))[stream]
        data = await self.blobs.get(box, digest) if box is not None else None
        if data is None:
            raise hidden("这份材料")
        return data

    # ── small things ─────────────────────────────────────────────────────────
    async def current_application(self, person: str) -> str:
        """Return the id of the person's live application, the newest one, empty where there is none."""
        rows = await self.reads.applications(person)
        live = [r for r in rows if r.status not in {"withdrawn"}]
        return live[0].id if live else ""

    async def person_of_union(self, union: str) -> str:
        """Return the id of the person whose contact has this unionid, empty where there is none."""
        return await self.reads.person_of_union(self.secrets.lookup(union)) or ""

    async def later_status(self, stream: str, seq: int) -> bool:
        """Tell whether an application moved again after the action with this seq."""
        present = await self.present(stream)
        return present is not None and present.state.moved_seq > seq

    async def verified(self, digest: str) -> dict[str, str] | None:
        """Return what may be told of the version with this digest, None where there is none."""
        found = await self.reads.version(digest)
        if found is None:
            return None
        stream, at = found
        present = await self.present(stream)
        base = base_of_stream(stream)
        del base
        listed = present.state.listed
        name = listed.get("name", "")
        return {
            "申报人": name[:1] + "*" * max(1, len(name) - 1) if name else "",
            "申报": listed.get("title", ""),
            "单位": listed.get("unit_name", ""),
            "版本时间": self.iso(at).replace("T", " ")[:16],
            "码": digest.rpartition(":")[2][:8],
        }

    def iso(self, at: float) -> str:
        """Return epoch seconds as ISO 8601 in Asia/Shanghai."""
        return datetime.fromtimestamp(at, ZONE).isoformat(timespec="seconds")

    def place(self, address: str) -> str:
        """Return where a network address is, as far as that can be said without asking anybody."""
        return "本机" if address.startswith(("127.", "::1")) else f"网络地址 {address[:15]}"

    def with_link(self, text: str, page: str | None) -> str:
        """Return a text of the chat with the way to its page below."""
        from wechat import mini

        return f"{text}\n{mini('打开看看', self.mp.app.id, page, f'{self.public_url}/m/#/{page}')}" if page else text


def in_order(part: str, name: str) -> bool:
    """Tell whether the characters of a part stand in a name in their order: `云溪人民` in `云溪区人民医院`."""
    rest = iter(name)
    return all(c in rest for c in part)
