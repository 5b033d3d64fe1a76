"""What an account asks about itself: addresses, quotas, a call by its id.

Source: 获取微信服务器 IP, 查询 API 调用额度, 清空 API 的调用 quota, 查询 rid 信息.
"""

from __future__ import annotations

from .calls import Answer, Api, Call
from .faults import Refusal
from .kept import Side
from .world import World

CLEARINGS = 10
_BOTH: tuple[Side, ...] = ("oa", "mp")


def addresses(call: Call) -> Answer:
    """List addresses of the platform."""
    return {"ip_list": ["127.0.0.1"]}


def check_callback(call: Call) -> Answer:
    """Check the way to the callback."""
    if call.body.get("action") not in ("all", "dns", "ping"):
        raise Refusal(40097)
    return {
        "dns": [{"ip": "127.0.0.1", "real_operator": "DEFAULT"}],
        "ping": [{"ip": "127.0.0.1", "package_loss": "0%"}],
    }


def quota(call: Call) -> Answer:
    """Tell how many calls of today are left for a path."""
    path = str(call.body.get("cgi_path", ""))
    if path not in call.world.limits:
        raise Refusal(76003)
    limit, used = call.world.limits[path], call.world.kept.counters.get(f"{call.world.day()} {path}", 0)
    return {"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": limit, "used": used, "remain": limit - used}}


def clear(call: Call) -> Answer:
    """Set today's counts to nothing, ten times a month."""
    if call.body.get("appid") != call.world.account.app_id(call.side):
        raise Refusal(40013)
    return _clear(call.world)


def clear_by_secret(call: Call) -> Answer:
    """Do the same for one who has no token left."""
    world, body = call.world, call.body
    side: Side | None = next((one for one in _BOTH if world.account.app_id(one) == body.get("appid")), None)
    if side is None:
        raise Refusal(40013)
    if body.get("appsecret") != world.account.secret(side):
        raise Refusal(40125)
    return _clear(world)


def _clear(world: World) -> Answer:
    month = f"{world.day()[:7]} clear_quota"
    used = world.kept.counters.get(month, 0)
    if used >= CLEARINGS:
        raise Refusal(48006)
    today = world.day()
    world.kept.counters = {name: count for name, count in world.kept.counters.items() if not name.startswith(today)}
    world.kept.counters[month] = used + 1
    return {"errcode": 0, "errmsg": "ok"}


def request_by_id(call: Call) -> Answer:
    """Describe a refused call by its id."""
    found = call.world.rids.get(str(call.body.get("rid", "")))
    if found is None:
        raise Refusal(76001, "rid not found")
    return {"errcode": 0, "errmsg": "ok", "request": found}


APIS = (
    Api(path="/cgi-bin/getcallbackip", run=addresses, method="GET", body="none", sides=_BOTH),
    Api(path="/cgi-bin/get_api_domain_ip", run=addresses, method="GET", body="none", sides=_BOTH),
    Api(path="/cgi-bin/callback/check", run=check_callback),
    Api(path="/cgi-bin/openapi/quota/get", run=quota, sides=_BOTH),
    Api(path="/cgi-bin/clear_quota", run=clear, sides=_BOTH),
    Api(path="/cgi-bin/clear_quota/v2", run=clear_by_secret, token=False),
    Api(path="/cgi-bin/openapi/rid/get", run=request_by_id, sides=_BOTH),
)
