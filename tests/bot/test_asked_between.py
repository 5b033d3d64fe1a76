"""What is asked in between: until when, where the certificate is; each for whoever asks, and nothing is lost by it."""

from __future__ import annotations

import pytest

from ..casework.stage import Served
from .chatting import COVER, applicant, at_ethics, known
from .test_returned import PERIOD, returned

PLANS = "今年的通知："


async def test_deadline__asked_before_anything_is_begun__is_that_of_the_plans(server: Served) -> None:
    chat = await known(server)
    assert PLANS in (await chat.say("什么时候截止")).text


async def test_deadline__asked_while_filling__is_ones_own_and_the_question_stays(server: Served) -> None:
    chat = await at_ethics(server)
    said = (await chat.say("什么时候截止")).text
    assert said.startswith("您的申报，11月30日 17:00 截止，还有 20 天。")
    assert PLANS not in said
    assert "医德医风满意度" in said
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_deadline__asked_after_a_return__is_that_of_the_return(server: Served) -> None:
    chat = await returned(server, PERIOD)
    said = (await chat.say("几号截止")).text
    assert "有 1 处要改" in said
    assert "11月24日 24:00 前交回，还有 10 个工作日。" in said
    assert PLANS not in said
    assert "开始申报" not in said


@pytest.mark.parametrize("between", ["什么时候截止", "帮助", "人工", "稍等"])
async def test_units__listed_before_something_else_was_asked__can_still_be_chosen_by_number(
    server: Served, between: str
) -> None:
    chat = await known(server)
    listed = (await chat.say("云溪")).text
    assert "是哪一个？" in listed
    said = (await chat.say(between)).text
    assert "单位还没选，是哪一个？" in said
    assert "✓ 已保存：" in (await chat.say("1")).text


async def test_list__before_somebody_who_goes_for_a_while__can_still_be_chosen_from(server: Served) -> None:
    chat = await applicant(server)
    await chat.all(*COVER)
    listed = await chat.say("还差什么")
    first = next(send for label, (send, _) in listed.taps.items() if label.startswith("1 "))
    assert (await chat.say("稍等")).text.startswith("好，您随时可以再来。")
    assert (await chat.say("1")).text == (await chat.say(first)).text
