"""Sessions over HTTP: a desktop let in by the phone, and when a session ends."""

import pytest

from casework import entrance
from storage.models import SessionRow

from ..casework.stage import Caller, Served, good, refused


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


@pytest.mark.parametrize("day", [10, 20])
async def test_session__revoked_in_another_process__is_believed_no_longer_than_that(
    server: Served, monkeypatch: pytest.MonkeyPatch, day: int
) -> None:
    """Whatever the clock said when it was looked up: it may be moved ahead and back."""
    monkeypatch.setattr(entrance, "FRESH", 0.0)
    zhou = server.caller("zhou")
    server.move_clock(day=day)
    good(await zhou.get("me"))
    server.move_clock()
    await server.house.storage.database.rows(SessionRow).filter(id=server.house.token_hash(zhou.token)).delete()
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


async def test_session__of_somebody_who_was_an_officer__lasts_as_everybodys(server: Served) -> None:
    luo, peng = server.caller("luo"), server.caller("peng")
    good(await peng.delete(f"units/u-hospital/members/{luo.id}"))
    server.move_clock(day=11, hour=8)
    good(await luo.get("me"))
    refused(await peng.get("me"), 401)


async def test_log_in__with_a_code_of_nobody__says_to_try_again(server: Served) -> None:
    for code in ("", "x", "0" * 32, "\0", "a" * 5000):
        reply = await server.caller().post("sessions", {"code": code})
        refused(reply, reply.status_code)
        assert reply.status_code in {409, 422}


async def test_log_in__from_where_nobody_logs_in__is_refused_before_the_code_is_used(server: Served) -> None:
    code = server.platform.code(server.platform.user("nobody yet"))
    refused(await server.caller().post("sessions", {"code": code, "surface": "nonsense"}), 422, "body")
    good(await server.caller().post("sessions", {"code": code, "surface": "mini_program"}))
    phone = {"code": server.platform.phone_code(server.platform.user("zhou")), "surface": "mini_program"}
    refused(await server.caller("zhou").post("me/phone", phone), 422, "body")
