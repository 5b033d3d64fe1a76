"""What is kept no longer than its term."""

from datetime import timedelta

import pytest

from storage import Add, Clock, Entry, Misconfigured, Push, Put, Storage, Terms, sweep
from storage.sweeping import DAY

NOW = 100 * DAY


async def test_keys__are_kept_as_long_as_their_kind(storage: Storage, look) -> None:
    """Callbacks keep keys a day, the API 30 days."""
    terms = Terms(inbox={"": 30 * DAY, "wx|": DAY, "wx|long|": 60 * DAY})
    for key, at in (
        ("api|old", NOW - 31 * DAY), ("api|new", NOW - 29 * DAY), ("wx|old", NOW - 2 * DAY),
        ("wx|new", NOW - 0.5 * DAY),
        ("wx|long|new", NOW - 59 * DAY), ("wx|long|old", NOW - 61 * DAY), ("w%|new", NOW - 2 * DAY),
    ):  # fmt: skip
        await storage.journal.commit(Entry(key, b"", b""))
        await storage.database.fetch("UPDATE inbox SET at = ?1 WHERE key = ?2", at, key)
    assert (await sweep(storage.database, NOW, terms))["inbox"] == 3
    assert await look.rows("inbox", "key") == sorted([("api|new",), ("w%|new",), ("wx|long|new",), ("wx|new",)])


async def test_many_keys__go_in_portions(storage: Storage, look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sweeping.CHUNK", 7)
    for n in range(30):
        await storage.journal.commit(Entry(f"k{n}", b"", b""))
    await storage.database.fetch("UPDATE inbox SET at = 0.0")
    assert (await sweep(storage.database, NOW, Terms(inbox={"": DAY})))["inbox"] == 30
    assert await look.count("inbox") == 0


async def test_jobs_tickets_sessions__go_when_their_term_has_ended(storage: Storage, look) -> None:
    pushes = [Push("push", "p", "note:1", due, b"") for due in (1.0, 1.0, NOW)]
    changes = [
        Put("ticket", ("t1", "k", b"", "", 1.0, 0.0)), Put("ticket", ("t2", "k", b"", "", NOW, 0.0)),
        Add("used", ("t1", "p", 1.0)), Add("used", ("t2", "p", NOW)),
        Put("session", ("s1", "p", "c", "x", 1.0, 0.0, 0.0)), Put("session", ("s2", "p", "c", "x", NOW, 0.0, 0.0)),
        Put("read", ("r1", "p", "a", "x", -4000 * DAY)), Put("read", ("r2", "p", "a", "x", NOW)),
    ]  # fmt: skip
    await storage.journal.commit(Entry("k", b"", b"", pushes=pushes, changes=changes))
    await storage.database.fetch("UPDATE outbox SET state = 'delivered' WHERE id <> 'k#1'")
    gone = await sweep(storage.database, NOW, Terms(inbox={}))
    assert gone == {"inbox": 0, "outbox": 1, "used": 1, "ticket": 1, "session": 1, "read": 1}
    assert await look.rows("outbox", "id") == [("k#1",), ("k#2",)]
    assert await look.rows("ticket", "id") == [("t2",)]
    assert await look.rows("session", "id") == [("s2",)]


def test_clock__tells_shanghai_time_and_is_moved_in_development_only() -> None:
    clock = Clock(adjustable=True)
    assert clock.now().utcoffset() == timedelta(hours=8)
    clock.move(86_400)
    assert 86_390 < clock.time() - Clock().time() < 86_410
    assert clock.today() == clock.now().isoformat()[:10]
    with pytest.raises(Misconfigured):
        Clock().move(1)
