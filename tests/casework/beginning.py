"""The state that most tests begin with, and the fixtures that give each test a copy; each folder's conftest takes them.

Units, plans, officers, one finished and one empty application are made once a run by the deeds themselves, over HTTP;
each test gets a copy of the database and of the files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web as aioweb

from casework.house import House
from evidence.process import Bench
from sandbox.app import create_app as stand_in_app
from sandbox.settings import Settings as StandInSettings
from sandbox.steering import WORLD
from zhiping.operating import put_plan, put_unit
from zhiping.settings import DEMONSTRATION

from ..conftest import Postgres, free_port
from .answers import APPLICATION, EVIDENCE, LATER, PERSON, ROWS, WORKLOAD
from .pictures import certificate, sheet
from .stage import (
    APPLICANTS,
    CLOSES,
    OFFICERS,
    OPENS,
    Caller,
    Known,
    Platform,
    Served,
    good,
    opened,
    served,
    settings_for,
)

LIBRARY = Path("src/zhiping/demo_library.json").absolute()
UNITS = (
    ("u-city", "市卫健委", "health_commission", ""),
    ("u-yunxi", "云溪区卫健委", "district", "u-city"),
    ("u-titles", "云溪区职改办", "title_office", "u-yunxi"),
    ("u-hospital", "云溪区人民医院", "district_institution", "u-yunxi"),
    ("u-second", "云溪区第二人民医院", "district_institution", "u-yunxi"),
)


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
        await caller.agree()
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
        await caller.agree()
        for address, given in PERSON.items():
            await caller.save("people/me", address, given)
        good(await callers["luo"].post(f"people/{caller.id}/deeds/confirm"))
    full = await fill(at, callers["zhou"])
    await at.house.storage.database.fetch("DELETE FROM outbox")  # what was said of the publicity is over by then
    empty = good(await callers["he"].post("applications", {"plan": "n-associate"}))["base"]
    return {k: (c.token, c.id) for k, c in callers.items()}, full, empty


async def fill(at: Served, caller: Caller, plan: str = "n-associate") -> str:
    """Start an application, fill everything, bring the evidence and sign; return its base."""
    base = good(await caller.post("applications", {"plan": plan}))["base"]
    for address, given in APPLICATION.items():
        await caller.save(base, address, given)
    for section, rows in ROWS.items():
        for n, values in enumerate(rows, 1):
            row = good(await caller.post(f"{base}/sections/{section}/rows", {"row": f"r{n}"}))["row"]
            for name, given in values.items():
                await caller.save(base, f"{section}.{row}.{name}", given)
    for card in good(await caller.get(f"{base}/sections/workload"))["rows"]["cards"]:
        for name, text in WORKLOAD.items():
            await caller.save(base, f"workload.{card['row']}.{name}", text)
    for address, given in LATER.items():
        await caller.save(base, address, given)
    await bring_evidence(at, caller, base)
    await caller.sign(base)
    await at.publish(caller, base)
    return base


async def bring_evidence(at: Served, caller: Caller, base: str) -> None:
    for address in EVIDENCE:
        data = certificate() if address == "basic.schooling_proof" else sheet()
        name = "a.pdf" if data.startswith(b"%PDF") else "a.jpg"
        good(await caller.upload(f"{base}/evidence/{address}/pages", data, name))
    await at.work()
    for address in EVIDENCE:
        good(await caller.post(f"{base}/evidence/{address}/keep"))


# ── fixtures ──────────────────────
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


@asynccontextmanager
async def served_copy(prepared: Known, folder: Path, platform: Platform, bench: Bench) -> AsyncGenerator[Served]:
    """Run the product over a copy of the prepared database and files."""
    known = copied(prepared, folder)
    settings = settings_for(known.database, known.files, folder, platform.url)
    async with opened(settings, bench) as found, served(found, settings, platform, known) as at:
        yield at


@pytest.fixture
async def server(prepared: Known, tmp_path: Path, platform: Platform, bench: Bench) -> AsyncIterator[Served]:
    """The product, running over a database of this test alone."""
    async with served_copy(prepared, tmp_path, platform, bench) as at:
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
