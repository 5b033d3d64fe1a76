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
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import long_region
import wires
from figures import Figure, figure, keep, ratios, read_lines, table
from generator import IN_FLIGHT, Right, Run, Side, drive, in_turns
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
from products import WARM, Store, Talking, environment, saving, talking

T = TypeVar("T")
TURN = 13  # messages of each person before the next side has its turn
BARE = 52  # of bare Sanic
STARTS = 3  # how often scripts/run is timed
MEMORY: list[float] = []  # of the web process after each run, megabytes


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def parts(messages: int) -> list[slice]:
    """Return in which parts so many messages are said, after those that warm up."""
    return [slice(n, min(n + TURN, messages)) for n in range(WARM, messages, TURN)]


def again(what: str, once: Callable[[], T]) -> T:
    """Run something; what does not count is done again, once, on a crowd of its own.

    Args:
        what: is measured.
        once: runs it.

    Raises:
        Broken: it never counted.
    """
    try:
        return once()
    except Broken as error:
        say(f"{what}: does not count, once more: {error}")
        return once()


def told(what: str, run: Run, product: Talking | None = None) -> Run:
    """Say what a run was like, and note what the product holds afterwards."""
    more = ""
    if product is not None:
        MEMORY.append(product.memory())
        more = f", p50 {run.p50:.1f} ms, p99 {run.p99:.1f} ms, {MEMORY[-1]:.0f} MB"
    say(f"{what}: {run.cpu:.0f} µs CPU, {run.requests / run.wall:.0f}/s{more}")
    return run


@contextlib.contextmanager
def peer(place: Path, name: str, lanes: dict[str, list[bytes]], right: Right) -> Iterator[Side]:
    """Run one peer, which gets the same messages.

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

        def send(part: slice) -> Run:
            return drive(port, {who: lane[part] for who, lane in lanes.items()}, pids).held(name, right)

        send(slice(0, WARM))
        yield send


@contextlib.contextmanager
def bare(place: Path, lanes: dict[str, list[bytes]]) -> Iterator[Side]:
    """Run bare Sanic; it gets more messages in its turn than the others, because it is soon done with them."""
    with peer(place, "bare", lanes, lambda _who, _n, body: body == b"success") as send:
        yield lambda _part: send(slice(0, BARE))


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
        """A chat turn and a saved field beside bare Sanic, WeRoBot and aiogram, all of them in turns."""
        stores = [self.store("sqlite", None).prepare("--people", self.people)]
        if "postgres" in self.only:
            stores.append(self.store("postgres", self.server).prepare("--people", self.people))
        seen: dict[str, list[float]] = {}
        batches: dict[str, list[float]] = {store.kind: [] for store in stores}
        for n in range(self.rounds):
            say(f"round {n + 1} of {self.rounds}")
            runs, found = again("chat", lambda: self._round(stores))
            for name, run in runs.items():
                seen.setdefault(name, []).append(run.cpu)
            for kind, batch in found.items():
                batches[kind].append(batch)
        return self._chat(seen, batches)

    def _round(self, stores: list[Store]) -> tuple[dict[str, Run], dict[str, float]]:
        light = stores[0]
        people, texts = [p["openid"] for p in light.people[0]], light.crowd["lanes"][0]["texts"]
        sealed = wires.Platform(light.crowd["token"], light.crowd["app_id"], light.crowd["aes_key"])
        with contextlib.ExitStack() as stack:
            sides: dict[str, Side] = {"bare": stack.enter_context(bare(self.place, wires.lanes(sealed, people, texts)))}
            products = {store.kind: stack.enter_context(talking(store)) for store in stores}
            sides |= {kind: product.say for kind, product in products.items()}
            if "api" in self.only:
                sides["api"] = stack.enter_context(saving(light, len(texts)))
            if "peers" in self.only:
                lanes = wires.lanes(wires.Platform("bench", ""), people, texts)
                named = peer(self.place, "werobot", lanes, lambda who, _, body: who.encode() in body)
                sides["werobot"] = stack.enter_context(named)
                lanes = {who: [wires.update(who, text) for text in texts] for who in people}
                sides["aiogram"] = stack.enter_context(peer(self.place, "aiogram", lanes, to_user))
            runs = in_turns(sides, parts(len(texts)))
            for name, run in runs.items():
                told(name, run, products.get(name))
            return runs, {kind: product.batch() for kind, product in products.items()}

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

            def once(store: Store = store) -> tuple[Run, Run]:
                with talking(store) as product:
                    given: dict[str, Side] = {str(n): partial(product.say, kind=k) for k, n in enumerate((few, many))}
                    runs = in_turns(given, parts(product.messages))
                    product.batch()
                    for name, run in runs.items():
                        told(f"{name} answers, {store.kind}", run, product)
                    return runs[str(few)], runs[str(many)]

            made.append(self._flat(f"a chat turn after {many} answers, {kind}", once, f"{few}", 1.3 if server else 1.2))
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

            def once(small: Store = small, large: Store = large) -> tuple[Run, Run]:
                with talking(small) as one, talking(large) as other:
                    runs = in_turns({"few": one.say, "many": other.say}, parts(one.messages))
                    for name, product in (("few", one), ("many", other)):
                        product.batch()
                        told(f"{name} applications, {small.kind}", runs[name], product)
                    return runs["few"], runs["many"]

            name = f"a chat turn with {self.applications} applications stored, {kind}"
            made.append(self._flat(name, once, f"{self.people}", 1.3 if server else 1.2))
        return made

    def _flat(self, name: str, once: Callable[[], tuple[Run, Run]], few: str, wanted: float) -> Figure:
        """Return the figure of something that should cost the same with few and with many."""
        found = [again(name, once) for _ in range(self.rounds)]
        small, large = [one.cpu for one, _ in found], [other.cpu for _, other in found]
        beside = f"itself with {few}: {statistics.median(small):.0f} µs, now {statistics.median(large):.0f} µs"
        return figure(name, ratios(large, small), "×", beside, wanted)

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

    def own(self) -> list[Figure]:
        """Parts measured by scripts of their own: print, evidence, journey, the largest application."""
        scripts = ("print.py", "evidence.py", "journey.py", "largest.py")
        return [f for name in scripts for f in read_lines(ran(name))]


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
        figures += bench.own() if "parts" in only else []
    if MEMORY:
        beside = f"VmRSS after {len(MEMORY)} runs of {options.people} people, largest"
        figures.append(figure("memory of the web process", max(MEMORY), "MB", beside, 200))
    keep(figures, options.only)
    print(table(figures))
    return 1 if any(f.short for f in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
