"""A unit's officers over HTTP: handed over with dates, ended, frozen, never none by a hand-over (X-22, CQ-03)."""

from typing import Any

from ..casework.stage import APPLICANTS, Caller, Served, good, refused
from ..casework.way import pushed

MEMBERS, QUEUE = "units/u-hospital/members", "review/queue?unit=u-hospital"


async def invited(by: Caller, **more: str) -> str:
    return good(await by.post("units/u-hospital/invitations", {"role": "officer", **more}))["ticket"]


async def listed(by: Caller) -> dict[str, dict[str, Any]]:
    return {m["id"]: m for m in good(await by.get(MEMBERS))}


def texts(told: list[Any], who: Caller) -> str:
    return " ".join(t.text for t in told if t.who == f"person:{who.id}")


async def test_office__handed_over_with_dates__has_somebody_on_every_day_and_both_are_told(server: Served) -> None:
    """From a day on the successor, until a day oneself; both read it, and no day is without an officer (X-22)."""
    luo, peng, new = server.caller("luo"), server.caller("peng"), await server.newcomer("江渡", unit="")
    wechat = list(server.platform.users.values())[-1]
    gap = await luo.post(
        "units/u-hospital/invitations", {"role": "officer", "since": "2026-12-03", "until": "2026-11-30"}
    )
    refused(gap, 422, "gap")
    for day in ("2026-11-09", "2028-01-01", "x"):
        refused(await luo.post("units/u-hospital/invitations", {"role": "officer", "since": day}), 422, "day")
    of_above = {"role": "officer", "since": "2026-12-01", "until": "2026-11-30"}
    refused(await server.caller("qin").post("units/u-hospital/invitations", of_above), 403, "not_member")
    ticket = await invited(luo, since="2026-12-01", until="2026-11-30")
    assert "12月1日" in good(await new.get(f"tickets/{ticket}"))["detail"]
    assert listed_until(await listed(luo), luo) == "", "nothing is handed over before the successor agrees"
    good(await new.post(f"tickets/{ticket}/accept"))
    told, now = await pushed(server), await listed(luo)
    assert "江渡从12月1日起接手云溪区人民医院的事，您办到11月30日" in texts(told, luo)
    assert "您从12月1日起办云溪区人民医院的事；罗敏办到11月30日" in texts(told, new)
    assert (listed_until(now, luo), now[new.id]["later"], now[new.id]["since"]) == ("2026-11-30", True, "2026-12-01")
    assert now[luo.id]["last"].startswith("11月10日")
    refused(await new.get(QUEUE), 404)
    server.move_clock(month=12, day=1)
    refused(await (await server.log_in(server.platform.user("luo"))).get(QUEUE), 404)
    good(await (await server.log_in(wechat)).get(QUEUE))
    peng.token = (await server.log_in(server.platform.user("peng"))).token
    assert luo.id not in await listed(peng)


def listed_until(found: dict[str, dict[str, Any]], who: Caller) -> str:
    return found[who.id].get("until", "")


async def test_office__of_the_last_officer__ends_only_by_the_unit_above(server: Served) -> None:
    """One may end one's own office where another goes on; who is alone reads what to do (X-22)."""
    luo, peng, qin = server.caller("luo"), server.caller("peng"), server.caller("qin")
    mine = good(await luo.get("me"))["memberships"][0]
    assert "warning" not in mine
    good(await luo.put(f"{MEMBERS}/{luo.id}", {"until": "2026-11-20"}))
    assert "罗敏替云溪区人民医院办到11月20日" in texts(await pushed(server), peng)
    refused(await peng.put(f"{MEMBERS}/{peng.id}", {"until": "2026-12-20"}), 409, "last_officer")
    refused(await peng.put(f"{MEMBERS}/{luo.id}", {"until": "2026-11-01"}), 422, "day")
    assert "只有一位经办人" in good(await peng.get("me"))["memberships"][0]["warning"]
    good(await peng.put(f"{MEMBERS}/{luo.id}", {"until": ""}))
    assert listed_until(await listed(peng), luo) == ""
    good(await peng.put(f"{MEMBERS}/{peng.id}", {"until": "2026-11-10"}))
    refused(await luo.put(f"{MEMBERS}/{luo.id}", {"until": "2026-11-12"}), 409, "last_officer")
    good(await qin.put(f"{MEMBERS}/{luo.id}", {"until": "2026-11-12"}))
    assert "秦川定了：您替云溪区人民医院办到11月12日" in texts(await pushed(server), luo)
    for who in ("lin", "zhou"):
        refused(await server.caller(who).put(f"{MEMBERS}/{luo.id}", {"until": "2026-11-12"}), 404)
    good(await qin.delete(f"{MEMBERS}/{luo.id}"))
    refused(await luo.get(QUEUE), 404)


async def test_officer__frozen__acts_for_nobody_until_thawed__and_reads_why(server: Served) -> None:
    """冻结 (CQ-03, 2.3.2): at once, by the unit or the one above, undone without a new invitation."""
    luo, peng, qin = server.caller("luo"), server.caller("peng"), server.caller("qin")
    refused(await luo.put(f"{MEMBERS}/{peng.id}", {"freeze": True}), 422, "opinion_missing")
    refused(await luo.put(f"{MEMBERS}/{luo.id}", {"freeze": True, "opinion": "休假"}), 403, "own_membership")
    good(await luo.put(f"{MEMBERS}/{peng.id}", {"freeze": True, "opinion": "借调半年"}))
    refused(await peng.get(QUEUE), 404)
    assert "借调半年" in texts(await pushed(server), peng)
    assert (await listed(luo))[peng.id]["frozen"] == "借调半年"
    assert "只有一位经办人" in good(await luo.get("me"))["memberships"][0]["warning"]
    refused(await luo.put(f"{MEMBERS}/{luo.id}", {"until": "2026-11-20"}), 409, "last_officer")
    good(await luo.put(f"{MEMBERS}/{peng.id}", {"freeze": False}))
    good(await peng.get(QUEUE))
    good(await qin.put(f"{MEMBERS}/{luo.id}", {"freeze": True, "opinion": "核查中"}))
    refused(await luo.get(QUEUE), 404)
    assert "上级单位停了您替云溪区人民医院办事的权限：核查中" in texts(await pushed(server), luo)


async def test_wechat__whose_office_has_a_last_day__takes_up_nobody_elses_account(server: Served) -> None:
    """It is somebody's: the office would be left with an account that no WeChat has (CQ-02)."""
    luo, zhou = server.caller("luo"), server.caller("zhou")
    temporary = await server.newcomer(name="周岚", number=APPLICANTS["zhou"][1], unit="")
    good(await luo.post(f"people/{zhou.id}/deeds/release", {"opinion": "重新登记"}))
    ticket = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await temporary.post(f"tickets/{ticket}/accept"))
    good(await luo.put(f"{MEMBERS}/{temporary.id}", {"until": "2026-11-20"}))
    good(await zhou.post("me/employer", {"unit": "u-hospital"}))
    code = good(await luo.post(f"people/{zhou.id}/rebinding"))["ticket"]
    refused(
        await temporary.post(f"tickets/{code}/rebinding", {"id_number": APPLICANTS["zhou"][1]}), 403, "contact_taken"
    )
    good(await temporary.get(QUEUE))
