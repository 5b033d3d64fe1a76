"""Another applicant: three weeks later, a tap on an old choice, progress, what nobody understands, help (T5)."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from .chatting import Chat, covered, known

QUESTION = """【基本信息】2023 年度考核？
〔1 优秀=2023年：优秀〕
〔2 合格=2023年：合格〕
〔3 基本合格=2023年：基本合格〕
〔4 不合格=2023年：不合格〕

〔上一题〕　〔查看〕　⟦在小程序里填⟧"""

OPINION = {"opinion_base.text": "同意推荐", "opinion_base.signer": "罗敏", "opinion_base.date": "2026-11-10"}


async def at_2022(server: Served) -> Chat:
    """何宁 has answered 2021 and left before 2022."""
    chat = await covered(server, "何宁")
    await chat.all("填基本信息", "改2021年", "优秀")
    return chat


async def test_text__after_three_weeks__is_asked_about_before_it_is_taken(server: Served) -> None:
    """X-02: T5."""
    chat = await at_2022(server)
    server.move_clock(day=24, hour=20, minute=14)
    said = await chat.say("优秀")
    assert said.text == (
        "何宁老师，您 11月10日 停在这里：\n【基本信息】2022 年度考核\n"
        "4 栏已完成 1 栏，11月30日 17:00 截止，还有 5 天。\n\n“优秀”是这一题的答案吗？\n"
        "〔是，保存=2022年：优秀〕\n〔不是，看看还差什么=还差什么〕\n⟦在小程序里接着填⟧"
    )
    assert chat.stored("basic.appraisal2") is None
    said = await chat.tap(said, "是，保存")
    assert said.text == f"✓ 已保存：2022 年度　优秀\n\n{QUESTION}"


@pytest.mark.parametrize("yes", ["是，保存", "好", "1"])
async def test_text_after_days__agreed_to_in_other_words__is_stored(server: Served, yes: str) -> None:
    chat = await at_2022(server)
    server.move_clock(day=13)
    await chat.say("优秀")
    assert (await chat.say(yes)).text.startswith("✓ 已保存：2022 年度　优秀")


async def test_text_after_days__that_is_no_answer__is_met_with_the_place_and_the_question(server: Served) -> None:
    chat = await at_2022(server)
    server.move_clock(day=13)
    said = await chat.say("今天天气好")
    assert said.text.startswith("何宁老师，您 11月10日 停在这里：\n【基本信息】2022 年度考核\n")
    assert "【基本信息】2022 年度考核？\n〔1 优秀=2022年：优秀〕" in said.text


async def test_command_after_days__is_simply_obeyed(server: Served) -> None:
    chat = await at_2022(server)
    server.move_clock(day=13)
    assert (await chat.say("接着填")).text.startswith("【基本信息】2022 年度考核？")


async def test_old_choice__tapped__is_never_written_into_another_question(server: Served) -> None:
    """X-02: T5."""
    chat = await at_2022(server)
    await chat.say("2022年：优秀")
    said = await chat.say("2021年：合格")
    assert said.text == (
        "您点的是 2021 年那一题的旧选项。2021 年度现在是“优秀”，改成“合格”吗？\n〔改=改 2021年：合格〕\n〔不改〕\n\n"
        "2023 年度还没填，改不改都接着问。"
    )
    assert (await chat.say("不改")).text == f"好，2021 年度还是“优秀”。\n\n{QUESTION}"
    assert chat.stored("basic.appraisal1") == "优秀"
    assert chat.stored("basic.appraisal3") is None
    said = await chat.say("2021年：合格")
    assert (await chat.tap(said, "改")).text == f"✓ 已改：2021 年度　合格\n\n{QUESTION}"


async def test_old_choice__with_the_value_that_is_stored__says_so(server: Served) -> None:
    chat = await at_2022(server)
    await chat.say("2022年：优秀")
    assert (await chat.say("2022年：优秀")).text == f"那一题已经是“优秀”了\n\n{QUESTION}"


async def test_old_choice__known_by_its_hint_alone__is_asked_about(server: Served) -> None:
    chat = await at_2022(server)
    await chat.all("填封面", "改申报类别")
    old = await chat.say("上一题")  # the question before: 专业方向
    cover = await chat.say("改申报类别")
    await chat.say("改近5年内继续教育情况")
    said = await chat.tap(cover, "2 破格晋升")
    assert said.text.startswith("您点的是申报类别那一题的旧选项。申报类别现在是“正常晋升”，改成“破格晋升”吗？")
    assert chat.stored("cover.type") == "正常晋升"
    assert old.text


async def test_hint_of_another_question__whose_choices_the_text_is_not__is_not_believed(server: Served) -> None:
    chat = await at_2022(server)
    await chat.say("改现有职称审批机关")
    said = await chat.say("重庆市职称改革办公室", hint="cover.type~7")
    assert said.text.startswith("✓ 已保存：重庆市职称改革办公室")


@pytest.mark.parametrize("nod", ["好", "嗯", "OK", "👌", "好的。", "收到"])
async def test_nod__to_a_choice__answers_nothing(server: Served, nod: str) -> None:
    chat = await at_2022(server)
    said = await chat.say(nod)
    assert said.text.startswith("【基本信息】2022 年度考核？")
    assert chat.stored("basic.appraisal2") is None


# ── handed in ────────────────────────────────────────────────────────────────
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
    for section in ("cover", "basic", "work", "integrity"):
        good(await luo.get(f"review/{one}/sections/{section}"))
    await luo.deed(server.known.full, "approve", {"values": OPINION})
    server.move_clock(day=13, hour=11)
    said = await chat.say("到哪了")
    assert said.text == (
        "您的申报在云溪区卫健委，正在审核，已等 3 天。您现在不用做什么。\n\n"
        "✓ 11月10日 您提交\n✓ 11月10日 云溪区人民医院：同意推荐\n● 云溪区卫健委：审核中\n○ 云溪区职改办\n"
        "○ 云溪区卫健委上报\n○ 市卫健委\n\n有变化就通知您。⟦看每一级的意见⟧"
    )


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
    assert "技术支持：报这个编号" in said.text


async def test_other_application__is_chosen_by_its_number(server: Served) -> None:
    chat = await covered(server)
    assert (await chat.say("换一份")).text.startswith("您名下只有这一份申报。")
    first = chat.base
    assert chat.caller is not None
    other = good(await chat.caller.post("applications", {"plan": "n-senior"}))["base"]
    said = await chat.say("换一份")
    assert said.lines[0] == "换到哪一份？"
    labels = [label for label in said.taps if "正高" in label]
    await chat.tap(said, labels[0])
    assert chat.base == other != first
    assert (await chat.say("换一份")).taps
    assert len({first, other}) == 2


async def test_person__known_only_as_a_reviewer__is_led_to_the_queue(server: Served) -> None:
    chat = Chat(server)
    await chat.join(server.caller("luo"))
    assert "⟦去待审列表⟧" in (await chat.say("我是审核人员")).text
    assert "还不是哪个单位的审核人员" in (await (await known(server)).say("我是审核人员")).text
