"""After handing in: progress, what nobody understands, help, whom to call (T5)."""

from __future__ import annotations

import pytest

from evidence.process import Bench

from ..casework.stage import Served, good, opened, served
from ..casework.way import mark
from .chatting import Chat, known

OPINION = {"opinion_base.text": "同意推荐", "opinion_base.signer": "罗敏", "opinion_base.date": "2026-11-10"}


@pytest.fixture
def server(alone: Served) -> Served:
    """These tests hand in the one finished application."""
    return alone


async def handed_in(server: Served) -> Chat:
    """The finished application, handed in, with a chat joined to its owner."""
    chat = Chat(server)
    await chat.join(server.caller("zhou"))
    await server.submitted()
    await chat.say("接着填")
    return chat


async def test_progress__says_where_it_is_and_every_step(server: Served) -> None:
    """X-12: T5."""
    assert server.known is not None
    chat = await handed_in(server)
    luo, one = server.caller("luo"), server.known.full.partition("/")[2]
    for section in [s["id"] for s in good(await luo.get(f"review/{one}"))["sections"]]:
        good(await luo.get(f"review/{one}/sections/{section}"))
    await luo.deed(server.known.full, "approve", {"values": OPINION})
    server.move_clock(day=13, hour=11)
    said = await chat.say("到哪了")
    assert said.text == (
        "您的申报在云溪区卫健委，正在审核，已等 3 天。您现在不用做什么。\n\n"
        "✓ 11月10日 您提交\n✓ 11月10日 云溪区人民医院：同意推荐\n● 云溪区卫健委：审核中\n○ 云溪区职改办\n"
        "○ 云溪区卫健委上报\n○ 市卫健委\n\n有变化就通知您。⟦看每一级的意见⟧"
    )


async def test_deadline_and_certificate__asked_after_handing_in__lead_to_the_progress(server: Served) -> None:
    chat = await handed_in(server)
    said = (await chat.say("什么时候截止")).text
    assert said.startswith("您已经交了，不用再赶截止时间。")
    assert "您的申报在云溪区人民医院" in said
    said = (await chat.say("还差什么？")).text
    assert said.startswith("您已经交了，没有要填的。")
    assert "您的申报在云溪区人民医院" in said
    said = (await chat.say("证书在哪里")).text
    assert said.startswith("发证以后，我把证书编号发给您")
    assert "您的申报在云溪区人民医院" in said


async def test_what_nobody_understands__after_handing_in__is_met_with_guesses(server: Served) -> None:
    chat = await handed_in(server)
    said = await chat.say("能不能撤回来改个字")
    assert said.text == (
        "没看懂这句话，您想做哪一件？\n〔1 进度〕\n〔2 看我交的内容=看内容〕\n〔3 改已交的内容=怎么改〕\n〔4 人工〕"
    )
    said = await chat.say("3")
    assert said.text == (
        "交了以后要单位退回才能改。您的单位：\n云溪区人民医院人事科\n请他们点“退回”，写明改哪里，您只改那一处。\n\n"
        "〔进度〕　〔帮助〕"
    )
    await chat.say("咕噜")
    await chat.say("咕噜咕噜")
    said = await chat.say("咕噜咕噜咕噜")
    assert said.lines[1] == "〔1 人工〕"


async def test_answer__to_an_application_that_was_handed_in__is_refused_and_kept(server: Served) -> None:
    """X-11."""
    chat = Chat(server)
    await chat.join(server.caller("zhou"))
    await chat.all("接着填", "改申报职称专业方向")
    await server.submitted()
    said = await chat.say("呼吸内科")
    assert said.text.startswith("已经交给单位，现在只能看。要改，请单位退回")
    assert chat.stored("cover.specialty") != "呼吸内科"
    assert "您上次没存上的：\n呼吸内科" in (await chat.say("找回")).text


async def test_answer__to_what_another_process_has_returned_meanwhile__is_taken_at_once(
    server: Served, bench: Bench
) -> None:
    """What would refuse it rests on what this process remembers; that is looked into before anything is said."""
    at = server.settings
    async with opened(at, bench) as house, served(house, at, server.platform, server.known) as other:
        chat = Chat(other)
        await chat.join(other.caller("zhou"))
        await chat.all("接着填", "改申报职称专业方向")
        base = await other.submitted()
        await mark(server, base, "cover.specialty")
        await server.caller("luo").deed(base, "return", {"opinion": "请改好再交"})
        said = await chat.say("呼吸内科")
        assert said.text.startswith("✓ ① 已改：呼吸内科")
        assert chat.stored("cover.specialty") == "呼吸内科"


async def test_help__lists_what_may_be_said(server: Served) -> None:
    chat = await handed_in(server)
    said = await chat.say("帮助")
    assert said.text == (
        "常用的话，直接发就行：\n进度　审到哪一级了\n接着填　回到上次那一题\n还差什么　没填完的都列出来\n"
        "查看　看这一栏填了什么\n上一题、跳过、修改\n清空这一栏　会先问您一遍\n人工　找单位人事科或技术支持\n\n"
        "字太小：微信“我—设置—通用—字体大小”\n⟦打开小程序⟧"
    )


async def test_human__names_the_units_office_first(server: Served) -> None:
    chat = await handed_in(server)
    said = await chat.say("人工")
    assert said.lines[:2] == ["找人：", "1. 云溪区人民医院人事科"]
    assert "技术支持：请人事科转给系统管理员，报编号 " in said.text


async def test_person__known_only_as_a_reviewer__is_led_to_the_queue(server: Served) -> None:
    chat = Chat(server)
    await chat.join(server.caller("luo"))
    assert "⟦去待审列表⟧" in (await chat.say("我是审核人员")).text
    assert "还不是哪个单位的审核人员" in (await (await known(server)).say("我是审核人员")).text


async def test_words__after_handing_in__do_not_fall_into_a_question_of_the_registration(server: Served) -> None:
    """Whoever answers a notice has no question in mind that was asked before."""
    chat = Chat(server)
    assert server.known is not None
    await chat.join(server.caller("zhou"))
    await chat.all("接着填", "填个人情况", "改曾用名")
    assert (await chat.state()).cursor.address == "person.former_name"
    await server.submitted()
    zhou = server.caller("zhou")
    before = good(await zhou.get("people/me/sections/person"))
    for text in ("好的谢谢", "收到，辛苦了", "交了没有", "什么时候出结果", "麻烦您了我再看看"):
        said = (await chat.say(text)).text
        assert "✓ 已" not in said, (text, said)
    assert said.startswith("申报已经交了。这是您登记里的一项，还没保存。")
    after = good(await zhou.get("people/me/sections/person"))
    assert [g["fields"] for g in after["groups"]] == [g["fields"] for g in before["groups"]]


# ── nothing is offered that would be refused ─────────────────────────────────
@pytest.mark.parametrize(
    "text",
    [
        "修改",
        "撤回",
        "改第1条时间：2018.3至今",
        "改 学校：北大",
        "改第 1 条",
        "删第1条",
        "清空",
        "上一题",
        "下一题",
        "下一栏",
        "再加一条",
        "再加一条工作经历",
        "填工作经历",
        "看全部",
        "写完了",
        "拍学历证书",
        "放到学历证书",
        "发完了",
        "保存这份材料",
        "换一页",
        "去掉第1页",
    ],
)
async def test_change__after_handing_in__is_answered_with_how_it_can_be_had(server: Served, text: str) -> None:
    chat = await handed_in(server)
    recorded = await chat.recorded()
    assert (await chat.say(text)).text.startswith("交了以后要单位退回才能改。您的单位：\n云溪区人民医院人事科")
    assert await chat.recorded() == recorded


async def test_registration__after_handing_in__can_still_be_filled(server: Served) -> None:
    chat = await handed_in(server)
    assert "改成这样？" in (await chat.say("改 籍贯：四川成都")).text


async def test_section__read_after_handing_in__offers_no_change(server: Served) -> None:
    chat = await handed_in(server)
    said = await chat.say("查看")
    assert "要改" not in said.lines[0]
    assert "接着填" not in said.text


async def test_page_that_signed_and_handed_in__is_not_told_instead_of_the_progress(server: Served) -> None:
    chat = Chat(server)
    await chat.join(server.caller("zhou"))
    await chat.say("填诚信承诺")
    await server.submitted()
    said = await chat.say("怎么还没批")
    assert "您刚在小程序里填了" not in said.text
    assert "您的申报在云溪区人民医院" in said.text


async def test_photo__after_handing_in__is_kept_and_no_place_is_asked_for(server: Served) -> None:
    chat = await handed_in(server)
    said = await chat.photo()
    assert said.text == "已经交了，现在不能加材料。照片先替您存着，退回以后可以放进去。"
    assert len((await chat.state()).cursor.photos) == 1


async def test_old_choice__tapped_after_handing_in__offers_no_change(server: Served) -> None:
    chat = await handed_in(server)
    said = await chat.say("申报类别：破格晋升", hint="cover.type~3")
    assert "改成" not in said.text
