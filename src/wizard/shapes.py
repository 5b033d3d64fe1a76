"""What a written answer looks like, held against what its question asks for: a time where an office is asked.

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


def odd(field: Field, text: str) -> str:
    """Return what a written answer looks like where that is out of place, empty where nothing is.

    Args:
        field: a question that takes any words.
        text: as typed.
    """
    if DIGIT.search(text) is None or DIGIT.search(field.example or "") or FIGURES.search(field.pattern or ""):
        return ""
    words = plain(text)
    for shape in SHAPES:
        asked = shape.asked.search(field.label) is not None and shape.beside.search(field.label) is None
        if asked and (times.is_time(words) if shape.whole else YEAR.search(words) is not None):
            return shape.says
    return ""
