"""However often and in whatever order the platform delivers: one effect, one answer (invariant 2)."""

from __future__ import annotations

import asyncio

import pytest

from storage import sweep
from web import callback
from zhiping.worker import TERMS

from ..casework.stage import Served
from .chatting import applicant, at_ethics, with_rows

TEXT = "<MsgType>text</MsgType><Content><![CDATA[{}]]></Content>"


async def test_message__delivered_three_times_at_once_and_again_later__is_one(server: Served) -> None:
    chat = await applicant(server)
    before = await chat.recorded()
    body = chat.sealed(TEXT.format("主治医师"))
    replies = await asyncio.gather(*(chat.deliver(*body) for _ in range(3)))
    written = await chat.recorded()
    assert written["application answered"] == before.get("application answered", 0) + 2  # the answer, and what follows
    server.move_clock(hour=12)
    replies.append(await chat.deliver(*body))
    assert len({r.raw for r in replies}) == 1
    assert replies[0].text.startswith("✓ 已保存：主治医师")
    assert await chat.recorded() == written


async def test_message__sealed_anew_for_its_retry__is_still_one(server: Served) -> None:
    chat = await with_rows(server, 1)
    said = [await chat.say("再加一条", msg_id=77, created=int(server.house.clock.time())) for _ in range(2)]
    assert said[0].raw == said[1].raw
    assert "共 2 条" not in (await chat.say("看全部")).text.replace("〔", "")
    assert (await chat.recorded())["application row_added"] == 2


async def test_retry__while_the_first_is_still_at_work__waits_for_it_and_says_the_same(server: Served) -> None:
    chat = await applicant(server)
    body = chat.sealed(TEXT.format("主治医师"))
    async with server.house.heads.hold(chat.stream):  # another deed has the chat in its hands
        going = [asyncio.create_task(chat.deliver(*body)) for _ in range(3)]
        done, _ = await asyncio.wait(going, timeout=0.1)
        assert not done
    replies = await asyncio.gather(*going)
    assert len({r.raw for r in replies}) == 1
    assert (await chat.recorded())["application answered"] == 2


async def test_turn__slower_than_the_platforms_patience__is_answered_by_the_retry(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await applicant(server)
    body = chat.sealed(TEXT.format("主治医师"))
    # The platform sets the patience, so the product takes no other; the real four seconds would only be waited out.
    monkeypatch.setattr(callback, "PATIENCE", 0.05)  # as if the turn took longer than the platform waits
    async with server.house.heads.hold(chat.stream):
        late = await chat.deliver(*body)
        assert (late.status, late.raw) == (503, "")
    monkeypatch.undo()
    assert (await chat.deliver(*body)).text.startswith("✓ 已保存：主治医师")
    assert (await chat.recorded())["application answered"] == 2


@pytest.mark.parametrize("hours", [13, 24, 24 * 365])
async def test_push__repeated_after_its_key_was_swept__is_answered_with_nothing(alone: Served, hours: int) -> None:
    """What was signed once is not obeyed again by whoever kept it; the platform repeats within seconds.

    Sweeping ends everybody's sessions: nobody else is there.
    """
    chat = await at_ethics(alone)
    body = chat.sealed("<MsgType>text</MsgType><Content>92</Content>")
    assert (await chat.deliver(*body)).text.startswith("✓ 已保存：92%")
    await chat.say("撤回")
    alone.house.clock.move(alone.house.clock.offset + hours * 3600)
    await sweep(alone.house.storage.database, alone.house.clock.time(), TERMS)
    written = await chat.recorded()
    again = await chat.deliver(*body)
    assert (again.status, again.raw) == (200, "")
    assert await chat.recorded() == written
    assert chat.stored("basic.ethics") is None


async def test_same_number__from_two_people__is_two_messages(server: Served) -> None:
    one, two = await applicant(server), await applicant(server, "何宁")
    now = int(server.house.clock.time())
    first = await one.say("主治医师", msg_id=4711, created=now)
    second = await two.say("主管护师", msg_id=4711, created=now)
    assert first.text.startswith("✓ 已保存：主治医师")
    assert second.text.startswith("✓ 已保存：主管护师")
    assert (one.stored("cover.current_title"), two.stored("cover.current_title")) == ("主治医师", "主管护师")


async def test_events__of_one_second__are_told_apart_by_what_they_say(server: Served) -> None:
    chat = await at_ethics(server)
    now = int(server.house.clock.time())
    help_text = await chat.menu("help", created=now)
    progress = await chat.menu("progress", created=now)
    assert "常用的话" in help_text.text
    assert "还没有交" in progress.text
    written = await chat.recorded()
    assert (await chat.menu("help", created=now)).raw == help_text.raw
    assert await chat.recorded() == written


async def test_two_answers__that_overtake_each_other__are_not_written_into_the_wrong_question(server: Served) -> None:
    chat = await applicant(server)
    now = int(server.house.clock.time())
    await chat.say("主治医师", created=now - 30)
    late = await chat.say("心内科", created=now - 40)  # typed before, delivered after
    assert late.text.startswith("这条发得比这一题早，还没保存。")
    assert chat.stored("cover.specialty") is None


async def test_messages__of_two_people_at_the_same_time__do_not_wait_for_each_other(server: Served) -> None:
    one, two = await applicant(server), await applicant(server, "何宁")
    async with server.house.heads.hold(one.stream):
        assert (await two.say("主治医师")).text.startswith("✓ 已保存：主治医师")
    assert (await one.say("主治医师")).text.startswith("✓ 已保存：主治医师")
