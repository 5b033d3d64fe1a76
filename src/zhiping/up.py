"""Product and stand-in with one command, for somebody who has neither an account nor a server (B-07)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from zhiping.demo import people
from zhiping.settings import DEMONSTRATION, PREFIX

PATIENCE = 90.0  # seconds until everything must answer
SOURCES = Path(__file__).parents[2]
HOME = SOURCES if (SOURCES / "mini_program").is_dir() else Path.cwd()  # regions and pages, wherever this is called from


def environments(port: int, sandbox_port: int, data: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the settings of the product and of the stand-in, beside those of the shell.

    Args:
        port: of the product.
        sandbox_port: of the stand-in.
        data: folder that keeps everything.
    """
    folder = Path(data).absolute()
    product, stand_in = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}"
    templates = Path(__file__).parent / "demo_templates.json"
    ours = {
        "MODE": "development", "DATA_DIR": str(folder), "LISTEN": f"127.0.0.1:{port}", "PUBLIC_URL": product,
        "WECHAT_API_URL": stand_in, "WECHAT_MP_URL": stand_in, "SANDBOX_URL": stand_in, "TEMPLATES": str(templates),
    }  # fmt: skip
    theirs = {
        "PORT": str(sandbox_port), "CALLBACK_URL": f"{product}/wechat/callback", "PRODUCT_URL": product,
        "DATA_DIR": str(folder / "sandbox"), "PAGES": str(HOME / "mini_program/src/pages.json"), "MODE": "safe",
        "CLOCK_SECRET": DEMONSTRATION["CLOCK_SECRET"],
        "TEMPLATES": str(Path(__file__).parent / "demo_library.json"), "PEOPLE": str(_people(folder)),
        **{n: v for n, v in DEMONSTRATION.items() if n.startswith(("OA_", "MP_"))},
    }  # fmt: skip
    shell = {k: v for k, v in os.environ.items() if not k.startswith((PREFIX, "STAND_IN_"))}
    return shell | {PREFIX + k: v for k, v in ours.items()}, shell | {f"STAND_IN_{k}": v for k, v in theirs.items()}


def _people(folder: Path) -> Path:
    """Write the demonstration's people for the stand-in and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "people.json"
    rows = [
        {"id": p["id"], "name": p["name"], "role": p["note"], "note": p["note"], "phone": p["phone"]} for p in people()
    ]
    file.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return file


def up(port: int, sandbox_port: int, data: str) -> int:
    """Start everything, load the demonstration once, and run until Ctrl-C.

    Args:
        port: of the product.
        sandbox_port: of the stand-in.
        data: folder that keeps everything.

    Returns:
        0 when it was stopped, 1 when something could not start.
    """
    # Said outright: a shell that starts this in the background has SIGINT ignored, but not by what is started here.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _told_to_stop)
    try:
        return _run(port, sandbox_port, data)
    except KeyboardInterrupt:
        return 0


def _run(port: int, sandbox_port: int, data: str) -> int:
    folder = Path(data).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(HOME)
    product, stand_in = environments(port, sandbox_port, str(folder))
    command = [sys.executable, "-m", "zhiping.cli"]
    if subprocess.run([*command, "migrate"], env=product, check=False).returncode:
        return 1
    logs = {name: (folder / f"{name}.log").open("ab") for name in ("sandbox", "serve", "worker")}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "sandbox"], env=stand_in, stdout=logs["sandbox"], stderr=logs["sandbox"]
        ),
        subprocess.Popen([*command, "serve"], env=product, stdout=logs["serve"], stderr=logs["serve"]),
        subprocess.Popen([*command, "worker"], env=product, stdout=logs["worker"], stderr=logs["worker"]),
    ]
    try:
        addresses = (f"http://127.0.0.1:{port}/health/ready", f"http://127.0.0.1:{sandbox_port}/control/state")
        if not _wait(addresses, started):
            print(f"起不来，请看 {folder}/serve.log、worker.log、sandbox.log", file=sys.stderr)
            return 1
        arguments = ["--product", f"http://127.0.0.1:{port}", "--sandbox", f"http://127.0.0.1:{sandbox_port}"]
        if subprocess.run([*command, "demo", *arguments], env=product, check=False).returncode:
            return 1
        print(
            f"\n打开 http://127.0.0.1:{sandbox_port}/  （一部演示手机：聊天、拍照、扫码、小程序）\n停下来按 Ctrl-C",
            flush=True,
        )
        while all(p.poll() is None for p in started):
            time.sleep(0.5)
        print(f"有一个进程停了，请看 {folder} 里的日志", file=sys.stderr)
        return 1
    finally:
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, signal.SIG_IGN)
        _stop(started)
        for log in logs.values():
            log.close()


def _told_to_stop(_: int, __: object) -> None:
    raise KeyboardInterrupt


def _wait(addresses: tuple[str, ...], started: list[subprocess.Popen[bytes]]) -> bool:
    until = time.monotonic() + PATIENCE
    for address in addresses:
        while True:
            if time.monotonic() > until or any(p.poll() is not None for p in started):
                return False
            try:
                with urllib.request.urlopen(address, timeout=2) as reply:
                    if reply.status == 200:
                        break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
    return True


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    for process in started:
        if process.poll() is None:
            process.terminate()
    for process in started:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
