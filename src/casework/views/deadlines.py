"""The calendar counted back from the closing time, in words: by which day each thing has to be done (B-12)."""

from collections.abc import Sequence

import msgspec

from casework import words
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import OPEN
from casework.publicity_before import before
from casework.time_left import end
from review.calendar import Latest, counted_back
from review.guard import closes_at
from review.standing import begin


class Deadline(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one thing with its last day.

    Args:
        deed: ready, begin, record or submit.
        day: ISO 8601 day.
        text: the sentence for the applicant: `您最晚 11月23日 请单位公示，否则公示不够 5 个工作日`.
        unit: the unit that does it, empty where it is the applicant.
        late: the day is over.
    """

    deed: str
    day: str
    text: str
    unit: str = ""
    late: bool = False


def calendar(desk: Desk, case: Case) -> list[Deadline]:
    """Return what is still to be done until an application is handed in, each with its last day; empty afterwards.

    Args:
        desk: who looks, and when; knows the holidays.
        case: an application.
    """
    standing, until = case.application.state.standing, end(case)
    if standing.status not in OPEN or not until:
        return []
    found = counted_back(case.scheme, standing, before(case), until, desk.house.holidays)
    return [_deadline(one, until, desk.act.now) for one in found]


def begin_by(desk: Desk, case: Case, unit: str) -> str:
    """Return the last day on which a unit can begin its publicity, as it is told; empty where it is over or none waits.

    Args:
        desk: who looks, and when.
        case: an application that is made public before it is handed in.
        unit: id of the unit.
    """
    until = end(case)
    if case.application.state.standing.status not in OPEN or not until:
        return ""
    steps = before(case)
    found = counted_back(case.scheme, begin(""), steps, until, desk.house.holidays)
    mine = next((one for one in found if one.step is not None and one.step.unit.id == unit), None)
    if mine is None or mine.day < desk.act.today or not mine.workdays:
        return ""
    return f"贵单位最晚 {words.moment(mine.day, desk.act.now)} 开始公示，否则公示不够 {mine.workdays} 个工作日"


def forward_by(desk: Desk, case: Case, unit: str) -> str:
    """Return until when a unit can send its list up, as it is told; empty where the plan sets no end.

    Args:
        desk: who looks, and when.
        case: an application on the unit's lists.
        unit: id of the unit.
    """
    course = case.application.state.standing.course
    steps = [s for s in course.steps if s.kind == "forward" and s.unit.id == unit] if course else []
    until = next((u for s in steps if (u := closes_at(case.scheme, s, case.journey.context))), "")
    if not until:
        return ""
    now = desk.act.now
    return f"贵单位最晚 {words.until(until, now)} {steps[0].label}，{words.left(until, now)}"


def _deadline(one: Latest, until: str, now: str) -> Deadline:
    day, name = words.moment(one.day, now), one.step.unit.name if one.step else ""
    short = f"，否则公示不够 {one.workdays} 个工作日" if one.workdays else ""
    text = {
        "ready": f"您最晚 {day} 请{name}公示{short}",
        "begin": f"{name}最晚 {day} 开始公示{short}",
        "record": f"{name}最晚 {day} 录入公示结果，否则来不及交",
        "submit": f"您最晚 {words.until(until, now)} 前交",
    }[one.deed]
    return Deadline(one.deed, one.day, text, "" if one.deed in {"ready", "submit"} else name, one.day < now[:10])


def pressing(found: Sequence[Deadline]) -> Deadline | None:
    """Return the thing that comes first, where another than the applicant's handing in does.

    Args:
        found: as `calendar`.
    """
    return found[0] if found and found[0].deed != "submit" else None
