"""What came of a publicity over HTTP: noted at the unit's step and after it, with its dates, and never in the way."""

from typing import Any

import pytest

from casework import projections
from casework.folds import FOLDS
from notify.compose import compose
from storage.rebuilding import rebuild

from ..casework.beginning import fill
from ..casework.stage import Caller, Served, good, refused
from ..casework.way import CERTIFICATE, HEALTH, STEPS, carried, pushed, read_all, state_of


async def test_publicity__before_handing_in__a_whole_story_X_17_CQ_17_CQ_22_B_12(server: Served) -> None:
    """Asked for, begun, noted, made stale, let stand, kept over a return; the unit reads the public form alone.

    Both sides are told the last day of the next thing, counted back from the closing time (B-12).
    """
    assert server.known is not None
    base, zhou, luo = server.known.full, server.caller("zhou"), server.caller("luo")
    id, unit = base.partition("/")[2], "units/u-hospital/publicity"

    async def card(who: Caller = luo) -> dict[str, Any]:
        return next(c for c in good(await who.get(unit))["cards"] if c["application"] == id)

    async def post(deed: str, who: Caller = luo, **body: Any) -> Any:
        return await who.post(f"{unit}/deeds/{deed}", {"applications": [id], **body})

    async def now() -> str:
        return good(await zhou.get(f"{base}/check"))["say"]

    async def said() -> str:
        return good(await zhou.get(f"{base}/progress"))["sentence"]

    # what was noted is taken back while nothing is handed in: the unit is asked, and nothing stands
    assert (await card())["group"] == "posted"
    good(await post("undo"))
    assert ((await card())["group"], (await card())["text"]) == ("asked", "11月10日请公示")
    assert good(await zhou.get(f"{base}/home".removesuffix("/home")))["calendar"][0]["text"] == (
        "云溪区人民医院最晚 11月23日 开始公示，否则公示不够 5 个工作日"
    )
    assert "等单位开始" in await said()
    assert await now() == "填好了。已请云溪区人民医院公示，等单位开始。您现在不用做什么"
    problem = refused(await zhou.post(f"{base}/deeds/submit"), 409, "publicity")
    assert "云溪区人民医院" in problem["detail"]

    # before it is handed in the unit sees what is made public and nothing else
    page = await luo.get((await card())["form"])
    assert "综合情况" in page.text
    assert "周岚" in page.text
    for hidden in (f"review/{id}", f"{base}/sections/basic", f"{base}/forms/review_form.pdf", f"{unit}/{id}0"):
        refused(await luo.get(hidden), 404)
    for stranger in (server.caller("lin"), server.caller("qin"), zhou):
        refused(await stranger.get(f"{unit}/{id}"), 404)
        refused(await post("note", stranger, values={"result": "无异议"}), 404)

    # dates begin it, too few days are a doubt; a result is taken the day after the last
    view = good(await luo.get(f"{unit}/{id}"))
    assert "至少 5 个工作日：今天开始的话，公示到11月16日" in view["hint"]
    assert "最晚" in good(await luo.get(unit))["calendar"]
    await pushed(server)
    few = {"period": "2026.11.10-2026.11.12"}
    assert "公示只有 3 个工作日，少于 5 个" in refused(await post("note", values=few), 409, "too_short")["detail"]
    assert ((await card())["group"], await told(server, zhou)) == ("asked", []), "it is asked before anything is noted"
    assert good(await post("note", values={"period": "2026.11.10-2026.11.20"}))["said"] == "已开始公示，通知申报人了"
    assert good(await post("note", values=few, reason="节前只有三天"))["said"] == "公示时间改了，通知申报人了"
    assert await told(server, zhou) == [
        ("publicity_started", "开始公示，公示过的内容先不要改"),
        ("publicity_moved", "公示时间改为11月10日到11月12日"),
    ]
    assert (await card())["text"] == "11月10日至11月12日｜公示只有 3 个工作日，少于 5 个｜结果11月13日起可以记"
    assert good(await luo.get(f"{unit}/{id}"))["hint"] == "结果从公示结束的第二天起录入"
    assert "calendar" not in (after := good(await luo.get(unit))) or after["calendar"] == "", "nobody waits for it"
    assert "公示到2026年11月12日才结束" in refused(await post("note", values={"result": "经公示无异议"}), 422)["detail"]
    assert "11月12日结束" in await said()
    server.move_clock(day=13)
    zhou, luo = [await server.log_in(server.platform.user(n)) for n in ("zhou", "luo")]
    good(await post("note", luo, values={"result": "经公示无异议"}))
    assert (await card(luo))["text"] == "11月10日至11月12日｜公示只有 3 个工作日，少于 5 个｜经公示无异议"
    assert "hint" not in good(await luo.get(f"{unit}/{id}"))
    sheet = await zhou.get(f"{base}/forms/guarantee.html")
    assert sheet.status_code != 200 or "2026年11月10日至2026年11月12日" in sheet.text

    # what it does not print may change; what it prints makes it stale: said at once, the unit is asked
    kept = good(await zhou.put(f"{base}/answers/basic.licence", {"text": "2008.12，临床"}))
    assert "公示" not in kept["said"]
    assert "改了要请云溪区人民医院重新公示" in good(await zhou.get(f"{base}/sections/basic"))["help"]
    changed = good(await zhou.put(f"{base}/answers/cover.specialty", {"text": "呼吸内科"}))
    assert changed["said"] == "公示过的内容改了，交之前要云溪区人民医院重新公示"
    await zhou_signs(server, zhou, base)
    assert await now() == "填好了。公示过的内容改了，交之前请云溪区人民医院看一眼：可能要重新公示，也可能不用"
    refused(await zhou.post(f"{base}/deeds/submit"), 409, "stale")
    assert ((await card(luo))["stale"], (await card(luo))["can"]) == (True, ["note", "keep", "undo"])
    assert any("呼吸内科" in line for line in (await card(luo))["changed"])
    assert (await card(luo))["group"] == "posted"
    good(await zhou.post(f"{base}/deeds/ready"))
    board = good(await luo.get(unit))
    assert ((await card(luo))["group"], board["counts"]["asked"]) == ("asked", 1), (
        "who asks again waits like the others"
    )
    assert "写一句" in refused(await post("keep", luo), 409, "reason")["detail"]
    await pushed(server)
    good(await post("keep", luo, reason="只改了专业方向的写法"))
    assert await told(server, zhou) == [("publicity_kept", "不用重新公示，现在可以提交了")]
    assert await now() == "填好了，没有要改的。现在可以交了"
    good(await zhou.post(f"{base}/deeds/submit"))
    state = await state_of(server, base)
    assert [v.deed for v in state.standing.verdicts] == ["record", "undo_record", "begin", "begin", "record", "keep"]
    assert not state.standing.acted, "making public is no review (CQ-25)"

    # handed in: nothing of it can be taken back, and a return keeps it as long as nothing changed
    assert (await card(luo)).get("can", []) == []
    refused(await post("undo", luo), 409)
    refused(await luo.put(f"{base}/answers/publicity_base.result", {"text": "有异议"}), 409, "not_this_step")
    good(await luo.post(f"review/{id}/marks", {"address": "basic.licence", "text": "请核对"}))
    await luo.deed(base, "return", {"opinion": "请改"})
    await zhou.save(base, "basic.licence", "2008.12，内科")
    await zhou_signs(server, zhou, base)
    good(await zhou.post(f"{base}/deeds/submit"))


async def told(at: Served, who: Caller) -> list[tuple[str, str]]:
    """What somebody was told since it was asked last: the event, and the field that says it on the phone."""
    scheme, found = at.house.shelf.current["chongqing"], list[tuple[str, str]]()
    for one in await pushed(at):
        if one.who == f"person:{who.id}":
            found.append((one.event, compose(scheme, scheme.messages[one.message], one.facts).template["thing2"]))
    return found


async def zhou_signs(server: Served, zhou: Caller, base: str) -> None:
    zhou.name = "周岚"
    await zhou.sign(base)


async def test_publicity__for_many_at_once__names_who_is_left_out_and_why_CQ_22(server: Served) -> None:
    """One call, an entry each: whoever cannot be noted is named with the reason and keeps nobody back."""
    assert server.known is not None
    luo, unit = server.caller("luo"), "units/u-hospital/publicity"
    full, empty = (b.partition("/")[2] for b in (server.known.full, server.known.empty))
    good(await luo.post(f"{unit}/deeds/undo", {"applications": [full]}))
    body = {"applications": [full, empty, "nobody"], "values": {"period": "2026.11.2-2026.11.6", "result": "无异议"}}
    done = good(await luo.post(f"{unit}/deeds/note", body, key="one"))
    assert done["done"] == ["周岚"]
    assert [(one["application"], one["name"]) for one in done["left_out"]] == [(empty, ""), ("nobody", "")]
    assert good(await luo.post(f"{unit}/deeds/note", body, key="one")) == done
    refused(await luo.post(f"{unit}/deeds/note", {"applications": [], "values": {}}), 422, "nobody")
    refused(await luo.post(f"{unit}/deeds/note", {"applications": [full], "values": {"nothing": "x"}}), 422, "empty")
    whole, rest = good(await luo.get(unit)), good(await luo.get(f"{unit}?after=1"))
    assert (len(whole["cards"]), rest["cards"], rest["counts"]) == (1, [], whole["counts"]), "the whole is counted"
    assert whole["counts"]["posted"] == 1
    crowd = {"applications": [f"a{n}" for n in range(501)], "values": body["values"]}
    refused(await luo.post(f"{unit}/deeds/note", crowd), 422, "too_many")


async def test_note__for_many__leaves_the_shortness_of_one_beside_that_one_alone_CQ_22(server: Served) -> None:
    """What was meant with a reason is not asked about again; the list goes on saying of whom it is."""
    assert server.known is not None
    luo, he, unit = server.caller("luo"), server.caller("he"), "units/u-hospital/publicity/deeds"
    good(await he.post(f"{server.known.empty}/deeds/delete"))
    both = [b.partition("/")[2] for b in (server.known.full, await fill(server, he))]
    good(await luo.post(f"{unit}/undo", {"applications": both}))
    for one, period in zip(both, ("2026.11.4-2026.11.6", "2026.10.26-2026.10.30"), strict=True):
        body = {"applications": [one], "values": {"period": period}, "reason": "节前只有三天"}
        good(await luo.post(f"{unit}/note", body))
    body = {"applications": both, "values": {"result": "经公示无异议"}}
    assert good(await luo.post(f"{unit}/note", body))["said"] == "2 人：已录入公示结果，通知申报人了"
    cards = good(await luo.get("units/u-hospital/publicity"))["cards"]
    assert sorted("只有 3 个工作日" in c["text"] for c in cards if c["application"] in both) == [False, True]


async def test_forward__for_the_whole_subtree__names_each_who_keeps_it_back_CQ_23(server: Served) -> None:
    """Who waits below, who was sent back, until when; a reminder, and a return whose term is over is ended at once."""
    base, qin, luo = await server.submitted(), server.caller("qin"), server.caller("luo")
    id = base.partition("/")[2]

    async def listed() -> dict[str, Any]:
        return good(await qin.get("units/u-yunxi/forward"))

    async def help(deed: str) -> Any:
        return await qin.post(f"units/u-yunxi/forward/{id}/deeds/{deed}")

    view = await listed()
    assert [(b["name"], b["what"], b.get("page", "")) for b in view["blockers"]] == [
        ("周岚", "在云溪区人民医院，还没审完", "")
    ]
    refused(await qin.get(f"review/{id}"), 404)  # it is not there yet
    refused(await server.caller("lin").get("units/u-yunxi/forward"), 404)
    assert good(await help("remind"))["said"] == "已提醒云溪区人民医院"
    refused(await help("remind"), 409, "reminded")
    refused(await qin.post("batches/u-yunxi.n-associate/deeds/forward"), 409, "list_open")
    await luo.deed(base, "return", {"opinion": "请改"})
    view = await listed()
    assert view["blockers"][0]["what"] == "退回了，11月24日 24:00 前交回，到期自动办结"
    refused(await help("end"), 409, "not_due")
    server.move_clock(day=26)
    qin = await server.log_in(server.platform.user("qin"))
    assert (await listed())["blockers"][0]["can"] == ["end"]
    good(await help("end"))
    view = await listed()
    assert (view["ok"], [e["what"] for e in view["ended"]]) == (True, ["到期没有交回，自动结束"])


async def test_publicity__left_empty_by_the_district__is_noted_among_those_it_passed_until_it_has_ended(
    server: Served,
) -> None:
    """公示结果录入 also stands under 审核通过 (2.4.2, 3.4.2, CQ-22); what was signed with the approval stays shut."""
    base, qin = await carried(server, 2), server.caller("qin")
    id = base.partition("/")[2]
    path, listed = f"review/{id}", "review/queue?unit=u-yunxi&list=approved"
    card = good(await qin.get(listed))["cards"][0]
    assert (card["records"], card.get("recorded", False)) == (["publicity_health"], False)
    assert good(await qin.get(path))["records"] == ["publicity_health"]
    assert not good(await qin.get(f"{path}/sections/publicity_health")).get("readonly")
    values = {"period": "2026.11.2-2026.11.6", "result": "经公示无异议"}
    good(await qin.post("units/u-yunxi/publicity/deeds/note", {"applications": [id], "values": values}))
    assert good(await qin.get(listed))["cards"][0]["recorded"] is True
    assert good(await qin.get("units/u-yunxi/publicity"))["cards"][0]["group"] == "posted"
    noted = good(await server.caller("fang").get(f"{path}/sections/publicity_health"))["groups"][0]["fields"]
    assert [f["text"] for f in noted] == ["2026年11月02日至2026年11月06日", "经公示无异议"]
    address = f"{base}/answers/opinion_health.text"
    refused(await qin.put(address, {"text": "不同意"}), 409, "not_this_step")
    refused(await server.caller("luo").put(f"{base}/answers/publicity_health.result", {"text": "有异议"}), 409)
    for who, deed, body in STEPS[2:5]:
        if deed == "approve":
            await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    assert (await state_of(server, base)).standing.forwarded
    await qin.save(base, "publicity_health.result", "经公示无异议，材料属实")
    for deed, body in (("approve", {"opinion": "评审通过"}), ("issue", {"values": CERTIFICATE})):
        if deed == "approve":
            await read_all(server, "shen", base)
        assert good(await qin.get(listed))["cards"][0]["records"] == ["publicity_health"]
        await server.caller("shen").deed(base, deed, body)
    late = await qin.put(f"{base}/answers/publicity_health.result", {"text": "有异议"})
    refused(late, 409, "not_this_step")
    assert not good(await qin.get(listed))["cards"][0].get("records")


PERIODS = {  # on the morning of 2026-11-10
    "not begun": ("2026.11.23-2026.11.29", "公示到2026年11月29日才结束"),
    "its last day": ("2026.11.4-2026.11.10", "公示到2026年11月10日才结束"),
    "without an end": ("2026.11.4-至今", "哪天"),
}


@pytest.mark.parametrize(("period", "says"), PERIODS.values(), ids=PERIODS)
async def test_publicity__that_has_not_ended__has_no_result_yet(server: Served, period: str, says: str) -> None:
    """Neither with the approval nor among those it passed a result is noted before the last day is over (CQ-22)."""
    base, qin = await carried(server, 1), server.caller("qin")
    await read_all(server, "qin", base)
    both = {"publicity_health.result": "经公示无异议", "publicity_health.period": period}
    problem = refused(await qin.post(f"{base}/deeds/approve", {"values": HEALTH | both}), 422)
    assert says in problem["detail"]
    assert (await state_of(server, base)).standing.at == 1
    await qin.deed(base, "approve", {"values": HEALTH})
    assert not good(await qin.get("review/queue?unit=u-yunxi&list=approved"))["cards"][0].get("recorded", False)


async def test_publicity__result_without_dates__is_refused(server: Served) -> None:
    """Nobody knows of a result without dates whether the publicity was held; the dates stay as long as it does."""
    base, qin = await carried(server, 2), server.caller("qin")
    result, period = f"{base}/answers/publicity_health.result", f"{base}/answers/publicity_health.period"
    problem = refused(await qin.put(result, {"text": "经公示无异议"}), 422, "rule")
    assert problem["detail"] == "还没保存。请先记公示起止时间，再记公示结果"
    assert [(s["code"], s["field"]) for s in problem["problems"]] == [("dated", "period")]
    await qin.save(base, "publicity_health.period", "2026.11.2-2026.11.6")
    await qin.save(base, "publicity_health.result", "经公示无异议")
    assert "请先记公示起止时间" in refused(await qin.delete(period), 422, "rule")["detail"]


async def test_publicity__dates_beforehand__result_when_it_has_ended(server: Served) -> None:
    """The dates are noted before; the result is refused with the day on which it ends, and taken the day after."""
    base, qin = await carried(server, 2), server.caller("qin")
    await qin.save(base, "publicity_health.period", "2026.11.4-2026.11.10")
    address = f"{base}/answers/publicity_health.result"
    problem = refused(await qin.put(address, {"text": "经公示无异议"}), 422, "rule")
    assert "公示到2026年11月10日才结束" in problem["detail"]
    assert [(s["code"], s["field"]) for s in problem["problems"]] == [("ended", "result")]
    server.move_clock(day=11, hour=0)
    qin = await server.log_in(server.platform.user("qin"))
    await qin.save(base, "publicity_health.result", "经公示无异议")


async def test_publicity__dates_without_a_result__is_open_with_the_day_from_which_it_can_be_noted(
    server: Served,
) -> None:
    """Also of an application that has gone up meanwhile; dates alone are no result (CQ-22)."""
    base, qin = await carried(server, 2), server.caller("qin")
    await qin.save(base, "publicity_health.period", "2026.11.23-2026.11.29")

    async def card(who: Caller) -> tuple[Any, ...]:
        found = good(await who.get("review/queue?unit=u-yunxi&list=approved"))["cards"][0]
        return found["records"], found.get("recorded", False), found.get("lacks", ""), found.get("when", "")

    open = (["publicity_health"], False, "还差公示结果")
    assert await card(qin) == (*open, "11月30日起可以记")
    for who, deed, body in STEPS[2:5]:
        if deed == "approve":
            await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    assert await card(qin) == (*open, "11月30日起可以记")
    server.move_clock(day=30, hour=9)
    qin = await server.log_in(server.platform.user("qin"))
    assert await card(qin) == (*open, "现在可以记")
    await qin.save(base, "publicity_health.result", "经公示无异议")
    assert await card(qin) == (["publicity_health"], True, "", "")


DOUBTS = {  # on 2026-11-10: what the district has noted → what is said before its list goes up
    "nothing": ("", "本单位还没有记公示"),
    "not begun": ("2026.11.23-2026.11.29", "本单位的公示11月23日才开始，还没有结果"),
    "over": ("2026.11.2-2026.11.6", "本单位的公示11月6日结束了，还没有记公示结果"),
}


@pytest.mark.parametrize(("period", "said"), DOUBTS.values(), ids=DOUBTS)
async def test_publicity__without_a_result__is_a_doubt_before_it_goes_on(
    server: Served, period: str, said: str
) -> None:
    """It is said and keeps nothing back: no manual makes a result the condition of going on (2.4.1, 2.4.2)."""
    base, qin = await carried(server, 2), server.caller("qin")
    path, listed = f"review/{base.partition('/')[2]}", "review/queue?unit=u-yunxi&list=approved"
    if period:
        await qin.save(base, "publicity_health.period", period)
    passing = good(await server.caller("fang").get(path))["doubt"]
    assert passing == f"请再看一眼：{said.replace('本单位', '云溪区卫健委')}。没错就不用管"
    for who, deed, body in STEPS[2:4]:
        await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    assert good(await qin.get(path))["doubt"] == f"请再看一眼：{said}。没错就不用管"
    assert good(await qin.get(listed))["cards"][0]["doubt"] == said
    assert good(await qin.get("units/u-yunxi/forward"))["goes"][0]["what"] == said
    server.move_clock(day=30, hour=9)
    qin = await server.log_in(server.platform.user("qin"))
    if period:
        await qin.save(base, "publicity_health.result", "经公示无异议")
    assert ("doubt" in good(await qin.get(path))) == (not period)
    await qin.deed(base, "forward")


async def test_publicity__at_or_after_the_units_step__that_was_short_is_asked_about(server: Served) -> None:
    """CQ-22: where it is noted, in the list of publicities, and by whoever lets the application go on."""
    base, qin = await carried(server, 2), server.caller("qin")
    said = "区县卫健委公示少于 5 个工作日"
    saved = await qin.save(base, "publicity_health.period", "2026.11.2-2026.11.5")
    assert saved["field"]["doubt"] == said
    await qin.save(base, "publicity_health.result", "经公示无异议")
    [card] = [c for c in good(await qin.get("units/u-yunxi/publicity"))["cards"] if c["application"] in base]
    assert card["text"] == f"11月2日至11月5日｜{said}"
    assert good(await server.caller("fang").get(f"review/{base.partition('/')[2]}"))["doubt"] == (
        f"请再看一眼：{said}。没错就不用管"
    )
    assert "doubt" not in (await qin.save(base, "publicity_health.period", "2026.11.2-2026.11.6"))["field"]
    assert "doubt" not in good(await server.caller("fang").get(f"review/{base.partition('/')[2]}"))


async def test_publicity__prolonged_after_its_result__takes_the_result_away_and_says_so(server: Served) -> None:
    """The answer is refused at which the rule stands, and no right one because of it."""
    base, qin = await carried(server, 2), server.caller("qin")
    section, longer = "publicity_health", "2026.11.2-2026.11.20"
    await qin.save(base, f"{section}.period", "2026.11.2-2026.11.6")
    await qin.save(base, f"{section}.result", "经公示无异议")
    saved = await qin.save(base, f"{section}.period", longer)
    assert saved["said"].startswith("“公示结果”清空了：公示到2026年11月20日才结束，还没有结果")
    assert [(f["address"], f.get("text", "")) for f in saved["changed"]] == [(f"{section}.result", "")]
    fields = good(await qin.get(f"{base}/sections/{section}"))["groups"][0]["fields"]
    assert [f.get("text", "") for f in fields] == ["2026年11月02日至2026年11月20日", ""]
    assert "才结束" in refused(await qin.put(f"{base}/answers/{section}.result", {"text": "无异议"}), 422)["detail"]


async def test_publicity__prolonged_with_a_deed__takes_the_result_away_that_stood(server: Served) -> None:
    base, qin = await carried(server, 1), server.caller("qin")
    await read_all(server, "qin", base)
    await qin.save(base, "publicity_health.period", "2026.11.2-2026.11.6")
    await qin.save(base, "publicity_health.result", "经公示无异议")
    values = HEALTH | {"publicity_health.period": "2026.11.2-2026.11.20"}
    said = (await qin.deed(base, "approve", {"values": values}))["said"]
    assert said.startswith("已通过。“公示结果”清空了：公示到2026年11月20日")
    kept = good(await qin.get(f"{base}/sections/publicity_health"))["groups"][0]["fields"]
    assert [f.get("text", "") for f in kept] == ["2026年11月02日至2026年11月20日", ""]


async def test_publicity__of_who_leaves_the_unit_after_asking__is_on_its_list_no_longer(server: Served) -> None:
    """Whoever is released takes name and title along, and asks the next unit anew (X-15, X-17)."""
    zhou, luo = server.caller("zhou"), server.caller("luo")
    assert server.known is not None
    base = server.known.full
    assert "周岚" in [n.name for n in await server.house.reads.publicities("u-hospital")], "asked, and made public"
    good(await luo.post(f"people/{zhou.id}/deeds/release", {"opinion": "调走"}))
    assert await server.house.reads.publicities("u-hospital") == []
    board = good(await luo.get("units/u-hospital/publicity"))
    assert (board["cards"], board.get("more", False)) == ([], False)
    done = await rebuild(server.house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
    assert not done.differences
    good(await zhou.post("me/employer", {"unit": "u-second"}))
    await zhou.save("people/me", "register.employer", {"value": "u-second"})
    await zhou.agree()
    good(await server.caller("lin").post(f"people/{zhou.id}/deeds/confirm"))
    good(await zhou.post(f"{base}/deeds/ready"))
    assert [n.name for n in await server.house.reads.publicities("u-second")] == ["周岚"]
