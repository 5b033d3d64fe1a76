"""Tickets over HTTP: invitations, joining a chat, the signing code; each once, in its time, for whom it is (X-15)."""

import asyncio

import pytest

from casework.actor import Act
from casework.desk import Desk

from ..casework.stage import Served, good, id_number, refused


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


async def test_invitation__agreed_to_by_who_has_the_role_already__stays_good_for_the_colleague(server: Served) -> None:
    luo = server.caller("luo")
    ticket = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    assert "经办人" in refused(await luo.post(f"tickets/{ticket}/accept"), 409, "member_already")["detail"]
    good(await server.caller("he").post(f"tickets/{ticket}/accept"))
    assert sum(m["unit"] == "u-hospital" for m in good(await luo.get("me"))["memberships"]) == 1


async def test_invitation__by_two_at_once__makes_one_member(server: Served) -> None:
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    guests = [await server.newcomer(unit="") for _ in range(4)]
    replies = await asyncio.gather(*(g.post(f"tickets/{ticket}/accept") for g in guests))
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
    await stranger.agree()
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
    stream = at.house.contact_stream("oa", at.platform.user(user).openids["oa"])

    async def make(desk: Desk) -> str:
        head = desk.head(stream)
        if not head.present.state.openid:
            desk.record(head, "met", {"account": "oa", "openid": at.platform.user(user).openids["oa"], "union": ""})
            desk.record(head, "followed", {})
        return desk.ticket("join", {"contact": stream}, 600.0)

    act = Act(key=f"join {user} {at.house.clock.time()}", epoch=at.house.clock.time(), surface="chat", contact=stream)
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
