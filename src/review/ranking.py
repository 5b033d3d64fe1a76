"""Whether the ranking of those whom one unit recommends in one specialty is a list: nobody twice, no gap (CQ-13)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Ranked(msgspec.Struct, frozen=True):
    """Is one of them.

    Args:
        name: whose.
        place: the place that was written, None where none was.
        count: how many are recommended, as it was written; None where it was not.
    """

    name: str
    place: int | None
    count: int | None


def doubts(people: Sequence[Ranked], *, whole: bool) -> list[str]:
    """Return what is wrong with a ranking, each as words for an officer; empty where it is a list.

    Args:
        people: everybody whom the unit has recommended in the specialty.
        whole: nobody else is expected, so that gaps and numbers can be told.
    """
    by_place: dict[int, list[str]] = {}
    for one in people:
        if one.place is not None:
            by_place.setdefault(one.place, []).append(one.name)
    found = [f"第 {place} 名排了{'、'.join(names)}" for place, names in sorted(by_place.items()) if len(names) > 1]
    if not whole:
        return found
    n = len(people)
    without = [one.name for one in people if one.place is None]
    gaps = [str(place) for place in range(1, n + 1) if place not in by_place]
    if without and n > 1:
        found.append(f"{'、'.join(without)}还没有排")
    elif gaps and not without:
        found.append(f"没有第 {'、'.join(gaps)} 名")
    wrong = [f"{one.name}写 {one.count} 人" for one in people if one.count not in {None, n}]
    return [*found, f"一共推荐 {n} 人，{'、'.join(wrong)}"] if wrong else found
