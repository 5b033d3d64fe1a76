"""Measures the journal alone: 32 in flight on one core, two streams an entry, sealed, chained, synced.

    python bench/journal.py [--entries 20000] [--postgres URL]

Prints CPU microseconds an entry (the process with its threads; a PostgreSQL server's own is not in it), the mean batch,
and how long a commit took. On a quiet machine SQLite is wanted at no more than 90 µs, the mean batch at no less than 8.
"""

import argparse
import asyncio
import base64
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from storage import Clock, Heads, Keys, Storage, Work, open_storage, perform

IN_FLIGHT = 32
USERS = 200
SECTIONS = [f"basic.field_{n}" for n in range(40)]


class Talk:
    """Is the present of a contact: what it was asked."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}


class TalkFolds:
    """Folds `turned`."""

    def begin(self, stream: str) -> Talk:
        return Talk()

    def restore(self, stream: str, state: bytes, answers: list[tuple[str, int, bytes]]) -> Talk:
        talk = Talk()
        talk.state = msgspec.json.decode(state)
        return talk

    def apply(self, present: Talk, kind: str, data: dict[str, Any], seq: int) -> None:
        present.state = data["cursor"]

    def keep(self, present: Talk) -> bytes:
        return msgspec.json.encode(present.state)


class Form:
    """Is the present of an application: its answers."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.state = {"person": "p1", "plan": "p2026", "region": "r", "scheme": "0" * 64, "status": "draft"}


class FormFolds:
    """Folds `answered`."""

    def begin(self, stream: str) -> Form:
        return Form()

    def restore(self, stream: str, state: bytes, answers: list[tuple[str, int, bytes]]) -> Form:
        form = Form()
        form.answers = {a: msgspec.json.decode(v) for a, _, v in answers}
        return form

    def apply(self, present: Form, kind: str, data: dict[str, Any], seq: int) -> list[str]:
        present.answers[data["a"]] = data["v"]
        return [data["a"]]

    def keep(self, present: Form) -> bytes:
        return msgspec.json.encode(present.state)


async def turn(storage: Storage, heads: Heads, n: int) -> None:
    """Take one message: the answer into the application, the cursor into the contact."""
    form, talk = f"application:a{n % USERS}", f"contact:oa:o{n % USERS}"
    address = SECTIONS[n // USERS % len(SECTIONS)]
    value = f"答案 {n}"

    async def make(work: Work) -> bytes:
        head = work.heads[form]
        for a in work.act(head, "answered", {"a": address, "v": value, "by": "p1", "surface": "chat"}):
            work.answer(head, a, head.at[0], head.present.answers[a])
        cursor = {"base": f"applications/a{n % USERS}", "address": address, "asked": work.at, "mode": "answer"}
        work.act(work.heads[talk], "turned", {"cursor": cursor, "by": "p1", "surface": "chat"})
        return f"✓ 已保存：{value}\n第 2 题，共 10 题：请回复您的信息。".encode()

    verdict = await perform(storage.journal, heads, [form, talk], f"oa:o{n % USERS}:{n}", b"0" * 32, make)
    assert verdict.reply


async def run(url: str, entries: int) -> None:
    """Measure on one database and print."""
    keys = Keys.from_setting("bench:" + base64.b64encode(os.urandom(32)).decode())
    storage = await open_storage(url, keys, clock=Clock(), migrate=True)
    heads = storage.heads({"application": FormFolds(), "contact": TalkFolds()})
    numbers = iter(range(entries + 2_000))
    took: list[float] = []

    async def caller(until: int) -> None:
        while (n := next(numbers, until)) < until:
            begin = time.perf_counter()
            await turn(storage, heads, n)
            took.append(time.perf_counter() - begin)

    await asyncio.gather(*(caller(2_000) for _ in range(IN_FLIGHT)))  # warm
    took.clear()
    before = dict(storage.journal.stats)
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller(entries + 2_000) for _ in range(IN_FLIGHT)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    stats = {k: v - before.get(k, 0) for k, v in storage.journal.stats.items()}
    print(
        f"{url.partition(':')[0]:9} {cpu / len(took) * 1e6:6.1f} µs CPU an entry,",
        f"mean batch {stats['entries'] / stats['batches']:.1f},",
        f"{len(took) / wall:.0f} entries/s,",
        f"p50 {statistics.median(took) * 1e3:.1f} ms, p99 {sorted(took)[int(len(took) * 0.99)] * 1e3:.1f} ms",
    )
    await storage.close()


def main() -> None:
    """Measure SQLite, and PostgreSQL where an address is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--postgres", default="")
    options = parser.parse_args()
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory() as folder:
        uvloop.run(run(f"sqlite://{Path(folder) / 'bench.sqlite3'}", options.entries))
    if options.postgres:
        uvloop.run(run(options.postgres, options.entries))


if __name__ == "__main__":
    main()
