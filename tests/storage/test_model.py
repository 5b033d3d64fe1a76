"""Whatever is committed together ends as if it had been committed one after another."""

import asyncio
import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import START, Add, Committed, Drop, Entry, Moved, OtherBody, Put, Refused, Repeated

KEYS = [(p, q) for p in ("p1", "p2") for q in ("x", "y")]
changes = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["put", "drop", "add"]), max_size=3)
entries = st.tuples(
    st.integers(0, 6),  # idempotency key
    st.sampled_from([b"one", b"one", b"two"]),  # digest of what was asked
    changes,
    st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=2, unique_by=lambda s: s[0]),  # stream, in time
    st.dictionaries(st.sampled_from("ab"), st.booleans(), max_size=1),  # streams that it rests on, rightly
)
runs = itertools.count()


class Model:
    """Is what one writer after another would leave."""

    def __init__(self) -> None:
        self.inbox: dict[int, bytes] = {}
        self.rows: dict[tuple[str, str], str] = {}
        self.seqs = {"a": 0, "b": 0}

    def commit(self, n: int, entry: Any) -> type:
        key, body, changes, streams, reads = entry
        if key in self.inbox:
            return Repeated if self.inbox[key] == body else OtherBody
        if not all(right for _, right in streams) or not all(reads.values()):
            return Moved
        rows = dict(self.rows)
        for at, how in changes.items():
            if how == "add" and at in rows:
                return Refused
            if how == "drop":
                rows.pop(at, None)
            else:
                rows[at] = str(n)
        self.rows, self.inbox[key] = rows, body
        for stream, _ in streams:
            self.seqs[stream] += 1
        return Committed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(entries, min_size=1, max_size=12), min_size=1, max_size=3))
def check(storage: Any, look: Any, chain: Any, loop: asyncio.AbstractEventLoop, batches: list[list[Any]]) -> None:
    run = f"r{next(runs)}."
    model, chains = Model(), {s: chain(f"note:{run}{s}") for s in "ab"}

    def made(n: int, entry: Any, expected: type) -> Entry:
        key, body, changes, streams, reads = entry
        appends = []
        for stream, right in streams:
            before = None if right else (777, b"elsewhere")
            appends.append(chains[stream].append(before=before, keep=expected is Committed))
        rows = {at: (run + at[0], at[1], str(n)) for at in changes}
        how = {"put": lambda at: Put("live", rows[at]), "add": lambda at: Add("live", rows[at]),
               "drop": lambda at: Drop("live", rows[at][:2])}  # fmt: skip
        rests = {f"note:{run}{s}": seqs[s] if right else 999 for s, right in reads.items()}
        return Entry(run + str(key), body, b"", appends, rests, [how[h](at) for at, h in changes.items()])

    async def commit(batch: list[Entry]) -> list[Any]:
        return await asyncio.gather(*(storage.journal.commit(e) for e in batch), return_exceptions=True)

    n = 0
    for batch in batches:
        asked: list[Entry] = []
        expected: list[type] = []
        for entry in batch:
            n += 1
            seqs = dict(model.seqs)
            expected.append(model.commit(n, entry))
            asked.append(made(n, entry, expected[-1]))
        verdicts = asyncio.run_coroutine_threadsafe(commit(asked), loop).result(30)
        assert [type(v) for v in verdicts] == expected

    async def kept() -> Any:
        rows = [r for r in await look.rows("live", "person", "plan", "application") if r[0].startswith(run)]
        heads = {s: seq for s, seq in await look.rows("head", "stream", "seq") if s.startswith(f"note:{run}")}
        return rows, heads

    rows, heads = asyncio.run_coroutine_threadsafe(kept(), loop).result(30)
    assert {(p.removeprefix(run), q): a for p, q, a in rows} == model.rows
    assert {s: heads.get(f"note:{run}{s}", START[0]) for s in "ab"} == model.seqs


async def test_entries__committed_together__end_as_one_after_another(storage, look, chain) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(check, storage, look, chain, loop)
