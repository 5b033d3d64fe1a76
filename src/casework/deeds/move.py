"""Moving an application along its chain: submit, approve, return, reject, undo, record, forward, issue and the rest."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from casework import ids
from casework.access import OPEN, current, may_act, own, person_of, same_hand
from casework.asking import consents
from casework.asking.accounts import unconfirmed
from casework.asking.lacking import blocking, lack, lacks_for_publicity, spot_of
from casework.asking.offering import halted, said_before, unit_of, unsent
from casework.asking.titles import title_of
from casework.case import Case
from casework.deeds import assist, begin, consent, extend, remind, strokes, struck
from casework.desk import Desk
from casework.handed import computed
from casework.paper import code_of
from casework.problems import Denied, Hidden, Shut, Spot, Wrong
from casework.publicity_before import frozen, public
from casework.said import OPINION, said, unprinted
from review.state import Outcome, Refused, gave_back
from review.state import act as stand
from schemes.kinds import APPLICANT_DEEDS, PUBLICITY_DEEDS


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
        _publishable(case)
    if deed == "return" and unit is not None and not reason.strip() and (why := said_before(case, unit)):
        raise Shut("said_before", why)
    if deed == "approve":
        strokes.hold(desk, case)
    before, marks = case.application.state.standing, unsent(case, unit or "")
    end = extend.until(desk, case, until) if deed == "extend" else None
    outcome = _stand(desk, case, deed, unit, opinion, reason, end, [m.address for m in marks], others)
    consent.hold(consents.before_deed(desk, case, deed))
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


async def other_accounts(desk: Desk, *cases: Case) -> list[str]:
    """Return by which other accounts who acts has decided on applications: one human is one hand (X-20).

    Args:
        desk: who acts.
        cases: the applications.
    """
    me = person_of(desk)
    deciders = {v.person for case in cases for v in case.application.state.standing.verdicts} - {me.id, ""}
    found = await desk.house.heads.glimpse(ids.person(id) for id in sorted(deciders))
    return [one.id for one in found if same_hand(me, one)]


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


def _publishable(case: Case) -> None:
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
