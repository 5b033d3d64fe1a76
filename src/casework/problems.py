"""What a deed answers when it does not do what was asked.

Problem
├── Hidden        404  not there, or not for this person: the two look alike from outside
├── Unknown       401  nobody is logged in, or no longer
├── Denied        403  known, but this person may not do this
├── Wrong         422  an answer or a body that cannot be kept
├── Shut          409  not now: closed, locked, at another step, another deed first
├── Gone          410  a code or a ticket that was used or has run out
├── Spoilt        410  a file that was kept and is lost or damaged: it has to come again
├── Raced         412  somebody was faster; `current` says how it is now
├── Crowded       429  too often
└── Down          503  nothing can be kept at the moment
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Spot(msgspec.Struct, frozen=True, omit_defaults=True):
    """Names one thing that is wrong and where it stands.

    Args:
        code: stable name of the rule.
        text: the sentence for the person, in Chinese.
        section, row, field: the address; `row` and `field` may be absent.
        instead: answers that would pass.
        level: `stop` or `warn`.
        page: where it can be mended.
    """

    code: str
    text: str
    section: str | None = None
    row: str | None = None
    field: str | None = None
    instead: Sequence[str] = ()
    level: str = "stop"
    page: str | None = None


class Problem(Exception):
    """Says what a person should do when a deed could not be done.

    Args:
        code: stable name, for programs and tests.
        detail: one or two Chinese sentences that say what to do next.
        spots: single answers that are concerned.
        current: the present view of what was to be changed, where that helps.
        final: comes before an answer that was stored under the same key: whoever may no longer see a thing does not get
            what was answered about it; the kind of problem decides where nothing is said.
    """

    status = 400
    title = "没有办成"
    final = False

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        spots: Sequence[Spot] = (),
        current: Mapping[str, Any] | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.spots, self.current = code, detail, tuple(spots), current
        self.final = final or self.final


class Hidden(Problem):
    """Answers for what is not there and for what is not this person's alike."""

    status, title = 404, "没有找到"


class Unknown(Problem):
    """Asks for a log-in."""

    status, title = 401, "请先登录"
    final = True


class Denied(Problem):
    """Refuses a deed to somebody who may see but not do."""

    status, title = 403, "没有权限"
    final = True


class Wrong(Problem):
    """Refuses content that cannot be kept."""

    status, title = 422, "还没保存"


class Shut(Problem):
    """Refuses a deed that is not possible now."""

    status, title = 409, "现在不能这样做"


class Gone(Problem):
    """Refuses a code or ticket that was used or has run out."""

    status, title = 410, "已经失效"


class Spoilt(Problem):
    """Tells that a file was kept and cannot be opened any more: waiting does not bring it back."""

    status, title = 410, "材料坏了"


class Raced(Problem):
    """Tells that the thing to be changed has changed meanwhile."""

    status, title = 412, "两边不一样"


class Crowded(Problem):
    """Asks to wait."""

    status, title = 429, "请稍等再试"


class Down(Problem):
    """Tells that nothing can be kept at the moment."""

    status, title = 503, "暂时存不上"


def hidden(what: str = "这一页") -> Hidden:
    """Return the one answer for the absent and the forbidden.

    Args:
        what: what was looked for, in Chinese.
    """
    return Hidden("not_found", f"没有找到{what}，或者它不归您看。请回到首页再进一次")


def used_up() -> Gone:
    """Return the one answer for a code that never was, was used or has run out."""
    return Gone("ticket_gone", "这个码过期了，或者已经用过。请对方再给一个，再扫一次")


def barred(what: str = "这一页") -> Hidden:
    """Return the same answer for what this person may not see, whatever the same call was answered before.

    Args:
        what: what was looked for, in Chinese.
    """
    same = hidden(what)
    return Hidden(same.code, same.detail, final=True)


def unknown(contact: str | None) -> Unknown:
    """Return what somebody reads of whom nobody knows who it is: to log in, or, logged in, to say so first.

    Args:
        contact: the WeChat contact of an open session, None without one.
    """
    if contact:
        return Unknown("phone_first", "请先用微信验证手机号，再接着做")
    return Unknown("not_logged_in", "登录过期了，您填的都在。请再登录一次")


def unread() -> Down:
    """Return what somebody reads where nothing can be read at the moment."""
    return Down("not_read", "没读出来，您填的都还在。请过一会儿再试")


def unkept() -> Down:
    """Return what somebody reads where nothing can be kept at the moment."""
    return Down("not_kept", "现在存不上，您写的还在这里。请过一会儿再试")
