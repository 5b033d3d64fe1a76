"""A choice inside a whole sentence: what is stored is what the sentence means, else it is asked, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentences import Meant, choice_in, core, framed
from schemes import Field
from wizard.cleaning import bare

from ..casework.stage import Served
from .chatting import Chat, applicant, covered, known

Options = list[dict[str, Any]]
STAFF: Options = [
    {"code": "事业编制人员", "label": "事业编制、国企、部队文职"}, {"code": "其他人员", "label": "其他人员"},
]  # fmt: skip
TYPES: Options = [{"code": code} for code in ("正常晋升", "破格晋升", "转评", "多评", "基层定向")]
YEARS: Options = [{"code": code} for code in ("优秀", "合格", "基本合格", "不合格")]
TITLES: Options = [{"code": code} for code in ("主治医师", "主管护师", "副主任医师", "主任医师")]
SENIOR: Options = [
    {"code": "副主任医师", "ok": False}, {"code": "主治医师"}, {"code": "主任医师"}, {"code": "中药师", "ok": False},
    {"code": "药师"},
]  # fmt: skip
DEGREES: Options = [{"code": code} for code in ("学士", "硕士", "博士")]
TABLES: Options = [{"code": code} for code in ("临床", "药学", "护理")]
POLITICS: Options = [{"code": code} for code in ("中共党员", "群众")]
SHARED: Options = [{"code": "甲", "label": "内科（心血管）"}, {"code": "乙", "label": "外科（心血管）"}]
ABOUT = Field(label="申报类别", kind="choice", ask="申报类别？")
STANDS = Field(label="现有职称", kind="choice", ask="现在的职称是什么？")
NAMED = [
    ("我是事业编的", STAFF, "事业编制、国企、部队文职"), ("我是其他人员", STAFF, "其他人员"),
    ("我是其他的", STAFF, "其他人员"), ("我在国企上班", STAFF, "事业编制、国企、部队文职"),
    ("我选转评吧", TYPES, "转评"), ("我要破格", TYPES, "破格晋升"), ("应该是基层定向", TYPES, "基层定向"),
    ("我是合格的", YEARS, "合格"), ("我不合格", YEARS, "不合格"), ("2021年我是基本合格", YEARS, "基本合格"),
    ("我是副主任医师", TITLES, "副主任医师"), ("我想评副主任医师", SENIOR, "副主任医师"),
]  # fmt: skip
ASKED = [
    ("我想读博士", DEGREES, "博士"), ("博士后", DEGREES, "博士"), ("博士肄业", DEGREES, "博士"),
    ("我是博士在读", DEGREES, "博士"), ("合格以下", YEARS, "合格"), ("待合格", YEARS, "合格"),
    ("中药学", TABLES, "药学"), ("我爱人是中共党员", POLITICS, "中共党员"),
]  # fmt: skip
UNNAMED = [
    ("我不是国企的", STAFF), ("不是事业编", STAFF), ("没有事业编制", STAFF), ("我是国企还是其他人员", STAFF),
    ("我在编", STAFF), ("我以前是国企", STAFF), ("事业编制吗", STAFF), ("我在编但是合同聘用选哪个", STAFF),
    ("转评多评都行", TYPES), ("不转评", TYPES), ("我要评", TYPES), ("没有不合格", YEARS),
    ("国企" + "很" * 40, STAFF), ("我搞心血管", SHARED),
]  # fmt: skip


@pytest.mark.fast
@pytest.mark.parametrize(("text", "options", "option"), NAMED)
def test_sentence__that_names_one_choice__means_it(text: str, options: Options, option: str) -> None:
    assert choice_in(text, ABOUT, options) == Meant(option, True)


@pytest.mark.fast
@pytest.mark.parametrize(("text", "options", "option"), ASKED)
def test_sentence__that_says_more_than_a_choice__may_mean_it(text: str, options: Options, option: str) -> None:
    assert choice_in(text, ABOUT, options) == Meant(option, False)


@pytest.mark.fast
@pytest.mark.parametrize(("text", "options"), UNNAMED)
def test_sentence__that_denies_a_choice_or_names_several__means_none(text: str, options: Options) -> None:
    assert choice_in(text, ABOUT, options) is None


@pytest.mark.fast
def test_wish__where_what_stands_is_asked__is_no_answer() -> None:
    assert choice_in("我想评副主任医师", STANDS, TITLES) == Meant("副主任医师", False)
    assert framed("我想评副主任医师", STANDS, TITLES) == ""
    assert framed("我想评副主任医师", ABOUT, TITLES) == "副主任医师"


@pytest.mark.fast
def test_sentence__about_the_whole_name_of_a_choice__is_told_from_a_longer_name() -> None:
    assert framed("我现在的职称是主治医师", STANDS, TITLES) == "主治医师"
    assert framed("中西医结合主治医师", STANDS, TITLES) == framed("不是主治医师", STANDS, TITLES) == ""
    assert core("我想评副高") == "副高"
    assert core("我想看今年副高的通知") != "副高"


@pytest.mark.fast
@given(st.text("我想评是的吧副主任治医师中药 ", max_size=16))
def test_any_sentence__means_no_choice_that_is_a_part_of_a_longer_name_in_it(text: str) -> None:
    meant = choice_in(text, ABOUT, SENIOR)
    names = [o["code"] for o in SENIOR if o["code"] in bare(text)]
    if meant is not None and names:
        assert meant.label == max(names, key=len)
        assert not meant.sure or set(bare(text).replace(meant.label, "")) <= set("我想评是的吧")


# ── in a chat ────────────────────────────────────────────────────────────────
async def senior(server: Served) -> Chat:
    """Somebody who applies for 正高 and is asked for the title again."""
    chat = await known(server)
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "正高", "副主任医师", "改 申报职称")
    return chat


async def test_title_that_is_closed__inside_a_sentence__is_said_to_be_closed(server: Served) -> None:
    chat = await senior(server)
    stood = chat.stored("cover.title")
    said = await chat.say("我想评副主任医师")
    assert said.text.startswith("还没保存。按前面填的，这里不能选“副主任医师”")
    assert chat.stored("cover.title") == stood


async def test_choice__inside_a_sentence_that_says_more__is_asked_about_and_only_then_stored(server: Served) -> None:
    chat = await covered(server)
    await chat.all("填基本信息", "改 学位")
    said = await chat.say("我想读博士")
    assert said.lines[:2] == ["“我想读博士”里有“博士”，还没保存。", "“博士”是“最高学位”这一题的答案吗？"]
    assert chat.stored("basic.degree") is None
    assert "我想读博士" in (await chat.say("找回")).text
    await chat.say("我想读博士")
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：博士")


# ── words about oneself where words of another kind are asked ────────────────
async def test_sentence_about_oneself__is_asked_about_and_not_stored(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.say("我想评副主任医师")
    assert said.lines[0] == "“我想评副主任医师”像是在说您自己的情况，还没保存。"
    assert chat.stored("cover.current_title") is None
    chat = await covered(server)
    await chat.say("改 籍贯")
    assert "像是在说您自己的情况" in (await chat.say("我是中共党员")).text
    assert (await chat.answers())["person.native_place"] == "重庆云阳"


async def test_unit__named_whole_in_a_sentence__is_offered(server: Served) -> None:
    chat = await known(server)
    said = await chat.say("我在云溪区人民医院心内科上班")
    assert said.lines[:2] == ["是这一个吗？", "〔1 云溪区人民医院〕"]
    assert (await chat.say("1")).text.startswith("✓ 已保存：云溪区人民医院")


@pytest.mark.parametrize("words", ["第一个", "第1个", "选一", "就第一个吧", "1"])
async def test_unit__chosen_by_its_place__is_taken(server: Served, words: str) -> None:
    chat = await known(server)
    await chat.say("云溪 人民")
    assert (await chat.say(words)).text.startswith("✓ 已保存：云溪区人民医院")


async def test_question__where_the_unit_is_asked__is_no_name_of_one(server: Served) -> None:
    chat = await known(server)
    said = await chat.say("哪个单位算我的？")
    assert said.text.startswith("这句话像是在问什么，还没保存。")
