"""What an applicant is told of the publicity before handing in: what to do, what to wait for, by when (X-17, B-12)."""

import msgspec

from casework import words
from casework.asking.lacking import lacks_for_publicity
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import OPEN
from casework.publicity_before import HeldPublicity, held_publicities
from casework.publicity_noted import noted
from casework.views.deadlines import calendar, pressing
from casework.views.sections import Note
from casework.views.ways import page


class Awaited(msgspec.Struct, frozen=True):
    """Says how an application stands with its publicity.

    Args:
        text: the sentence for the applicant.
        act: there is something for them to do.
        ask: it is complete as far as the publicity needs, and their unit is to be asked.
        brief: the sentence without its last day, where that stands beside it; empty where it names none.
    """

    text: str
    act: bool = False
    ask: bool = False
    brief: str = ""


def awaited(desk: Desk, case: Case) -> Awaited | None:
    """Return what is said of the first publicity that keeps an application from being handed in; None where none does.

    Args:
        desk: who looks, and when.
        case: an application.
    """
    if case.application.state.standing.status not in OPEN:
        return None
    now = next((p for p in held_publicities(desk, case) if not p.done), None)
    return None if now is None else _said(desk, case, now)


def _said(desk: Desk, case: Case, now: HeldPublicity) -> Awaited:
    unit, lacking = now.step.unit.name, bool(lacks_for_publicity(case))
    if now.stale and now.told:
        return Awaited(f"您改过公示的内容，已请{unit}再看要不要重新公示。您现在不用做什么")
    if now.stale:
        return Awaited(f"公示过的内容改了，交之前请{unit}看一眼：可能要重新公示，也可能不用", act=True, ask=not lacking)
    if not now.asked:
        first = pressing(calendar(desk, case))
        by = f"。{first.text}" if first is not None and not first.late else ""
        text = (
            "交之前先由单位公示，填好了再请单位公示" if lacking else f"填好了。交之前先请{unit}公示，公示完再签名、提交"
        )
        return Awaited(f"{text}{by}", act=True, ask=not lacking, brief=text)
    if lacking:
        return Awaited(f"已请{unit}公示，后来又有没填全的地方，填好才能公示", act=True)
    if now.publicity.begun is None:
        return Awaited(f"已请{unit}公示，等单位开始。您现在不用做什么")
    period = noted(case.scheme, case.present.filled.answers, case.scheme.steps[now.step.step].fill).period
    until = f"，{words.moment(period['to'], desk.act.now)}结束" if period.get("to") else ""
    return Awaited(f"{unit}正在公示{until}。公示过的内容先不要改，录入结果以后就能签名、提交")


def waiting_note(desk: Desk, case: Case) -> Note | None:
    """Return the same as a note above the calendar, with the page where something is to be done; None for nothing."""
    if (found := awaited(desk, case)) is None:
        return None
    return Note("look" if found.act else "know", found.brief or found.text, page("check", case) if found.ask else "")
