"""What can go wrong between the platform and us, one tree.

WechatFault
├── Forbidden        callback: not signed with our token, or not sealed with our key   → 403, no detail
├── TooLarge         callback: more bytes than a message can have                      → 413
├── Unreadable       callback: signed, but no message                                  → `success`, else it is repeated
├── Unfit            our own argument breaks a rule of the platform; nothing was sent
├── TransportError   no usable answer came
└── PlatformError    the platform answered with an errcode; `fate` says what becomes of it
"""

from __future__ import annotations

from wechat.fates import RULES, UNKNOWN, Fate

TOKEN_API = "cgi-bin/stable_token"  # noqa: S105  the path of an API


class WechatFault(Exception):
    """Stands over everything this room raises; `code` is stable, `text` is for a person."""

    code = "wechat"
    text = "微信那边暂时没有回应，请稍后再试"


class Forbidden(WechatFault):
    """Refuses a callback that the platform did not send. Says nothing about why."""

    code = "wechat_forbidden"
    text = "没有权限"


class TooLarge(WechatFault):
    """Refuses a callback with more bytes than the platform ever sends."""

    code = "wechat_too_large"
    text = "内容太大"


class Unreadable(WechatFault):
    """Tells that a rightly signed callback holds no message; repeating it would not help."""

    code = "wechat_unreadable"
    text = "没有读懂这条消息"


class Unfit(WechatFault):
    """Refuses a call before it is made, because the platform would refuse it.

    Args:
        what: which argument, and what it must be.

    """

    code = "wechat_unfit"
    text = "内容不合微信的规定，没有发出"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class TransportError(WechatFault):
    """Tells that no usable answer came: nobody there, too slow, cut off, empty, half, or not what the API speaks.

    Args:
        api: path of the API.
        why: short reason for the log; never holds a token or a person's data.
        doubtful: True when the platform may have done what was asked all the same.

    """

    code = "wechat_unreachable"
    fate = Fate.AGAIN

    def __init__(self, api: str, why: str, *, doubtful: bool) -> None:
        super().__init__(f"{api}: {why}")
        self.api, self.why, self.doubtful = api, why, doubtful


class PlatformError(WechatFault):
    """Carries the errcode that the platform answered.

    Args:
        errcode: the platform's number.
        errmsg: the platform's words with the request id; for people who search the log, never to be compared.
        api: path of the API.

    """

    code = "wechat_refused"

    def __init__(self, errcode: int, errmsg: str, api: str) -> None:
        super().__init__(f"{api}: {errcode}")
        self.errcode, self.errmsg, self.api = errcode, errmsg, api
        self.rule = RULES.get(errcode, UNKNOWN)
        # where a token is asked for, a token cannot be what is wrong: 40001 means the app secret there
        self.fate = Fate.CONFIG if api == TOKEN_API and self.rule.fate is Fate.TOKEN else self.rule.fate
        self.text = self.rule.text
