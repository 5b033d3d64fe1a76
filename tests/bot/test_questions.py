"""What applicants ask besides answering: each question has a sensible answer, and none is stored as one."""

from __future__ import annotations

import pytest

from bot.informing import entries
from bot.questions import TOPICS, Topic, topic_of
from schemes.model import Rows

from ..casework.stage import Served, good
from .chatting import Chat, applicant, at_ethics, known

ASK = "看今年的通知，或问单位人事科。"
COST = f"这里的流程没有缴费这一步。聊天里从不收钱。\n评审费收不收、收多少，这里没有写。{ASK}"
WRITINGS = f"论文及学术报告：没有可以不填，最多 6 条\n论文要多少才够，这里没有写。{ASK}"
PAPERS = "要拍照交的：身份证印证材料、学历印证材料、继续教育印证材料、学习培训印证材料、"
RULES = f"点几下先看一眼，约 2 分钟：〔我能报吗〕\n别的条件，{ASK}"
RETURN = "退回了会通知您，写明要改哪里。\n只改标出的地方，其他不用动。10 个工作日内交回。"
WAITING = "交了以后一级一级审，发“进度”看审到哪一级。\n每一级要审多久，这里没有写。"
BEGIN = "都在微信里做：\n1. 验证手机号，填身份证号\n"
PHONE = "填的都存在系统里，不在手机里。"
OWN = "单位确认以前，自己能改："
ANSWERED = {
    COST: ("要花钱吗", "要交多少钱", "评审费多少", "什么时候缴费", "是不是免费"),
    PAPERS: ("需要准备什么材料", "要准备哪些材料", "要带什么证件"),
    WRITINGS: ("论文要几篇", "需要几篇论文", "没有论文怎么办"),
    WAITING: ("怎么还没批", "怎么还没审完", "要多久", "审核要多久", "多久能批下来"),
    RETURN: ("退回了怎么办", "被退回怎么办"),
    "可以请人帮填：小程序“我的申报”里点“请人帮填”，给他看码。": ("可以代填吗", "能不能让别人帮我填"),
    PHONE: ("换手机了怎么办", "手机号换了怎么办", "手机丢了怎么办"),
    BEGIN: ("我是护士，想评副高，怎么弄", "怎么报名", "怎么申报", "怎么评职称"),
    RULES: (
        "什么条件可以报",
        "需要什么条件",
        "去年没过今年还能报吗",
        "外语要考吗",
        "继续教育要多少学分",
        "基层服务算不算",
    ),
    "够不够年限，先点几下看一眼，约 2 分钟。\n\n〔我能报吗〕": (
        "我主治六年了",
        "我当主治医师 5 年多了",
        "我工作十二年",
    ),
    "这里只办职称申报。": ("看病挂号在哪",),
    "这里没有密码，": ("忘记密码了", "登录不上"),
    "填一项存一项，": ("填了一半丢了怎么办", "没填完能保存吗"),
    "从正上方拍，": ("照片拍不清楚怎么办",),
    "盖章、签字，找您单位的人事科办。": ("盖章在哪里盖",),
    "都填好以后签：": ("承诺书在哪签", "怎么签名"),
    "这里的流程没有答辩这一步。": ("答辩什么时候",),
    "同一个计划，一个人只有一份申报。": ("可以同时报两个吗",),
    OWN: ("身份证号填错了怎么改", "换单位了怎么办"),
    "还没有交的，不交就行。": ("怎么撤回", "不想报了怎么办"),
    "您填的加密存着，": ("信息安全吗", "我的资料会不会泄露"),
    "先由您的单位审，": ("谁来审核", "审核流程是什么"),
    "我是自动回复的助手，不是真人。": ("你是机器人吗", "你是谁", "您是谁？"),
    "能。电脑上打开 http": ("电脑上能填吗",),
    "几点上班，这里没有写。": ("你们几点上班",),
    "没交以前，随时能改。": ("填错了怎么办", "交了还能改吗"),
    "还没有申报。": ("在哪里看进度",),
    "还没有申报，没有表可看。": ("怎么打印", "表在哪里打印"),
    "找人：": ("有没有电话",),
    "单位要先由上级单位开通。": ("单位找不到怎么办",),
}


async def test_questions__of_somebody_unknown__each_have_an_answer(server: Served) -> None:
    """What the region's data has is said, and of all else whom to ask."""
    chat = Chat(server)
    await chat.event("subscribe")
    for begins, questions in ANSWERED.items():
        for question in questions:
            assert (await chat.say(question)).text.startswith(begins), question


@pytest.mark.parametrize("question", ["要花钱吗", "论文要几篇", "换手机了怎么办", "需要准备什么材料"])
async def test_question__while_a_choice_or_a_number_is_asked__is_answered_and_that_comes_again(
    server: Served, question: str
) -> None:
    chat = await applicant(server)
    assert "【封面】1/4\n现在的职称是什么？" in (await chat.say(question)).text
    assert chat.stored("cover.current_title") is None
    assert (await chat.say("主治医师")).text.startswith("✓ 已保存：主治医师")
    chat = await at_ethics(server)
    assert "医德医风满意度" in (await chat.say(question)).text
    assert (await chat.say("92")).text.startswith("✓ 已保存：92%")


async def test_question__where_any_words_may_be_the_answer__is_answered_and_asked_about(server: Served) -> None:
    chat = await applicant(server)
    await chat.say("主治医师")
    said = await chat.say("论文要几篇")
    assert said.text == (
        f"{WRITINGS}\n\n这句话还没保存。\n“论文要几篇”是“专业方向”这一题的答案吗？\n〔是，保存〕\n〔不是〕\n〔人工〕"
    )
    assert (await chat.say("不是")).text.startswith("【封面】2/4")
    await chat.say("论文要几篇")
    assert (await chat.say("是，保存")).text.startswith("✓ 已保存：论文要几篇")


@pytest.mark.parametrize("between", ["帮助", "要花钱吗", "进度"])
async def test_guesses__after_something_else_was_asked__can_still_be_chosen_by_number(
    server: Served, between: str
) -> None:
    chat = Chat(server)
    await chat.event("subscribe")
    assert (await chat.say("天气不错")).text.endswith("〔3 人工〕")
    said = await chat.say(between)
    assert said.text.endswith("刚才的还没选，您想做哪一件？\n〔1 开始申报〕\n〔2 看今年的通知〕\n〔3 人工〕")
    assert (await chat.say("1")).text.startswith("先确认是您本人")
    assert "刚才的还没选" not in (await chat.all("天气不错", "3")).text


async def test_whats_missing__before_anything_is_begun__is_told_so(server: Served) -> None:
    chat = await known(server)
    await chat.all("云溪区人民医院", "1")
    said = await chat.say("还差什么")
    assert said.text.startswith("申报还没开始，先开始再填。\n登记的：个人情况未开始。\n\n")
    assert "开始填封面" in said.text


async def test_questions__of_somebody_who_has_handed_in__are_about_that(alone: Served) -> None:
    chat = Chat.with_phone(alone, "zhou's phone")
    await chat.join(alone.caller("zhou"))
    base = await alone.submitted()
    said = await chat.say("怎么还没批")
    assert said.text.startswith("您的申报在云溪区人民医院，正在审核，今天到的。")
    assert said.text.endswith("等急了问单位人事科。")
    assert (await chat.say("不想报了怎么办")).text == (
        "不报了的，在小程序“我的申报”里点“今年不报了”或“删除申报表”。\n\n〔进度〕"
    )
    mark = {"address": "basic.ethics", "text": "和考核表不一样"}
    good(await alone.caller("luo").post(f"review/{base.partition('/')[2]}/marks", mark))
    await alone.caller("luo").deed(base, "return", {"opinion": "请改"})
    assert (await chat.say("退回了怎么办")).text.startswith("云溪区人民医院退回了您的申报。\n意见：请改\n\n①")
    await chat.say("①写说明")
    assert (await chat.say("公章下周可以补")).text.startswith("✓ ① 记下了您的说明")


ANSWERS = (
    "没有", "合格", "云溪区人民医院", "内科临床、带教", "高血压社区管理研究", "参与课题三项", "2012.12-2019.6", "无",
    "优秀", "能独立开展手术", "继续教育合格", "医师，2015.12 升主治医师", "重庆市医学会心血管分会会员", "材料齐全",
)  # fmt: skip


@pytest.mark.fast
@pytest.mark.parametrize("answer", ANSWERS)
def test_answer__that_asks_nothing__is_about_no_topic(answer: str) -> None:
    assert topic_of(answer) is None


@pytest.mark.fast
def test_topics__are_all_reached() -> None:
    assert {topic for topic, _ in TOPICS} == set(Topic)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("rows", "says"),
    [(Rows(min=1, max=3), "至少填 1 条，最多 3 条"), (Rows(max=8), "没有可以不填，最多 8 条"),
     (Rows(min=2), "至少填 2 条"), (Rows(max="plan.year - 2020"), "没有可以不填")],
)  # fmt: skip
def test_entries__of_a_section_of_rows__are_said_as_far_as_it_names_a_number(rows: Rows, says: str) -> None:
    assert entries(rows) == says
