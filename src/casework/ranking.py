"""The ranking of a unit's applicants of one specialty, as far as it has recommended them (CQ-13)."""

from collections.abc import Iterable, Sequence
from typing import Any

from casework import ids
from casework.known import Known
from casework.presents.application import Application
from review.ranking import Ranked, doubts
from review.standing import Standing, live
from review.state import waiting
from review.status import Status
from schemes import Scheme
from wizard.address import Address
from wizard.showing import show

Group = tuple[str, str, str]  # plan, unit, and among whom, as shown
Read = tuple[Scheme, Application]


def section_of(scheme: Scheme) -> str:
    """Return the section in which a unit ranks its applicants, empty where a region has none.

    Args:
        scheme: of the region.
    """
    return next((id for id, section in scheme.sections.items() if section.ranks), "")


def group_of(scheme: Scheme, present: Application) -> Group:
    """Return among whom somebody is ranked.

    Args:
        scheme: that the application keeps.
        present: the application.
    """
    address = Address.parse((scheme.sections[section_of(scheme)].ranks or {})["among"])
    value = present.filled.answers.get(address)
    field = scheme.field(address.section, address.field or "")
    return present.state.plan, present.state.listed.get("unit", ""), show(scheme, field, value) if value else ""


def recommended(scheme: Scheme, standing: Standing) -> bool:
    """Tell whether the unit that ranks has let an application pass, whatever others decided on it afterwards."""
    section, withdrawn = section_of(scheme), standing.status is Status.WITHDRAWN
    passed = (v for v in live(standing) if v.deed == "approve" and v.name in scheme.steps)
    return bool(section) and not withdrawn and any(section in scheme.steps[v.name].fill for v in passed)


def groups(read: Iterable[Read]) -> dict[Group, list[Ranked]]:
    """Return everybody who was recommended, by plan, unit and specialty.

    Args:
        read: applications, each with its scheme.
    """
    found: dict[Group, list[Ranked]] = {}
    for scheme, present in read:
        if not recommended(scheme, present.state.standing):
            continue
        section = section_of(scheme)
        names = scheme.sections[section].ranks or {}
        place, count = (present.filled.answers.get(Address(section, None, names[w])) for w in ("place", "count"))
        one = Ranked(present.state.listed.get("name", ""), _whole(place), _whole(count))
        found.setdefault(group_of(scheme, present), []).append(one)
    return found


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def doubted(read: Iterable[Read]) -> list[str]:
    """Return what is wrong with the rankings of a list that goes up, a sentence for each unit and specialty.

    Args:
        read: everybody on the list, each with the scheme.
    """
    known = list(read)
    names = {p.state.listed.get("unit", ""): p.state.listed.get("unit_name", "") for _, p in known}
    found = [(names[unit], among, doubts(people, whole=True)) for (_, unit, among), people in groups(known).items()]
    return [f"{unit}“{among}”：{'；'.join(wrong)}" for unit, among, wrong in found if wrong]


async def beside(house: Known, application: str) -> tuple[str, list[Ranked], bool]:
    """Return among whom somebody is ranked, who was recommended there, and whether nobody else is expected.

    Args:
        house: what is looked up.
        application: its id.

    Returns:
        An empty name where its unit ranks nobody.
    """
    present: Application | None = await house.present(ids.application(application))
    if present is None:
        return "", [], False
    scheme = await house.shelf.get(present.state.scheme)
    if not section_of(scheme):
        return "", [], False
    plan, unit, among = mine = group_of(scheme, present)
    cards = await house.reads.whole_list(unit, plan)
    if scheme.sections[section_of(scheme)].ranks["among"] in scheme.region.title:  # pyright: ignore[reportOptionalSubscript]
        cards = [c for c in cards if among in c.title.split(" · ")]
    read: list[Read] = []
    for card in cards:
        other: Application | None = await house.present(ids.application(card.application))
        if other is not None:
            read.append((await house.shelf.get(other.state.scheme), other))
    whole = not any(c.list == "pending" for c in cards)
    return among, groups(read).get(mine, []), whole


def ranks_now(scheme: Scheme, standing: Standing) -> bool:
    """Tell whether an application waits at the step at which its unit ranks it.

    Args:
        scheme: that the application keeps.
        standing: where it stands.
    """
    step, section = waiting(standing), section_of(scheme)
    return step is not None and bool(section) and section in scheme.steps[step.step].fill


async def wrong(house: Known, application: str) -> str:
    """Say what is wrong with the ranking in which somebody was just recommended, empty where nothing is.

    Args:
        house: what is looked up.
        application: its id.
    """
    present: Application | None = await house.present(ids.application(application))
    stands = live(present.state.standing) if present is not None else ()
    scheme = await house.shelf.get(present.state.scheme) if present is not None else None
    if scheme is None or not stands or section_of(scheme) not in scheme.steps[stands[-1].name].fill:
        return ""
    among, people, whole = await beside(house, application)
    found = doubts(people, whole=whole)
    return f"“{among}”{'；'.join(found)}" if found else ""


def taken(among: str, people: Sequence[Ranked]) -> str:
    """Say whom the unit has recommended in a specialty already, and on which places; empty where nobody.

    Args:
        among: the specialty.
        people: who was recommended.
    """
    known = [f"{one.name}（{f'第 {one.place} 名' if one.place else '没有排'}）" for one in people]
    return f"“{among}”已经推荐了{'、'.join(known)}，排序别重、别漏" if known else ""
