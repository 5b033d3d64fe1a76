from __future__ import annotations

import pytest

from .conftest import Place
from .product import OA

ASK = "/cgi-bin/getcallbackip"


async def works(place: Place, token: str) -> int:
    return (await place.api.get(ASK, token=token)).get("errcode", 0)


async def test_plain__each_call__gives_a_new_token_and_the_old_lives_five_minutes(place: Place) -> None:
    first, second = (await place.api.token())["access_token"], (await place.api.token())["access_token"]
    assert first != second
    assert 136 <= len(first) <= 512
    assert (await works(place, first), await works(place, second)) == (0, 0)
    place.world.kept.offset += 301
    assert (await works(place, first), await works(place, second)) == (40001, 0)


async def test_plain__two_hours_later__has_expired(place: Place) -> None:
    got = await place.api.token()
    assert got["expires_in"] == 7200
    place.world.kept.offset += 7201
    assert await works(place, got["access_token"]) == 42001


async def test_plain__after_2000_calls__is_refused_until_the_next_day(place: Place) -> None:
    place.world.kept.counters[f"{place.world.day()} token oa"] = 2000
    assert (await place.api.token())["errcode"] == 45009
    assert "access_token" in await place.api.token("mp")
    place.world.kept.offset += 86_400
    assert "access_token" in await place.api.token()


async def test_stable__until_five_minutes_before_the_end__is_the_same(place: Place) -> None:
    first = await place.api.stable()
    place.world.kept.offset += 6_800
    again = await place.api.stable()
    assert again["access_token"] == first["access_token"]
    assert 300 <= again["expires_in"] <= 400
    place.world.kept.offset += 110
    new = await place.api.stable()
    assert new["access_token"] != first["access_token"]
    assert (await works(place, first["access_token"]), await works(place, new["access_token"])) == (0, 0)
    place.world.kept.offset += 300
    assert await works(place, first["access_token"]) == 42001


async def test_stable__forced__kills_the_old_one_once_in_thirty_seconds(place: Place) -> None:
    first = (await place.api.stable())["access_token"]
    second = (await place.api.stable(force_refresh=True))["access_token"]
    assert (await works(place, first), await works(place, second)) == (40001, 0)
    assert (await place.api.stable(force_refresh=True))["access_token"] == second
    place.world.kept.offset += 31
    assert (await place.api.stable(force_refresh=True))["access_token"] != second


async def test_stable__forced_twenty_times__is_not_refreshed_again_that_day(place: Place) -> None:
    place.world.kept.refreshes[f"{place.world.day()} oa"] = [0.0] * 20
    first = (await place.api.stable())["access_token"]
    assert (await place.api.stable(force_refresh=True))["access_token"] == first


async def test_families__one_refreshed__leaves_the_other_alone(place: Place) -> None:
    stable = (await place.api.stable())["access_token"]
    for _ in range(3):
        await place.api.token()
    place.world.kept.offset += 301
    assert await works(place, stable) == 0


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"appid": "wx-nobody", "grant_type": "wrong"}, 40013),
        ({"grant_type": "wrong", "secret": "wrong"}, 40002),
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
    ],
)
async def test_token__wrong_asking__is_refused_in_the_platforms_order(
    place: Place, changed: dict[str, str], errcode: int
) -> None:
    assert (await place.api.token(**changed))["errcode"] == errcode
    assert (await place.api.stable(**changed))["errcode"] == errcode


async def test_stable__query_instead_of_json__is_refused(place: Place) -> None:
    assert (await place.api.post("/cgi-bin/stable_token", b"", token=""))["errcode"] == 44002
    assert (await place.api.post("/cgi-bin/stable_token", b"appid=1", token=""))["errcode"] == 47001
    assert (await place.api.stable(force_refresh="true"))["errcode"] == 47001


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_tokens__ended_early__answer_as_chosen(place: Place, errcode: int) -> None:
    token = (await place.api.stable())["access_token"]
    assert (await place.control.post("tokens", errcode=errcode))["dead"] == 1
    assert await works(place, token) == errcode
    assert await works(place, (await place.api.stable())["access_token"]) == 0


@pytest.mark.parametrize("where", ["header", "body", "nowhere"])
async def test_token__not_in_the_query__is_missing(place: Place, where: str) -> None:
    token = (await place.api.token())["access_token"]
    headers = {"Authorization": f"Bearer {token}"} if where == "header" else {}
    body = {"access_token": token} if where == "body" else {"action": "all"}
    _, _, data = await place.api.raw("POST", "/cgi-bin/callback/check", {}, json=body, headers=headers)
    assert b'"errcode":41001' in data


async def test_token__of_the_other_account__has_no_permission(place: Place) -> None:
    await place.api.token("mp")
    answer = await place.api.post("/cgi-bin/menu/create", {"button": []}, side="mp")
    assert answer["errcode"] == 48001


async def test_ip_list__product_not_on_it__stops_the_token_endpoints(place: Place) -> None:
    token = (await place.api.token())["access_token"]
    await place.control.post("switches", block_ip=True)
    assert (await place.api.token())["errcode"] == 40164
    assert (await place.api.stable())["errcode"] == 40164
    assert await works(place, token) == 0


async def test_restart__tokens_people_and_chats__are_still_there(place: Place) -> None:
    from sandbox.world import World

    token = (await place.api.stable())["access_token"]
    await place.control.act("applicant", "follow")
    place.world.save()
    again = World(place.settings)
    assert any(kept.value == token for kept in again.kept.tokens)
    assert again.person("applicant").following
    assert again.person("applicant").messages[-1].text == "好"
    assert again.account.oa_app_id == OA
