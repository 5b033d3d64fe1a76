"""What can be made to go wrong, and the chance of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Fault = Literal["busy", "slow", "reset", "reset_after", "bad_gateway", "half_json", "nothing", "refuse"]


class Chaos(Struct, kw_only=True, forbid_unknown_fields=True):
    """Gives the chance, 0 to 1, of each fault on a call of the product.

    busy: -1 instead of an answer. slow: five seconds late. reset: the connection is cut before anything happened.
    bad_gateway: an HTML page with 502. reset_after, half_json, nothing: it happened, and the answer is cut off, broken
    or empty.
    """

    busy: float = 0.01
    slow: float = 0.005
    reset: float = 0.005
    reset_after: float = 0.005
    bad_gateway: float = 0.005
    half_json: float = 0.005
    nothing: float = 0.005


class Next(Struct, kw_only=True, forbid_unknown_fields=True):
    """Is a fault for the next calls whose path contains ``api``; ``errcode`` goes with ``refuse``."""

    api: str = ""
    kind: Fault = "refuse"
    errcode: int = -1
    count: int = 1


class Switches(Struct, kw_only=True, forbid_unknown_fields=True):
    """Holds every switch that is not a person's own.

    Args:
        offline, slow: 断网 and 慢网 for every phone.
        fault: 故障, every call of the product is answered with -1.
        chaos: chances of faults on calls of the product; None is fair weather.
        next: faults that wait for certain calls.
        duplicate: each push once, to two connections at the same time, or again some seconds later.
        same_msg_id: messages of different people get one MsgId.
        tap_ids: whether a tapped link carries its bizmsgmenuid.
        tap_window: which window of customer-service messages a tap opens.
        finish: whether events follow a sent template; ``never`` loses them, ``failed`` reports a failure of the system.
        mark_fail: how many pushes in a row may fail before the platform stops for 60 s.
        mark_fail_keeps: pushes of those 60 s are sent afterwards instead of lost.
        union: both accounts are bound together, so that a union id is given.
        block_ip: the product's address is not on the list of allowed ones.
        subscribe_max: how many templates one requestSubscribeMessage may name.
        unsubscribe_twice: the unsubscribe event is pushed twice, as has been seen.

    """

    offline: bool = False
    slow: bool = False
    fault: bool = False
    chaos: Chaos | None = None
    next: list[Next] = field(default_factory=lambda: list[Next]())
    duplicate: Literal["off", "parallel", "later"] = "off"
    same_msg_id: bool = False
    tap_ids: Literal["always", "never", "mixed"] = "always"
    tap_window: Literal["menu", "message"] = "menu"
    finish: Literal["success", "failed", "never"] = "success"
    mark_fail: int = 5
    mark_fail_keeps: bool = False
    union: bool = False
    block_ip: bool = False
    subscribe_max: int = 3
    unsubscribe_twice: bool = False
