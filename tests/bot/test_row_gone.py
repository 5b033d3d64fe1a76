"""What the last reply was about has been taken out by a page: the conversation goes on, and never ends in a fault."""

from __future__ import annotations

import msgspec
import pytest

from casework.actor import Act
from casework.desk import Desk

from ..casework.stage import Served, figure, good
from .chatting import Chat, applicant, with_rows

GONE = "刚才那一条，您在小程序里删了。"


async def take_out(chat: Chat, row: int = 0) -> str:
    """Take a row out on a page; return its id."""
    assert chat.caller is not None
    found = good(await chat.caller.get(f"{chat.base}/sections/work"))["rows"]["cards"][row]["row"]
    good(await chat.caller.delete(f"{chat.base}/sections/work/rows/{found}"))
    return found


@pytest.mark.parametrize(
    ("open_", "then"),
    [
        ("改 第1条时间", "2010.9-2015.12"),
        ("改 第1条时间：2011.9", "改开始"),
        ("改 第1条工作单位：丙院", "改"),
        ("改 第1条工作单位：丙院", "不改"),
    ],
)
async def test_text__where_the_row_of_its_question_is_gone__is_kept_and_the_conversation_goes_on(
    server: Served, open_: str, then: str
) -> None:
    chat = await with_rows(server)
    await chat.say(open_)
    await take_out(chat)
    said = (await chat.say(then)).text
    assert said.startswith(GONE)
    assert GONE not in (await chat.say("还差什么")).text


@pytest.mark.parametrize("command", ["接着填", "进度", "帮助", "人工", "查看", "填基本信息"])
async def test_command__where_the_row_of_the_question_is_gone__is_obeyed(server: Served, command: str) -> None:
    chat = await with_rows(server)
    await chat.say("改 第1条时间：2011.9")
    await take_out(chat)
    said = (await chat.say(command)).text
    assert said.startswith(GONE)
    assert len(said) > len(GONE) + 10


async def test_answer__typed_while_a_page_cleared_its_rows__is_told_so(server: Served) -> None:
    chat = await with_rows(server, 1)
    await chat.say("再加一条")
    assert chat.caller is not None
    good(await chat.caller.post(f"{chat.base}/sections/work/clear"))
    said = (await chat.say("2010.9-2015.12")).text
    assert said.startswith(f"{GONE}这句话没有存。")


async def test_registration__answered_by_a_page_meanwhile__is_not_written_over(server: Served) -> None:
    """What a page has stored since the question was asked is told, and the text that was typed is only offered."""
    chat = await applicant(server)
    await chat.all("填个人情况", "改民族")
    assert chat.caller is not None
    good(await chat.caller.put("people/me/answers/person.nationality", {"text": "藏族"}))
    said = (await chat.say("回族")).text
    assert "您刚在小程序里填了：藏族" in said
    assert "✓" not in said


async def test_fault__that_nobody_foresaw__is_said_once_and_not_with_every_message(server: Served) -> None:
    """A conversation that cannot go on from where it stands begins again without a question; nothing filled is lost."""
    chat = await with_rows(server)
    stream = server.house.contact_stream("oa", chat.openid)

    async def break_(desk: Desk) -> bool:
        head = desk.head(stream)
        broken = {"mode": "confirm", "offer": {"nothing": "known"}, "parts": ["在三家医院轮转过。"]}
        cursor = msgspec.structs.replace(head.present.state.cursor, **broken)
        desk.turned(head, cursor)
        return True

    act = Act(key="break", epoch=server.house.clock.time(), surface="system")
    await server.house.write(act, [stream], "break", break_, bool)
    faults = 'zhiping_turn_seconds_count{outcome="fault"}'
    before = await figure(server, faults)
    said = (await chat.say("2010.9-2015.12")).text
    assert said.startswith("刚才这一句没处理好，没有存（编号 ")
    assert await figure(server, faults) == before + 1, "an operator is not told that it was answered"
    assert "〔接着填〕" in said
    assert "\n2010.9-2015.12\n在三家医院轮转过。" in (await chat.say("找回")).text, "invariant 12"
    assert "没处理好" not in (await chat.say("接着填")).text
    assert chat.caller is not None
    assert len(good(await chat.caller.get(f"{chat.base}/sections/work"))["rows"]["cards"]) == 2
