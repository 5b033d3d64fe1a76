"""Programs that load a database from a process of their own: python loads.py MODE URL [argument]."""

import asyncio
import base64
import random
import resource
import sys
from pathlib import Path

import structlog

from storage import Committed, Keys, Moved, Unavailable, Work, open_storage, perform
from storage.heads import Heads
from storage.opening import Storage

KEYS = f"one:{base64.b64encode(bytes(range(32))).decode()}"


class Counts:
    """Folds `counted` into a number."""

    def begin(self, stream: str) -> list[int]:
        return [0]

    def restore(self, stream: str, state: bytes, answers: list[tuple[str, int, bytes]]) -> list[int]:
        return [int(state)]

    def apply(self, present: list[int], kind: str, data: dict[str, int], seq: int) -> None:
        present[0] = data["n"]

    def keep(self, present: list[int]) -> bytes:
        return str(present[0]).encode()


def say(line: str) -> None:
    print(line, flush=True)


async def load(storage: Storage, heads: Heads, seed: str) -> None:
    """Write entries over two streams, a row, a job and a reply until killed; say each that is committed."""

    async def worker(w: int) -> None:
        one, two, n = f"count:{seed}.{w}", f"count:{seed}.{w}.b", 0
        while True:
            n += 1
            key = f"{seed}.{w}.{n}"

            async def make(work: Work, key: str = key, n: int = n) -> bytes:
                for stream in (one, two):
                    work.act(work.heads[stream], "counted", {"n": n})
                work.put("unit", (key, "x" * 300, "hospital", "", "r", 1, "approved", ""))
                work.push("push", key, one, 0.0, b"x" * 300)
                return key.encode()

            if isinstance(await perform(storage.journal, heads, [one, two], key, b"", make), Committed):
                say(key)

    await asyncio.gather(*(worker(w) for w in range(24)))


async def share(storage: Storage, heads: Heads, seed: str) -> None:
    """Do what other processes do under the same keys; say each reply. Then count one stream up together."""
    keys = [f"same.{n}" for n in range(150)]
    random.Random(seed).shuffle(keys)

    async def one(key: str) -> None:
        async def make(work: Work) -> bytes:
            work.act(work.heads[f"count:{key}"], "counted", {"n": 1})
            return f"{key} by {seed}".encode()

        verdict = await perform(storage.journal, heads, [f"count:{key}"], key, b"", make)
        assert verdict.reply is not None
        say(verdict.reply.decode())

    await asyncio.gather(*(one(k) for k in keys))
    for n in range(40):

        async def up(work: Work) -> bytes:
            head = work.heads["count:together"]
            work.act(head, "counted", {"n": head.present[0] + 1})
            return b""

        while isinstance(await perform(storage.journal, heads, ["count:together"], f"up.{seed}.{n}", b"", up), Moved):
            pass


async def full(storage: Storage, heads: Heads, path: str) -> None:
    """Write until the file may not grow, then let it grow again; say what happened to each key."""

    async def put(key: str) -> str:
        async def make(work: Work) -> bytes:
            head = work.heads["count:1"]
            work.act(head, "counted", {"n": head.present[0] + 1})
            work.put("unit", (key, "x" * 3000, "hospital", "", "r", 1, "approved", ""))
            return b"reply"

        try:
            return type(await perform(storage.journal, heads, ["count:1"], key, b"", make, patience=0.4)).__name__
        except Unavailable:
            return "Unavailable"

    for n in range(3):
        say(f"before.{n} {await put(f'before.{n}')}")
    size = Path(path + "-wal").stat().st_size  # noqa: ASYNC240  nothing else runs
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 30_000, resource.RLIM_INFINITY))
    n, outcome = 0, ""
    while outcome != "Unavailable" and n < 50:
        n += 1
        outcome = await put(f"during.{n}")
        say(f"during.{n} {outcome}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    say(f"during.{n} {await put(f'during.{n}')}")
    say(f"after {await put('after')}")


def speak() -> None:
    """Log to standard error, a line of JSON each, as the product does: standard output is the test's."""
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )


async def main(mode: str, url: str, argument: str) -> None:
    storage = await open_storage(url, Keys.from_setting(KEYS), patience=20, migrate=True)
    if mode != "migrate":
        await {"load": load, "share": share, "full": full}[mode](storage, storage.heads({"count": Counts()}), argument)
    await storage.close()


speak()
asyncio.run(main(*sys.argv[1:4]))
