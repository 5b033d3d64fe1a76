"""The account's menu, and the templates that accounts have.

Sources: https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu.html,
https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/getMessageTemplateList.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wechat.calling import Caller
from wechat.errors import PlatformError, Unfit

NO_MENU = 46003


class Template(NamedTuple):
    """Is a template of an account; `long_term` when one consent is good for every message."""

    id: str
    title: str
    content: str
    long_term: bool = False


def _check(buttons: Sequence[Mapping[str, Any]], most: int, name_bytes: int, *, top: bool) -> None:
    if not 1 <= len(buttons) <= most:
        raise Unfit(f"a menu has 1 to {most} buttons on a level")
    for button in buttons:
        name = str(button.get("name", ""))
        if not 1 <= len(name.encode()) <= name_bytes:
            raise Unfit(f"a button's name has 1 to {name_bytes} bytes")
        under = button.get("sub_button")
        if bool(under) == bool(button.get("type")) or (under and not top):
            raise Unfit("a button has either a type or buttons under it")
        if under:
            _check(under, 5, 60, top=False)
        if len(str(button.get("key", "")).encode()) > 128 or len(str(button.get("url", "")).encode()) > 1024:
            raise Unfit("a button's key has 128 bytes, its url 1,024")


class Menus(Caller):
    """Makes and reads the menu; lists templates."""

    async def menu_create(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Replace the whole menu; phones show it within five minutes.

        Args:
            buttons: 1 to 3, each with a `type` or 1 to 5 in `sub_button`, as the platform writes them.

        """
        _check(buttons, 3, 16, top=True)
        await self.ask("cgi-bin/menu/create", {"button": buttons})

    async def menu_get(self) -> list[dict[str, Any]]:
        """Return the buttons of the menu, none when there is no menu."""
        try:
            found = await self.ask("cgi-bin/menu/get")
        except PlatformError as refused:
            if refused.errcode == NO_MENU:
                return []
            raise
        menu = found.get("menu")
        return list(menu.get("button") or []) if isinstance(menu, dict) else []

    async def templates(self) -> list[Template]:
        """Return the official account's templates for template messages."""
        found = await self.ask("cgi-bin/template/get_all_private_template")
        return [
            Template(str(t.get("template_id", "")), str(t.get("title", "")), str(t.get("content", "")))
            for t in found.get("template_list") or []
        ]

    async def subscribe_templates(self) -> list[Template]:
        """Return the templates for subscription messages."""
        found = await self.ask("wxaapi/newtmpl/gettemplate")
        return [
            Template(
                str(t.get("priTmplId", "")), str(t.get("title", "")), str(t.get("content", "")), t.get("type") == 3
            )
            for t in found.get("data") or []
        ]
