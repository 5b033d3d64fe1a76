"""One-time codes: what they would do, using them, and letting a desktop in by one."""

import base64
import secrets
import time
from typing import Any

import msgspec

from casework import entrance, ids
from casework.access import person_of
from casework.deeds import assist, doors, rebind, strokes
from casework.deeds.doors import Asked
from casework.desk import Desk
from casework.ids import Base
from casework.problems import Crowded, Shut, Wrong, used_up
from casework.views.me import Me, me_view
from web.calls import Call, Large, Route
from web.codes import picture
from web.limits import address, network
from wechat import PlatformError, TransportError

PAGE = "pages/ticket/ticket"  # of the mini-program: says what a ticket would do


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
    if kind == "rebind":
        return rebind.describe(await call.house.person_by_id(body["person"]))
    if kind == "assist":
        return assist.describe(body, (await call.house.person_by_id(body["by"])).state.name)
    if kind == strokes.KIND:
        return strokes.describe(call.parts["ticket"])

    async def see(desk: Desk) -> Asked:
        await desk.house.tree()
        return doors.describe(desk, kind, body)

    return await call.house.read(call.act, call.mine(), see)


async def accept(call: Call) -> Me:
    """Use a ticket: join a unit, join two accounts, or let a desktop in."""
    token = call.parts["ticket"]
    kind, body = await entrance.ticket(call.house, token, call.act)
    base = Base("application", body["application"]) if kind == "assist" else None
    about = await call.house.streams(base, call.act) if base is not None else []
    by = doors.inviter_of(body) if kind == "invite" else ""
    other = [doors.stream_of(body)] if kind == "join" else [ids.person(by)] if by else []
    there = await call.house.reads.staff(body["unit"], call.act.today) if kind == "invite" else []
    staff = sorted({ids.person(m.person) for m in there})
    streams = [*about, *call.mine(), *other, *staff]
    await call.house.tree()

    async def make(desk: Desk) -> Me:
        mine = desk.head(ids.person(person_of(desk).id))
        match kind:
            case "invite":
                number = mine.present.state.id_number
                holder = await call.house.reads.person_of_id(call.house.secrets.lookup(number)) if number else None
                colleagues = [desk.head(s).present for s in staff]
                doors.accept(desk, token, mine, desk.head(ids.person(by)) if by else None, holder, colleagues)
            case "join":
                doors.join(desk, desk.use_ticket(token, "join"), desk.head(doors.stream_of(body)), mine)
                desk.greet(doors.stream_of(body))
            case "assist":
                assert base is not None
                await assist.join(desk, token, await desk.case(base))
            case "login":
                doors.let_in(desk, token)
            case "sign":
                doors.lead_to_pledge(desk, token)
            case "rebind":
                raise Wrong("id_missing", "请先填身份证号，再点找回")
            case _:
                raise Wrong("elsewhere", "这个码不在这里用。请重新扫一次，照打开的那一页做")
        return await me_view(desk)

    try:
        return await call.house.write(call.act, streams, ["accept", token], make, Me)
    except Shut as error:
        if error.code == "taken":
            raise used_up() from None
        raise


async def ask_login(call: Call) -> Ticket:
    """Let a desktop ask for a log-in by a phone."""
    if not call.request.app.ctx.logins.passes(network(address(call.request)), time.monotonic()):
        raise Crowded("too_often", "这里刚才要了太多次二维码。请等一分钟，再刷新页面")
    token = secrets.token_urlsafe(32)
    browser = call.request.headers.get("user-agent", "")[:200]
    if len(call.request.headers.get("user-agent", "")) > 2000:
        raise Large("agent", "浏览器信息太长，请换一个浏览器再试")
    name = next((n for w, n in BROWSERS if w in browser), "浏览器")

    async def make(desk: Desk) -> list[str]:
        return [
            doors.ask_desktop(desk, token, name, entrance.place(address(call.request))),
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


ROUTES: tuple[Any, ...] = (
    Route("GET", "tickets/<ticket>", ticket, "what a ticket would do", Asked),
    Route("POST", "tickets/<ticket>/accept", accept, "use a ticket", Me),
    Route("POST", "logins", ask_login, "ask for a desktop log-in", Ticket, open=True),
    Route("GET", "logins/<ticket>", login_state, "whether a phone has agreed", State, open=True),
)
