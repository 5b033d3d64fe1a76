"""The ledger of one contact: which customer-service windows are open, which subscriptions are left.

Sources: 客服消息 (5 messages within 48 hours of a person's message; 3 within a minute of a menu click, a scan or a
follow), https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage; 订阅消息 (each accept
is one message; long-term ones last until the person turns them off).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Act = Literal["message", "tap", "click", "scan", "follow"]

_HOURS_48, _MINUTE = 48 * 3600.0, 60.0
OPENS: dict[Act, tuple[float, int]] = {
    "message": (_HOURS_48, 5),
    "tap": (_MINUTE, 3),  # a tap on a choice comes as a text, but may count as a menu click: the smaller is assumed
    "click": (_MINUTE, 3),
    "scan": (_MINUTE, 3),
    "follow": (_MINUTE, 3),
}
"""What each act of a person opens: seconds, and messages within them."""


class Window(msgspec.Struct, frozen=True):
    """Is one open window: its end in seconds since 1970, and the messages left in it."""

    until: float
    left: int


class Ledger(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is what may be sent to one openid of one account.

    `windows` by the act that opened them, `credits` by template, `lasting` are templates subscribed for good, `shut` is
    set when the platform says that this openid takes nothing.
    """

    following: bool = False
    windows: dict[Act, Window] = {}
    credits: dict[str, int] = {}
    lasting: tuple[str, ...] = ()
    shut: bool = False


def read(kept: Mapping[str, Any]) -> Ledger:
    """Return the ledger out of what `write` gave.

    Args:
        kept: members of a JSON object.

    """
    return msgspec.convert(kept, Ledger)


def write(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as members of a JSON object."""
    return msgspec.to_builtins(ledger)


def heard_kept(kept: Mapping[str, Any], act: Act, at: float) -> dict[str, Any]:
    """Fold something that the person did in the account's chat; it opens a window and proves that the person is there.

    Every message does this, so what is kept is changed as it is, without the way through a `Ledger`.

    Args:
        kept: as `write` gave it, and given back so.
        act: what was done.
        at: seconds since 1970.

    """
    seconds, count = OPENS[act]
    windows: dict[Act, Any] = {act: {"until": at + seconds, "left": count}}
    for other, window in kept.get("windows", {}).items():
        if other != act and window["until"] > at:
            windows[other] = window
    now = {**kept, "following": True, "windows": windows}
    now.pop("shut", None)
    return now


def credited(ledger: Ledger, template: str, *, lasting: bool = False) -> Ledger:
    """Fold that the person accepted a subscription.

    Args:
        ledger: as it was.
        template: its id.
        lasting: whether it is a long-term one.

    """
    if lasting:
        kept = tuple(t for t in ledger.lasting if t != template)
        return msgspec.structs.replace(ledger, lasting=(*kept, template), shut=False)
    credits = {**ledger.credits, template: ledger.credits.get(template, 0) + 1}
    return msgspec.structs.replace(ledger, credits=credits, shut=False)


def withdrawn(ledger: Ledger, template: str) -> Ledger:
    """Fold that the person turned a subscription off, or that none is left.

    Args:
        ledger: as it was.
        template: its id.

    """
    credits = {t: n for t, n in ledger.credits.items() if t != template}
    return msgspec.structs.replace(ledger, credits=credits, lasting=tuple(t for t in ledger.lasting if t != template))


def spent(ledger: Ledger, channel: str, at: float, template: str = "") -> Ledger:
    """Fold that a message went out.

    Args:
        ledger: as it was.
        channel: over which.
        at: seconds since 1970.
        template: its id, for one-time subscriptions.

    """
    if channel == "custom":
        live = [(act, window) for act, window in ledger.windows.items() if window.until > at and window.left > 0]
        if not live:
            return ledger
        act, window = min(live, key=lambda one: one[1].until)  # the one that ends first, so that the long one lasts
        windows = {**ledger.windows, act: Window(window.until, window.left - 1)}
        return msgspec.structs.replace(ledger, windows=windows)
    if channel == "subscribe" and ledger.credits.get(template, 0) > 0:
        left = {**ledger.credits, template: ledger.credits[template] - 1}
        return msgspec.structs.replace(ledger, credits={t: n for t, n in left.items() if n})
    return ledger


def refused(ledger: Ledger, errcode: int, template: str = "") -> Ledger:
    """Fold what a refusal of the platform tells about the person; most tell nothing.

    Args:
        ledger: as it was.
        errcode: the platform's number.
        template: id of the template that was used, empty for customer-service messages.

    """
    match errcode:
        case 43101:
            return withdrawn(ledger, template)
        case 45015:
            return msgspec.structs.replace(ledger, windows={})
        case 45047:
            windows = {act: Window(window.until, 0) for act, window in ledger.windows.items()}
            return msgspec.structs.replace(ledger, windows=windows)
        case 43004:
            return msgspec.structs.replace(ledger, following=False, windows={})
        case 40003 | 43019 | 48002:
            return msgspec.structs.replace(ledger, shut=True)
        case _:
            return ledger


def room(ledger: Ledger, at: float) -> tuple[float, int]:
    """Return until when customer-service messages may be sent, and how many; (0, 0) when none.

    Args:
        ledger: as it is.
        at: seconds since 1970.

    """
    live = [window for window in ledger.windows.values() if window.until > at and window.left > 0]
    if not live or ledger.shut:
        return 0.0, 0
    return max(window.until for window in live), sum(window.left for window in live)
