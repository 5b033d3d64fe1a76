"""Who may do what in which state: tables of role × deed × state, and what an attacker tries (X-15, X-20)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from review.status import TABLE
from web.api import ROUTES

from ..casework.pictures import sheet
from ..casework.stage import Caller, Served, good, id_number, refused
from ..casework.way import OPINION, carried, mark, read_all, returned

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


async def test_person__passing_a_second_unit_of_the_same_application__needs_a_recorded_reason(server: Served) -> None:
    """The same person does not pass two steps of one application without a recorded reason (回避, X-20)."""
    base = await carried(server, 1)
    luo = server.caller("luo")
    ticket = good(await server.caller("qin").post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await luo.post(f"tickets/{ticket}/accept"))
    await read_all(server, "luo", base)
    refused(await luo.post(f"{base}/deeds/approve", {}), 409, "recusal")
    good(await luo.post(f"{base}/deeds/approve", {"reason": "区里只有一名经办人"}))
    verdict = (await server.house.present(f"application:{base.partition('/')[2]}")).state.standing.verdicts[-1]
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


async def test_invitation__used_or_expired__opens_nothing(server: Served) -> None:
    luo, he, other = server.caller("luo"), server.caller("he"), await server.newcomer()
    ticket = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await he.post(f"tickets/{ticket}/accept"))
    refused(await other.post(f"tickets/{ticket}/accept"), 410, "ticket_gone")
    refused(await other.get(f"tickets/{ticket}"), 410, "ticket_gone")
    old = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    server.move_clock(day=17, hour=10, minute=30)
    refused(await other.get(f"tickets/{old}"), 410, "ticket_gone")
    refused(await other.post(f"tickets/{old}/accept"), 410, "ticket_gone")
    assert good(await other.get("me"))["memberships"] == []


async def test_invitation__by_two_at_once__makes_one_member(server: Served) -> None:
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    guests = [await server.newcomer(unit="") for _ in range(4)]
    replies = await asyncio.gather(*(g.post(f"tickets/{ticket}/accept") for g in guests))
    assert sorted(r.status_code for r in replies)[0] == 200
    assert [r.status_code for r in replies].count(200) == 1
    for reply in replies:
        if reply.status_code != 200:
            assert reply.status_code in {409, 410}, reply.text


async def test_invitation__by_somebody_who_has_not_said_who_they_are__waits(server: Served) -> None:
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    stranger = await server.log_in(server.platform.user("nameless"))
    refused(await stranger.post(f"tickets/{ticket}/accept"), 401)
    good(await stranger.post("me/phone", {"code": server.platform.phone_code(server.platform.user("nameless"))}))
    refused(await stranger.post(f"tickets/{ticket}/accept"), 409, "not_identified")
    good(await stranger.post("me/identity", {"name": "温言", "id_number": id_number(777)}))
    good(await stranger.post(f"tickets/{ticket}/accept"))


@pytest.mark.parametrize("ticket", ["x", "a" * 32, "a" * 4000, "..", "%ED%A0%80", "' OR 1=1"])
async def test_ticket__that_never_was__is_gone(server: Served, ticket: str) -> None:
    if ticket == "..":
        ticket = "%2e%2e"
    for reply in (
        await server.caller("he").get(f"tickets/{ticket}"),
        await server.caller("he").post(f"tickets/{ticket}/accept"),
    ):
        refused(reply, 410, "ticket_gone")
    assert good(await server.caller().get(f"logins/{ticket}"))["state"] == "expired"


async def joining(at: Served, user: str) -> tuple[str, str]:
    """A chat of the official account and the ticket that its link carries."""
    from casework.actor import Act
    from casework.desk import Desk

    stream = at.house.contact_stream("oa", at.platform.user(user).openids["oa"])

    async def make(desk: Desk) -> str:
        head = desk.head(stream)
        if not head.present.state.openid:
            desk.record(head, "met", {"account": "oa", "openid": at.platform.user(user).openids["oa"], "union": ""})
            desk.record(head, "followed", {})
        return desk.ticket("join", {"contact": stream}, 600.0)

    act = Act(key=f"join {user} {at.house.clock.time()}", at=at.house.clock.now(), surface="chat", contact=stream)
    return stream, await at.house.write(act, [stream], user, make, str)


async def test_join_link__shows_whose_account_it_is_and_works_once(server: Served) -> None:
    _, ticket = await joining(server, "zhou")
    asked = good(await server.caller("zhou").get(f"tickets/{ticket}"))
    assert "周*" in asked["text"]
    assert "别人转给您的" in asked["detail"]
    assert good(await server.caller("zhou").post(f"tickets/{ticket}/accept"))["joined"] is True
    assert (await server.caller("he").post(f"tickets/{ticket}/accept")).status_code in {403, 410}


async def test_join_link__of_a_chat_that_belongs_to_somebody_else__is_refused(server: Served) -> None:
    """A forwarded link: either openid that belongs to somebody else refuses the joining."""
    _, first = await joining(server, "zhou")
    good(await server.caller("zhou").post(f"tickets/{first}/accept"))
    stream, second = await joining(server, "zhou")
    refused(await server.caller("he").post(f"tickets/{second}/accept"), 403, "contact_taken")
    assert (await server.house.peek(stream)).state.person == server.caller("zhou").id
    assert not good(await server.caller("he").get("me")).get("joined")


async def test_join_link__to_somebody_who_has_another_chat__is_refused(server: Served) -> None:
    """An attacker's own link forwarded to somebody whose chat is already joined changes nothing."""
    _, own = await joining(server, "zhou")
    good(await server.caller("zhou").post(f"tickets/{own}/accept"))
    stream, forwarded = await joining(server, "attacker")
    refused(await server.caller("zhou").post(f"tickets/{forwarded}/accept"), 403, "chat_other")
    assert (await server.house.peek(stream)).state.person == ""


async def test_join_link__after_ten_minutes__is_gone(server: Served) -> None:
    _, ticket = await joining(server, "zhou")
    server.move_clock(hour=10, minute=11)
    refused(await server.caller("zhou").post(f"tickets/{ticket}/accept"), 410, "ticket_gone")


async def test_signing_code__by_somebody_else__is_not_used_up(server: Served) -> None:
    """The code on the desktop leads only its owner to the pledge."""
    assert server.known is not None
    made = good(await server.caller("zhou").post(f"{server.known.full}/pledge/ticket"))
    refused(await server.caller("he").post(f"tickets/{made['ticket']}/accept"), 404)
    assert good(await server.caller("zhou").get(f"tickets/{made['ticket']}"))["page"].startswith("pages/pledge")
    good(await server.caller("zhou").post(f"tickets/{made['ticket']}/accept"))
    refused(await server.caller("zhou").post(f"tickets/{made['ticket']}/accept"), 410)


# ── log-in ───────────────────────────────────────────────────────────────────
async def desktop(at: Served) -> tuple[Caller, str]:
    made = good(await at.caller().post("logins"))
    return Caller(at.http, made["token"]), made["ticket"]


async def test_desktop__agreed_to_on_the_phone__is_logged_in_once(server: Served) -> None:
    screen, ticket = await desktop(server)
    assert good(await screen.get(f"logins/{ticket}"))["state"] == "waiting"
    refused(await screen.get("me"), 401)
    asked = good(await server.caller("luo").get(f"tickets/{ticket}"))
    assert "不是您自己在用电脑，不要同意" in asked["detail"]
    good(await server.caller("luo").post(f"tickets/{ticket}/accept"))
    assert good(await screen.get(f"logins/{ticket}"))["state"] == "used"
    server.house.sessions.clear()
    assert good(await screen.get("me"))["person"]["name"] == "罗敏"
    refused(await server.caller("zhou").post(f"tickets/{ticket}/accept"), 410)
    assert good(await screen.get("me"))["person"]["name"] == "罗敏"


async def test_desktop__after_two_minutes__is_not_let_in(server: Served) -> None:
    screen, ticket = await desktop(server)
    server.move_clock(hour=10, minute=3)
    assert good(await screen.get(f"logins/{ticket}"))["state"] == "expired"
    refused(await server.caller("luo").post(f"tickets/{ticket}/accept"), 410)
    refused(await screen.get("me"), 401)


async def test_desktop__logged_out__stays_out(server: Served) -> None:
    screen, ticket = await desktop(server)
    good(await server.caller("luo").post(f"tickets/{ticket}/accept"))
    server.house.sessions.clear()
    good(await screen.get("me"))
    good(await screen.delete("sessions/current"))
    refused(await screen.get("me"), 401)
    good(await server.caller("luo").get("me"))


async def test_session__revoked_in_another_process__ends_within_seconds(server: Served) -> None:
    from storage.models import SessionRow

    zhou = server.caller("zhou")
    good(await zhou.get("me"))
    await server.house.storage.database.rows(SessionRow).filter(id=server.house.token_hash(zhou.token)).delete()
    server.move_clock(second=15)
    refused(await zhou.get("me"), 401)


async def test_session__after_thirty_days__and_an_officers_after_twelve_idle_hours__ends(server: Served) -> None:
    zhou, luo = server.caller("zhou"), server.caller("luo")
    server.move_clock(hour=21)
    good(await luo.get("me"))
    server.move_clock(day=11, hour=8, minute=30)
    good(await luo.get("me"))
    server.move_clock(day=11, hour=20, minute=45)
    refused(await luo.get("me"), 401)
    good(await zhou.get("me"))
    server.move_clock(month=12, day=11)
    refused(await zhou.get("me"), 401)


async def test_log_in__with_a_code_of_nobody__says_to_try_again(server: Served) -> None:
    for code in ("", "x", "0" * 32, "\0", "a" * 5000):
        reply = await server.caller().post("sessions", {"code": code})
        refused(reply, reply.status_code)
        assert reply.status_code in {409, 422}


# ── one ID number, one person ─────────────────────────────────────────
async def test_id_number__held_by_a_confirmed_person__is_not_confirmed_again(server: Served) -> None:
    """A confirmed ID number is one person's; the second claim is refused with what to do, and nothing changes."""
    number = good(await server.caller("zhou").get("me"))["id_number"]
    thief = await server.newcomer("周岚", "500000198506150028")
    assert good(await thief.get("me"))["id_number"] == number
    problem = refused(await server.caller("luo").post(f"people/{thief.id}/deeds/confirm"), 409, "id_taken")
    assert "转出" in problem["detail"]
    assert good(await thief.get("me"))["state"] == "waiting"
    good(await server.caller("luo").post(f"people/{server.caller('zhou').id}/deeds/release", {"opinion": "登记错了"}))
    good(await server.caller("luo").post(f"people/{thief.id}/deeds/confirm"))


async def test_account__in_every_state__takes_only_the_deeds_of_that_state(server: Served) -> None:
    luo, new = server.caller("luo"), await server.newcomer()

    async def tried(deed: str, opinion: str = "原因") -> int:
        return (await luo.post(f"people/{new.id}/deeds/{deed}", {"opinion": opinion})).status_code

    assert [await tried(d) for d in ("freeze", "thaw", "nothing")] == [409, 409, 404]
    assert await tried("refuse", " ") == 422
    assert await tried("refuse") == 200
    assert [await tried(d) for d in ("refuse", "freeze", "confirm")] == [409, 409, 200]
    refused(await new.post("me/identity", {"name": "别人", "id_number": id_number(600)}), 409, "account_confirmed")
    refused(await new.post("me/employer", {"unit": "u-second"}), 409, "account_confirmed")
    assert [await tried(d) for d in ("confirm", "freeze")] == [409, 200]
    refused(await new.put("people/me/answers/person.politics", {"value": "群众"}), 409, "account_frozen")
    assert [await tried(d) for d in ("thaw", "release")] == [200, 200]
    assert await tried("confirm") == 404  # no longer this unit's
    assert good(await new.get("me"))["state"] == "released"


async def test_frozen_account__hands_nothing_in(server: Served) -> None:
    assert server.known is not None
    zhou = server.caller("zhou")
    good(await server.caller("luo").post(f"people/{zhou.id}/deeds/freeze", {"opinion": "调查中"}))
    refused(await zhou.post(f"{server.known.full}/deeds/submit"), 409, "account_waiting")


async def test_mark__is_not_put_on_what_is_not_the_applicants(server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}/marks"
    for address in (
        "opinion_base.text",
        "register.identity",
        "nothing.x",
        "work.r9",
        "work.r1.nothing",
        "",
        "\0",
        "basic",
    ):
        reply = await server.caller("luo").post(path, {"address": address, "text": "请补充"})
        assert reply.status_code == (200 if address == "basic" else 404), (address, reply.text)
    for page in (0, -1, 2, 10**18):
        body = {"address": "basic.training_proof", "text": "看不清", "page": page}
        refused(await server.caller("luo").post(path, body), 404, "page_absent")
    refused(await server.caller("luo").post(path, {"address": "basic.work", "text": " "}), 422, "mark_empty")
    refused(await server.caller("luo").post(path, {"address": "basic.work", "text": "长" * 201}), 422, "mark_long")
    assert await mark(server, base, "work.r1.period") == 2
