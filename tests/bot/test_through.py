"""A section of many questions that is through: what is said of it leaves room for the way on."""

from __future__ import annotations

from ..casework.answers import APPLICATION
from ..casework.pictures import certificate
from ..casework.stage import Served, good
from .chatting import Chat, covered


async def through(server: Served) -> Chat:
    """Somebody who answers the last question of a long section."""
    chat = await covered(server)
    assert chat.caller is not None
    for address, given in APPLICATION.items():
        if address.startswith("basic.") and address != "basic.frontline":
            await chat.caller.save(chat.base, address, given)
    return chat


async def test_section__of_many_answers__is_not_read_back_whole(server: Served) -> None:
    """T1: the way on is on the screen, and what was filled one tap away."""
    chat = await through(server)
    said = await chat.all("改是否为一线医务人员", "否")
    assert "基本信息还差 3 项，先放着也行：" in said.text
    assert "〔看填了什么=查看〕" in said.lines
    assert "毕业时间" not in said.text
    assert len(said.lines) < 12, said.text
    assert (await chat.tap(said, "看填了什么")).lines[0] == "【基本信息】要改，发前面的数字"


async def test_next_answer__typed_at_once__is_asked_back_at_its_question(server: Served) -> None:
    """What belongs to the next section is not lost on the way there, and stored only when that is agreed to."""
    chat = await through(server)
    assert chat.caller is not None
    for slot in ("id_proof", "schooling_proof", "training_proof"):
        proof = f"{chat.base}/evidence/basic.{slot}"
        good(await chat.caller.upload(f"{proof}/pages", certificate(), "a.pdf"))
        await server.work()
        good(await chat.caller.post(f"{proof}/keep"))
    said = await chat.all("改是否为一线医务人员", "否")
    assert said.lines[0] == "✓ 基本信息填好了，28 项都已保存。"
    assert "没看懂这句话" in (await chat.say("咕噜咕噜")).text
    said = await chat.say("2009.7-2012.6")
    why = "这是下一栏“学习培训经历”里的，还没保存。"
    assert said.text == f"{why}\n“2009.7-2012.6”是“起止时间”这一题的答案吗？\n〔是，保存〕\n〔不是〕"
    said = await chat.say("是，保存")
    assert said.lines[0].startswith("✓ 已保存：2009年07月至2012年06月")
