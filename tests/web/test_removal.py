"""An account that is given up, or that nobody uses any longer, is gone with all that it held (X-19)."""

import pytest

from casework import projections
from casework.folds import FOLDS, NOTED
from storage.audit import verify
from storage.rebuilding import rebuild

from ..casework.stage import Caller, Served, good, id_number, refused
from ..casework.way import carried, read_all, returned
from .test_not_oneself import confirmed
from .test_second_self import invited


async def rows_of(at: Served, person: str) -> dict[str, int]:
    """How many rows name a person, by table; log-ins besides."""
    found: dict[str, int] = {}
    for table, column in (
        ("person", "id"), ("membership", "person"), ("contact", "person"), ("session", "person"), ("matter", "person"),
        ("read", "person"), ("call", "person"), ("answer", "stream"), ("blob", "stream"),
    ):  # fmt: skip
        sql = f'SELECT count(*) AS n FROM "{table}" WHERE "{column}" IN (?1, ?2)'
        rows = await at.house.storage.database.fetch(sql, person, f"person:{person}")
        found |= {table: rows[0]["n"]} if rows[0]["n"] else {}
    return found


async def sound(at: Served, erased: int) -> None:
    """Every chain verifies, and every row is what the actions say."""
    report = await verify(at.house.storage.database, at.house.storage.vault, NOTED)
    assert (report.findings, report.erased) == ([], erased)
    done = await rebuild(at.house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
    assert not done.differences


async def test_account__given_up__is_gone_and_its_number_is_free(server: Served) -> None:
    """Name, number, registration, drafts that no unit had, log-ins and the link to the chat go; one begins anew."""
    luo, number = server.caller("luo"), id_number(970)
    me = await confirmed(server, number)
    assert server.known is not None
    plan = next(p["id"] for p in good(await me.get("plans")) if p["can_start"])
    draft = good(await me.post("applications", {"plan": plan}))["base"]
    assert "没有结束" in good(await me.get("me/removal"))["say"]
    assert "没有结束" in refused(await me.delete("me"), 409, "account_bound")["detail"]
    await me.deed(draft, "withdraw")
    shown = good(await me.get("me/removal"))
    assert (shown["ok"], "找不回来" in shown["say"], shown.get("stays", [])) == (True, True, [])
    assert "注销了" in good(await me.delete("me"))["said"]
    refused(await me.get("me"), 401)
    await server.work()
    assert await rows_of(server, me.id) == {}
    assert me.id not in [p["id"] for p in good(await luo.get("units/u-hospital/people?list=all"))]
    refused(await luo.get(f"people/{me.id}/registration"), 404)
    refused(await luo.post(f"people/{me.id}/deeds/freeze", {"opinion": "停"}), 404)
    await sound(server, 2)
    again = await confirmed(server, number)
    assert good(await again.get("me"))["applications"] == []


async def test_account__with_a_finished_application__goes__and_that_stays_sealed_for_its_term(server: Served) -> None:
    """What was handed in is kept as it was, for the units that had it, and goes after the region's term."""
    base = await carried(server, 1)
    id, zhou = base.partition("/")[2], server.caller("zhou")
    await server.caller("qin").deed(base, "reject", {"opinion": "学分不够"})
    assert "今年" in refused(await zhou.delete("me"), 409, "account_bound")["detail"]
    server.move_clock(year=2027, month=1)
    zhou, luo, qin = [await server.log_in(server.platform.user(n)) for n in ("zhou", "luo", "qin")]
    [kept] = good(await zhou.get("me/removal"))["stays"]
    assert "封存" in kept
    assert "10 年" in kept
    assert "1 份申报按规定封存" in good(await zhou.delete("me"))["said"]
    assert await rows_of(server, server.caller("zhou").id) == {}
    for who in (luo, qin):
        for path in (
            f"review/{id}",
            f"review/{id}/sections/basic",
            f"{base}/history",
            f"{base}/readers",
            f"{base}/forms",
        ):
            good(await who.get(path))
    assert "周岚" in (await qin.get(f"review/{id}")).text
    form = good(await qin.get(f"{base}/forms"))[0]["url"]
    assert (await qin.get(form)).status_code == 200
    refused(await qin.post(f"{base}/deeds/undo_reject"), 409, "account_gone")
    assert not good(await qin.get(f"review/{id}")).get("offers")
    await sound(server, 1)
    server.move_clock(year=2037, month=2)
    await server.worker.terms()
    assert await server.house.reads.application(id) is None


async def test_account__that_something_binds__stays_and_says_what_to_do(server: Served) -> None:
    """An office, one that has ended, an application that runs or was passed, a freeze, a question without an answer."""
    luo, peng, qin = (server.caller(n) for n in ("luo", "peng", "qin"))
    await carried(server, 7)
    good(await luo.delete(f"units/u-hospital/members/{peng.id}"))
    frozen, asking, helper = [await confirmed(server, id_number(n)) for n in (971, 972, 973)]
    good(await luo.post(f"people/{frozen.id}/deeds/freeze", {"opinion": "查清以前"}))
    good(await asking.post("me/complaints", {"text": "一直没有人答复我"}))
    he = server.caller("he")
    assert server.known is not None
    ticket = good(await he.post(f"{server.known.empty}/helpers", {"name": "江渡"}))["ticket"]
    good(await helper.post(f"tickets/{ticket}/accept"))
    expected: tuple[tuple[Caller, str], ...] = (
        (luo, "去掉您的权限"), (peng, "替单位办过事"), (server.caller("zhou"), "评审通过"), (he, "没有结束"),
        (frozen, "停用"), (asking, "还没有答复"), (helper, "停掉帮填"), (qin, "去掉您的权限"),
    )  # fmt: skip
    for who, words in expected:
        assert words in good(await who.get("me/removal"))["say"]
        assert words in refused(await who.delete("me"), 409, "account_bound")["detail"]
        assert good(await who.get("me"))["person"]["id"] == who.id


async def test_account__unused_for_the_regions_term__goes_unless_something_binds_it(server: Served) -> None:
    """Nobody's account outlives its purpose: ten years in Chongqing after it was last used."""
    idle, office = await confirmed(server, id_number(974)), await server.newcomer(unit="")
    good(await office.post(f"tickets/{await invited(server.caller('luo'))}/accept"))
    server.move_clock(year=2036)
    await server.worker.terms()
    assert (await rows_of(server, idle.id))["person"] == 1, "not a day too soon"
    server.move_clock(year=2036, day=20)
    await server.worker.terms()
    assert await rows_of(server, idle.id) == {}
    assert (await rows_of(server, office.id))["person"] == 1
    assert (await rows_of(server, server.caller("luo").id))["person"] == 1


@pytest.mark.parametrize("how", ["returned", "read"])
async def test_account__given_up_after_a_return__leaves_no_fault_behind(server: Served, how: str) -> None:
    """What was withdrawn after a return stays with its region's term though nobody owns it any longer."""
    base = await returned(server, "basic.work")
    if how == "read":
        await read_all(server, "luo", base)
    zhou = server.caller("zhou")
    await zhou.deed(base, "withdraw")
    assert good(await zhou.get("me/removal"))["ok"]
    good(await zhou.delete("me"))
    await server.work()
    good(await server.caller("luo").get(f"review/{base.partition('/')[2]}"))
    good(await server.caller("luo").get("review/queue?unit=u-hospital&list=returned"))
    server.move_clock(year=2037)
    await server.worker.terms()
    await sound(server, 2)
