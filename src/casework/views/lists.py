"""What a unit's officers see of many at once: the four lists, what keeps them from going up, whom to call."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from casework import words
from casework.messages import about
from casework.presents.application import Application
from casework.presents.person import Person
from casework.views.publicity import Noted
from storage import ZONE
from storage.reads import CallKept, Card

NOTHING = Noted()


class QueueCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one application in a unit's list."""

    application: str
    name: str
    title: str
    since: str
    waited: int
    page: str
    unit_name: str = ""
    id_number: str = ""  # masked: tells two of one name apart
    special: Sequence[str] = ()
    again: bool = False  # handed in once more after a return
    own: bool = False  # of the officer who looks: another one reviews it
    records: Sequence[str] = ()  # sections in which the unit notes what came of a publicity
    recorded: bool = False  # it is noted, with its result
    lacks: str = ""  # what is still to be noted of one that is held: 还差公示结果
    when: str = ""  # from when on that can be noted
    doubt: str = ""  # which publicity has no result while the unit is about to send it up


class Ring(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is somebody whom no message reached, so that the unit calls: with the whole number, because it is dialled."""

    person: str
    name: str
    phone: str
    about: str
    since: str
    page: str = ""


class Forwarding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says whether the unit's list can go up, and who keeps it back."""

    ok: bool
    ready: int
    base: str = ""
    deed: str = "forward"
    label: str = "提交上一级"
    why: Sequence[str] = ()


class Queue(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes a unit's lists."""

    unit: str
    unit_name: str
    list: str
    lists: Mapping[str, int]
    cards: Sequence[QueueCard]
    more: bool = False
    calls: int = 0  # people whom no message reached
    forward: Forwarding | None = None


def card(
    row: Card,
    now: str,
    present: Application | None = None,
    me: Person | None = None,
    noted: Noted = NOTHING,
    doubt: str = "",
    unit: str = "",
    step: str = "",
    page: str = "review-read/review-read",
) -> QueueCard:
    """Describe one application in a list.

    Args:
        row: as the list keeps it.
        now: the present.
        present: of the application, where its special facts are wanted.
        me: the officer who looks.
        noted: how far the unit has noted what came of its publicity.
        doubt: what is to be said of publicities before the unit sends it up.
        unit: whose list it is; only to one that knows it from before has it come back.
        step: what the unit is to do with it, where that is not the same each time.
        page: on which it is opened; an expert has another than an officer.
    """
    at = datetime.fromtimestamp(row.since, ZONE).isoformat(timespec="minutes")
    again = present is not None and len(present.state.submissions) > 1 and unit in present.state.before
    own = present is not None and me is not None and _own(present, me)
    return QueueCard(
        application=row.application, name=row.name, title=row.title, since=words.moment(at, now),
        waited=words.days_since(at, now), unit_name=row.unit_name, own=own, records=() if own else noted.sections,
        page="" if own else f"pages/{page}?base=applications/{row.application}",
        special=[*([f"要办：{step}"] if step and not own else []), *(_special(present, own, again) if present else ())],
        recorded=noted.done, lacks=noted.lacks, when=noted.when, doubt=doubt,
        again=again, id_number=words.masked_id(_number(present) or "") if present is not None else "",
    )  # fmt: skip


def _own(present: Application, me: Person) -> bool:
    """Tell whether an application is the officer's own, be it by another account with the same ID number (X-20)."""
    return present.state.person == me.id or _number(present) in me.numbers


def _number(present: Application) -> str | None:
    """Return the applicant's ID number as it was handed in last, None where nothing was."""
    handed_in = present.state.submissions
    return handed_in[-1].facts["applicant"].get("id_number") if handed_in else None


def _special(present: Application, own: bool, again: bool) -> list[str]:
    """Return what an officer should know before opening an application."""
    if own:
        return ["这是您自己的申报，请别的审核人员来审"]
    found: list[str] = []
    marks = present.sent_back()
    if again and marks:
        mended = [present.mended(m) for m in marks]
        done = sum(mended)
        told = sum(bool(m.explanation) and not changed for m, changed in zip(marks, mended, strict=True))
        many = f"标的 {len(marks)} 处"
        parts = [f"改了 {done} 处"] * bool(done) + [f"说明 {told} 处"] * bool(told)
        found.append(f"改过重交：{many}都改了" if done == len(marks) else f"改过重交：{many}，{'，'.join(parts)}")
    slots = present.filled.drafts.values()
    unclear = sum(any(p.get("state") == "doubt" for p in slot["pages"]) for slot in slots)
    return found + ([f"{unclear} 份材料看不清"] if unclear else [])


def ring(row: CallKept, person: Person, now: str) -> Ring:
    """Describe somebody to be called.

    Args:
        row: as the list keeps it.
        person: who is to be called.
        now: the present.
    """
    at = datetime.fromtimestamp(row.since, ZONE).isoformat(timespec="minutes")
    event = row.reason.partition("：")[0]
    what = about(event, bool(row.application)) or "有一条通知没有送到"
    page = f"pages/review-read/review-read?base=applications/{row.application}" if row.application else ""
    return Ring(row.person, person.state.name, person.state.phone, what, words.moment(at, now), page)
