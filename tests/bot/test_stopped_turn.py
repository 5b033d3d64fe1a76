"""A turn that is stopped at any of its awaits: the platform's retry finishes it, once, with the same answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from zhiping.compose import bot_of, wire_of

from ..casework.stage import Served
from .chatting import Chat, applicant, known, with_rows
from .stopping import every_stop

TEXT = "<MsgType>text</MsgType><Content><![CDATA[{}]]></Content>"
PHOTO = "<MsgType>image</MsgType><PicUrl>http://x.invalid/1</PicUrl><MediaId>m1</MediaId>"


async def stranger(server: Served) -> Chat:
    return Chat(server)


async def choosing(server: Served) -> Chat:
    chat = await known(server)
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面")
    return chat


async def correcting(server: Served) -> Chat:
    chat = await with_rows(server, 1)
    await chat.say("改 第1条时间：2010.9-2015.12")
    return chat


async def at_training(server: Served) -> Chat:
    chat = await applicant(server)
    await chat.say("填基本信息")
    await chat.say("拍继续教育")
    return chat


TURNS: dict[str, tuple[Callable[[Served], Awaitable[Chat]], str]] = {
    "first_word": (stranger, TEXT.format("开始申报")),
    "answer": (applicant, TEXT.format("主治医师")),
    "application": (choosing, TEXT.format("副高")),
    "correction": (correcting, TEXT.format("改")),
    "photo": (at_training, PHOTO),
}


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
@pytest.mark.parametrize("turn", TURNS)
async def test_turn__stopped_at_any_await_and_sent_again__is_done_once_with_one_answer(
    server: Served, turn: str, cold: bool
) -> None:
    bot, wire = bot_of(server.house, server.settings), wire_of(server.settings, server.house)
    prepare, inner = TURNS[turn]
    calm = await prepare(server)
    before = len(calm.replies)
    expected = await calm.push(inner)
    written = await calm.recorded()
    assert len(calm.replies) == before + 1
    chats: list[tuple[Chat, tuple[dict[str, str], str]]] = []

    async def work(_: int) -> Coroutine[Any, Any, Any]:
        chat = await prepare(server)
        sent = chat.sealed(inner)
        chats.append((chat, sent))
        if cold:
            server.house.heads.forget(*list(server.house.heads._kept))
            server.house.renew()
        return bot.receive(wire.open(sent[0], sent[1].encode()))

    stops = 0
    async for nth in every_stop(work):
        chat, sent = chats[-1]
        stops = nth
        for _ in range(2):
            said = await chat.deliver(*sent)
            assert said.text == expected.text, nth
        assert await chat.recorded() == written, nth
    assert stops >= 2
    assert (await chats[0][0].say("进度")).status == 200  # nothing is left locked
