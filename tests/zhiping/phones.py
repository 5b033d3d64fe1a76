"""Somebody whom the product can reach over every channel, and what the platform was asked and showed."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from bot.render import Links
from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.messages import Told
from sandbox.kept import Person as WechatUser
from sandbox.kept import Window
from sandbox.switches import Fault, Next
from sandbox.windows import open_window
from storage.outbox import Outbox
from wechat import Limits
from zhiping.compose import open_house
from zhiping.settings import Settings
from zhiping.worker import Worker

from ..bot.chatting import Chat
from ..casework.stage import Platform, Served, good

SENDS = {
    "/cgi-bin/message/custom/send": "custom",
    "/cgi-bin/message/template/send": "template",
    "/cgi-bin/message/subscribe/send": "subscribe",
}
PATHS = {name: path for path, name in SENDS.items()}
HURRIED = Limits(pause=0.01)  # between tries; a busy machine still has the seconds of each
ROUNDS = 60  # looks of the worker until everything must have come to an end


@dataclass(slots=True)
class Reached:
    """Is one person with both openids, and the platform around them."""

    at: Served
    platform: Platform
    user: WechatUser
    chat: Chat
    mark: int = 0
    shown_before: int = 0
    known: frozenset[str] = frozenset()

    @property
    def who(self) -> str:
        """The receiver as the outbox names it."""
        assert self.chat.caller is not None
        return f"person:{self.chat.caller.id}"

    def weather(self, *faults: tuple[str, Fault, int, int]) -> None:
        """Have the next calls fail: channel, kind of fault, errcode, how often."""
        waiting = [Next(api=PATHS.get(c, c), kind=k, errcode=e, count=n) for c, k, e, n in faults]
        self.platform.world.switches.next = waiting

    async def subscribe(self) -> None:
        """Accept one message in the mini-program."""
        template = self.at.house.subscribe_templates[0]
        self.user.credit[f"mp {template}"] = 1
        assert self.chat.caller is not None
        good(await self.chat.caller.post("me/subscriptions", {"accepted": [template], "refused": []}))

    async def tell(self, event: str = "returned", **more: Any) -> None:
        """Leave the region's own message about an event for the worker."""
        scheme = self.at.house.shelf.current["chongqing"]
        name = next(n for n, m in scheme.messages.items() if m.on == event and m.to == "applicant")
        facts = {"by.name": "云溪区人民医院", "at": "今天 10:00", "marks": "2", "until.day": "12月4日"}
        told = Told(self.who, self.who, event, name, scheme.digest, facts, "pages/progress/progress")
        await tell(self.at, msgspec.structs.replace(told, **more))

    async def jobs(self, kind: str = "push") -> list[dict[str, Any]]:
        """What was left for this person, in its order."""
        sql = "SELECT id, stream, state, tries, result, body FROM outbox WHERE who = ?1 AND kind = ?2 ORDER BY seq"
        found = await self.at.house.storage.database.fetch(sql, self.who, kind)
        return [dict(r) for r in found if r["id"] not in self.known]

    def listen_to_messages(self) -> None:
        """Look only at what the platform is asked and shows from here on; the jobs stay in sight."""
        self.mark = self.platform.world.next()
        self.shown_before = len(self.user.messages)

    async def listen(self) -> None:
        """Look only at what comes from here on."""
        self.known = self.known.union(j["id"] for j in await self.jobs())
        self.listen_to_messages()

    def asked(self) -> list[str]:
        """Channels over which sending was tried, in order; tries in a row over one are one."""
        tried = [SENDS[x.api] for x in self.platform.world.kept.log if x.n > self.mark and x.api in SENDS]
        return [channel for channel, _ in itertools.groupby(tried)]

    def shown(self) -> list[str]:
        """Kinds of the messages that appeared on the phone."""
        return [m.kind for m in self.user.messages[self.shown_before :] if m.side == "it"]


async def reached(at: Served, platform: Platform, name: str) -> Reached:
    """Tie a chat to somebody of the state that tests begin with; the platform knows of it too."""
    user = platform.user(name)
    user.refuse = user.blacklisted = False
    user.messages, user.windows, user.credit = [], {}, {}
    user.following = True
    platform.world.switches.next = []
    platform.world.switches.fault = False
    hurry(at.house)
    open_window(user, "message", platform.world.now())
    chat = Chat(at, openid=user.openids["oa"])
    await chat.join(at.caller(name))
    found = Reached(at, platform, user, chat)
    await found.listen()
    luo = at.caller("luo")
    for ring in await called(at):  # nobody could be reached before there was a chat
        good(await luo.delete(f"units/u-hospital/calls/{ring['person']}"))
    return found


async def called(at: Served, who: str = "luo", unit: str = "u-hospital") -> list[dict[str, Any]]:
    """Whom a unit has to call, as its officer sees it."""
    return good(await at.caller(who).get(f"units/{unit}/calls"))


def used_up(user: WechatUser) -> None:
    """Leave the window open with nothing in it."""
    user.windows = {k: Window(w.opened, 5) for k, w in user.windows.items()}


def hurry(house: House) -> None:
    """Leave out the seconds for which the product waits for the platform."""
    house.oa._limits = house.mp._limits = HURRIED


def worker_of(house: House, settings: Settings) -> Worker:
    """A worker over a house."""
    outbox = Outbox(house.storage.database, house.storage.opener)
    return Worker(house, outbox, Links(settings.mp_app_id, settings.public_url))


@asynccontextmanager
async def opened(at: Served, **changed: Any) -> AsyncGenerator[Worker]:
    """A worker of another process: its own memory and connections over the same database, at the same time of day."""
    settings = replace(at.settings, **changed)
    async with open_house(settings) as house:
        house.bench = at.house.bench
        hurry(house)
        yield worker_of(house, settings)


async def worked_off(at: Served, kind: str = "push", worker: Worker | None = None) -> int:
    """Let a worker go on until no job of a kind is open, moving the clock to the next try; return how many looks."""
    worker = worker or at.worker
    for n in range(ROUNDS):
        while await worker.once():
            pass
        sql = "SELECT due FROM outbox WHERE state IN ('waiting', 'claimed') AND kind = ?1 ORDER BY due"
        open_now = [r["due"] for r in await at.house.storage.database.fetch(sql, kind)]
        if not open_now:
            return n
        later = [due for due in open_now if due > worker.house.clock.time()]
        assert later, "a job that is due was not done"
        worker.house.clock.move(later[0] - time.time() + 0.1)
    raise AssertionError("the worker goes round and round")


async def tell(at: Served, *told: Told) -> None:
    """Leave pushes for the worker, as a deed does."""
    act = Act(key=f"test|{secrets.token_hex(8)}", epoch=at.house.clock.time(), surface="system")

    async def make(desk: Desk) -> bool:
        for one in told:
            desk.tell(one)
        return True

    await at.house.write(act, [told[0].stream], [], make, bool)
