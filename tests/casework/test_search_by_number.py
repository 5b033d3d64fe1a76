"""An officer finds somebody of a list by ID number, by its last four, by phone or by a part of the name."""

from __future__ import annotations

import pytest

from .stage import APPLICANTS, Caller, Served, good, refused

NUMBER = APPLICANTS["zhou"][1]
FOUND = ["周岚", NUMBER, f" {NUMBER[:6]} {NUMBER[6:]} ", NUMBER[-4:], "岚"]
NOT_FOUND = [NUMBER[:-1] + "X", NUMBER[:4], "9999", "13900000000", "不存在"]


async def names(caller: Caller, path: str, q: str, **more: str) -> list[str]:
    shown = good(await caller.get(path, q=q, **more))
    return [r["name"] for r in (shown if isinstance(shown, list) else shown["cards"])]


@pytest.mark.parametrize("q", FOUND)
async def test_lists__searched_for_somebody__show_only_them(server: Served, q: str) -> None:
    await server.submitted()
    luo = server.caller("luo")
    assert await names(luo, "review/queue", q, unit="u-hospital", list="pending") == ["周岚"]
    assert await names(luo, "units/u-hospital/people", q, list="all") == ["周岚"]


@pytest.mark.parametrize("q", NOT_FOUND)
async def test_lists__searched_for_nobody__are_empty(server: Served, q: str) -> None:
    await server.submitted()
    luo = server.caller("luo")
    assert await names(luo, "review/queue", q, unit="u-hospital", list="pending") == []
    assert await names(luo, "units/u-hospital/people", q, list="all") == []


async def test_search__by_phone_and_by_an_x_in_lower_case__finds_whoever_waits(server: Served) -> None:
    number = "50000019901231068X"
    waiting = await server.newcomer("温言", number)
    phone = (await server.house.person_by_id(waiting.id)).state.phone
    for q in (number.lower(), "068x", phone):
        assert await names(server.caller("luo"), "units/u-hospital/people", q) == ["温言"]


async def test_search__in_another_unit__finds_nobody_and_is_not_allowed(server: Served) -> None:
    await server.submitted()
    lin = server.caller("lin")
    assert await names(lin, "units/u-second/people", NUMBER, list="all") == []
    refused(await lin.get("units/u-hospital/people", q=NUMBER), 404)
    refused(await lin.get("review/queue", q=NUMBER, unit="u-hospital"), 404)
