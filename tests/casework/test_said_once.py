"""What a unit had passed: returned unchanged only with a reason (B-14), taken back from the approved list (2.4.2)."""

from .beginning import fill
from .stage import Served, good, refused
from .way import HEALTH, OPINION, carried, mark, read_all, state_of

WHY = "市里昨天通知，这一栏要写到科室"


async def again(at: Served, base: str) -> None:
    """Sign anew what was mended, and hand it in."""
    await at.caller("zhou").sign(base)
    await at.caller("zhou").deed(base, "submit")


async def test_return__of_the_first_round__asks_for_no_reason(server: Served) -> None:
    base = await server.submitted()
    await mark(server, base, "basic.work")
    luo = server.caller("luo")
    offers = {o["deed"]: o for o in good(await luo.get(f"review/{base.partition('/')[2]}"))["offers"]}
    assert "reason" not in offers["return"]
    await luo.deed(base, "return", {"opinion": "请改"})


async def test_return__about_what_the_unit_had_passed_unchanged__goes_with_a_reason_that_all_read(
    server: Served,
) -> None:
    """B-14: the hospital passed it, the district returned it; what the hospital marks only now it has to explain."""
    base = await carried(server, 1)
    id, luo, zhou, qin = base.partition("/")[2], server.caller("luo"), server.caller("zhou"), server.caller("qin")
    await mark(server, base, "basic.school", who="qin")
    await qin.deed(base, "return", {"opinion": "学校名称不对"})
    await zhou.save(base, "basic.school", "重庆医药高等专科学校")
    await again(server, base)
    await mark(server, base, "basic.school", text="还不对")
    offers = {o["deed"]: o for o in good(await luo.get(f"review/{id}"))["offers"]}
    assert "reason" not in offers["return"], "it has changed since the hospital passed it"
    good(await luo.delete(f"review/{id}/marks/2"))

    await mark(server, base, "basic.work")
    offers = {o["deed"]: o for o in good(await luo.get(f"review/{id}"))["offers"]}
    asked = offers["return"]["reason"]
    assert asked.startswith("基本信息 从事何专业技术工作，云溪区人民医院上次审过以后没有改过")
    assert refused(await luo.post(f"{base}/deeds/return", {"opinion": "请改"}), 409, "said_before")["detail"] == asked
    await luo.deed(base, "return", {"opinion": "请改", "reason": WHY})
    assert (await state_of(server, base)).standing.verdicts[-1].reason == WHY
    told = f"请改。为什么上次没有说：{WHY}"
    assert good(await zhou.get(f"{base}/fix"))["opinion"] == told
    assert good(await zhou.get(f"{base}/progress"))["rounds"][-1]["opinion"] == told
    await zhou.save(base, "basic.work", "心血管内科一病区临床工作")
    await again(server, base)
    await read_all(server, "luo", base)
    await luo.deed(base, "approve", {"values": OPINION})
    assert told in str(good(await qin.get(f"{base}/progress"))["rounds"]), "the unit above reads it too"


async def test_return__without_a_mark_of_what_is_as_it_was_passed__is_about_the_whole(server: Served) -> None:
    base = await carried(server, 1)
    luo, zhou, qin = server.caller("luo"), server.caller("zhou"), server.caller("qin")
    await mark(server, base, "basic.work", who="qin")
    await qin.deed(base, "return", {"opinion": "请看一眼"})
    good(await zhou.post(f"{base}/marks/1/explanation", {"text": "原件如此"}))
    await zhou.deed(base, "submit")
    said = refused(await luo.post(f"{base}/deeds/return", {"opinion": "再想想"}), 409, "said_before")["detail"]
    assert said.startswith("整份申报")
    await luo.deed(base, "return", {"opinion": "再想想", "reason": WHY})


async def test_passed__by_a_unit_of_the_first_level__goes_back_from_its_list_in_one_entry(server: Served) -> None:
    """CQ-20, 2.4.2 审核退回: undone and returned at once, with marks, before the list went up; then no longer."""
    base = await carried(server, 2)
    id, qin, zhou = base.partition("/")[2], server.caller("qin"), server.caller("zhou")
    view = good(await qin.get(f"review/{id}"))
    assert not view.get("readonly")
    assert {o["deed"] for o in view["offers"]} >= {"return", "undo_approve"}
    await mark(server, base, "basic.work", who="qin")
    before = view["seq"]
    await qin.deed(base, "return", {"opinion": "请改"})
    state = await state_of(server, base)
    assert [(v.deed, v.undone) for v in state.standing.verdicts[-3:]] == [
        ("approve", True), ("undo_approve", False), ("return", False),
    ]  # fmt: skip
    assert state.moved_seq == before + 2, "a mark, and one entry"
    assert good(await zhou.get(f"{base}/fix"))["by"] == "云溪区卫健委"
    assert good(await server.caller("fang").get("review/queue?unit=u-titles"))["lists"]["pending"] == 0
    luo = server.caller("luo")
    refused(await luo.post(f"{base}/deeds/return", {"opinion": "也退"}), 409)  # a unit below has no such deed


async def test_passed__by_a_unit_below_the_first_level__is_not_taken_back(server: Served) -> None:
    """3.4.2 has neither: what a hospital of the second level passed only the unit that has it can return."""
    base = await carried(server, 1)
    luo = server.caller("luo")
    for deed in ("return", "undo_approve"):
        refused(await luo.post(f"{base}/deeds/{deed}", {"opinion": "退"}), 409)
    assert [o["deed"] for o in good(await luo.get(f"review/{base.partition('/')[2]}"))["offers"]] == []


async def test_opinion__of_another_level__is_written_by_that_level_alone(server: Served) -> None:
    """CQ-21, 4.3.13 每一级单位只能签署本单位推荐意见."""
    base = await carried(server, 1)
    for who, address, status in (
        ("luo", "opinion_base.text", 409), ("luo", "opinion_health.text", 409), ("qin", "opinion_base.text", 409),
        ("qin", "opinion_top.text", 409), ("fang", "opinion_top.text", 404), ("zhou", "opinion_base.text", 403),
    ):  # fmt: skip
        reply = await server.caller(who).put(f"{base}/answers/{address}", {"text": "同意。"})
        refused(reply, status)
    for address, value in HEALTH.items():
        await server.caller("qin").save(base, address, value)


async def test_reasons__given_to_several__are_listed_with_how_often_and_as_a_rule_to_look_at(server: Served) -> None:
    """B-14: what a plan's applications keep coming back for is counted, and proposed as a rule of the region."""
    assert server.known is not None
    base, he, luo = await server.submitted(), server.caller("he"), server.caller("luo")
    good(await he.post(f"{server.known.empty}/deeds/delete"))
    other = await fill(server, he)
    await he.deed(other, "submit")
    assert good(await luo.get("units/u-hospital/reasons"))["reasons"] == []
    for each in (base, other):
        await mark(server, each, "basic.work", "没有写清科室")
        await luo.deed(each, "return", {"opinion": "请改"})
    found = good(await luo.get("units/u-hospital/reasons"))
    (reason,) = found["reasons"]
    assert (found["plan"], found["applications"]) == ("2026 年度重庆市卫生高级职称（副高）", 2)
    assert (reason["text"], reason["applications"], reason["times"]) == ("没有写清科室", 2, 2)
    assert reason["rule"] == f"提交以前查“{reason['label']}”：没有写清科室"
    refused(await server.caller("lin").get("units/u-hospital/reasons"), 404)
