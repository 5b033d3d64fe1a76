"""A call of the API that is stopped at any of its awaits: the same call again finishes it, once, with one answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import pytest
from sanic import Request, Sanic

from web.api import ROUTES
from web.app import handler

from ..bot.stopping import every_stop
from ..casework.stage import Caller, Served


@dataclass(frozen=True, slots=True)
class Saving:
    """One kind of call: its method, the end of its path with what stands for the parts, and its body for one run."""

    method: str
    route: str
    parts: dict[str, str]
    body: dict[str, str]
    section: str

    def path(self, base: str) -> str:
        found = f"{base}/{self.route}"
        for name, value in self.parts.items():
            found = found.replace(f"<{name}>", value)
        return found

    def given(self, run: int) -> dict[str, str]:
        return {name: value.format(run=run) for name, value in self.body.items()}


CALLS = {
    "answer": Saving("PUT", "answers/<address>", {"address": "cover.specialty"}, {"text": "专业{run}"}, "cover"),
    "row": Saving("POST", "sections/<section>/rows", {"section": "work"}, {"row": "n{run}"}, "work"),
}


def asked(app: Sanic[Any, Any], caller: Caller, saving: Saving, base: str, key: str, run: int) -> Request:
    """The request as the server hands it to a route."""
    headers: Any = caller.headers(key=key, writes=True)
    transport: Any = None
    made = Request(f"/api/v1/{saving.path(base)}".encode(), headers, "1.1", saving.method, transport, app)
    made.body = json.dumps(saving.given(run)).encode()
    return made


async def actions(server: Served, stream: str) -> int:
    rows = await server.house.storage.database.fetch("SELECT count(*) AS n FROM action WHERE stream = ?1", stream)
    return rows[0]["n"]


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
@pytest.mark.parametrize("kind", CALLS)
async def test_call__stopped_at_any_await_and_made_again__is_done_once_with_one_answer(
    server: Served, kind: str, cold: bool
) -> None:
    assert server.known is not None
    saving, caller, base = CALLS[kind], server.caller("he"), server.known.empty
    stream = base.replace("applications/", "application:")
    app: Sanic[Any, Any] = Sanic(f"t{secrets.token_hex(6)}", configure_logging=False)
    route = next(r for r in ROUTES if r.method == saving.method and r.path.endswith(f">/{saving.route}"))
    kind_of, _, id = base.partition("/")
    keys: list[str] = []
    before = 0

    async def work(run: int) -> Coroutine[Any, Any, Any]:
        nonlocal before
        before = await actions(server, stream)
        keys.append(secrets.token_hex(8))
        if cold:
            server.house.heads.forget(*list(server.house.heads._kept))
            server.house.renew()
        return handler(server.house, route)(
            asked(app, caller, saving, base, keys[-1], run), kind=kind_of, id=id, **saving.parts
        )

    async for run in every_stop(work):
        path, given = saving.path(base), saving.given(run)
        first, again = [await caller.send(saving.method, path, given, key=keys[-1]) for _ in range(2)]
        assert first.status_code == again.status_code < 300, (run, first.text)
        assert first.content == again.content
        assert await actions(server, stream) == before + 1, run
        view = (await caller.get(f"{base}/sections/{saving.section}")).text
        if kind == "answer":
            assert f"专业{run}" in view
        else:
            row = first.json()["row"]
            assert view.count(f'"row":"{row}"') == 1, view
            assert (await caller.delete(f"{base}/sections/work/rows/{row}")).status_code < 300
    assert len(keys) >= 2
