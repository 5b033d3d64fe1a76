"""The platform's refusals: return codes, their texts and the request id behind each text.

Source: the platform's page of global return codes, and texts that the live API answered.
"""

from __future__ import annotations

import random

_MORE = "could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"

TEXTS: dict[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid meida size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid code",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid args size",
    40037: "invalid template_id",
    40053: "invalid action info, please check document",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist",
    40169: "invalid length for scene, or the data is not json string",
    40226: "user blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41006: "media_id missing",
    41008: "missing code",
    41009: "missing openid",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45026: "template num exceeds limit",
    45029: "qrcode count out of limit",
    45047: "out of response count limit",
    45064: "no permission to use weapp in menu",
    45072: "invalid command",
    45080: "need sending message to user, or recving message from user in the last 30 seconds before typing",
    46003: "menu no exist",
    45109: "This API has been unsupported",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    48002: "user block receive message",
    48006: "forbid to clear quota because of reaching the limit",
    50002: "user limited",
    76003: "invalid cgi_path",
    85096: "not allow include scancode_time field",
    200012: "个人模板数已达上限，上限25个",
    200014: "模板 tid 参数错误",
    200016: "start 参数错误",
    200020: "关键词列表 kidList 参数错误",
    200021: "场景描述 sceneDesc 参数错误",
}
_HINTED = {40001, 45009}


class Refusal(Exception):
    """Is what an API answers instead of a result.

    Args:
        errcode: the platform's return code.
        detail: stands in the place of the code's usual text, or behind it where that ends in an exclamation mark.

    """

    def __init__(self, errcode: int, detail: str = "") -> None:
        super().__init__(errcode, detail)
        self.errcode = errcode
        self.detail = detail

    @property
    def text(self) -> str:
        """Give the text without the request id."""
        usual = TEXTS.get(self.errcode, "unknown error")
        if not self.detail:
            return usual
        return f"{usual} {self.detail}" if usual.endswith("!") else self.detail


def request_id(chance: random.Random) -> str:
    """Draw the id that a call is known by in the platform's log."""
    return "-".join(f"{chance.getrandbits(32):08x}" for _ in range(3))


def message(refusal: Refusal, api: str, rid: str, chance: random.Random) -> str:
    """Put the request id behind a refusal's text, in one of the three shapes that the platform uses.

    The sns endpoints have a comma and never the advice about stable tokens; the others change.
    """
    text = refusal.text
    if api.startswith("/sns/"):
        return f"{text}, rid: {rid}"
    if refusal.errcode in _HINTED and not refusal.detail:
        text = f"{text}, {_MORE}"
    shape = chance.choice((" rid: {}", ", rid: {}", " hint: [{}] rid: {}"))
    return text + shape.format(*([rid[:14], rid] if "hint" in shape else [rid]))
