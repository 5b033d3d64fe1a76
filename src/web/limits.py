"""How often somebody may ask for something that costs, or that tells of others: in each web process."""

import time
from ipaddress import IPv6Address, ip_address

from sanic import Request

from casework.actor import Act
from casework.problems import Crowded

MOST = 10_000  # callers remembered
NUMBERS = "身份证号的事刚才试了太多次，这一次没有保存。请过 10 分钟再试；还是不对，请带身份证原件找单位人事科"


class Limit:
    """Counts calls of each caller: so many at once, and then so many a minute.

    Args:
        burst: calls that may come at once.
        per_minute: calls that become possible again in each minute.
    """

    def __init__(self, burst: int, per_minute: float) -> None:
        self.burst, self.per_second = float(burst), per_minute / 60
        self._left: dict[str, tuple[float, float]] = {}  # caller → calls left, when that was

    def passes(self, whose: str, now: float) -> bool:
        """Count one call; tell whether it may go on.

        Args:
            whose: who calls; of somebody without a session the network (`network`).
            now: any steady clock, seconds.
        """
        left, at = self._left.pop(whose, (self.burst, now))
        left = min(self.burst, left + max(0.0, now - at) * self.per_second)
        if len(self._left) >= MOST:
            self._left.pop(next(iter(self._left)))
        self._left[whose] = (max(0.0, left - 1), now)
        return left >= 1


def seldom(request: Request, act: Act) -> None:
    """Count a call whose answer tells whether somebody has registered an ID number.

    Args:
        request: knows the limit of this process.
        act: who asks, by WeChat.

    Raises:
        Crowded: this WeChat has asked too often.
    """
    if not request.app.ctx.numbers.passes(act.contact or act.person or "", time.monotonic()):
        raise Crowded("too_often", NUMBERS)


def address(request: Request) -> str:
    """Return the network address of the caller, as far as the proxies before the product are trusted to say it."""
    return request.remote_addr or request.ip


def network(address: str) -> str:
    """Return whose address it is: a house behind one IPv6 connection has 2⁶⁴ of them (RFC 4291, 2.5.4)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    return str(IPv6Address(int(found) >> 64 << 64)) if isinstance(found, IPv6Address) else str(found)
