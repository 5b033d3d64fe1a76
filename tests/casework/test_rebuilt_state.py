"""A stored state that is not what the actions say is found and mended, for every kind of stream that deeds write."""

from __future__ import annotations

import msgspec
import pytest

from casework import projections
from casework.folds import FOLDS
from casework.house import House
from storage.rebuilding import Difference, Rebuilt, rebuild

from .stage import Served

STATE = "SELECT stream, state FROM head WHERE kind = ?1 ORDER BY seq DESC, stream LIMIT 1"


async def rebuilt(house: House, *, mend: bool = False) -> Rebuilt:
    return await rebuild(house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES, mend=mend)


@pytest.mark.parametrize("kind", ["application", "person", "unit", "plan", "contact"])
async def test_state__that_the_actions_do_not_give__is_found_and_mended(server: Served, kind: str) -> None:
    await server.submitted()
    house = server.house
    assert not (await rebuilt(house)).differences
    (row,) = await house.storage.database.fetch(STATE, kind)
    stream = row["stream"]
    box = (await house.storage.opener.boxes([stream]))[stream]
    assert box is not None
    folds, right = FOLDS[kind], box.open_state(bytes(row["state"]))
    empty = FOLDS[kind].whole(FOLDS[kind].begin(stream))
    await house.storage.database.fetch("UPDATE head SET state = ?1 WHERE stream = ?2", box.seal_state(empty), stream)
    wrong = Difference("head", (stream,), "other")
    assert (await rebuilt(house)).differences == [wrong]
    assert (await rebuilt(house, mend=True)).differences == [wrong]
    assert not (await rebuilt(house)).differences
    (row,) = await house.storage.database.fetch(STATE, kind)
    mended = box.open_state(bytes(row["state"]))
    assert folds.whole(folds.restore(stream, mended, [])) == folds.whole(folds.restore(stream, right, []))
    assert mended != empty


async def test_status__altered_by_hand__is_found(server: Served) -> None:
    base = await server.submitted()
    house, stream = server.house, f"application:{base.partition('/')[2]}"
    (row,) = await house.storage.database.fetch("SELECT state FROM head WHERE stream = ?1", stream)
    box = (await house.storage.opener.boxes([stream]))[stream]
    assert box is not None
    state = msgspec.json.decode(box.open_state(bytes(row["state"])))
    assert state["standing"]["status"] == "submitted"
    state["standing"]["status"] = "certified"
    sealed = box.seal_state(msgspec.json.encode(state))
    await house.storage.database.fetch("UPDATE head SET state = ?1 WHERE stream = ?2", sealed, stream)
    assert (await rebuilt(house)).differences == [Difference("head", (stream,), "other")]
