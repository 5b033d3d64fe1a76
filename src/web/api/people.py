"""People: log-in, who one is, where one belongs, plans and beginning under one."""

import secrets
import time
from typing import Any, Literal

import msgspec

from casework import entrance, ids
from casework.access import person_of
from casework.asking import planning
from casework.deeds import begin, doors, people
from casework.desk import Desk
from casework.presents.unit import Body
from casework.problems import Crowded, Hidden, Problem, Raced, Shut, hidden
from casework.views.inquiry import inquiry_page
from casework.views.me import Me, Named, PlanView, draft_titles, me_view, needs_of, plan_view
from web.calls import Call, Route
from web.limits import address, network, seldom
from wechat import PlatformError, TransportError, Unfit


class Code(msgspec.Struct, forbid_unknown_fields=True):
    """Is a one-time code of the platform."""

    code: str


class LogIn(msgspec.Struct, forbid_unknown_fields=True):
    """Asks to be let in by a one-time code; a desktop is let in by a phone instead (`logins`)."""

    code: str
    surface: Literal["mini_program"] = "mini_program"


class Session(msgspec.Struct):
    """Is an open log-in; the token is shown once."""

    token: str
    expires: str
    person: Named | None
    needs: list[str]


class Identity(msgspec.Struct, forbid_unknown_fields=True):
    """Says who one is."""

    name: str
    id_number: str


class Start(msgspec.Struct, forbid_unknown_fields=True):
    """Asks to begin an application under a plan."""

    plan: str


class Started(msgspec.Struct):
    """Names a new application."""

    id: str
    base: str
    page: str


class Employer(msgspec.Struct, forbid_unknown_fields=True):
    """Names the unit one belongs to."""

    unit: str


async def log_in(call: Call) -> Session:
    """Log in with the platform's code; the platform is asked only so often, for it counts its calls by the day."""
    house = call.house
    if not call.request.app.ctx.sessions.passes(network(address(call.request)), time.monotonic()):
        raise Crowded("too_often", "现在登录的人太多，您填的都在。请等一分钟，再点一次登录")
    act, asked = call.logging_in(), ["session", call.body.code]
    if (before := await house.answered(act, asked, Session)) is not None:
        return before  # the platform takes a code once; a call that is repeated must not ask it again
    try:
        login = await house.mp.jscode2session(call.body.code)
    except (PlatformError, TransportError, Unfit) as error:
        raise platform_problem(error) from None
    stream = house.contact_stream("mp", login.openid)
    known = (await house.present(stream)).state.person
    person = known or (await house.person_of_union(login.union) if login.union else "")
    token = secrets.token_urlsafe(32)
    act = msgspec.structs.replace(act, contact=stream, person=person or None)

    async def make(desk: Desk) -> Session:
        head = desk.head(stream)
        if head.present.state.person != known:  # the account has just gone to another WeChat, or come to this one
            raise Raced("moved", "这个微信刚刚换了账号。请再登录一次")
        if not head.present.state.openid:
            desk.record(head, "met", {"account": "mp", "openid": login.openid, "union": login.union})
        if person and not head.present.state.person:
            people.belong(desk, head, desk.head(ids.person(person)), login.union)
        ends = doors.log_in(desk, head, token, call.body.surface)
        me = desk.me
        named = Named(me.id, me.state.name) if me else None
        return Session(token, house.iso(ends), named, await needs_of(desk))

    streams = [stream, *([ids.person(person)] if person else [])]
    return await house.write(act, streams, asked, make, Session)


def platform_problem(error: Exception) -> Problem:
    """Return what a person reads when the platform does not play along."""
    if isinstance(error, PlatformError):
        return Shut("platform", error.text)
    return Shut("platform", "微信那边没有回应，您填的都在。请过一会儿再试")


async def log_out(call: Call) -> None:
    """End this session."""

    async def make(desk: Desk) -> None:
        doors.log_out(desk)

    await call.house.write(call.act, [], "out", make, type(None))
    entrance.forget(call.house, call.act.session)


async def me(call: Call) -> Me:
    """Show who one is and what one has."""
    titles = await draft_titles(call.house, call.act.person)

    async def see(desk: Desk) -> Me:
        return await me_view(desk, titles)

    return await call.house.read(call.act, call.mine(), see)


async def phone(call: Call) -> Me:
    """Verify the phone number by the platform's code; this makes the person known."""
    house, contact = call.house, call.act.contact
    if not contact:
        raise hidden()
    asked = ["phone", call.body.code]
    if (before := await house.answered(call.act, asked, Me)) is not None:
        return before  # the platform takes a code once; a call that is repeated must not ask it again
    try:
        found = await house.mp.phone_number(call.body.code)
    except (PlatformError, TransportError, Unfit) as error:
        raise platform_problem(error) from None
    region = await house.default_region()
    id = call.act.person or ids.new_id("p")

    async def make(desk: Desk) -> Me:
        head = desk.head(ids.person(id))
        if not head.at[0]:
            people.create(desk, head, region.region.id, region.digest)
            people.belong(desk, desk.head(contact), head)
            desk.rename_sessions(contact, id)
        people.verify_phone(desk, head, found.number)
        return await me_view(desk)

    done = await house.write(call.act, [contact, ids.person(id)], asked, make, Me)
    entrance.forget(house, call.act.session)
    return done


async def identity(call: Call) -> Me:
    """Keep name and ID number."""
    body, asked = call.body, msgspec.to_builtins(call.body)
    if (before := await call.house.answered(call.act, asked, Me)) is not None:
        return before
    if (await call.house.person(call.act)).state.id_number != body.id_number:  # another name tells nothing
        seldom(call.request, call.act)

    async def make(desk: Desk) -> Me:
        case = await desk.case(ids.Base("person", person_of(desk).id))
        people.identify(desk, case.head, case.scheme, body.name, body.id_number)
        if section := people.place_of_unit(case):
            people.registered(desk, case, section, "")
        return await me_view(desk)

    return await call.house.write(call.act, call.mine(), asked, make, Me)


async def employer(call: Call) -> Me:
    """Ask to belong to a unit."""
    await call.house.tree()
    at = ids.unit(call.body.unit)

    async def make(desk: Desk) -> Me:
        unit = desk.head(at)
        desk.work.read(unit)  # of closing it and choosing it in one instant one comes second
        if not isinstance(unit.present, Body) or unit.present.state.account != "approved":
            raise hidden("这个单位")
        people.employ(desk, desk.head(ids.person(person_of(desk).id)), call.body.unit)
        return await me_view(desk)

    return await call.house.write(call.act, [*call.mine(), at], call.body.unit, make, Me)


class Choices(msgspec.Struct, forbid_unknown_fields=True):
    """Says which subscriptions a person has just accepted or refused."""

    accepted: list[str] = []
    refused: list[str] = []


async def subscribe(call: Call) -> Me:
    """Keep what a person accepted: each is one message (the platform has the last word when it is sent)."""
    contact, body = call.act.contact, call.body
    if not contact:
        raise hidden()

    async def make(desk: Desk) -> Me:
        desk.credit(desk.head(contact), body.accepted, body.refused)
        return await me_view(desk)

    return await call.house.write(call.act, [contact, *call.mine()], msgspec.to_builtins(body), make, Me)


async def plans(call: Call) -> list[PlanView]:
    """List this year's plans, and under which of them the person has begun."""
    person = call.act.person
    begun = await call.house.reads.begun(person) if person else {}
    me = await call.house.person(call.act) if person else None
    barred = await begin.barred(call.house, me) if me is not None else ()
    found = await call.house.plans()
    pages = {p.state.region: inquiry_page(call.house, p.state.region) for p in found}
    return [plan_view(p, call.act.now, me, begun.get(p.id, ""), barred, pages[p.state.region]) for p in found]


async def start(call: Call) -> Started:
    """Begin an application."""
    id = ids.new_id("a")
    named: str = call.body.plan
    plan = await call.house.body("plan", named) if "\0" not in named else None
    if plan is None or not plan.state.year:
        raise Hidden("plan_absent", "没有找到这个计划。请回到通知里再选一次")

    async def make(desk: Desk) -> Started:
        await begin.start(desk, desk.head(ids.application(id)), plan)
        base = ids.Base("application", id).path
        return Started(id, base, f"pages/home/home?base={base}")

    try:
        return await call.house.write(call.act, [*call.mine(), ids.application(id)], named, make, Started)
    except Shut as error:
        if error.code == "taken":
            raise await _taken(call, plan.id) from None
        raise


async def _taken(call: Call, plan: str) -> Shut:
    """Return why a plan takes no other application of this person."""
    other = await call.house.reads.live(call.act.person or "", plan)
    row = await call.house.reads.application(other) if other else None
    if row is not None and row.status == "rejected":
        return Shut("barred", planning.BARRED)
    return Shut("already", "这个计划您已经有一份申报了。请回到首页接着填")


ROUTES: tuple[Any, ...] = (
    Route("POST", "sessions", log_in, "log in with the platform's code", Session, LogIn, open=True),
    Route("DELETE", "sessions/current", log_out, "log out"),
    Route("GET", "me", me, "who one is and what one has", Me),
    Route("POST", "me/phone", phone, "verify the phone number", Me, Code),
    Route("POST", "me/identity", identity, "say who one is", Me, Identity),
    Route("POST", "me/employer", employer, "say where one belongs", Me, Employer),
    Route("POST", "me/subscriptions", subscribe, "keep which subscriptions were accepted", Me, Choices),
    Route("GET", "plans", plans, "this year's plans", list[PlanView]),
    Route("POST", "applications", start, "begin an application", Started, Start),
)
