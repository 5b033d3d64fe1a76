"""What lists of units say of each, read for many at once, on both databases."""

from storage import Reads, Storage

from .test_reads import application, person, put


async def test_units__many_at_once__who_acts_when_they_were_there_and_what_runs(storage: Storage) -> None:
    """X-22: the unit above sees who never logged in, with one question however many units it has."""
    reads = Reads(storage.database)
    await put(
        storage, "membership", ("p1", "u1", "officer", "2026-01-01", "", 0),
        ("p2", "u1", "expert", "2026-01-01", "", 0),
        ("p3", "u2", "office", "2025-01-01", "2025-12-31", 0),
    )  # fmt: skip
    await put(
        storage, "session", ("s1", "p1", "c1", "mini_program", 9.0, 5.0, 1.0),
        ("s2", "p1", "c1", "desktop", 9.0, 7.0, 1.0),
    )  # fmt: skip
    await put(storage, "contact", ("c1", "mp", "h", "", "p1", 0, 6.0), ("c3", "mp", "h3", "", "p3", 0, 3.0))
    await put(storage, "contact", ("c4", "oa", "h4", "", "p3", 1, 8.0))
    rows = await reads.officers(["u1", "u2", "u3"], ["officer", "office"])
    assert [(m.unit, m.person, m.until) for m in rows] == [("u1", "p1", ""), ("u2", "p3", "2025-12-31")]
    last = await reads.last_here_of([*(f"x{n}" for n in range(700)), "p1", "p2", "p3"])
    assert last == {"p1": 7.0, "p3": 3.0}, "a chat is no log-in; once a log-in is removed its contact still tells"

    await put(
        storage, "person", person("p1", "张三", "waiting", 1.0), person("p2", "李四", "confirmed", 1.0),
        person("p3", "张四", "waiting", 1.0, employer="u2"),
    )  # fmt: skip
    assert await reads.accounts_waiting(["u1", "u2", "u3"]) == {"u1": 1, "u2": 1}
    assert [await reads.headcount(u) for u in ("u1", "u2", "u3")] == [2, 1, 0]
    assert [p.id for p in await reads.people_of(["u1", "u2"], search="张")] == ["p1", "p3"]

    await put(storage, "application", *(application(f"a{n}", "p", 1.0, status=s) for n, s in enumerate(STATUSES)))
    await put(storage, "task", *((f"a{n}", "u1", "approved", 1.0, "", "", "pl") for n in range(len(STATUSES))))
    assert (await reads.running("u1"), await reads.running("u2")) == (3, 0)


STATUSES = ("submitted", "returned", "approved", "certified", "rejected", "withdrawn", "draft")
