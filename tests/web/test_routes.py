"""Every call of the API: what it does, and what it answers to whoever calls it wrongly."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from web.api import ROUTES
from web.calls import Route

from ..casework.pictures import sheet
from ..casework.stage import Caller, Served, good, refused, signature
from ..casework.way import carried, mark, returned, row_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that is answered well."""

    who: Caller
    path: str
    body: Any = None
    file: bytes = b""
    stranger: bool = True  # whether somebody else gets 404 for it


Prepare = Callable[[Served], Awaitable[Asked]]
ROWS: dict[str, Prepare] = {}
BY_NAME: dict[str, Route] = {f"{r.method} {r.path}": r for r in ROUTES}
BASE, SLOT, REVIEW = "<kind>/<id>", "<kind>/<id>/evidence/<address>", "review/<id>"
TRAINING = "basic.training_proof"


def row(name: str) -> Callable[[Prepare], Prepare]:
    def put(prepare: Prepare) -> Prepare:
        ROWS[name] = prepare
        return prepare

    return put


def known(at: Served) -> tuple[str, str]:
    assert at.known is not None
    return at.known.full, at.known.empty


def simple(name: str, who: str, path: str, body: Any = None, *, stranger: bool = True) -> None:
    """Add a row whose call needs nothing but the state that every test begins with."""

    async def prepare(at: Served) -> Asked:
        full, empty = known(at)
        return Asked(at.caller(who), path.format(full=full, empty=empty), body, stranger=stranger)

    ROWS[name] = prepare


# people
simple("DELETE sessions/current", "zhou", "sessions/current", stranger=False)
simple("GET me", "zhou", "me", stranger=False)
simple("GET plans", "zhou", "plans", stranger=False)
simple("GET units", "zhou", "units?q=云溪医院", stranger=False)
simple("POST applications", "he", "applications", {"plan": "n-senior"}, stranger=False)
simple(
    "POST me/subscriptions", "zhou", "me/subscriptions",
    {"accepted": ["demo-subscribe-progress-000000000000000000001"]}, stranger=False,
)  # fmt: skip
simple("POST units/<id>/invitations", "luo", "units/u-hospital/invitations", {"role": "expert"})
simple("GET units/<id>/people", "luo", "units/u-hospital/people?list=all")
simple("GET units/<id>/members", "luo", "units/u-hospital/members")
# reviewing
simple("GET review/units", "luo", "review/units", stranger=False)
simple("GET review/queue", "luo", "review/queue?unit=u-hospital&list=pending")
# filling
simple(f"GET {BASE}", "zhou", "{full}")
simple(f"GET {BASE}/sections/<section>", "zhou", "{full}/sections/basic")
simple(f"PUT {BASE}/answers/<address>", "he", "{empty}/answers/cover.specialty", {"text": "心血管内科"})
simple(f"DELETE {BASE}/answers/<address>", "zhou", "{full}/answers/basic.post")
simple(f"POST {BASE}/sections/<section>/rows", "zhou", "{full}/sections/work/rows", {"row": "rnew"})
simple(f"POST {BASE}/sections/<section>/clear", "zhou", "{full}/sections/cover/clear")
# evidence
simple(f"GET {SLOT}", "zhou", "{full}/evidence/" + TRAINING)
simple(f"POST {SLOT}/keep", "zhou", "{full}/evidence/" + TRAINING + "/keep")
simple(f"DELETE {SLOT}", "zhou", "{full}/evidence/" + TRAINING)
# the chain
simple(f"GET {BASE}/check", "zhou", "{full}/check")
simple(f"GET {BASE}/pledge", "zhou", "{full}/pledge")
simple(f"POST {BASE}/pledge/ticket", "zhou", "{full}/pledge/ticket")
simple(f"POST {BASE}/deeds/<deed>", "zhou", "{full}/deeds/submit", {})
simple(f"GET {BASE}/progress", "zhou", "{full}/progress")
simple(f"GET {BASE}/forms", "zhou", "{full}/forms")


@row("POST sessions")
async def _(at: Served) -> Asked:
    return Asked(at.caller(), "sessions", {"code": at.platform.code(at.platform.user("zhou"))}, stranger=False)


@row("POST me/phone")
async def _(at: Served) -> Asked:
    caller = await at.log_in(at.platform.user("somebody with a phone"))
    return Asked(caller, "me/phone", {"code": at.platform.phone_code(at.platform.user("zhou"))}, stranger=False)


@row("POST me/identity")
async def _(at: Served) -> Asked:
    caller = await at.newcomer(unit="")
    return Asked(caller, "me/identity", {"name": "温言之", "id_number": "500000198506150028"}, stranger=False)


@row("POST me/employer")
async def _(at: Served) -> Asked:
    return Asked(await at.newcomer(unit=""), "me/employer", {"unit": "u-second"}, stranger=False)


@row("POST people/<id>/deeds/<deed>")
async def _(at: Served) -> Asked:
    new = await at.newcomer()
    return Asked(at.caller("luo"), f"people/{new.id}/deeds/refuse", {"opinion": "不是本单位的人"})


@row("GET units/<id>/calls")
async def _(at: Served) -> Asked:
    await unreached(at)
    return Asked(at.caller("luo"), "units/u-hospital/calls")


@row("DELETE units/<id>/members/<person>")
async def _(at: Served) -> Asked:
    return Asked(at.caller("luo"), f"units/u-hospital/members/{at.caller('peng').id}")


@row("DELETE units/<id>/calls/<person>")
async def _(at: Served) -> Asked:
    await unreached(at)
    return Asked(at.caller("luo"), f"units/u-hospital/calls/{at.caller('zhou').id}")


async def unreached(at: Served) -> None:
    """Have a return that no message brings to the applicant."""
    await returned(at, "basic.work")
    await at.work()
    names = [c["name"] for c in good(await at.caller("luo").get("units/u-hospital/calls"))]
    assert "周岚" in names


@row("GET tickets/<ticket>")
async def _(at: Served) -> Asked:
    made = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))
    return Asked(at.caller("he"), f"tickets/{made['ticket']}", stranger=False)


@row("POST tickets/<ticket>/accept")
async def _(at: Served) -> Asked:
    made = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))
    return Asked(at.caller("he"), f"tickets/{made['ticket']}/accept", stranger=False)


@row("POST logins")
async def _(at: Served) -> Asked:
    return Asked(at.caller(), "logins", stranger=False)


@row("GET logins/<ticket>")
async def _(at: Served) -> Asked:
    made = good(await at.caller().post("logins"))
    return Asked(at.caller(), f"logins/{made['ticket']}", stranger=False)


@row(f"GET {REVIEW}")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}")


@row(f"GET {REVIEW}/sections/<section>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/sections/basic")


@row(f"GET {REVIEW}/sections/<section>/rows/<row>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/sections/work/rows/{await row_of(at, base)}")


@row(f"POST {REVIEW}/marks")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    body = {"address": "basic.training_proof", "text": "看不清，请重拍", "page": 1}
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/marks", body)


@row(f"DELETE {REVIEW}/marks/<n>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    n = await mark(at, base, "basic.work")
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/marks/{n}")


@row(f"POST {REVIEW}/strikes")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    body = {"section": "work", "row": await row_of(at, base)}
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/strikes", body)


@row(f"POST {REVIEW}/corrections")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    body = {"address": "basic.work", "text": "心内科临床工作"}
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/corrections", body)


@row(f"GET {REVIEW}/phrases")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/phrases?address=basic.training_proof")


@row(f"GET {BASE}/sections/<section>/rows/<row>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    return Asked(at.caller("zhou"), f"{full}/sections/work/rows/{await row_of(at, full)}")


@row(f"DELETE {BASE}/sections/<section>/rows/<row>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    return Asked(at.caller("zhou"), f"{full}/sections/work/rows/{await row_of(at, full)}")


@row(f"POST {BASE}/sections/<section>/rows/<row>/restore")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    path = f"{full}/sections/work/rows/{await row_of(at, full)}"
    good(await at.caller("zhou").delete(path))
    return Asked(at.caller("zhou"), f"{path}/restore")


@row(f"PUT {BASE}/sections/<section>/rows/<row>/place")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    return Asked(at.caller("zhou"), f"{full}/sections/work/rows/{await row_of(at, full)}/place", {"place": 1})


@row(f"POST {BASE}/sections/<section>/recover")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    good(await at.caller("zhou").post(f"{full}/sections/cover/clear"))
    return Asked(at.caller("zhou"), f"{full}/sections/cover/recover")


@row(f"POST {SLOT}/pages")
async def _(at: Served) -> Asked:
    _, empty = known(at)
    return Asked(at.caller("he"), f"{empty}/evidence/{TRAINING}/pages", file=sheet())


async def page_of(at: Served) -> str:
    full, _ = known(at)
    slot = good(await at.caller("zhou").get(f"{full}/evidence/{TRAINING}"))
    return f"{full}/evidence/{TRAINING}/pages/{slot['pages'][0]['id']}"


@row(f"DELETE {SLOT}/pages/<page>")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await page_of(at))


@row(f"POST {SLOT}/pages/<page>/turn")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await page_of(at) + "/turn", {"degrees": 90})


@row(f"PUT {SLOT}/pages/<page>/place")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await page_of(at) + "/place", {"place": 0})


@row(f"GET {BASE}/files/<digest>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    slot = good(await at.caller("zhou").get(f"{full}/evidence/{TRAINING}"))
    return Asked(at.caller("zhou"), slot["kept"]["url"])


@row(f"POST {BASE}/pledge")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    shown = good(await at.caller("zhou").get(f"{full}/pledge"))
    return Asked(at.caller("zhou"), f"{full}/pledge", signature(shown["digest"]))


@row(f"GET {BASE}/fix")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await returned(at, "basic.work") + "/fix")


@row(f"POST {BASE}/marks/<n>/explanation")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await returned(at, "basic.work") + "/marks/1/explanation", {"text": "原件如此"})


@row(f"GET {BASE}/forms/<form>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    forms = good(await at.caller("zhou").get(f"{full}/forms"))
    return Asked(at.caller("zhou"), forms[0]["url"])


NAMES = sorted(BY_NAME)


def test_table__every_call_of_the_api_has_a_row() -> None:
    assert sorted(ROWS) == NAMES


async def send(at: Served, route: Route, asked: Asked, who: Caller | None = None, key: str | None = None) -> Any:
    who = who or asked.who
    if asked.file:
        return await who.upload(asked.path, asked.file, key=key)
    if route.writes:
        return await who.send(route.method, asked.path, asked.body, key=key)
    return await who.get(asked.path)


async def actions(at: Served) -> int:
    """How many actions are recorded besides that somebody looked, logged in or printed."""
    found = await at.house.storage.database.fetch("SELECT count(*) AS n FROM action")
    return found[0]["n"]


OTHER_BODIES: dict[str, Any] = {
    "POST me/identity": {"name": "另一位", "id_number": "500000198506150028"},
    "POST me/employer": {"unit": "u-hospital"},
    "POST applications": {"plan": "n-associate"},
    "POST units/<id>/invitations": {"role": "officer"},
    "POST people/<id>/deeds/<deed>": {"opinion": "另一句"},
    f"POST {REVIEW}/marks": {"address": "basic.work", "text": "另一处"},
    f"POST {REVIEW}/corrections": {"address": "basic.work", "text": "别的"},
    f"POST {REVIEW}/strikes": {"section": "work", "row": "r2"},
    f"PUT {BASE}/answers/<address>": {"text": "呼吸内科"},
    f"POST {BASE}/sections/<section>/rows": {"row": "rother"},
    f"PUT {BASE}/sections/<section>/rows/<row>/place": {"place": 0},
    f"POST {SLOT}/pages/<page>/turn": {"degrees": 180},
    f"PUT {SLOT}/pages/<page>/place": {"place": 1},
    f"POST {BASE}/deeds/<deed>": {"opinion": "另一句"},
    f"POST {BASE}/marks/<n>/explanation": {"text": "另一句"},
    "POST me/subscriptions": {"refused": ["demo-subscribe-progress-000000000000000000001"]},
    "POST me/phone": {"code": "another"},
    "POST logins": None,
}


@pytest.mark.parametrize("name", NAMES)
async def test_call__as_declared__is_answered_and_its_repetition_has_one_effect(server: Served, name: str) -> None:
    """Every call does what it says; the same key again has one effect and one answer, with another body none."""
    route, asked = BY_NAME[name], await ROWS[name](server)
    first = await send(server, route, asked, key="one")
    assert first.status_code < 300, first.text[:500]
    if not route.writes:
        return
    before = await actions(server)
    again = await send(server, route, asked, key="one")
    if name in {"POST sessions", "DELETE sessions/current"}:  # the platform's code and the session are used up
        assert again.status_code in {401, 409}
    else:
        assert again.status_code == first.status_code, again.text[:500]
        assert told(again) == told(first)
    if route.body is not None and name != "POST sessions":
        other = OTHER_BODIES.get(name) or {**asked.body, "strokes": asked.body["strokes"][:-1]}
        refused(await asked.who.send(route.method, asked.path, other, key="one"), 422, "key_reused")
    assert await actions(server) == before


def told(reply: httpx.Response) -> Any:
    """What an answer says, but for the picture that the platform draws anew each time."""
    found = reply.json() if reply.content else None
    return {k: v for k, v in found.items() if k != "qr"} if isinstance(found, dict) else found


SPOILT: tuple[bytes, ...] = (
    b"{", b"[]", b'"x"', b"\xff\xfe{}", b'{"text": "\\ud800"}', b'{"text": "\xed\xa0\x80"}', b"[" * 5000,
    b'{"a":' * 3000 + b"1" + b"}" * 3000, b'{"no such field of anybody": 1}',
)  # fmt: skip
ABSENT = {"applications": "a" + "2" * 24, "review": "a" + "2" * 24, "people": "p" + "2" * 24, "units": "u" + "2" * 24}


@pytest.mark.parametrize("name", NAMES)
async def test_call__by_the_wrong_person_or_in_the_wrong_form__is_refused_without_effect(
    server: Served, name: str
) -> None:
    """No session, no key, an unreadable body, a stranger: a sentence each, and nothing is written.

    Somebody else's id gets the same answer as one that never was (nothing is reachable by guessing).
    """
    route, asked = BY_NAME[name], await ROWS[name](server)
    stranger = await server.newcomer(unit="")
    before = await actions(server)
    if not route.open:
        for token in ("", "a" * 43, "x" * 5_000):
            refused(await send(server, route, asked, Caller(server.http, token)), 401, "not_logged_in")
    if route.writes:
        for key in ("", "k" * 129):
            refused(await send(server, route, asked, key=key), 400, "key_missing")
    if route.body is not None:
        await _spoil(route, asked)
    if asked.stranger:
        await _as_stranger(server, route, asked, stranger)
    assert await actions(server) == before


async def _spoil(route: Route, asked: Asked) -> None:
    for body in SPOILT:
        refused(await asked.who.send(route.method, asked.path, body), 422, "body")
    refused(await asked.who.send(route.method, asked.path, {**(asked.body or {}), "unknown": 1}), 422, "body")
    for field in asked.body or {}:
        spoilt = {**asked.body, field: {"not": ["this"]}}
        refused(await asked.who.send(route.method, asked.path, spoilt), 422)
    large = json.dumps({"text": "长" * (route.limit // 3 + 10)}, ensure_ascii=False).encode()
    refused(await asked.who.send(route.method, asked.path, large), 413, "body_large")


async def _as_stranger(at: Served, route: Route, asked: Asked, stranger: Caller) -> None:
    other = refused(await send(at, route, asked, stranger), 404)
    parts = asked.path.split("/")
    if parts[0] not in ABSENT or len(parts) < 2 or asked.path.startswith("review/queue"):
        return
    id, question, query = parts[1].partition("?")
    assert id, asked.path
    parts[1] = ABSENT[parts[0]] + question + query
    absent = Asked(asked.who, "/".join(parts), asked.body, asked.file)
    assert refused(await send(at, route, absent, stranger), 404) == other


async def test_upload__same_key_other_picture__is_refused(server: Served) -> None:
    he, path = server.caller("he"), f"{known(server)[1]}/evidence/{TRAINING}/pages"
    data = sheet()
    good(await he.upload(path, data, key="one"))
    other = data[:-40] + bytes(reversed(data[-40:-2])) + data[-2:]
    assert len(other) == len(data)
    refused(await he.upload(path, other, key="one"), 422, "key_reused")


async def test_if_match__that_is_no_number__is_refused(server: Served) -> None:
    full, _ = known(server)
    zhou = server.caller("zhou")
    for text in (b"x", b"-1", b"1.5", b"9" * 19, "٣".encode()):
        headers = [(k.encode(), v.encode()) for k, v in zhou.headers(writes=True).items()] + [(b"if-match", text)]
        path = f"/api/v1/{full}/answers/cover.specialty"
        reply = await server.http.put(path, json={"text": "呼吸内科"}, headers=headers)
        refused(reply, 400, "if_match")


async def test_whole_chain__to_the_certificate__over_http(server: Served) -> None:
    base = await carried(server, 7)
    assert good(await server.caller("zhou").get(base))["status"] == "certified"


async def test_whole_chain__on_postgresql__the_same(postgres_server: Served) -> None:
    base = await carried(postgres_server, 7)
    assert good(await postgres_server.caller("zhou").get(base))["status"] == "certified"
