"""From following to the end of the cover (T1)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from zhiping.operating import put_plan

from ..casework.stage import Served, good
from .chatting import COVER, VERIFY, WELCOME, Chat, applicant, covered, known

OTHERS = "选“其他人员”的，后面多填一份查档情况：按模板写，再传存放您人事档案的单位出具的材料。"
FILE_CHECK = "查档情况：按模板把空的地方写完整，再交存放人事档案的单位盖章出具的查档情况。"
WAYS = "〔上一题〕　〔查看〕　⟦在小程序里填⟧"


async def test_follow__by_somebody_new__is_greeted_and_led_to_the_verification(server: Served) -> None:
    chat = Chat(server)
    assert (await chat.event("subscribe")).text == WELCOME
    assert (await chat.say("开始申报")).text == VERIFY


async def test_plans__name_the_full_text_only_where_it_is_there(server: Served) -> None:
    chat = Chat(server)
    said = (await chat.say("看今年的通知")).text
    assert "⟦去小程序看⟧" in said
    assert "看全文" not in said
    plan = (await server.house.plans())[0]
    notice = [{"label": "通知", "url": "https://example.invalid/notice.pdf"}]
    names = ("region", "year", "level", "label", "opens", "closes")
    await put_plan(server.house, {n: getattr(plan.state, n) for n in names} | {"id": plan.id, "documents": notice})
    assert "⟦看全文⟧" in (await chat.say("看今年的通知")).text


async def test_words_of_a_stranger__whatever_they_are__lead_to_the_verification_or_the_greeting(server: Served) -> None:
    chat = Chat(server)
    assert (await chat.say("随便说说")).text == WELCOME
    said = await chat.say("我还想说点别的")
    assert said.text == "没看懂这句话，您想做哪一件？\n〔1 开始申报〕\n〔2 看今年的通知〕\n〔3 人工〕"
    assert (await chat.say("3")).text.startswith("找人："), "the number of a guess is that guess"
    for text in ("查看", "修改", "跳过", "填封面", "清空", "发完了"):
        assert (await chat.say(text)).text == VERIFY, text
    assert "还没有申报" in (await chat.say("进度")).text
    assert "人事科" in (await chat.say("人工")).text
    assert "照片先不用发" in (await chat.photo()).text


async def test_join__by_the_chats_own_link__greets_and_asks_the_first_question(server: Served) -> None:
    user = server.platform.user("join")
    chat = Chat(server, openid=user.openids["oa"])
    server.platform.world.account.callback_url = f"{server.url}/wechat/callback"
    server.platform.world.kept.offset = server.house.clock.offset
    user.following = True
    caller = await server.newcomer("周岚", unit="")
    await chat.join(caller)
    me = good(await caller.get("me"))
    pushed = list(await server.house.storage.database.fetch("SELECT kind, result FROM outbox ORDER BY seq"))
    assert ("greet", "delivered: told") in [(j["kind"], j["result"]) for j in pushed]
    said = await chat.say("接着填")
    assert said.text == "【所在单位】1/2\n您在哪个单位？发单位名称里的几个字就行。\n例：云溪 医院"
    assert me["id_number"].startswith("500***********")


async def test_join__with_a_link_that_was_used__is_refused(server: Served) -> None:
    chat = await known(server)
    said = await Chat(server).say("开始申报")
    token = parse_qs(urlsplit(next(iter(said.pages.values()))).query)["join"][0]
    thief = await server.newcomer("别人", unit="")
    good(await thief.post(f"tickets/{token}/accept"))
    again = await server.newcomer("还有人", unit="")
    assert (await again.post(f"tickets/{token}/accept")).status_code in {403, 410}
    assert chat.caller is not None


async def test_registration__by_a_few_characters_and_numbers__leads_to_the_plan(server: Served) -> None:
    """CQ-03, X-01."""
    chat = await known(server)
    said = await chat.say("云溪人民")
    assert said.text == (
        "找到 2 个，是哪一个？\n〔1 云溪区人民医院〕\n〔2 云溪区第二人民医院=选2 云溪区第二〕\n\n"
        "都不是：换几个字再发，或〔找不到单位〕"
    )
    said = await chat.say("1")
    assert said.text == (
        "✓ 已保存：云溪区人民医院\n\n【人员身份】2/2\n"
        "您属于哪一类？请看清再点。单位确认前能自己改，确认后要请单位先转出。\n"
        "〔1 事业编制、国企、部队文职=选1 事业编制〕\n〔2 其他人员=选2 其他人员〕\n\n" + OTHERS
    )
    said = await chat.tap(said, "1 事业编制、国企、部队文职")
    assert said.text == (
        "✓ 已保存：事业编制、国企、部队文职\n\n"
        "云溪区人民医院正在确认您的账号，确认后通知您。不用等，现在就能填，确认后才能提交。\n\n"
        "2026 年度重庆市卫生高级职称\n11月30日 17:00 截止，还有 20 天\n〔开始填封面〕\n〔先看通知〕"
    )
    said = await chat.say("开始填封面")
    assert said.text == "【封面】\n申报哪一级？\n〔1 副高〕\n〔2 正高〕"
    said = await chat.say("副高")
    assert said.text.startswith("✓ 已保存：副高\n\n【封面】1/4\n现在的职称是什么？\n〔1 主治医师〕\n〔2 主管护师〕")
    assert said.text.endswith("〔6 主管中药师〕\n\n不在里面就直接写。\n⟦在小程序里填⟧")


async def test_identity__chosen_wrongly__is_changed_until_the_unit_has_confirmed(alone: Served) -> None:
    chat = await known(alone)
    await chat.all("云溪区人民医院", "1")
    said = await chat.all("改人员身份：其他人员", "改")
    assert said.text.startswith("✓ 已改：其他人员")
    assert chat.caller is not None
    officer = alone.caller("luo")
    good(await officer.post(f"people/{chat.caller.id}/deeds/confirm"))
    said = await chat.all("改人员身份：事业编制人员", "改")
    assert said.text.startswith("单位已经确认过这一栏。填错了或者换单位，请先请它把您转出，再重新登记")


async def test_unit__that_nobody_has__is_searched_again(server: Served) -> None:
    chat = await known(server)
    assert (await chat.say("没有的医院")).text.startswith("没找到“没有的医院”，换几个字再发。")
    assert (await chat.say("找不到单位")).text.startswith("单位要先由上级单位开通。")
    assert "人员身份" in (await chat.say("云溪区第二人民医院")).text


async def test_cover__answered_in_chat__announces_what_follows_and_is_read_back(server: Served) -> None:
    """CQ-05, X-02, X-08."""
    chat = await applicant(server)
    said = await chat.say("主治医师")
    assert said.text == (
        "✓ 已保存：主治医师\n由它得出申报职称：副主任医师。不对的话，〔改申报职称〕\n\n"
        f"【封面】2/4\n申报专业方向？写专业名称，20 字以内。\n例：心血管内科\n\n{WAYS}"
    )
    said = await chat.say("内科")
    assert said.text == (
        "✓ 已保存：内科\n\n【封面】3/4\n申报类别？大多数人选“正常晋升”。\n〔1 正常晋升〕\n〔2 破格晋升〕\n〔3 转评〕\n"
        f"〔4 多评〕\n〔5 基层定向〕\n〔6 重新确认〕\n\n{WAYS}"
    )
    said = await chat.say("1")
    assert said.text == (
        "✓ 已保存：正常晋升\n\n【封面】4/4\n填报表格类别？它决定后面填哪些内容。\n"
        "您报的是内科、副主任医师。执业类别是临床或口腔、职称全市通用的，填临床表。\n"
        f"〔1 就用临床=临床〕\n〔2 都不是，看全部 9 项=看全部9项〕\n\n{WAYS}"
    )
    said = await chat.say("1")
    assert said.text == (
        "✓ 已保存：临床\n由它得出评委会名称：重庆市卫生系列临床高级职务评委会。不对的话，〔改评委会名称〕\n\n"
        "✓ 封面填好了，6 项都已保存：\n现有职称　主治医师\n申报职称　副主任医师\n专业方向　内科\n申报类别　正常晋升\n"
        "表格类别　临床\n评委会名称　重庆市卫生系列临床高级职务评委会\n\n"
        "11 栏已完成 1 栏（另有 3 栏可不填）。\n〔改一项〕\n〔下一栏：个人情况=填个人情况〕"
    )
    said = await chat.all("填个人情况", "无", "汉族", "重庆云阳", "群众", "2004.6.14")
    assert said.text == (
        "✓ 个人情况填好了，5 项都已保存：\n曾用名　无\n民族　汉族\n籍贯　重庆云阳\n政治面貌　群众\n"
        "参加工作时间　2004.06.14\n\n"
        "〔改一项〕\n〔下一栏：基本信息=填基本信息〕\n基本信息有 39 项，小程序里填更快：⟦去小程序⟧"
    )
    said = await chat.say("改一项")
    assert said.text.startswith("【个人情况】要改哪一项？发前面的数字\n1 曾用名　无\n2 民族　汉族\n")


async def test_section_of_the_registration__left_with_something_open__says_so(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.all(*COVER, "填个人情况", "无", "跳过", "重庆云阳", "群众", "跳过")
    assert said.text == (
        "先空着，可以回头再填。\n\n个人情况还差 2 项，先放着也行：民族、参加工作时间\n已保存 3 项：\n"
        "曾用名　无\n籍贯　重庆云阳\n政治面貌　群众\n\n〔改一项〕\n〔接着填〕"
    )
    assert (await chat.say("接着填")).text.startswith("【民族】2/5")


async def test_beginning_of_work__before_one_could_have_been_of_age__is_doubted_at_once(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.all(*COVER, "填个人情况", "无", "汉族", "重庆云阳", "群众", "1990.6.14")
    assert said.text.startswith(
        "✓ 已保存：1990年06月14日\n请再看一眼：参加工作时不满 16 岁。没错就不用管\n\n✓ 个人情况填好了，5 项都已保存："
    )
    assert chat.caller is not None
    view = good(await chat.caller.get("people/me/sections/person"))
    doubts = {f["address"]: f["doubt"] for g in view["groups"] for f in g["fields"] if f.get("doubt")}
    assert doubts == {"person.work_start": "参加工作时不满 16 岁"}
    said = await chat.all("改参加工作时间", "2004.6.14")
    assert said.text.startswith("✓ 已改：2004年06月14日（原来 1990年06月14日）\n\n✓ 个人情况填好了")


# ── back ─────────────────────────────────────────────────────────────────────
async def test_back__at_the_first_question_of_a_section__leads_to_the_one_filled_before(server: Served) -> None:
    chat = await covered(server)
    await chat.say("填基本信息")
    said = await chat.say("上一题")
    assert said.text.startswith("【参加工作时间】5/5\n")
    assert "现在是：2004年06月14日　〔不改，下一题〕" in said.text
    for _ in range(4):
        said = await chat.say("上一题")
    assert said.text.startswith("【曾用名】1/5\n")
    assert (await chat.say("上一题")).text.startswith("【封面】\n由哪个评委会评审？")
    assert (await chat.all("填基本信息", "跳过", "92", "上一题", "上一题")).text.startswith(
        "【基本信息】身份证印证材料"
    )
    assert (await chat.say("上一题")).text.startswith("【封面】\n由哪个评委会评审？"), (
        "that was on the screen before it"
    )


async def test_back__after_a_correction_or_a_taken_back_answer__leads_to_the_place_before_all_the_same(
    server: Served,
) -> None:
    chat = await covered(server)
    await chat.say("填工作经历")
    said = await chat.say("改 专业方向：骨科")
    await chat.tap(said, "改")
    assert (await chat.say("上一题")).text.startswith("【参加工作时间】5/5\n")
    await chat.say("2004.7.14")
    await chat.all("撤回", "填工作经历")
    assert (await chat.say("上一题")).text.startswith("【参加工作时间】5/5\n")


async def test_back__where_nothing_was_on_the_screen_before__keeps_to_the_order_of_the_sections(
    server: Served,
) -> None:
    chat = await applicant(server)
    await chat.all("填工作经历", "2010.8-2015.12")
    said = await chat.all("上一题", "上一题")
    assert said.text.startswith("【封面】")


async def test_back__after_sections_filled_in_another_order__leads_to_the_last_one(server: Served) -> None:
    chat = await covered(server)
    await chat.all("填工作经历", "2010.8-2015.12", "云溪区人民医院", "内科", "医师", "填基本信息")
    assert (await chat.say("上一题")).text.startswith("【工作经历 · 第 1 条】4/4\n当时的职称、职务？")


async def test_back__at_the_very_first_question__stays(server: Served) -> None:
    chat = await applicant(server)
    assert (await chat.say("上一题")).text.startswith("这是第一题，前面没有了。\n\n【封面】1/4")


async def test_derived_answer__changed_by_hand__stays_when_its_source_changes(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    assert chat.stored("cover.title") == "副主任医师"
    said = await chat.say("改申报职称")
    assert "现在是：副主任医师　〔不改，下一题〕" in said.text
    await chat.say("中西医结合副主任医师")
    said = await chat.all("改现有职称", "主治中医师")
    assert "由它得出" not in said.text
    assert chat.stored("cover.title") == "中西医结合副主任医师"


async def test_derived_answer__left_as_it_was__follows_its_source(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.all("改现有职称", "2")
    assert said.text.startswith(
        "✓ 已改：主管护师（原来 主治医师）\n由它得出申报职称：副主任护师。不对的话，〔改申报职称〕"
    )
    assert chat.stored("cover.title") == "副主任护师"


async def test_own_title__that_is_in_no_list__is_taken_as_written_and_what_follows_is_asked(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.say("主治中西医结合医师")
    assert said.text.startswith("✓ 已保存：主治中西医结合医师\n\n【封面】2/5\n申报什么职称？")


async def test_counter__of_a_section__never_goes_back_and_grows_only_where_a_question_opens(server: Served) -> None:
    chat = await applicant(server)
    typed = ("主治中西医结合医师", "副主任医师", "中西医结合", "正常晋升")
    counters = [(await chat.say(text)).text.partition("【封面】")[2][:3] for text in typed]
    assert counters == ["2/5", "3/5", "4/5", "5/5"], "the title is asked: one question more from here on"
    chat = await applicant(server)
    counters = [(await chat.say(text)).text.partition("【封面】")[2][:3] for text in COVER[:3]]
    assert counters == ["2/4", "3/4", "4/4"]
    said = await chat.say("改申报职称")
    assert said.text.startswith("【封面】\n申报什么职称？"), "an answer that follows is none of the four"
    assert (await chat.say("副主任中医师")).text.partition("【封面】")[2][:3] == "4/4"


async def test_all_options__asked_for__are_numbered_and_any_number_may_be_typed(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.all("主治医师", "内科", "正常晋升", "2")
    assert [t for t in said.taps if t[0].isdigit()] == ["1 临床", "2 公卫", "3 中医药", "4 护理", "5 药学", "6 医技"]
    assert "\n7 计划生育\n8 基层全科\n9 基层其他\n" in said.text
    assert (await chat.say("8")).text.startswith("✓ 已保存：基层全科")


async def test_number__that_is_not_on_the_screen__chooses_nothing(server: Served) -> None:
    chat = await applicant(server)
    await chat.all("主治医师", "内科", "正常晋升")
    said = await chat.say("4")
    assert said.text.startswith("没有“4”这个数字，还没保存。\n\n【封面】4/4\n填报表格类别？")
    assert chat.stored("cover.category") is None


async def test_plan__closed_or_not_yet_open__cannot_be_started(server: Served) -> None:
    """X-01."""
    chat = await known(server)
    await chat.all("云溪区人民医院", "1")
    server.move_clock(day=30, hour=18)
    said = await chat.say("开始申报")
    assert "11月30日 17:00 已截止" in said.text
    assert "开始填封面" not in said.text


async def test_second_application__under_the_same_plan__leads_to_the_first(server: Served) -> None:
    chat = await known(server)
    await chat.all("云溪区人民医院", "1")
    assert chat.caller is not None
    good(await chat.caller.post("applications", {"plan": "n-associate"}))
    said = await chat.all("开始填封面", "副高")
    assert said.text.startswith("这个计划您已经有一份申报了")
    assert "【封面】1/4" in (await chat.say("接着填")).text


async def test_cover__begun_on_the_page__goes_on_in_chat_at_the_same_place(server: Served) -> None:
    """X-02."""
    chat = await known(server)
    await chat.all("云溪区人民医院", "1")
    assert chat.caller is not None
    base = good(await chat.caller.post("applications", {"plan": "n-associate"}))["base"]
    await chat.caller.save(base, "cover.current_title", "主治医师")
    await chat.caller.save(base, "cover.title", "副主任医师")
    said = await chat.say("接着填")
    assert said.text.startswith("【封面】2/4\n申报专业方向？")
    assert len(COVER) == 4


# ── what something means ─────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["什么是查档情况", "请问什么是查档情况？", "查档情况是什么意思", "“查档情况”指什么？"])
async def test_meaning__of_a_name_in_the_region__is_told_and_the_question_asked_again(
    server: Served, text: str
) -> None:
    chat = await known(server)
    asked = (await chat.say("接着填")).text
    said = (await chat.say(text)).text
    assert said.startswith(FILE_CHECK)
    assert said.endswith(asked)


async def test_meaning__asked_by_a_stranger__is_told_too(server: Served) -> None:
    assert FILE_CHECK in (await Chat(server).say("什么是查档情况")).text


async def test_meaning__of_a_choice__is_what_the_manual_says_of_it(server: Served) -> None:
    chat = await applicant(server)
    said = (await chat.say("什么是公卫")).text
    assert said.startswith("公卫：1.专业为公共卫生类，申报全市通用的副主任医师")


async def test_meaning__of_what_the_region_does_not_know__is_doubted_not_stored(server: Served) -> None:
    chat = await applicant(server)
    said = await chat.say("什么是量子力学")
    assert said.text.startswith("这句话像是在问什么，还没保存。")


# ── a choice inside a sentence ───────────────────────────────────────────────
async def test_sentence__that_names_one_choice__is_taken_for_it(server: Served) -> None:
    chat = await known(server)
    await chat.say("云溪区人民医院")
    said = await chat.say("我不是事业编的")
    assert said.text.startswith("没看懂“我不是事业编的”，还没保存。")
    said = await chat.say("我是事业编的")
    assert said.text.startswith("✓ 已保存：事业编制、国企、部队文职\n\n")
    said = await chat.say("我想评副高")
    assert said.text.startswith("✓ 已保存：副高\n\n【封面】1/4")
    said = await chat.say("我是主治医师")
    assert said.text.startswith("✓ 已保存：主治医师\n由它得出申报职称：副主任医师。")
    said = await chat.all("心血管内科", "我是正常晋升")
    assert said.text.startswith("✓ 已保存：正常晋升\n\n")


async def test_own_title__with_the_words_of_a_choice_in_it__is_taken_as_written(server: Served) -> None:
    chat = await applicant(server)
    assert (await chat.say("中西医结合主治医师")).text.startswith("✓ 已保存：中西医结合主治医师\n")
