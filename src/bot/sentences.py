"""A choice inside a whole sentence: 我想评副高, 我是事业编的."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.words import ASKS
from wizard.cleaning import bare, folded
from wizard.picks import label_of, open_options

LONGEST = 30  # characters; a longer text tells something
SHORTEST = 2  # characters of a name that is looked for inside a sentence
PARTS = re.compile("[、，,；;/（()）]")
FRAME = re.compile(
    "(?:我们?|本人|现在|目前|应该|想|要|打算|准备|申报|报|评|选择?|填|是|属于|算|就|的|职称|身份|类别|级别)*"
    "(?P<core>.+?)(?:的|了|吧|啊|呀|哈|老师|人员|这一?个|这一?类|这一?项|一类)*"
)
DOUBTFUL = re.compile("[不没非未别除或哪吗么怎]|无|还是|以外|之外|以前|原来|曾经|但|只是")


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


def framed(text: str, options: Sequence[Mapping[str, Any]]) -> str:
    """Return the option whose whole name a sentence is about, empty where there is none: 我是主治医师 → 主治医师.

    Args:
        text: as typed.
        options: of the question.
    """
    name = core(text)
    return next((label_of(o) for o in open_options(options) if folded(label_of(o)) == name), "")


def choice_in(text: str, options: Sequence[Mapping[str, Any]]) -> str:
    """Return the only option that a sentence names and does not deny, empty where there is none or several.

    Args:
        text: as typed.
        options: of the question.
    """
    if len(text) > LONGEST or ASKS.search(text):
        return ""
    rest, may = bare(text), open_options(options)
    found = dict[str, None]()
    for name, label in sorted(((n, label_of(o)) for o in may for n in names_of(o)), key=lambda one: -len(one[0])):
        if name in rest:
            found[label] = None
            rest = rest.replace(name, " ")
    if not found and len(begun := core(text)) >= SHORTEST:
        found = {label_of(o): None for o in may if any(name.startswith(begun) for name in names_of(o))}
        rest = rest.replace(begun, " ")
    return next(iter(found)) if len(found) == 1 and not DOUBTFUL.search(rest) else ""
