"""What people write instead of tapping, as a table: the words and the one command that they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.explaining import ASKED, name_in
from bot.leaving import AWAY, SOUNDS, sounds
from bot.region import BEGIN, LOOK
from bot.words import (
    ASKS,
    COMMANDS,
    NO,
    NODDING,
    OVER,
    PATTERNS,
    SAYS,
    WORDS,
    YES,
    Command,
    bare,
    circled,
    command_of,
    hear,
    number_of,
)

pytestmark = pytest.mark.fast

MEANT = [
    ("进度", Command.PROGRESS, {}),
    ("进度。", Command.PROGRESS, {}),
    (" 到哪了！ ", Command.PROGRESS, {}),
    ("证书在哪里", Command.CERTIFICATE, {}),
    ("什么时候截止", Command.DEADLINE, {}),
    ("什么时候截止？", Command.DEADLINE, {}),
    ("还差什么?", Command.MISSING, {}),
    ("帮我转人工", Command.HUMAN, {}),
    ("帮助", Command.HELP, {}),
    ("？", Command.HELP, {}),
    ("HELP", Command.HELP, {}),
    ("转人工", Command.HUMAN, {}),
    ("接着填~", Command.RESUME, {}),
    ("跳过", Command.SKIP, {}),
    ("不改，下一题", Command.ONWARD, {}),
    ("填完了，下一栏", Command.NEXT_SECTION, {}),
    ("没问题，保存", Command.DOCUMENT_KEPT, {}),
    ("撤回", Command.UNDO, {}),
    ("清空这一栏", Command.CLEAR, {}),
    ("找回", Command.RECOVER, {}),
    ("刚才错了", Command.CHANGE, {}),
    ("不改", Command.KEEP, {}),
    ("我想再加一条工作经历", Command.ANOTHER_ROW, {"section": "工作经历"}),
    ("加一段工作经历", Command.ANOTHER_ROW, {"section": "工作经历"}),
    ("怎么加工作经历？", Command.ANOTHER_ROW, {"section": "工作经历"}),
    ("从①开始改", Command.FIX, {"n": "①"}),
    ("可以交了吗？", Command.HAND_IN, {}),
    ("我的证书在哪里", Command.CERTIFICATE, {}),
    ("改 第3条时间", Command.CORRECT, {"row": "3", "field": "时间"}),
    ("改 第3条时间：2018.3至今", Command.CORRECT, {"row": "3", "field": "时间", "value": "2018.3至今"}),
    ("改第 2 条", Command.OPEN_ROW, {"row": "2"}),
    ("改第三条", Command.OPEN_ROW, {"row": "3"}),
    ("把第十二条改一下", Command.OPEN_ROW, {"row": "12"}),
    ("改工作经历第1条", Command.OPEN_ROW, {"section": "工作经历", "row": "1"}),
    ("第1条时间改成2011.9-2015.12", Command.CORRECT, {"row": "1", "field": "时间", "value": "2011.9-2015.12"}),
    ("第1条改成2011.9-2015.12", Command.CORRECT, {"row": "1", "value": "2011.9-2015.12"}),
    ("改 第1条时间改成2011.9", Command.CORRECT, {"row": "1", "field": "时间", "value": "2011.9"}),
    ("把第1条的工作单位改成丙院", Command.CORRECT, {"row": "1", "field": "工作单位", "value": "丙院"}),
    ("第一条工作单位改成丙院", Command.CORRECT, {"row": "1", "field": "工作单位", "value": "丙院"}),
    ("把第二十条 的单位 换成：丙院", Command.CORRECT, {"row": "20", "field": "单位", "value": "丙院"}),
    ("第1条工作单位错了，应该是丙院", Command.CORRECT, {"row": "1", "field": "工作单位", "value": "丙院"}),
    ("刚才第１条的时间写错了，2011.9", Command.CORRECT, {"row": "1", "field": "时间", "value": "2011.9"}),
    ("第 2 条时间填错了", Command.CORRECT, {"row": "2", "field": "时间"}),
    ("第2条错了", Command.CORRECT, {"row": "2"}),
    (
        "工作经历第二条的时间改为2011.9",
        Command.CORRECT,
        {"section": "工作经历", "row": "2", "field": "时间", "value": "2011.9"},
    ),
    ("删第二条", Command.DROP_ROW, {"row": "2"}),
    ("重填第十条", Command.REFILL_ROW, {"row": "10"}),
    ("第二条移到第一条", Command.MOVE_ROW, {"row": "2", "to": "1"}),
    ("改 2021年：合格", Command.CORRECT, {"field": "2021年", "value": "合格"}),
    ("改申报职称", Command.CORRECT, {"field": "申报职称"}),
    ("刚才时间错了，是2019年9月", Command.CORRECT, {"field": "时间", "value": "2019年9月"}),
    ("时间改成2018年3月", Command.CORRECT, {"field": "时间", "value": "2018年3月"}),
    ("改②", Command.FIX, {"n": "②"}),
    ("②写说明", Command.FIX, {"n": "②", "rest": "写说明"}),
    ("删第2条", Command.DROP_ROW, {"row": "2"}),
    ("删掉第 12 条", Command.DROP_ROW, {"row": "12"}),
    ("重填第1条", Command.REFILL_ROW, {"row": "1"}),
    ("第3条移到第1条", Command.MOVE_ROW, {"row": "3", "to": "1"}),
    ("把第3条移到第1条", Command.MOVE_ROW, {"row": "3", "to": "1"}),
    ("放到业绩第2条", Command.PLACE, {"field": "业绩第2条"}),
    ("拍学历证书", Command.SHOOT, {"field": "学历证书"}),
    ("第3页就用这张", Command.PAGE_FINE, {"n": "3"}),
    ("换第2页", Command.PAGE_AGAIN, {"n": "2"}),
    ("重拍第 1 页", Command.PAGE_AGAIN, {"n": "1"}),
    ("去掉第2页", Command.PAGE_OUT, {"n": "2"}),
    ("填基本信息", Command.FILL, {"field": "基本信息"}),
    ("换一份", Command.SWITCH, {}),
    ("看后面的", Command.MORE, {}),
]
LEAVING = [
    "我明天再来", "等一下再填", "先不填了", "今天没空", "明天来", "明天继续", "改天再填", "晚上再弄吧", "我先走了",
    "去忙了", "有事先走了", "太忙了", "我现在没时间", "没时间填", "下班了再填", "有空再说", "我去查一下再填",
    "就到这里吧", "先这样", "今天不写了", "再见", "那我明天再来填吧", "不好意思，今天没空，明天再来", "等会儿再说",
    "等等", "稍等", "不想填了", "累了", "等我忙完再填", "先不弄了，明天再来", "周末再填", "现在忙", "我要睡了",
    "今天先填到这里", "现在不方便填", "忙着呢", "好的，明天再填，谢谢", "我有事，先走了", "等一下。", " 今天没空 ",
]  # fmt: skip
LIKE_LEAVING = ["以后有机会再来", "现在没有时间整理科研", "论文明天找到再填", "晚上值班，今天没空", "后面的不写了"]
NO_LEAVING = [
    "空军军医大学", "来安县人民医院", "再生障碍性贫血诊治", "便民门诊", "休斯顿医院", "睡眠医学", "走读", "夜间门诊",
    "护士，后来升主管护师", "下乡支农，回来后继续任现职", "继续教育", "现在没有", "无，现在没有职务", "累", "忙", "写",
    "明天", "今天", "晚上", "有时间", "内科临床、晚上值班", "2019年以后再未聘任", "重庆医药高等专科学校",
    "三级甲等医院", "精神科，擅长困难病例", "李明明",
]  # fmt: skip
ANSWERS = [
    *NO_LEAVING, *LIKE_LEAVING,
    "内科", "2019.7", "2019年7月到现在", "无", "云溪区人民医院（内一科）", "主治医师", "优秀", "2021年：优秀", "92",
    "是", "否", "选2 其他人员", "", "嗯", "今天天气好", "医师，2015.12 升主治医师", "进度" * 40,
    "我的进度怎么样了呢我想知道", "拍", "填", "第1条", "第一条时间是2011.9", "删一条",
    "第1条写错了，已经改好", "卫生管理条例",
]  # fmt: skip


@pytest.mark.parametrize(("text", "command", "named"), MEANT, ids=[m[0] for m in MEANT])
def test_words__that_ask_for_something__mean_one_command(text: str, command: Command, named: dict[str, str]) -> None:
    assert command_of(text) == (command, named)


@pytest.mark.parametrize("text", LEAVING)
def test_words__with_which_somebody_leaves__are_no_answer(text: str) -> None:
    assert hear(text).command == (Command.PAUSE, {})


@pytest.mark.parametrize("text", LIKE_LEAVING)
def test_words__that_may_mean_leaving__are_doubted(text: str) -> None:
    assert sounds(text)
    assert not hear(text).plain


@pytest.mark.parametrize("text", NO_LEAVING)
def test_words__that_only_have_a_sign_of_leaving__are_not_doubted(text: str) -> None:
    assert not sounds(text)


@given(st.text("等一下再来填我先今天明忙空没了，好去", max_size=60))
def test_any_text__put_together_of_words_of_leaving__is_judged(text: str) -> None:
    assert hear(text).command == command_of(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_words__that_answer__are_no_command(text: str) -> None:
    assert command_of(text) is None


def test_table__every_word__stands_once_in_the_form_that_is_compared() -> None:
    words = [word for many in WORDS.values() for word in many]
    assert len(words) == len(set(words)) == len(COMMANDS)
    assert [w for w in words if bare(w) != w] == []
    assert not YES & NO


@given(st.text(max_size=80))
def test_any_text__is_a_command_or_none_and_never_a_fault(text: str) -> None:
    found = command_of(text)
    assert found is None or found[0] in Command


@pytest.mark.parametrize("n", [1, 9, 20])
def test_circled_number__is_read_back(n: int) -> None:
    assert number_of(circled(n)) == n


def test_circled_number__beyond_the_signs__stands_in_brackets() -> None:
    assert (circled(21), number_of("x"), number_of("")) == ("(21)", 0, 0)


MORE = [pattern for _, pattern in PATTERNS] + [NODDING, OVER, SAYS, ASKS, ASKED, AWAY, SOUNDS]


@pytest.mark.parametrize(
    "text", ["92", "2004.7", "大学本科", "重庆医科大学", "内科学", "无", "优秀", "2021年：合格", "1"]
)
def test_usual_answer__is_heard__as_an_answer_alone(text: str) -> None:
    assert hear(text).plain


@pytest.mark.parametrize("text", [*COMMANDS, BEGIN, LOOK + "评审表", " 进度。", "HELP", "ＯＫ"])
def test_words_that_may_ask_for_something__are_heard__as_more_than_an_answer(text: str) -> None:
    assert not hear(text).plain


@given(st.one_of(st.from_regex(pattern) for pattern in MORE))
def test_whatever_a_pattern_takes_for_more_than_an_answer__is_heard_so(text: str) -> None:
    found = (
        p.fullmatch(form)
        for p in MORE
        if p not in {ASKS, SOUNDS}
        for form in (text, bare(text), " ".join(text.split()))
    )
    if any(found) or ASKS.search(text) or sounds(text) or name_in(text):
        assert not hear(text).plain


@given(st.text(max_size=80) | st.text("改第1条：是填看①②好的ok？ 内科", max_size=12))
def test_any_text__heard_as_an_answer_alone__is_nothing_else(text: str) -> None:
    heard = hear(text)
    assert heard.command == command_of(text)
    assert not (
        heard.plain and (heard.over or heard.nods or SAYS.fullmatch(text) or ASKS.search(text) or name_in(text))
    )
