"""One-time permissions: given once, used once, whoever is faster."""

import asyncio

import pytest

from storage import Add, Clock, Committed, Entry, Put, Refused, Storage, Tickets, Unreadable


@pytest.fixture
def clock() -> Clock:
    return Clock(adjustable=True)


@pytest.fixture
def tickets(storage: Storage, clock: Clock) -> Tickets:
    return Tickets(storage.database, storage.secrets, clock)


async def issued(storage: Storage, tickets: Tickets, clock: Clock, seconds: float = 60.0) -> str:
    token, row = tickets.issue("join", {"contact": "somebody"}, "p1", clock.time(), seconds)
    await storage.journal.commit(Entry(f"issue {row[0]}", b"", b"", changes=[Put("ticket", row)]))
    return token


def use(tickets: Tickets, token: str, who: str) -> Entry:
    found = tickets.seen(token)
    assert found is not None
    return Entry(f"use by {who}", b"", b"", changes=[Add("used", (found.id, who, 1.0))])


async def test_ticket__looked_at__tells_what_it_is_about(storage: Storage, tickets: Tickets, clock: Clock) -> None:
    token = await issued(storage, tickets, clock)
    found = await tickets.peek(token)
    assert found is not None
    assert (found.kind, found.body, found.person, found.used) == ("join", {"contact": "somebody"}, "p1", None)
    assert await tickets.state(token) == "waiting"
    assert tickets.seen(token) == found


async def test_token__fits_the_scene_of_a_code_and_is_not_kept(
    storage: Storage, tickets: Tickets, clock: Clock
) -> None:
    """A mini-program code carries 32 characters and no more."""
    tokens = {await issued(storage, tickets, clock) for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(t) == 32 for t in tokens)
    kept = repr(await storage.database.fetch("SELECT * FROM ticket"))
    assert not any(t in kept for t in tokens)
    assert "somebody" not in kept


async def test_ticket__used_by_twenty_at_once__lets_one_in(storage: Storage, tickets: Tickets, clock: Clock) -> None:
    token = await issued(storage, tickets, clock)
    await tickets.peek(token)
    verdicts = await asyncio.gather(
        *(storage.journal.commit(use(tickets, token, f"p{n}")) for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(v, Committed) for v in verdicts) == 1
    assert sum(isinstance(v, Refused) and v.table == "used" for v in verdicts) == 19
    assert await tickets.peek(token) is None
    again = await tickets.peek(token, used_too=True)
    assert again is not None
    assert again.used == "p0"
    assert await tickets.state(token) == "used"


async def test_ticket__after_its_time__is_gone(storage: Storage, tickets: Tickets, clock: Clock) -> None:
    token = await issued(storage, tickets, clock, 60)
    clock.move(61)
    assert await tickets.peek(token) is None
    assert await tickets.peek(token, used_too=True) is None
    assert await tickets.state(token) == "expired"


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 10_000, "'; DROP TABLE ticket; --", "\0", "票"])
async def test_token__that_never_was__is_expired(tickets: Tickets, token: str) -> None:
    assert await tickets.peek(token) is None
    assert tickets.seen(token) is None
    assert await tickets.state(token) == "expired"


async def test_ticket__altered_in_the_database__does_not_open(storage: Storage, tickets: Tickets, clock: Clock) -> None:
    token = await issued(storage, tickets, clock)
    await storage.database.fetch("UPDATE ticket SET kind = 'login'")
    with pytest.raises(Unreadable):
        await tickets.peek(token)
