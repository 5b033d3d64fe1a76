"""The web process is told to stop: what was begun is answered, and neither then nor else does its log quote anybody."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhiping.up import environments

from ..conftest import free_port
from ..end_to_end.installation import Installation

SECRET = "o1234567890secret"
ASKED = f"POST /wechat/callback?openid={SECRET}&signature={SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Installation]:
    """A web process of its own, ready."""
    at = Installation(tmp_path)
    made = at.run("migrate")
    assert made.returncode == 0, made.stderr
    at.start("web")
    try:
        at.answers("web", f"{at.product}/health/ready")
        yield at
    finally:
        at.stop()


def connected(at: Installation, text: str = "") -> socket.socket:
    found = socket.create_connection(("127.0.0.1", at.port), timeout=15)
    found.sendall(text.encode())
    return found


def answer(connection: socket.socket) -> bytes:
    """Read until the other side closes."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while more := connection.recv(65536):
            said += more
    return said


def told_to_stop(at: Installation) -> subprocess.Popen[bytes]:
    """Send SIGTERM and return when no new connection is taken."""
    process = at.processes["web"]
    process.send_signal(signal.SIGTERM)
    end = time.monotonic() + 10
    with contextlib.suppress(ConnectionRefusedError):
        while time.monotonic() < end:
            connected(at).close()
            time.sleep(0.01)
    return process


def lines(at: Installation) -> list[dict[str, Any]]:
    """The log; every line of it is JSON."""
    text = at.log("web")
    assert SECRET not in text
    return [json.loads(line) for line in text.splitlines()]


def test_stop__with_a_request_in_flight__answers_it_and_closes_what_is_idle(web: Installation) -> None:
    idle = connected(web, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
    assert idle.recv(65536).startswith(b"HTTP/1.1 200")
    begun, left = connected(web, ASKED + "12345"), connected(web, ASKED + "12345")
    busy = connected(web, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
    assert busy.recv(65536), "so that what came before it was read too"
    process = told_to_stop(web)
    assert answer(idle) == b""
    left.close()
    begun.sendall(b"67890")
    assert answer(begun).startswith(b"HTTP/1.1 403"), "its push is not signed, and that is what it is told"
    began = time.monotonic()
    assert process.wait(10) == 0
    assert time.monotonic() - began < 5, "nothing else is waited for"
    assert next(line["event"] for line in lines(web)) == "serving"


@pytest.mark.long
def test_stop__with_a_request_that_never_ends__cuts_it_off_in_time_without_quoting_it(web: Installation) -> None:
    begun = connected(web, ASKED + "12345")
    assert told_to_stop(web).wait(12) == 0
    assert b"200 OK" not in answer(begun)
    assert "cut off" in [line["event"] for line in lines(web)]


SAYS = """
import asyncio, logging, warnings
from zhiping.logs import set_up
set_up()
logging.getLogger("asyncpg.pool").warning("could not reset %s", "{secret}", exc_info=ValueError("{secret}"))
logging.getLogger("sanic.error").error("Exception occurred while handling uri: /x?{secret}")
logging.getLogger("some.library").critical("{secret}")
logging.getLogger("asyncio").error("Task exception was never retrieved\\nfuture: {secret}")
warnings.warn("{secret}")
"""


def test_files__of_an_installation__are_read_by_nobody_else_on_the_machine(tmp_path: Path) -> None:
    at = Installation(tmp_path / "kept")
    before = os.umask(0o022)
    try:
        assert at.run("migrate").returncode == 0
    finally:
        os.umask(before)
    made = {p.name: p.stat().st_mode & 0o077 for p in at.folder.iterdir()}
    assert made["zhiping.sqlite3"] == 0, made


def test_up__from_another_folder__finds_pages_and_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, stand_in = environments(1, 2, str(tmp_path))
    assert Path(stand_in["STAND_IN_PAGES"]).is_file()


def test_library__that_warns_with_a_traceback__is_one_line_of_json_without_its_words() -> None:
    shell = {k: v for k, v in os.environ.items() if not k.startswith("ZHIPING_")}
    said = subprocess.run(
        [sys.executable, "-c", SAYS.replace("{secret}", SECRET)], env=shell, capture_output=True, text=True, check=True
    ).stderr
    assert SECRET not in said
    found = [json.loads(line) for line in said.splitlines()]
    assert [(f["logger"], f["kind"], f["level"]) for f in found] == [
        ("asyncpg.pool", "ValueError", "warning"), ("sanic.error", "", "error"), ("some.library", "", "critical"),
        ("asyncio", "", "error"), ("py.warnings", "", "warning"),
    ]  # fmt: skip
    assert found[3]["event"] == "Task exception was never retrieved"


@pytest.mark.long
def test_up__from_any_folder__runs_and_keeps_what_nobody_else_reads(tmp_path: Path) -> None:
    shell = {k: v for k, v in os.environ.items() if not k.startswith("ZHIPING_")}
    ports = [str(free_port()), str(free_port())]
    command = [
        sys.executable,
        "-m",
        "zhiping.cli",
        "up",
        "--data",
        "kept",
        "--port",
        ports[0],
        "--sandbox-port",
        ports[1],
    ]
    process = subprocess.Popen(
        command, env=shell | {"PYTHONUNBUFFERED": "1"}, cwd=tmp_path, stdout=subprocess.PIPE, text=True, umask=0o022
    )
    assert process.stdout is not None
    try:
        said = [process.stdout.readline()]
        while said[-1] and "打开" not in said[-1]:
            said.append(process.stdout.readline())
        assert said[-1], "".join(said)
        with urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/api/v1/surface", timeout=10) as reply:
            assert reply.status == 200
        kept = [tmp_path / "kept", *(tmp_path / "kept").rglob("*")]
        assert len(kept) > 5
        assert [str(p) for p in kept if p.stat().st_mode & 0o077] == []
    finally:
        process.terminate()
        assert process.wait(30) == 0
        process.stdout.close()
