"""The accounts' own templates and the public library that they are taken from.

Source: 模板消息 (api_add_template …), 订阅消息模板管理 (newtmpl).
"""

from __future__ import annotations

from typing import Any

from .calls import Answer, Api, Call
from .faults import Refusal
from .kept import Side, Template
from .world import World

MOST = 25
_OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


def _mine(world: World, side: Side, mechanism: str) -> list[Template]:
    return [entry for entry in world.kept.templates.values() if (entry.side, entry.mechanism) == (side, mechanism)]


def _public(world: World, tid: object) -> dict[str, Any]:
    for entry in world.library:
        if str(entry["tid"]) == str(tid):
            return entry
    raise Refusal(200014)


def _content(template: Template, colon: str = ":") -> str:
    return "\n".join(f"{label}{colon}{{{{{key}.DATA}}}}" for key, label in template.fields.items())


def _add(world: World, side: Side, mechanism: Any, entry: dict[str, Any], words: list[dict[str, Any]]) -> Template:
    template = Template(
        id=world.draw(43),
        side=side,
        mechanism=mechanism,
        title=str(entry["title"]),
        type=entry["type"],
        fields={f"{word['rule']}{word['kid']}": str(word["name"]) for word in words},
        enums={f"{word['rule']}{word['kid']}": list(word["values"]) for word in words if "values" in word},
        tid=str(entry["tid"]),
    )
    world.kept.templates[template.id] = template
    world.changed()
    return template


def add_template(call: Call) -> Answer:
    """Take a template of the library for template/send, with some of its words."""
    world, names = call.world, call.body.get("keyword_name_list")
    if len(_mine(world, "oa", "template")) >= MOST:
        raise Refusal(45026)
    entry = next((one for one in world.library if str(one["tid"]) == str(call.body.get("template_id_short"))), None)
    if entry is None:
        raise Refusal(40037)
    words = [word for word in entry["keywords"] if not names or word["name"] in names]
    return _OK | {"template_id": _add(world, "oa", "template", entry, words).id}


def all_private(call: Call) -> Answer:
    """List the account's templates for template/send."""
    rows = [
        {
            "template_id": template.id,
            "title": template.title,
            "primary_industry": "",
            "deputy_industry": "",
            "content": _content(template, "："),
            "example": "",
        }
        for template in _mine(call.world, "oa", "template")
    ]
    return {"template_list": rows}


def delete_private(call: Call) -> Answer:
    """Drop one of them."""
    return _drop(call, str(call.body.get("template_id", "")), "template")


def _drop(call: Call, template_id: str, mechanism: str) -> Answer:
    template = call.world.kept.templates.get(template_id)
    if template is None or (template.side, template.mechanism) != (call.side, mechanism):
        raise Refusal(40037)
    del call.world.kept.templates[template_id]
    call.world.changed()
    return dict(_OK)


def category(call: Call) -> Answer:
    """List the account's fields of business."""
    return _OK | {"data": [{"id": 307, "name": "政务民生"}]}


def public_titles(call: Call) -> Answer:
    """List titles of the public library, 30 at most."""
    start, limit = call.query.get("start", ""), call.query.get("limit", "")
    if not start.isdigit():
        raise Refusal(200016)
    if not limit.isdigit() or not 1 <= int(limit) <= 30:
        raise Refusal(40097)
    rows = [
        {"tid": one["tid"], "title": one["title"], "type": one["type"], "categoryId": "307"}
        for one in call.world.library
    ]
    return _OK | {"count": len(rows), "data": rows[int(start) : int(start) + int(limit)]}


def public_words(call: Call) -> Answer:
    """List the words of one public template."""
    words = _public(call.world, call.query.get("tid"))["keywords"]
    rows = [
        {"kid": word["kid"], "name": word["name"], "example": word["example"], "rule": word["rule"]} for word in words
    ]
    return _OK | {"count": len(rows), "data": rows}


def add_subscribe(call: Call) -> Answer:
    """Take a template of the library for a subscription send: two to five words, in the order given."""
    world, body = call.world, call.body
    entry = _public(world, body.get("tid"))
    kids, scene = body.get("kidList"), body.get("sceneDesc", "")
    known = {word["kid"]: word for word in entry["keywords"]}
    if (
        not isinstance(kids, list)
        or not 2 <= len(kids) <= 5
        or len(set(kids)) != len(kids)
        or any(k not in known for k in kids)
    ):
        raise Refusal(200020)
    if not isinstance(scene, str) or len(scene) > 15:
        raise Refusal(200021)
    if len(_mine(world, call.side, "subscribe")) >= MOST:
        raise Refusal(200012)
    return _OK | {"priTmplId": _add(world, call.side, "subscribe", entry, [known[kid] for kid in kids]).id}


def subscribe_templates(call: Call) -> Answer:
    """List the account's templates for a subscription send."""
    rows = [
        {
            "priTmplId": template.id,
            "title": template.title,
            "content": _content(template),
            "example": "",
            "type": template.type,
        }
        for template in _mine(call.world, call.side, "subscribe")
    ]
    return _OK | {"data": rows}


def delete_subscribe(call: Call) -> Answer:
    """Drop one of them."""
    return _drop(call, str(call.body.get("priTmplId", "")), "subscribe")


_BOTH: tuple[Side, ...] = ("oa", "mp")
APIS = (
    Api(path="/cgi-bin/template/api_add_template", run=add_template, capability="template"),
    Api(
        path="/cgi-bin/template/get_all_private_template",
        run=all_private,
        method="GET",
        body="none",
        capability="template",
    ),
    Api(path="/cgi-bin/template/del_private_template", run=delete_private, capability="template"),
    Api(path="/wxaapi/newtmpl/getcategory", run=category, method="GET", body="none", sides=_BOTH),
    Api(path="/wxaapi/newtmpl/getpubtemplatetitles", run=public_titles, method="GET", body="none", sides=_BOTH),
    Api(path="/wxaapi/newtmpl/getpubtemplatekeywords", run=public_words, method="GET", body="none", sides=_BOTH),
    Api(path="/wxaapi/newtmpl/addtemplate", run=add_subscribe, sides=_BOTH),
    Api(path="/wxaapi/newtmpl/gettemplate", run=subscribe_templates, method="GET", body="none", sides=_BOTH),
    Api(path="/wxaapi/newtmpl/deltemplate", run=delete_subscribe, sides=_BOTH),
)
