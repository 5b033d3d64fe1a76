"""What somebody meets who knows nothing of the product: the chat remembers what the pages did, and says what it is."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from ..casework.way import carried
from .chatting import Chat, applicant, covered, known, with_rows

MARKS = (
    {"address": "work.r2.period", "text": "和聘书不一致，聘书是 2012.12"},
    {"address": "basic.ethics", "text": "和考核表不一样"},
)


async def at_pledge(server: Served) -> Chat:
    """The finished and signed application; the chat still shows the question of the pledge."""
    chat = Chat(server)
    await chat.join(server.caller("zhou"))
    said = await chat.all("接着填", "改申报人承诺")
    assert said.lines[0].startswith("【诚信承诺】")
    return chat


async def returned(server: Served) -> Chat:
    """The same, handed in and returned with two marks."""
    chat = await at_pledge(server)
    base = await server.submitted()
    luo = server.caller("luo")
    for mark in MARKS:
        good(await luo.post(f"review/{base.partition('/')[2]}/marks", mark))
    await luo.deed(base, "return", {"opinion": "改好这两处再交"})
    return chat


async def test_signature__given_on_the_page__is_known_to_the_chat(alone: Served) -> None:
    chat = await at_pledge(alone)
    for words in ("提交", "还差什么"):
        said = await chat.say(words)
        assert said.text == "都填好了，也签好了，还没有交。\n\n⟦核对、签名、提交⟧"
    await alone.submitted()
    for words in ("修改", "撤回"):
        said = await chat.say(words)
        assert said.text.startswith("交了以后要单位退回才能改。")
        assert "承诺" not in said.text
    assert "承诺" not in (await chat.say("在吗")).text
    assert (await chat.say("提交")).text.startswith("您的申报在云溪区人民医院，正在审核")


@pytest.mark.parametrize("words", ["改", "修改", "看要改的", "提交"])
async def test_return__asked_what_to_mend__lists_the_places_whatever_is_open(alone: Served, words: str) -> None:
    """B-03."""
    said = await (await returned(alone)).say(words)
    assert "① 工作经历第 2 条 起止时间" in said.text
    assert "② 基本信息 医德医风满意度" in said.text


async def test_progress__after_a_return__says_that_it_was_one(alone: Served) -> None:
    """X-12."""
    said = await (await returned(alone)).say("进度")
    assert "↩ 11月10日 云溪区人民医院：退回，改好这两处再交" in said.lines


async def test_person__back_days_after_a_return__is_told_of_it(alone: Served) -> None:
    """X-02."""
    chat = await returned(alone)
    assert "〔1 看要改的〕" in (await chat.say("在吗")).text
    alone.move_clock(day=17)
    said = await chat.say("在吗")
    assert said.text.startswith("云溪区人民医院退回了您的申报。\n意见：改好这两处再交")
    assert "① 工作经历第 2 条 起止时间" in said.text
    await chat.say("改②")
    alone.move_clock(day=19)
    said = await chat.say("在吗")
    assert "有 2 处要改" in said.text
    assert "〔看要改的=改〕" in said.text


async def test_progress__while_the_unit_has_not_confirmed_the_account__says_so(server: Served) -> None:
    chat = await known(server)
    await chat.all("云溪区人民医院", "选1 事业编制")
    said = await chat.say("进度")
    assert said.text == "云溪区人民医院正在确认您的账号，现在就能填，确认后才能交。\n\n〔开始申报〕"
    await chat.all("开始申报", "开始填封面", "副高")
    said = await chat.say("进度")
    assert said.text.startswith("云溪区人民医院正在确认您的账号，现在就能填，确认后才能交。\n\n还没有交。")


async def test_number_after_a_list__that_it_does_not_have__leaves_the_list_open(server: Served) -> None:
    chat = await covered(server)
    await chat.all("填基本信息", "修改")
    said = await chat.say("99")
    assert said.text.startswith("没有第 99 个，只有 1 到 ")
    assert said.text.endswith("发其中一个数字。\n\n〔接着填〕")
    assert (await chat.say("1")).lines[0].startswith("【基本信息】")


async def test_certificate__once_issued__is_said_with_its_number(alone: Served) -> None:
    chat = await at_pledge(alone)
    await carried(alone, 7)
    said = await chat.say("进度")
    assert said.lines[0] == "已经发证，证书编号 渝 2026-0001。恭喜您。"
    assert "✓ 11月10日 市卫健委（发证）：发证了" in said.lines, said.text


async def test_question_that_decides_what_follows__skipped__says_that_it_cannot_be(server: Served) -> None:
    chat = await known(server)
    await chat.say("云溪区人民医院")
    said = await chat.say("跳过")
    assert said.text.startswith("这一题先不能跳过，后面的要看它。\n\n【人员身份】")


async def test_number_after_a_list_of_units__that_it_does_not_have__is_no_name(server: Served) -> None:
    chat = await known(server)
    many = len((await chat.say("云溪")).taps) - 1
    said = await chat.say("9")
    assert said.text == f"没有第 9 个，只有 1 到 {many}。发其中一个数字，或换几个字再发。"
    assert (await chat.say("1")).text.startswith("✓ 已保存：")


async def ready(server: Served) -> Chat:
    """Somebody to whom the plans are offered."""
    chat = await known(server)
    await chat.all("云溪区人民医院", "选1 事业编制")
    return chat


async def test_beginning__tapped_after_something_else__begins(server: Served) -> None:
    """X-01."""
    chat = await ready(server)
    said = await chat.all("还差什么", "看表样", "开始填封面")
    assert said.text == "【封面】\n申报哪一级？\n〔1 副高〕\n〔2 正高〕"


async def test_level__named_after_the_call_was_read__begins(server: Served) -> None:
    """X-01."""
    chat = await ready(server)
    said = await chat.all("先看通知", "正高")
    assert said.text.startswith("✓ 已保存：正高\n\n【封面】1/4")


async def test_level__answered_with_a_title__is_known_or_asked_again(server: Served) -> None:
    """X-01."""
    chat = await ready(server)
    said = await chat.all("开始填封面", "副主任医师")
    assert said.text == "没看懂是哪一级，点一个就行。\n\n【封面】\n申报哪一级？\n〔1 副高〕\n〔2 正高〕"
    said = await chat.say("主任医师")
    assert said.text.startswith("✓ 已保存：正高\n\n【封面】1/4")


async def test_human__says_whom_to_ask_and_what_the_number_is(alone: Served) -> None:
    chat = await applicant(alone)
    said = await chat.say("人工")
    assert said.lines[1:4] == [
        "1. 云溪区人民医院人事科", "\u3000申报内容、材料、账号，都问它",
        "\u3000电话还没有登记，请问单位里管职称的同事",
    ]  # fmt: skip
    assert said.lines[4].startswith("2. 技术支持：请人事科转给系统管理员，报编号 ")
    assert said.lines[5] == "\u3000这不是电话。管理员按它能查到您的记录"


async def test_photo__of_what_chat_does_not_take__is_led_to_the_page(server: Served) -> None:
    chat = await covered(server)
    said = await chat.say("改身份证印证材料")
    assert said.lines[0].startswith("【基本信息】身份证")
    said = await chat.photo()
    assert said.text.startswith("【身份证印证材料】的照片请在小程序里拍。⟦去小程序拍⟧\n\n收到 1 张照片。放到哪里？")
    assert len(said.pages) == 1
    assert len((await chat.state()).cursor.photos) == 1, "nothing photographed is lost"


async def test_number__where_words_are_asked_for__is_doubted(server: Served) -> None:
    chat = await with_rows(server, 1)
    said = await chat.all("再加一条", "2016.1-2019.6", "云溪区人民医院", "1")
    assert said.text.startswith("只有一个数字，还没保存。\n“1”是“专业技术工作”这一题的答案吗？")
    assert (await chat.say("不是")).text.startswith("【工作经历")
    assert (await chat.say("内科临床")).text.startswith("✓ 已保存：内科临床")
    said = await chat.say("2")
    assert "主治医师" in said.text


async def test_check__of_rows_that_lack_what_the_region_looks_for__has_a_doubt(server: Served) -> None:
    """X-04."""
    chat = await with_rows(server, 2)
    assert chat.caller is not None
    row = good(await chat.caller.get(f"{chat.base}/sections/work"))["rows"]["cards"][0]["row"]
    path = f"{chat.base}/check"
    texts = [d["text"] for d in good(await chat.caller.get(path))["doubts"]]
    assert not any("看不出" in t for t in texts)
    await chat.caller.save(chat.base, f"work.{row}.title", "主治医师")
    found = [d for d in good(await chat.caller.get(path))["doubts"] if "看不出" in d["text"]]
    assert [(d["text"], d["level"]) for d in found] == [("工作经历里还看不出初级。没有就不用管", "warn")]
