"""A real house over a throw-away database, the stand-in as the platform, and people who come in through the API."""

from __future__ import annotations

import itertools
import re
import secrets
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from sanic import Sanic
from sanic.router import Router

from bot.render import Links
from casework.house import House
from evidence.process import Bench
from sandbox import login as stand_in_login
from sandbox.kept import Person as WechatUser
from sandbox.settings import Settings as StandInSettings
from sandbox.world import World
from schemes import Scheme
from storage import ZONE
from storage.outbox import Outbox
from web.app import create_app
from zhiping.compose import bot_of, open_house, regions, wire_of
from zhiping.settings import Settings, read
from zhiping.touring.pages import PAD, hand
from zhiping.worker import Worker

from ..conftest import free_port
from .contract import hold

MORNING = datetime(2026, 11, 10, 10, 0, tzinfo=ZONE)
"""When every test begins: a Tuesday in the time of the plans."""

OPENS, CLOSES = "2026-11-01 09:00", "2026-11-30 17:00"
CLOCK_SECRET = "a clock for tests"
PAGES = Path(__file__).parent / "pages"
REGIONS = Path("regions").absolute()
TEMPLATES = Path("src/zhiping/demo_templates.json").absolute()
NAMES = itertools.count(50)  # no number that comes of it is one of those below

OFFICERS = {
    "luo": ("罗敏", "50000019800101002X", "u-hospital"),
    "peng": ("彭越", "500000198105050018", "u-hospital"),
    "lin": ("林澈", "500000198207070028", "u-second"),
    "qin": ("秦川", "50000019790202001X", "u-yunxi"),
    "fang": ("方禾", "500000197803030028", "u-titles"),
    "shen": ("沈默", "50000019770404001X", "u-city"),
}
APPLICANTS = {"zhou": ("周岚", "500000198506150028"), "he": ("何宁", "500000198203120016")}


def id_number(order: int, born: str = "19850615", area: str = "500000") -> str:
    """An ID number with a right check digit; nobody has it. After a thousand they are a year older."""
    body = f"{area}{int(born) - order // 1000 * 10_000}{order % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


@dataclass(slots=True, repr=False)  # its users keep all that they were ever shown
class Platform:
    """The stand-in, and the way to its buttons."""

    world: World
    url: str
    settings: StandInSettings
    users: dict[str, WechatUser] = field(default_factory=dict)

    def user(self, name: str, phone: str = "") -> WechatUser:
        if name not in self.users:
            self.users[name] = self.world.add_person(name, phone=phone)
        return self.users[name]

    def code(self, user: WechatUser) -> str:
        return stand_in_login.issue(self.world, user, "login")

    def phone_code(self, user: WechatUser) -> str:
        return stand_in_login.issue(self.world, user, "phone")


Publish = Callable[["Caller", str], Awaitable[None]]
HELD = "2026.10.26-2026.10.30"  # a publicity of five working days that is over when tests begin


class Caller:
    """Somebody who calls the API, with a session or without."""

    def __init__(
        self, http: httpx.AsyncClient, token: str = "", id: str = "", name: str = "", publish: Publish | None = None
    ) -> None:
        self.http, self.token, self.id, self.name, self.publish = http, token, id, name, publish

    def headers(self, seq: int | None = None, key: str | None = None, *, writes: bool) -> dict[str, str]:
        found = {"authorization": f"Bearer {self.token}"} if self.token else {}
        if writes:
            found["idempotency-key"] = secrets.token_hex(8) if key is None else key
        if seq is not None:
            found["if-match"] = str(seq)
        return found

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1/{path}", params=query or None, headers=self.headers(writes=False))

    async def send(
        self, method: str, path: str, body: Any = None, *, seq: int | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = self.headers(seq, key, writes=True)
        if isinstance(body, bytes):
            return await self.http.request(method, f"/api/v1/{path}", content=body, headers=headers)
        return await self.http.request(method, f"/api/v1/{path}", json={} if body is None else body, headers=headers)

    async def post(self, path: str, body: Any = None, **given: Any) -> httpx.Response:
        return await self.send("POST", path, body, **given)

    async def put(self, path: str, body: Any = None, **given: Any) -> httpx.Response:
        return await self.send("PUT", path, body, **given)

    async def delete(self, path: str, **given: Any) -> httpx.Response:
        return await self.send("DELETE", path, **given)

    async def upload(
        self, path: str, data: bytes, name: str = "photo.jpg", media: str = "image/jpeg", key: str | None = None
    ) -> httpx.Response:
        files = {"file": (name, data, media)}
        return await self.http.post(f"/api/v1/{path}", files=files, headers=self.headers(key=key, writes=True))

    async def save(self, base: str, address: str, given: Any) -> dict[str, Any]:
        """Store an answer: text as typed where a string is given, else a value."""
        body = {"text": given} if isinstance(given, str) else given
        return good(await self.put(f"{base}/answers/{address}", body))

    async def deed(self, base: str, deed: str, body: Any = None, **given: Any) -> dict[str, Any]:
        """Do a deed on the version that is there; what is handed in was made public by its unit."""
        if deed == "submit" and self.publish is not None:
            await self.publish(self, base)
        return good(await self.post(f"{base}/deeds/{deed}", body or {}, **given))

    async def agree(self) -> None:
        """Tick every notice that is not ticked in its present words, as somebody does who is asked."""
        for notice in good(await self.get("me/notices")):
            if notice.get("state", "open") != "given":
                good(await self.post(f"me/notices/{notice['id']}/consent", {"digest": notice["digest"]}))

    async def sign(self, base: str) -> dict[str, Any]:
        shown = good(await self.get(f"{base}/pledge"))
        return good(await self.post(f"{base}/pledge", signature(shown["digest"], self.name)))


async def noted(officer: Caller, unit: str, *bases: str, period: str = HELD, result: str = "经公示无异议") -> Any:
    """Note a publicity for some at once, as the unit's page does."""
    values = {"period": period} | ({"result": result} if result else {})
    body = {"applications": [base.rpartition("/")[2] for base in bases], "values": values}
    return good(await officer.post(f"units/{unit}/publicity/deeds/note", body))


def signature(digest: str, name: str = "周岚") -> dict[str, Any]:
    """A pledge signed by hand."""
    width, height = PAD
    return {"digest": digest, "agreed": True, "width": width, "height": height, "strokes": hand(name, *PAD)}


def good(reply: httpx.Response) -> Any:
    """What a call answered; it must have been done."""
    assert reply.status_code < 300, (reply.status_code, reply.text[:600])
    return reply.json() if reply.content else None


def refused(reply: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """What a call was refused with: a problem that says in Chinese what to do and shows nothing internal."""
    assert reply.status_code == status, (reply.status_code, reply.text[:600])
    assert reply.headers["content-type"] == "application/problem+json", reply.headers
    problem = reply.json()
    assert problem["status"] == status
    if code is not None:
        assert problem["code"] == code, problem
    assert sum("一" <= c <= "鿿" for c in problem["detail"]) >= 4, problem
    for internal in ("Traceback", ".py", "sqlite", "asyncpg", "Error", "None"):
        assert internal not in reply.text, problem
    return problem


@dataclass(slots=True)
class Known:
    """What a test knows of the state that it begins with."""

    database: str
    files: Path
    tokens: dict[str, tuple[str, str]]  # name → token, id of the person
    full: str  # base of an application that is complete and signed
    empty: str  # base of one that was just started


@dataclass(slots=True, repr=False)  # asyncio writes down a fixture's result twice a test, and this holds everything
class Served:
    """A running product: the house inside, callers outside, and the worker to turn by hand."""

    house: House
    url: str
    http: httpx.AsyncClient
    platform: Platform
    worker: Worker
    settings: Settings
    app: Any
    known: Known | None = None

    def caller(self, name: str = "") -> Caller:
        """Somebody of the state that tests begin with; nobody where no name is given."""
        if not name:
            return Caller(self.http)
        assert self.known is not None
        token, id = self.known.tokens[name]
        return Caller(
            self.http,
            token,
            id,
            name=(APPLICANTS | {k: v[:2] for k, v in OFFICERS.items()})[name][0],
            publish=self.publish,
        )

    async def newcomer(self, name: str = "", number: str = "", unit: str = "u-hospital") -> Caller:
        """Somebody new who has verified phone and ID number and belongs to a unit."""
        order = next(NAMES)
        caller = await self.log_in(self.platform.user(f"新人{order}", f"139{order:08d}"))
        good(await caller.post("me/phone", {"code": self.platform.phone_code(self.platform.user(f"新人{order}"))}))
        caller.name = name or "温言"
        await caller.agree()
        me = good(await caller.post("me/identity", {"name": caller.name, "id_number": number or id_number(order * 2)}))
        caller.id = me["person"]["id"]
        if unit:
            good(await caller.post("me/employer", {"unit": unit}))
            await caller.agree()
        return caller

    async def log_in(self, user: WechatUser) -> Caller:
        caller = Caller(self.http, publish=self.publish)
        session = good(await caller.post("sessions", {"code": self.platform.code(user)}))
        caller.token = session["token"]
        caller.id = session["person"]["id"] if session["person"] else ""
        return caller

    async def work(self) -> int:
        """Let the worker do everything that is due."""
        done = 0
        while n := await self.worker.once():
            done += n
        return done

    def move_clock(
        self, *, year: int = 2026, month: int = 11, day: int = 10, hour: int = 10, minute: int = 0, second: int = 0
    ) -> None:
        """Set the clock to another moment; what is not said stays as on the morning of every test."""
        then = MORNING.replace(year=year, month=month, day=day, hour=hour, minute=minute, second=second)
        self.house.clock.move(then.timestamp() - time.time())
        self.house.renew()

    async def publish(self, caller: Caller, base: str) -> None:
        """Have the unit make an application public where its applicant may ask for that: dates and result at once."""
        deeds = good(await caller.get(base))["deeds"]
        if not any(d["deed"] == "ready" and d["ok"] for d in deeds):
            return
        good(await caller.post(f"{base}/deeds/ready"))
        for officer, (_, _, unit) in OFFICERS.items():
            who = await self.log_in(self.platform.user(officer))
            board = await who.get(f"units/{unit}/publicity")
            if board.status_code == 200 and any(base.endswith(c["application"]) for c in board.json()["cards"]):
                await noted(who, unit, base)
                return
        raise AssertionError("no unit was asked for the publicity")

    async def submitted(self) -> str:
        """Hand the finished application in; return its base."""
        assert self.known is not None
        await self.caller("zhou").deed(self.known.full, "submit")
        return self.known.full


# ── opening ──────────────────────────────────────────────────────────────────
def settings_for(database: str, files: Path, folder: Path, platform_url: str, **more: str) -> Settings:
    given = {
        "MODE": "development", "DATABASE_URL": database, "BLOB_URL": f"file://{files}", "DATA_DIR": str(folder),
        "PUBLIC_URL": "http://127.0.0.1:8000", "WECHAT_API_URL": platform_url, "WECHAT_MP_URL": platform_url,
        "TEMPLATES": str(TEMPLATES), "REGIONS": str(REGIONS),
    }  # fmt: skip
    return read({f"ZHIPING_{k}": v for k, v in {**given, **more}.items()})


@cache
def compiled() -> Mapping[str, Scheme]:
    """The product's own regions; nobody changes them, and to compile them for each of hundreds of houses takes long."""
    return regions(REGIONS)


@asynccontextmanager
async def opened(settings: Settings, bench: Bench | None = None) -> AsyncGenerator[House]:
    """Open a house with its clock on the morning of every test."""
    async with open_house(settings, schemes=compiled() if settings.regions == str(REGIONS) else None) as house:
        house.clock.move(MORNING.timestamp() - time.time())
        if bench is not None:
            house.bench = bench
        yield house


async def figure(at: Served, name: str) -> float:
    """A figure of `/metrics`, 0 where it is not there."""
    text = (await at.http.get("/metrics")).text
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


@asynccontextmanager
async def served(
    house: House, settings: Settings, platform: Platform, known: Known | None = None, **more: Any
) -> AsyncGenerator[Served]:
    """Run the product on a free port, in this loop."""

    async def ready() -> dict[str, bool]:
        return {"database": bool(await house.reads.units())}

    port = free_port()
    given: dict[str, Any] = {"frame": "http://127.0.0.1:8001", "clock_secret": CLOCK_SECRET, "ready": ready} | more
    bot, wire, name = bot_of(house, settings), wire_of(settings, house), f"t{secrets.token_hex(6)}"
    app = create_app(house, bot, wire, PAGES, settings.mp_app_id, name=name, **given)
    app.config.TOUCHUP = False  # rewrites the server's classes for one app a process; here there are many
    listener = socket.create_server(("127.0.0.1", port))
    server: Any = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.after_start()
    url = f"http://127.0.0.1:{port}"
    worker = Worker(
        house, Outbox(house.storage.database, house.storage.opener), Links(settings.mp_app_id, settings.public_url)
    )
    hooks: Any = {"response": [hold]}
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, verify=False, event_hooks=hooks) as http:
        yield Served(house, url, http, platform, worker, settings, app, known)
    server.close()
    await server.before_stop()
    await server.after_stop()
    Sanic.unregister_app(app)  # whom Sanic knows, and whose routes it remembers, it keeps with all that was read there
    Router.get.cache_clear()
