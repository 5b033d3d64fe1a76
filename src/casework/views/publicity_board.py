"""The publicities that a unit holds: whom it was asked for, how far each is, what may be noted (X-17, CQ-22)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from casework import words
from casework.access import concerned
from casework.access.publicity import later, may_see_publicity
from casework.asking import titles
from casework.asking.lacking import lacks_for_publicity
from casework.asking.publicising import place, shortness
from casework.case import Case
from casework.desk import Desk
from casework.handed import computed
from casework.presents.version import version
from casework.publicity_before import HeldPublicity, content, form_of, held_publicities, prints
from casework.publicity_noted import Publicity, noted
from casework.views import publicity
from casework.views.changes import brief, changes
from casework.views.sections import SectionView, section_view
from review.calendar import ends, least
from review.lists import PublicityGroup
from review.standing import asked_again
from review.status import Status
from schemes.kinds import WRITTEN
from wizard.address import Address

OWN = "这是您自己的申报，请别的经办人来办"
LATER = "结果从公示结束的第二天起录入"
SHOWN = 6  # changed places that are named


class PublicityCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one person in the list of a unit's publicities.

    Args:
        application, name, title: whose.
        group: asked, posting or posted.
        text: how far it is, in one line.
        before: it comes before handing in.
        form: where the public form is read.
        page: where the application is read, where the unit may read it.
        stale: what it made public was changed since; `changed` names the places.
        asked: the applicant has asked what becomes of that.
        why: why nothing can be noted now; empty where it can.
        can: which deeds are open: note, keep, undo.
        seq: the place of what is noted; who notes more names it, and writes over nothing unseen.
    """

    application: str
    name: str
    title: str
    group: PublicityGroup
    text: str
    before: bool = False
    form: str = ""
    page: str = ""
    stale: bool = False
    asked: bool = False
    changed: Sequence[str] = ()
    why: str = ""
    can: Sequence[str] = ()
    seq: int = 0


class PublicityBoard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes all publicities that a unit holds; `calendar` is the last day on which one can still begin."""

    unit: str
    unit_name: str
    cards: Sequence[PublicityCard]
    counts: dict[str, int]
    calendar: str = ""
    more: bool = False


class PublicityView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes one publicity with the sections in which it is noted; `hint` is what is said beside the dates."""

    card: PublicityCard
    sections: Sequence[SectionView]
    hint: str = ""


def publicity_card(desk: Desk, case: Case, unit: str) -> PublicityCard:
    """Describe how far a unit is with the publicity of one application.

    Args:
        desk: who looks, and when.
        case: an application.
        unit: id of the unit.

    Raises:
        Hidden: it is not this person's, or not the unit's.
    """
    step, now = may_see_publicity(desk, case, unit), desk.act.now
    found = next((p for p in held_publicities(desk, case) if p.step == step), None)
    own = concerned(desk, case)
    page = "" if found is not None or own else f"pages/review-read/review-read?base={case.base.path}"
    name, title = case.applicant_name, titles.title_of(case)
    if found is None:
        sections = later(case.scheme, case.application.state.standing, unit)
        one = noted(case.scheme, case.present.filled.answers, sections)
        mine = publicity.own(one, sections, now)
        group = group_of(one)
        text = "｜".join(filter(None, (_held(one, now), *publicity.advice(case, sections), mine.lacks, mine.when)))
        return PublicityCard(
            case.base.id, name, title, group, text or "还没有记", page=page, why=OWN if own else "",
            can=() if own else ("note",), seq=place(case, unit, step),
        )  # fmt: skip
    form = "" if form_of(case.scheme) is None else f"units/{unit}/publicity/{case.base.id}/form"
    open = case.application.state.standing.status in (Status.DRAFT, Status.RETURNED)
    why = OWN if own else "" if open else "已经提交了"
    if not why and found.publicity.ended is None and (spots := lacks_for_publicity(case)):
        why = f"申报人又改过，还差 {len(spots)} 处，填好才能公示"
    can = [] if own or not open else [
        *(["note"] if not why else []), *(["keep"] if found.stale and not why else []),
        *(["undo"] if found.publicity.begun is not None else []),
    ]  # fmt: skip
    return PublicityCard(
        case.base.id, name, title, _group(case, found), _far(desk, case, found), before=True, form=form,
        stale=found.stale, asked=found.told, changed=_changed(case, found) if found.stale else (), why=why, can=can,
        seq=place(case, unit, step),
    )  # fmt: skip


def group_of(one: Publicity) -> PublicityGroup:
    """Tell how far a unit is with a publicity at its step or after it.

    Args:
        one: as it is noted.
    """
    return ("posting" if one.lacks else "posted") if one.begun else "asked"


def _group(case: Case, found: HeldPublicity) -> PublicityGroup:
    if found.publicity.begun is None or (found.stale and asked_again(case.application.state.standing, found.step)):
        return "asked"
    return "posting" if found.publicity.ended is None else "posted"


def _held(one: Publicity, now: str) -> str:
    """Say from when to when a publicity is or was held."""
    begin, end = one.period.get("from", ""), one.period.get("to", "")
    return f"{words.moment(begin, now)}至{words.moment(end, now)}" if begin and end else ""


def _far(desk: Desk, case: Case, found: HeldPublicity) -> str:
    """Say how far a publicity before submission is, and of one that is too short, that."""
    now = desk.act.now
    standing = case.application.state.standing
    fill = case.scheme.steps[found.step.step].fill
    one = noted(case.scheme, case.present.filled.answers, fill)
    if found.publicity.begun is None:
        return f"{words.moment(standing.asked.at[:10], now)}请公示" if standing.asked else ""
    period = "｜".join(filter(None, (_held(one, now), shortness(desk, case, found.step))))
    if found.publicity.ended is None:
        mine = publicity.own(one, fill, now)
        return "｜".join(filter(None, (period, mine.when and f"结果{mine.when}")))
    result = "；".join(_results(case, fill))
    return "｜".join(filter(None, (period, result)))


def _results(case: Case, sections: Sequence[str]) -> list[str]:
    found: list[str] = []
    for section in sections:
        for name, field in case.scheme.sections[section].fields.items():
            value = case.answer(Address(section, None, name))
            if field.kind in WRITTEN and isinstance(value, str):
                found.append(value)
    return found


def _changed(case: Case, found: HeldPublicity) -> list[str]:
    """Return which places of what was made public are otherwise now, each with both values."""
    kept = case.application.state.published.get(found.step.step)
    if kept is None:
        return []
    was = version(kept.content.encode(), kept.computed)
    now = version(content(case), msgspec.json.decode(msgspec.json.encode(computed(case))))  # as it is stored
    return [brief(c) for c in changes(case, was, now) if c.address and prints(case, Address.parse(c.address))][:SHOWN]


def publicity_view(desk: Desk, case: Case, unit: str) -> PublicityView:
    """Describe one publicity with what the unit fills there; what is proposed fits how far it is.

    Args:
        desk: who looks, and when.
        case: an application.
        unit: id of the unit.

    Raises:
        Hidden: it is not this person's, or not the unit's.
    """
    card, step = publicity_card(desk, case, unit), may_see_publicity(desk, case, unit)
    fill = (
        list(case.scheme.steps[step.step].fill)
        if step is not None
        else later(case.scheme, case.application.state.standing, unit)
    )
    case.fills = frozenset(fill)
    today, days = desk.act.today, least(case.scheme, step.step) if step is not None else 0
    sections = [_proposing(section_view(case, name), today) for name in fill]
    if not days:
        return PublicityView(card, sections)
    if card.group != "asked" and not card.stale:
        ends_on = noted(case.scheme, case.present.filled.answers, fill).period.get("to", "")
        return PublicityView(card, sections, LATER if card.group == "posting" and ends_on >= today else "")
    last = words.moment(ends(date.fromisoformat(today), days, desk.house.holidays).isoformat(), today)
    hint = f"至少 {days} 个工作日：今天开始的话，公示到{last}。{LATER}"
    return PublicityView(card, sections, hint)


def _proposing(section: SectionView, today: str) -> SectionView:
    """Leave out what is proposed for a result while the publicity has not ended."""
    periods: list[Any] = [f.value for g in section.groups for f in g.fields if f.kind == "period"]
    if any(isinstance(p, dict) and (p.get("to") or today) < today for p in periods):
        return section
    groups = [
        msgspec.structs.replace(g, fields=[msgspec.structs.replace(f, preset=None, preset_text="") for f in g.fields])
        for g in section.groups
    ]
    return msgspec.structs.replace(section, groups=groups)
