"""Days that a demonstration and its tour count from the present, so that both are right whenever they are played."""

import re
from datetime import datetime, timedelta

RELATIVE = re.compile(r"\{([+-]\d+) days\}")


def dated(text: str, now: datetime) -> str:
    """Return a text with `{-9 days}` written as that day, 2026-11-13, and `{year}` as the year.

    Args:
        text: as it stands in a region's `demo/` folder.
        now: the present, as the product's one clock tells it.
    """
    days = RELATIVE.sub(lambda found: f"{now + timedelta(days=int(found[1])):%Y-%m-%d}", text)
    return days.replace("{year}", f"{now:%Y}")
