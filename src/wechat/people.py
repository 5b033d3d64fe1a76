"""Who somebody is: log-in of the mini-program, phone number, follower.

Sources: https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html,
https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html,
https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_userinfo.html
"""

from __future__ import annotations

from typing import Any, cast

import msgspec

from wechat.calling import Caller
from wechat.errors import TransportError, Unfit


class _Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """Keeps a person's data out of logs."""

    def __repr__(self) -> str:
        """Return the kind alone."""
        return f"<{type(self).__name__}>"


class Login(_Hidden, frozen=True, kw_only=True):
    """Is who has logged in; `union` is empty unless the accounts are bound. The session key is not kept."""

    openid: str
    union: str = ""


class Phone(_Hidden, frozen=True, kw_only=True):
    """Is a verified phone: the number without its country, and the country's code."""

    number: str
    country: str = "86"


class Follower(_Hidden, frozen=True, kw_only=True):
    """Is what an account knows of an openid; a person who does not follow has no more than that."""

    openid: str
    following: bool
    union: str = ""
    since: int = 0


def _word(found: dict[str, Any], name: str) -> str:
    """Return a member as text; the platform leaves members out and changes their types."""
    value = found.get(name)
    return str(value) if isinstance(value, str | int) else ""


class People(Caller):
    """Asks who somebody is."""

    async def jscode2session(self, code: str) -> Login:
        """Exchange the mini-program's log-in code; each is good once, for five minutes.

        Args:
            code: from `wx.login`.

        Raises:
            PlatformError: 40029 or 40163 when a new code is needed, 40226 when the platform bars the user.

        """
        if not code or len(code) > 512:
            raise Unfit("code")
        query = {
            "appid": self.app.id,
            "secret": self.app.secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        api = "sns/jscode2session"
        found = await self.ask(api, query=query, token=False, repeat=False)
        if not (openid := _word(found, "openid")):
            raise TransportError(api, "no openid in the answer", doubtful=True)
        return Login(openid=openid, union=_word(found, "unionid"))

    async def phone_number(self, code: str) -> Phone:
        """Exchange the code of the phone button; it is not the log-in code, and good once, for five minutes.

        Args:
            code: from the button's event.

        """
        if not code or len(code) > 512:
            raise Unfit("code")
        api = "wxa/business/getuserphonenumber"
        found = await self.ask(api, {"code": code}, repeat=False)
        info = found.get("phone_info")
        told = cast(dict[str, Any], info) if isinstance(info, dict) else {}
        if not (number := _word(told, "purePhoneNumber")):
            raise TransportError(api, "no number in the answer", doubtful=True)
        return Phone(number=number, country=_word(told, "countryCode") or "86")

    async def user_info(self, openid: str) -> Follower:
        """Ask whether somebody follows the account, and for the union id where accounts are bound.

        Args:
            openid: of this account.

        """
        found = await self.ask("cgi-bin/user/info", query={"openid": openid, "lang": "zh_CN"})
        since = found.get("subscribe_time")
        return Follower(
            openid=openid,
            following=found.get("subscribe") == 1,
            union=_word(found, "unionid"),
            since=since if isinstance(since, int) else 0,
        )
