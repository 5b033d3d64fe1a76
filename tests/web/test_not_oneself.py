"""Nobody decides on what concerns themselves, by whatever account, list or code (X-18, X-20, X-22, CQ-03)."""

from typing import Any

import pytest

from web.api import ROUTES

from ..casework.answers import PERSON
from ..casework.stage import OFFICERS, Caller, Served, good, id_number, refused
from ..casework.way import pushed
from .test_expected import register, state
from .test_second_self import QUEUE, invited, officer

WORD = {"opinion": "试试"}
DECIDES: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "POST people/<id>/deeds/<deed>": tuple(
        (f"people/{{own}}/deeds/{deed}", WORD, "own_account")
        for deed in ("confirm", "refuse", "release", "freeze", "thaw")
    ),
    "POST people/<id>/corrections": (
        ("people/{own}/corrections", {"place": "name", "text": "温颜"} | WORD, "own_account"),
        ("people/{own}/corrections", {"place": "person.politics", "value": "群众"}, "own_account"),
    ),
    "POST people/<id>/rebinding": (("people/{own}/rebinding", None, "own_account"),),
    "PUT units/<id>/members/<person>": (("units/u-hospital/members/{own}", {"freeze": True} | WORD, "own_membership"),),
    "DELETE units/<id>/members/<person>": (("units/u-hospital/members/{own}", None, "own_membership"),),
    "POST units/<id>/matters/<matter>": (("units/u-yunxi/matters/{matter}", {"text": "在办"}, "own_matter"),),
    "POST units/<id>/claims/<person>": (
        ("units/u-hospital/claims/{claimant}", {"yields": False, "seen": True, "text": "是我"}, "own_number"),
        ("units/u-hospital/claims/{claimant}", {"yields": True, "seen": True, "text": "是我"}, "own_number"),
    ),
}
"""Every call by which somebody decides on a person, with what is tried on oneself and how that is refused."""
ELSEWHERE = {
    "POST units/<id>/deeds/<deed>",  # a unit that one registers: test_units.py
    "DELETE units/<id>/calls/<person>",  # notes that somebody was called, and decides nothing
}
ABOUT_PEOPLE = ("people/<id>", "<person>", "<matter>", "units/<id>/deeds")


def test_table__every_call_that_decides_on_a_person_has_a_row() -> None:
    named = {f"{r.method} {r.path}" for r in ROUTES if r.method != "GET" and any(p in r.path for p in ABOUT_PEOPLE)}
    helpers = {n for n in named if n.endswith("/helpers/<person>")}  # of one's own application
    assert named - helpers == set(DECIDES) | ELSEWHERE


async def confirmed(at: Served, number: str, unit: str = "u-hospital", who: str = "luo") -> Caller:
    """Somebody whom a unit has confirmed."""
    new = await at.newcomer("温言", number)
    await register(new, unit)
    good(await at.caller(who).post(f"people/{new.id}/deeds/confirm"))
    return new


@pytest.mark.parametrize("call", DECIDES)
async def test_officer__decides_nothing_on_their_own_other_account(server: Served, call: str) -> None:
    """The same human acts for the district and works at the hospital by another WeChat (X-20)."""
    number = id_number(960)
    above = await officer(server, number, "u-yunxi", "qin")
    own = await confirmed(server, number)
    good(await own.post(f"tickets/{await invited(server.caller('luo'))}/accept"))
    claimant = await server.newcomer("温言", number, unit="u-second")
    [matter] = good(await own.post("me/complaints", {"text": "区里的群里没有人回"}))
    names = {"own": own.id, "claimant": claimant.id, "matter": matter["id"]}
    for path, body, code in DECIDES[call]:
        refused(await above.send(call.split()[0], path.format(**names), body), 403, code)
    me = good(await own.get("me"))
    assert (me["state"], [m["unit"] for m in me["memberships"]]) == ("confirmed", ["u-hospital"])
    assert good(await own.get("me/matters")) == [matter]


async def test_officer__on_the_list_that_they_pasted__waits_for_somebody_else(server: Served) -> None:
    """A list confirms nobody who wrote it, neither at once nor by the job that follows (CQ-03, X-20)."""
    luo, peng = server.caller("luo"), server.caller("peng")
    line = f"罗敏 {OFFICERS['luo'][1]}"
    good(await luo.post("units/u-hospital/expected", {"text": line}))
    good(await luo.post("me/employer", {"unit": "u-hospital"}))
    await luo.save("people/me", "register.employer", {"value": "u-hospital"})
    await luo.agree()
    for address, value in PERSON.items():
        await luo.save("people/me", address, value)
    told = await pushed(server)
    assert (await state(luo), [t.event for t in told if t.who == f"person:{peng.id}"]) == ("waiting", ["work_waiting"])
    again = await server.newcomer("罗敏", OFFICERS["luo"][1])  # another account of the same human
    await register(again)
    await server.work()
    assert await state(again) == "waiting"
    taken = good(await peng.post("units/u-hospital/expected", {"text": line}))
    assert taken["confirmed"] == 1, "who listed it last is somebody else"


async def test_claim__is_settled_with_the_card_in_hand_and_answered_in_no_other_way(server: Served) -> None:
    """What waits for a card cannot be closed by words, least of all by the holder of the number (X-24)."""
    number = id_number(961)
    holder = await confirmed(server, number)
    good(await holder.post(f"tickets/{await invited(server.caller('luo'))}/accept"))
    claimant = await server.newcomer("温言", number, unit="u-second")
    good(await claimant.post("me/claims", {"text": "我没有在人民医院登记过"}))
    [matter] = good(await holder.get("units/u-hospital/matters"))
    for who, status, code in ((holder, 403, "own_matter"), (server.caller("luo"), 409, "claim")):
        body = {"text": "核对过了，号码是原来登记的人的"}
        refused(await who.post(f"units/u-hospital/matters/{matter['id']}", body), status, code)
    assert "reply" not in good(await claimant.get("me/matters"))[0]


async def test_second_account__is_no_second_officer(server: Served) -> None:
    """The unit's warning does not go away by scanning one's own code, and what was one human stays one (X-22)."""
    luo, peng = server.caller("luo"), server.caller("peng")
    good(await luo.put(f"units/u-hospital/members/{peng.id}", {"freeze": True, "opinion": "借调"}))
    again = await server.newcomer("罗敏", OFFICERS["luo"][1], unit="")
    said = refused(await again.post(f"tickets/{await invited(luo)}/accept"), 403, "member_elsewhere")
    assert "另一个微信" in said["detail"]
    third = await officer(server, id_number(962))
    assert not [m for m in good(await luo.get("me"))["memberships"] if "warning" in m]
    good(await third.post("me/identity", {"name": "罗敏", "id_number": OFFICERS["luo"][1]}))
    assert "只有一位经办人" in good(await luo.get("me"))["memberships"][0]["warning"]


async def test_officer__whose_number_somebody_typed_and_gave_up__decides_on_them(server: Served) -> None:
    """Nobody keeps an officer off by typing; what a unit has confirmed stays, and so does what the officer typed."""
    luo, qin = server.caller("luo"), server.caller("qin")
    new = await server.newcomer("温言", OFFICERS["luo"][1])
    await register(new)
    said = refused(await luo.post(f"people/{new.id}/deeds/confirm"), 403, "own_account")["detail"]
    assert ("和您的一样" in said, "上级单位" in said) == (True, True)
    good(await new.post("me/identity", {"name": "温言", "id_number": id_number(968)}))
    good(await luo.post(f"people/{new.id}/deeds/confirm"))

    other = await server.newcomer("江渡", OFFICERS["luo"][1])
    await register(other)
    good(await qin.post(f"people/{other.id}/deeds/confirm"))  # the unit above decides where the officer may not
    right = {"place": "id_number", "text": id_number(969), "opinion": "看过身份证原件"}
    good(await qin.post(f"people/{other.id}/corrections", right))
    refused(await luo.post(f"people/{other.id}/deeds/freeze", WORD), 403, "own_account")

    third = await officer(server, id_number(970))
    again = await confirmed(server, id_number(970))
    good(await third.post("me/identity", {"name": "温言", "id_number": id_number(971)}))
    refused(await third.post(f"people/{again.id}/deeds/freeze", WORD), 403, "own_account")


# ── what a unit has stopped stays stopped ────────────────────────────────────
async def test_office__that_was_frozen__comes_back_by_no_invitation(server: Served) -> None:
    """冻结 ends by being lifted (X-22, 2.3.2): a colleague's code does not go around the unit that froze it."""
    luo, peng, qin = (server.caller(n) for n in ("luo", "peng", "qin"))
    before = await invited(luo)
    why = {"freeze": True, "opinion": "查清以前不办"}
    good(await qin.put(f"units/u-hospital/members/{peng.id}", why))
    for ticket in (before, await invited(luo), await invited(luo, role="expert")):
        assert "查清以前不办" in refused(await peng.post(f"tickets/{ticket}/accept"), 409, "office_frozen")["detail"]
    refused(await peng.get(QUEUE), 404)
    good(await qin.put(f"units/u-hospital/members/{peng.id}", {"freeze": False}))
    good(await peng.get(QUEUE))


async def test_invitation__older_than_the_end_of_ones_office__lets_nobody_back_in(server: Served) -> None:
    """A code from before is worth nothing after the last day; one from after it is a new decision (X-15)."""
    luo, number = server.caller("luo"), id_number(963)
    left = await officer(server, number)
    before = await invited(luo)
    good(await luo.put(f"units/u-hospital/members/{left.id}", {"until": "2026-11-12"}))
    between = await invited(luo)
    server.move_clock(day=13)
    luo = await server.log_in(server.platform.user("luo"))
    for ticket in (before, between):
        refused(await left.post(f"tickets/{ticket}/accept"), 410, "ticket_gone")
    refused(await left.get(QUEUE), 404)
    good(await left.post(f"tickets/{await invited(luo)}/accept"))
    good(await left.get(QUEUE))


async def test_account__thawed__gives_back_only_the_offices_that_were_stopped_with_it(server: Served) -> None:
    """Two sentences, each thaws what it froze, be they the same words (decision 26)."""
    luo, why = server.caller("luo"), "查清以前不办"
    of_itself, with_it = [await confirmed(server, id_number(n)) for n in (964, 965)]
    for one in (of_itself, with_it):
        good(await one.post(f"tickets/{await invited(luo)}/accept"))
    good(await luo.put(f"units/u-hospital/members/{of_itself.id}", {"freeze": True, "opinion": why}))
    for one in (of_itself, with_it):
        good(await luo.post(f"people/{one.id}/deeds/freeze", {"opinion": why}))
        refused(await one.get(QUEUE), 404)
        good(await luo.post(f"people/{one.id}/deeds/thaw"))
    refused(await of_itself.get(QUEUE), 404)
    good(await with_it.get(QUEUE))


async def test_account__confirmed__is_the_one_that_was_seen(server: Served) -> None:
    """Who changes name or number while the officer reads is looked at again (X-18)."""
    luo, new = server.caller("luo"), await server.newcomer("温言", id_number(966))
    await register(new)
    [seen] = [p for p in good(await luo.get("units/u-hospital/people")) if p["id"] == new.id]
    good(await new.post("me/identity", {"name": "江渡", "id_number": id_number(967)}))
    refused(await luo.post(f"people/{new.id}/deeds/confirm", seq=seen["seq"]), 412, "version_moved")
    assert await state(new) == "waiting"
    [now] = [p for p in good(await luo.get("units/u-hospital/people")) if p["id"] == new.id]
    good(await luo.post(f"people/{new.id}/deeds/confirm", seq=now["seq"]))
    assert await state(new) == "confirmed"


async def test_officer__makes_nobody_elses_account_or_application_their_own(server: Served) -> None:
    """Nobody lays their own number over a registration, nor any over what is computed out of it (X-18, X-20)."""
    number, base = id_number(975), await server.submitted()
    boss = await officer(server, number, "u-hospital", "luo")
    stranger = await server.newcomer("温言", id_number(976))
    await register(stranger, "u-hospital")
    body = {"place": "id_number", "text": number, "opinion": "看过原件"}
    refused(await boss.post(f"people/{stranger.id}/corrections", body), 403, "own_number")
    assert good(await server.caller("luo").post(f"people/{stranger.id}/corrections", body))["said"]
    review = f"review/{base.partition('/')[2]}"
    for place in ("basic.name", "basic.id_number", "basic.birth"):
        refused(await boss.post(f"{review}/corrections", {"address": place, "text": number}), 409, "mark_computed")
