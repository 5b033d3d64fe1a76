"""Reviewing: the unit's lists, one application to read, marks, ready phrases."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from casework import ids, meanwhile, ranking
from casework.access import ACTING, acting_unit, concerned, fillable, holds, may_act_for, may_list, placed
from casework.access.units import stopped
from casework.case import Case
from casework.deeds import marks
from casework.deeds.late import Late
from casework.desk import Desk
from casework.house import House
from casework.ids import Base
from casework.presents.application import Application
from casework.presents.person import Person
from casework.problems import hidden
from casework.publicity_noted import noted, publicities, records, still
from casework.views import publicity
from casework.views.expert import ExpertView, expert_view
from casework.views.fields import MarkView, mark_view
from casework.views.lists import Forwarding, Queue, QueueCard, Ring, card, ring
from casework.views.reviewing import ReviewView, phrases, review_view
from casework.views.sections import SectionView, section_view
from review.route import StepAt
from review.state import waiting
from storage.reads import Card
from web.api.bases import about
from web.calls import Call, Route, whole
from wizard.address import Address

LISTS = ("pending", "approved", "returned", "rejected")
PAGE, MOST = 50, 100_000
SAMPLE = 3  # of each list: whose chains tell by which step the unit passes its list on


class MyUnit(msgspec.Struct):
    """Is a unit for which the person acts."""

    unit: str
    name: str
    kind: str
    role: str
    pending: int


class NewMark(msgspec.Struct, forbid_unknown_fields=True):
    """Puts a remark."""

    address: str
    text: str
    page: int | None = None


class Strike(msgspec.Struct, forbid_unknown_fields=True):
    """Strikes a row, or takes that back."""

    section: str
    row: str
    on: bool = True


class Correction(msgspec.Struct, forbid_unknown_fields=True):
    """Gives the right answer: text as typed, or a value as chosen."""

    address: str
    text: str | None = None
    value: Any = None


async def units(call: Call) -> list[MyUnit]:
    """List the units for which the person acts."""
    me = await call.house.person(call.act)
    tree = await call.house.tree()
    found: list[MyUnit] = []
    for m in me.acting(call.act.today):
        if m.unit in tree.nodes:
            ref = tree.nodes[m.unit].ref
            counts = await call.house.reads.counts(m.unit)
            found.append(MyUnit(m.unit, ref.name, ref.kind, m.role, counts.get("pending", 0)))
    return found


async def queue(call: Call) -> Queue:
    """Show one of a unit's lists."""
    unit, which = call.query("unit"), call.query("list", "pending")
    me = await call.house.person(call.act)
    if which not in LISTS:
        raise hidden("这个列表")
    may_list(me, unit, call.act.today)
    after = call.number("after", 0, MOST)
    plan = call.query("plan")
    counts = await call.house.reads.counts(unit, plan)
    search, number = call.house.searched(call.query("q"))
    rows = await call.house.reads.queue(
        unit, which, search=search, number=number, plan=plan, after=after, limit=PAGE + 1
    )
    tree = await call.house.tree()
    listed = rows[:PAGE]
    cards = await _cards(call, listed, me)
    return Queue(
        unit=unit, unit_name=tree.nodes[unit].ref.name if unit in tree.nodes else "", list=which,
        lists={name: counts.get(name, 0) for name in LISTS}, cards=cards, more=len(rows) > PAGE,
        calls=len({r.person for r in await call.house.reads.calls(unit)} - {me.id}),
        forward=await forwarding(call, unit, plan),
    )  # fmt: skip


async def _cards(call: Call, rows: Sequence[Card], me: Person) -> list[QueueCard]:
    """Describe what waits for the unit, with what an officer should know before opening it; all is read at once."""

    async def see(desk: Desk) -> list[QueueCard]:
        heads = [desk.head(ids.application(r.application)) for r in rows]
        return [await _card(call, r, me, h.present if h.at[0] else None) for r, h in zip(rows, heads, strict=True)]

    return await call.house.read(call.act, [ids.application(r.application) for r in rows], see)


async def _card(call: Call, row: Card, me: Person, present: Application | None) -> QueueCard:
    if present is None:  # erased since the list was read
        return card(row, call.act.now)
    step, scheme = waiting(present.state.standing), await call.house.shelf.get(present.state.scheme)
    unit, course = call.query("unit"), present.state.standing.course
    here = records(scheme, scheme.steps[step.step]) if step and step.unit.id == unit else []
    sections = list(dict.fromkeys([*here, *still(scheme, present.state.standing, unit)]))
    answers, now = present.filled.answers, call.act.now
    own = publicity.own(noted(scheme, answers, sections), sections, now)
    up = step is not None and step.kind == "forward" and step.unit.id == unit
    open = publicity.doubt(publicities(scheme, present.state.standing, answers), unit, now) if up else ""
    page = "review-read/review-read" if holds(me, unit, ACTING, call.act.today) else "expert/expert"
    several = step is not None and course is not None and sum(s.unit.id == unit for s in course.steps) > 1
    return card(row, now, present, me, own, open, unit, step.label if step and several else "", page)


async def rings(call: Call) -> list[Ring]:
    """List whom the unit has to call, because no message reached them; who looks at it need not call themselves."""
    unit, me = call.parts["id"], await call.house.person(call.act)
    may_act_for(me, unit, call.act.today)
    rows = [r for r in await call.house.reads.calls(unit) if r.person != me.id]
    return [ring(r, await call.house.person_by_id(r.person), call.act.now) for r in rows]


async def rung(call: Call) -> list[Ring]:
    """Take somebody off the list who has been called."""
    unit, who = call.parts["id"], call.parts["person"]
    may_act_for(await call.house.person(call.act), unit, call.act.today)
    asked = ["rung", unit, who]
    await call.house.tree()
    rows = [r for r in await call.house.reads.calls(unit) if r.person == who]
    if not rows:
        if await call.house.answered(call.act, asked, bool) is None:
            raise hidden("这个人")
        return await rings(call)

    async def make(desk: Desk) -> bool:
        if desk.house.units.stopped(unit):
            raise stopped(desk, unit)
        for r in rows:
            desk.drop("call", (r.unit, r.person, r.application))
        return True

    await call.house.write(call.act, call.mine(), asked, make, bool)
    return await rings(call)


async def forwarding(call: Call, unit: str, plan: str) -> Forwarding | None:
    """Return whether a unit's list can go up; None where the unit passes nothing on.

    Args:
        call: of who looks.
        unit: whose list.
        plan: under which plan; where empty, of those on the unit's lists one that can go up, else one that still waits.
    """
    house = call.house
    plans = [plan] if plan else await house.reads.plans_of(unit)
    some = {
        p: [c for which in LISTS for c in await house.reads.queue(unit, which, plan=p, limit=SAMPLE)] for p in plans
    }
    sample = [ids.application(c.application) for cards in some.values() for c in cards]

    async def see(desk: Desk) -> dict[str, list[StepAt]]:
        found: dict[str, list[StepAt]] = {}
        for s in sample:
            present = desk.head(s).present
            if present is not None and (course := present.state.standing.course):
                steps = [step for step in course.steps if step.kind == "forward" and step.unit.id == unit]
                found.setdefault(present.state.plan, []).extend(steps)
        return found

    ways = await house.read(call.act, sample, see)
    found = [(p, await _forwarding(house, unit, p, ways[p])) for p in plans if ways.get(p)]
    pressing = [(p, f) for p, f in found if f.ready or not f.ok]
    which, chosen = min(pressing or found, key=lambda one: not one[1].ok, default=("", None))
    if chosen is None or len(pressing) < 2:
        return chosen
    body = await house.body("plan", which)
    label = body.state.label if body is not None else ""
    why = [f"{label}：{w}" for w in chosen.why] or [f"这次上报的是“{label}”，别的计划另外上报"]
    return msgspec.structs.replace(chosen, why=why)


async def _forwarding(house: House, unit: str, plan: str, steps: Sequence[StepAt]) -> Forwarding:
    counts = await house.reads.tally(unit, plan)
    ready = await house.reads.at_steps(unit, plan, sorted({s.step for s in steps}))
    why: list[str] = []
    if counts.get("pending", 0):
        why.append(f"还有 {counts['pending']} 份待审。审完再上报")
    if counts.get("returned", 0):
        why.append(f"还有 {counts['returned']} 份退回没交回来")
    return Forwarding(not why, ready, f"batches/{unit}.{plan}", label=steps[0].label, why=why)


async def read(call: Call) -> ReviewView:
    """Show one application to a reviewer."""

    async def see(desk: Desk, case: Case) -> tuple[ReviewView, bool]:
        _not_own(desk, case)
        here = ranking.ranks_now(case.scheme, case.application.state.standing) and acting_unit(desk, case) is not None
        return review_view(desk, case), here

    view, here = await call.house.look(call.act, _base(call), see)
    if not here:
        return view
    among, people, _ = await ranking.beside(call.house, call.parts["id"])
    text = ranking.taken(among, people)
    return msgspec.structs.replace(view, doubt="。".join(filter(None, (view.doubt, text))))


def _not_own(desk: Desk, case: Case) -> None:
    if concerned(desk, case):
        raise hidden("这一份")


async def section(call: Call) -> SectionView:
    """Show a section or a row to a reviewer, and record that it was opened."""
    name, row = call.parts["section"], call.parts.get("row")

    async def see(desk: Desk, case: Case) -> SectionView:
        _not_own(desk, case)
        if not placed(case, Address(name)) or not case.journey.section(name).shown:
            raise hidden("这一栏")
        case.fills = fillable(desk, case)
        try:
            return section_view(case, name, row)
        except KeyError:
            raise hidden("这一条") from None

    return await call.house.look(call.act, _base(call), see, name)


async def expert(call: Call) -> ExpertView:
    """Show an application as experts see it, and record that it was opened."""
    return await call.house.look(call.act, about(call), expert_view, "expert")


async def mark(call: Call) -> MarkView:
    """Put a remark."""
    body = call.body

    async def make(desk: Desk, case: Case) -> MarkView:
        return mark_view(case, marks.mark(desk, case, body.address, body.text, body.page))

    return await call.house.perform(call.act, _base(call), msgspec.to_builtins(body), make, MarkView)


async def unmark(call: Call) -> ReviewView:
    """Take a remark back."""
    number = whole(call.parts["n"])

    async def deed(desk: Desk, case: Case) -> None:
        marks.unmark(desk, case, number)

    return await _change(call, deed)


async def strike(call: Call) -> ReviewView:
    """Strike a row, or take that back."""
    body = call.body
    return await _change(call, lambda desk, case: marks.strike(desk, case, body.section, body.row, body.on))


async def correct(call: Call) -> ReviewView:
    """Lay a correction over an answer."""
    body = call.body
    try:
        address = Address.parse(body.address)
    except ValueError:
        raise hidden("这一项") from None
    return await _change(call, lambda desk, case: marks.correct(desk, case, address, body.text, body.value))


async def _change(call: Call, deed: Callable[[Desk, Case], Awaitable[None]]) -> ReviewView:
    """Do something to an application that is read, and show it anew."""

    async def make(desk: Desk, case: Case) -> ReviewView:
        await deed(desk, case)
        return review_view(desk, case)

    try:
        return await call.house.perform(call.act, _base(call), call.asked(), make, ReviewView)
    except Late as late:
        raise await meanwhile.told(call.house, call.act, late) from None


def _base(call: Call) -> Base:
    return Base("application", call.parts["id"])


async def ready(call: Call) -> list[str]:
    """Return ready phrases for a remark; without an address those that go with a return."""
    text = call.query("address")

    async def see(desk: Desk, case: Case) -> list[str]:
        if not text:
            return phrases(case.scheme, "return")
        try:
            address = Address.parse(text)
            kind = case.scheme.field(address.section, address.field).kind if address.field else ""
        except (ValueError, KeyError):
            raise hidden("这一处") from None
        return phrases(case.scheme, kind)

    return await call.house.look(call.act, _base(call), see, "")


ONE = "review/<id>"
ROUTES: tuple[Any, ...] = (
    Route("GET", "review/units", units, "the units for which one acts", list[MyUnit]),
    Route("GET", "review/queue", queue, "one of a unit's lists", Queue),
    Route("GET", "units/<id>/calls", rings, "whom the unit has to call", list[Ring]),
    Route("DELETE", "units/<id>/calls/<person>", rung, "take somebody off the list who was called", list[Ring]),
    Route("GET", ONE, read, "one application to read", ReviewView),
    Route("GET", f"{ONE}/sections/<section>", section, "a section to read; recorded", SectionView),
    Route("GET", f"{ONE}/sections/<section>/rows/<row>", section, "a row to read; recorded", SectionView),
    Route("POST", f"{ONE}/marks", mark, "put a numbered remark", MarkView, NewMark),
    Route("DELETE", f"{ONE}/marks/<n>", unmark, "take a remark back", ReviewView),
    Route("POST", f"{ONE}/strikes", strike, "strike a row or take that back", ReviewView, Strike),
    Route("POST", f"{ONE}/corrections", correct, "lay a small correction over an answer", ReviewView, Correction),
    Route("GET", "<kind>/<id>/expert", expert, "an application as experts see it; recorded", ExpertView),
    Route("GET", f"{ONE}/phrases", ready, "ready phrases for a remark", list[str]),
)
