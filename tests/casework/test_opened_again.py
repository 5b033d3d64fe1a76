"""An application that was opened a moment ago is not opened again, unless anything that it rests on has changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import pytest

from casework import ids, known
from casework.actor import Act
from casework.case import Case
from casework.deeds import units
from casework.desk import Desk
from casework.house import House
from casework.problems import Shut
from wizard.address import Address
from zhiping.operating import put_plan, put_unit

from .stage import Served, good
from .test_frozen_facts import RENAMED


def asking(house: House, key: str) -> Act:
    return Act(key=key, epoch=house.clock.time(), surface="system")


def application(server: Served) -> ids.Base:
    assert server.known is not None
    return ids.Base("application", server.known.empty.partition("/")[2])


async def opened(server: Served, *besides: str, fills: frozenset[str] = frozenset()) -> Case:
    """The application as a deed opens it that may hold more; it looks as a unit does where `fills` says so."""
    house, base = server.house, application(server)

    async def see(desk: Desk) -> Case:
        case = await desk.case(base)
        assert (case.fills, case.expert) == (frozenset(), False), "as whom the deed before looked is no matter"
        case.fills, case.expert = fills, bool(fills)
        return case

    act = asking(house, "look")
    return await house.read(act, [*await house.streams(base, act), *besides], see)


def says(case: Case) -> tuple[Any, ...]:
    world = case.journey.context.world
    return world.now, world.unit["name"], world.plan["label"], world.applicant["phone"], len(case.view.units.nodes)


async def renamed_unit(server: Served) -> None:
    await put_unit(server.house, "换了名字的医院", "district_institution", "u-yunxi", "chongqing", "u-hospital")


async def new_unit(server: Served) -> None:
    await put_unit(server.house, "新来的医院", "district_institution", "u-yunxi", "chongqing")


async def renamed_plan(server: Served) -> None:
    await put_plan(server.house, RENAMED)


async def other_phone(server: Served) -> None:
    """Something changes of the applicant."""
    stream = ids.person(server.caller("he").id)

    async def make(desk: Desk) -> bool:
        desk.record(desk.head(stream), "phone_verified", {"phone": "13900000009"})
        return True

    await server.house.write(asking(server.house, "phone"), [stream], "phone", make, bool)


async def next_minute(server: Served) -> None:
    server.move_clock(day=10, hour=10, minute=1)


@pytest.mark.parametrize("change", [renamed_unit, new_unit, renamed_plan, other_phone, next_minute])
async def test_opened_again__after_a_change__says_what_is_so_now(
    server: Served, change: Callable[[Served], Awaitable[None]]
) -> None:
    before = says(await opened(server))
    assert says(await opened(server)) == before
    await change(server)
    after = says(await opened(server))
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1, (before, after)


async def test_opened_again__by_a_deed_that_changes_the_unit__sees_its_own_change(server: Served) -> None:
    base, house = application(server), server.house
    await opened(server)

    async def make(desk: Desk) -> list[str]:
        unit = desk.head(ids.unit("u-hospital"))
        scheme = house.shelf.current["chongqing"]
        units.open_unit(desk, unit, "换了名字的医院", "district_institution", "u-yunxi", scheme)
        return [(await desk.case(base)).unit_name]

    act = asking(house, "rename")
    streams = [*await house.streams(base, act), ids.unit("u-hospital")]
    assert await house.write(act, streams, "rename", make, list[str]) == ["换了名字的医院"]


async def test_unit__changed_by_a_deed_that_fails__is_for_everybody_else_what_is_kept(server: Served) -> None:
    """A deed changes a present before it is committed: neither meanwhile nor afterwards does anybody else see that."""
    house, before = server.house, await opened(server)
    unit, base, phone = before.unit, application(server), Address.parse("unit.phone")
    assert unit is not None
    said, name = says(before), unit.state.name

    async def make(desk: Desk) -> bool:
        head, scheme = desk.head(ids.unit("u-hospital")), house.shelf.current["chongqing"]
        units.open_unit(desk, head, "没存上的医院", "district_institution", "u-yunxi", scheme)
        desk.record(head, "answered", {"a": str(phone), "v": "023-1"})
        assert (await desk.case(base)).unit_name == "没存上的医院", "the deed sees its own change"
        assert (unit.state.name, unit.filled.answers.get(phone)) == (name, None)
        raise Shut("no", "不行")

    act = asking(house, "rename and fail")
    with pytest.raises(Shut):
        await house.write(act, [*await house.streams(base, act), ids.unit("u-hospital")], "rename", make, bool)
    assert says(await opened(server)) == said
    await renamed_unit(server)
    assert says(await opened(server))[1] == "换了名字的医院"


async def test_unit__with_another_answer__is_looked_up_anew(server: Served) -> None:
    house, phone = server.house, Address.parse("unit.phone")

    async def make(desk: Desk) -> bool:
        desk.record(desk.head(ids.unit("u-hospital")), "answered", {"a": str(phone), "v": "023-1"})
        return True

    assert (before := (await opened(server)).unit) is not None
    await house.write(asking(house, "phone"), [ids.unit("u-hospital")], "phone", make, bool)
    assert (after := (await opened(server)).unit) is not None
    assert (before.filled.answers.get(phone), after.filled.answers.get(phone)) == (None, "023-1")


async def test_opened_again__nothing_changed__same_journey_and_nothing_of_who_looked(server: Served) -> None:
    first = await opened(server, fills=frozenset({"cover"}))
    second = await opened(server)
    assert second is not first
    assert second.journey is first.journey


async def test_opened_again__seconds_later__units_and_plan_are_looked_up_anew(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await opened(server)
    later = monotonic() + 2 * known.FRESH
    monkeypatch.setattr(known, "monotonic", lambda: later)  # as if the time of what is believed were over
    assert not [name for name in server.house.known if server.house.believed(name) is not None]
    after = await opened(server)
    assert after.journey is before.journey
    assert server.house.believed("tree") is after.view.units
    assert server.house.believed("unit:u-hospital") is not None


async def test_opened_again__once_deleted__is_gone(server: Served) -> None:
    assert server.known is not None
    he, base = server.caller("he"), server.known.empty
    good(await he.get(base))
    good(await he.get(base))
    good(await he.post(f"{base}/deeds/delete"))
    assert (await he.get(base)).status_code == 404
