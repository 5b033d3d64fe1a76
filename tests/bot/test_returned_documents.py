"""A document that was sent back: new photos take the place of what was sent back, page for page or as a whole (T4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.roll import take

from ..casework.pictures import sheet
from ..casework.stage import Served, good
from .chatting import Chat, Said

PROOF = "basic.training_proof"
ETHICS = {"address": "basic.ethics", "text": "和考核表不一样"}


@pytest.fixture
def server(alone: Served) -> Served:
    """These tests hand in the one finished application."""
    return alone


async def returned(server: Served, *marks: dict[str, Any], more: Path | None = None) -> Chat:
    """The finished application, handed in and returned, with its owner's chat; with `more` the proof has two pages."""
    chat = Chat.with_phone(server, "zhou's phone")
    zhou, luo = server.caller("zhou"), server.caller("luo")
    await chat.join(zhou)
    assert server.known is not None
    base = server.known.full
    if more is not None:
        good(await zhou.upload(f"{base}/evidence/{PROOF}/pages", take(more, "letter.jpg"), "b.jpg"))
        await server.work()
        good(await zhou.post(f"{base}/evidence/{PROOF}/keep"))
        await zhou.sign(base)
    await server.submitted()
    for mark in marks:
        good(await luo.post(f"review/{base.partition('/')[2]}/marks", mark))
    await luo.deed(base, "return", {"opinion": "材料基本齐全，改好这几处再交。"})
    await server.work()
    return chat


async def pages(chat: Chat) -> list[str]:
    assert chat.caller is not None
    return [p["id"] for p in good(await chat.caller.get(f"{chat.base}/evidence/{PROOF}"))["pages"]]


async def told(chat: Chat, seconds: float = 2.0) -> list[Said]:
    return [*await chat.after(), *await chat.after(seconds)]


async def test_whole_document__taken_anew__stands_in_the_place_of_the_old_one(server: Served, tmp_path: Path) -> None:
    """B-03: T4; nothing of what was sent back goes to the unit again."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章"}, ETHICS)
    said = await chat.say("改①")
    assert "请改好后重拍整份发来，一页一张。" in said.text
    old, before = await pages(chat), chat.stored(PROOF)
    assert len(old) == 1
    assert (await chat.say("发完了")).text.startswith("还没有收到新的照片。\n\n①【基本信息】")
    said = await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert said.lines[1].startswith("第 1 张正在整理。")
    assert (await chat.send_photo(take(tmp_path, "letter.jpg"))).raw == ""
    assert (await chat.say("发完了")).text == "2 张都收到了，正在看，约 10 秒。"
    [said] = await told(chat)
    assert said.text.startswith("第 1 页　可以\n第 2 页　可以\n1 份 PDF，2 页，")
    assert said.lines[4:] == ["没问题，保存", "换一页", "看整理后的样子"]
    assert chat.stored(PROOF) == before, "nothing is exchanged before the person has seen it"
    said = await chat.say("保存这份材料")
    assert said.text.startswith("✓ ① 已换，2 页\n\n②【基本信息】医德医风满意度")
    assert not set(old) & set(await pages(chat))
    assert chat.stored(PROOF)["pages"] == 2
    assert await server.house.fetch(chat.base.replace("applications/", "application:"), before["file"])


async def test_marked_page__taken_anew__stands_in_its_place_and_the_others_stay(server: Served, tmp_path: Path) -> None:
    """B-03: T4."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章", "page": 2}, ETHICS, more=tmp_path)
    assert "请改好后重拍这一页发来，其他页不用再拍。" in (await chat.say("改①")).text
    first, second = await pages(chat)
    assert (await chat.send_photo(b"")).raw == ""  # nothing came of it: the page is still wanted
    assert [s.text for s in await told(chat)] == ["有一张照片是空的，没有传上来。请再发一次"]
    assert (await chat.send_photo(take(tmp_path, "certificate.jpg"))).raw == ""
    [said] = await told(chat)
    assert said.text.startswith("✓ ① 已换第 2 页，看得清。\n\n②【基本信息】医德医风满意度")
    stays, new = await pages(chat)
    assert stays == first
    assert new not in {first, second}
    assert chat.stored(PROOF)["pages"] == 2


async def test_document_of_a_mark__that_nobody_has_touched__is_not_taken_for_mended(server: Served) -> None:
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章"})
    await chat.say("改①")
    assert (await chat.say("保存这份材料")).text.startswith("还是退回的那一份，没有改。\n\n①【基本信息】")
    assert (await chat.send_photo(b"")).lines[1].startswith("第 1 张正在整理。")
    await chat.say("发完了")
    assert [s.text for s in await told(chat)] == ["有一张照片是空的，没有传上来。请再发一次"]
    assert "（已改）" not in (await chat.say("改")).text


async def test_photo__sent_unasked_after_a_return__is_offered_the_marked_document_first(
    server: Served, tmp_path: Path
) -> None:
    """B-03: T4."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章"}, ETHICS)
    [old] = await pages(chat)
    said = await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert said.lines[:2] == ["收到 1 张照片。放到哪里？", "〔1 继续教育（要重拍的）=放到继续教育〕"]
    await told(chat, 23.0)
    said = await chat.tap(said, "1 继续教育（要重拍的）")
    assert said.lines[1].startswith("第 1 张正在整理。")
    await chat.say("发完了")
    assert (await told(chat))[-1].text.startswith("第 1 页　可以")
    assert (await chat.say("保存这份材料")).text.startswith("✓ ① 已换，1 页")
    assert old not in await pages(chat)
    assert "继续教育（要重拍的）" not in (await chat.send_photo(take(tmp_path, "letter.jpg"))).text


async def test_photo__put_to_a_marked_page__takes_its_place(server: Served, tmp_path: Path) -> None:
    """B-03: T4."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章", "page": 2}, more=tmp_path)
    first, second = await pages(chat)
    said = await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await told(chat, 23.0)
    assert (await chat.tap(said, "1 继续教育（要重拍的）")).text == "正在换退回的那一页，约 10 秒。"
    assert (await told(chat))[-1].text.startswith("✓ ① 已换第 2 页")
    stays, new = await pages(chat)
    assert stays == first
    assert new != second


async def test_two_marked_pages__of_one_document__are_mended_one_by_one(server: Served, tmp_path: Path) -> None:
    """B-03: T4; a new photo of one page never passes for one of the other."""
    marks = [{"address": PROOF, "text": text, "page": n} for n, text in ((1, "缺章"), (2, "看不清"))]
    chat = await returned(server, *marks, more=tmp_path)
    assert "第 2 页\n意见：看不清" in (await chat.say("改②")).text
    first, second = await pages(chat)
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    [said] = await told(chat)
    assert said.text.startswith("✓ ② 已换第 2 页，看得清。\n\n①【基本信息】")
    stays, new = await pages(chat)
    assert (stays, new == second) == (first, False)
    assert chat.caller is not None
    fix = good(await chat.caller.get(f"{chat.base}/fix"))
    assert (fix["left"], [m["state"] for m in fix["marks"]]) == (1, ["open", "done"])
    assert (await chat.say("保存这份材料")).text.startswith("①的那一页还没有换。\n\n①【基本信息】")
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert (await told(chat))[-1].text.startswith("✓ ① 已换第 1 页，看得清。\n\n2 处都改好了")
    assert (await pages(chat))[1] == new
    assert (await chat.say("保存这份材料")).lines[0] != "还是退回的那一份，没有改。"
    await chat.caller.sign(chat.base)
    await chat.caller.deed(chat.base, "submit")
    view = good(await server.caller("luo").get(f"review/{chat.base.partition('/')[2]}"))
    assert [m["state"] for m in view["marks"]] == ["done", "done"]


async def test_two_marked_pages__only_one_of_them_exchanged__are_told_apart_by_the_unit(
    server: Served, tmp_path: Path
) -> None:
    marks = [{"address": PROOF, "text": text, "page": n} for n, text in ((1, "缺章"), (2, "看不清"))]
    chat = await returned(server, *marks, more=tmp_path)
    await chat.say("改①")
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await told(chat)
    assert chat.caller is not None
    await chat.caller.sign(chat.base)
    await chat.caller.deed(chat.base, "submit")
    luo = server.caller("luo")
    view = good(await luo.get(f"review/{chat.base.partition('/')[2]}"))
    assert [m["state"] for m in view["marks"]] == ["done", "open"]
    [card] = good(await luo.get("review/queue?unit=u-hospital&list=pending"))["cards"]
    assert "改过重交：标的 2 处，改了 1 处" in card["special"]


async def test_several_photos_set_aside__put_to_a_marked_page__are_all_there_and_shown(
    server: Served, tmp_path: Path
) -> None:
    """They were not taken for that page: the first takes its place, none of the others is lost."""
    chat = await returned(server, {"address": PROOF, "text": "看不清", "page": 2}, more=tmp_path)
    before, (first, second) = chat.stored(PROOF), await pages(chat)
    for _ in range(3):
        await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert (await told(chat, 23.0))[-1].text.startswith("✓ 3 张照片存好了")
    assert (await chat.say("放到继续教育")).lines[1].startswith("第 2 张正在整理。")
    said = (await told(chat, 25.0))[-1]
    assert said.lines[1:4] == ["第 2 页　可以", "第 3 页　可以", "第 4 页　可以"]
    assert said.lines[4].startswith("1 份 PDF，4 页，")
    now = await pages(chat)
    assert (now[0], second in now, chat.stored(PROOF)) == (first, False, before)
    assert (await chat.say("保存这份材料")).text.startswith("✓ ① 已换，4 页")


async def test_marked_page__photographed_twice__is_the_last_photo_and_nothing_is_added(
    server: Served, tmp_path: Path
) -> None:
    """B-03: T4; two taps, or an album."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章", "page": 2}, ETHICS, more=tmp_path)
    await chat.say("改①")
    first, second = await pages(chat)
    for name in ("certificate.jpg", "letter.jpg", "certificate.jpg"):
        assert (await chat.send_photo(take(tmp_path, name))).raw == ""
    assert [s.text.partition("\n")[0] for s in await told(chat)] == ["✓ ① 已换第 2 页，看得清。"]
    stays, new = await pages(chat)
    assert stays == first
    assert new != second
    assert chat.stored(PROOF)["pages"] == 2


async def test_another_page_than_the_marked_one__asked_for_by_its_number__is_exchanged_and_shown(
    server: Served, tmp_path: Path
) -> None:
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章", "page": 2}, more=tmp_path)
    await chat.say("改①")
    first, second = await pages(chat)
    assert (await chat.say("重拍第1页")).text == "请重拍第 1 页发来，其他页不用再拍。"
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    [said] = await told(chat)
    assert said.lines[-3] == "没问题，保存"
    new, stays = await pages(chat)
    assert (new == first, stays) == (False, second)
    assert (await chat.say("保存这份材料")).text.startswith("✓ 已保存，2 页\n\n①【基本信息】")


async def test_marked_page__gone_before_its_photo_came__is_shown_before_anything_is_kept(
    server: Served, tmp_path: Path
) -> None:
    """B-03: T4; the page of the mini-program took the marked one out while the photo was on its way."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章", "page": 2}, ETHICS, more=tmp_path)
    before = chat.stored(PROOF)
    await chat.say("改①")
    first, second = await pages(chat)
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert chat.caller is not None
    for page in (first, second):
        good(await chat.caller.delete(f"{chat.base}/evidence/{PROOF}/pages/{page}"))
    [said] = await told(chat)
    assert said.text.startswith("第 1 页　可以\n1 份 PDF，1 页，")
    assert chat.stored(PROOF) == before


async def test_very_same_picture__sent_again_after_a_return__is_said_kindly_and_does_not_count(
    server: Served, tmp_path: Path
) -> None:
    """B-03: T4; it is told by a keyed digest of what was received, whatever the sealed bytes are."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章"}, ETHICS)
    await chat.say("改①")
    before = chat.stored(PROOF)
    await chat.send_photo(sheet())
    await chat.say("发完了")
    [said] = await told(chat)
    assert said.text.startswith("收到了，和退回的是同一张照片，没有变，所以不算改过。\n\n①【基本信息】")
    assert "请改好后重拍整份发来" in said.text
    assert chat.stored(PROOF) == before
    assert (await chat.say("改")).text.count("（已改）") == 0
    await chat.all("改①")
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await chat.say("发完了")
    assert [s.text.partition("\n")[0] for s in await told(chat)] == ["第 1 页　可以"]
    assert (await chat.say("保存这份材料")).text.startswith("✓ ① 已换，1 页")
    assert len(await pages(chat)) == 1


async def test_very_same_picture__of_one_marked_page__leaves_the_page_to_be_taken(
    server: Served, tmp_path: Path
) -> None:
    """B-03: T4."""
    chat = await returned(server, {"address": PROOF, "text": "缺单位鲜章", "page": 2}, ETHICS, more=tmp_path)
    await chat.say("改①")
    before = chat.stored(PROOF)
    await chat.send_photo(take(tmp_path, "letter.jpg"))
    [said] = await told(chat)
    assert said.text.startswith("收到了，和退回的是同一张照片，没有变，所以不算改过。\n\n①【基本信息】")
    assert chat.stored(PROOF) == before
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    assert [s.text.partition("\n")[0] for s in await told(chat)] == ["✓ ① 已换第 2 页，看得清。"]
    assert len(await pages(chat)) == 2
