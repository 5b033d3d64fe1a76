"""A question for a photo that was answered in the pages, or handed in with all the rest: the chat asks it no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.roll import take

from ..casework.stage import Served, good
from .chatting import Chat
from .test_photos import at_slot

PROOF = "basic.training_proof"
OFFICE = "交了以后要单位退回才能改。您的单位：\n云溪区人民医院人事科"


@pytest.fixture(scope="session")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roll")


async def handed_in(alone: Served) -> Chat:
    """Somebody who was asked for a photo in chat, and has handed in since, in the pages."""
    chat = Chat.with_phone(alone, "zhou's phone")
    await chat.join(alone.caller("zhou"))
    assert "拍照发来" in (await chat.all("接着填", "改继续教育印证材料")).text
    await alone.submitted()
    return chat


@pytest.mark.parametrize("text", ["退回", "撤回申报"])
async def test_words__after_handing_in__say_where_it_is_and_what_can_be_done(alone: Served, text: str) -> None:
    """X-11: a question of weeks ago does not stand between somebody and the way back."""
    chat = await handed_in(alone)
    said = await chat.say(text)
    assert said.text.startswith("您的申报在云溪区人民医院，")
    assert OFFICE in said.text


async def test_other_words__after_handing_in__are_not_met_with_the_old_question(alone: Served) -> None:
    chat = await handed_in(alone)
    said = await chat.say("咕噜咕噜")
    assert said.lines[0] == "没看懂这句话，您想做哪一件？"
    assert "您的申报在云溪区人民医院" in (await chat.say("好的")).text


async def test_photo__after_handing_in__is_told_when_it_can_be_used(alone: Served, roll: Path) -> None:
    chat = await handed_in(alone)
    said = await chat.send_photo(take(roll, "certificate.jpg"))
    assert said.text == "已经交了，现在不能加材料。照片先替您存着，退回以后可以放进去。"
    told = [*await chat.after(), *await chat.after(23.0)]
    assert told[-1].text == "✓ 1 张照片存好了，还没有放到哪一栏。\n\n退回以后可以放进去。"


async def test_piece__given_in_the_pages__is_asked_for_no_more(server: Served, roll: Path) -> None:
    """X-07: also where a command came in between."""
    chat = await at_slot(server, "given in the pages")
    assert chat.caller is not None
    proof = f"{chat.base}/evidence/basic.support_proof"
    good(await chat.caller.upload(f"{proof}/pages", take(roll, "certificate.jpg"), "a.jpg"))
    await chat.after()
    good(await chat.caller.post(f"{proof}/keep"))
    said = await chat.say("进度")
    assert "卫生支农印证材料" not in said.text
    for text in ("帮助", "咕噜咕噜"):
        assert "这里要照片" not in (await chat.say(text)).text
    said = await chat.say("接着填")
    assert "卫生支农印证材料" not in said.text, "it goes on with the next question"
