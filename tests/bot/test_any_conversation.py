"""Whatever somebody says in whatever order: an answer comes, it is short, it says how to go on, and old taps write
nothing into another question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.words import COMMANDS

from ..casework.stage import Served
from .chatting import COVER, Chat, Said, applicant, covered, known, with_rows, within_budget

NAMED = (
    "改 第1条时间", "改第 1 条", "改申报职称", "改 2021年：合格", "刚才时间错了，是2019年9月", "时间改成2018年3月",
    "删第1条", "第1条移到第2条", "重填第1条", "放到继续教育", "拍卫生支农", "第1页就用这张", "换第1页", "去掉第1页",
    "填基本信息", "填工作经历", "填封面", "填个人情况", "填诚信承诺", "改①", "①写说明", "报第1个", "换第1份", "选1",
    "看全部9项", "确定清空",
)  # fmt: skip
ANSWERS = (
    *COVER, "副高", "正高", "2", "1", "7", "优秀", "2022年：优秀", "2019.7", "2019.13", "2019.9-2019.7",
    "2015.8-2019.12", "云溪区人民医院", "选1 事业编制", "无", "是", "否", "92", "101", "好", "嗯", "不是", "是，保存",
    "怎么填？", "👌", "😀" * 20, "内\u0007科", "<a href='x'>y</a>", "]]>", "&amp;", "字" * 700, " ", "　", "0", "-1",
    "１２", "１３８０００００００９", "11010519491231002X", "110105194912310021", "{basic.name}", "null",
    "DROP TABLE answer;",
)  # fmt: skip
ODD = (
    "<MsgType>video</MsgType><MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>",
    "<MsgType>sticker</MsgType>",
    "<MsgType>file</MsgType><Title>a.pdf</Title>",
    "<MsgType>voice</MsgType><MediaId>v1</MediaId><Format>amr</Format>",
)
PAGE = (
    ("cover.current_title", "主管护师"), ("cover.specialty", "护理"), ("basic.ethics", "95"), ("basic.frontline", "否"),
    ("basic.support_years", "0"), ("basic.appraisal2", "合格"), ("basic.degree", "无"),
)  # fmt: skip


class Act(NamedTuple):
    """One thing that somebody does."""

    kind: str
    what: Any = ""


MENU = ("resume", "progress", "help", "human", "forms", "plans")
TAPS = st.builds(lambda back, nth: Act("tap", (back, nth)), st.integers(0, 6), st.integers(0, 9))
ACTS = st.one_of(
    st.sampled_from([Act("say", text) for text in (*COMMANDS, *NAMED)]),
    st.sampled_from([Act("say", text) for text in ANSWERS]),
    TAPS,
    st.integers(0, 9).map(lambda nth: Act("tap", (0, nth))),
    st.sampled_from(
        [
            *(Act("menu", key) for key in MENU), *(Act("odd", inner) for inner in ODD), *(Act("page", p) for p in PAGE),
            *(Act("voice", words) for words in ("九十二。", "内科。", "进度。", "嗯", "13812345678。")),
            Act("photo"), Act("days", 1), Act("days", 2),
        ]
    ),
)  # fmt: skip
STEPS = ("？", "例：", "发", "请", "不用做什么")  # what tells how to go on, besides something to tap


class Talker:
    """Does acts and holds every reply against the rules."""

    def __init__(self, chat: Chat) -> None:
        self.chat, self.day = chat, 10

    async def do(self, act: Act) -> None:
        chat = self.chat
        match act:
            case Act("say", text):
                self.hold(await chat.say(text.replace("]]>", "]]]]><![CDATA[>")), act)
            case Act("tap", (back, nth)):
                await self.tap(back, nth)
            case Act("menu", key):
                self.hold(await chat.menu(key), act)
            case Act("odd", inner):
                self.hold(await chat.push(inner), act)
            case Act("voice", words):
                self.hold(await chat.voice(words), act)
            case Act("photo"):
                said = await chat.photo()
                if said.raw:  # a photo between others is answered when they are all there
                    self.hold(said, act)
            case Act("page", (address, text)):
                await self.page(address, text)
            case Act("days", many):
                self.day = min(29, self.day + many)
                chat.server.move_clock(day=self.day)
            case _:
                raise ValueError(act)

    async def tap(self, back: int, nth: int) -> None:
        """Tap a link of one of the last replies; one of another question writes nothing."""
        chat = self.chat
        offered = [s for s in chat.replies if s.taps][-1 - back :][:1]
        if not offered:
            return
        label = list(offered[0].taps)[nth % len(offered[0].taps)]
        question = offered[0].taps[label][1].partition("~")[0]
        cursor = (await chat.state()).cursor
        before = await chat.answers()
        said = await chat.tap(offered[0], label)
        self.hold(said, Act("tap", label))
        if "." in question and question != cursor.address and cursor.mode == "answer":
            assert await chat.answers() == before, (label, question, cursor.address, said.text)

    async def page(self, address: str, text: str) -> None:
        if self.chat.caller is not None and (await self.chat.state()).cursor.application:
            await self.chat.caller.put(f"{self.chat.base}/answers/{address}", {"text": text})

    def hold(self, said: Said, act: Act) -> None:
        assert said.status == 200, act
        assert said.raw, act
        within_budget(said)
        assert said.taps or said.pages or any(word in said.text for word in STEPS), (act, said.text)
        for inside in ("None", "Traceback", "{", "}", "application:", "contact:"):
            assert inside not in said.text.replace("{basic.name}", ""), (act, said.text)


@settings(
    max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(acts=st.lists(ACTS, min_size=20, max_size=40), begin=st.sampled_from([known, applicant, covered, with_rows]))
async def test_conversation__of_anything_in_any_order__is_answered_and_never_led_astray(
    server: Served, acts: list[Act], begin: Callable[[Served], Awaitable[Chat]]
) -> None:
    server.move_clock()
    talker = Talker(await begin(server))
    for act in acts:
        await talker.do(act)
