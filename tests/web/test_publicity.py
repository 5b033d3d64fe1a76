"""What came of a publicity over HTTP: noted at the unit's step and after it, with its dates, and never in the way."""

from typing import Any

import pytest

from ..casework.stage import Caller, Served, good, refused
from ..casework.way import CERTIFICATE, OPINION, STEPS, carried, read_all, state_of


async def test_publicity__left_empty_by_the_hospital__is_noted_among_those_it_passed_until_it_has_ended(
    server: Served,
) -> None:
    """公示结果录入 also stands under 审核通过 (2.4.2, 3.4.2, CQ-22); what was signed with the approval stays shut."""
    base, luo = await carried(server, 1), server.caller("luo")
    path = f"review/{base.partition('/')[2]}"
    listed = "review/queue?unit=u-hospital&list=approved"
    card = good(await luo.get(listed))["cards"][0]
    assert (card["records"], card.get("recorded", False)) == (["publicity_base"], False)
    assert good(await luo.get(path))["records"] == ["publicity_base"]
    assert not good(await luo.get(f"{path}/sections/publicity_base")).get("readonly")
    await luo.save(base, "publicity_base.period", "2026.11.2-2026.11.6")
    await luo.save(base, "publicity_base.result", "经公示无异议")
    assert good(await luo.get(listed))["cards"][0]["recorded"] is True
    noted = good(await server.caller("qin").get(f"{path}/sections/publicity_base"))["groups"][0]["fields"]
    assert [f["text"] for f in noted] == ["2026年11月02日至2026年11月06日", "经公示无异议"]
    seen = good(await server.caller("qin").get(path))  # the district notes its own, and reads the hospital's
    assert (seen["fill"], seen["records"]) == (["opinion_health", "publicity_health"], ["publicity_health"])
    assert ("申报单位公示", True) in [(s["label"], s.get("ours", False)) for s in seen["sections"]]
    over = await server.caller("qin").put(f"{base}/answers/publicity_base.result", {"text": "有异议"})
    refused(over, 409, "not_this_step")
    address = f"{base}/answers/opinion_base.text"
    refused(await luo.put(address, {"text": "不同意"}), 409, "not_this_step")
    refused(await server.caller("fang").put(f"{base}/answers/publicity_base.result", {"text": "有异议"}), 404)
    for who, deed, body in STEPS[1:5]:
        if deed == "approve":
            await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    assert (await state_of(server, base)).standing.forwarded
    await luo.save(base, "publicity_base.result", "经公示无异议，材料属实")
    for deed, body in (("approve", {"opinion": "评审通过"}), ("issue", {"values": CERTIFICATE})):
        if deed == "approve":
            await read_all(server, "shen", base)
        assert good(await luo.get(listed))["cards"][0]["records"] == ["publicity_base"]
        await server.caller("shen").deed(base, deed, body)
    late = await luo.put(f"{base}/answers/publicity_base.result", {"text": "有异议"})
    refused(late, 409, "not_this_step")
    assert not good(await luo.get(listed))["cards"][0].get("records")


PERIODS = {  # on the morning of 2026-11-10
    "not begun": ("2026.11.23-2026.11.29", "公示到2026年11月29日才结束"),
    "its last day": ("2026.11.4-2026.11.10", "公示到2026年11月10日才结束"),
    "without an end": ("2026.11.4-至今", "哪天"),
}


@pytest.mark.parametrize(("period", "says"), PERIODS.values(), ids=PERIODS)
async def test_publicity__that_has_not_ended__has_no_result_yet(server: Served, period: str, says: str) -> None:
    """Neither with the approval nor among those it passed a result is noted before the last day is over (CQ-22)."""
    base, luo = await server.submitted(), server.caller("luo")
    await read_all(server, "luo", base)
    both = {"publicity_base.result": "经公示无异议", "publicity_base.period": period}
    problem = refused(await luo.post(f"{base}/deeds/approve", {"values": OPINION | both}), 422)
    assert says in problem["detail"]
    assert (await state_of(server, base)).standing.at == 0
    await luo.deed(base, "approve", {"values": OPINION})
    assert not good(await luo.get("review/queue?unit=u-hospital&list=approved"))["cards"][0].get("recorded", False)


async def test_publicity__result_without_dates__is_refused(server: Served) -> None:
    """Nobody knows of a result without dates whether the publicity was held; the dates stay as long as it does."""
    base, luo = await carried(server, 1), server.caller("luo")
    result, period = f"{base}/answers/publicity_base.result", f"{base}/answers/publicity_base.period"
    problem = refused(await luo.put(result, {"text": "经公示无异议"}), 422, "rule")
    assert problem["detail"] == "还没保存。请先记公示起止时间，再记公示结果"
    assert [(s["code"], s["field"]) for s in problem["problems"]] == [("dated", "period")]
    await luo.save(base, "publicity_base.period", "2026.11.2-2026.11.6")
    await luo.save(base, "publicity_base.result", "经公示无异议")
    assert "请先记公示起止时间" in refused(await luo.delete(period), 422, "rule")["detail"]


async def test_publicity__dates_beforehand__result_when_it_has_ended(server: Served) -> None:
    """The dates are noted before; the result is refused with the day on which it ends, and taken the day after."""
    base, luo = await carried(server, 1), server.caller("luo")
    await luo.save(base, "publicity_base.period", "2026.11.4-2026.11.10")
    address = f"{base}/answers/publicity_base.result"
    problem = refused(await luo.put(address, {"text": "经公示无异议"}), 422, "rule")
    assert "公示到2026年11月10日才结束" in problem["detail"]
    assert [(s["code"], s["field"]) for s in problem["problems"]] == [("ended", "result")]
    server.move_clock(day=11, hour=0)
    luo = await server.log_in(server.platform.user("luo"))
    await luo.save(base, "publicity_base.result", "经公示无异议")


async def test_publicity__dates_without_a_result__is_open_with_the_day_from_which_it_can_be_noted(
    server: Served,
) -> None:
    """Also of an application that has gone up meanwhile; dates alone are no result (CQ-22)."""
    base, luo = await carried(server, 1), server.caller("luo")
    await luo.save(base, "publicity_base.period", "2026.11.23-2026.11.29")

    async def card(who: Caller) -> tuple[Any, ...]:
        found = good(await who.get("review/queue?unit=u-hospital&list=approved"))["cards"][0]
        return found["records"], found.get("recorded", False), found.get("lacks", ""), found.get("when", "")

    open = (["publicity_base"], False, "还差公示结果")
    assert await card(luo) == (*open, "11月30日起可以记")
    for who, deed, body in STEPS[1:5]:
        if deed == "approve":
            await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    assert await card(luo) == (*open, "11月30日起可以记")
    server.move_clock(day=30, hour=9)
    luo = await server.log_in(server.platform.user("luo"))
    assert await card(luo) == (*open, "现在可以记")
    await luo.save(base, "publicity_base.result", "经公示无异议")
    assert await card(luo) == (["publicity_base"], True, "", "")


DOUBTS = {  # on 2026-11-10: what the hospital and the district have noted → what is said before the list goes up
    "of nobody": ("", "", "云溪区人民医院、本单位还没有记公示"),
    "of a unit below, not begun": ("2026.11.23-2026.11.29", "", "云溪区人民医院的公示11月23日才开始，还没有结果"),
    "of both": (
        "2026.11.2-2026.11.6", "2026.11.9-2026.11.13",
        "云溪区人民医院的公示11月6日结束了，还没有记公示结果；本单位的公示11月13日才结束，还没有结果",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("below", "own", "said"), DOUBTS.values(), ids=DOUBTS)
async def test_publicity__without_a_result__is_a_doubt_before_it_goes_on(
    server: Served, below: str, own: str, said: str
) -> None:
    """It is said and keeps nothing back: no manual makes a result the condition of going on (2.4.1, 2.4.2)."""
    base, luo, qin = await carried(server, 1), server.caller("luo"), server.caller("qin")
    path, listed = f"review/{base.partition('/')[2]}", "review/queue?unit=u-yunxi&list=approved"
    for who, section, period in ((luo, "publicity_base", below), (qin, "publicity_health", own)):
        if period:
            await who.save(base, f"{section}.period", period)
    passing = good(await qin.get(path))["doubt"]
    assert passing == f"请再看一眼：{said.replace('、本单位', '')}。没错就不用管"
    for who, deed, body in STEPS[1:4]:
        await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    assert good(await qin.get(path))["doubt"] == f"请再看一眼：{said}。没错就不用管"
    assert good(await qin.get(listed))["cards"][0]["doubt"] == said
    server.move_clock(day=30, hour=9)
    luo, qin = [await server.log_in(server.platform.user(name)) for name in ("luo", "qin")]
    for who, section, period in ((luo, "publicity_base", below), (qin, "publicity_health", own)):
        if period:
            await who.save(base, f"{section}.result", "经公示无异议")
    assert ("doubt" in good(await qin.get(path))) == (not below and not own)
    await qin.deed(base, "forward")


async def test_publicity__prolonged_after_its_result__takes_the_result_away_and_says_so(server: Served) -> None:
    """The answer is refused at which the rule stands, and no right one because of it."""
    base, luo = await carried(server, 1), server.caller("luo")
    section, longer = "publicity_base", "2026.11.2-2026.11.20"
    await luo.save(base, f"{section}.period", "2026.11.2-2026.11.6")
    await luo.save(base, f"{section}.result", "经公示无异议")
    saved = await luo.save(base, f"{section}.period", longer)
    assert saved["said"].startswith("“公示结果”清空了：公示到2026年11月20日才结束，还没有结果")
    assert [(f["address"], f.get("text", "")) for f in saved["changed"]] == [(f"{section}.result", "")]
    fields = good(await luo.get(f"{base}/sections/{section}"))["groups"][0]["fields"]
    assert [f.get("text", "") for f in fields] == ["2026年11月02日至2026年11月20日", ""]
    assert "才结束" in refused(await luo.put(f"{base}/answers/{section}.result", {"text": "无异议"}), 422)["detail"]


async def test_publicity__prolonged_with_a_deed__takes_the_result_away_that_stood(server: Served) -> None:
    base, luo = await server.submitted(), server.caller("luo")
    await read_all(server, "luo", base)
    await luo.save(base, "publicity_base.period", "2026.11.2-2026.11.6")
    await luo.save(base, "publicity_base.result", "经公示无异议")
    values = OPINION | {"publicity_base.period": "2026.11.2-2026.11.20"}
    said = (await luo.deed(base, "approve", {"values": values}))["said"]
    assert said.startswith("已通过。“公示结果”清空了：公示到2026年11月20日")
    kept = good(await luo.get(f"{base}/sections/publicity_base"))["groups"][0]["fields"]
    assert [f.get("text", "") for f in kept] == ["2026年11月02日至2026年11月20日", ""]
