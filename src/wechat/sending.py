"""Messages that we begin: customer-service, template and subscription messages.

Sources: 客服消息 https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage,
模板消息 https://developers.weixin.qq.com/doc/service/guide/product/template_message/Template_Message_Interface.html,
订阅消息 https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/subscribe-message.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from wechat import reply
from wechat.calling import Caller
from wechat.errors import PlatformError, Unfit
from wechat.fates import Fate

State = Literal["formal", "trial", "developer"]


class Page(NamedTuple):
    """Is a page of a mini-program: its app id, and path with query."""

    app_id: str
    path: str


def _said(text: str, what: str) -> str:
    """Return a text as it may be sent, or refuse it before the platform does."""
    fit = reply.content(text).decode()
    if not fit.strip():
        raise Unfit(f"{what} is empty")
    if reply.size(text) > reply.LIMIT:
        raise Unfit(f"{what} has more than {reply.LIMIT} bytes")
    return fit


def _fields(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    if not data:
        raise Unfit("data has no field")
    if empty := [name for name, value in data.items() if not value.strip()]:
        raise Unfit(f"data.{empty[0]} is empty")
    return {name: {"value": value} for name, value in data.items()}


class Sending(Caller):
    """Sends messages. One that may have gone out although no answer came is not repeated here: `doubtful` says so."""

    async def send_text(self, openid: str, text: str) -> None:
        """Send a customer-service text.

        Args:
            openid: of this account.
            text: with links, at most 2,048 bytes.

        Raises:
            Unfit, PlatformError, TransportError: see `wechat.errors`.

        """
        await self._custom(openid, "text", {"content": _said(text, "text")})

    async def send_image(self, openid: str, media_id: str) -> None:
        """Send a customer-service picture.

        Args:
            openid: of this account.
            media_id: of an upload not older than three days.

        """
        await self._custom(openid, "image", {"media_id": media_id})

    async def send_menu_message(
        self, openid: str, head: str, choices: Sequence[tuple[str, str]], tail: str = ""
    ) -> None:
        """Send a customer-service message with choices to tap; a tap comes back as a text.

        Args:
            openid: of this account.
            head: what stands above.
            choices: pairs of id and words; the words are what is sent.
            tail: what stands below.

        """
        listed = [{"id": id, "content": _said(words, "choice")} for id, words in choices]
        if not listed:
            raise Unfit("choices are empty")
        menu = {
            "head_content": _said(head, "head"),
            "list": listed,
            "tail_content": _said(tail, "tail") if tail else "",
        }
        await self._custom(openid, "msgmenu", menu)

    async def _custom(self, openid: str, kind: str, content: Mapping[str, Any]) -> None:
        body = {"touser": openid, "msgtype": kind, kind: content}
        await self.ask("cgi-bin/message/custom/send", body, repeat=False)

    async def typing(self, openid: str, *, on: bool = True) -> bool:
        """Show or hide that an answer is being written; return whether the platform showed it.

        Args:
            openid: of this account; must have written within the last 30 s.
            on: show or hide.

        """
        try:
            command = "Typing" if on else "CancelTyping"
            await self.ask("cgi-bin/message/custom/typing", {"touser": openid, "command": command})
        except PlatformError as refused:
            if refused.fate is Fate.WINDOW:
                return False
            raise
        return True

    async def send_template(
        self,
        openid: str,
        template: str,
        data: Mapping[str, str],
        *,
        page: Page | None = None,
        url: str = "",
        client_msg_id: str = "",
    ) -> str:
        """Send a template message to a follower; return its id, under which its end is told later.

        Args:
            openid: of this account.
            template: id of the account's template.
            data: the template's fields, `{"thing1": "副主任医师申报"}`.
            page: the mini-program's page that it opens; comes before `url`.
            url: address that it opens where there is no mini-program.
            client_msg_id: the same message under the same id goes out once within ten minutes; with it, it is repeated.

        """
        body: dict[str, Any] = {"touser": openid, "template_id": template, "data": _fields(data)}
        if url:
            body["url"] = url
        if page:
            body["miniprogram"] = {"appid": page.app_id, "pagepath": page.path}
        if client_msg_id:
            body["client_msg_id"] = client_msg_id
        found = await self.ask("cgi-bin/message/template/send", body, repeat=bool(client_msg_id))
        return str(found.get("msgid", ""))

    async def send_subscribe(
        self, openid: str, template: str, data: Mapping[str, str], *, page: str = "", state: State = "formal"
    ) -> str:
        """Send a subscription message of the mini-program; return its id where the platform gives one.

        Args:
            openid: of the mini-program.
            template: id of the mini-program's template.
            data: the template's fields.
            page: path and query; must exist in the released version.
            state: which version the message opens.

        """
        body: dict[str, Any] = {
            "touser": openid,
            "template_id": template,
            "data": _fields(data),
            "miniprogram_state": state,
            "lang": "zh_CN",
        }
        if page:
            body["page"] = page
        found = await self.ask("cgi-bin/message/subscribe/send", body, repeat=False)
        return str(found.get("msgid", ""))

    async def send_biz_subscribe(
        self, openid: str, template: str, data: Mapping[str, str], *, page: Page | None = None, url: str = ""
    ) -> str:
        """Send a subscribe message of the official account; return its id where the platform gives one.

        Args:
            openid: of the official account.
            template: id of the account's subscription template.
            data: the template's fields.
            page: the mini-program's page that it opens.
            url: address that it opens.

        """
        body: dict[str, Any] = {"touser": openid, "template_id": template, "data": _fields(data)}
        if url:
            body["page"] = url
        if page:
            body["miniprogram"] = {"appid": page.app_id, "pagepath": page.path}
        found = await self.ask("cgi-bin/message/subscribe/bizsend", body, repeat=False)
        return str(found.get("msgid", ""))
