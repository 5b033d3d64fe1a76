"""After a return: the applicant is led only through what was marked (B-03, T4)."""

from __future__ import annotations

from typing import Any

import pytest

from ..casework.stage import Served, good
from .chatting import Chat


@pytest.fixture
def server(alone: Served) -> Served:
    """These tests hand in the one finished application."""
    return alone


OPINION = "材料基本齐全，改好这几处再交。"


async def returned(server: Served, *marks: dict[str, Any]) -> Chat:
    """The finished application, handed in and returned with marks, with a chat joined to its owner."""
    chat = Chat(server)
    await chat.join(server.caller("zhou"))
    base = await server.submitted()
    luo = server.caller("luo")
    for mark in marks:
        good(await luo.post(f"review/{base.partition('/')[2]}/marks", mark))
    await luo.deed(base, "return", {"opinion": OPINION})
    return chat


PERIOD = {"address": "work.r2.period", "text": "和聘书不一致，聘书是 2012.12"}
PAGE = {"address": "basic.training_proof", "text": "缺单位鲜章", "page": 1}
ETHICS = {"address": "basic.ethics", "text": "和考核表不一样"}


async def test_return__asked_about_with_one_word__lists_every_place(server: Served) -> None:
    chat = await returned(server, PERIOD, ETHICS)
    said = await chat.say("改")
    assert said.text == (
        f"云溪区人民医院退回了您的申报。\n意见：{OPINION}\n\n"
        "① 工作经历第 2 条 起止时间\n和聘书不一致，聘书是 2012.12\n② 基本信息 医德医风满意度\n和考核表不一样\n\n"
        "只改这 2 处，其他不用动。11月24日 24:00 前交回，还有 10 个工作日。\n〔从①开始改=改①〕\n⟦去小程序改⟧"
    )
    assert (await chat.say("接着填")).text == said.text


async def test_marked_places__one_after_the_other__end_with_handing_in(server: Served) -> None:
    """B-03: T4."""
    chat = await returned(server, PERIOD, ETHICS)
    await chat.say("改")
    said = await chat.say("改①")
    old = "2016年01月至今"
    assert said.text == (
        f"①【工作经历 · 第 2 条】起止时间\n意见：和聘书不一致，聘书是 2012.12\n您原来填：{old}\n\n"
        "请发新的起止时间。例：2015.8-2019.12\n没有填错的，〔写说明=①写说明〕"
    )
    said = await chat.say("2012.12至今")
    assert said.text == (
        "✓ ① 已改：2012年12月至今\n　（原来从 2016年01月）\n"
        "有两条的时间重叠了，请再看一眼。没错就不用管\n"
        "公示过的内容改了，交之前要云溪区人民医院重新公示\n\n"
        "②【基本信息】医德医风满意度\n意见：和考核表不一样\n您原来填：96.5%\n\n请发新的医德医风满意度。例：92\n"
        "没有填错的，〔写说明=②写说明〕"
    )
    said = await chat.say("101")
    assert said.text.startswith("还没保存。101")
    said = await chat.say("②写说明")
    assert said.text.endswith("请写一句说明，200 字以内。单位会看到。")
    said = await chat.say("考核表上写的就是这个数")
    assert said.text == (
        "✓ ② 记下了您的说明\n\n2 处都改好了，还没有交。\n内容变了，要重新签名，约 1 分钟：\n⟦核对、签名、提交⟧"
    )
    assert "①" in (await chat.say("改")).text


async def test_handing_in__with_places_left__says_so_and_leads_there_all_the_same(server: Served) -> None:
    chat = await returned(server, PERIOD)
    said = await chat.say("提交")
    assert "标的 1 处没有动，也没写说明。不改也能交，单位可能再退回。" in said.text
    assert "〔从①开始改=改①〕" in said.text
    assert said.pages["核对、签名、提交"].startswith("pages/check/check?")
    await chat.all("改①", "2012.12-2019.6")
    assert "没有动" not in (await chat.say("提交")).text


async def test_unmarked_place__after_a_return__stays_as_it_is(server: Served) -> None:
    chat = await returned(server, PERIOD)
    said = await chat.all("改申报职称专业方向", "呼吸内科")
    assert said.text.startswith("单位只标了几处要改，这一处不用动。")
    assert chat.stored("cover.specialty") != "呼吸内科"


async def test_number_of_a_place__that_is_none__shows_the_list(server: Served) -> None:
    chat = await returned(server, PERIOD)
    assert "① 工作经历第 2 条" in (await chat.say("改⑦")).text
    fresh = Chat(server)
    await fresh.join(server.caller("he"))
    assert (await fresh.say("改①")).text.startswith("现在没有要改的地方。")


async def test_progress__after_a_return__leads_to_the_places(server: Served) -> None:
    chat = await returned(server, PERIOD)
    said = await chat.say("进度")
    assert said.text.startswith("云溪区人民医院退回了您的申报，有 1 处要改，其他不用动。")
    assert "① 工作经历第 2 条 起止时间" in (await chat.tap(said, "看要改的")).text


async def test_marked_page__asks_for_photos_of_that_document(server: Served) -> None:
    chat = await returned(server, PAGE, PERIOD)
    said = await chat.say("改①")
    assert said.text.startswith("①【基本信息】继续教育印证材料第 1 页\n意见：缺单位鲜章\n请")
    assert "〔先改②=改②〕" in said.text


async def test_return__without_marks__says_what_the_unit_wrote(server: Served) -> None:
    chat = await returned(server)
    said = await chat.say("改")
    assert said.text.startswith(f"云溪区人民医院退回了您的申报。\n意见：{OPINION}")
    assert "⟦核对、签名、提交⟧" in said.text


async def test_return__asked_how_to_change__says_how_many_places_and_leads_to_them(server: Served) -> None:
    chat = await returned(server, PERIOD, ETHICS)
    said = await chat.say("怎么改")
    assert "有 2 处要改，其他不用动。" in said.text
    assert "〔看要改的=改〕" in said.text
