"""Fills a region's message with facts: the text for people, the fields for the platform's templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from notify import fields
from schemes import Message, Scheme
from schemes.words import cut, split

TEXT_BYTES = 1800  # of UTF-8; the platform takes 2,048, and a link may follow

ABSENT = {
    "by.name": "审核单位",
    "step.label": "审核",
    "opinion": "没有写意见",
    "marks": "几",
    "until": "截止时间",
    "until.day": "到期",
    "days": "几",
    "left": "请按时交",
    "next": "填好就能交",
    "applicant.name": "申报人",
    "unit.name": "所在单位",
    "plan.label": "今年的申报",
}
"""What stands for a fact that is not there. A region may say it otherwise: `texts: {absent_by_name: …}`."""

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TIDY = (
    (re.compile(r"（\s*）|《\s*》|“\s*”|「\s*」|\(\s*\)|\[\s*\]"), ""),
    (re.compile(r"[：，、；]+(?=[。，；\n]|$)"), ""),
    (re.compile(r"(^|\n)[，。、；：]+"), r"\1"),
    (re.compile(r"。{2,}"), "。"),
)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Is what is said about one change, for every channel.

    `text` is for the customer-service message, an SMS and the person's own list; `subscribe` and `template` are the
    platform's fields, empty where the channel cannot be used; `page` is where a tap leads. `own`: it answers the
    receiver's own act. `must_reach`: when nothing gets through, it stands on the unit's list of people to call; without
    it, it stands in the person's own list alone. `cut`: the platform's fields hold no more than its begin, so that the
    chat goes first. `unfit` names fields that nothing true could be put into.
    """

    text: str
    subscribe: dict[str, str] = {}
    template: dict[str, str] = {}
    page: str | None = None
    own: bool = False
    must_reach: bool = True
    cut: bool = False
    unfit: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return which channels it has words for; the words are a person's."""
        return f"<Note subscribe={sorted(self.subscribe)} template={sorted(self.template)} own={self.own}>"


def compose(
    scheme: Scheme, message: Message, facts: Mapping[str, str], *, own: bool = False, must_reach: bool = True
) -> Note:
    """Return a region's message with its facts in it; no placeholder is ever left.

    Args:
        scheme: whose message it is; may have other words for what is absent.
        message: texts with `{path}` and `{path|10}`, which cuts at ten characters.
        facts: by path, as people read them; also "now", the present as "2026-11-30 16:59", for times without a year.
        own: whether it answers the receiver's own act.
        must_reach: whether a person has to be called when nothing gets through.

    """
    known = {name: fact for name, value in facts.items() if (fact := _fact(name, value))}
    now = known.get("now", "")
    unfit: list[str] = []

    def fill(text: str) -> str:
        filled = "".join(
            part if isinstance(part, str) else cut(known.get(part.name) or _absent(scheme, part.name), part.cut)
            for part in split(text)
        )
        for pattern, instead in _TIDY:
            filled = pattern.sub(instead, filled)
        return filled.strip()

    def fill_all(texts: Mapping[str, str]) -> dict[str, str]:
        out: dict[str, str] = {}
        for key, text in texts.items():
            try:
                out[key] = fields.fit(fields.kind_of(key), fill(text), now)
            except fields.Unfit:
                unfit.append(key)
                return {}
        return out

    return Note(
        text=_within(fill(message.text)),
        subscribe=fill_all(message.subscribe),
        template=fill_all(message.template),
        page=message.page,
        own=own,
        must_reach=must_reach,
        unfit=tuple(unfit),
    )


def _fact(name: str, value: str) -> str:
    """Return a fact as it may stand in a text: nobody's words become a link, and no remark counts 0."""
    if name == "marks" and value.strip() == "0":
        return ""
    return _CONTROLS.sub("", _TAG.sub("＜", value)).strip()


def _absent(scheme: Scheme, name: str) -> str:
    return scheme.texts.get(f"absent_{name.replace('.', '_')}", ABSENT.get(name, ""))


def _within(text: str) -> str:
    """Cut a text to what one message holds, at a character."""
    data = text.encode()
    if len(data) <= TEXT_BYTES:
        return text
    return data[: TEXT_BYTES - 3].decode("utf-8", "ignore") + "…"
