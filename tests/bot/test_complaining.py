"""A complaint by chat, and the way from a rejection to its dispute (X-24)."""

from __future__ import annotations

from ..casework.stage import Served, good
from ..casework.way import pushed
from .chatting import Chat


async def test_complaint__written_in_chat__reaches_the_unit_above_and_its_answer_comes_back(alone: Served) -> None:
    """The word 投诉 takes the next message, whatever question is on the screen; the own unit reads nothing (X-24)."""
    zhou, qin = alone.caller("zhou"), alone.caller("qin")
    chat = Chat.with_phone(alone, "zhou")
    await chat.join(zhou)
    await chat.say("改申报职称专业方向")
    assert "交给云溪区卫健委看，您单位看不到" in (await chat.say("投诉")).text
    assert "还没交上去" in (await chat.say("嗯")).text
    assert "✓ 交给云溪区卫健委了" in (await chat.say("人事科一直不确认，去了三次都没有人")).text
    [seen] = good(await qin.get("units/u-yunxi/matters"))
    assert seen["text"] == "人事科一直不确认，去了三次都没有人"
    assert good(await alone.caller("luo").get("units/u-hospital/matters")) == []
    assert "人事科" not in str(await chat.answers())
    await chat.say("投诉")
    assert "好，没有写。" in (await chat.say("不写了")).text
    await chat.say("投诉")
    assert "还没有交" in (await chat.say("进度")).text
    await pushed(alone)
    good(await qin.post(f"units/u-yunxi/matters/{seen['id']}", {"text": "已经请医院三天内办"}))
    assert any("已经请医院三天内办" in t.text for t in await pushed(alone) if t.who == f"person:{zhou.id}")


async def test_rejection__complained_of_in_chat__leads_to_the_dispute(alone: Served) -> None:
    zhou = alone.caller("zhou")
    chat = Chat.with_phone(alone, "zhou")
    await chat.join(zhou)
    base = await alone.submitted()
    assert "提异议" not in (await chat.say("投诉")).text
    await alone.caller("luo").deed(base, "reject", {"opinion": "学分不够"})
    said = await chat.say("投诉")
    assert said.pages["提异议"] == f"pages/dispute/dispute?base={base}"
