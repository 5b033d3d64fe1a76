"""A whole installation of processes: web, worker and stand-in, with the demonstration, on ports of its own."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from zhiping.phone import Phones
from zhiping.settings import PREFIX
from zhiping.up import environments

from ..conftest import free_port

COMMAND = [sys.executable, "-m", "zhiping.cli"]
PATIENCE = 90.0  # seconds until a process must answer; the machine may be busy
ROOT = Path(__file__).parents[2]


def _die_with_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel end a process whose test run was killed (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, how)


class Installation:
    """Starts, kills and stops the processes of one installation; every one by its own pid.

    Args:
        folder: keeps everything.
        settings: of the product, without their prefix, beside those of the demonstration.
    """

    logs: ClassVar[dict[str, str]] = {"web": "web.log", "worker": "worker.log", "sandbox": "sandbox.log"}

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port, self.sandbox_port = folder, free_port(), free_port()
        self.product, self.sandbox = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.sandbox_port}"
        self.environment, self.stand_in = environments(self.port, self.sandbox_port, str(folder))
        self.environment |= {PREFIX + name: value for name, value in settings.items()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start `web`, `worker` or `sandbox`."""
        command, environment = {
            "web": ([*COMMAND, "serve"], self.environment),
            "worker": ([*COMMAND, "worker"], self.environment),
            "sandbox": ([sys.executable, "-m", "sandbox"], self.stand_in),
        }[name]
        with (self.folder / self.logs[name]).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, cwd=ROOT, preexec_fn=_die_with_parent
            )

    def ready(self) -> None:
        """Wait until product and stand-in answer."""
        self.answers("web", f"{self.product}/health/ready")
        self.answers("sandbox", f"{self.sandbox}/control/state")

    def answers(self, name: str, address: str) -> None:
        """Wait until a process answers at an address."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                gone = self.processes[name].poll() is not None
                if gone or time.monotonic() > end:
                    raise AssertionError(f"{name} does not answer:\n{self.log(name)}") from None
                time.sleep(0.05)

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        """Stop everything, politely first."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        self.processes.clear()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the product to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=110,
            check=False,
        )

    def open(self) -> None:
        """Bring everything up with the demonstration."""
        made = self.run("migrate")
        assert made.returncode == 0, made.stderr
        for name in ("sandbox", "web", "worker"):
            self.start(name)
        self.ready()
        made = self.run("demo", *self.addresses)
        assert made.returncode == 0, made.stderr + self.log("web")

    @property
    def addresses(self) -> list[str]:
        """Arguments that name both origins."""
        return ["--product", self.product, "--sandbox", self.sandbox]

    def phones(self) -> Phones:
        """Phones over a new HTTP session."""
        return Phones(self.product, self.sandbox)

    def log(self, name: str) -> str:
        """The end of a process's log."""
        file = self.folder / self.logs[name]
        return file.read_text(errors="replace")[-3000:] if file.exists() else ""

    def faults(self) -> list[str]:
        """Lines in which a process says that something unforeseen happened."""
        lines = [line for n in ("web", "worker") for line in (self.folder / self.logs[n]).read_text().splitlines()]
        return [line for line in lines if "unforeseen" in line or "job failed" in line or "Traceback" in line]


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Bring a whole installation up, and stop it in the end."""
    made = Installation(folder)
    try:
        made.open()
        yield made
    finally:
        made.stop()


class Up(Installation):
    """Is the same, brought up and ended by the one command that a newcomer types: `zhiping up`."""

    logs: ClassVar[dict[str, str]] = {"web": "serve.log", "worker": "worker.log", "sandbox": "sandbox.log"}

    def open(self) -> None:
        """Type the command and wait for the address that it prints."""
        ports = ["--port", str(self.port), "--sandbox-port", str(self.sandbox_port), "--data", str(self.folder)]
        self.up = subprocess.Popen(
            [*COMMAND, "up", *ports], env=self.environment, stdout=subprocess.PIPE, text=True, cwd=self.folder,
            preexec_fn=lambda: _die_with_parent(signal.SIGTERM),
        )  # fmt: skip
        assert self.up.stdout is not None
        for line in self.up.stdout:
            if self.sandbox in line:
                return
        raise AssertionError(f"zhiping up ended with {self.up.wait()}:\n{self.log('web')}\n{self.log('worker')}")

    def end(self) -> int:
        """Ask the command to stop; return its exit status."""
        self.up.terminate()
        return self.up.wait(30)

    def stop(self) -> None:
        """Stop it, if it still runs."""
        if self.up.poll() is None:
            self.end()
