"""A job that does not open holds up nobody else's, and is not lost while a key may come back."""

import pytest

from storage import Entry, Outbox, Push, Storage
from storage.outbox import UNREADABLE_PAUSE, UNREADABLE_TRIES
from storage.owned import seal

NOW = 1_000_000.0


@pytest.fixture
def outbox(storage: Storage) -> Outbox:
    return Outbox(storage.database, storage.opener)


async def leave(storage: Storage, *whose: str) -> None:
    """Leave a job for each; their body is the receiver's name."""
    made = [Push("push", w, "note:1", NOW, seal(None, storage.secrets.chest, w.encode(), b"push")) for w in whose]
    await storage.journal.commit(Entry("left", b"", b"", pushes=made))


async def body_of(storage: Storage, who: str, body: bytes | None = None) -> bytes:
    """The sealed body of somebody's job; altered where another is given."""
    (row,) = await storage.database.fetch("SELECT body FROM outbox WHERE who = ?1", who)
    if body is not None:
        await storage.database.fetch("UPDATE outbox SET body = ?1 WHERE who = ?2", body, who)
    return bytes(row["body"])


@pytest.mark.parametrize("altered", ["last byte", "cut short", "erased"])
async def test_job__that_does_not_open__leaves_the_others_to_be_done(
    storage: Storage, outbox: Outbox, altered: str
) -> None:
    await leave(storage, "p1", "p2", "p3")
    whole = await body_of(storage, "p2")
    name = b"application:x"
    bad = {
        "last byte": whole[:-1] + bytes((whole[-1] ^ 1,)),
        "cut short": whole[:-5],
        "erased": len(name).to_bytes(2, "big") + name + b"x",
    }
    await body_of(storage, "p2", bad[altered])
    jobs = await outbox.claim(NOW, 60, 10)
    if altered == "erased":  # the stream has no key: erased, and whoever does the job is told so
        assert {j.who: j.body for j in jobs} == {"p1": b"p1", "p2": None, "p3": b"p3"}
    else:
        assert [(j.who, j.body) for j in jobs] == [("p1", b"p1"), ("p3", b"p3")]
        assert (await outbox.counts())["waiting"] == 1


async def test_job__that_opens_again__is_done_after_all(storage: Storage, outbox: Outbox) -> None:
    await leave(storage, "p1")
    whole = await body_of(storage, "p1")
    await body_of(storage, "p1", whole[:-1] + bytes((whole[-1] ^ 1,)))
    assert await outbox.claim(NOW, 60, 10) == []
    await body_of(storage, "p1", whole)
    assert await outbox.claim(NOW + UNREADABLE_PAUSE - 1, 60, 10) == []
    assert [j.body for j in await outbox.claim(NOW + UNREADABLE_PAUSE, 60, 10)] == [b"p1"]


async def test_job__that_never_opens__ends_and_lets_the_next_of_its_receiver_pass(
    storage: Storage, outbox: Outbox
) -> None:
    await leave(storage, "p1")
    whole = await body_of(storage, "p1")
    await body_of(storage, "p1", whole[:-1] + bytes((whole[-1] ^ 1,)))
    for n in range(UNREADABLE_TRIES):
        assert await outbox.claim(NOW + n * UNREADABLE_PAUSE, 60, 10) == []
    assert await outbox.counts() == {"refused": 1}
