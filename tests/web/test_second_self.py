"""One human, one hand: invitations of who was dismissed, a second account of an applicant, officers who were frozen."""

from typing import Any

import pytest

from zhiping.operating import put_unit

from ..casework.stage import APPLICANTS, Caller, Served, good, id_number, refused
from ..casework.way import HEALTH, OPINION, read_all

QUEUE = "review/queue?unit=u-hospital"


async def invited(by: Caller, unit: str = "u-hospital", role: str = "officer") -> str:
    """An invitation of a unit."""
    return good(await by.post(f"units/{unit}/invitations", {"role": role}))["ticket"]


async def officer(at: Served, number: str = "", unit: str = "u-hospital", who: str = "luo") -> Caller:
    """Somebody new who acts for a unit."""
    new = await at.newcomer(number=number, unit="")
    good(await new.post(f"tickets/{await invited(at.caller(who), unit)}/accept"))
    return new


# ── invitations of who may no longer invite ───────────────────────────
async def test_invitation__of_a_dismissed_officer__lets_nobody_in(server: Served) -> None:
    """Neither the officer, who could keep a store of them, nor anybody the officer gave one to."""
    luo, left, friend = server.caller("luo"), await officer(server), await server.newcomer(unit="")
    own, given = await invited(left), await invited(left, role="expert")
    good(await luo.delete(f"units/u-hospital/members/{left.id}"))
    assert "邀请作废" in refused(await left.post(f"tickets/{own}/accept"), 410, "ticket_gone")["detail"]
    refused(await friend.post(f"tickets/{given}/accept"), 410, "ticket_gone")
    refused(await left.get(QUEUE), 404)
    assert good(await friend.get("me"))["memberships"] == []
    good(await left.post(f"tickets/{await invited(luo)}/accept"))
    good(await left.get(QUEUE))


async def test_invitation__of_the_unit_above_or_the_operator__lets_in(server: Served) -> None:
    for ticket in (
        await invited(server.caller("qin")),
        (await put_unit(server.house, "云溪区人民医院", "district_institution", "u-yunxi", "chongqing", "u-hospital"))[
            1
        ],
    ):
        new = await server.newcomer(unit="")
        good(await new.post(f"tickets/{ticket}/accept"))
        good(await new.get(QUEUE))


async def test_invitation__to_an_id_number_that_is_confirmed_for_another__is_refused(server: Served) -> None:
    """The ticket stays good for whom it was meant."""
    ticket = await invited(server.caller("luo"))
    second = await server.newcomer(name="周岚", number=APPLICANTS["zhou"][1], unit="")
    refused(await second.post(f"tickets/{ticket}/accept"), 403, "id_taken")
    assert good(await second.get("me"))["memberships"] == []
    good(await server.caller("zhou").post(f"tickets/{ticket}/accept"))


# ── one's own application, by another account ─────────────────────────
@pytest.fixture
async def second(server: Served) -> tuple[Caller, str]:
    """A second account of the applicant that came to act for the unit, and the application that was handed in."""
    again = await officer(server, id_number(950))
    good(await again.post("me/identity", {"name": "周岚", "id_number": APPLICANTS["zhou"][1].lower()}))
    return again, await server.submitted()


OWN: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("POST", "{base}/deeds/approve", {"values": OPINION}),
    ("POST", "{base}/deeds/return", {"opinion": "退"}),
    ("POST", "{base}/deeds/reject", {"opinion": "不行"}),
    ("PUT", "{base}/answers/opinion_base.text", {"text": "同意推荐。"}),
    ("POST", "review/{id}/marks", {"address": "basic.work", "text": "请补充"}),
    ("POST", "review/{id}/corrections", {"address": "cover.specialty", "text": "呼吸内科"}),
    ("POST", "review/{id}/strikes", {"section": "work", "row": "r1"}),
)
"""What an officer of the hospital does with an application that waits there."""


async def test_second_account__of_the_applicant__decides_nothing(server: Served, second: tuple[Caller, str]) -> None:
    again, base = second
    id = base.partition("/")[2]
    for path in (f"review/{id}", f"review/{id}/sections/basic"):
        refused(await again.get(path), 404)
    for method, path, body in OWN:
        refused(await again.send(method, path.format(base=base, id=id), body), 403, "own_application")
    card = next(c for c in good(await again.get(QUEUE))["cards"] if c["application"] == id)
    assert card["own"]
    assert not card.get("page")
    assert "自己的申报" in card["special"][0]


async def test_second_account__opening_sections__has_not_read_them_for_the_unit(
    server: Served, second: tuple[Caller, str]
) -> None:
    """What a step asks to be read before it is passed, a colleague has to read."""
    again, base = second
    for section in good(await server.caller("luo").get(f"review/{base.partition('/')[2]}"))["sections"]:
        good(await again.get(f"{base}/sections/{section['id']}"))
    refused(await server.caller("luo").post(f"{base}/deeds/approve", {"values": OPINION}), 409, "unread")
    await read_all(server, "luo", base)
    good(await server.caller("luo").post(f"{base}/deeds/approve", {"values": OPINION}))


async def test_second_account__of_the_officer__is_confirmed_by_another(server: Served) -> None:
    number = id_number(951)
    first, again = await officer(server, number), await server.newcomer(number=number)
    for address, value in (("register.employer", "u-hospital"), ("register.identity", "事业编制人员")):
        await again.save("people/me", address, {"value": value})
    refused(await first.post(f"people/{again.id}/deeds/confirm"), 403, "own_account")
    good(await server.caller("luo").post(f"people/{again.id}/deeds/confirm"))


async def test_second_account__of_an_officer__passes_a_second_step_only_with_a_reason(server: Served) -> None:
    """Recusal asks for the human, not for the account (X-20)."""
    number = id_number(952)
    first = await officer(server, number)
    again = await officer(server, number, "u-yunxi", "qin")
    base = await server.submitted()
    await read_all(server, "luo", base)
    good(await first.post(f"{base}/deeds/approve", {"values": OPINION}))
    await read_all(server, "qin", base)
    said = refused(await again.post(f"{base}/deeds/approve"), 409, "recusal")["detail"]
    assert "云溪区人民医院已经审过" in said
    good(await again.post(f"{base}/deeds/approve", {"reason": "另一位同事休产假", "values": HEALTH}))


async def test_second_account__of_the_applicant__owns_nothing_of_the_first(
    server: Served, second: tuple[Caller, str]
) -> None:
    """A number that somebody says takes away and gives nothing: the applicant's own deeds stay the applicant's."""
    again, base = second
    refused(await again.post(f"{base}/deeds/withdraw"), 403, "not_yours")
    stranger = await server.newcomer(name="周岚", number=APPLICANTS["zhou"][1], unit="")
    refused(await stranger.get(base), 404)


# ── officers whose account the unit ends (CQ-03, X-15) ───────────────────────
@pytest.mark.parametrize("deed", ["freeze", "release"])
async def test_officer__whose_account_is_ended__no_longer_acts_for_the_unit(server: Served, deed: str) -> None:
    """已停用 and 已转出 end what the person may do for that unit, and for no other one."""
    luo, base = server.caller("luo"), await server.submitted()
    new = await server.newcomer()
    for address, value in (("register.employer", "u-hospital"), ("register.identity", "事业编制人员")):
        await new.save("people/me", address, {"value": value})
    good(await luo.post(f"people/{new.id}/deeds/confirm"))
    for by, unit in (("luo", "u-hospital"), ("lin", "u-second")):
        good(await new.post(f"tickets/{await invited(server.caller(by), unit)}/accept"))
    good(await new.get(QUEUE))
    stored, of_luo = await invited(new), await invited(luo)
    good(await luo.post(f"people/{new.id}/deeds/{deed}", {"opinion": "离职"}))
    refused(await new.get(QUEUE), 404)
    refused(await new.get(f"review/{base.partition('/')[2]}"), 404)
    refused(await new.post(f"tickets/{stored}/accept"), *((409, "account_frozen") if deed == "freeze" else (410, None)))
    left = [m["frozen"] for m in good(await luo.get("units/u-hospital/members")) if m["id"] == new.id]
    assert left == (["离职"] if deed == "freeze" else [])
    good(await new.get("review/queue?unit=u-second"))
    if deed == "freeze":
        refused(await new.post(f"tickets/{of_luo}/accept"), 409, "account_frozen")
        good(await luo.post(f"people/{new.id}/deeds/thaw"))
    else:
        refused(await new.post(f"tickets/{of_luo}/accept"), 410, "ticket_gone")
        good(await new.post(f"tickets/{await invited(luo)}/accept"))
    good(await new.get(QUEUE))
