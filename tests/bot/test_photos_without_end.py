"""Photos that the platform does not give for hours, or ever, and pages nothing can be made of: nobody waits in vain.

The platform keeps a picture for three days (获取临时素材); until then it is asked for again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.jobs.evidence import NOT_MADE
from casework.jobs.photos import LOST, SLOW
from evidence.process import Bench
from sandbox import windows
from sandbox.roll import take
from sandbox.switches import Next
from wechat import Limits

from ..casework.stage import Served, good
from .chatting import Chat, Said

HURRIED = Limits(pause=0.01, tries=1)  # a busy machine still has the seconds of every try
SLOT = "basic.support_proof"
HALF_AN_HOUR = 1800.0


@pytest.fixture
def away(alone: Served) -> Iterator[Served]:
    """The product while the platform gives no picture."""
    alone.house.oa._limits = HURRIED  # the pauses of three tries, every half hour for days, would take minutes
    alone.platform.world.switches.next = [Next(api="/cgi-bin/media/get", kind="busy", count=100_000)]
    yield alone
    alone.platform.world.switches.next = []


async def at_slot(server: Served, name: str) -> Chat:
    """Somebody who is to photograph the proof of support in the country."""
    chat = Chat.with_phone(server, name)
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高", "主治医师")
    assert chat.caller is not None
    await chat.caller.save(chat.base, "basic.support_years", "2")
    await chat.say("拍卫生支农")
    return chat


async def pages(chat: Chat) -> list[dict[str, Any]]:
    assert chat.caller is not None
    return good(await chat.caller.get(f"{chat.base}/evidence/{SLOT}"))["pages"]


def opened(chat: Chat) -> None:
    """Let the platform take messages for somebody who has just written."""
    world = chat.server.platform.world
    user = world.by_openid("oa", chat.openid)
    assert user is not None
    windows.open_window(user, "message", world.now())


async def passing(chat: Chat, hours: float) -> list[Said]:
    """Let hours go by; return what the account has said."""
    return [said for _ in range(int(2 * hours)) for said in await chat.after(HALF_AN_HOUR)]


async def test_photo__platform_away_for_a_day__is_put_in_when_it_is_back(away: Served, tmp_path: Path) -> None:
    chat = await at_slot(away, "a-day")
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await chat.send_photo(take(tmp_path, "letter.jpg"))
    said = await passing(chat, 24)
    assert [s.text for s in said] == [SLOW]
    assert await pages(chat) == []
    away.platform.world.switches.next = []
    said = await passing(chat, 1)
    assert [p["state"] for p in await pages(chat)] == ["good", "good"]
    assert [s.lines[:2] for s in said] == [["第 1 页　可以", "第 2 页　可以"]]


async def test_photo__never_given__is_told_and_lets_the_next_one_in(away: Served, tmp_path: Path) -> None:
    chat = await at_slot(away, "never")
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert [s.text for s in await passing(chat, 40)] == [SLOW]
    opened(chat)
    await chat.say("进度")
    assert [s.text for s in await passing(chat, 40)] == [LOST]
    assert await pages(chat) == []
    away.platform.world.switches.next = []
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await passing(chat, 1)
    assert [p["state"] for p in await pages(chat)] == ["good"]


async def test_pages__nothing_can_be_made_of__are_told_and_can_be_tried_again(
    alone: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages do not stand as being looked at for ever; the photo is kept, and one tap has it looked at again."""
    chat = await at_slot(alone, "bench")
    assert chat.caller is not None
    opened(chat)
    path, well = f"{chat.base}/evidence/{SLOT}", alone.house.bench
    async with Bench() as broken:
        alone.house.bench = broken
        # What looks at pages does not start, as where memory has run out; the product takes no other interpreter.
        monkeypatch.setattr(sys, "executable", "/bin/false")  # no seat of the photo process comes up
        good(await chat.caller.upload(f"{path}/pages", take(tmp_path, "certificate.jpg")))
        said = await passing(chat, 4)
        monkeypatch.undo()
    alone.house.bench = well
    (page,) = await pages(chat)
    assert (page["state"], page["verdict"]) == ("refused", NOT_MADE)
    assert [s.lines[0] for s in said] == ["基本信息 卫生支农印证材料：照片都在，可是没有整理好。请打开看一眼"]
    good(await chat.caller.post(f"{path}/pages/{page['id']}/turn", {"degrees": 90}))
    await alone.work()
    assert [p["state"] for p in await pages(chat)] == ["good"]
