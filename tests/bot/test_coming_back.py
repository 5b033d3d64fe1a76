"""Another applicant: three weeks later, and a tap on an old choice (T5)."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from .chatting import Chat, applicant, at_ethics, covered, known

QUESTION = """【基本信息】2023 年度考核？
〔1 优秀=2023年：优秀〕
〔2 合格=2023年：合格〕
〔3 基本合格=2023年：基本合格〕
〔4 不合格=2023年：不合格〕

〔上一题〕　〔查看〕　⟦在小程序里填⟧"""


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
        "11 栏已完成 1 栏，11月30日 17:00 截止，还有 6 天。\n\n“优秀”是这一题的答案吗？\n"
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
    await chat.say("上一题")  # the question before: 专业方向
    cover = await chat.say("改申报类别")
    await chat.say("改近5年内继续教育情况")
    said = await chat.tap(cover, "2 破格晋升")
    assert said.text.startswith("您点的是申报类别那一题的旧选项。申报类别现在是“正常晋升”，改成“破格晋升”吗？")
    assert chat.stored("cover.type") == "正常晋升"


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


async def test_old_choice_of_the_registration__tapped_in_the_application__is_never_an_answer_there(
    server: Served,
) -> None:
    chat = await known(server)
    asked = await chat.say("云溪区人民医院")
    await chat.all("选1 事业编制", "开始填封面", "副高", "主治医师")
    said = await chat.tap(asked, "2 其他人员")
    assert said.text.startswith(
        "您点的是人员身份那一题的旧选项。人员身份现在是“事业编制、国企、部队文职”，改成“其他人员”吗？"
    )
    await chat.say("不改")
    said = await chat.say("选2 其他人员")  # the platform may keep the hint back
    assert said.text.startswith("您点的是旧选项，没有存。\n\n【封面】2/4")
    assert chat.stored("cover.specialty") is None


@pytest.mark.parametrize("over", ["是，保存", "不清空", "不换", "改开始", "报第2个", "换第1份"])
async def test_old_link__whose_moment_is_over__is_never_an_answer(server: Served, over: str) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    assert (await chat.say(over)).text.startswith("您点的是旧选项，没有存。\n\n【封面】2/4")
    assert chat.stored("cover.specialty") is None


# ── going away ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["我明天再来", "等一下再填", "先不填了", "今天没空"])
async def test_leaving__said_at_a_question_of_free_text__is_no_answer(server: Served, text: str) -> None:
    chat = await applicant(server)
    asked = (await chat.say("主治医师")).text.partition("\n\n")[2]
    said = await chat.say(text)
    assert said.text == (
        "好，您随时可以再来。这句话没有存，前面填的都在。\n11月30日 17:00 截止，还有 20 天。\n\n〔接着填〕"
    )
    assert chat.stored("cover.specialty") is None
    assert (await chat.say("接着填")).text == asked
    assert (await chat.say("内科")).text.startswith("✓ 已保存：内科")


async def test_words__that_may_mean_leaving__are_asked_back(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say("专业想好了再填")
    assert said.text.startswith("这句话像是说以后再填，还没保存。\n“专业想好了再填”是“专业方向”这一题的答案吗？")
    assert chat.stored("cover.specialty") is None
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：专业想好了再填")


async def test_leaving__said_anywhere_else__is_understood_too(server: Served) -> None:
    stranger = Chat(server)
    assert (await stranger.say("明天再来")).text == "好，您随时可以再来。\n\n〔开始申报〕"
    chat = await at_ethics(server)
    assert (await chat.say("等会儿再说")).text.startswith("好，您随时可以再来。这句话没有存，前面填的都在。")
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")
    unit = await known(server)
    assert (await unit.say("今天没空，明天再填")).text.startswith("好，您随时可以再来。")
