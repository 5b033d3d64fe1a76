"""A choice inside a whole sentence: 我想评副高, 我是事业编的."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.words import ASKS
from schemes import Field
from wizard.cleaning import bare, folded
from wizard.picks import label_of, open_options

LONGEST = 30  # characters; a longer text tells something
SHORTEST = 2  # characters of a name that is looked for inside a sentence
NAME = "\0"  # stands where a name was found
PARTS = re.compile("[、，,；;/（()）]")
BEFORE = (
    "(?:我们?|本人|现在|目前|应该|想|要|打算|准备|申报|报|评|选择?|填|用|是|属于|算|就|的|在|职称|身份|类别|级别"
    "|[12][0-9]{3}年度?)*"
)
AFTER = "(?:的|了|吧|啊|呀|哈|老师|人员|上班|工作|这一?个|这一?类|这一?项|一类)*"
FRAME = re.compile(f"{BEFORE}(?P<core>.+?){AFTER}")
DOUBTFUL = re.compile("[不没非未别除或哪吗么怎]|无|还是|以外|之外|以前|原来|曾经|但|只是")
WISH = re.compile("想|要|打算|准备|报|评")  # says what somebody is going to be, and not what they are
AGREES = re.compile("(?:是|对)的?[吧啊]?|就?(?:这一?个|用)[吧啊]?")  # agrees to what was proposed
AIM = re.compile("申报|填报|评审|晋升|拟")  # what is asked is a wish itself


class Meant(NamedTuple):
    """Is the choice that a sentence names, and whether what stands around the name says nothing else."""

    label: str
    sure: bool


def names_of(option: Mapping[str, Any]) -> list[str]:
    """Return what an option may be called: its name, the parts of it, its short name, its code."""
    label = label_of(option)
    names = [label, str(option["code"]), str(option.get("short") or ""), *PARTS.split(label)]
    return [name for one in names if len(name := folded(one)) >= SHORTEST]


def core(text: str) -> str:
    """Return a sentence without what is said around its matter: 我想评副高 → 副高.

    Args:
        text: as typed.
    """
    match = FRAME.fullmatch(bare(text)) if len(text) <= LONGEST else None
    return match["core"] if match is not None else ""


def about_a_wish(field: Field) -> bool:
    """Tell whether a question is about what somebody applies for, so that 我想评… may answer it."""
    return AIM.search(field.label + (field.ask or "")) is not None


def framed(text: str, field: Field, options: Sequence[Mapping[str, Any]]) -> str:
    """Return the option whose whole name a sentence is about, empty where there is none: 我是主治医师 → 主治医师.

    Args:
        text: as typed.
        field: the question.
        options: of the question.
    """
    name = core(text)
    label = next((label_of(o) for o in open_options(options) if folded(label_of(o)) == name), "")
    return label if not label or about_a_wish(field) or not WISH.search(bare(text).replace(name, NAME)) else ""


def choice_in(text: str, field: Field, options: Sequence[Mapping[str, Any]]) -> Meant | None:
    """Return the only option that a sentence names and does not deny, None where there is none or several.

    Options that are closed now are looked for too: 副主任医师 names no 主任医师.

    Args:
        text: as typed.
        field: the question.
        options: of the question, closed ones too.
    """
    if len(text) > LONGEST or ASKS.search(text):
        return None
    rest, called = bare(text), dict[str, set[str]]()
    for option in options:
        for name in names_of(option):
            called.setdefault(name, set()).add(label_of(option))
    found = set[str]()
    for name in sorted(called, key=len, reverse=True):
        if name in rest:
            found |= called[name]
            rest = rest.replace(name, NAME)
    if not found and len(begun := core(text)) >= SHORTEST:
        found = {label for name, labels in called.items() if name.startswith(begun) for label in labels}
        rest = rest.replace(begun, NAME)
    if len(found) != 1 or DOUBTFUL.search(rest):
        return None
    alone = re.fullmatch(f"{BEFORE}{NAME}{AFTER}", rest) is not None
    return Meant(found.pop(), alone and (about_a_wish(field) or not WISH.search(rest)))
