"""What a name means: asked in passing, answered with what the region itself says of it."""

import re
from collections.abc import Iterator

from bot.asking import sentence
from bot.render import lined
from bot.turn import Turn
from schemes import Scheme
from wizard.cleaning import plain
from wizard.picks import label_of

ASKED = re.compile(
    r"(?:请问)?(?:什么是|什么叫|啥是|啥叫)(?P<after>[^？?。]{2,20})[？?。]*"
    r"|(?:请问)?(?P<before>[^？?。，,]{2,20}?)(?:是什么意思|是什么|是啥|什么意思|指什么|指的是什么)[？?。]*"
)
MOST = 3  # sentences of one answer
Named = dict[str, str]


def name_in(text: str) -> str:
    """Return the name that a message asks the meaning of, empty where it asks nothing of the kind.

    Args:
        text: as typed.
    """
    match = ASKED.fullmatch(plain(text)) if len(text) <= 60 else None
    return (match["after"] or match["before"]).strip(' “”"') if match is not None else ""


def said_of(scheme: Scheme, name: str) -> list[str]:
    """Return what a region says of a name: of the places and choices called so, else every sentence that has it.

    Args:
        scheme: the region's.
        name: as asked for.
    """
    known = [(label, text) for label, text in sayings(scheme) if text not in scheme.words]
    called = [f"{label}：{sentence(text)}" for label, text in known if label == name]
    found = called or [sentence(text) for _, text in known if name in text]
    return list(dict.fromkeys(found))[:MOST]


def sayings(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Yield every sentence with which a region explains something, and what it is about."""
    for section in scheme.sections.values():
        yield from ((section.label, text) for text in (section.help,) if text)
        for field in section.fields.values():
            yield from ((field.label, text) for text in (field.help, field.hint) if text)
    for records in scheme.lists.values():
        yield from ((label_of(dict(r)), str(text)) for r in records.values() if (text := r.get("guide")))


async def explained(turn: Turn, named: Named) -> str:
    """Say what a name means, and ask the question on the screen again."""
    found = (said_of(scheme, named["name"]) for scheme in turn.desk.house.shelf.current.values())
    return turn.with_question(lined(*next(said for said in found if said)))
