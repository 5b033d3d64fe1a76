"""State × deed → state: what may be done, and what follows from doing it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from review.effects import EFFECTS, Doing, Event, EventName, Outcome
from review.guard import Found, check, find, hand, in_time, recusal
from review.refused import Complete, Public, Refused, nothing_public
from review.standing import Standing, Verdict, begin, facts, final, gave_back, live, same_hand, sent_back, waiting
from review.status import FROM
from review.workdays import Holidays
from schemes.expressions import Context
from schemes.kinds import APPLICANT_DEEDS
from schemes.scheme import Scheme

__all__ = [
    "Complete", "Event", "EventName", "Offer", "Outcome", "Refused", "Standing", "Verdict", "act", "begin", "facts",
    "final", "gave_back", "live", "offers", "same_hand", "sent_back", "waiting",
]  # fmt: skip


class Offer(msgspec.Struct, frozen=True):
    """Offers one deed: `ok` or not; `say` is why not and what to do; `needs` are sections still to be filled.

    `opinion` tells that it wants words (or, for a return, marks); `reason`, where it is not empty, that the same human
    has to give one, and why.
    """

    deed: str
    step: str | None
    label: str
    ok: bool
    say: str | None
    needs: list[str]
    opinion: bool = False
    reason: str = ""


_WORDS: Mapping[str, str] = {
    "return": "写一句意见，说明要改哪里",
    "reject": "写一句意见，说明为什么不通过",
    "approve": "写一句评审意见，印在表上",
}
"""Deed → what is said where its words are lacking."""
_TIMELY = frozenset({"submit", "ready"})
"""Deeds that have an end: of the plan, or of the term that was set."""
_UNSEEN = frozenset({"overdue", "extend", "correct", "void"})  # time's, the office's, and those at a single answer


def offers(
    scheme: Scheme,
    standing: Standing,
    context: Context,
    unit: str | None,
    complete: Complete,
    person: str = "",
    public: Public = nothing_public,
) -> list[Offer]:
    """List the deeds that stand open, also those that a guard holds back, which say what is to be done.

    Args:
        scheme: the scheme that the application keeps.
        standing: where it stands.
        context: its answers and the facts from outside; `now` there decides whether it is still in time.
        unit: id of the unit that asks, None for the applicant.
        complete: tells whether a section is complete; a hidden one is.
        person: id of who asks for the unit.
        public: returns the digest of what a publicity before submission makes public.

    """
    found: list[Offer] = []
    for name in FROM:
        if (name in APPLICANT_DEEDS) != (unit is None) or name in _UNSEEN:
            continue
        try:
            here = find(scheme, standing, name, unit, context)
        except Refused:
            continue
        say, needs = None, []
        try:
            if name in _TIMELY:
                in_time(standing, context, context.world.now)
            check(scheme, standing, here, context, complete, public, reason="asked for when it is done")
        except Refused as refused:
            if refused.code == "asked":  # there is nothing left to ask for
                continue
            say, needs = refused.text, refused.needs
        step = None if here.step is None else here.step.step
        again = "" if unit is None else recusal(standing, name, unit, (person,))
        found.append(Offer(name, step, here.deed.label or name, say is None, say, needs, _wants_words(here), again))
    return found


def _wants_words(found: Found) -> bool:
    """Tell whether a deed goes with words: what stops an application, and a committee's yes that signs no section."""
    says = found.step is not None and found.step.kind == "committee" and not found.deed.needs
    return found.name in _WORDS and (found.name != "approve" or says)


def act(
    scheme: Scheme,
    standing: Standing,
    deed: str,
    *,
    unit: str | None,
    person: str,
    at: str,
    context: Context,
    complete: Complete,
    workdays: Holidays,
    opinion: str = "",
    of: str = "",
    reason: str = "",
    marks: Collection[str] = (),
    unread: Sequence[str] = (),
    until: str | None = None,
    others: Collection[str] = (),
    public: Public = nothing_public,
    noted: Mapping[str, Any] = {},
) -> Outcome:
    """Do a deed, or refuse it with a sentence that says what to do.

    Args:
        scheme: the scheme that the application keeps.
        standing: where it stands.
        deed: name of the deed, as in `review.status.TABLE`.
        unit: id of the unit that acts; None for the applicant and for time.
        person: id of who acts; "" for time.
        at: ISO 8601 begin of the act.
        context: the answers and the facts from outside, `tree` among them.
        complete: tells whether a section is complete; a hidden one is.
        workdays: date → "rest" or "work", for terms in working days.
        opinion: words given with it; a rejection needs them, a return unless there are marks.
        of: digest of the content that the deed is about.
        reason: why the same person acts for a second unit.
        marks: addresses that a return points at.
        unread: labels of what the step's `read` asks to be opened and nobody of the unit has opened.
        until: for `extend`, the new end of the term, ISO 8601.
        others: ids of further accounts of the human who acts.
        public: returns the digest of what a publicity before submission makes public.
        noted: what the unit wrote with a deed at such a publicity, by address.

    Raises:
        Refused: the deed is not open, or its guard does not hold.

    """
    found = find(scheme, standing, deed, unit, context)
    if deed != "overdue":
        hand(standing, deed, unit, person, reason, others)
    if deed in _TIMELY:
        in_time(standing, context, at)
    check(scheme, standing, found, context, complete, public, reason)
    if _wants_words(found) and not opinion.strip() and not (deed == "return" and marks):
        raise Refused("opinion", _WORDS[deed])
    if deed == "approve" and unread:
        raise Refused("unread", f"还有 {len(unread)} 处没看：{'、'.join(unread)}。看过再点通过")
    return EFFECTS[deed](
        Doing(
            scheme,
            standing,
            found,
            context,
            unit,
            person,
            at,
            opinion,
            of,
            reason,
            frozenset(marks),
            until,
            workdays,
            public,
            dict(noted),
        )
    )
