"""What people write instead of tapping, as a table: words to the one command they mean."""

import re
import unicodedata
from enum import StrEnum


class Command(StrEnum):
    """Names what a message may ask for besides answering."""

    START = "start"
    RESUME = "resume"
    PROGRESS = "progress"
    MISSING = "missing"
    LOOK = "look"
    BACK = "back"
    SKIP = "skip"
    CORRECT = "correct"
    CLEAR = "clear"
    RECOVER = "recover"
    UNDO = "undo"
    HELP = "help"
    HUMAN = "human"
    PLANS = "plans"
    REVIEWER = "reviewer"
    SWITCH = "switch"
    YES_CHANGE = "change"
    NO_CHANGE = "keep"
    KEEP_GOING = "keep_going"
    NEXT_SECTION = "next_section"
    ANOTHER_ROW = "another_row"
    ALL_ROWS = "all_rows"
    DROP_ROW = "drop_row"
    FORMS = "forms"
    DONE_PHOTOS = "done_photos"
    KEEP_DOCUMENT = "keep_document"
    HOLD_PHOTOS = "hold_photos"
    HOW_CHANGE = "how_change"
    CONTENT = "content"
    MORE = "more"
    SEARCH_UNIT = "search_unit"
    FILL = "fill"
    PLACE = "place"
    FIX = "fix"


WORDS: dict[Command, tuple[str, ...]] = {
    Command.START: ("开始申报", "我要申报", "申报", "开始", "你好", "您好", "开始填封面"),
    Command.RESUME: ("接着填", "继续", "继续填", "接着"),
    Command.PROGRESS: ("进度", "到哪了", "到哪里了", "审到哪了", "到哪一级了", "查进度", "审核进度"),
    Command.MISSING: ("还差什么", "还差啥", "差什么", "没填完的"),
    Command.LOOK: ("查看", "看看", "看这一栏", "查看这一栏"),
    Command.BACK: ("上一题", "返回", "上一个", "回上一题"),
    Command.SKIP: ("跳过", "先跳过", "下一题", "不填", "先不填"),
    Command.CORRECT: ("修改", "刚才错了", "改一项", "写错了", "填错了", "错了"),
    Command.CLEAR: ("清空", "清空这一栏", "确定清空"),
    Command.RECOVER: ("找回",),
    Command.UNDO: ("撤回", "撤销", "恢复"),
    Command.HELP: ("帮助", "?", "help", "怎么用", "说明"),
    Command.HUMAN: ("人工", "客服", "转人工", "人工客服", "打电话"),
    Command.PLANS: ("看今年的通知", "今年通知", "通知", "先看通知"),
    Command.REVIEWER: ("我是审核人员", "审核", "待审"),
    Command.SWITCH: ("换一份",),
    Command.YES_CHANGE: ("改",),
    Command.NO_CHANGE: ("不改", "不是", "先不改"),
    Command.KEEP_GOING: ("不改,下一题", "不改下一题"),
    Command.NEXT_SECTION: ("下一栏", "填完了", "填完了,下一栏", "填完了下一栏"),
    Command.ANOTHER_ROW: ("再加一条", "加一条", "再来一条"),
    Command.ALL_ROWS: ("看全部",),
    Command.DROP_ROW: ("不填这条",),
    Command.FORMS: ("看表样", "表样"),
    Command.DONE_PHOTOS: ("发完了", "照片发完了", "拍完了"),
    Command.KEEP_DOCUMENT: ("保存这份材料", "没问题,保存", "没问题保存", "用这份"),
    Command.HOLD_PHOTOS: ("照片先存着", "先存着"),
    Command.HOW_CHANGE: ("怎么改", "改已交的内容", "能不能改"),
    Command.CONTENT: ("看内容", "看我交的内容"),
    Command.MORE: ("看后面的",),
    Command.SEARCH_UNIT: ("找不到单位",),
}
COMMANDS = {word: command for command, words in WORDS.items() for word in words}
YES = frozenset({"好", "好的", "嗯", "嗯嗯", "ok", "是", "是的", "对", "对的", "行", "可以", "👌", "改吧", "要改", "1"})
NO = frozenset({"不", "不用", "不了", "不要", "否", "算了", "2"})
NOTHING = frozenset({"好", "好的", "嗯", "嗯嗯", "ok", "👌", "收到", "谢谢", "知道了", "哦", "行"})
PATTERNS: tuple[tuple[Command, re.Pattern[str]], ...] = (
    (Command.CORRECT, re.compile(r"^改\s*第?\s*(?P<row>\d+)\s*条\s*(?P<field>[^:：]*?)(?:[:：]\s*(?P<value>.+))?$")),
    (Command.CORRECT, re.compile(r"^改\s*(?P<field>[^\s:：]{2,20})(?:[:：]\s*(?P<value>.+))?$")),
    (Command.CORRECT, re.compile(r"^(?:刚才)?(?P<field>[^\s,，]{2,12}?)(?:写|填)?错了[,，]?\s*(?:应该)?是\s*(?P<value>.+)$")),
    (Command.DROP_ROW, re.compile(r"^删(?:掉|除)?\s*第?\s*(?P<row>\d+)\s*条$")),
    (Command.MORE, re.compile(r"^第\s*(?P<row>\d+)\s*条\s*移到\s*第\s*(?P<to>\d+)\s*条$")),
    (Command.PLACE, re.compile(r"^放到\s*(?P<field>.+)$")),
    (Command.PLACE, re.compile(r"^拍\s*(?P<field>.{2,})$")),
    (Command.FIX, re.compile(r"^(?:改)?\s*(?P<n>[①-⑳])\s*(?P<rest>写说明)?$")),
    (Command.FILL, re.compile(r"^填\s*(?P<field>[^\s]{2,20})$")),
)  # fmt: skip
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def plain(text: str) -> str:
    """Return a message in one form: half-width, lower case, without spaces and closing marks around it."""
    return unicodedata.normalize("NFKC", text).strip().strip("。.!！~～ ").lower()


def command_of(text: str) -> tuple[Command, dict[str, str]] | None:
    """Return the command that a message is, with what it names; None when it is none.

    Args:
        text: as typed.
    """
    bare = plain(text)
    if (found := COMMANDS.get(bare)) is not None:
        return found, {}
    trimmed = " ".join(text.split())
    for command, pattern in PATTERNS:
        if (match := pattern.match(trimmed)) is not None:
            return command, {k: v.strip() for k, v in match.groupdict().items() if v}
    return None


def circled(n: int) -> str:
    """Return a reviewer's number as it is written everywhere: ① … ⑳, then (21)."""
    return CIRCLED[n - 1] if 1 <= n <= len(CIRCLED) else f"({n})"


def number_of(sign: str) -> int:
    """Return the number of a circled sign, 0 where it is none."""
    return CIRCLED.find(sign) + 1 if sign else 0
