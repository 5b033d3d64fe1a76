"""When it is not sure what is meant, or what is said must not be taken: nothing is written into a wrong place."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good
from .chatting import Chat, applicant, at_ethics, covered, known

ETHICS = "【基本信息】医德医风满意度是多少？只写数字，0 到 100。\n例：92"


# ── order ────────────────────────────────────────────────────────────────────
async def test_answer__sent_before_its_question_was_asked__is_asked_about(server: Served) -> None:
    chat = await at_ethics(server)
    now = int(server.house.clock.time())
    said = await chat.say("92", created=now - 30)
    assert said.text.startswith(
        "这条发得比这一题早，还没保存。\n“92”是“医德医风满意度”这一题的答案吗？\n〔是，保存〕\n〔不是〕"
    )
    assert chat.stored("basic.ethics") is None
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：92%")


async def test_answer__sent_before_its_question__and_refused__is_left(server: Served) -> None:
    chat = await at_ethics(server)
    await chat.say("92", created=int(server.house.clock.time()) - 30)
    assert (await chat.say("不是")).text.startswith(ETHICS)
    assert chat.stored("basic.ethics") is None


async def test_answer__after_the_clock_was_set_back__is_taken(server: Served) -> None:
    """A question that was asked by a clock an hour ahead makes no answer look older than itself."""
    chat = await at_ethics(server)
    server.house.clock.move(server.house.clock.offset + 3600)
    await chat.say("接着填", created=int(server.house.clock.time()) - 3600)
    server.house.clock.move(server.house.clock.offset - 3600)
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_answer__after_one_dated_far_ahead__is_taken(server: Served) -> None:
    """A CreateTime after the moment at which the platform signed the push makes nothing behind it look late."""
    chat = await at_ethics(server)
    now = int(server.house.clock.time())
    await chat.say("接着填", created=now + 10**6, signed=now)
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_tap__late_but_of_this_very_question__is_taken(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.say("接着填")
    said = await chat.tap(said, "1 主治医师", created=int(server.house.clock.time()) - 30)
    assert said.text.startswith("✓ 已保存：主治医师")


async def test_command__that_comes_late__is_obeyed(server: Served) -> None:
    chat = await at_ethics(server)
    assert "还没有交" in (await chat.say("进度", created=int(server.house.clock.time()) - 60)).text


# ── what cannot be stored ────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("101", "还没保存。101"),
        ("很好", "没看懂“很好”，还没保存。"),
        ("九十二块", "没看懂“九十二块”，还没保存。"),
        ("x" * 600, "没看懂"),
    ],
)
async def test_answer__that_does_not_fit__is_explained_and_kept(server: Served, text: str, why: str) -> None:
    chat = await at_ethics(server)
    said = await chat.say(text)
    assert said.text.startswith(why)
    assert chat.stored("basic.ethics") is None
    assert f"您上次没存上的：\n{text[:500]}" in (await chat.say("找回")).text
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_answer__wrong_again_and_again__brings_the_question_then_a_person(server: Served) -> None:
    chat = await at_ethics(server)
    assert "〔人工〕" not in (await chat.say("很好")).text
    said = await chat.say("非常好")
    assert ETHICS in said.text
    assert "〔人工〕" not in said.text
    said = await chat.say("好得很")
    assert said.lines[1] == "〔人工〕"
    assert ETHICS in said.text


async def test_question_back__at_an_open_text_question__is_not_stored(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say("专业方向怎么写？")
    assert said.text.startswith("这句话像是在问什么，还没保存。\n“专业方向怎么写？”是“专业方向”这一题的答案吗？")
    assert chat.stored("cover.specialty") is None
    assert (await chat.say("内科")).text.startswith("✓ 已保存：内科")


# ── numbers of persons ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("11010519491231002X", "这个微信是周岚在用。请他本人用自己的微信来填"),
        ("1101 0519 4912 3100 2x", "这个微信是周岚在用。"),
        ("１３８０００００００９", "手机号不在聊天里发，没有存。"),
    ],
)
async def test_number_of_a_person__is_neither_stored_nor_said_back(server: Served, number: str, says: str) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say(number)
    assert said.text.startswith(says)
    assert chat.stored("cover.specialty") is None
    assert "没有可以找回的" in (await chat.say("找回")).text


async def test_own_number__is_not_wanted_either(server: Served) -> None:
    chat = await known(server)
    assert chat.caller is not None
    head = server.house.heads._kept[f"person:{chat.caller.id}"]
    said = await chat.say(head.present.state.id_number)
    assert said.text.startswith("您的身份证号和手机号已经有了，不用再发")


async def test_number__from_somebody_unknown__leads_to_the_page(server: Served) -> None:
    said = await Chat(server).say("11010519491231002X")
    assert said.text.startswith("身份证号和手机号不在聊天里发")
    assert "⟦去验证⟧" in said.text


async def test_id_photo_and_pledge__are_for_the_page_alone(server: Served) -> None:
    chat = await covered(server)
    said = await chat.say("填基本信息")
    assert said.text.startswith("【基本信息】身份证印证材料\n请拍身份证正反两面。这一项在小程序里做，约 1 分钟。")
    said = await chat.photo()
    assert said.text.startswith("【身份证印证材料】的照片请在小程序里拍。")
    assert "身份证" not in said.text.partition("放到哪里")[2], "the chat offers no place for it"
    said = await chat.say("填诚信承诺")
    assert "这一项在小程序里做" in said.text
    said = await chat.say("同意")
    assert said.text.startswith("还没保存。这一题在小程序里做，不用打字。\n\n【诚信承诺】")
    assert chat.stored("integrity.pledge") is None


async def test_words__where_photos_are_wanted__are_said_not_to_be_saved_before_it_is_asked_again(
    server: Served,
) -> None:
    chat = await at_ethics(server)
    await chat.all("92", "2")  # 卫生支农 2 年: its evidence is asked for
    asked = (await chat.say("接着填")).text
    assert "拍照发来，一页一张" in asked
    for said in (await chat.say("有证明的"), await chat.say("1"), await chat.voice("有证明。")):
        assert said.text == f"还没保存。这里要照片，收到的是文字。\n\n{asked}"
    assert chat.stored("basic.support_proof") is None
    assert (await chat.say("跳过")).text.startswith("先空着，可以回头再填。")


# ── what is no text ──────────────────────────────────────────────────────────
async def test_voice__is_shown_before_anything_is_saved(server: Served) -> None:
    chat = await at_ethics(server)
    said = await chat.voice("九十二。")
    assert said.text.startswith("听到了。\n“九十二”是“医德医风满意度”这一题的答案吗？")
    assert chat.stored("basic.ethics") is None
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：92%")
    assert (await chat.voice()).text.startswith("听不了语音，请打字。")
    assert "还没有交" in (await chat.voice("进度。")).text


@pytest.mark.parametrize(
    "inner",
    [
        "<MsgType>video</MsgType><MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>",
        "<MsgType>location</MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label>x</Label>",
        "<MsgType>link</MsgType><Title>t</Title><Description>d</Description><Url>http://x.invalid</Url>",
        "<MsgType>sticker</MsgType>",
    ],
)
async def test_what_is_no_answer__brings_the_same_question_again(server: Served, inner: str) -> None:
    chat = await at_ethics(server)
    assert (await chat.push(inner)).text.startswith(ETHICS)


async def test_menu__repeats_the_open_question_and_opens_the_rest(server: Served) -> None:
    chat = await at_ethics(server)
    assert (await chat.menu("resume")).text.startswith(ETHICS)
    assert "还没有交" in (await chat.menu("progress")).text
    assert "常用的话" in (await chat.menu("help")).text
    assert "人事科" in (await chat.menu("human")).text


async def test_scan_of_a_code__leads_to_its_page(server: Served) -> None:
    said = await Chat(server).event("SCAN", "<EventKey>abc_123</EventKey><Ticket>T</Ticket>")
    assert said.pages == {"打开": "pages/ticket/ticket?t=abc_123"}


async def test_events__that_nobody_waits_for__are_taken_in_silence(server: Served) -> None:
    chat = await at_ethics(server)
    for kind, inner in (
        ("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID><Status>success</Status>"),
        ("VIEW", "<EventKey>http://x.invalid</EventKey>"),
    ):
        assert (await chat.event(kind, inner)).raw == ""
    assert (await chat.event("subscribe")).text.startswith(ETHICS)


# ── both surfaces at once ────────────────────────────────────────────────────
async def test_page__that_answered_the_open_question__is_told_and_the_next_one_asked(server: Served) -> None:
    """X-02."""
    chat = await at_ethics(server)
    assert chat.caller is not None
    await chat.caller.save(chat.base, "basic.ethics", "95")
    said = await chat.say("92")
    assert said.text.startswith(
        "这一题您刚在小程序里填了：95%。\n\n您发的“92%”没有存。要用它，发“改医德医风满意度”\n\n【基本信息】卫生支农几年？"
    )
    assert chat.stored("basic.ethics") == 95
    assert (await chat.say("2")).text.startswith("✓ 已保存：2年")


async def test_page__that_went_further__is_followed(server: Served) -> None:
    chat = await at_ethics(server)
    assert chat.caller is not None
    for address, given in (("ethics", "95"), ("support_years", "0"), ("schooling", "大学本科")):
        await chat.caller.save(chat.base, f"basic.{address}", given)
    said = await chat.say("92")
    assert said.text.startswith("您在小程序里填到了【基本信息】最高学历。\n\n【基本信息】哪年哪月毕业？")


async def test_page__that_answered_something_else__leaves_the_question(server: Served) -> None:
    chat = await at_ethics(server)
    assert chat.caller is not None
    await chat.caller.save(chat.base, "basic.school", "重庆医科大学")
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_question__that_an_answer_on_the_page_has_closed__is_asked_no_more(server: Served) -> None:
    """X-04."""
    chat = await at_ethics(server)
    await chat.all("92", "2")  # 卫生支农 2 年: its evidence is asked for
    assert chat.caller is not None
    await chat.caller.save(chat.base, "basic.support_years", "0")
    said = await chat.say("接着填")
    assert said.text.startswith("【基本信息】最高学历是什么？")
    good(await chat.caller.get(f"{chat.base}/check"))


# ── going about ──────────────────────────────────────────────────────────────
async def test_back_skip_undo__move_and_take_back(server: Served) -> None:
    chat = await at_ethics(server)
    await chat.say("92")
    said = await chat.say("上一题")
    assert said.text.startswith(ETHICS)
    assert said.text.endswith("现在是：92%　〔不改，下一题〕\n〔上一题〕　〔查看〕　⟦在小程序里填⟧")
    assert (await chat.say("不改，下一题")).text.startswith("没有改。\n\n【基本信息】卫生支农几年？")
    assert (await chat.say("跳过")).text.startswith("先空着，可以回头再填。\n\n【基本信息】最高学历是什么？")
    assert chat.stored("basic.support_years") is None
    said = await chat.say("撤回")
    assert said.text.startswith("✓ 已撤回：基本信息 医德医风满意度还是 空着\n\n" + ETHICS)
    assert chat.stored("basic.ethics") is None
    assert (await chat.say("撤回")).text.startswith("没有可以撤回的。")


async def test_change_of_the_last_answer__brings_it_back(server: Served) -> None:
    chat = await at_ethics(server)
    await chat.say("92")
    assert (await chat.say("刚才错了")).text.startswith(ETHICS)
    assert (await chat.say("93")).text.startswith("✓ 已改：93%（原来 92%）")


async def test_section__skipped_through__says_how_much_is_left(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "跳过", "正常晋升")
    said = await chat.say("跳过")
    assert said.lines[2:5] == [
        "封面还差 3 项，先放着也行：专业方向、表格类别、评委会名称", "已保存 3 项：", "现有职称　主治医师",
    ]  # fmt: skip
    assert (await chat.say("还差什么")).text.startswith("11 栏已完成 0 栏（另有 2 栏可不填），11月30日 17:00 截止")


async def test_long_list__comes_in_parts_and_its_numbers_stay_good(server: Served) -> None:
    chat = await at_ethics(server)
    said = await chat.say("查看")
    assert said.lines[0] == "【基本信息】要改，发前面的数字"
    assert said.lines[12].startswith("12 ")
    assert said.lines[13] == "〔看后面的〕"
    said = await chat.say("看后面的")
    assert said.lines[0].startswith("13 ")
    number = next(line.partition(" ")[0] for line in said.lines if " 2024 年度" in line)
    assert (await chat.say(number)).text.startswith("【基本信息】2024 年度考核？")


async def test_unknown_words__between_questions__are_met_with_guesses_that_numbers_choose(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "内科", "正常晋升", "临床")
    said = await chat.say("嗯哼")
    assert said.text == "没看懂这句话，您想做哪一件？\n〔1 接着填〕\n〔2 还差什么〕\n〔3 修改〕\n〔4 人工〕"
    said = await chat.say("2")
    assert said.lines[:2] == [
        "11 栏已完成 1 栏（另有 3 栏可不填），11月30日 17:00 截止，还有 20 天。连登记的还差：",
        "〔1 个人情况　未开始=填个人情况〕",
    ]
    assert (await chat.say("2")).text.startswith("【基本信息】")


NUMBERS = (
    "13812345678", "我的手机是13812345678", "138 1234 5678", "5001 0119 8506 1500 28", "身份证500000198506150028",
    "我的身份证号是500000198506150028。",
)  # fmt: skip


@pytest.mark.parametrize("spoken", [False, True])
@pytest.mark.parametrize("words", NUMBERS)
async def test_number_of_a_person__typed_or_spoken__is_neither_said_back_nor_kept(
    server: Served, words: str, spoken: bool
) -> None:
    chat = await at_ethics(server)
    await chat.all("92", "2")  # a question about words
    said = await (chat.voice(words) if spoken else chat.say(words))
    digits = "".join(c for c in words if c.isdigit())
    assert digits not in said.text.replace(" ", "")
    assert "聊天里发，没有存" in said.text or "没有存这个号码" in said.text
    cursor = (await chat.state()).cursor
    assert (cursor.unsaved, cursor.offer, cursor.mode) == ([], None, "answer")
    await chat.say("是，保存")
    assert all(digits not in str(value) for value in (await chat.answers()).values())


# ── words that stand in no list, or in another question's ────────────────────
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("正常晋升", "“正常晋升”是“申报类别”那一题的选项，还没保存。"),
        ("护理", "“护理”是“表格类别”那一题的选项，还没保存。"),
        ("乡村医生助理", "单子里没有“乡村医生助理”，还没保存。"),
    ],
)
async def test_words__that_no_list_of_the_question_has__are_asked_back_before_they_are_stored(
    server: Served, text: str, why: str
) -> None:
    """CQ-06: what is stored here is printed on the form."""
    chat = await applicant(server)
    said = await chat.say(text)
    assert said.lines[0] == why
    assert said.lines[1] == f"“{text}”是“现有职称”这一题的答案吗？"
    assert chat.stored("cover.current_title") is None
    assert "现在的职称是什么？" in (await chat.say("不是")).text
    assert (await chat.all(text, "是，保存")).text.startswith(f"✓ 已保存：{text}")
    assert chat.stored("cover.current_title") == text


async def test_words__of_a_later_choice__are_no_answer_where_words_are_written(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.all("主治医师", "破格晋升")
    assert said.lines[0] == "“破格晋升”是“申报类别”那一题的选项，还没保存。"
    assert (await chat.say("内科")).text.startswith("✓ 已保存：内科")
