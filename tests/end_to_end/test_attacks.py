"""People who try what they may not: forwarded links, guessed keys, others' ids, two at once, too much (X-18, X-20)."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from typing import Any

import aiohttp
import pytest

from web.api import ROUTES
from web.calls import Route
from zhiping.phone import Phone, PhoneError, Phones
from zhiping.touring import chat, pages
from zhiping.touring.pages import PAD, hand
from zhiping.touring.stage import Player, Stage

from .cast import applicant, handed_in, known, officer, refused, stranger

MINUTE, HOUR, DAY = 60, 3_600, 86_400
SAID = re.compile(r'"trace":"\w+"')


@pytest.fixture(scope="module")
async def victim(open_phones: Phones) -> Player:
    """Somebody whose application lies at the hospital."""
    return await handed_in(open_phones)


# ── other people's ids ───────────────────────────────────────────────────────
BODIES: dict[str, dict[str, Any]] = {
    "Turn": {"degrees": 90},
    "Place": {"place": 0},
    "Signing": {"digest": "0" * 64, "agreed": True, "width": PAD[0], "height": PAD[1], "strokes": hand("周岚", *PAD)},
    "Doing": {"opinion": "同意"},
    "Words": {"text": "说明"},
    "Given": {"text": "别人写的"},
    "NewRow": {},
    "NewMark": {"address": "cover.specialty", "text": "改"},
    "Strike": {"section": "work", "row": "r1"},
    "Correction": {"address": "basic.school", "value": "别的学校"},
    "Invite": {"role": "officer"},
    "Opinion": {"opinion": "同意"},
    "Word": {"opinion": "整顿"},
    "Child": {"kind": "title_office", "name": "职改办"},
    "Asking": {"applications": ["a" + "2" * 24]},
    "Layout": {"settings": {"font_size": 9}},
    "Office": {"freeze": True, "opinion": "核实中"},
    "Pasted": {"text": "江渡，500000198203120016"},
    "Ask": {"name": "江帆"},
    "Statement": {"text": "材料没有看全"},
    "Answer": {"text": "核对过了", "grants": True},
    "Extension": {"plan": "p" + "2" * 24, "what": "fill", "until": "2026-12-10", "reason": "停电三天"},
    "Settled": {"yields": False, "seen": True, "text": "看过原件"},
    "Read": {"digest": "0" * 64},
    "PublicityNote": {"applications": ["a" + "2" * 24]},
}  # fmt: skip
PARTS = {
    "section": "cover", "address": "cover.specialty", "row": "r1", "page": "p1", "deed": "approve", "n": "1",
    "form": "review_form.pdf", "digest": "0" * 64,
}  # fmt: skip
SLOT = "basic.id_proof"
OWNED = [r for r in ROUTES if "/<id>" in r.path and not r.path.startswith("people/")]


async def call(phone: Phone, route: Route, kind: str, id: str) -> tuple[int, str]:
    """Make a call about somebody's thing and return status and words of the answer."""
    path = route.path.replace("<kind>", kind).replace("<id>", id)
    for name, value in PARTS.items():
        value = SLOT if name == "address" and "/evidence/" in path else value
        path = path.replace(f"<{name}>", value)
    headers = {"Authorization": f"Bearer {phone.token}", "Idempotency-Key": secrets.token_hex(8)}
    given: dict[str, Any] = {"json": BODIES[route.body.__name__]} if route.body else {}
    if route.path.endswith("/pages"):
        form = aiohttp.FormData()
        form.add_field("file", b"\xff\xd8\xff\xe0" + b"0" * 400, filename="a.jpg", content_type="image/jpeg")
        given = {"data": form}
    query = "?address=cover.specialty" if route.path.endswith("/phrases") else ""
    url = f"{phone.product}/api/v1/{path}{query}"
    async with phone.session.request(route.method, url, headers=headers, **given) as reply:
        return reply.status, SAID.sub("", await reply.text())


def names(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", OWNED, ids=names)
async def test_id__of_somebody_else__looks_as_if_it_were_nothing(
    route: Route, open_phones: Phones, victim: Player, other_officer: Player, outsider: Player
):
    kind, id, nothing = "applications", victim.base.rpartition("/")[2], "a" + "2" * 24
    if route.path.startswith("units/"):
        kind, id, nothing = "units", "u-yunxi-hospital", "u" + "2" * 24
    for who in (outsider, other_officer):
        status, said = await call(who.phone, route, kind, id)
        assert (status, said) == await call(who.phone, route, kind, nothing)
        assert status == 404
        assert victim.name not in said
    nobody = open_phones.of("nobody")
    assert (await call(nobody, route, kind, id))[0] == 401


@pytest.fixture(scope="module")
async def outsider(open_phones: Phones) -> Player:
    """Another applicant of the same hospital."""
    return await applicant(open_phones)


@pytest.fixture(scope="module")
async def other_officer(open_phones: Phones) -> Player:
    """An officer of a neighbouring hospital, invited by the district above it."""
    district, guest = await officer(open_phones, "district"), await known(open_phones)
    made = await district.phone.post("units/u-yunxi-second/invitations", {"role": "officer"})
    await guest.phone.post(f"tickets/{made['ticket']}/accept", {})
    return guest


async def test_id__every_declared_route__was_tried():
    assert len(OWNED) > 35
    assert {r.body.__name__ for r in OWNED if r.body} <= set(BODIES)


@pytest.mark.parametrize("kind", ["units", "plans", "batches"])
async def test_id__of_a_unit_plan_or_list__shows_nothing_to_an_applicant(kind: str, outsider: Player):
    id = {"units": "u-yunxi-hospital", "plans": "n-2026-associate", "batches": "u-yunxi-hospital.n-2026-associate"}[
        kind
    ]
    for path in ("sections/unit_registration", "answers/unit_registration.name", "evidence/unit_registration.name"):
        call_ = (
            outsider.phone.put(f"{kind}/{id}/{path}", {"text": "改名"})
            if path.startswith("answers")
            else outsider.phone.get(f"{kind}/{id}/{path}")
        )
        assert (await refused(call_)).status == 404


async def test_person__of_another_unit__cannot_be_confirmed(outsider: Player, other_officer: Player):
    answer = await refused(other_officer.phone.post(f"people/{outsider.me}/deeds/confirm", {"opinion": ""}))
    assert answer.status == 404
    assert (await outsider.phone.get("me"))["state"] == "waiting"


async def test_list__of_another_unit__is_not_there(other_officer: Player, outsider: Player):
    for who in (other_officer, outsider):
        assert (await refused(who.phone.get("review/queue?unit=u-yunxi-hospital&list=pending"))).status == 404
        assert (await refused(who.phone.get("units/u-yunxi-hospital/people"))).status == 404


# ── one's own ────────────────────────────────────────────────────────────────
async def test_own_application__as_officer_of_the_unit__is_for_somebody_else_X_20(open_phones: Phones, victim: Player):
    boss = await officer(open_phones, "hospital")
    made = await boss.phone.post("units/u-yunxi-hospital/invitations", {"role": "officer"})
    await victim.phone.post(f"tickets/{made['ticket']}/accept", {})
    id = victim.base.rpartition("/")[2]
    assert (await refused(victim.phone.get(f"review/{id}"))).status == 404
    for deed in ("approve", "return", "reject"):
        answer = await refused(victim.phone.post(f"{victim.base}/deeds/{deed}", {"opinion": "同意"}))
        assert answer.status == 403
    mark = {"address": "cover.specialty", "text": "改"}
    assert (await refused(victim.phone.post(f"review/{id}/marks", mark))).status == 403
    answer = await refused(victim.phone.put(f"{victim.base}/answers/opinion_base.text", {"text": "同意推荐"}))
    assert answer.status == 403
    answer = await refused(victim.phone.post(f"people/{victim.me}/deeds/release", {"opinion": "x"}))
    assert answer.status == 403
    assert (await boss.phone.get(f"review/{id}"))["status"] == "submitted"


# ── tickets ──────────────────────────────────────────────────────────────────
async def ask_to_join(phones: Phones) -> tuple[Player, str]:
    """Follow, ask to begin, and return the ticket in the link that came."""
    player, stage = await stranger(phones), Stage(phones, {})
    await chat.follow(stage, player, None)
    await chat.say(stage, player, "开始申报")
    await chat.open_page(stage, player, "去验证")
    return player, player.query("join")


async def said(phones: Phones, player: Player, text: str) -> str:
    return (await chat.say(Stage(phones, {}), player, text)).text


async def test_join__link_forwarded_to_somebody_with_a_chat__ties_nothing(open_phones: Phones):
    attacker, ticket = await ask_to_join(open_phones)
    target = await known(open_phones, in_chat=True)
    shown = await target.phone.get(f"tickets/{ticket}")
    assert "别人转给您的，不要同意" in shown["detail"]
    answer = await refused(target.phone.post(f"tickets/{ticket}/accept", {}))
    assert answer.status == 403
    assert "先确认是您本人" in await said(open_phones, attacker, "开始申报")
    assert "先确认是您本人" not in await said(open_phones, target, "开始申报")


async def test_join__old_link_of_a_chat_that_belongs_to_somebody__ties_nothing(open_phones: Phones):
    owner, first = await ask_to_join(open_phones)
    await chat.say(Stage(open_phones, {}), owner, "开始申报")
    await chat.open_page(Stage(open_phones, {}), owner, "去验证")
    second = owner.query("join")
    await pages.log_in(Stage(open_phones, {}), owner, None)
    await pages.give_phone(Stage(open_phones, {}), owner, None)
    await pages.give_identity(Stage(open_phones, {}), owner, None)
    await owner.phone.post(f"tickets/{second}/accept", {})
    thief = await known(open_phones)
    assert (await refused(thief.phone.post(f"tickets/{first}/accept", {}))).status == 403
    assert not (await thief.phone.get("me")).get("joined")


async def test_ticket__used__is_gone_for_everybody(open_phones: Phones):
    boss, first, second = await officer(open_phones, "hospital"), await known(open_phones), await known(open_phones)
    ticket = (await boss.phone.post("units/u-yunxi-hospital/invitations", {"role": "expert"}))["ticket"]
    await first.phone.post(f"tickets/{ticket}/accept", {})
    for who in (first, second):
        assert (await refused(who.phone.get(f"tickets/{ticket}"))).status == 410
        assert (await refused(who.phone.post(f"tickets/{ticket}/accept", {}))).status == 410
    assert not (await second.phone.get("me")).get("memberships")


async def test_ticket__two_at_once__lets_one_in(open_phones: Phones):
    boss, first, second = await officer(open_phones, "hospital"), await known(open_phones), await known(open_phones)
    ticket = (await boss.phone.post("units/u-yunxi-hospital/invitations", {"role": "expert"}))["ticket"]
    came = await asyncio.gather(
        *(p.phone.post(f"tickets/{ticket}/accept", {}) for p in (first, second)), return_exceptions=True
    )
    assert sum(isinstance(c, dict) for c in came) == 1
    in_unit = [bool((await p.phone.get("me")).get("memberships")) for p in (first, second)]
    assert sum(in_unit) == 1


async def test_ticket__guessed__looks_like_a_used_one(open_phones: Phones):
    who = await known(open_phones)
    boss = await officer(open_phones, "hospital")
    used = (await boss.phone.post("units/u-yunxi-hospital/invitations", {"role": "expert"}))["ticket"]
    await who.phone.post(f"tickets/{used}/accept", {})
    gone = await refused(who.phone.get(f"tickets/{used}"))
    assert gone.status == 410
    for guessed in (secrets.token_urlsafe(24), secrets.token_urlsafe(32), "a"):
        answer = await refused(who.phone.get(f"tickets/{guessed}"))
        assert (answer.status, SAID.sub("", answer.text)) == (410, SAID.sub("", gone.text))
    assert (await refused(who.phone.get("tickets/%00"))).status == 404


async def test_invitation__by_somebody_who_may_not__is_not_there(outsider: Player, other_officer: Player):
    for who in (outsider, other_officer):
        answer = await refused(who.phone.post("units/u-yunxi-hospital/invitations", {"role": "officer"}))
        assert answer.status == 404


# ── keys and sessions ────────────────────────────────────────────────────────
async def test_session__guessed_ended_or_misspelt__is_no_session(open_phones: Phones, outsider: Player):
    own = outsider.phone.token
    misspelt = own[:-1] + ("B" if own.endswith("A") else "A")
    for token in ("", "x", secrets.token_urlsafe(32), misspelt, own + "A"):
        phone = open_phones.of("nobody")
        phone.token = token
        assert (await refused(phone.get("me"))).status == 401
        assert (await refused(phone.get(outsider.base))).status == 401
    gone = await known(open_phones)
    await gone.phone.delete("sessions/current")
    assert (await refused(gone.phone.get("me"))).status == 401


async def test_key__of_somebody_else__gives_one_s_own_answer(open_phones: Phones):
    first, second = await applicant(open_phones), await applicant(open_phones)
    key = secrets.token_hex(8)
    mine = await first.phone.put(f"{first.base}/answers/cover.specialty", {"text": "心血管内科"}, seq=0, key=key)
    assert mine["text"] == "心血管内科"
    answer = await refused(
        second.phone.put(f"{first.base}/answers/cover.specialty", {"text": "心血管内科"}, seq=0, key=key)
    )
    assert answer.status == 404
    assert "心血管内科" not in answer.text


async def test_key__again_with_the_same_body__is_answered_the_same(open_phones: Phones):
    who, key = await applicant(open_phones), secrets.token_hex(8)
    path = f"{who.base}/sections/work/rows"
    first, second = await who.phone.post(path, {}, key=key), await who.phone.post(path, {}, key=key)
    assert first == second
    assert (await who.phone.get(f"{who.base}/sections/work"))["rows"]["count"] == 1


async def test_key__again_with_another_body__is_refused(open_phones: Phones):
    who, key = await applicant(open_phones), secrets.token_hex(8)
    path = f"{who.base}/answers/cover.specialty"
    await who.phone.put(path, {"text": "心血管内科"}, key=key)
    answer = await refused(who.phone.put(path, {"text": "普外科"}, key=key))
    assert (answer.status, json.loads(answer.text)["code"]) == (422, "key_reused")
    view = await who.phone.get(f"{who.base}/sections/cover")
    assert "心血管内科" in [f.get("value") for g in view["groups"] for f in g["fields"]]


# ── two at once, and meanwhile ───────────────────────────────────────────────
async def test_submission__from_two_phones_at_once__is_one(open_phones: Phones, victim: Player):
    boss = await officer(open_phones, "hospital")
    review = f"review/{victim.base.rpartition('/')[2]}"
    seq = (await boss.phone.get(review))["seq"]
    await boss.phone.post(f"{victim.base}/deeds/return", {"opinion": "请再看一遍"}, seq=seq)
    other = open_phones.of(victim.phone.person)
    await other.log_in()
    seq = (await other.get(victim.base))["seq"]
    came = await asyncio.gather(
        *(p.post(f"{victim.base}/deeds/submit", {}, seq=seq) for p in (victim.phone, other)), return_exceptions=True
    )
    assert sum(isinstance(c, dict) for c in came) == 1
    lost = next(c for c in came if isinstance(c, PhoneError))
    assert lost.status in (409, 412)
    assert "请" in json.loads(lost.text)["detail"]
    assert (await boss.phone.get(review))["round"] == 2


async def test_answer__to_what_a_condition_has_closed_meanwhile__is_refused_and_nothing_is_lost(open_phones: Phones):
    who = await applicant(open_phones)
    path = f"{who.base}/answers/basic."
    await who.phone.put(path + "frontline", {"value": True})
    await who.phone.put(path + "frontline_time", {"text": "2020.2 起 46 天"})
    page = await who.phone.get(f"{who.base}/sections/basic")
    assert any(f["address"] == "basic.hubei" for g in page["groups"] for f in g["fields"])
    await who.phone.put(path + "frontline", {"value": False})
    answer = await refused(who.phone.put(path + "hubei", {"value": True}, seq=0))
    assert answer.status == 409
    assert "现在不用填" in json.loads(answer.text)["detail"]
    await who.phone.put(path + "frontline", {"value": True})
    page = await who.phone.get(f"{who.base}/sections/basic")
    values = {f["address"]: f.get("value") for g in page["groups"] for f in g["fields"]}
    assert (values["basic.frontline_time"], values["basic.hubei"]) == ("2020.2 起 46 天", None)


async def test_answer__on_a_version_that_has_moved__is_shown_the_present_one(open_phones: Phones):
    who = await applicant(open_phones)
    path = f"{who.base}/answers/cover.specialty"
    first = await who.phone.put(path, {"text": "心血管内科"}, seq=0)
    answer = await refused(who.phone.put(path, {"text": "普外科"}, seq=0))
    assert answer.status == 412
    assert json.loads(answer.text)["current"]["seq"] == first["seq"]


# ── too much ─────────────────────────────
async def test_body__too_large__says_so_and_keeps_nothing(open_phones: Phones):
    who = await applicant(open_phones)
    answer = await refused(who.phone.put(f"{who.base}/answers/cover.specialty", {"text": "长" * 200_000}))
    assert answer.status == 413
    assert "太大" in json.loads(answer.text)["detail"]
    answer = await refused(who.phone.put(f"{who.base}/answers/cover.specialty", {"text": "长" * 10_000}))
    assert answer.status == 422


# ── time: these move the clock forward, so they come last ────────────────────
async def test_ticket__expired__is_gone(open_phones: Phones):
    attacker, ticket = await ask_to_join(open_phones)
    boss, guest = await officer(open_phones, "hospital"), await known(open_phones)
    invited = (await boss.phone.post("units/u-yunxi-hospital/invitations", {"role": "expert"}))["ticket"]
    asked = await open_phones.of("nobody").post("logins", {})
    await open_phones.control("advance", {"seconds": 3 * MINUTE})
    assert (await refused(guest.phone.post(f"tickets/{asked['ticket']}/accept", {}))).status == 410
    assert (await guest.phone.get(f"tickets/{ticket}"))["kind"] == "join"
    await open_phones.control("advance", {"seconds": 8 * MINUTE})
    assert (await refused(guest.phone.post(f"tickets/{ticket}/accept", {}))).status == 410
    assert "先确认是您本人" in await said(open_phones, attacker, "开始申报")
    assert (await guest.phone.get(f"tickets/{invited}"))["kind"] == "invite"
    await open_phones.control("advance", {"seconds": 7 * DAY})
    assert (await refused(guest.phone.post(f"tickets/{invited}/accept", {}))).status == 410
    assert not (await guest.phone.get("me")).get("memberships")


async def test_session__of_an_officer_who_was_away_for_hours__has_ended(open_phones: Phones):
    boss, who = await officer(open_phones, "hospital"), await known(open_phones)
    await open_phones.control("advance", {"seconds": 13 * HOUR})
    assert (await refused(boss.phone.get("review/units"))).status == 401
    assert (await who.phone.get("me"))["person"]["id"] == who.me
