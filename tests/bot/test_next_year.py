"""After the end: whoever's application has ended, in whichever way, can begin the next one; the old one stays."""

from __future__ import annotations

from zhiping.operating import put_plan

from ..casework.stage import Served, good
from ..casework.way import STEPS, carried
from .chatting import Chat, applicant

NEXT = {
    "id": "n-2027", "region": "chongqing", "year": 2027, "level": "associate", "opens": "2027-11-01 09:00",
    "closes": "2027-11-30 17:00", "label": "2027 年度重庆市卫生高级职称（副高）",
}  # fmt: skip


async def a_year_later(server: Served) -> None:
    """The sweep has ended what was still open, and the next plan is there."""
    server.move_clock(month=12, day=1, hour=9)
    await server.worker.terms()
    await put_plan(server.house, NEXT)
    server.move_clock(year=2027)


async def begun_by_time(server: Served) -> Chat:
    """Somebody whose draft the closing of its plan has ended, in the time of the next one."""
    chat = await applicant(server)
    await chat.all("主治医师", "内科")
    await a_year_later(server)
    return chat


async def test_draft__ended_by_its_plans_closing__is_followed_by_the_next_years(alone: Served) -> None:
    """X-01: 换一份 shows what has ended, 接着填 goes on with what goes on."""
    chat = await begun_by_time(alone)
    old = chat.base
    said = await chat.say("开始申报")
    assert said.text == (
        "上一份：到期没有交，自动结束了，内容都留着。\n\n"
        "2027 年度重庆市卫生高级职称（副高）\n11月30日 17:00 截止，还有 20 天\n〔开始填封面〕\n〔先看通知〕"
    )
    assert (await chat.say("接着填")).text == said.text
    assert (await chat.menu("resume")).text == said.text
    assert "现在的职称是什么？" in (await chat.tap(said, "开始填封面")).text
    assert chat.base != old
    said = await chat.say("换一份")
    said = await chat.tap(said, next(label for label in said.taps if "已结束" in label))
    assert said.text.startswith("✓ 换好了：2026 年度")
    assert "到期没有交，自动结束了" in said.text
    assert chat.base == old
    assert "现在的职称是什么？" in (await chat.say("接着填")).text
    assert chat.base != old


async def test_plan__read_in_the_notice__is_begun_by_its_name(alone: Served) -> None:
    chat = await begun_by_time(alone)
    old = chat.base
    said = await chat.say("看今年的通知")
    assert "2027 年度重庆市卫生高级职称（副高）" in said.text
    assert "现在的职称是什么？" in (await chat.say("副高")).text
    assert chat.base != old


async def test_application__begun_on_the_page_after_the_end__is_what_the_chat_goes_on_with(alone: Served) -> None:
    chat = await begun_by_time(alone)
    caller = await alone.log_in(list(alone.platform.users.values())[-1])  # sessions end within a year
    made = good(await caller.post("applications", {"plan": "n-2027"}))
    assert "现在的职称是什么？" in (await chat.say("接着填")).text
    assert chat.base == made["base"]


async def test_certified__can_apply_for_the_next_title(alone: Served) -> None:
    chat = Chat(alone)
    await chat.join(alone.caller("zhou"))
    await carried(alone, len(STEPS))
    said = await chat.say("接着填")
    assert said.text.startswith("上一份：已经发证，证书编号 渝 2026-0001。恭喜您。\n\n2026 年度")
    assert "现在的职称是什么？" in (await chat.all("开始填封面", "正高")).text


async def test_ended__without_an_open_plan__is_told_how_it_ended(alone: Served) -> None:
    chat = await applicant(alone)
    alone.move_clock(month=12, day=1, hour=9)
    await alone.worker.terms()
    assert (await chat.say("接着填")).text.startswith("到期没有交，自动结束了，内容都留着。")


async def test_home__of_what_has_ended__leads_to_the_plans(alone: Served) -> None:
    zhou, base = alone.caller("zhou"), alone.known.full if alone.known else ""
    plan = good(await zhou.get(base))["plan"]
    assert {p["id"]: p.get("begun") for p in good(await zhou.get("plans"))}[plan] == base.partition("/")[2]
    await zhou.deed(base, "withdraw")
    home = good(await zhou.get(base))
    assert (home["next"]["page"], home["sentence"]) == ("pages/plans/plans", "已经撤回，内容都留着，只能看")
    found = {p["id"]: (p.get("begun"), p["can_start"]) for p in good(await zhou.get("plans"))}[plan]
    assert found == (None, True)
    made = good(await zhou.post("applications", {"plan": plan}))
    cards = {card["base"]: card["over"] for card in good(await zhou.get("me"))["applications"]}
    assert cards == {base: True, made["base"]: False}
