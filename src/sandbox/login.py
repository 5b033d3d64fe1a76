"""Codes from a phone: wx.login for a session, the phone button for a number. Each lives five minutes and works once.

Source: 小程序登录 code2Session, 手机号快速验证组件 getPhoneNumber.
"""

from __future__ import annotations

import base64
from typing import Literal

from .calls import Answer, Api, Call, per_minute
from .faults import Refusal
from .kept import Code, Person, Side
from .world import World

LIFE = 300
PER_MINUTE = 100


def issue(world: World, person: Person, kind: Literal["login", "phone"], side: Side = "mp") -> str:
    """Hand a new code to a phone; login and phone codes are kept apart."""
    now = world.now()
    world.kept.codes = {value: code for value, code in world.kept.codes.items() if now - code.at < 86_400}
    value = ("0" if kind == "login" else "p") + world.draw(31 if kind == "login" else 63)
    world.kept.codes[f"{kind} {value}"] = Code(value=value, kind=kind, side=side, person=person.id, at=now)
    world.log("手机→平台", "wx.login" if kind == "login" else "同意给手机号", person=person.id)
    return value


def _take(world: World, kind: str, value: str, side: Side) -> Person:
    code = world.kept.codes.get(f"{kind} {value}")
    if code is None or code.side != side or world.now() - code.at >= LIFE:
        raise Refusal(40029)
    if code.used:
        raise Refusal(40163 if kind == "login" else 40029)
    code.used = True
    return world.person(code.person)


def code_to_session(call: Call) -> Answer:
    """Turn a login code into openid and a new session key; the union id only when the accounts are bound together."""
    world, query = call.world, call.query
    if query.get("appid") != world.account.mp_app_id:
        raise Refusal(40013)
    if query.get("secret") != world.account.mp_app_secret:
        raise Refusal(40125 if query.get("secret") else 41004)
    if query.get("grant_type") != "authorization_code":
        raise Refusal(40002)
    if not query.get("js_code"):
        raise Refusal(41008)
    person = _take(world, "login", query["js_code"], "mp")
    per_minute(world, f"session {person.id}", PER_MINUTE, 45011)
    if person.risky:
        raise Refusal(40226)
    person.session_key = base64.b64encode(world.filler()).decode()
    world.changed()
    answer = {"session_key": person.session_key, "openid": person.openids["mp"]}
    return answer | ({"unionid": person.union_id} if world.switches.union else {})


def phone_number(call: Call) -> Answer:
    """Turn a phone code into the number."""
    world, code = call.world, call.body.get("code")
    if not isinstance(code, str) or not code:
        raise Refusal(40029)
    person = _take(world, "phone", code, "mp")
    if call.body.get("openid") not in (None, person.openids["mp"]):
        raise Refusal(40003)
    mark = {"timestamp": int(world.now()), "appid": world.account.mp_app_id}
    country = world.chance.choice(("86", 86))
    info = {"phoneNumber": person.phone, "purePhoneNumber": person.phone, "countryCode": country, "watermark": mark}
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}


APIS = (
    Api(
        path="/sns/jscode2session",
        run=code_to_session,
        method="GET",
        body="none",
        token=False,
        sides=("mp",),
        plain=True,
    ),
    Api(path="/wxa/business/getuserphonenumber", run=phone_number, sides=("mp",), capability="phone"),
)
