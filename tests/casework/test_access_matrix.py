"""Who may do what in which state: the tables of `access_matrix.py` on one application, tried over HTTP (X-15, X-20)."""

import pytest

from review.status import TABLE
from schemes.kinds import ALL_DEEDS
from web.api import ROUTES

from .access_matrix import (
    BASE,
    COME_TO,
    FILLING,
    HERE,
    LAYING_OUT,
    MOVES,
    NOT_FOR_EXPERTS,
    OWNER,
    PASSED_IT,
    READS,
    REVIEW,
    ROLES,
    STATES,
    WHOLE,
    WRITES,
    people,
    place,
)
from .pictures import sheet
from .stage import Caller, Served, good, refused


def trying(state: str) -> list[str]:
    """The roles that try in a state."""
    return [r for r in ROLES if state in WHOLE or r in OWNER | COME_TO[state] | {"lin"}]


GUARDS = {"needs", "unread", "incomplete"}
"""Refusals that say what is still missing: the deed itself is this person's to do."""


def test_table__every_deed_that_moves_an_application_has_a_row() -> None:
    assert set(MOVES) == set(TABLE) == ALL_DEEDS | {"overdue"}
    assert set(COME_TO) == set(STATES)


@pytest.mark.parametrize("state", STATES)
async def test_application__in_every_state__is_read_filled_and_moved_by_those_of_the_tables_alone(
    server: Served, state: str
) -> None:
    """Role × deed × state: whoever the tables do not name is refused, learns nothing and leaves no trace."""
    base = await STATES[state](server)
    who = await people(server)
    assert set(who) == set(ROLES)
    before = await place(server, base)
    await _reads(state, base, who)
    await _moves(state, base, who)
    await _writes(state, base, who)
    looks = await server.house.storage.database.fetch(
        "SELECT count(*) AS n FROM action WHERE stream = ?1 AND kind = 'seen' AND seq > ?2",
        f"application:{base.partition('/')[2]}", before,
    )  # fmt: skip
    assert await place(server, base) == before + looks[0]["n"]


async def _moves(state: str, base: str, who: dict[str, Caller]) -> None:
    """Only those of the table get to do a deed."""
    for deed, rows in MOVES.items():
        for role in set(trying(state)) - rows.get(state, set()):
            reply = await who[role].post(f"{base}/deeds/{deed}", {"opinion": "好的"})
            assert reply.status_code in {403, 404, 409}, (deed, role, reply.text)
            problem = refused(reply, reply.status_code)
            assert problem["code"] not in GUARDS, (deed, role, problem)
            if role not in COME_TO[state] | OWNER:
                assert (reply.status_code, problem["code"]) == (404, "not_found"), (deed, role, problem)


ALLOWED = [(s, d, r) for d, rows in MOVES.items() for s in STATES for r in sorted(rows.get(s, ()))]


@pytest.mark.parametrize(("state", "deed", "role"), ALLOWED)
async def test_deed__by_whom_the_table_names__is_done_or_says_what_is_missing(
    server: Served, state: str, deed: str, role: str
) -> None:
    base = await STATES[state](server)
    reply = await (await people(server))[role].post(f"{base}/deeds/{deed}", {"opinion": "好的"})
    if reply.status_code >= 400:
        problem = refused(reply, reply.status_code)
        assert problem["code"] in GUARDS, problem
    else:
        assert good(reply)["said"]


# ── calls ────────────────────────────────────────────────────────────────────
ABOUT_ONE = {f"{r.method} {r.path}" for r in ROUTES if r.path.startswith((BASE, REVIEW)) and "deeds" not in r.path}


def test_table__every_call_about_one_application_has_a_row() -> None:
    assert {f"GET {p}" for p in READS} | set(WRITES) == ABOUT_ONE


async def _reads(state: str, base: str, who: dict[str, Caller]) -> None:
    """Other people's ids give the same 404 on every call; a unit further up does not see what is not there yet."""
    owner = who["owner"]
    names = {
        "base": base, "id": base.partition("/")[2],
        "file": good(await owner.get(f"{base}/evidence/basic.training_proof"))["kept"]["url"],
        "form": good(await owner.get(f"{base}/forms"))[0]["url"],
    }  # fmt: skip
    allowed = OWNER | COME_TO[state]
    for path, shape in READS.items():
        for role in trying(state):
            reply = await who[role].get(shape.format(**names))
            if (
                (role == "expert" and path.endswith(NOT_FOR_EXPERTS))
                or role not in allowed
                or (role == "owner" and path.startswith(REVIEW) and not path.endswith("phrases"))
            ):
                refused(reply, 404, "not_found")
            elif path.endswith("/fix") and state != "returned":
                refused(reply, 409, "not_returned")
            else:
                assert reply.status_code == 200, (path, role, reply.text[:300])


async def _writes(state: str, base: str, who: dict[str, Caller]) -> None:
    """Only the owner fills, only while it is open; only who has it now marks, strikes and corrects."""
    for name, (shape, body) in WRITES.items():
        method, path = name.split()[0], shape.format(base=base, id=base.partition("/")[2])
        for role in trying(state):
            if role == "owner" and name in FILLING and state in {"draft", "returned"}:
                continue
            if role == "owner" and path.endswith("pledge/ticket"):
                continue
            if role == "owner" and "/disputes" in path and state == "rejected":
                continue
            if name in LAYING_OUT and role in (OWNER | COME_TO[state]) - {"expert"}:
                continue
            if name not in FILLING and role in HERE.get(state, set()):
                continue
            if "/marks" in name and role in PASSED_IT.get(state, set()):
                continue
            if body == b"file":
                reply = await who[role].upload(path, sheet())
            else:
                reply = await who[role].send(method, path, body)
            assert reply.status_code in {403, 404, 409, 422}, (name, role, reply.text)
            if role not in OWNER | COME_TO[state]:
                refused(reply, 404, "not_found")
