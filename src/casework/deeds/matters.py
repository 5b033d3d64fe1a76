"""What people raise with units, whatever it is: how it is kept, who is told, how a unit answers (X-24)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from casework import ids
from casework.access import may_act_for, may_decide_on, person_of
from casework.access.units import stopped
from casework.desk import Desk
from casework.messages import Told, plain
from casework.presents.matter import Matter, Reply
from casework.presents.person import Person
from casework.problems import Denied, Hidden, Shut, Wrong
from casework.said import OPINION, said
from casework.words import moment

PAGE = "pages/matters/matters?unit="
COMPLAINTS = "pages/complaint/complaint"


def made(desk: Desk, kind: Any, text: str, unit: str, sees: Sequence[str], photos: Sequence[str], about: str) -> Matter:
    """Return what somebody has to say to a unit, as it is kept.

    Args:
        desk: who says it, and when.
        kind: what it is.
        text: what was written.
        unit: which unit answers.
        sees: which others may follow it.
        photos: digests of pictures that go along.
        about: what of the stream it is about.

    Raises:
        Wrong: nothing was written, or too much.
    """
    words = said(text, OPINION, "text_long")
    if not words:
        raise Wrong("text_missing", "请写清是什么事、什么时候、希望怎么办")
    at = desk.act.at.isoformat(timespec="seconds")
    others = [u for u in sees if u != unit]
    return Matter(ids.new_id("m"), kind, words, at, unit, others, list(photos), about)


def tell_unit(desk: Desk, unit: str, stream: str, text: str) -> None:
    """Tell a unit of something that it answers or follows; a tap leads there.

    Args:
        desk: where the deed is written down.
        unit: id of the unit.
        stream: in which it was raised.
        text: what is told.
    """
    desk.tell(Told(f"unit:{unit}", stream, "raised", text=text, page=f"{PAGE}{unit}"))


def reply(
    desk: Desk, head: Any, id: str, unit: str, text: str, writer: Person | None, grants: bool | None = None
) -> Matter:
    """Answer a dispute or a complaint; a claim on an ID number is settled, with the card in hand.

    Args:
        desk: where the deed is written down.
        head: of the stream in which it was raised.
        id: of the matter.
        unit: for which the person who acts answers.
        text: the answer with its reason.
        writer: who has raised it, None where the account is gone: all of it was answered before.
        grants: of a dispute, whether its rejection is to be taken back; needed there, nothing elsewhere.

    Raises:
        Hidden: it is not this unit's.
        Denied: another unit answers it, or it is one's own.
        Shut: it was answered, it is a claim, or the unit is frozen.
        Wrong: nothing was written, or too much; or it is not said what becomes of a dispute.
    """
    me = person_of(desk)
    may_act_for(me, unit, desk.act.today)
    if desk.house.units.stopped(unit):
        raise stopped(desk, unit)
    present = head.present
    found = next((m for m in present.state.matters if m.id == id and unit in m.units), None)
    if found is None or writer is None:
        raise Hidden("not_found", "没有找到这一条，可能已经办过了。请刷新再看")
    may_decide_on(desk, writer, otherwise=Denied("own_matter", "这是您自己提的，要由别的经办人答复"))
    if found.kind == "claim":
        raise Shut("claim", "身份证号的事要看过原件再定。请在“看身份证原件，核实”里办")
    if found.unit != unit:
        raise Denied("answered_above", f"这一条由{desk.house.units.name(found.unit)}答复，您的单位可以看")
    if found.reply is not None:
        raise Shut("replied", f"{found.reply.by or '同事'}已经答复过了。请刷新看一眼")
    words = said(text, OPINION, "opinion_long")
    if not words:
        raise Wrong("opinion_missing", "请写答复和理由，本人会看到")
    if found.kind == "dispute" and grants is None:
        raise Wrong("verdict_missing", "请选支持异议，还是维持不通过")
    granted = found.kind == "dispute" and bool(grants)
    answer = Reply(words, unit, desk.act.at.isoformat(timespec="seconds"), granted, me.state.name)
    desk.record(head, "replied", {"id": id, "reply": msgspec.to_builtins(answer)})
    what = "异议" if found.kind == "dispute" else "投诉和建议"
    page = f"pages/progress/progress?base=applications/{present.id}" if found.kind == "dispute" else COMPLAINTS
    verdict = "" if found.kind != "dispute" else "支持您的异议，请单位撤回不通过。" if granted else "维持不通过。"
    told = f"{desk.house.units.name(unit)}答复了您{moment(found.at[:10], desk.act.now)}的{what}：{verdict}{words}"
    desk.tell(plain(writer.id, "replied", told, page))
    for other in found.sees:
        if other != unit:
            due = "支持异议，请您单位撤回不通过。" if granted else ""
            tell_unit(desk, other, head.stream, f"{desk.house.units.name(unit)}答复了一条{what}：{due}{words}")
    return found


def may_see(desk: Desk, unit: str) -> None:
    """Let through who acts for a unit to what it is to answer and may follow.

    Raises:
        Hidden: it is not this person's.
    """
    may_act_for(person_of(desk), unit, desk.act.today)
