"""A process keeps the journeys of those who come, not of everybody who ever came."""

from __future__ import annotations

import gc
import weakref

import pytest

from casework import known

from .stage import Served, good


async def test_journey__not_looked_at_for_longest__is_let_go_and_made_anew(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "OPEN", 1)  # as if 400 others had come between
    assert server.known is not None
    he, zhou = server.caller("he"), server.caller("zhou")
    mine, other = server.known.empty, server.known.full
    saved = good(await he.put(f"{mine}/answers/cover.specialty", {"text": "内科"}))
    head = server.house.heads.idle(f"application:{mine.partition('/')[2]}")
    assert head is not None
    assert head.present.filled.journey is not None
    journey = weakref.ref(head.present.filled.journey)
    before = good(await he.get(f"{mine}/sections/cover"))
    gc.disable()  # its memory is free at once, not when the collector comes round
    try:
        good(await zhou.get(f"{other}/sections/cover"))
        assert journey() is None
    finally:
        gc.enable()
    assert head.present.filled.journey is None
    assert list(server.house.journeys) == [f"application:{other.partition('/')[2]}"]
    assert good(await he.get(f"{mine}/sections/cover")) == before
    later = good(await he.put(f"{mine}/answers/cover.specialty", {"text": "外科"}, seq=saved["seq"]))
    assert later["value"] == "外科"


async def test_journey__of_a_stream_that_somebody_holds__stays_and_its_turn_comes_again(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "OPEN", 1)  # as if 400 others had come between
    assert server.known is not None
    he, zhou, house = server.caller("he"), server.caller("zhou"), server.house
    mine, other = server.known.empty, server.known.full
    good(await he.get(f"{mine}/sections/cover"))
    stream = f"application:{mine.partition('/')[2]}"
    async with house.heads.hold(stream) as held:
        good(await zhou.get(f"{other}/sections/cover"))
        assert held[stream].present.filled.journey is not None
    assert stream in house.journeys
    good(await zhou.get(f"{other}/sections/basic"))
    assert held[stream].present.filled.journey is None
    assert len(house.journeys) == 1


async def test_journey__of_a_deleted_application__is_kept_by_nobody(server: Served) -> None:
    assert server.known is not None
    he, base = server.caller("he"), server.known.empty
    id = base.partition("/")[2]
    good(await he.get(f"{base}/sections/cover"))
    assert f"application:{id}" in server.house.journeys
    good(await he.post(f"{base}/deeds/delete"))
    assert f"application:{id}" not in server.house.journeys
    assert id not in server.house.owners
