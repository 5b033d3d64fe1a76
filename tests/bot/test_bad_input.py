"""What bad input gets: a sentence that says what to do, nothing lost, nothing written by half."""

from __future__ import annotations

import pytest

from ..casework.stage import Served, good, refused
from .chatting import VERIFY, Chat, applicant, at_ethics, covered, known

LONG = "云" * 10_000


NAMES = (
    ("😀", "还没保存。表上印不出“😀”"), ("周岚😀", "还没保存。表上印不出“😀”"), (LONG, "姓名太长，还没保存"),
    ("", "没有收到内容，还没保存。请再填一次"), ("周\u0007岚", "还没保存。里面有看不见的符号"),
    ("<b>周岚</b>", "没看懂“<b>周岚</b>”，还没保存。姓名和身份证上一样"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "said"), NAMES)
async def test_name__that_is_none__is_refused_and_the_chat_goes_on(server: Served, name: str, said: str) -> None:
    caller = await server.newcomer("周岚", unit="")
    again = await caller.post("me/identity", {"name": name, "id_number": "11010519491231002X"})
    problem = refused(again, 422)
    assert problem["detail"].startswith(said)
    assert (await server.house.person_by_id(caller.id)).state.name == "周岚"


@pytest.mark.parametrize(
    "number", ["110105194912310021", "11010519491231002", "1101051949123100200", "110105194902310021"]
)
async def test_id_number__that_cannot_be_one__is_refused_on_the_page(server: Served, number: str) -> None:
    caller = await server.newcomer("周岚", unit="")
    problem = refused(await caller.post("me/identity", {"name": "周岚", "id_number": number}), 422)
    assert number not in problem["detail"]


async def test_id_number__with_a_wrong_last_place__is_no_answer_but_a_certificates_number_is(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say("110105194912310021")
    assert said.text.startswith("这像是身份证号，最后一位对不上。身份证号不在聊天里发，没有存。\n\n【封面】2/4")
    assert chat.stored("cover.specialty") is None
    await chat.all("填基本信息", "改学历证书号")
    assert (await chat.say("110105194912310021")).text.startswith("✓ 已保存：110105194912310021")


@pytest.mark.parametrize(
    "text", ["2019.13", "2019年13月", "13.2019", "２０１９．１３", "2099.1", "0000.0", "明年", "2019.7.32", "-1", "😀"]
)
async def test_month__that_is_none__is_explained_with_an_example(server: Served, text: str) -> None:
    chat = await covered(server)
    await chat.all("填基本信息", "改毕业时间（学历）")
    said = await chat.say(text)
    assert "还没保存。" in said.text
    assert "例：" in said.text
    assert chat.stored("basic.graduated") is None
    assert (await chat.say("2004.7")).text.startswith("✓ 已保存：2004年07月")


@pytest.mark.parametrize("text", ["字" * 700, "字" * 10_000, "😀" * 300, "a\n" * 2000])
async def test_text__that_is_too_long__is_kept_and_the_reply_stays_short(server: Served, text: str) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say(text)
    assert "还没保存。" in said.text
    assert "最多 20 字" in said.text
    assert chat.stored("cover.specialty") is None
    assert (await chat.say("找回")).text.startswith("您上次没存上的：\n" + text[:10])
    assert (await chat.say("内科")).text.startswith("✓ 已保存：内科")


@pytest.mark.parametrize(
    ("typed", "stored"), [("内\u0002科", "内科"), ("内\u001d科", "内科"), ("内]]]]><![CDATA[>科", "内]]>科")]
)
async def test_text__with_characters_that_xml_forbids__is_taken_without_them(
    server: Served, typed: str, stored: str
) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say(typed)
    assert said.text.startswith("✓ 已保存：")
    assert chat.stored("cover.specialty") == stored


async def test_text__that_looks_like_a_link__is_only_read(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say("<a href='http://x.invalid'>y</a>")
    assert "<a href='http" not in said.raw
    fake = '<a href="weixin://bizmsgmenu?msgmenucontent=x&msgmenuid=0">y</a>'
    assert fake not in (await chat.say(fake)).raw
    assert fake not in (await chat.say("找回")).raw


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<MsgType></MsgType>",
        "<MsgType>hologram</MsgType><Content>x</Content>",
        "<MsgType>event</MsgType>",
        "<MsgType>event</MsgType><Event>novelty</Event><EventKey>k</EventKey>",
        "<MsgType>text</MsgType>",
        "<MsgType>text</MsgType><Content></Content>",
        "<MsgType>text</MsgType><Content>a</Content><Content>b</Content>",
        "<MsgType>image</MsgType>",
        "<MsgType>voice</MsgType><Recognition></Recognition>",
        "<MsgType>text</MsgType><Content>&a;</Content>",
        "<MsgType>text</MsgType><Content><x>1</x></Content>",
    ],
)
async def test_message__of_no_known_form__writes_no_answer_and_is_never_a_fault(server: Served, inner: str) -> None:
    chat = await at_ethics(server)
    said = await chat.push(inner)
    assert said.status == 200
    assert chat.stored("basic.ethics") is None
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_answer__to_a_question_that_a_condition_has_closed_meanwhile__is_not_written(server: Served) -> None:
    """X-04."""
    chat = await covered(server)
    assert chat.caller is not None
    await chat.all("填基本信息", "改是否为一线医务人员", "是")
    said = await chat.say("改是否援鄂")
    assert "有没有援鄂？" in said.text
    await chat.caller.save(chat.base, "basic.frontline", "否")
    said = await chat.tap(said, "1 是")
    assert chat.stored("basic.hubei") is None
    assert not said.text.startswith("✓")
    assert said.taps
    good(await chat.caller.get(f"{chat.base}/check"))


async def test_stranger__whatever_is_sent__is_led_to_the_verification(server: Served) -> None:
    chat = Chat(server)
    assert (await chat.say("改 第3条时间：2018.3至今")).text == VERIFY
    assert (await chat.say("是，保存")).status == 200
    assert (await chat.say(LONG)).raw


async def test_question__where_a_choice_is_asked_for__is_met_with_whoever_knows(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "心血管内科")
    said = await chat.say("转岗过来的选哪个")
    assert said.text.startswith(
        "这句话像是在问选哪一项，还没保存。\n拿不准的，问单位人事科：〔人工〕\n\n【封面】3/4\n申报类别？"
    )
    assert chat.stored("cover.type") is None
    said = await chat.all("正常晋升", "我做检验的选哪个")
    assert said.text.startswith(
        "这句话像是在问选哪一项，还没保存。\n想知道哪一项指什么，发“什么是临床”这样的话。\n"
        "拿不准的，问单位人事科：〔人工〕\n\n【封面】4/4\n"
    )
    assert (await chat.say("什么是临床")).text.startswith("临床：专业为内科、外科、")


async def test_question__which_kind_of_staff_one_is__names_the_choices_and_what_they_bring(server: Served) -> None:
    chat = await known(server)
    await chat.say("云溪区人民医院")
    said = await chat.say("我在编但是合同聘用选哪个")
    assert said.text == (
        "这句话像是在问选哪一项，还没保存。\n拿不准的，问单位人事科：〔人工〕\n\n【人员身份】2/2\n"
        "您属于哪一类？请看清再点。单位确认前能自己改，确认后要请单位先转出。\n"
        "〔1 事业编制、国企、部队文职=选1 事业编制〕\n〔2 其他人员=选2 其他人员〕\n\n"
        "选“其他人员”的，后面多填一份查档情况：按模板写，再传存放您人事档案的单位出具的材料。"
    )
    assert "register.identity" not in await chat.answers()


async def test_answer__of_another_shape_than_what_is_asked__is_asked_about_and_not_stored(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.say("主管护师 2015年评的")
    assert said.text == (
        "“主管护师 2015年评的”里有年份，还没保存。\n“主管护师”是“现有职称”这一题的答案吗？\n〔是，保存〕\n〔不是〕"
    )
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：主管护师\n由它得出申报职称：副主任护师。")
    said = await chat.say("2015.1")
    assert said.text.startswith("“2015.1”像是时间，还没保存。\n“2015.1”是“专业方向”这一题的答案吗？")
    assert (await chat.say("不是")).text.startswith("【封面】2/4\n申报专业方向？")
    assert chat.stored("cover.specialty") is None


async def test_specialty__with_a_title_in_its_place__is_asked_again(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主管护师")
    said = await chat.say("副主任护师")
    assert said.text == "没看懂“副主任护师”，还没保存。这是职称，这里写专业名称。例：心血管内科"
    assert (await chat.say("护理学")).text.startswith("✓ 已保存：护理学")
