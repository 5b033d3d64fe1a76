"""Photos of a slot that is left for another one: what waits there is named, and can be gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import photos
from sandbox import windows
from sandbox.roll import take

from ..casework.pictures import certificate
from ..casework.stage import Served, good
from .chatting import Chat, Said
from .test_photos import at_slot, with_slots

WAITS = "卫生支农的 {n} 张照片都在，还没有保存。〔接着弄那一份=拍卫生支农〕"


@pytest.fixture(scope="session")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roll")


async def told(chat: Chat) -> list[Said]:
    return [*await chat.after(), *await chat.after(2.0)]


@pytest.mark.parametrize("looked", [False, True], ids=["on their way", "there"])
async def test_series__left_for_another_slot__is_named_and_gone_on_with(
    server: Served, roll: Path, looked: bool
) -> None:
    """CQ-13: T3."""
    chat = await at_slot(server, f"left {looked}")
    for name in ("certificate.jpg", "letter.jpg"):
        await chat.send_photo(take(roll, name))
    if looked:
        await chat.after()
    said = await chat.say("拍继续教育")
    assert said.text.startswith(WAITS.format(n=2) + "\n\n【基本信息】")
    if not looked:
        await chat.after()
    said = await chat.send_photo(take(roll, "certificate.jpg"))
    assert "第 1 张正在整理。" in said.text
    assert "卫生支农" not in said.text, "it was said already"
    await chat.say("发完了")
    assert [s.lines[0] for s in await told(chat)] == ["第 1 页　可以"]
    said = await chat.say("拍卫生支农")
    assert said.text == (
        "继续教育的 1 张照片都在，还没有保存。〔接着弄那一份=拍继续教育〕\n\n"
        "【基本信息】2 张照片都在，正在看，约 10 秒。还有的，接着发。"
    )
    [said] = await told(chat)
    assert said.text.startswith("第 1 页　可以\n第 2 页　可以\n1 份 PDF，2 页，")
    assert (await chat.say("保存这份材料")).text.startswith("✓ 已保存：卫生支农印证材料，2 页")


async def test_series__left_by_photos_for_the_next_question__is_named_with_the_first_of_them(
    server: Served, roll: Path
) -> None:
    chat = await at_slot(server, "left by photos")
    await chat.send_photo(take(roll, "certificate.jpg"))
    await chat.after()
    await chat.say("改继续教育印证材料")
    said = await chat.photo()
    assert said.text.startswith(WAITS.format(n=1) + "\n\n【基本信息】继续教育印证材料\n第 1 张正在整理。")


async def test_photos__beyond_what_can_wait_for_a_place__are_told_so_and_push_none_out(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 12: what waits stays, and of what is not taken the person knows."""
    monkeypatch.setattr(photos, "KEPT", 2)  # as if many had come before
    chat = await with_slots(server, "too many")
    assert (await chat.photo("first")).text.startswith("收到 1 张照片。")
    assert (await chat.photo("second")).raw == ""
    said = await chat.photo("third")
    assert said.text.startswith("先存着的照片已经有 2 张，这一张没有收。\n\n要放的时候发：“放到")
    assert [p["media"] for p in (await chat.state()).cursor.photos] == ["first", "second"]


async def test_verdict__of_a_file_that_was_chosen_on_the_page__says_that_it_opens(server: Served) -> None:
    chat = await at_slot(server, "a file")
    assert chat.caller is not None
    windows.open_window(server.platform.user("a file"), "message", server.platform.world.now())
    good(await chat.caller.upload(f"{chat.base}/evidence/basic.support_proof/pages", certificate(), "a.pdf"))
    await chat.after()
    assert (await chat.say("发完了")).text == "正在看，约 10 秒。"
    [said] = await told(chat)
    assert said.text.startswith("第 1 页　文件打得开\n1 份 PDF，1 页，")
