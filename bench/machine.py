"""Processes under test: pinned to one core, their CPU counted to the nanosecond, stopped by their own id."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORES = sorted(os.sched_getaffinity(0))
UNDER_TEST, GENERATOR = CORES[0], CORES[-1]
PATIENCE = 60.0  # seconds until a server must answer
TICK = 1e6 / os.sysconf("SC_CLK_TCK")
SCHEDULED = 2  # CPUCLOCK_SCHED of clock_gettime(2): what the scheduler gave a process, nanoseconds, all its threads


class Broken(Exception):
    """Says which process did not start or which run did not count."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def tools() -> str:
    """Return PATH with the folders in which PostgreSQL keeps its programs."""
    folders = [str(p) for p in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return os.pathsep.join([*folders, os.environ.get("PATH", "")])


def program(name: str) -> str:
    """Return where a program is.

    Raises:
        Broken: it is not installed.
    """
    if (found := shutil.which(name, path=tools())) is None:
        raise Broken(f"{name} is missing; scripts/install test installs it")
    return found


def _die_with_parent() -> None:
    """Have the kernel end a process whose starter was killed (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Process:
    """Is one process under test.

    Args:
        child: as started.
        log: what it printed.
    """

    def __init__(self, child: subprocess.Popen[bytes], log: Path) -> None:
        self.child, self.log = child, log

    @property
    def pid(self) -> int:
        """Return its id."""
        return self.child.pid

    def tail(self) -> str:
        """Return the end of what it printed."""
        return self.log.read_text(errors="replace")[-2000:]

    def wait_for(self, port: int) -> None:
        """Wait until it listens.

        Raises:
            Broken: it ended, or took too long.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.child.poll() is not None:
                raise Broken(f"{self.child.args}: exit {self.child.returncode}\n{self.tail()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.05)
        raise Broken(f"{self.child.args}: does not listen\n{self.tail()}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it: asked first, then told."""
        if self.child.poll() is None:
            self.child.send_signal(number)
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


@contextlib.contextmanager
def running(
    command: Sequence[object],
    folder: Path,
    *,
    core: int | None = UNDER_TEST,
    port: int | None = None,
    environment: dict[str, str] | None = None,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[Process]:
    """Run a process on one core and end it afterwards.

    Args:
        command: program and arguments.
        folder: for its log.
        core: that it and its children are pinned to; None for all.
        port: wait until it listens there.
        environment: the shell's when absent.
        user: who it runs as, when started by root.
        stop: the signal that ends it.
    """
    cores = ",".join(map(str, CORES)) if core is None else str(core)
    words = [program("taskset"), "-c", cores, *map(str, command)]
    log = folder / f"{Path(str(command[0])).name}-{port or time.monotonic_ns()}.log"
    with log.open("ab") as out:
        child = subprocess.Popen(
            words, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=ROOT if user is None else "/",
            env=environment, user=user, preexec_fn=_die_with_parent,
        )  # fmt: skip
    process = Process(child, log)
    try:
        if port is not None:
            process.wait_for(port)
        yield process
    finally:
        process.stop(stop)


def ran(script: str, *arguments: object, environment: dict[str, str] | None = None, patience: float = 1800) -> str:
    """Run one of this folder's scripts to its end, on all cores, and return what it printed.

    Raises:
        Broken: it failed; says what it wrote last.
    """
    words = [program("taskset"), "-c", ",".join(map(str, CORES)), sys.executable, str(ROOT / "bench" / script)]
    done = subprocess.run(
        [*words, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=patience,
        preexec_fn=_die_with_parent, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Broken(f"{script}: exit {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def cpu(pids: Sequence[int]) -> float:
    """Return the CPU time of processes with their threads and children, dead ones included, in microseconds."""
    return sum(_cpu(pid) for pid in pids)


def _cpu(pid: int) -> float:
    try:
        own = time.clock_gettime_ns((~pid << 3) | SCHEDULED) / 1000
        ended = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[13:15]
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for t in threads for c in (t / "children").read_text().split()]
    except OSError:  # it ended meanwhile; its parent has its time
        return 0.0
    return own + sum(map(int, ended)) * TICK + sum(map(_cpu, children))


def memory(pid: int) -> float:
    """Return the resident memory of one process in megabytes (10^6 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise Broken(f"{pid}: no VmRSS")


def serving(pid: int) -> int:
    """Return which process below this one is `zhiping serve`.

    Raises:
        Broken: none is.
    """
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            if b"\0serve\0" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
            with contextlib.suppress(Broken):
                return serving(child)
    raise Broken("no web process")


@contextlib.contextmanager
def folder(name: str) -> Iterator[Path]:
    """Lend an empty folder that servers of other users can enter."""
    path = Path(tempfile.mkdtemp(prefix=f"zhiping-bench-{name}-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Postgres:
    """Is a PostgreSQL with its default settings, fsync on.

    Args:
        process: the server.
        port: where it listens.
    """

    def __init__(self, process: Process, port: int) -> None:
        self.process, self.port, self.pid = process, port, process.pid
        self.count = 0

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgres://bench@127.0.0.1:{self.port}/{name}"

    def sql(self, text: str, name: str = "postgres") -> list[str]:
        """Run a statement and return its rows, columns joined by `|`."""
        done = subprocess.run(
            [program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text, self.url(name)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Broken(done.stderr[-1000:])
        return done.stdout.splitlines()

    def create(self, template: str = "template1") -> str:
        """Make a database and return its name."""
        self.count += 1
        name = f"bench{self.count}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


@contextlib.contextmanager
def postgres(place: Path) -> Iterator[Postgres]:
    """Run a PostgreSQL of our own; it refuses root, so it runs as somebody else there.

    Args:
        place: folder for its data.
    """
    user = None
    home = place / "server"
    home.mkdir()
    if os.geteuid() == 0:
        user = "postgres" if "postgres" in {p.pw_name for p in pwd.getpwall()} else "nobody"
        shutil.chown(home, user)
    port = free_port()
    command = [program("initdb"), "-D", home / "data", "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")
    server = [program("postgres"), "-D", home / "data", "-k", home, "-c", "listen_addresses=127.0.0.1", "-p", port]
    with running(server, place, port=port, user=user, stop=signal.SIGINT) as process:
        yield Postgres(process, port)


@contextlib.contextmanager
def redis(place: Path) -> Iterator[tuple[str, int]]:
    """Run a Redis with its default settings; yield its address and process id."""
    port = free_port()
    command = [program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--dir", place]
    with running(command, place, port=port) as process:
        yield f"redis://127.0.0.1:{port}/0", process.pid


def described() -> str:
    """Return the machine and the versions in words."""
    model = next(
        (t.partition(":")[2].strip() for t in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in t), "?"
    )
    total = next(int(t.split()[1]) for t in Path("/proc/meminfo").read_text().splitlines() if t.startswith("MemTotal"))
    version = subprocess.run([program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return (
        f"{len(CORES)} cores ({model}), {total / 1e6:.0f} GB memory, Linux {platform.release()}, "
        f"Python {platform.python_version()}, {version.strip().replace('postgres ', '')}"
    )
