"""Publicities that a unit holds: whom it was asked for, the public form, noting for one, for some or for everybody."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, get_args

import msgspec
from sanic.response import HTTPResponse

from casework import ids, meanwhile
from casework.access import may_act_for
from casework.access.publicity import later, may_see_publicity
from casework.case import Case
from casework.deeds import marks, publicity
from casework.desk import Desk
from casework.ids import Base
from casework.paper import html_of
from casework.presents.application import Application
from casework.problems import Problem, Raced, Wrong, hidden
from casework.publicity_before import form_of
from casework.publicity_noted import noted
from casework.views.deadlines import begin_by
from casework.views.publicity_board import (
    PublicityBoard,
    PublicityCard,
    PublicityView,
    group_of,
    publicity_card,
    publicity_view,
)
from print.errors import Unprintable
from review.lists import PublicityGroup
from web.calls import Call, Route
from web.giving import give

PAGE = 100  # people at once; a whole unit is read page by page
MOST = 500  # applications that are looked at, or noted, in one go


class PublicityNote(msgspec.Struct, forbid_unknown_fields=True):
    """Notes something of a publicity for those who are named.

    Args:
        applications: ids.
        values: what was written, by the names of the fields, as typed or as chosen.
        reason: why a change is let stand, or why the same person acts for a second unit.
        seen: the `seq` of the cards that the person has looked at, by application.
    """

    applications: list[str]
    values: dict[str, Any] = {}
    reason: str = ""
    seen: dict[str, int] = {}


class Left(msgspec.Struct, frozen=True):
    """Is somebody for whom nothing was noted, and why."""

    application: str
    name: str
    why: str


class PublicityDone(msgspec.Struct, frozen=True):
    """Says for whom it was done and who was left out."""

    said: str
    done: Sequence[str]
    left_out: Sequence[Left]


async def _unit(call: Call) -> str:
    """Return the unit that is asked about, where the person acts for it."""
    unit = call.parts["id"]
    may_act_for(await call.house.person(call.act), unit, call.act.today)
    return unit


async def board(call: Call) -> PublicityBoard:
    """List whose publicity a unit holds, those first for whom something is to be done."""
    unit, house = await _unit(call), call.house
    after, plan = call.number("after", 0, 100_000), call.query("plan")
    asked = {r.application: r.state for r in await house.reads.publicities(unit, plan)}
    lists = [await house.reads.listed(unit, which, plan=plan) for which in ("pending", "approved")]
    names = list(dict.fromkeys([*asked, *(name for those in lists for name in those)]))
    parts = [names[n : n + MOST] for n in range(0, len(names), MOST)]
    groups = {name: group for part in parts for name, group in (await _held(call, unit, part, asked)).items()}
    some = list(groups)[after : after + PAGE]
    people = [s for n in some for s in await house.streams(Base("application", n), call.act)]

    async def see(desk: Desk) -> tuple[list[PublicityCard], str]:
        cards: list[PublicityCard] = []
        until = ""
        for name in some:
            case = await desk.case(Base("application", name))
            try:
                cards.append(publicity_card(desk, case, unit))
            except Problem:
                continue  # whoever has left the unit since
            if cards[-1].group == "asked":
                until = until or begin_by(desk, case, unit)
        return cards, until

    cards, until = await house.read(call.act, [*call.mine(), *people], see)
    tree = await house.tree()
    held = list(groups.values())
    counts = {group: held.count(group) for group in get_args(PublicityGroup)}
    name = tree.nodes[unit].ref.name if unit in tree.nodes else ""
    return PublicityBoard(unit, name, cards, counts, until, more=len(groups) > after + PAGE)


async def _held(call: Call, unit: str, names: Sequence[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return those of whom a unit holds a publicity, and how far it is, without opening the whole applications.

    Args:
        call: who looks, and when.
        unit: id of the unit.
        names: ids of applications, at most `MOST`.
        asked: how far it is with those who have asked for one before handing in.
    """

    async def see(desk: Desk) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in names:
            present = desk.head(ids.application(name)).present
            if not isinstance(present, Application):
                continue
            if name in asked:
                found[name] = asked[name]
                continue
            scheme = await desk.house.shelf.get(present.state.scheme)
            if sections := later(scheme, present.state.standing, unit):
                found[name] = group_of(noted(scheme, present.filled.answers, sections))
        return found

    return await call.house.read(call.act, [ids.application(name) for name in names], see)


async def one(call: Call) -> PublicityView:
    """Show one publicity with what is to be filled."""
    unit = await _unit(call)
    return await _look(call, unit, lambda desk, case: _view(desk, case, unit))


async def _view(desk: Desk, case: Case, unit: str) -> PublicityView:
    return publicity_view(desk, case, unit)


async def _look(call: Call, unit: str, see: Callable[[Desk, Case], Awaitable[Any]]) -> Any:
    """Look at an application of which the unit holds the publicity."""
    base = Base("application", call.parts["application"])

    async def work(desk: Desk) -> Any:
        case = await desk.case(base)
        may_see_publicity(desk, case, unit)
        return await see(desk, case)

    return await call.house.read(call.act, await call.house.streams(base, call.act), work)


async def form(call: Call) -> HTTPResponse:
    """Show the form that is made public, as it is now; before handing in a unit sees nothing else."""
    unit, house = await _unit(call), call.house
    base = Base("application", call.parts["application"])

    async def see(desk: Desk, case: Case) -> Any:
        name = form_of(case.scheme)
        if name is None:
            raise hidden("这张表")
        return await desk.paper(case, name)

    sheet = await _look(call, unit, see)

    async def noted(desk: Desk) -> bool:
        marks.see(desk, await desk.case(base), f"form:{sheet.form.label}")
        return True

    act = msgspec.structs.replace(call.act, key=f"shown|{call.act.person}|{sheet.code}|{call.act.now}", seq=None)
    await house.write(act, await house.streams(base, act), ["shown", sheet.code], noted, bool)

    async def made() -> tuple[bytes, str]:
        try:
            return await asyncio.to_thread(html_of, sheet), "text/html; charset=utf-8"
        except Unprintable as error:
            raise Wrong(error.code, error.text) from None

    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
    headers = {
        "cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": policy,
    }  # fmt: skip
    return await give(call, made, headers)


async def _note(desk: Desk, case: Case, unit: str, body: PublicityNote) -> str:
    return await publicity.note(desk, case, unit, body.values, body.reason, body.seen.get(case.base.id))


async def _keep(desk: Desk, case: Case, unit: str, body: PublicityNote) -> str:
    return await publicity.keep(desk, case, unit, body.reason, body.seen.get(case.base.id))


async def _undo(desk: Desk, case: Case, unit: str, body: PublicityNote) -> str:
    return await publicity.undo(desk, case, unit, body.seen.get(case.base.id))


DEEDS: Mapping[str, Callable[[Desk, Case, str, PublicityNote], Awaitable[str]]] = {
    "note": _note, "keep": _keep, "undo": _undo,
}  # fmt: skip


async def change(call: Call) -> PublicityDone:
    """Note something of the publicity of those who are named: each an entry of its own, whoever cannot is left out."""
    unit, body, deed = await _unit(call), call.body, call.parts["deed"]
    if deed not in DEEDS:
        raise hidden()
    chosen = list(dict.fromkeys(body.applications))
    if not chosen:
        raise Wrong("nobody", "先选人，再记公示")
    if len(chosen) > MOST:
        raise Wrong("too_many", f"一次最多记 {MOST} 人，请分几次")
    asked = [deed, unit, msgspec.to_builtins(body)]
    if (answered := await call.house.answered(call.act, asked, PublicityDone)) is not None:
        return answered
    done: list[str] = []
    left: list[Left] = []
    told: dict[str, list[str]] = {}
    first: Problem | None = None
    for name in chosen:
        try:
            who, said = await _one(call, unit, deed, name)
            done.append(who)
            told.setdefault(said, []).append(who)
        except Problem as error:
            first = first or error
            kept = None if error.status == hidden().status else await call.house.reads.application(name)
            left.append(Left(name, kept.name if kept is not None else "", error.detail))
    if not done and first is not None:
        raise first
    result = PublicityDone(_together(told, many=len(chosen) > 1), done, left)

    async def make(_: Desk) -> PublicityDone:
        return result

    return await call.house.write(call.act, call.mine(), asked, make, PublicityDone)


def _together(told: Mapping[str, Sequence[str]], *, many: bool) -> str:
    """Say what was noted: in one line for most, by name for whom something else is to be looked at.

    Args:
        told: what was said, of whom.
        many: several were chosen.
    """
    [(most, people), *others] = sorted(told.items(), key=lambda one: -len(one[1]))
    first = f"{len(people)} 人：{most}" if many else most
    return "\n".join([first, *(f"{'、'.join(names)}：{text}" for text, names in others)])


async def _one(call: Call, unit: str, deed: str, application: str) -> tuple[str, str]:
    """Do it for one; the same call again does it for nobody twice."""
    base, house, body = Base("application", application), call.house, call.body
    act = msgspec.structs.replace(call.act, key=f"{call.act.key}|{application}", seq=None)

    async def make(desk: Desk) -> tuple[str, str]:
        case = await desk.case(base)
        said = await DEEDS[deed](desk, case, unit, body)
        return case.applicant_name, said

    asked = [deed, unit, application, body.values, body.reason]
    try:
        return await house.write(act, await house.streams(base, act), asked, make, tuple[str, str])
    except Raced as error:
        raise await meanwhile.noted(house, act, base, unit, error) from None


ROUTES = (
    Route("GET", "units/<id>/publicity", board, "whose publicity a unit holds", PublicityBoard),
    Route("GET", "units/<id>/publicity/<application>", one, "one publicity with what is to be filled", PublicityView),
    Route("GET", "units/<id>/publicity/<application>/form", form, "the form that is made public", media=("text/html",)),
    Route(
        "POST", "units/<id>/publicity/deeds/<deed>", change, "note it for one, some or everybody", PublicityDone,
        PublicityNote,
    ),
)  # fmt: skip
