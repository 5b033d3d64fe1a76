"""Notices as pages show them: those that are needed now, and what somebody has agreed to."""

from collections.abc import Iterable

import msgspec

from casework.desk import Desk
from casework.notices import Words, consent_to, stands
from casework.presents.person import Person
from casework.words import moment


class NoticeView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is a notice with what the person said to it.

    Args:
        id: region and name.
        label: its heading.
        text: what is done with the data.
        withdrawal: what comes of taking the consent back.
        digest: goes with the consent.
        state: `open`, `given`, `changed` (other words were agreed to) or `withdrawn`.
        state_text: the same in words, with the day.
    """

    id: str
    label: str
    text: str
    withdrawal: str
    digest: str
    state: str = "open"
    state_text: str = "还没有同意"


def notice_view(words: Words, person: Person | None, now: str) -> NoticeView:
    """Describe a notice.

    Args:
        words: as the person reads it.
        person: who reads; None for somebody unknown.
        now: the present.
    """
    view = NoticeView(words.id, words.label, words.text, words.withdrawal, words.digest)
    if (said := consent_to(words, person)) is None:
        return view
    state, text = "changed", f"{moment(said.at, now)}同意过，文字后来改了，用到时再问您"
    if said.withdrawn:
        state, text = "withdrawn", f"{moment(said.withdrawn, now)}撤回了"
    elif stands(words, person):
        state, text = "given", f"{moment(said.at, now)}同意"
    return msgspec.structs.replace(view, state=state, state_text=text)


def asked(desk: Desk, words: Iterable[Words]) -> tuple[NoticeView, ...]:
    """Describe the notices that stand before an act.

    Args:
        desk: who acts.
        words: those that are not agreed to.
    """
    return tuple(notice_view(w, desk.me, desk.act.now) for w in words)
