"""What is said of a publicity that has no result yet: on the unit's own page, and before an application goes on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from casework.case import Case
from casework.publicity_noted import Publicity
from casework.words import moment


class Noted(msgspec.Struct, frozen=True):
    """Says how far a unit has noted its publicity of one application.

    Args:
        sections: in which it is noted.
        done: nothing is lacking.
        lacks: `还差公示结果`; empty where nothing stands yet.
        when: from when on that can be noted, as `11月30日起可以记`.
    """

    sections: Sequence[str] = ()
    done: bool = False
    lacks: str = ""
    when: str = ""


def own(publicity: Publicity, sections: Sequence[str], now: str) -> Noted:
    """Describe a unit's publicity on its own page.

    Args:
        publicity: how far it is noted.
        sections: in which.
        now: the present, ISO 8601.
    """
    if not publicity.open:
        return Noted(sections, done=publicity.begun)
    end = publicity.period.get("to", "")
    wait = len(end) == 10 and end >= now[:10]
    day = (date.fromisoformat(end) + timedelta(days=1)).isoformat() if wait else ""
    when = f"{moment(day, now)}起可以记" if day else "现在可以记"
    return Noted(sections, lacks=f"还差{'、'.join(publicity.lacks)}", when=when)


def doubt(publicities: Sequence[Publicity], unit: str, now: str) -> str:
    """Say which publicities have no result yet while an application is about to go on; empty where there is no doubt.

    No manual makes a result the condition of passing an application or of sending it up (Chongqing 2.4.1, 2.4.2), nor
    must every unit hold a publicity: of one that noted nothing it is said only where nobody did.

    Args:
        publicities: of the chain so far.
        unit: id of the unit that is about to let it go on.
        now: the present, ISO 8601.
    """

    def whose(publicity: Publicity) -> str:
        return "本单位" if publicity.unit == unit else publicity.unit_name

    if publicities and not any(p.begun for p in publicities):
        return f"{'、'.join(dict.fromkeys(map(whose, publicities)))}还没有记公示"
    return "；".join(f"{whose(p)}的公示{_far(p, now)}" for p in publicities if p.open)


def advice(case: Case, sections: Iterable[str]) -> list[str]:
    """Return what the region would have looked at again in what units noted, such as a publicity of too few days.

    Args:
        case: an application.
        sections: in which they noted it.
    """
    return [p.say for section in sections for p in case.journey.problems(section) if p.level == "warn"]


def _far(publicity: Publicity, now: str) -> str:
    """Say of an open publicity how far it is: not begun, not ended, or without its result."""
    begin, end = publicity.period.get("from", ""), publicity.period.get("to", "")
    if begin > now[:10]:
        return f"{moment(begin, now)}才开始，还没有结果"
    if end >= now[:10]:
        return f"{moment(end, now)}才结束，还没有结果"
    ended = f"{moment(end, now)}结束了，" if end else ""
    return f"{ended}还没有记{'、'.join(publicity.lacks)}"
