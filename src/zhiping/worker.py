"""The worker: takes what deeds left in the outbox and does it, with limits in time, size and tries."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from typing import TypeVar, get_args

import msgspec
import structlog
import uvloop

from bot import outside
from bot.render import Links
from bot.talk import PUSHED, SWEPT
from casework import ids
from casework.house import House
from casework.jobs import carrying, evidence, forgetting, photos, push, terms
from casework.messages import JobKind, Told
from casework.problems import Down, Raced
from storage import Unavailable
from storage.outbox import Ended, Job, Outbox, short
from storage.sweeping import Terms, sweep
from web.trace import places
from wechat import Fate, PlatformError, TransportError, WechatFault
from zhiping import memory, readiness
from zhiping.compose import menu_of, open_house
from zhiping.knock import Door
from zhiping.settings import Settings

Done = TypeVar("Done")
LOG = structlog.get_logger("worker")
IDLE = 2.0  # seconds between two looks when nobody knocks
LEASE = 20.0  # seconds that a job belongs to one worker, renewed while it goes on: nobody waits longer for a dead one
LONGEST = 110.0  # seconds that a job may take
# How many jobs of a kind go on at once, and of all kinds that are not named: what is slow holds up its own kind alone.
PLACES = {"push": 8, "evidence": 8, "fetch": 8, "": 8}
TRIES = 6
PAUSES = (2.0, 10.0, 60.0, 300.0, 1800.0)  # seconds before the next try
DAY = 86_400.0
# What is waited for while platform or storage is away: a photo for as long as the platform keeps it (three days), and
# then what is made of it. A push is not: it ends on the unit's list of people to call.
AS_LONG_AS_KEPT = int(3 * DAY / PAUSES[-1])
TRIES_AWAY = {"fetch": AS_LONG_AS_KEPT, "evidence": AS_LONG_AS_KEPT}
SOON, OFTEN, SELDOM = 1.0, 100, 30.0  # seconds between looks at what is not ready; after so many looks, more seldom
# keys of the API, of the platform's callbacks, and of desktops that ask to be let in: their answer holds what opens one
TERMS = Terms(inbox={"": 30 * DAY, PUSHED: SWEPT, "login:": 600.0, readiness.KEY: 600.0})
LAST = 7.0  # seconds that a worker which is told to stop goes on with what it has begun; closing takes three at worst
CUT = 0.5  # seconds in which what was cancelled ends by itself; it may wait for a database that answers nothing
SWEEP = 600.0  # seconds between two looks for what has run out


class Worker:
    """Does jobs.

    Args:
        house: what deeds work with.
        outbox: where jobs wait.
        links: makes links into the mini-program.
    """

    def __init__(self, house: House, outbox: Outbox, links: Links) -> None:
        self.house, self.outbox, self.links = house, outbox, links
        self.doing: dict[str, set[asyncio.Task[None]]] = {kind: set() for kind in PLACES}

    async def once(self) -> int:
        """Do what is due, as far as there are places; return how many jobs that was."""
        began = await self.begin()
        await asyncio.gather(*began)
        return len(began)

    async def begin(self) -> list[asyncio.Task[None]]:
        """Begin what is due, as far as there are places; return what was begun."""
        named, began = tuple(kind for kind in PLACES if kind), list[asyncio.Task[None]]()
        for kind, doing in self.doing.items():
            if free := PLACES[kind] - len(doing):
                now, kinds, but = self.house.clock.time(), (kind,) if kind else (), () if kind else named
                for job in await self.outbox.claim(now, LEASE, free, kinds, but=but):
                    task = asyncio.create_task(attempted("job", self.do(job)))
                    task.add_done_callback(doing.discard)
                    doing.add(task)
                    began.append(task)
        return began

    async def do(self, job: Job) -> None:
        """Do one job and say how it ended."""
        working = asyncio.create_task(self._in_time(job))
        try:
            while not (await asyncio.wait({working}, timeout=LEASE / 3))[0]:
                longer = self.outbox.renew(job, self.house.clock.time() + LEASE)
                if (held := await attempted("lease", longer, job)) is None:
                    LOG.warning("another worker has it", kind=job.kind, job=short(job.id))
                    return
                job = held
            result = await working
        except (
            TransportError,
            WechatFault,
            TimeoutError,
            OSError,
            Raced,
        ) as error:  # others were faster, or it was away
            await self._later(job, error)
            return
        except Exception as error:  # noqa: BLE001  one job's fault ends that job, not the worker
            LOG.error("job failed", kind=job.kind, job=short(job.id), error=type(error).__name__, places=places(error))
            await self._later(job, error)
            return
        finally:
            working.cancel()
            await asyncio.wait({working}, timeout=CUT)
        if isinstance(result, push.Later):
            await self.outbox.retry(job, result.due, result.attempts)
        elif result is None:
            again = self.house.clock.time() + (SOON if job.tries < OFTEN else SELDOM)
            await self.outbox.retry(job, again, "not ready")
        else:
            await self.outbox.finish(job, result)

    async def _in_time(self, job: Job) -> Ended | push.Later | None:
        async with asyncio.timeout(LONGEST):
            return await self.work(job)

    async def work(self, job: Job) -> Ended | push.Later | None:
        """Do what a job asks for, by its kind; return how it ended, or that and when it is to be tried again."""
        if job.body is None:
            return Ended("dropped", "its stream was erased")
        match kind_of(job):
            case "push":
                told = msgspec.json.decode(job.body, type=Told)
                return await push.push(self.house, told, job.id, job.result, again=job.tries > 1)
            case "report":
                return await self.reported(job, msgspec.json.decode(job.body))
            case "evidence":
                return await evidence.make(
                    self.house, self.house.bench, msgspec.json.decode(job.body), job.stream, job.id
                )
            case "fetch":
                return await photos.fetch(self.house, msgspec.json.decode(job.body), job.stream, job.id)
            case "verdict" if await self.outbox.busy(job.who, "fetch"):
                return None
            case "verdict":
                return await outside.tell_verdict(
                    self.house, self.links, msgspec.json.decode(job.body), job.stream, job.id
                )
            case "greet":
                return await outside.greet(self.house, self.links, job.stream, job.id)
            case "carry":
                return await carrying.carry(self.house, msgspec.json.decode(job.body), job.stream, job.id)
            case "forget":
                about = msgspec.json.decode(job.body)["application"]
                return await forgetting.forget(self.house, about, job.stream, job.id)

    async def reported(self, job: Job, body: dict[str, str]) -> Ended | None:
        """Try another channel for a template message that the platform took and could not deliver.

        Args:
            job: the report; about the contact that it was sent to.
            body: `message`, the platform's number of it, and `status`.
        """
        if "block" in body["status"]:
            await push.blocked(self.house, job.stream, job.id)
        person = (await self.house.present(job.stream)).state.person
        whose = f"person:{person}" if person else job.stream
        was, again = push.delivered("template", body["message"]), push.failed("template")
        if await self.outbox.reopen(whose, "push", was, self.house.clock.time(), again):
            return Ended("delivered", "reopened")
        # the report may come before the one who sent has noted down that it did
        return None if job.tries < TRIES else Ended("dropped", "no such message")

    async def _later(self, job: Job, error: Exception) -> None:
        why, now = type(error).__name__, self.house.clock.time()
        if job.tries >= (TRIES_AWAY.get(job.kind, TRIES) if away(error) else TRIES):
            LOG.error("job given up", kind=job.kind, job=short(job.id), why=why)
            await self.outbox.finish(job, await self._given_up(job) or Ended("refused", why))
        else:
            if job.kind == "fetch" and job.tries == TRIES:
                await photos.slow(self.house, job.stream, job.id)
            pause = PAUSES[min(job.tries, len(PAUSES)) - 1]
            await self.outbox.retry(job, now + pause, job.result if job.kind == "push" else why)

    async def _given_up(self, job: Job) -> Ended | None:
        """Tell whom it concerns, and end the job even where that cannot be told: those behind it wait for its end."""
        try:
            return await self.give_up(job)
        except Exception as error:
            if away(error):
                raise  # it is given up when its lease has ended and somebody can be told
            LOG.error("nobody told", kind=job.kind, job=short(job.id), error=type(error).__name__, places=places(error))
            return push.NOBODY if job.kind == "push" else None

    async def give_up(self, job: Job) -> Ended | None:
        """Tell whom it concerns that a job has come to no end; return how it ended where that says more than why."""
        if job.body is None:
            return None
        match job.kind:
            case "push":
                return await push.give_up(self.house, msgspec.json.decode(job.body, type=Told), job.id, [])
            case "fetch":
                await photos.give_up(self.house, msgspec.json.decode(job.body), job.stream, job.id)
            case "evidence":
                await evidence.give_up(self.house, msgspec.json.decode(job.body), job.stream, job.id)
            case _:  # what nobody waits for: a greeting, a report, a word on photos that can be seen in their place
                pass
        return None

    async def sweep(self) -> None:
        """End what has run out, and remove what nobody needs any longer.

        What cannot be done now leaves the rest as it is and is tried at the next sweep.
        """
        database, now = self.house.storage.database, self.house.clock.time()
        await attempted("terms", self.terms())
        await attempted("files", self.house.blobs.sweep(database, now))
        await attempted("rows", sweep(database, now, TERMS))

    async def terms(self) -> None:
        """End what has run out: an application's term, or that for which it is kept; warn where a term is near."""
        now = self.house.clock.time()
        for id in await self.house.reads.overdue(now):
            key = f"term {id} {self.house.clock.today()}"
            await attempted("term", terms.expired(self.house, ids.application(id), key))
        for id in await terms.long_ended(self.house):
            key = f"kept {id} {self.house.clock.today()}"
            await attempted("kept", terms.outlived(self.house, id, key))
        for id, last in await terms.long_unused(self.house):
            key = f"unused {id} {self.house.clock.today()}"
            await attempted("unused", terms.unused(self.house, id, last, key))
        for id in await self.house.reads.near(now, now + terms.NEAR.total_seconds()):
            await attempted("near", terms.warn(self.house, id))

    async def keep_swept(self) -> None:
        """Sweep again and again, beside the jobs: a store of files that is slow or away holds nobody up."""
        swept = 0.0
        while True:
            if self.house.clock.time() - swept > SWEEP:
                swept = self.house.clock.time()
                await self.sweep()
            await asyncio.sleep(IDLE)

    async def go_on(self, door: Door, stop: asyncio.Event, last: float = LAST) -> None:
        """Do jobs, and sweep, until it is time to stop.

        Args:
            door: where somebody knocks who has left a job.
            stop: set when it is time.
            last: seconds that what was begun may still take then.
        """
        loop = asyncio.get_running_loop()
        stopped, sweeping = asyncio.create_task(stop.wait()), asyncio.create_task(self.keep_swept())
        beginning = asyncio.create_task(self.keep_begun(door, stop))
        try:
            await asyncio.wait({beginning, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            end = loop.time() + last
            sweeping.cancel()
            await asyncio.wait({beginning}, timeout=last)
            if going := self.going():
                await asyncio.wait(going, timeout=max(0.0, end - loop.time()))
            tasks = {beginning, stopped, sweeping, *going}
            for task in tasks:  # another worker does it when its lease is over
                task.cancel()
            await asyncio.wait(tasks, timeout=2 * CUT)

    async def keep_begun(self, door: Door, stop: asyncio.Event) -> None:
        """Begin what is due again and again, until it is time to stop; what was begun goes on.

        Args:
            door, stop: as for `go_on`.
        """
        while not stop.is_set():
            # a database that is away comes back; what was begun has a lease
            if not await attempted("jobs", self.begin()):
                waiting = [asyncio.ensure_future(door.wait(IDLE)), asyncio.ensure_future(stop.wait())]
                await asyncio.wait([*waiting, *self.going()], return_when=asyncio.FIRST_COMPLETED)
                for task in waiting:
                    task.cancel()

    def going(self) -> list[asyncio.Task[None]]:
        """Return the jobs that go on."""
        return [task for doing in self.doing.values() for task in doing]


async def attempted(what: str, work: Awaitable[Done], instead: Done | None = None) -> Done | None:
    """Return what some of the worker's own work came to.

    Args:
        what: names it in the log.
        work: what is to be done.
        instead: what is returned where it cannot be done now.
    """
    try:
        return await work
    except Exception as error:  # noqa: BLE001  one part's fault leaves the others to be done
        LOG.error("cannot work now", what=what, error=type(error).__name__, places=places(error))
        return instead


def away(error: Exception) -> bool:
    """Tell whether platform or storage could do nothing for anybody, so that a job's failure says nothing about it."""
    if isinstance(error, PlatformError):
        return error.fate in {Fate.AGAIN, Fate.TOKEN, Fate.QUOTA, Fate.BUSY, Fate.CONFIG}
    return isinstance(error, TransportError | Unavailable | Down)


def kind_of(job: Job) -> JobKind:
    """Return what a job asks for; raise ValueError where a newer worker would know it."""
    for kind in get_args(JobKind):
        if kind == job.kind:
            return kind
    raise ValueError(job.kind)


async def set_menu(house: House, settings: Settings) -> None:
    """Give the chat its menu; where the platform does not take it, the chat works without."""
    try:
        await house.oa.menu_create(menu_of(settings))
    except WechatFault as error:
        LOG.warning("no menu", error=type(error).__name__, code=getattr(error, "errcode", 0))


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT.

    Args:
        settings: of the installation.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    door = Door(settings)
    async with open_house(settings) as house:
        LOG.info("working")
        await at_work(house, settings, door, stop)
    door.close()


async def at_work(house: House, settings: Settings, door: Door, stop: asyncio.Event) -> None:
    """Do jobs until it is time to stop; the chat's menu is set beside them, however long the platform takes for it.

    Args:
        house: what deeds work with.
        settings: of the installation.
        door: where somebody knocks who has left a job.
        stop: set when it is time.
    """
    outbox = Outbox(house.storage.database, house.storage.opener)
    setting = asyncio.create_task(attempted("menu", set_menu(house, settings)))
    try:
        await Worker(house, outbox, Links(settings.mp_app_id, settings.public_url)).go_on(door, stop)
    finally:
        setting.cancel()
        await asyncio.gather(setting, return_exceptions=True)


def work(settings: Settings) -> None:
    """Run the worker process."""
    memory.give_back()
    uvloop.run(run(settings))
