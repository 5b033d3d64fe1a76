"""Every call of the API: what it does, and what it answers to whoever calls it wrongly."""

import json
from typing import Any

import httpx
import pytest

from web.calls import Route

from ..casework.pictures import sheet
from ..casework.stage import Caller, Served, good, refused
from ..casework.way import carried
from .asked import BASE, BY_NAME, REVIEW, SLOT, TRAINING, Asked, known
from .every_call import ROWS

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
    "POST units/<id>/publicity/deeds/<deed>": {"applications": ["another"]},
    "PUT units/<id>/members/<person>": {"until": "2027-01-31"},
    "POST units/<id>/more-time": {"plan": "n-associate", "what": "list", "until": "2026-12-10", "reason": "停电"},
    f"POST {REVIEW}/marks": {"address": "basic.work", "text": "另一处"},
    f"POST {REVIEW}/corrections": {"address": "basic.work", "text": "别的"},
    f"POST {REVIEW}/strikes": {"section": "work", "row": "r2"},
    "POST units/<id>/strokes": {"applications": []},
    f"PUT {BASE}/answers/<address>": {"text": "呼吸内科"},
    f"POST {BASE}/sections/<section>/rows": {"row": "rother"},
    f"PUT {BASE}/sections/<section>/rows/<row>/place": {"place": 0},
    f"POST {SLOT}/pages/<page>/turn": {"degrees": 180},
    f"PUT {SLOT}/pages/<page>/place": {"place": 1},
    f"POST {BASE}/deeds/<deed>": {"opinion": "另一句"},
    f"POST {BASE}/marks/<n>/explanation": {"text": "另一句"},
    f"PUT {BASE}/forms/<form>/settings": {"settings": {"font_size": 11}},
    f"POST {BASE}/helpers": {"name": "江帆"},
    f"POST {BASE}/disputes": {"text": "另一句", "photos": []},
    "POST me/notices/<id>/consent": {"digest": "others"},
    "POST me/complaints": {"text": "另一句"},
    "POST me/claims": {"text": "另一句"},
    "POST units/<id>/matters/<matter>": {"text": "另一句"},
    "POST units/<id>/claims/<person>": {"yields": True, "seen": True, "text": "另一句"},
    "POST units/<id>/expected": {"text": "江渡，500000198203120016"},
    "POST people/<id>/corrections": {"place": "name", "text": "周澜", "opinion": "看过原件"},
    "POST tickets/<ticket>/rebinding": {"id_number": "500000198203120016"},
    "POST me/subscriptions": {"refused": ["demo-subscribe-progress-000000000000000000001"]},
    "POST me/phone": {"code": "another"},
    "PUT me/unit": {"kind": "direct", "parent": "u-city"},
    "POST units/<id>/deeds/<deed>": {"opinion": "合并"},
    "POST units/<id>/children": {"kind": "title_office", "name": "职改办"},
    "POST sessions": {"code": "another", "surface": "mini_program"},
    "POST logins": None,
}

ASKS_ALONE = {"POST regions/<region>/inquiry"}
"""Calls that only ask and keep nothing, not even under their key: the answers are the asker's alone."""


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
    if name in {"DELETE sessions/current", "DELETE me"}:  # whoever asks is nobody by then
        assert again.status_code == 401
    else:
        assert again.status_code == first.status_code, again.text[:500]
        assert told(again) == told(first)
    if route.body is not None and name not in ASKS_ALONE:
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
