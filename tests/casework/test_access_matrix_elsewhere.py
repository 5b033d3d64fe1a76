"""Who may call what is not about one application: the table `CALLS` of `access_matrix.py`, tried over HTTP (X-15)."""

import pytest

from web.api import ROUTES

from .access_matrix import ALL, CALLS, guests
from .stage import Caller, Served, good, refused

ABOUT_ONE = ("<kind>/<id>", "review/<id>")
OTHERS = {f"{r.method} {r.path}" for r in ROUTES if not r.path.startswith(ABOUT_ONE)}


def test_table__every_call_that_is_not_about_one_application_has_a_row() -> None:
    assert set(CALLS) == OTHERS


async def cast(at: Served) -> dict[str, Caller]:
    """Somebody of each role."""
    found = {n: at.caller(n) for n in ("zhou", "luo", "lin", "qin")} | {"nobody": at.caller()}
    found["new"] = await at.log_in(at.platform.user("stranger"))
    return found | await guests(at)


@pytest.mark.parametrize("name", CALLS)
async def test_call__by_everybody__is_open_to_those_of_the_table_alone(server: Served, name: str) -> None:
    """Whoever is not named gets 401 without a session, 404 with one, and learns nothing."""
    who = await cast(server)
    allowed, path, body = CALLS[name]
    waiting, reached = await server.newcomer(), set[str]()
    for role in sorted(ALL, key=lambda r: r in allowed):  # those who may not come first: nothing is done yet
        names = {"peng": server.caller("peng").id, "new": waiting.id, "waiting": waiting.id, "ticket": "none"}
        if "{ticket}" in path:
            made = await server.caller("lin").post("units/u-second/invitations", {"role": "expert"})
            names["ticket"] = good(made)["ticket"]
        method = name.split()[0]
        at = path.format(**names)
        reply = await (who[role].get(at) if method == "GET" else who[role].send(method, at, body))
        code = reply.json().get("code") if reply.status_code >= 400 else ""
        if role in allowed:
            reached |= {role} if code not in {"not_logged_in", "not_found"} else set()
        else:
            refused(reply, 401 if code in {"not_logged_in", "phone_first"} and role in {"nobody", "new"} else 404)
    if path.startswith("units/") and method == "DELETE":  # the first one takes it away, the next ones find it gone
        assert len(reached) == min(1, len(allowed)), reached
    else:
        assert reached == allowed
