"""Control routes for subscriptions: the box that a phone shows, and the phone's settings.

Source: wx.requestSubscribeMessage (return codes), 订阅消息事件.
"""

from __future__ import annotations

from aiohttp import web

from . import template_messages
from .kept import Person, Template
from .steering import WORLD, answer, body, whose
from .world import NotHere, World

ROUTES = web.RouteTableDef()


@ROUTES.post("/control/people/{person}/subscribe")
async def subscribe(request: web.Request) -> web.Response:
    """Answer a request for subscriptions, as wx.requestSubscribeMessage does.

    The body is ``{template, accept}`` or ``{choices: {template: accept or reject}}``; ``{ask: [templates]}`` checks.
    """
    world, one, given = request.app[WORLD], whose(request), await body(request)
    choices: dict[str, str] = dict(given.get("choices", {}))
    if "template" in given:
        choices[str(given["template"])] = "accept" if given.get("accept", True) else "reject"
    names: list[str] = [str(name) for name in given.get("ask", choices)]
    found = [world.kept.templates.get(name) for name in names]
    known = [one for one in found if one is not None and one.mechanism == "subscribe"]
    filtered = {
        one.id: "filter" for place, one in enumerate(known) if one.title in {other.title for other in known[:place]}
    }
    refusal = _ask_refused(world, one, names, known)
    if refusal:
        return answer({"errCode": refusal[0], "errMsg": f"requestSubscribeMessage:fail {refusal[1]}"})
    if "ask" in given:
        rows = [
            {"id": template.id, "title": template.title, "always": one.always.get(template.id, "")}
            for template in known
            if template.id not in filtered
        ]
        return answer({"errMsg": "requestSubscribeMessage:ok", "templates": rows})
    for template in [template for template in known if template.id not in filtered]:
        await _subscribed(world, one, template, choices[template.id] == "accept", bool(given.get("always")))
    return answer({"errMsg": "requestSubscribeMessage:ok"} | choices | filtered)


def _ask_refused(world: World, one: Person, names: list[str], known: list[Template]) -> tuple[int, str] | None:
    if not names:
        return 10001, "TmplIds can't be empty"
    if len(names) > world.switches.subscribe_max:
        return 20003, "Templates count out of max bounds"
    if len(known) < len(names):
        return 20001, "No template data return, verify the template id exist"
    if len({template.type for template in known}) > 1:
        return 20002, "Templates type must be same"
    if one.refuse:
        return 20004, "The main switch is switched off"
    return None


async def _subscribed(world: World, one: Person, template: Template, accept: bool, always: bool) -> None:
    name = template_messages.ledger(template.id, template.side)
    had = one.credit.get(name, 0)
    if accept:
        one.credit[name] = 1 if template.type == 3 else had + 1
    elif template.type == 3:
        one.credit.pop(name, None)
    if always:
        one.always[template.id] = "accept" if accept else "reject"
    world.log("手机→平台", f"{'同意' if accept else '拒绝'}订阅 {template.title}", person=one.id)
    if template.side == "oa":
        await template_messages.answered(world, one, template, accept)


@ROUTES.post("/control/people/{person}/subscribe_off")
async def subscribe_off(request: web.Request) -> web.Response:
    """Switch a subscription off in the phone's settings: its credit is gone, and the account hears of it."""
    world, one = request.app[WORLD], whose(request)
    template = world.kept.templates.get(str((await body(request))["template"]))
    if template is None:
        raise NotHere("没有这个模板")
    one.credit.pop(template_messages.ledger(template.id, template.side), None)
    one.always[template.id] = "reject"
    world.changed()
    if template.side == "oa":
        await template_messages.withdrew(world, one, template)
    return answer({})
