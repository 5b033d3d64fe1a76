"""The stand-in's one present: what is kept, the account, the switches, the clock, the log."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import aiohttp
import msgspec

from .kept import Kept, Level, Line, Message, Person, Side, Template
from .settings import Mode, Settings
from .switches import Switches

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOG_LENGTH = 2_000
CHAT_LENGTH = 1_000
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"


class NotHere(LookupError):
    """Says that there is no such person, picture or code."""


class Account(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Describes both accounts as their owner set them up. ``denied`` names what is not granted to them.

    ``pages`` are the released pages of the mini-program; None takes every page that is well formed.
    """

    name: str
    username: str
    callback_url: str
    mode: Mode
    token: str
    aes_key: str
    oa_app_id: str
    oa_app_secret: str
    mp_app_id: str
    mp_app_secret: str
    pages: list[str] | None = None
    denied: list[str] = msgspec.field(default_factory=lambda: list[str]())

    def app_id(self, side: Side) -> str:
        """Give the app id of one of the two."""
        return self.oa_app_id if side == "oa" else self.mp_app_id

    def secret(self, side: Side) -> str:
        """Give the app secret of one of the two."""
        return self.oa_app_secret if side == "oa" else self.mp_app_secret


class World:
    """Holds the present and tells those who watch that it changed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.chance = random.Random(settings.seed)  # noqa: S311  chance here is weather, not a secret
        self.folder = settings.data_dir
        self.account = Account(
            name=settings.account_name,
            username="gh_" + hashlib.sha256(settings.oa_app_id.encode()).hexdigest()[:12],
            callback_url=settings.callback_url,
            mode=settings.mode,
            token=settings.oa_token,
            aes_key=settings.oa_aes_key,
            oa_app_id=settings.oa_app_id,
            oa_app_secret=settings.oa_app_secret,
            mp_app_id=settings.mp_app_id,
            mp_app_secret=settings.mp_app_secret,
            pages=_pages(settings.pages),
        )
        self.switches = Switches()
        self.failures = 0
        self.stopped_until = 0.0
        self.postponed: list[Callable[[], Awaitable[object]]] = []
        self.verified: str | None = None
        self.msg_id_owners: set[str] = set()
        self.limits: dict[str, int] = {}
        self.rids: dict[str, dict[str, Any]] = {}
        self.minutes: dict[str, list[float]] = {}
        self.version = 0
        self._watchers: set[asyncio.Event] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self._saving: asyncio.TimerHandle | None = None
        self._session: aiohttp.ClientSession | None = None
        self.kept = self._load()

    # the clock

    def now(self) -> float:
        """Give the stand-in's time in epoch seconds: the machine's, moved by 快进."""
        return time.time() + self.kept.offset

    def day(self) -> str:
        """Give the date in Shanghai, by which daily quotas are counted."""
        return datetime.fromtimestamp(self.now(), SHANGHAI).strftime("%Y-%m-%d")

    # names and numbers

    def next(self) -> int:
        """Give the next number of the one sequence that messages and log lines share."""
        self.kept.sequence += 1
        return self.kept.sequence

    def draw(self, length: int) -> str:
        """Draw a random name of letters, digits, ``_`` and ``-``."""
        return "".join(self.chance.choice(_LETTERS) for _ in range(length))

    def filler(self, length: int = 16) -> bytes:
        """Draw random bytes."""
        return self.chance.randbytes(length)

    # people

    def person(self, name: str) -> Person:
        """Give the person with that id.

        Raises:
            NotHere: nobody has it.

        """
        try:
            return self.kept.people[name]
        except KeyError:
            raise NotHere(f"没有这个人：{name}") from None

    def by_openid(self, side: Side, openid: str) -> Person | None:
        """Give the person who has this openid under one of the two accounts."""
        return next((person for person in self.kept.people.values() if person.openids[side] == openid), None)

    def add_person(self, name: str, role: str = "", note: str = "", phone: str = "", id: str = "") -> Person:
        """Add a WeChat user who follows nothing yet."""
        number = len(self.kept.people) + 1
        person = Person(
            id=id or f"p{number}-{self.draw(4).lower().replace('_', 'x').replace('-', 'y')}",
            name=name,
            role=role,
            note=note,
            phone=phone or f"138{number:08d}",
            union_id="o6_" + self.draw(25),
            openids={"oa": "o" + self.draw(27), "mp": "o" + self.draw(27)},
        )
        self.kept.people[person.id] = person
        self.changed()
        return person

    def offline(self, person: Person) -> bool:
        """Tell whether this phone has no network."""
        return person.offline or self.switches.offline

    def slow(self, person: Person) -> bool:
        """Tell whether this phone has a bad network."""
        return person.slow or self.switches.slow

    def show(self, person: Person, message: Message) -> Message:
        """Put a message on a phone; one that comes while there is no network is held back."""
        if message.side == "it" and self.offline(person):
            message.held = True
        person.messages.append(message)
        del person.messages[:-CHAT_LENGTH]
        self.changed()
        return message

    def release(self) -> None:
        """Show what was held back on phones that have network again, in the order in which it came."""
        for person in self.kept.people.values():
            if not self.offline(person):
                for message in [message for message in person.messages if message.held]:
                    message.held = False
                    message.n = self.next()
                person.messages.sort(key=lambda message: message.n)
        self.changed()

    # the log

    def log(
        self,
        way: str,
        text: str,
        level: Level = "info",
        *,
        api: str = "",
        errcode: int = 0,
        person: str = "",
        rid: str = "",
    ) -> None:
        """Write one line of the platform log.

        Args:
            way: from whom to whom, for example 产品→平台.
            text: what happened, without secrets.
            level: error is what is shown red.
            api: path of the call.
            errcode: what it was answered.
            person: whom it concerns.
            rid: the id of a refused call.

        """
        line = Line(
            n=self.next(),
            at=self.now(),
            way=way,
            text=text,
            level=level,
            api=api,
            errcode=errcode,
            person=person,
            rid=rid,
        )
        self.kept.log.append(line)
        del self.kept.log[:-LOG_LENGTH]
        self.changed()

    # watching and keeping

    def changed(self) -> None:
        """Tell every watcher, and writes the file a little later."""
        self.version += 1
        for watcher in self._watchers:
            watcher.set()
        if self._saving is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return
            self._saving = loop.call_later(0.5, self.save)

    def watch(self) -> asyncio.Event:
        """Give an event that is set at each change; the caller clears it and hands it back to ``unwatch``."""
        event = asyncio.Event()
        self._watchers.add(event)
        return event

    def unwatch(self, event: asyncio.Event) -> None:
        """Stop watching."""
        self._watchers.discard(event)

    def later(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        """Do something after a while, on the machine's clock."""

        async def wait() -> object:
            await asyncio.sleep(seconds)
            return await work()

        task = asyncio.get_running_loop().create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until everything that was put off is done."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def session(self) -> aiohttp.ClientSession:
        """Give the client that pushes go through, opened at first use."""
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auto_decompress=True)
        return self._session

    def save(self) -> None:
        """Write what is kept, whole or not at all."""
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / "state.json"
        draft = target.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(self.kept))
        os.replace(draft, target)

    async def close(self) -> None:
        """End what is under way and writes the file."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
        self.save()

    def _load(self) -> Kept:
        target = self.folder / "state.json"
        kept = msgspec.json.decode(target.read_bytes(), type=Kept) if target.exists() else Kept()
        self.kept = kept
        for entry in cast("list[dict[str, str]]", json.loads(self.settings.people.read_bytes())):
            if entry.get("id", "") not in kept.people:
                known = {key: value for key, value in entry.items() if key in ("id", "name", "role", "note", "phone")}
                self.add_person(**known)
        month = self.day()[:7]
        kept.counters = {name: n for name, n in kept.counters.items() if name[:1] != "2" or name.startswith(month)}
        library = json.loads(self.settings.templates.read_bytes())
        for template in msgspec.convert(library["templates"], list[Template]):
            kept.templates[template.id] = template
        self.library: list[dict[str, Any]] = library["library"]
        return kept


def _pages(file: Path | None) -> list[str] | None:
    if file is None:
        return None
    described = json.loads(file.read_bytes())
    pages = [page["path"] if isinstance(page, dict) else page for page in described["pages"]]
    for package in described.get("subPackages", described.get("subpackages", [])):
        inner = [page["path"] if isinstance(page, dict) else page for page in package["pages"]]
        pages += [f"{package['root'].rstrip('/')}/{page}" for page in inner]
    return pages
