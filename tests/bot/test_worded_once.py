"""A question that is worded once for everybody reads as if it were worded for the one who is asked."""

from __future__ import annotations

import pytest

from bot import keeping

from ..casework.stage import Served
from .chatting import Chat, applicant

QUESTIONS = 45  # more than the section has


async def begun(server: Served, title: str, specialty: str, present: str = "主治医师") -> Chat:
    chat = await applicant(server)
    await chat.all(present, title, specialty, "正常晋升", "临床")
    return chat


async def walk(chat: Chat, *, anew: bool) -> list[str]:
    """Pass over every question of the long section; return what was said, worded anew each time or not."""
    said = [(await chat.say("填基本信息")).text]
    for _ in range(QUESTIONS):
        if anew:
            keeping.forget()
        reply = await chat.say("跳过")
        for path in reply.pages.values():
            assert "applications/" not in path or chat.base in path, "somebody else's page"
        said.append(reply.text)
    return said


@pytest.mark.parametrize(
    ("mine", "another"),
    [(("副主任医师", "心血管内科"), ("副主任护师", "护理学")), (("副主任药师", "药学"), ("副主任医师", "儿科"))],
)
async def test_questions__worded_before_for_another__read_as_worded_anew(
    server: Served, mine: tuple[str, str], another: tuple[str, str]
) -> None:
    anew = await walk(await begun(server, *mine), anew=True)
    keeping.forget()
    await walk(await begun(server, *another), anew=False)
    assert await walk(await begun(server, *mine), anew=False) == anew


async def rows(chat: Chat, *, anew: bool) -> list[str]:
    """Fill two rows, of which some questions offer what this person alone may tap; return what was said."""
    said: list[str] = []
    for text in ("填工作经历", "2008.7-2015.11", "1", "内科", "护师", "再加一条", "2015.12-2019.6", "乡镇卫生院"):
        if anew:
            keeping.forget()
        reply = await chat.say(text)
        for path in reply.pages.values():
            assert "applications/" not in path or chat.base in path, "somebody else's page"
        said.append(reply.text)
    return said


async def test_questions_of_rows__worded_before_for_another__read_as_worded_anew(server: Served) -> None:
    mine, another = ("副主任医师", "心血管内科", "主治医师"), ("副主任护师", "护理学", "主管护师")
    anew = await rows(await begun(server, *mine), anew=True)
    keeping.forget()
    theirs = await rows(await begun(server, *another), anew=False)
    again = await rows(await begun(server, *mine), anew=False)
    assert again == anew
    assert any("主管护师" in text for text in theirs), "what a person alone is offered is among it"
    assert not any("主管护师" in text for text in again)
