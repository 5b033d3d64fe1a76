"""Who may do what in which state: tables of role × deed × state, and what an attacker tries (X-15, X-20)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from review.status import TABLE
from web.api import ROUTES

from ..casework.pictures import sheet
from ..casework.stage import APPLICANTS, Caller, Served, good, id_number, refused
from ..casework.way import HEALTH, OPINION, carried, read_all, returned, state_of

ROLES = ("owner", "other", "luo", "lin", "qin", "fang", "shen", "expert", "assistant", "nobody")
HOSPITAL = {"luo"}


async def _draft(at: Served) -> str:
    assert at.known is not None
    return at.known.full


async def _withdrawn(at: Served) -> str:
    base = await _draft(at)
    await at.caller("zhou").deed(base, "withdraw")
    return base


async def _rejected(at: Served) -> str:
    base = await at.submitted()
    await at.caller("luo").deed(base, "reject", {"opinion": "不符合条件"})
    return base


STATES: dict[str, Callable[[Served], Awaitable[str]]] = {
    "draft": _draft,
    "at hospital": lambda at: carried(at, 0),
    "returned": lambda at: returned(at, "basic.work"),
    "at district": lambda at: carried(at, 1),
    "at title office": lambda at: carried(at, 2),
    "at district again": lambda at: carried(at, 3),
    "waits for the list": lambda at: carried(at, 4),
    "at committee": lambda at: carried(at, 5),
    "approved": lambda at: carried(at, 6),
    "certified": lambda at: carried(at, 7),
    "rejected": _rejected,
    "withdrawn": _withdrawn,
}
"""Every state of Chongqing's district route, and how one gets there."""

# Which units' officers an application has come to; everybody else must not learn that it is there.
COME_TO: dict[str, set[str]] = {
    "draft": set(),
    "at hospital": HOSPITAL | {"expert"},
    "returned": HOSPITAL | {"expert"},
    "at district": HOSPITAL | {"expert", "qin"},
    "at title office": HOSPITAL | {"expert", "qin", "fang"},
    "at district again": HOSPITAL | {"expert", "qin", "fang"},
    "waits for the list": HOSPITAL | {"expert", "qin", "fang"},
    "at committee": HOSPITAL | {"expert", "qin", "fang", "shen"},
    "approved": HOSPITAL | {"expert", "qin", "fang", "shen"},
    "certified": HOSPITAL | {"expert", "qin", "fang", "shen"},
    "rejected": HOSPITAL | {"expert"},
    "withdrawn": set(),
}

# deed → state → who may do it; whoever is not named is refused. Chongqing's own words on when are `review.yaml`.
OWNER = {"owner"}
BEFORE_THE_COMMITTEES_WORD = (
    "draft", "at hospital", "returned", "at district", "at title office", "at district again", "waits for the list",
    "at committee",
)  # fmt: skip
MOVES: dict[str, dict[str, set[str]]] = {
    "submit": {"draft": OWNER, "returned": OWNER},
    "withdraw": dict.fromkeys(BEFORE_THE_COMMITTEES_WORD, OWNER),
    "delete": {"draft": OWNER, "at hospital": OWNER},
    "unlock": {},  # this region has it not
    "approve": {
        "at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}, "at district again": {"qin"},
        "at committee": {"shen"},
    },
    "return": {
        "at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}, "at district again": {"qin"},
        "waits for the list": {"qin"}, "at committee": {"shen"},
    },
    "reject": {
        "at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}, "at district again": {"qin"},
        "at committee": {"shen"},
    },
    "undo_approve": {"waits for the list": {"qin"}, "at title office": {"qin"}},
    "undo_reject": {"rejected": HOSPITAL},
    "record": {},
    "forward": {"waits for the list": {"qin"}},
    "pay": {},
    "arrange": {},
    "accept": {"at committee": {"shen"}},
    "issue": {"approved": {"shen"}},
    "correct": {},  # a call of its own
    "void": {},
    "overdue": {},  # time's
    "extend": {"returned": HOSPITAL},  # the unit whose term it is
}  # fmt: skip
WHOLE = {"draft", "at hospital", "certified"}
"""States in which every role tries everything; in the others those who know of it, and one officer of elsewhere."""


def trying(state: str) -> list[str]:
    """The roles that try in a state."""
    return [r for r in ROLES if state in WHOLE or r in OWNER | COME_TO[state] | {"lin"}]


GUARDS = {"needs", "unread", "incomplete"}
"""Refusals that say what is still missing: the deed itself is this person's to do."""


def test_table__every_deed_that_moves_an_application_has_a_row() -> None:
    assert set(MOVES) == set(TABLE)
    assert set(COME_TO) == set(STATES)


async def people(at: Served) -> dict[str, Caller]:
    """Somebody of each role, an expert and an assistant of the hospital among them."""
    found = {n: at.caller(n) for n in ("luo", "lin", "qin", "fang", "shen")}
    found |= {"owner": at.caller("zhou"), "other": at.caller("he"), "nobody": await at.newcomer(unit="")}
    for role in ("expert", "assistant"):
        ticket = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": role}))["ticket"]
        found[role] = await at.newcomer(unit="")
        good(await found[role].post(f"tickets/{ticket}/accept"))
    return found


async def place(at: Served, base: str) -> int:
    head = await at.house.storage.database.fetch(
        "SELECT seq FROM head WHERE stream = ?1", f"application:{base.partition('/')[2]}"
    )
    return head[0]["seq"]


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


ALLOWED = [(s, d, sorted(rows[s])[0]) for d, rows in MOVES.items() for s in STATES if s in rows]


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


# ── reading ──────────────────────────────────────────────────────────────────
BASE, REVIEW = "<kind>/<id>", "review/<id>"
READS: dict[str, str] = {
    BASE: "{base}",
    f"{BASE}/sections/<section>": "{base}/sections/basic",
    f"{BASE}/sections/<section>/rows/<row>": "{base}/sections/work/rows/r1",
    f"{BASE}/evidence/<address>": "{base}/evidence/basic.training_proof",
    f"{BASE}/files/<digest>": "{file}",
    f"{BASE}/check": "{base}/check",
    f"{BASE}/pledge": "{base}/pledge",
    f"{BASE}/progress": "{base}/progress",
    f"{BASE}/fix": "{base}/fix",
    f"{BASE}/forms": "{base}/forms",
    f"{BASE}/forms/<form>": "{form}",
    REVIEW: "review/{id}",
    f"{REVIEW}/sections/<section>": "review/{id}/sections/basic",
    f"{REVIEW}/sections/<section>/rows/<row>": "review/{id}/sections/work/rows/r1",
    f"{REVIEW}/phrases": "review/{id}/phrases?address=basic.work",
}
WRITES: dict[str, tuple[str, Any]] = {
    f"PUT {BASE}/answers/<address>": ("{base}/answers/basic.work", {"text": "改"}),
    f"DELETE {BASE}/answers/<address>": ("{base}/answers/basic.work", None),
    f"POST {BASE}/sections/<section>/rows": ("{base}/sections/work/rows", {}),
    f"DELETE {BASE}/sections/<section>/rows/<row>": ("{base}/sections/work/rows/r1", None),
    f"POST {BASE}/sections/<section>/rows/<row>/restore": ("{base}/sections/work/rows/r1/restore", None),
    f"PUT {BASE}/sections/<section>/rows/<row>/place": ("{base}/sections/work/rows/r1/place", {"place": 1}),
    f"POST {BASE}/sections/<section>/clear": ("{base}/sections/cover/clear", None),
    f"POST {BASE}/sections/<section>/recover": ("{base}/sections/cover/recover", None),
    f"POST {BASE}/evidence/<address>/pages": ("{base}/evidence/basic.training_proof/pages", b"file"),
    f"DELETE {BASE}/evidence/<address>/pages/<page>": ("{base}/evidence/basic.training_proof/pages/x", None),
    f"POST {BASE}/evidence/<address>/pages/<page>/turn": ("{base}/evidence/basic.training_proof/pages/x/turn", {}),
    f"PUT {BASE}/evidence/<address>/pages/<page>/place": (
        "{base}/evidence/basic.training_proof/pages/x/place", {"place": 0},
    ),
    f"POST {BASE}/evidence/<address>/keep": ("{base}/evidence/basic.training_proof/keep", None),
    f"DELETE {BASE}/evidence/<address>": ("{base}/evidence/basic.training_proof", None),
    f"POST {BASE}/pledge": (
        "{base}/pledge", {"digest": "x", "agreed": True, "width": 660, "height": 300, "strokes": []},
    ),
    f"POST {BASE}/pledge/ticket": ("{base}/pledge/ticket", None),
    f"POST {BASE}/marks/<n>/explanation": ("{base}/marks/1/explanation", {"text": "原件如此"}),
    f"POST {REVIEW}/marks": ("review/{id}/marks", {"address": "basic.work", "text": "请补充"}),
    f"DELETE {REVIEW}/marks/<n>": ("review/{id}/marks/1", None),
    f"POST {REVIEW}/strikes": ("review/{id}/strikes", {"section": "work", "row": "r1"}),
    f"POST {REVIEW}/corrections": ("review/{id}/corrections", {"address": "basic.work", "text": "临床"}),
}  # fmt: skip
ABOUT_ONE = {f"{r.method} {r.path}" for r in ROUTES if r.path.startswith((BASE, REVIEW)) and "deeds" not in r.path}
FILLING = {n for n in WRITES if BASE in n}


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
            if role not in allowed or (role == "owner" and path.startswith(REVIEW) and not path.endswith("phrases")):
                refused(reply, 404, "not_found")
            elif path.endswith("/fix") and state != "returned":
                refused(reply, 409, "not_returned")
            else:
                assert reply.status_code == 200, (path, role, reply.text[:300])


async def _writes(state: str, base: str, who: dict[str, Caller]) -> None:
    """Only the owner fills, only while it is open; only who has it now marks, strikes and corrects."""
    here = {"at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}}
    here |= {
        "at district again": {"qin"},
        "waits for the list": {"qin"},
        "at committee": {"shen"},
        "approved": {"shen"},
    }
    for name, (shape, body) in WRITES.items():
        method, path = name.split()[0], shape.format(base=base, id=base.partition("/")[2])
        for role in trying(state):
            if role == "owner" and name in FILLING and state in {"draft", "returned"}:
                continue
            if role == "owner" and path.endswith("pledge/ticket"):
                continue
            if name not in FILLING and role in here.get(state, set()):
                continue
            if body == b"file":
                reply = await who[role].upload(path, sheet())
            else:
                reply = await who[role].send(method, path, body)
            assert reply.status_code in {403, 404, 409, 422}, (name, role, reply.text)
            if role not in OWNER | COME_TO[state]:
                refused(reply, 404, "not_found")


# ── X-20 ─────────────────────────────────────────────────────────────────────
async def test_officer__on_an_application_of_their_own__does_nothing(server: Served) -> None:
    """Nobody acts on an application of their own: no verdict, no opinion, no mark, no confirmation (X-20)."""
    zhou = server.caller("zhou")
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await zhou.post(f"tickets/{ticket}/accept"))
    base = await server.submitted()
    id = base.partition("/")[2]
    before = await place(server, base)
    refused(await zhou.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    refused(await zhou.post(f"{base}/deeds/return", {"opinion": "退"}), 403, "own_application")
    refused(await zhou.put(f"{base}/answers/opinion_base.text", {"text": "同意推荐。"}), 403, "own_application")
    refused(await zhou.post(f"review/{id}/marks", {"address": "basic.work", "text": "好"}), 403, "own_application")
    refused(await zhou.post(f"review/{id}/strikes", {"section": "work", "row": "r1"}), 403, "own_application")
    refused(
        await zhou.post(f"review/{id}/corrections", {"address": "basic.work", "text": "好"}), 403, "own_application"
    )
    refused(await zhou.get(f"review/{id}"), 404)
    refused(await zhou.post(f"people/{zhou.id}/deeds/release", {"opinion": "x"}), 403, "own_account")
    assert await place(server, base) == before


async def test_officer__who_types_another_number__is_still_the_human_of_the_first(server: Served) -> None:
    """Another ID number opens nobody's way round X-20."""
    base = await server.submitted()
    me = await server.newcomer("李四", id_number(555), unit="")
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await me.post(f"tickets/{ticket}/accept"))
    good(await me.post("me/identity", dict(zip(("name", "id_number"), APPLICANTS["zhou"], strict=True))))
    refused(await me.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    good(await me.post("me/identity", {"name": "李四", "id_number": id_number(777)}))
    refused(await me.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    assert [c["own"] for c in good(await me.get("review/queue?unit=u-hospital&list=pending"))["cards"]] == [True]
    refused(await me.get(f"review/{base.partition('/')[2]}"), 404)


async def test_person__passing_a_second_unit_of_the_same_application__needs_a_recorded_reason(server: Served) -> None:
    """The same person does not pass two steps of one application without a recorded reason (回避, X-20)."""
    base = await carried(server, 1)
    luo = server.caller("luo")
    ticket = good(await server.caller("qin").post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await luo.post(f"tickets/{ticket}/accept"))
    await read_all(server, "luo", base)
    offers = {o["deed"]: o for o in good(await luo.get(f"review/{base.partition('/')[2]}"))["offers"]}
    assert "写明原因再审" in offers["approve"]["reason"]
    assert [offers[d].get("reason") for d in ("return", "reject")] == [None, None]
    of_another = good(await server.caller("qin").get(f"review/{base.partition('/')[2]}"))["offers"]
    assert not any("reason" in o for o in of_another)
    refused(await luo.post(f"{base}/deeds/approve", {}), 409, "recusal")
    good(await luo.post(f"{base}/deeds/approve", {"reason": "区里只有一名经办人", "values": HEALTH}))
    verdict = (await state_of(server, base)).standing.verdicts[-1]
    assert (verdict.person, verdict.reason) == (luo.id, "区里只有一名经办人")


async def test_unit__further_on__may_not_be_asked_back_by_one_that_has_passed_it(server: Served) -> None:
    base = await carried(server, 1)
    problem = refused(await server.caller("luo").post(f"{base}/deeds/return", {"opinion": "退"}), 409)
    assert "云溪区卫健委" in problem["detail"]


# ── people, units, tickets ───────────────────────────────────────────────────
async def test_unit__of_somebody_else__gives_nothing_away(server: Served) -> None:
    new = await server.newcomer()
    for who in ("lin", "zhou", "fang"):
        caller = server.caller(who)
        refused(await caller.get("units/u-hospital/people"), 404, "not_found")
        refused(await caller.post("units/u-hospital/invitations", {"role": "officer"}), 404, "not_found")
        refused(await caller.post(f"people/{new.id}/deeds/confirm"), 404, "not_found")
        refused(await caller.get("review/queue?unit=u-hospital"), 404, "not_found")
    good(await server.caller("qin").get("units/u-hospital/people"))  # the unit above
    good(await server.caller("qin").post(f"people/{new.id}/deeds/confirm"))


async def test_expert_and_assistant__manage_nobody(server: Served) -> None:
    who, new = await people(server), await server.newcomer()
    for role in ("expert", "assistant"):
        refused(await who[role].get("units/u-hospital/people"), 404)
        refused(await who[role].post("units/u-hospital/invitations", {"role": "officer"}), 404)
        refused(await who[role].post(f"people/{new.id}/deeds/confirm"), 404)
    good(await who["expert"].get("review/queue?unit=u-hospital"))
    refused(await who["assistant"].get("review/queue?unit=u-hospital"), 404)
