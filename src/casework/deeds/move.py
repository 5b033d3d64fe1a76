"""Moving an application along its chain: submit, approve, return, reject, undo, record, forward, issue and the rest."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from casework.access import OPEN, asked_above, concerned, current, may_act, own, person_of, reached
from casework.case import Case
from casework.deeds import again, assist, begin, consent, extend, remind, strokes, struck
from casework.deeds.account import unconfirmed
from casework.deeds.lacking import blocking, lack, lacks_for_publicity, spot_of
from casework.desk import Desk
from casework.handed import computed
from casework.paper import code_of
from casework.presents.application import Mark
from casework.problems import Denied, Hidden, Shut, Spot, Wrong
from casework.publicity_before import frozen, public
from casework.said import OPINION, said, unprinted
from review.state import Offer, Outcome, Refused, gave_back, offers
from review.state import act as stand
from schemes import Scheme
from schemes.kinds import APPLICANT_DEEDS, PUBLICITY_DEEDS
from wizard.address import Address
from wizard.showing import show

NO_TITLE = "还没填申报职称"


def offered(desk: Desk, case: Case) -> list[Offer]:
    """Return what the person who acts could do with this application now.

    Args:
        desk: who acts.
        case: an application.
    """
    standing = case.application.state.standing
    if own(desk, case):
        mine = offers(
            case.scheme, standing, case.journey.context, None, case.journey.complete, public=public(desk, case)
        )
        mine = [*mine, *remind.offer_applicant(desk, case)]
        why = held.detail if (held := unconfirmed(case)) is not None else halted(case)
        return [
            msgspec.structs.replace(o, ok=False, say=why) if why and o.deed in {"submit", "ready"} and o.ok else o
            for o in mine
        ]
    unit = unit_of(desk, case)
    if unit is None or case.owner is None or concerned(desk, case) or desk.house.units.stopped(unit):
        return []
    theirs = offers(case.scheme, standing, case.journey.context, unit, case.journey.complete, desk.act.person or "")
    theirs = [msgspec.structs.replace(o, reason=_said_before(case, unit)) if o.deed == "return" else o for o in theirs]
    if standing.status in OPEN:  # publicities have a page of their own
        theirs = [o for o in theirs if o.deed not in PUBLICITY_DEEDS]
    return [*theirs, *extend.offer(desk, case), *remind.offer(desk, case, unit)]


def _said_before(case: Case, unit: str) -> str:
    return again.asks(case, unit, unsent(case), case.application.state.voids)


def unit_of(desk: Desk, case: Case) -> str | None:
    """Return the unit on this application's way for which the person acts, the current step's first."""
    me, standing = person_of(desk), case.application.state.standing
    if standing.course is None:
        return None
    here, judges = current(standing), asked_above(case.application) - reached(case)  # they read it and no more
    steps = [s for s in [*([here] if here else []), *reversed(standing.course.steps)] if s.unit.id not in judges]
    return next((s.unit.id for s in steps if me.roles(s.unit.id, desk.act.today) & {"officer", "office"}), None)


def move(
    desk: Desk,
    case: Case,
    deed: str,
    *,
    opinion: str = "",
    reason: str = "",
    until: str = "",
    unit: str | None = None,
    others: Collection[str] = (),
    barred: Collection[tuple[str, int]] = (),
) -> Outcome:
    """Do a deed that moves the application.

    Args:
        desk: where the deed is written down.
        case: an application.
        deed: one of the closed set that `review` knows, or `remind`, which moves nothing.
        opinion: what the unit says; needed where the deed says so.
        reason: why the same person passes a second step, or why a unit returns what it had passed, recorded.
        until: for an extension, the last day of the new term; empty for the region's usual one.
        unit: for which unit the person acts; where nothing is said, the one that has the application now.
        others: as `other_accounts` returns them.
        barred: as `begin.barred` returns it; only a submission asks for it.

    Returns:
        The new standing and what is to be said to whom.

    Raises:
        Hidden, Denied: not this person's.
        Shut: not now; says why. Or a consent of the applicant is lacking (X-21).
        Wrong: something is missing; names every place.
    """
    opinion, reason = said(opinion, OPINION, "opinion_long"), said(reason, OPINION, "reason_long")
    if deed == "remind":
        return remind.remind(desk, case, unit or unit_of(desk, case))
    if deed in APPLICANT_DEEDS:
        if not own(desk, case):
            raise Denied("not_yours", "这一步只能由本人来做")
    else:
        if deed in PUBLICITY_DEEDS and case.application.state.standing.status in OPEN:
            raise Shut("not_here", "这一份还没有交。公示请在“公示”里办")
        unit = unit or unit_of(desk, case)
        if unit is None:
            raise Hidden("not_found", "没有找到这一份，或者它不归您的单位审核。请回到待审列表", final=True)
        may_act(desk, case, unit)
        if why := unprinted(opinion):
            raise Wrong("character", why)
    if deed == "submit":
        begin.open_year(case.plan, barred)
        _ready(case)
    if deed == "ready":
        _postable(case)
    if deed == "return" and unit is not None and not reason.strip() and (why := _said_before(case, unit)):
        raise Shut("said_before", why)
    if deed == "approve":
        strokes.hold(desk, case)
    before, marks = case.application.state.standing, unsent(case)
    end = extend.until(desk, case, until) if deed == "extend" else None
    outcome = _stand(desk, case, deed, unit, opinion, reason, end, [m.address for m in marks], others)
    consent.hold(consent.before_deed(desk, case, deed))
    marks = marks if gave_back(before, outcome.standing) else []
    data = _stood(case, deed, outcome, reason) | {"opinion": opinion, "sent": [m.n for m in marks]}
    if rows := struck.untold(case, deed):
        data["struck"] = rows
    if deed == "submit":
        data["submission"] = _freeze(desk, case, outcome.standing.round)
    if deed == "issue":  # whoever is shown the certificate can check its code at once
        data["certified"] = code_of(desk, case)
        desk.printed(case, data["certified"])
    if outcome.erased:
        assist.ended(desk, case, None)
        desk.erase(case, data)
        return outcome
    assist.ended(desk, case, outcome.standing.status)
    desk.record(case.head, "stood", data)
    desk.announce(case, outcome.events, opinion=opinion, marks=len(marks))
    struck.tell(desk, case, rows, desk.house.units.name(unit or ""), back=gave_back(before, outcome.standing))
    return outcome


async def other_accounts(desk: Desk) -> list[str]:
    """Return the ids of the other accounts with an ID number that who acts has or had: one human is one hand (X-20)."""
    me = person_of(desk)
    found: set[str] = set()
    for number in me.numbers:
        found.update(await desk.house.reads.accounts(desk.house.secrets.lookup(number)))
    return sorted(found - {me.id})


def unread(case: Case, unit: str | None) -> list[str]:
    """Return what the step asks to be opened before it is passed and nobody of the unit has opened in this round.

    Args:
        case: an application at a step of the unit.
        unit: id of the unit.
    """
    step = current(case.application.state.standing)
    if step is None or unit is None or step.kind != "review" or case.scheme.steps[step.step].read != "all":
        return []
    seen = set(case.application.state.seen.get(unit, []))
    return [s.label for s in case.journey.sections() if s.id not in seen]


def note_publicity(
    desk: Desk, case: Case, deed: str, unit: str, step: str, *,
    reason: str = "", others: Collection[str] = (), noted: Mapping[str, Any] = {},
) -> Outcome:  # fmt: skip
    """Do a unit's deed at a publicity before submission, and freeze what it makes public (X-17).

    Args:
        desk: where the deed is written down.
        case: an application of which `may_note_publicity` has let the unit through.
        deed: of `schemes.kinds.PUBLICITY_DEEDS`.
        unit: id of the unit.
        step: id of the step.
        reason: why a change is let stand.
        others: as `other_accounts` returns them.
        noted: what the unit wrote with it, by address.

    Raises:
        Shut: not now; says why.
    """
    reason = said(reason, OPINION, "reason_long")
    outcome = _stand(desk, case, deed, unit, "", reason, None, [], others, noted)
    published = {} if deed == "undo_record" else {step: msgspec.to_builtins(frozen(desk, case))}
    data = _stood(case, deed, outcome, reason) | {"published": published}
    desk.record(case.head, "stood", data)
    desk.announce(case, outcome.events)
    return outcome


def lapse(desk: Desk, case: Case) -> None:
    """Let time end what its term has run out on.

    Raises:
        Shut: the term has not run out.
    """
    outcome = _stand(desk, case, "overdue", None, "", "", None, [])
    assist.ended(desk, case, outcome.standing.status)
    desk.record(case.head, "stood", _stood(case, "overdue", outcome))
    desk.announce(case, outcome.events)


def lengthen(desk: Desk, case: Case, office: str, until: str, reason: str) -> None:
    """Give an applicant more time for an office, and what time has ended back (X-01).

    Args:
        desk: where the deed is written down.
        case: an application that is open, or that time has ended.
        office: id of the unit that gives it.
        until: the new end, ISO 8601.
        reason: why.

    Raises:
        Shut: time has not ended it.
    """
    outcome = _stand(desk, case, "extend", office, "", reason, until, [])
    desk.record(case.head, "stood", _stood(case, "extend", outcome, reason))
    desk.announce(case, outcome.events, opinion=reason)


def _stood(case: Case, deed: str, outcome: Outcome, reason: str = "") -> dict[str, Any]:
    """Return what is recorded of a deed that moved an application."""
    return {
        "deed": deed, "opinion": "", "reason": reason, "sent": [], "listed": listed(case),
        "standing": msgspec.to_builtins(outcome.standing), "clears": list(outcome.clears),
    }  # fmt: skip


def listed(case: Case) -> dict[str, str]:
    """Return what lists show of an application."""
    return {
        "name": case.applicant_name,
        "unit": case.journey.context.world.unit.get("id", ""),
        "unit_name": case.unit_name,
        "title": title_of(case),
    }


def title_of(case: Case) -> str:
    """Return what the person applies for, as lists and pushes name it: the region's own title fields, joined."""
    return title_in(case.scheme, case.answer)


def title_in(scheme: Scheme, answer: Callable[[Address], Any]) -> str:
    """Return the same of an application that is not held.

    Args:
        scheme: the scheme that it keeps.
        answer: returns what is stored at an address.
    """
    texts: list[str] = []
    for path in scheme.region.title:
        address = Address.parse(path)
        value = answer(address)
        if isinstance(value, str):
            texts.append(show(scheme, scheme.field(address.section, address.field or ""), value))
    return " · ".join(texts) or NO_TITLE


def unsent(case: Case) -> list[Mark]:
    """Return the remarks that would go with a return now."""
    state = case.application.state
    return [m for m in state.marks if not m.sent and m.round == state.standing.round]


def _stand(
    desk: Desk,
    case: Case,
    deed: str,
    unit: str | None,
    opinion: str,
    reason: str,
    until: str | None,
    marks: list[str],
    others: Collection[str] = (),
    noted: Mapping[str, Any] = {},
) -> Outcome:
    try:
        return stand(
            case.scheme, case.application.state.standing, deed, unit=unit, person=desk.act.person or "",
            at=desk.act.at.isoformat(timespec="seconds"), context=case.journey.context, complete=case.journey.complete,
            workdays=desk.house.holidays, opinion=opinion.strip(), of=desk.content_digest(case), reason=reason,
            marks=[*marks, *case.application.state.voids], until=until,
            unread=unread(case, unit) if deed == "approve" else (), others=others, public=public(desk, case),
            noted=noted,
        )  # fmt: skip
    except Refused as refused:
        raise _shut(case, refused) from None


def _shut(case: Case, refused: Refused) -> Shut:
    """Return a refusal for the person; where a unit's own section is not complete it names each field to be filled."""
    if refused.code != "needs":
        return Shut(refused.code, refused.text)
    names: list[str] = []
    found: list[Spot] = []
    for section in refused.needs:
        lacking = [a for a in case.journey.missing(section, None) if a.section == section]
        found += [lack(case, a) for a in lacking]
        found += [spot_of(p) for p in case.journey.problems(section, None) if p.level == "stop" and p.code != "missing"]
        fields = [case.scheme.field(section, a.field).label for a in lacking if a.field]
        names.append(case.scheme.sections[section].label + (f"的{'、'.join(fields)}" if fields else ""))
    return Shut(refused.code, f"还没有填好：{'；'.join(names)}。填好再点一次", spots=found)


def _ready(case: Case) -> None:
    """Refuse an application whose owner nobody confirmed or that is not complete (X-05, X-11)."""
    if (held := unconfirmed(case)) is not None:
        raise held
    if why := halted(case):
        raise Shut("unit_frozen", why)
    if case.application.state.standing.status in OPEN and (spots := blocking(case)):
        raise Wrong("incomplete", f"还有 {len(spots)} 处没好。请点第 1 处改", spots=spots)


def halted(case: Case) -> str:
    """Say that a unit on the way is frozen, so that nothing can be handed in towards it; empty where none is."""
    units = case.view.units
    if (unit := units.frozen(case.view.employer)) is None:
        return ""
    above = units.parent(unit.id)
    return f"{unit.name}停用了，现在交不了，您填的都在。什么时候恢复，请问{above.name if above else '单位人事科'}"


def _postable(case: Case) -> None:
    """Refuse what cannot be made public yet: nobody confirmed its owner, or what comes before is not complete."""
    if (held := unconfirmed(case)) is not None:
        raise held
    if spots := lacks_for_publicity(case):
        raise Wrong("incomplete", f"还有 {len(spots)} 处没好，改好再请单位公示。请点第 1 处改", spots=spots)


def _freeze(desk: Desk, case: Case, round: int) -> dict[str, Any]:
    """Return what a submission keeps besides the answers: digest, computed values, facts of other streams."""
    world, digest = case.journey.context.world, desk.content_digest(case)
    signed = any(s.of == digest for s in case.application.state.signatures)
    held = {a: v for a, v in case.present.filled.answers.items() if isinstance(v, dict) and "pages" in v}
    copies = [a for a in held if case.scheme.field(a.section, a.field or "").copy_of]
    return {
        "at": desk.act.at.isoformat(timespec="seconds"),
        "digest": digest,
        "round": round,
        "computed": computed(case),
        "facts": {"plan": world.plan, "unit": world.unit, "applicant": world.applicant},
        "content": "" if signed else desk.content(case).decode(),
        "files": {v["file"]: (v["pages"], v["size"]) for v in held.values()},
        "copies": {str(a): held[a]["file"] for a in copies},
    }
