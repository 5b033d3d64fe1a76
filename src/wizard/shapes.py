"""What a written answer looks like, held against what its question asks for: a time where an office is asked.

A title where a place is asked, a sentence about oneself and the name of somebody are such as well.

Nothing is refused by this: whoever writes it is asked whether it is meant.
"""

import re
from typing import Final, NamedTuple

from schemes.model import Field
from wizard import times
from wizard.cleaning import plain

DIGIT: Final = re.compile(r"\d|[〇零一二三四五六七八九]{4}")
FIGURES: Final = re.compile(r"\\d|\d")  # in a pattern: it asks for them
YEAR: Final = re.compile(r"(?:19|20)\d{2}(?:\s*年|[./-]\d)|[一二][〇零九][〇零一二三四五六七八九]{2}年")


class Shape(NamedTuple):
    """Is what an answer may look like that is out of place in a question.

    Args:
        says: what it looks like, in a sentence.
        asked: questions that it is out of place in, by their names.
        beside: questions that it may stand in all the same.
        whole: it is nothing else; else it only has that in it.
    """

    says: str
    asked: re.Pattern[str]
    beside: re.Pattern[str]
    whole: bool


TIMES: Final = re.compile(r"时间|日期|年|月|起止|[号码期届卷]|情况|说明|备注")
SHAPES: Final = (
    Shape("像是时间", re.compile(""), TIMES, whole=True),
    Shape("里有年份", re.compile(r"职称|机关|院校|学校|专业(?:（|$)|方向|籍贯|民族"), TIMES, whole=False),
)
"""The first that fits is said; a question whose example has a figure may be answered with one."""

SPEAKS: Final = frozenset("我本俺")  # how a sentence about oneself begins
CALLED: Final = frozenset("师士任长生记授")  # how a title, or what somebody is called, ends
LONGEST: Final = 30  # characters; a longer text tells something
SELF: Final = re.compile(r"(?:我|俺|本人)(?!们?[院国科市县省区校部所军队镇乡社])")  # 我院 is said of a place
TITLE: Final = re.compile(r".{0,8}[医药护技]士?[师士]")
PLACES: Final = re.compile(r"籍贯|民族|院校|学校|专业(?:（|$)|方向|曾用名|单位|机关")
SURNAMES: Final = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴"
    "崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
SOMEBODY: Final = re.compile(f"[{SURNAMES}](?:主任|院长|科长|处长|所长|护士长|老师|医生|书记|教授)")


def spoken(field: Field, text: str) -> str:
    """Return what a short answer looks like that somebody says rather than writes into a form; empty for none.

    Args:
        field: a question that takes any words.
        text: as typed.
    """
    words = plain(text)
    if SELF.match(words):
        return "像是在说您自己的情况"
    if SOMEBODY.fullmatch(words):
        return "像是对人的称呼"
    own = field.pattern is not None  # the region itself says what may stand there
    return "像是职称" if not own and TITLE.fullmatch(words) and PLACES.search(field.label) else ""


def odd(field: Field, text: str) -> str:
    """Return what a written answer looks like where that is out of place, empty where nothing is.

    Args:
        field: a question that takes any words.
        text: as typed.
    """
    if (text[:1] in SPEAKS or text[-1:] in CALLED) and len(text) <= LONGEST and (says := spoken(field, text)):
        return says
    if DIGIT.search(text) is None or DIGIT.search(field.example or "") or FIGURES.search(field.pattern or ""):
        return ""
    words = plain(text)
    for shape in SHAPES:
        asked = shape.asked.search(field.label) is not None and shape.beside.search(field.label) is None
        if asked and (times.is_time(words) if shape.whole else YEAR.search(words) is not None):
            return shape.says
    return ""
