"""Who comes in: open sessions by their token, tickets as they are looked at before they are used."""

from time import monotonic
from typing import Any

import msgspec

from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.problems import Problem, used_up
from storage.reads import SessionKept

SEEN_EVERY = 3600.0  # seconds after which a session's use is written down again
REVIEWER_IDLE = 12 * 3600.0  # seconds after which somebody who acts for a unit logs in again
FRESH = 10.0  # seconds after which a session is looked up again: so long may a revoked one still open doors
MOST = 20_000  # sessions remembered


async def session(house: House, token: str) -> SessionKept | None:
    """Return an open session by its token, None where there is none or it has ended."""
    if not 20 <= len(token) <= 100:
        return None
    id, now = house.token_hash(token), house.clock.time()
    kept = house.sessions.get(id)
    if kept is None or kept[0] < monotonic():  # not the clock, which may be moved
        if (known := await house.reads.session(id)) is None:
            forget(house, id)  # nor is its absence kept: a phone may be letting this desktop in just now
            return None
        if known.person and known.contact and (await house.present(known.contact)).state.person != known.person:
            forget(house, id)  # the account has gone to another WeChat since: whatever this one had open has ended
            return None
        kept = (monotonic() + FRESH, known)
        if len(house.sessions) > MOST:
            house.sessions.clear()
        house.sessions[id] = kept
    found = kept[1]
    if found.expires <= now:
        return None
    if not found.person and found.contact:  # who has become known by another log-in of the same contact
        found = msgspec.structs.replace(found, person=(await house.peek(found.contact)).state.person)
    if now - found.seen > REVIEWER_IDLE and await _reviews(house, found.person):
        return None
    if now - found.seen > SEEN_EVERY:
        await _touch(house, found, now)
    return found


async def _reviews(house: House, person: str) -> bool:
    """Tell whether a person acts for a unit, so that an unattended phone must not stay open."""
    if not person:
        return False
    return bool((await house.person_by_id(person)).acting(house.clock.today()))


async def _touch(house: House, kept: SessionKept, now: float) -> None:
    """Note that a session is in use, at most once in a while; one that was ended meanwhile stays ended."""
    if await house.reads.session(kept.id) is None:
        forget(house, kept.id)
        return
    fresh = msgspec.structs.replace(kept, seen=now)
    act = Act(key=f"seen|{kept.id}|{int(now / SEEN_EVERY)}", epoch=house.clock.time(), surface="system")

    async def make(desk: Desk) -> bool:
        desk.put("session", msgspec.structs.astuple(fresh))
        return True

    try:
        await house.write(act, [], "seen", make, bool)
    except Problem:
        return
    house.sessions[kept.id] = (monotonic() + FRESH, fresh)


def forget(house: House, id: str | None) -> None:
    """Look a session up anew the next time."""
    if id:
        house.sessions.pop(id, None)


def forget_all(house: House, *people: str) -> None:
    """Look every session of some people up anew the next time.

    Args:
        house: what remembers them.
        people: their ids.
    """
    for id in [id for id, (_, kept) in house.sessions.items() if kept.person in people]:
        forget(house, id)


async def ticket(house: House, token: str, act: Act | None = None) -> tuple[str, dict[str, Any]]:
    """Return a ticket's kind and body without using it.

    Args:
        token: as scanned.
        act: of who is about to use it; a repeated call gets its stored answer instead of "used".

    Raises:
        Gone: there is none, it was used or has run out.
    """
    found = await house.tickets.peek(token, used_too=act is not None)
    if found is None:
        raise used_up()
    return found.kind, found.body


async def ticket_state(house: House, token: str) -> str:
    """Return `waiting`, `used` or `expired`."""
    return await house.tickets.state(token)


def place(address: str) -> str:
    """Return where a network address is, as far as that can be said without asking anybody."""
    return "本机" if address.startswith(("127.", "::1")) else f"网络地址 {address[:15]}"
