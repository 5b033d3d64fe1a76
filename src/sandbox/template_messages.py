"""Template and subscription messages: three sends, one ledger, and the events that follow.

Source: 模板消息 (template/send), 订阅通知 (bizsend), 小程序订阅消息 (subscribe/send), 订阅消息事件.
"""

from __future__ import annotations

from typing import Any

from . import typed_fields
from .callback_xml import Fields
from .calls import Answer, Api, Call
from .customer import receiver
from .deeds import head
from .faults import Refusal
from .kept import Message, Person, Side, Template
from .pages import released
from .pushing import Push, deliver
from .world import World

DEDUPE = 600
SOON = 0.05
_STATES = ("developer", "trial", "formal")
_LANGUAGES = ("zh_CN", "en_US", "zh_HK", "zh_TW")


def ledger(template_id: str, side: Side) -> str:
    """Name a person's credit for one template of one account."""
    return f"{side} {template_id}"


def template_send(call: Call) -> Answer:
    """Send a template message to a follower; the same client_msg_id within ten minutes is sent once."""
    world, body = call.world, call.body
    person = receiver(world, body)
    template = _template(world, body, "oa", "template")
    if not person.following:
        raise Refusal(43004)
    page = _mini_page(world, body)
    values = typed_fields.check(template.fields, template.enums, body.get("data"))
    client_id = body.get("client_msg_id")
    name = f"{person.id} {client_id}"
    if client_id is not None and name in world.kept.sent and world.now() - world.kept.sent[name][0] < DEDUPE:
        call.said.append("client_msg_id 十分钟内发过，没有再发")
        return {"errcode": 0, "errmsg": "ok", "msgid": world.kept.sent[name][1]}
    msg_id = 3_000_000_000 + world.next()
    if client_id is not None:
        world.kept.sent[name] = [world.now(), msg_id]
    status = {
        "success": "success",
        "failed": world.chance.choice(("failed: system failed", "failed:system failed")),
        "never": "",
    }[world.switches.finish]
    if person.refuse:
        status = "failed:user block" if status else ""
    if status == "success":
        _show(world, person, template, values, page, str(body.get("url") or ""), "chat")
    if status:
        fields: Fields = [("Event", "TEMPLATESENDJOBFINISH"), ("MsgID", msg_id), ("Status", status)]
        world.later(SOON, lambda: _event(world, person, fields, "TEMPLATESENDJOBFINISH"))
    call.said.append(f"收下 {template.title}，msgid {msg_id}")
    return {"errcode": 0, "errmsg": "ok", "msgid": msg_id}


def subscribe_send(call: Call) -> Answer:
    """Send a subscription message of the mini-program: one credit each, or a long-term one."""
    world, body = call.world, call.body
    person = world.by_openid("mp", str(body.get("touser", "")))
    if person is None:
        raise Refusal(40003)
    template = _template(world, body, "mp", "subscribe")
    page = str(body.get("page") or "")
    if page:
        released(world, page.partition("?")[0])
    if body.get("miniprogram_state", "formal") not in _STATES or body.get("lang", "zh_CN") not in _LANGUAGES:
        raise Refusal(40097)
    values = typed_fields.check(template.fields, template.enums, body.get("data"))
    left = _spend(person, template, "mp")
    _show(world, person, template, values, page, "", "notices")
    call.said.append(f"{template.title}，{left}")
    return {"errcode": 0, "errmsg": "ok", "msgid": 3_000_000_000 + world.next()}


def bizsend(call: Call) -> Answer:
    """Send a subscribe message of the official account and reports it by an event."""
    world, body = call.world, call.body
    person = receiver(world, body)
    template = _template(world, body, "oa", "subscribe")
    page = _mini_page(world, body)
    if not page and body.get("page"):
        page = ""
    values = typed_fields.check(template.fields, template.enums, body.get("data"))
    left = _spend(person, template, "oa")
    _show(world, person, template, values, page, str(body.get("page") or ""), "notices")
    msg_id = 3_000_000_000 + world.next()
    if world.switches.finish != "never":
        failed = world.switches.finish == "failed"
        inner: Fields = [
            ("TemplateId", template.id),
            ("MsgID", str(msg_id)),
            ("ErrorCode", "1" if failed else "0"),
            ("ErrorStatus", "system failed" if failed else "success"),
        ]
        event: Fields = [("Event", "subscribe_msg_sent_event"), ("SubscribeMsgSentEvent", [("List", inner)])]
        world.later(SOON, lambda: _event(world, person, event, "subscribe_msg_sent_event"))
    call.said.append(f"{template.title}，{left}")
    return {"errcode": 0, "errmsg": "ok", "msgid": msg_id}


def retired(call: Call) -> Answer:
    """Refuse what the platform has withdrawn."""
    raise Refusal(45109)


def _template(world: World, body: dict[str, Any], side: Side, mechanism: str) -> Template:
    template = world.kept.templates.get(str(body.get("template_id", "")))
    if template is None or template.side != side or template.mechanism != mechanism:
        raise Refusal(40037)
    return template


def _mini_page(world: World, body: dict[str, Any]) -> str:
    mini = body.get("miniprogram")
    if not mini:
        return ""
    if not isinstance(mini, dict) or mini.get("appid") != world.account.mp_app_id:
        raise Refusal(40013)
    page = str(mini.get("pagepath") or "")
    if page:
        released(world, page.partition("?")[0])
    return page


def _spend(person: Person, template: Template, side: Side) -> str:
    name = ledger(template.id, side)
    left = person.credit.get(name, 0)
    if person.refuse or left <= 0:
        raise Refusal(43101)
    if template.type == 3:
        return "长期订阅"
    person.credit[name] = left - 1
    return f"订阅还剩 {left - 1} 次"


def _show(
    world: World, person: Person, template: Template, values: dict[str, str], page: str, url: str, channel: Any
) -> None:
    message = Message(
        n=world.next(), at=world.now(), side="it", kind=template.mechanism, channel=channel, title=template.title,
        rows=[[template.fields[key], value] for key, value in values.items()], page=page.lstrip("/"), url=url,
    )  # fmt: skip
    message.text = "；".join(f"{label}：{value}" for label, value in message.rows)
    world.show(person, message)
    world.log("平台→手机", "没有网，连上再到" if message.held else "送达", person=person.id)


async def _event(world: World, person: Person, fields: Fields, name: str) -> None:
    whole = [*head(world, person, "event"), *fields]
    await deliver(
        world,
        Push(
            openid=person.openids["oa"], person=person.id, fields=whole, name=f"event {name}", event=True, shows=False
        ),
    )


async def answered(world: World, person: Person, template: Template, accepted: bool) -> None:
    """Push what a person chose in a subscription box of the official account."""
    inner: Fields = [
        ("TemplateId", template.id),
        ("SubscribeStatusString", "accept" if accepted else "reject"),
        ("PopupScene", "1"),
    ]
    event: Fields = [("Event", "subscribe_msg_popup_event"), ("SubscribeMsgPopupEvent", [("List", inner)])]
    await _event(world, person, event, "subscribe_msg_popup_event")


async def withdrew(world: World, person: Person, template: Template) -> None:
    """Push that a person switched a subscription off; only refusals are told."""
    inner: Fields = [("TemplateId", template.id), ("SubscribeStatusString", "reject")]
    event: Fields = [("Event", "subscribe_msg_change_event"), ("SubscribeMsgChangeEvent", [("List", inner)])]
    await _event(world, person, event, "subscribe_msg_change_event")


APIS = (
    Api(path="/cgi-bin/message/template/send", run=template_send, capability="template", daily=100_000),
    Api(
        path="/cgi-bin/message/subscribe/send",
        run=subscribe_send,
        sides=("mp",),
        capability="subscribe",
        daily=10_000_000,
    ),
    Api(path="/cgi-bin/message/subscribe/bizsend", run=bizsend, capability="bizsend", daily=100_000),
    Api(path="/cgi-bin/message/wxopen/template/uniform_send", run=retired, sides=("mp", "oa")),
    Api(path="/cgi-bin/message/wxopen/template/send", run=retired, sides=("mp",)),
)
