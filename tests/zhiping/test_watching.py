"""What an operator sees from outside: jobs that wait, pushes that reached nobody, looks that left no trace."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
import structlog

from casework.messages import Told

from ..bot.chatting import Chat
from ..casework.stage import Served, figure, good
from .phones import tell


async def test_jobs__that_nobody_does__are_told_with_the_age_of_the_oldest(server: Served) -> None:
    waiting = 'zhiping_jobs{state="waiting"}'
    await server.work()
    assert (await figure(server, waiting), await figure(server, "zhiping_job_oldest_seconds")) == (0, 0)
    who = f"person:{server.caller('he').id}"
    await tell(server, Told(who, who, "extended", text="延期了。"))
    server.house.clock.move(server.house.clock.offset + 900)
    assert await figure(server, waiting) == 1
    assert 900 <= await figure(server, "zhiping_job_oldest_seconds") < 960
    await server.work()
    assert (await figure(server, waiting), await figure(server, "zhiping_job_oldest_seconds")) == (0, 0)


async def test_push__that_reached_nobody__is_counted(server: Served) -> None:
    await server.house.storage.database.fetch("UPDATE membership SET until = '2026-01-01'")
    before = await figure(server, "zhiping_told_nobody")
    await tell(server, Told("unit:u-hospital", "unit:u-hospital", "work_waiting", text="有事"))
    await server.work()
    assert await figure(server, "zhiping_told_nobody") == before + 1


@pytest.fixture
def patience(server: Served) -> None:
    """A writer that is waited for shortly."""
    server.house.storage.journal.patience = 0.3


@pytest.mark.usefixtures("patience")
async def test_look__that_cannot_be_recorded__is_counted_and_logged(server: Served) -> None:
    """X-20: a look at another's application leaves a trace, and where it cannot, that is seen."""
    base = await server.submitted()
    name = 'zhiping_looks_not_recorded_total{code="not_kept"}'
    before = await figure(server, name)
    with closing(sqlite3.connect(server.house.storage.database.place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with structlog.testing.capture_logs() as log:
            good(await server.caller("luo").get(f"{base}/sections/basic"))
        other.execute("ROLLBACK")
    assert await figure(server, name) == before + 1
    assert [e["code"] for e in log if e["event"] == "look not recorded"] == ["not_kept"]


async def test_message__signed_and_not_understood__is_counted_and_leaves_a_line(server: Served) -> None:
    """It is answered, so that it does not come again: nothing else tells that somebody was not heard."""
    count = 'zhiping_turn_seconds_count{outcome="unreadable"}'
    before, chat = await figure(server, count), Chat(server, openid="o-odd")
    with structlog.testing.capture_logs() as log:
        assert (await chat.push("<a>" * 9 + "</a>" * 9)).raw == ""
    assert await figure(server, count) == before + 1
    (line,) = [e for e in log if e["event"] == "message not understood"]
    assert "o-odd" not in str(line)
