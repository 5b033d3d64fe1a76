"""People over HTTP: registering, being confirmed, one ID number claimed twice, acting for a unit and no longer."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from evidence.process import Bench
from storage.outbox import Ended, Outbox

from ..casework.beginning import served_copy
from ..casework.stage import Caller, Known, Platform, Served, good, id_number, opened, refused, served
from ..casework.way import OPINION, pushed, read_all


@pytest.fixture(scope="module")
async def town(
    prepared: Known, tmp_path_factory: pytest.TempPathFactory, platform: Platform, bench: Bench
) -> AsyncIterator[Served]:
    """One product for all tests here that bring people of their own."""
    async with served_copy(prepared, tmp_path_factory.mktemp("people"), platform, bench) as at:
        yield at


async def waiting(at: Served, unit: str = "u-hospital", who: str = "luo") -> list[str]:
    """Who waits for a unit's confirmation."""
    return [p["id"] for p in good(await at.caller(who).get(f"units/{unit}/people?list=waiting"))]


async def told(at: Served, name: str) -> list[str]:
    """What the officer was told: the texts of the pushes that wait for them, before any channel is chosen."""
    outbox = Outbox(at.house.storage.database, at.house.storage.opener)
    found: list[str] = []
    while jobs := await outbox.claim(at.house.clock.time(), 60.0, 50):
        for job in jobs:
            result = await at.worker.work(job) if job.kind == "push" and job.who.startswith("unit:") else None
            if job.kind == "push" and job.who == f"person:{at.caller(name).id}" and job.body is not None:
                found.append(msgspec.json.decode(job.body)["text"])
            await outbox.finish(job, result if isinstance(result, Ended) else Ended("delivered", "read"))
    return found


# ── registering (CQ-03, X-15) ────────────────────────────────────────────────
async def test_registration__asks_the_unit_as_soon_as_its_section_is_complete(town: Served) -> None:
    """Answers on the page are enough: the last one of the section asks the unit, nothing else has to be pressed."""
    new = await town.newcomer(unit="")
    assert good(await new.get("me"))["state_text"] == "还没填完", "phone and ID number are there already"
    await new.save("people/me", "register.employer", {"value": "u-hospital"})
    assert new.id not in await waiting(town)
    await new.save("people/me", "register.identity", {"value": "事业编制人员"})
    assert new.id in await waiting(town)
    me = good(await new.get("me"))
    assert (me["state"], me["state_text"], me["employer"]["name"]) == ("waiting", "等单位确认", "云溪区人民医院")


async def test_registration__of_another_unit_while_one_waits__asks_that_one_instead(town: Served) -> None:
    new = await town.newcomer(unit="")
    await new.save("people/me", "register.identity", {"value": "其他人员"})
    await new.save("people/me", "register.employer", {"value": "u-hospital"})
    await new.save("people/me", "register.employer", {"value": "u-second"})
    assert new.id not in await waiting(town)
    assert new.id in await waiting(town, "u-second", "lin")


async def test_registration__refused__is_sent_again_by_mending_it(town: Served) -> None:
    """“改好可以再送”: whatever was mended, the number or the answer, the unit gets it again."""
    luo = town.caller("luo")
    new = await town.newcomer()
    for address, value in (("register.employer", "u-hospital"), ("register.identity", "其他人员")):
        await new.save("people/me", address, {"value": value})
    good(await luo.post(f"people/{new.id}/deeds/refuse", {"opinion": "不是编外人员"}))
    assert "不是编外人员" in good(await new.get("me"))["opinion"]
    await new.save("people/me", "register.identity", {"value": "事业编制人员"})
    assert new.id in await waiting(town)
    good(await luo.post(f"people/{new.id}/deeds/refuse", {"opinion": "姓名写错"}))
    good(await new.post("me/identity", {"name": "温言之", "id_number": id_number(901)}))
    assert new.id in await waiting(town)
    good(await luo.post(f"people/{new.id}/deeds/confirm"))


async def test_registration__without_a_name__asks_nobody(town: Served) -> None:
    user = town.platform.user("unnamed", "13911112222")
    new = await town.log_in(user)
    good(await new.post("me/phone", {"code": town.platform.phone_code(user)}))
    refused(await new.post("me/employer", {"unit": "u-hospital"}), 409, "not_identified")
    await new.save("people/me", "register.employer", {"value": "u-hospital"})
    await new.save("people/me", "register.identity", {"value": "事业编制人员"})
    assert good(await new.get("me")).get("state", "new") == "new"
    await new.agree()
    good(await new.post("me/identity", {"name": "温言", "id_number": id_number(902)}))
    assert good(await new.get("me"))["state"] == "waiting"


async def confirmed(at: Served, number: str = "", unit: str = "u-hospital", who: str = "luo") -> Caller:
    new = await at.newcomer(number=number, unit=unit)
    for address, value in (("register.employer", unit), ("register.identity", "事业编制人员")):
        await new.save("people/me", address, {"value": value})
    good(await at.caller(who).post(f"people/{new.id}/deeds/confirm"))
    return new


async def test_confirmed_account__stays_confirmed_whatever_its_owner_sends(town: Served) -> None:
    """What the unit confirmed only the unit can take back: unit, kind of person, name, number."""
    new = await confirmed(town)
    good(await new.post("me/employer", {"unit": "u-hospital"}))
    for method, path, body in (
        ("POST", "me/employer", {"unit": "u-second"}),
        ("POST", "me/identity", {"name": "别人", "id_number": id_number(903)}),
        ("PUT", "people/me/answers/register.employer", {"value": "u-second"}),
        ("PUT", "people/me/answers/register.identity", {"value": "其他人员"}),
        ("DELETE", "people/me/answers/register.identity", None),
    ):
        refused(await new.send(method, path, body), 409, "account_confirmed")
    assert good(await new.get("me"))["state"] == "confirmed"
    await new.save("people/me", "person.politics", {"value": "群众"})


async def test_frozen_account__does_not_thaw_by_moving_to_another_unit(town: Served) -> None:
    new = await confirmed(town)
    good(await town.caller("luo").post(f"people/{new.id}/deeds/freeze", {"opinion": "调查中"}))
    refused(await new.post("me/employer", {"unit": "u-second"}), 409, "account_frozen")
    refused(await new.post("me/employer", {"unit": "u-hospital"}), 409, "account_frozen")
    refused(await new.post("me/identity", {"name": "别人", "id_number": id_number(904)}), 409, "account_confirmed")
    refused(await new.put("people/me/answers/register.employer", {"value": "u-second"}), 409, "account_frozen")
    assert good(await new.get("me"))["state"] == "frozen"


async def test_released_account__registers_with_the_next_unit(town: Served) -> None:
    """A misregistered account is released by the unit that holds it (2.3.1 特别说明, X-18); its draft goes along."""
    new = await confirmed(town)
    base = good(await new.post("applications", {"plan": "n-associate"}))["base"]
    await new.save(base, "cover.specialty", "心血管内科")
    good(await town.caller("luo").post(f"people/{new.id}/deeds/release", {"opinion": "调到二院"}))
    assert "调到二院" in [t.text for t in await pushed(town) if t.who == f"person:{new.id}"][-1]
    assert "心血管内科" in str(good(await new.get(f"{base}/sections/cover")))
    await new.save("people/me", "register.employer", {"value": "u-second"})
    assert new.id in await waiting(town, "u-second", "lin")
    refused(await town.caller("luo").post(f"people/{new.id}/deeds/confirm"), 404)
    good(await town.caller("lin").post(f"people/{new.id}/deeds/confirm"))


# ── one ID number claimed twice ───────────────────────────────────────
async def test_claim__on_a_number_of_another_unit__goes_to_both_units(server: Served) -> None:
    """Neither unit decides alone: both are told, nothing is confirmed, and releasing the one lets the other in."""
    number = id_number(905)
    holder = await confirmed(server, number)
    claimant = await server.newcomer(name="温言", number=number, unit="u-second")
    await told(server, "lin")
    for _ in range(2):  # the second try says the same and tells nobody again
        refused(await server.caller("lin").post(f"people/{claimant.id}/deeds/confirm"), 409, "id_taken")
    pushes = await told(server, "lin")
    assert [("别的单位确认过" in t) for t in pushes] == [True]
    assert good(await claimant.get("me"))["state"] == "waiting"
    assert good(await holder.get("me"))["state"] == "confirmed"
    good(await server.caller("luo").post(f"people/{holder.id}/deeds/release", {"opinion": "登记错了"}))
    good(await server.caller("lin").post(f"people/{claimant.id}/deeds/confirm"))
    refused(await server.caller("luo").post(f"people/{holder.id}/deeds/confirm"), 404)


async def test_claim__is_told_to_the_unit_that_holds_the_number(server: Served) -> None:
    number = id_number(906)
    await confirmed(server, number)
    claimant = await server.newcomer(name="温言", number=number, unit="u-second")
    refused(await server.caller("lin").post(f"people/{claimant.id}/deeds/confirm"), 409, "id_taken")
    assert any("温言的身份证号，又有人在别的单位登记" in t for t in await told(server, "luo"))


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


async def test_frozen_account__hands_nothing_in__keeps_everything__and_knows_why_and_whom_to_ask(
    server: Served,
) -> None:
    """冻结用户信息 (CQ-03, 2.3.2): read and filled as before, not handed in, until the unit takes it back."""
    assert server.known is not None
    zhou = server.caller("zhou")
    good(await server.caller("luo").post(f"people/{zhou.id}/deeds/freeze", {"opinion": "调查中"}))
    told = [t for t in await pushed(server) if t.event == "frozen"]
    assert [t.who for t in told] == [f"person:{zhou.id}"]
    problem = refused(await zhou.post(f"{server.known.full}/deeds/submit"), 409, "account_frozen")
    for text in (told[0].text, problem["detail"], str(good(await zhou.get(server.known.full))["notes"])):
        assert "云溪区人民医院" in text
        assert "调查中" in text
        assert "请联系" in text
    await zhou.save(server.known.full, "cover.specialty", "呼吸内科")
    good(await server.caller("luo").post(f"people/{zhou.id}/deeds/thaw"))
    assert good(await zhou.get(f"{server.known.full}/sections/cover"))
    assert [t.event for t in await pushed(server) if t.who == f"person:{zhou.id}"] == ["thawed"]


# ── acting for a unit, and no longer ──────────────────────────────────
GONE: tuple[tuple[str, str, Any], ...] = (
    ("GET", "review/queue?unit=u-hospital", None),
    ("GET", "units/u-hospital/people", None),
    ("GET", "units/u-hospital/members", None),
    ("GET", "units/u-hospital/calls", None),
    ("POST", "units/u-hospital/invitations", {"role": "officer"}),
    ("GET", "{base}", None),
    ("GET", "{base}/sections/basic", None),
    ("GET", "review/{id}", None),
    ("GET", "review/{id}/sections/basic", None),
    ("POST", "review/{id}/marks", {"address": "basic.work", "text": "请补充"}),
    ("POST", "{base}/deeds/approve", {"values": OPINION}),
    ("POST", "{base}/deeds/return", {"opinion": "退"}),
)
"""What an officer of the hospital can do, and somebody who was one cannot."""


async def test_membership__that_ended__gives_nothing(server: Served) -> None:
    """The next request after the end is refused as a stranger's is, on a session that was open before."""
    base = await server.submitted()
    luo, peng = server.caller("luo"), server.caller("peng")
    await read_all(server, "peng", base)
    left = good(await luo.delete(f"units/u-hospital/members/{peng.id}"))
    assert peng.id not in [m["id"] for m in left]
    for method, path, body in GONE:
        path = path.format(base=base, id=base.partition("/")[2])
        reply = await (peng.get(path) if method == "GET" else peng.send(method, path, body))
        refused(reply, 404)
    assert good(await peng.get("me"))["memberships"] == []
    assert good(await peng.get("review/units")) == []
    refused(await luo.delete(f"units/u-hospital/members/{peng.id}"), 404)
    back = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await peng.post(f"tickets/{back}/accept"))
    good(await peng.get("review/queue?unit=u-hospital"))


async def test_membership__is_ended_by_its_unit_or_the_one_above_and_not_by_oneself(server: Served) -> None:
    luo, peng = server.caller("luo"), server.caller("peng")
    refused(await luo.delete(f"units/u-hospital/members/{luo.id}"), 403, "own_membership")
    for who in ("lin", "fang", "zhou"):
        refused(await server.caller(who).delete(f"units/u-hospital/members/{peng.id}"), 404)
    good(await server.caller("qin").delete(f"units/u-hospital/members/{peng.id}"))
    names = [(m["name"], m["role_text"]) for m in good(await luo.get("units/u-hospital/members"))]
    assert names == [("罗敏", "经办人")]


async def test_unit__named_in_the_first_call_of_a_process__is_found(town: Served) -> None:
    """Which units there are is not something that another call has to have asked for before."""
    caller = await town.newcomer(unit="")
    async with opened(town.settings) as house, served(house, town.settings, town.platform, town.known) as other:
        caller.http = other.http
        assert good(await caller.post("me/employer", {"unit": "u-hospital"}))["employer"]["id"] == "u-hospital"


@pytest.mark.parametrize(
    ("role", "promised", "kept_back"),
    [
        ("officer", "办理这个单位的申报", "不能"),
        ("expert", "不能办理", "看到并办理"),
    ],
)
async def test_invitation__promises_what_its_role_gives(town: Served, role: str, promised: str, kept_back: str) -> None:
    ticket = good(await town.caller("luo").post("units/u-hospital/invitations", {"role": role}))["ticket"]
    guest = await town.newcomer(unit="")
    words = str(good(await guest.get(f"tickets/{ticket}")))
    assert promised in words
    assert kept_back not in words


# ── long lists are cut nowhere without a word ────────────────────────────────
async def test_accounts_of_a_unit__beyond_the_first_hundred__are_on_the_next_page(server: Served) -> None:
    """“Sees all” holds for a unit of any size (CQ-03): part by part, those that wait first."""
    luo, rows = server.caller("luo"), server.house.storage.database
    new = await server.newcomer()
    zhou = server.caller("zhou")
    for n in range(130):
        await rows.fetch(
            "INSERT INTO person (id, name, id_hash, claim_hash, tail_hash, phone_hash, employer, state, updated)"
            f" SELECT 'p{n:03}', name, NULL, claim_hash, tail_hash, phone_hash, employer, state, updated + {n}"
            f" FROM person WHERE id = '{new.id if n < 110 else zhou.id}'"
        )
    parts = [good(await luo.get(f"units/u-hospital/people?list=all&after={n}")) for n in (0, 100, 200)]
    found = [p["id"] for part in parts for p in part]
    assert ([len(p) for p in parts][:2], len(found), len(set(found))) == (
        [100, len(found) - 100],
        len(found),
        len(found),
    )
    assert {new.id, zhou.id, *(f"p{n:03}" for n in range(130))} <= set(found)
    waiting = [p["id"] for p in good(await luo.get("units/u-hospital/people?after=100"))]
    assert waiting == found[100:111]
    below = [
        good(await server.caller("qin").get(f"units/u-yunxi/below/people?q=温言&after={n}")) for n in (0, 50, 100, 150)
    ]
    assert ([len(b) for b in below], len({p["id"] for b in below for p in b})) == ([50, 50, 11, 0], 111)
