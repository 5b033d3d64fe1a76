"""A push ends at somebody: the unit's list of calls, the unit above one that nobody acts for, or at least a number."""

from __future__ import annotations

from typing import Any

from casework.jobs import push
from casework.jobs.push import NOBODY
from casework.messages import Told

from ..casework.stage import Served, good
from ..casework.way import pushed
from .phones import Reached, called, tell, worked_off

CALLED = "refused: on the unit's list to call"
NOBODY_ACTS = "UPDATE membership SET until = '2026-01-01'"


async def results(at: Served, who: str) -> list[tuple[Any, ...]]:
    """How the pushes of a receiver ended."""
    sql = "SELECT state, result FROM outbox WHERE who = ?1 AND kind = 'push' ORDER BY seq"
    return [tuple(r.values()) for r in await at.house.storage.database.fetch(sql, who)]


async def dismissed(at: Served, unit: str, *names: str, by: str) -> None:
    for name in names:
        good(await at.caller(by).delete(f"units/{unit}/members/{at.caller(name).id}"))


async def test_push__that_no_way_ends__stands_on_the_unit_s_list(zhou: Reached) -> None:
    """Invariant 8: whatever the channels answer, the unit calls in the end."""
    told = Told(zhou.who, zhou.who, "returned", text="退回了。")
    assert str(await push.push(zhou.at.house, told, "a push without end", "", ways=0)) == CALLED
    assert [r["name"] for r in await called(zhou.at)] == ["周岚"]


async def test_work__at_a_unit_that_nobody_acts_for__is_told_to_the_unit_above(server: Served) -> None:
    await dismissed(server, "u-hospital", "luo", "peng", by="qin")
    await server.submitted()
    (told,) = [t for t in await pushed(server) if t.who == f"person:{server.caller('qin').id}"]
    assert told.text.startswith("云溪区人民医院现在没有人经办")
    assert (told.message, told.page, told.unit) == ("", "", "u-yunxi"), "the application itself is not at this unit"


async def test_applicant__of_a_unit_that_nobody_acts_for__is_called_by_the_unit_above(zhou: Reached) -> None:
    await dismissed(zhou.at, "u-hospital", "luo", "peng", by="qin")
    zhou.weather(("template", "refuse", 43004, 1))
    await zhou.tell()
    await worked_off(zhou.at)
    assert [j["result"] for j in await zhou.jobs()] == [CALLED]
    assert [r["name"] for r in await called(zhou.at, "qin", "u-yunxi")] == ["周岚"]


async def test_work__where_nobody_acts_at_all__ends_as_told_to_nobody(server: Served) -> None:
    await server.house.storage.database.fetch(NOBODY_ACTS)
    await tell(server, Told("unit:u-hospital", "unit:u-hospital", "work_waiting", text="有事"))
    await server.work()
    assert ("refused", str(NOBODY)) in await results(server, "unit:u-hospital")


async def test_officer__dismissed_by_a_unit__stands_on_no_list_of_it(server: Served) -> None:
    """Who has left a unit is called by it no more, and shows it no telephone number."""
    left = await server.newcomer("温言", unit="")
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await left.post(f"tickets/{ticket}/accept"))
    who = f"person:{left.id}"
    await tell(server, Told(who, who, "extended", text="延期了。"))
    await server.work()
    assert left.id in {r["person"] for r in await called(server)}
    good(await server.caller("luo").delete(f"units/u-hospital/calls/{left.id}"))
    good(await server.caller("luo").delete(f"units/u-hospital/members/{left.id}"))
    await tell(server, Told(who, who, "extended", text="又延期了。"))
    await server.work()
    assert left.id not in {r["person"] for r in await called(server)}
    assert ("refused", str(NOBODY)) in await results(server, who)
