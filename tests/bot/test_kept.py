"""What was typed and not stored is found again: after a fault, after more of it, in another application."""

from __future__ import annotations

from typing import Any

import pytest

from bot import guard, meaning
from casework.presents.contact import KEPT, Cursor

from ..casework.stage import Served, good
from .chatting import Chat, with_rows

LONG = "内科临床和带教以及很多很多别的工作" * 3  # more than the question takes


async def too_long(server: Served) -> Chat:
    """Somebody whose answer was too long, and is kept."""
    chat = await with_rows(server)
    await chat.all("再加一条", "2019.9至今", "云溪区人民医院")
    assert "已替您留着" in (await chat.say(LONG)).text
    return chat


async def test_text_that_was_kept__stays__after_a_fault_and_after_the_next_one(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await too_long(server)

    def broken(*_: Any) -> None:
        raise RuntimeError("of ours")

    with monkeypatch.context() as patch:
        patch.setattr(meaning, "hear", broken)
        for _ in range(2):
            assert "没处理好" in (await chat.say("人工")).text
        assert "没处理好" in (await chat.say("心内科临床")).text
        patch.setattr(guard, "secret", broken)
        assert "没处理好" in (await chat.say("我的手机是13812345678")).text
    said = await chat.say("找回")
    assert said.lines[:3] == ["您上次没存上的：", "心内科临床", LONG]


async def test_text_that_was_kept__stays__while_more_is_typed_that_cannot_be_stored(server: Served) -> None:
    chat = await too_long(server)
    await chat.all("改 时间", "不知道哪一年")
    said = await chat.say("找回")
    assert said.lines[:3] == ["您上次没存上的：", "不知道哪一年", LONG]


async def test_text_that_was_kept__goes__when_its_question_is_answered(server: Served) -> None:
    chat = await too_long(server)
    await chat.say("内科临床")
    assert (await chat.say("找回")).text.startswith("没有可以找回的。")


# ── 找回: rows and sections that were put aside, and texts that could not be stored ─────────────────────────────────
async def test_row__deleted_before_a_text_was_kept__is_offered_under_it(server: Served) -> None:
    """What was deleted on purpose does not come back instead of what was just said to be kept."""
    chat = await with_rows(server)
    await chat.all("删第1条", "再加一条", "2019.9至今", "云溪区人民医院", LONG)
    said = await chat.say("找回")
    assert said.text.startswith(
        f"您上次没存上的：\n{LONG}\n\n要放回来的是删掉的工作经历第 1 条？\n〔放回来=找回删掉的〕"
    )
    said = await chat.tap(said, "放回来")
    assert said.text.startswith("✓ 找回来了。\n\n还有没存上的话，再发一次“找回”就能看到。")
    assert "1 2010.08 至 2015.12" in (await chat.say("看全部")).text
    said = await chat.say("找回")
    assert said.text.startswith(f"您上次没存上的：\n{LONG}")
    assert "删掉的" not in said.text


async def test_row__deleted_after_a_text_was_kept__comes_back_first(server: Served) -> None:
    chat = await too_long(server)
    await chat.say("删第1条")
    assert (await chat.say("找回")).text.startswith("✓ 找回来了。\n\n还有没存上的话，再发一次“找回”就能看到。")
    assert LONG in (await chat.say("找回")).text


async def test_section__emptied_last__comes_back_before_a_row_of_the_section_on_the_screen(server: Served) -> None:
    """A row that held nothing is not brought back at all."""
    chat = await with_rows(server)
    await chat.all(
        "删第1条", "再加一条", "不填这条", "填基本信息", "跳过", "92", "清空这一栏", "确定清空", "填工作经历"
    )
    assert chat.stored("basic.ethics") is None
    for found in ("92%", "2010.08 至 2015.12"):
        said = await chat.say("找回")
        assert said.text.startswith("✓ 找回来了。")
        assert found in said.text
    assert (await chat.say("找回")).text.startswith("没有可以找回的。")


async def test_找回__that_is_refused__is_not_kept_as_a_text(alone: Served) -> None:
    chat = await with_rows(alone)
    await chat.say("删第1条")
    assert chat.caller is not None
    while (await chat.caller.post(f"{chat.base}/sections/work/rows")).status_code < 300:
        pass
    for _ in range(2):
        assert (await chat.say("找回")).text.startswith("已满")


def test_texts__too_many_to_be_kept__lose_the_oldest_and_never_a_part_of_the_newest() -> None:
    cursor = Cursor()
    for n in range(4):
        cursor.keep(f"a q.{n}", str(n) * (KEPT // 3))
    assert [text[0] for _, text in cursor.unsaved] == ["1", "2", "3"]
    cursor.keep("a q.9", "新" * (KEPT + 1))
    assert cursor.unsaved == [("a q.9", "新" * (KEPT + 1))]


# ── 换一份 ───────────────────────────────────────────────────────────────────
async def test_other_application__chosen_by_its_link__is_what_the_chat_is_about_and_says_so(server: Served) -> None:
    chat = await too_long(server)
    assert chat.caller is not None
    first = chat.base
    good(await chat.caller.post("applications", {"plan": "n-senior"}))
    offered = await chat.say("换一份")
    label = next(label for label in offered.taps if "正高" in label)
    said = await chat.tap(offered, label)
    assert said.text.startswith("✓ 换好了：")
    assert chat.base != first
    assert LONG in (await chat.say("找回")).text
    offered = await chat.say("换一份")
    label = next(label for label in offered.taps if label[0].isdigit() and "正高" not in label)
    assert (await chat.tap(offered, label)).text.startswith("✓ 换好了：")
    assert chat.base == first


async def test_other_application__by_a_link_whose_moment_is_over__is_not_chosen(server: Served) -> None:
    chat = await with_rows(server)
    assert chat.caller is not None
    good(await chat.caller.post("applications", {"plan": "n-senior"}))
    first = chat.base
    offered = await chat.say("换一份")
    label = next(label for label in offered.taps if "正高" in label)
    await chat.say("不换")
    assert "您点的是旧选项，没有存。" in (await chat.tap(offered, label)).text
    assert chat.base == first
