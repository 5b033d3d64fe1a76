"""The tour of every region that has one, against processes as they run at a user's (contract of `zhiping tour`).

The installations here are this file's own: other tests move the clock of theirs.
"""

import asyncio
import os
import shutil
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhiping.settings import REGIONS
from zhiping.tour import tour

from ..conftest import Postgres
from .cast import known
from .installation import Installation, Up

TOURS = sorted(f.parent.parent.name for f in Path(REGIONS).glob("*/demo/tour.yaml"))
FILES = [(region, f.name) for region in TOURS for f in sorted(Path(REGIONS).glob(f"{region}/demo/tour*.yaml"))]
STARTED = ("unit", "plan", "person", "membership", "application")
WAIT = 60.0  # seconds until something that was away is noticed, or is back


def until(met: Callable[[], bool], what: str) -> None:
    """Wait for something that nothing announces."""
    end = time.monotonic() + WAIT
    while not met():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def gone(installation: Installation, region: str, *only: str) -> None:
    """Go the tours of a region, or one of them; every step must be right."""
    ended = installation.run("tour", region, *only, *installation.addresses)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr
    assert "步都对" in ended.stdout
    assert installation.faults() == []


def whole(installation: Installation) -> None:
    """The chains hold, and the projections are what the records say (invariant 3)."""
    for command in ("verify", "rebuild"):
        ended = installation.run("audit", command)
        assert ended.returncode == 0, ended.stdout + ended.stderr


# ── as a newcomer brings it up ───────────────────────────────────────────────
@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Everything that `zhiping up` starts, on SQLite and a folder."""
    made = Up(tmp_path_factory.mktemp("up"))
    made.open()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def installation(up: Up) -> Installation:
    return up


@pytest.mark.timeout(300)  # the first one waits until everything is up
@pytest.mark.parametrize(("region", "file"), FILES, ids=[file for _, file in FILES])
def test_tour__every_region_along_every_route__goes_from_the_first_message_to_the_last_deed(
    up: Up, region: str, file: str
):
    """Chongqing's four routes, with and without a title office (CQ-04, CQ-05, CQ-16, CQ-20, CQ-23, CQ-25)."""
    gone(up, region, "--only", file)


@pytest.mark.long
def test_tour__again_on_the_same_installation__goes_again(up: Up):
    gone(up, TOURS[0], "--only", "tour.yaml")


def test_audit__of_an_installation_that_lived_through_a_tour__finds_nothing_wrong(up: Up):
    whole(up)


def test_demo__loaded_again__leaves_what_is_there_alone(up: Up):
    before = started(up)
    ended = up.run("demo", *up.addresses)
    assert ended.returncode == 0, ended.stderr
    assert started(up) == before
    assert up.faults() == []


def started(installation: Installation) -> dict[str, list[Any]]:
    """What the demonstration brings in, and what has grown out of it."""
    with sqlite3.connect(f"file:{installation.folder}/zhiping.sqlite3?mode=ro", uri=True) as db:
        return {t: sorted(db.execute(f"SELECT * FROM {t}").fetchall()) for t in STARTED}


TWISTED = {
    "another_reply": ("expect: [您好，这里是职称申报助手", "expect: [再见，这里是职称申报助手", "应当有“再见"),
    "a_refusal_that_does_not_come": ("{say: 进度, expect: 还没有申报}", "{say: 进度, refused: 不行}", "却办成了"),
    "a_link_that_is_not_there": ("tap: 开始申报,", "tap: 结束申报,", "应当能点“结束申报”"),
}


@pytest.mark.parametrize("name", TWISTED)
async def test_tour__something_else_comes__stops_and_says_what_was_expected(
    installation: Installation, name: str, tmp_path: Path, monkeypatch, capsys
):
    old, new, said = TWISTED[name]
    shutil.copytree(Path(REGIONS) / TOURS[0] / "demo", tmp_path / TOURS[0] / "demo")
    script = tmp_path / TOURS[0] / "demo" / "tour.yaml"
    written = script.read_text("utf-8")
    assert old in written
    script.write_text(written.replace(old, new), "utf-8")
    monkeypatch.setattr("zhiping.tour.REGIONS", str(tmp_path))  # a twisted script, beside the product's own
    assert await tour(TOURS[0], installation.product, installation.sandbox) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{parts: {}, ways: [{newcomers: {}, scenes: [{scene: x, who: a, acts: [{use: gone}]}]}]}", "gone"),
        ("scenes: [", "读不懂"),
        ("{newcomers: {}, scenes: [{scene: x, who: a, acts: [{fly: away}]}]}", "fly"),
        ("{newcomers: {a: {name: 甲}}, scenes: []}", "读不懂"),
    ],
)
async def test_tour__a_file_that_cannot_be_read__says_so(written: str, said: str, tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "x" / "demo").mkdir(parents=True)
    (tmp_path / "x" / "demo" / "tour.yaml").write_text(written, "utf-8")
    monkeypatch.setattr("zhiping.tour.REGIONS", str(tmp_path))
    assert await tour("x", "http://127.0.0.1:9", "http://127.0.0.1:9") == 2
    assert said in capsys.readouterr().err


def test_up__told_to_stop__ends_everything_it_started(tmp_path_factory: pytest.TempPathFactory, up: Up):
    """Comes last of this installation."""
    assert up.end() == 0
    for address in (up.product, up.sandbox):
        with pytest.raises(urllib.error.URLError, match="refused"):
            urllib.request.urlopen(address, timeout=5)


async def test_tour__no_product_there__says_what_to_start(capsys):
    assert await tour(TOURS[0], "http://127.0.0.1:9", "http://127.0.0.1:9") == 2
    assert "zhiping up" in capsys.readouterr().err


# ── as production runs it ────────────────────────────────────────────────────
@pytest.mark.timeout(300)
async def test_tour__on_postgres_redis_and_s3__goes_too_and_outlives_a_database_that_stops(
    mortal_postgres: Postgres, redis_url: str, s3_bucket: Callable[[], str], tmp_path: Path
):
    """While the database is away readiness says so and nothing dies; when it is back, everything goes on by itself."""
    made = Installation(tmp_path, DATABASE_URL=mortal_postgres.create(), REDIS_URL=redis_url, BLOB_URL=s3_bucket())
    made.environment |= {n: v for n, v in os.environ.items() if n.startswith("AWS_")}
    try:
        made.open()
        gone(made, TOURS[0], "--only", "tour.yaml")
        whole(made)
        mortal_postgres.stop()
        until(lambda: ready(made) == 503, "readiness does not notice")
        until(lambda: "cannot work now" in made.log("worker"), "the worker does not notice")
        mortal_postgres.start()
        until(lambda: ready(made) == 200, "it does not get ready again")
        async with made.phones() as phones:
            player = await known(phones, in_chat=True)  # answered by the web process
            while not any("验证好了" in m.get("text", "") for m in await player.phone.messages()):  # noqa: ASYNC110  a phone is looked at
                await asyncio.sleep(0.1)  # and greeted by the worker
        assert {p.poll() for p in made.processes.values()} == {None}
    finally:
        made.stop()


def ready(installation: Installation) -> int:
    """What a load balancer is told."""
    try:
        with urllib.request.urlopen(f"{installation.product}/health/ready", timeout=10) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code
