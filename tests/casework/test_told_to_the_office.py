"""Whoever can do what waits at a unit is told of it, as officer or as the committee's office, each once (X-14)."""

from __future__ import annotations

from .stage import Caller, Served, good
from .way import carried


async def told(at: Served, caller: Caller) -> int:
    sql = "SELECT count(*) AS n FROM outbox WHERE who = ?1 AND kind = 'push'"
    return (await at.house.storage.database.fetch(sql, f"person:{caller.id}"))[0]["n"]


async def test_work_waiting__at_the_committee__is_told_to_its_office_and_to_officers_once(server: Served) -> None:
    office = await server.newcomer("钟宁", unit="")
    shen = server.caller("shen")  # officer and office at once
    ticket = good(await shen.post("units/u-city/invitations", {"role": "office"}))["ticket"]
    good(await office.post(f"tickets/{ticket}/accept"))
    expert = await server.newcomer("温言", unit="")
    ticket = good(await shen.post("units/u-city/invitations", {"role": "expert"}))["ticket"]
    good(await expert.post(f"tickets/{ticket}/accept"))
    await carried(server, 5)
    await server.work()
    assert [await told(server, c) for c in (office, shen, expert)] == [1, 1, 0]
