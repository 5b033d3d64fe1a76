"""What is offered, said in other words than a link's: it takes the offer; what only looks like it is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.roll import take

from ..casework.stage import Served
from .chatting import COVER, Chat, applicant, at_ethics, covered
from .test_photos import at_slot, told


async def test_proposed_choice__agreed_to__is_asked_about_before_it_is_stored(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "内科", "正常晋升")
    said = await chat.say("是的")
    assert said.lines[1] == "“临床”是“表格类别”这一题的答案吗？"
    assert chat.stored("cover.category") is None
    assert (await chat.say("是的")).text.startswith("✓ 已保存：临床")


async def test_proposed_choice__by_the_words_of_its_link__is_stored(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "内科", "正常晋升")
    assert (await chat.say("就用临床")).text.startswith("✓ 已保存：临床")


async def test_part_of_several_choices__offers_those(server: Served) -> None:
    chat = await covered(server)
    await chat.say("改 政治面貌")
    said = await chat.say("党员")
    assert said.lines[:2] == ["有 5 项里有“党员”，还没保存。是哪一个？", "〔1 中共党员〕"]
    assert (await chat.say("1")).text.startswith("✓ 已改：中共党员（原来 群众）")


async def test_no_change__where_an_answer_stands__goes_on_and_says_what_it_passes_over(server: Served) -> None:
    chat = await applicant(server)
    await chat.all(*COVER, "填个人情况", "无", "汉族", "重庆云阳", "上一题", "上一题")
    said = await chat.say("不改")
    assert said.text.startswith("没有改。\n\n已经填了，没有再问：\n籍贯　重庆云阳\n\n【政治面貌】4/5")


@pytest.mark.parametrize("words", ["不对，填错了", "刚才选错了", "上一题填错了"])
async def test_mistake__that_somebody_tells__leads_back_to_the_last_answer(server: Served, words: str) -> None:
    chat = await at_ethics(server)
    await chat.say("92")
    assert (await chat.say(words)).text.startswith("【基本信息】医德医风满意度是多少？")


async def test_choices__just_more_than_can_be_tapped__end_in_a_link_to_all(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("全科医师")
    said = await chat.say("改 申报职称")
    seen = [line for line in said.lines if line[:1] == "〔" or line[:1].isdigit()]
    assert all(line.startswith("〔") for line in seen), said.text
    assert any("看全部" in line for line in seen)


@pytest.mark.parametrize("words", ["2012.7到现在一直在云溪区人民医院", "2012年7月到2019年6月在内科"])
async def test_time__with_which_a_sentence_begins__is_asked_about(server: Served, words: str) -> None:
    chat = await covered(server)
    await chat.say("填工作经历")
    said = await chat.say(words)
    time = words.partition("一直")[0].partition("在内科")[0]
    assert said.lines[:2] == [f"“{words}”里有时间，还没保存。", f"“{time}”是“起止时间”这一题的答案吗？"]
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：2012年07月至")


async def test_time__in_a_sentence_that_is_none__is_explained_as_before(server: Served) -> None:
    chat = await covered(server)
    await chat.say("填工作经历")
    assert (await chat.say("2019.13在内科")).text.startswith("还没保存。没有 13 月")


# ── photos ───────────────────────────────────────────────────────────────────
@pytest.fixture(scope="session")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roll")


async def looked_at(server: Served, roll: Path, name: str, *pictures: str) -> Chat:
    """Somebody whose photos of one document were looked at."""
    chat = await at_slot(server, name)
    for picture in pictures:
        await chat.send_photo(take(roll, picture))
    await chat.say("发完了")
    await told(chat)
    return chat


async def test_document__that_is_fine__is_kept_by_that_word(server: Served, roll: Path) -> None:
    chat = await looked_at(server, roll, "fine", "certificate.jpg")
    assert (await chat.say("没问题")).text.startswith("✓ 已保存：")


async def test_photo__to_be_taken_again__is_asked_for_and_no_place_is_looked_for(server: Served, roll: Path) -> None:
    chat = await looked_at(server, roll, "anew", "blurred.jpg")
    assert (await chat.say("拍得不好，我重新拍")).text == "请重拍第 1 页发来，其他页不用再拍。"


@pytest.mark.parametrize("words", ["不要第2页", "删掉第2页", "第2页不要了"])
async def test_page__that_is_not_wanted__is_taken_out(server: Served, roll: Path, words: str) -> None:
    chat = await looked_at(server, roll, words, "certificate.jpg", "letter.jpg")
    assert (await chat.say(words)).text.startswith("✓ 第 2 页去掉了")


async def test_photo_without_a_place__is_put_where_a_sentence_says(server: Served) -> None:
    chat = await at_ethics(server)
    await chat.photo()
    said = await chat.say("这是我的存折")
    assert said.text.startswith("没找到“存折”这个地方。\n\n要放的时候发：“放到")
    await chat.all("接着填")
    server.house.clock.move(server.house.clock.offset + 60)
    await chat.photo()
    assert "第 1 张正在整理" in (await chat.say("这是我的继续教育")).text
