"""The account's menu, replaced as a whole.

Source: 自定义菜单 创建, 查询, 删除.
"""

from __future__ import annotations

from typing import Any

from .calls import Answer, Api, Call
from .faults import Refusal
from .world import World

_KEYED = (
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
)  # fmt: skip
_MEDIA = ("media_id", "article_id", "article_view_limited", "view_limited")
_OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


def create(call: Call) -> Answer:
    """Replace the menu after checking every button."""
    if b"\\u" in call.raw:
        raise Refusal(40033)
    buttons: Any = call.body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refusal(40016)
    for button in buttons:
        _button(call.world, button, 1)
    call.world.kept.menu = {"button": buttons}
    call.world.kept.counters["menu_id"] = 400_000_000 + call.world.next()
    call.world.changed()
    call.said.append("、".join(str(button["name"]) for button in buttons))
    return dict(_OK)


def _button(world: World, button: Any, level: int) -> None:
    first = level == 1
    if not isinstance(button, dict):
        raise Refusal(47001)
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= (16 if first else 60):
        raise Refusal(40018 if first else 40025)
    inner = button.get("sub_button")
    if inner:
        if "type" in button or not first:
            raise Refusal(40017 if first else 40024)
        if not isinstance(inner, list) or not 1 <= len(inner) <= 5:
            raise Refusal(40023)
        for one in inner:
            _button(world, one, 2)
        return
    kind = button.get("type")
    if kind in _KEYED:
        if not 1 <= len(str(button.get("key", "")).encode()) <= 128:
            raise Refusal(40019 if first else 40026)
    elif kind in ("view", "miniprogram"):
        url = str(button.get("url", ""))
        if not 1 <= len(url.encode()) <= 1_024:
            raise Refusal(40020 if first else 40027)
        if not url.startswith(("http://", "https://")):
            raise Refusal(40055 if first else 40054, "invalid url domain")
        if kind == "miniprogram" and (button.get("appid") != world.account.mp_app_id or not button.get("pagepath")):
            raise Refusal(45064)
    elif kind not in _MEDIA:
        raise Refusal(40017 if first else 40024)


def get(call: Call) -> Answer:
    """Give the menu that was made by the API."""
    if call.world.kept.menu is None:
        raise Refusal(46003)
    return {"menu": call.world.kept.menu | {"menuid": call.world.kept.counters["menu_id"]}}


def effective(call: Call) -> Answer:
    """Give the menu that is shown."""
    menu = call.world.kept.menu
    shown = [_selfmenu(button) for button in menu["button"]] if menu else []
    return {"is_menu_open": 1 if menu else 0, "selfmenu_info": {"button": shown}}


def _selfmenu(button: dict[str, Any]) -> dict[str, Any]:
    inner = button.get("sub_button")
    return {"name": button["name"], "sub_button": {"list": inner}} if inner else button


def delete(call: Call) -> Answer:
    """Take the menu away."""
    call.world.kept.menu = None
    call.world.changed()
    return dict(_OK)


APIS = (
    Api(path="/cgi-bin/menu/create", run=create, capability="menu", daily=1_000),
    Api(path="/cgi-bin/menu/get", run=get, method="GET", body="none", capability="menu", daily=10_000),
    Api(
        path="/cgi-bin/get_current_selfmenu_info",
        run=effective,
        method="GET",
        body="none",
        capability="menu",
        daily=10_000,
    ),
    Api(path="/cgi-bin/menu/delete", run=delete, method="GET", body="none", capability="menu", daily=1_000),
)
