"""What is said of an application as a whole, in each of its statuses: how it ended, until when, how it is changed."""

from __future__ import annotations

import pytest

from ..casework.stage import Served
from ..casework.way import STEPS, carried, returned
from .chatting import Chat, applicant

OFFICE = "云溪区人民医院人事科"


async def withdrawn(server: Served) -> Chat:
    chat = await owner(server)
    assert server.known is not None
    await server.caller("zhou").deed(server.known.full, "withdraw")
    return chat


async def lapsed(server: Served) -> Chat:
    chat = await owner(server)
    server.move_clock(month=12)
    await server.worker.terms()
    return chat


async def lapsed_return(server: Served) -> Chat:
    chat = await owner(server)
    await returned(server, "basic.post")
    server.move_clock(month=12)
    await server.worker.terms()
    return chat


async def rejected(server: Served) -> Chat:
    chat = await owner(server)
    await server.caller("luo").deed(await server.submitted(), "reject", {"opinion": "年限不够"})
    return chat


async def approved(server: Served) -> Chat:
    chat = await owner(server)
    await carried(server, len(STEPS) - 1)
    return chat


async def certified(server: Served) -> Chat:
    chat = await owner(server)
    await carried(server, len(STEPS))
    return chat


async def owner(server: Served) -> Chat:
    chat = Chat(server)
    await chat.join(server.caller("zhou"))
    return chat


WITHDRAWN = "这一份已经结束，现在只能看，内容都留着。要再申报，请重新开始一份。\n\n〔开始申报〕　〔进度〕"
ENDS = {
    "withdrawn": (withdrawn, "已经撤回，内容都留着，只能看。", WITHDRAWN),
    "lapsed": (lapsed, "到期没有交，自动结束了，内容都留着。", WITHDRAWN),
    "lapsed after a return": (lapsed_return, "到期没有交回，自动结束了，内容都留着。", WITHDRAWN),
    "rejected": (
        rejected, "审核不通过：年限不够。按规定今年不能再报。有疑问请联系单位人事科。",
        f"这一份审核不通过，现在只能看。有疑问请联系单位人事科。\n{OFFICE}\n\n〔进度〕　〔帮助〕",
    ),
    "approved": (
        approved, "您已经交了，",
        f"评审已经通过，现在只能看。您现在不用做什么。\n{OFFICE}\n\n〔进度〕　〔帮助〕",
    ),
    "certified": (
        certified, "已经发证，证书编号 渝 2026-0001。恭喜您。",
        f"已经发证，现在只能看。有疑问请联系单位人事科。\n{OFFICE}\n\n〔进度〕　〔帮助〕",
    ),
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
async def test_questions__about_what_is_over__are_answered_with_how_it_ended(alone: Served, end: str) -> None:
    """Nobody is told to have handed in what time ended, nor to ask the unit for a return that it cannot give."""
    brought, ended, change = ENDS[end]
    chat = await brought(alone)
    for text in ("还差什么", "什么时候截止"):
        assert (await chat.say(text)).text.startswith(ended), text
    assert (await chat.say("怎么改")).text == change
    said = await chat.say("咕噜咕噜")
    assert ("看我交的内容" in said.text) == (end == "approved")


@pytest.mark.parametrize(
    ("day", "hour", "left"), [(24, 10, "还有 6 天"), (30, 10, "今天是最后一天"), (30, 18, "已经过了")]
)
async def test_term__of_the_plan__is_said_in_one_way_until_it_is_over(
    alone: Served, day: int, hour: int, left: str
) -> None:
    chat = await applicant(alone)
    alone.move_clock(day=day, hour=hour)
    for text in ("什么时候截止", "还差什么", "进度", "稍等"):
        assert f"11月30日 17:00 截止，{left}" in (await chat.say(text)).text, text


async def test_certificate__asked_for__is_one_tap_away(alone: Served) -> None:
    chat = await certified(alone)
    said = await chat.say("我的证书在哪里")
    assert said.lines[0] == "已经发证，证书编号 渝 2026-0001。恭喜您。"
    assert said.pages == {"看证书，存成 PDF": f"pages/certificate/certificate?base={chat.base}"}


@pytest.mark.parametrize(("words", "says"), [("为什么不通过", "审核不通过：年限不够。"), ("我要申诉", "找人：")])
async def test_rejection__asked_about__is_told_with_its_reason_or_whom_to_call(
    alone: Served, words: str, says: str
) -> None:
    chat = await rejected(alone)
    assert (await chat.say(words)).text.startswith(says)
