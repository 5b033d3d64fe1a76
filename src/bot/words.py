"""What people write instead of tapping, as tables: words and patterns to the one command they mean."""

import re
import unicodedata
from enum import StrEnum

import msgspec

from bot.leaving import leaves
from bot.questions import topic_of


class Command(StrEnum):
    """Names what a message may ask for besides answering."""

    START = "start"
    RESUME = "resume"
    PROGRESS = "progress"
    DEADLINE = "deadline"
    CERTIFICATE = "certificate"
    MISSING = "missing"
    LOOK = "look"
    BACK = "back"
    SKIP = "skip"
    ONWARD = "onward"
    CHANGE = "change"
    CORRECT = "correct"
    CLEAR = "clear"
    RECOVER = "recover"
    UNDO = "undo"
    HELP = "help"
    HUMAN = "human"
    PLANS = "plans"
    REVIEWER = "reviewer"
    SWITCH = "switch"
    KEEP = "keep"
    NEXT_SECTION = "next_section"
    FILL = "fill"
    ANOTHER_ROW = "another_row"
    ALL_ROWS = "all_rows"
    OPEN_ROW = "open_row"
    DROP_ROW = "drop_row"
    LEAVE_ROW = "leave_row"
    MOVE_ROW = "move_row"
    REFILL_ROW = "refill_row"
    TIDY = "tidy"
    FORMS = "forms"
    HOW_CHANGE = "how_change"
    CONTENT = "content"
    MORE = "more"
    NO_UNIT = "no_unit"
    WRITTEN = "written"
    PLACE = "place"
    SHOOT = "shoot"
    PHOTOS_DONE = "photos_done"
    PHOTOS_HELD = "photos_held"
    DOCUMENT_KEPT = "document_kept"
    PAGE_AGAIN = "page_again"
    PAGE_FINE = "page_fine"
    PAGE_OUT = "page_out"
    FIX = "fix"
    HAND_IN = "hand_in"
    MEANING = "meaning"
    PAUSE = "pause"
    QUESTION = "question"
    COMPLAIN = "complain"
    INQUIRY = "inquiry"
    POST = "post"
    GIVE_BACK = "give_back"


Asked = tuple[Command, dict[str, str]]  # what a message asks for, and what it names: rows, fields, values

WORDS: dict[Command, tuple[str, ...]] = {
    Command.START: ("开始申报", "我要申报", "申报", "开始", "你好", "您好"),
    Command.RESUME: ("接着填", "继续", "继续填", "接着", "回来了", "先不拍", "先不拍,接着填", "先不拍接着填"),
    Command.PROGRESS: (
        "为什么不通过", "为什么没通过", "为啥没通过", "怎么没通过", "为什么没过",
        "进度", "到哪了", "到哪里了", "审到哪了", "到哪一级了", "查进度", "审核进度", "审得怎么样了", "交了没有",
        "交了没", "交了吗", "交上了吗", "什么时候出结果", "出结果了吗", "结果出来了吗", "通过了吗", "审完了吗",
        "在哪看进度", "在哪里看进度", "进度在哪看", "进度在哪里看", "怎么看进度", "怎么查进度",
    ),
    Command.CERTIFICATE: (
        "证书", "证书呢", "证书在哪", "证书在哪里", "证书编号", "我的证书", "我的证书呢", "我的证书在哪",
        "我的证书在哪里", "看证书", "发证了吗", "什么时候发证",
    ),
    Command.MISSING: ("还差什么", "还差啥", "差什么", "没填完的", "还有什么没填"),
    Command.LOOK: ("查看", "看看", "看这一栏", "查看这一栏"),
    Command.BACK: ("上一题", "返回", "上一个", "回上一题"),
    Command.SKIP: ("跳过", "先跳过", "下一题", "不填", "先不填"),
    Command.ONWARD: ("不改,下一题", "不改下一题"),
    Command.CHANGE: (
        "不对,错了", "不对,填错了", "不对,写错了", "不对,选错了", "不对,我填错了", "刚才填错了", "刚才选错了",
        "上一题错了", "上一题填错了",
        "改一项", "修改", "改", "刚才错了", "写错了", "填错了", "错了", "刚才写错了", "看要改的", "选错了",
        "点错了", "我填错了", "我写错了", "我选错了", "我点错了",
    ),
    Command.HAND_IN: (
        "提交", "交", "我要交", "我要提交", "去提交", "交给单位", "核对", "怎么交", "怎么提交", "可以交了吗",
        "能交了吗", "签完了", "我签名了", "我签完了",
    ),
    Command.CLEAR: ("清空", "清空这一栏", "确定清空"),
    Command.RECOVER: ("找回", "找回删掉的"),
    Command.UNDO: ("撤回", "撤销", "恢复"),
    Command.HELP: ("帮助", "?", "help", "怎么用", "说明"),
    Command.HUMAN: (
        "申诉", "我要申诉", "怎么申诉", "我不服",
        "人工", "客服", "转人工", "人工客服", "打电话", "找人工", "帮我转人工", "帮我找人工", "我要人工",
        "我要转人工", "找客服", "有人吗", "有电话吗", "有没有电话", "电话多少", "电话是多少", "联系电话",
        "联系方式", "怎么联系", "找谁问", "几点上班", "上班时间",
    ),
    Command.COMPLAIN: ("投诉", "我要投诉", "举报", "建议", "提建议", "投诉和建议", "意见反馈", "反馈", "怎么投诉"),
    Command.PLANS: (
        "看今年的通知", "今年通知", "通知", "先看通知", "看通知",
    ),
    Command.DEADLINE: (
        "什么时候截止", "几号截止", "哪天截止", "截止时间", "截止日期", "什么时候结束", "最晚什么时候交",
        "还有几天",
    ),
    Command.REVIEWER: ("我是审核人员", "审核", "待审", "去审核"),
    Command.SWITCH: ("换一份",),
    Command.KEEP: ("不改", "先不改"),
    Command.NEXT_SECTION: ("下一栏", "填完了", "填完了,下一栏", "填完了下一栏"),
    Command.ANOTHER_ROW: ("再加一条", "加一条", "再来一条"),
    Command.ALL_ROWS: ("看全部",),
    Command.INQUIRY: (
        "我能报吗", "能不能报", "我能不能报", "能报吗", "我能申报吗", "能申报吗", "能不能申报", "可以报吗",
        "我可以报吗", "我可以申报吗", "我够条件吗", "够不够条件", "我够不够条件", "我有资格吗", "重新查一遍",
        "我今年能报吗", "今年能报吗", "我能报副高吗", "我能报正高吗", "我能评吗", "能评吗",
    ),
    Command.LEAVE_ROW: ("不填这条",),
    Command.POST: ("请单位公示", "公示", "怎么公示", "什么时候公示", "公示了吗"),
    Command.TIDY: ("帮我排好", "排好", "排序", "帮我排序", "帮我排一下"),
    Command.FORMS: ("看表样", "表样", "怎么打印", "在哪里打印", "在哪打印", "表在哪里打印", "怎么打印表", "怎么导出"),
    Command.HOW_CHANGE: (
        "怎么改", "改已交的内容", "怎么修改", "填错了怎么办", "写错了怎么办", "填错了怎么改", "交了还能改吗",
        "交了怎么改", "提交了还能改吗", "还能改吗",
    ),
    Command.GIVE_BACK: (
        "退回", "申请退回", "退回申报", "我要退回", "撤回申报", "撤回申请", "我要撤回",
    ),
    Command.CONTENT: ("看内容", "看我交的内容"),
    Command.MORE: ("看后面的",),
    Command.NO_UNIT: ("找不到单位", "单位找不到", "找不到单位怎么办", "单位找不到怎么办", "没有我的单位", "搜不到单位"),
    Command.WRITTEN: ("写完了",),
    Command.PHOTOS_DONE: ("发完了", "照片发完了", "拍完了"),
    Command.PHOTOS_HELD: ("照片先存着", "先存着"),
    Command.DOCUMENT_KEPT: ("保存这份材料", "没问题,保存", "没问题保存", "用这份"),
    Command.PAGE_AGAIN: ("换一页",),
    Command.PAGE_FINE: ("就用这张",),
}  # fmt: skip
COMMANDS = {word: command for command, words in WORDS.items() for word in words}

# Words that agree to something; they answer only a question of 改 / 不改, never a choice or anything else.
NODS = frozenset(
    {
        "好", "好的", "嗯", "嗯嗯", "嗯呢", "ok", "okay", "行", "可以", "👌", "👍", "收到", "谢谢", "谢谢您", "知道了",
        "哦", "噢", "好吧",
    }
)  # fmt: skip
YES = NODS - {"谢谢", "谢谢您", "知道了", "哦", "噢"} | {"是", "是的", "对", "对的", "改", "改吧", "要改", "确定", "1"}
NO = frozenset({"不", "不用", "不了", "不要", "否", "算了", "不是", "不改", "先不改", "不对", "2"})
# Whole messages that only agree or thank, as people answer a notice: 好的谢谢, 收到，辛苦了.
NODDING = re.compile(
    r"(?:(?:好(?:的|吧|嘞)?|嗯+呢?|ok(?:ay)?|行|可以|收到|谢谢(?:您|你|啦|了|老师)?|多谢|辛苦(?:了|您了)?|知道了|明白了?|了解|哦+|噢+|👌|👍)"
    r"[ ,.!~，。！～]*)+"
)
# What only links say whose moment is over; nobody types it as an answer.
OVER = re.compile(r"是,保存|不清空|不换|改开始|改结束|报第\d+个|换第\d+份|选\d+ .+")
ASKS = re.compile(
    r"[?？]$|^(?:请问|能不能|可不可以|怎么|如何|为什么|为啥|什么是|什么时候|啥时候|多久|在哪|是不是要|要不要)"
    r"|怎么办|什么意思|选哪|填哪|[吗呢么嘛]$"
)

# Which row is meant, in figures or as it is spoken: 第3条, 第 12 条, 3条, 第三条; 一条 alone is a number of rows.
NUMBERED = r"(?P<{}>第\s*(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])|第?\s*\d{{1,3}})"
ROW, TO = NUMBERED.format("row"), NUMBERED.format("to")
AT = rf"(?:(?P<section>[^\s\d第,，:：]{{2,12}}?)\s*的?\s*)?{ROW}\s*条"  # 工作经历第3条
ASKED = r"(?:请|帮我|我[要想]?|\s)*"
NOW = r"(?:请|帮我|我[要想]?|刚才|前面|的|把|将|修?改(?:一下)?|\s)*"
CHANGE = r"修?改(?:一下)?"

PATTERNS: tuple[tuple[Command, re.Pattern[str]], ...] = (
    (Command.OPEN_ROW, re.compile(rf"{ASKED}{CHANGE}\s*{AT}")),
    (
        Command.CORRECT,
        re.compile(
            rf"{NOW}{AT}[\s,，的]*(?P<field>[^:：,，]{{0,16}}?)\s*"
            r"(?:要|应该|应当)?(?:改成|改为|换成)[\s:：]*(?P<value>.+)"
        ),
    ),
    (
        Command.CORRECT,
        re.compile(
            rf"{NOW}{AT}[\s,，的]*(?P<field>[^:：,，]{{0,16}}?)(?:写|填|选)?错了[,，。\s]*"
            r"(?:(?:(?:应该|应当)?(?:是|为)|(?=\d))\s*(?P<value>.+))?"
        ),
    ),
    (
        Command.CORRECT,
        re.compile(rf"{ASKED}{CHANGE}\s*{AT}\s*的?\s*(?P<field>[^:：]+?)(?:[:：]\s*(?P<value>.+))?"),
    ),
    (Command.OPEN_ROW, re.compile(rf"{NOW}{AT}\s*要?{CHANGE}")),
    (Command.FIX, re.compile(r"(?:改|从)?\s*(?P<n>[①-⑳])\s*(?:开始改|(?P<rest>写说明))?")),
    (Command.CORRECT, re.compile(r"改\s*(?P<field>[^\s:：]{2,20})(?:\s*[:：]\s*(?P<value>.+))?")),
    (
        Command.CORRECT,
        re.compile(
            r"(?:刚才|前面)?的?(?P<field>[^\s,，]{2,12}?)(?:写|填|选)?错了[,，。\s]*(?:应该|应当)?(?:是|为)\s*(?P<value>.+)"
        ),
    ),
    (Command.CORRECT, re.compile(r"把?(?P<field>[^\s,，]{2,12}?)(?:改成|改为|换成)\s*(?P<value>.+)")),
    (
        Command.ANOTHER_ROW,
        re.compile(
            rf"{ASKED}(?:还|再|要|想)*(?:怎么|如何)?(?:还|再)?(?:加[一1][条段]|(?<=怎么)加|(?<=如何)加)\s*的?"
            r"(?P<section>[^\s\d第,，:：?？]{2,12}?)[?？]?"
        ),
    ),
    (Command.DROP_ROW, re.compile(rf"删(?:掉|除|了)?\s*{ROW}\s*条")),
    (Command.REFILL_ROW, re.compile(rf"重填\s*{ROW}\s*条")),
    (Command.MOVE_ROW, re.compile(rf"把?{ROW}\s*条?\s*移到\s*{TO}\s*条?")),
    (Command.PLACE, re.compile(r"放到\s*(?P<field>.+)")),
    (Command.SHOOT, re.compile(r"拍\s*(?P<field>(?![得了不好完过的]).{2,20})")),
    (Command.PAGE_FINE, re.compile(r"第\s*(?P<n>\d{1,2})\s*页就用这张")),
    (Command.PAGE_AGAIN, re.compile(r"(?:换|(?:重新?|再)拍)第\s*(?P<n>\d{1,2})\s*页")),
    (Command.PAGE_OUT, re.compile(r"(?:去掉|不要|删[掉除]?)\s*第\s*(?P<n>\d{1,2})\s*页了?")),
    (Command.PAGE_OUT, re.compile(r"第\s*(?P<n>\d{1,2})\s*页(?:不要|去掉|删掉?)了?")),
    (Command.FILL, re.compile(r"填\s*(?P<field>[^\s]{2,20})")),
)  # fmt: skip
# 时间是…; of a row by its number also 第3条时间：…
SAYS = re.compile(
    rf"(?:{ROW}\s*条\s*的?\s*)?(?P<field>[^\s,，:：]{{2,12}}?)(?:应该|应当)?(?(row)\s*[是:：]|是)\s*(?P<value>.+)"
)
# One of these stands in whatever any pattern of this room takes for more than an answer; most answers have none.
SIGN = re.compile(
    "[条改换删移放拍填错掉就①-⑳选报清看是好嗯k行可收谢苦知明解哦噢👌👍?？请能何啥么久哪要吗呢嘛"
    "段再来续弄写搞这空间夫便忙走睡休累困拜稍几钱费谁算没丢怎忘登泄密]|等[一下会等我]"
)
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def bare(text: str) -> str:
    """Return a message in one form: half-width, lower case, without spaces and closing marks around it."""
    return unicodedata.normalize("NFKC", text[:60]).strip().strip("。.!！~～ ").lower()


class Heard(msgspec.Struct, frozen=True):
    """Says what a text may be besides an answer.

    Args:
        plain: it is an answer and nothing else; a region's own words are no commands either.
        command: what it asks for, and what it names.
        over: only a link says this, whose moment is over.
        nods: it only agrees or thanks.
    """

    plain: bool = False
    command: Asked | None = None
    over: bool = False
    nods: bool = False


PLAIN = Heard(plain=True)


def hear(text: str) -> Heard:
    """Find out what a text may be besides an answer.

    Args:
        text: as typed.
    """
    words = bare(text)
    if words not in COMMANDS and not SIGN.search(words) and (words == text or not SIGN.search(text)):
        return PLAIN
    over, nodding = OVER.fullmatch(words) is not None, NODDING.fullmatch(words) is not None
    return Heard(command=command_of(text), over=over, nods=nodding)


def command_of(text: str) -> Asked | None:
    """Return the command that a message is, with what it names; None when it is none.

    Args:
        text: as typed.
    """
    if len(text) > 60:
        return None
    words = bare(text)
    if (found := COMMANDS.get(words) or COMMANDS.get(words.rstrip("? "))) is not None:
        return found, {}
    if leaves(words):
        return Command.PAUSE, {}
    if (topic := topic_of(words)) is not None:
        return Command.QUESTION, {"about": topic}
    if text[:1] not in STARTS and not any(word in text for word in AMID):
        return None
    trimmed = " ".join(text.split())
    for command, pattern in PATTERNS:
        if (match := pattern.fullmatch(trimmed)) is not None:
            return command, {k: figure(v) if k in COUNTED else v.strip() for k, v in match.groupdict().items() if v}
    return None


def figure(number: str) -> str:
    """Return the number of a row in figures: 第三 → 3, 第十二 → 12, 第 7 → 7.

    Args:
        number: as `NUMBERED` finds it.
    """
    words = number.removeprefix("第").strip()
    if words.isdecimal():
        return str(int(words))
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return str(DIGITS.index(words))
    return f"{DIGITS.index(tens) if tens else 1}{DIGITS.index(ones) if ones else 0}"


DIGITS = "零一二三四五六七八九"
COUNTED = frozenset({"row", "to"})
STARTS = frozenset("不改删重第放拍换去填把刚前" + CIRCLED)
AMID = ("改", "错了", "移到", "加")


def circled(n: int) -> str:
    """Return a reviewer's number as it is written everywhere: ① … ⑳, then (21)."""
    return CIRCLED[n - 1] if 1 <= n <= len(CIRCLED) else f"({n})"


def number_of(sign: str) -> int:
    """Return the number of a circled sign, 0 where it is none."""
    return CIRCLED.find(sign) + 1 if sign else 0
