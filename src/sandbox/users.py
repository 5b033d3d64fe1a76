"""What an account may know of the people who follow it.

Source: 获取用户基本信息, 获取关注者列表.
"""

from __future__ import annotations

from typing import Any

from .calls import Answer, Api, Call
from .faults import Refusal
from .kept import Person
from .world import World


def _described(world: World, person: Person) -> dict[str, Any]:
    union = {"unionid": person.union_id} if world.switches.union else {}
    if not person.following:
        return {"subscribe": 0, "openid": person.openids["oa"]} | union
    number = int(person.followed_by) if person.followed_by.isdigit() else 0
    return {
        "subscribe": 1,
        "openid": person.openids["oa"],
        "nickname": "",
        "sex": 0,
        "language": "zh_CN",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": int(person.followed_at),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if person.followed_by else "ADD_SCENE_SEARCH",
        "qr_scene": number,
        "qr_scene_str": "" if number else person.followed_by,
    } | union


def info(call: Call) -> Answer:
    """Describe one follower; of anybody else only that they do not follow."""
    openid = call.query.get("openid", "")
    if not openid:
        raise Refusal(41009)
    person = call.world.by_openid("oa", openid)
    if person is None:
        raise Refusal(40003)
    return _described(call.world, person)


def followers(call: Call) -> Answer:
    """List the openids of the followers."""
    openids = [person.openids["oa"] for person in call.world.kept.people.values() if person.following]
    after = call.query.get("next_openid", "")
    if after:
        if after not in openids:
            raise Refusal(40003)
        openids = openids[openids.index(after) + 1 :]
    total = sum(person.following for person in call.world.kept.people.values())
    rows = {"data": {"openid": openids}} if openids else {}
    return {"total": total, "count": len(openids), "next_openid": openids[-1] if openids else ""} | rows


APIS = (
    Api(path="/cgi-bin/user/info", run=info, method="GET", body="none", capability="user", daily=5_000_000),
    Api(path="/cgi-bin/user/get", run=followers, method="GET", body="none", capability="user", daily=500),
)
