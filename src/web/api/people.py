"""People: log-in, who one is, units, invitations, joining, confirming."""

import base64
import secrets
from typing import Any

import msgspec

from casework import entrance, ids
from casework.access import may_manage, person_of
from casework.deeds import account, begin, doors
from casework.deeds.doors import Asked
from casework.desk import Desk
from casework.presents.person import Role
from casework.problems import Gone, Hidden, Problem, Shut, Wrong, hidden
from casework.views.me import Me, Named, PlanView, Waiting, draft_titles, me_view, plan_view, waiting_view
from web.calls import NO_CALLER, Call, Large, Route
from web.codes import picture
from wechat import PlatformError, TransportError, Unfit


class Code(msgspec.Struct, forbid_unknown_fields=True):
    """Is a one-time code of the platform."""

    code: str
    surface: str = "mini_program"


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


class Invite(msgspec.Struct, forbid_unknown_fields=True):
    """Asks for an invitation."""

    role: Role


class Ticket(msgspec.Struct):
    """Is a one-time permission as QR code and as link."""

    ticket: str
    qr: str
    url: str
    expires: int
    token: str = ""


class State(msgspec.Struct):
    """Says what became of a ticket."""

    state: str


class Opinion(msgspec.Struct, forbid_unknown_fields=True):
    """Carries a unit's word."""

    opinion: str = ""


class Employer(msgspec.Struct, forbid_unknown_fields=True):
    """Names the unit one belongs to."""

    unit: str


async def log_in(call: Call) -> Session:
    """Log in with the platform's code."""
    house = call.house
    try:
        login = await house.mp.jscode2session(call.body.code)
    except (PlatformError, TransportError, Unfit) as error:
        raise platform_problem(error) from None
    stream = house.contact_stream("mp", login.openid)
    person = (await house.peek(stream)).state.person
    if not person and login.union:
        person = await house.person_of_union(login.union)
    token = secrets.token_urlsafe(32)
    act = call.act_for(stream, person)

    async def make(desk: Desk) -> Session:
        head = desk.head(stream)
        if not head.present.state.openid:
            desk.record(head, "met", {"account": "mp", "openid": login.openid, "union": login.union})
        if person and not head.present.state.person:
            account.belong(desk, head, desk.head(ids.person(person)), login.union)
        ends = doors.log_in(desk, head, token, "mini_program")
        me = desk.me
        named = Named(me.id, me.state.name) if me else None
        return Session(token, house.iso(ends), named, needs(desk))

    streams = [stream, *([ids.person(person)] if person else [])]
    return await house.write(act, streams, ["session", call.body.code], make, Session)


def needs(desk: Desk) -> list[str]:
    """Return what a person has still to do before anything can be handed in."""
    state = desk.me.state if desk.me else None
    found = [] if state and state.phone else ["phone"]
    found += [] if state and state.name else ["identity"]
    return found + ([] if state and state.account in {"waiting", "confirmed"} else ["register"])


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
            account.create(desk, head, region.region.id, region.digest)
            account.belong(desk, desk.head(contact), head)
            desk.rename_sessions(contact, id)
        account.verify_phone(desk, head, found.number)
        desk.my_head = head
        return await me_view(desk)

    done = await house.write(call.act, [contact, ids.person(id)], asked, make, Me)
    entrance.forget(house, call.act.session)
    return done


async def identity(call: Call) -> Me:
    """Keep name and ID number."""
    body = call.body

    async def make(desk: Desk) -> Me:
        account.identify(desk, desk.head(ids.person(person_of(desk).id)), body.name, body.id_number)
        return await me_view(desk)

    return await call.house.write(call.act, call.mine(), msgspec.to_builtins(body), make, Me)


async def employer(call: Call) -> Me:
    """Ask to belong to a unit."""

    async def make(desk: Desk) -> Me:
        await account.employ(desk, desk.head(ids.person(person_of(desk).id)), call.body.unit)
        return await me_view(desk)

    return await call.house.write(call.act, call.mine(), call.body.unit, make, Me)


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
    """List this year's plans."""
    return [plan_view(p, call.act.now) for p in await call.house.plans()]


async def start(call: Call) -> Started:
    """Begin an application."""
    id = ids.new_id("a")
    plan = await call.house.body("plan", call.body.plan)
    if plan is None or not plan.state.year:
        raise Hidden("plan_absent", "没有找到这个计划。请回到通知里再选一次")

    async def make(desk: Desk) -> Started:
        begin.start(desk, desk.head(ids.application(id)), plan)
        base = ids.Base("application", id).path
        return Started(id, base, f"pages/home/home?base={base}")

    try:
        return await call.house.write(call.act, [*call.mine(), ids.application(id)], call.body.plan, make, Started)
    except Shut as error:
        if error.code == "taken":
            raise await _taken(call, plan.id) from None
        raise


async def _taken(call: Call, plan: str) -> Shut:
    """Return why a plan takes no other application of this person."""
    other = await call.house.reads.live(call.act.person or "", plan)
    row = await call.house.reads.application(other) if other else None
    if row is not None and row.status == "rejected":
        return Shut("barred", "今年的申报审核没有通过，按规定今年不能再报。有疑问请联系审核的单位")
    return Shut("already", "这个计划您已经有一份申报了。请回到首页接着填")


async def units(call: Call) -> list[Named]:
    """Find units by a few characters of their names."""
    scheme = await call.house.default_region()
    found = await call.house.employers(scheme, call.query("q"))
    return [Named(u.id, u.name) for u in found]


async def invite(call: Call) -> Ticket:
    """Make an invitation to act for a unit."""
    unit, role = call.parts["id"], call.body.role

    async def make(desk: Desk) -> str:
        return doors.invite(desk, unit, role)

    token = await call.house.write(call.act, call.mine(), [unit, role], make, str)
    return await as_ticket(call, token, "pages/ticket/ticket", doors.INVITE)


async def as_ticket(call: Call, token: str, page: str, term: float) -> Ticket:
    """Return a ticket with its QR code, by the platform where that answers, else as a plain code of the address."""
    url = f"{call.house.public_url}/m/#/{page}?t={token}"
    try:
        image = await call.house.mp.wxacode(token, page)
        media = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
        qr = f"data:{media};base64,{base64.b64encode(image).decode()}"
    except (PlatformError, TransportError, ValueError):
        qr = picture(url)
    return Ticket(token, qr, url, int(term))


async def ticket(call: Call) -> Asked:
    """Say what a ticket would do."""
    kind, body = await entrance.ticket(call.house, call.parts["ticket"])

    async def see(desk: Desk) -> Asked:
        await desk.house.tree()
        return doors.describe(desk, kind, body)

    return await call.house.read(call.act, call.mine(), see)


async def accept(call: Call) -> Me:
    """Use a ticket: join a unit, join two accounts, or let a desktop in."""
    token = call.parts["ticket"]
    kind, body = await entrance.ticket(call.house, token, call.act)
    streams = [*call.mine(), *([doors.stream_of(body)] if kind == "join" else [])]

    async def make(desk: Desk) -> Me:
        mine = desk.head(ids.person(person_of(desk).id))
        match kind:
            case "invite":
                doors.accept(desk, token, mine)
            case "join":
                doors.join(desk, desk.use_ticket(token, "join"), desk.head(doors.stream_of(body)), mine)
                desk.greet(doors.stream_of(body))
            case "login":
                doors.let_in(desk, token)
            case "sign":
                doors.lead_to_pledge(desk, token)
            case other:
                raise ValueError(other)
        return await me_view(desk)

    try:
        return await call.house.write(call.act, streams, ["accept", token], make, Me)
    except Shut as error:
        if error.code == "taken":
            raise Gone("ticket_gone", doors.EXPIRED) from None
        raise


async def ask_login(call: Call) -> Ticket:
    """Let a desktop ask for a log-in by a phone."""
    token = secrets.token_urlsafe(32)
    browser = call.request.headers.get("user-agent", "")[:200]
    if len(call.request.headers.get("user-agent", "")) > 2000:
        raise Large("agent", "浏览器信息太长，请换一个浏览器再试")
    name = next((n for w, n in BROWSERS if w in browser), "浏览器")

    async def make(desk: Desk) -> list[str]:
        return [
            doors.ask_desktop(desk, token, name, entrance.place(call.request.remote_addr or call.request.ip)),
            token,
        ]

    made = await call.house.write(call.act, [], name, make, list[str])
    shown = await as_ticket(call, made[0], "pages/login/login", doors.LOGIN)
    return msgspec.structs.replace(shown, token=made[1])


BROWSERS = (
    ("Edg/", "Edge 浏览器"),
    ("Chrome/", "Chrome 浏览器"),
    ("Firefox/", "Firefox 浏览器"),
    ("Safari/", "Safari 浏览器"),
)


async def login_state(call: Call) -> State:
    """Say whether a phone has agreed."""
    return State(await entrance.ticket_state(call.house, call.parts["ticket"]))


async def people(call: Call) -> list[Waiting]:
    """List the accounts of a unit, those that wait first."""
    unit = call.parts["id"]
    await call.house.tree()

    async def see(desk: Desk) -> bool:
        may_manage(desk, unit, [u.id for u in desk.house.units.path(unit)])
        return True

    await call.house.read(call.act, call.mine(), see)
    house = call.house
    rows = await house.reads.people(unit, call.query("list", "waiting"))
    # Who is to be confirmed must be recognised: masked numbers, and since when.
    whole = {r.id: await house.person_by_id(r.id) for r in rows if r.state == "waiting"}
    return [waiting_view(whole.get(r.id, r), house.iso(r.updated)) for r in rows]


async def decide(call: Call) -> Waiting:
    """Confirm, refuse, release, freeze or thaw an account."""
    who, deed = call.parts["id"], call.parts["deed"]
    if deed not in account.ACCOUNT:
        raise hidden()
    await call.house.tree()

    async def make(desk: Desk) -> Waiting:
        head = desk.head(ids.person(who))
        if not head.at[0]:
            raise account.absent()
        account.decide(desk, head, deed, call.body.opinion)
        return waiting_view(head.present)

    try:
        return await call.house.write(
            call.act, [*call.mine(), ids.person(who)], [deed, call.body.opinion], make, Waiting
        )
    except Wrong:
        raise
    except Shut as error:
        if error.code == "taken":
            raise Shut(
                "id_taken", "这个身份证号已经有人用了。请核对身份证原件；对的话，请对方单位先转出旧账号"
            ) from None
        raise


ROUTES: tuple[Any, ...] = (
    Route("POST", "sessions", log_in, "log in with the platform's code", Session, Code, open=True),
    Route("DELETE", "sessions/current", log_out, "log out"),
    Route("GET", "me", me, "who one is and what one has", Me),
    Route("POST", "me/phone", phone, "verify the phone number", Me, Code),
    Route("POST", "me/identity", identity, "say who one is", Me, Identity),
    Route("POST", "me/employer", employer, "say where one belongs", Me, Employer),
    Route("POST", "me/subscriptions", subscribe, "keep which notices were accepted", Me, Choices),
    Route("GET", "plans", plans, "this year's plans", list[PlanView]),
    Route("POST", "applications", start, "begin an application", Started, Start),
    Route("GET", "units", units, "find units by name", list[Named]),
    Route("POST", "units/<id>/invitations", invite, "invite somebody to act for a unit", Ticket, Invite),
    Route("GET", "units/<id>/people", people, "accounts of a unit", list[Waiting]),
    Route(
        "POST",
        "people/<id>/deeds/<deed>",
        decide,
        "confirm, refuse, release, freeze or thaw an account",
        Waiting,
        Opinion,
    ),
    Route("GET", "tickets/<ticket>", ticket, "what a ticket would do", Asked),
    Route("POST", "tickets/<ticket>/accept", accept, "use a ticket", Me),
    Route("POST", "logins", ask_login, "ask for a desktop log-in", Ticket, open=True),
    Route("GET", "logins/<ticket>", login_state, "whether a phone has agreed", State, open=True),
)
__all__ = ["NO_CALLER", "ROUTES"]
