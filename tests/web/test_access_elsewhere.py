"""Who may call what is not about one application: a table of call × role; a call without a row fails."""

from typing import Any

import pytest

from web.api import ROUTES

from ..casework.stage import Caller, Served, good, refused

ALL = frozenset({"nobody", "new", "zhou", "luo", "lin", "qin", "expert", "assistant"})
KNOWN = ALL - {"nobody"}
IN_UNIT, ABOVE = frozenset({"luo"}), frozenset({"qin"})

CALLS: dict[str, tuple[frozenset[str], str, Any]] = {
    "POST sessions": (ALL, "sessions", {"code": "x"}),
    "DELETE sessions/current": (KNOWN, "sessions/current", None),
    "GET me": (KNOWN, "me", None),
    "POST me/phone": (KNOWN, "me/phone", {"code": "x"}),
    "POST me/identity": (KNOWN - {"new"}, "me/identity", {"name": "温言", "id_number": "1"}),
    "POST me/employer": (KNOWN - {"new"}, "me/employer", {"unit": "nothing"}),
    "POST me/subscriptions": (KNOWN, "me/subscriptions", {}),
    "GET plans": (KNOWN, "plans", None),
    "POST applications": (KNOWN, "applications", {"plan": "nothing"}),
    "GET units": (KNOWN, "units?q=云溪", None),
    "POST units/<id>/invitations": (IN_UNIT | ABOVE, "units/u-hospital/invitations", {"role": "expert"}),
    "GET units/<id>/people": (IN_UNIT | ABOVE, "units/u-hospital/people", None),
    "GET units/<id>/members": (IN_UNIT | ABOVE, "units/u-hospital/members", None),
    "DELETE units/<id>/members/<person>": (IN_UNIT | ABOVE, "units/u-hospital/members/{peng}", None),
    "GET units/<id>/calls": (IN_UNIT, "units/u-hospital/calls", None),
    "DELETE units/<id>/calls/<person>": (frozenset(), "units/u-hospital/calls/{new}", None),  # nobody is to be called
    "POST people/<id>/deeds/<deed>": (IN_UNIT | ABOVE, "people/{waiting}/deeds/confirm", {}),
    "GET review/units": (KNOWN - {"new"}, "review/units", None),
    "GET review/queue": (IN_UNIT | {"expert"}, "review/queue?unit=u-hospital", None),
    "GET tickets/<ticket>": (KNOWN, "tickets/{ticket}", None),
    "POST tickets/<ticket>/accept": (KNOWN - {"new"}, "tickets/{ticket}/accept", None),
    "POST logins": (ALL, "logins", None),
    "GET logins/<ticket>": (ALL, "logins/{ticket}", None),
}
"""Call → who gets to it, path, body; what is sent may still be refused with what is wrong about it."""

ABOUT_ONE = ("<kind>/<id>", "review/<id>")
OTHERS = {f"{r.method} {r.path}" for r in ROUTES if not r.path.startswith(ABOUT_ONE)}


def test_table__every_call_that_is_not_about_one_application_has_a_row() -> None:
    assert set(CALLS) == OTHERS


async def cast(at: Served) -> dict[str, Caller]:
    """Somebody of each role."""
    found = {n: at.caller(n) for n in ("zhou", "luo", "lin", "qin")} | {"nobody": at.caller()}
    found["new"] = await at.log_in(at.platform.user("stranger"))
    for role in ("expert", "assistant"):
        ticket = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": role}))["ticket"]
        found[role] = await at.newcomer(unit="")
        good(await found[role].post(f"tickets/{ticket}/accept"))
    return found


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
