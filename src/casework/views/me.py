"""Who one is, what one has, which plans there are, which accounts wait."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from casework import ids, words
from casework.access import ACTING, person_of
from casework.asking import consents
from casework.asking.planning import BARRED, closing, why_not
from casework.asking.staffing import short
from casework.asking.titles import NO_TITLE, title_in
from casework.case import Case
from casework.desk import Desk
from casework.known import Known, goes_on
from casework.presents.application import Application
from casework.presents.person import Person, Role
from casework.presents.unit import Body
from casework.views.home import Task, task
from casework.views.notices import NoticeView, asked
from schemes import UnitRef
from storage.reads import ApplicationKept


class Named(msgspec.Struct, frozen=True):
    """Is a person or a unit by its name."""

    id: str
    name: str


class Mine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one of the person's own applications, or one that they help somebody with."""

    id: str
    base: str
    title: str
    plan: str
    status: str
    status_text: str
    page: str
    over: bool  # nothing more is expected of it, and another one may be the current
    helps: str = ""  # whom the person helps with it; empty for one's own


class Acting(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is a unit for which the person acts."""

    unit: str
    unit_name: str
    kind: str
    role: str
    waiting: int = 0  # accounts that the person is to confirm there
    warning: str = ""  # the unit has too few officers, and what to do
    units: int = 0  # units that wait for its word


class Me(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes the person who is logged in."""

    person: Named | None
    needs: Sequence[str]
    base: str = "people/me"
    id_number: str = ""
    phone: str = ""
    state: str = "new"
    state_text: str = ""
    opinion: str = ""
    employer: Named | None = None
    sections: Sequence[Task] = ()
    registered: bool = False
    memberships: Sequence[Acting] = ()
    applications: Sequence[Mine] = ()
    subscribe: Sequence[str] = ()
    joined: bool = False
    notices: Sequence[NoticeView] = ()  # what is to be agreed to before an ID number is registered
    taken: str = ""  # why the ID number cannot be confirmed: somebody else holds it; what to do


class PlanView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes a plan and whether one can start under it."""

    id: str
    label: str
    region: str
    year: int
    level: str
    opens: str
    closes: str
    can_start: bool
    why: str = ""
    documents: Sequence[dict[str, str]] = ()
    begun: str = ""  # id of the person's own application that has the place under it
    inquiry: str = ""  # the page on which the region says whether one may apply, empty where it asks nothing


class Waiting(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is an account as its unit sees it; who confirms it names its `seq`, so that nobody confirms what was changed."""

    id: str
    name: str
    state: str
    state_text: str
    id_number: str = ""
    phone: str = ""
    since: str = ""
    seq: int = 0


async def needs_of(desk: Desk) -> list[str]:
    """Return what who is logged in has still to do before anything can be handed in: `phone`, `identity`, `register`.

    Args:
        desk: who looks; the person's stream is held.
    """
    if desk.me is None:
        return ["phone", "identity", "register"]
    state = desk.me.state
    found = ([] if state.phone else ["phone"]) + ([] if state.name else ["identity"])
    done = _registered(await desk.case(ids.Base("person", desk.me.id)))
    return found if done and state.account not in {"new", "released", "refused"} else [*found, "register"]


def _registered(own: Case) -> bool:
    return not own.journey.missing() and not [p for p in own.journey.problems() if p.level == "stop"]


async def me_view(desk: Desk, titles: Mapping[str, str] | None = None) -> Me:
    """Describe the person who is logged in; somebody unknown has everything before them.

    Args:
        desk: who looks.
        titles: what their drafts are called, from `draft_titles`.
    """
    needs = await needs_of(desk)
    if desk.me is None:
        return Me(person=None, needs=needs, state_text=words.ACCOUNT["new"])
    me = person_of(desk)
    state = me.state
    own = await desk.case(ids.Base("person", me.id))
    units = await desk.house.tree()
    sections = own.journey.sections()
    registered = _registered(own)
    acting = [
        await _acting(desk, units.nodes[m.unit].ref, m.role)
        for m in me.acting(desk.act.today) if m.unit in units.nodes
    ]  # fmt: skip
    employer = units.nodes.get(state.employer)
    mine = await _mine(desk, me, titles or {})
    over = not acting and bool(mine) and all(m.over for m in mine)  # nothing comes that one is told of
    return Me(
        person=Named(me.id, state.name), needs=needs, id_number=words.masked_id(state.id_number),
        phone=words.masked_phone(state.phone), state=state.account,
        state_text=words.account(state.account, bool(state.name)), opinion=state.opinion,
        employer=Named(employer.ref.id, employer.ref.name) if employer else None,
        sections=[task(own, s.id) for s in sections], registered=registered, memberships=acting,
        applications=mine, subscribe=() if over else desk.house.subscribe_templates,
        joined=any(c.split(":")[1] == "oa" for c in state.contacts), taken=await _taken(desk, me),
        notices=() if state.name else asked(desk, consents.lacking(desk, own.scheme, ("register",))),
    )  # fmt: skip


async def _taken(desk: Desk, me: Person) -> str:
    """Say what to do for somebody whose ID number is confirmed for another account, empty where it is not."""
    state = me.state
    if not state.id_number or state.account in {"confirmed", "frozen"}:
        return ""
    holder = await desk.house.reads.person_of_id(desk.house.secrets.lookup(state.id_number))
    if holder is None or holder.id == me.id:
        return ""
    return "这个身份证号已经由别的微信登记。是您自己换了微信，请单位做一个找回的码；不是您登记的，请单位核实"


async def _acting(desk: Desk, unit: UnitRef, role: Role) -> Acting:
    if role not in ACTING:
        return Acting(unit.id, unit.name, unit.kind, role)
    reads, today = desk.house.reads, desk.act.today
    staff = await reads.staff(unit.id, today)
    warning = short(unit.name, staff, await reads.numbers([m.person for m in staff]), today)
    asking = sum(n.account == "waiting" for n in desk.house.units.children.get(unit.id, []))
    return Acting(unit.id, unit.name, unit.kind, role, await reads.waiting(unit.id), warning, asking)


async def _mine(desk: Desk, me: Person, titles: Mapping[str, str]) -> list[Mine]:
    found: list[Mine] = []
    rows = [*await desk.house.reads.applications(me.id), *await _helped(desk.house, me.id)]
    names = await desk.house.reads.names([row.person for row in rows if row.person != me.id])
    plans = {id: await desk.house.body("plan", id) for id in {row.plan for row in rows}}
    for row in rows:
        base = ids.Base("application", row.id)
        status = row.status
        name = "fix" if status == "returned" else ("home" if status == "draft" else "progress")
        text = next(t for s, t in words.STATUS.items() if s.value == status)
        title = row.title or titles.get(row.id, NO_TITLE)
        plan = plans[row.plan]
        found.append(
            Mine(
                row.id,
                base.path,
                title,
                plan.state.label if plan else "",
                status,
                text,
                f"pages/{name}/{name}?base={base.path}",
                not goes_on(row),
                names.get(row.person, ""),
            )
        )
    return found


async def _helped(house: Known, person: str) -> list[ApplicationKept]:
    """Return the applications that somebody helps to fill now."""
    rows = [await house.reads.application(id) for id in await house.reads.assisting(person)]
    return [row for row in rows if row is not None]


async def draft_titles(house: Known, person: str | None) -> dict[str, str]:
    """Return what somebody's drafts are called, by their ids; lists learn a title only when it is handed in.

    Nothing may be held meanwhile: an application is always taken before its person.
    """
    found: dict[str, str] = {}
    for row in [*await house.reads.applications(person), *await _helped(house, person)] if person else ():
        if not row.title and row.status == "draft":
            kept: Application = await house.present(ids.Base("application", row.id).stream)
            found[row.id] = title_in(await house.shelf.get(kept.state.scheme), kept.filled.answers.get)
    return found


def plan_view(
    plan: Body, now: str, me: Person | None, begun: str = "", barred: Collection[tuple[str, int]] = (),
    inquiry: str = "",
) -> PlanView:  # fmt: skip
    """Describe a plan.

    Args:
        plan: its present.
        now: `2026-11-30 16:59`.
        me: who looks, None for somebody unknown.
        begun: id of the application that has its person's place under the plan, empty where it is free.
        barred: regions and years from which a rejection bars the person.
        inquiry: page on which the region says whether one may apply.
    """
    state: Any = plan.state
    why = BARRED if (state.region, state.year) in barred else why_not(state, now, me)
    return PlanView(
        plan.id, state.label, state.region, state.year, state.level, words.moment(state.opens, now),
        words.until(closing(state, me), now), why is None, why or "", state.documents, begun, inquiry,
    )  # fmt: skip


def waiting_view(person: Person, since: str = "", seq: int = 0) -> Waiting:
    """Describe an account.

    Args:
        person: whose it is.
        since: when it last changed, ISO 8601.
        seq: its place, for who may decide on it.
    """
    state = person.state
    return Waiting(
        person.id, state.name, state.account, words.ACCOUNT[state.account], words.masked_id(state.id_number),
        words.masked_phone(state.phone), since, seq,
    )  # fmt: skip
