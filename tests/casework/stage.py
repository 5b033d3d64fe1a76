"""A real house over a throw-away database, the stand-in as the platform, and people who come in through the API.

The state that most tests begin with (units, plans, officers, one finished and one empty application) is made once a run
by the deeds themselves, over HTTP; each test gets a copy of the database and of the files.
"""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web as aioweb

from bot.render import Links
from casework.house import House
from evidence.process import Bench
from sandbox import login as stand_in_login
from sandbox.app import create_app as stand_in_app
from sandbox.kept import Person as WechatUser
from sandbox.settings import Settings as StandInSettings
from sandbox.steering import WORLD
from sandbox.world import World
from storage import ZONE
from storage.outbox import Outbox
from web.app import create_app
from zhiping.compose import bot_of, open_house, wire_of
from zhiping.operating import put_plan, put_unit
from zhiping.settings import DEMONSTRATION, Settings, read
from zhiping.touring.pages import PAD, hand
from zhiping.worker import Worker

from ..conftest import Postgres, free_port
from .answers import APPLICATION, EVIDENCE, PERSON, WORK
from .contract import hold
from .pictures import certificate, sheet

MORNING = datetime(2026, 11, 10, 10, 0, tzinfo=ZONE)
"""When every test begins: a Tuesday in the time of the plans."""

OPENS, CLOSES = "2026-11-01 09:00", "2026-11-30 17:00"
CLOCK_SECRET = "a clock for tests"
PAGES = Path(__file__).parent / "pages"
REGIONS = Path("regions").absolute()
TEMPLATES, LIBRARY = (Path(f"src/zhiping/demo_{n}.json").absolute() for n in ("templates", "library"))
NAMES = itertools.count(50)  # no number that comes of it is one of those below

UNITS = (
    ("u-city", "市卫健委", "health_commission", ""),
    ("u-yunxi", "云溪区卫健委", "district", "u-city"),
    ("u-titles", "云溪区职改办", "title_office", "u-yunxi"),
    ("u-hospital", "云溪区人民医院", "district_institution", "u-yunxi"),
    ("u-second", "云溪区第二人民医院", "district_institution", "u-yunxi"),
)
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
    """An ID number with a right check digit; nobody has it."""
    body = f"{area}{born}{order:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


@dataclass(slots=True)
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


class Caller:
    """Somebody who calls the API, with a session or without."""

    def __init__(self, http: httpx.AsyncClient, token: str = "", id: str = "", name: str = "") -> None:
        self.http, self.token, self.id, self.name = http, token, id, name

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
        """Do a deed on the version that is there."""
        return good(await self.post(f"{base}/deeds/{deed}", body or {}, **given))

    async def sign(self, base: str) -> dict[str, Any]:
        shown = good(await self.get(f"{base}/pledge"))
        return good(await self.post(f"{base}/pledge", signature(shown["digest"], self.name)))


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


@dataclass(slots=True)
class Served:
    """A running product: the house inside, callers outside, and the worker to turn by hand."""

    house: House
    url: str
    http: httpx.AsyncClient
    platform: Platform
    worker: Worker
    settings: Settings
    known: Known | None = None

    def caller(self, name: str = "") -> Caller:
        """Somebody of the state that tests begin with; nobody where no name is given."""
        if not name:
            return Caller(self.http)
        assert self.known is not None
        token, id = self.known.tokens[name]
        return Caller(self.http, token, id, (APPLICANTS | {k: v[:2] for k, v in OFFICERS.items()})[name][0])

    async def newcomer(self, name: str = "", number: str = "", unit: str = "u-hospital") -> Caller:
        """Somebody new who has verified phone and ID number and belongs to a unit."""
        order = next(NAMES)
        caller = await self.log_in(self.platform.user(f"新人{order}", f"139{order:08d}"))
        good(await caller.post("me/phone", {"code": self.platform.phone_code(self.platform.user(f"新人{order}"))}))
        caller.name = name or "温言"
        me = good(await caller.post("me/identity", {"name": caller.name, "id_number": number or id_number(order * 2)}))
        caller.id = me["person"]["id"]
        if unit:
            good(await caller.post("me/employer", {"unit": unit}))
        return caller

    async def log_in(self, user: WechatUser) -> Caller:
        caller = Caller(self.http)
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

    def move_clock(self, **to: int) -> None:
        """Set the clock to another moment of the year."""
        then = MORNING.replace(**to)  # type: ignore[arg-type]
        self.house.clock.move(then.timestamp() - time.time())
        self.house.known.clear()

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


@asynccontextmanager
async def opened(settings: Settings, bench: Bench | None = None) -> AsyncGenerator[House]:
    """Open a house with its clock on the morning of every test."""
    async with open_house(settings) as house:
        house.clock.move(MORNING.timestamp() - time.time())
        if bench is not None:
            house.bench = bench
        yield house


@asynccontextmanager
async def served(
    house: House, settings: Settings, platform: Platform, known: Known | None = None, **more: Any
) -> AsyncGenerator[Served]:
    """Run the product on a free port, in this loop."""

    async def ready() -> dict[str, bool]:
        return {"database": bool(await house.reads.units()) or True}

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
        yield Served(house, url, http, platform, worker, settings, known)
    server.close()
    await server.before_stop()
    await server.after_stop()


# ── the state that tests begin with ──────────────────────────────────────────
async def settle(at: Served) -> tuple[dict[str, tuple[str, str]], str, str]:
    """Bring in units, plans, officers and applicants; return tokens, a finished application and an empty one."""
    house, platform = at.house, at.platform
    invitations: dict[str, str] = {}
    for level, label in (("associate", "副高"), ("senior", "正高")):
        plan = {
            "id": f"n-{level}",
            "region": "chongqing",
            "year": 2026,
            "level": level,
            "opens": OPENS,
            "closes": CLOSES,
        }
        await put_plan(house, plan | {"label": f"2026 年度重庆市卫生高级职称（{label}）"})
    for id, name, kind, parent in UNITS:
        _, invitations[id] = await put_unit(house, name, kind, parent, "chongqing", id)
    callers: dict[str, Caller] = {}
    people = {**{k: v[:2] for k, v in OFFICERS.items()}, **APPLICANTS}
    for key, (name, number) in people.items():
        user = platform.user(key)
        callers[key] = caller = await at.log_in(user)
        caller.name = name
        good(await caller.post("me/phone", {"code": platform.phone_code(user)}))
        caller.id = good(await caller.post("me/identity", {"name": name, "id_number": number}))["person"]["id"]
    for key, (_, _, unit) in OFFICERS.items():
        ticket = invitations.pop(unit, "")
        if not ticket:
            ticket = good(await callers["luo"].post(f"units/{unit}/invitations", {"role": "officer"}))["ticket"]
        good(await callers[key].post(f"tickets/{ticket}/accept"))
    office = good(await callers["shen"].post("units/u-city/invitations", {"role": "office"}))
    good(await callers["shen"].post(f"tickets/{office['ticket']}/accept"))
    for key in APPLICANTS:
        caller = callers[key]
        good(await caller.post("me/employer", {"unit": "u-hospital"}))
        await caller.save("people/me", "register.employer", {"value": "u-hospital"})
        for address, given in PERSON.items():
            await caller.save("people/me", address, given)
        good(await callers["luo"].post(f"people/{caller.id}/deeds/confirm"))
    full = await fill(at, callers["zhou"])
    empty = good(await callers["he"].post("applications", {"plan": "n-associate"}))["base"]
    return {k: (c.token, c.id) for k, c in callers.items()}, full, empty


async def fill(at: Served, caller: Caller, plan: str = "n-associate") -> str:
    """Start an application, fill everything, bring the evidence and sign; return its base."""
    base = good(await caller.post("applications", {"plan": plan}))["base"]
    for address, given in APPLICATION.items():
        await caller.save(base, address, given)
    for n, values in enumerate(WORK, 1):
        row = good(await caller.post(f"{base}/sections/work/rows", {"row": f"r{n}"}))["row"]
        for name, text in values.items():
            await caller.save(base, f"work.{row}.{name}", text)
    await bring_evidence(at, caller, base)
    await caller.sign(base)
    return base


async def bring_evidence(at: Served, caller: Caller, base: str) -> None:
    for address in EVIDENCE:
        data = certificate() if address == "basic.schooling_proof" else sheet()
        name = "a.pdf" if data.startswith(b"%PDF") else "a.jpg"
        good(await caller.upload(f"{base}/evidence/{address}/pages", data, name))
    await at.work()
    for address in EVIDENCE:
        good(await caller.post(f"{base}/evidence/{address}/keep"))


# ── fixtures, taken over by the conftest of each folder ──────────────────────
@pytest.fixture(scope="session")
async def platform(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    """The stand-in on a port of its own, in fair weather."""
    port = free_port()
    nowhere = f"http://127.0.0.1:{free_port()}"
    settings = StandInSettings(
        callback_url=f"{nowhere}/wechat/callback", product_url=nowhere, port=port,
        data_dir=tmp_path_factory.mktemp("stand-in"), templates=LIBRARY, seed=7,
        **{name.lower(): value for name, value in DEMONSTRATION.items() if name.startswith(("OA_", "MP_"))},
    )  # fmt: skip
    app = stand_in_app(settings, verify=False)
    runner = aioweb.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await aioweb.TCPSite(runner, "127.0.0.1", port).start()
    yield Platform(app[WORLD], f"http://127.0.0.1:{port}", settings)
    await runner.cleanup()


@pytest.fixture(scope="session")
async def bench() -> AsyncIterator[Bench]:
    """One process that opens pictures, for all tests."""
    async with Bench(memory=1024 * 1_048_576) as found:
        yield found


async def prepare(database: str, folder: Path, platform: Platform, bench: Bench) -> Known:
    settings = settings_for(database, folder / "files", folder, platform.url)
    async with opened(settings, bench) as house, served(house, settings, platform) as at:
        tokens, full, empty = await settle(at)
    return Known(database, folder / "files", tokens, full, empty)


@pytest.fixture(scope="session")
async def prepared(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, platform: Platform, bench: Bench
) -> Known:
    """The state that tests begin with, on SQLite."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copy(sqlite_template, folder / "zhiping.sqlite3")
    return await prepare(f"sqlite://{folder}/zhiping.sqlite3", folder, platform, bench)


@pytest.fixture(scope="session")
async def prepared_postgres(
    postgres: Postgres,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    platform: Platform,
    bench: Bench,
) -> Known:
    """The same state on PostgreSQL."""
    return await prepare(postgres.create(postgres_template), tmp_path_factory.mktemp("prepared"), platform, bench)


def copied(known: Known, folder: Path) -> Known:
    """A copy of the prepared database and files for one test."""
    shutil.copytree(known.files, folder / "files", copy_function=os.link)
    source = Path(known.database.removeprefix("sqlite://"))
    for end in ("", "-wal", "-shm"):
        if (file := source.with_name(source.name + end)).exists():
            shutil.copy(file, folder / file.name)
    return replace(known, database=f"sqlite://{folder}/{source.name}", files=folder / "files")


@pytest.fixture
async def house(prepared: Known, tmp_path: Path, platform: Platform, bench: Bench) -> AsyncIterator[House]:
    """A house over a database of this test alone."""
    known = copied(prepared, tmp_path)
    async with opened(settings_for(known.database, known.files, tmp_path, platform.url), bench) as found:
        yield found


@pytest.fixture
async def server(prepared: Known, tmp_path: Path, platform: Platform, bench: Bench) -> AsyncIterator[Served]:
    """The product, running over a database of this test alone."""
    known = copied(prepared, tmp_path)
    settings = settings_for(known.database, known.files, tmp_path, platform.url)
    async with opened(settings, bench) as found, served(found, settings, platform, known) as at:
        yield at


@pytest.fixture
async def postgres_server(
    prepared_postgres: Known, postgres: Postgres, tmp_path: Path, platform: Platform, bench: Bench
) -> AsyncIterator[Served]:
    """The product over a PostgreSQL database of this test alone."""
    shutil.copytree(prepared_postgres.files, tmp_path / "files", copy_function=os.link)
    database = postgres.create(prepared_postgres.database.rpartition("/")[2])
    known = replace(prepared_postgres, database=database, files=tmp_path / "files")
    settings = settings_for(database, known.files, tmp_path, platform.url)
    async with opened(settings, bench) as found, served(found, settings, platform, known) as at:
        yield at
