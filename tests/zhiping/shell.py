"""Runs commands of the product in a process of its own, one after the other: starting it takes longest.

A line on standard input is `{"arguments": […], "environment": {…}}`, a line on standard output what became of it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

TRACE = "Traceback"
"""What nobody who types a command should ever read."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Is how a command ended: exit status, and what it said."""

    code: int
    out: str
    err: str


class Shell:
    """A terminal in which the product's commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        shell = {k: v for k, v in os.environ.items() if not k.startswith("ZHIPING_")}
        command = [sys.executable, __file__]
        with (self.folder / "shell.log").open("wb") as log:
            self.process: subprocess.Popen[str] = subprocess.Popen(
                command, env=shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
        """Run one command to its end; the environment is given without the prefix."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        given = {"MODE": "development", "DATA_DIR": str(self.folder)} | dict(environment or {})
        order = {"arguments": arguments, "environment": {f"ZHIPING_{k}": v for k, v in given.items()}}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, (self.folder / "shell.log").read_text()
        return Ended(**json.loads(line))


def obey(order: dict[str, Any]) -> Ended:
    """Run one command as the terminal would."""
    from zhiping.cli import main

    for name in [n for n in os.environ if n.startswith("ZHIPING_")]:
        del os.environ[name]
    os.environ.update(order["environment"])
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(order["arguments"])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Ended(code, out.getvalue(), err.getvalue())


if __name__ == "__main__":
    answers = sys.stdout
    for line in sys.stdin:
        ended = obey(json.loads(line))
        print(json.dumps({"code": ended.code, "out": ended.out, "err": ended.err}), file=answers, flush=True)
