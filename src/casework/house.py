"""What every deed works with, put together once at start; the few ways in which deeds are done and things looked at."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
import structlog
from prometheus_client import Counter

from casework import ids
from casework.access import acting_unit, assists, may_read, only_expert, own
from casework.actor import Act
from casework.asking.offering import unit_of
from casework.case import Case
from casework.deeds import marks
from casework.desk import Desk
from casework.ids import Base
from casework.known import Known
from casework.presents.person import Person
from casework.problems import Down, Gone, Problem, Raced, Shut, Spoilt, Wrong, hidden, unkept, unread
from storage import (
    Committed,
    Head,
    Moved,
    OtherBody,
    Refused,
    Repeated,
    Unavailable,
    Unreadable,
    Work,
    perform,
)  # fmt: skip
from storage.audit import replay
from storage.work import encode, stored_reply

LOG = structlog.get_logger("house")
NOT_RECORDED = Counter("zhiping_looks_not_recorded", "looks at somebody's application without a trace", ["code"])
Reply = TypeVar("Reply")
BODIES = {"unit", "plan", "batch"}  # kinds of streams that are believed for a few seconds
ANSWER_GONE = "answer_gone"
CHAT = 3.0  # seconds for a turn of the chat: the platform hangs up at 5, and its answer has to be on the way before


@dataclass(slots=True)
class House(Known):
    """Lets deeds be done and things be looked at; what it works with stands in `Known`."""

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
        said: Reply | None = None
        bodies = any(stream.partition(":")[0] in BODIES for stream in streams)

        async def work(paper: Work) -> bytes:
            nonlocal said
            for head in paper.heads.values():
                if head.kind == "person":  # who acts, and whose it is: a role that was taken away counts everywhere
                    paper.read(head)
            said = await make(Desk(self, paper, act, acting(paper.heads, act)))
            return encoded(said)

        try:
            verdict = await perform(
                self.storage.journal, self.heads, streams, act.key, digest_of(asked), work, act.epoch,
                patience=CHAT if act.surface == "chat" else None, final=final,
            )  # fmt: skip
        except OtherBody as error:
            raise Wrong("key_reused", error.say) from None
        except Refused as error:
            if error.table is not None:
                raise Shut("taken", "这一步已经有人办过了。请刷新看一眼现在的样子") from None
            raise Wrong("refused", error.say) from None
        except Unavailable:
            raise unkept() from None
        if isinstance(verdict, Committed):
            if verdict.pushed:
                self.wake()
            if bodies:  # what others have looked up since it was recorded is what stood before
                self.renew()
            if type(said) is reply:  # as it will be decoded, should the call be repeated
                return said
        elif isinstance(verdict, Repeated) and verdict.reply is None:
            raise Gone(ANSWER_GONE, "这一份已经删除，刚才的回复也没有了。请回到首页")
        if isinstance(verdict, Moved) or verdict.reply is None:
            raise Raced("moved", "别人刚刚也改了这一处。请看一眼现在的内容，再改一次")
        return decoder(reply).decode(verdict.reply)

    async def answered(self, act: Act, asked: object, reply: type[Reply]) -> Reply | None:
        """Return what the same call was answered before, for deeds that begin with something that works only once.

        Args:
            act: who, under which key.
            asked: what was asked, as `write` gets it.
            reply: type of the answer.

        Raises:
            Wrong: the key was used for another content.
        """
        try:
            found = await stored_reply(self.heads, act.key, digest_of(asked))
        except OtherBody as error:
            raise Wrong("key_reused", error.say) from None
        except Unavailable:
            raise unkept() from None
        return None if found is None or found.reply is None else decoder(reply).decode(found.reply)

    async def allowed(self, act: Act, base: Base, see: Callable[[Desk, Case], Awaitable[bool]]) -> None:
        """Look whether a deed may be done, before what it takes is fetched or made.

        One that was done already is let through, whatever stands against doing it now: it gets its stored answer.

        Args:
            act: who, under which key.
            base: what it will be done to.
            see: raises a `Problem` where it may not be done.
        """
        try:
            await self.look(act, base, see, "")
        except Problem as error:
            try:
                if error.final or await self.heads.loader.reply(act.key) is None:
                    raise
            except Unavailable:
                raise error from None

    async def perform(
        self, act: Act, base: Base, asked: object, make: Callable[[Desk, Case], Awaitable[Reply]], reply: type[Reply],
        also: Sequence[str] = (),
    ) -> Reply:  # fmt: skip
        """Do a deed on something that is filled; only who may read it gets to the deed.

        Args:
            act: who, when, under which key.
            base: what it is done to.
            asked: what was asked.
            make: does the work.
            reply: type of the answer.
            also: further streams that the deed reads or changes.

        Raises:
            Problem: as `write`.
        """

        async def work(desk: Desk) -> Reply:
            case = await desk.case(base)
            may_read(desk, case)
            case.assistant = assists(desk, case)
            return await make(desk, case)

        return await self.write(act, [*await self.streams(base, act), *also], asked, work, reply)

    async def note(self, act: Act, base: Base, what: str, make: Callable[[Desk, Case], Awaitable[bool]]) -> None:
        """Record something small besides, such as a look; it never stands in the way of what was asked.

        What could not be recorded is logged and counted.

        Args:
            act: who and when.
            base: what it is about.
            what: makes the key, so that the same look of one minute and one round of review is one.
            make: does the work.
        """
        try:
            moved = getattr((await self.present(base.stream)).state, "moved_seq", 0)
            key = f"note|{act.person}|{base.stream}|{what}|{moved}|{act.now}"
            await self.perform(msgspec.structs.replace(act, key=key, seq=None), base, what, make, bool)
        except Problem as error:
            NOT_RECORDED.labels(error.code).inc()
            LOG.warning("look not recorded", code=error.code)

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
                paper = Work(held, act.key, act.epoch, self.heads)
                try:
                    return await see(Desk(self, paper, act, acting(held, act)))
                finally:
                    if paper.touched:
                        self.heads.forget(*held)
        except Unavailable:
            raise unread() from None

    async def look(
        self, act: Act, base: Base, see: Callable[[Desk, Case], Awaitable[Reply]], what: str = "overview"
    ) -> Reply:
        """Look at something that is filled, if one may; a look at another's application is recorded.

        Args:
            act: who and when.
            base: what it is.
            see: returns what is seen.
            what: names it: a section, a document's address, or a view; empty where nothing of its content is shown.

        Raises:
            Hidden: it is not this person's to see.
        """

        async def work(desk: Desk) -> Reply:
            case = await desk.case(base)
            may_read(desk, case)
            case.expert, case.own, case.assistant = only_expert(desk, case), own(desk, case), assists(desk, case)
            if base.kind == "application":
                case.notes_of = "" if case.own or case.veiled else acting_unit(desk, case) or unit_of(desk, case) or ""
            return await see(desk, case)

        seen = await self.read(act, await self.streams(base, act), work)
        if what and base.kind == "application" and self.owners.get(base.id) != act.person:

            async def make(desk: Desk, case: Case) -> bool:
                marks.see(desk, case, what)
                return True

            await self.note(act, base, f"seen {what}", make)
        return seen

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
                owner = present.state.person if present is not None else None  # erased: the deed will find nothing
                if owner == "":
                    raise hidden("这一份")
                if owner is not None:
                    self.owners[base.id] = owner
            if owner is not None:
                found.append(ids.person(owner))
        if act.person:
            found.append(ids.person(act.person))
        return list(dict.fromkeys(found))

    async def owner_of(self, application: str) -> str:
        """Return the id of the person whose application it is, empty where it is gone.

        Args:
            application: its id.
        """
        if (owner := self.owners.get(application)) is not None:
            return owner
        present = await self.present(ids.application(application))
        if owner := present.state.person if present is not None else "":
            self.owners[application] = owner
        return owner or ""

    async def recorded(self, stream: str) -> list[tuple[int, str, float, dict[str, Any]]]:
        """Return the actions of a stream in order: place, kind, time, payload; none where it was erased or never began.

        Args:
            stream: its name.
        """
        try:
            box = (await self.storage.opener.boxes([stream])).get(stream)
            return [] if box is None else [one async for one in replay(self.storage.database, box, stream)]
        except Unavailable:
            raise unread() from None

    async def store(self, stream: str, data: bytes) -> str:
        """Keep a file, sealed with the key of the stream it belongs to; return its digest once it is on disk.

        Raises:
            Hidden: the stream was erased.
            Down: it could not be kept.
        """
        async with self.heads.hold(stream) as held:
            box = held[stream].box
        if box is None:
            raise hidden("这一份")
        try:
            return await self.blobs.put(box, data)
        except Unavailable:
            raise Down("not_kept", "现在存不上，刚才这一份没有保存。请过一会儿再传一次") from None

    def known_by(self, stream: str, digest: str) -> str:
        """Return what tells the very same file again when it comes once more into a stream, and nothing else of it.

        Args:
            stream: whose file it is; in another stream the same file is known by something else.
            digest: SHA-256 of the bytes as received.
        """
        return self.secrets.lookup(f"file {stream} {digest}")

    async def fetch(self, stream: str, digest: str) -> bytes:
        """Return a file of a stream, which the stream names.

        Raises:
            Hidden: the stream was erased.
            Spoilt: the file is lost or damaged.
            Down: it cannot be read at the moment.
        """
        box = (await self.storage.opener.boxes([stream]))[stream]
        if box is None:
            raise hidden("这份材料")
        try:
            data = await self.blobs.get(box, digest)
        except Unavailable:
            raise unread() from None
        except Unreadable:
            data = None
        if data is None:
            raise Spoilt("file_spoilt", "这份材料坏了，打不开。申报人请重新上传，审核人请退回重传")
        return data

    def with_link(self, text: str, page: str | None) -> str:
        """Return a text of the chat with the way to its page below; an opinion in it cannot hold a link of its own."""
        from wechat import mini

        if not page:
            return text
        plain = text.replace("<", "＜")
        return f"{plain}\n{mini('打开看看', self.mp.app.id, page, f'{self.public_url}/m/#/{page}')}"


encoded = msgspec.json.Encoder().encode


@lru_cache(maxsize=256)  # as many as there are types of bodies and replies
def decoder(kind: type[Reply]) -> msgspec.json.Decoder[Reply]:
    """Return what decodes bodies or replies of a type; made once."""
    return msgspec.json.Decoder(kind)


def acting(heads: Mapping[str, Head], act: Act) -> Person | None:
    """Return the person who acts, None for somebody unknown.

    Args:
        heads: that the deed holds.
        act: who acts.
    """
    head = heads.get(f"person:{act.person}") if act.person else None
    present: Person | None = head.present if head is not None else None  # None also for an account that is gone
    return present if present is not None and present.state.created else None


def final(refusal: Exception) -> bool:
    """Tell whether a refusal comes before an answer that was stored under the same key."""
    return isinstance(refusal, Problem) and refusal.final


def digest_of(asked: object) -> bytes:
    """Return what a call asked for in 32 bytes, to tell whether a repeated key asks for the same."""
    return hashlib.sha256(encode(asked)).digest()
