"""A deed wakes every worker there is, whichever of them came or went last."""

from pathlib import Path

import pytest

from zhiping.knock import Door, Knocker, doors
from zhiping.settings import Settings

from ..casework.stage import Served


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path))


async def test_knock__with_two_workers__is_heard_by_both_and_by_the_one_that_stays(settings: Settings) -> None:
    knocker, first, second = Knocker(settings), Door(settings), Door(settings)
    knocker.knock()
    assert await first.wait(10)
    assert await second.wait(10)
    second.close()
    knocker.knock()
    assert await first.wait(10), "the worker that came first hears what the last one left behind"
    first.close()
    assert not list(doors(settings).iterdir())


async def test_knock__where_a_worker_was_killed__takes_its_door_away(settings: Settings) -> None:
    killed, stays = Door(settings), Door(settings)
    killed.socket.close()
    Knocker(settings).knock()
    assert await stays.wait(10)
    assert list(doors(settings).iterdir()) == [stays.place]
    stays.close()


async def test_knock__many_times_and_before_it_is_waited_for__is_one(settings: Settings) -> None:
    door = Door(settings)
    for _ in range(1000):
        Knocker(settings).knock()
    assert await door.wait(10)
    assert not await door.wait(0.01)
    door.close()


async def test_deed__that_leaves_a_push__knocks(server: Served) -> None:
    """A change is on its way to the phone at once, not when a worker looks the next time (design: p99 under 1 s)."""
    door = Door(server.settings)
    server.house.wake = Knocker(server.settings).knock
    assert not await door.wait(0.01)
    await server.submitted()
    assert await door.wait(10)
    door.close()
