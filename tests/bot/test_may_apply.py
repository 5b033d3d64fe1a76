"""May I apply? Asked in chat before anything is begun, answered with the clause it rests on, offered again later."""

from __future__ import annotations

from typing import Any

import pytest

from ..casework.stage import Caller, Served, good, refused
from .chatting import Chat, known

BEFORE = ("我能报吗", "否", "中级报副高", "2016.1", "大学本科", "临床", "否", "都合格")
YES = """按您答的，可以报。

任现职已满 10 年。要满几年，看学历和级别，以今年的文件为准；\
全国的原则见人社部发〔2021〕51号（一般原则，以今年的文件为准）。
表格类别一般填“临床”；影像、检验、病理填“医技”，计划生育填“计划生育”（手册 4.3.1）。
其余答的没有问题，依据手册 2.4.1、4.3.7。

只是先看一眼，以今年的文件和单位的意见为准。
刚才答的，填到那里再给您选。

〔开始申报〕　〔重新查一遍〕　〔人工〕"""


async def test_stranger__asks__is_asked_in_turn_and_told_with_the_clauses(server: Served) -> None:
    """CQ-06, CQ-15: who fills which table, and the examination, before anything is begun."""
    chat = Chat(server)
    said = await chat.say("我能报吗")
    assert said.lines[2:4] == ["【申报前自查】1/8", "今年的申报，有没有被“审核不通过”？"]
    assert (await chat.say("不知道")).lines[0] == "没看懂“不知道”。"
    assert (await chat.say("帮助")).text.startswith("常用的话")
    assert "【申报前自查】1/8" in (await chat.say("我能报吗")).text, "it goes on where it stopped"
    said = await chat.all(*BEFORE[1:])
    assert said.lines[0] == "【申报前自查】8/8"
    assert (await chat.tap(said, "1 已有成绩")).text == YES
    said = await chat.all("重新查一遍", "是", *BEFORE[2:], "还没考")
    assert said.lines[0] == "按您答的，现在还不能报。"
    assert (
        "现在还不能：报副高要有专业考试成绩，或者属于免考的。还没考的，先看今年的考试通知（手册 4.3.7）。" in said.lines
    )
    assert "先确认是您本人" in (await chat.say("开始申报")).text
    assert await chat.recorded() == {"contact followed": 1, "contact met": 1}, "kept with the asker, nowhere else"


async def test_count__of_the_questions__never_grows_and_a_year_alone_is_understood(server: Served) -> None:
    chat = Chat(server)
    heads = [(await chat.say(text)).text.partition("【申报前自查】")[2][:3] for text in BEFORE]
    assert heads == [f"{n}/8" for n in range(1, 9)]
    chat = Chat(server)
    said = await chat.all("我能报吗", "否", "副高级报正高")
    assert said.lines[0] == "【申报前自查】3/7"
    assert (await chat.say("去年")).lines[:3] == ["2025 年几月？年和月一起发。", "", "【申报前自查】3/7"]
    assert (await chat.say("不记得")).lines[0] == "没看懂“不记得”。"


@pytest.mark.parametrize(
    ("between", "told"),
    [("论文要几篇？", "要多少才够"), ("帮助", "常用的话"), ("人工", "找人："), ("什么是一线医务人员免考", "")],
)
async def test_question__asked_in_the_middle__is_answered_and_the_open_one_comes_again(
    server: Served, between: str, told: str
) -> None:
    """CQ-15: of a stranger as of somebody known, by number, by name and by the link of the older message."""
    for chat in (Chat(server), await known(server)):
        asked = await chat.all("我能报吗", "否")
        said = await chat.say(between)
        assert told in said.text
        assert said.text.endswith(asked.text), "the open question comes last"
        assert "】3/" in (await chat.say("1")).text
        said = await chat.tap(asked, "2 副高级报正高")
        assert said.lines[0].startswith("【申报前自查】3/"), "the older link changes its own answer"
        await chat.say("帮助")
        assert "】4/" in (await chat.say("2016.1")).text


async def test_what_is_not_understood__in_the_middle__leads_back_to_the_questions(server: Served) -> None:
    chat = Chat(server)
    asked = await chat.all("我能报吗", "否")
    await chat.say("开始申报")
    said = await chat.say("咕噜咕噜")
    assert said.lines[1] == "〔1 接着自查=我能报吗〕"
    assert (await chat.say("1")).text == asked.text


async def test_answer_given_before__where_the_same_is_asked__is_one_tap_away_and_not_filled_in(server: Served) -> None:
    """CQ-15: also what a stranger answered before the chat was joined to a person."""
    chat = Chat(server)
    await chat.all(*BEFORE, "已有成绩")
    await chat.join(await server.newcomer("周岚", unit=""))
    said = await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面")
    assert said.lines[-1] == "您先前答的：〔副高〕"
    said = await chat.tap(said, "副高")
    assert said.lines[0] == "✓ 已保存：副高"
    said = await chat.all("填基本信息", "跳过", "92", "0")
    assert said.lines[-1] == "您先前答的：〔大学本科〕"
    assert chat.stored("basic.schooling") is None
    assert (await chat.tap(said, "大学本科")).lines[0] == "✓ 已保存：大学本科"
    said = await chat.say("改聘任现职时间")
    assert said.lines[-1] == "您先前答的：〔2016.1〕"
    assert (await chat.tap(said, "2016.1")).lines[0] == "✓ 已保存：2016年01月"


async def test_answer_given_before__is_a_chip_of_the_page_where_the_same_is_asked(server: Served) -> None:
    """CQ-15: of the person who answered, and of nobody else; filled in by nobody but the person."""
    chat = Chat(server)
    await chat.all(*BEFORE, "已有成绩")
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高")
    assert chat.caller is not None
    asked = await fields(chat.caller, f"{chat.base}/sections/basic")
    assert asked["basic.schooling"]["suggest"] == ["大学本科"]
    assert asked["basic.engaged_since"]["suggest"] == ["2016.1"]
    assert "text" not in asked["basic.schooling"]
    await chat.caller.save(chat.base, "basic.schooling", "硕士研究生")
    assert (await fields(chat.caller, f"{chat.base}/sections/basic"))["basic.schooling"]["suggest"] == []


async def fields(caller: Caller, path: str) -> dict[str, dict[str, Any]]:
    view = good(await caller.get(path))
    return {f["address"]: f for g in view["groups"] for f in g["fields"]}


@pytest.mark.parametrize("text", ["副高级", "副高级职称", "我想报副高级", "副高的"])
async def test_level__named_as_people_say_it__is_understood(server: Served, text: str) -> None:
    """T1."""
    chat = await known(server)
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面")
    assert (await chat.say(text)).lines[0] == "✓ 已保存：副高"


async def test_api__asked_with_answers__gives_questions_and_verdict_and_stores_nothing(server: Served) -> None:
    one: Caller = server.caller("zhou")
    at = "regions/chongqing/inquiry"
    asked = good(await one.get(at))
    assert [q["field"] for q in asked["questions"]][:2] == ["rejected", "level"]
    assert asked["verdict"] == "open"
    answers = {
        "rejected": True, "level": "副高级报正高", "engaged_since": "2016-01", "schooling": "大学本科",
        "practice": "护药技", "local": False, "appraisals": "都合格",
    }  # fmt: skip
    came = good(await one.post(at, {"answers": answers}))
    assert came["verdict"] == "no"
    assert came["said"][0] == {
        "weight": "no", "text": "今年审核不通过的，按规定当年不能再报。有疑问，问审核您的单位。",
        "rests_on": "手册 2.4.1", "clause": "2.4.1",
    }  # fmt: skip
    refused(await one.post(at, {"answers": {"schooling": "没有"}}), 422)
    refused(await one.post(at, {"answers": {"nothing": 1}}), 422)
    refused(await one.get("regions/nowhere/inquiry"), 404)
