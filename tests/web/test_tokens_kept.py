"""A session's token lies, sealed, with the answer that gave it for minutes only; afterwards there is its hash alone."""

from __future__ import annotations

import time

from zhiping.worker import TERMS

from ..casework.stage import Caller, Served, good, refused


async def answers(at: Served) -> list[str]:
    """The keys under which the answer to this log-in is kept."""
    rows = await at.house.storage.database.fetch("SELECT key FROM inbox")
    return [r["key"] for r in rows if "/api/v1/sessions|" in r["key"]]


async def test_token__answered_to_a_log_in__is_gone_with_the_answer_and_works_on(server: Served) -> None:
    user = server.platform.user("zhou")
    before = len(await answers(server))
    code = server.platform.code(user)
    caller = Caller(server.http)
    session = good(await caller.post("sessions", {"code": code}, key="the-same"))
    assert good(await caller.post("sessions", {"code": code}, key="the-same")) == session, "its answer was lost"
    assert len(await answers(server)) == before + 1
    server.house.clock.move(server.house.clock.time() - time.time() + TERMS.inbox["login:"] + 600)
    await server.worker.sweep()
    assert await answers(server) == []
    caller.token = session["token"]
    good(await caller.get("me"))
    refused(await Caller(server.http, token="x" * 43).get("me"), 401)
