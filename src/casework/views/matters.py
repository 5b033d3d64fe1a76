"""What people have raised with units, as they and the units read it."""

from collections.abc import Mapping, Sequence

import msgspec

from casework import words
from casework.asking.disputing import disputable
from casework.case import Case
from casework.desk import Desk
from casework.presents.matter import Matter
from casework.presents.person import Person
from casework.tree import Units
from casework.views.me import Waiting, waiting_view

KINDS = {"complaint": "投诉和建议", "dispute": "异议", "claim": "不是我登记的"}


class MatterView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one thing that somebody has raised, and its answer.

    Args:
        id: of the matter.
        kind, kind_text: what it is.
        text: what was written.
        at: when.
        by: name of the unit that answers.
        who: name of who has raised it, for the units.
        from_unit: where they belong.
        photos: pictures that go with it.
        page: where the application can be read.
        answers: the unit that looks is the one that answers.
        reply, replied: the answer, and when it was given.
        outcome: what becomes of a dispute that was answered.
    """

    id: str
    kind: str
    kind_text: str
    text: str
    at: str
    by: str
    who: str = ""
    from_unit: str = ""
    photos: Sequence[str] = ()
    page: str = ""
    answers: bool = False
    reply: str = ""
    replied: str = ""
    outcome: str = ""


class Disputes(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says whether a rejection can be disputed, until when, why not, and what was disputed."""

    open: bool = False
    until: str = ""
    say: str = ""
    most: int = 0  # pictures that may go along
    matters: Sequence[MatterView] = ()


class ClaimView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one ID number that two have registered; `decides` tells whether the unit that looks confirmed it."""

    holder: Waiting
    claimant: Waiting
    holder_unit: str = ""
    claimant_unit: str = ""
    text: str = ""
    decides: bool = False


def matter_view(
    matter: Matter, units: Units, now: str, *, base: str = "", unit: str = "", who: Person | None = None
) -> MatterView:
    """Describe one.

    Args:
        matter: what was raised.
        units: the tree.
        now: the present.
        base: path of the application that it is about.
        unit: that looks; empty for who has raised it.
        who: who has raised it, for a unit.
    """
    names = {id: n.ref.name for id, n in units.nodes.items() if id in {matter.unit, who.state.employer if who else ""}}
    reply = matter.reply
    return MatterView(
        matter.id, matter.kind, KINDS[matter.kind], matter.text, words.moment(matter.at, now),
        names.get(matter.unit, ""), who=who.state.name if who else "",
        from_unit=names.get(who.state.employer, "") if who else "",
        photos=[f"{base}/files/{digest}" for digest in matter.photos],
        page=f"pages/review-read/review-read?base={base}" if base and unit else "",
        answers=matter.unit == unit and reply is None, reply=reply.text if reply else "",
        replied=words.moment(reply.at, now) if reply else "", outcome=_outcome(matter),
    )  # fmt: skip


def _outcome(matter: Matter) -> str:
    if matter.kind != "dispute" or matter.reply is None:
        return ""
    return "支持异议，请单位撤回不通过" if matter.reply.grants else "维持不通过"


def disputes_view(desk: Desk, case: Case, most: int) -> Disputes:
    """Describe what can be disputed of an application and what was.

    Args:
        desk: who looks.
        case: an application.
        most: pictures that may go with a dispute.
    """
    if case.expert or case.assistant:
        return Disputes()
    now, state = desk.act.now, case.application.state
    found = disputable(desk, case)
    listed = [matter_view(m, desk.house.units, now, base=case.base.path) for m in state.matters]
    can = found.verdict is not None and not found.why and case.own
    until = words.until(found.until, now) if found.until else ""
    return Disputes(can, until, found.why if found.verdict is not None else "", most if can else 0, listed)


def claim_view(holder: Person, claimant: Person, names: Mapping[str, str], *, decides: bool) -> ClaimView:
    """Describe one ID number that two have registered.

    Args:
        holder, claimant: both.
        names: of units by id.
        decides: the unit that looks confirmed the number, or is above that one.
    """
    text = next((m.text for m in reversed(claimant.state.matters) if m.kind == "claim" and m.about == holder.id), "")
    return ClaimView(
        waiting_view(holder), waiting_view(claimant), names.get(holder.state.employer, ""),
        names.get(claimant.state.employer, ""), text, decides,
    )  # fmt: skip
