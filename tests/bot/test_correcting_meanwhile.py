"""What is taken back, or changed after it was shown, is what stood there: never what a page has written meanwhile."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from .chatting import Chat, applicant, at_ethics, covered, known, with_rows

SPECIALTY = "cover.specialty"


async def begun(server: Served) -> Chat:
    chat = await applicant(server)
    await chat.all("主治医师", "副主任医师", "内科")
    return chat


async def write(chat: Chat, text: str) -> None:
    assert chat.caller is not None
    good(await chat.caller.put(f"{chat.base}/answers/{SPECIALTY}", {"text": text}))


async def test_undo__after_a_page_has_written_again__leaves_what_the_page_wrote(server: Served) -> None:
    chat = await begun(server)
    await write(chat, "儿科")
    said = (await chat.say("撤回")).text
    assert "没有撤回，现在是“儿科”" in said
    assert chat.stored(SPECIALTY) == "儿科"


async def test_change__shown_before_a_page_wrote_again__is_shown_once_more(server: Served) -> None:
    chat = await begun(server)
    await chat.say("改申报职称专业方向：外科")
    await write(chat, "儿科")
    said = (await chat.say("改")).text
    assert "原来：儿科\n改成：外科" in said
    assert chat.stored(SPECIALTY) == "儿科"
    await chat.say("改")
    assert chat.stored(SPECIALTY) == "外科"


@pytest.mark.parametrize("words", ["撤回", "刚才错了", "我填错了"])
async def test_what_is_to_be_taken_back__gone_with_its_row__is_told(server: Served, words: str) -> None:
    chat = await covered(server)
    assert chat.caller is not None
    await chat.all("填工作经历", "2008.7-2012.11", "云溪区人民医院")
    row = (await chat.state()).cursor.place.partition(".")[2]
    good(await chat.caller.delete(f"{chat.base}/sections/work/rows/{row}"))
    said = await chat.say(words)
    assert said.status == 200
    assert said.raw


@pytest.mark.parametrize("words", ["刚才错了", "我填错了"])
async def test_mistake__after_a_row_was_dropped__is_looked_for_in_the_list(server: Served, words: str) -> None:
    chat = await covered(server)
    await chat.all("填工作经历", "2008.7-2012.11", "云溪区人民医院", "内科", "医师", "删第1条")
    said = await chat.say(words)
    assert said.status == 200
    assert said.raw


@pytest.mark.parametrize("words", ["修改", "查看"])
@pytest.mark.parametrize("number", ["0", "00"])
async def test_nothing__has_the_number_0(server: Served, words: str, number: str) -> None:
    chat = await begun(server)
    await chat.say(words)
    said = await chat.say(number)
    assert said.status == 200
    assert said.raw


async def test_level__tapped_twice__is_no_answer_to_the_first_question(server: Served) -> None:
    chat = await known(server)
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面")
    first = await chat.say("副高")
    again = await chat.say("副高")
    assert first.text.endswith(again.text)
    assert chat.stored("cover.current_title") is None


async def test_choice__tapped_twice__is_no_answer_to_the_question_it_led_to(server: Served) -> None:
    chat = await applicant(server)
    first = await chat.say("主治医师")
    again = await chat.say("主治医师")
    assert first.text.endswith(again.text)
    assert again.text.startswith("【封面】2/4\n申报专业方向？")
    assert chat.stored("cover.specialty") is None
    assert (await chat.say("心血管内科")).text.startswith("✓ 已保存：心血管内科")


async def test_answer__sent_twice__is_no_answer_to_the_question_it_led_to(server: Served) -> None:
    chat = await with_rows(server)
    await chat.say("再加一条")
    first, again = await chat.say("2019.9至今"), await chat.say("2019.9至今")
    assert first.text.startswith("✓ 已保存：2019年09月至今")
    assert again.text.startswith("【工作经历 · 第 3 条】2/4\n在哪个单位？")
    server.move_clock(minute=1)
    assert (await chat.say("云溪区人民医院")).text.startswith("✓ 已保存：云溪区人民医院")


async def test_answer_asked_about__tapped_twice__is_no_answer_to_the_question_it_led_to(server: Served) -> None:
    chat = await at_ethics(server)
    await chat.say("填工作经历")
    await chat.all("2008.7-2015.11", "云溪区人民医院")
    server.move_clock(day=24)
    asked = await chat.say("内科临床")
    assert "“内科临床”是这一题的答案吗？" in asked.text
    first = await chat.say("内科临床")
    assert first.text.startswith("✓ 已保存：内科临床")
    again = await chat.say("内科临床")
    assert first.text.endswith(again.text)


async def test_rows__dropped_one_after_the_other__come_back_newest_first_in_a_fresh_process(server: Served) -> None:
    chat = await covered(server)
    caller, base = chat.caller, chat.base
    assert caller is not None
    for row in ("r9z", "r5m", "r1a"):
        good(await caller.post(f"{base}/sections/work/rows", {"row": row, "values": {"unit": f"医院{row}"}}))
    for row in ("r5m", "r9z", "r1a"):
        good(await caller.delete(f"{base}/sections/work/rows/{row}"))
    warm = [a["row"] for a in good(await caller.get(f"{base}/sections/work"))["rows"]["aside"]]
    server.house.heads.forget(f"application:{base.partition('/')[2]}")
    cold = [a["row"] for a in good(await caller.get(f"{base}/sections/work"))["rows"]["aside"]]
    assert warm == cold == ["r1a", "r9z", "r5m"]
    good(await caller.post(f"{base}/sections/work/rows", {"row": "r5m"}))
    after = good(await caller.get(f"{base}/sections/work"))["rows"]["aside"]
    assert "r5m" in [a["row"] for a in after], "what was put aside is not written over"
