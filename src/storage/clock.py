"""The one clock: everything that asks what time it is asks here."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.errors import Misconfigured

ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """Tells the time in Asia/Shanghai.

    Args:
        adjustable: whether it may be moved; only in development.
    """

    def __init__(self, adjustable: bool = False) -> None:
        self.adjustable = adjustable
        self.offset = 0.0

    def time(self) -> float:
        """Return epoch seconds."""
        return time.time() + self.offset

    def now(self) -> datetime:
        """Return the time with its zone."""
        return datetime.fromtimestamp(self.time(), ZONE)

    def today(self) -> str:
        """Return the day, `2026-11-30`."""
        return self.now().date().isoformat()

    def move(self, offset: float) -> None:
        """Set the clock so many seconds before or behind the true time.

        Args:
            offset: seconds; 0 is the true time.

        Raises:
            Misconfigured: this installation is not in development.
        """
        if not self.adjustable:
            raise Misconfigured("MODE", "只有开发模式可以拨快时间")
        self.offset = offset
