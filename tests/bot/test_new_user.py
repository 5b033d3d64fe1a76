"""What somebody meets who knows nothing of the product: the chat remembers what the pages did, and says what it is."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from .chatting import Chat

MARKS = (
    {"address": "work.r2.period", "text": "和聘书不一致，聘书是 2012.12"},
    {"address": "basic.ethics", "text": "和考核表不一样"},
)


@pytest.fixture
def server(alone: Served) -> Served:
    """These tests hand in the one finished application."""
    return alone


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


async def test_signature__given_on_the_page__is_known_to_the_chat(server: Served) -> None:
    chat = await at_pledge(server)
    for words in ("提交", "还差什么"):
        said = await chat.say(words)
        assert said.text == "都填好了，也签好了，还没有交。\n\n⟦核对、签名、提交⟧"
    await server.submitted()
    for words in ("修改", "撤回"):
        said = await chat.say(words)
        assert said.text.startswith("交了以后要单位退回才能改。")
        assert "承诺" not in said.text
    assert "承诺" not in (await chat.say("在吗")).text
    assert (await chat.say("提交")).text.startswith("您的申报在云溪区人民医院，正在审核")


@pytest.mark.parametrize("words", ["改", "修改", "看要改的", "提交"])
async def test_return__asked_what_to_mend__lists_the_places_whatever_is_open(server: Served, words: str) -> None:
    """B-03."""
    said = await (await returned(server)).say(words)
    assert "① 工作经历第 2 条 起止时间" in said.text
    assert "② 基本信息 医德医风满意度" in said.text


async def test_progress__after_a_return__says_that_it_was_one(server: Served) -> None:
    """X-12."""
    said = await (await returned(server)).say("进度")
    assert "↩ 11月10日 云溪区人民医院：退回，改好这两处再交" in said.lines


async def test_person__back_days_after_a_return__is_told_of_it(server: Served) -> None:
    """X-02."""
    chat = await returned(server)
    assert "〔1 看要改的〕" in (await chat.say("在吗")).text
    server.move_clock(day=17)
    said = await chat.say("在吗")
    assert said.text.startswith("云溪区人民医院退回了您的申报。\n意见：改好这两处再交")
    assert "① 工作经历第 2 条 起止时间" in said.text
    await chat.say("改②")
    server.move_clock(day=19)
    said = await chat.say("在吗")
    assert "有 2 处要改" in said.text
    assert "〔看要改的=改〕" in said.text
