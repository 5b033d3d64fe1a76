"""An answer that only looks like a command: what names nothing that is there is asked about, and never lost."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from .chatting import Chat, applicant, covered, with_rows


async def at_work_done(server: Served) -> Chat:
    """Somebody who is asked, in a third row, what they worked as."""
    chat = await with_rows(server)
    await chat.all("再加一条", "2019.9至今", "云溪区人民医院")
    return chat


@pytest.mark.parametrize(
    "text",
    [
        "如何加强病房管理",
        "怎么加强院感",
        "改良根治术、微创手术",
        "改善医疗服务",
        "填充治疗",
        "拍片阅片",
        "放到一起诊治",
    ],
)
async def test_answer__that_looks_like_a_command__is_asked_about_and_can_be_given(server: Served, text: str) -> None:
    chat = await at_work_done(server)
    said = await chat.say(text)
    assert "什么都没有改，也还没保存。" in said.lines[0]
    assert said.lines[1:] == [f"“{text}”是“专业技术工作”这一题的答案吗？", "〔是，保存〕", "〔不是〕"]
    assert text in (await chat.say("找回")).text
    await chat.say(text)
    assert (await chat.say("是，保存")).text.startswith(f"✓ 已保存：{text}")


async def test_history_of_a_title__is_an_answer_and_no_correction(server: Served) -> None:
    chat = await at_work_done(server)
    await chat.say("内科临床")
    said = await chat.say("2018年由护师改成主管护师")
    assert said.lines[1].startswith("“2018年由护师改成主管护师”是“")
    assert (await chat.say("是，保存")).text.startswith("✓ 第 3 条填好了，已保存：")


async def test_command__that_names_what_is_there__is_obeyed_where_words_are_asked_for(server: Served) -> None:
    chat = await at_work_done(server)
    assert (await chat.say("填基本信息")).text.startswith("【基本信息】")
    await chat.all("填工作经历", "再加一条", "2019.9至今", "云溪区人民医院")
    assert "改成这样？" in (await chat.say("改 时间：2019.10至今")).text
    assert "放到哪里" not in (await chat.say("拍学历证书")).text


async def test_correction__of_what_nobody_knows__changes_nothing_and_says_so(server: Served) -> None:
    chat = await covered(server)
    said = await chat.say("改 开户银行：工行")
    assert said.lines[0] == "没找到叫“开户银行”的一项，还没改。"
    assert "改 开户银行：工行" in (await chat.say("找回")).text


async def test_correction__by_the_words_of_the_question__is_understood(server: Served) -> None:
    chat = await covered(server)
    said = await chat.say("改 申报专业方向：骨科")
    assert said.lines[:3] == ["专业方向，改成这样？", "原来：内科", "改成：骨科"]


async def test_explanation__that_begins_like_a_command__is_kept_as_one(alone: Served) -> None:
    chat = Chat.with_phone(alone, "zhou's phone")
    await chat.join(alone.caller("zhou"))
    await alone.submitted()
    assert alone.known is not None
    base = alone.known.full
    good(
        await alone.caller("luo").post(
            f"review/{base.partition('/')[2]}/marks", {"address": "basic.ethics", "text": "请说明"}
        )
    )
    await alone.caller("luo").deed(base, "return", {"opinion": "请改"})
    await chat.say("改①")
    await chat.say("①写说明")
    assert (await chat.say("填报时系统没有提示")).text.startswith("✓ ① 记下了您的说明")


async def test_unit__whose_name_begins_like_a_command__is_looked_for(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "内科", "正常晋升", "临床")
    await chat.all("填工作经历", "2010.8-2015.12")
    assert "是“" in (await chat.say("填海区人民医院")).text
