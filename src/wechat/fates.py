"""What the product does about each errcode of the platform.

Texts of the codes: 全局返回码, https://developers.weixin.qq.com/doc/service/guide/dev/api/error_code.html
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Fate(Enum):
    """Says what becomes of a call that the platform refused."""

    AGAIN = "again"  # the same call may succeed later
    TOKEN = "token"  # noqa: S105  a new access token, then once more
    REFUSED = "refused"  # this person cannot be reached this way: another channel
    WINDOW = "window"  # the person has to write first: another channel
    QUOTA = "quota"  # the account has used up what it may: another channel, tell the operator
    BUSY = "busy"  # too many calls in one minute: the same call after its wait
    CODE = "code"  # the client's one-time code is void: ask for a new one
    CONTENT = "content"  # this content is not accepted: change it or take another channel
    CONFIG = "config"  # the account is set up wrongly: tell the operator, do not repeat
    BUG = "bug"  # we have called it wrongly: tell the developer, do not repeat


class Rule(NamedTuple):
    """Tells for one errcode what becomes of the call.

    `does` is what the product does, `text` what a person in front of the screen reads, `wait` how many seconds to
    leave before the call may be made again (0: none is set).
    """

    fate: Fate
    does: str
    text: str = "微信那边暂时办不了，请稍后再试"
    wait: float = 0


_LATER = "微信那边忙，请过一会儿再试"
_CODE = "这次授权已经失效，请再点一次"
_SETUP = "这项功能还没有开通好，已经通知管理员"

RULES: dict[int, Rule] = {
    -1: Rule(Fate.AGAIN, "repeat with growing pauses, three tries", _LATER, 1),
    40001: Rule(Fate.TOKEN, "take the shared token or fetch one, repeat once; a wrong secret shows up there"),
    40014: Rule(Fate.TOKEN, "as 40001"),
    42001: Rule(Fate.TOKEN, "as 40001"),
    41001: Rule(Fate.TOKEN, "as 40001; a call without a token is our fault, but a forwarder may have lost it"),
    40003: Rule(Fate.REFUSED, "this openid is not of this account: the contact is dead, another channel"),
    43004: Rule(Fate.REFUSED, "the person does not follow the account: another channel"),
    43019: Rule(Fate.REFUSED, "the account's blacklist names the person: another channel"),
    43101: Rule(Fate.REFUSED, "no subscription is left: the credit is 0, another channel"),
    48002: Rule(Fate.REFUSED, "the person takes no messages of the account: another channel"),
    45015: Rule(Fate.WINDOW, "the customer-service window is closed: another channel"),
    45047: Rule(Fate.WINDOW, "the window's messages are used up: another channel"),
    45080: Rule(Fate.WINDOW, "typing shows only within 30 s of a message: leave it"),
    45081: Rule(Fate.WINDOW, "typing is shown already: leave it"),
    45009: Rule(Fate.QUOTA, "stop this API, alarm, other channels", "今天的次数用完了，请明天再试", 3600),
    45011: Rule(Fate.BUSY, "leave this API for a minute, then repeat", _LATER, 60),
    45029: Rule(Fate.QUOTA, "no permanent QR code is left: alarm", _SETUP),
    48006: Rule(Fate.QUOTA, "quota was reset too often this month: alarm", _SETUP),
    40029: Rule(Fate.CODE, "ask the client for a new code", _CODE),
    40163: Rule(Fate.CODE, "the code was used: ask the client for a new one", _CODE),
    42003: Rule(Fate.CODE, "the code has run out: ask the client for a new one", _CODE),
    40226: Rule(
        Fate.REFUSED, "the platform holds this user for high risk: no log-in", "微信暂时不让这个账号登录，请稍后再试"
    ),
    40007: Rule(
        Fate.CONTENT, "the media is gone (3 days): ask the person to send it again", "这个文件已经过期，请再发一次"
    ),
    46001: Rule(Fate.CONTENT, "as 40007", "这个文件已经过期，请再发一次"),
    40004: Rule(Fate.CONTENT, "media type is not taken", "这种文件微信不收，请换成照片"),
    40005: Rule(Fate.CONTENT, "file type is not taken", "这种文件微信不收，请换成照片"),
    40006: Rule(Fate.CONTENT, "file is too large", "文件太大，请换小一点的"),
    40009: Rule(Fate.CONTENT, "picture is too large", "图片太大，请换小一点的"),
    45001: Rule(Fate.CONTENT, "file is too large", "文件太大，请换小一点的"),
    44004: Rule(Fate.BUG, "an empty text was sent"),
    45002: Rule(Fate.CONTENT, "text is too long: split it"),
    47003: Rule(
        Fate.CONTENT, "a field breaks its type's rule or is missing: another channel, mend the region's message"
    ),
    87014: Rule(Fate.CONTENT, "content was judged risky", "这段内容没有通过微信的检查，请修改"),
    40013: Rule(Fate.CONFIG, "wrong app id: alarm", _SETUP),
    40125: Rule(Fate.CONFIG, "wrong app secret: alarm", _SETUP),
    40002: Rule(Fate.CONFIG, "grant type or permission: alarm", _SETUP),
    40243: Rule(Fate.CONFIG, "the app secret is frozen: alarm", _SETUP),
    40164: Rule(Fate.CONFIG, "our address is not on the account's list: alarm", _SETUP),
    61004: Rule(Fate.CONFIG, "as 40164", _SETUP),
    45035: Rule(Fate.CONFIG, "as 40164", _SETUP),
    89503: Rule(Fate.CONFIG, "the account's administrator must confirm our address", _SETUP),
    89506: Rule(Fate.CONFIG, "the administrator refused our address: 24 hours", _SETUP, 86400),
    89507: Rule(Fate.CONFIG, "the administrator refused our address: 1 hour", _SETUP, 3600),
    61024: Rule(Fate.CONFIG, "the account is run by a third-party platform: alarm", _SETUP),
    40037: Rule(Fate.CONFIG, "no such template in this account: alarm, another channel", _SETUP),
    41030: Rule(
        Fate.CONFIG, "the mini-program has no such page in its released version: alarm, send without it", _SETUP
    ),
    40169: Rule(Fate.BUG, "a code's scene is too long or has other characters"),
    45026: Rule(Fate.CONFIG, "too many templates in the account", _SETUP),
    45064: Rule(Fate.CONFIG, "the mini-program is not linked to the account: alarm", _SETUP),
    46003: Rule(Fate.CONFIG, "no menu has been made: make it", _SETUP),
    48001: Rule(Fate.CONFIG, "the account may not use this API: switch the capability off", _SETUP),
    48004: Rule(Fate.CONFIG, "the API is banned: alarm", _SETUP),
    50002: Rule(Fate.CONFIG, "the account is limited: alarm", _SETUP),
    45109: Rule(Fate.BUG, "the API is withdrawn: remove the caller"),
    40033: Rule(Fate.BUG, "characters were escaped in the request"),
    40035: Rule(Fate.BUG, "an argument is wrong"),
    40053: Rule(Fate.BUG, "a QR code's action is wrong"),
    40097: Rule(Fate.BUG, "an argument is wrong"),
    41005: Rule(Fate.BUG, "an upload had no file name"),
    43001: Rule(Fate.BUG, "GET is wanted"),
    43002: Rule(Fate.BUG, "POST is wanted"),
    44002: Rule(Fate.BUG, "the body was empty"),
    45072: Rule(Fate.BUG, "an unknown typing command"),
    47001: Rule(Fate.BUG, "the body is no JSON, or not in UTF-8"),
}
UNKNOWN = Rule(Fate.BUG, "an errcode that nobody has met here: another channel, tell the developer")


def fate(errcode: int) -> Fate:
    """Return what becomes of a call that was answered with this errcode; an unknown one is not repeated.

    Args:
        errcode: the platform's number, not 0.

    """
    return RULES.get(errcode, UNKNOWN).fate
