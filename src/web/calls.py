"""One request, taken apart: who asks, under which key, with which body."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec

from casework import entrance, ids
from casework.actor import Act, Surface
from casework.house import House, decoder
from casework.problems import Hidden, Problem, Unknown, Wrong
from web.bodies import SMALL, Measured
from web.limits import address

Method = Literal["GET", "POST", "PUT", "DELETE"]
Body = TypeVar("Body")
KEY_LENGTH = 128
NO_CALLER = "login:"


class Bad(Problem):
    """Refuses a request that is not of the form the contract asks for."""

    status, title = 400, "请求不完整"


class Unmeant(Problem):
    """Refuses a method that an address does not have."""

    status, title = 405, "不能这样用"


class Large(Problem):
    """Refuses a body over the limit."""

    status, title = 413, "太大了"


class Call(msgspec.Struct, frozen=True):
    """Is what a handler gets.

    Args:
        house: what deeds work with.
        act: who asks, when, under which key.
        parts: of the path, by name.
        request: for query and files.
        body: decoded, of the type that the route declares; None where it declares none.
    """

    house: House
    act: Act
    parts: dict[str, str]
    request: Measured
    body: Any = None

    async def arrived(self) -> "Call":
        """Return the call when the body of a route that takes files has come."""
        return msgspec.structs.replace(self, act=await arrived(self.request, self.house, self.act))

    def mine(self) -> list[str]:
        """Return the stream of the person who asks; of the contact, where nobody is known yet."""
        names = [ids.person(self.act.person)] if self.act.person else [self.act.contact]
        return [n for n in names if n]

    def logging_in(self) -> Act:
        """Return the act as one whose answer holds a token: it is kept as long as a stranger's, minutes."""
        return msgspec.structs.replace(self.act, key=NO_CALLER + self.act.key)

    def query(self, name: str, default: str = "") -> str:
        """Return a query parameter, at most 200 characters of it."""
        value = self.request.args.get(name)
        return value[:200] if isinstance(value, str) else default

    def number(self, name: str, default: int, most: int) -> int:
        """Return a query parameter that is a number from 0 to `most`, else the default."""
        return min(whole(self.query(name), default), most)

    def asked(self) -> list[Any]:
        """Return what was asked, for a key that is used again: method, path, body."""
        body = msgspec.to_builtins(self.body) if self.body is not None else None
        return [self.request.method, self.request.path, body]


def whole(text: str, default: int = 0) -> int:
    """Return a whole number of at most 9 digits out of a part of an address, the default for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """Declares one call of the API; the handler, the checks and the description come from the same place.

    Args:
        method: HTTP method.
        path: under `/api/v1/`, with `<name>` for parts.
        handler: does it.
        summary: what it does, in one line.
        reply: type of the answer, None for 204 or bytes.
        body: type of the request's body, None where there is none.
        open: may be called without a session.
        limit: most bytes of a body.
        media: what the answer is, where it is no JSON.
        files: takes one file, as multipart `file`.
    """

    method: Method
    path: str
    handler: Handler
    summary: str
    reply: Any = None
    body: Any = None
    open: bool = False
    limit: int = SMALL
    media: tuple[str, ...] = ()
    files: bool = False

    @property
    def writes(self) -> bool:
        """Tell whether a call changes something and needs an `Idempotency-Key`."""
        return self.method != "GET"


async def take(request: Measured, route: Route, house: House, parts: dict[str, str]) -> Call:
    """Prove who asks, and read the body; of a route that takes files it stays where it is.

    Args:
        request: as it came.
        route: what was asked for.
        house: what deeds work with.
        parts: of the path.

    Raises:
        Unknown: no session, or one that has ended.
        Hidden, Bad, Wrong: the request is not of the declared form.
    """
    if "\0" in "".join(parts.values()):
        raise Hidden("no_such_page", "没有这个地址。请回到首页")
    if "%00" in request.query_string:  # no text of ours has a zero byte, and PostgreSQL takes none
        raise Bad("request", "请求读不懂。请刷新页面再做一次")
    token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    # what is no ASCII is no token of ours, and cannot be hashed where it came as bytes that are no text
    session = await entrance.session(house, token) if token and token.isascii() else None
    if session is None and not route.open:
        raise Unknown("not_logged_in", "登录过期了，您填的都在。请再登录一次")
    key = request.headers.get("idempotency-key", "").strip()
    if route.writes and not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise Bad("key_missing", "这一步少了编号，没有保存。请刷新页面再做一次")
    surface: Surface = "desktop" if session and session.surface == "desktop" else "mini_program"
    # the contact first: it stays the same when somebody becomes known, and so does the key of a repeated call
    who = (session.contact or session.person) if session else stranger(house, request, key)
    named = key if session else ""
    act = Act(
        key=f"{who}|{route.method} {request.path}|{named}", surface=surface,
        epoch=request.came or house.clock.time(),  # begun before a term ends counts, however slowly the body comes
        person=session.person if session and session.person else None, contact=session.contact if session else None,
        session=session.id if session else None, seq=_seq(request),
    )  # fmt: skip
    if route.limit > SMALL and not route.files:
        act = await arrived(request, house, act)
    return Call(house, act, parts, request, _body(request, route))


async def arrived(request: Measured, house: House, act: Act) -> Act:
    """Read a large body, when there is room for it; return the act, which begins when all of it is there.

    Args:
        request: as it came.
        house: what deeds work with.
        act: of whom the body counts for.
    """
    await request.arrive(request.app.ctx.room, act.person or act.contact or "")
    return msgspec.structs.replace(act, epoch=house.clock.time())


def stranger(house: House, request: Measured, key: str) -> str:
    """Return what stands for somebody without a session, so that nobody else is given the same answer.

    The key is the caller's own secret; kept is its keyed hash with browser and network, from which nobody learns it.

    Args:
        house: what deeds work with.
        request: as it came.
        key: the `Idempotency-Key`.
    """
    parts = msgspec.json.encode([address(request), request.headers.get("user-agent", ""), key]).decode()
    return NO_CALLER + house.secrets.lookup(f"caller {parts}")


def _seq(request: Measured) -> int | None:
    text = request.headers.get("if-match", "").strip().strip('"')
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Bad("if_match", "页面记的版本不对。请刷新后再改一次")
    return int(text)


def _body(request: Measured, route: Route) -> Any:
    if route.body is None:
        return None
    try:
        return decoder(route.body).decode(request.body or b"{}")
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeDecodeError):
        raise Wrong("body", "发来的内容读不懂，没有保存。请刷新页面再做一次") from None
