"""The product under test: a store prepared once, a fresh web process for every run, what the store holds then."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wires
from generator import Run, Side, drive
from machine import Broken, Postgres, Process, free_port, memory, ran, running

WARM = 8  # messages of each person before anything is measured
COUNTS = (
    "SELECT count(*) FROM inbox",
    "SELECT count(*) FROM (SELECT DISTINCT at FROM inbox) AS batches",  # one transaction gives all its keys one time
    "SELECT coalesce(sum(seq), 0) FROM head WHERE kind = 'application'",
    "SELECT count(*) FROM answer",
)


def environment(folder: Path, database: str, port: int = 0, regions: Path | None = None) -> dict[str, str]:
    """Return the settings of an installation in a folder, with the demonstration's keys.

    Args:
        folder: keeps everything.
        database: as `DATABASE_URL`.
        port: where it listens; 0 for what listens nowhere.
        regions: folder of the regions; the product's own when absent.
    """
    shell = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIPING_", "STAND_IN_"))}
    known = {"MODE": "development", "DATA_DIR": str(folder), "DATABASE_URL": database}
    known["WECHAT_API_URL"] = known["WECHAT_MP_URL"] = "http://127.0.0.1:9"  # nobody is asked anything
    known |= {"REGIONS": str(regions)} if regions else {}
    known |= {"LISTEN": f"127.0.0.1:{port}"} if port else {}
    return shell | {f"ZHIPING_{name}": value for name, value in known.items()}


@dataclass(frozen=True)
class Counts:
    """Is how much a store holds: keys, transactions that brought them, actions of applications, answers."""

    keys: int
    batches: int
    actions: int
    answers: int

    def __sub__(self, before: Counts) -> Counts:
        return Counts(*(now - then for now, then in zip(self._all(), before._all(), strict=True)))

    def _all(self) -> tuple[int, int, int, int]:
        return self.keys, self.batches, self.actions, self.answers


class Store:
    """Is a prepared database. One on SQLite is copied for every run, one on PostgreSQL made from a template.

    Args:
        folder: keeps it.
        server: the PostgreSQL, None for SQLite.
        copied: whether a run gets a copy; where not, every run needs a crowd of its own.
    """

    def __init__(self, folder: Path, server: Postgres | None = None, copied: bool = True) -> None:
        self.folder, self.server, self.copied = folder, server, copied
        self.name = server.create() if server else "zhiping.sqlite3"
        self.regions: Path | None = None
        self.crowd: dict[str, Any] = {}
        self.runs = 0

    @property
    def kind(self) -> str:
        """Return the database's name as people know it."""
        return "PostgreSQL" if self.server else "SQLite"

    @property
    def pids(self) -> list[int]:
        """Return the database's own processes."""
        return [self.server.pid] if self.server else []

    def url(self, name: str) -> str:
        """Return the address of a copy."""
        return self.server.url(name) if self.server else f"sqlite://{self.folder / name}"

    def prepare(self, *options: object, regions: Path | None = None) -> Store:
        """Bring people in.

        Args:
            options: of `crowd.py`.
            regions: folder of the regions.
        """
        self.regions = regions
        settings = environment(self.folder, self.url(self.name), regions=regions)
        out = self.folder / "crowd.json"
        ran("crowd.py", *options, "--out", out, environment=settings)
        self.crowd = json.loads(out.read_text("utf-8"))
        return self

    @contextlib.contextmanager
    def copy(self) -> Iterator[str]:
        """Lend a database for one run, and say its name."""
        self.runs += 1
        if not self.copied:
            yield self.name
        elif self.server:
            name = self.server.create(self.name)
            yield name
            self.server.sql(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            name = f"run{self.runs}.sqlite3"
            shutil.copy(self.folder / self.name, self.folder / name)
            yield name
            for file in self.folder.glob(f"{name}*"):
                file.unlink()

    def counts(self, name: str) -> Counts:
        """Return how much a copy holds."""
        if self.server:
            return Counts(*(int(self.server.sql(sql, name)[0]) for sql in COUNTS))
        with contextlib.closing(sqlite3.connect(f"file:{self.folder / name}?mode=ro", uri=True)) as db:
            return Counts(*(db.execute(sql).fetchone()[0] for sql in COUNTS))

    @property
    def people(self) -> list[list[dict[str, Any]]]:
        """Return whom the next run has: a crowd for each kind of lane."""
        at = 0 if self.copied else self.runs - 1
        return [kinds[at] for kinds in self.crowd["crowds"]]


@contextlib.contextmanager
def explained(process: Process) -> Iterator[None]:
    """Say what the process logged when a run does not count."""
    try:
        yield
    except Broken as error:
        raise Broken(f"{error}\n{process.tail()}") from None


@contextlib.contextmanager
def product(store: Store, name: str) -> Iterator[tuple[Process, int]]:
    """Run the web process over a copy; yield it and its port."""
    port = free_port()
    settings = environment(store.folder, store.url(name), port, store.regions)
    command = [sys.executable, "-m", "zhiping.cli", "serve"]
    with running(command, store.folder, port=port, environment=settings) as process, explained(process):
        yield process, port


class Talking:
    """Is a product that crowds talk to, each its own kind of lane; every answer is looked at.

    Args:
        store: what it works with.
        name: of the copy.
        process: the web process.
        port: where it listens.
    """

    def __init__(self, store: Store, name: str, process: Process, port: int) -> None:
        self.store, self.name, self.process, self.port = store, name, process, port
        self.platform = wires.Platform(store.crowd["token"], store.crowd["app_id"], store.crowd["aes_key"])
        self.kinds = list(zip(store.crowd["lanes"], store.people, strict=True))
        self.requests = self.actions = 0
        for kind in range(len(self.kinds)):
            self.say(slice(0, WARM), kind)
        self.before, self.requests, self.actions = store.counts(name), 0, 0

    @property
    def messages(self) -> int:
        """Return how many messages each person has."""
        return min(len(lane["texts"]) for lane, _ in self.kinds)

    def say(self, part: slice, kind: int = 0) -> Run:
        """Let everybody of one crowd say a part of their messages.

        Args:
            part: of the messages.
            kind: of lane.

        Raises:
            Broken: a reply is not what the scout was told.
        """
        lane, people = self.kinds[kind]
        begins = lane["begins"][part]
        lanes = wires.later(self.platform, [p["openid"] for p in people], lane["texts"][part])
        run = drive(self.port, lanes, [self.process.pid, *self.store.pids])
        self.requests += run.requests
        self.actions += len(people) * sum(lane["actions"][part])
        return run.held("chat", lambda _, n, body: self.platform.said(body).startswith(begins[n]), self.platform.said)

    def batch(self) -> float:
        """Return how many entries a transaction had, once all has been said.

        Raises:
            Broken: a row is missing, or one is too many.
        """
        found = self.store.counts(self.name) - self.before
        if found.keys != self.requests or found.actions != self.actions:
            raise Broken(f"{self.requests} messages left {found}, {self.actions} actions wanted")
        return found.keys / found.batches

    def memory(self) -> float:
        """Return what the web process holds, megabytes."""
        return memory(self.process.pid)


@contextlib.contextmanager
def talking(store: Store) -> Iterator[Talking]:
    """Run the product over a copy of a store, with its crowds, who have said their first messages."""
    with store.copy() as name, product(store, name) as (process, port):
        yield Talking(store, name, process, port)


@contextlib.contextmanager
def saving(store: Store, messages: int) -> Iterator[Side]:
    """Run the product over a copy of a store, whose people's pages store answers, in turn over some fields.

    Args:
        store: what it works with.
        messages: how many each sends at most.
    """
    fields = store.crowd["fields"][:6]
    lanes: dict[str, list[bytes]] = {}
    for person in store.people[0]:
        seqs, seq, lane = dict(person["seqs"]), person["seqs"][""], lanes.setdefault(person["openid"], [])
        for n in range(messages):
            address, text = fields[n % len(fields)], _text(n, len(fields))
            base = f"applications/{person['application']}"
            lane.append(wires.save(base, address, text, person["token"], seqs.get(address, 0)))
            seq += 1
            seqs[address] = seq

    def right(n: int, body: bytes) -> bool:
        found = json.loads(body)
        return found["text"] == _text(n, len(fields)) and found["address"] == fields[n % len(fields)]

    with store.copy() as name, product(store, name) as (process, port):

        def save(part: slice) -> Run:
            before = store.counts(name)
            run = drive(port, {who: lane[part] for who, lane in lanes.items()}, [process.pid, *store.pids])
            run.held("API", lambda _, n, body: right(n + part.start, body))
            found = store.counts(name) - before
            if found.keys != run.requests or found.actions != run.requests:
                raise Broken(f"{run.requests} saved answers left {found}")
            return run

        save(slice(0, WARM))
        yield save


def _text(n: int, fields: int) -> str:
    return f"内科学第{n // fields % 2 + 1}版"
