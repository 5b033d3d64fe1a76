"""From the last look to the certificate: check, pledge, deeds, progress, what to mend, forms."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from casework import ids, meanwhile, ranking
from casework.access import may_act_for, may_fill, own, person_of
from casework.asking import consents, pledging
from casework.case import Case
from casework.deeds import answer, begin, consent, forward, marks, move, pledge
from casework.desk import Desk
from casework.ids import Base
from casework.problems import Raced, Shut, Wrong, hidden
from casework.views.check import (
    Check,
    FixView,
    Progress,
    check_view,
    fix_view,
    progress_view,
)
from casework.views.home import Home, home_view
from casework.views.pledge import PledgeView, pledge_view
from pledge.ink import InkRefused, draw
from review.route import StepAt
from review.state import waiting
from web.api.bases import about, base_of
from web.api.tickets import PAGE, Ticket, as_ticket
from web.calls import Call, Route, whole
from wizard.address import Address


class Signing(msgspec.Struct, forbid_unknown_fields=True):
    """Signs what was shown: its digest, the tick, and the ink as points in the pad's pixels."""

    digest: str
    agreed: bool
    width: float
    height: float
    strokes: list[list[tuple[float, float]]]


class Doing(msgspec.Struct, forbid_unknown_fields=True):
    """Asks for a deed: with words, with what the unit fills at this step, and with a reason where one is needed.

    `until` is the last day of a term that is extended; where it is empty the usual term begins anew.
    """

    opinion: str = ""
    values: dict[str, Any] = {}
    reason: str = ""
    until: str = ""


class Done(msgspec.Struct):
    """Says what was done and how things are now."""

    said: str
    home: Home | None


class Words(msgspec.Struct, forbid_unknown_fields=True):
    """Carries one text."""

    text: str


def looked(view: Callable[[Desk, Case], Any], what: str) -> Callable[[Call], Awaitable[Any]]:
    """Return a handler that shows a view of an application.

    Args:
        view: what is shown.
        what: names it where a look at another's is recorded.
    """

    async def handler(call: Call) -> Any:
        async def see(desk: Desk, case: Case) -> Any:
            if case.expert and what == "check":  # it reads every answer back; experts have a view of their own
                raise hidden("这一份")
            return view(desk, case)

        return await call.house.look(call.act, about(call), see, what)

    return handler


def _fix(desk: Desk, case: Case) -> FixView:
    if case.application.state.standing.status != "returned":
        raise Shut("not_returned", "这一份没有退回，不用改。请看进度")
    return fix_view(desk, case)


async def sign(call: Call) -> PledgeView:
    """Sign the pledge."""
    base, body = base_of(call), call.body

    async def allowed(desk: Desk, case: Case) -> bool:
        may_fill(desk, case, pledging.place_of(case))
        consent.hold(consents.before_signing(desk, case))
        return True

    await call.house.allowed(call.act, base, allowed)
    try:
        picture = await asyncio.to_thread(draw, body.strokes, body.width, body.height)
    except InkRefused as error:
        raise Wrong("ink", error.text) from None
    file = await call.house.store(base.stream, picture)

    async def make(desk: Desk, case: Case) -> PledgeView:
        desk.own_file(case.head, file, "image/png", len(picture))
        pledge.sign(desk, case, body.digest, body.strokes, body.width, body.height, body.agreed, file)
        return pledge_view(desk, case)

    return await call.house.perform(call.act, base, ["sign", msgspec.to_builtins(body)], make, PledgeView)


SAID = {
    "ready": "已请{unit}公示，公示开始和结束都通知您",
    "submit": "已交给{unit}。现在只能看，不能改；有变化就通知您",
    "withdraw": "已撤回，内容都留着",
    "delete": "已删除，所有内容和材料都不在了",
    "return": "已退回给申报人",
    "remind": "已提醒申报人",
    "ask": "已提醒{here}",
    "approve": "已通过",
    "reject": "已登记审核不通过",
    "record": "已登记公示",
    "forward": "已上报",
    "issue": "已发证",
    "undo_approve": "已撤回通过，又在待审里了",
    "undo_reject": "已撤回不通过，又在待审里了",
    "accept": "已受理",
    "extend": "已延长，通知申报人了",
}


async def do(call: Call) -> Done:
    """Do a deed that moves the application, after storing what the unit fills at this step."""
    name, body, base = call.parts["deed"], call.body, base_of(call)
    if base.kind == "batch" and name == "forward":
        return await send_up(call, base)
    if base.kind != "application" or name in ELSEWHERE:
        raise hidden()

    async def make(desk: Desk, case: Case) -> Done:
        fresh = desk.act.seq
        if fresh is not None and not case.application.same(fresh, case.head.at[0]):
            desk.raced(case, msgspec.to_builtins(home_view(desk, case)))
        others, here = await move.other_accounts(desk, case), waiting(case.application.state.standing)
        barred = await begin.barred(desk.house, person_of(desk)) if name == "submit" else ()
        try:
            taken = filled(desk, case, body.values)
        except Shut as error:
            if (
                error.code == "not_this_step"
            ):  # why the deed is not open any longer says more than what cannot be filled
                move.move(desk, case, name, opinion=body.opinion, reason=body.reason, others=others)
            raise
        move.move(
            desk, case, name, opinion=body.opinion, reason=body.reason, until=body.until, others=others, barred=barred
        )
        said = SAID.get("ask" if name == "remind" and own(desk, case) else name, "好了")
        unit = case.unit_name or "单位"
        done = said.format(unit=unit, here=here.unit.name if here else unit) + _onward(case, name, here)
        return Done("。".join(filter(None, (done, taken))), home_view(desk, case))

    try:
        done = await call.house.perform(call.act, base, [name, msgspec.to_builtins(body)], make, Done)
    except (Raced, Shut) as error:
        raise await meanwhile.named(call.house, call.act, base, error) from None
    if name != "approve" or not (wrong := await ranking.wrong(call.house, base.id)):
        return done
    return Done(f"{done.said}。排序请再看一眼：{wrong}", done.home)


def _onward(case: Case, name: str, here: StepAt | None) -> str:
    """Say which step is next where the unit that has just passed one keeps the application."""
    now = waiting(case.application.state.standing)
    if name != "approve" or here is None or now is None or now.unit.id != here.unit.id:
        return ""
    return f"，接着“{now.label}”"


def filled(desk: Desk, case: Case, values: Mapping[str, Any]) -> str:
    """Store what a unit fills with its deed; return which other answers were taken away because of it."""
    try:
        placed = {Address.parse(text): value for text, value in values.items()}
    except ValueError:
        raise hidden("这一项") from None
    return answer.taken_away(case, answer.save_all(desk, case, placed))


ELSEWHERE = {"correct", "void", "overdue"}
"""Deeds that are no step along the chain: what is laid over one answer has calls of its own, time acts by itself."""


async def send_up(call: Call, base: Base) -> Done:
    """Send a unit's whole list up."""
    unit, _, plan = base.id.partition(".")
    if not unit or not plan:
        raise hidden("这个列表")
    house = call.house
    may_act_for(await house.person(call.act), unit, call.act.today, "这个列表")
    cards = await house.reads.whole_list(unit, plan)
    streams = [*call.mine(), base.stream, *(ids.application(c.application) for c in cards)]
    streams += [ids.person(c.person) for c in cards]

    async def make(desk: Desk) -> Done:
        sent = await forward.forward(desk, unit, plan, cards, call.body.reason)
        return Done(sent.said, None)

    return await house.write(call.act, streams, ["forward", base.id, call.body.reason], make, Done)


async def pledge_ticket(call: Call) -> Ticket:
    """Give a code by which the phone signs what the desktop shows (X-09)."""
    base = base_of(call)

    async def make(desk: Desk, case: Case) -> str:
        if not own(desk, case):
            raise hidden("这一份")
        pledging.place_of(case)
        return desk.ticket("sign", {"base": case.base.path, "person": call.act.person}, SIGNING)

    token = await call.house.perform(call.act, base, "pledge ticket", make, str)
    return await as_ticket(call, token, PAGE, SIGNING)


SIGNING = 600.0  # seconds in which the code for signing can be used


async def explain(call: Call) -> FixView:
    """Answer a remark with words instead of a change."""
    number, base = whole(call.parts["n"]), about(call)

    async def make(desk: Desk, case: Case) -> FixView:
        marks.explain(desk, case, number, call.body.text)
        return fix_view(desk, case)

    return await call.house.perform(call.act, base, [number, call.body.text], make, FixView)


BASE = "<kind>/<id>"
ROUTES = (
    Route("GET", f"{BASE}/check", looked(check_view, "check"), "the last look before handing in", Check),
    Route("GET", f"{BASE}/pledge", looked(pledge_view, "pledge"), "the pledge and what it is bound to", PledgeView),
    Route("POST", f"{BASE}/pledge", sign, "sign the pledge", PledgeView, Signing, limit=1_000_000),
    Route("POST", f"{BASE}/pledge/ticket", pledge_ticket, "a code that leads a phone to the pledge", Ticket),
    Route("POST", f"{BASE}/deeds/<deed>", do, "do a deed that moves the application", Done, Doing),
    Route("GET", f"{BASE}/progress", looked(progress_view, "progress"), "where the application stands", Progress),
    Route("GET", f"{BASE}/fix", looked(_fix, "fix"), "what is to be mended after a return", FixView),
    Route("POST", f"{BASE}/marks/<n>/explanation", explain, "answer a remark with words", FixView, Words),
)
