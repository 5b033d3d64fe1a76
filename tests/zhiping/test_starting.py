"""The one command that starts everything: what it says before, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import free_port

ROOT = Path(__file__).parents[2]


def test_run__asked_for_help__says_the_options_and_installs_nothing(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    run = tmp_path / "scripts" / "run"
    run.write_bytes((ROOT / "scripts" / "run").read_bytes())
    bare = subprocess.run(["bash", str(run), "--help"], capture_output=True, text=True, timeout=20, check=True)
    whole = subprocess.run(
        [sys.executable, "-m", "zhiping.cli", "up", "--help"], capture_output=True, text=True, timeout=20, check=True
    )
    options = {word.strip("[]") for word in whole.stdout.split() if word.strip("[]").startswith("--")} - {"--help"}
    assert {word.strip("[]") for word in bare.stdout.split() if word.startswith("[--")} == options
    assert bare.stderr == ""


def _ignoring() -> None:
    """Begin as what a shell starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("told", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_up__told_to_stop__ends_quietly_with_0(tmp_path: Path, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "zhiping.cli", "up", "--data", str(tmp_path)]
    started = subprocess.Popen(
        [*command, "--port", str(free_port()), "--sandbox-port", str(free_port())],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=_ignoring,
    )  # fmt: skip
    assert started.stdout is not None
    try:
        while "Ctrl-C" not in (line := started.stdout.readline()):
            assert line, "it ended before it was up"
        if told is signal.SIGINT:
            os.killpg(started.pid, told)
        else:
            started.send_signal(told)
        out, err = started.communicate(timeout=30)
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
    assert (started.returncode, out, err) == (0, "", "")
