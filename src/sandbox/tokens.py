"""Access tokens: the plain family, where each call kills the last one, and the stable family, which keeps.

Source: 获取 access_token, 获取稳定版 access_token.
"""

from __future__ import annotations

from typing import Any, Literal

from .calls import Answer, Api, Call
from .faults import Refusal
from .kept import Side, Token
from .world import World

LIFE = 7_200
GRACE = 300
PLAIN_DAILY = 2_000
FORCED_DAILY = 20
FORCED_APART = 30


def bearer(world: World, value: str) -> Side:
    """Tell whose token this is.

    Raises:
        Refusal: 41001 for none, 42001 for one that ran out, 40001 for one that was replaced or never given, and
            whatever ``kill`` set.

    """
    if not value:
        raise Refusal(41001)
    now = world.now()
    token = next((token for token in world.kept.tokens if token.value == value), None)
    if token is None:
        raise Refusal(40001)
    if token.dies and now >= token.dies:
        raise Refusal(token.errcode)
    if now >= token.until:
        raise Refusal(42001)
    return token.side


def kill(world: World, errcode: int) -> int:
    """End every living token early, as the platform does when it likes; gives how many."""
    now = world.now()
    living = [token for token in world.kept.tokens if now < token.until and not (token.dies and now >= token.dies)]
    for token in living:
        token.dies, token.errcode = now, errcode
    world.changed()
    return len(living)


def _side(world: World, app_id: object) -> Side:
    for side in ("oa", "mp"):
        if app_id == world.account.app_id(side):
            return side
    raise Refusal(40013)


def _checked(world: World, given: dict[str, Any]) -> Side:
    """Check app id, then grant type, then secret, as the platform does."""
    side = _side(world, given.get("appid"))
    if given.get("grant_type") != "client_credential":
        raise Refusal(40002)
    if not given.get("secret"):
        raise Refusal(41004)
    if given["secret"] != world.account.secret(side):
        raise Refusal(40125)
    return side


def _new(world: World, side: Side, family: Literal["plain", "stable"]) -> Token:
    now = world.now()
    token = Token(
        value="80_" + world.draw(world.chance.randint(133, 300)), side=side, family=family, issued=now, until=now + LIFE
    )
    world.kept.tokens = [old for old in world.kept.tokens if now < old.until + LIFE][-200:]
    world.kept.tokens.append(token)
    world.changed()
    return token


def _latest(world: World, side: Side, family: str) -> Token | None:
    now = world.now()
    mine = [token for token in world.kept.tokens if (token.side, token.family) == (side, family) and now < token.until]
    return mine[-1] if mine and not mine[-1].dies else None


def plain_token(call: Call) -> Answer:
    """Give a new token each time; the one before lives 300 seconds more."""
    world = call.world
    side = _checked(world, dict(call.query))
    name = f"{world.day()} token {side}"
    used = world.kept.counters.get(name, 0)
    if used >= PLAIN_DAILY:
        raise Refusal(45009)
    world.kept.counters[name] = used + 1
    last = _latest(world, side, "plain")
    if last:
        last.dies = world.now() + GRACE
    token = _new(world, side, "plain")
    call.said.append(f"{side} 换新，上一个还能用 {GRACE} 秒，今天第 {used + 1} 次")
    return {"access_token": token.value, "expires_in": LIFE}


def stable_token(call: Call) -> Answer:
    """Give the same token until five minutes before its end; ``force_refresh`` replaces it, within its limits."""
    world = call.world
    side = _checked(world, call.body)
    force = call.body.get("force_refresh", False)
    if not isinstance(force, bool):
        raise Refusal(47001)
    now = world.now()
    token = _latest(world, side, "stable")
    if token and force and _may_force(world, side):
        token.dies = now
        token = None
    elif token and token.until - now <= GRACE:
        token = None
    if token is None:
        token = _new(world, side, "stable")
    left = int(token.until - now)
    call.said.append(f"{side} 还有 {left} 秒")
    return {"access_token": token.value, "expires_in": left}


def _may_force(world: World, side: Side) -> bool:
    now, name = world.now(), f"{world.day()} {side}"
    times = world.kept.refreshes.setdefault(name, [])
    if len(times) >= FORCED_DAILY or (times and now - times[-1] < FORCED_APART):
        return False
    times.append(now)
    return True


APIS = (
    Api(path="/cgi-bin/token", run=plain_token, method="GET", body="none", token=False, plain=True),
    Api(path="/cgi-bin/stable_token", run=stable_token, token=False),
)
