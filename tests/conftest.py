"""Throw-away servers for the whole run, the databases on them, and its one Chromium.

Nothing is skipped: what is missing is an error.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
import redis
from hypothesis import settings

from storage.database import Database

if TYPE_CHECKING:
    from playwright.async_api import Browser


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long suite too")


def pytest_configure(config: pytest.Config) -> None:
    """Try the same examples every time, so that the quick suite says the same of the same code; --long seeks others."""
    settings.register_profile("quick", derandomize=True)
    settings.register_profile("long", derandomize=False)
    settings.load_profile("long" if config.getoption("--long") else "quick")


def pytest_report_header(config: pytest.Config) -> str:
    return "long suite: " + ("included" if config.getoption("--long") else "left out, run it with --long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long suite out; begin with the longest files, so that no worker sits idle at the end beside one."""
    items.sort(key=lambda i: "end_to_end" not in i.path.parts)
    if config.getoption("--long"):
        return
    left_out = [i for i in items if i.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [i for i in items if i not in left_out]


def program(name: str, package: str) -> str:
    """Return where a program is, or say which package brings it."""
    folders = [str(p) for p in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install {package}", pytrace=False)
    return found


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _die_with_parent() -> None:
    """Have the kernel end a server whose test run was killed (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Postgres:
    """Is a PostgreSQL of our own in a temporary folder; it refuses root, so it runs as somebody else there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.user: str | None = None
        if os.geteuid() == 0:
            names = {p.pw_name for p in pwd.getpwall()}
            self.user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(folder, self.user)
        command = [
            "-D",
            str(folder / "data"),
            "-U",
            "zhiping",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        self._run([program("initdb", "postgresql"), *command])
        settings = {
            "port": self.port, "listen_addresses": "'127.0.0.1'", "unix_socket_directories": f"'{folder}'",
            "fsync": "off", "log_error_verbosity": "terse", "max_connections": 120, "deadlock_timeout": "200ms",
        }  # fmt: skip
        with (folder / "data" / "postgresql.conf").open("a") as f:
            f.writelines(f"{k} = {v}\n" for k, v in settings.items())
        self.start()

    def _run(self, command: list[str]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self.user, cwd=self.folder)

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres", "postgresql"), "-D", str(self.folder / "data")], stdout=log, stderr=log, cwd="/",
                user=self.user, preexec_fn=_die_with_parent,
            )  # fmt: skip
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as s:
                s.sendall(b"\0\0\0\x08\x04\xd2\x16\x2f")  # asks for encryption; a server that is up answers one byte
                if s.recv(1):
                    self.execute("SELECT 1")
                    return
            time.sleep(0.05)
        pytest.fail("PostgreSQL did not start: " + (self.folder / "log").read_text(errors="replace")[-800:])

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it at once, connections and all; SIGINT lets it clear away its shared memory first."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of the server; SIGSTOP makes it a frozen database."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in [self.process.pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def url(self, name: str) -> str:
        return f"postgres://zhiping@127.0.0.1:{self.port}/{name}"

    def execute(self, sql: str) -> None:
        import asyncio
        import threading

        async def run() -> None:
            connection = await asyncpg.connect(self.url("postgres"), timeout=5)
            await connection.execute(sql)
            await connection.close()

        failed: list[BaseException] = []

        def alone() -> None:  # a loop may be running in this thread
            try:
                asyncio.run(run())
            except (OSError, asyncpg.PostgresError) as error:
                failed.append(error)

        thread = threading.Thread(target=alone)
        thread.start()
        thread.join()
        if failed:
            raise OSError("no answer") from failed[0]

    def create(self, template: str = "template1") -> str:
        """Make a database and return its address."""
        name = "t" + uuid.uuid4().hex[:12]
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database; hundreds of them would take minutes to clear away at the end."""
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


@contextlib.contextmanager
def folder(prefix: str) -> Iterator[Path]:
    memory = Path("/dev/shm")  # a database's thousand small files are made and removed ten times as fast there
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2_000_000_000
    path = Path(tempfile.mkdtemp(prefix=f"zhiping-{prefix}-", dir=memory if roomy else None))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for everybody."""
    with folder("postgres") as path:
        server = Postgres(path)
        yield server
        server.stop(signal.SIGINT)


@pytest.fixture(scope="session")
def mortal_postgres() -> Iterator[Postgres]:
    """A second PostgreSQL, for tests that stop or freeze it."""
    with folder("mortal") as path:
        server = Postgres(path)
        yield server
        server.stop(signal.SIGINT)


async def migrated(url: str) -> None:
    database = await Database.open(url)
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
async def postgres_template(postgres: Postgres) -> str:
    """Name of a migrated, empty database."""
    url = postgres.create()
    await migrated(url)
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    await migrated(f"sqlite://{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test alone."""
    path = tmp_path / "zhiping.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite://{path}"


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test alone."""
    url = postgres.create(postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test alone, once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis for everybody."""
    port = free_port()
    with folder("redis") as path:
        command = [
            program("redis-server", "redis-server"),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(path),
        ]
        process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL, preexec_fn=_die_with_parent
        )
        url = f"redis://127.0.0.1:{port}/0"
        until = time.monotonic() + 10
        with redis.Redis.from_url(url) as client:
            while True:
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    if time.monotonic() > until or process.poll() is not None:
                        pytest.fail("redis-server did not start")
                    time.sleep(0.02)
        yield url
        process.terminate()
        process.wait(10)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 stand-in."""
    from moto.server import ThreadedMotoServer

    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def s3_bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Makes a new bucket and returns its `BLOB_URL`."""
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_REGION", "us-east-1")

    def make() -> str:
        name = "b" + uuid.uuid4().hex[:12]
        boto3.client("s3", endpoint_url=s3_server, region_name="us-east-1").create_bucket(Bucket=name)
        return f"s3://{name}/files?endpoint={s3_server}&region=us-east-1"

    return make


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The one Chromium of the run."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        await opened.close()
