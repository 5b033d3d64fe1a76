"""Rows in conversation: one row is one little conversation (T2)."""

from __future__ import annotations

import pytest

from ..casework.stage import Served
from .chatting import Chat, covered, with_rows

WAYS = "〔上一题〕　〔查看〕　⟦在小程序里填⟧"
FIRST = """【工作经历 · 第 3 条】1/4
从哪年哪月到哪年哪月？
写年和月；现在还在的，写“至今”。
例：2015.8-2019.12

〔上一题〕　〔不填这条〕　⟦在小程序里填⟧"""
UNIT = f"""【工作经历 · 第 3 条】2/4
在哪个单位？写全称，和公章一样。换过科室的，科室写在括号里，不用另起一条。
〔1 云溪区人民医院〕

{WAYS}"""
JOB = f"""【工作经历 · 第 3 条】3/4
从事什么专业技术工作？30 字以内。
例：内科临床、带教

{WAYS}"""
TITLE = f"""【工作经历 · 第 3 条】4/4
当时的职称、职务？中途升过的都写上。
〔1 医师〕
〔2 主治医师〕
〔3 无〕
例：医师，2015.12 升主治医师

{WAYS}"""


async def third(server: Served) -> Chat:
    chat = await with_rows(server)
    await chat.say("再加一条")
    return chat


async def test_row__written_wrong_and_corrected__is_read_back_as_a_whole(server: Served) -> None:
    """CQ-06, X-06: T2 word for word."""
    chat = await with_rows(server)
    assert (await chat.say("再加一条")).text == FIRST
    said = await chat.say("2019.9-2019.7")
    assert said.text == (
        "还没保存。结束 2019年07月 早于开始 2019年09月，是写反了吗？\n"
        "〔1 用 2019年07月至2019年09月=2019.7-2019.9〕\n\n或者重新发一遍。例：2015.8-2019.12"
    )
    assert (await chat.say("2019年7月到现在")).text == f"✓ 已保存：2019年07月至今\n\n{UNIT}"
    assert (await chat.say("云溪区人民医院（内一科）")).text == f"✓ 已保存：云溪区人民医院（内一科）\n\n{JOB}"
    said = await chat.say("刚才时间错了，是2019年9月")
    assert said.text == (
        "第 3 条的起止时间，改成这样？\n原来：2019年07月至今\n改成：2019年09月至今\n〔改=改 第3条时间〕\n〔不改〕"
    )
    said = await chat.tap(said, "改")
    assert said.text == (
        "✓ 已改：2019年09月至今\n第 2 条到 2019年06月，中间空了 2 个月。漏了可以后补，没有就不用管。\n\n" + JOB
    )
    assert (await chat.say("内科临床")).text == f"✓ 已保存：内科临床\n\n{TITLE}"
    said = await chat.say("2")
    head, _, tail = said.text.partition("\n\n")
    assert head == "✓ 第 3 条填好了，已保存：\n2019年09月至今\n云溪区人民医院（内一科）\n内科临床｜主治医师"
    assert tail == (
        "共 3 条，最多 8 条。晋升经历：初级 ✓　中级 ✓\n"
        "〔再加一条〕\n〔改第 3 条〕\n〔看全部 3 条=看全部〕\n〔填完了，下一栏=下一栏〕"
    )


async def test_turned_period__tapped_or_its_number_typed__is_stored(server: Served) -> None:
    chat = await third(server)
    await chat.say("2019.9-2019.7")
    assert (await chat.say("1")).text.startswith("✓ 已保存：2019年07月至2019年09月")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("时间是2019年9月", "2019年09月至今"),
        ("刚才的时间填错了，应该是 2019.9-2020.3", "2019年09月至2020年03月"),
        ("时间改成2018年3月", "2018年03月至今"),
        ("改 第3条时间：2018.3至今", "2018年03月至今"),
        ("把起止时间改为2018.3至今", "2018年03月至今"),
    ],
)
async def test_correction__in_ones_own_words__is_shown_before_it_is_written(
    server: Served, text: str, shown: str
) -> None:
    chat = await third(server)
    await chat.say("2019年7月到现在")
    said = await chat.say(text)
    assert said.text.startswith(f"第 3 条的起止时间，改成这样？\n原来：2019年07月至今\n改成：{shown}\n")
    assert (await chat.say("不改")).text == f"好，第 3 条的起止时间还是“2019年07月至今”。\n\n{UNIT}"
    await chat.say(text)
    assert (await chat.say("好")).text.startswith(f"✓ 已改：{shown}")


async def test_correction__by_one_moment_of_a_closed_period__asks_which_end(server: Served) -> None:
    chat = await third(server)
    await chat.say("2019.7-2020.3")
    said = await chat.say("刚才时间错了，是2019年9月")
    assert said.text == (
        "第 3 条的起止时间，改哪一头？\n〔1 改成 2019年09月至2020年03月=改开始〕\n"
        "〔2 改成 2019年07月至2019年09月=改结束〕\n〔不改〕"
    )
    said = await chat.say("1")
    assert "改成：2019年09月至2020年03月" in said.text
    assert (await chat.say("改")).text.startswith("✓ 已改：2019年09月至2020年03月")


async def test_correction__to_what_stands_there__changes_nothing(server: Served) -> None:
    chat = await third(server)
    await chat.say("2019年7月到现在")
    assert (await chat.say("刚才时间错了，是2019年7月")).text == f"那一题已经是“2019年07月至今”了\n\n{UNIT}"


async def test_correction__of_another_row_by_its_number__writes_there_alone(server: Served) -> None:
    chat = await with_rows(server)
    said = await chat.say("改 第1条时间：2010.9-2015.12")
    assert said.text.startswith("第 1 条的起止时间，改成这样？\n原来：2010年08月至2015年12月")
    await chat.say("改")
    said = await chat.say("看全部")
    assert said.text == (
        "【工作经历】要改，发前面的数字\n1 2010.09 至 2015.12｜云溪区人民医院｜内科｜医师\n"
        "2 2016.01 至 2019.06｜云溪区人民医院｜内科临床｜主治医师\n\n〔接着填〕　⟦去小程序⟧"
    )


FIRST_TIME = "第 1 条的起止时间，改成这样？\n原来：2010年08月至2015年12月\n改成：2011年09月至2015年12月\n"
FIRST_UNIT = "第 1 条的工作单位，改成这样？\n原来：云溪区人民医院\n改成：丙院\n"
BY_NUMBER = {
    "第1条时间改成2011.9-2015.12": FIRST_TIME,
    "第一条的时间改为 2011.9-2015.12": FIRST_TIME,
    "改 第1条时间改成2011.9-2015.12": FIRST_TIME,
    "改第一条时间：2011.9-2015.12": FIRST_TIME,
    "工作经历第1条时间写错了，是2011.9-2015.12": FIRST_TIME,
    "把第1条的工作单位改成丙院": FIRST_UNIT,
    "第一条工作单位改成丙院": FIRST_UNIT,
    "第1条工作单位错了，应该是丙院": FIRST_UNIT,
    "第1条工作单位错了": "【工作经历 · 第 1 条】2/4\n",
    "第1条错了": "【工作经历 · 第 1 条】要改哪一项？",
    "改第一条": "【工作经历 · 第 1 条】要改哪一项？",
    "改工作经历第1条": "【工作经历 · 第 1 条】要改哪一项？",
    "第1条改成2011.9-2015.12": "没看懂要改第 1 条的哪一项，还没改。\n\n【工作经历 · 第 1 条】要改哪一项？",
    "把第一条的颜色改成红": "没看懂要改第 1 条的哪一项，还没改。\n\n【工作经历 · 第 1 条】要改哪一项？",
    "第9条时间改成2011.9-2015.12": "没有第 9 条，现在共 2 条。",
    "第0条时间改成2011.9-2015.12": "没有第 0 条，现在共 2 条。",
    "前途第1条时间改成2011.9-2015.12": "说的是哪一栏？",
    "第一段时间改成2011.9-2015.12": "没看懂要改哪一条，还没改。请说第几条的哪一项，比如“第1条时间改成2011.9-2015.12”。",
    "上一条时间改成2011.9-2015.12": "没看懂要改哪一条，还没改。",
}


@pytest.mark.parametrize("text", BY_NUMBER)
async def test_correction__that_names_its_row__is_of_that_row_and_no_other(server: Served, text: str) -> None:
    chat = await with_rows(server)
    stood = [chat.stored(f"work.{row}.{field}") for row in ("r1", "r2") for field in ("period", "unit")]
    said = await chat.say(text)
    assert said.text.startswith(BY_NUMBER[text])
    assert stood == [chat.stored(f"work.{row}.{field}") for row in ("r1", "r2") for field in ("period", "unit")]


async def test_correction__that_names_its_row_alone__goes_on_in_that_row(server: Served) -> None:
    chat = await with_rows(server)
    await chat.all("第1条改成2011.9-2015.12", "1", "2011.9-2015.12")
    said = await chat.say("看全部")
    assert said.lines[1:3] == [
        "1 2011.09 至 2015.12｜云溪区人民医院｜内科｜医师",
        "2 2016.01 至 2019.06｜云溪区人民医院｜内科临床｜主治医师",
    ]


@pytest.mark.parametrize("text", ["第1条时间是2011.9-2015.12", "第一条的时间：2011.9-2015.12"])
async def test_correction__said_of_another_row_to_an_open_question__is_no_answer_to_it(
    server: Served, text: str
) -> None:
    chat = await third(server)
    await chat.say("2019.7至今")
    assert (await chat.say(text)).text.startswith(FIRST_TIME)
    assert (await chat.say("不改")).text.endswith(UNIT)


async def test_correction__of_a_row_from_another_section__is_of_that_row(server: Served) -> None:
    chat = await with_rows(server)
    await chat.say("填封面")
    assert (await chat.say("工作经历第一条时间改成2011.9-2015.12")).text.startswith(FIRST_TIME)


async def test_look__at_a_row__opens_an_answer_by_its_number(server: Served) -> None:
    chat = await with_rows(server)
    said = await chat.say("改第 2 条")
    assert said.text == (
        "【工作经历 · 第 2 条】要改哪一项？发前面的数字\n1 起止时间　2016.01 至 2019.06\n2 工作单位　云溪区人民医院\n"
        "3 专业技术工作　内科临床\n4 职称/职务　主治医师\n\n〔接着填〕　⟦去小程序⟧"
    )
    said = await chat.say("3")
    assert said.text.startswith("【工作经历 · 第 2 条】3/4\n从事什么专业技术工作？")
    assert "现在是：内科临床　〔不改，下一题〕" in said.text
    assert (await chat.say("内科临床、带教")).text.startswith("✓ 已改：内科临床、带教（原来 内科临床）")


async def test_row__dropped__comes_back_with_one_word(server: Served) -> None:
    """X-06."""
    chat = await with_rows(server)
    said = await chat.say("删第1条")
    assert said.text == "✓ 第 1 条删掉了，还剩 1 条。\n\n〔撤回〕　〔再加一条〕　〔下一栏〕"
    assert (await chat.say("撤回")).text == "✓ 已撤回：第 1 条放回来了\n\n〔接着填〕"
    assert "1 2010.08 至 2015.12" in (await chat.say("看全部")).text
    await chat.say("删第2条")
    said = await chat.say("找回")
    assert said.text.startswith("✓ 找回来了。")
    assert "2 2016.01 至 2019.06" in (await chat.say("看全部")).text
    assert (await chat.say("删第9条")).text.startswith("没有第 9 条，现在共 2 条。")


async def test_row__moved__stands_in_its_new_place(server: Served) -> None:
    chat = await with_rows(server)
    said = await chat.say("第2条移到第1条")
    assert said.text.startswith("✓ 第 2 条移到第 1 条了。\n\n〔移回去=第1条移到第2条〕")
    assert "1 2016.01 至 2019.06" in said.text
    assert "没有第 7 条" in (await chat.say("第1条移到第7条")).text


async def test_row__begun_and_not_wanted__is_gone_without_a_trace(server: Served) -> None:
    chat = await third(server)
    said = await chat.say("不填这条")
    assert "共 2 条，最多 8 条。" in said.text
    assert "第 3 条" not in (await chat.say("看全部")).text


async def test_section__emptied__is_asked_about_once_and_found_again(server: Served) -> None:
    chat = await with_rows(server)
    said = await chat.say("清空这一栏")
    assert said.text == (
        "清空“工作经历”这一栏吗？里面填的都会拿掉，30 天内发“找回”能找回来。\n〔确定清空〕\n〔不清空〕"
    )
    assert (await chat.say("不清空")).text == "好，没有清空。\n\n〔接着填〕"
    assert "2 2016.01" in (await chat.say("看全部")).text
    await chat.say("清空这一栏")
    assert (await chat.say("确定清空")).text.startswith("✓ 工作经历清空了，30 天内发“找回”能找回来。")
    assert (await chat.say("找回")).text.startswith("✓ 找回来了。")
    assert "2 2016.01" in (await chat.say("看全部")).text


async def test_emptying__tapped_again_later__asks_again(server: Served) -> None:
    chat = await with_rows(server)
    await chat.all("清空这一栏", "不清空", "填封面")
    said = await chat.say("确定清空")
    assert said.text.startswith("清空“封面”这一栏吗？")
    assert chat.stored("cover.specialty") == "内科"


async def test_section__without_rows__begins_with_the_first_row(server: Served) -> None:
    chat = await covered(server)
    said = await chat.say("填工作经历")
    about, _, asks = said.text.partition("\n\n")
    assert about.startswith("要写出初级、中级、副高一级一级的晋升。"), "what the region says of the section comes first"
    assert asks.startswith("【工作经历 · 第 1 条】1/4\n从哪年哪月到哪年哪月？")
    await chat.say("2010.8-2015.12")
    assert (await chat.say("再加一条")).text.startswith("【工作经历 · 第 2 条】1/4")


async def test_rows__at_their_most__offer_no_other(server: Served) -> None:
    chat = await with_rows(server, 1)
    for year in range(2011, 2018):
        await chat.all("再加一条", f"{year}.1-{year}.12", "云溪区人民医院", "内科")
        said = await chat.say("医师")
    assert "共 8 条，最多 8 条。" in said.text
    assert "〔再加一条〕" not in said.text
    assert "已满 8 条" in (await chat.say("再加一条")).text


@pytest.mark.parametrize("words", ["我想再加一条工作经历", "怎么加工作经历"])
async def test_row__asked_for_from_elsewhere__is_begun_in_its_section(server: Served, words: str) -> None:
    chat = await with_rows(server, 1)
    await chat.all("下一栏", "填基本信息")
    said = await chat.say(words)
    assert said.lines[0] == "【工作经历 · 第 2 条】1/4"


async def test_row__of_a_section_that_nobody_knows__is_asked_about(server: Served) -> None:
    chat = await with_rows(server, 1)
    await chat.all("下一栏", "填基本信息")
    assert (await chat.say("再加一条住房补贴")).text.startswith("说的是哪一栏？")
