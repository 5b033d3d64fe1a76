"""Consents to what is done with somebody's data: given, taken back, and asked for before the act (X-21).

Each is separate, as the Personal Information Protection Law asks (articles 14, 15, 23, 25, 29), and each is an action
of the person's own stream with the words that were read. What was done under a consent stays when it is taken back.
"""

from collections.abc import Sequence
from typing import Any

from casework.access import person_of
from casework.asking.consents import read
from casework.desk import Desk
from casework.notices import Words, consent_to, stands
from casework.problems import Raced, Shut, Spot, hidden
from schemes import Scheme
from schemes.kinds import MOMENTS

PAGE = "pages/notices/notices?notice="


def hold(words: Sequence[Words]) -> None:
    """Refuse an act as long as a consent to it is lacking.

    Args:
        words: the notices that are not agreed to.

    Raises:
        Shut: there is one; names it, and the page where it can be read.
    """
    if words:
        names = "".join(f"“{w.label}”" for w in words)
        spots = [Spot("consent", w.label, page=PAGE + w.id) for w in words]
        raise Shut("consent_missing", f"{MOMENTS[words[-1].at]}以前，请先看{names}，同意就打勾", spots=spots)


def give(desk: Desk, head: Any, scheme: Scheme, id: str, digest: str) -> Words:
    """Agree to a notice in its present words; once for each version.

    Args:
        desk: where the deed is written down.
        head: of who agrees.
        scheme: of the notice's region.
        id: of the notice.
        digest: of the words that were read.

    Raises:
        Hidden: there is no such notice.
        Raced: the words are others by now.
    """
    words = _find(desk, scheme, id)
    if digest != words.digest:
        raise Raced("notice_moved", "这段话刚刚改过。请看一眼新的，同意再打勾")
    if not stands(words, person_of(desk)):
        at = desk.act.at.isoformat(timespec="seconds")
        data = {"notice": id, "digest": digest, "at": at, "label": words.label, "text": words.text}
        desk.record(head, "consented", data | {"withdrawal": words.withdrawal})
    return words


def withdraw(desk: Desk, head: Any, scheme: Scheme, id: str) -> Words:
    """Take a consent back: the next such act is refused, what was done stays.

    Args:
        desk: where the deed is written down.
        head: of who takes it back.
        scheme: of the notice's region.
        id: of the notice.

    Raises:
        Hidden: there is no such notice.
        Shut: it is not agreed to.
    """
    words = _find(desk, scheme, id)
    found = consent_to(words, person_of(desk))
    if found is None or found.withdrawn:
        raise Shut("not_consented", "这一条现在没有同意，不用撤回")
    at = desk.act.at.isoformat(timespec="seconds")
    desk.record(head, "dissented", {"notice": id, "digest": found.digest, "at": at})
    return words


def _find(desk: Desk, scheme: Scheme, id: str) -> Words:
    person_of(desk)
    words = next((w for w in read(desk, scheme) if w.id == id), None)
    if words is None:
        raise hidden("这一条")
    return words
