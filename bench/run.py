"""Measures everything side by side in one run and writes `bench/results.json`; exits with 1 when a figure falls short.

    python bench/run.py [--rounds 5] [--only chat postgres …] [--people 200] [--applications 100000]

How to read the figures: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import long_region
import wires
from figures import Figure, figure, keep, ratios, read_lines, table
from generator import IN_FLIGHT, Right, Run, drive
from machine import (
    CORES,
    ROOT,
    Broken,
    Postgres,
    described,
    folder,
    free_port,
    memory,
    postgres,
    ran,
    redis,
    running,
    serving,
)
from products import WARM, Measured, Store, environment, saves, turns

STARTS = 3  # how often scripts/run is timed
MEMORY: list[float] = []  # of the web process after each run, megabytes


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def counted(what: str, once: Callable[[], list[Measured]]) -> list[Measured]:
    """Run the product once and say what it was like; what does not count is done again, on a crowd of its own.

    Args:
        what: is measured.
        once: runs it.

    Raises:
        Broken: it never counted.
    """
    for last in (False, True):
        try:
            found = once()
        except Broken as error:
            if last:
                raise
            say(f"{what}: does not count, once more: {error}")
            continue
        for measured in found:
            run = measured.run
            MEMORY.append(measured.memory)
            say(
                f"{what}: {run.cpu:.0f} µs CPU, {run.requests / run.wall:.0f}/s, p50 {run.p50:.1f} ms, "
                f"p99 {run.p99:.1f} ms, mean batch {measured.batch:.1f}, {measured.memory:.0f} MB"
            )
        return found
    raise AssertionError


def peer(place: Path, name: str, lanes: dict[str, list[bytes]], right: Right) -> Run:
    """Measure one peer with the same messages.

    Args:
        place: folder for what it keeps.
        name: `bare`, `werobot` or `aiogram`.
        lanes: requests; the first ones of each person warm up.
        right: tells whether an answer is the expected one.
    """
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(folder(name)))
        environ, pids = environment(place, "") | {"DATA": str(home)}, []
        if name == "aiogram":
            environ["REDIS"], pid = stack.enter_context(redis(home))
            pids.append(pid)
        port = free_port()
        command = [sys.executable, ROOT / "bench/peers.py", name, port]
        process = stack.enter_context(running(command, home, port=port, environment=environ))
        pids.append(process.pid)
        drive(port, {who: lane[:WARM] for who, lane in lanes.items()}, pids).held(name, right)
        run = drive(port, {who: lane[WARM:] for who, lane in lanes.items()}, pids).held(name, right)
    say(f"{name}: {run.cpu:.0f} µs CPU, {run.requests / run.wall:.0f}/s")
    return run


def bare(place: Path, lanes: dict[str, list[bytes]]) -> float:
    """Return the CPU of bare Sanic a request."""
    return peer(place, "bare", lanes, lambda _who, _n, body: body == b"success").cpu


def to_user(openid: str, _: int, body: bytes) -> bool:
    """Tell whether an answer of the Telegram side names whom it is for."""
    return str(wires.user_number(openid)).encode() in body


class Bench:
    """Holds what several measurements share.

    Args:
        place: folder for everything.
        server: a PostgreSQL.
        options: of the command line.
    """

    def __init__(self, place: Path, server: Postgres, options: argparse.Namespace) -> None:
        self.place, self.server = place, server
        self.only: Sequence[str] = options.only or PARTS
        self.rounds: int = options.rounds
        self.applications: int = options.applications
        self.people: int = options.people

    def store(self, name: str, server: Postgres | None, *, copied: bool = True) -> Store:
        """Return an empty store in a folder of its own."""
        home = self.place / name
        home.mkdir()
        home.chmod(0o755)
        return Store(home, server, copied)

    def chat(self) -> list[Figure]:
        """A chat turn beside bare Sanic, WeRoBot and aiogram; a saved field beside bare Sanic."""
        light = self.store("sqlite", None).prepare("--people", self.people)
        heavy = (
            self.store("postgres", self.server).prepare("--people", self.people) if "postgres" in self.only else None
        )
        people, texts = [p["openid"] for p in light.people[0]], light.crowd["lanes"][0]["texts"]
        seen: dict[str, list[float]] = {}
        batches: dict[str, list[float]] = {"SQLite": [], "PostgreSQL": []}
        for n in range(self.rounds):
            say(f"round {n + 1} of {self.rounds}")
            sealed = wires.Platform(light.crowd["token"], light.crowd["app_id"], light.crowd["aes_key"])
            plain = wires.Platform("bench", "")
            found = {"bare": bare(self.place, wires.lanes(sealed, people, texts))}
            for store in filter(None, (light, heavy)):
                [measured] = counted(f"chat, {store.kind}", lambda store=store: turns(store))
                found[store.kind] = measured.run.cpu
                batches[store.kind].append(measured.batch)
            if "api" in self.only:
                found["api"] = counted("saved field", lambda: [saves(light)])[0].run.cpu
            if "peers" in self.only:
                lanes = wires.lanes(plain, people, texts)
                found["werobot"] = peer(self.place, "werobot", lanes, lambda who, _, body: who.encode() in body).cpu
                lanes = {who: [wires.update(who, text) for text in texts] for who in people}
                found["aiogram"] = peer(self.place, "aiogram", lanes, to_user).cpu
            found["bare"] = (found["bare"] + bare(self.place, wires.lanes(sealed, people, texts))) / 2
            for name, value in found.items():
                seen.setdefault(name, []).append(value)
        return self._chat(seen, batches)

    def _chat(self, seen: dict[str, list[float]], batches: dict[str, list[float]]) -> list[Figure]:
        middle = {name: statistics.median(values) for name, values in seen.items()}

        def against(name: str, ours: str, theirs: str, words: str, wanted: float) -> Figure:
            beside = f"{words}: {middle[theirs]:.0f} µs, ours {middle[ours]:.0f} µs"
            return figure(name, ratios(seen[ours], seen[theirs]), "× CPU", beside, wanted)

        sanic = "bare Sanic answering success"
        made = [against("a chat turn on SQLite", "SQLite", "bare", sanic, 8)]
        if "PostgreSQL" in seen:
            made.append(against("a chat turn on PostgreSQL", "PostgreSQL", "bare", sanic, 10))
        for kind, values in batches.items():
            if values:
                batch = statistics.median(values)
                beside = f"{IN_FLIGHT} in flight, mean batch {batch:.1f}"
                made.append(figure(f"entries in flight ÷ mean batch, {kind}", IN_FLIGHT / batch, "", beside, 4))
        if "api" in seen:
            made.append(against("a field saved by the API on SQLite", "api", "bare", sanic, 12))
        for name, words in (("werobot", "WeRoBot, SQLite session"), ("aiogram", "aiogram, Redis")):
            if name in seen:
                made.append(against(f"a chat turn on SQLite beside {name}", "SQLite", name, words, 0.4))
        return made

    def answers(self) -> list[Figure]:
        """A turn of somebody with one answer and of somebody with 301, in one web process."""
        few, many = long_region.FEW, long_region.MANY
        options = ["--people", self.people, "--start", long_region.START, "--given", few, many, "--messages", WARM + 20]
        regions = long_region.make(self.place)
        made: list[Figure] = []
        for kind, server in (("SQLite", None), ("PostgreSQL", self.server)):
            store = self.store(f"answers-{kind}", server).prepare(*options, regions=regions)
            one, other = ([t for t, n in zip(x["texts"], x["actions"], strict=True) if n] for x in store.crowd["lanes"])
            if one != other:
                raise Broken(f"not the same conversation: {one} and {other}")
            short, long = [], []
            for _ in range(self.rounds):
                first, second = counted(f"{few} and {many} answers, {kind}", lambda store=store: turns(store))
                short.append(first.run.cpu)
                long.append(second.run.cpu)
            beside = f"itself with {few}: {statistics.median(short):.0f} µs, now {statistics.median(long):.0f} µs"
            wanted = 1.3 if server else 1.2
            made.append(figure(f"a chat turn after {many} answers, {kind}", ratios(long, short), "×", beside, wanted))
        return made

    def stock(self) -> list[Figure]:
        """A turn with few and with many applications stored."""
        made: list[Figure] = []
        for kind, server in (("SQLite", None), ("PostgreSQL", self.server)):
            small = self.store(f"few-{kind}", server).prepare("--people", self.people)
            large = self.store(f"many-{kind}", server, copied=False)
            large.prepare("--people", self.people, "--crowds", 2 * self.rounds)  # one more for each that may not count
            say(f"storing {self.applications} applications, {kind}")
            settings = environment(large.folder, large.url(large.name))
            ran("stock.py", "--applications", self.applications, environment=settings)
            few, many = [], []
            for n in range(self.rounds):
                for store in (small, large) if n % 2 else (large, small):
                    [measured] = counted(store.folder.name, lambda store=store: turns(store))
                    (few if store is small else many).append(measured.run.cpu)
            beside = f"itself with {self.people}: {statistics.median(few):.0f} µs, now {statistics.median(many):.0f} µs"
            name, wanted = f"a chat turn with {self.applications} applications stored, {kind}", 1.3 if server else 1.2
            made.append(figure(name, ratios(many, few), "×", beside, wanted))
        return made

    def start(self) -> list[Figure]:
        """`scripts/run` until it prints the address; a decision until the platform is called."""
        took: list[float] = []
        made: list[Figure] = []
        subprocess.run(
            [ROOT / "scripts/install", "run"], check=True
        )  # what is measured is a start, not an installation
        for n in range(STARTS):
            ports = free_port(), free_port()
            home = self.place / f"start{n}"
            command = [ROOT / "scripts/run", "--port", ports[0], "--sandbox-port", ports[1], "--data", home]
            began = time.monotonic()
            with running(command, self.place, core=None, port=None) as process:
                while f"http://127.0.0.1:{ports[1]}/" not in process.log.read_text("utf-8", "replace"):
                    if process.child.poll() is not None or time.monotonic() > began + 120:
                        raise Broken(f"scripts/run: {process.tail()}")
                    time.sleep(0.05)
                took.append(time.monotonic() - began)
                say(f"scripts/run ready after {took[-1]:.1f} s")
                if n + 1 == STARTS and "reach" in self.only:
                    made.append(self._reach(*ports))
                    MEMORY.append(memory(serving(process.pid)))
        words = f"the clock, fresh data, slowest of {STARTS}"
        made.append(figure("scripts/run ready", max(took), "s", words, 15))
        return made

    def _reach(self, product: int, sandbox: int) -> Figure:
        text = ran("reach.py", "--product", f"http://127.0.0.1:{product}", "--sandbox", f"http://127.0.0.1:{sandbox}")
        seconds = sorted(map(float, text.strip("[]\n ").split(",")))
        p99 = seconds[int(len(seconds) * 0.99)]
        say(f"status change → platform: p50 {statistics.median(seconds):.3f} s, p99 {p99:.3f} s of {len(seconds)}")
        beside = f"the clock, idle, {len(seconds)} decisions, p50 {statistics.median(seconds):.3f} s"
        return figure("status change → platform called, p99", p99, "s", beside, 1)

    def parts(self) -> list[Figure]:
        """Parts measured by scripts of their own: print, evidence, journey."""
        return [f for name in ("print.py", "evidence.py", "journey.py") for f in read_lines(ran(name))]


PARTS = ("chat", "peers", "api", "postgres", "answers", "stock", "reach", "start", "parts")


def main() -> int:
    """Read the options, measure, write, and say whether something falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="WHAT", help="of: " + " ".join(PARTS))
    parser.add_argument("--people", type=int, default=200, help="who talk at once")
    parser.add_argument("--applications", type=int, default=100_000, help="how many are many")
    options = parser.parse_args()
    if len(CORES) < 2:
        parser.error("needs two cores: one for what is measured, one for the generator")
    only = options.only or PARTS
    say(described())
    figures: list[Figure] = []
    with folder("all") as place, postgres(place) as server:
        bench = Bench(place, server, options)
        if {"chat", "peers", "api", "postgres"}.intersection(only):
            figures += bench.chat()
        figures += bench.answers() if "answers" in only else []
        figures += bench.stock() if "stock" in only else []
        figures += bench.start() if {"start", "reach"}.intersection(only) else []
        figures += bench.parts() if "parts" in only else []
    if MEMORY:
        beside = f"VmRSS after {len(MEMORY)} runs of {options.people} people, largest"
        figures.append(figure("memory of the web process", max(MEMORY), "MB", beside, 200))
    keep(figures, options.only)
    print(table(figures))
    return 1 if any(f.short for f in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
