"""Who may do which deed here and now, and the sentence that says why not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import msgspec

from review.before import ask, draft_course, names, note
from review.refused import Complete, Public, Refused, nothing_public
from review.route import StepAt
from review.standing import Standing, accepted, asked_of, facts, live, publicity_before, same_hand, waiting
from review.status import FROM, Status
from review.workdays import over, parse, say
from schemes.expressions import Context, Node
from schemes.kinds import APPLICANT_DEEDS, LABELS, LEADS, PASSES, PUBLICITY_DEEDS, UNDOING
from schemes.model import Deed
from schemes.scheme import Scheme

DAY = 10  # characters of a day without its time


class Found(msgspec.Struct, frozen=True):
    """Points at a deed that this status and this unit have: its words, its guard, and the step it belongs to.

    `place` is the step's index among the course's steps, or among those before submission when `before`; `undoes` is
    the approval that has to be taken back first, by the same deed.
    """

    name: str
    deed: Deed
    node: Node | None = None
    step: StepAt | None = None
    place: int = 0
    before: bool = False
    undoes: Found | None = None


_TO_UNIT = {
    Status.DRAFT: "申报人还没有交。交来以后再审",
    Status.RETURNED: "已经退回给申报人。交回来以后再审",
    Status.REJECTED: "已经审核不通过。要改，由审的单位先撤回不通过",
    Status.WITHDRAWN: "这份申报已经撤回，或到期结束了，现在只能看",
    Status.CERTIFIED: "已经发证，现在只能看",
    Status.APPROVED: "评审已经通过，您现在不用做什么",
    Status.SUBMITTED: "这一步现在做不了。请刷新后看现在能做什么",
}
_TO_APPLICANT = {
    Status.DRAFT: "这份申报还没有交，现在做不了这一步。请接着填",
    Status.RETURNED: "已经退回给您，现在做不了这一步。请改好再交",
    Status.REJECTED: "单位审核不通过，现在只能看。有疑问请联系审核的单位",
    Status.WITHDRAWN: "这份申报已经撤回，或到期结束了，现在只能看",
    Status.CERTIFIED: "已经发证，现在只能看",
    Status.APPROVED: "评审已经通过，您现在不用做什么",
    Status.SUBMITTED: "已经交给单位，现在不能改。要改请单位退回",
}


TIME = "overdue"
"""The one deed that nobody does: a term has run out."""

_ALWAYS = frozenset({"ready", "submit", "withdraw", "delete", "extend", TIME})
"""Deeds that stand open although a region does not name them: a person can always get out."""

_STAYING = frozenset({"correct", "void"})
"""Deeds that every reviewing step has; on which sections is said by `correctable` and `void` there."""

NOTHING_POSTED = "这里不用先公示，填好就能交"


def find(scheme: Scheme, standing: Standing, name: str, unit: str | None, context: Context) -> Found:
    """Return the deed `name` as it stands open here to a unit (or, with None, to the applicant or to time).

    Raises:
        Refused: "unknown", "not_now" (this status has it not) or "not_here" (another unit has the application).

    """
    if name not in FROM:
        raise Refused("unknown", "没有这个操作。请刷新后再试")
    texts = _TO_APPLICANT if name in APPLICANT_DEEDS else _TO_UNIT
    if standing.status not in FROM[name]:
        raise Refused("not_now", texts[standing.status])
    if name in APPLICANT_DEEDS or name == TIME:
        if unit is not None:
            raise Refused("not_here", "这一步由申报人自己做。请申报人在自己的手机上办")
        if name == "ready" and not draft_course(scheme, standing, context).before:
            raise Refused("not_now", NOTHING_POSTED)
        return _common(scheme, name)
    if name == "extend":
        return _common(scheme, name)
    if unit is None:
        raise Refused("not_here", "这一步由审核单位做。请等单位办理")
    if name in UNDOING:
        return _undo(scheme, standing, name, unit)
    if standing.status in (Status.DRAFT, Status.RETURNED):
        return _before(scheme, standing, name, unit, context)
    if standing.status is Status.REJECTED:
        return _settling(scheme, standing, unit)
    step = waiting(standing)
    if step is None or standing.at is None:
        raise Refused("not_now", _TO_UNIT[standing.status])
    if step.unit.id != unit:
        if name == "return" and (passed := _passed(scheme, standing, unit)) is not None:
            return passed
        raise Refused("not_here", f"现在在{step.unit.name}（{step.label}）。要改，请{step.unit.name}退回")
    if name == "accept" and accepted(standing):
        raise Refused("not_now", "已经受理过了。评审完了再通过或不通过")
    return _own(scheme, name, step, standing.at, f"“{step.label}”这一步没有这个操作。请刷新后看现在能做什么")


def _common(scheme: Scheme, name: str) -> Found:
    deed = scheme.deeds.get(name)
    if deed is None:
        if name not in _ALWAYS:
            raise Refused("not_now", _TO_APPLICANT[Status.SUBMITTED])
        deed = _usual(name)
    elif deed.label is None:
        deed = msgspec.structs.replace(deed, label=LABELS[name])
    return Found(name, deed, scheme.node("deeds", name, "when"))


def _usual(name: str) -> Deed:
    return Deed(label=LABELS.get(name), to=LEADS.get(name, "next"))


def _own(scheme: Scheme, name: str, step: StepAt, place: int, text: str, *, before: bool = False) -> Found:
    deed = scheme.deeds_at[step.step].get(name)
    if deed is None:
        held_before = before and name in PUBLICITY_DEEDS
        if not held_before and (name not in _STAYING or step.kind not in ("review", "committee")):
            raise Refused("not_now", text)
        deed = _usual(name)
    return Found(name, deed, scheme.node("steps", step.step, "deeds", name, "when"), step, place, before)


def _undo(scheme: Scheme, standing: Standing, name: str, unit: str) -> Found:
    stands = live(standing)
    undone = name.removeprefix("undo_")
    own = next((v for v in reversed(stands) if v.unit == unit and v.deed == undone), None)
    if own is None or standing.course is None or (undone == "reject" and own is not stands[-1]):
        raise Refused("not_now", "本单位没有可以撤回的审核。请刷新后看现在能做什么")
    after = next((v for v in stands[stands.index(own) + 1 :] if v.unit != unit), None)
    if after is not None:
        raise Refused("too_late", f"{after.unit_name}已经审过，撤不回了。要改，请{after.unit_name}退回")
    step = standing.course.steps[own.step]
    text = "这里规定不通过不能撤回。有疑问请联系上级单位"
    if undone == "approve":
        text = f"“{step.label}”的通过不能撤回。要改，请下一家单位退回"
    return _own(scheme, name, step, own.step, text)


def _passed(scheme: Scheme, standing: Standing, unit: str) -> Found | None:
    """Return the return of what a unit has passed and could still take back (Chongqing 2.4.2), None where it cannot."""
    try:
        taken = _undo(scheme, standing, "undo_approve", unit)
    except Refused:
        return None
    if taken.step is None or scheme.deeds_at[taken.step.step].get("return") is None:
        return None
    return msgspec.structs.replace(_own(scheme, "return", taken.step, taken.place, ""), undoes=taken)


def _before(scheme: Scheme, standing: Standing, name: str, unit: str, context: Context) -> Found:
    for place, step in enumerate(draft_course(scheme, standing, context).before):
        if step.unit.id == unit and name in PUBLICITY_DEEDS:
            if not asked_of(standing, step):
                raise Refused("not_asked", "申报人还没有请单位公示。他填好、请公示以后再办")
            return _own(scheme, name, step, place, _TO_UNIT[standing.status], before=True)
    raise Refused("not_now", _TO_UNIT[standing.status])


def _settling(scheme: Scheme, standing: Standing, unit: str) -> Found:
    steps = standing.course.steps if standing.course else ()
    for place, step in enumerate(steps):
        if step.kind == "forward" and step.unit.id == unit and place >= (standing.at or 0):
            return _own(scheme, "forward", step, place, _TO_UNIT[standing.status])
    raise Refused("not_now", _TO_UNIT[standing.status])


def check(
    scheme: Scheme,
    standing: Standing,
    found: Found,
    context: Context,
    complete: Complete,
    public: Public = nothing_public,
    reason: str = "",
) -> None:
    """Ask the guard of a deed: the region's `when` and `needs`, and what holds everywhere.

    Raises:
        Refused: "closed", "acted", "guard", "grant" or "needs"; "incomplete", "publicity" and "stale" for a
            submission; as `review.before` for the publicity before it.

    """
    if found.undoes is not None:
        check(scheme, standing, found.undoes, context, complete)
    if (end := ends_at(scheme, found, context)) and over(end, context.world.now):
        raise Refused("closed", f"{say(end)} 已截止。要延长，请联系评审办")
    if found.name == "delete" and standing.acted:
        raise Refused("acted", "单位已经审过，不能删除。不想报了，可以撤回申报")
    granted = found.name == "undo_reject" and standing.granted
    if found.deed.when is not None and not granted and not _true(standing, found.node, context):
        label = found.deed.label or found.name
        raise Refused("guard", found.deed.say or f"还不能{label}。请先看看还差什么")
    if found.deed.grant is not None:  # the unit's consent is that it sends the application back
        raise Refused("grant", "要改，先请单位同意：请联系单位，请它退回，退回后就能改")
    if lacking := [section for section in found.deed.needs if not complete(section)]:
        raise Refused("needs", f"还没有填：{names(scheme, lacking)}。填好再{found.deed.label or '往下走'}", lacking)
    if found.name == "submit":
        _submission(scheme, standing, context, complete, public)
    if found.name == "ready":
        ask(scheme, standing, context, complete, public)
    if found.before and found.step is not None:
        note(scheme, standing, found.name, found.step, complete, public, reason)


def ends_at(scheme: Scheme, found: Found, context: Context) -> str:
    """Return until when a unit may pass its step, ISO 8601; empty where the plan sets no end, or for another deed."""
    if found.step is None or found.name != PASSES[found.step.kind]:
        return ""
    return closes_at(scheme, found.step, context)


def closes_at(scheme: Scheme, step: StepAt, context: Context) -> str:
    """Return until when a unit may pass a step, ISO 8601; a day alone ends at its midnight; empty where nothing is set.

    Args:
        scheme: of the region.
        step: the step and its unit, which may have been given more time (X-01).
        context: of an application under the plan.
    """
    node = scheme.node("steps", step.step, "closes")
    value = None if node is None else context.run(node)
    if not isinstance(value, str) or not value:
        return ""
    moment = parse(value) + timedelta(days=len(value) == DAY)
    given = context.world.longer.get(step.unit.id)
    return max(moment, parse(given)).isoformat() if given else moment.isoformat()


def _submission(scheme: Scheme, standing: Standing, context: Context, complete: Complete, public: Public) -> None:
    own = (id for id, section in scheme.sections.items() if section.of == "application" and section.by == "applicant")
    if lacking := [section for section in own if not complete(section)]:
        raise Refused("incomplete", f"还差 {len(lacking)} 栏：{names(scheme, lacking)}。填完再交", lacking)
    for step in draft_course(scheme, standing, context).before:
        found = publicity_before(standing, step)
        if found.ended is None:
            asked = f"等{step.unit.name}录入公示结果，录好再交" if asked_of(standing, step) else "请先点“请单位公示”"
            raise Refused("publicity", f"交之前要先由{step.unit.name}公示。{asked}")
        if found.of != public():
            raise Refused("stale", f"公示过的内容后来改过，要{step.unit.name}再看。请点“请单位公示”")


def _true(standing: Standing, node: Node | None, context: Context) -> bool:
    """Run a guard with the standing's own facts, whatever the context was told about the application before."""
    if node is None:
        return False
    own = {f"application.{name}": value for name, value in facts(standing).items()}
    before = {name: context.get(name) for name in own}
    try:
        for name, value in own.items():
            context.set(name, value)
        return context.run(node) is True
    finally:
        for name, value in before.items():
            context.set(name, value)


def in_time(standing: Standing, context: Context, at: str) -> None:
    """Refuse a submission outside its time: the plan's, or after a return or an extension the term that was set.

    Raises:
        Refused: "not_open", "closed" or "overdue".

    """
    if standing.due is not None:
        if over(standing.due, at):
            raise Refused("overdue", f"{say(standing.due)} 前要交回，已经过了。请联系单位，看能不能延长")
        return
    if standing.status is not Status.DRAFT:
        return
    opens, closes = context.world.plan.get("opens"), context.world.plan.get("closes")
    if opens and not over(opens, at):
        raise Refused("not_open", f"{say(opens, begins=True)} 开始。到时间再交，填好的都在")
    if closes and over(closes, at):
        raise Refused("closed", f"{say(closes)} 已截止，只能看。有疑问请联系单位")


def hand(
    standing: Standing, name: str, unit: str | None, person: str, reason: str, others: Collection[str] = ()
) -> None:
    """Refuse a deed of the wrong hand (X-20): a unit's on one's own application, or a second pass without a reason.

    What the same human did by `others`, further accounts of theirs, is their own hand's too.

    Raises:
        Refused: "own", "not_yours" or "recusal".

    """
    if name == "extend":
        return
    if unit is None:
        if person != standing.owner:
            raise Refused("not_yours", "要由申报人本人来做。帮填的人可以填写和拍照，请本人来交")
        return
    if standing.owner in (person, *others):
        raise Refused("own", "这是您自己的申报，要回避。请本单位另一位审核人员来办")
    if not reason.strip() and (text := recusal(standing, name, unit, (person, *others))):
        raise Refused("recusal", text)


def recusal(standing: Standing, name: str, unit: str, hands: Collection[str]) -> str:
    """Say why a human needs a reason to let an application pass for a unit, empty where they need none (X-20).

    Args:
        standing: where the application stands.
        name: the deed.
        unit: id of the unit that it is done for.
        hands: ids of the accounts of who does it.
    """
    passing = hands if name in PASSES.values() else ()
    earlier = next((v for p in passing if (v := same_hand(standing, p, unit))), None)
    return f"您在{earlier.unit_name}已经审过这一份。请换一位同事，或写明原因再审" if earlier is not None else ""
